# SPDX-License-Identifier: MIT OR Apache-2.0
"""A server on 127.0.0.1 that does what its script says, byte for byte: sends, waits, cuts, resets. No HTTP library.

A script is plain data: the target of a request → its answers; the n-th request gets the n-th, the last one repeats. An
answer is a list of steps, after which the connection ends:

    "bytes"                     sends them (latin-1)
    ["blob", NAME, FIRST, END]  sends these bytes of a named content
    ["stream", NAME]            sends what a named function yields
    ["part", NAME, HEAD]        206 with what the request's Range names, all of it with 200 where it names nothing
    ["repeat", TIMES, "bytes"]  sends them so often; 0: without end
    ["drip", SECONDS, "bytes"]  sends one byte after the other
    ["pause", SECONDS]
    ["hold"]                    sends nothing more, until the other side or the test ends
    ["reset"]                   ends the connection with RST
    ["again"]                   the connection stays open: the next request on it is read

The target `CONNECTED` stands for a connection before anything is read from it, `*` for all targets without a script.
"""

import contextlib
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Step = str | list
Answer = Sequence[Step]
Script = Mapping[str, Sequence[Answer]]

HEAD_LIMIT_BYTES = 1 << 20
CONNECTED = "CONNECTED"
NOT_FOUND: Answer = ["HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]


@dataclass(frozen=True)
class Request:
    target: str
    head: str
    connection: int
    time: float

    def header(self, name: str) -> str | None:
        match = re.search(rf"^{re.escape(name)}: *(.*)\r$", self.head, re.IGNORECASE | re.MULTILINE)
        return match[1] if match else None


class ScriptedServer:
    """Serves from threads of its own until closed; `script` and `blobs` may be replaced between two commands."""

    def __init__(self, tls: ssl.SSLContext | None = None):
        self.tls = tls
        self.script: Script = {}
        self.blobs: dict[str, bytes] = {}
        self.streams: dict[str, Callable[[], Iterator[bytes]]] = {}
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.forget()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        threading.Thread(target=self.accept_all, daemon=True).start()

    def __enter__(self) -> "ScriptedServer":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    @property
    def origin(self) -> str:
        return f"http{'s' if self.tls else ''}://{self.host}"

    def forget(self) -> None:
        """What was asked before."""
        with self.lock:
            self.requests: list[Request] = []
            self.served: dict[str, int] = {}
            self.connections = 0
            self.sent_bytes = 0

    def close(self) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept_all(self) -> None:
        while not self.ended.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
                number = self.connections
            threading.Thread(target=self.serve, args=(connection, number), daemon=True).start()

    def serve(self, connection: socket.socket, number: int) -> None:
        """A client that goes away in the midst of an answer is what many scripts are about."""
        # Little is under way, so that what was sent is about what was received.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        with contextlib.suppress(OSError):
            if self.tls and CONNECTED not in self.script:
                connection = self.tls.wrap_socket(connection, server_side=True)
            while self.serve_one(connection, number):
                pass
        connection.close()

    def serve_one(self, connection: socket.socket, number: int) -> bool:
        """Whether another request may come."""
        if CONNECTED in self.script:
            return self.play(connection, self.take_answer(CONNECTED), "")
        head = b""
        while b"\r\n\r\n" not in head:
            data = connection.recv(65536)
            head += data
            if not data or len(head) > HEAD_LIMIT_BYTES:
                return False
        text = head.decode("latin-1")
        target = text.split(" ", 2)[1]
        with self.lock:
            self.requests.append(Request(target, text, number, time.monotonic()))
        return self.play(connection, self.take_answer(target), text)

    def take_answer(self, target: str) -> Answer:
        answers = self.script.get(target) or self.script.get("*") or [NOT_FOUND]
        with self.lock:
            number = self.served.get(target, 0)
            self.served[target] = number + 1
        return answers[min(number, len(answers) - 1)]

    def play(self, connection: socket.socket, answer: Answer, head: str) -> bool:
        for step in answer:
            words = [step] if isinstance(step, str) else step
            if words[0] == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            if words[0] == "again":
                return True
            if words[0] == "pause":
                self.ended.wait(words[1])
            elif words[0] == "hold":
                self.hold(connection)
            elif isinstance(step, str):
                self.send(connection, step.encode("latin-1"))
            else:
                self.send_many(connection, words, head)
        return False

    def send(self, connection: socket.socket, data: bytes) -> None:
        connection.sendall(data)
        with self.lock:
            self.sent_bytes += len(data)

    def send_many(self, connection: socket.socket, words: list, head: str) -> None:
        kind, first, rest = words[0], words[1], words[2:]
        if kind == "blob":
            self.send(connection, self.blobs[first][rest[0] : rest[1]])
        elif kind == "stream":
            for data in self.streams[first]():
                self.send(connection, data)
        elif kind == "part":
            self.send(connection, self.part(self.blobs[first], rest[0], head))
        elif kind == "drip":
            for byte in rest[0].encode("latin-1"):
                self.send(connection, bytes([byte]))
                if self.ended.wait(first):
                    return
        elif kind == "repeat":
            data, left = rest[0].encode("latin-1"), first
            while left != 1 and not self.ended.is_set():
                self.send(connection, data)
                left -= left > 0
            self.send(connection, data)
        else:
            raise ValueError(f"no such step: {words}")

    def hold(self, connection: socket.socket) -> None:
        connection.settimeout(0.1)
        while not self.ended.is_set():
            try:
                if not connection.recv(65536):
                    return
            except TimeoutError:
                continue

    @staticmethod
    def part(content: bytes, fields: str, head: str) -> bytes:
        size, first, end, status = len(content), 0, len(content), "200 OK"
        if match := re.search(r"^Range: bytes=(\d*)-(\d*)\r$", head, re.IGNORECASE | re.MULTILINE):
            first = int(match[1]) if match[1] else size - min(size, int(match[2]))
            end = min(size, int(match[2]) + 1) if match[1] and match[2] else size
            status = "206 Part"
            fields += f"Content-Range: bytes {first}-{end - 1}/{size}\r\n"
        body = content[first:end]
        lines = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{fields}\r\n"
        return lines.encode("latin-1") + body


def reply(status: str, fields: str = "", body: str = "") -> Answer:
    """A whole answer, correct in every way."""
    return [f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{fields}\r\n{body}"]
