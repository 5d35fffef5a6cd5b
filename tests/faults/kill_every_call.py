#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Kills changes of environments (those of fault_lab.py) at every system call that changes the disk (reliability F1).

With --error ENOSPC such calls fail instead (F4): the program must then end with 2, leave the old environment without
help, and say that the disk is full; or get on without that call and reach the new state with 0.

strace counts calls for each thread, so the program gets one worker, the calling thread, and a warm cache. A first run
under strace counts the calls of every kind in every thread; then the k-th of each kind becomes SIGKILL, for every k,
and the driver checks that the kill happened. After each kill the next command must recover: status 0, a sound
environment (env_fsck.py), and exactly the old or the new state.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from fault_lab import CHANGES, FaultLab  # noqa: E402 (the path comes first)

# System calls that make, move, fill or remove files.
CALLS = (
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat,"
    "openat,openat2,open,creat,write,pwrite64,writev,ftruncate,fchmod,fchmodat,utimensat,copy_file_range"
).split(",")
# Of these only the ones that create a file.
OPENS = {"open", "openat", "openat2"}
# Calls that need room on the disk.
FILLING = {"openat", "write", "pwrite64", "mkdir", "mkdirat", "linkat", "ftruncate"}
MESSAGES = {"ENOSPC": "not enough space on", "EDQUOT": "the disk quota on"}
LINE = re.compile(r"^(\d+) +(\w+)\((.*)")


def check_strace() -> str:
    """Why strace cannot be used here; empty: it can."""
    if not shutil.which("strace"):
        return "strace is not installed (scripts/setup installs it)"
    command = ["strace", "-f", "-e", "trace=exit_group", "-e", "inject=exit_group:signal=KILL", "true"]
    result = subprocess.run(command, capture_output=True, text=True)
    return "" if result.returncode == -9 else f"strace cannot trace here: {result.stderr.strip()}"


class Killer:
    def __init__(self, lab: FaultLab):
        self.lab = lab
        self.lab.sandbox.environment["AXLE_CONCURRENT_INSTALLS"] = "1"
        self.log = lab.sandbox.root / "tmp" / "strace.log"

    def trace(self, name: str, *options: str) -> int:
        self.log.unlink(missing_ok=True)
        command = ["strace", "-f", "-qq", "-o", str(self.log), *options, *self.lab.command(name)]
        return self.lab.sandbox.run(command).returncode

    def points(self, name: str) -> dict[str, list[int]]:
        """For each kind of call, which of them, counted in its thread, can change the disk."""
        self.lab.reset(name)
        status = self.trace(name, "-e", f"trace={','.join(CALLS)}")
        if status != 0:
            raise RuntimeError(f"{name} fails under strace: status {status}")
        counts: dict[str, Counter] = {}
        points: dict[str, set[int]] = {}
        for line in self.log.read_text(errors="replace").splitlines():
            match = LINE.match(line)
            if not match:
                continue
            thread, call, rest = match.groups()
            counter = counts.setdefault(call, Counter())
            counter[thread] += 1
            if call not in OPENS or "O_CREAT" in rest:
                points.setdefault(call, set()).add(counter[thread])
        return {call: sorted(found) for call, found in sorted(points.items())}

    def kill(self, name: str, call: str, k: int) -> str:
        """What is wrong after the k-th such call was a kill; `old` or `new` if nothing is."""
        self.lab.reset(name)
        status = self.trace(name, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={k}")
        if status not in (-9, 137):
            return f"was not killed: status {status}"
        return self.lab.verdict(name)


    def fail(self, name: str, call: str, k: int, error: str) -> str:
        """The same after the k-th such call failed."""
        self.lab.reset(name)
        self.log.unlink(missing_ok=True)
        options = ["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={k}"]
        command = ["strace", "-f", "-qq", "-o", str(self.log), *options, *self.lab.command(name)]
        result = self.lab.sandbox.run(command)
        if "(INJECTED)" not in self.log.read_text(errors="replace"):
            return "the call did not fail"
        state = "\n".join(self.lab.problems(name)) or self.lab.whole_state(name)
        if (result.returncode, state) == (0, "new"):
            return state
        if (result.returncode, state) == (2, "old") and MESSAGES[error].encode() in result.stderr:
            return state
        return f"status {result.returncode}, {state}\n{result.stderr.decode()}"


def run_change(killer: Killer, name: str, stride: int, error: str | None) -> tuple[Counter, list[str]]:
    verdicts: Counter = Counter()
    problems = []
    by_call = killer.points(name)
    if error:
        by_call = {call: found for call, found in by_call.items() if call in FILLING}
    points = [(call, k) for call, found in by_call.items() for k in found]
    for call, k in points[::stride]:
        verdict = killer.fail(name, call, k, error) if error else killer.kill(name, call, k)
        if verdict in ("old", "new"):
            verdicts[verdict] += 1
        else:
            problems.append(f"{name}, {call} no. {k}: {verdict}")
    expected = len(points[::stride])
    if verdicts.total() + len(problems) != expected:
        problems.append(f"{name}: {verdicts.total()} points instead of {expected}")
    counts = ", ".join(f"{call} {len(found)}" for call, found in by_call.items())
    outcome = f"{verdicts['old']} old, {verdicts['new']} new, {len(problems)} broken"
    print(f"{name}: {expected} {error or 'kills'} ({outcome}): {counts}")
    return verdicts, problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--axle", type=Path, required=True)
    parser.add_argument("--change", choices=CHANGES, action="append", help="default: all")
    parser.add_argument("--stride", type=int, default=1, help="only every n-th point")
    parser.add_argument("--error", choices=MESSAGES, help="let the calls fail with this instead of killing")
    arguments = parser.parse_args()
    if reason := check_strace():
        print(f"FAILED: the kill test cannot run: {reason}")
        return 1
    with FaultLab(arguments.axle.resolve(strict=True)) as lab:
        killer = Killer(lab)
        problems = []
        for name in arguments.change or CHANGES:
            verdicts, found = run_change(killer, name, arguments.stride, arguments.error)
            problems += found
            one_sided = not (verdicts["old"] and verdicts["new"])
            if arguments.stride == 1 and not arguments.error and not found and one_sided:
                problems.append(f"{name}: every kill gave the same state; the points do not surround the change")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
