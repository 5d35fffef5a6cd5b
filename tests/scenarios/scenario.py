# SPDX-License-Identifier: MIT OR Apache-2.0
"""A scenario: packages of an index, what a user asks for, and what the answer must be. One TOML file each.

README.md says what the keys mean. Reading is strict: a key that nobody knows, a value of another type, a version that
the scenario does not have are errors that name file and key, since a scenario that says something else than its author
thought tests nothing.
"""

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CATEGORIES = (
    "backtracking", "constraints", "dates", "does_not_exist", "environments", "excluded", "extras", "forks",
    "incompatible_versions", "indexes", "local", "lowest", "markers", "metadata", "names", "post", "prereleases",
    "requires_python", "search_quality", "simple", "sources", "tags", "targets", "urls", "version_ranges", "wheels",
    "yanked",
)
# What some scenarios wait for, by the word they use.
FEATURES = {
    "builds": "source distributions are built",
}
MAIN = "main"  # the default index
NOTHING = "no solution"
# What becomes another value on each machine: of the environment's Python, and where the files of the scenario are.
PLACEHOLDER = re.compile(r"\{(py|cp)([+-][12])?\}|\{(files)\}")
# A row of versions that differ in their last part: `1..9`, `4.0..12`. In their requirements `%` stands for that part.
ROW = re.compile(r"(.*?)(\d+)\.\.(\d+)")
WHEEL_TAG = re.compile(r"(?:\d+[A-Za-z_0-9]*-)?[a-z0-9_.]+-[a-z0-9_.]+-[A-Za-z0-9_.]+")


