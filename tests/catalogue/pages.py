# SPDX-License-Identifier: MIT OR Apache-2.0
"""Index pages for cases: correct ones, that a case makes wrong in one place."""

import hashlib
import html
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from case import Case, Served, Verdict
from wheel_file import Wheel

JSON = "application/vnd.pypi.simple.v1+json"
FOO = Wheel("foo", "1.0")
INSTALL = ("pip", "install", "foo")
INSTALLED = (
    "Resolved 1 package in [TIME]",
    "Prepared 1 package in [TIME]",
    "Installed 1 package in [TIME]",
    " + foo==1.0",
)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_of(wheel: Wheel = FOO, **changes: Any) -> dict[str, Any]:
    """The entry of a wheel in a JSON page; a change to None takes the member away."""
    entry = {
        "filename": wheel.file_name,
        "url": f"[SERVER]/files/{wheel.file_name}",
        "hashes": {"sha256": sha256(wheel.bytes())},
    }
    return {key: value for key, value in (entry | changes).items() if value is not None}


def json_body(*files: Mapping[str, Any], **members: Any) -> bytes:
    document = {"meta": {"api-version": "1.1"}, "name": "foo", "files": list(files)} | members
    return json.dumps({key: value for key, value in document.items() if value is not None}).encode()


def json_page(*files: Mapping[str, Any], **members: Any) -> Served:
    return raw_page(json_body(*files, **members))


def raw_page(body: bytes, kind: str = JSON, **headers: str) -> Served:
    """Headers are written with `_` for `-`."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Served(body, headers={"Content-Type": kind, **more})


def anchor(href: str, text: str, **attributes: str) -> str:
    shown = "".join(f' data-{name.replace("_", "-")}="{html.escape(value)}"' for name, value in attributes.items())
    return f'<a href="{html.escape(href)}"{shown}>{html.escape(text)}</a>\n'


def html_page(*parts: str, head: str = "") -> Served:
    text = f"<!DOCTYPE html>\n<html><head>{head}</head><body>{''.join(parts)}</body></html>\n"
    return raw_page(text.encode(), "text/html")


def good_anchor(wheel: Wheel = FOO) -> str:
    return anchor(f"[SERVER]/files/{wheel.file_name}#sha256={sha256(wheel.bytes())}", wheel.file_name)


def site(page: Served, *wheels: Wheel, **more: Served) -> dict[str, Served]:
    """The page of foo, and wheels under /files/."""
    files = {f"/files/{wheel.file_name}": Served(wheel.bytes()) for wheel in wheels or (FOO,)}
    return {"/simple/foo/": page} | files | more


def installed(*stems: str) -> Callable[[Path], list[str]]:
    """That the environment holds exactly these distributions (`foo-1.0`)."""

    def look(work: Path) -> list[str]:
        found = sorted(path.name.removesuffix(".dist-info") for path in work.glob(".venv/lib/*/site-packages/*-info"))
        return [] if found == sorted(stems) else [f"installed are {found}, not {sorted(stems)}"]

    return look


def refused(name: str, page: Served, *says: str, command: Sequence[str] = INSTALL, **more: Any) -> Case:
    return Case(name, Verdict.REFUSE, command, says, served=site(page), **more)


def accepted(name: str, page: Served, *wheels: Wheel, command: Sequence[str] = INSTALL, **more: Any) -> Case:
    return Case(name, Verdict.ACCEPT, command, served=site(page, *wheels), also=installed("foo-1.0"), **more)


def warned(name: str, page: Served, *says: str, command: Sequence[str] = INSTALL, **more: Any) -> Case:
    return Case(name, Verdict.WARN, command, says, served=site(page), also=installed("foo-1.0"), **more)


def ignored(name: str, bad: Mapping[str, Any], *wheels: Wheel, **more: Any) -> Case:
    """A bad entry of version 2.0 beside a good one of 1.0, which is taken instead."""
    served = site(json_page(bad, file_of()), FOO, *wheels)
    return Case(name, Verdict.IGNORE, INSTALL, INSTALLED, served=served, also=installed("foo-1.0"), **more)
