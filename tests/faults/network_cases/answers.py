# SPDX-License-Identifier: MIT OR Apache-2.0
"""F25, F26, F33: statuses that are asked again or not, refusals with two indexes, heads that are odd."""

from collections.abc import Iterator

from network_lab import FILE, JSON_TYPE, PAGE, REFRESH, SIDE_FILE, Case, Seen, cause, file_cause
from scripted_server import Answer, reply

ONCE = {"AXLE_HTTP_RETRIES": "0"}
BROKEN = "HTTP/1.1 {} Broken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
OK, CHUNKED = "HTTP/1.1 200 OK\r\n", "Transfer-Encoding: chunked\r\n\r\n"
TOO_LARGE = "invalid answer from [HOST]: header too large"
EMPTY_PAGE = '{"meta":{"api-version":"1.1"},"name":"foo","files":[]}'


def status_told(status: int, origin: str = "[SERVER]") -> tuple[str, ...]:
    return (f"error: the package index `{origin}/simple/` answered the request for `foo` with status {status}",)


def pause_between(first: float, last: float):
    """From the first request for the page to the second, in seconds."""

    def judge(seen: Seen) -> list[str]:
        times = [request.time for request in seen.server.requests if request.target == PAGE]
        waited = times[1] - times[0]
        return [] if first <= waited <= last else [f"asked again after {waited:.2f} s, not {first} to {last}"]

    return judge


def spread(seen: Seen) -> list[str]:
    """Requests that failed at one time are not repeated at one time: over half of the pause, at least."""
    times: dict[str, list[float]] = {}
    for request in seen.server.requests:
        times.setdefault(request.target, []).append(request.time)
    waited = [second - first for first, second, *_ in times.values()]
    over = max(waited) - min(waited)
    return [] if min(waited) >= 0.25 and over >= 0.125 else [f"waited from {min(waited):.3f} to {max(waited):.3f} s"]


def repeated() -> Iterator[Case]:
    for status in (408, 429, 500, 502, 503, 504, 599):
        yield Case(
            f"F25-{status}",
            "always",
            {PAGE: [[BROKEN.format(status)]]},
            status=2,
            says=status_told(status),
            asked={PAGE: 2},
            environment={"AXLE_HTTP_RETRIES": "1"},
            also=pause_between(0.25, 1.5),
        )
    for status in (400, 402, 405, 451, 501, 505, 511, 300, 204):
        yield Case(
            f"F25-{status}",
            "will not get better",
            {PAGE: [[BROKEN.format(status)]]},
            status=2,
            says=status_told(status),
            asked={PAGE: 1},
        )
    yield Case(
        "F25-defaults",
        "four attempts",
        {PAGE: [[BROKEN.format(503)]]},
        status=2,
        says=status_told(503),
        asked={PAGE: 4},
        seconds=(1.75, 6),
    )


def single_tries() -> Iterator[Case]:
    names = [f"p{number:02}" for number in range(64)]
    busy = [BROKEN.format(503)]
    yield Case(
        "F25-crowd",
        "sixty-four requests at once",
        {f"/simple/{name}/": [busy, reply("404 No")] for name in names},
        status=1,
        command=("pip", "install", *names),
        says=None,
        asked={f"/simple/{name}/": 2 for name in names},
        also=spread,
    )
    yield Case(
        "F25-better",
        "good the third time",
        {FILE: [[BROKEN.format(500)], [BROKEN.format(503)], [["part", "wheel", ""]]]},
        status=0,
        asked={FILE: 3},
    )


