# SPDX-License-Identifier: MIT OR Apache-2.0
"""generate_error_docs.py puts every code under its group, and refuses a table that differs from the enumeration."""

import unittest

from temporary_tree import TemporaryTreeTest

import generate_error_docs

HEADER = """enum class ErrorCode : std::uint8_t {
  // Files.
  no_space,
  // Names.
  bad_name,
};
"""
SPACE = 'ErrorCodeRow{no_space, "no-space", "The disk is full."},\n'
NAME = 'ErrorCodeRow{bad_name, "bad-name",\n  "A name is "\n  "malformed."},\n'


class ErrorDocumentTest(TemporaryTreeTest):
    def test_codes_stand_under_their_group_with_joined_literals(self) -> None:
        document = generate_error_docs.make_document(HEADER, SPACE + NAME)
        self.assertIn("## Files\n\n| code | meaning |\n|---|---|\n| `no-space` | The disk is full. |\n", document)
        self.assertIn("## Names\n\n| code | meaning |\n|---|---|\n| `bad-name` | A name is malformed. |\n", document)

    def test_a_missing_row_is_refused(self) -> None:
        with self.assertRaisesRegex(SystemExit, "bad_name"):
            generate_error_docs.make_document(HEADER, SPACE)

    def test_rows_in_another_order_are_refused(self) -> None:
        with self.assertRaisesRegex(SystemExit, "in their order"):
            generate_error_docs.make_document(HEADER, NAME + SPACE)


if __name__ == "__main__":
    unittest.main()
