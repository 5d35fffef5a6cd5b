# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs changes with fault_shim.c loaded before them."""

import argparse
import shutil
from collections.abc import Iterable
from pathlib import Path

from fault_lab import FaultLab
from invariants import Ending
from tally import harness_options

SHIM = "fault_shim.so"


def shim_options(description: str) -> argparse.ArgumentParser:
    parser = harness_options(description)
    parser.add_argument("--shim", type=Path, help=f"default: {SHIM} beside axle, where the build puts it")
    return parser


class ShimLab(FaultLab):
    """A lab whose axle can be hurt from within. One worker, so that what happens has an order."""

    def __init__(self, arguments: argparse.Namespace, names: Iterable[str]):
        axle = arguments.axle.resolve(strict=True)
        super().__init__(axle, names)
        built = arguments.shim or axle.parent / SHIM
        self.shim = self.sandbox.bin / SHIM
        shutil.copy(built, self.shim)
        self.sandbox.environment["AXLE_CONCURRENT_INSTALLS"] = "1"
        self.report = self.log / "report"

    def hurt(self, name: str, options: Iterable[str] = (), **faults: object) -> Ending:
        """Runs the change with FAULT_… variables, named by their lower-case ends."""
        self.report.unlink(missing_ok=True)
        settings = {f"FAULT_{key.upper()}": str(value) for key, value in (faults | {"report": self.report}).items()}
        with self.variables({"LD_PRELOAD": str(self.shim), **settings}):
            return self.attempt(name, options=options)

    def counted(self) -> dict[str, int]:
        """What the shim counted in the last run; empty: that did not get to its end."""
        if not self.report.exists():
            return {}
        rows = (line.split() for line in self.report.read_text().splitlines())
        return {word: int(number) for word, number in rows}

    def count(self, name: str, **faults: object) -> dict[str, int]:
        """How many changes to the disk and allocations the change makes."""
        self.reset(name)
        ending = self.hurt(name, **faults)
        if ending.status != 0:
            raise RuntimeError(f"{name} does not work with the shim: {ending.error}")
        counts = self.counted()
        if not counts["allocations"]:
            raise RuntimeError("the shim sees nothing: is axle linked to libc statically?")
        return counts


def sample(first: int, last: int, most: int) -> range:
    """Numbers from first to last, at most so many, evenly spread."""
    step = max(1, -(-(last - first + 1) // most))
    return range(first + (step - 1) // 2, last + 1, step)
