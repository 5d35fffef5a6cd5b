# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of harness/recording_server.py and harness/range_file.py against a small index on loopback."""

import contextlib
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
    page = f'<a href="../../files/{_NAME}#sha256=0f">{_NAME}</a>'
    page_count = 0
    has_ranges = True
    sent_bytes = 0

    def do_GET(self) -> None:
        body, status, extra = b"", 404, {}
        if self.path == "/simple/a/":
            type(self).page_count += 1
            body, status = self.page.encode(), 200
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
        self.upstream = f"http://127.0.0.1:{upstream.server_port}/simple"
        self.start()

    def start(self) -> None:
        """A server over the recording as it is, as of a further run."""
        server = RecordingServer(Recorder(self.upstream, self.folder))
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

    def test_a_page_that_was_kept_stays_as_it_was_and_its_wheels_are_found(self):
        kept = self.read("/simple/a/")
        self.index.page += '<a href="../../files/a-2.0-py3-none-any.whl">a-2.0-py3-none-any.whl</a>'
        self.start()
        self.assertEqual(self.read("/simple/a/"), kept)
        self.assertEqual(self.index.page_count, 1)
        self.assertEqual(self.read(f"/files/{_NAME}"), self.index.wheel)
        self.assertEqual(self.read(f"/files/{_NAME}.metadata").decode(), _METADATA)
        self.assertEqual(self.read("/simple/a/"), kept)
        self.assertEqual(self.index.page_count, 2)
        self.assertEqual((self.folder / "simple" / "a" / "index.json").read_bytes(), kept)

    def test_a_wheel_that_has_gone_from_the_index_is_told_and_the_index_asked_once(self):
        self.read("/simple/a/")
        self.index.page = ""
        self.start()
        told = io.StringIO()
        with contextlib.redirect_stderr(told):
            for path in (f"/files/{_NAME}", f"/files/{_NAME}.metadata"):
                with self.assertRaises(urllib.error.HTTPError) as raised:
                    self.read(path)
                with raised.exception as answer:
                    self.assertEqual((answer.code, answer.read().decode()),
                                     (404, f"the index does not list {_NAME}"))
        self.assertEqual(told.getvalue(), f"recording: the index does not list {_NAME}\n" * 2)
        self.assertEqual(self.index.page_count, 2)

    def test_what_the_index_does_not_have_stays_not_found(self):
        for path in ("/simple/b/", "/files/b-1.0-py3-none-any.whl", "/other"):
            with self.assertRaises(urllib.error.HTTPError) as raised:
                self.read(path)
            raised.exception.close()
            self.assertEqual(raised.exception.code, 404)


if __name__ == "__main__":
    unittest.main()
