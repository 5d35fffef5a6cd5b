# SPDX-License-Identifier: MIT OR Apache-2.0
"""A package index on loopback for end-to-end tests, in the two shapes that exist.

full: JSON with sizes, upload times, metadata files (PEP 658), ETag and max-age=600.
plain: HTML whatever is asked for, without sizes, metadata files, validators and freshness; files serve ranges.

    /simple/NAME/   a page          /files/FILE[.metadata]   a file
    /flat/          links to all    /static/PATH             a file of the case's own folder
"""

import base64
import hashlib
import html
import json
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from loopback import LoopbackServer, PromptHandler


@dataclass
class IndexedFile:
    project: str  # normalised
    name: str
    data: bytes
    metadata: bytes | None = None
    requires_python: str = ""
    yanked: str | None = None
    upload_time: str = "2024-01-01T00:00:00.000000Z"
    hash: str | None = None  # as the page promises it; None: none

    def metadata_digest(self) -> str:
        return hashlib.sha256(self.metadata or b"").hexdigest()


@dataclass
class Fault:
    """What goes wrong with the next `times` requests to a path; 0 means all of them."""

    status: int = 0
    times: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None  # the connection closes after so many bytes of the body
    delay: float = 0.0


@dataclass
class Shape:
    plain: bool = False
    ranges: bool = True
    etag: bool = True
    max_age: int | None = 600
    metadata_files: bool = True
    credentials: str = ""  # user:password


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class IndexPages:
    """What an index answers to each path below its address: pages of the files that it offers, and the files."""

    def __init__(self, shape: Shape, address: str):
        self.shape = shape
        self.address = address
        self.files: list[IndexedFile] = []
        self.static: Path | None = None

    def answer(self, path: str) -> Answer:
        if match := re.fullmatch(r"/simple/([^/]+)/", path):
            files = [file for file in self.files if file.project == match[1]]
            return self.page(match[1], files) if files else Answer(404, b"no such project\n")
        if path == "/flat/":
            return self.html_page("flat", self.files)
        if match := re.fullmatch(r"/files/([^/]+)", path):
            return self.file(match[1])
        if path.startswith("/static/") and self.static:
            target = self.static / path.removeprefix("/static/")
            if target.is_file():
                return Answer(body=target.read_bytes(), headers={"Content-Type": "text/plain"})
        return Answer(404, b"not here\n")

    def file(self, name: str) -> Answer:
        kind = {"Content-Type": "application/octet-stream"}
        for file in self.files:
            if file.name == name:
                if self.shape.etag and not self.shape.plain:
                    kind["ETag"] = f'"{hashlib.sha256(file.data).hexdigest()[:16]}"'
                return Answer(body=file.data, headers=kind)
            serves_metadata = self.shape.metadata_files and not self.shape.plain
            if serves_metadata and file.metadata is not None and f"{file.name}.metadata" == name:
                return Answer(body=file.metadata, headers=kind)
        return Answer(404, b"no such file\n")

    def page(self, project: str, files: list[IndexedFile]) -> Answer:
        answer = self.html_page(project, files) if self.shape.plain else self.json_page(project, files)
        if not self.shape.plain:
            if self.shape.etag:
                answer.headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            if self.shape.max_age is not None:
                answer.headers["Cache-Control"] = f"max-age={self.shape.max_age}, public"
        return answer

    def json_page(self, project: str, files: list[IndexedFile]) -> Answer:
        rows = []
        for file in files:
            row = {
                "filename": file.name,
                "url": f"{self.address}/files/{file.name}",
                "hashes": {"sha256": file.hash} if file.hash else {},
                "size": len(file.data),
                "upload-time": file.upload_time,
                "yanked": False if file.yanked is None else file.yanked or True,
            }
            if file.requires_python:
                row["requires-python"] = file.requires_python
            if self.shape.metadata_files and file.metadata is not None:
                row["core-metadata"] = {"sha256": file.metadata_digest()}
            rows.append(row)
        versions = sorted({file.name.split("-")[1] for file in files if file.name.endswith(".whl")})
        page = {"meta": {"api-version": "1.1"}, "name": project, "versions": versions, "files": rows}
        kind = {"Content-Type": "application/vnd.pypi.simple.v1+json"}
        return Answer(body=json.dumps(page).encode(), headers=kind)

    def html_page(self, project: str, files: list[IndexedFile]) -> Answer:
        rows = []
        for file in files:
            digest = f"#sha256={file.hash}" if file.hash else ""
            attributes = f' data-upload-time="{file.upload_time}"'
            if file.requires_python:
                attributes += f' data-requires-python="{html.escape(file.requires_python)}"'
            if file.yanked is not None:
                attributes += f' data-yanked="{html.escape(file.yanked)}"'
            rows.append(f'<a href="../../files/{file.name}{digest}"{attributes}>{file.name}</a><br/>\n')
        body = f"<!DOCTYPE html>\n<html><body><h1>{project}</h1>\n{''.join(rows)}</body></html>\n"
        return Answer(body=body.encode(), headers={"Content-Type": "text/html; charset=UTF-8"})


