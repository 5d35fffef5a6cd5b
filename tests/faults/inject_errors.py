#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Lets system calls fail, one at a time, with what the kernel may answer: F4, F5, F6, F7, F8, F16, F17, F18.

Every call that a change makes, from main() to its end, fails once with each error that it can have. The program then
ends with 2, the environment as it was without help, and a message that names the path or what was lacking; or gets on
without that call and reaches the new state with 0. Interrupted calls (EINTR), refused links and refused locks must not
be noticed at all. After each, all invariants hold (invariants.py). Changes: those of fault_lab.py; `cold` is the
install with an empty cache, so that pages, metadata and wheels are fetched and written.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from fault_lab import COLD, FaultLab  # noqa: E402 (the path comes first)
from strace_lab import Tracer, check_strace  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

CHANGES = ("install", "upgrade", "uninstall", "venv", "venv-existing-other")
# The first thing that main() asks of the kernel; what comes before is the loader's.
MAIN = "rt_sigaction(SIGPIPE"
OPENS = ("openat", "openat2")
READS = ("read", "pread64", "getdents64", "newfstatat", "readlink")
WRITES = ("write", "pwrite64", "copy_file_range", "ftruncate")
NAMES = ("mkdir", "mkdirat", "symlinkat", "renameat", "renameat2", "linkat", "unlinkat")
NETWORK = ("socket", "connect", "sendto", "recvfrom", "poll")
# Calls that need room.
FILLING = r"O_CREAT|write|copy|mkdir|symlink|linkat|ftruncate"
# What a message names that has no path.
RESOURCES = ("memory", "open files", "threads", "http://")


@dataclass(frozen=True)
class Fault:
    error: str
    calls: tuple[str, ...]
    invisible: bool = False  # the change must succeed all the same
    only: str = ""  # what a call must be told to be hurt
    sample: int = 6  # how many in a reduced run
    message: str = ""  # what it must say, if anything


FAULTS = (
    Fault("EIO", (*OPENS, *READS, *WRITES, *NAMES, "close", "fsync", "flock"), sample=24),
    Fault("EROFS", (*OPENS, *NAMES), only=r"O_CREAT|mkdir|symlink|rename|link"),
    Fault("EDQUOT", (*OPENS, *WRITES, *NAMES), only=FILLING, message="the disk quota on `/"),
    Fault("ENOSPC", (*OPENS, *WRITES, *NAMES), only=FILLING, message="not enough space on `/"),
    Fault("EXDEV", ("renameat", "renameat2"), sample=3),
    Fault("EXDEV", ("linkat", "copy_file_range"), invisible=True, sample=3),
    Fault("EPERM", ("linkat",), invisible=True, sample=2),
    Fault("EMLINK", ("linkat",), invisible=True, sample=2),
    Fault("EMFILE", (*OPENS, "pipe2", "socket", "socketpair", "fcntl"), sample=8),
    Fault("ENFILE", (*OPENS, "pipe2", "socket", "socketpair"), sample=4),
    # Not brk: how the kernel refuses that, strace cannot imitate (limits.py).
    Fault("ENOMEM", ("mmap", *OPENS, "mkdirat", "renameat2", "linkat")),
    Fault("EAGAIN", ("clone", "clone3"), sample=3),
    Fault("ENOLCK", ("flock",), invisible=True, sample=2),
    Fault("EINTR", (*OPENS, "read", "pread64", *WRITES, "flock", "fsync", "close", "poll", "wait4"), True, sample=10),
)


class Injector:
    def __init__(self, lab: FaultLab, full: bool):
        self.lab = lab
        self.tracer = Tracer(lab)
        self.full = full

    def points(self, name: str, fault: Fault) -> list[tuple[str, str, int]]:
        """Name, call and k."""
        change = self.lab.change_of(name)
        found: dict[str, dict[int, str]] = self.tracer.points(change, [*fault.calls, "rt_sigaction"])
        loader = self.tracer.counts_before(MAIN)
        return [
            (name, call, k)
            for call, told in sorted(found.items())
            for k, rest in sorted(told.items())
            if call in fault.calls and k > loader[call] and re.search(fault.only, f"{call} {rest}")
        ]

    def fail(self, name: str, call: str, k: int, fault: Fault) -> list[str] | None:
        """What is wrong after the k-th such call failed; None: no call failed, as no thread got that far."""
        change = self.lab.change_of(name)
        ending = self.tracer.fail(change, call, k, fault.error)
        if not self.tracer.was_injected():
            # Threads share work out anew in each run.
            if name != COLD or ending.status != 0:
                return [f"the call did not fail: status {ending.status}: {ending.error}"]
            return self.lab.problems_after(change, ending) or None
        problems = self.lab.problems_after(change, ending)
        if ending.status != 0 and fault.invisible:
            problems.append(f"it should not have been noticed: {ending.error}")
        if ending.status != 0 and not is_clear(ending.error):
            problems.append(f"the message names neither path nor resource: {ending.error}")
        if ending.status != 0 and fault.message not in ending.error:
            problems.append(f"the message does not say `{fault.message}`: {ending.error}")
        return problems


def is_clear(message: str) -> bool:
    return bool(re.search(r"`/[^`]+`", message)) or any(word in message for word in RESOURCES)


def run_fault(injector: Injector, fault: Fault, tally: Tally) -> None:
    points = [point for name in (*CHANGES, COLD) for point in injector.points(name, fault)]
    step = 1 if injector.full else max(1, len(points) // fault.sample)
    chosen = points[step // 2 :: step]
    print(f"{fault.error}: {len(chosen)} of {len(points)} calls", flush=True)
    before = tally.cases
    for name, call, k in chosen:
        problems = injector.fail(name, call, k, fault)
        if problems is not None:
            tally.judge(problems, f"{name}, {call} no. {k}: {fault.error}")
    if tally.cases == before:
        tally.violation(f"{fault.error}: none of {', '.join(fault.calls)} could be made to fail")


def main() -> int:
    parser = harness_options(__doc__.splitlines()[0])
    parser.add_argument("--error", help="only this one")
    arguments = parser.parse_args()
    if reason := check_strace():
        print(f"FAILED: calls cannot be made to fail: {reason}")
        return 1
    failing = Tally("any system call that fails leaves the old or the new environment and a message (F4-F6, F16-F18)")
    unseen = Tally("interrupted calls, refused links and refused locks are not noticed (F5, F7, F8)")
    with FaultLab(arguments.axle.resolve(strict=True), CHANGES) as lab:
        injector = Injector(lab, arguments.size == "full")
        for fault in FAULTS:
            if arguments.error in (None, fault.error):
                run_fault(injector, fault, unseen if fault.invisible else failing)
    return report([tally for tally in (failing, unseen) if tally.cases or arguments.error is None])


if __name__ == "__main__":
    sys.exit(main())
