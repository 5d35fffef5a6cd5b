# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays cases of the catalogue, each in an environment and with a cache of its own, and looks at everything afterwards.

Beside the verdict and the text, for every case: the status is that of what is said, the environment is sound
(env_fsck), and nothing outside the environment and the cache has changed; a refused case leaves both as they were. An
uninstall takes exactly what its RECORD vouches for.
"""

import csv
import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from case import Case, Served, Verdict
from env_fsck import check_environment
from file_tree import differences, snapshot
from loopback import NotingServer, Reply
from sandbox import Sandbox

TIMES = re.compile(r"\b(?:\d+m \d\ds|\d+\.\d\ds|\d+ms|\d+\.\d\dms)(?!\w)")
PYTHON = re.compile(r"(?m)^Using \S+ \S+ interpreter at: .*$")
# Of files that a case makes; what it makes up is of one digit.
DIGESTS = re.compile(r"\b(?!(.)\1+\b)(?:[0-9a-f]{64}|[0-9a-f]{32})\b")
# What could steer a terminal: controls of ASCII and Latin-1, changes of direction.
STEERING = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]")
# Folders of the cache that hold what was unpacked; the rest holds pages and metadata as servers sent them.
UNPACKED = ("wheels",)


class CaseServer(NotingServer):
    """Answers with what the case of the moment serves."""

    def __init__(self):
        self.served: dict[str, Served] = {}
        super().__init__()

    def reply(self, path: str, headers: dict[str, str]) -> Reply:
        answer = self.served.get(path, Served(b"not here\n", 404))
        answer = answer.respond(headers) if answer.respond else answer
        named = {name: value.replace("[SERVER]", self.origin) for name, value in answer.headers.items()}
        return answer.status, answer.reason, named, answer.body.replace(b"[SERVER]", self.origin.encode())


class CatalogueLab:
    def __init__(self, axle: Path):
        self.sandbox = Sandbox(axle)
        self.server = CaseServer()
        self.cache = self.sandbox.root / "cache"
        self.pristine = self.sandbox.root / "pristine"
        self.sandbox.environment |= {
            "AXLE_CACHE_DIR": str(self.cache),
            "AXLE_DEFAULT_INDEX": f"{self.server.origin}/simple/",
        }
        self.patience = 20.0  # seconds
        self.base_environment = dict(self.sandbox.environment)
        self.cache.mkdir()
        self.sandbox.own(self.cache)
        result = self.sandbox.run(["axle", "venv"])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())
        (self.sandbox.work / ".venv").rename(self.pristine)
        self.clean = snapshot(self.pristine)
        site = next(self.pristine.glob("lib/python3*/site-packages"))
        self.site = f".venv/{site.relative_to(self.pristine)}"

    def __enter__(self) -> "CatalogueLab":
        return self

    def __exit__(self, *_) -> None:
        self.server.close()
        self.sandbox.close()

    def reset(self, case: Case) -> None:
        """Everything as it was; only what is known of the interpreter stays, which would take most of the time."""
        for folder in (self.sandbox.work, self.cache, self.sandbox.root / "tmp", self.sandbox.home):
            for entry in folder.iterdir():
                if entry.name != ".venv" and not entry.name.startswith("interpreters"):
                    remove(entry)
        self.reset_environment()
        origin = self.server.origin
        for name, data in case.files.items():
            self.sandbox.write(name.replace("[SITE]", self.site), data.replace(b"[SERVER]", origin.encode()))
        self.make_special(case)
        self.server.served, self.server.requests = dict(case.served), []
        work = str(self.sandbox.work)
        given = {
            name: value.replace("[SERVER]", origin).replace("[WORK]", work) for name, value in case.environment.items()
        }
        self.sandbox.environment = self.base_environment | given

    def make_special(self, case: Case) -> None:
        for name, target in case.links.items():
            path = self.sandbox.work / name.replace("[SITE]", self.site)
            if path.exists():
                remove(path)
            path.symlink_to(target)
        for name in case.places:
            result = self.sandbox.run(["axle", "venv", "--", name])
            if result.returncode != 0:
                raise RuntimeError(result.stderr.decode())
        for name in case.pipes:
            path = self.sandbox.work / name
            path.parent.mkdir(exist_ok=True)
            os.mkfifo(path)
            self.sandbox.own(path)

    def reset_environment(self) -> None:
        environment = self.sandbox.work / ".venv"
        now = snapshot(environment) if environment.is_dir() and not environment.is_symlink() else {}
        for path in sorted(now.keys() - self.clean.keys(), reverse=True):  # what lies in folders before these
            remove(environment / path)
            del now[path]
        if now == self.clean:
            return
        if environment.exists() or environment.is_symlink():
            remove(environment)
        result = self.sandbox.run(["cp", "-a", "--no-preserve=ownership", str(self.pristine), ".venv"])
        if result.returncode != 0:
            raise RuntimeError(result.stderr.decode())

    def outside(self) -> dict[str, str]:
        """All but the environment and the cache; what is large and nobody's to write by its times alone."""
        found = {}
        for folder in (self.sandbox.work, self.sandbox.root / "tmp", self.sandbox.home):
            found |= {f"{folder.name}/{path}": text for path, text in snapshot(folder, frozenset({".venv"})).items()}
        for path in [self.sandbox.root, *self.sandbox.root.iterdir(), *self.pristine.rglob("*")]:
            status = path.lstat()
            is_ours = path in (self.sandbox.root, self.pristine, self.sandbox.bin) or self.pristine in path.parents
            found[str(path)] = f"{status.st_mode:o} {status.st_mtime_ns if is_ours else ''}"
        return found

    def unpacked(self) -> list[str]:
        return [
            path.name
            for folder in UNPACKED
            for path in self.cache.glob(f"{folder}*/**/*")
            if path.is_file() and path.name != ".lock"
        ]

    def unpacked_wheel(self, archive: bytes) -> dict[str, tuple[int, str]]:
        """Path → size and digest of what the cache holds of this archive."""
        name = hashlib.sha256(archive).hexdigest()
        trees = [tree for folder in UNPACKED for tree in self.cache.glob(f"{folder}-v*/{name[:2]}/{name}/tree")]
        return {
            file.relative_to(tree).as_posix(): (file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())
            for tree in trees
            for file in tree.rglob("*")
            if file.is_file()
        }

    def shown(self, data: bytes) -> list[str]:
        text = data.decode(errors="backslashreplace")
        for value, name in (
            (str(self.sandbox.work), "[WORK]"),
            (str(self.cache), "[CACHE]"),
            (str(self.sandbox.root), "[ROOT]"),
            (self.site, "[SITE]"),
            (self.server.origin, "[SERVER]"),
            (self.server.origin.removeprefix("http://"), "[HOST]"),
        ):
            text = text.replace(value, name)
        for pattern, name in ((TIMES, "[TIME]"), (DIGESTS, "[DIGEST]"), (PYTHON, "Using [PYTHON]")):
            text = pattern.sub(name, text)
        return text.removesuffix("\n").split("\n") if text else []

    def play(self, case: Case) -> list[str]:
        """What was wrong; empty: all is as the case says."""
        self.reset(case)
        environment = self.sandbox.work / ".venv"
        outside, inside = self.outside(), snapshot(environment)
        arguments = [word.replace("[SERVER]", self.server.origin) for word in case.command]
        result = self.sandbox.run(["axle", *arguments], timeout=self.patience)
        self.sandbox.environment = dict(self.base_environment)  # what is played next is no case, perhaps
        problems = [f"left outside: {line}" for line in differences(outside, self.outside())]
        problems += [] if case.unsound else check_environment(environment)
        if case.verdict is Verdict.REFUSE:
            problems += [f"changed: {line}" for line in differences(inside, snapshot(environment))]
            problems += [] if case.cached else [f"left in the cache: {name}" for name in self.unpacked()]
        elif "uninstall" in case.command:
            left = without(inside, owned_files(case.files), self.site.removeprefix(".venv/"))
            problems += [f"after it, {line}" for line in differences(left, without_locks(snapshot(environment)))]
        problems += raw_controls("stdout", result.stdout) + raw_controls("stderr", result.stderr)
        problems += self.judge_end(case, result.returncode, self.shown(result.stderr))
        if case.prints is not None and self.shown(result.stdout) != list(case.prints):
            problems += ["stdout is", *self.shown(result.stdout), "instead of", *case.prints]
        self.sandbox.environment = dict(self.base_environment)
        return problems + (case.also(self.sandbox.work) if case.also else [])

    @staticmethod
    def judge_end(case: Case, status: int, lines: list[str]) -> list[str]:
        problems = [] if status == case.status else [f"status {status}, not {case.status}"]
        # Accepted input may print what the command always prints.
        relevant = lines if case.verdict in (Verdict.REFUSE, Verdict.IGNORE) else warnings_of(lines)
        if relevant != list(case.says):
            problems += ["it says", *lines, "instead of", *case.says]
        return problems + [f"it does not say {line}" for line in case.tells if line not in lines]


