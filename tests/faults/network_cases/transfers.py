# SPDX-License-Identifier: MIT OR Apache-2.0
"""F20–F24: servers that hang, drip, cut, send more than they said, or never stop."""

import gzip
import hashlib
import random
from collections.abc import Iterator

from network_lab import ETAG, FILE, JSON_TYPE, PAGE, REFRESH, SIDE_FILE, SMALL, UNKNOWN, Case, Seen, cause, file_cause
from scripted_server import Answer, reply
from wheel_file import Wheel

MIB = 1 << 20
ONCE = {"AXLE_HTTP_RETRIES": "0"}
QUICK = {"AXLE_HTTP_TIMEOUT": "1", "AXLE_HTTP_RETRIES": "1"}
LOST = "the connection to [HOST] was lost"
CHUNKED = "Transfer-Encoding: chunked\r\nConnection: close\r\n"
# Does not compress: its wheel is about as long.
BIG = Wheel("foo", "1.0", files={"foo.py": f"x = '{random.Random(1).randbytes(900_000).hex()}'\n"})
BIG_BYTES = len(BIG.bytes())
SMALL_BYTES = len(SMALL.bytes())
LONGER = Wheel("foo", "1.0", files={"foo.py": "x = 1\n", "more.py": "y = 1\n"}).bytes().decode("latin-1")


def head(fields: str, status: str = "200 OK") -> str:
    return f"HTTP/1.1 {status}\r\n{fields}\r\n"


def chunk(text: str) -> str:
    return f"{len(text):x}\r\n{text}\r\n"


def at_most(limit_bytes: int):
    """Of what the server could send; sockets hold a few MiB that nobody reads."""

    def judge(seen: Seen) -> list[str]:
        sent = seen.server.sent_bytes
        return [f"{sent} bytes were sent, the limit is {limit_bytes}"] if sent > limit_bytes + 8 * MIB else []

    return judge


def hanging_at_first() -> Iterator[Case]:
    silence = "no data from [HOST] for 1 s (attempt 2 of 2)"
    yield Case(
        "F20-silent",
        "accepts and says nothing",
        {PAGE: [[["hold"]]]},
        says=cause(silence),
        asked={PAGE: 2},
        environment=QUICK,
        seconds=(2, 5),
    )
    yield Case(
        "F20-unread",
        "does not even read",
        {"CONNECTED": [[["hold"]]]},
        says=cause(silence),
        connections=2,
        environment=QUICK,
        seconds=(2, 5),
    )
    yield Case(
        "F20-mid-body",
        "stops in the midst of the wheel",
        {FILE: [[head(f"Content-Length: {SMALL_BYTES}\r\n"), ["blob", "wheel", 0, 100], ["hold"]]]},
        says=file_cause(silence),
        asked={FILE: 2},
        environment=QUICK,
        seconds=(2, 5),
    )


def hanging_later() -> Iterator[Case]:
    silence = "no data from [HOST] for 1 s (attempt 2 of 2)"
    yield Case(
        "F20-mid-head",
        "stops in the midst of the head",
        {PAGE: [["HTTP/1.1 200 OK\r\nContent-", ["hold"]]]},
        says=cause(silence),
        asked={PAGE: 2},
        environment=QUICK,
        seconds=(2, 5),
    )
    yield Case(
        "F20-once",
        "says nothing at first",
        {PAGE: [[["hold"]], reply("404 No")]},
        status=1,
        says=UNKNOWN,
        again=REFRESH,
        asked={PAGE: 2},
        environment=QUICK,
        seconds=(1, 4),
    )


