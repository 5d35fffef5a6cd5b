# SPDX-License-Identifier: MIT OR Apache-2.0
"""The cases of hostile wheels, played by other installers, each in an environment of its own: what is left behind.

Only cases that install one wheel file are played. What was refused, and whether anything is left or was written
elsewhere, is seen from the exit status and the file system; messages do not matter.
"""

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from case import Case, Verdict
from file_tree import LOCK_FILE, differences, snapshot
from lab import CatalogueLab, remove

KINDS = ("uv", "pip")
CRASHES = ("Traceback (most recent call last)", "panicked at", "stopped after")
REFUSALS = ("refused cleanly", "refused, files left", "accepted", "crashed", "wrote outside")
ACCEPTED = "accepted of those to accept"


@dataclass(frozen=True)
class Tool:
    kind: str
    program: Path

    @staticmethod
    def parse(text: str) -> "Tool":
        kind, _, program = text.partition("=")
        if kind not in KINDS or not Path(program).is_file():
            raise argparse.ArgumentTypeError(f"{text}: not one of {', '.join(f'{kind}=PATH' for kind in KINDS)}")
        return Tool(kind, Path(program).absolute())

    def command(self, wheel: str, cache: Path) -> list[str]:
        if self.kind == "uv":
            options = ["--no-config", "--offline", "--cache-dir", str(cache), "--python", ".venv"]
            return [str(self.program), "pip", "install", "--no-deps", *options, wheel]
        options = ["--no-index", "--no-deps", "--no-input", "--disable-pip-version-check", "--cache-dir", str(cache)]
        return [str(self.program), "--isolated", "--python", ".venv/bin/python", "install", *options, wheel]


def wheel_of(case: Case) -> str:
    """The file that the case installs; empty: it does something else."""
    is_plain = list(case.command[:-1]) == ["pip", "install", "--no-deps"] and not case.served and not case.environment
    return case.command[-1] if is_plain and case.command[-1] in case.files else ""


def outcome(lab: CatalogueLab, tool: Tool, case: Case) -> str:
    """One of REFUSALS."""
    lab.reset(case)
    environment = lab.sandbox.work / ".venv"
    outside, inside = lab.outside(), snapshot(environment)
    result = lab.sandbox.run(tool.command(wheel_of(case), lab.cache), timeout=300)
    for entry in (lab.sandbox.root / "tmp").iterdir():  # their temporary folders are their own affair
        remove(entry)
    if differences(outside, lab.outside()):
        return "wrote outside"
    if result.returncode < 0 or any(sign in result.stderr.decode(errors="replace") for sign in CRASHES):
        return "crashed"
    if result.returncode == 0:
        return "accepted"
    left = [line for line in differences(inside, snapshot(environment)) if not line.endswith(LOCK_FILE)]
    return "refused, files left" if left else "refused cleanly"


def compare(axle: Path, tools: list[Tool], cases: list[Case]) -> int:
    cases = [case for case in cases if wheel_of(case)]
    hostile = sum(case.verdict is Verdict.REFUSE for case in cases)
    print(f"{hostile} wheels to refuse, {len(cases) - hostile} to accept")
    table = ["| tool | " + " | ".join([*REFUSALS, ACCEPTED]) + " |", "|---" * (len(REFUSALS) + 2) + "|"]
    with CatalogueLab(axle) as lab:
        for tool in tools:
            counts: Counter[str] = Counter()
            for case in cases:
                found = outcome(lab, tool, case)
                is_hostile = case.verdict is Verdict.REFUSE
                counts[found if is_hostile else f"{found} of those to accept"] += 1
                print(f"{tool.kind}\t{case.id}\t{case.verdict.value}\t{found}", flush=True)
            table.append(f"| {tool.kind} | " + " | ".join(str(counts[name]) for name in [*REFUSALS, ACCEPTED]) + " |")
    print("\n".join(table))
    return 0
