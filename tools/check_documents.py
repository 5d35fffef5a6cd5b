#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Checks what documents say about the tree: every path they name exists, every link between them leads somewhere.

A path is a word in backticks that begins with one of our top folders and a slash, or that is the name of a file in
the root. `<name>`, `*` and capital words such as NAME or LAYER stand for something and are skipped. ARCHITECTURE.md
has at most 200 lines.
"""

import argparse
import re
import sys
from pathlib import Path

import cpp_source

FOLDERS = (
    "base|spec|resolver|fetch|venv|project|engine|cli|completions|tests|docs|bench|cmake|tools|scripts|\\.ci"
)
PATH = re.compile(r"`((?:%s)/[^`\s]*|[A-Z]+(?:-[A-Z]+)?(?:\.md)?|CMake\w+\.(?:txt|json)|\.clang-\w+)`" % FOLDERS)
PLACEHOLDER = re.compile(r"[<>*{}…]|\b[A-Z]{4,}\b|NNNN")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ARCHITECTURE_LINES = 200


def check_paths(root: Path, document: str, text: str) -> list[str]:
    problems = []
    for match in PATH.finditer(text):
        name = match[1].split("#")[0].rstrip("/:,")
        if "/" in name and PLACEHOLDER.search(name):
            continue
        if "/" not in name and "." not in name:
            continue  # a constant or a variable, not a file
        if not (root / name).exists():
            line = text.count("\n", 0, match.start()) + 1
            problems.append(f"{document}:{line}: {name} does not exist")
    return problems


def anchor_of(heading: str) -> str:
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))


def anchors(text: str) -> set[str]:
    return {anchor_of(heading) for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


def check_links(root: Path, document: str, text: str) -> list[str]:
    problems = []
    for match in LINK.finditer(text):
        target, _, anchor = match[1].partition("#")
        if "://" in target:
            continue
        line = text.count("\n", 0, match.start()) + 1
        path = (root / document).parent / target if target else root / document
        if not path.exists():
            problems.append(f"{document}:{line}: the link {match[1]} leads nowhere")
        elif anchor and anchor not in anchors(path.read_text(encoding="utf-8")):
            problems.append(f"{document}:{line}: {target or document} has no heading #{anchor}")
    return problems


def check(root: Path) -> list[str]:
    problems = []
    for relative in cpp_source.project_files(root):
        if relative.suffix != ".md":
            continue
        text = (root / relative).read_text(encoding="utf-8")
        document = relative.as_posix()
        problems += check_paths(root, document, text) + check_links(root, document, text)
        if document == "ARCHITECTURE.md" and text.count("\n") > ARCHITECTURE_LINES:
            problems.append(f"{document}:1: {text.count(chr(10))} lines, the limit is {ARCHITECTURE_LINES}")
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    problems = check(parser.parse_args().root.resolve())
    for problem in problems:
        print(problem)
    print(f"check_documents: {len(problems)} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
