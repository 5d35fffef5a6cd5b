#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a command does while it waits for somebody else: it ends at once when told to, goes on when the other is done,
and begins nothing more after a failure.
"""

import fcntl
import hashlib
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support")]

import index_host  # noqa: E402 (the path comes first)
from file_tree import snapshot  # noqa: E402
from index_block import read_block  # noqa: E402
from interrupts import hear_interrupts  # noqa: E402
from sandbox import Sandbox  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402
from wheel_file import Wheel  # noqa: E402

# Far more than anything here takes, far less than the waits last: those end with who is waited for.
LIMIT_SECONDS = 60.0
# More than are downloaded at one time.
CROWD = 80


class Waiting:
    """A command that is to wait for something."""

    def __init__(self, process: subprocess.Popen):
        self.process = process
        self.told = b""

    def hear(self, notice: bytes) -> bool:
        """Reads what it says up to the notice; false when it ended or said nothing of the kind in time."""
        end = time.monotonic() + LIMIT_SECONDS
        stream = self.process.stderr.fileno()
        while notice not in self.told:
            ready, _, _ = select.select([stream], [], [], max(0.0, end - time.monotonic()))
            data = os.read(stream, 65536) if ready else b""
            if not data:
                return False
            self.told += data
        return True

    def feed(self, data: bytes) -> bool:
        """Writes to its standard input; true once all of it was read, so that it asks for more."""
        self.process.stdin.write(data)
        self.process.stdin.flush()
        end = time.monotonic() + LIMIT_SECONDS
        unread = struct.pack("i", len(data))
        while struct.unpack("i", unread)[0] > 0 and self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
            unread = fcntl.ioctl(self.process.stdin, termios.FIONREAD, bytes(4))
        return struct.unpack("i", unread)[0] == 0

    def stop_child(self, argument: bytes) -> bool:
        """Waits until it has a child with this in an argument, and stops that."""
        end = time.monotonic() + LIMIT_SECONDS
        while self.process.poll() is None and time.monotonic() < end:
            for tasks in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
                for child in tasks.read_text().split():
                    if argument in Path(f"/proc/{child}/cmdline").read_bytes():
                        os.kill(int(child), signal.SIGSTOP)
                        return self.process.poll() is None
            time.sleep(0.001)
        return False

    def work(self, seconds: float) -> bool:
        """Waits until it has used so much of a processor; false when it ended before."""
        end = time.monotonic() + LIMIT_SECONDS
        while self.process.poll() is None and time.monotonic() < end:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
            if int(fields[11]) >= seconds * os.sysconf("SC_CLK_TCK"):
                return True
            time.sleep(0.01)
        return False

    def finish(self, data: bytes | None = None) -> str:
        """What it has said in all, with its status where that is not 0."""
        try:
            _, error = self.process.communicate(data, timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, error = self.process.communicate()
            error += b"(does not end)\n"
        text = (self.told + error).decode()
        return text if self.process.returncode == 0 else f"status {self.process.returncode}: {text}"


class WaitLab:
    def __init__(self, axle: Path):
        self.sandbox = Sandbox(axle)
        self.index = index_host.IndexHost(index_host.Shape())
        self.sandbox.environment["AXLE_DEFAULT_INDEX"] = f"{self.index.origin}/simple/"
        self.offer("foo 1.0")
        self.demand("-q", "venv")

    def __enter__(self) -> "WaitLab":
        return self

    def __exit__(self, *_) -> None:
        self.index.close()
        self.sandbox.close()

    def demand(self, *arguments: str) -> None:
        """A step on the way to a case: it is not what is tried, and must work."""
        result = self.sandbox.run(["axle", *arguments])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())

    def offer(self, text: str) -> None:
        block = read_block(text.split("\n"))
        self.index.files, self.index.faults = block.files(), block.faults

    def state(self) -> dict[str, str]:
        return snapshot(self.sandbox.work / ".venv", frozenset({"__pycache__"}))

    def start(self, *arguments: str, **options) -> Waiting:
        return Waiting(self.sandbox.start(["axle", "pip", "install", *arguments], **options))

    def interrupt(self, waiting: Waiting, number: signal.Signals, before: dict[str, str]) -> str:
        """What is wrong with the way in which a command ends that waits, if anything."""
        waiting.process.send_signal(number)
        text = waiting.finish()
        if waiting.process.returncode != 128 + number or "did not finish" in text:
            return text
        return "" if self.state() == before else "the environment has changed"

    def hold_entry(self):
        """Locks the cache entry of the only wheel, as a process that makes it does."""
        self.demand("pip", "install", "--dry-run", "foo")
        locks = self.sandbox.home / ".cache" / "axle" / "locks"
        locks.mkdir(parents=True, exist_ok=True)
        self.sandbox.own(locks)
        path = locks / hashlib.sha256(self.index.files[0].data).hexdigest()
        held = path.open("w")
        self.sandbox.own(path)
        fcntl.flock(held, fcntl.LOCK_EX)
        return held


def reading_standard_input(lab: WaitLab) -> str:
    before = lab.state()
    for number in (signal.SIGINT, signal.SIGTERM):
        waiting = lab.start("-r", "-", stdin=subprocess.PIPE)
        if not waiting.feed(b"fo"):
            return f"{number.name}: did not read: {waiting.finish()}"
        if problem := lab.interrupt(waiting, number, before):
            return f"{number.name}: {problem}"
    waiting = lab.start("--dry-run", "-r", "-", stdin=subprocess.PIPE)
    if not waiting.feed(b"fo"):
        return f"did not read: {waiting.finish()}"
    text = waiting.finish(b"o\n")
    return "" if " + foo==1.0" in text else text


def ignored_signals(lab: WaitLab) -> str:
    """A shell starts what runs in its background so that Ctrl-C is ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        waiting = lab.start(
            "--dry-run", "-r", "-", stdin=subprocess.PIPE, preexec_fn=lambda: signal.signal(number, signal.SIG_IGN)
        )
        if not waiting.feed(b"fo"):
            return f"{number.name}: did not read: {waiting.finish()}"
        waiting.process.send_signal(number)
        text = waiting.finish(b"o\n")
        if " + foo==1.0" not in text or waiting.process.returncode != 0:
            return f"{number.name}: {text}"
    return ""


