#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs the harnesses that tests/torture.txt lists and prints one table: promise, cases tried, violations.

As many as the machine has cores run at one time; each has folders, caches and servers of its own, and what it writes is
passed on when it has ended. With --log nothing is run, and the table is made of what harnesses wrote into files before,
ctest's log for example.
"""

import argparse
import os
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent
sys.path.insert(0, str(TESTS / "support"))

from tally import Row, line_of, print_rows, read_rows  # noqa: E402 (the path comes first)


def commands(axle: Path, size: str, only: str) -> list[list[str]]:
    """Of the lines of torture.txt that have `only` in them."""
    found = []
    for line in (TESTS / "torture.txt").read_text().splitlines():
        if line and not line.startswith("#") and only in line:
            words = shlex.split(line.format(axle=axle, size=size))
            found.append([sys.executable, "-B", str(TESTS.parent / words[0]), *words[1:]])
    return found


def run(command: list[str]) -> list[Row]:
    """The rows of one harness, whose other lines are passed on; one that fails without any violation gets a row."""
    name = Path(command[2]).stem
    print(f"   {name} begins", flush=True)
    start = time.monotonic()
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    lines = process.stdout.splitlines()
    rows = read_rows(lines)
    if not rows or (process.returncode != 0 and not any(row.is_broken for row in rows)):
        rows.append(Row(f"{name} runs to its end (status {process.returncode})", 1, 1))
        lines.append(line_of(rows[-1]))
    # A row begins its line, as in what the harness wrote: the last table is made of logs. One print is one block.
    told = [line if read_rows([line]) else f"   {line}" for line in lines]
    print("\n".join([f"== {name}: {time.monotonic() - start:.0f} s", *told]), flush=True)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--axle", type=Path)
    parser.add_argument("--size", choices=("reduced", "full"), default="full")
    parser.add_argument("--only", default="", help="the lines of torture.txt with this in them")
    parser.add_argument("--beside", type=int, default=os.cpu_count() or 1, help="programs at one time; default: cores")
    parser.add_argument("--log", type=Path, action="append", default=[])
    arguments = parser.parse_args()
    rows: list[Row] = []
    for log in arguments.log:
        rows += read_rows(log.read_text(errors="replace").splitlines())
    if not arguments.log:
        if arguments.axle is None:
            parser.error("--axle is needed, or --log")
        wanted = commands(arguments.axle.resolve(strict=True), arguments.size, arguments.only)
        with ThreadPoolExecutor(max(1, arguments.beside)) as pool:
            rows = [row for found in pool.map(run, wanted) for row in found]
    return print_rows(rows)


if __name__ == "__main__":
    sys.exit(main())
