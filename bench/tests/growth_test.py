# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of harness/growth.py and of what the cases of pip compile read."""

import json
import tempfile
import unittest
from pathlib import Path

from harness import growth, pins
from harness.data_folder import DataFolder


class GrowthTest(unittest.TestCase):
    def test_a_world_of_packages_is_a_tree_in_which_each_is_needed_once(self):
        with tempfile.TemporaryDirectory() as folder:
            world = growth.World("packages", 6)
            growth.write_world(world, Path(folder) / "recording")
            needed = []
            for text in sorted((Path(folder) / "recording" / "metadata").glob("p*-0.1.0")):
                lines = text.read_text().splitlines()
                needed += [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist")]
            self.assertEqual(sorted(needed), [f"p{i}>=0.0.3" for i in range(1, 6)])

    def test_a_world_of_versions_lists_them_all_and_has_metadata_of_the_newest(self):
        with tempfile.TemporaryDirectory() as folder:
            growth.write_world(growth.World("versions", 1000), Path(folder) / "recording")
            page = json.loads((Path(folder) / "recording" / "simple" / "p0" / "index.json").read_text())
            self.assertEqual(len(page["files"]), 1000)
            self.assertEqual(len({entry["filename"] for entry in page["files"]}), 1000)
            self.assertTrue((Path(folder) / "recording" / "metadata" / "p0-10.0.0").is_file())

    def test_the_cost_of_each_is_what_a_run_takes_above_nearly_nothing(self):
        costs = growth.cost_of_each({10: 0.003, 1000: 0.012}, 0.002)
        self.assertEqual({size: round(cost, 6) for size, cost in costs.items()}, {10: 100.0, 1000: 10.0})


class CompileTest(unittest.TestCase):
    def test_pins_are_read_out_of_all_that_pip_compile_prints(self):
        output = "Resolved 2 packages in 7ms\n# by a tool\na==1.0\n    # via b\nb-c==2.0\nwarning: d is old\n"
        self.assertEqual(pins.parse_compiled(output), {"a": "1.0", "b-c": "2.0"})

    def test_the_python_of_a_set_is_in_the_name_of_its_pins(self):
        with tempfile.TemporaryDirectory() as folder:
            data = DataFolder(Path(folder))
            (data.recording / "sets").mkdir(parents=True)
            for name in ("jupyter.in", "jupyter-3.12.txt", "a-set.in", "a-set-3.11.txt", "trio.in", "trio-3.12.txt",
                         "stack.in", "stack-3.12.txt"):
                (data.recording / "sets" / name).write_text("")
            self.assertEqual(data.recorded_sets(), ["trio", "jupyter", "stack", "a-set"])
            self.assertEqual(data.set_python("a-set"), "3.11")


if __name__ == "__main__":
    unittest.main()
