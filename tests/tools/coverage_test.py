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
        self.elsewhere = self.root / "elsewhere"
        self.write("build/CMakeCache.txt", f"AXLE_COUNTS:INTERNAL={self.elsewhere}\n")
        self.program = self.root / "build/bin/half"
        self.program.parent.mkdir()
        flags = ["-fprofile-instr-generate", "-fcoverage-mapping", "-O0"]
        subprocess.run(["clang++-19", *flags, self.root / "base/half.cpp", "-o", self.program], check=True)

    def run_program(self, folder: str, *arguments: str) -> None:
        counts = {"LLVM_PROFILE_FILE": str(self.root / folder / "%m.profraw")}
        subprocess.run([self.program, *arguments], check=False, env=os.environ | counts)

    def run_tool(self, *arguments: str) -> tuple[int, list[str]]:
        out = io.StringIO()
        command = ["coverage.py", str(self.root / "build"), *arguments]
        with mock.patch.object(coverage, "ROOT", self.root), mock.patch.object(coverage, "LAYERS", ("base",)):
            with mock.patch.object(sys, "argv", command), contextlib.redirect_stdout(out):
                return coverage.main(), out.getvalue().splitlines()

    def test_lines_that_never_ran_are_too_many(self) -> None:
        self.run_program("build/counts")
        self.assertEqual(self.run_tool("--missing", "base/half.cpp"), (1, [
            "base/half.cpp:1: int half(int number) {",
            "base/half.cpp:2: return number / 2;",
            "base/half.cpp:3: }",
            "base            6 lines   50.0 %  less than 95 %",
            "all             6 lines   50.0 %",
        ]))

    def test_counts_of_another_folder_are_added(self) -> None:
        self.run_program("build/counts")
        self.run_program("elsewhere", "x")
        all_ran = ["base            6 lines  100.0 %", "all             6 lines  100.0 %"]
        self.assertEqual(self.run_tool(), (0, all_ran))

    def test_a_build_whose_counts_were_removed_is_no_success(self) -> None:
        self.run_program("build/counts")
        self.run_program("elsewhere")
        self.assertEqual(self.run_tool("--forget"), (0, []))
        self.assertEqual(self.run_tool(), (1, [f"coverage: no test has run in {self.root / 'build'}"]))


if __name__ == "__main__":
    unittest.main()
