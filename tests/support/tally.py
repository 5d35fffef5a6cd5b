# SPDX-License-Identifier: MIT OR Apache-2.0
"""Counts what a harness tried and what gave way: one tally for each promise, one line for each tally at the end.

scripts/torture runs all harnesses and makes its table of these lines.
"""

import argparse
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
        print(f"{MARK}\t{tally.promise}\t{tally.cases}\t{tally.violations}", flush=True)
    return 1 if any(tally.violations or not tally.cases for tally in tallies) else 0


def harness_options(description: str) -> argparse.ArgumentParser:
    """What every harness takes; each adds its own."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--axle", type=Path, required=True)
    parser.add_argument("--size", choices=("reduced", "full"), default="reduced")
    return parser