def busy(when: str, status: int = 503) -> Answer:
    return [f"HTTP/1.1 {status} Busy\r\nRetry-After: {when}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]


def told_when() -> Iterator[Case]:
    """Retry-After as seconds, as a date, and beyond reason."""

    limit = "more than the limit of 120 s"
    absurd = {"300": "300 s", "99999999999999999999": "31622400 s", "-5": None, "soon": None, "1e9": None}
    for status in (429, 503):
        yield Case(
            f"F25-after-{status}",
            "in a second",
            {PAGE: [busy("1", status)]},
            status=2,
            again=REFRESH,
            says=status_told(status),
            asked={PAGE: 2},
            environment={"AXLE_HTTP_RETRIES": "1"},
            also=pause_between(1, 3),
        )
    for when, understood in absurd.items():
        told = cause(f"[HOST] asks to wait {understood} (status 503), {limit}") if understood else status_told(503)
        yield Case(
            f"F25-after-{when}",
            "beyond reason",
            {PAGE: [busy(when)]},
            status=2,
            says=told,
            asked={PAGE: 1 if understood else 2},
            environment={"AXLE_HTTP_RETRIES": "1"},
        )


def told_absurdly() -> Iterator[Case]:
    limit = "more than the limit of 120 s"
    yield Case(
        "F25-after-past",
        "at a date that is gone",
        {PAGE: [busy("Thu, 01 Jan 1970 00:00:00 GMT")]},
        status=2,
        says=status_told(503),
        asked={PAGE: 2},
        environment={"AXLE_HTTP_RETRIES": "1"},
        also=pause_between(0.25, 1.5),
    )
    yield Case(
        "F25-after-years",
        "at a date in years",
        {PAGE: [busy("Fri, 31 Dec 9999 23:59:59 GMT")]},
        status=2,
        asked={PAGE: 1},
        says=cause("[HOST] asks to wait [LONG] s (status 503), " + limit),
    )


def denied(refusal: str) -> tuple[str, ...]:
    return (
        "error: No solution found when resolving dependencies",
        "  cause: Because foo could not be looked up: the package index denied access and you require foo, we can "
        "conclude that your requirements are unsatisfiable.",
        "",
        f"hint: the package index {refusal}",
    )


def refused_pages() -> Iterator[Case]:
    """Two indexes: the first answers so, the second has the file."""
    command = ("pip", "install", "--index", "[OTHER]/simple/", "--default-index", "[SERVER]/simple/", "foo")
    for status in (401, 403, 500):
        told = (
            status_told(500, "[OTHER]")
            if status == 500
            else denied(
                f"`[OTHER]/simple/` refused the request for `foo` with status {status}; no credentials were sent"
            )
        )
        yield Case(
            f"F26-{status}",
            "the first index",
            other={PAGE: [[BROKEN.format(status)]]},
            command=command,
            status=2 if status == 500 else 1,
            says=told,
            asked={FILE: 0},
            environment=ONCE,
        )
    for status in (404, 410):
        yield Case(
            f"F26-{status}",
            "the first index",
            other={PAGE: [[BROKEN.format(status)]]},
            status=0,
            command=command,
            asked={PAGE: 1, FILE: 1},
        )


def other_answers() -> Iterator[Case]:
    command = ("pip", "install", "--index", "[OTHER]/simple/", "--default-index", "[SERVER]/simple/", "foo")
    with_password = ("pip", "install", "--default-index", "http://me:s3cret@[HOST]/simple/", "foo")
    yield Case(
        "F26-password",
        "credentials that are not accepted",
        {PAGE: [[BROKEN.format(401)]]},
        status=1,
        command=with_password,
        asked={PAGE: 1},
        says=denied(
            "`http://me:****@[HOST]/simple/` refused the request for `foo` with status 401; the credentials that "
            "were sent are not accepted"
        ),
    )
    yield Case(
        "F39-order",
        "an index before the default one has the name, and no files",
        command=command,
        other={PAGE: [reply("200 OK", JSON_TYPE, EMPTY_PAGE)]},
        status=1,
        asked={FILE: 0},
        says=(
            "error: No solution found when resolving dependencies",
            "  cause: Because there are no versions of foo and you require foo, we can conclude that your "
            "requirements are unsatisfiable.",
            "",
            "hint: with `--index-strategy unsafe-best-match`, if all indexes are trusted alike, it resolves: foo 1.0",
        ),
    )
    yield from refused_files()


def refused_files() -> Iterator[Case]:
    for status in (401, 403, 404, 410):
        told = "; no credentials were sent" if status < 404 else ""
        yield Case(
            f"F26-file-{status}",
            "the wheel",
            {FILE: [[BROKEN.format(status)]]},
            status=1 if status == 404 else 2,
            asked={FILE: 1},
            says=(
                "Resolved 1 package in [TIME]",
                "error: failed to fetch `foo==1.0`",
                f"  cause: `[SERVER]{FILE}` answered with status {status}{told}",
            ),
        )
    for status in (401, 403):
        yield Case(
            f"F26-side-{status}",
            "the metadata file",
            {SIDE_FILE: [[BROKEN.format(status)]]},
            says=cause(f"[HOST] answered with status {status}; no credentials were sent", SIDE_FILE),
            asked={SIDE_FILE: 1, FILE: 0},
        )
    for status in (404, 405, 410, 501):
        yield Case(
            f"F26-side-{status}",
            "there is no metadata file",
            {SIDE_FILE: [[BROKEN.format(status)]]},
            status=0,
            asked={SIDE_FILE: 1, FILE: 2},
        )


THREE = "Content-Length: 3\r\nConnection: close\r\n\r\nabc"
# A whole answer, and why it is refused.
ODD_HEADS = {
    "two-lengths": (f"{OK}Content-Length: 3\r\n{THREE}", "two Content-Length headers"),
    "two-other-lengths": (f"{OK}Content-Length: 4\r\n{THREE}", "two Content-Length headers"),
    "length-list": (f"{OK}Content-Length: 3, 3\r\n\r\nabc", "malformed Content-Length"),
    "negative-length": (f"{OK}Content-Length: -3\r\n\r\nabc", "Invalid Content-Length: value"),
    "huge-length": (f"{OK}Content-Length: 99999999999999999999999\r\n\r\nabc", "malformed Content-Length"),
    "hex-length": (f"{OK}Content-Length: 0x3\r\n\r\nabc", "malformed Content-Length"),
    "blank-before-colon": (f"{OK}Content-Length : 3\r\n\r\nabc", "malformed header"),
    "length-and-chunks": (
        f"{OK}Transfer-Encoding: chunked\r\n{THREE}",
        "both Content-Length and Transfer-Encoding",
    ),
    "two-codings": (
        f"{OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "two Transfer-Encoding headers",
    ),
    "unknown-coding": (f"{OK}Transfer-Encoding: foo\r\n\r\nabc", "unknown Transfer-Encoding"),
    "identity": (f"{OK}Transfer-Encoding: identity\r\n\r\nabc", "unknown Transfer-Encoding"),
    "bad-chunk": (
        f"{OK}{CHUNKED}zz\r\nabc\r\n0\r\n\r\n",
        "Illegal or missing hexadecimal sequence in chunked-encoding",
    ),
    "huge-chunk": (
        f"{OK}{CHUNKED}ffffffffffffffffff\r\nabc\r\n0\r\n\r\n",
        "Too long hexadecimal number in chunked-encoding",
    ),
    "chunk-without-end": (
        f"{OK}{CHUNKED}3\r\nabcdef\r\n0\r\n\r\n",
        "Malformed encoding found in chunked-encoding",
    ),
    "large": (f"{OK}X: {'a' * 400_000}\r\n{THREE}", "header too large"),
    "many": (OK + "".join(f"X-{i}: a\r\n" for i in range(100_000)) + THREE, "header too large"),
    "zero": (f"{OK}X: a\0b\r\n{THREE}", "Nul byte in header"),
    "bare-cr": (f"{OK}X: a\rContent-Length: 5\r\n{THREE}", "control character in a header"),
    "no-colon": (f"{OK}nonsense\r\n{THREE}", "Header without colon"),
    "no-name": (f"{OK}: a\r\n{THREE}", "malformed header"),
    "fold-first": (f"{OK} folded\r\n{THREE}", "Header without colon"),
    "http09": ("hello\r\n", "Received HTTP/0.9 when not allowed"),
    "http3": (f"HTTP/3 200 OK\r\n{THREE}", "Unsupported HTTP version (3.0) in response"),
    "status-text": (f"HTTP/1.1 two OK\r\n{THREE}", "Unsupported HTTP version in response"),
    "status-99": (f"HTTP/1.1 099 OK\r\n{THREE}", "Unsupported response code in HTTP response"),
    "binary": ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20, "Received HTTP/0.9 when not allowed"),
    "tls-alert": ("\x15\x03\x03\x00\x02\x02\x28", "Received HTTP/0.9 when not allowed"),
}


