#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Every read and write of a file does one byte, or half of what was asked: nobody may notice (reliability F5)."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from fault_lab import CHANGES  # noqa: E402 (the path comes first)
from shim_lab import ShimLab, shim_options  # noqa: E402
from tally import Tally, report  # noqa: E402

LINK_MODES = ("hardlink", "copy")


def check(lab: ShimLab, name: str, kind: str, cold: bool, options: list[str]) -> list[str]:
    if cold:
        lab.use_cold_cache()
    else:
        lab.use_warm_cache()
    lab.reset(name)
    ending = lab.hurt(name, options, short=kind)
    problems = [f"it was noticed: {ending.error}"] if ending.status else []
    problems += [] if lab.counted().get("short_transfers") else ["no transfer was shortened"]
    return lab.problems_after(name, ending) + problems


def main() -> int:
    arguments = shim_options(__doc__.splitlines()[0]).parse_args()
    tally = Tally("short reads and writes are not noticed (F5)")
    with ShimLab(arguments, CHANGES) as lab:
        for kind in ("one", "half"):
            for name in CHANGES:
                tally.judge(check(lab, name, kind, False, []), f"{name}, {kind}")
            for mode in LINK_MODES:
                case = f"install with an empty cache and link mode {mode}, {kind}"
                tally.judge(check(lab, "install", kind, True, ["--link-mode", mode]), case)
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
