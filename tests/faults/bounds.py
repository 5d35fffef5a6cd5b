#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Whatever the program is fed, its memory and its time stay within bounds, and no depth reaches its stack (F24, F44)."""

import sys
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults"), str(TESTS / "faults" / "bounds_cases")]

import depths  # noqa: E402 (the path comes first)
import sizes  # noqa: E402
from bounds_lab import Bound, BoundsLab  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

PROMISES = {
    "sizes": "memory and time stay bounded, whatever comes (F24)",
    "depths": "no depth of foreign input reaches the stack (F44)",
}


def bounds(full: bool) -> Iterator[Bound]:
    yield from sizes.bounds(full)
    yield from depths.bounds(full)


def main() -> int:
    parser = harness_options(__doc__)
    parser.add_argument("--only", default="", help="cases whose id begins so")
    arguments = parser.parse_args()
    full = arguments.size == "full"
    tallies = {name: Tally(promise) for name, promise in PROMISES.items()}
    chosen = [bound for bound in bounds(full) if bound.id.startswith(arguments.only) and (full or not bound.full_only)]
    for bound in chosen:
        with BoundsLab(arguments.axle.resolve(strict=True)) as lab:
            tallies[bound.promise].judge(lab.play(bound), f"{bound.id}: axle {' '.join(bound.command)[:300]}")
    return report([tally for name, tally in tallies.items() if any(bound.promise == name for bound in chosen)])


if __name__ == "__main__":
    sys.exit(main())
