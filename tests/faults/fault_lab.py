# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the fault tests share: three packages in two versions, environments in a known state, the verdict afterwards."""

import shutil
from pathlib import Path

import index_host
from env_fsck import check_environment
from file_tree import snapshot
from index_block import read_block
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
# What an environment may hold beside what its distributions say.
NO_STATE = frozenset({"__pycache__"})

# A change to interrupt: its name, what is installed before, and the command that changes it.
CHANGES = {
    "install": ([], ["install", *NEW]),
    "upgrade": (OLD, ["install", *NEW]),
    "uninstall": (NEW, ["uninstall", "foo", "bar", "baz"]),
}


class FaultLab:
    """A sandbox with an index, a warm cache and one pristine environment for each change."""

    def __init__(self, axle: Path):
        self.sandbox = Sandbox(axle)
        self.index = index_host.IndexHost(index_host.Shape())
        self.index.files = read_block(PACKAGES.strip().split("\n")).files()
        self.sandbox.environment["AXLE_DEFAULT_INDEX"] = f"{self.index.origin}/simple/"
        self.environment = self.sandbox.work / ".venv"
        self.states: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        for name in CHANGES:
            self.states[name] = self.prepare(name)

    def __enter__(self) -> "FaultLab":
        return self

    def __exit__(self, *_) -> None:
        self.index.close()
        self.sandbox.close()

    def pip(self, arguments: list[str]) -> None:
        result = self.sandbox.run(["axle", "pip", *arguments])
        if result.returncode != 0:
            raise RuntimeError(f"axle pip {' '.join(arguments)}: {result.stderr.decode()}")

    def prepare(self, name: str) -> tuple[dict[str, str], dict[str, str]]:
        """The environment before and after the change, kept as a folder and as values."""
        before, change = CHANGES[name]
        self.sandbox.run(["axle", "venv", "--clear"])
        if before:
            self.pip(["install", *before])
        old = self.state()
        shutil.copytree(self.environment, self.pristine(name), symlinks=True)
        self.pip(change)
        new = self.state()
        if old == new or check_environment(self.environment):
            raise RuntimeError(f"{name} does not work even without faults: {check_environment(self.environment)}")
        return old, new

    def pristine(self, name: str) -> Path:
        return self.sandbox.root / f"pristine-{name}"

    def reset(self, name: str) -> None:
        shutil.rmtree(self.environment, ignore_errors=True)
        # As the unprivileged user, so that the copy is theirs.
        result = self.sandbox.run(["cp", "-a", "--no-preserve=ownership", str(self.pristine(name)), ".venv"])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())

    def state(self) -> dict[str, str]:
        """The environment but for modes and what is not state."""
        return snapshot(self.environment, NO_STATE)

    def command(self, name: str) -> list[str]:
        return ["axle", "pip", *CHANGES[name][1]]

    def verdict(self, name: str) -> str:
        """`old` or `new` after the next command has recovered the environment; else what is wrong, on several lines."""
        result = self.sandbox.run(["axle", "pip", "check"], timeout=30)
        if result.returncode != 0:
            return f"axle pip check: status {result.returncode}\n{result.stderr.decode()}"
        problems = check_environment(self.environment)
        if problems:
            return "\n".join(problems)
        return self.whole_state(name)

    def whole_state(self, name: str) -> str:
        """Which of the two states this is, as far as the distributions go."""
        now = self.state()
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
