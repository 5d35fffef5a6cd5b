# SPDX-License-Identifier: MIT OR Apache-2.0
"""F27, F28: where redirects may lead, and what goes with them."""

from collections.abc import Iterator

from network_lab import FILE, PAGE, REFRESH, SIDE_FILE, UNKNOWN, Case, Seen, cause
from scripted_server import Answer, reply

SECRETS = ("s3cret", "czNjcmV0", "bWU6czNjcmV0")  # as it is, and what Basic makes of it and of `me:s3cret`
WITH_PASSWORD = ("pip", "install", "--default-index", "http://me:s3cret@[HOST]/simple/", "foo")


def to(location: str, status: str = "302 There") -> Answer:
    return reply(status, f"Location: {location}\r\n")


def no_connection(seen: Seen) -> list[str]:
    return [f"{seen.other.connections} connections to the other server"] if seen.other.connections else []


def secret_stays(seen: Seen) -> list[str]:
    told = [request.head for request in seen.other.requests if any(secret in request.head for secret in SECRETS)]
    extra = [request.head for request in seen.other.requests if request.header("Cookie")]
    came = any(request.header("Authorization") for request in seen.server.requests)
    return told + extra + ([] if came else ["the own origin did not get the credentials either"])


def other_schemes() -> Iterator[Case]:
    bad_port = "the port is not a number from 1 to 65535"
    rows = {
        "javascript": ("javascript:alert(1)", " `javascript:alert(1)`: `//` must follow the scheme"),
        "data": ("data:,x", " `data:,x`: `//` must follow the scheme"),
        "hex-port": ("http://[AWAY]0x50/", f" `[OTHER]0x50/`: {bad_port}"),
        "user": ("http://user@[AWAY]:0x50/", f": {bad_port}"),
        "no-host": ("http:///x", " `http:///x`: it has no host"),
        "backslash": ("http://[HOST]\\@[AWAY]/", ": it has a backslash"),
        "blank": ("http://[AWAY] /x", f" `[OTHER] /x`: {bad_port}"),
    }
    for scheme in ("file:///etc/passwd", "ftp://[AWAY]/x", "gopher://[AWAY]/x", "dict://[AWAY]/x", "ws://[AWAY]/x"):
        yield Case(
            f"F27-{scheme.partition(':')[0]}",
            "to another scheme",
            {PAGE: [to(scheme)]},
            asked={PAGE: 1},
            says=cause(f"[HOST] redirects to `{scheme}`, which is neither http nor https"),
            also=no_connection,
        )
    for name, (location, reason) in rows.items():
        yield Case(
            f"F27-{name}",
            location,
            {PAGE: [to(location)]},
            asked={PAGE: 1},
            also=no_connection,
            says=cause(f"[HOST] redirects to an invalid URL: invalid URL{reason}"),
        )


def odd_places() -> Iterator[Case]:
    for name, fields, reason in (
        ("cr", "Location: /a\rX: b\r\n", "control character in a header"),
        ("two-places", "Location: /a\r\nLocation: [OTHER]/b\r\n", "two Location headers"),
    ):
        yield Case(
            f"F27-{name}",
            "an odd head",
            {PAGE: [reply("302 There", fields)]},
            asked={PAGE: 1},
            says=cause(f"invalid answer from [HOST]: {reason}"),
            also=no_connection,
        )
    for name, fields in (("empty", "Location: \r\n"), ("nowhere", "")):
        yield Case(
            f"F27-{name}",
            "without a place",
            {PAGE: [reply("302 There", fields)]},
            status=2,
            asked={PAGE: 1},
            says=("error: the package index `[SERVER]/simple/` answered the request for `foo` with status 302",),
        )
    yield Case(
        "F27-escaped",
        "line ends that are escaped",
        {PAGE: [to("/a%0d%0aX:%20b")]},
        status=1,
        says=UNKNOWN,
        again=REFRESH,
        asked={"/a%0d%0aX:%20b": 1},
    )


