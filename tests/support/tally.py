# SPDX-License-Identifier: MIT OR Apache-2.0
"""Counts what a harness tried and what gave way: one tally for each promise, one line for each tally at the end.

scripts/torture runs all harnesses and makes its table of these lines.
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MARK = "TALLY"


@dataclass
class Tally:
    """What became of one promise, told as a sentence with its ids in the fault model."""

    promise: str
    cases: int = 0
    violations: int = 0

    def tried(self, number: int = 1) -> None:
        self.cases += number

    def violation(self, text: str) -> None:
        """A case that broke the promise, told at once: a run that is cut off must not lose it."""
        self.violations += 1
        print(f"VIOLATED {self.promise}\n    {text.strip().replace(chr(10), chr(10) + '    ')}", flush=True)

    def judge(self, problems: list[str], case: str) -> None:
        """One case that was tried, and what was wrong with it."""
        self.tried()
        if problems:
            self.violation("\n".join([case, *problems]))


def report(tallies: list[Tally]) -> int:
    """The lines for scripts/torture; the exit status of the harness. A promise that nothing tried is not held."""
    for tally in tallies:
        print(line_of(Row(tally.promise, tally.cases, tally.violations)), flush=True)
    return 1 if any(tally.violations or not tally.cases for tally in tallies) else 0


@dataclass(frozen=True)
class Row:
    promise: str
    cases: int
    violations: int

    @property
    def is_broken(self) -> bool:
        return self.violations > 0 or self.cases == 0


def line_of(row: Row) -> str:
    return f"{MARK}\t{row.promise}\t{row.cases}\t{row.violations}"


def read_rows(lines: Iterable[str]) -> list[Row]:
    """The tallies among the lines of a harness, or of a log of many."""
    rows = []
    for line in lines:
        mark, *fields = line.rstrip("\n").split("\t")
        if mark == MARK and len(fields) == 3:
            rows.append(Row(fields[0], int(fields[1]), int(fields[2])))
    return rows


def print_rows(rows: list[Row]) -> int:
    """The table, and the exit status that goes with it."""
    width = max((len(row.promise) for row in rows), default=0)
    print(f"\n{'promise':<{width}}  {'cases':>9}  violations")
    for row in sorted(rows, key=lambda row: row.promise):
        remark = "" if row.cases else "  nothing was tried"
        print(f"{row.promise:<{width}}  {row.cases:>9}  {row.violations:>10}{remark}")
    broken = sum(1 for row in rows if row.is_broken)
    print(f"{len(rows)} promises, {sum(row.cases for row in rows)} cases, {broken} promises broken")
    return 1 if broken or not rows else 0


def harness_options(description: str) -> argparse.ArgumentParser:
    """What every harness takes; each adds its own."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--axle", type=Path, required=True)
    parser.add_argument("--size", choices=("reduced", "full"), default="reduced")
    return parser
