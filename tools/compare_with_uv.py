#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Resolves random requirement sets over a recorded index with axle and with uv, and sorts the outcomes.

equal        the same pins
unsolvable   both say that there are none
accepted     other pins, which uv takes when they are constraints
rejected     other pins, which uv does not take: one of the two is wrong
one-sided    one finds an answer, the other says that there is none
failed       one ended otherwise
The index is closed first: a page loses the files of which no metadata was recorded. Everything follows from --seed.
"""

import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13")
PAGE_TYPE = "application/vnd.pypi.simple.v1+json"
NO_ANSWER = 1
SECONDS = 120


def wheel_key(name: str) -> str:
    return "-".join(name.split("-")[:2])


class ClosedIndex:
    """The recorded pages without what nothing is known of."""

    def __init__(self, recording: Path) -> None:
        self.metadata = {entry.name: entry for entry in (recording / "metadata").iterdir()}
        self.pages: dict[str, bytes] = {}
        self.versions: dict[str, list[str]] = {}
        for folder in sorted((recording / "simple").iterdir()):
            page = json.loads((folder / "index.json").read_bytes())
            files = [entry for entry in page["files"] if self._is_known(entry["filename"])]
            if files:
                self.pages[folder.name] = json.dumps({**page, "files": files}).encode()
                self.versions[folder.name] = sorted({entry["filename"].split("-")[1] for entry in files})

    def _is_known(self, name: str) -> bool:
        return name.endswith(".whl") and wheel_key(name) in self.metadata

    def answer(self, path: str) -> tuple[str, bytes] | None:
        parts = path.strip("/").split("/")
        if len(parts) == 2 and parts[0] == "simple" and parts[1] in self.pages:
            return PAGE_TYPE, self.pages[parts[1]]
        if len(parts) == 2 and parts[0] == "files" and parts[1].endswith(".whl.metadata"):
            found = self.metadata.get(wheel_key(parts[1]))
            return ("application/octet-stream", found.read_bytes()) if found else None
        return None


def serve(index: ClosedIndex) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = index.answer(self.path)
            kind, body = found or ("text/plain", b"")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=86400, public")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that has its answer, or ends, closes what it asked for besides."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


@dataclass(frozen=True)
class Question:
    requirements: tuple[str, ...]
    options: tuple[str, ...]

    def __str__(self) -> str:
        return f"{' '.join(self.options)} <- {'; '.join(self.requirements)}"


def ask_something(chance: random.Random, index: ClosedIndex) -> Question:
    names = chance.sample(sorted(index.versions), chance.choice((1, 1, 1, 2, 2, 3, 4, 6)))
    requirements = [name + bound_of(chance, index.versions[name]) for name in names]
    options = ["--python-version", chance.choice(PYTHONS)]
    if chance.random() < 0.2:
        options += ["--resolution", "lowest-direct"]
    if chance.random() < 0.2:
        options += ["--prerelease", "allow"]
    return Question(tuple(requirements), tuple(options))


def bound_of(chance: random.Random, versions: list[str]) -> str:
    kind = chance.choice(("", "", "", "", "", "==", "<", "<=", ">=", ">=", ">", "!=", "between"))
    if kind == "between":
        return f">={chance.choice(versions)},<={chance.choice(versions)}"
    return kind + chance.choice(versions) if kind else ""


@dataclass
class Answer:
    status: int
    pins: dict[str, str] = field(default_factory=dict)
    text: str = ""


class Tool:
    def __init__(self, program: Path, url: str, home: Path) -> None:
        self._command = [str(program), "--no-config", "pip", "compile", "-", "--no-header", "--no-annotate", "--quiet"]
        self._command += ["--only-binary", ":all:", "--default-index", url, "--cache-dir", str(home / program.name)]
        self._home = home
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(home), "UV_PYTHON_DOWNLOADS": "never"}

    def ask(self, question: Question, constraints: dict[str, str] | None = None) -> Answer:
        command = [*self._command, *question.options]
        with tempfile.NamedTemporaryFile("w", dir=self._home, suffix=".txt") as file:
            if constraints is not None:
                file.write("".join(f"{name}=={version}\n" for name, version in constraints.items()))
                file.flush()
                command += ["--constraint", file.name]
            text = "\n".join(question.requirements) + "\n"
            try:
                done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=self._home,
                                      env=self._environment, timeout=SECONDS)
            except subprocess.TimeoutExpired:
                return Answer(-1, {}, f"took more than {SECONDS} s")
        pins = dict(line.split("==") for line in done.stdout.splitlines() if "==" in line and not line.startswith("#"))
        return Answer(done.returncode, pins if done.returncode == 0 else {}, done.stderr)


def judge(question: Question, axle: Tool, uv: Tool) -> tuple[str, str]:
    """The class of the outcome, and what there is to say of it."""
    ours, theirs = axle.ask(question), uv.ask(question)
    if {ours.status, theirs.status} - {0, NO_ANSWER}:
        return "failed", f"axle {ours.status}: {ours.text}\nuv {theirs.status}: {theirs.text}"
    if ours.status != theirs.status:
        told = ours.text if ours.status else theirs.text
        return "one-sided", f"axle {ours.status}, uv {theirs.status}: {told}"
    if ours.pins == theirs.pins:
        return "equal" if ours.status == 0 else "unsolvable", ""
    names = sorted({*ours.pins, *theirs.pins})
    differing = [f"{name}: axle {ours.pins.get(name, '-')}, uv {theirs.pins.get(name, '-')}"
                 for name in names if ours.pins.get(name) != theirs.pins.get(name)]
    pinned = uv.ask(question, ours.pins)
    is_accepted = pinned.status == 0 and pinned.pins == ours.pins
    return ("accepted" if is_accepted else "rejected"), "\n".join([*differing, "" if is_accepted else pinned.text])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--axle", type=Path, required=True)
    parser.add_argument("--uv", type=Path, required=True)
    parser.add_argument("--recording", type=Path, required=True, help="the unpacked recording: simple/, metadata/")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    index = ClosedIndex(arguments.recording)
    server = serve(index)
    url = f"http://127.0.0.1:{server.server_port}/simple"
    chance = random.Random(arguments.seed)
    questions = [ask_something(chance, index) for _ in range(arguments.questions)]
    counts: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="axle-compare-") as folder:
        axle = Tool(arguments.axle.resolve(strict=True), url, Path(folder))
        uv = Tool(arguments.uv.resolve(strict=True), url, Path(folder))
        with ThreadPoolExecutor(arguments.jobs) as pool:
            outcomes = pool.map(lambda question: judge(question, axle, uv), questions)
            for number, (question, (verdict, told)) in enumerate(zip(questions, outcomes, strict=True)):
                counts[verdict] += 1
                if verdict not in ("equal", "unsolvable"):
                    print(f"{verdict} {number}: {question}\n    {told.strip().replace(chr(10), chr(10) + '    ')}",
                          flush=True)
    for verdict in ("equal", "unsolvable", "accepted", "rejected", "one-sided", "failed"):
        print(f"{verdict:<10}{counts[verdict]:>6}")
    return 1 if counts["rejected"] or counts["one-sided"] or counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
