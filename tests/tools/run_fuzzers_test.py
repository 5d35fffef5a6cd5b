# SPDX-License-Identifier: MIT OR Apache-2.0
"""tools/run_fuzzers.py --changed finds what a fuzzer is made of, however far behind its includes."""

import unittest

from temporary_tree import TemporaryTreeTest

import run_fuzzers  # noqa: E402 (temporary_tree has set the path)


class ChangedTest(TemporaryTreeTest):
    def setUp(self) -> None:
        super().setUp()
        self.write_cpp("tests/fuzz/name.cpp", '#include "spec/name.hpp"\n')
        self.write_cpp("spec/name.hpp", '#include "base/text.hpp"\n#include <string>\n')
        self.write_cpp("spec/name_parse.cpp", '#include "base/digest.hpp"\n#include "spec/name.hpp"\n')
        self.write_cpp("base/text.hpp", "")
        self.write_cpp("base/text.cpp", '#include "base/text.hpp"\n')
        self.write_cpp("base/digest.hpp", "")
        self.write_cpp("spec/version.hpp", "")
        self.write_cpp("spec/version.cpp", '#include "spec/version.hpp"\n\n#include "spec/name.hpp"\n')

    def test_a_change_is_found_behind_headers_and_sources(self) -> None:
        for path in (
            "tests/fuzz/name.cpp",
            "tests/fuzz/corpus/name/seed",
            "spec/name.hpp",
            "spec/name_parse.cpp",
            "base/text.cpp",
            "base/digest.hpp",
        ):
            with self.subTest(path=path):
                self.assertTrue(run_fuzzers.is_changed("name", {path}, self.root))

    def test_what_only_uses_the_same_headers_is_no_part(self) -> None:
        for path in ("spec/version.cpp", "spec/version.hpp", "tests/fuzz/corpus/version/seed", "README.md"):
            with self.subTest(path=path):
                self.assertFalse(run_fuzzers.is_changed("name", {path}, self.root))


if __name__ == "__main__":
    unittest.main()
