# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of harness/paired.py."""

import random
import unittest

from harness import paired


class PairedTest(unittest.TestCase):
    def test_blocks_hold_two_pairs_and_an_odd_count_is_rounded_up(self):
        blocks = paired.plan_blocks(31, seed=7)
        self.assertEqual(len(blocks), 16)
        self.assertEqual(set(blocks), {"ABBA", "BAAB"})

    def test_the_same_seed_gives_the_same_order(self):
        self.assertEqual(paired.plan_blocks(60, 3), paired.plan_blocks(60, 3))
        self.assertNotEqual(paired.plan_blocks(60, 3), paired.plan_blocks(60, 4))

    def test_a_pair_is_always_left_then_right_whatever_ran_first(self):
        self.assertEqual(paired.pairs_of_block("ABBA", [1.0, 2.0, 3.0, 4.0]), [(1.0, 2.0), (4.0, 3.0)])
        self.assertEqual(paired.pairs_of_block("BAAB", [1.0, 2.0, 3.0, 4.0]), [(2.0, 1.0), (3.0, 4.0)])

    def test_a_block_of_another_length_is_refused(self):
        with self.assertRaises(ValueError):
            paired.pairs_of_block("AB", [1.0, 2.0])

    def test_a_constant_ratio_has_an_interval_of_no_width(self):
        ratio = paired.paired_ratio([(3.0, 1.5), (8.0, 4.0), (0.2, 0.1)])
        for value in (ratio.median, ratio.low, ratio.high):
            self.assertAlmostEqual(value, 2.0)

    def test_one_outlier_does_not_move_the_median(self):
        pairs = [(2.0, 1.0)] * 9 + [(100.0, 1.0)]
        self.assertAlmostEqual(paired.paired_ratio(pairs).median, 2.0)

    def test_swapped_sides_give_the_reciprocal(self):
        source = random.Random(5)
        pairs = [(source.uniform(1, 2), source.uniform(1, 2)) for _ in range(31)]
        forward = paired.paired_ratio(pairs)
        backward = paired.paired_ratio([(b, a) for a, b in pairs])
        self.assertAlmostEqual(forward.median * backward.median, 1.0)

    def test_the_interval_covers_the_truth_about_as_often_as_it_says(self):
        source = random.Random(11)
        covered = 0
        for trial in range(100):
            pairs = [(1.5 * source.lognormvariate(0, 0.08), source.lognormvariate(0, 0.08)) for _ in range(30)]
            ratio = paired.paired_ratio(pairs, seed=trial)
            covered += ratio.low <= 1.5 <= ratio.high
        self.assertGreaterEqual(covered, 88)
        self.assertLess(covered, 100)

    def test_short_runs_get_more_pairs(self):
        self.assertEqual(paired.choose_pairs([0.099, 0.098]), 60)
        self.assertEqual(paired.choose_pairs([0.101, 0.102]), 30)

    def test_only_what_leaves_nothing_behind_is_started_in_batches(self):
        self.assertEqual(paired.choose_batch([0.004], repeatable=True), 5)
        self.assertEqual(paired.choose_batch([0.004], repeatable=False), 1)
        self.assertEqual(paired.choose_batch([0.040], repeatable=True), 1)


if __name__ == "__main__":
    unittest.main()
