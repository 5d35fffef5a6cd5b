#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Streams that are closed, full or read by nobody, and terminals of every kind: a quiet end, and nothing raw (F42)."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from env_fsck import check_environment  # noqa: E402 (the path comes first)
from sandbox import Sandbox  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402
from wheel_file import Wheel  # noqa: E402

LIMIT_SECONDS = 30.0
# What a package could say to a terminal: a title, a colour, a link, a line back, a bell.
EVIL = "\x1b]0;evil\x07\x1b[31mred\x1b[0m\x1b]8;;http://evil/\x07\x9b31m"
# How a message shows the beginning of it.
SHOWN = rb"\x1b]0;evil\x07\x1b[31mred"
RAW = (b"\x1b]0;", b"\x1b[31mred", b"\x1b]8;", b"\x07", b"\x9b31m")
MANY = 400
COMMANDS: Sequence[Sequence[str]] = (
    ("pip", "list"),
    ("pip", "freeze"),
    ("pip", "list", "--format", "json"),
    ("pip", "show", "evil"),
    ("pip", "check"),
    ("--help",),
    ("pip", "install", "--help"),
    ("--version",),
    ("pip", "install", "--dry-run", "other"),
    ("pip", "install", "gone"),
    ("no-such-command",),
)
# What the shell has no status of.
NEVER_ENDED = -1
# What makes axle say a stranger's words: metadata that it cannot read, an index's reason.
QUOTING: Sequence[Sequence[str]] = (
    ("pip", "install", "--dry-run", "loud"),
    ("pip", "install", "--dry-run", "--find-links", "page.html", "yanked==1.0"),
)


