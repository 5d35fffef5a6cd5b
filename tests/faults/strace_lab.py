# SPDX-License-Identifier: MIT OR Apache-2.0
"""System calls that strace lets fail, or kill: counting them, and running a change with one of them hurt.

strace counts calls for each thread, so the program gets one worker. A first run under strace counts the calls of every
kind in every thread; the k-th of a kind then means the k-th in whichever thread gets that far.
"""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable

from fault_lab import FaultLab
from invariants import Ending

LINE = re.compile(r"^(\d+) +(\w+)\((.*)")
INJECTED = "(INJECTED)"


def check_strace() -> str:
    """Why strace cannot be used here; empty: it can."""
    if not shutil.which("strace"):
        return "strace is not installed (scripts/setup installs it)"
    command = ["strace", "-f", "-e", "trace=exit_group", "-e", "inject=exit_group:signal=KILL", "true"]
    result = subprocess.run(command, capture_output=True, text=True)
    return "" if result.returncode == -9 else f"strace cannot trace here: {result.stderr.strip()}"


def refusing(calls: Iterable[str]) -> list[str]:
    """What lets strace refuse calls, all of which must be traced."""
    return [word for call in calls for word in ("-e", f"inject={call}:error=EPERM")]


def killing(call: str, k: int, refused: Iterable[str] = ()) -> list[str]:
    """What lets strace kill at the k-th such call."""
    traced = ",".join([call, *refused])
    return ["-e", f"trace={traced}", "-e", f"inject={call}:signal=KILL:when={k}", *refusing(refused)]


class Tracer:
    def __init__(self, lab: FaultLab):
        self.lab = lab
        self.lab.sandbox.environment["AXLE_CONCURRENT_INSTALLS"] = "1"
        self.log = lab.log / "strace"
        self.refused: list[str] = []  # calls that the kernel refuses to every change, as what cannot be done

    def trace(self, name: str, *options: str) -> Ending:
        self.log.unlink(missing_ok=True)
        return self.lab.attempt(name, ["strace", "-f", "-qq", "-o", str(self.log), *options])

    def trace_command(self, command: list[str], *options: str) -> subprocess.CompletedProcess:
        """Another command, on what the change has left."""
        self.log.unlink(missing_ok=True)
        return self.lab.sandbox.run(["strace", "-f", "-qq", "-o", str(self.log), *options, "axle", *command])

    def calls(self) -> list[tuple[str, str, str]]:
        """Thread, name and the rest of each call of the last run."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [match.groups() for line in lines if (match := LINE.match(line))]

    def points(self, name: str, calls: Iterable[str]) -> dict[str, dict[int, str]]:
        """For each kind of call, each k that a thread of the change reaches, and what one such call was told."""
        self.lab.reset(name)
        ending = self.trace(name, "-e", f"trace={','.join(calls)}", *refusing(self.refused))
        if ending.status != 0:
            raise RuntimeError(f"{name} fails under strace: status {ending.status}\n{ending.error}")
        return self.reached()

    def reached(self) -> dict[str, dict[int, str]]:
        """For each kind of call, each k that a thread of the last run reached, and what one such call was told."""
        counts: dict[str, Counter] = {}
        points: dict[str, dict[int, str]] = {}
        for thread, call, rest in self.calls():
            counter = counts.setdefault(call, Counter())
            counter[thread] += 1
            points.setdefault(call, {})[counter[thread]] = rest
        return points

    def counts_before(self, start: str) -> Counter:
        """How many calls of each kind the last run made before the one that begins so."""
        counts: Counter = Counter()
        for _, call, rest in self.calls():
            if f"{call}({rest}".startswith(start):
                return counts
            counts[call] += 1
        raise RuntimeError(f"no call begins with {start}")

    def kill(self, name: str, call: str, k: int) -> Ending:
        self.lab.reset(name)
        return self.trace(name, *killing(call, k, self.refused))

    def fail(self, name: str, call: str, k: int, error: str) -> Ending:
        self.lab.reset(name)
        # Only the call that is looked at stops the program. (Signals do not arrive in this way.)
        fast = "--seccomp-bpf"
        return self.trace(name, fast, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={k}")

    def was_injected(self) -> bool:
        return INJECTED in self.log.read_text(errors="replace")
