#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Installs while `cache clean` and `cache prune` run without a pause (reliability F13): nobody fails, the environments
are sound, and nothing is left behind in the cache.
"""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from process_lab import (  # noqa: E402 (the path comes first)
    ProcessLab,
    environment_problems,
    into,
    packages_with_files,
)
from tally import Tally, harness_options, report  # noqa: E402

PACKAGES = [f"part{i}" for i in range(6)]
EXPECTED = dict.fromkeys(PACKAGES, "1.0")
FILES_EACH = 40
INSTALLERS = 3
INSTALLS = {"reduced": 36, "full": 1000}
# A package by name, too: that takes single entries away.
UPKEEP = [["cache", "clean"], ["cache", "prune"], ["cache", "clean", PACKAGES[0]]]
# Every so often byte code as well, which has a store of its own.
COMPILE_EVERY = 12


class Upkeep:
    def __init__(self, lab: ProcessLab, size: str):
        self.lab = lab
        self.left = INSTALLS[size]
        self.lock = threading.Lock()
        self.installing = Tally("installs beside `cache clean` and `cache prune` in a loop all succeed (F13)")
        self.cleaning = Tally("`cache clean` and `cache prune` in a loop beside installs all succeed (F13)")
        self.ended = threading.Event()

    def take(self) -> int:
        with self.lock:
            self.left -= 1
            return self.left

    def install(self, name: str) -> None:
        while (number := self.take()) >= 0:
            options = ["--compile-bytecode"] if number % COMPILE_EVERY == 0 else []
            ended = self.lab.run("pip", "install", *into(name), *options, *PACKAGES)
            problems = [] if ended.status == 0 else [str(ended)]
            problems = problems or environment_problems(self.lab.environment(name), EXPECTED)
            # Else the next install would find all there, and need no cache.
            gone = self.lab.run("pip", "uninstall", *into(name), *PACKAGES)
            problems += [] if gone.status == 0 else [str(gone)]
            with self.lock:
                self.installing.judge(problems, f"install {number} into {name}")

    def keep_up(self, arguments: list[str]) -> None:
        while not self.ended.is_set():
            ended = self.lab.run(*arguments)
            with self.lock:
                self.cleaning.judge([] if ended.status == 0 else [str(ended)], " ".join(arguments))

    def run(self) -> None:
        names = [f"env{i}" for i in range(INSTALLERS)]
        for name in names:
            self.lab.make_environment(name)
        with ThreadPoolExecutor(len(UPKEEP) + len(names)) as pool:
            upkeep = [pool.submit(self.keep_up, arguments) for arguments in UPKEEP]
            installers = [pool.submit(self.install, name) for name in names]
            wait(installers)
            self.ended.set()
        for done in [*upkeep, *installers]:
            done.result()  # what a thread was thrown out by


def main() -> int:
    options = harness_options(__doc__.splitlines()[0]).parse_args()
    left = Tally("installs and cleaning at one time leave nothing unfinished in the cache (F13)")
    with ProcessLab(options.axle.resolve(strict=True), packages_with_files(PACKAGES, "1.0", FILES_EACH)) as lab:
        upkeep = Upkeep(lab, options.size)
        upkeep.run()
        left.judge([str(path) for path in (lab.cache / "tmp").iterdir()], "below tmp of the cache")
    return report([upkeep.installing, upkeep.cleaning, left])


if __name__ == "__main__":
    sys.exit(main())
