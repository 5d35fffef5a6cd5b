# SPDX-License-Identifier: MIT OR Apache-2.0
"""tools/check_binary.py sees each protection that a program was built without."""

import subprocess
import unittest

from temporary_tree import TemporaryTreeTest

import check_binary

SOURCE = """#include <stdio.h>
#include <string.h>
int main(int count, char** words) {
  char text[16];
  strcpy(text, words[count - 1]);
  return puts(text) < 0;
}
"""
GOOD = ("-O1", "-fPIE", "-pie", "-fstack-protector-strong", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2",
        "-Wl,-z,relro,-z,now,-z,noexecstack")


class CheckBinaryTest(TemporaryTreeTest):
    def problems(self, *flags: str) -> list[str]:
        self.write("main.c", SOURCE)
        program = self.root / "program"
        subprocess.run(["cc", "-w", *GOOD, *flags, "-o", program, self.root / "main.c"], check=True)
        return check_binary.check_binary(program)

    def test_a_protected_program_has_no_problems(self) -> None:
        self.assertEqual(self.problems(), [])

    def test_a_program_with_a_fixed_address(self) -> None:
        self.assertEqual(self.problems("-fno-PIE", "-no-pie"), ["it is not position-independent (-fPIE -pie)"])

    def test_symbols_that_are_bound_late_and_stay_writable(self) -> None:
        self.assertEqual(self.problems("-Wl,-z,lazy"), ["symbols are bound late (-z now)"])
        self.assertEqual(self.problems("-Wl,-z,norelro"), ["what is bound stays writable (-z relro)"])

    def test_an_executable_stack(self) -> None:
        self.assertEqual(self.problems("-Wl,-z,execstack"), ["its stack is executable (-z noexecstack)"])

    def test_a_path_of_its_own_for_libraries(self) -> None:
        self.assertEqual(self.problems("-Wl,-rpath,/opt/lib,--enable-new-dtags"), ["it has a RUNPATH"])
        self.assertEqual(self.problems("-Wl,-rpath,/opt/lib,--disable-new-dtags"), ["it has a RPATH"])

    def test_functions_and_calls_that_check_nothing(self) -> None:
        unchecked = "calls do not check their buffers (_FORTIFY_SOURCE)"
        self.assertIn(unchecked, self.problems("-U_FORTIFY_SOURCE"))
        self.assertIn("functions do not check their stack (-fstack-protector-strong)",
                      self.problems("-fno-stack-protector"))


if __name__ == "__main__":
    unittest.main()
