# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs one case on two sides: gate, peak memory, warm-up, then the timed blocks. Optionally pip, a few times.

Every run gets a folder that never existed before; nothing is deleted while a block runs.
"""

import shutil
import statistics
from dataclasses import dataclass, field
from pathlib import Path

from harness import paired
from harness.cases import Case, Side
from harness.child_process import Finished, run_for_peak, run_timed
from harness.environment_tree import differences
from harness.installers import Installer, cleared_environment

_PEAK_RUNS = 3
_PIP_SLOW_SECONDS = 2.0
_WARM_UP_BLOCKS = ("ABBA",)


@dataclass(frozen=True)
class Plan:
    """`pairs` 0 means: chosen from the warm-up. `time_despite_differences` turns the gate into a mark."""

    pairs: int
    seed: int
    time_despite_differences: bool


@dataclass
class Row:
    """One line of the table. Seconds are medians; the lists keep every sample."""

    name: str
    pairs: list[tuple[float, float]] = field(default_factory=list)
    cpu: dict[str, list[float]] = field(default_factory=lambda: {"A": [], "B": []})
    peak_bytes: dict[str, int] = field(default_factory=dict)
    pip_seconds: float | None = None
    pip_problem: str = ""
    problem: str = ""

    def median_seconds(self, letter: str) -> float:
        return statistics.median(pair["AB".index(letter)] for pair in self.pairs)


class CaseRunner:
    """Holds the two sides of one case and numbers their run folders."""

    def __init__(self, case: Case, installers: tuple[Installer, Installer], plan: Plan) -> None:
        self.case = case
        self.plan = plan
        self.folder = case.bench.data.runs / case.name
        self.sides = {letter: Side(installer, self.folder / letter) for letter, installer in zip("AB", installers)}
        self._environment = cleared_environment(case.bench.data)
        self._runs = 0
        self._batch = 1

    def measure(self, row: Row) -> None:
        """Fills `row`. A failed gate leaves `problem` and, unless the plan says otherwise, no times."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for side in self.sides.values():
            self.case.prepare(side)
        row.problem = self._pass_gate(row)
        if row.problem and not self.plan.time_despite_differences:
            return
        warm_up = [sample for block in _WARM_UP_BLOCKS for sample in self._run_block(block, Row(""))]
        self._batch = paired.choose_batch(warm_up, self.case.repeatable)
        for block in paired.plan_blocks(self.plan.pairs or paired.choose_pairs(warm_up), self.plan.seed):
            row.pairs += paired.pairs_of_block(block, self._run_block(block, row))

    def clean(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _pass_gate(self, row: Row) -> str:
        """Runs each side, compares what came out, and takes the peaks on the way. Empty when they agree."""
        seen = {}
        for letter, side in self.sides.items():
            peaks = []
            for _ in range(_PEAK_RUNS):
                run_folder, output = self._next_run(side)
                finished = run_for_peak(self.case.command(side, run_folder), self._environment, output)
                require_success(side.installer, finished, output)
                peaks.append(finished.peak_bytes)
                seen[letter] = self.case.observe(side, run_folder, output.read_text())
                shutil.rmtree(run_folder)
            row.peak_bytes[letter] = int(statistics.median(peaks))
        lines = differences(seen["A"], seen["B"])
        return "; ".join(lines)

    def _run_block(self, block: str, row: Row) -> list[float]:
        """Samples in the order of the block's letters; its folders go when all four are done."""
        folders: list[Path] = []
        samples = []
        for letter in block:
            side = self.sides[letter]
            starts = []
            for _ in range(self._batch):
                run_folder, output = self._next_run(side)
                folders.append(run_folder)
                finished = run_timed(self.case.command(side, run_folder), self._environment, output)
                require_success(side.installer, finished, output)
                starts.append(finished)
            samples.append(statistics.fmean(finished.seconds for finished in starts))
            row.cpu[letter].append(statistics.fmean(finished.cpu_seconds for finished in starts))
        for folder in folders:
            shutil.rmtree(folder)
        return samples

    def _next_run(self, side: Side) -> tuple[Path, Path]:
        self._runs += 1
        run_folder = side.folder / f"run-{self._runs:05}"
        self.case.arrange(side, run_folder)
        return run_folder, side.folder / "output"


def measure_pip(case: Case, pip: Installer) -> float | None:
    """Median of three runs of pip, or a single one where it takes long; None where pip has no such command."""
    if not case.pip_has_it:
        return None
    folder = case.bench.data.runs / f"pip-{case.name}"
    shutil.rmtree(folder, ignore_errors=True)
    side = Side(pip, folder)
    case.prepare(side)
    seconds: list[float] = []
    while len(seconds) < 3 and (not seconds or seconds[0] < _PIP_SLOW_SECONDS):
        run_folder = folder / f"run-{len(seconds)}"
        case.arrange(side, run_folder)
        output = folder / "output"
        finished = run_timed(case.command(side, run_folder), cleared_environment(case.bench.data), output)
        require_success(pip, finished, output)
        seconds.append(finished.seconds)
    shutil.rmtree(folder)
    return statistics.median(seconds)


def require_success(installer: Installer, finished: Finished, output: Path) -> None:
    if finished.exit_code != 0:
        raise RuntimeError(f"{installer.label} exited with {finished.exit_code}:\n{output.read_text()}")
