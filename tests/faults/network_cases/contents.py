# SPDX-License-Identifier: MIT OR Apache-2.0
"""F38, F40, I37–I39: bytes that are not those that were promised, metadata that lies, ranges that are none."""

import hashlib
from collections.abc import Iterator, Mapping

from network_lab import ETAG, FILE, PAGE, REFRESH, SIDE_FILE, SMALL, Case, Seen, cause, file_cause
from scripted_server import reply
from wheel_file import Wheel

NAME = FILE.rpartition("/")[2]
DATA = SMALL.bytes()
RESOLVED = "Resolved 1 package in [TIME]"
OTHER = Wheel("foo", "1.0", files={"foo.py": "x = 2\n"})
DETAILED = Wheel(
    "foo",
    "1.0",
    requires_python=">=3.8",
    extras=["more"],
    requires=["bar; extra == 'more'"],
    headers=["Dynamic: License"],
    files={"foo.py": "x = 1\n"},
)
UNASKED = "status 206 without having asked for a part"
BARE = {"core-metadata": None}


def digest(data: bytes, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, data).hexdigest()


def whole(data: bytes) -> list[str]:
    return reply("200 OK", ETAG, data.decode("latin-1"))


def mismatch(expected: str, got: str) -> tuple[str, ...]:
    return (RESOLVED, f"error: hash mismatch for `{NAME}` from [SERVER]{FILE}: expected {expected}, got {got}")


def served_bytes() -> Iterator[Case]:
    flipped = DATA[:40] + bytes([DATA[40] ^ 1]) + DATA[41:]
    other = OTHER.bytes()
    yield Case(
        "F38-byte",
        "one byte is another",
        {FILE: [whole(flipped)]},
        status=1,
        asked={FILE: 1},
        says=mismatch(f"sha256:{digest(DATA)}", f"sha256:{digest(flipped)}"),
    )
    yield Case(
        "F38-file",
        "another wheel is served",
        {FILE: [whole(other)]},
        status=1,
        asked={FILE: 1},
        says=mismatch(f"sha256:{digest(DATA)}", f"sha256:{digest(other)}"),
        row={"size": None},
    )
    yield Case(
        "F38-size",
        "a wheel of another size is served",
        {FILE: [whole(other)]},
        asked={FILE: 1},
        says=file_cause(f"the size is {len(other)} bytes, but it should be {len(DATA)}"),
    )


def promised_digests() -> Iterator[Case]:
    both = {"sha256": digest(DATA), "sha512": digest(b"other", "sha512")}
    changed = digest(SMALL.metadata().encode())
    for algorithm in ("sha512", "sha384", "sha224", "md5"):
        wrong = digest(b"other", algorithm)
        yield Case(
            f"F38-{algorithm}",
            "the index's digest is another one",
            row={"hashes": {algorithm: wrong}},
            status=1,
            says=mismatch(f"{algorithm}:{wrong}", f"{algorithm}:{digest(DATA, algorithm)}"),
            asked={FILE: 1},
        )
    yield Case(
        "F38-second",
        "one of two digests is wrong",
        row={"hashes": both},
        status=1,
        asked={FILE: 1},
        says=mismatch(f"sha512:{both['sha512']}", f"sha512:{digest(DATA, 'sha512')}"),
    )
    yield Case(
        "F38-cached",
        "what came before is in the cache",
        row={"hashes": {"sha256": changed}},
        status=1,
        before=("pip", "install", "--target", "t", "foo"),
        command=REFRESH,
        asked={FILE: 1},
        says=mismatch(f"sha256:{changed}", f"sha256:{digest(DATA)}"),
    )


def other_digests() -> Iterator[Case]:
    weak = {"sha256": digest(DATA), "md5": digest(b"other", "md5")}
    fragment = ("pip", "install", f"foo @ [SERVER]{FILE}#sha256={digest(b'other')}")
    evil = f"{SMALL.metadata()}Requires-Dist: evil\n"
    yield Case(
        "F38-weak",
        "the weak one of two is wrong",
        row={"hashes": weak},
        status=1,
        asked={FILE: 1},
        says=mismatch(f"md5:{weak['md5']}", f"md5:{digest(DATA, 'md5')}"),
    )
    yield Case(
        "F38-fragment",
        "a digest in the user's URL",
        command=fragment,
        status=1,
        asked={FILE: 2},
        says=mismatch(f"sha256:{digest(b'other')}", f"sha256:{digest(DATA)}"),
    )
    yield Case(
        "F38-side-file",
        "the metadata file",
        {SIDE_FILE: [reply("200 OK", "", evil)]},
        status=1,
        asked={SIDE_FILE: 1, FILE: 0},
        says=(
            f"error: hash mismatch for the metadata of `{NAME}` from [SERVER]{SIDE_FILE}: expected sha256:"
            f"{digest(SMALL.metadata().encode())}, got sha256:{digest(evil.encode())}",
        ),
    )


