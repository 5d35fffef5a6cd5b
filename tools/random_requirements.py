# SPDX-License-Identifier: MIT OR Apache-2.0
"""Random requirement sets over a recorded index, most of which can be resolved; used by tools/compare_with_uv.py.

The index is closed first: a page loses the files of which no metadata was recorded. What may be chosen for a Python
is then found out as far as that is cheap: a version counts if a wheel of it fits, its Requires-Python allows the Python
and each of its dependencies has a version that counts. Bounds are laid around such versions in three of four questions,
and anywhere in the others, which often conflict. Several names may conflict in either. Needs `packaging`.
"""

import functools
import json
import platform
import random
from collections.abc import Iterable
from pathlib import Path

from packaging.markers import InvalidMarker, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from comparison import Question

PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13")
BLIND = 0.25
MANY_VERSIONS = 4


def wheel_key(name: str) -> str:
    return "-".join(name.split("-")[:2])


class ClosedIndex:
    """The recorded pages without what nothing is known of."""

    def __init__(self, recording: Path) -> None:
        self.metadata = {entry.name: entry for entry in (recording / "metadata").iterdir()}
        self.pages: dict[str, bytes] = {}
        self.files: dict[str, dict[Version, list[str]]] = {}
        self.yanked: set[tuple[str, Version]] = set()
        for folder in sorted((recording / "simple").iterdir()):
            page = json.loads((folder / "index.json").read_bytes())
            files = [entry for entry in page["files"] if self._is_known(entry["filename"])]
            if files:
                self.pages[folder.name] = json.dumps({**page, "files": files}).encode()
                self._take(folder.name, files)

    def _is_known(self, name: str) -> bool:
        return name.endswith(".whl") and wheel_key(name) in self.metadata

    def _take(self, name: str, files: Iterable[dict]) -> None:
        versions = self.files.setdefault(name, {})
        for entry in files:
            version = parse_wheel_filename(entry["filename"])[1]
            versions.setdefault(version, []).append(entry["filename"])
            if entry.get("yanked"):
                self.yanked.add((name, version))

    def headers(self, name: str, version: Version) -> dict[str, list[str]]:
        """The metadata of a version: the values of each header."""
        found: dict[str, list[str]] = {}
        text = self.metadata[wheel_key(self.files[name][version][0])].read_text(encoding="utf-8")
        for key, _, value in (line.partition(": ") for line in text.splitlines()):
            found.setdefault(key, []).append(value)
        return found


@functools.cache
def parsed(text: str) -> Requirement | None:
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


@functools.cache
def marker_environment(python: str) -> dict[str, str]:
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "posix",
        "platform_machine": platform.machine(),
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
        "extra": "",
    }


@functools.cache
def is_asked_for(text: str, python: str, extra: str = "") -> bool:
    requirement = parsed(text)
    if requirement is None or requirement.marker is None:
        return requirement is not None
    try:
        return requirement.marker.evaluate({**marker_environment(python), "extra": extra})
    except (InvalidMarker, UndefinedEnvironmentName):
        return False


@functools.cache
def allows_python(text: str, python: str) -> bool:
    try:
        return SpecifierSet(text).contains(f"{python}.0", prereleases=True)
    except InvalidSpecifier:
        return True


def fits(name: str, python: str) -> bool:
    """Whether a wheel is for this Python on this machine's Linux: near enough for choosing bounds."""
    own = "cp" + python.replace(".", "")
    minor = int(python.partition(".")[2])
    for tag in parse_wheel_filename(name)[3]:
        is_old_abi = tag.abi == "abi3" and tag.interpreter[3:].isdigit() and int(tag.interpreter[3:]) <= minor
        is_ours = tag.interpreter in ("py3", own) and tag.abi in ("none", "abi3", own)
        is_here = tag.platform == "any" or ("linux" in tag.platform and tag.platform.endswith(platform.machine()))
        if (is_ours or is_old_abi) and is_here and "musl" not in tag.platform:
            return True
    return False


