# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays one case: a text that is both the script and what must come out of it. Form of a case: tests/cli/README.md."""

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from env_fsck import check_environment
from file_tree import differences, listing, snapshot
from index_block import read_block
from index_host import IndexHost, Shape
from sandbox import Sandbox

# What differs between two runs or two machines, and what stands for it in a transcript.
FILTERS = (
    (re.compile(r"(127\.0\.0\.1|localhost):(?!9\b)\d+"), r"\1:[PORT]"),
    (re.compile(r"\b(?:\d+m \d\ds|\d+\.\d\ds|\d+ms|\d+\.\d\dms)(?!\w)"), "[TIME]"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "[HASH]"),
    (re.compile(r"\b(md5|sha1|sha384|sha512):[0-9a-f]{32,128}\b"), r"\1:[HASH]"),
    (re.compile(r"(?:/usr/bin/)?\bpython3(?:\.\d+)?t?\b"), "[PYTHON]"),
    (re.compile(r"\b(CPython|Python) 3\.\d+\.\d+(?:\S*\b)"), r"\1 [VERSION]"),
    (re.compile(r"(?<=/axle/tmp/)([a-z]+)[0-9a-f]{16}\b"), r"\1[RANDOM]"),
    (re.compile(r"(?<=\.axle-)(venv-|old-|left-)?[0-9a-f]{16}\b"), r"\1[RANDOM]"),
    (re.compile(r"\b\d+(?:\.\d+)?[KMG]iB\b"), "[SIZE]"),
    (re.compile(r"\(user id \d+\)"), "(user id [ID])"),
    (re.compile(r"-{50,}"), "[LINE]"),  # below the head of a column that holds paths
    (re.compile(r"((?:not enough space|the disk quota) on )`[^`]*`"), r"\1`[MOUNT]`"),
)


class CaseError(Exception):
    pass


@dataclass
class Paragraph:
    """One line that does something, with the lines that belong to it."""

    line: str
    body: list[str]


def paragraphs(text: str) -> list[Paragraph]:
    """Every line of the text but the expectations, in order."""
    found: list[Paragraph] = []
    for line in text.split("\n")[:-1]:
        opens_body = bool(found) and found[-1].line.startswith("@ ")
        if opens_body and (line.startswith("  ") or not line):
            found[-1].body.append(line)
        elif not line.startswith(("|", "!", "~", "= ")):
            found.append(Paragraph(line, []))
    return found


def body_of(paragraph: Paragraph) -> list[str]:
    lines = [line.removeprefix("  ") for line in paragraph.body]
    while lines and not lines[-1]:
        lines.pop()
    return lines


