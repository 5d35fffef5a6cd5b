#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Resolves random requirement sets over a recorded index with axle and with uv, and sorts the outcomes.

What is asked: tools/random_requirements.py; how it is sorted: tools/comparison.py. When both find nothing, axle's proof
is checked (tools/proof_check.py), and uv is asked whether the inputs that the proof names are enough for a conflict.
Both tools get the same text, options, interpreter and index. Each has a cache of its own, kept from question to
question; with --cold it is a new one for each run. Everything follows from --seed; a question that is not settled is
printed with the command that asks it again. Needs `packaging`.
Not here: source distributions, platforms, hashes, several indexes.
"""

import argparse
import collections
import json
import os
import shlex
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from packaging.version import Version

from comparison import FAULTS, LATE, VERDICTS, Answer, Judge, Question, read_pins
from proof_check import ProofCheck, World
from random_requirements import Asker, ClosedIndex, wheel_key

PAGE_TYPE = "application/vnd.pypi.simple.v1+json"
SECONDS = 60
SHOWN = 24


def answer_request(index: ClosedIndex, path: str) -> tuple[str, bytes] | None:
    """The type and the body of what is served under a path."""
    parts = path.strip("/").split("/")
    if len(parts) == 2 and parts[0] == "simple" and parts[1] in index.pages:
        return PAGE_TYPE, index.pages[parts[1]]
    if len(parts) == 2 and parts[0] == "files" and parts[1].endswith(".whl.metadata"):
        found = index.metadata.get(wheel_key(parts[1]))
        return ("application/octet-stream", found.read_bytes()) if found else None
    return None


def serve(index: ClosedIndex) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            found = answer_request(index, self.path)
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
        request_queue_size = 1024  # a client that opens many connections at once has to wait for none of them

        def handle_error(self, *_: object) -> None:
            """A client that has its answer, or ends, closes what it asked for besides."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


class Tool:
    def __init__(self, program: Path, arguments: argparse.Namespace, url: str, home: Path) -> None:
        self._command = [str(program), "--no-config", "pip", "compile", "-", "--no-header", "--no-annotate", "--quiet"]
        self._command += ["--only-binary", ":all:", "--default-index", url]
        self._command += ["--python", str(arguments.python)]
        self._cache = None if arguments.cold else home / f"cache-{program.name}"
        self._home = home
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(home), "UV_PYTHON_DOWNLOADS": "never"}

    def ask(self, question: Question, pins: Mapping[str, str], *more: str) -> Answer:
        """`pins` become constraints. `text` of the answer: standard error, or with `more` standard output."""
        command = [*self._command, *question.options, *more]
        limits = [*question.constraints, *(f"{name}=={version}" for name, version in pins.items())]
        with tempfile.TemporaryDirectory(dir=self._home) as folder:
            command += ["--cache-dir", str(self._cache or Path(folder) / "cache")]
            if limits:
                file = Path(folder) / "limits.txt"
                file.write_text("".join(f"{line}\n" for line in limits))
                command += ["--constraint", str(file)]
            try:
                done = subprocess.run(command, input="\n".join(question.requirements) + "\n", capture_output=True,
                                      text=True, cwd=folder, env=self._environment, timeout=SECONDS)
            except subprocess.TimeoutExpired:
                return Answer(LATE, {}, f"took more than {SECONDS} s")
        found = read_pins(done.stdout) if done.returncode == 0 else {}
        return Answer(done.returncode, found, done.stdout if more else done.stderr)