def odd_heads() -> Iterator[Case]:
    for name, (text, reason) in ODD_HEADS.items():
        yield Case(
            f"F33-{name}",
            "one head",
            {PAGE: [[text]]},
            says=cause(f"invalid answer from [HOST]: {reason}"),
            asked={PAGE: 1},
        )


def ended_heads() -> Iterator[Case]:
    start, body = OK, "Content-Length: 3\r\nConnection: close\r\n\r\nabc"
    ends = {
        "switching": "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n",
        "nothing": "",
        "only-100": "HTTP/1.1 100 Continue\r\n\r\n",
        "half": f"{start}Content-Len",
    }
    for name, text in ends.items():
        why = "" if name == "half" else ": Empty reply from server"
        yield Case(
            f"F33-{name}",
            "no head",
            {PAGE: [[text]]},
            environment={"AXLE_HTTP_RETRIES": "1"},
            asked={PAGE: 2},
            says=cause(f"the connection to [HOST] was lost{why} (attempt 2 of 2)"),
        )


def long_heads() -> Iterator[Case]:
    limits = {"AXLE_HTTP_TIMEOUT": "2", **ONCE}
    interim = ["repeat", 1000, "HTTP/1.1 100 Continue\r\n\r\n"]
    yield Case("F33-interim", "a thousand interim answers", {FILE: [[interim, ["part", "wheel", ""]]]}, status=0)
    yield Case(
        "F33-endless-interim",
        "interim answers without end",
        {PAGE: [[["repeat", 0, interim[2]]]]},
        says=cause(TOO_LARGE),
        environment=limits,
        seconds=(0, 8),
    )
    yield Case(
        "F33-endless-head",
        "a head without end",
        {PAGE: [[OK, ["repeat", 0, "X: abc\r\n"]]]},
        says=cause(TOO_LARGE),
        asked={PAGE: 1},
    )
    yield Case(
        "F33-trailers",
        "trailers without end",
        {FILE: [[f"{OK}{CHUNKED}0\r\n", ["repeat", 0, "X: abc\r\n"]]]},
        says=file_cause("no data from [HOST] for 2 s (attempt 1 of 1)"),
        environment=limits,
        seconds=(0, 8),
    )
    yield Case(
        "F33-extension",
        "a chunk's extension without end",
        {PAGE: [[f"{OK}{CHUNKED}5;", ["repeat", 0, "x" * 1000]]]},
        says=cause("no data from [HOST] for 2 s (attempt 1 of 1)"),
        environment=limits,
        seconds=(0, 8),
    )


def cases() -> Iterator[Case]:
    yield from repeated()
    yield from single_tries()
    yield from told_when()
    yield from told_absurdly()
    yield from refused_pages()
    yield from other_answers()
    yield from odd_heads()
    yield from ended_heads()
    yield from long_heads()
