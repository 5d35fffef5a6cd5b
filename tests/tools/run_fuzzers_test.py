# SPDX-License-Identifier: MIT OR Apache-2.0
"""tools/run_fuzzers.py --changed finds what a fuzzer is made of, however far behind its includes; each one ends."""

import subprocess
import sys
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


# A program that is asked to end, as libFuzzer is, once it says so.
ENDS = "import signal, sys; signal.signal(signal.SIGUSR1, lambda *_: sys.exit(0)); print('ready', flush=True);"
DEAF = "import signal; signal.signal(signal.SIGUSR1, signal.SIG_IGN); print('ready', flush=True);"


class EndTest(unittest.TestCase):
    def end(self, program: str, seconds: float, to_end: float) -> int | None:
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.assertEqual(process.stdout.readline(), b"ready\n")
        return run_fuzzers.end_in_time(process, seconds, to_end)

    def test_one_that_works_is_asked_to_end_after_its_time(self) -> None:
        self.assertEqual(self.end(ENDS + "\nwhile True: pass", 0.3, 60), 0)

    def test_one_that_does_not_end_is_killed(self) -> None:
        self.assertIsNone(self.end(DEAF + "\nwhile True: pass", 0.1, 0.5))

    def test_one_that_waits_for_ever_gets_no_more_than_its_share(self) -> None:
        self.assertEqual(self.end(ENDS + "import time; time.sleep(600); sys.exit(3)", 0.1, 1), 0)

    def test_one_that_found_something_has_ended_by_itself(self) -> None:
        self.assertEqual(self.end("print('ready', flush=True); raise SystemExit(77)", 60, 60), 77)


if __name__ == "__main__":
    unittest.main()
