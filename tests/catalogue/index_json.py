# SPDX-License-Identifier: MIT OR Apache-2.0
"""I01–I22 but I13: JSON pages of an index that are cut, of another version, contradictory, or hold entries that are."""

import hashlib
import json
from collections.abc import Iterator

from case import Case, Served, Verdict
from pages import (
    FOO,
    INSTALL,
    INSTALLED,
    accepted,
    file_of,
    ignored,
    installed,
    json_body,
    json_page,
    raw_page,
    refused,
    site,
    warned,
)
from texts import with_texts
from wheel_file import Wheel

TWO = Wheel("foo", "2.0")
REQUIRE_HASHES = ("pip", "install", "--require-hashes", "-r", "requirements.txt")
DIGEST = file_of()["hashes"]["sha256"]
GOOD_LINE = {"requirements.txt": f"foo==1.0 --hash=sha256:{DIGEST}\n".encode()}
WRONG_LINE = {"requirements.txt": f"foo==1.0 --hash=sha256:{'0' * 64}\n".encode()}


def documents() -> Iterator[Case]:
    whole = json_body(file_of())
    yield refused("I01", raw_page(whole[: len(whole) // 2]))
    yield refused("I01-closed", raw_page(whole[: len(whole) // 2] + b"}"))
    yield refused("I02-major", json_page(file_of(), meta={"api-version": "2.0"}))
    yield warned("I02-minor", json_page(file_of(), meta={"api-version": "1.99"}))
    yield refused("I02-word", json_page(file_of(), meta={"api-version": "one"}))
    yield refused("I02-number", json_page(file_of(), meta={"api-version": 1}))
    yield accepted("I03", json_page(file_of(), meta=None))
    yield accepted("I03-empty", json_page(file_of(), meta={}))
    yield refused("I04", json_page(file_of(), name="bar"))
    yield accepted("I04-form", json_page(file_of(), name="FOO"))
    yield accepted("I04-none", json_page(file_of(), name=None))


def digests() -> Iterator[Case]:
    for word, hashes in (("none", None), ("empty", {})):
        page = json_page(file_of(hashes=hashes))
        yield accepted(f"I05-{word}", page)
        yield accepted(f"I05-{word}-checked", page, command=REQUIRE_HASHES, files=GOOD_LINE)
        yield refused(f"I05-{word}-wrong", page, command=REQUIRE_HASHES, files=WRONG_LINE)
    yield ignored("I06-short", file_of(TWO, hashes={"sha256": DIGEST[:63]}), TWO)
    yield ignored("I06-letters", file_of(TWO, hashes={"sha256": "x" * 64}), TWO)
    yield accepted("I06-uppercase", json_page(file_of(hashes={"sha256": DIGEST.upper()})))
    yield ignored("I06-list", file_of(TWO, hashes=["sha256", DIGEST]), TWO)
    md5 = json_page(file_of(hashes={"md5": "0" * 32}))
    yield accepted("I07-unknown", json_page(file_of(hashes={"crc32": "00000000"})))
    yield refused("I07-wrong", md5)
    yield refused("I07-wrong-required", md5, command=REQUIRE_HASHES, files=GOOD_LINE)
    right = hashlib.md5(FOO.bytes(), usedforsecurity=False).hexdigest()
    only = json_page(file_of(hashes={"md5": right}))
    yield accepted("I07", only)
    weak = {"requirements.txt": f"foo==1.0 --hash=md5:{right}\n".encode()}
    yield refused("I07-required", only, command=REQUIRE_HASHES, files=weak)
    yield accepted("I07-checked", only, command=REQUIRE_HASHES, files=GOOD_LINE)
    yield refused("I08", json_page(file_of(hashes={"sha256": "0" * 64})))


def names_and_urls() -> Iterator[Case]:
    for word, name in (
        ("parent", "../../foo-2.0-py3-none-any.whl"),
        ("folder", "a/foo-2.0-py3-none-any.whl"),
        ("backslash", "..\\foo-2.0-py3-none-any.whl"),
        ("nul", "foo-2.0-py3-none-any.whl\0"),
        ("control", "foo-2.0-py3-none-any\x1b[31m.whl"),
        ("number", 2),
    ):
        yield ignored(f"I09-{word}", file_of(TWO, filename=name), TWO)
    yield ignored("I10", file_of(TWO, filename="foo-2-2.tar.gz", url="[SERVER]/files/foo-2-2.tar.gz"), TWO)
    yield ignored("I10-wheel", file_of(TWO, filename="foo_2-2.0-py3-none-any.whl"), TWO)
    yield ignored("I11", file_of(TWO, url="[SERVER]/files/bar-2.0-py3-none-any.whl"), TWO)
    for word, url in (
        ("file", "file:///tmp/" + TWO.file_name),
        ("ftp", "ftp://127.0.0.1/" + TWO.file_name),
        ("javascript", "javascript:alert(1)//" + TWO.file_name),
        ("data", "data:text/plain," + TWO.file_name),
        ("none", None),
        ("number", 7),
        ("control", f"[SERVER]/files/\r\nX: y/{TWO.file_name}"),
        ("port", "http://127.0.0.1:99999/" + TWO.file_name),
    ):
        yield ignored(f"I12-{word}", file_of(TWO, url=url), TWO)
    yield ignored("I14", file_of(TWO, url="[SERVER]/files/%252e%252e%252f" + TWO.file_name), TWO)
    yield ignored("I14-once", file_of(TWO, url="[SERVER]/files/%2e%2e%2f" + TWO.file_name), TWO)
    encoded = f"/files/%66oo-1.0{FOO.file_name.removeprefix('foo-1.0')}"
    served = {"/simple/foo/": json_page(file_of(url=f"[SERVER]{encoded}")), encoded: Served(FOO.bytes())}
    yield Case("I14-letter", Verdict.ACCEPT, INSTALL, served=served, also=installed("foo-1.0"))


def members() -> Iterator[Case]:
    size = len(FOO.bytes())
    for word, value in (("negative", -1), ("text", "12"), ("fraction", 1.5), ("list", [])):
        yield ignored(f"I15-{word}", file_of(TWO, size=value), TWO)
    # The number alone makes the document one that cannot be read.
    yield refused("I15-huge", json_page(file_of(size=2**64)))
    yield accepted("I15-right", json_page(file_of(size=size)))
    yield refused("I15-less", json_page(file_of(size=size - 1)))
    yield refused("I15-more", json_page(file_of(size=size + 1)))
    yield refused("I15-less-no-hash", json_page(file_of(size=size - 1, hashes=None)))
    for word, value in (("text", "broken"), ("empty", ""), ("true", True)):
        yield ignored(f"I16-{word}", file_of(TWO, yanked=value), TWO)
    yield accepted("I16-false", json_page(file_of(yanked=False)))
    for word, value in (("object", {}), ("number", 1), ("control", "\x1b[31mred\x07")):
        yield ignored(f"I16-{word}", file_of(TWO, yanked=value), TWO)
    only = json_page(file_of(yanked="\x1b]0;owned\x07 broken"))
    yield warned("I16-pinned", only, command=("pip", "install", "foo==1.0"))
    for word, value in (("words", "garbage"), ("operator", ">=="), ("number", 3), ("letters", ">=3.\u0667")):
        yield ignored(f"I17-{word}", file_of(TWO, **{"requires-python": value}), TWO)
    cutoff = ("pip", "install", "--exclude-newer", "2024-01-01", "foo")
    for word, value in (("words", "yesterday"), ("number", 5), ("month", "2023-13-01T00:00:00Z")):
        yield refused(f"I18-{word}", json_page(file_of(**{"upload-time": value})), command=cutoff)
        yield accepted(f"I18-{word}-unasked", json_page(file_of(**{"upload-time": value})))
    yield accepted("I18", json_page(file_of(**{"upload-time": "2023-12-01T00:00:00Z"})), command=cutoff)


def many_files(count: int) -> Served:
    """The one that can be installed is the last."""
    entry = json.dumps(file_of(TWO, hashes={}, url="[SERVER]/files/x")).replace("foo-2.0", "foo-0.{}")
    parts = [entry.replace("{}", str(number)) for number in range(count)]
    return raw_page(b'{"files": [' + ",".join([*parts, json.dumps(file_of())]).encode() + b"]}")


def sizes() -> Iterator[Case]:
    yield accepted("I19", many_files(10_000))
    yield accepted("I19-million", Served(respond=lambda _: many_files(1_000_000)), full_only=True)
    for depth in (63, 64, 100_000):
        nested = b"[" * depth + b"]" * depth
        body = json_body(file_of())[:-1] + b', "extra": ' + nested + b"}"
        make = accepted if depth == 63 else refused
        yield make(f"I20-{depth}", raw_page(body))
    yield refused("I20-open", raw_page(b'{"files": ' + b"[" * 100_000))


def oddities() -> Iterator[Case]:
    body = json_body(file_of())
    twice = json.dumps(file_of())
    yield refused("I21-files", raw_page(body[:-1] + b', "files": []}'))
    for key, value in (("url", '"http://127.0.0.1:9/x"'), ("hashes", "{}")):
        yield refused(f"I21-{key}", raw_page(f'{{"files": [{twice[:-1]}, "{key}": {value}}}]}}'.encode()))
    yield accepted("I21-other", raw_page(body[:-1] + b', "x": 1, "x": 2}'))
    for word, value in (
        ("nan", b"NaN"),
        ("large", b"1e999"),
        ("surrogate", b'"\\ud800"'),
        ("bytes", b'"\xff\xfe"'),
        ("control", b'"\x1b"'),
        ("number", b"01"),
    ):
        yield refused(f"I22-{word}", raw_page(body[:-1] + b', "x": ' + value + b"}"))
    yield accepted("I22-mark", raw_page(b"\xef\xbb\xbf" + body))
    yield refused("I22-utf16", raw_page(body.decode().encode("utf-16")))
    for word, text in (("empty", b""), ("list", b"[]"), ("null", b"null"), ("files", b'{"files": {}}')):
        yield refused(f"I22-{word}", raw_page(text))
    yield refused("I22-none", raw_page(b"{}"))
    yield ignored("I22-entry", [TWO.file_name], TWO)


def cases() -> list[Case]:
    return with_texts("index_json", [*documents(), *digests(), *names_and_urls(), *members(), *sizes(), *oddities()])
