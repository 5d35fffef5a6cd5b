# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of harness/pins.py."""

import unittest

from harness import pins


class PinsTest(unittest.TestCase):
    def test_names_are_normalized_as_in_pep_503(self):
        for written in ("Friendly-Bard", "FRIENDLY_BARD", "friendly.bard", "friendly--bard", "FrIeNdLy-._.-bArD"):
            self.assertEqual(pins.normalize_name(written), "friendly-bard")

    def test_pins_skip_comments_options_hashes_and_blank_lines(self):
        text = ("# made by a tool\n\n--only-binary :all:\nA_b==1.0 \\\n    --hash=sha256:00\n"
                "c == 2.0.post1 ; python_version > '3.8'\n")
        self.assertEqual(pins.parse_pins(text), {"a-b": "1.0", "c": "2.0.post1"})

    def test_a_range_is_not_a_pin(self):
        with self.assertRaisesRegex(ValueError, r"^line 2 is not a pin: b>=1$"):
            pins.parse_pins("a==1\nb>=1\n")

    def test_a_wheel_with_a_build_tag_has_the_key_of_its_first_two_parts(self):
        name = "Two_Words-1.0+local.1-2-cp311-cp311-manylinux_2_17_x86_64.whl"
        self.assertEqual(pins.wheel_key(name), "Two_Words-1.0+local.1")
        self.assertEqual(pins.wheel_pin(name), ("two-words", "1.0+local.1"))

    def test_missing_pins_are_those_without_a_wheel_of_that_version(self):
        wheels = ["a_b-1.0-py3-none-any.whl", "c-2.0_cpu-py3-none-any.whl", "d-1.0-py3-none-any.whl"]
        wanted = {"a-b": "1.0", "c": "2.0+cpu", "d": "1.1"}
        self.assertEqual(pins.missing_pins(wanted, wheels), {"d": "1.1"})

    def test_planned_lines_are_read_and_removals_are_not(self):
        output = "Resolved 2 packages in 3ms\n - a==0.9\n + a==1.0\n + B_c==2.0 (from https://files.example/b.whl)\n"
        self.assertEqual(pins.parse_planned(output), {"a": "1.0", "b-c": "2.0"})

    def test_list_and_freeze_read_alike(self):
        table = "Package Version\n------- -------\na       1.0\nB_c     2.0\n"
        self.assertEqual(pins.parse_listing(table), {"a": "1.0", "b-c": "2.0"})
        self.assertEqual(pins.parse_listing("a==1.0\nb-c==2.0\n"), pins.parse_listing(table))


if __name__ == "__main__":
    unittest.main()
