# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of harness/report.py."""

import tempfile
import unittest
from pathlib import Path

from harness.installers import Installer
from harness.report import make_table, write_markdown
from harness.runner import Row

_UV = Installer("uv", "uv", ("/uv",), "1")
_AXLE = Installer("axle", "axle", ("/axle",), "1")


class ReportTest(unittest.TestCase):
    def test_a_row_shows_medians_ratio_interval_peaks_and_pip(self):
        row = Row("noop:trio", pairs=[(0.02, 0.01)] * 4, peak_bytes={"A": 22_000_000, "B": 9_500_000},
                  pip_seconds=0.4)
        cells = [cell.strip() for cell in make_table([row], _UV, _AXLE).splitlines()[2].split("|")[1:-1]]
        self.assertEqual(cells, ["noop:trio", "20.00", "10.00", "2.00", "2.00–2.00", "22.0", "9.5", "400", "4"])

    def test_a_case_that_failed_the_gate_has_no_times_and_a_reason(self):
        table = make_table([Row("noop:trio", problem="a: 1 against 2")], _UV, _AXLE)
        self.assertIn("| noop:trio |       |         |       invalid |", table)
        self.assertTrue(table.endswith("Not comparable:\n- `noop:trio`: a: 1 against 2\n"), table)

    def test_what_pip_could_not_do_is_no_difference_between_the_others(self):
        row = Row("noop:trio", pairs=[(0.02, 0.01)] * 4, pip_problem="ERROR: 404")
        table = make_table([row], _UV, _AXLE)
        self.assertIn(" 2.00 | 2.00–2.00 |", table)
        self.assertTrue(table.endswith("\n\nNot with pip:\n- `noop:trio`: ERROR: 404\n"), table)

    def test_a_document_keeps_what_stands_around_its_table(self):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "page.md"
            target.write_text("<!-- bench table: begin -->\nold\n<!-- bench table: end -->\nbetween\n"
                              "<!-- bench cold: begin -->\nold\n<!-- bench cold: end -->\nafter\n")
            write_markdown(target, "new\n", "cold")
            self.assertEqual(target.read_text(),
                             "<!-- bench table: begin -->\nold\n<!-- bench table: end -->\nbetween\n"
                             "<!-- bench cold: begin -->\nnew\n<!-- bench cold: end -->\nafter\n")

    def test_a_new_file_gets_the_table_with_its_markers_and_is_written_again(self):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "page.md"
            for text in ("one\n", "two\n"):
                write_markdown(target, text, "cold")
                self.assertEqual(target.read_text(), f"<!-- bench cold: begin -->\n{text}<!-- bench cold: end -->\n")

    def test_a_document_without_a_place_for_the_table_is_left_as_it_is(self):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "page.md"
            for document in ("<!-- bench cold: begin -->\nold\n<!-- bench cold: end -->\n",
                             "<!-- bench clod: end -->\n<!-- bench clod: begin -->\n"):
                target.write_text(document)
                with self.assertRaisesRegex(ValueError, "page.md has no lines `<!-- bench clod: begin -->` and "
                                                        "`<!-- bench clod: end -->`"):
                    write_markdown(target, "new\n", "clod")
                self.assertEqual(target.read_text(), document)


if __name__ == "__main__":
    unittest.main()
