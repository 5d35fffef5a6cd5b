# SPDX-License-Identifier: MIT OR Apache-2.0
"""check_documents.py fails on a path that does not exist, a dead link and a long ARCHITECTURE.md."""

import unittest

from temporary_tree import TemporaryTreeTest

import check_documents


class DocumentsTest(TemporaryTreeTest):
    def problems(self, text: str, name: str = "README.md") -> list[str]:
        self.write(name, text)
        return check_documents.check(self.root)

    def test_a_path_that_does_not_exist_fails(self) -> None:
        self.assert_one(self.problems("a\n`base/gone.cpp`\n"), "README.md:2: base/gone.cpp does not exist")
        self.assert_one(self.problems("`CMakePresets.json`\n"), "CMakePresets.json does not exist")

    def test_a_path_that_exists_passes(self) -> None:
        self.write("base/here.cpp", "")
        self.assertEqual(self.problems("`base/here.cpp`, `base/`, `cli` and `AXLE_LINK`\n"), [])

    def test_a_placeholder_is_no_path(self) -> None:
        self.assertEqual(self.problems("`tests/unit/LAYER/FILE_test.cpp` `tests/*/a`\n"), [])

    def test_a_dead_link_fails(self) -> None:
        self.assert_one(self.problems("[a](docs/gone.md)\n"), "the link docs/gone.md leads nowhere")

    def test_a_link_to_a_heading_needs_the_heading(self) -> None:
        self.write("docs/a.md", "# One `word`, two\n")
        self.assertEqual(self.problems("[a](docs/a.md#one-word-two) [b](https://index.example/)\n"), [])
        self.assert_one(self.problems("[a](docs/a.md#three)\n"), "docs/a.md has no heading #three")

    def test_a_long_architecture_fails(self) -> None:
        self.assertEqual(self.problems("a\n" * 200, "ARCHITECTURE.md"), [])
        self.assert_one(self.problems("a\n" * 201, "ARCHITECTURE.md"), "201 lines, the limit is 200")


if __name__ == "__main__":
    unittest.main()
