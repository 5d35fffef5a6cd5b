# SPDX-License-Identifier: MIT OR Apache-2.0
"""tests/torture.py: a harness that fails has a row in the table, whatever it says, and its words are passed on."""

import contextlib
import io
import subprocess
import sys
from pathlib import Path

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

    def test_what_two_say_at_one_time_does_not_mix(self) -> None:
        # Given texts that are longer than what goes into a pipe at once.
        program = """
import concurrent.futures, sys
sys.path.insert(0, sys.argv[1])
import torture
row = "TALLY\\theld\\t3\\t0"
text = "\\n".join([f"   {'word ' * 100}"] * 100 + [row])
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    list(pool.map(torture.tell, [text] * 400))
"""
        ran = subprocess.run(
            [sys.executable, "-B", "-c", program, str(ROOT / "tests")], stdout=subprocess.PIPE, text=True, check=True
        )
        lines = ran.stdout.splitlines()
        self.assertEqual(lines.count("TALLY\theld\t3\t0"), 400)
        self.assertEqual(set(lines) - {"TALLY\theld\t3\t0"}, {f"   {'word ' * 100}"})


class OrderTest(TemporaryTreeTest):
    def test_what_measures_time_has_nothing_beside_it(self) -> None:
        axle = self.root / "axle"
        alone = torture.commands(axle, "full", "", True)
        beside = torture.commands(axle, "full", "", False)
        self.assertEqual([Path(command[2]).stem for command in alone], ["interrupt_anywhere", "lock_holders"])
        self.assertTrue(all(Path(command[2]).is_file() for command in [*alone, *beside]))
