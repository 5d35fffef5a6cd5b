# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of harness/environment_tree.py."""

import tempfile
import unittest
from pathlib import Path

from harness.environment_tree import differences, read_pins, read_tree


class EnvironmentTreeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def make(self, name: str, files: dict[str, str]) -> Path:
        environment = self.root / name
        site_packages = environment / "lib" / "python3.11" / "site-packages"
        written = {"lib/python3.11/site-packages/a_b-1.0.dist-info/RECORD": name,
                   "lib/python3.11/site-packages/a_b-1.0.dist-info/entry_points.txt":
                       "[console_scripts]\nTool = a.b:main [extra]\n",
                   "bin/Tool": f"#!{environment}/bin/python\n# text of {name}\n",
                   "bin/plain": f"#!{environment}/bin/python\nprint(1)\n", ".lock": name, **files}
        site_packages.mkdir(parents=True)
        for relative, text in written.items():
            path = environment / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return environment

    def test_what_installers_write_about_themselves_does_not_count(self):
        self.assertEqual(read_tree(self.make("left", {})), read_tree(self.make("right", {})))

    def test_a_changed_byte_in_a_module_counts(self):
        module = "lib/python3.11/site-packages/a.py"
        left, right = self.make("left", {module: "x = 1\n"}), self.make("right", {module: "x = 2\n"})
        self.assertEqual([line.split(":")[0] for line in differences(read_tree(left), read_tree(right))], [module])

    def test_a_script_that_came_in_a_wheel_counts_in_full(self):
        left, right = self.make("left", {}), self.make("right", {"bin/plain": f"#!{self.root}/right/bin/python\n2"})
        self.assertEqual([line.split(":")[0] for line in differences(read_tree(left), read_tree(right))],
                         ["bin/plain"])

    def test_the_interpreter_line_of_a_generated_script_counts(self):
        left, right = self.make("left", {}), self.make("right", {"bin/Tool": "#!/usr/bin/python3\n"})
        self.assertEqual([line.split(":")[0] for line in differences(read_tree(left), read_tree(right))],
                         ["bin/Tool"])

    def test_a_missing_file_is_named_as_absent(self):
        self.assertEqual(differences({"a": 1}, {}), ["a: 1 against absent"])

    def test_many_differences_are_cut_with_their_number(self):
        lines = differences({str(number): 1 for number in range(9)}, {}, limit=2)
        self.assertEqual(lines, ["0: 1 against absent", "1: 1 against absent", "and 7 more"])

    def test_pins_come_from_the_names_of_the_dist_info_folders(self):
        self.assertEqual(read_pins(self.make("left", {})), {"a-b": "1.0"})


if __name__ == "__main__":
    unittest.main()
