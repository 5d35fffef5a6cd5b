# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of harness/recording_server.py and harness/range_file.py against a small index on loopback."""

import io
import json
import tempfile
import threading
import unittest
import urllib.error
import urllib.request
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from harness.recording_server import Recorder, RecordingServer

_NAME = "a-1.0-py3-none-any.whl"
_METADATA = "Metadata-Version: 2.1\nName: a\nVersion: 1.0\nRequires-Dist: b\n"


def make_wheel() -> bytes:
    """Large enough that its METADATA lies outside the part that is read first."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as wheel:
        wheel.writestr("a-1.0.dist-info/METADATA", _METADATA + "\nlong words\n")
        wheel.writestr("a/data.bin", bytes(range(256)) * 1024)
    return buffer.getvalue()


class _PlainIndex(BaseHTTPRequestHandler):
    """HTML pages and files with ranges; counts the bytes of files that it sent."""

    wheel = make_wheel()
    has_ranges = True
    sent_bytes = 0

    def do_GET(self) -> None:
        body, status, extra = b"", 404, {}
        if self.path == "/simple/a/":
            body, status = f'<a href="../../files/{_NAME}#sha256=0f">{_NAME}</a>'.encode(), 200
        elif self.path == f"/files/{_NAME}":
            body, status, extra = self.read_file()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **extra}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def read_file(self) -> tuple[bytes, int, dict[str, str]]:
        wanted = self.headers.get("Range")
        if wanted is None or not self.has_ranges:
            body, status, extra = self.wheel, 200, {}
        else:
            first, last = wanted.removeprefix("bytes=").split("-")
            start = int(first) if first else len(self.wheel) - int(last)
            end = int(last) + 1 if first else len(self.wheel)
            body, status = self.wheel[start:end], 206
            extra = {"Content-Range": f"bytes {start}-{end - 1}/{len(self.wheel)}"}
        type(self).sent_bytes += len(body)
        return body, status, extra

    def log_message(self, *_: object) -> None:
        """Quiet."""


class RecordingServerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.index = type("Index", (_PlainIndex,), {})
        upstream = ThreadingHTTPServer(("127.0.0.1", 0), self.index)
        threading.Thread(target=upstream.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(upstream.server_close)
        self.addCleanup(upstream.shutdown)
        recorder = Recorder(f"http://127.0.0.1:{upstream.server_port}/simple", self.folder)
        server = RecordingServer(recorder)
        server.__enter__()
        self.addCleanup(server.__exit__)
        self.root = server.url.removesuffix("/simple")

    def read(self, path: str) -> bytes:
        with urllib.request.urlopen(self.root + path) as answer:
            return answer.read()

    def test_a_page_is_answered_as_json_and_kept(self):
        page = json.loads(self.read("/simple/a/"))
        self.assertEqual(page["files"][0]["url"], f"../../files/{_NAME}")
        self.assertEqual(json.loads((self.folder / "simple" / "a" / "index.json").read_bytes()), page)

    def test_metadata_is_read_by_ranges_where_the_index_has_no_side_file(self):
        self.read("/simple/a/")
        self.assertEqual(self.read(f"/files/{_NAME}.metadata").decode(), _METADATA)
        self.assertEqual((self.folder / "metadata" / "a-1.0").read_text(), _METADATA)
        self.assertLess(self.index.sent_bytes, len(self.index.wheel) / 2)

    def test_metadata_is_found_where_the_index_ignores_ranges(self):
        self.index.has_ranges = False
        self.read("/simple/a/")
        self.assertEqual(self.read(f"/files/{_NAME}.metadata").decode(), _METADATA)

    def test_a_wheel_is_kept_and_not_fetched_twice(self):
        self.read("/simple/a/")
        self.assertEqual(self.read(f"/files/{_NAME}"), self.index.wheel)
        self.assertEqual(self.read(f"/files/{_NAME}"), self.index.wheel)
        self.assertEqual(self.index.sent_bytes, len(self.index.wheel))
        self.assertEqual((self.folder / "wheels" / _NAME).read_bytes(), self.index.wheel)

    def test_what_the_index_does_not_have_stays_not_found(self):
        for path in ("/simple/b/", "/files/b-1.0-py3-none-any.whl", "/other"):
            with self.assertRaises(urllib.error.HTTPError) as raised:
                self.read(path)
            raised.exception.close()
            self.assertEqual(raised.exception.code, 404)


if __name__ == "__main__":
    unittest.main()