def owned_files(files: Mapping[str, bytes]) -> set[str]:
    """What the RECORDs of a case vouch for, by a digest: paths in the environment's site-packages."""
    owned = set()
    for name in (name for name in files if name.startswith("[SITE]/") and name.endswith(".dist-info/RECORD")):
        rows = csv.reader(files[name].decode().splitlines())
        owned |= {row[0] for row in rows if row[1]} | {name.removeprefix("[SITE]/")}
    return owned


def without(tree: Mapping[str, str], owned: set[str], site: str) -> dict[str, str]:
    """The environment without these files, and without the folders that held nothing else."""
    gone = {f"{site}/{path}" for path in owned}
    left = {path: text for path, text in without_locks(tree).items() if path not in gone}
    above = {str(folder) for path in owned for folder in Path(path).parents if folder != Path()}
    for folder in sorted((f"{site}/{path}" for path in above), reverse=True):  # what lies in folders before these
        if not any(path.startswith(f"{folder}/") for path in left):
            left.pop(folder, None)
    return left


def without_locks(tree: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in tree.items() if text != "lock"}


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def raw_controls(stream: str, data: bytes) -> list[str]:
    lines = data.decode(errors="replace").split("\n")
    return [f"raw control characters in {stream}: {line!r}" for line in lines if STEERING.search(line)]


def warnings_of(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith(("warning:", "error:"))]
