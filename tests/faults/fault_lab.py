# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the fault tests share: three packages in two versions, environments in a known state, the verdict afterwards."""

import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import index_host
from cache_fsck import check_cache, leftovers
from env_fsck import check_environment, check_programs
from file_tree import LOCK_FILE, snapshot
from index_block import read_block
from invariants import Ending, Surroundings, check_ending, find_secret
from other_python import other_python
from sandbox import Sandbox

# About thirty files: modules, a shared folder, data, scripts, a module that comes and one that goes.
PACKAGES = """
foo 1.0
  requires bar
  requires baz
  file foo/__init__.py version = 1
  file foo/old.py goes = 1
  file foo/sub/deep.py x = 1
  file shared/foo/__init__.py x = 1
  data data share/foo/data.txt one
  data scripts foo-sh #!/bin/sh\\necho one
  script foo = foo:main
foo 2.0
  requires bar
  requires baz
  file foo/__init__.py version = 2
  file foo/new.py comes = 1
  file foo/sub/deep.py x = 2
  file shared/foo/__init__.py x = 2
  data data share/foo/data.txt two
  data scripts foo-sh #!/bin/sh\\necho two
  script foo = foo:main
bar 1.0
  file bar/__init__.py version = 1
  file shared/bar/__init__.py x = 1
bar 2.0
  file bar.py version = 2
  file shared/bar/__init__.py x = 2
baz 1.0
  file baz.py version = 1
baz 2.0
  file baz/__init__.py version = 2
"""
OLD = ["foo==1.0", "bar==1.0", "baz==1.0"]
NEW = ["foo==2.0", "bar==2.0", "baz==2.0"]
# The index asks for it; nothing that axle prints or writes may tell it.
SECRET = "Swordfish7"
# For a command that takes a fraction of a second without faults.
LIMIT_SECONDS = 20.0
CHANGE_FOLDER = ".axle-change"
# What a killed `axle venv` may leave beside the environment.
UNFINISHED = ".axle-venv-*"
# What an environment may hold beside what its distributions say.
NO_STATE = frozenset({"__pycache__"})


@dataclass(frozen=True)
class Change:
    """A change to interrupt: commands of axle that lead to the state before it, and the one that makes it."""

    before: list[list[str]]
    command: list[str]
    folder: str = ".venv"

    @property
    def options(self) -> list[str]:
        """How other commands name the folder."""
        return self.command[2:4] if self.command[2:3] in (["--prefix"], ["--target"]) else []

    @property
    def makes_environment(self) -> bool:
        return self.command[0] == "venv"

    @property
    def begins_with_environment(self) -> bool:
        """Before it there is an environment, which must not vanish."""
        return bool(self.before) and not self.options


VENV = ["venv", "--clear"]
# Stands for a Python that is not the one of VENV.
OTHER_PYTHON = "[OTHER PYTHON]"
EXISTING = ["venv", "--allow-existing", "--prompt", "other"]
PREFIX, TARGET = ["--prefix", "prefix"], ["--target", "target"]
CHANGES = {
    "install": Change([VENV], ["pip", "install", *NEW]),
    "upgrade": Change([VENV, ["pip", "install", *OLD]], ["pip", "install", *NEW]),
    "uninstall": Change([VENV, ["pip", "install", *NEW]], ["pip", "uninstall", "foo", "bar", "baz"]),
    "prefix": Change([["pip", "install", *PREFIX, *OLD]], ["pip", "install", *PREFIX, *NEW], "prefix"),
    "target": Change([["pip", "install", *TARGET, *OLD]], ["pip", "install", *TARGET, *NEW], "target"),
    "venv": Change([], ["venv"]),
    "venv-clear": Change([VENV, ["pip", "install", *OLD]], ["venv", "--clear"]),
    "venv-existing": Change([VENV, ["pip", "install", *OLD]], EXISTING),
    "venv-existing-other": Change([VENV, ["pip", "install", *OLD]], [*EXISTING, "--python", OTHER_PYTHON]),
}
# An install with a cache that is empty.
COLD = "cold"
# Other processes of its own take part, so that calls cannot be counted.
COMPILE = {"compile": Change([VENV], ["pip", "install", "--compile-bytecode", *NEW])}