def dripping() -> Iterator[Case]:
    slow = "less than 1024 bytes/s from [HOST] for 2 s (attempt 1 of 1)"
    timeouts = {"AXLE_HTTP_TIMEOUT": "2", **ONCE}
    for target, told in ((PAGE, cause(slow)), (FILE, file_cause(slow))):
        body = head("Content-Length: 1000000\r\n" if target == PAGE else f"Content-Length: {SMALL_BYTES}\r\n")
        yield Case(
            f"F21-{target.split('/')[1]}",
            "a byte every half second",
            {target: [[body, ["drip", 0.5, "x" * 200]]]},
            says=told,
            environment=timeouts,
            seconds=(2, 5),
        )
    yield Case(
        "F21-head",
        "a byte of the head every half second",
        {PAGE: [[["drip", 0.5, head("X: " + "x" * 200)]]]},
        says=cause("no data from [HOST] for 2 s (attempt 1 of 1)"),
        environment=timeouts,
        seconds=(2, 5),
    )
    yield Case(
        "F21-default",
        "a byte every half second, with the defaults",
        {PAGE: [[head("Content-Length: 1000000\r\n"), ["drip", 0.5, "x" * 200]]]},
        says=cause("less than 1024 bytes/s from [HOST] for 30 s (attempt 1 of 1)"),
        environment=ONCE,
        seconds=(30, 35),
        full_only=True,
    )


def cut_answers(fields: str, cut: int, end: str) -> list[Answer]:
    """The first answer stops after so many bytes; the others are whole."""
    first: list = [head(f"Content-Length: {BIG_BYTES}\r\n{fields}"), ["blob", "wheel", 0, cut]]
    return [first + ([["reset"]] if end == "reset" else []), [["part", "wheel", fields]]]


