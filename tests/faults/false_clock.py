#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Sets the wall clock fifty years ahead or back: everything works, and nothing stays fresh for ever (reliability F15).

Pages are fetched under one clock and wanted again under another: the index must be asked each time but when the clock
has not moved.
"""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from shim_lab import ShimLab, shim_options  # noqa: E402 (the path comes first)
from tally import Tally, report  # noqa: E402

YEARS = 50 * 365 * 86_400
CLOCKS = {"fifty years back": -YEARS, "right": 0, "fifty years ahead": YEARS}
CHANGES = ("install", "upgrade", "uninstall", "venv", "venv-existing-other")


def run(lab: ShimLab, name: str, clock: str) -> list[str]:
    lab.reset(name)
    ending = lab.hurt(name, clock=CLOCKS[clock])
    return lab.problems_after(name, ending) + ([f"it said: {ending.error}"] if ending.status else [])


def check_freshness(lab: ShimLab, first: str, second: str) -> list[str]:
    """What is wrong with an install under `second` after one under `first` has filled the cache."""
    lab.use_cold_cache()
    problems = run(lab, "install", first)
    lab.index.take_requests()
    problems += run(lab, "install", second)
    pages = [request for request in lab.index.take_requests() if "/simple/" in request]
    lab.use_warm_cache()
    if bool(pages) != (first != second):
        problems.append(f"the index was asked: {pages}")
    return problems


def main() -> int:
    arguments = shim_options(__doc__.splitlines()[0]).parse_args()
    works = Tally("with a clock fifty years off everything works (F15)")
    asks = Tally("what was cached under another clock is asked for again (F15)")
    with ShimLab(arguments, CHANGES) as lab:
        for clock in CLOCKS:
            for name in CHANGES:
                works.judge(run(lab, name, clock), f"{name}, the clock is {clock}")
            for other in CLOCKS:
                asks.judge(check_freshness(lab, clock, other), f"the clock is {clock}, then {other}")
    return report([works, asks])


if __name__ == "__main__":
    sys.exit(main())
