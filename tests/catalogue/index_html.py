# SPDX-License-Identifier: MIT OR Apache-2.0
"""I24, I25, I30–I36: HTML pages of an index, and pages that are not what they are called."""

from collections.abc import Iterator
from typing import Any

from case import Case, Served, Verdict
from pages import (
    FOO,
    INSTALL,
    INSTALLED,
    JSON,
    accepted,
    anchor,
    file_of,
    good_anchor,
    html_page,
    installed,
    json_body,
    json_page,
    raw_page,
    refused,
    sha256,
    site,
    warned,
)
from texts import with_texts
from wheel_file import Wheel

TWO = Wheel("foo", "2.0")
TWO_URL = f"[SERVER]/files/{TWO.file_name}"
LOGIN = "<html><body><form action=/login><input name=password></form></body></html>"


def passed_over(name: str, *parts: str, **more: Any) -> Case:
    """Version 2.0 stands in the page in a way that is not to be followed; 1.0 is taken instead."""
    served = site(html_page(*parts, good_anchor()), FOO, TWO)
    return Case(name, Verdict.IGNORE, INSTALL, INSTALLED, served=served, also=installed("foo-1.0"), **more)


def kinds() -> Iterator[Case]:
    page = html_page(good_anchor()).body
    yield refused("I24-json", raw_page(json_body(file_of()), "text/html"))
    yield refused("I24-html", raw_page(page, JSON))
    yield refused("I24-image", raw_page(page, "image/png"))
    yield refused("I24-control", raw_page(page, "text/\x1b[31mred"))
    yield accepted("I24-letters", raw_page(page, "Text/HTML; Charset=utf-8"))
    yield accepted("I24-html-1", raw_page(page, "application/vnd.pypi.simple.v1+html"))
    yield refused("I24-html-2", raw_page(page, "application/vnd.pypi.simple.v2+html"))
    yield refused("I25", raw_page(LOGIN.encode(), "text/html"))
    yield refused("I25-links", html_page(anchor("/help", "Help"), anchor("/login", "Log in")))
    yield refused("I25-title", raw_page(b"<title>Links for you</title>" + LOGIN.encode(), "text/html"))
    yield refused("I25-empty", raw_page(b"", "text/html"))


def shapes() -> Iterator[Case]:
    # The value goes on to the next quotation mark, and takes the good link with it.
    yield refused("I30-open", html_page(f'<a href="{TWO_URL}\n', good_anchor()))
    yield accepted("I30-unclosed", html_page(good_anchor().replace("</a>", "")))
    yield accepted("I30-attribute", html_page(f'<a title="{"x" * 1_000_000}">x</a>', good_anchor()))
    large = html_page(f'<a title="{"x" * 10_000_000}">x</a>', good_anchor())
    yield accepted("I30-attribute-large", large, full_only=True)
    yield accepted("I30-anchors", html_page("<a href=x>x</a>" * 1_000_000, good_anchor()), full_only=True)
    yield accepted("I30-nested", html_page("<div>" * 100_000, good_anchor()))
    yield accepted("I30-comment", html_page("<!-- " + anchor(TWO_URL, TWO.file_name) + " -->", good_anchor()))
    yield accepted("I30-bytes", raw_page(b"<p>\xff\xfe\x00</p>" + html_page(good_anchor()).body, "text/html"))
    relative = anchor(FOO.file_name, FOO.file_name)
    yield accepted("I31-relative", html_page(relative, head='<base href="[SERVER]/files/">'))
    yield accepted(
        "I31-first",
        html_page(relative, head='<base href="/files/"><base href="http://127.0.0.1:9/">'),
    )
    base_file = html_page(anchor(f"/files/{FOO.file_name}", FOO.file_name), head='<base href="file:///">')
    yield accepted("I31-file", base_file)
    yield accepted("I32", html_page(good_anchor().replace("<a ", '<a data-requires-python="&gt;=3" ')))
    yield passed_over("I32-twice", anchor(TWO_URL, TWO.file_name, requires_python="&gt;=3"))
    yield passed_over("I33-meta", f'<meta http-equiv="refresh" content="0; url={TWO_URL}">')
    yield passed_over("I33-script", f"<script>document.write('<a href=\"{TWO_URL}\">{TWO.file_name}</a>')</script>")
    yield passed_over("I33-style", f"<style><a href='{TWO_URL}'></style>")
    yield passed_over("I33-template", f"<textarea><a href='{TWO_URL}'>x</a></textarea>")


