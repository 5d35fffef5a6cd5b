#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Installs about 40 MB where less, or hardly more, fits: file systems of 1 to 64 MB (reliability F4).

Environment, cache, or both lie on a file system in memory of that size. What does not fit ends with 2, leaves the
environment byte for byte and no temporary file, and the message names the mount, what was needed and what was free.
Mounting takes root, or a user and mount namespace of our own.
"""

import base64
import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from cache_fsck import check_cache, leftovers  # noqa: E402 (the path comes first)
from env_fsck import check_environment  # noqa: E402
from file_tree import differences, snapshot  # noqa: E402
from index_block import Facts, indexed  # noqa: E402
from index_host import IndexHost, Shape  # noqa: E402
from invariants import Ending, check_ending  # noqa: E402
from mounting import mounting_options, run_with_mounts  # noqa: E402
from sandbox import UNPRIVILEGED, Sandbox  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402
from wheel_file import Wheel  # noqa: E402

MEBIBYTE = 1 << 20
WHEELS, FILES = 4, 5
NAMES = [f"large{i}" for i in range(WHEELS)]
SIZES = {"reduced": (2, 20, 43, 64), "full": range(1, 65)}
LIMIT_SECONDS = 30.0
FIGURES = re.compile(
    r"not enough space on `([^`]+)`: need ([0-9.]+)([KMG]?)i?B"
    r"(, have|; the system refused it, though) ([0-9.]+)([KMG]?)i?B"
)
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


@dataclass(frozen=True)
class Place:
    """What lies on the small file system."""

    environment: bool
    cache: bool

    def __str__(self) -> str:
        return " and ".join(word for word in ("environment", "cache") if getattr(self, word))


PLACES = (Place(True, True), Place(True, False), Place(False, True))


def make_wheels() -> list[Wheel]:
    """About 40 MB that hardly get smaller by compression."""
    randomness = random.Random(1)
    block = base64.b64encode(randomness.randbytes(40 * MEBIBYTE // WHEELS // FILES * 3 // 4)).decode()
    return [
        Wheel(name, "1.0", files={f"{name}/{i}.txt": f"{name} {i}\n{block}" for i in range(FILES)}) for name in NAMES
    ]


class SmallDisk:
    def __init__(self, axle: Path, in_namespace: bool):
        self.sandbox = Sandbox(axle, in_namespace)
        self.index = IndexHost(Shape())
        self.index.files = [indexed(wheel, Facts()) for wheel in make_wheels()]
        self.mount = self.sandbox.root / "small"
        self.large = self.sandbox.root / "large"
        for folder in (self.mount, self.large):
            folder.mkdir()
            self.sandbox.own(folder)
        self.sandbox.environment["AXLE_DEFAULT_INDEX"] = f"{self.index.origin}/simple/"

    def __enter__(self) -> "SmallDisk":
        return self

    def __exit__(self, *_) -> None:
        self.index.close()
        self.sandbox.close()

    def mounted(self, mebibytes: int) -> bool:
        owner = UNPRIVILEGED if self.sandbox.as_root else 0
        options = f"size={mebibytes}m,uid={owner},gid={owner},mode=755"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.mount)]
        return subprocess.run(command, capture_output=True).returncode == 0

    def unmount(self) -> None:
        subprocess.run(["umount", str(self.mount)], check=True)
        for folder in self.large.glob("*"):
            subprocess.run(["rm", "-r", str(folder)], check=True)

    def run(self, *command: str) -> Ending:
        start = time.monotonic()
        result = self.sandbox.run(["axle", *command], timeout=3 * LIMIT_SECONDS)
        seconds = time.monotonic() - start
        return Ending(result.returncode, result.stdout.decode(), result.stderr.decode(), seconds)

    def install(self, place: Place) -> tuple[bool, list[str]]:
        """Whether it fitted, and what is wrong."""
        environment = (self.mount if place.environment else self.large) / ".venv"
        cache = (self.mount if place.cache else self.large) / "cache"
        self.sandbox.environment |= {"VIRTUAL_ENV": str(environment), "AXLE_CACHE_DIR": str(cache)}
        made = self.run("venv", str(environment))
        if made.status != 0:
            return False, [f"axle venv: {made.error}"]
        before = snapshot(environment)
        ending = self.run("pip", "install", *NAMES)
        problems = check_ending(ending, LIMIT_SECONDS) + check_cache(cache) + check_environment(environment)
        problems += [f"left in the cache: {name}" for name in leftovers(cache)]
        if ending.status != 0:
            problems += [f"environment: {line}" for line in differences(before, snapshot(environment))]
            problems += self.check_message(ending)
        return ending.status == 0, [*problems, f"it said: {ending.error}"] if problems else []

    def check_message(self, ending: Ending) -> list[str]:
        match = FIGURES.search(ending.error)
        if ending.status != 2 or not match:
            return [f"status {ending.status}, and the message lacks mount or figures"]
        mount, need, need_unit, when, have, have_unit = match.groups()
        needed, free = float(need) * UNITS[need_unit], float(have) * UNITS[have_unit]
        # A whole file at least: what a piece of one needed tells nobody anything.
        if (needed <= free) == (when == ", have") or needed < MEBIBYTE:
            return [f"these are no figures: {match[0]}"]
        return [] if mount == str(self.mount) else [f"the message names `{mount}`"]


def run_sweep(disk: SmallDisk, size: str, tally: Tally) -> None:
    for place in PLACES:
        fitted = []
        for mebibytes in SIZES[size]:
            if not disk.mounted(mebibytes):
                raise RuntimeError(f"no file system of {mebibytes} MB can be mounted")
            try:
                fits, problems = disk.install(place)
            finally:
                disk.unmount()
            fitted += [mebibytes] if fits else []
            tally.judge(problems, f"{place} on {mebibytes} MB")
        print(f"{place}: fits on {min(fitted, default='none')} MB of {len(SIZES[size])} sizes", flush=True)
        if len(fitted) in (0, len(SIZES[size])):
            tally.violation(f"{place}: it fits on {len(fitted)} of {len(SIZES[size])} sizes, which do not surround it")


def main() -> int:
    arguments = mounting_options(harness_options(__doc__.splitlines()[0]))

    def run() -> int | None:
        with SmallDisk(arguments.axle.resolve(strict=True), arguments.in_namespace) as disk:
            if not disk.mounted(1):
                return None
            disk.unmount()
            tally = Tally("on a full disk of any size nothing changes, and the message has mount and figures (F4)")
            run_sweep(disk, arguments.size, tally)
            return report([tally])

    return run_with_mounts(arguments, run)


if __name__ == "__main__":
    sys.exit(main())
