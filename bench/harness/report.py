# SPDX-License-Identifier: MIT OR Apache-2.0
"""The table, as Markdown that is also readable on a terminal, and the lines that say where it was measured."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from harness.installers import Installer
from harness.paired import paired_ratio
from harness.runner import Row

K_BEGIN = "<!-- bench {}: begin -->"
K_END = "<!-- bench {}: end -->"


@dataclass(frozen=True)
class MachineState:
    """CPU ticks from /proc/stat and the load average, to tell a quiet machine from a busy one."""

    stolen_ticks: int
    total_ticks: int
    load: float


def read_machine_state() -> MachineState:
    ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return MachineState(ticks[7], sum(ticks), os.getloadavg()[0])


def make_table(rows: list[Row], left: Installer, right: Installer) -> str:
    heading = [f"case", f"{left.label} ms", f"{right.label} ms", f"ratio {left.label}/{right.label}", "95 %",
               f"{left.label} MB", f"{right.label} MB", "pip ms", "pairs"]
    body = [_cells(row) for row in rows]
    widths = [max(len(line[column]) for line in [heading, *body]) for column in range(len(heading))]
    rule = ["-" * (width - 1) + ":" if column else "-" * width for column, width in enumerate(widths)]
    lines = [_line(heading, widths), _line(rule, widths), *(_line(cells, widths) for cells in body)]
    problems = [f"- `{row.name}`: {row.problem}" for row in rows if row.problem]
    without_pip = [f"- `{row.name}`: {row.pip_problem}" for row in rows if row.pip_problem]
    for heading_of, notes in (("Not comparable:", problems), ("Not with pip:", without_pip)):
        lines += ["", heading_of, *notes] if notes else []
    return "\n".join(lines) + "\n"


def make_provenance(programs: list[Installer], before: MachineState, after: MachineState, notes: list[str]) -> str:
    """Versions, machine and how busy it was; `notes` are further clauses."""
    versions = ", ".join(f"{program.label} ({program.kind} {program.version})" for program in programs)
    ticks = max(1, after.total_ticks - before.total_ticks)
    stolen = 100 * (after.stolen_ticks - before.stolen_ticks) / ticks
    machine = (f"{os.cpu_count()} CPUs, Linux {platform.release()}, load {before.load:.1f} before and "
               f"{after.load:.1f} after, {stolen:.1f} % stolen")
    return "; ".join([versions, machine, *notes]) + ".\n"


def check_markdown(target: Path, table: str) -> None:
    """Raises ValueError for a document that has no place for the table: it would be lost to a slip in the name."""
    begin, end = K_BEGIN.format(table), K_END.format(table)
    text = target.read_text() if target.is_file() else ""
    if text and end not in text.partition(begin)[2]:
        raise ValueError(f"{target} has no lines `{begin}` and `{end}`")


def write_markdown(target: Path, text: str, table: str) -> None:
    """Between the markers of that table, or as a new file. Raises ValueError as check_markdown() does."""
    check_markdown(target, table)
    begin, end = K_BEGIN.format(table), K_END.format(table)
    old = target.read_text() if target.is_file() else ""
    head, _, rest = old.partition(begin)
    target.write_text(head + f"{begin}\n{text}{end}\n" + rest.partition(end)[2].removeprefix("\n"))


def _cells(row: Row) -> list[str]:
    peaks = [f"{row.peak_bytes[letter] / 1e6:.1f}" if letter in row.peak_bytes else "" for letter in "AB"]
    pip = f"{row.pip_seconds * 1000:.0f}" if row.pip_seconds is not None else ""
    if not row.pairs:
        return [row.name, "", "", "invalid", "", *peaks, pip, "0"]
    ratio = paired_ratio(row.pairs)
    mark = " (differs)" if row.problem else ""
    return [row.name, _milliseconds(row.median_seconds("A")), _milliseconds(row.median_seconds("B")),
            f"{ratio.median:.2f}{mark}", f"{ratio.low:.2f}–{ratio.high:.2f}", *peaks, pip, str(len(row.pairs))]


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f}" if seconds < 0.1 else f"{seconds * 1000:.0f}"


def _line(cells: list[str], widths: list[int]) -> str:
    padded = [cell.rjust(width) if column else cell.ljust(width)
              for column, (cell, width) in enumerate(zip(cells, widths))]
    return "| " + " | ".join(padded) + " |"
