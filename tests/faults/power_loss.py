#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Takes the power away before each change to the disk, and after the last: contents that were not synced are lost (F3).

The names on the disk are those of that moment; files that were not synced are empty, or end early (fault_shim.c).
The next command runs in another boot. docs/guarantees.md promises:

- A change that takes something away is recovered: each name is the old state's or the new state's, and each file has
  its content or the beginning of it, also where files can have no second names.
- One that only adds is recovered too, or refused with the path of its damaged journal; a new environment whose
  pyvenv.cfg is damaged is refused with the way to make it again.
- A distribution that then cannot be removed whole is not removed at all.
- The cache heals itself: an install from it afterwards has the right bytes in every file.
"""

import csv
import os
import re
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from env_fsck import LEFTOVER  # noqa: E402 (the path comes first)
from fault_lab import NO_STATE  # noqa: E402
from file_tree import LOCK_FILE  # noqa: E402
from shim_lab import ShimLab, sample, shim_options  # noqa: E402
from tally import Tally, report  # noqa: E402

LOST = 137
NEXT_BOOT = "00000000-0000-4000-8000-000000000000"
# The one that gives files second names.
REPLACING = "venv-existing-other"
CHANGES = ("install", "upgrade", "uninstall", "venv", REPLACING)
# A journal of these is not worth a sync: nothing is lost with it.
ONLY_ADDS = ("install",)
DAMAGED = re.compile(r"pyvenv\.cfg` is damaged: .*\n\nhint: create it again with `axle venv --clear ")
REFUSED = "cannot recover the interrupted change in `"
MOST = {"reduced": 4, "full": 100_000}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file and link below a folder; a link is its target."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            found[str(path.relative_to(folder))] = str(path.readlink()).encode()
        elif path.is_file() and not NO_STATE & set(path.parts) and path.name != LOCK_FILE:
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def check_contents(folder: Path, old: Path, new: Path) -> list[str]:
    """Whether these are the names of one state, each with its content or the beginning of it."""
    now = contents(folder)
    problems = []
    for word, state in (("old", contents(old)), ("new", contents(new))):
        names = sorted(now.keys() ^ state.keys())
        broken = sorted(path for path in now.keys() & state.keys() if not state[path].startswith(now[path]))
        if not names and not broken:
            return []
        problems.append(f"differs from the {word} state in {', '.join([*names, *broken][:8])}")
    return problems


def check_refused(folder: Path, old: Path, new: Path) -> list[str]:
    """What a recovery that was refused shows: all of the old, beside it only names of the new, and no distribution of
    which files are missing.
    """
    now, before, after = contents(folder), contents(old), contents(new)
    now = {path: data for path, data in now.items() if not any(LEFTOVER.search(part) for part in Path(path).parts)}
    problems = [f"it is not as it was: {path}" for path, data in before.items() if now.get(path) != data]
    problems += [f"nobody's: {path}" for path, data in now.items() if not after.get(path, b"").startswith(data)]
    for record in (path for path in after if path.endswith(".dist-info/RECORD")):
        dist_info = str(Path(record).parent)
        if any(path.startswith(f"{dist_info}/") for path in now):
            rows = csv.reader(after[record].decode().splitlines())
            files = [os.path.normpath(Path(dist_info).parent / row[0]) for row in rows]
            problems += [f"{dist_info} is there without {path}" for path in files if path not in now]
    return problems


class PowerCut:
    def __init__(self, lab: ShimLab):
        self.lab = lab
        self.damaged = 0  # environments that lost contents
        self.refused = 0  # recoveries
        self.faults: dict[str, object] = {}  # what else is wrong with the machine

    def next_boot(self, *command: str):
        with self.lab.variables({"LD_PRELOAD": str(self.lab.shim), "FAULT_BOOT_ID": NEXT_BOOT}):
            return self.lab.sandbox.run(["axle", *command], timeout=60)

    def cut(self, name: str, k: int, keep: int) -> list[str]:
        """What is wrong after the power went before the k-th change to the disk."""
        self.lab.reset(name)
        ending = self.lab.hurt(name, power_at=k, power_keep=keep, **self.faults)
        if ending.status != LOST:
            return [f"the power did not go: status {ending.status}"]
        folder = self.lab.environment(name)
        if self.lab.is_unmade(name):
            return self.make_again(name)
        result = self.next_boot("pip", "list")
        error = result.stderr.decode()
        states = (self.lab.pristine(name), self.lab.finished(name))
        if result.returncode == 2 and self.lab.changes[name].makes_environment and DAMAGED.search(error):
            return self.make_again(name, "--clear")
        if result.returncode == 2 and name in ONLY_ADDS and REFUSED + str(folder) in error:
            self.refused += 1
            return check_refused(folder, *states)
        problems = check_contents(folder, *states)
        problems += [f"left: {path}" for path in folder.rglob("*") if LEFTOVER.search(path.name)]
        if result.returncode != 0:
            problems.append(f"the next command: status {result.returncode}\n{error}")
        self.damaged += contents(folder) not in [contents(state) for state in states]
        return problems or self.uninstall(folder)

    def uninstall(self, folder: Path) -> list[str]:
        """Removes everything: whole, or nothing of it."""
        before = contents(folder)
        result = self.next_boot("pip", "uninstall", "foo", "bar", "baz")
        after = contents(folder)
        if result.returncode == 0:
            # `axle venv` puts nothing there.
            return [f"uninstalled, and left {path}" for path in after if "site-packages/" in path]
        error = result.stderr.decode()
        return [] if after == before and "RECORD" in error else [f"half removed: {error}"]

    def make_again(self, name: str, *options: str) -> list[str]:
        """No environment came of it, or a damaged one: the same command must do what it was to do."""
        result = self.next_boot(*self.lab.changes[name].command, *options)
        state = self.lab.whole_state(name)
        return [] if (result.returncode, state) == (0, "new") else [f"again: {state}\n{result.stderr.decode()}"]

    def use_cache(self) -> list[str]:
        """What an install gets from the cache that was being written."""
        self.lab.reset("install")
        result = self.next_boot("pip", "install", *self.lab.changes["install"].command[2:])
        problems = self.lab.problems("install") + [self.lab.whole_state("install")]
        return [] if problems == ["new"] and result.returncode == 0 else [*problems, result.stderr.decode()]


def run_change(power: PowerCut, name: str, size: str, tally: Tally) -> None:
    last = power.lab.count(name, **power.faults)["changes"] + 1
    points = sample(1, last, MOST[size])
    words = " ".join([name, *power.faults])
    print(f"{words}: {len(points)} of {last} moments", flush=True)
    for k in points:
        for keep in (0, k):
            tally.judge(power.cut(name, k, keep), f"{words}, moment {k}, {'nothing' if not keep else 'a part'} kept")


def run_cold(power: PowerCut, size: str, tally: Tally) -> None:
    power.lab.use_cold_cache()
    last = power.lab.count("install")["changes"] + 1
    points = sample(1, last, 2 * MOST[size])
    print(f"cold: {len(points)} of {last} moments", flush=True)
    for k in points:
        for keep in (0, k):
            power.lab.use_cold_cache()
            problems = power.cut("install", k, keep)
            case = f"install with an empty cache, moment {k}, {'nothing' if not keep else 'a part'} kept"
            tally.judge(problems + power.use_cache(), case)
    power.lab.use_warm_cache()


def main() -> int:
    arguments = shim_options(__doc__.splitlines()[0]).parse_args()
    states = Tally("after power loss every name is the old or the new one, or the change is refused (F3)")
    cache = Tally("after power loss the cache heals itself (F3)")
    with ShimLab(arguments, CHANGES) as lab:
        power = PowerCut(lab)
        for name in CHANGES:
            run_change(power, name, arguments.size, states)
        # What is replaced is copied then, and comes back from the copy.
        power.faults = {"no_links": 1}
        run_change(power, REPLACING, arguments.size, states)
        power.faults = {}
        run_cold(power, arguments.size, cache)
        print(f"{power.damaged} environments lost contents, {power.refused} recoveries were refused", flush=True)
        if not power.damaged:
            states.violation("no file ever lost its contents: the power went in vain")
    return report([states, cache])


if __name__ == "__main__":
    sys.exit(main())
