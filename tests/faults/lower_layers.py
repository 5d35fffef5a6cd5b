#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Environments and caches in a lower layer of overlayfs, as in the container of an image that has them: no folder there
can be renamed (reliability F7). They change as anywhere else, and being killed meanwhile leaves the old or the new
environment, also where what the kill left has become a lower layer itself, as by `docker commit`. Mounting takes root,
or a user and mount namespace of our own.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from env_fsck import check_strays  # noqa: E402 (the path comes first)
from kill_lab import CHANGES, NEW, KillLab, Program  # noqa: E402
from mounting import mounting_options, run_with_mounts  # noqa: E402
from process_lab import Ended, environment_problems, installed, into  # noqa: E402
from random_kills import judge_next, run_axle  # noqa: E402
from strace_lab import check_strace, killing  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

KILLS = {"reduced": 9, "full": 300}
CLEARS = {"reduced": 4, "full": 60}
# Renames at which a change is killed.
COMMITTED = {
    "reduced": {"install": range(4, 12, 3), "upgrade": (700,)},
    "full": {"install": range(1, 100), "upgrade": range(1, 2000, 97), "uninstall": range(1, 2000, 211)},
}
# A change that is not recovered leaves more than a thousand files to complain of.
SHOWN = 8
CLEAR = ["venv", "--clear", "--force"]
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)
REMOVED = re.compile(r"^Removed (\d+) files? ", re.MULTILINE)


class LayerLab(KillLab):
    """Each environment lies in a lower layer of its own; what commands see is mounted at `container`."""

    def __init__(self, axle: Path, randomness: random.Random, in_namespace: bool):
        super().__init__(axle, randomness, in_namespace)
        self.options = ",userxattr" if in_namespace else ""
        self.container = self.sandbox.work / "container"
        self.upper = self.sandbox.root / "upper"
        self.folder(self.container)

    def __exit__(self, *error) -> None:
        self.unmount()
        super().__exit__(*error)

    def folder(self, path: Path) -> Path:
        path.mkdir()
        self.sandbox.own(path)
        return path

    def mount(self, *lowers: Path) -> bool:
        """A fresh upper layer above these, the topmost first."""
        self.unmount()
        shutil.rmtree(self.upper, ignore_errors=True)
        for path in (self.upper, self.upper / "files", self.upper / "work"):
            self.folder(path)
        lower = ":".join(map(str, lowers))
        layers = f"lowerdir={lower},upperdir={self.upper / 'files'},workdir={self.upper / 'work'}{self.options}"
        command = ["mount", "-t", "overlay", "-o", layers, "overlay", str(self.container)]
        return subprocess.run(command, capture_output=True).returncode == 0

    def unmount(self) -> None:
        if os.path.ismount(self.container):
            subprocess.run(["umount", "--lazy", str(self.container)], check=True)

    def image(self, name: str) -> Path:
        return self.sandbox.root / f"image-{name}"

    def environment(self, name: str) -> Path:
        return self.container / name

    def make_environment(self, name: str) -> Path:
        self.folder(self.image(name))
        self.demand("-q", "venv", str(self.environment(name)))
        return self.environment(name)

    def kept(self, change: str) -> Path:
        return self.image(change) / change

    def reset(self, change: str) -> None:
        if not self.mount(self.image(change)):
            raise RuntimeError("overlayfs cannot be mounted any more")

    def kill_at(self, program: Program, change: str, k: int) -> Ended:
        """At the k-th rename, if there are so many."""
        self.reset(change)
        command = program.command(change, self.environment(change), self.index_url())
        ended = self.sandbox.run(["strace", "-f", "-qq", "-o", "/dev/null", *killing("renameat2", k), *command])
        return Ended(command[1:], ended.returncode, (ended.stdout + ended.stderr).decode(errors="replace"))

    def commit_image(self, change: str) -> None:
        """The upper layer becomes one more lower layer."""
        self.unmount()
        layer = self.image("committed")
        shutil.rmtree(layer, ignore_errors=True)
        os.rename(self.upper / "files", layer)
        if not self.mount(layer, self.image(change)):
            raise RuntimeError("overlayfs cannot be mounted any more")

    def next_command(self, arguments: list[str], change: str) -> Ended:
        return super().next_command(arguments, str(self.environment(change)))


def problems_of(environment: Path, *expected: dict[str, str]) -> list[str]:
    """What is wrong with an environment that is to hold one of these."""
    held = installed(environment)
    wanted = held if held in expected else expected[0]
    return environment_problems(environment, wanted) + check_strays(environment)


def kill_clear(lab: LayerLab, moment: float, seconds: float) -> tuple[bool, list[str]]:
    """Whether `axle venv --clear` was killed before its end, and what is wrong: it leaves the old environment, none, or
    the new one, and can be repeated.
    """
    lab.reset("uninstall")
    environment = lab.environment("uninstall")
    process = lab.start([*CLEAR, str(environment)], start_new_session=True)
    time.sleep(moment * seconds)
    process.kill()
    ended = lab.finish(process)
    if ended.status == 0:
        return False, problems_of(environment, {})
    problems = [] if ended.status in KILLED else [f"was not killed: {ended}"]
    if (environment / "pyvenv.cfg").exists():
        problems += problems_of(environment, NEW, {})
    again = lab.run(*CLEAR, str(environment))
    problems += [] if again.status == 0 else [str(again)]
    return True, problems + problems_of(environment, {})


