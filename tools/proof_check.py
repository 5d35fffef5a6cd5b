# SPDX-License-Identifier: MIT OR Apache-2.0
"""Says what is wrong with a proof that axle prints as JSON; used by tools/compare_with_uv.py. Needs `packaging`.

A fact is a box: for each package it names, a set of states (a version, or absent) which never all occur together.
Checked: the last fact speaks of the user alone; a derived box lies in its two causes; a requirement, a dependency and a
range without versions are what was asked, what the metadata says and what the page lists; each listed version that no
fact names is a pre-release or yanked.
Not checked: reasons for which a file cannot be used, which tools/compare_with_uv.py leaves to the other resolver.
"""

import functools
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ABSENT = "absent"
PRESENT = "present"  # of an extra, which has the version of its package
Part = tuple[str, str]  # a package, and the extra of it or nothing
Box = Mapping[Part, frozenset[str]]


@dataclass(frozen=True)
class World:
    """What the proof has to agree with. `needs` gives the Requires-Dist lines of a version."""

    requirements: Collection[str]
    constraints: Collection[str]
    versions: Mapping[str, Collection[str]]
    needs: Callable[[str, str], Iterable[str]]
    may_be_hidden: Callable[[str, str], bool]


def box_of(fact: Mapping) -> dict[Part, frozenset[str]]:
    box = {}
    for term in fact["not_all_of"]:
        if "user" not in term:
            states = [PRESENT] if "extra" in term and not term["or_absent"] else term["versions"]
            box[term["package"], term.get("extra", "")] = frozenset([*states, ABSENT] if term["or_absent"] else states)
    return box


def lies_within(box: Box, first: Box, second: Box, states: Mapping[Part, frozenset[str]]) -> bool:
    """Whether each point of a box is in one of two others: in one alone, or split along one axis."""

    def outside(other: Box) -> set[Part]:
        return {part for part in other if not box.get(part, states[part]) <= other[part]}

    left, right = outside(first), outside(second)
    if not left or not right:
        return True
    if left != right or len(left) > 1:
        return False
    part = left.pop()
    return box.get(part, states[part]) <= first[part] | second[part]


class ProofCheck:
    def __init__(self, facts: list[Mapping], world: World) -> None:
        self._facts = facts
        self._boxes = [box_of(fact) for fact in facts]
        self._world = world
        self._states: dict[Part, frozenset[str]] = {}
        for box in self._boxes:
            for part, states in box.items():
                self._states[part] = self._states.get(part, frozenset((ABSENT,))) | states

    def problems(self) -> list[str]:
        found = [] if self._facts and not self._boxes[-1] else ["the last fact is not about the user alone"]
        for number, fact in enumerate(self._facts):
            problem = self._problem(number, fact)
            found += [f"fact {number} ({fact['kind']} {fact.get('text', '')}): {problem}"] if problem else []
        return found + self._unnamed()

    def _problem(self, number: int, fact: Mapping) -> str:
        box = self._boxes[number]
        match fact["kind"]:
            case "derived":
                causes = [self._boxes[cause] for cause in fact["causes"]]
                is_earlier = max(fact["causes"]) < number
                follows = is_earlier and lies_within(box, *causes, self._states)
                return "" if follows else "does not follow from its causes"
            case "requirement":
                return self._asked(fact["text"], self._world.requirements, box)
            case "constraint":
                return self._asked(fact["text"], self._world.constraints, box)
            case "dependency":
                return self._needed(fact, box)
            case "no-versions":
                return "".join(self._listed(text, box) for text in texts_of(fact))
        return ""

    def _asked(self, text: str, lines: Collection[str], box: Box) -> str:
        wanted = Requirement(text)
        asked = [line for line in map(Requirement, lines) if says_as_much(line, wanted)]
        return self._allowed(wanted, box) if asked else "nobody asked for it"

    def _needed(self, fact: Mapping, box: Box) -> str:
        """The last part is what is needed; the others are a package, and perhaps an extra of it."""
        *asking, (target, target_extra) = box
        names = {name for name, _ in asking}
        if len(names) != 1:
            return ""
        name = names.pop()
        extra = "".join(extra for _, extra in asking)
        wanted = [Requirement(text) for text in texts_of(fact)]
        for version in frozenset.union(*(box[part] for part in asking)) - {ABSENT, PRESENT}:
            lines = [line for line in map(read, self._world.needs(name, version)) if line]
            saying = [line for line in lines if canonicalize_name(line.name) == target and holds_for(line, extra)]
            if target_extra:  # what is asked of the package itself is another fact
                saying = [line for line in saying if target_extra in map(canonicalize_name, line.extras)]
            elif wanted:
                saying = [line for line in saying if any(says_as_much(line, one) for one in wanted)]
            if not any(target_extra or not self._allowed(line, box) for line in saying):
                return f"{name} {version} does not say so"
        return ""

    def _allowed(self, wanted: Requirement, box: Box) -> str:
        """No version in the box that the requirement allows."""
        for (name, extra), states in box.items():
            if name == canonicalize_name(wanted.name) and not extra:
                good = [state for state in states - {ABSENT} if wanted.specifier.contains(state, prereleases=True)]
                return f"it allows {good}" if good else ""
        return ""

    def _listed(self, text: str, box: Box) -> str:
        if text.startswith("==="):
            return ""
        wanted = Requirement(text)
        versions = self._world.versions.get(canonicalize_name(wanted.name), ())
        hidden = self._world.may_be_hidden
        good = [one for one in versions if wanted.specifier.contains(one, prereleases=True)]
        shown = [one for one in good if not hidden(canonicalize_name(wanted.name), one)]
        return f"the page lists {shown}" if shown and not any(box.values()) else ""

    def _unnamed(self) -> list[str]:
        found = []
        for part, states in self._states.items():
            named = {Version(state) for state in states - {ABSENT, PRESENT}}
            missing = [one for one in self._world.versions.get(part[0], ()) if Version(one) not in named]
            shown = [one for one in missing if not self._world.may_be_hidden(part[0], one)]
            found += [f"no fact names {part[0]} {', '.join(shown)}"] if shown and named else []
        return found


@functools.cache
def read(line: str) -> Requirement | None:
    """A line of foreign metadata, which may be no requirement."""
    try:
        return Requirement(line)
    except InvalidRequirement:
        return None


def texts_of(fact: Mapping) -> list[str]:
    """What versions ask for in different words, or in the same."""
    return fact.get("texts", [fact["text"]] if "text" in fact else [])


def says_as_much(line: Requirement, wanted: Requirement) -> bool:
    is_same = canonicalize_name(line.name) == canonicalize_name(wanted.name)
    extras, asked = (set(map(canonicalize_name, one.extras)) for one in (line, wanted))
    return is_same and line.specifier == wanted.specifier and asked <= extras


def holds_for(line: Requirement, extra: str) -> bool:
    """A marker that names an extra holds for that extra only; others are left to the resolvers."""
    text = str(line.marker or "")
    return not extra or "extra" not in text or extra in text.replace("_", "-").lower()
