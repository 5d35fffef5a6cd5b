#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Damages files of the cache at random and installs from it (reliability F14): bits flipped, files cut off, emptied,
deleted, closed to everybody. No wrong byte is ever installed; with a network the command succeeds, without one it
succeeds or fails in a way that says what is damaged and changes nothing; the next command is fine.

Damage that keeps size and time of a file is another matter: it is found after the next boot (docs/guarantees.md).
"""

import importlib.util
import marshal
import os
import random
import shutil
import stat
import sys
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from file_tree import differences, snapshot  # noqa: E402 (the path comes first)
from process_lab import Ended, ProcessLab, environment_problems, into, packages_with_files  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

CASES = {"reduced": 30, "full": 1000}
NAMES = ("foo", "bar", "unhashed")
EXPECTED = dict.fromkeys(NAMES, "1.0")
# One package has no digest on its page, so that the cache remembers what its URL served.
PACKAGES = "\n".join([packages_with_files(NAMES[:2], "1.0", 6), packages_with_files(NAMES[2:], "1.0", 6), "  no-hash"])
ENVIRONMENT = "env"
BYTECODE = "bytecode-v1"


def flip(path: Path, randomness: random.Random) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[randomness.randrange(len(data))] ^= 1 << randomness.randrange(8)
    path.write_bytes(data)


def cut(path: Path, randomness: random.Random) -> None:
    os.truncate(path, randomness.randrange(max(1, path.stat().st_size)))


def delete(path: Path, _: random.Random) -> None:
    path.unlink()


def close(path: Path, _: random.Random) -> None:
    path.chmod(0)


def grow(path: Path, randomness: random.Random) -> None:
    with path.open("ab") as file:
        file.write(randomness.randbytes(randomness.randrange(1, 64)))


DAMAGES = (flip, flip, cut, delete, close, grow)


def kind_of(relative: Path) -> str:
    """Bucket, and for wheels what of the entry it is."""
    return f"{relative.parts[0]}/{relative.parts[3]}" if relative.parts[0] == "wheels-v1" else relative.parts[0]


def byte_code_problems(environment: Path) -> list[str]:
    """Byte code must be what Python would make of the source beside it."""
    problems = []
    for file in environment.glob("lib/python3*/site-packages/**/__pycache__/*.pyc"):
        source = file.parent.parent / (file.name.split(".", 1)[0] + ".py")
        data = file.read_bytes()
        if data[:4] != importlib.util.MAGIC_NUMBER:
            problems.append(f"{file.name}: byte code of another Python, or none")
            continue
        try:
            same = marshal.loads(data[16:]) == compile(source.read_bytes(), str(source), "exec")
        except (EOFError, ValueError, TypeError) as error:
            problems.append(f"{file.name}: {error}")
            continue
        if not same:
            problems.append(f"{file.name}: is not the byte code of its source")
    return problems


def mode_problems(environment: Path) -> list[str]:
    files = [path for path in environment.rglob("*") if path.is_file() and not path.is_symlink()]
    return [f"{path}: cannot be read" for path in files if not path.stat().st_mode & stat.S_IRUSR]


def byte_code_of(environment: Path) -> set[str]:
    return {str(path.relative_to(environment)) for path in environment.glob("lib/python3*/site-packages/**/*.pyc")}


def put_file(slot: Path) -> None:
    shutil.rmtree(slot)
    slot.write_bytes(b"no folder")


def put_dangling_link(slot: Path) -> None:
    shutil.rmtree(slot)
    slot.symlink_to("nowhere")


def put_looping_link(slot: Path) -> None:
    shutil.rmtree(slot)
    slot.symlink_to(slot.name)


def close_slot(slot: Path) -> None:
    slot.chmod(0)


def close_empty_parent(slot: Path) -> None:
    shutil.rmtree(slot)
    slot.parent.chmod(0o555)


def close_parent_of_file(slot: Path) -> None:
    put_file(slot)
    slot.parent.chmod(0o555)


def close_parent_wholly(slot: Path) -> None:
    slot.parent.chmod(0)


SLOT_CASES = {
    "a file": put_file,
    "a dangling link": put_dangling_link,
    "a link to itself": put_looping_link,
    "a closed folder": close_slot,
    "nothing, in a folder that cannot be written": close_empty_parent,
    "a file, in a folder that cannot be written": close_parent_of_file,
    "a folder in one that cannot be entered": close_parent_wholly,
}


class DamageLab(ProcessLab):
    def __init__(self, axle: Path, randomness: random.Random):
        super().__init__(axle, PACKAGES)
        self.randomness = randomness
        self.make_environment("pristine")
        self.reset_environment()
        self.demand(*self.command([]))
        self.byte_code = byte_code_of(self.environment(ENVIRONMENT))
        self.kept = self.sandbox.work / "kept-cache"
        self.copy(self.cache, self.kept)
        files = [path.relative_to(self.kept) for path in sorted(self.kept.rglob("*")) if path.is_file()]
        self.files: dict[str, list[Path]] = {}
        for file in files:
            self.files.setdefault(kind_of(file), []).append(file)

    def command(self, options: list[str]) -> list[str]:
        return ["pip", "install", *into(ENVIRONMENT), "--compile-bytecode", *options, *NAMES]

    def reset_environment(self) -> None:
        self.copy(self.environment("pristine"), self.environment(ENVIRONMENT))

    def reset_cache(self) -> None:
        self.copy(self.kept, self.cache)

    def copy(self, source: Path, target: Path) -> None:
        """With times, and as the unprivileged user, so that the copy is theirs."""
        shutil.rmtree(target, ignore_errors=True)
        result = self.sandbox.run(["cp", "-a", "--no-preserve=ownership", str(source), str(target)])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())

    def installed_problems(self) -> list[str]:
        environment = self.environment(ENVIRONMENT)
        problems = environment_problems(environment, EXPECTED)
        return problems + byte_code_problems(environment) + mode_problems(environment)

    def run_case(self, number: int) -> tuple[str, list[str]]:
        """What was damaged, and what is wrong afterwards."""
        kind = sorted(self.files)[number % len(self.files)]
        file = self.cache / self.randomness.choice(self.files[kind])
        damage = self.randomness.choice(DAMAGES)
        is_offline = self.randomness.random() < 0.5
        self.reset_cache()
        self.reset_environment()
        damage(file, self.randomness)
        case = f"{damage.__name__} {file.relative_to(self.cache)}{' --offline' if is_offline else ''}"
        before = snapshot(self.environment(ENVIRONMENT))
        ended = self.run(*self.command(["--offline"] if is_offline else []))
        problems = self.first_problems(ended, is_offline, before)
        self.reset_environment()
        again = self.run(*self.command([]))
        problems += [f"the next command: {again}"] if again.status != 0 else []
        problems += [f"after the next command: {problem}" for problem in self.installed_problems()]
        return case, [str(ended), *problems] if problems else []

    def first_problems(self, ended: Ended, is_offline: bool, before: dict[str, str]) -> list[str]:
        if ended.status == 0:
            return self.installed_problems()
        if not is_offline:
            return ["the command failed"]
        problems = []
        if "damaged" not in ended.text and "cannot read" not in ended.text and "--offline" not in ended.text:
            problems.append("the message does not say what is wrong")
        if not any(word in ended.text for word in [str(self.cache), *NAMES]):
            problems.append("the message names neither file nor package")
        return problems + differences(before, snapshot(self.environment(ENVIRONMENT)))


    def run_slot_case(self, case: str) -> list[str]:
        """Something else stands where byte code belongs: all of it is installed, now and the next time."""
        self.reset_cache()
        for slot in sorted(self.cache.glob(f"{BYTECODE}/*/*/*")):
            SLOT_CASES[case](slot)
        problems = []
        try:
            for attempt in ("first", "second"):
                self.reset_environment()
                ended = self.run(*self.command([]))
                problems += [f"the {attempt} command: {ended}"] if ended.status != 0 else self.installed_problems()
                missing = self.byte_code - byte_code_of(self.environment(ENVIRONMENT))
                problems += [f"after the {attempt} command {len(missing)} are missing"] if missing else []
            problems += [f"left behind: {path}" for path in self.cache.glob("tmp/bytecode*")]
        finally:
            for folder in self.cache.glob(f"{BYTECODE}/*/*"):
                folder.chmod(0o755)
        return problems


def main() -> int:
    parser = harness_options(__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    tally = Tally("a damaged cache installs no wrong byte, and is mended or named (F14)")
    slots = Tally("where byte code belongs may be anything: it is installed all the same (F14)")
    kinds: Counter = Counter()
    with DamageLab(options.axle.resolve(strict=True), random.Random(options.seed)) as lab:
        for number in range(CASES[options.size]):
            case, problems = lab.run_case(number)
            kinds[sorted(lab.files)[number % len(lab.files)]] += 1
            tally.judge(problems, case)
        for case in SLOT_CASES:
            slots.judge(lab.run_slot_case(case), case)
    print(", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
    return report([tally, slots])


if __name__ == "__main__":
    sys.exit(main())
