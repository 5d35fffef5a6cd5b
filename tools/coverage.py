#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Which lines the tests of a build with the preset coverage ran, by layer; fails where a layer has too few.

Programs leave their counts in BUILD/counts; those that tests start as another user (tests/support/sandbox.py), who may
not write there, in the folder that the build names as AXLE_COUNTS. A line counts when the compiler made code of it, and
has run when one of its copies (templates, inline functions) did. Nothing is left out; the few lines between fork and
exec run, but no counts of theirs can be written, so they stand as lines that never ran.

Usage: tools/coverage.py BUILD              the table; --files N names the files of each layer with the most lines left
       tools/coverage.py BUILD --missing F  the lines of file F that never ran, and the table
       tools/coverage.py BUILD --forget     removes all counts
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("base", "spec", "resolver", "fetch", "venv", "project", "engine", "cli")
# Per cent of lines.
WANTED = {layer: 95.0 for layer in LAYERS} | {"cli": 85.0}

Lines = dict[int, int]


def count_folders(build: Path) -> list[Path]:
    """Where programs of this build leave counts."""
    cache = build / "CMakeCache.txt"
    elsewhere = re.findall(r"^AXLE_COUNTS:\w+=(.+)$", cache.read_text(), re.MULTILINE) if cache.exists() else []
    return [build / "counts", *map(Path, elsewhere)]


def find_programs(build: Path) -> list[Path]:
    return sorted(path for folder in ("bin", "tests/bin") for path in (build / folder).glob("*") if path.is_file())


def read_lines(build: Path, counts: list[Path], programs: list[Path]) -> dict[str, Lines]:
    """Source (relative to the root) → line → how often."""
    merged = build / "counts.profdata"
    merge = ["llvm-profdata-19", "merge", "--sparse", "--failure-mode=warn", "-o", str(merged), *map(str, counts)]
    subprocess.run(merge, check=True)
    objects = [word for program in programs[1:] for word in ("-object", str(program))]
    command = ["llvm-cov-19", "export", "--format=lcov", f"--instr-profile={merged}", str(programs[0]), *objects]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Lines] = defaultdict(lambda: defaultdict(int))
    lines: Lines = {}
    for text in result.stdout.splitlines():
        kind, _, value = text.partition(":")
        if kind == "SF":
            lines = source_lines(found, Path(value))
        elif kind == "DA":
            number, count = value.split(",")[:2]
            lines[int(number)] += int(count)
    return found


def source_lines(found: dict[str, Lines], source: Path) -> Lines:
    """Where the lines of a source are counted; for one of no layer, a place that nobody looks at."""
    inside = source.is_relative_to(ROOT) and source.relative_to(ROOT).parts[0] in LAYERS
    return found[str(source.relative_to(ROOT))] if inside else defaultdict(int)


def never_ran(lines: Lines) -> int:
    return sum(1 for count in lines.values() if not count)


def share(files: list[Lines]) -> tuple[int, float]:
    known = sum(len(lines) for lines in files)
    return known, 100.0 * (known - sum(map(never_ran, files))) / known if known else 0.0


def print_table(found: dict[str, Lines], files: int) -> list[str]:
    """The layers that have too few."""
    too_few = []
    for layer in LAYERS:
        sources = {source: lines for source, lines in found.items() if source.startswith(f"{layer}/")}
        known, ran = share(list(sources.values()))
        enough = ran >= WANTED[layer]
        too_few += [] if enough else [layer]
        print(f"{layer:<10}{known:>7} lines{ran:>7.1f} %{'' if enough else f'  less than {WANTED[layer]:.0f} %'}")
        for source, lines in sorted(sources.items(), key=lambda item: -never_ran(item[1]))[:files]:
            print(f"    {source:<44}{never_ran(lines):>4} of {len(lines)} never ran")
    known, ran = share(list(found.values()))
    print(f"{'all':<10}{known:>7} lines{ran:>7.1f} %")
    return too_few


def print_missing(source: str, lines: Lines) -> None:
    text = (ROOT / source).read_text().splitlines()
    for number in sorted(number for number, count in lines.items() if not count):
        print(f"{source}:{number}: {text[number - 1].strip()}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--missing", action="append", default=[])
    parser.add_argument("--print-only", action="store_true", help="succeed although a layer has too few")
    parser.add_argument("--forget", action="store_true")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    folders = count_folders(build)
    if arguments.forget:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        return 0
    counts = sorted(path for folder in folders for path in folder.glob("*.profraw"))
    if not counts:
        print(f"coverage: no test has run in {build}")
        return 1
    found = read_lines(build, counts, find_programs(build))
    for source in arguments.missing:
        print_missing(source, found[source])
    too_few = print_table(found, arguments.files)
    return 1 if too_few and not arguments.print_only else 0


if __name__ == "__main__":
    sys.exit(main())
