# SPDX-License-Identifier: MIT OR Apache-2.0
"""tools/coverage.py counts the lines of layers that ran, wherever the counts were left, and fails when they are few."""

import contextlib
import io
import os
import subprocess
import sys
import unittest
from unittest import mock

from temporary_tree import TemporaryTreeTest

import coverage

SOURCE = """int half(int number) {
  return number / 2;
}
int main(int count, char**) {
  return count > 1 ? half(count) : 0;
}
"""


class CoverageTest(TemporaryTreeTest):
    def setUp(self) -> None:
        super().setUp()
        self.write("base/half.cpp", SOURCE)
        self.program = self.root / "build/half"
        self.program.parent.mkdir()
        command = ["c++", "--coverage", "-O0", self.root / "base/half.cpp", "-o", self.program]
        subprocess.run(command, check=True, cwd=self.program.parent)

    def run_tool(self, *arguments: str) -> tuple[int, str]:
        out = io.StringIO()
        command = ["coverage.py", str(self.root / "build"), *arguments]
        with mock.patch.object(coverage, "ROOT", self.root), mock.patch.object(coverage, "LAYERS", ("base",)):
            with mock.patch.object(sys, "argv", command), contextlib.redirect_stdout(out):
                return coverage.main(), out.getvalue()

    def test_lines_that_never_ran_are_too_many(self) -> None:
        subprocess.run([self.program], check=True)
        status, text = self.run_tool("--missing", "base/half.cpp")
        self.assertEqual(status, 1)
        self.assertEqual(text.splitlines(), [
            "base/half.cpp:1: int half(int number) {",
            "base/half.cpp:2: return number / 2;",
            "base            4 lines   50.0 %  less than 95 %",
            "all             4 lines   50.0 %",
        ])

    def test_counts_of_another_folder_are_added(self) -> None:
        subprocess.run([self.program], check=True)
        counts = self.root / "counts"
        subprocess.run([self.program, "x"], check=False, env=os.environ | {"GCOV_PREFIX": str(counts)})
        self.assertEqual(self.run_tool(str(counts)), (0, "base            4 lines  100.0 %\nall             4 lines  100.0 %\n"))

    def test_a_build_that_ran_nothing_is_no_success(self) -> None:
        self.assertEqual(self.run_tool(), (1, f"coverage: no test has run in {self.root / 'build'}\n"))


if __name__ == "__main__":
    unittest.main()
