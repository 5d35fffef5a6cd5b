# SPDX-License-Identifier: MIT OR Apache-2.0
"""Servers that want a password or must never see it, and helpers that write down how they were called."""

import base64
import os
from pathlib import Path
from urllib.parse import quote

from file_tree import content_of
from loopback import NotingServer, Reply
from sandbox import Sandbox
from wheel_file import Wheel

USER = "us%r"
SECRET = "s3cr%t:w0rd/@"
TOKEN = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
# As it may stand in a file or an answer, in any of its forms.
FORMS = tuple(text.encode() for text in (SECRET, quote(SECRET, safe=""), quote(SECRET, safe="/:@"), TOKEN))
USERINFO = f"{quote(USER, safe='')}:{quote(SECRET, safe='')}"
FOO = Wheel("foo", "1.0", requires=["bar"], scripts={"foo": "foo:main"})
BAR = Wheel("bar", "1.0")

HELPER = """#!/bin/sh
for word in "$@"; do printf '%s\\n' "$word" >> "$LOG_FOLDER/$(basename "$0").arguments"; done
env >> "$LOG_FOLDER/$(basename "$0").environment"
"""
PASSWORD_OF_KEYRING = 'cat "$LOG_FOLDER/../password"\n'


class GuardedServer(NotingServer):
    """Serves foo and bar below /private/ to who knows the password; `redirects` come first, for everybody."""

    def __init__(self, name: str, guarded: bool = True):
        self.name = name
        self.guarded = guarded
        self.redirects: dict[str, str] = {}
        self.pages: dict[str, bytes] = {}
        super().__init__()

    def at(self, host: str = "127.0.0.1", userinfo: str = "") -> str:
        return f"http://{userinfo}{'@' if userinfo else ''}{host}:{self.port}"

    def reply(self, path: str, headers: dict[str, str]) -> Reply:
        path = path.partition("?")[0]
        if self.guarded and headers.get("Authorization") != f"Basic {TOKEN}":
            return 401, None, {"WWW-Authenticate": 'Basic realm="packages"'}, b"who are you\n"
        if path in self.redirects:
            return 302, None, {"Location": self.redirects[path]}, b""
        if path in self.pages:
            return 200, None, {"Content-Type": "text/html"}, self.pages[path]
        for wheel in (FOO, BAR):
            if path == f"/private/simple/{wheel.name}/":
                page = f'<!DOCTYPE html><html><a href="/private/files/{wheel.file_name}">{wheel.file_name}</a></html>'
                return 200, None, {"Content-Type": "text/html"}, page.encode()
            if path.endswith(f"/files/{wheel.file_name}"):
                return 200, None, {}, wheel.bytes()
        return 404, None, {}, b"not here\n"

    def leaks(self) -> list[str]:
        """Requests that held the secret in any header or path."""
        seen = [f"{path} {headers}" for path, headers in self.requests]
        return [f"{self.name} got the secret: {text}" for text in seen if holds_secret(text.encode())]


def holds_secret(data: bytes) -> bool:
    return any(form in data for form in FORMS)


def secrets_below(folder: Path) -> list[str]:
    """Files below the folder whose name or content holds the secret."""
    found = []
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            path = Path(parent, name)
            if holds_secret(os.fsencode(str(path.relative_to(folder)))) or holds_secret(content_of(path)):
                found.append(f"the secret is in {path.relative_to(folder)}")
    return found


class SecretLab:
    def __init__(self, axle: Path):
        self.sandbox = Sandbox(axle)
        self.logs = self.sandbox.root / "logs"
        self.cache = self.sandbox.root / "cache"
        for folder in (self.logs, self.cache):
            folder.mkdir()
            self.sandbox.own(folder)
        self.index, self.other = GuardedServer("the index"), GuardedServer("another port")
        self.sandbox.environment |= {
            "AXLE_CACHE_DIR": str(self.cache),
            "LOG_FOLDER": str(self.logs),
            "AXLE_HTTP_RETRIES": "1",  # shows what is said of them; each takes a second
            "PIP_CONFIG_FILE": str(self.sandbox.work / "pip.conf"),
        }
        self.base_environment = dict(self.sandbox.environment)
        self.add_helper("python3", 'exec /usr/bin/python3 "$@"\n')
        self.add_helper("keyring", PASSWORD_OF_KEYRING)
        (self.sandbox.root / "password").write_text(SECRET + "\n")

    def __enter__(self) -> "SecretLab":
        return self

    def __exit__(self, *_) -> None:
        self.index.close()
        self.other.close()
        self.sandbox.close()

    def add_helper(self, name: str, rest: str) -> None:
        path = self.sandbox.bin / name
        path.write_text(HELPER + rest)
        path.chmod(0o755)

    def reset(self) -> None:
        for folder in (self.sandbox.work, self.cache, self.sandbox.home, self.logs):
            for path in folder.iterdir():
                result = self.sandbox.run(["rm", "-rf", str(path)])
                if result.returncode != 0:
                    raise RuntimeError(result.stderr.decode())
        self.sandbox.environment = dict(self.base_environment)
        for server in (self.index, self.other):
            server.requests, server.redirects, server.pages, server.guarded = [], {}, {}, True

    def logged(self, name: str) -> bytes:
        path = self.logs / name
        return path.read_bytes() if path.exists() else b""