class IndexHost(LoopbackServer, IndexPages):
    """An index, the faults that are asked for, and what was requested."""

    def __init__(self, shape: Shape, static: Path | None = None):
        self.faults: dict[str, Fault] = {}
        self.lock = threading.Lock()
        self.requests: list[str] = []
        host = self

        class Handler(IndexRequestHandler):
            index = host

        LoopbackServer.__init__(self, Handler)
        IndexPages.__init__(self, shape, self.origin)
        self.static = static

    def take_requests(self) -> list[str]:
        with self.lock:
            taken, self.requests = self.requests, []
        return taken

    def take_fault(self, path: str) -> Fault | None:
        with self.lock:
            fault = self.faults.get(path)
            if fault and fault.times:
                fault.times -= 1
                if fault.times == 0:
                    del self.faults[path]
            return fault


class IndexRequestHandler(PromptHandler):
    index: IndexHost

    def do_HEAD(self):
        self.respond()

    def do_GET(self):
        self.respond()

    def is_refused(self) -> bool:
        wanted = self.index.shape.credentials
        token = base64.b64encode(wanted.encode()).decode()
        return bool(wanted) and self.headers.get("Authorization") != f"Basic {token}"

    def respond(self) -> None:
        path = self.path.partition("?")[0]
        line = f"{self.command} {path}"
        line += " (range)" if self.headers.get("Range") else ""
        line += " (conditional)" if self.headers.get("If-None-Match") else ""
        with self.index.lock:
            self.index.requests.append(line)
        fault = self.index.take_fault(path)
        answer = self.index.answer(path)
        if self.is_refused():
            answer = Answer(401, b"refused\n", {"WWW-Authenticate": 'Basic realm="index"'})
        if fault:
            time.sleep(fault.delay)
            if fault.status:
                answer = Answer(fault.status)
            answer.headers |= fault.headers
        self.send(self.conditioned(answer), fault.cut if fault else None)

    def conditioned(self, answer: Answer) -> Answer:
        etag = answer.headers.get("ETag")
        if etag and self.headers.get("If-None-Match") == etag:
            return Answer(304, b"", answer.headers)
        match = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not match or answer.status != 200 or not self.index.shape.ranges or not self.path.startswith("/files/"):
            return answer
        size = len(answer.body)
        first, last = match.groups()
        start = int(first) if first else max(0, size - int(last))
        end = min(int(last), size - 1) if first and last else size - 1
        if start > end:
            return Answer(416, b"", {"Content-Range": f"bytes */{size}"})
        answer.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
        return Answer(206, answer.body[start : end + 1], answer.headers)

    def send(self, answer: Answer, cut: int | None) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(answer.body if cut is None else answer.body[:cut])
        self.wfile.flush()
        self.close_connection = self.close_connection or cut is not None
