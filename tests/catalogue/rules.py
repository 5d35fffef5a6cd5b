# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which ids the catalogue has; whether each has a case, and each rule that axle prints a case that expects it.

An id has cases, or stands in WITHOUT_CASE with the reason: a family that is added comes with a row in FAMILIES.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from case import Case

# Letter → numbers, and what the letter stands for.
FAMILIES: dict[str, tuple[range, str]] = {
    "Z": (range(72), "zip structure of wheels"),
    "R": (range(1, 14), "RECORD"),
    "U": (range(1, 4), "uninstalling what a RECORD was written into"),
    "M": (range(1, 14), "METADATA"),
    "W": (range(1, 8), "WHEEL and the wheel's own name"),
    "E": (range(1, 16), "entry points"),
    "D": (range(1, 11), "the .data folder"),
    "I": (range(1, 41), "answers of indexes"),
    "Q": (range(1, 27), "requirements, versions, markers"),
    "P": (range(1, 12), "TOML"),
    "C": (range(1, 8), "configuration"),
    "K": (range(1, 11), "URLs and credentials"),
    "S": (range(1, 11), "output and shells"),
}
LEAKS = "credential_leaks.py plays it, and looks at all that a command leaves"
# Why an id has no case.
WITHOUT_CASE: dict[str, str] = {
    "P10": "entry points of a project are read when it is built, which no command does yet",
    "C01": "no key of a file names a program to run; whose file it is decides nothing, as in uv",
    "K01": LEAKS,
    "K07": LEAKS,
    "K08": LEAKS,
    "K10": LEAKS,
    "S01": "shells.py plays it: environments are entered and left in every shell",
    "S04": "completions hold commands and options; no name of a package, script or extra is completed",
    "S07": "no command writes to files of shells",
    "S08": "no command reads a file of variables",
    "S09": "no command reads inline script metadata",
}
SOURCES = ("fetch", "venv", "spec", "engine")
PRINTED = re.compile(r'"([A-Z]\d\d)[":]')


def known_ids() -> list[str]:
    return [f"{letter}{number:02}" for letter, (numbers, _) in FAMILIES.items() for number in numbers]


def printed_rules(root: Path) -> dict[str, str]:
    """Rule → a source file that prints it."""
    found: dict[str, str] = {}
    for folder in SOURCES:
        for file in sorted((root / folder).glob("*.cpp")):
            for rule in PRINTED.findall(file.read_text(encoding="utf-8")):
                found.setdefault(rule, f"{folder}/{file.name}")
    return found


def faults_of_ids(cases: Iterable[Case]) -> dict[str, str]:
    """Id → what is wrong with it; every known id and every id of a case that is not known."""
    rules = [case.rule for case in cases]
    faults = dict.fromkeys(known_ids(), "")
    for name in sorted(set(rules) - faults.keys()):
        faults[name] = "it is the id of a case, but not in the table of ids"
    for name in set(known_ids()) - set(rules) - WITHOUT_CASE.keys():
        faults[name] = "it has no case"
    for name in WITHOUT_CASE.keys() & set(rules):
        faults[name] = "it has a case, and a reason to have none"
    return faults


def faults_of_rules(cases: Iterable[Case], root: Path) -> dict[str, str]:
    """Rule → what is wrong with it, for every rule that the sources print."""
    expected = set(re.findall(r"\b[A-Z]\d\d\b", "\n".join(line for case in cases for line in case.says)))
    return {
        rule: "" if rule in expected else f"{file} prints it, and no case expects it"
        for rule, file in printed_rules(root).items()
    }
