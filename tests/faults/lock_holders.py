#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Those who hold a lock and do not behave (reliability F8 to F10): they hang, they are killed, they delete and make the
lock file anew, their file system has no locks, or they are another program.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from env_fsck import check_environment  # noqa: E402 (the path comes first)
from process_lab import ProcessLab, environment_problems, installed, into, packages_with_files  # noqa: E402
from serial_order import is_serial  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

ENVIRONMENT = "shared"
VERSIONS = ("1.0", "2.0", "3.0")
NAMES = ("foo", "bar")
# Two packages that come in one version each, and one whose page takes so long that who asks for it holds the lock.
PACKAGES = "\n".join(
    [
        *(packages_with_files(NAMES, version, 5) for version in VERSIONS),
        "slow 1.0",
        "quick 1.0",
        "fault /simple/slow/ delay=30",
    ]
)
NOTICE_SECONDS = (1.9, 3.5)
TIMEOUT_SECONDS = 4
TIMEOUT_SLACK_SECONDS = 1.0
# Far less than a lease is waited for, more than a command takes beside others.
SOON_SECONDS = 2.0
WAITING = b"waiting for the environment's lock"
ERRORS = ("ENOLCK", "EOPNOTSUPP", "ENOSYS")
WAITERS = {"reduced": 6, "full": 16}
ROUNDS = {"reduced": 1, "full": 25}


class LockLab(ProcessLab):
    def __init__(self, axle: Path, size: str):
        super().__init__(axle, PACKAGES)
        self.waiters, self.rounds = WAITERS[size], ROUNDS[size]
        self.shared = self.make_environment(ENVIRONMENT)
        self.lock_file = self.shared / ".lock"

    @contextlib.contextmanager
    def holder(self) -> Iterator[subprocess.Popen]:
        """An axle that holds the lock and waits for an answer, until it is killed at the end."""
        process = self.hold()
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def hold(self) -> subprocess.Popen:
        self.index.take_requests()
        process = self.start(["pip", "install", *into(ENVIRONMENT), "slow"])
        end = time.monotonic() + 20
        while "GET /simple/slow/" not in self.index.take_requests():
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the holder did not come to hold the lock")
            time.sleep(0.01)
        return process

    def install(self, *names: str, **options) -> subprocess.Popen:
        return self.start(["pip", "install", *into(ENVIRONMENT), *names], **options)

    def conflicting(self, number: int, prefix: list[str] | None = None) -> list[subprocess.Popen]:
        """So many installs that each want one version of both packages."""
        commands = []
        for i in range(number):
            wanted = [f"{name}=={VERSIONS[i % len(VERSIONS)]}" for name in NAMES]
            command = [*(prefix or []), "axle", "pip", "install", *into(ENVIRONMENT), *wanted]
            commands.append(self.sandbox.start(command))
        return commands

    def judge_conflict(self, before: dict[str, str], processes: list[subprocess.Popen]) -> list[str]:
        ended = [self.finish(process) for process in processes]
        problems = [str(end) for end in ended if end.status != 0] + check_environment(self.shared)
        writes = [dict.fromkeys(NAMES, VERSIONS[i % len(VERSIONS)]) for i in range(len(ended))]
        now = installed(self.shared)
        if not is_serial(dict(before), writes, dict(now)):
            problems.append(f"{before} became {now}")
        return problems


def read_until(stream, text: bytes, seconds: float) -> tuple[bytes, float]:
    """What a command says up to this, and when it had said it."""
    start = time.monotonic()
    os.set_blocking(stream.fileno(), False)
    told = b""
    while text not in told and time.monotonic() - start < seconds:
        told += stream.read() or b""
        time.sleep(0.02)
    return told, time.monotonic() - start


def a_holder_that_hangs(lab: LockLab) -> list[str]:
    """It is named after two seconds; who waits gives up when told to, and changes nothing."""
    with lab.holder() as holder:
        holder.send_signal(signal.SIGSTOP)
        lab.sandbox.environment["AXLE_LOCK_TIMEOUT"] = str(TIMEOUT_SECONDS)
        start = time.monotonic()
        waiting = lab.install("quick")
        del lab.sandbox.environment["AXLE_LOCK_TIMEOUT"]
        named = f"process {holder.pid} (`axle pip install`)"
        told, seconds = read_until(waiting.stderr, named.encode(), 10)
        ended = lab.finish(waiting)
        waited = time.monotonic() - start
    problems = []
    if named.encode() not in told or not NOTICE_SECONDS[0] <= seconds <= NOTICE_SECONDS[1]:
        problems.append(f"after {seconds:.1f} s it had said: {told.decode()}")
    if ended.status != 2 or abs(waited - TIMEOUT_SECONDS) > TIMEOUT_SLACK_SECONDS:
        problems.append(f"after {waited:.1f} s: {ended}")
    if f"is locked by {named}" not in ended.text:
        problems.append(f"it ended so: {ended}")
    return problems + environment_problems(lab.shared, {})


