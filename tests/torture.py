#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs the harnesses that tests/torture.txt lists and prints one table: promise, cases tried, violations.

As many as the machine has cores run at one time, and those marked `alone`, which measure how long something takes, one
by one behind them. Each has folders, caches and servers of its own, and what it writes is passed on when it has ended.
With --log nothing is run, and the table is made of what harnesses wrote into files before,
ctest's log for example.
"""

import argparse
import os
import shlex
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent
sys.path.insert(0, str(TESTS / "support"))

from tally import Row, line_of, print_rows, read_rows  # noqa: E402 (the path comes first)


ALONE = "alone "
# Several harnesses end at one time: what one says stays together, and its rows begin their lines.
TELLING = threading.Lock()


def tell(text: str) -> None:
    with TELLING:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def commands(axle: Path, size: str, only: str, alone: bool) -> list[list[str]]:
    """Of the lines of torture.txt that have `only` in them, those that are marked `alone`, or those that are not."""
    found = []
    for line in (TESTS / "torture.txt").read_text().splitlines():
        if line and not line.startswith("#") and only in line and line.startswith(ALONE) == alone:
            words = shlex.split(line.removeprefix(ALONE).format(axle=axle, size=size))
            found.append([sys.executable, "-B", str(TESTS.parent / words[0]), *words[1:]])
    return found


def run(command: list[str]) -> list[Row]:
    """The rows of one harness, whose other lines are passed on; one that fails without any violation gets a row."""
    name = Path(command[2]).stem
    tell(f"   {name} begins")
    start = time.monotonic()
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    lines = process.stdout.splitlines()
    rows = read_rows(lines)
    if not rows or (process.returncode != 0 and not any(row.is_broken for row in rows)):
        rows.append(Row(f"{name} runs to its end (status {process.returncode})", 1, 1))
        lines.append(line_of(rows[-1]))
    # A row begins its line, as in what the harness wrote: the last table is made of logs.
    told = [line if read_rows([line]) else f"   {line}" for line in lines]
    tell("\n".join([f"== {name}: {time.monotonic() - start:.0f} s", *told]))
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
        axle = arguments.axle.resolve(strict=True)
        for alone in (False, True):
            with ThreadPoolExecutor(1 if alone else max(1, arguments.beside)) as pool:
                found = pool.map(run, commands(axle, arguments.size, arguments.only, alone))
                rows += [row for of_one in found for row in of_one]
    return print_rows(rows)


if __name__ == "__main__":
    sys.exit(main())