def fragments() -> Iterator[Case]:
    right, wrong = sha256(TWO.bytes()), "0" * 64
    for word, fragment in (
        ("conflict", f"sha256={right}&sha256={wrong}"),
        ("short", f"sha256={right[:63]}"),
        ("empty", "sha256="),
        ("letters", f"sha256={'x' * 64}"),
    ):
        yield passed_over(f"I34-{word}", anchor(f"{TWO_URL}#{fragment}", TWO.file_name))
    url, digest = f"[SERVER]/files/{FOO.file_name}", sha256(FOO.bytes())
    for word, fragment in (
        ("egg", f"sha256={digest}&egg=foo"),
        ("behind", f"egg=foo&sha256={digest}"),
        ("same", f"sha256={digest}&sha256={digest}"),
        ("none", ""),
        ("unknown", "crc32=00000000"),
        ("uppercase", f"sha256={digest.upper()}"),
    ):
        yield accepted(f"I34-{word}", html_page(anchor(f"{url}#{fragment}", FOO.file_name)))
    yield refused("I34-wrong", html_page(anchor(f"{url}#sha256={wrong}", FOO.file_name)))
    yield refused("I34-second", html_page(anchor(f"{url}#md5={'0' * 32}&sha256={digest}", FOO.file_name)))


def addresses() -> Iterator[Case]:
    for word, url in (
        ("return", f"[SERVER]/files/\r{TWO.file_name}"),
        ("nul", f"[SERVER]/files/\0{TWO.file_name}"),
        ("file", f"file:///files/{TWO.file_name}"),
        ("script", f"javascript:'{TWO.file_name}'"),
    ):
        yield passed_over(f"I35-{word}", anchor(url, TWO.file_name))
    for word, path, asked in (
        ("blank", "/fi les/", "/fi%20les/"),
        ("letters", "/fïles/", "/f%C3%AFles/"),
        ("blanks-around", "  /files/", "/files/"),
        ("quote", '/"files"/', "/%22files%22/"),
    ):
        served = {asked + FOO.file_name: Served(FOO.bytes())}
        page = {"/simple/foo/": html_page(anchor(path + FOO.file_name + " ", FOO.file_name))}
        yield Case(f"I35-{word}", Verdict.ACCEPT, INSTALL, served=page | served, also=installed("foo-1.0"))


def statuses() -> Iterator[Case]:
    yield refused("I36-quarantined", json_page(file_of(), **{"project-status": {"status": "quarantined"}}))
    reason = {"status": "quarantined", "reason": "\x1b[2Jmalware\n\u202esesuoh"}
    yield refused("I36-reason", json_page(file_of(), **{"project-status": reason}))
    head = (
        '<meta name="pypi:project-status" content="{}">'
        '<meta name="pypi:project-status-reason" content="old\x1b[31m">'
    )
    yield refused("I36-html", html_page(good_anchor(), head=head.format("quarantined")))
    yield warned("I36-archived", json_page(file_of(), **{"project-status": {"status": "archived"}}))
    yield warned("I36-archived-html", html_page(good_anchor(), head=head.format("archived")))
    yield warned("I36-deprecated", json_page(file_of(), **{"project-status": {"status": "deprecated", "reason": "x"}}))
    yield accepted("I36-active", json_page(file_of(), **{"project-status": {"status": "active"}}))
    yield accepted("I36-unknown", json_page(file_of(), **{"project-status": {"status": "sleeping"}}))
    yield accepted("I36-kind", json_page(file_of(), **{"project-status": ["quarantined"]}))


def cases() -> list[Case]:
    return with_texts("index_html", [*kinds(), *shapes(), *fragments(), *addresses(), *statuses()])
