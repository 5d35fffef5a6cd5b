# SPDX-License-Identifier: MIT OR Apache-2.0
"""The cases: what is prepared, what command is timed, and what of its result must agree between the tools.

A case works on a Side: one program with a private folder. `prepare` runs once and untimed; `arrange` makes what a
single run needs, untimed; `command` is what is timed; `observe` tells what came out, for the validity gate.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import environment_tree, pins
from harness.data_folder import K_PLAIN_SET, DataFolder
from harness.installers import Installer, cleared_environment, pip_command, venv_command


@dataclass(frozen=True)
class Bench:
    """What all cases share. `uv` builds the environments that several programs only read."""

    data: DataFolder
    interpreter: str
    full_url: str
    plain_url: str
    uv: Installer


@dataclass(frozen=True)
class Side:
    installer: Installer
    folder: Path

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def environment(self) -> Path:
        return self.folder / "env"


class Case:
    """Runs `--version`; the others override what differs."""

    pip_has_it = True
    repeatable = True  # a run leaves nothing behind, so several starts can make one sample

    def __init__(self, bench: Bench, name: str) -> None:
        self.bench = bench
        self.name = name

    def prepare(self, side: Side) -> None:
        side.folder.mkdir(parents=True)

    def arrange(self, side: Side, run_folder: Path) -> None:
        run_folder.mkdir()

    def command(self, side: Side, run_folder: Path) -> list[str]:
        return [*side.installer.program, "--version"]

    def observe(self, side: Side, run_folder: Path, output: str) -> dict:
        return {}

    def run_untimed(self, side: Side, command: list[str]) -> None:
        done = subprocess.run(command, env=cleared_environment(self.bench.data), capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{side.installer.label} failed: {' '.join(command)}\n{done.stdout}{done.stderr}")


class MakeEnvironment(Case):
    """`venv`, with what the tool remembers about the interpreter warm."""

    pip_has_it = False
    repeatable = False

    def prepare(self, side: Side) -> None:
        side.folder.mkdir(parents=True)
        self.run_untimed(side, self.command(side, side.folder / "first"))

    def command(self, side: Side, run_folder: Path) -> list[str]:
        return venv_command(side.installer, self.bench.interpreter, run_folder / "env", side.cache)

    def observe(self, side: Side, run_folder: Path, output: str) -> dict:
        environment = run_folder / "env"
        environment_tree.find_site_packages(environment)
        return {"bin/python": str((environment / "bin" / "python").resolve(strict=True)),
                "activate": (environment / "bin" / "activate").is_file()}


class _OfSet(Case):
    """What the cases over a set of packages share."""

    shape = "full"

    def __init__(self, bench: Bench, name: str, set_name: str, options: tuple[str, ...] = ()) -> None:
        super().__init__(bench, f"{name}:{set_name}")
        self.set_name = set_name
        self.options = options

    def index_options(self) -> list[str]:
        url = self.bench.full_url if self.shape == "full" else self.bench.plain_url
        return ["--index-url", url]

    def install_action(self) -> list[str]:
        return ["install", "-r", str(self.bench.data.set_pins(self.set_name)), *self.index_options(), *self.options]

    def install(self, side: Side, environment: Path) -> None:
        make_environment(self.bench, environment)
        self.run_untimed(side, pip_command(side.installer, self.install_action(), environment, side.cache))


class Install(_OfSet):
    """The pins of a set into a new environment, from a warm cache or from an empty one.

    uv runs the Python of every environment that it has not met (about 28 ms). The warm cases let each tool list
    the environment once before, so that they time installing; `install-warm-new` times what users of a new
    environment see, with that query.
    """

    repeatable = False

    def __init__(self, bench: Bench, name: str, set_name: str, options: tuple[str, ...] = ()) -> None:
        super().__init__(bench, name, set_name, options)
        self.is_cold = "cold" in name
        self.is_known = not self.is_cold and not name.endswith("-new")

    def prepare(self, side: Side) -> None:
        side.folder.mkdir(parents=True)
        if not self.is_cold:
            self.install(side, side.folder / "first")
            shutil.rmtree(side.folder / "first")

    def arrange(self, side: Side, run_folder: Path) -> None:
        run_folder.mkdir()
        make_environment(self.bench, run_folder / "env")
        (run_folder / "cache").mkdir()
        if self.is_known:
            self.run_untimed(side, pip_command(side.installer, ["list"], run_folder / "env", side.cache))

    def command(self, side: Side, run_folder: Path) -> list[str]:
        cache = run_folder / "cache" if self.is_cold else side.cache
        return pip_command(side.installer, self.install_action(), run_folder / "env", cache)

    def observe(self, side: Side, run_folder: Path, output: str) -> dict:
        environment = run_folder / "env"
        return {**environment_tree.read_pins(environment), **environment_tree.read_tree(environment)}


class Noop(_OfSet):
    """The pins again, into the environment where this very tool has put them."""

    def prepare(self, side: Side) -> None:
        side.folder.mkdir(parents=True)
        self.install(side, side.environment)

    def command(self, side: Side, run_folder: Path) -> list[str]:
        return pip_command(side.installer, self.install_action(), side.environment, side.cache)

    def observe(self, side: Side, run_folder: Path, output: str) -> dict:
        return {**environment_tree.read_pins(side.environment), **environment_tree.read_tree(side.environment)}


class Query(_OfSet):
    """`pip list`, `freeze` or `check` in one environment that uv made; both tools read the same."""

    def prepare(self, side: Side) -> None:
        side.folder.mkdir(parents=True)
        if not self.shared_environment().exists():
            builder = Side(self.bench.uv, side.folder.parent / "builder")
            self.install(builder, self.shared_environment())

    def shared_environment(self) -> Path:
        return self.bench.data.runs / self.name / "env"

    def command(self, side: Side, run_folder: Path) -> list[str]:
        action = self.name.partition(":")[0]
        return pip_command(side.installer, [action], self.shared_environment(), side.cache)

    def observe(self, side: Side, run_folder: Path, output: str) -> dict:
        return {} if self.name.startswith("check") else pins.parse_listing(output)


class Resolve(_OfSet):
    """`pip install --dry-run` of a set's inputs into an empty environment."""

    def __init__(self, bench: Bench, name: str, set_name: str, options: tuple[str, ...] = ()) -> None:
        super().__init__(bench, name, set_name, options)
        self.is_cold = "cold" in name
        self.repeatable = not self.is_cold

    def prepare(self, side: Side) -> None:
        side.folder.mkdir(parents=True)
        make_environment(self.bench, side.environment)
        if not self.is_cold:
            self.run_untimed(side, self.command(side, side.folder))

    def arrange(self, side: Side, run_folder: Path) -> None:
        run_folder.mkdir()
        (run_folder / "cache").mkdir()

    def command(self, side: Side, run_folder: Path) -> list[str]:
        cache = run_folder / "cache" if self.is_cold else side.cache
        action = ["install", "--dry-run", *self.requirements(), *self.index_options()]
        return pip_command(side.installer, action, side.environment, cache)

    def requirements(self) -> list[str]:
        return ["-r", str(self.bench.data.set_input(self.set_name))]

    def observe(self, side: Side, run_folder: Path, output: str) -> dict:
        planned = pins.parse_planned(output)
        if not planned:
            raise RuntimeError(f"{side.installer.label} printed no ` + name==version` line:\n{output}")
        return planned