def told_too_late(lab: WaitLab) -> str:
    """The change is done, and the command is kept from ending by who does not read what it says."""
    capacity = 4096
    names = [f"{'long' * 40}{i:02}" for i in range(3 * capacity // 160)]
    lab.offer("\n".join(f"{name} 1.0" for name in names))
    waiting = lab.start(*names)
    fcntl.fcntl(waiting.process.stderr, fcntl.F_SETPIPE_SZ, capacity)
    if not waiting.hear(b"Installed "):
        return f"did not install: {waiting.finish()}"
    waiting.process.send_signal(signal.SIGINT)
    text = waiting.finish()
    removed = lab.sandbox.run(["axle", "pip", "uninstall", *names])
    if waiting.process.returncode != 0 or names[-1] not in text:
        return text
    return "" if removed.returncode == 0 else removed.stderr.decode()


def compiling_byte_code(lab: WaitLab) -> str:
    """In the middle of a file: the worker that compiles it is stopped."""
    lines = "\\n".join(f"def f{i}(): return [{i}, {i}]" for i in range(500))
    lab.offer("\n".join(["slow 1.0", *(f"  file slow/m{i:02}.py {lines}" for i in range(40))]))
    before = lab.state()
    waiting = lab.start("--compile-bytecode", "slow")
    if not waiting.stop_child(b"marshal.dumps"):
        return f"did not compile: {waiting.finish()}"
    problem = lab.interrupt(waiting, signal.SIGINT, before)
    left = list((lab.sandbox.home / ".cache" / "axle" / "tmp").glob("bytecode*"))
    lab.offer("foo 1.0")
    return problem or (f"left behind: {left}" if left else "")


def hanging_program(lab: WaitLab, name: str) -> dict[str, str]:
    """The environment of commands that find it first on their PATH."""
    program = lab.sandbox.write(f"hanging/{name}", b"#!/bin/sh\nexec /usr/bin/sleep 600\n", 0o755)
    return lab.sandbox.environment | {"PATH": f"{program.parent}:{lab.sandbox.environment['PATH']}"}


def asking_an_interpreter(lab: WaitLab) -> str:
    """Also one that was only found on the PATH: the next one is not taken in its place."""
    environment = hanging_program(lab, "python3")
    before = lab.state()
    for arguments in (["--python", "hanging/python3"], []):
        waiting = Waiting(lab.sandbox.start(["axle", "venv", "other", *arguments], env=environment))
        if not waiting.stop_child(b"600"):
            return f"did not ask: {waiting.finish()}"
        problem = lab.interrupt(waiting, signal.SIGINT, before)
        if problem or (lab.sandbox.work / "other").exists():
            return problem or "the environment was created"
    (lab.sandbox.work / "hanging/python3").unlink()
    return ""


def asking_the_keyring(lab: WaitLab) -> str:
    before = lab.state()
    index = f"{lab.index.origin}/simple/".replace("://", "://user@")
    options = ["-v", "--keyring-provider", "subprocess", "--default-index", index, "bar"]
    waiting = lab.start(*options, env=hanging_program(lab, "keyring"))
    if not waiting.stop_child(b"600"):
        return f"did not ask: {waiting.finish()}"
    return lab.interrupt(waiting, signal.SIGTERM, before)


ENTRY_NOTICE = b"waiting for `foo==1.0`, which is fetched by "


def waiting_for_an_entry(lab: WaitLab) -> str:
    before = lab.state()
    with lab.hold_entry():
        waiting = lab.start("foo")
        if not waiting.hear(ENTRY_NOTICE):
            return f"did not wait: {waiting.finish()}"
        return lab.interrupt(waiting, signal.SIGINT, before)


def an_entry_that_is_released(lab: WaitLab) -> str:
    with lab.hold_entry():
        waiting = lab.start("foo")
        if not waiting.hear(ENTRY_NOTICE):
            return f"did not wait: {waiting.finish()}"
    text = waiting.finish()
    return "" if waiting.process.returncode == 0 and " + foo==1.0" in text else text


ENVIRONMENT_NOTICE = b"waiting for the environment's lock, held by "


def a_prefix_without_a_cache(lab: WaitLab) -> str:
    """Two commands exclude each other though each has a cache of its own."""
    prefix = lab.sandbox.work / "prefix"
    prefix.mkdir()
    lab.sandbox.own(prefix)
    held = os.open(prefix, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    waiting = lab.start("--no-cache", "--prefix", "prefix", "foo")
    told = waiting.hear(ENVIRONMENT_NOTICE)
    os.close(held)
    text = waiting.finish()
    shutil.rmtree(prefix)
    return "" if told and waiting.process.returncode == 0 else f"did not wait: {text}"


def a_replaced_environment(lab: WaitLab) -> str:
    """What was learned of an environment before waiting does not hold for the one that is there afterwards."""
    environment = lab.sandbox.work / ".venv"
    held = os.open(environment, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    waiting = lab.start("foo")
    told = waiting.hear(ENVIRONMENT_NOTICE)
    configuration = environment / "pyvenv.cfg"
    other = environment / "other.cfg"
    other.write_bytes(configuration.read_bytes())
    lab.sandbox.own(other)
    other.rename(configuration)
    before = lab.state()
    os.close(held)
    text = waiting.finish()
    if not told or waiting.process.returncode != 2:
        return text
    expected = f"error: the environment at `{environment}` was replaced meanwhile\n\nhint: run the command again\n"
    return "" if text.endswith(expected) and lab.state() == before else text


def one_failure_among_many(lab: WaitLab) -> str:
    names = [f"crowd{i:02}" for i in range(CROWD)]
    wheels = "".join(f"{name} 1.0\n" for name in names)
    slow = "".join(f"fault /files/{name}-1.0-py3-none-any.whl delay=1\n" for name in names[1:])
    lab.offer(f"{wheels}fault /files/{names[0]}-1.0-py3-none-any.whl status=404\n{slow}".strip())
    lab.index.take_requests()
    result = lab.sandbox.run(["axle", "pip", "install", *names])
    asked = [line for line in lab.index.take_requests() if line.endswith(".whl")]
    if result.returncode == 0 or b"failed to fetch `crowd00==1.0`" not in result.stderr:
        return f"status {result.returncode}: {result.stderr.decode()}"
    return "" if len(asked) < CROWD else f"all {CROWD} were asked for"


def searching_for_versions(lab: WaitLab) -> str:
    """A search that nobody lives to see the end of: as many packages as versions and one more, no two at the same."""
    names = [f"p{number}" for number in range(15)]
    for name in names:
        for version in range(1, len(names)):
            wheel = Wheel(name, str(version), requires=[f"{other}!={version}" for other in names if other != name])
            lab.sandbox.write(f"wheels/{wheel.file_name}", wheel.bytes())
    before = lab.state()
    for number in (signal.SIGINT, signal.SIGTERM):
        waiting = lab.start("--no-index", "--find-links", "wheels", "p0")
        if not waiting.work(0.5):
            return f"{number.name}: did not search: {waiting.finish()}"
        if problem := lab.interrupt(waiting, number, before):
            return f"{number.name}: {problem}"
    return ""


CASES: list[Callable[[WaitLab], str]] = [
    reading_standard_input,
    ignored_signals,
    waiting_for_an_entry,
    an_entry_that_is_released,
    a_prefix_without_a_cache,
    a_replaced_environment,
    one_failure_among_many,
    compiling_byte_code,
    asking_an_interpreter,
    asking_the_keyring,
    told_too_late,
    searching_for_versions,
]


def main() -> int:
    arguments = harness_options(__doc__.splitlines()[0]).parse_args()
    hear_interrupts()
    tally = Tally("a command that waits ends when told to, and goes on when the other is done (F2, F9)")
    with WaitLab(arguments.axle.resolve(strict=True)) as lab:
        for case in CASES:
            problem = case(lab)
            tally.judge([problem] if problem else [], case.__name__)
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
