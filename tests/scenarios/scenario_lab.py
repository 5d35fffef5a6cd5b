# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays scenarios by the real program, each in a fresh environment, and reads the environment afterwards.

What is installed is read from the files by Python's own importlib.metadata, and the environment is held against its
RECORDs (env_fsck): nothing that axle says about its success is believed.
"""

import importlib.metadata
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from env_fsck import check_environment
from index_host import normalized
from sandbox import Sandbox
from scenario import MAIN, Options, Scenario
from scenario_files import TOLD, project_file, wheel_of
from scenario_host import ScenarioHost

# Told by their value; the rest of the options, told by being there, have names in FLAGS.
VALUES = ("resolution", "prerelease", "exclude_newer", "index_strategy", "python_version", "python_platform")
LISTS = ("only_binary", "no_binary", "extra", "group")
TABLES = ("exclude_newer_package", "prerelease_package")
FLAGS = ("no_build", "no_deps", "upgrade", "reinstall", "exact", "all_extras")


@dataclass
class Outcome:
    status: int
    text: str
    packages: dict[str, str] = field(default_factory=dict)
    wheels: dict[str, str] = field(default_factory=dict)
    damage: list[str] = field(default_factory=list)
    data: str = ""  # what went to standard output


def spelled(name: str) -> str:
    return "--" + name.replace("_", "-")


def option_words(options: Options) -> list[str]:
    words = [f"{spelled(name)}={getattr(options, name)}" for name in VALUES if getattr(options, name)]
    words += [f"{spelled(name)}={value}" for name in LISTS for value in getattr(options, name)]
    for name in TABLES:
        words += [f"{spelled(name)}={package}={value}" for package, value in getattr(options, name).items()]
    return words + [spelled(name) for name in FLAGS if getattr(options, name)]


class ScenarioLab:
    """A place for the programs, an index, and one environment that all others are copies of."""

    def __init__(self, axle: Path, uv: Path | None = None):
        self.sandbox = Sandbox(axle)
        self.host = ScenarioHost()
        self.program = "uv" if uv else "axle"
        if uv:
            shutil.copy(uv, self.sandbox.bin / "uv")
        cache = self.sandbox.root / "cache"
        cache.mkdir()
        self.sandbox.own(cache)
        self.sandbox.environment |= {f"{name}_CACHE_DIR": str(cache / name) for name in ("AXLE", "UV")}
        self.sandbox.environment["UV_PYTHON_DOWNLOADS"] = "never"
        self.pristine = self.sandbox.work / "pristine"
        result = self.sandbox.run(["axle", "venv", str(self.pristine)])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())
        self.site = next(self.pristine.glob("lib/python3*/site-packages")).relative_to(self.pristine)

    def __enter__(self) -> "ScenarioLab":
        return self

    def __exit__(self, *_) -> None:
        self.host.close()
        self.sandbox.close()

    def placeholders(self, scenario_id: str) -> dict[str, str]:
        """What stands for the Python of the environment (`py` 3.11, `cp` 311), its neighbours, and the files."""
        minor = int(self.site.parent.name.removeprefix("python3."))
        values = {"files": f"{self.host.address_of(scenario_id, MAIN)}/files"}
        for sign, step in (("", 0), ("+1", 1), ("+2", 2), ("-1", -1), ("-2", -2)):
            values |= {f"py{sign}": f"3.{minor + step}", f"cp{sign}": f"3{minor + step}"}
        return values

    def play(self, scenario: Scenario, options: tuple[str, ...] = ()) -> Outcome:
        """`options`: more words for the command, before those of the scenario."""
        self.host.offer(scenario)
        folder = scenario.id.replace("/", ".")
        environment = self.sandbox.work / folder / ".venv"
        self.prepare(scenario, environment)
        result = self.sandbox.run(self.command(scenario, folder, options), timeout=60)
        text = result.stderr.decode(errors="replace") + result.stdout.decode(errors="replace")
        data = result.stdout.decode(errors="replace")
        outcome = Outcome(result.returncode, text, data=data, damage=check_environment(environment))
        for distribution in importlib.metadata.distributions(path=[str(environment / self.site)]):
            name = normalized(distribution.metadata["Name"])
            outcome.packages[name] = distribution.version
            told = [file for file in distribution.files or [] if file.name == TOLD]
            outcome.wheels[name] = told[0].read_text().strip() if told else ""
        shutil.rmtree(environment.parent)
        return outcome

    def prepare(self, scenario: Scenario, environment: Path) -> None:
        environment.parent.mkdir()
        shutil.copytree(self.pristine, environment, symlinks=True)
        for name, version in scenario.environment.installed.items():
            self.unpack(scenario, environment, name, version)
        root = scenario.root
        for name, lines in (
            ("constraints", root.constraints),
            ("overrides", root.overrides),
            ("excludes", root.excludes),
        ):
            (environment.parent / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))
        if root.is_project:
            addresses = {index: f"{self.host.address_of(scenario.id, index)}/simple/" for index in scenario.indexes}
            (environment.parent / "pyproject.toml").write_text(project_file(root, addresses))
        if self.sandbox.as_root:
            for path in (environment.parent, *environment.parent.rglob("*")):
                if not path.is_symlink():
                    self.sandbox.own(path)

    def unpack(self, scenario: Scenario, environment: Path, name: str, version: str) -> None:
        """Installs a wheel as any installer would have done before."""
        release = scenario.packages[name][version]
        wheel = wheel_of(name, version, release, (release.wheel_tags or ["py3-none-any"])[0])
        entries = wheel.entries()
        entries[f"{wheel.stem}.dist-info/INSTALLER"] = b"by-hand\n"
        record = wheel.record(entries)
        for path, data in (entries | {f"{wheel.stem}.dist-info/RECORD": record}).items():
            file = environment / self.site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def command(self, scenario: Scenario, folder: str, options: tuple[str, ...]) -> list[str]:
        root = scenario.root
        words = [self.program, "pip", "install", "--color=never", "--no-progress", *options]
        words += [] if root.has_settings else ["--no-config"]
        words += [f"--directory={self.sandbox.work / folder}", "--python=.venv/bin/python"]
        words += [f"--default-index={self.host.address_of(scenario.id, MAIN)}/simple/"]
        for index in scenario.resolver_options.index:
            name, _, shelf = index.rpartition("=")
            words.append(f"--index={name + '=' if name else ''}{self.host.address_of(scenario.id, shelf)}/simple/")
        for option, lines in (
            ("constraint", root.constraints),
            ("override", root.overrides),
            ("exclude", root.excludes),
        ):
            words += [f"--{option}={option}s.txt"] if lines else []
        words += [f"--upgrade-package={requirement}" for requirement in root.upgrade]
        words += option_words(scenario.resolver_options)
        groups_only = bool(scenario.resolver_options.group) and not root.requires
        if root.is_project:
            return words if groups_only else [*words, "-r", "pyproject.toml"]
        return [*words, "--", *root.requires]