class ScenarioError(Exception):
    """What is wrong with a file, and where in it."""


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def is_text_table(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


KINDS = {
    "a text": lambda value: isinstance(value, str) and bool(value),
    "texts": is_texts,
    "true or false": lambda value: isinstance(value, bool),
    "a number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "a table of texts": is_text_table,
    "a table of lists of texts": lambda value: isinstance(value, dict) and all(map(is_texts, value.values())),
    "a text, true or false": lambda value: isinstance(value, (str, bool)),
    'a table of texts or "no solution"': lambda value: is_text_table(value) or value == NOTHING,
    "a table": lambda value: isinstance(value, dict),
}


def key(kind: str, default: Any = dataclasses.MISSING) -> Any:
    """A key of a table: its kind, and its value where it is left out; without one it has to be there."""
    metadata = {"kind": kind}
    if isinstance(default, (list, dict)):
        return dataclasses.field(metadata=metadata, default_factory=type(default))
    return dataclasses.field(metadata=metadata, default=default)


@dataclass(frozen=True)
class Release:
    """One version of a package: its files on the index."""

    requires: list[str] = key("texts", [])
    extras: dict[str, list[str]] = key("a table of lists of texts", {})
    requires_python: str = key("a text", "")
    wheel: bool = key("true or false", True)
    sdist: bool = key("true or false", False)
    wheel_tags: list[str] = key("texts", [])
    yanked: str | bool = key("a text, true or false", False)
    upload_time: str = key("a text", "2024-01-01T00:00:00Z")
    index: str = key("a text", MAIN)
    headers: list[str] = key("texts", [])
    metadata_file: bool = key("true or false", True)


@dataclass(frozen=True)
class Root:
    """What the user asks for."""

    requires: list[str] = key("texts")
    requires_python: str = key("a text", "")
    constraints: list[str] = key("texts", [])
    overrides: list[str] = key("texts", [])
    excludes: list[str] = key("texts", [])
    optional: dict[str, list[str]] = key("a table of lists of texts", {})
    groups: dict[str, list[str]] = key("a table of lists of texts", {})
    sources: dict[str, str] = key("a table of texts", {})
    scoped_overrides: dict[str, list[str]] = key("a table of lists of texts", {})
    scoped_excludes: dict[str, list[str]] = key("a table of lists of texts", {})
    upgrade: list[str] = key("texts", [])

    @property
    def is_project(self) -> bool:
        """Whether only a pyproject.toml can say it."""
        return bool(self.requires_python or self.optional or self.groups or self.has_settings)

    @property
    def has_settings(self) -> bool:
        return bool(self.sources or self.scoped_overrides or self.scoped_excludes)


@dataclass(frozen=True)
class Options:
    """Options of the command, by the names they have there."""

    resolution: str = key("a text", "")
    prerelease: str = key("a text", "")
    prerelease_package: dict[str, str] = key("a table of texts", {})
    exclude_newer: str = key("a text", "")
    exclude_newer_package: dict[str, str] = key("a table of texts", {})
    index: list[str] = key("texts", [])
    index_strategy: str = key("a text", "")
    only_binary: list[str] = key("texts", [])
    no_binary: list[str] = key("texts", [])
    extra: list[str] = key("texts", [])
    group: list[str] = key("texts", [])
    no_build: bool = key("true or false", False)
    no_deps: bool = key("true or false", False)
    upgrade: bool = key("true or false", False)
    reinstall: bool = key("true or false", False)
    exact: bool = key("true or false", False)
    all_extras: bool = key("true or false", False)
    python_version: str = key("a text", "")
    python_platform: str = key("a text", "")


@dataclass(frozen=True)
class Environment:
    installed: dict[str, str] = key("a table of texts", {})


@dataclass(frozen=True)
class Explanation:
    """Names, versions and ranges that the text has to mention, and texts it must not hold."""

    mentions: list[str] = key("texts", [])
    omits: list[str] = key("texts", [])


@dataclass(frozen=True)
class Expected:
    satisfiable: bool = key("true or false")
    packages: dict[str, str] = key("a table of texts", {})
    wheels: dict[str, str] = key("a table of texts", {})
    explanation: Explanation = key("a table", {})
    status: int = key("a number", 1)

    @property
    def answer(self) -> dict[str, str] | str:
        return self.packages if self.satisfiable else NOTHING


@dataclass(frozen=True)
class Oracle:
    """How uv answers where axle is meant to answer otherwise, and why it is."""

    answer: dict[str, str] | str = key('a table of texts or "no solution"')
    reason: str = key("a text")
    status: int = key("a number", 1)

    def tells(self, answer: dict[str, str] | str, status: int) -> bool:
        """Whether it is this answer: then there is nothing to tell."""
        return self.answer == answer and (answer != NOTHING or self.status == status)


@dataclass(frozen=True)
class Scenario:
    name: str = key("a text")
    description: str = key("a text")
    root: Root = key("a table")
    expected: Expected = key("a table")
    packages: dict[str, dict[str, Release]] = key("a table", {})
    environment: Environment = key("a table", {})
    resolver_options: Options = key("a table", {})
    oracle: Oracle | None = key("a table", None)
    needs: str = key("a text", "")
    known_fault: str = key("a text", "")
    category: str = key("a text", "")

    @property
    def id(self) -> str:
        return f"{self.category}/{self.name}"

    @property
    def indexes(self) -> list[str]:
        return sorted({release.index for releases in self.packages.values() for release in releases.values()} | {MAIN})


def need_table(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise ScenarioError(f"{where.removesuffix('.')}: not a table")


def take(cls: type, table: dict[str, Any], where: str) -> Any:
    """A table as a value of its class, without keys that the class does not have."""
    need_table(table, where)
    known = {field.name: field for field in dataclasses.fields(cls)}
    for name, value in table.items():
        if name not in known:
            raise ScenarioError(f"{where}{name}: no such key")
        kind = known[name].metadata["kind"]
        if not dataclasses.is_dataclass(value) and not KINDS[kind](value):
            raise ScenarioError(f"{where}{name}: not {kind}")
    for name, field in known.items():
        has_default = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        if name not in table and not has_default:
            raise ScenarioError(f"{where}{name}: is missing")
    return cls(**table)


def spread(versions: dict[str, Any], where: str) -> dict[str, Any]:
    """The versions with every row taken apart."""
    single: dict[str, Any] = {}
    for version, release in versions.items():
        row = ROW.fullmatch(version)
        numbers = range(int(row[2]), int(row[3]) + 1) if row else []
        rows = {f"{row[1]}{number}": numbered(release, number) for number in numbers} if row else {version: release}
        if twice := single.keys() & rows.keys():
            raise ScenarioError(f"{where}{min(twice)}: is there twice")
        single |= rows
    return single


def numbered(release: Any, number: int) -> Any:
    """A release of a row: its requirements with its own number."""
    requires = release.get("requires") if isinstance(release, dict) else None
    return release | {"requires": [text.replace("%", str(number)) for text in requires]} if requires else release


def take_packages(table: dict[str, Any], where: str) -> dict[str, dict[str, Release]]:
    packages = {}
    for name, package in table.items():
        place = f"{where}packages.{name}."
        need_table(package, place)
        need_table(package.get("versions", {}), f"{place}versions.")
        for inner in package:
            if inner != "versions":
                raise ScenarioError(f"{place}{inner}: no such key")
        packages[name] = {
            version: take(Release, release, f"{place}versions.{version}.")
            for version, release in spread(package.get("versions", {}), f"{place}versions.").items()
        }
    return packages


def take_scenario(table: dict[str, Any], category: str, where: str) -> Scenario:
    tables = {"root": Root, "environment": Environment, "resolver_options": Options, "oracle": Oracle}
    filled: dict[str, Any] = {"environment": {}, "resolver_options": {}} | table
    if "category" in table:
        raise ScenarioError(f"{where}category: no such key")
    for name in (*tables, "expected", "packages"):
        need_table(filled.get(name, {}), f"{where}{name}.")
    for name, cls in tables.items():
        if name in filled:
            filled[name] = take(cls, filled[name], f"{where}{name}.")
    expected = dict(filled.get("expected", {}))
    expected["explanation"] = take(Explanation, expected.get("explanation", {}), f"{where}expected.explanation.")
    filled["expected"] = take(Expected, expected, f"{where}expected.")
    filled["packages"] = take_packages(filled.get("packages", {}), where)
    return take(Scenario, filled | {"category": category}, where)


def faults_of_texts(scenario: Scenario, path: Path) -> Iterator[str]:
    expected = scenario.expected
    if scenario.name != path.stem:
        yield "name: not that of the file"
    if scenario.category not in CATEGORIES:
        yield f"{scenario.category}: no category of scenario.py"
    if not scenario.description.endswith(".") or "\n" in scenario.description or len(scenario.description) > 240:
        yield "description: not one sentence on one line"
    if scenario.needs and scenario.needs not in FEATURES:
        yield f"needs: {scenario.needs} is no feature of scenario.py"
    if not expected.satisfiable and not expected.explanation.mentions:
        yield "expected.explanation.mentions: a failure is explained"
    if not expected.satisfiable and expected.packages:
        yield "expected.packages: a failure installs nothing"
    if scenario.oracle and scenario.oracle.tells(expected.answer, expected.status):
        yield "oracle.answer: the same as what is expected"


def faults_of_versions(scenario: Scenario) -> Iterator[str]:
    """Versions that the scenario speaks of and does not have, and tags that are none."""
    answer = scenario.oracle.answer if scenario.oracle else NOTHING
    for place, versions in (
        ("expected.packages", scenario.expected.packages),
        ("environment.installed", scenario.environment.installed),
        ("oracle.answer", {} if answer == NOTHING else answer),
    ):
        for name, version in versions.items():
            if version not in scenario.packages.get(name, {}):
                yield f"{place}.{name}: the scenario has no {name} {version}"
    for name in scenario.expected.wheels.keys() - scenario.expected.packages.keys():
        yield f"expected.wheels.{name}: not in expected.packages"
    for name, releases in scenario.packages.items():
        if not releases:
            yield f"packages.{name}: has no versions"
        for version, release in releases.items():
            for tag in release.wheel_tags:
                if not WHEEL_TAG.fullmatch(tag):
                    yield f"packages.{name}.versions.{version}.wheel_tags: {tag} is no tag"


def read_scenario(path: Path, values: dict[str, str]) -> Scenario:
    """`values`: what placeholders stand for; a file that uses none reads alike everywhere."""
    where = f"{path.parent.name}/{path.name}: "

    def value_of(match: re.Match) -> str:
        return values[match[0].strip("{}")]

    try:
        table = tomllib.loads(PLACEHOLDER.sub(value_of, path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{where}{error}") from None
    scenario = take_scenario(table, path.parent.name, where)
    faults = [*faults_of_texts(scenario, path), *faults_of_versions(scenario)]
    if faults:
        raise ScenarioError("\n".join(where + fault for fault in faults))
    return scenario
