# SPDX-License-Identifier: MIT OR Apache-2.0
"""D: the .data folder, whose files go to places outside site-packages, and what runs at every start of Python."""

from pathlib import Path

from case import Case
from hostile_wheel import DATA, FILE, INFO, RECORD, accepted, good_wheel, refused
from raw_zip import Entry


def cases() -> list[Case]:
    return [*places(), *programs(), *own_files(), *clashes(), *hooks(), *scripts()]


def with_data(path: str, data: bytes = b"x\n", **entry) -> bytes:
    return good_wheel(Entry(f"{DATA}/{path}", data, **entry))


def places() -> list[Case]:
    outside = f"Z31: the name `{DATA}/scripts/../../p` leaves its folder"
    return [
        refused("D01", with_data("zzz/x"), f"D01: `{DATA}/zzz/x` has no known place"),
        refused("D01-file", with_data("x"), f"D01: `{DATA}/x` has no known place"),
        refused("D03", with_data("scripts/../../p"), outside),
        refused("D04", with_data("purelib"), f"D04: `{DATA}/purelib` is a file, not a folder"),
        refused("D05", good_wheel(Entry("other-9.data/scripts/x")), "D05: `other-9.data` belongs to another distribution"),
        accepted("D01-known", with_data("data/share/evil/x")),
        accepted("D01-headers", with_data("headers/evil.h")),
        accepted("D01-platlib", with_data("platlib/evil/more.py")),
        accepted("D04-folders", good_wheel(Entry(f"{DATA}/", mode=0o040755), Entry(f"{DATA}/purelib/", mode=0o040755))),
    ]  # fmt: skip


def programs() -> list[Case]:
    names = ["data/bin/python3", "data/bin/Activate.ps1", "scripts/python3", "scripts/activate", "scripts/PyPy3"]
    found = [
        refused(f"D02-{path.replace('/', '-')}", with_data(path), f"D02: `{DATA}/{path}` would replace a program of the environment")
        for path in names
    ]
    return [
        refused("D02", with_data("data/bin/python"), f"D02: `{DATA}/data/bin/python` would replace a program of the environment"),
        *found,
    ]  # fmt: skip


def own_files() -> list[Case]:
    names = ["pyvenv.cfg", ".lock", ".axle-change/journal"]
    found = [
        refused(f"D09-{path.replace('/', '-')}", with_data(f"data/{path}"), f"D09: `{DATA}/data/{path}` would replace a file of the environment")
        for path in names
    ]
    site = "data/lib/python3.11/site-packages"
    return [
        refused("D09", with_data("data/pyvenv.cfg"), f"D09: `{DATA}/data/pyvenv.cfg` would replace a file of the environment"),
        *found,
        refused("D09-record", with_data(f"purelib/{RECORD}"), "?"),
        refused("D09-record-in-data", with_data(f"{site}/{RECORD}"), "?"),
        refused("D09-installer", with_data(f"purelib/{INFO}/INSTALLER"), "?"),
        refused("D09-bin", with_data("data/bin"), "?"),
        refused("D09-lib", with_data("data/lib"), "?"),
        refused("D09-lib64", with_data("data/lib64"), "?"),
    ]  # fmt: skip


def clashes() -> list[Case]:
    """Two files of one wheel for one place."""
    entry_point = b"[console_scripts]\nx = evil:main\n"
    return [
        refused("D04-twice", with_data("purelib/evil/__init__.py"), "?"),
        refused("D04-same-twice", with_data("purelib/evil/__init__.py", b'VALUE = "good"\n'), "?"),
        refused("D04-under-file", with_data("purelib/evil/__init__.py/x"), "?"),
        refused("D04-over-folder", with_data("purelib/evil"), "?"),
        refused("D04-script", good_wheel(Entry(f"{DATA}/scripts/x"), entry_points=entry_point), "?"),
        refused("D04-data-script", good_wheel(Entry(f"{DATA}/data/bin/x"), Entry(f"{DATA}/scripts/x")), "?"),
    ]


def hooks() -> list[Case]:
    def hook(case: str, path: str, data: bytes, shown: str) -> Case:
        tells = [f"Runs at every start of this Python: evil 1.0: {shown}"]
        return accepted(case, good_wheel(Entry(path, data)), tells=tells)

    return [
        hook("D06", "evil.pth", b"import os\n", "evil.pth"),
        hook("D06-data", f"{DATA}/purelib/evil.pth", b"import os\n", "evil.pth"),
        accepted("D06-path-only", good_wheel(Entry("evil.pth", b"folder\n"))),
        hook("D07", "sitecustomize.py", b"x = 1\n", "sitecustomize.py"),
        hook("D07-user", "usercustomize/__init__.py", b"x = 1\n", "usercustomize/__init__.py"),
    ]


def scripts() -> list[Case]:
    def bin_file(data: bytes, mode: int = 0o755):
        def look(work: Path) -> list[str]:
            file = work / ".venv/bin/x"
            problems = [] if file.read_bytes() == data else [f"bin/x holds {file.read_bytes()[:200]!r}"]
            return problems + ([] if file.stat().st_mode & 0o7777 == mode else [f"bin/x has mode {file.stat().st_mode:o}"])

        return look

    long_line = b"#!python" + b"x" * 10_000_000
    line = b"#!python" + b"x" * 10_000 + b"\n"
    plain = b"#!/bin/sh\n"
    return [
        accepted("D08", with_data("scripts/x", long_line), also=bin_file(long_line), full_only=True),
        accepted("D08-small", with_data("scripts/x", line), also=bin_file(line)),
        accepted("D10", with_data("scripts/x", plain, mode=0o104755), also=bin_file(plain)),
        accepted("D10-data", with_data("data/bin/x", plain, mode=0o106777), also=bin_file(plain)),
    ]
