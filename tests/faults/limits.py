#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs changes with few descriptors (F16), little memory (F17), no threads (F18), and any umask (F47).

With 32, 64 and 128 descriptors everything works; with fewer it works or names what is lacking. With little memory it
works, or ends with 2 and the old environment. Whatever the umask, nobody else may write what axle made.
"""

import hashlib
import io
import os
import shutil
import stat
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from cache_fsck import check_cache  # noqa: E402 (the path comes first)
from env_fsck import check_environment  # noqa: E402
from fault_lab import LIMIT_SECONDS, FaultLab  # noqa: E402
from index_block import Facts, indexed  # noqa: E402
from invariants import check_ending  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402
from wheel_file import Wheel  # noqa: E402

MEBIBYTE = 1 << 20
CHANGES = ("install", "upgrade", "uninstall", "venv", "venv-existing-other")
ENOUGH = (32, 64, 128)
TOO_FEW = {"reduced": (7, 20), "full": range(6, 32)}
MEMORY = {"reduced": (48, 80, 128, 512), "full": range(16, 516, 4)}
SMALL_STACK = 128 * 1024
UMASKS = (0o000, 0o022, 0o077)
MANY = [f"many{i}" for i in range(40)]
# An archive that asks for more rights than anybody gets.
GREEDY_MODE = 0o106777


def greedy(wheel: Wheel) -> bytes:
    """The wheel, with every file set-user-id and writable by all."""
    with zipfile.ZipFile(io.BytesIO(wheel.bytes())) as source:
        files = [(info, source.read(info)) for info in source.infolist()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for info, data in files:
            info.external_attr = GREEDY_MODE << 16
            target.writestr(info, data)
    return out.getvalue()


class LimitLab(FaultLab):
    def __init__(self, axle: Path):
        super().__init__(axle, CHANGES)
        self.index.files += [indexed(Wheel(name, "1.0"), Facts()) for name in MANY]
        wheel = indexed(Wheel("greedy", "1.0"), Facts())
        wheel.data = greedy(Wheel("greedy", "1.0"))
        wheel.hash = hashlib.sha256(wheel.data).hexdigest()
        self.index.files.append(wheel)

    def limited(self, name: str, cold: bool, *limits: str) -> tuple[int, list[str]]:
        """Status and problems of a change under limits of prlimit(1)."""
        if cold:
            self.use_cold_cache()
        self.reset(name)
        ending = self.attempt(name, ["prlimit", *limits])
        if ending.status == 0:
            problems = self.problems_after(name, ending)
        else:
            # Cleaning up takes what is lacking, too.
            problems = check_ending(ending, LIMIT_SECONDS) + self.problems_after_abort(name)
            if not problems and self.last_verdict != "old":
                problems.append(f"status {ending.status}, but the environment is the {self.last_verdict} one")
        self.use_warm_cache()
        return ending.status, [*problems, f"it said: {ending.error}"]

    def starts(self, *limits: str) -> bool:
        """Whether the loader gets as far as main()."""
        return self.sandbox.run(["prlimit", *limits, "axle", "--version"]).returncode == 0

    def install_many(self, *limits: str) -> tuple[int, list[str]]:
        """Forty wheels, with an empty cache."""
        self.use_cold_cache()
        self.reset("install")
        result = self.sandbox.run(["prlimit", *limits, "axle", "pip", "install", *MANY])
        problems = check_environment(self.environment("install")) + check_cache(self.cache)
        self.use_warm_cache()
        return result.returncode, [*problems, f"it said: {result.stderr.decode()}"]


def cases(lab: LimitLab, *limits: str) -> Iterable[tuple[str, int, list[str]]]:
    for name in CHANGES:
        yield name, *lab.limited(name, False, *limits)
    yield "install with an empty cache", *lab.limited("install", True, *limits)


def check_descriptors(lab: LimitLab, size: str, tally: Tally) -> None:
    for most in ENOUGH:
        limit = f"--nofile={most}:{most}"
        for name, status, said in [*cases(lab, limit), ("forty wheels", *lab.install_many(limit))]:
            tally.judge(said if status != 0 or len(said) > 1 else [], f"{name} with {most} descriptors")
    hurt = 0
    for few in TOO_FEW[size]:
        limit = f"--nofile={few}:{few}"
        for name, status, said in cases(lab, limit) if lab.starts(limit) else []:
            hurt += status != 0
            clear = status == 0 or "ulimit -n" in said[-1] or "Too many open files" in said[-1]
            tally.judge(said if not clear or len(said) > 1 else [], f"{name} with {few} descriptors")
    if not hurt:
        tally.violation(f"everything works with {min(TOO_FEW[size])} descriptors, or nothing starts: none was lacking")


def check_memory(lab: LimitLab, size: str, tally: Tally) -> None:
    ended = Counter()
    for mebibytes in MEMORY[size]:
        limit = f"--as={mebibytes * MEBIBYTE}"
        for name, status, said in cases(lab, limit) if lab.starts(limit) else []:
            ended[status == 0] += 1
            tally.judge(said if len(said) > 1 else [], f"{name} with {mebibytes} MB")
    if not ended[True]:
        tally.violation("nothing works, whatever memory there is")
    if not ended[False]:
        tally.violation("everything works, however little memory there is, or nothing starts: none was lacking")


def check_stacks(lab: LimitLab, tally: Tally) -> None:
    for name, status, said in cases(lab, f"--stack={SMALL_STACK}:{SMALL_STACK}"):
        tally.judge(said if status != 0 or len(said) > 1 else [], f"{name} with stacks of {SMALL_STACK} bytes")


def check_file_sizes(lab: LimitLab, tally: Tally) -> None:
    """The kernel sends a signal that ends who does not ignore it."""
    status, said = lab.limited("install", True, "--fsize=16:16")
    clear = status == 2 and "File too large" in said[-1]
    tally.judge(said if not clear or len(said) > 1 else [], f"an install whose files may hold 16 bytes: {status}")


def check_threads(lab: LimitLab, size: str, tally: Tally) -> None:
    if os.geteuid() != 0:
        # The limit counts what else this user runs, too.
        print("threads are not limited: that takes a user who runs nothing else, which takes root")
        if size == "full":
            tally.violation("nothing was tried")
        return
    for name, status, said in cases(lab, "--nproc=1:1"):
        cold = "empty" in name
        expected = 2 if cold else 0
        tally.judge(said if status != expected or len(said) > 1 else [], f"{name} without threads: status {status}")


def check_modes(folder: Path, umask: int) -> list[str]:
    """Modes of files and folders that give somebody else more than the umask and good manners allow."""
    forbidden = umask | stat.S_IWGRP | stat.S_IWOTH | stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX
    paths = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    modes = [(path, stat.S_IMODE(path.lstat().st_mode)) for path in paths]
    return [f"{path}: mode {mode:o}" for path, mode in modes if mode & forbidden]


def check_umask(lab: LimitLab, umask: int) -> list[str]:
    lab.use_cold_cache()
    lab.cache.chmod(0o700)
    name = "install"
    lab.reset(name)
    shutil.rmtree(lab.environment(name))
    problems = []
    shell = ["sh", "-c", f'umask {umask:03o}; exec "$@"', "sh", "axle"]
    for command in (["venv"], ["pip", "install", "foo", "greedy"], ["pip", "install", "--reinstall", "foo==1.0"]):
        result = lab.sandbox.run([*shell, *command])
        problems += [] if result.returncode == 0 else [result.stderr.decode()]
    problems += lab.problems(name) + check_cache(lab.cache)
    written = [path for path in lab.cache.iterdir() if path.name != "interpreters-v1"]
    for folder in (lab.environment(name), *written):
        problems += check_modes(folder, umask)
    lab.use_warm_cache()
    return problems


def main() -> int:
    arguments = harness_options(__doc__.splitlines()[0]).parse_args()
    descriptors = Tally("32 descriptors suffice, fewer work or are named (F16)")
    memory = Tally("with little memory it works, or leaves the old environment (F17)")
    threads = Tally("without threads it works, or leaves the old environment (F18)")
    modes = Tally("whatever the umask, nobody else may write what was installed or cached (F47)")
    with LimitLab(arguments.axle.resolve(strict=True)) as lab:
        check_descriptors(lab, arguments.size, descriptors)
        check_memory(lab, arguments.size, memory)
        check_stacks(lab, memory)
        check_file_sizes(lab, memory)
        check_threads(lab, arguments.size, threads)
        for umask in UMASKS:
            modes.judge(check_umask(lab, umask), f"umask {umask:03o}")
    tried = [threads] if threads.cases or threads.violations else []
    return report([descriptors, memory, *tried, modes])


if __name__ == "__main__":
    sys.exit(main())
