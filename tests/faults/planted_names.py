#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plants links, files, folders and pipes at every name that can be foreseen in an environment, beside it, in the cache
and in TMPDIR (reliability F37), and runs commands over them: nothing is ever written, changed or removed behind a link,
and no command hangs. A command may get on or refuse.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

import process_lab  # noqa: E402 (the path comes first)
from file_tree import differences, snapshot  # noqa: E402
from process_lab import Ended, ProcessLab, into  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

PACKAGES = """
foo 1.0
  file foo/__init__.py x = 1
  file shared/foo.py x = 1
  script foo = foo:main
  data data share/foo.txt one
foo 2.0
  file foo/__init__.py x = 2
  file shared/foo.py x = 2
  script foo = foo:main
  data data share/foo.txt two
bar 1.0
  no-hash
"""
ENVIRONMENT = "env"
# Names in the environment that a command uses while it works, or writes to; `[SITE]` is its site-packages.
IN_ENVIRONMENT = [
    ".lock",
    ".lock.lease",
    ".axle-change",
    ".axle-unfinished-pyvenv.cfg",
    "share",
    "share/foo.txt",
    "bin/foo",
    "[SITE]/foo",
    "[SITE]/foo/__init__.py",
    "[SITE]/foo/__pycache__",
    "[SITE]/shared",
    "[SITE]/shared/foo.py",
    "[SITE]/foo-1.0.dist-info",
    "[SITE]/foo-2.0.dist-info",
    "[SITE]/foo-2.0.dist-info/RECORD",
]
# Such folders go when they are old.
ABANDONED = "0123456789abcdef"
BESIDE = [f".axle-venv-{ABANDONED}"]
IN_CACHE = [f"tmp/wheel{ABANDONED}", f"tmp/trash{ABANDONED}", f"interpreters-v1/query-{ABANDONED}"]
BESIDE_CACHE = [f"axle-cache{ABANDONED}"]
IN_TMPDIR = ["axle", ".axle", "axle-cache", f"axle-cache{ABANDONED}"]
LONG_AGO = 1_000_000_000

COMMANDS = [
    ["pip", "install", *into(ENVIRONMENT), "--compile-bytecode", "foo==2.0", "bar"],
    ["pip", "install", *into(ENVIRONMENT), "--no-cache", "--reinstall", "foo==1.0"],
    # Its cache is in TMPDIR.
    ["pip", "install", *into(ENVIRONMENT), "--no-cache", "--cache-dir", "/dev/null/none", "--reinstall", "foo==1.0"],
    ["pip", "uninstall", *into(ENVIRONMENT), "foo", "bar"],
    ["pip", "list", *into(ENVIRONMENT)],
    ["venv", "--clear", ENVIRONMENT],
    ["cache", "prune"],
    ["cache", "clean", "bar"],
    ["cache", "clean"],
]


def plant_file_link(path: Path, victim: Path) -> None:
    path.symlink_to(victim / "file")


