#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Replays resolutions against an index that takes a random time for each answer: what comes when changes nothing.

Worlds are drawn from a seed: packages whose versions ask for versions of others, some without an answer. Each is
resolved by `axle pip compile`, as text and as JSON, from an empty cache with other delays each time, and once more from
the cache of the last run; all must say the same, byte for byte, but for the time it took. With --recording, the sets of
an unpacked recording of a real index (bench/README.md) are replayed as well.
"""

import hashlib
import random
import re
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "support"), str(FOLDER.parent / "faults")]

from index_host import Answer, IndexHost, Shape  # noqa: E402 (the path comes first)
from sandbox import Sandbox  # noqa: E402
from scenario import Release  # noqa: E402
from scenario_files import files_of  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

LONGEST_DELAY = 0.03  # seconds
PROMISE = "delays of an index change no byte of an answer or a proof (resolution)"
TOOK = re.compile(r"\b[\d.]+ ?(?:ms|µs|s)\b")
SIZES = {"reduced": (8, 3), "full": (24, 6)}  # worlds, delays


class SlowHost(IndexHost):
    """Answers each path after a delay of its own, which the seed decides; no seed: at once."""

    def __init__(self, shape: Shape, recording: Path | None = None):
        self.seed: int | None = None
        self.recording = recording
        super().__init__(shape)

    def answer(self, path: str) -> Answer:
        if self.seed is not None:
            digest = hashlib.sha256(f"{self.seed} {path}".encode()).digest()
            time.sleep(LONGEST_DELAY * digest[0] / 255)
        return self.recorded(path) if self.recording else super().answer(path)

    def recorded(self, path: str) -> Answer:
        kind = {"Content-Type": "application/vnd.pypi.simple.v1+json", "Cache-Control": "max-age=600, public"}
        folder, _, name = path.strip("/").partition("/")
        file = self.recording / "simple" / name.strip("/") / "index.json"
        if folder == "files":
            file = self.recording / "metadata" / "-".join(name.split("-")[:2])
            kind = {"Content-Type": "application/octet-stream"}
        return Answer(body=file.read_bytes(), headers=kind) if file.is_file() else Answer(404, b"not here\n")


@dataclass
class Question:
    name: str
    requirements: Path
    options: tuple[str, ...] = ()


def bound(chance: random.Random, versions: int) -> str:
    at = chance.randint(1, versions)
    return chance.choice(["", "", f">={at}", f"<={at}", f"!={at}", f">={max(1, at - 2)},<={at + 1}"])


def draw_world(seed: int) -> tuple[dict[str, dict[str, Release]], list[str]]:
    """Packages in layers: each asks for some of those below it, so that many chains meet at the bottom."""
    chance = random.Random(seed)
    names = [f"p{number:02}" for number in range(chance.randint(12, 30))]
    counts = {name: chance.randint(2, 12) for name in names}
    packages: dict[str, dict[str, Release]] = {}
    for place, name in enumerate(names):
        below = names[place + 1 : place + 9]
        packages[name] = {}
        for version in range(1, counts[name] + 1):
            needs = chance.sample(below, min(len(below), chance.randint(0, 4)))
            requires = [f"{need}{bound(chance, counts[need])}" for need in needs]
            packages[name][str(version)] = Release(requires=requires, yanked=chance.random() < 0.1)
    asked = chance.sample(names[:8], 4)
    return packages, [f"{name}{bound(chance, counts[name])}" for name in asked]


class Replay:
    def __init__(self, axle: Path, host: SlowHost):
        self.sandbox = Sandbox(axle)
        self.host = host
        self.cache = self.sandbox.root / "cache"
        self.sandbox.environment["AXLE_CACHE_DIR"] = str(self.cache)

    def close(self) -> None:
        self.host.close()
        self.sandbox.close()

    def offer(self, seed: int) -> Question:
        packages, asked = draw_world(seed)
        self.host.files = [
            file
            for name, releases in packages.items()
            for version, release in releases.items()
            for file in files_of(name, version, release)
        ]
        requirements = self.sandbox.work / f"world-{seed}.in"
        requirements.write_text("".join(f"{line}\n" for line in asked))
        return Question(f"world {seed}", requirements)

    def ask(self, question: Question, output: str, seed: int | None, from_cache: bool = False) -> tuple[int, str]:
        """Status, and all that was said."""
        if not from_cache:
            shutil.rmtree(self.cache, ignore_errors=True)
            self.cache.mkdir()
            self.sandbox.own(self.cache)
        self.host.seed = seed
        words = ["axle", "pip", "compile", "--color=never", "--no-progress", "--no-config", f"--output-format={output}"]
        words += [f"--default-index={self.host.origin}/simple/", *question.options, str(question.requirements)]
        result = self.sandbox.run(words, timeout=120)
        return result.returncode, TOOK.sub("TIME", (result.stdout + result.stderr).decode(errors="replace"))

    def differences(self, question: Question, output: str, delays: int) -> tuple[int, list[str]]:
        """The status that all have, and which of the runs said something else than the first."""
        expected = self.ask(question, output, None)
        faults = [] if expected[0] in (0, 1) else [f"exit status {expected[0]}", expected[1]]
        runs = [(f"with delays {seed}", seed, False) for seed in range(delays)] + [("from the cache", None, True)]
        for what, seed, from_cache in runs:
            found = self.ask(question, output, seed, from_cache)
            if found != expected:
                faults += [f"{what} it says (status {found[0]})", found[1], "instead of", expected[1]]
        return expected[0], faults


def play_worlds(axle: Path, size: str, tally: Tally) -> None:
    worlds, delays = SIZES[size]
    statuses = set()
    for shape in (Shape(), Shape(metadata_files=False)):
        replay = Replay(axle, SlowHost(shape))
        # Without metadata files each answer takes several requests: fewer worlds show as much.
        for seed in range(worlds if shape.metadata_files else worlds // 4):
            question = replay.offer(seed)
            for output in ("text", "json"):
                status, faults = replay.differences(question, output, delays)
                statuses.add(status)
                tally.judge(faults, f"{question.name}, {output}")
        replay.close()
    if statuses != {0, 1}:
        tally.violation(f"the worlds have answers, or none have: {statuses}")


def play_recording(axle: Path, recording: Path, size: str, tally: Tally) -> None:
    replay = Replay(axle, SlowHost(Shape(), recording))
    for answer in sorted((recording / "sets").glob("*-3*.txt")):
        name, _, python = answer.stem.rpartition("-")
        requirements = replay.sandbox.work / f"{name}.in"
        shutil.copy(recording / "sets" / f"{name}.in", requirements)
        options = ("--only-binary=:all:", f"--python-version={python}")
        question = Question(answer.stem, requirements, options)
        tally.judge(replay.differences(question, "text", SIZES[size][1])[1], question.name)
    replay.close()


def main() -> int:
    parser = harness_options(__doc__.splitlines()[0])
    parser.add_argument("--recording", type=Path, help="an unpacked recording of a real index")
    arguments = parser.parse_args()
    tally = Tally(PROMISE)
    play_worlds(arguments.axle.resolve(strict=True), arguments.size, tally)
    if arguments.recording:
        play_recording(arguments.axle.resolve(strict=True), arguments.recording, arguments.size, tally)
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