class Compile(Resolve):
    """`pip compile --only-binary :all:` of a set's inputs, for the Python that the recording's pins are for."""

    pip_has_it = False

    def command(self, side: Side, run_folder: Path) -> list[str]:
        cache = run_folder / "cache" if self.is_cold else side.cache
        action = ["compile", "--only-binary", ":all:", "--python-version", self.bench.data.set_python(self.set_name),
                  *self.index_options(), str(self.bench.data.set_input(self.set_name))]
        return pip_command(side.installer, action, side.environment, cache)

    def observe(self, side: Side, run_folder: Path, output: str) -> dict:
        return pins.parse_compiled(output)


class PlainRepeat(Resolve):
    """The second dry run of two names against the plain shape: what a page without validators is worth."""

    shape = "plain"

    def requirements(self) -> list[str]:
        return self.bench.data.set_input(K_PLAIN_SET).read_text().split()


def make_environment(bench: Bench, target: Path) -> None:
    """An empty environment that favours no tool: a copy of what the standard library's venv makes."""
    template = bench.data.root / "environment-template"
    if not template.exists():
        subprocess.run([bench.interpreter, "-m", "venv", "--without-pip", template], check=True)
    shutil.copytree(template, target, symlinks=True)


def make_cases(bench: Bench, sets: list[str], list_set: str) -> list[Case]:
    """All cases in the order of the table. `list_set` fills the environment of list, freeze and check."""
    hard_links = ("--link-mode=hardlink",)
    cases = [Case(bench, "version"), MakeEnvironment(bench, "venv")]
    cases += [Install(bench, "install-warm", name, hard_links) for name in sets]
    cases += [Install(bench, "install-warm-default", name) for name in sets]
    cases += [Install(bench, "install-warm-new", name, hard_links) for name in sets]
    cases += [Install(bench, "install-cold", name, hard_links) for name in sets]
    cases += [Install(bench, "install-cold-default", name) for name in sets]
    cases += [Noop(bench, "noop", name) for name in sets]
    cases += [Query(bench, action, list_set) for action in ("list", "freeze", "check")]
    cases += [Resolve(bench, "resolve-warm", name) for name in sets]
    cases += [Resolve(bench, "resolve-cold", name) for name in sets]
    cases += [Compile(bench, "compile-warm", name) for name in bench.data.recorded_sets()]
    cases += [Compile(bench, "compile-cold", name) for name in bench.data.recorded_sets()]
    return [*cases, PlainRepeat(bench, "plain-repeat", K_PLAIN_SET)]
