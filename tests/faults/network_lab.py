# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays one fault of the network against the program: two scripted servers, an environment, a cache, and a verdict.

After a case the same command runs once more, with servers that do everything right and the cache that the fault left:
it must install the right bytes.
"""

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from env_fsck import check_environment
from file_tree import differences, snapshot
from network_certificates import Certificates
from sandbox import UNPRIVILEGED, Sandbox
from scripted_server import Script, ScriptedServer, reply
from wheel_file import Wheel

TIMES = re.compile(r"\b(?:\d+m \d\ds|\d+\.\d\ds|\d+ms|\d+\.\d\dms)(?!\w)")
# What is left until the year 9999.
LONG = re.compile(r"\b2\d{11} s")
OPENSSL = re.compile(r"OpenSSL/\S+ error:\w+:")
# What these break off brings nothing that a cache could keep: the full size alone tries the good run after them.
NOTHING_KEPT = ("F20", "F25", "F27", "F30", "F31", "F32", "F33")
LIMIT_SECONDS = 90.0
PAGE, FILE = "/simple/foo/", "/files/foo-1.0-py3-none-any.whl"
SIDE_FILE = f"{FILE}.metadata"
JSON_TYPE = "Content-Type: application/vnd.pypi.simple.v1+json\r\n"
ETAG = 'ETag: "one"\r\n'
PACKED: dict[int, bytes] = {}
# A name that an index does not know is remembered for a minute.
REFRESH = ("pip", "install", "--refresh", "foo")
UNKNOWN = (
    "error: No solution found when resolving dependencies",
    "  cause: Because foo was not found in the package index and you require foo, we can conclude that your "
    "requirements are unsatisfiable.",
)
SMALL = Wheel("foo", "1.0", files={"foo.py": "x = 1\n"})


@dataclass(frozen=True)
class Seen:
    """What is left to look at after the command."""

    server: ScriptedServer
    other: ScriptedServer
    seconds: float
    work: Path


@dataclass(frozen=True)
class Case:
    """`says`: all lines of stderr, or its warnings where the status is 0. `[SERVER]`, `[HOST]`, `[OTHER]`, `[AWAY]`
    (the host of the other server), `[WORK]` and `[TIME]` stand for what differs, there and in what servers send.

    `script` and `other` win over what sound servers answer. `asked`: targets and how often the server was asked for
    each; those that are not named do not count. `row` changes the file's row of the page; None takes a key out.
    """

    id: str
    what: str
    script: Script = field(default_factory=dict)
    other: Script = field(default_factory=dict)
    status: int = 2
    says: Sequence[str] | None = ()  # None: not looked at
    asked: Mapping[str, int] = field(default_factory=dict)
    connections: int | None = None
    seconds: tuple[float, float] = (0, 20)
    before: Sequence[str] = ()  # a command while all is well, and with the same cache
    command: Sequence[str] = ("pip", "install", "foo")
    under: Sequence[str] = ()  # the program that runs axle
    # The command when all is well again. Pages count as fresh for a while: one that was wrong is asked for anew.
    again: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    wheel: Wheel = field(default_factory=lambda: SMALL)
    row: Mapping[str, object] = field(default_factory=dict)
    side_file: bytes | None = None  # instead of the wheel's METADATA
    tls: str = ""  # the certificate that the server has
    also: Callable[[Seen], list[str]] | None = None
    full_only: bool = False

    @property
    def promise(self) -> str:
        return self.id.partition("-")[0]


def cause(reason: str, path: str = PAGE) -> Sequence[str]:
    """How a page is told that could not be fetched."""
    return (f"error: cannot fetch `[SERVER]{path}`", f"  cause: {reason}")


def file_cause(reason: str) -> Sequence[str]:
    """How a wheel is told that could not be fetched."""
    return (
        "Resolved 1 package in [TIME]",
        "error: failed to fetch `foo==1.0`",
        *(f"  {line}" for line in (f"cause: cannot fetch `[SERVER]{FILE}`", f"cause: {reason}")),
    )


def data_of(wheel: Wheel) -> bytes:
    """Packed once: cases last as long as the run, and their wheels with them."""
    if id(wheel) not in PACKED:
        PACKED[id(wheel)] = wheel.bytes()
    return PACKED[id(wheel)]


def page_row(case: Case, side_file: bytes) -> dict[str, object]:
    data = data_of(case.wheel)
    row: dict[str, object] = {
        "filename": FILE.rpartition("/")[2],
        "url": f"[SERVER]{FILE}",
        "hashes": {"sha256": hashlib.sha256(data).hexdigest()},
        "size": len(data),
        "upload-time": "2024-01-01T00:00:00.000000Z",
        "core-metadata": {"sha256": hashlib.sha256(side_file).hexdigest()},
    }
    return {key: value for key, value in (row | dict(case.row)).items() if value is not None}


def sound(case: Case, words: Mapping[str, str]) -> tuple[Script, dict[str, bytes]]:
    """What a server answers that does everything right, and the contents that steps may name."""
    side_file = case.wheel.metadata().encode() if case.side_file is None else case.side_file
    page = {"meta": {"api-version": "1.1"}, "name": "foo", "files": [filled(page_row(case, side_file), words)]}
    script: Script = {
        PAGE: [reply("200 OK", JSON_TYPE, json.dumps(page))],
        FILE: [[["part", "wheel", ETAG]]],
    }
    if "core-metadata" not in case.row or case.row["core-metadata"]:
        script |= {SIDE_FILE: [[["part", "side", ""]]]}
    return script, {"wheel": data_of(case.wheel), "side": side_file}


class NetworkLab:
    """One command at a time; several labs may be at work in one process."""

    def __init__(self, axle: Path, certificates: Certificates, full: bool):
        self.full = full
        self.sandbox = Sandbox(axle)
        self.certificates = certificates
        self.cache = self.sandbox.root / "cache"
        self.pristine = self.sandbox.root / "pristine"
        self.sandbox.environment["AXLE_CACHE_DIR"] = str(self.cache)
        self.base_environment = dict(self.sandbox.environment)
        self.run(["axle", "-q", "venv"])
        (self.sandbox.work / ".venv").rename(self.pristine)

    def __enter__(self) -> "NetworkLab":
        return self

    def __exit__(self, *_) -> None:
        self.sandbox.close()

    def run(self, command: Sequence[str]) -> None:
        result = self.sandbox.run(list(command))
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())

    def reset(self) -> None:
        for folder in (self.sandbox.work, self.cache, self.sandbox.root / "tmp", self.sandbox.home):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            self.sandbox.own(folder)
        self.place_environment()

    def place_environment(self) -> None:
        environment = self.sandbox.work / ".venv"
        shutil.copytree(self.pristine, environment, symlinks=True)
        for path in [environment, *environment.rglob("*")]:
            if self.sandbox.as_root:
                os.chown(path, UNPRIVILEGED, UNPRIVILEGED, follow_symlinks=False)

    def play(self, case: Case) -> list[str]:
        """What was wrong; empty: all is as the case says."""
        tls = self.certificates.context(case.tls) if case.tls else None
        with ScriptedServer(tls) as server, ScriptedServer() as other:
            words = {"[SERVER]": server.origin, "[HOST]": server.host, "[OTHER]": other.origin, "[AWAY]": other.host}
            words |= {"[WORK]": str(self.sandbox.work), "[CA]": str(self.certificates.authority)}
            self.reset()
            self.make_sound(case, server, other, words)
            if case.before:
                self.run(["axle", *case.before])
                for each in (server, other):
                    each.forget()
            script, blobs = sound(case, words)
            for each, own in ((server, case.script), (other, case.other)):
                each.script, each.blobs = filled({**script, **own}, words), blobs
            self.sandbox.environment |= filled(dict(case.environment), words)
            problems = self.judge(case, server, other, words)
            must_repeat = self.full or case.status == 0 or case.promise not in NOTHING_KEPT
            return problems + (self.repeat(case, server, other, words) if must_repeat else [])

    def make_sound(self, case: Case, server: ScriptedServer, other: ScriptedServer, words: Mapping[str, str]) -> None:
        """Servers that do everything right, and the index that everybody uses."""
        script, blobs = sound(Case(case.id, case.what, wheel=case.wheel), words)
        for each in (server, other):
            each.script, each.blobs = script, blobs
        self.sandbox.environment = self.base_environment | {"AXLE_DEFAULT_INDEX": f"{server.origin}/simple/"}

    def judge(self, case: Case, server: ScriptedServer, other: ScriptedServer, words: Mapping[str, str]) -> list[str]:
        environment = self.sandbox.work / ".venv"
        before, begin = snapshot(environment), time.monotonic()
        result = self.sandbox.run(filled([*case.under, "axle", *case.command], words), timeout=LIMIT_SECONDS)
        seconds = time.monotonic() - begin
        problems = [] if result.returncode == case.status else [f"status {result.returncode}, not {case.status}"]
        text = shown(result.stderr, words)
        relevant = text if case.status else [line for line in text if line.startswith(("warning:", "error:"))]
        if case.says is not None and relevant != list(case.says):
            problems += ["it says", *text, "instead of", *case.says]
        if not case.seconds[0] <= seconds <= case.seconds[1]:
            problems.append(f"took {seconds:.1f} s, not from {case.seconds[0]} to {case.seconds[1]}")
        problems += self.state_problems(case, before) + count_problems(case, server)
        return problems + (case.also(Seen(server, other, seconds, self.sandbox.work)) if case.also else [])

    def state_problems(self, case: Case, before: Mapping[str, str]) -> list[str]:
        """A failure leaves the environment as it was, and nothing unfinished in the cache."""
        environment = self.sandbox.work / ".venv"
        problems = check_environment(environment)
        if case.status:
            problems += [f"environment {line}" for line in differences(dict(before), snapshot(environment))]
        elif "install" in case.command:
            problems += self.content_problems(case)
        left = [path for path in (self.cache / "tmp").glob("*") if path.name != ".lock"]
        return problems + [f"left in the cache: {path.name}" for path in left]

    def content_problems(self, case: Case) -> list[str]:
        site = next((self.sandbox.work / ".venv").glob("lib/python3*/site-packages"))
        wanted = {name: data for name, data in case.wheel.entries().items()}
        return [
            f"{name} is not what the wheel has"
            for name, data in wanted.items()
            if not (site / name).is_file() or (site / name).read_bytes() != data
        ]

    def repeat(self, case: Case, server: ScriptedServer, other: ScriptedServer, words: Mapping[str, str]) -> list[str]:
        """The servers got well."""
        good = Case(case.id, case.what, wheel=case.wheel)
        self.make_sound(good, server, other, words)
        server.tls = self.certificates.context("sound") if case.tls else None
        shutil.rmtree(self.sandbox.work / ".venv")
        self.place_environment()
        self.sandbox.environment["SSL_CERT_FILE"] = str(self.certificates.authority)
        again = case.again or (REFRESH if case.row or case.side_file else ("pip", "install", "foo"))
        result = self.sandbox.run(["axle", *again], timeout=LIMIT_SECONDS)
        if result.returncode != 0:
            return [f"afterwards, all well again, status {result.returncode}:", *shown(result.stderr, words)]
        return [f"afterwards: {line}" for line in self.content_problems(good)]


def filled(data, words: Mapping[str, str]):
    """The data with its words replaced, however deep they stand."""
    if isinstance(data, str):
        for word, value in words.items():
            data = data.replace(word, value)
        return data
    if isinstance(data, Mapping):
        return {filled(key, words): filled(value, words) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [filled(each, words) for each in data]
    return data


def shown(data: bytes, words: Mapping[str, str]) -> list[str]:
    text = data.decode(errors="backslashreplace")
    for word, value in words.items():
        text = text.replace(value, word)
    for pattern, word in ((OPENSSL, "[OPENSSL]"), (LONG, "[LONG] s"), (TIMES, "[TIME]")):
        text = pattern.sub(word, text)
    return text.splitlines()


def count_problems(case: Case, server: ScriptedServer) -> list[str]:
    targets = [request.target for request in server.requests]
    problems = [
        f"{target} was asked for {targets.count(target)} times, not {times}"
        for target, times in case.asked.items()
        if targets.count(target) != times
    ]
    if case.connections is not None and server.connections != case.connections:
        problems.append(f"{server.connections} connections, not {case.connections}")
    return problems
