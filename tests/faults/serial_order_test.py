# SPDX-License-Identifier: MIT OR Apache-2.0
"""The judge of races must know a serial order from a mixture, by trying all orders itself."""

import itertools
import random
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from serial_order import is_serial  # noqa: E402 (the path comes first)


def reachable(initial, writes, final) -> bool:
    for order in itertools.permutations(writes):
        state = dict(initial)
        for write in order:
            state.update(write)
        if all(state.get(key) == final.get(key) for key in state.keys() | final.keys()):
            return True
    return False


class SerialOrderTest(unittest.TestCase):
    def test_a_mixture_of_two_writes_is_no_order(self):
        writes = [{"foo": "1", "bar": "1"}, {"foo": "2", "bar": "2"}]
        self.assertFalse(is_serial({}, writes, {"foo": "1", "bar": "2"}))
        self.assertTrue(is_serial({}, writes, {"foo": "2", "bar": "2"}))

    def test_it_agrees_with_all_orders(self):
        randomness = random.Random(20261121)
        seen = set()
        for _ in range(600):
            keys, values = "abc", ["1", "2", None]
            initial = {key: randomness.choice(values) for key in keys}
            writes = [
                {key: randomness.choice(values) for key in randomness.sample(keys, randomness.randint(1, 3))}
                for _ in range(randomness.randint(0, 4))
            ]
            final = {key: randomness.choice(values) for key in keys}
            expected = reachable(initial, writes, final)
            seen.add(expected)
            self.assertEqual(is_serial(initial, writes, final), expected, (initial, writes, final))
        self.assertEqual(seen, {True, False})


if __name__ == "__main__":
    unittest.main()