class Player:
    def __init__(self, sandbox: Sandbox):
        self.sandbox = sandbox
        self.indexes: dict[str, IndexHost] = {}
        self.problems: list[str] = []
        self.may_change = False
        self.checks_environments = True

    def close(self) -> None:
        for index in self.indexes.values():
            index.close()

    def play(self, text: str) -> str:
        """The case as it would have to read for this program."""
        lines: list[str] = []
        for paragraph in paragraphs(text):
            lines.append(paragraph.line)
            lines += paragraph.body
            if paragraph.line.startswith("$ "):
                lines += self.step(paragraph.line[2:])
            elif paragraph.line.startswith("@ "):
                at = len(lines)
                while lines[at - 1] == "" and paragraph.body:
                    at -= 1
                lines[at:at] = self.direct(paragraph)
            elif paragraph.line and not paragraph.line.startswith("#"):
                raise CaseError(f"not understood: {paragraph.line}")
        if self.checks_environments:
            self.check_environments()
        return "\n".join(lines) + "\n"

    def step(self, command: str) -> list[str]:
        before = snapshot(self.sandbox.work)
        result = self.sandbox.run(["/bin/sh", "-c", command])
        is_ours = re.search(r"\baxle ", command) is not None
        if is_ours and result.returncode != 0 and not self.may_change:
            for difference in differences(before, snapshot(self.sandbox.work)):
                self.problems.append(f"`{command}` failed but left {difference}")
        self.may_change = False
        lines = [f"| {line}".rstrip() for line in self.shown(result.stdout)]
        lines += [f"! {line}".rstrip() for line in self.shown(result.stderr)]
        return [*lines, f"= {result.returncode}"]

    def shown(self, data: bytes) -> list[str]:
        text = data.decode(errors="backslashreplace").replace(str(self.sandbox.root), "[TMP]")
        for pattern, replacement in FILTERS:
            text = pattern.sub(replacement, text)
        text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda match: f"\\x{ord(match[0]):02x}", text)
        return text.removesuffix("\n").split("\n") if text else []

    def direct(self, paragraph: Paragraph) -> list[str]:
        verb, *words = shlex.split(paragraph.line[2:])
        if verb == "index":
            self.set_index(words, body_of(paragraph))
        elif verb == "file":
            text = "\n".join(body_of(paragraph))
            mode = 0o755 if "executable" in words[1:] else 0o644
            self.sandbox.write(words[0], self.replaced(text + "\n").encode() if text else b"", mode)
        elif verb == "wheels":
            for file in read_block(body_of(paragraph)).files():
                self.sandbox.write(f"{words[0]}/{file.name}", file.data)
        elif verb == "tree":
            lines = self.shown("\n".join(listing(self.sandbox.work / words[0])).encode())
            return [f"~ {line}" for line in lines] or ["~ (empty)"]
        elif verb == "requests":
            requests = sorted(self.indexes[words[0] if words else "index"].take_requests())
            return [f"~ {line}" for line in requests] or ["~ (none)"]
        elif verb == "may-change":
            self.may_change = True
        elif verb == "broken-environment":
            self.checks_environments = False
        elif verb == "uninstrumented":
            self.sandbox.environment |= {"ASAN_OPTIONS": "detect_leaks=0", "LLVM_PROFILE_FILE": "/dev/null"}
        else:
            raise CaseError(f"not understood: {paragraph.line}")
        return []

    def replaced(self, text: str) -> str:
        """`${INDEX}` and its kin in files and indexes of the case."""
        return re.sub(r"\$\{(\w+)\}", lambda match: self.sandbox.environment.get(match[1], match[0]), text)

    def set_index(self, words: list[str], body: list[str]) -> None:
        options = {"plain", "no-ranges", "no-etag", "no-max-age", "no-metadata-files"}
        given = [word for word in words if word in options or word.startswith("credentials=")]
        names = [word for word in words if word not in given] or ["index"]
        if len(names) > 1:
            raise CaseError(f"one index has one name: {' '.join(names)}")
        shape = Shape(
            plain="plain" in given,
            ranges="no-ranges" not in given,
            etag="no-etag" not in given,
            max_age=None if "no-max-age" in given else 600,
            metadata_files="no-metadata-files" not in given,
            credentials=next((word.partition("=")[2] for word in given if "=" in word), ""),
        )
        name = names[0]
        index = self.indexes.get(name) or IndexHost(shape, self.sandbox.work)
        self.indexes[name] = index
        variable = name.upper().replace("-", "_")
        self.sandbox.environment |= {variable: f"{index.origin}/simple/", f"{variable}_HOST": index.origin}
        if name == "index":
            self.sandbox.environment["AXLE_DEFAULT_INDEX"] = f"{index.origin}/simple/"
        block = read_block([self.replaced(line) for line in body])
        index.shape, index.files, index.faults = shape, block.files(), block.faults

    def check_environments(self) -> None:
        for marker in self.sandbox.work.rglob("pyvenv.cfg"):
            # That its Python is gone may be what the case is about.
            for problem in check_environment(marker.parent, has_python=False):
                self.problems.append(f"{marker.parent.relative_to(self.sandbox.work)}: {problem}")


def play_case(axle: Path, text: str) -> tuple[str, list[str]]:
    """The case as played, and what was wrong beside its text."""
    with Sandbox(axle) as sandbox:
        player = Player(sandbox)
        try:
            return player.play(text), player.problems
        finally:
            player.close()
