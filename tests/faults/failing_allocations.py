#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lets the n-th allocation of a change fail, alone or with all that follow (reliability F17).

Whatever fails, in axle or in a library it uses: the program gets on without, or ends with 2 and one line that says
what was lacking. The next command finds, or makes, the old or the new environment; the cache is right.
"""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from fault_lab import LIMIT_SECONDS  # noqa: E402 (the path comes first)
from invariants import check_ending  # noqa: E402
from shim_lab import ShimLab, sample, shim_options  # noqa: E402
from tally import Tally, report  # noqa: E402

CHANGES = ("install", "upgrade", "uninstall", "venv", "venv-existing-other")
REDUCED = 7
# Every allocation of an install; of the others as many as tell the same in bearable time.
FULL = {"install": 20_000}
FULL_OTHERS = 1_500
# Where memory has run out for good, the first allocation of axle's own ends it: fewer points tell as much.
FEWER_WHEN_STICKY = 10


def check(lab: ShimLab, name: str, n: int, sticky: int) -> list[str] | None:
    """What is wrong; None: the run needed fewer allocations, so that none failed."""
    lab.reset(name)
    ending = lab.hurt(name, memory_at=n, memory_sticky=sticky)
    if ending.status == 0 and lab.counted()["allocations"] < n:
        return lab.problems_after(name, ending) or None
    problems = check_ending(ending, LIMIT_SECONDS) + lab.problems_after_abort(name)
    # As after a kill it may be either when the command failed: some memory is asked for when the change is made.
    if not problems and ending.status == 0 and lab.last_verdict != "new":
        problems.append("status 0, but the environment is the old one")
    errors = [line for line in ending.error.splitlines() if line.startswith("error: ")]
    if ending.status != 0 and len(errors) != 1:
        problems.append(f"{len(errors)} lines say what went wrong")
    return [*problems, f"it said: {ending.error}"] if problems else []


def run_change(lab: ShimLab, name: str, cold: bool, size: str, tally: Tally) -> None:
    def prepare() -> None:
        if cold:
            lab.use_cold_cache()
        else:
            lab.use_warm_cache()

    prepare()
    last = lab.count(name)["allocations"]
    kind = f"{name} with an empty cache" if cold else name
    most = REDUCED if size == "reduced" else FULL.get(kind, FULL_OTHERS)
    for sticky in (0, 1):
        # The first is made before main().
        chosen = sorted({1, *sample(1, last, most // FEWER_WHEN_STICKY if sticky and size == "full" else most)})
        print(f"{kind}: {len(chosen)} of {last} allocations{' and all after them' if sticky else ''}", flush=True)
        for n in chosen:
            prepare()
            problems = check(lab, name, n, sticky)
            if problems is not None:
                tally.judge(problems, f"{kind}, allocation {n}{' and later' if sticky else ''}")


def main() -> int:
    arguments = shim_options(__doc__.splitlines()[0]).parse_args()
    tally = Tally("any allocation that fails leaves the old or the new environment and one line (F17)")
    with ShimLab(arguments, CHANGES) as lab:
        for name in CHANGES:
            run_change(lab, name, False, arguments.size, tally)
        run_change(lab, "install", True, arguments.size, tally)
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