def lies() -> Iterator[Case]:
    """Eight fields, in which the metadata file says other things than the wheel's own."""
    true = DETAILED.metadata()
    fields: Mapping[str, tuple[str, str, str]] = {
        "python": (">=3.8", ">=3.9", "Requires-Python"),
        "no-python": ("Requires-Python: >=3.8\n", "", "Requires-Python"),
        "extra": ("Provides-Extra: more", "Provides-Extra: less", "Provides-Extra"),
        "more-extras": ("Provides-Extra: more", "Provides-Extra: more\nProvides-Extra: new", "Provides-Extra"),
        "requirement": ("bar; extra", "baz; extra", "Requires-Dist"),
        "marker": ("; extra == 'more'", "; extra == 'more' and python_version > '3'", "Requires-Dist"),
        "no-requirement": ("Requires-Dist: bar; extra == 'more'\n", "", "Requires-Dist"),
    }
    for name, (said, instead, field) in fields.items():
        yield Case(
            f"F40-{name}",
            "the metadata file lies",
            wheel=DETAILED,
            side_file=true.replace(said, instead).encode(),
            status=1,
            asked={SIDE_FILE: 1, FILE: 1},
            says=(RESOLVED, f"error: metadata of `{NAME}` differs from what the index served: `{field}`"),
        )


def other_names() -> Iterator[Case]:
    true = DETAILED.metadata()
    for name, said, instead in (("project", "Name: foo", "fob"), ("version", "Version: 1.0", "1.1")):
        lie = true.replace(said, f"{said.partition(':')[0]}: {instead}")
        yield Case(
            f"F40-{name}",
            "the metadata file is of another one",
            wheel=DETAILED,
            side_file=lie.encode(),
            status=1,
            asked={SIDE_FILE: 1, FILE: 0},
            says=(
                "error: No solution found when resolving dependencies",
                f"  cause: Because foo==1.0 cannot be used (metadata of `{NAME}` at [SERVER]{FILE}: it is of the "
                f"{name} `{instead}`) and you require foo, we can conclude that your requirements are "
                "unsatisfiable.",
            ),
        )
    yield Case(
        "F40-spelling",
        "the same in other words",
        wheel=DETAILED,
        status=0,
        side_file=true.replace("Name: foo", "Name: Foo").replace("; extra", " ;  extra").encode(),
    )


def ranges() -> Iterator[Case]:
    """Without a metadata file the end of the wheel is read: here by a server that answers oddly."""
    text, size = DATA.decode("latin-1"), len(DATA)

    def part(first: int, end: int, fields: str = ETAG, total: object = size) -> list[str]:
        return reply("206 Part", f"Content-Range: bytes {first}-{end - 1}/{total}\r\n{fields}", text[first:end])

    good = [["part", "wheel", ETAG]]
    odd = {
        "200": whole(DATA),
        "wrong-start": part(0, size - 10),
        "too-much": part(0, size, total=size + 100_000),
        "no-total": part(0, size, total="*"),
        "no-range": reply("206 Part", ETAG, text),
        "multipart": reply(
            "206 Part",
            "Content-Type: multipart/byteranges; boundary=x\r\n",
            f"--x\r\nContent-Range: bytes 0-{size - 1}/{size}\r\n\r\n{text}\r\n--x--\r\n",
        ),
        "416": reply("416 No", f"Content-Range: bytes */{size}\r\n"),
        "501": reply("501 No"),
        "two-sizes": part(0, 100, total=10**20),
    }
    for name, answer in odd.items():
        yield Case(f"I37-{name}", "instead of the end", {FILE: [answer, good]}, row=BARE, status=0)
    for name, answer in odd.items():
        yield Case(
            f"I37-unsized-{name}",
            "instead of the end",
            {FILE: [answer, good]},
            status=0,
            row={**BARE, "size": None, "hashes": {}},
        )


def unasked_parts() -> Iterator[Case]:
    text, size = DATA.decode("latin-1"), len(DATA)

    def part(first: int, end: int, fields: str = ETAG, total: object = size) -> list[str]:
        return reply("206 Part", f"Content-Range: bytes {first}-{end - 1}/{total}\r\n{fields}", text[first:end])

    yield Case(
        "I37-never",
        "always wrong parts",
        {FILE: [part(0, 10)]},
        row=BARE,
        asked={FILE: 2},
        says=(f"error: cannot fetch `[SERVER]{FILE}`", f"  cause: {UNASKED}"),
    )
    yield Case("I39-page", "206 to a page", {PAGE: [part(0, size)]}, says=cause(UNASKED), asked={PAGE: 1})
    yield Case(
        "I39-wheel", "206 to the whole wheel", {FILE: [part(0, size)]}, asked={FILE: 1}, says=file_cause(UNASKED)
    )
    yield from changes()


def changes() -> Iterator[Case]:
    """The file changes between two parts: METADATA lies far from the end, so that there are two."""
    names = {f"foo/m{number:04}.py": "" for number in range(1500)}
    wheel = Wheel("foo", "1.0", files=names)
    data = wheel.bytes()
    first = len(data) - 65536
    text = data.decode("latin-1")
    tail = reply("206 Part", f"{ETAG}Content-Range: bytes {first}-{len(data) - 1}/{len(data)}\r\n", text[first:])
    good = [["part", "wheel", ETAG]]
    other = [["part", "wheel", 'ETag: "two"\r\n']]

    def ways(seen: Seen) -> list[str]:
        asked = [request.header("Range") for request in seen.server.requests if request.target == FILE]
        return (
            [] if asked[0] == "bytes=-65536" and len(asked) == 4 and asked[2:] == [None, None] else [f"asked {asked}"]
        )

    yield Case("I38-same", "two parts of one file", {FILE: [good]}, wheel=wheel, row=BARE, status=0, asked={FILE: 3})
    yield Case("I38-etag", "parts of two files", {FILE: [tail, other]}, wheel=wheel, row=BARE, status=0, also=ways)


def cases() -> Iterator[Case]:
    yield from served_bytes()
    yield from promised_digests()
    yield from other_digests()
    yield from lies()
    yield from other_names()
    yield from ranges()
    yield from unasked_parts()