def plant_folder_link(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def plant_dangling_link(path: Path, victim: Path) -> None:
    path.symlink_to(victim / "not-there")


def plant_file(path: Path, _: Path) -> None:
    path.write_text("planted\n")


def plant_folder(path: Path, _: Path) -> None:
    path.mkdir()
    (path / "inner").write_text("planted\n")


def plant_pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


PLANTS: list[Callable[[Path, Path], None]] = [
    plant_file_link,
    plant_folder_link,
    plant_dangling_link,
    plant_file,
    plant_folder,
    plant_pipe,
]


class PlantLab(ProcessLab):
    def __init__(self, axle: Path):
        super().__init__(axle, PACKAGES)
        self.victim = self.sandbox.work / "victim"
        self.make_environment(ENVIRONMENT)
        self.demand("pip", "install", *into(ENVIRONMENT), "--compile-bytecode", "foo==1.0", "bar")
        self.kept = self.sandbox.work / "kept"
        self.copy(self.environment(ENVIRONMENT), self.kept / "env")
        self.copy(self.cache, self.kept / "cache")

    def copy(self, source: Path, target: Path) -> None:
        shutil.rmtree(target, ignore_errors=True)
        result = self.sandbox.run(["sh", "-c", f"mkdir -p {target.parent} && cp -a {source} {target}"])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())

    def reset(self) -> None:
        """Everything as it was, and somebody else's things that nobody may touch, although all may write there."""
        for folder in (self.sandbox.work, self.cache.parent, self.sandbox.root / "tmp"):
            for path in folder.iterdir():
                if path == self.kept:
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()
        self.copy(self.kept / "env", self.environment(ENVIRONMENT))
        self.copy(self.kept / "cache", self.cache)
        self.sandbox.write("victim/file", b"precious\n", 0o666)
        self.sandbox.write("victim/folder/inner", b"precious\n", 0o666)
        for folder in (self.victim, self.victim / "folder"):
            folder.chmod(0o777)

    def places(self) -> list[Path]:
        """Every path at which something is planted; those of files in the cache as they are there now."""
        environment, cache = self.environment(ENVIRONMENT), self.kept / "cache"
        site = str(next((self.kept / "env").glob("lib/python3*/site-packages")).relative_to(self.kept / "env"))
        files = [path.relative_to(cache) for path in sorted(cache.rglob("*")) if path.is_file()]
        own = [file for file in files if file.parts[0] != "wheels-v1" or "tree" not in file.parts]
        return [
            *(environment / name.replace("[SITE]", site) for name in IN_ENVIRONMENT),
            *(self.sandbox.work / name for name in BESIDE),
            *(self.cache / name for name in [*IN_CACHE, "locks/contents.lock"]),
            *(self.cache / file for file in own),
            *(self.cache.parent / name for name in BESIDE_CACHE),
            *(self.sandbox.root / "tmp" / name for name in IN_TMPDIR),
        ]

    def plant(self, place: Path, plant: Callable[[Path, Path], None]) -> None:
        if place.is_symlink() or place.is_file():
            place.unlink()
        elif place.is_dir():
            shutil.rmtree(place)
        if not place.parent.is_dir():
            place.parent.mkdir()
            self.sandbox.own(place.parent)
        plant(place, self.victim)
        os.utime(place, (LONG_AGO, LONG_AGO), follow_symlinks=False)
        if self.sandbox.as_root:
            os.chown(place, place.parent.stat().st_uid, place.parent.stat().st_gid, follow_symlinks=False)

    def judge(self, place: Path, plant: Callable[[Path, Path], None], command: list[str]) -> list[str]:
        self.reset()
        self.plant(place, plant)
        before = snapshot(self.victim)
        ended = self.run(*command)
        return [*self.behind_links(before), *self.bad_end(ended)]

    def behind_links(self, before: dict[str, str]) -> list[str]:
        return [f"behind the link: {line}" for line in differences(before, snapshot(self.victim))]

    @staticmethod
    def bad_end(ended: Ended) -> list[str]:
        return [] if ended.status in (0, 1, 2) else [str(ended)]


def main() -> int:
    options = harness_options(__doc__.splitlines()[0]).parse_args()
    process_lab.LIMIT_SECONDS = 30.0
    tally = Tally("nothing is written, changed or removed behind what others plant at names that can be foreseen (F37)")
    with PlantLab(options.axle.resolve(strict=True)) as lab:
        cases = [(place, plant, command) for place in lab.places() for plant in PLANTS for command in COMMANDS]
        # In turns, so that all commands meet all plants: every plant at every place; reduced, every place.
        step = 5 if options.size == "full" else len(PLANTS) * len(COMMANDS) - 7
        for place, plant, command in cases[::step]:
            case = f"{plant.__name__} at {place.relative_to(lab.sandbox.root)}, axle {' '.join(command)}"
            tally.judge(lab.judge(place, plant, command), case)
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
