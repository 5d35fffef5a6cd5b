# SPDX-License-Identifier: MIT OR Apache-2.0
"""Environments of 1,500 files that installers change and are killed at: axle, uv and pip by the same rules."""

import argparse
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from env_fsck import check_dist_info, check_leftovers, check_orphans, check_strays, site_packages
from process_lab import Ended, ProcessLab, installed, into, packages_with_files

NAMES = ("alpha", "beta", "gamma")
FILES_EACH = 500
OTHER = "other"
OLD, NEW = (dict.fromkeys(NAMES, version) for version in ("1.0", "2.0"))
# What each change begins with, and what it is to lead to.
CHANGES = {"install": ({}, NEW), "upgrade": (OLD, NEW), "uninstall": (NEW, {})}
KILLED = -signal.SIGKILL
# A kill comes up to this share of the time that the change takes undisturbed: some come too late.
REACH = 1.05
# How the notion of that time follows what is seen.
SLOWER, FASTER = 1.03, 0.8


@dataclass
class Program:
    """An installer, by the commands that it takes; `{environment}` and `{index}` stand for those."""

    name: str
    install: list[str]
    uninstall: list[str]

    def command(self, change: str, environment: Path, index: str) -> list[str]:
        words = self.uninstall + list(NAMES) if change == "uninstall" else self.install
        if change != "uninstall":
            words = words + [f"{name}=={version}" for name, version in CHANGES[change][1].items()]
        return [word.format(environment=environment, index=index) for word in words]


def make_program(text: str) -> Program:
    """NAME=PROGRAM of another installer."""
    name, _, program = text.partition("=")
    path = str(Path(program).absolute())
    if name == "uv" and program:
        options = ["--no-config", "--python", "{environment}/bin/python"]
        return Program(
            name,
            [path, "pip", "install", *options, "--default-index", "{index}"],
            [path, "pip", "uninstall", *options],
        )
    if name == "pip" and program:
        pip = [path, "--isolated", "--python", "{environment}", "--disable-pip-version-check"]
        return Program(name, [*pip, "install", "--index-url", "{index}"], [*pip, "uninstall", "--yes"])
    raise argparse.ArgumentTypeError(f"not uv=PROGRAM or pip=PROGRAM: {text}")


class KillLab(ProcessLab):
    def __init__(self, axle: Path, randomness: random.Random, in_namespace: bool = False):
        wheels = [packages_with_files(NAMES, version, FILES_EACH, padding=20) for version in ("1.0", "2.0")]
        super().__init__(axle, "\n".join([*wheels, f"{OTHER} 1.0"]), in_namespace)
        self.randomness = randomness
        self.states = CHANGES
        self.seconds: dict[str, float] = {}

    def axle_program(self) -> Program:
        options = ["--python", "{environment}/bin/python", "--default-index", "{index}"]
        return Program("axle", ["axle", "pip", "install", *options], ["axle", "pip", "uninstall", *options[:2]])

    def prepare(self, program: Program) -> None:
        """For each change the environment before it, kept aside, and how long it takes, with all caches warm."""
        for change in CHANGES:
            environment = self.make_environment(change)
            if CHANGES[change][0]:
                self.finish_whole(program.command("install", environment, self.index_url()), CHANGES[change][0])
            os.rename(environment, self.kept(change))
        for change in CHANGES:
            self.seconds[change] = min(self.measure(program, change) for _ in range(3))

    def kept(self, change: str) -> Path:
        return self.sandbox.work / f"kept-{change}"

    def index_url(self) -> str:
        return f"{self.index.origin}/simple/"

    def finish_whole(self, command: list[str], versions: dict[str, str]) -> None:
        words = [word for word in command if "==" not in word]
        words += [f"{name}=={version}" for name, version in versions.items()]
        result = self.sandbox.run(words)
        if result.returncode != 0:
            raise RuntimeError(f"{words}: {result.stderr.decode()}")

    def reset(self, change: str) -> None:
        shutil.rmtree(self.environment(change), ignore_errors=True)
        # As the unprivileged user, so that the copy is theirs.
        result = self.sandbox.run(["cp", "-a", str(self.kept(change)), change])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())

    def start_change(self, program: Program, change: str) -> subprocess.Popen:
        command = program.command(change, self.environment(change), self.index_url())
        return self.sandbox.start(command, start_new_session=True)

    def measure(self, program: Program, change: str) -> float:
        self.reset(change)
        start = time.monotonic()
        process = self.start_change(program, change)
        _, error = process.communicate()
        seconds = time.monotonic() - start
        held = installed(self.environment(change))
        if process.returncode != 0 or {name: held[name] for name in NAMES if name in held} != CHANGES[change][1]:
            raise RuntimeError(f"{program.name}: {change} does not work even without kills: {error.decode()}")
        return seconds

    def moments(self, number: int) -> list[float]:
        """So many random shares of a change's time, one in each of as many equal parts of it, in random order."""
        found = [(i + self.randomness.random()) / number for i in range(number)]
        self.randomness.shuffle(found)
        return found

    def kill(self, program: Program, change: str, moment: float) -> Ended:
        """How it ended: it may have done so before. All its processes are killed: pip works in a child."""
        self.reset(change)
        process = self.start_change(program, change)
        time.sleep(moment * self.seconds[change] * REACH)
        os.killpg(process.pid, signal.SIGKILL)
        out, error = process.communicate()
        # What else the machine does changes while this runs.
        self.seconds[change] *= SLOWER if process.returncode == KILLED else FASTER
        return Ended([change], process.returncode, (out + error).decode(errors="replace"))

    def next_command(self, arguments: list[str], change: str) -> Ended:
        return self.run(*arguments[:2], *into(change), *arguments[2:])

    def again(self, program: Program, change: str) -> None:
        self.start_change(program, change).communicate()

    def damage(self, change: str) -> Counter:
        """`broken`: a distribution that is visible is not whole. `orphans`: files that no RECORD names."""
        environment = self.environment(change)
        broken: list[str] = []
        orphans = check_leftovers(environment) + check_strays(environment)
        for site in site_packages(environment):
            owned: set[str] = set()
            for dist_info in sorted(site.glob("*.dist-info")):
                broken += check_dist_info(site, dist_info, owned)
            orphans += check_orphans(site, owned)
        found = Counter()
        if broken:
            found["broken"] = 1
        if orphans:
            found["orphans"] = 1
        return found
