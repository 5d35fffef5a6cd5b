#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Environment, cache and home where nothing may be written (F6), and on two file systems (F7).

A read-only environment is refused before any wheel is fetched. A read-only cache serves what it has; where that is not
enough, the message names it and another one. Whatever the link mode, and wherever the cache lies, the environment has
the same files.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from fault_lab import NEW, NO_STATE, FaultLab  # noqa: E402 (the path comes first)
from file_tree import describe, differences  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

COMPILE = "--compile-bytecode"
# Wheels that lie on this machine, in the working folder.
FROM_FOLDER = ("--no-index", "--find-links", "wheels")
LINK_MODES = ("hardlink", "clone", "copy", "symlink")
# One of them is on another file system than the rest, nearly everywhere.
OTHER_PLACES = ("/dev/shm", "/tmp", "/var/tmp", "/run")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody may write below it but root, whom commands are not run as."""
    subprocess.run(["chmod", "-R", "a-w", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)


def check_environment(lab: FaultLab, name: str) -> list[str]:
    """A read-only environment."""
    lab.reset(name)
    lab.use_cold_cache()
    lab.index.take_requests()
    with read_only(lab.environment(name)):
        ending = lab.attempt(name)
        problems = [] if ending.status == 2 and str(lab.environment(name)) in ending.error else ["it was not refused"]
        fetched = [request for request in lab.index.take_requests() if request.endswith(".whl")]
        problems += [f"it was fetched: {request}" for request in fetched]
    lab.use_warm_cache()
    problems += [] if lab.whole_state(name) == "old" else [lab.whole_state(name)]
    return [*problems, f"it said: {ending.error}"] if problems else []


def check_cache(lab: FaultLab, folder: Path, cold: bool, options: tuple[str, ...] = ()) -> list[str]:
    """An install that may not write to its cache: it works with what is there, and tells a way out where that lacks.
    Wheels of this machine are known there only after their first install."""
    lab.reset("install")
    with read_only(folder):
        ending = lab.attempt("install", options=options)
        problems = lab.surroundings.changes()
    lab.surroundings.before = lab.surroundings.look()
    problems += lab.problems_after("install", ending)
    lacks = cold or options == FROM_FOLDER
    compiled = any(lab.environment("install").rglob("foo/__pycache__/*.pyc"))
    problems += [] if compiled == (COMPILE in options and not lacks) else [f"byte code: {compiled}"]
    clear = str(lab.cache) in ending.error and "--cache-dir" in ending.error
    if (ending.status, clear) != ((2, True) if lacks else (0, False)):
        problems.append(f"status {ending.status}")
    return [*problems, f"it said: {ending.error}"] if problems else []


def contents(folder: Path) -> dict[str, str]:
    """What an interpreter sees: links to files of the cache are those files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not NO_STATE & set(relative.parts):
            through = path.is_symlink() and path.is_file() and not path.name.startswith("python")
            found[str(relative)] = describe(path.resolve() if through else path)
    return found


def other_file_system(root: Path) -> Path | None:
    here = root.stat().st_dev
    places = (Path(place) for place in OTHER_PLACES)
    return next((place for place in places if os.access(place, os.W_OK) and place.stat().st_dev != here), None)


def check_links(lab: FaultLab, cache: Path | None, judge: Callable[[list[str], str], None]) -> None:
    """Installs with every link mode from a cache, and compares."""
    expected = contents(lab.finished("install"))
    for mode in LINK_MODES:
        lab.reset("install")
        if cache:
            lab.sandbox.environment["AXLE_CACHE_DIR"] = str(cache)
        ending = lab.attempt("install", options=["--link-mode", mode])
        problems = [] if ending.status == 0 else [ending.error]
        problems += differences(expected, contents(lab.environment("install"))) + lab.problems("install")
        lab.use_warm_cache()
        judge(problems, f"{mode}, cache on {'another' if cache else 'the same'} file system")


def main() -> int:
    arguments = harness_options(__doc__.splitlines()[0]).parse_args()
    refused = Tally("a read-only environment is refused before any wheel is fetched (F6)")
    cached = Tally("a read-only cache or home serves what it has, and else is named (F6)")
    linked = Tally("every link mode gives the same environment, on one file system or two (F7)")
    with FaultLab(arguments.axle.resolve(strict=True), ["install", "upgrade", "uninstall"]) as lab:
        for name in lab.changes:
            refused.judge(check_environment(lab, name), name)
        for file in lab.index.files:
            lab.sandbox.write(f"{FROM_FOLDER[-1]}/{file.name}", file.data)
        cold = lab.sandbox.home / ".cache" / "cold"
        for folder, is_cold in ((lab.cache, False), (cold, True), (lab.sandbox.home, False), (lab.sandbox.home, True)):
            if is_cold:
                lab.use_cold_cache()
            for options in ((), (COMPILE,), FROM_FOLDER):
                case = f"{folder.relative_to(lab.sandbox.root)}, {'empty' if is_cold else 'warm'} cache, {options}"
                cached.judge(check_cache(lab, folder, is_cold, options), case)
            lab.use_warm_cache()
        check_links(lab, None, linked.judge)
        if place := other_file_system(lab.sandbox.root):
            with tempfile.TemporaryDirectory(dir=place) as cache:
                lab.sandbox.own(Path(cache))
                check_links(lab, Path(cache), linked.judge)
        else:
            print(f"no second file system: all of {', '.join(OTHER_PLACES)} are one")
            if arguments.size == "full":
                linked.violation("two file systems could not be tried")
    return report([refused, cached, linked])


if __name__ == "__main__":
    sys.exit(main())
