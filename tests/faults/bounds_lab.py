# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the tests of bounds share: a case with the memory and time that it may take, and how it is measured."""

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from env_fsck import check_environment
from file_tree import differences, snapshot
from sandbox import Sandbox
from scripted_server import Script, ScriptedServer
from wheel_file import Wheel

TESTS = Path(__file__).resolve().parent.parent
MIB = 1 << 20
LINKS = ("pip", "install", "--dry-run", "--no-index", "--find-links", "wheels")
# Who was killed is gone by then, however busy the machine is; who was not would sleep for days.
DYING_SECONDS = 5.0


@dataclass(frozen=True)
class Bound:
    """A command and what it may take. `says` is in stderr, in full where it ends with a line end."""

    id: str
    command: Sequence[str]
    says: str = ""
    status: int = 0
    memory_mib: float = 256
    seconds: float = 5
    files: Callable[[Path], None] | None = None  # makes what the command reads, in the working folder
    script: Script = field(default_factory=dict)
    streams: Mapping[str, Callable] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    stack_kib: int = 0  # 0: what the system gives
    waits: tuple[float, float] | None = None  # how long it takes, waiting included
    hides: str = ""  # never in what it says
    full_only: bool = False

    @property
    def promise(self) -> str:
        return self.id.partition("-")[0]


class BoundsLab:
    def __init__(self, axle: Path):
        self.sandbox = Sandbox(axle)
        self.server = ScriptedServer()
        self.base_environment = self.sandbox.environment | {
            "AXLE_DEFAULT_INDEX": f"{self.server.origin}/simple/",
            "AXLE_HTTP_RETRIES": "0",
        }
        self.sandbox.environment = dict(self.base_environment)
        result = self.sandbox.run(["axle", "-q", "venv"])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())

    def __enter__(self) -> "BoundsLab":
        return self

    def __exit__(self, *_) -> None:
        self.server.close()
        self.sandbox.close()

    def play(self, bound: Bound) -> list[str]:
        """What was wrong; empty: all is within its bounds."""
        if bound.files:
            bound.files(self.sandbox.work)
            for path in self.sandbox.work.iterdir():
                path.chmod(0o755 if path.is_dir() else 0o644)
        self.server.script, self.server.streams = bound.script, dict(bound.streams)
        self.sandbox.environment = self.base_environment | dict(bound.environment)
        environment = self.sandbox.work / ".venv"
        before = snapshot(environment)
        report = self.sandbox.write("report", b"")
        # As text: the folder of the tests may be closed to the unprivileged user.
        measure = (TESTS / "support/measured_run.py").read_text()
        command = ["python3", "-I", "-S", "-c", measure, str(report), "axle", *bound.command]
        if bound.stack_kib:
            command = ["sh", "-c", f'ulimit -s {bound.stack_kib} && exec "$@"', "sh", *command]
        result = self.sandbox.run(command, timeout=20 * bound.seconds)
        return self.judge(bound, result.returncode, result.stderr.decode(errors="replace"), report) + (
            [f"environment {line}" for line in differences(before, snapshot(environment))]
            if bound.status
            else check_environment(environment)
        )

    def judge(self, bound: Bound, status: int, error: str, report: Path) -> list[str]:
        problems = [] if status == bound.status else [f"status {status}, not {bound.status}"]
        shown = error.replace(self.server.origin, "[SERVER]").replace(str(self.sandbox.work), "[WORK]")
        if bound.hides and bound.hides in error:
            problems.append(f"tells {bound.hides}")
        problems += [f"still running: {command}" for command in survivors(str(self.sandbox.root))]
        if bound.says not in shown or (bound.says.endswith("\n") and bound.says != shown):
            problems += [f"says {shown[:2000]}", f"instead of {bound.says}"]
        measured = report.read_text().split()
        if len(measured) != 3:
            return [*problems, "did not come to an end"]
        memory_mib, processor, seconds = int(measured[0]) / 1024, float(measured[1]), float(measured[2])
        print(f"{bound.id}: {memory_mib:.0f} MiB, {processor:.2f} s of processor, {seconds:.2f} s", flush=True)
        if bound.waits and not bound.waits[0] <= seconds <= bound.waits[1]:
            problems.append(f"took {seconds:.1f} s, not from {bound.waits[0]} to {bound.waits[1]}")
        if memory_mib > bound.memory_mib:
            problems.append(f"{memory_mib:.0f} MiB, the limit is {bound.memory_mib}")
        # Others may be at work: what counts is what it did itself.
        if processor > bound.seconds:
            problems.append(f"{processor:.1f} s, the limit is {bound.seconds}")
        return problems


def wheel_folder(wheels: Iterable[Wheel]) -> Callable[[Path], None]:
    """Makes the folder that LINKS names; the wheels are made only then."""

    def make(work: Path) -> None:
        (work / "wheels").mkdir()
        for wheel in wheels:
            (work / "wheels" / wheel.file_name).write_bytes(wheel.bytes())

    return make


def survivors(folder: str) -> list[str]:
    """Processes that go on running with a variable in which this folder stands; who was killed may take a moment."""
    end = time.monotonic() + DYING_SECONDS
    while (found := running_with(folder)) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def running_with(folder: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder.encode() in (path / "environ").read_bytes():
                found.append((path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:200])
    return found
