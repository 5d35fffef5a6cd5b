#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays transcripts against a built program: every .txt of the folders, or the files, that are named.

A case passes when playing it gives its own text again, nothing failed half-way (a command that fails must leave the
working folder as it was), and every environment that remains is sound. UPDATE_SNAPSHOTS=1 writes what came out into
the cases; read the difference before committing it.
"""

import argparse
import difflib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

import transcript  # noqa: E402 (the path comes first)

MAX_LINES = 300


def find_cases(paths: list[Path]) -> list[Path]:
    cases = [case for path in paths for case in (sorted(path.glob("*.txt")) if path.is_dir() else [path])]
    if not cases:
        sys.exit(f"no cases in {' '.join(map(str, paths))}")
    return cases


def run_case(axle: Path, case: Path, update: bool) -> list[str]:
    text = case.read_text(encoding="utf-8")
    try:
        played, problems = transcript.play_case(axle, text)
    except Exception as error:  # a broken case must not hide the others
        return [f"{type(error).__name__}: {error}"]
    if played.count("\n") > MAX_LINES:
        problems.append(f"{played.count(chr(10))} lines; the limit is {MAX_LINES}: split the case")
    if played != text and update:
        case.write_text(played, encoding="utf-8")
    elif played != text:
        lines = difflib.unified_diff(text.splitlines(), played.splitlines(), "expected", "actual", lineterm="")
        problems.append("the transcript differs:\n" + "\n".join(lines))
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--axle", type=Path, required=True, help="the program")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("paths", type=Path, nargs="+")
    arguments = parser.parse_args()
    cases = find_cases(arguments.paths)
    update = os.environ.get("UPDATE_SNAPSHOTS", "0") not in ("", "0")
    axle = arguments.axle.resolve(strict=True)
    failed = 0
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for case, problems in zip(cases, pool.map(lambda case: run_case(axle, case, update), cases), strict=True):
            failed += bool(problems)
            for problem in problems:
                print(f"{case}: {problem}")
    print(f"{len(cases)} cases, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