def cuts() -> Iterator[Case]:
    """Every 4 KiB; the reduced run takes a few of them."""
    few = {0, 4096, 65536, 17 * 4096, BIG_BYTES // 4096 * 4096}
    for cut in range(0, BIG_BYTES, 4096):
        for name, fields, end in (
            ("strong", ETAG, "close"),
            ("weak", 'ETag: W/"one"\r\n', "close"),
            ("none", "", "close"),
            ("reset", ETAG, "reset"),
        ):
            resumed = f"bytes={cut}-" if cut and name == "strong" else None

            def judge(seen: Seen, name=name, resumed=resumed) -> list[str]:
                second = [request for request in seen.server.requests if request.target == FILE][1]
                if name == "reset":
                    return []  # what was under way may be lost: it resumes anywhere, or not at all
                asked = second.header("Range")
                return [] if asked == resumed else [f"asked for {asked}, not for {resumed}"]

            yield Case(
                f"F22-cut-{name}-{cut}",
                "the wheel is cut",
                {FILE: cut_answers(fields, cut, end)},
                status=0,
                wheel=BIG,
                asked={FILE: 2},
                also=judge,
                full_only=cut not in few,
            )


def broken_chunks() -> Iterator[Case]:
    yield Case(
        "F22-chunks",
        "chunks without the last one",
        {PAGE: [[head(JSON_TYPE + CHUNKED), chunk('{"a":1}')]]},
        says=cause(f"{LOST}: transfer closed with outstanding read data remaining (attempt 1 of 1)"),
        environment=ONCE,
    )
    yield Case(
        "F22-chunks-wheel",
        "chunks without the last one",
        {FILE: [[head(CHUNKED), chunk("x" * 100)]]},
        says=file_cause(f"the answer ended after 100 of {SMALL_BYTES} bytes from [HOST] (attempt 1 of 1)"),
        environment=ONCE,
    )
    yield Case(
        "F22-changed",
        "another file when it resumes",
        {
            FILE: [
                [head(f"Content-Length: {SMALL_BYTES}\r\n{ETAG}"), ["blob", "wheel", 0, 100]],
                [
                    head(f'Content-Length: {SMALL_BYTES}\r\nETag: "two"\r\nConnection: close\r\n'),
                    ["blob", "wheel", 0, SMALL_BYTES],
                ],
            ]
        },
        status=0,
        asked={FILE: 2},
    )


def broken_parts() -> Iterator[Case]:
    yield Case(
        "F22-elsewhere",
        "resumes elsewhere",
        {
            FILE: [
                [head(f"Content-Length: {SMALL_BYTES}\r\n{ETAG}"), ["blob", "wheel", 0, 100]],
                [
                    head(f"Content-Length: 50\r\n{ETAG}Content-Range: bytes 90-139/{SMALL_BYTES}\r\n", "206 Part"),
                    ["blob", "wheel", 90, 140],
                ],
                [["part", "wheel", ETAG]],
            ]
        },
        status=0,
        asked={FILE: 3},
    )
    yield Case(
        "F22-reset",
        "always reset in the midst",
        {FILE: [[head(f"Content-Length: {SMALL_BYTES}\r\n"), ["blob", "wheel", 0, 100], ["pause", 0.2], ["reset"]]]},
        says=file_cause(f"the answer ended after 100 of {SMALL_BYTES} bytes from [HOST] (attempt 2 of 2)"),
        asked={FILE: 2},
        environment={"AXLE_HTTP_RETRIES": "1"},
    )
    yield Case(
        "F22-handshake",
        "reset before an answer",
        {"CONNECTED": [[["pause", 0.3], ["reset"]]]},
        connections=1,
        says=cause(f"{LOST}: Recv failure: Connection reset by peer (attempt 1 of 1)"),
        environment=ONCE,
    )


def longer_bodies() -> Iterator[Case]:
    more = f"the size is {SMALL_BYTES + 10} bytes, but it should be {SMALL_BYTES}"
    page = '{"meta":{"api-version":"1.1"},"name":"foo","files":['
    yield Case(
        "F23-longer",
        "says more than the index",
        {FILE: [[head(f"Content-Length: {SMALL_BYTES + 10}\r\n"), ["blob", "wheel", 0, SMALL_BYTES], "0123456789"]]},
        says=file_cause(more),
        asked={FILE: 1},
    )
    yield Case(
        "F23-tail",
        "sends more than it says",
        {FILE: [[head(f"Content-Length: {SMALL_BYTES}\r\n"), ["blob", "wheel", 0, SMALL_BYTES], "0123456789"]]},
        status=0,
        asked={FILE: 1},
    )
    yield Case(
        "F23-chunks-tail",
        "chunks beyond the index's size",
        {FILE: [[head(CHUNKED), chunk("x" * SMALL_BYTES), chunk("more"), chunk("")]]},
        says=file_cause(f"more than the {SMALL_BYTES} bytes that it should have"),
        asked={FILE: 1},
    )
    yield from without_length()
    yield Case(
        "F23-no-length-page",
        "no length, and the page stops",
        {PAGE: [[head(JSON_TYPE), page]]},
        asked={PAGE: 2},
        says=cause("incomplete answer from [HOST] (attempt 2 of 2)"),
        environment={"AXLE_HTTP_RETRIES": "1"},
    )


def unknown_lengths() -> Iterator[Case]:
    yield Case(
        "F23-no-length-side",
        "no length, and metadata that nothing proves",
        {SIDE_FILE: [[head(""), "Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n"]]},
        status=0,
        row={"core-metadata": True},
        asked={SIDE_FILE: 1, FILE: 2},
    )


def without_length() -> Iterator[Case]:
    """The index proves the end of a wheel by its size or digest; where it tells neither, the archive's own end does."""
    cut = SMALL_BYTES - 100
    other = hashlib.sha256(SMALL.bytes()[:cut]).hexdigest()
    right = hashlib.sha256(SMALL.bytes()).hexdigest()
    resolved, name = "Resolved 1 package in [TIME]", FILE.rpartition("/")[2]
    told = {
        "size": file_cause(f"the answer ended after {cut} of {SMALL_BYTES} bytes from [HOST] (attempt 1 of 1)"),
        "digest": (
            resolved,
            f"error: hash mismatch for `{name}` from [SERVER]{FILE}: expected sha256:{right}, " f"got sha256:{other}",
        ),
        "nothing": (resolved, f"error: invalid wheel `{name}`: Z64: the archive is cut off: it has no end record"),
    }
    rows = {"size": {"hashes": {}}, "digest": {"size": None}, "nothing": {"size": None, "hashes": {}}}
    for known, row in rows.items():
        yield Case(
            f"F23-whole-{known}",
            f"no length, known by {known}",
            {FILE: [[head("Connection: close\r\n"), ["blob", "wheel", 0, SMALL_BYTES]]]},
            row=row,
            status=0,
            environment=ONCE,
        )
        yield Case(
            f"F23-cut-{known}",
            f"no length, known by {known}",
            {FILE: [[head("Connection: close\r\n"), ["blob", "wheel", 0, cut]]]},
            row=row,
            status=2 if known == "size" else 1,
            says=told[known],
            environment=ONCE,
        )


def endless_files() -> Iterator[Case]:
    forever = ["repeat", 0, chunk("x" * 65000)]
    yield Case(
        "F24-wheel",
        "a wheel without end",
        {FILE: [[head(CHUNKED), forever]]},
        says=file_cause(f"more than the {SMALL_BYTES} bytes that it should have"),
        also=at_most(MIB),
    )
    yield Case(
        "F24-side-file",
        "metadata without end",
        status=1,
        script={SIDE_FILE: [[head(CHUNKED), forever]]},
        says=(f"error: cannot fetch `[SERVER]{SIDE_FILE}`", "  cause: more than the limit of 16.0MiB"),
        also=at_most(17 * MIB),
    )
    yield Case(
        "F24-page",
        "a page without end",
        status=1,
        script={PAGE: [[head(JSON_TYPE + CHUNKED), forever]]},
        seconds=(0, 60),
        says=cause("more than the limit of 256.0MiB"),
        also=at_most(257 * MIB),
        full_only=True,
    )
    yield Case(
        "F24-announced",
        "a page of 300 MiB is announced",
        status=1,
        script={PAGE: [[head(JSON_TYPE + "Content-Length: 314572800" "\r\n"), ["hold"]]]},
        says=cause("300.0MiB are announced, the limit is 256.0MiB"),
        asked={PAGE: 1},
    )


def endless_pages() -> Iterator[Case]:
    forever = ["repeat", 0, chunk("x" * 65000)]
    bomb = gzip.compress(b" " * (20 * MIB), mtime=0).decode("latin-1")
    fields = f"Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\nConnection: close\r\n"
    yield Case(
        "F24-refusal",
        "an endless 404",
        {PAGE: [[head(CHUNKED, "404 No"), forever]]},
        status=1,
        says=UNKNOWN,
        again=REFRESH,
        also=at_most(MIB),
    )
    yield Case(
        "F24-bomb-side",
        "20 MiB of blanks in 20 KB of gzip",
        {SIDE_FILE: [[head(fields), bomb]]},
        status=1,
        asked={SIDE_FILE: 1},
        says=(
            f"error: cannot unpack the answer of [SERVER]{SIDE_FILE}",
            "  cause: decompressed data is larger than the limit of 16.0MiB",
        ),
    )
    yield Case(
        "F24-gzip-cut",
        "half of a gzip body",
        {PAGE: [[head(f"{JSON_TYPE}Content-Encoding: gzip\r\n"), bomb[: len(bomb) // 2]]]},
        says=(f"error: cannot unpack the answer of [SERVER]{PAGE}", "  cause: gzip data is damaged or incomplete"),
    )
    yield Case(
        "F24-gzip-twice",
        "gzip in gzip",
        {PAGE: [reply("200 OK", f"{JSON_TYPE}Content-Encoding: gzip, gzip\r\n", "x")]},
        says=(f"error: the answer of [SERVER]{PAGE} has the unknown encoding `gzip, gzip`",),
    )


def cases() -> Iterator[Case]:
    yield from hanging_at_first()
    yield from hanging_later()
    yield from dripping()
    yield from cuts()
    yield from broken_chunks()
    yield from broken_parts()
    yield from longer_bodies()
    yield from unknown_lengths()
    yield from endless_files()
    yield from endless_pages()
