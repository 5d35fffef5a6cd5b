#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Kills every kind of change (those of fault_lab.py) at every system call that changes the disk (reliability F1).

A first run under strace counts the calls of every kind; then the k-th of each kind becomes SIGKILL, for every k, and
the driver checks that the kill happened. After each kill the next command must recover: status 0, a sound environment
(env_fsck.py), and exactly the old or the new state, path by path; nothing outside has changed, and the cache is right.
An environment that was there before the change is there all the time: its pyvenv.cfg and its Python are not missing
even before the next command, and after it they are of one Python. Where the cache was empty before the kill, the same
command again must fill it and install. A renewal is also killed where files can have no second names.

Recoveries are killed, too: an upgrade at some of its renames, then the next command at every such call. The third one
must find the old or the new state all the same, also where somebody has deleted a new package after the first kill.
"""

import shutil
import sys
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from cache_fsck import check_cache  # noqa: E402 (the path comes first)
from fault_lab import CHANGE_FOLDER, CHANGES, COLD, FaultLab  # noqa: E402
from strace_lab import Tracer, check_strace, killing  # noqa: E402
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
# Renames at which an upgrade is killed, and kills of each recovery.
RENAMES = {"reduced": 1, "full": 4}
RECOVERY_KILLS = {"reduced": 5, "full": sys.maxsize}
RECOVERING = ["pip", "check"]
# The change that gives files second names, where the kernel refuses them.
UNLINKED, LINKED = "venv-existing-unlinked", "venv-existing-other"
LINK = "linkat"
# What somebody may delete meanwhile, and what tells that it is new and the change not finished.
PACKAGE, STAGE, JOURNAL = "lib/python3*/site-packages/foo", f"{CHANGE_FOLDER}/stage", f"{CHANGE_FOLDER}/journal"


def changing(reached: dict[str, dict[int, str]]) -> list[tuple[str, int]]:
    """The calls that change the disk."""
    return [
        (call, k)
        for call, told in sorted(reached.items())
        for k, rest in sorted(told.items())
        if call not in OPENS or "O_CREAT" in rest
    ]


class Killer:
    def __init__(self, lab: FaultLab):
        self.lab = lab
        self.tracer = Tracer(lab)

    def change_of(self, name: str) -> str:
        """The change behind a name, ready to be run."""
        self.tracer.refused = [LINK] if name == UNLINKED else []
        return self.lab.change_of(LINKED if name == UNLINKED else name)

    def points(self, name: str) -> list[tuple[str, int]]:
        points = changing(self.tracer.points(self.change_of(name), CALLS))
        # What is refused changes nothing, and cannot be a kill too.
        return [(call, k) for call, k in points if call not in self.tracer.refused]

    def kill(self, name: str, call: str, k: int) -> tuple[str, list[str]] | None:
        """The state after the k-th such call was a kill, and what is wrong; None: no thread got that far."""
        change = self.change_of(name)
        ending = self.tracer.kill(change, call, k)
        if ending.status not in KILLED:
            # With an empty cache threads share work out anew in each run.
            if name != COLD or ending.status != 0:
                return "", [f"was not killed: status {ending.status}: {ending.error}"]
            problems = self.lab.problems_after(change, ending)
            return ("new", problems) if problems else None
        problems = self.lab.problems_after_abort(change)
        verdict = self.lab.last_verdict
        return verdict, problems + (self.again(change) if name == COLD else [])

    def again(self, change: str) -> list[str]:
        """The same command with what the killed one left in the cache, where its folders may stay for an hour."""
        ending = self.lab.attempt(change)
        whole = ending.status == 0 and self.lab.whole_state(change) == "new"
        problems = [] if whole else [f"again: status {ending.status}: {ending.error}"]
        return problems + self.lab.problems(change) + check_cache(self.lab.cache)


class RecoveryKiller:
    """Kills the command that comes after an upgrade that was killed."""

    def __init__(self, killer: Killer):
        self.killer = killer
        self.lab = killer.lab
        self.tracer = killer.tracer
        self.environment = self.lab.environment("upgrade")
        self.kept = self.lab.sandbox.work / "interrupted"

    def renames(self) -> list[int]:
        """Those of the upgrade; the last one ends it."""
        return sorted(self.tracer.points(self.killer.change_of("upgrade"), ["renameat2"])["renameat2"])

    def interrupt(self, k: int, delete: bool) -> bool:
        """Keeps the environment as a kill at that rename leaves it; False: there is no new package to delete."""
        shutil.rmtree(self.kept, ignore_errors=True)
        if self.tracer.kill("upgrade", "renameat2", k).status not in KILLED:
            raise RuntimeError(f"the upgrade was not killed at renameat2 no. {k}")
        if delete:
            package = next(self.environment.glob(PACKAGE), None)
            staged = any(self.environment.glob(f"{STAGE}/{PACKAGE}"))
            if not package or staged or not (self.environment / JOURNAL).exists():
                return False
            shutil.rmtree(package)
        self.environment.rename(self.kept)
        return True

    def restore(self) -> None:
        shutil.rmtree(self.environment, ignore_errors=True)
        copied = self.lab.sandbox.run(["cp", "-a", str(self.kept), str(self.environment)])
        if copied.returncode != 0:
            raise RuntimeError(copied.stderr.decode())

    def points(self) -> list[tuple[str, int]]:
        self.restore()
        ended = self.tracer.trace_command(RECOVERING, "-e", f"trace={','.join(CALLS)}")
        if ended.returncode != 0:
            raise RuntimeError(f"the recovery fails under strace: status {ended.returncode}\n{ended.stderr.decode()}")
        return changing(self.tracer.reached())

    def kill(self, call: str, k: int) -> list[str]:
        """What the third command finds wrong after the second was killed there."""
        self.restore()
        ended = self.tracer.trace_command(RECOVERING, *killing(call, k))
        if ended.returncode not in KILLED:
            return [f"was not killed: status {ended.returncode}"]
        verdict = self.lab.verdict("upgrade")
        return [] if verdict in ("old", "new") else [verdict]


def run_recoveries(killer: Killer, size: str, tally: Tally) -> None:
    recovery = RecoveryKiller(killer)
    renames = recovery.renames()
    cases: Counter = Counter()
    # Before the last one all that is new is there.
    for k in sorted({*spread(renames, RENAMES[size]), renames[-1]}):
        for delete in (False, True):
            points = recovery.points() if recovery.interrupt(k, delete) else []
            for call, j in spread(points, RECOVERY_KILLS[size]):
                case = f"upgrade, killed at renameat2 no. {k}{', a package deleted' if delete else ''}"
                tally.judge(recovery.kill(call, j), f"{case}; its recovery at {call} no. {j}")
                cases[delete] += 1
            print(f"recovery from renameat2 no. {k}: {len(points)} calls", flush=True)
    for delete, what in ((False, "an upgrade that was killed"), (True, "one of which a package was deleted")):
        if not cases[delete]:
            tally.violation(f"no recovery of {what} was killed: no rename gave a case")


def spread(points: list, most: int) -> list:
    """At most so many, evenly."""
    step = -(-len(points) // most) or 1
    return points[step // 2 :: step]


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
    if not states.total():
        tally.violation(f"{name}: nothing was killed")
    elif full and not (states["old"] and states["new"]):
        tally.violation(f"{name}: every kill gave the same state; the points do not surround the change")


def main() -> int:
    parser = harness_options(__doc__.splitlines()[0])
    parser.add_argument("--change", choices=[*CHANGES, COLD, UNLINKED], action="append", help="default: all")
    arguments = parser.parse_args()
    if reason := check_strace():
        print(f"FAILED: the kill test cannot run: {reason}")
        return 1
    tally = Tally("killed at any system call, the next command finds the old or the new environment (F1)")
    again = Tally("killed while it recovers, the command after that finds the old or the new environment (F1)")
    names = arguments.change or [*CHANGES, COLD, UNLINKED]
    with FaultLab(arguments.axle.resolve(strict=True), CHANGES) as lab:
        killer = Killer(lab)
        for name in names:
            run_change(killer, name, arguments.size == "full", tally)
        if "upgrade" in names:
            run_recoveries(killer, arguments.size, again)
    return report([tally, again] if "upgrade" in names else [tally])


if __name__ == "__main__":
    sys.exit(main())
