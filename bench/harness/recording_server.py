# SPDX-License-Identifier: MIT OR Apache-2.0
"""An HTTP server on loopback that forwards to an index and keeps all that passes, in the form of a recording.

`/simple/NAME/`       page, kept as simple/NAME/index.json
`/files/W.metadata`   the index's side file, or read out of the wheel by ranges; kept as metadata/DIST-VERSION
`/files/W`            the wheel, kept as wheels/W
A second request is answered from what was kept, so a recording can be given what another client asks for.
"""

import json
import re
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from harness.pins import wheel_key
from harness.range_file import read_wheel_metadata
from harness.recorded_page import keep_headers, record_page

_ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.1"
_TIMEOUT_SECONDS = 60


class GoneError(Exception):
    """A wheel that the index does not list, or not any more."""


class Recorder:
    """Forwards and keeps. Callable from any thread; one lock, since a recording is not in a hurry."""

    def __init__(self, index_url: str, folder: Path) -> None:
        self._index_url = index_url.rstrip("/")
        self._folder = folder
        self._sources: dict[str, dict] = {}
        self._asked: set[str] = set()
        self._lock = threading.Lock()

    def read_page(self, name: str) -> bytes:
        """The page, as it was at its first request: what is added to a recording later belongs to the same pages."""
        with self._lock:
            target = self._folder / "simple" / name / "index.json"
            return target.read_bytes() if target.is_file() else _keep(target, self._fetch_page(name))

    def _fetch_page(self, name: str) -> bytes:
        request = urllib.request.Request(f"{self._index_url}/{name}/", headers={"Accept": _ACCEPT})
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:
            kind = answer.headers.get("Content-Type", "")
            page, sources = record_page(name, answer.read(), kind, answer.url)
        self._sources.update(sources)
        self._asked.add(name)
        return json.dumps(page, separators=(",", ":"), sort_keys=True).encode()

    def _source(self, wheel: str) -> dict:
        """Where the wheel is. Of a page that was kept earlier, the index is asked for that now, once."""
        name = re.sub(r"[-_.]+", "-", wheel.split("-")[0]).lower()
        if wheel not in self._sources and name not in self._asked:
            self._fetch_page(name)
        if wheel not in self._sources:
            raise GoneError(f"the index does not list {wheel}")
        return self._sources[wheel]

    def read_metadata(self, wheel: str) -> bytes:
        with self._lock:
            target = self._folder / "metadata" / wheel_key(wheel)
            if target.is_file():
                return target.read_bytes()
            source = self._source(wheel)
            if source["side_file"]:
                with urllib.request.urlopen(source["url"] + ".metadata", timeout=_TIMEOUT_SECONDS) as answer:
                    text = answer.read().decode("utf-8", "replace")
            else:
                text = read_wheel_metadata(source["url"])
            return _keep(target, keep_headers(text).encode())

    def read_file(self, name: str) -> bytes:
        with self._lock:
            target = self._folder / "wheels" / name
            if target.is_file():
                return target.read_bytes()
            with urllib.request.urlopen(self._source(name)["url"], timeout=_TIMEOUT_SECONDS) as answer:
                return _keep(target, answer.read())


class RecordingServer:
    """Context manager around the server's thread; `url` is what the client gets as its index."""

    def __init__(self, recorder: Recorder) -> None:
        handler = type("Handler", (_Handler,), {"recorder": recorder})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/simple"

    def __enter__(self) -> "RecordingServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    recorder: Recorder

    def do_GET(self) -> None:
        try:
            kind, body = self._answer()
            self._send(200, kind, body)
        except urllib.error.HTTPError as error:
            self._send(error.code, "text/plain", b"")
        except GoneError as error:
            print(f"recording: {error}", file=sys.stderr)
            self._send(404, "text/plain", str(error).encode())
        except KeyError:
            self._send(404, "text/plain", b"")
        except OSError as error:
            self._send(502, "text/plain", str(error).encode())

    def _answer(self) -> tuple[str, bytes]:
        page = re.fullmatch(r"/simple/([^/?]+)/", self.path)
        if page:
            return "application/vnd.pypi.simple.v1+json", self.recorder.read_page(page[1])
        file = re.fullmatch(r"/files/([^/?]+)", self.path)
        if file is None:
            raise KeyError(self.path)
        name = urllib.parse.unquote(file[1])
        if name.endswith(".whl.metadata"):
            return "application/octet-stream", self.recorder.read_metadata(name.removesuffix(".metadata"))
        return "application/octet-stream", self.recorder.read_file(name)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet: the client's own output is what the person wants to see."""


def _keep(target: Path, body: bytes) -> bytes:
    """Writes beside the target and renames, so that an interrupted recording holds only whole files."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.write_bytes(body)
    partial.replace(target)
    return body