class Proofs:
    """What is wrong with the proof that axle gives for a question without an answer."""

    def __init__(self, index: ClosedIndex, axle: Tool, uv: Tool) -> None:
        self._index, self._axle, self._uv = index, axle, uv
        self._versions = {name: [str(one) for one in found] for name, found in index.files.items()}

    def problems(self, question: Question) -> list[str]:
        answer = self._axle.ask(question, {}, "--output-format", "json")
        try:
            error = json.loads(answer.text)["error"]
            proofs = [error, *error["further_conflicts"]]
        except (ValueError, KeyError) as problem:
            return [f"no proof: {problem!r} in {answer.text}"]
        return [problem for proof in proofs for problem in self._problems_of(question, proof["facts"])]

    def _problems_of(self, question: Question, facts: list[Mapping]) -> list[str]:
        found = ProofCheck(facts, self._world(question)).problems()
        asked = {fact["text"] for fact in facts if fact["kind"] == "requirement"}
        limits = {fact["text"] for fact in facts if fact["kind"] == "constraint"}
        fewer = Question(question.number, tuple(sorted(asked)), question.options, tuple(sorted(limits)))
        answer = self._uv.ask(fewer, {})
        told = f"uv has an answer to what the proof names: {fewer}"
        # Status 1 alone is uv's word that there is no answer; anything else, and no answer in time, proves nothing.
        return [*found, told] if answer.status == 0 else found

    def _world(self, question: Question) -> World:
        def needs(name: str, version: str) -> list[str]:
            return self._index.headers(name, Version(version)).get("Requires-Dist", [])

        def may_be_hidden(name: str, version: str) -> bool:
            return Version(version).is_prerelease or (name, Version(version)) in self._index.yanked

        return World(question.requirements, question.constraints, self._versions, needs, may_be_hidden)


def print_outcomes(outcomes, arguments: argparse.Namespace) -> collections.Counter[str]:
    """One paragraph for each that is not plainly equal; the counts of all."""
    counts: collections.Counter[str] = collections.Counter()
    options = ["--axle", arguments.axle, "--uv", arguments.uv, "--recording", arguments.recording]
    again = [sys.executable, *sys.argv[:1], *map(str, options), "--seed", str(arguments.seed)]
    again += ["--python", str(arguments.python), *(["--cold"] if arguments.cold else [])]
    for question, outcome in outcomes:
        counts[outcome.verdict] += 1
        counts[outcome.rule] += 1
        if outcome.verdict not in ("equal", "unsolvable") or arguments.only is not None:
            rule = f" ({outcome.rule})" if outcome.rule else ""
            told = outcome.told.strip().splitlines()[:SHOWN]
            lines = [f"{outcome.verdict}{rule} {question.number}: {question}", *told]
            lines.append(shlex.join([*again, "--only", str(question.number)]))
            print("\n    ".join(lines), flush=True)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--axle", type=Path, required=True)
    parser.add_argument("--uv", type=Path, required=True)
    parser.add_argument("--recording", type=Path, required=True, help="the unpacked recording: simple/, metadata/")
    parser.add_argument("--python", type=Path, default=Path("/usr/bin/python3"), help="the interpreter both are given")
    parser.add_argument("--questions", type=int, default=600)
    parser.add_argument("--only", type=int, help="ask the question of this number alone")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cold", action="store_true", help="an empty cache for each run of a tool")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    index = ClosedIndex(arguments.recording)
    server = serve(index)
    url = f"http://127.0.0.1:{server.server_port}/simple"
    asker = Asker(index, arguments.seed)
    numbers = range(arguments.questions) if arguments.only is None else [arguments.only]
    questions = [asker.ask(number) for number in numbers]
    with tempfile.TemporaryDirectory(prefix="axle-compare-") as folder:
        axle, uv = (Tool(path.resolve(strict=True), arguments, url, Path(folder))
                    for path in (arguments.axle, arguments.uv))
        judge = Judge(axle.ask, uv.ask, Proofs(index, axle, uv).problems, Version)
        with ThreadPoolExecutor(arguments.jobs) as pool:
            counts = print_outcomes(zip(questions, pool.map(judge.compare, questions), strict=True), arguments)
    print(f"seed {arguments.seed}, caches {'cold' if arguments.cold else 'kept'}")
    for verdict in VERDICTS:
        print(f"{verdict:<12}{counts[verdict]:>6}")
    for rule in ("trade-off", "axle is nearer", "uv is nearer"):
        print(f"  accepted, {rule}: {counts[rule]}")
    return 1 if any(counts[verdict] for verdict in FAULTS) else 0


if __name__ == "__main__":
    sys.exit(main())
