# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads a wheel's METADATA from a server that answers to ranges, without fetching the whole wheel.

A server that ignores ranges sends everything once; then that is used.
"""

import io
import urllib.request
import zipfile

_TIMEOUT_SECONDS = 60
_TAIL_BYTES = 64 * 1024


class RangeFile(io.RawIOBase):
    """A read-only seekable file over HTTP ranges, with its last 64 KiB (the zip's directory) read at once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._position = 0
        body, total = self._fetch(f"bytes=-{_TAIL_BYTES}")
        self._tail = body
        self._size = total
        self._tail_start = total - len(body)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, target) -> int:
        end = min(self._position + len(target), self._size)
        if self._position >= end:
            return 0
        if self._position >= self._tail_start:
            body = self._tail[self._position - self._tail_start : end - self._tail_start]
        else:
            body, _ = self._fetch(f"bytes={self._position}-{end - 1}")
        target[: len(body)] = body
        self._position += len(body)
        return len(body)

    def _fetch(self, byte_range: str) -> tuple[bytes, int]:
        """The bytes and the size of the whole file; with status 200 the bytes are the whole file."""
        request = urllib.request.Request(self._url, headers={"Range": byte_range})
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:
            body = answer.read()
            if answer.status == 206:
                return body, int(answer.headers["Content-Range"].rpartition("/")[2])
            return body, len(body)


def read_wheel_metadata(url: str) -> str:
    with zipfile.ZipFile(io.BufferedReader(RangeFile(url), 16 * 1024)) as wheel:
        (name,) = (name for name in wheel.namelist()
                   if name.count("/") == 1 and name.endswith(".dist-info/METADATA"))
        return wheel.read(name).decode("utf-8", "replace")
