# SPDX-License-Identifier: MIT OR Apache-2.0
"""Names, versions and wheel file names, as far as a benchmark needs them. Pure.

Specs: PEP 503 (names), PEP 427 (wheel file names), the simple `name==version` subset of requirements files.
"""

import re

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)\s*==\s*([^\s;#\\]+)")


def normalize_name(name: str) -> str:
    """PEP 503: lower case, runs of `-`, `_` and `.` become one `-`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse_pins(text: str) -> dict[str, str]:
    """Maps normalized name to version. Comments, options, hashes and blank lines are skipped.

    Raises ValueError for a line that is none of these: a set that is not fully pinned cannot be compared.
    """
    pins: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", "-")):
            continue
        match = _PIN.match(stripped)
        if match is None:
            raise ValueError(f"line {number} is not a pin: {stripped}")
        pins[normalize_name(match[1])] = match[2]
    return pins


def wheel_key(file_name: str) -> str:
    """`DIST-VERSION` of a wheel's file name, the name under which a recording keeps its metadata."""
    distribution, version, _ = file_name.split("-", 2)
    return f"{distribution}-{version}"


def wheel_pin(file_name: str) -> tuple[str, str]:
    """(normalized name, version) of a wheel's file name."""
    distribution, version, _ = file_name.split("-", 2)
    return normalize_name(distribution), version


def missing_pins(pins: dict[str, str], wheel_names: list[str]) -> dict[str, str]:
    """Those pins for which no wheel is in the list. Versions compare as text, `+` and `_` alike."""
    present = {(name, version.replace("_", "+")) for name, version in map(wheel_pin, wheel_names)}
    return {name: version for name, version in pins.items() if (name, version) not in present}


def parse_planned(output: str) -> dict[str, str]:
    """The ` + name==version` lines that a dry run or an install prints."""
    pattern = re.compile(r"^ \+ (\S+?)==(\S+)", re.MULTILINE)
    return {normalize_name(name): version for name, version in pattern.findall(output)}


def parse_compiled(output: str) -> dict[str, str]:
    """The pins that `pip compile` prints, with all that it says beside them."""
    return parse_pins("\n".join(line for line in output.splitlines() if _PIN.match(line)))


def parse_listing(output: str) -> dict[str, str]:
    """The rows of `pip list` (two columns under a ruled heading) or of `pip freeze` (name==version)."""
    rows: dict[str, str] = {}
    for line in output.splitlines():
        words = line.replace("==", " ").split()
        is_heading = words[:1] == ["Package"] or line.startswith("---")
        if len(words) >= 2 and not is_heading:
            rows[normalize_name(words[0])] = words[1]
    return rows
