#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Whatever the program is fed, its memory and time stay within bounds, and no depth reaches its stack (F24, F44)."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults"), str(TESTS / "faults" / "bounds_cases")]

import depths  # noqa: E402 (the path comes first)
import interpreters  # noqa: E402
import searches  # noqa: E402
import sizes  # noqa: E402
from bounds_lab import Bound, BoundsLab  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

# Some of them wait for ten seconds.
LABS = 4
PROMISES = {
    "sizes": "memory and time stay bounded, whatever comes (F24)",
    "depths": "no depth of foreign input reaches the stack (F44)",
    "interpreters": "an interpreter that lies, floods or hangs is told in time (F45)",
}


def bounds(full: bool) -> Iterator[Bound]:
    yield from sizes.bounds(full)
    yield from searches.bounds(full)
    yield from depths.bounds(full)
    yield from interpreters.bounds()


def main() -> int:
    parser = harness_options(__doc__)
    parser.add_argument("--only", default="", help="cases whose id begins so")
    arguments = parser.parse_args()
    full = arguments.size == "full"
    tallies = {name: Tally(promise) for name, promise in PROMISES.items()}
    chosen = [bound for bound in bounds(full) if bound.id.startswith(arguments.only) and (full or not bound.full_only)]

    def play(bound: Bound) -> list[str]:
        with BoundsLab(arguments.axle.resolve(strict=True)) as lab:
            return lab.play(bound)

    with ThreadPoolExecutor(LABS) as pool:
        for bound, problems in zip(chosen, pool.map(play, chosen), strict=True):
            tallies[bound.promise].judge(problems, f"{bound.id}: axle {' '.join(bound.command)[:300]}")
    return report([tally for name, tally in tallies.items() if any(bound.promise == name for bound in chosen)])


if __name__ == "__main__":
    sys.exit(main())
