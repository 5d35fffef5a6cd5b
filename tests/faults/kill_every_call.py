#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Kills every kind of change (those of fault_lab.py) at every system call that changes the disk (reliability F1).

A first run under strace counts the calls of every kind; then the k-th of each kind becomes SIGKILL, for every k, and
the driver checks that the kill happened. After each kill the next command must recover: status 0, a sound environment
(env_fsck.py), and exactly the old or the new state; nothing outside has changed, and the cache is right. Where the cache
was empty before the kill, the same command again must fill it and install.
"""

import sys
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from cache_fsck import check_cache  # noqa: E402 (the path comes first)
from fault_lab import CHANGES, COLD, FaultLab  # noqa: E402
from strace_lab import Tracer, check_strace  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

# System calls that make, move, fill or remove files.
CALLS = (
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat,"
    "openat,openat2,open,creat,write,pwrite64,writev,ftruncate,fchmod,fchmodat,utimensat,copy_file_range"
).split(",")
# Of these only the ones that create a file.
OPENS = {"open", "openat", "openat2"}
KILLED = (-9, 137)
REDUCED = 12


class Killer:
    def __init__(self, lab: FaultLab):
        self.lab = lab
        self.tracer = Tracer(lab)

    def points(self, name: str) -> list[tuple[str, int]]:
        found = self.tracer.points(self.lab.change_of(name), CALLS)
        return [
            (call, k)
            for call, told in sorted(found.items())
            for k, rest in sorted(told.items())
            if call not in OPENS or "O_CREAT" in rest
        ]

    def kill(self, name: str, call: str, k: int) -> tuple[str, list[str]] | None:
        """The state after the k-th such call was a kill, and what is wrong; None: no thread got that far."""
        change = self.lab.change_of(name)
        ending = self.tracer.kill(change, call, k)
        if ending.status not in KILLED:
            # With an empty cache threads share work out anew in each run.
            return None if name == COLD and ending.status == 0 else ("", [f"was not killed: status {ending.status}"])
        problems = self.lab.problems_after_abort(change)
        verdict = self.lab.last_verdict
        return verdict, problems + (self.again(change) if name == COLD else [])

    def again(self, change: str) -> list[str]:
        """The same command with what the killed one left in the cache, where its folders may stay for an hour."""
        ending = self.lab.attempt(change)
        whole = ending.status == 0 and self.lab.whole_state(change) == "new"
        problems = [] if whole else [f"again: status {ending.status}: {ending.error}"]
        return problems + self.lab.problems(change) + check_cache(self.lab.cache)


def run_change(killer: Killer, name: str, full: bool, tally: Tally) -> None:
    points = killer.points(name)
    step = 1 if full else max(1, len(points) // REDUCED)
    states: Counter = Counter()
    for call, k in points[step // 2 :: step]:
        killed = killer.kill(name, call, k)
        if killed is None:
            continue
        state, problems = killed
        states[state] += 1
        tally.judge(problems, f"{name}, killed at {call} no. {k}")
    print(f"{name}: {states.total()} of {len(points)} calls, {states['old']} old, {states['new']} new", flush=True)
    if full and not (states["old"] and states["new"]):
        tally.violation(f"{name}: every kill gave the same state; the points do not surround the change")


def main() -> int:
    parser = harness_options(__doc__.splitlines()[0])
    parser.add_argument("--change", choices=[*CHANGES, COLD], action="append", help="default: all")
    arguments = parser.parse_args()
    if reason := check_strace():
        print(f"FAILED: the kill test cannot run: {reason}")
        return 1
    tally = Tally("killed at any system call, the next command finds the old or the new environment (F1)")
    names = arguments.change or [*CHANGES, COLD]
    with FaultLab(arguments.axle.resolve(strict=True), CHANGES) as lab:
        killer = Killer(lab)
        for name in names:
            run_change(killer, name, arguments.size == "full", tally)
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