class FaultLab:
    """A sandbox with an index, a warm cache and one pristine environment for each change."""

    def __init__(self, axle: Path, names: Iterable[str] | None = None):
        self.sandbox = Sandbox(axle)
        self.index = index_host.IndexHost(index_host.Shape(credentials=f"someone:{SECRET}"))
        self.index.files = read_block(PACKAGES.strip().split("\n")).files()
        origin = self.index.origin.replace("://", f"://someone:{SECRET}@")
        self.sandbox.environment["AXLE_DEFAULT_INDEX"] = f"{origin}/simple/"
        self.log = self.sandbox.root / "log"
        self.log.mkdir()
        self.sandbox.own(self.log)
        known = CHANGES | COMPILE
        self.changes = {name: self.filled(known[name]) for name in (known if names is None else names)}
        self.states: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        for name in self.changes:
            self.states[name] = self.prepare(name)
        self.surroundings: Surroundings | None = None
        self.last_verdict = ""
        self.last_ending = Ending(0, "", "", 0.0)

    def __enter__(self) -> "FaultLab":
        return self

    def __exit__(self, *_) -> None:
        self.index.close()
        self.sandbox.close()

    def filled(self, change: Change) -> Change:
        if OTHER_PYTHON not in change.command:
            return change
        other = str(other_python(self.sandbox))
        return replace(change, command=[other if word == OTHER_PYTHON else word for word in change.command])

    def axle(self, arguments: list[str]) -> None:
        result = self.sandbox.run(["axle", *arguments])
        if result.returncode != 0:
            raise RuntimeError(f"axle {' '.join(arguments)}: {result.stderr.decode()}")

    @property
    def cache(self) -> Path:
        return Path(self.sandbox.environment.get("AXLE_CACHE_DIR", self.sandbox.home / ".cache" / "axle"))

    def environment(self, name: str) -> Path:
        return self.sandbox.work / self.changes[name].folder

    def problems(self, name: str) -> list[str]:
        return check_environment(self.environment(name), has_python=not self.changes[name].options)

    def prepare(self, name: str) -> tuple[dict[str, str], dict[str, str]]:
        """The environment before and after the change, kept as a folder and as values."""
        change = self.changes[name]
        self.environment(name).mkdir()
        self.sandbox.own(self.environment(name))
        for command in change.before:
            self.axle(command)
        old = self.state(name)
        shutil.copytree(self.environment(name), self.pristine(name), symlinks=True)
        lock = self.pristine(name) / LOCK_FILE
        if lock.exists():
            lock.chmod(0o644)  # a copy of ours, that the unprivileged user is to copy back
        self.axle(change.command)
        new = self.state(name)
        shutil.copytree(self.environment(name), self.finished(name), symlinks=True)
        if old == new or self.problems(name):
            raise RuntimeError(f"{name} does not work even without faults: {self.problems(name)}")
        shutil.rmtree(self.environment(name))
        return old, new

    def pristine(self, name: str) -> Path:
        return self.sandbox.root / f"pristine-{name}"

    def finished(self, name: str) -> Path:
        return self.sandbox.root / f"finished-{name}"

    def reset(self, name: str) -> None:
        for left in self.sandbox.work.glob(UNFINISHED):
            shutil.rmtree(left)
        for change in self.changes.values():
            shutil.rmtree(self.sandbox.work / change.folder, ignore_errors=True)
        # As the unprivileged user, so that the copy is theirs.
        target = self.changes[name].folder
        result = self.sandbox.run(["cp", "-a", "--no-preserve=ownership", str(self.pristine(name)), target])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())

    def state(self, name: str) -> dict[str, str]:
        """The environment but for what is not state. Of a link to an interpreter it does not matter by which name."""
        entries = snapshot(self.environment(name), NO_STATE)
        for path, described in entries.items():
            if described.startswith("link to /"):
                entries[path] = f"link to {(self.environment(name) / path).resolve()}"
        return entries

    def command(self, name: str) -> list[str]:
        return ["axle", *self.changes[name].command]

    def is_unmade(self, name: str) -> bool:
        """Whether the old state is that there is no environment, and there is none."""
        change = self.changes[name]
        is_there = (self.environment(name) / "pyvenv.cfg").exists()
        return change.makes_environment and not change.begins_with_environment and not is_there

    def verdict(self, name: str) -> str:
        """`old` or `new` after the next command has recovered the environment; else what is wrong, on several lines."""
        change = self.changes[name]
        if self.is_unmade(name):
            return self.verdict_again(name)
        missing = check_programs(self.environment(name)) if change.begins_with_environment else []
        # Checking knows environments only.
        command = ["axle", "pip", *(["list", *change.options] if change.options else ["check"])]
        result = self.sandbox.run(command, timeout=30)
        if result.returncode != 0:
            missing.append(f"{' '.join(command)}: status {result.returncode}\n{result.stderr.decode()}")
        if problems := missing + self.problems(name):
            return "\n".join(problems)
        state = self.whole_state(name)
        return self.verdict_again(name) if state == "old" and change.makes_environment else state

    def verdict_again(self, name: str) -> str:
        """From the old state the same command must do what it was to do, whatever the killed one has left."""
        result = self.sandbox.run(self.command(name), timeout=30)
        state = "\n".join(self.problems(name)) or self.whole_state(name)
        if result.returncode == 0 and state == "new":
            return "old"
        return f"again: status {result.returncode}, {state}\n{result.stderr.decode()}"

    def whole_state(self, name: str) -> str:
        """Which of the two states this is, path by path."""
        now = self.state(name)
        old, new = self.states[name]
        if now == old:
            return "old"
        if now == new:
            return "new"
        lines = []
        for word, wanted in (("old", old), ("new", new)):
            paths = sorted(path for path in now.keys() | wanted.keys() if now.get(path) != wanted.get(path))
            lines.append(f"differs from the {word} state in {', '.join(paths[:10])}")
        return "\n".join(lines)

    @contextmanager
    def variables(self, extra: dict[str, str]) -> Iterator[None]:
        """Commands started within get these too."""
        usual = dict(self.sandbox.environment)
        self.sandbox.environment |= extra
        try:
            yield
        finally:
            self.sandbox.environment = usual

    def use_warm_cache(self) -> None:
        self.sandbox.environment.pop("AXLE_CACHE_DIR", None)

    def use_cold_cache(self) -> None:
        """Another cache, that knows only interpreters: asking those takes longest, and is not the matter here."""
        self.use_warm_cache()
        known = self.cache / "interpreters-v1"
        cold = self.sandbox.home / ".cache" / "cold"
        shutil.rmtree(cold, ignore_errors=True)
        shutil.copytree(known, cold / known.name)
        self.sandbox.own(cold)
        self.sandbox.environment["AXLE_CACHE_DIR"] = str(cold)

    def change_of(self, name: str) -> str:
        """The change behind a name, ready to be run: COLD is an install that has to fill its cache first."""
        if name == COLD:
            self.use_cold_cache()
            return "install"
        self.use_warm_cache()
        return name

    def attempt(self, name: str, before: Iterable[str] = (), options: Iterable[str] = ()) -> Ending:
        """Runs the change, by a program in front of it if given, and remembers what was around it."""
        change = self.changes[name]
        own = [self.environment(name), self.sandbox.home / ".cache", self.log]
        self.surroundings = Surroundings(self.sandbox.root, own)
        start = time.monotonic()
        result = self.sandbox.run([*before, "axle", *change.command, *options], timeout=3 * LIMIT_SECONDS)
        seconds = time.monotonic() - start
        texts = (result.stdout.decode(errors="replace"), result.stderr.decode(errors="replace"))
        self.last_ending = Ending(result.returncode, *texts, seconds)
        return self.last_ending

    def written(self, name: str) -> list[Path]:
        """Where the change may have written the secret."""
        return [self.cache, self.environment(name)]

    def problems_after(self, name: str, ending: Ending) -> list[str]:
        """What a command that ended by itself, with a fault or none, has left wrong (I1 to I6)."""
        problems = check_ending(ending, LIMIT_SECONDS) + find_secret(SECRET, ending, self.written(name))
        if ending.status == 0 and (self.environment(name) / CHANGE_FOLDER).exists():
            # The change is made; what could not be removed then is the next command's work.
            self.verdict(name)
        if not self.is_unmade(name):
            problems += self.problems(name)
        state = self.whole_state(name)
        if state != ("new" if ending.status == 0 else "old"):
            problems.append(f"status {ending.status}, but the environment: {state}")
        problems += check_cache(self.cache) + [f"left in the cache: {left}" for left in leftovers(self.cache)]
        problems += self.surroundings.changes()
        if not problems and (verdict := self.verdict(name)) not in ("old", "new"):
            problems.append(f"the next command: {verdict}")
        return [*problems, f"it said: {ending.error}"] if problems else []

    def problems_after_abort(self, name: str) -> list[str]:
        """The same of one that could not clean up: the next command recovers; what is left is where it belongs."""
        self.last_verdict = verdict = self.verdict(name)
        problems = [] if verdict in ("old", "new") else [f"the next command: {verdict}"]
        unfinished = str(self.sandbox.work / UNFINISHED.rstrip("*"))
        problems += [change for change in self.surroundings.changes() if unfinished not in change]
        problems += find_secret(SECRET, self.last_ending, self.written(name))
        return problems + check_cache(self.cache)
