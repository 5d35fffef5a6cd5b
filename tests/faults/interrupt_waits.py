#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a command does while it waits for somebody else: it ends at once when told to, goes on when the other is done,
and begins nothing more after a failure.
"""

import argparse
import fcntl
import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support")]

import index_host  # noqa: E402 (the path comes first)
from file_tree import snapshot  # noqa: E402
from index_block import read_block  # noqa: E402
from sandbox import Sandbox  # noqa: E402

SIGNAL_LIMIT_SECONDS = 1.0
# Longer than the program waits before it says that it waits.
NOTICE_SECONDS = 3.0
# More than are downloaded at one time.
CROWD = 80


class WaitLab:
    def __init__(self, axle: Path):
        self.sandbox = Sandbox(axle)
        self.index = index_host.IndexHost(index_host.Shape())
        self.sandbox.environment["AXLE_DEFAULT_INDEX"] = f"{self.index.origin}/simple/"
        self.offer("foo 1.0")
        self.sandbox.run(["axle", "-q", "venv"])

    def __enter__(self) -> "WaitLab":
        return self

    def __exit__(self, *_) -> None:
        self.index.close()
        self.sandbox.close()

    def offer(self, text: str) -> None:
        block = read_block(text.split("\n"))
        self.index.files, self.index.faults = block.files(), block.faults

    def state(self) -> dict[str, str]:
        return snapshot(self.sandbox.work / ".venv", frozenset({"__pycache__"}))

    def interrupt(self, arguments: list[str], number: signal.Signals, after: float, **options) -> str:
        """What is wrong with the way in which the command ends, if anything."""
        before = self.state()
        process = self.sandbox.start(["axle", "pip", "install", *arguments], **options)
        time.sleep(after)
        if process.poll() is not None:
            return f"ended by itself with status {process.returncode}: {process.stderr.read().decode()}"
        process.send_signal(number)
        start = time.monotonic()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            return "does not end"
        seconds = time.monotonic() - start
        if process.returncode != 128 + number:
            return f"status {process.returncode}: {process.stderr.read().decode()}"
        if seconds > SIGNAL_LIMIT_SECONDS:
            return f"ended after {seconds:.1f} s"
        return "" if self.state() == before else "the environment has changed"

    def hold_entry(self):
        """Locks the cache entry of the only wheel, as a process that makes it does."""
        self.sandbox.run(["axle", "pip", "install", "--dry-run", "foo"])
        locks = self.sandbox.home / ".cache" / "axle" / "locks"
        locks.mkdir(parents=True, exist_ok=True)
        self.sandbox.own(locks)
        path = locks / hashlib.sha256(self.index.files[0].data).hexdigest()
        held = path.open("w")
        self.sandbox.own(path)
        fcntl.flock(held, fcntl.LOCK_EX)
        return held


def reading_standard_input(lab: WaitLab) -> str:
    for number in (signal.SIGINT, signal.SIGTERM):
        problem = lab.interrupt(["-r", "-"], number, 0.5, stdin=subprocess.PIPE)
        if problem:
            return f"{number.name}: {problem}"
    process = lab.sandbox.start(["axle", "pip", "install", "--dry-run", "-r", "-"], stdin=subprocess.PIPE)
    process.stdin.write(b"fo")
    process.stdin.flush()
    time.sleep(0.3)
    _, error = process.communicate(b"o\n", timeout=20)
    return "" if b" + foo==1.0" in error else f"status {process.returncode}: {error.decode()}"


def waiting_for_an_entry(lab: WaitLab) -> str:
    with lab.hold_entry():
        return lab.interrupt(["foo"], signal.SIGINT, 0.5)


def an_entry_that_is_released(lab: WaitLab) -> str:
    with lab.hold_entry():
        process = lab.sandbox.start(["axle", "pip", "install", "foo"])
        time.sleep(NOTICE_SECONDS)
        if process.poll() is not None:
            return f"did not wait: status {process.returncode}: {process.stderr.read().decode()}"
    _, error = process.communicate(timeout=20)
    text = error.decode()
    if process.returncode != 0 or "waiting for `foo==1.0`, which is fetched by " not in text:
        return f"status {process.returncode}: {text}"
    return ""


def one_failure_among_many(lab: WaitLab) -> str:
    names = [f"crowd{i:02}" for i in range(CROWD)]
    wheels = "".join(f"{name} 1.0\n" for name in names)
    slow = "".join(f"fault /files/{name}-1.0-py3-none-any.whl delay=1\n" for name in names[1:])
    lab.offer(f"{wheels}fault /files/{names[0]}-1.0-py3-none-any.whl status=404\n{slow}".strip())
    lab.index.take_requests()
    start = time.monotonic()
    result = lab.sandbox.run(["axle", "pip", "install", *names])
    seconds = time.monotonic() - start
    asked = [line for line in lab.index.take_requests() if line.endswith(".whl")]
    if result.returncode == 0 or b"failed to fetch `crowd00==1.0`" not in result.stderr:
        return f"status {result.returncode}: {result.stderr.decode()}"
    return "" if len(asked) < CROWD else f"{len(asked)} of {CROWD} were asked for, in {seconds:.1f} s"


CASES: list[Callable[[WaitLab], str]] = [
    reading_standard_input,
    waiting_for_an_entry,
    an_entry_that_is_released,
    one_failure_among_many,
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--axle", type=Path, required=True)
    arguments = parser.parse_args()
    failed = 0
    with WaitLab(arguments.axle.resolve(strict=True)) as lab:
        for case in CASES:
            problem = case(lab)
            failed += bool(problem)
            print(f"{case.__name__}: {problem or 'as it should be'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