def a_holder_that_is_killed(lab: LockLab) -> list[str]:
    """Who waits goes on at once."""
    with lab.holder():
        waiting = lab.install("quick")
        told, _ = read_until(waiting.stderr, WAITING, 10)
    start = time.monotonic()
    ended = lab.finish(waiting)
    seconds = time.monotonic() - start
    problems = [] if ended.status == 0 and seconds < SOON_SECONDS else [f"after {seconds:.1f} s: {ended}"]
    problems += [] if WAITING in told else [f"it did not wait, and said: {told.decode()}"]
    problems += environment_problems(lab.shared, {"quick": "1.0"})
    lab.demand("pip", "uninstall", *into(ENVIRONMENT), "quick")
    return problems


def another_program_that_holds_it(lab: LockLab) -> list[str]:
    """uv locks the same file and writes nothing there: it is named all the same, not who wrote into it before."""
    lab.demand("pip", "install", *into(ENVIRONMENT), "quick")
    lab.demand("pip", "uninstall", *into(ENVIRONMENT), "quick")
    text = "file = open(sys.argv[1]); fcntl.flock(file, fcntl.LOCK_EX); print(flush=True); sys.stdin.read()"
    command = ["python3", "-c", f"import fcntl, sys; {text}", str(lab.lock_file)]
    holder = lab.sandbox.start(command, stdin=subprocess.PIPE)
    holder.stdout.readline()
    waiting = lab.install("quick")
    named = f"held by process {holder.pid} (`python3`)".encode()
    told, _ = read_until(waiting.stderr, named, 10)
    before = installed(lab.shared)
    holder.communicate(b"")
    ended = lab.finish(waiting)
    problems = [] if named in told and not before else [f"while it waited it said: {told.decode()}, held {before}"]
    problems += [] if ended.status == 0 else [str(ended)]
    problems += environment_problems(lab.shared, {"quick": "1.0"})
    lab.demand("pip", "uninstall", *into(ENVIRONMENT), "quick")
    return problems


def remake(path: Path, ended: threading.Event) -> int:
    """Deletes the file and makes it anew, and tells how often; sometimes it is locked for a moment."""
    made = 0
    while not ended.is_set():
        path.unlink(missing_ok=True)
        with path.open("w") as file:
            path.chmod(0o666)
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            time.sleep(0.001)
        made += 1
        time.sleep(0.002)
    return made


def a_lock_file_that_is_made_anew(lab: LockLab) -> list[str]:
    """The environment is never changed by two commands at once."""
    before = installed(lab.shared)
    ended = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        remaking = pool.submit(remake, lab.lock_file, ended)
        try:
            problems = lab.judge_conflict(before, lab.conflicting(lab.waiters))
        finally:
            ended.set()
        made = remaking.result()
    return problems + ([] if made else ["the lock file was never made anew"])


def lock_files_of_the_cache_that_vanish(lab: LockLab) -> list[str]:
    """At most a wheel is downloaded twice."""
    names = [f"own{i}" for i in range(lab.waiters)]
    for name in names:
        shutil.rmtree(lab.environment(name), ignore_errors=True)
        lab.make_environment(name)
    lab.forget_cache()
    processes = [lab.start(["pip", "install", *into(name), *(f"{wanted}==1.0" for wanted in NAMES)]) for name in names]
    while any(process.poll() is None for process in processes):
        shutil.rmtree(lab.cache / "locks", ignore_errors=True)
        time.sleep(0.001)
    ended = [lab.finish(process) for process in processes]
    problems = [str(end) for end in ended if end.status != 0]
    for name in names:
        problems += environment_problems(lab.environment(name), dict.fromkeys(NAMES, "1.0"))
    return problems


def a_file_system_without_locks(lab: LockLab) -> list[str]:
    """Leases stand in for locks: of two and more commands none loses what it did."""
    problems = []
    for error in ERRORS:
        before = installed(lab.shared)
        log = f"-o{lab.sandbox.root}/tmp/strace.log"
        strace = ["strace", "-f", "-qq", log, "-e", "trace=flock", "-e", f"inject=flock:error={error}"]
        problems += [f"{error}: {problem}" for problem in lab.judge_conflict(before, lab.conflicting(3, strace))]
        problems += [f"{error}: left: {path}" for path in lab.shared.glob(".lock.*")]
        if "(INJECTED)" not in Path(log[2:]).read_text():
            problems.append(f"{error}: no call was injected")
    return problems


# Each in a tally of its own, with how often it is tried at full size.
CASES: list[tuple[Callable[[LockLab], list[str]], str, bool]] = [
    (a_holder_that_hangs, "a lock holder that hangs is named and waited for no longer than told (F9)", False),
    (a_holder_that_is_killed, "when a lock holder is killed, who waits goes on at once (F9)", False),
    (another_program_that_holds_it, "another program that holds the lock is waited for and named (F9)", False),
    (a_lock_file_that_is_made_anew, "a lock file that is deleted and made anew lets no two in (F10)", True),
    (lock_files_of_the_cache_that_vanish, "lock files of the cache may vanish beside installs (F10)", True),
    (a_file_system_without_locks, "without locks of the file system no change is lost (F8)", True),
]


def main() -> int:
    options = harness_options(__doc__.splitlines()[0]).parse_args()
    tallies = []
    with LockLab(options.axle.resolve(strict=True), options.size) as lab:
        for case, promise, is_repeated in CASES:
            tally = Tally(promise)
            tallies.append(tally)
            for number in range(lab.rounds if is_repeated else 1):
                tally.judge(case(lab), f"{case.__name__}, round {number}")
    return report(tallies)


if __name__ == "__main__":
    sys.exit(main())
