# SPDX-License-Identifier: MIT OR Apache-2.0
"""D: the .data folder, whose files go to places outside site-packages, and what runs at every start of Python."""

from pathlib import Path

from case import Case, Verdict
from hostile_wheel import DATA, MODULE, RECORD, RESOLVED, SITE, accepted, good_wheel, install, refused
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
        refused(
            "D05", good_wheel(Entry("other-9.data/scripts/x")), "D05: `other-9.data` belongs to another distribution"
        ),
        accepted("D01-known", with_data("data/share/evil/x")),
        accepted("D01-headers", with_data("headers/evil.h")),
        accepted("D01-platlib", with_data("platlib/evil/more.py")),
        refused(
            "D04-nested",
            with_data("scripts/sub/x"),
            f"D04: `{DATA}/scripts/sub/x` is below a folder of its own, where no script is found",
        ),
        accepted("D04-folders", good_wheel(Entry(f"{DATA}/", mode=0o040755), Entry(f"{DATA}/purelib/", mode=0o040755))),
    ]


def programs() -> list[Case]:
    names = ["data/bin/python3", "data/bin/Activate.ps1", "scripts/python3", "scripts/activate", "scripts/PyPy3"]
    found = [
        refused(
            f"D02-{path.replace('/', '-')}",
            with_data(path),
            f"D02: `{DATA}/{path}` would replace a program of the environment",
        )
        for path in names
    ]
    return [
        refused(
            "D02",
            with_data("data/bin/python"),
            f"D02: `{DATA}/data/bin/python` would replace a program of the environment",
        ),
        *found,
    ]


def own_files() -> list[Case]:
    names = ["pyvenv.cfg", ".lock", ".axle-change/journal"]
    found = [
        refused(
            f"D09-{path.replace('/', '-')}",
            with_data(f"data/{path}"),
            f"D09: `{DATA}/data/{path}` would replace a part of the environment",
        )
        for path in names
    ]
    return [
        refused(
            "D09",
            with_data("data/pyvenv.cfg"),
            f"D09: `{DATA}/data/pyvenv.cfg` would replace a part of the environment",
        ),
        *found,
        *(
            in_environment(f"D09-{name}", f"data/{name}", f"D09: `{name}` belongs to the environment")
            for name in ("bin", "include", "lib", "lib64", ".gitignore", "CACHEDIR.TAG")
        ),
        in_environment("D09-site", "data/[SITE]", "D09: `[SITE]` belongs to the environment"),
        second("Z58-in-purelib", f"purelib/{RECORD}"),
        second("Z58-in-platlib", "platlib/other-2.0.dist-info/METADATA"),
        refused(
            "Z58-egg-in-purelib",
            with_data("purelib/other.egg-info/PKG-INFO"),
            f"Z58: `{DATA}/purelib/other.egg-info/PKG-INFO` would be a second distribution",
        ),
        in_environment(
            "Z58-egg-in-data",
            "data/[SITE]/other-2.0.egg-info",
            "Z58: `[SITE]/other-2.0.egg-info` would be a second distribution",
        ),
        in_environment(
            "Z58-in-data", f"data/[SITE]/{RECORD}", f"Z58: `[SITE]/{RECORD}` is in a second .dist-info folder"
        ),
        in_environment(
            "Z58-in-lib64",
            f"data/lib64/{SITE.removeprefix('lib/')}/{RECORD}",
            f"Z58: `[SITE]/{RECORD}` is in a second .dist-info folder",
        ),
    ]


def second(case: str, path: str) -> Case:
    return refused(case, with_data(path), f"Z58: `{DATA}/{path}` is a second .dist-info folder")


def in_environment(case: str, path: str, detail: str) -> Case:
    """What only this environment cannot take: it has these folders there."""
    says = [
        RESOLVED,
        "Prepared 1 package in [TIME]",
        f"error: invalid wheel evil 1.0: {detail.replace('[SITE]', SITE)}",
    ]
    return install(case, Verdict.REFUSE, with_data(path.replace("[SITE]", SITE)), says, cached=True)