class TerminalLab:
    """An environment with many packages, one of them with terminal controls in its metadata."""

    def __init__(self, axle: Path):
        self.sandbox = Sandbox(axle)
        self.sandbox.environment |= {"AXLE_NO_INDEX": "1", "AXLE_FIND_LINKS": str(self.sandbox.work / "wheels")}
        wheels = [Wheel(f"package-with-a-long-name-{number:03}", "1.0") for number in range(MANY)]
        evil = Wheel("evil", "1.0", headers=[f"Summary: {EVIL}", f"Author: {EVIL}", f"License: {EVIL}"])
        loud = Wheel("loud", "1.0", headers=[f"Requires-Dist: {EVIL}"])
        for wheel in [*wheels, evil, loud, Wheel("other", "1.0")]:
            self.sandbox.write(f"wheels/{wheel.file_name}", wheel.bytes())
        yanked = Wheel("yanked", "1.0")
        self.sandbox.write(f"yanked/{yanked.file_name}", yanked.bytes())
        page = f'<a href="yanked/{yanked.file_name}" data-yanked="{EVIL}">{yanked.file_name}</a>'
        self.sandbox.write("page.html", page.encode())
        for command in (["venv"], ["pip", "install", "evil", *[wheel.name for wheel in wheels]]):
            result = self.sandbox.run(["axle", *command])
            if result.returncode != 0:
                raise RuntimeError(result.stderr.decode())

    def __enter__(self) -> "TerminalLab":
        return self

    def __exit__(self, *_) -> None:
        self.sandbox.close()

    def shell(self, text: str, command: Sequence[str]) -> tuple[int, bytes, bytes]:
        """The status of axle, and what came out of the two streams of the shell."""
        script = f'set -f; {{ axle "$@"; echo $? > status; }} {text}' if "|" in text else f'axle "$@" {text}'
        status = self.sandbox.work / "status"
        status.unlink(missing_ok=True)
        result = self.sandbox.run(["sh", "-c", script, "sh", *command], timeout=LIMIT_SECONDS)
        if "|" not in text:
            return result.returncode, result.stdout, result.stderr
        code = int(status.read_text()) if status.exists() else NEVER_ENDED
        return code, result.stdout, result.stderr

    def terminal(self, command: Sequence[str], columns: int, environment: Mapping[str, str]) -> tuple[int, bytes]:
        """The status, and everything that reached the terminal."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        before = dict(self.sandbox.environment)
        self.sandbox.environment |= environment
        process = self.sandbox.start(
            ["axle", *command], stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        self.sandbox.environment = before
        os.close(slave)
        told, end = b"", time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < end:
            ready, _, _ = select.select([master], [], [], max(0.0, end - time.monotonic()))
            try:
                data = os.read(master, 65536) if ready else b""
            except OSError:  # the other side is closed
                data = b""
            if not data:
                break
            told += data
        os.close(master)
        try:
            return process.wait(timeout=5), told
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait(), told + b"(does not end)"


def expected_status(command: Sequence[str]) -> int:
    return {"gone": 1, "loud": 1, "no-such-command": 2}.get(command[-1], 0)


def stream_problems(lab: TerminalLab, text: str, command: Sequence[str]) -> list[str]:
    """Who does not read is no failure worth words; an answer that cannot be written is one."""
    status, out, error = lab.shell(text, command)
    usual = expected_status(command)
    allowed = {usual, 0, 1} if "|" in text else {usual, 2} if ">" in text else {usual}
    problems = [] if status in allowed else [f"status {status}, not one of {sorted(allowed)}"]
    if "|" in text and usual == 0 and re.search(rb"error|Broken pipe|terminate", error):
        problems.append(f"says {error.decode(errors='replace')}")
    return problems + [f"raw {each!r}" for each in RAW if each in out + error]


def terminal_problems(
    lab: TerminalLab, command: Sequence[str], columns: int, environment: Mapping[str, str]
) -> list[str]:
    status, told = lab.terminal(command, columns, environment)
    problems = [] if status == expected_status(command) else [f"status {status}", repr(told[-400:])]
    if command in QUOTING and SHOWN not in told:
        problems.append(f"the foreign words are not there: {told[-400:]!r}")
    if environment.get("TERM") == "dumb" and b"\x1b" in told:
        problems.append(f"an escape on a terminal that knows none: {told[:400]!r}")
    if "NO_COLOR" in environment and re.search(rb"\x1b\[[0-9;]*3[0-7]", told):
        problems.append(f"a colour: {told[:400]!r}")
    return problems + [f"raw {each!r} in {told[:400]!r}" for each in RAW if each in told]


STREAMS = (">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", "| head -1", "| true",
           "2>&1 | true", "| head -c 10")  # fmt: skip
TERMINALS = (
    (80, {"TERM": "xterm-256color"}),
    (80, {"TERM": "dumb"}),
    (80, {"TERM": "xterm", "NO_COLOR": "1"}),
    (10, {"TERM": "xterm"}),
    (1, {"TERM": "xterm"}),
    (0, {"TERM": ""}),
    (65535, {"TERM": "xterm"}),
    (80, {"TERM": "xterm", "LC_ALL": "C"}),
)


def main() -> int:
    arguments = harness_options(__doc__).parse_args()
    streams = Tally("closed, full and unread streams end a command quietly (F42)")
    terminals = Tally("no terminal gets controls that it must not, or a crash (F42)")
    full = arguments.size == "full"
    with TerminalLab(arguments.axle.resolve(strict=True)) as lab:
        environment = lab.sandbox.work / ".venv"
        for number, command in enumerate([*COMMANDS, *QUOTING]):
            for each, text in enumerate(STREAMS):
                if full or (number + each) % 3 == 0:
                    streams.judge(stream_problems(lab, text, command), f"axle {' '.join(command)} {text}")
            for each, (columns, variables) in enumerate(TERMINALS):
                if full or (number + each) % 3 == 0 or command[:2] == ("pip", "show") or command in QUOTING:
                    problems = terminal_problems(lab, command, columns, variables)
                    terminals.judge(problems, f"axle {' '.join(command)}: {columns} columns, {variables}")
        for columns, variables in TERMINALS:
            for command in (("pip", "install", "other"), ("pip", "uninstall", "other")):
                problems = terminal_problems(lab, command, columns, variables) + check_environment(environment)
                terminals.judge(problems, f"axle {' '.join(command)}: {columns} columns, {variables}")
    return report([streams, terminals])


if __name__ == "__main__":
    sys.exit(main())
