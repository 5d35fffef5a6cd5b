# SPDX-License-Identifier: MIT OR Apache-2.0
"""tests/torture.py: a harness that fails has a row in the table, whatever it says, and its words are passed on."""

import contextlib
import io
import sys

from temporary_tree import ROOT, TemporaryTreeTest

sys.path.insert(0, str(ROOT / "tests"))

import torture  # noqa: E402 (the path comes first)


class HarnessTest(TemporaryTreeTest):
    def run_harness(self, program: str) -> tuple[list[torture.Row], str]:
        path = self.root / "harness.py"
        path.write_text(program)
        told = io.StringIO()
        with contextlib.redirect_stdout(told):
            rows = torture.run([sys.executable, "-B", str(path)])
        return rows, told.getvalue()

    def test_its_rows_are_counted_and_begin_their_lines(self) -> None:
        rows, told = self.run_harness("print('a word'); print('TALLY\\theld\\t3\\t0')")
        self.assertEqual(rows, [torture.Row("held", 3, 0)])
        self.assertIn("\n   a word\nTALLY\theld\t3\t0\n", told)

    def test_one_that_fails_without_a_violation_breaks_a_promise(self) -> None:
        rows, told = self.run_harness("print('TALLY\\theld\\t3\\t0'); raise SystemExit(2)")
        self.assertEqual(rows, [torture.Row("held", 3, 0), torture.Row("harness runs to its end (status 2)", 1, 1)])
        self.assertIn("TALLY\tharness runs to its end (status 2)\t1\t1\n", told)

    def test_one_that_says_nothing_breaks_a_promise(self) -> None:
        rows, _ = self.run_harness("")
        self.assertEqual(rows, [torture.Row("harness runs to its end (status 0)", 1, 1)])

    def test_violations_are_its_own(self) -> None:
        rows, _ = self.run_harness("print('TALLY\\theld\\t3\\t1'); raise SystemExit(1)")
        self.assertEqual(rows, [torture.Row("held", 3, 1)])