def clashes() -> list[Case]:
    """Two files of one wheel for one place."""
    entry_point = b"[console_scripts]\nx = evil:main\n"
    both = Entry(f"{DATA}/scripts/x", b"#!python\nimport evil\n")
    module = f"`{SITE}/evil/__init__.py`"

    def twice(case: str, data: bytes, place: str, winner: str, **options) -> Case:
        says = [f"warning: `evil` 1.0 has two files for {place} with different content; the {winner} is used"]
        return install(case, Verdict.WARN, data, says, **options)

    def neither(case: str, path: str, place: str) -> Case:
        says = [
            RESOLVED,
            "Prepared 1 package in [TIME]",
            f"error: `evil` 1.0 has {place} both as a file and as a folder",
        ]
        return install(case, Verdict.REFUSE, with_data(path), says, cached=True)

    return [
        twice("D04-twice", with_data("purelib/evil/__init__.py"), module, "one in its .data folder"),
        accepted("D04-same-twice", with_data("purelib/evil/__init__.py", MODULE)),
        neither("D04-under-file", "purelib/evil/__init__.py/x", module),
        neither("D04-over-folder", "purelib/evil", f"`{SITE}/evil`"),
        twice("D04-script", good_wheel(both, entry_points=entry_point), "`bin/x`", "generated script"),
        accepted("D04-data-script", good_wheel(Entry(f"{DATA}/data/bin/x"), Entry(f"{DATA}/scripts/x"))),
    ]


def hooks() -> list[Case]:
    def hook(case: str, path: str, data: bytes, shown: str) -> Case:
        tells = [f"Runs at every start of this Python: evil 1.0: {shown}"]
        return accepted(case, good_wheel(Entry(path, data)), tells=tells)

    return [
        hook("D06", "evil.pth", b"import os\n", "evil.pth"),
        hook("D06-data", f"{DATA}/purelib/evil.pth", b"import os\n", "evil.pth"),
        hook("D06-return", "evil.pth", b"folder\rimport os\n", "evil.pth"),
        hook("D06-feed", "evil.pth", b"folder\fimport os\n", "evil.pth"),
        hook("D06-mark", "evil.pth", b"\xef\xbb\xbfimport os\n", "evil.pth"),
        accepted("D06-path-only", good_wheel(Entry("evil.pth", b"folder\n"))),
        hook("D07", "sitecustomize.py", b"x = 1\n", "sitecustomize.py"),
        hook("D07-pyc", "sitecustomize.pyc", b"x", "sitecustomize.pyc"),
        hook("D07-so", "sitecustomize/__init__.abi3.so", b"x", "sitecustomize/__init__.abi3.so"),
        hook("D07-user", "usercustomize/__init__.py", b"x = 1\n", "usercustomize/__init__.py"),
    ]


def bin_file(data: bytes):
    """Looks for the script, unchanged and executable."""

    def look(work: Path) -> list[str]:
        file = work / ".venv/bin/x"
        problems = [] if file.read_bytes() == data else [f"bin/x holds {file.read_bytes()[:200]!r}"]
        mode = file.stat().st_mode & 0o7777
        return problems + ([] if mode == 0o755 else [f"bin/x has mode {mode:o}"])

    return look


def large_cases() -> list[Case]:
    line = b"#!python" + b"x" * 10_000_000
    return [accepted("D08-large", with_data("scripts/x", line), also=bin_file(line), unsound=True)]


def scripts() -> list[Case]:
    line = b"#!python" + b"x" * 10_000 + b"\n"
    plain = b"#!/bin/sh\n"
    return [
        accepted("D08", with_data("scripts/x", line), also=bin_file(line), unsound=True),
        accepted("D10", with_data("scripts/x", plain, mode=0o104755), also=bin_file(plain)),
        accepted("D10-data", with_data("data/bin/x", plain, mode=0o106777), also=bin_file(plain)),
    ]
