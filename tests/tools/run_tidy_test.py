# SPDX-License-Identifier: MIT OR Apache-2.0
"""tools/run_tidy.py finds the compiler's flags in a compile command, whatever the compiler is called."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import run_tidy  # noqa: E402 (the path comes first)


class FlagsTest(unittest.TestCase):
    def test_flags_follow_the_compiler_of_cxx_or_c(self) -> None:
        for compiler in ("c++", "g++-12", "clang++-19", "cc", "gcc-12", "clang"):
            for launcher in ("", "/usr/bin/ccache "):
                with self.subTest(compiler=compiler, launcher=launcher):
                    command = f"{launcher}/usr/bin/{compiler} -I/tree -Wall -o a.o -c /tree/a"
                    self.assertEqual(run_tidy.flags_of({"command": command}), ["-I/tree", "-Wall"])


if __name__ == "__main__":
    unittest.main()
