# SPDX-License-Identifier: MIT OR Apache-2.0
"""Much of everything: a large wheel, large metadata, pages without end or with very many versions and files."""

import base64
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator

from bounds_lab import MIB, Bound
from scripted_server import Answer, reply
from wheel_file import Wheel

JSON_TYPE = "Content-Type: application/vnd.pypi.simple.v1+json\r\n"
FILE = "foo-1.0-py3-none-any.whl"
BLOCK = bytes(range(256)) * 4096  # 1 MiB
METADATA = b"Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n"
WHEEL = b"Wheel-Version: 1.0\nGenerator: fixture\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
INSTALL = ("pip", "install", "--no-cache", "foo")


def record(entries: list[tuple[str, bytes, int]]) -> bytes:
    """Rows of name, digest, size."""
    rows = [
        f"{name},sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()},{size}\n"
        for name, digest, size in entries
    ]
    return "".join([*rows, "foo-1.0.dist-info/RECORD,,\n"]).encode()


class Pipe(io.RawIOBase):
    """A file that cannot seek and hands on what is written."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)


def stored_entry(name: str, blocks: int, metadata: bytes) -> tuple[int, Callable[[], Iterator[bytes]]]:
    """A wheel with one large file, stored; its size, and its bytes as they are made."""
    digest, crc = hashlib.sha256(), 0
    for _ in range(blocks):
        digest.update(BLOCK)
        crc = zlib.crc32(BLOCK, crc)
    small = {"foo-1.0.dist-info/METADATA": metadata, "foo-1.0.dist-info/WHEEL": WHEEL}
    rows = [(name, digest.digest(), blocks * MIB)] if blocks else []
    rows += [(path, hashlib.sha256(data).digest(), len(data)) for path, data in small.items()]
    small["foo-1.0.dist-info/RECORD"] = record(rows)

    def build(emit: Callable[[bytes], None]) -> bytes:
        """Everything but the blocks is written by zipfile; `emit` takes what stands before them."""
        pipe = Pipe()
        large = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
        large.external_attr, large.create_system = 0o100644 << 16, 3
        header = b""
        if blocks:
            large.CRC, large.file_size, large.compress_size = crc, blocks * MIB, blocks * MIB
            header = large.FileHeader(zip64=False)
        emit(header)
        with zipfile.ZipFile(Shifted(pipe, len(header) + blocks * MIB), "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in small.items():
                info = zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0))
                info.external_attr, info.create_system, info.compress_type = 0o100644 << 16, 3, zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
            if blocks:
                large.header_offset = 0
                archive.filelist.insert(0, large)
        return pipe.take()

    heads: list[bytes] = []
    rest = build(heads.append)

    def stream() -> Iterator[bytes]:
        yield heads[0]
        for _ in range(blocks):
            yield BLOCK
        yield rest

    return len(heads[0]) + blocks * MIB + len(rest), stream


class Shifted(io.RawIOBase):
    """A file that is written from a later place on, so that zipfile counts from there; it may go back and overwrite."""

    def __init__(self, pipe: Pipe, start: int):
        self.pipe, self.start, self.data, self.place = pipe, start, io.BytesIO(), 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.start + self.data.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        self.data.seek(offset - self.start if whence == 0 else offset, whence)
        return self.tell()

    def write(self, data) -> int:
        return self.data.write(data)

    def flush(self) -> None:
        self.pipe.parts = [self.data.getvalue()]


def page(rows: list[dict[str, object]], project: str = "foo") -> str:
    return json.dumps({"meta": {"api-version": "1.1"}, "name": project, "files": rows})


def one_file(size: int | None, **more: object) -> Answer:
    row = {"filename": FILE, "url": f"/files/{FILE}", "hashes": {}, **({"size": size} if size else {}), **more}
    return reply("200 OK", JSON_TYPE, page([row]))


def stream_answer(size: int, name: str, status: str = "200 OK", fields: str = "") -> Answer:
    return [f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\nConnection: close\r\n{fields}\r\n", ["stream", name]]


def large_wheels(full: bool) -> Iterator[Bound]:
    size, stream = stored_entry("foo/data.bin", 1024 if full else 64, METADATA)
    side = reply("200 OK", "", METADATA.decode())
    yield Bound(
        "sizes-wheel",
        INSTALL,
        " + foo==1.0",
        script={
            "/simple/foo/": [one_file(size, **{"core-metadata": True})],
            f"/files/{FILE}.metadata": [side],
            f"/files/{FILE}": [stream_answer(size, "wheel")],
        },
        streams={"wheel": stream},
        memory_mib=128,
        seconds=30 if full else 3,
    )
    yield Bound(
        "sizes-wheel-unsized",
        INSTALL,
        " + foo==1.0",
        script={"/simple/foo/": [one_file(None)], f"/files/{FILE}": [stream_answer(size, "wheel")]},
        streams={"wheel": stream},
        memory_mib=128,
        seconds=60 if full else 6,
    )


def large_metadata() -> Iterator[Bound]:
    def blanks() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * MIB

    side = f"error: cannot fetch `[SERVER]/files/{FILE}.metadata`\n"
    yield Bound(
        "sizes-metadata",
        INSTALL,
        f"{side}  cause: 64.0MiB are announced, the limit is 16.0MiB\n",
        1,
        script={
            "/simple/foo/": [one_file(1000, **{"core-metadata": True})],
            f"/files/{FILE}.metadata": [stream_answer(64 * MIB, "blanks")],
        },
        streams={"blanks": blanks},
        memory_mib=64,
    )
    metadata = METADATA + b"\n" + b"x" * (64 * MIB)
    size, stream = stored_entry("", 0, metadata)
    yield Bound(
        "sizes-metadata-inside",
        INSTALL,
        f"(invalid wheel `{FILE}` at [SERVER]/files/{FILE}: METADATA is larger than 16 MiB)",
        1,
        script={"/simple/foo/": [one_file(size)], f"/files/{FILE}": [stream_answer(size, "wheel")]},
        streams={"wheel": stream},
        memory_mib=128,
    )


def versions(count: int) -> str:
    return page(
        [
            {
                "filename": f"foo-1.{number}-py3-none-any.whl",
                "url": f"/files/foo-1.{number}-py3-none-any.whl",
                "hashes": {},
                "core-metadata": False,
                "requires-python": ">=3.8",
            }
            for number in range(count)
        ]
    )


def files(count: int) -> Callable[[], Iterator[bytes]]:
    """One page, of many files of few versions."""

    def stream() -> Iterator[bytes]:
        yield b'{"meta":{"api-version":"1.1"},"name":"foo","files":['
        for start in range(0, count, 1000):
            rows = [
                f'{{"filename":"foo-1.{number % 100}-{number}-py3-none-any.whl","hashes":{{}},'
                f'"url":"/files/foo-1.{number % 100}-{number}-py3-none-any.whl"}}'
                for number in range(start, start + 1000)
            ]
            yield (("," if start else "") + ",".join(rows)).encode()
        yield b"]}"

    return stream


def pages(full: bool) -> Iterator[Bound]:
    dry = ("pip", "install", "--dry-run", "foo<1.5")
    fields = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n{JSON_TYPE}\r\n"
    yield Bound(
        "sizes-endless-page",
        INSTALL,
        "more than the limit of 256.0MiB",
        1,
        script={"/simple/foo/": [[fields, ["repeat", 0, f"10000\r\n{' ' * 0x10000}\r\n"]]]},
        memory_mib=600,
        seconds=10,
        full_only=True,
    )
    count = 100_000 if full else 20_000
    for name, own in (("foo<1.5", dry), ("foo!=1.1", ("pip", "install", "--dry-run", "foo!=1.1"))):
        yield Bound(
            f"sizes-versions-{name}",
            own,
            "answered with status 404: there is no such file",
            1,
            script={"/simple/foo/": [reply("200 OK", JSON_TYPE, versions(count))]},
            memory_mib=512,
            seconds=5,
        )
    count = 1_000_000 if full else 100_000
    stream = files(count)
    size = sum(len(part) for part in stream())
    yield Bound(
        "sizes-files",
        dry,
        "answered with status 404: there is no such file",
        1,
        script={"/simple/foo/": [stream_answer(size, "page", fields=JSON_TYPE)]},
        streams={"page": stream},
        memory_mib=512,
        seconds=5,
    )


def endless_answers() -> Iterator[Bound]:
    """For a wheel of unknown size: half a GiB where a part of it ends, or beside a status that no file has."""
    wheel = Wheel("foo", "1.0")
    data = wheel.bytes().decode("latin-1")
    chunked = "Transfer-Encoding: chunked\r\nConnection: close\r\n"
    flood = ["repeat", 8192, f"10000\r\n{'x' * 0x10000}\r\n"]
    fields = f"{chunked}Content-Range: bytes 0-{len(data) - 1}/{len(data)}\r\n"
    part = [f"HTTP/1.1 206 Part\r\n{fields}\r\n{len(data):x}\r\n{data}\r\n", flood]
    yield Bound(
        "sizes-part",
        INSTALL,
        " + foo==1.0",
        script={"/simple/foo/": [one_file(None)], f"/files/{FILE}": [part, reply("200 OK", "", data)]},
        memory_mib=64,
    )
    answers = {
        "flood": [f"HTTP/1.1 201 Created\r\n{chunked}\r\n", flood],
        "promise": ["HTTP/1.1 201 Created\r\nContent-Length: 17000000000\r\n\r\n", flood],
    }
    for name, answer in answers.items():
        yield Bound(
            f"sizes-status-{name}",
            INSTALL,
            f"  cause: `[SERVER]/files/{FILE}` answered with status 201",
            2,
            script={
                "/simple/foo/": [one_file(None, **{"core-metadata": True})],
                f"/files/{FILE}.metadata": [reply("200 OK", "", wheel.metadata())],
                f"/files/{FILE}": [answer],
            },
            memory_mib=64,
        )


def bounds(full: bool) -> Iterator[Bound]:
    yield from large_wheels(full)
    yield from large_metadata()
    yield from endless_answers()
    yield from pages(full)