class Candidates:
    """Which versions may be chosen for one Python, as far as each of them can be judged alone."""

    def __init__(self, index: ClosedIndex, python: str) -> None:
        self._index = index
        self._python = python
        self.usable: dict[str, set[Version]] = {}
        self._needs: dict[tuple[str, Version], set[tuple[str, str]]] = {}
        for name, versions in index.files.items():
            self.usable[name] = {version for version in versions if self._is_for_us(name, version)}
        while self._drop_what_lacks_something():
            pass

    def _is_for_us(self, name: str, version: Version) -> bool:
        headers = self._index.headers(name, version)
        allowed = allows_python((headers.get("Requires-Python") or [""])[0], self._python)
        if (name, version) in self._index.yanked or not allowed:
            return False
        self._needs[name, version] = {
            (canonicalize_name(need.name), str(need.specifier))
            for text in headers.get("Requires-Dist", [])
            if is_asked_for(text, self._python) and (need := parsed(text))
        }
        return any(fits(file, self._python) for file in self._index.files[name][version])

    def _drop_what_lacks_something(self) -> bool:
        answers: dict[tuple[str, str], bool] = {}

        def has_one(need: tuple[str, str]) -> bool:
            if need not in answers:
                allowed = SpecifierSet(need[1])
                usable = self.usable.get(need[0], set())
                answers[need] = any(allowed.contains(version, prereleases=True) for version in usable)
            return answers[need]

        dropped = False
        for name, versions in self.usable.items():
            kept = {version for version in versions if all(map(has_one, self._needs[name, version]))}
            dropped |= len(kept) < len(versions)
            self.usable[name] = kept
        return dropped


class Asker:
    """Makes questions; all follow from the seed and the number."""

    def __init__(self, index: ClosedIndex, seed: int) -> None:
        self._index = index
        self._seed = seed

    @functools.cache  # noqa: B019 (there is one Asker)
    def _names(self, python: str) -> tuple[dict[str, list[Version]], list[str], list[str]]:
        """The versions that count, the names that have one, and those with many."""
        usable = {name: sorted(found) for name, found in Candidates(self._index, python).usable.items() if found}
        return usable, sorted(usable), sorted(name for name in usable if len(self._index.files[name]) >= MANY_VERSIONS)

    def ask(self, number: int) -> Question:
        chance = random.Random(f"{self._seed}/{number}")
        python = chance.choice(PYTHONS)
        usable, names, many = self._names(python)
        is_blind = chance.random() < BLIND
        chosen: set[str] = set()
        count = chance.choice((1, 1, 2, 2, 3, 4, 6, 8))
        while len(chosen) < count:
            chosen.add(chance.choice(many if chance.random() < 0.5 else names))
        lines = []
        for name in chance.sample(sorted(chosen), len(chosen)):
            every = sorted(self._index.files[name])
            anchor = chance.choice(every if is_blind else usable[name])
            lines.append(name + self._extra(chance, name, anchor) + bound_around(chance, every, anchor))
        limited = [line for line in lines if "[" not in line and chance.random() < 0.1]
        limited = limited if len(limited) < len(lines) else []
        limits = tuple(limited) + self._limit(chance, usable, many)
        options = ("--python-version", python, *options_of(chance))
        return Question(number, tuple(line for line in lines if line not in limited), options, limits)

    def _extra(self, chance: random.Random, name: str, version: Version) -> str:
        extras = self._index.headers(name, version).get("Provides-Extra", [])
        return f"[{chance.choice(extras)}]" if extras and chance.random() < 0.15 else ""

    def _limit(self, chance: random.Random, usable: dict[str, list[Version]], many: list[str]) -> tuple[str, ...]:
        """Sometimes a constraint on a name that nobody may ask for."""
        if chance.random() >= 0.15:
            return ()
        name = chance.choice(many)
        return (f"{name}<={chance.choice(usable[name])}",)


def options_of(chance: random.Random) -> list[str]:
    options = []
    if chance.random() < 0.3:
        options += ["--resolution", chance.choice(("lowest-direct", "lowest-direct", "lowest"))]
    if chance.random() < 0.3:
        mode = chance.choice(("allow", "allow", "allow", "disallow", "explicit", "if-necessary-or-explicit"))
        options += ["--prerelease", mode]
    return options


def bound_around(chance: random.Random, versions: list[Version], anchor: Version) -> str:
    """A specifier that allows `anchor`, one of these sorted versions; or none."""
    lower = chance.choice([version for version in versions if version <= anchor])
    higher = chance.choice([version for version in versions if version >= anchor])
    other = chance.choice(versions)
    kinds = {
        "none": "",
        "pin": f"=={anchor}",
        "least": f">={lower}",
        "most": f"<={higher}",
        "below": f"<{higher}" if higher > anchor else "",
        "above": f">{lower}" if lower < anchor else "",
        "between": f">={lower},<={higher}",
        "compatible": f"~={anchor.public}" if len(anchor.release) > 1 and not anchor.local else f"=={anchor}",
        "other": f"!={other}" if other != anchor else "",
        "series": f"=={anchor.major}.*" if not anchor.epoch else f"=={anchor}",
    }
    return kinds[chance.choice(("none", "none", "least", *kinds))]
