#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which lines the tests of a build with gcov (preset coverage) ran, by layer; fails where a layer has too few.

The unit tests leave their counts beside the objects. The transcripts run as a user who may not write there: they count
in a folder of their own (AXLE_COUNTS, see tests/support/sandbox.py), with the same paths below it.

Usage: tools/coverage.py BUILD [COUNTS]     a table; --missing FILE also lists the lines of one file that never ran
A line counts when a compiler made code of it. Nothing is left out.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("base", "spec", "resolver", "fetch", "venv", "project", "engine", "cli")
# Per cent of lines. What cli cannot show is mostly the end of the process after a crash.
WANTED = {layer: 95.0 for layer in LAYERS} | {"cli": 85.0}
BATCH = 24

Lines = dict[int, int]


def find_counts(build: Path, counts: Path | None) -> list[Path]:
    """All files of counts; the notes of the compiler (.gcno) are laid beside those that were counted elsewhere."""
    found = sorted(build.rglob("*.gcda"))
    if counts is None:
        return found
    elsewhere = sorted(counts.rglob("*.gcda"))
    for path in elsewhere:
        notes = (Path("/") / path.relative_to(counts)).with_suffix(".gcno")
        beside = path.with_suffix(".gcno")
        if not beside.exists():
            beside.symlink_to(notes)
    return found + elsewhere


def read_counts(paths: list[Path]) -> dict[str, Lines]:
    """Source (relative to the root) → line → how often, of one call of gcov."""
    command = ["gcov", "--json-format", "--stdout", *map(str, paths)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, Lines] = defaultdict(lambda: defaultdict(int))
    for document in result.stdout.splitlines():
        for file in json.loads(document)["files"] if document.startswith("{") else []:
            source = Path(os.path.normpath(ROOT / file["file"]))
            if source.is_relative_to(ROOT) and source.relative_to(ROOT).parts[0] in LAYERS:
                lines = found[str(source.relative_to(ROOT))]
                for line in file["lines"]:
                    lines[line["line_number"]] += line["count"]
    return found


def add_counts(paths: list[Path]) -> dict[str, Lines]:
    total: dict[str, Lines] = defaultdict(lambda: defaultdict(int))
    batches = [paths[at : at + BATCH] for at in range(0, len(paths), BATCH)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(read_counts, batches):
            for source, lines in found.items():
                for line, count in lines.items():
                    total[source][line] += count
    return total


def per_cent(lines: list[Lines]) -> tuple[int, float]:
    known = sum(len(file) for file in lines)
    ran = sum(sum(1 for count in file.values() if count) for file in lines)
    return known, 100.0 * ran / known if known else 0.0


def print_table(total: dict[str, Lines], files: int) -> list[str]:
    """The layers that have too few."""
    too_few = []
    for layer in LAYERS:
        sources = {source: lines for source, lines in total.items() if source.startswith(f"{layer}/")}
        known, share = per_cent(list(sources.values()))
        enough = share >= WANTED[layer]
        too_few += [] if enough else [layer]
        verdict = "" if enough else f"  less than {WANTED[layer]:.0f} %"
        print(f"{layer:<10}{known:>7} lines{share:>7.1f} %{verdict}")
        worst = sorted(sources.items(), key=lambda item: sum(1 for count in item[1].values() if not count))
        for source, lines in reversed(worst[-files:] if files else []):
            missing = sum(1 for count in lines.values() if not count)
            print(f"    {source:<44}{missing:>4} of {len(lines)} never ran")
    known, share = per_cent(list(total.values()))
    print(f"{'all':<10}{known:>7} lines{share:>7.1f} %")
    return too_few


def print_missing(source: str, lines: Lines) -> None:
    text = (ROOT / source).read_text().splitlines()
    for number in sorted(number for number, count in lines.items() if not count):
        print(f"{source}:{number}: {re.sub(r'^ +', '', text[number - 1])}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("counts", type=Path, nargs="?")
    parser.add_argument("--files", type=int, default=0, help="name so many files of each layer with the most lines left")
    parser.add_argument("--missing", action="append", default=[], help="list the lines of this file that never ran")
    arguments = parser.parse_args()
    counts = find_counts(arguments.build.resolve(), arguments.counts)
    if not counts:
        print(f"coverage: no test has run in {arguments.build}")
        return 1
    total = add_counts(counts)
    for source in arguments.missing:
        print_missing(source, total[source])
    too_few = print_table(total, arguments.files)
    return 1 if too_few else 0


if __name__ == "__main__":
    sys.exit(main())