def no_places() -> Iterator[Case]:
    yield Case(
        "F27-304",
        "unasked",
        {FILE: [to("/moved", "304 Same")]},
        status=2,
        asked={"/moved": 0},
        says=(
            "Resolved 1 package in [TIME]",
            "error: failed to fetch `foo==1.0`",
            f"  cause: `[SERVER]{FILE}` answered with status 304",
        ),
    )


def hops_and_ways() -> Iterator[Case]:
    hops = {f"/hop/{number}": [to(f"/hop/{number + 1}")] for number in range(20)}
    yield Case("F27-loop", "to itself", {PAGE: [to(PAGE)]}, says=cause("more than 10 redirects"), asked={PAGE: 11})
    yield Case(
        "F27-eleven",
        "eleven hops",
        {PAGE: [to("/hop/0")], **hops},
        says=cause("more than 10 redirects"),
        connections=11,
    )
    yield Case(
        "F27-two-loop",
        "between two servers",
        {PAGE: [to(f"[OTHER]{PAGE}")]},
        other={PAGE: [to(f"[SERVER]{PAGE}")]},
        says=cause("more than 10 redirects"),
        asked={PAGE: 6},
    )
    for status in (301, 302, 303, 307, 308):
        yield Case(
            f"F27-{status}",
            "relative",
            {FILE: [to("../moved/foo.whl?a=b#c", f"{status} There")], "/moved/foo.whl?a=b": [[["part", "wheel", ""]]]},
            status=0,
        )
    yield Case(
        "F27-ten",
        "ten hops",
        {
            FILE: [to("/hop/10")],
            **{f"/hop/{n}": [to(f"/hop/{n + 1}")] for n in range(10, 19)},
            "/hop/19": [[["part", "wheel", ""]]],
        },
        status=0,
    )


def secret_urls() -> Iterator[Case]:
    private = {PAGE: [to(f"[OTHER]{PAGE}")]}
    for name, status in (("open", 200), ("asks", 401)):
        other = {PAGE: [reply("401 Who")]} if status == 401 else {}
        yield Case(
            f"F28-url-{name}",
            "an index with a password leads away",
            private,
            other=other,
            command=WITH_PASSWORD,
            status=0 if status == 200 else 1,
            says=None,
            also=secret_stays,
        )
    yield Case(
        "F28-file",
        "the wheel of a private index lies elsewhere",
        {FILE: [to(f"[OTHER]{FILE}")]},
        command=WITH_PASSWORD,
        status=0,
        also=secret_stays,
    )
    yield Case(
        "F28-side",
        "its metadata too",
        {SIDE_FILE: [to(f"[OTHER]{SIDE_FILE}")]},
        command=WITH_PASSWORD,
        status=0,
        also=secret_stays,
    )


def secret_files() -> Iterator[Case]:
    cookies = {PAGE: [reply("302 There", f"Location: [OTHER]{PAGE}\r\nSet-Cookie: a=s3cret; Domain=127.0.0.1\r\n")]}
    yield Case(
        "F28-back",
        "away and back",
        {PAGE: [to(f"[OTHER]{PAGE}")], FILE: [to(f"[OTHER]{FILE}")]},
        other={FILE: [to("[SERVER]/moved")]},
        command=WITH_PASSWORD,
        status=1,
        says=None,
        also=secret_stays,
    )
    yield Case(
        "F28-given",
        "the place it leads to has a password of its own",
        {PAGE: [to("http://you:0ther@[AWAY]/x")]},
        other={"/x": [reply("404 No")]},
        command=WITH_PASSWORD,
        status=1,
        says=None,
        again=REFRESH,
        also=secret_stays,
    )
    yield Case("F28-cookie", "a cookie is set on the way", cookies, command=WITH_PASSWORD, status=0, also=secret_stays)


def cases() -> Iterator[Case]:
    yield from other_schemes()
    yield from odd_places()
    yield from no_places()
    yield from hops_and_ways()
    yield from secret_urls()
    yield from secret_files()
