# SPDX-License-Identifier: MIT OR Apache-2.0
"""I13, I23, I26–I29, I37–I40: answers of an index that HTTP or the metadata beside a wheel makes hostile."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from case import Case, Served, Verdict
from pages import FOO, INSTALL, accepted, file_of, installed, json_body, json_page, raw_page, refused, sha256, site
from texts import with_texts
from wheel_file import Wheel

# Large enough that its metadata is asked for with a range.
SQUARES = "".join(f"{number * number}\n" for number in range(200_000))
LARGE = Wheel("foo", "1.0", files={"foo/__init__.py": "", "foo/data.txt": SQUARES})


def bombs() -> Iterator[Case]:
    zeros = gzip.compress(b" " * (300 << 20), 9)
    yield refused("I23", raw_page(zeros, Content_Encoding="gzip"))
    for word, encoding, body in (
        ("cut", "gzip", gzip.compress(json_body(file_of()))[:-9]),
        ("sum", "gzip", gzip.compress(json_body(file_of()))[:-8] + bytes(8)),
        ("twice", "gzip, gzip", gzip.compress(gzip.compress(json_body(file_of())))),
        ("unknown", "br", json_body(file_of())),
        ("plain", "gzip", json_body(file_of())),
        ("control", "\x1b[31m", json_body(file_of())),
        ("tail", "gzip", gzip.compress(json_body(file_of())) + b"tail"),
    ):
        yield refused(f"I23-{word}", raw_page(body, Content_Encoding=encoding))
    right = json_body(file_of(url=f"/files/{FOO.file_name}"))
    yield accepted("I23-right", raw_page(gzip.compress(right), Content_Encoding="gzip"))


def with_metadata(text: bytes, mark: Any, **changes: Any) -> dict[str, Served]:
    wheel = file_of(**{"core-metadata": mark}, **changes)
    return site(json_page(wheel)) | {f"/files/{FOO.file_name}.metadata": Served(text)}


def metadata() -> Iterator[Case]:
    right = FOO.metadata().encode()
    wrong_hash = {"sha256": "0" * 64}
    yield Case("I26", Verdict.REFUSE, INSTALL, served=with_metadata(right, wrong_hash))
    for word, text in (
        ("version", right.replace(b"1.0", b"2.0")),
        ("name", right.replace(b"foo", b"bar")),
        ("requires", right + b"Requires-Dist: bar; extra == 'x'\nProvides-Extra: x\n"),
        ("extra", right + b"Provides-Extra: x\n"),
        ("python", right + b"Requires-Python: >=3\n"),
        ("empty", b""),
        ("control", right.replace(b"foo", b"f\x1b[31moo")),
    ):
        yield Case(f"I27-{word}", Verdict.REFUSE, INSTALL, served=with_metadata(text, True))
    hashed = right + b"Provides-Extra: x\n"
    yield Case("I27-hashed", Verdict.REFUSE, INSTALL, served=with_metadata(hashed, {"sha256": sha256(hashed)}))
    yield Case("I27-summary", Verdict.ACCEPT, INSTALL, served=with_metadata(right + b"Summary: x\n", True))
    absent = {key: value for key, value in with_metadata(right, True).items() if not key.endswith(".metadata")}
    yield Case("I27-absent", Verdict.ACCEPT, INSTALL, served=absent, also=installed("foo-1.0"))


def named_page(headers: Mapping[str, str]) -> Served:
    """A page whose link holds a name and a password for the host that was asked."""
    return json_page(file_of(url=f"http://me:s3cr3t@{headers['Host']}/files/{FOO.file_name}"))


def passwords() -> Iterator[Case]:
    page = Served(respond=named_page)
    seen: list[str] = []

    def wheel(headers: Mapping[str, str]) -> Served:
        seen.append(headers.get("Authorization", ""))
        return Served(FOO.bytes())

    def look(work: Path) -> list[str]:
        wrong = [header for header in seen if header not in ("", "Basic bWU6czNjcjN0")]
        return installed("foo-1.0")(work) + [f"another password was sent: {header}" for header in wrong]

    served = site(page) | {f"/files/{FOO.file_name}": Served(respond=wheel)}
    yield Case("I13", Verdict.ACCEPT, INSTALL, served=served, also=look)
    yield Case("I13-missing", Verdict.REFUSE, INSTALL, served={"/simple/foo/": page})


def ranged(name: str, answer: Callable[[Mapping[str, str], bytes], Served]) -> Case:
    """A wheel whose server answers requests with a range as `answer` does, and others rightly."""
    data = LARGE.bytes()
    ranged_requests = []

    def respond(headers: Mapping[str, str]) -> Served:
        if "Range" not in headers:
            return Served(data, headers={"Accept-Ranges": "bytes"})
        ranged_requests.append(headers["Range"])
        return answer(headers, data)

    def look(work: Path) -> list[str]:
        return installed("foo-1.0")(work) + ([] if ranged_requests else ["no range was asked for"])

    served = {"/simple/foo/": json_page(file_of(LARGE)), f"/files/{LARGE.file_name}": Served(respond=respond)}
    return Case(name, Verdict.ACCEPT, INSTALL, served=served, also=look)


def part(data: bytes, first: int, last: int, claim: str = "", **headers: str) -> Served:
    claim = claim or f"bytes {first}-{last}/{len(data)}"
    return Served(data[first : last + 1], 206, {"Content-Range": claim, "Accept-Ranges": "bytes", **headers})


def asked(headers: Mapping[str, str], size: int) -> tuple[int, int]:
    first, _, last = headers["Range"].removeprefix("bytes=").partition("-")
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last or size - 1), size - 1)


def flapping() -> Callable[[Mapping[str, str], bytes], Served]:
    """Each range comes from another state of the file."""
    count = iter(range(1000))
    return lambda headers, data: part(data, *asked(headers, len(data)), ETag=f'"{next(count)}"')


def ranges() -> Iterator[Case]:
    yield ranged("I37-whole", lambda _, data: Served(data))
    yield ranged("I37-other", lambda _, data: part(data, 0, 99))
    yield ranged("I37-lie", lambda headers, data: part(data, 0, 99, "bytes {}-{}/".format(*asked(headers, len(data)))))
    yield ranged("I37-none", lambda headers, data: part(data, *asked(headers, len(data)), claim="nonsense"))
    yield ranged("I37-huge", lambda _, data: part(data, 0, 99, f"bytes 0-99/{2**70}"))
    multipart = {"Content-Type": "multipart/byteranges; boundary=x"}
    yield ranged("I37-multipart", lambda _, data: Served(b"--x\r\n\r\nPK\r\n--x--\r\n", 206, multipart))
    yield ranged("I37-416", lambda _, data: Served(b"", 416, {"Content-Range": f"bytes */{len(data)}"}))
    yield ranged("I37-501", lambda _, data: Served(b"no ranges\n", 501))
    yield ranged("I37-zeros", lambda headers, data: part(bytes(len(data)), *asked(headers, len(data))))
    yield ranged("I37-right", lambda headers, data: part(data, *asked(headers, len(data)), ETag='"1"'))
    yield ranged("I38", flapping())


def statuses() -> Iterator[Case]:
    page = json_page(file_of())
    yield refused("I28", Served(b"", 304))
    yield refused("I39-page", Served(page.body, 206, {**page.headers, "Content-Range": f"bytes 0-9/{len(page.body)}"}))
    url = f"/files/{FOO.file_name}"
    for word, answer in (
        ("wheel", part(FOO.bytes(), 0, len(FOO.bytes()) - 1)),
        ("304", Served(b"", 304)),
        ("204", Served(b"", 204)),
        ("300", Served(b"", 300)),
        ("500", Served(b"", 501, reason="\x1b]0;owned\x07 red")),
    ):
        yield Case(f"I39-{word}", Verdict.REFUSE, INSTALL, served=site(page) | {url: answer})
    for status in (400, 401, 403, 418, 501):
        realm = {"WWW-Authenticate": 'Basic realm="\x1b[31m"'}
        yield refused(f"I39-page-{status}", Served(b"\x1b[31mno\n", status, realm))
    yield refused("I39-page-404", Served(b"", 404))
    etags = iter(range(1000))
    flapping = Served(respond=lambda _: raw_page(page.body, ETag=f'"{next(etags)}"', Cache_Control="no-cache"))
    yield accepted("I29", flapping)
    yield provenance()


def provenance() -> Case:
    """A document that nobody asked for is not fetched, wherever it lies."""
    asked: list[str] = []

    def note(_: Mapping[str, str]) -> Served:
        asked.append("the provenance was fetched")
        return Served(b"{}")

    served = site(json_page(file_of(provenance="[SERVER]/provenance"))) | {"/provenance": Served(respond=note)}
    return Case("I40", Verdict.ACCEPT, INSTALL, served=served, also=lambda work: installed("foo-1.0")(work) + asked)


def cases() -> list[Case]:
    return with_texts("index_http", [*bombs(), *metadata(), *passwords(), *ranges(), *statuses()])