def run_clears(lab: LayerLab, number: int) -> Tally:
    tally = Tally("an environment in a lower layer of overlayfs is cleared; killed, it is old, none or new (F1, F7)")
    lab.reset("uninstall")
    start = time.monotonic()
    ended = lab.run(*CLEAR, str(lab.environment("uninstall")))
    seconds = time.monotonic() - start
    problems = problems_of(lab.environment("uninstall"), {})
    tally.judge(problems + ([] if ended.status == 0 else [str(ended)]), "not killed")
    in_time = 0
    for moment in lab.moments(number):
        was_killed, problems = kill_clear(lab, moment, seconds)
        in_time += was_killed
        tally.judge(problems, f"{'killed' if was_killed else 'not killed'} after {moment * seconds:.3f} s")
    if not in_time:
        tally.violation("no kill came before the end")
    return tally


def judge_committed(lab: LayerLab, program: Program, change: str, k: int) -> tuple[bool, list[str]]:
    """Whether the change was killed at its k-th rename, and what is wrong. One that has fewer must have ended well."""
    ended = lab.kill_at(program, change, k)
    if ended.status not in KILLED:
        problems = [] if ended.status == 0 else [f"was not killed: {ended}"]
        return False, problems + problems_of(lab.environment(change), CHANGES[change][1])
    lab.commit_image(change)
    return True, judge_next(lab, change, ["pip", "list"])[1]


def run_committed(lab: LayerLab, size: str) -> Tally:
    tally = Tally("a change that was cut off in what is now a lower layer of overlayfs is recovered (F1, F7)")
    program = lab.axle_program()
    for change, points in COMMITTED[size].items():
        killed = 0
        for k in points:
            was_killed, problems = judge_committed(lab, program, change, k)
            if was_killed or problems:
                tally.judge(problems[:SHOWN], f"{change}, {'' if was_killed else 'not '}killed at renameat2 no. {k}")
            if not was_killed:
                break
            killed += 1
        print(f"{change}: killed at {killed} renames, then committed", flush=True)
        if not killed:
            tally.violation(f"{change}: no rename was reached, nothing was committed")
    return tally


def files_below(folder: Path) -> list[Path]:
    """What `cache clean` removes: all files but those of locks, which somebody may hold."""
    files = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    return [path for path in files if "locks" not in path.relative_to(folder).parts]


def check_clean(lab: LayerLab, cache: Path) -> list[str]:
    there = len(files_below(cache))
    ended = lab.run("cache", "clean", "--cache-dir", str(cache))
    counted = REMOVED.search(ended.text)
    problems = [] if counted and int(counted[1]) == there else [f"{there} files were there; it said: {ended.text}"]
    problems += [f"left: {path}" for path in files_below(cache)]
    return problems + ([] if ended.status == 0 else [str(ended)])


def check_damaged(lab: LayerLab, cache: Path) -> list[str]:
    """A file of a wheel has other bytes than its digest: the entry goes, and is fetched again."""
    victim = next(path for path in files_below(cache / "wheels-v1") if path.name == "m0007.py")
    victim.write_bytes(victim.read_bytes()[::-1])
    lab.demand("venv", str(lab.container / "new"))
    words = ["--cache-dir", str(cache), *(f"{name}=={version}" for name, version in NEW.items())]
    ended = lab.run("pip", "install", *into(str(lab.container / "new")), *words)
    problems = problems_of(lab.container / "new", NEW)
    return problems + ([] if ended.status == 0 else [str(ended)])


def run_cache(lab: LayerLab) -> Tally:
    tally = Tally("a cache in a lower layer of overlayfs is cleaned, and mended where it is damaged (F7, F14)")
    lab.folder(lab.image("cache"))
    shutil.copytree(lab.cache, lab.image("cache") / "cache", symlinks=True)
    subprocess.run(["chown", "-R", "--reference", str(lab.cache), str(lab.image("cache"))], check=True)
    for name, check in (("clean", check_clean), ("damaged", check_damaged)):
        if not lab.mount(lab.image("cache")):
            raise RuntimeError("overlayfs cannot be mounted any more")
        tally.judge(check(lab, lab.container / "cache"), name)
    return tally


def main() -> int:
    arguments = mounting_options(harness_options(__doc__.splitlines()[0]))
    axle, size = arguments.axle.resolve(strict=True), arguments.size
    if reason := check_strace():
        print(f"FAILED: changes cannot be killed at a rename: {reason}")
        return 1

    def run() -> int | None:
        with LayerLab(axle, random.Random(len(CHANGES)), arguments.in_namespace) as lab:
            if not lab.mount(lab.folder(lab.image("empty"))):
                return None
            lab.unmount()
            promise = "killed in a lower layer of overlayfs, an environment is old or new at the next command (F1, F7)"
            killed = run_axle(lab, KILLS[size], promise)
            return report([killed, run_committed(lab, size), run_clears(lab, CLEARS[size]), run_cache(lab)])

    return run_with_mounts(arguments, run)


if __name__ == "__main__":
    sys.exit(main())
