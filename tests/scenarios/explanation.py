# SPDX-License-Identifier: MIT OR Apache-2.0
"""Judges the text of a failure by its meaning: what it has to mention, and what no explanation may ever hold.

Of every explanation: a proof of at most twelve lines; every version named is one that the index lists or that somebody
asks for; every package named is one of the scenario; no word of the solver's own.
"""

import re
from collections.abc import Iterator

from index_host import normalized
from scenario import Scenario

MOST_LINES = 12
PYTHON = {"python", "cpython", "python-version", "python-full-version"}
NAMED = re.compile(
    r"(?<![\w./-])([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)(?:\[[\w,. -]*\])?\s?"
    r"((?:(?:===|==|~=|!=|<=|>=|<|>)\s?[\w.!+*-]*[\w*]\s?,?\s?)+)"
)
CLAUSE = re.compile(r"(?:===|==|~=|!=|<=|>=|<|>)\s?([\w.!+*-]*[\w*])")
# Ends of ranges and stand-ins for packages, as solvers call them among themselves.
INTERNAL = re.compile(
    r"\[(?:max|min)\]|\bproxy\b|\bsentinel\b|∅|\b[Ii]nfinity\b|\{|\bNone\b|0x[0-9a-f]+|\broot\b"
)


def proof_of(text: str) -> list[str]:
    """The lines of the cause: from its mark to the first empty line."""
    _, mark, rest = text.partition("cause:")
    return rest.split("\n\n")[0].splitlines() if mark else []


def is_mentioned(wanted: str, text: str) -> bool:
    """As a word of its own, however the lines are broken."""
    flat = " ".join(text.split())
    return re.search(rf"(?<![\w.]){re.escape(wanted)}(?![\w+!]|\.\w)", flat) is not None


def requirement_texts(scenario: Scenario) -> Iterator[str]:
    root = scenario.root
    yield from (*root.requires, *root.constraints, *root.overrides, *root.excludes, *root.upgrade)
    for texts in (*root.optional.values(), *root.groups.values()):
        yield from texts
    for name, releases in scenario.packages.items():
        yield name
        for release in releases.values():
            yield from release.requires
            for texts in release.extras.values():
                yield from texts


def known_versions(scenario: Scenario) -> dict[str, set[str]]:
    """Normalised name → versions that anybody has heard of, as they are written."""
    known: dict[str, set[str]] = {}
    for text in requirement_texts(scenario):
        name = re.match(r"[\w.-]+", text.strip())
        if name:
            known.setdefault(normalized(name[0]), set()).update(CLAUSE.findall(text.partition(";")[0]))
    for name, releases in scenario.packages.items():
        known.setdefault(normalized(name), set()).update(releases)
    for name, version in scenario.environment.installed.items():
        known.setdefault(normalized(name), set()).add(version)
    return known


def strangers(scenario: Scenario, text: str) -> list[str]:
    """Names and versions in the text that nobody listed or asked for."""
    known = known_versions(scenario)
    found = []
    for name, clauses in NAMED.findall(" ".join(text.split())):
        if normalized(name) in PYTHON:
            continue
        if normalized(name) not in known:
            found.append(f"names {name}, which is no package of the scenario")
            continue
        found += [
            f"names {name} {version}, which is not listed and not asked for"
            for version in CLAUSE.findall(clauses)
            if version not in known[normalized(name)]
        ]
    return found


def faults_of_text(scenario: Scenario, text: str) -> list[str]:
    """What is wrong with what was said; of a success only what the scenario itself wants to be mentioned or not."""
    wanted = scenario.expected.explanation
    faults = [f"does not mention: {word}" for word in wanted.mentions if not is_mentioned(word, text)]
    faults += [f"mentions: {word}" for word in wanted.omits if is_mentioned(word, text)]
    if not scenario.expected.satisfiable:
        lines = proof_of(text)
        if len(lines) > MOST_LINES:
            faults.append(f"a proof of {len(lines)} lines, more than {MOST_LINES}")
        faults += [f"a word of the solver's own: {match[0]}" for match in INTERNAL.finditer("\n".join(lines))]
        faults += strangers(scenario, text.partition("error:")[2])
    return faults + (["it says", *(f"  {line}" for line in text.splitlines())] if faults else [])
