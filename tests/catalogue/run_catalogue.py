#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays the whole catalogue of hostile input: every case of every family, with its verdict and its text.

What axle unpacked of archives that it accepted is compared with what Python's zipfile and libarchive read from them, in
the catalogue and in random mutations of a good wheel. With --tool, other installers play the cases of wheels instead,
and a table tells what became of them.
"""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults"), str(TESTS / "catalogue")]

import addresses  # noqa: E402 (the path comes first)
import configuration  # noqa: E402
import index_html  # noqa: E402
import index_http  # noqa: E402
import index_json  # noqa: E402
import output  # noqa: E402
import requirement_files  # noqa: E402
import requirement_text  # noqa: E402
import toml_files  # noqa: E402
import wheel_data  # noqa: E402
import wheel_metadata  # noqa: E402
import wheel_record  # noqa: E402
import wheel_scripts  # noqa: E402
import wheel_uninstall  # noqa: E402
import zip_bombs  # noqa: E402
import zip_headers  # noqa: E402
import zip_names  # noqa: E402
import zip_structure  # noqa: E402
from agreement import disagreements, play_mutations  # noqa: E402
from case import Case  # noqa: E402
from lab import CatalogueLab  # noqa: E402
from other_tools import Tool, compare  # noqa: E402
from rules import faults_of_ids, faults_of_rules  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

# Each family is a module with a function `cases`, and `large_cases` if it has some that are slow to build or to play.
FAMILIES: tuple = (
    zip_structure,
    zip_headers,
    zip_names,
    zip_bombs,
    wheel_record,
    wheel_uninstall,
    wheel_metadata,
    wheel_scripts,
    wheel_data,
    index_json,
    index_html,
    index_http,
    requirement_text,
    requirement_files,
    toml_files,
    configuration,
    addresses,
    output,
)
MUTATIONS = {"reduced": 150, "full": 5000}


def all_cases(size: str) -> list[Case]:
    cases = [case for family in FAMILIES for case in family.cases() if size == "full" or not case.full_only]
    if size == "full":
        cases += [case for family in FAMILIES if hasattr(family, "large_cases") for case in family.large_cases()]
    ids = [case.id for case in cases]
    if len(set(ids)) != len(ids):
        raise ValueError(f"ids of two cases: {sorted({name for name in ids if ids.count(name) > 1})}")
    return cases


def judge_completeness(cases: list[Case]) -> Tally:
    tally = Tally("every id of the catalogue has a case, every rule that axle prints is expected by one (§3)")
    faults = faults_of_ids(cases) | {
        f"rule {name}": fault for name, fault in faults_of_rules(cases, TESTS.parent).items()
    }
    for name, fault in faults.items():
        tally.judge([fault] if fault else [], name)
    return tally


def play(lab: CatalogueLab, cases: list[Case], tally: Tally, agreement: Tally) -> None:
    for case in cases:
        tally.judge(lab.play(case), f"{case.id}: axle {' '.join(case.command)}")
        for name, archive in case.files.items():
            if name.endswith(".whl") and lab.unpacked():
                agreement.judge(disagreements(archive, lab.unpacked_wheel(archive)), f"{case.id}: {name}")


def main() -> int:
    parser = harness_options(__doc__)
    parser.add_argument("--only", default="", help="cases whose id begins so")
    parser.add_argument("--seed", type=int, default=1, help="of the random mutations")
    parser.add_argument("--tool", type=Tool.parse, action="append", default=[], help="uv=PATH or pip=PATH")
    arguments = parser.parse_args()
    every = all_cases(arguments.size)
    cases = [case for case in every if case.id.startswith(arguments.only)]
    if arguments.tool:
        return compare(arguments.axle.resolve(strict=True), arguments.tool, cases)
    verdicts = Tally("hostile input gets its verdict and its line, and changes nothing else (§3)")
    agreement = Tally("what axle accepts, zipfile and libarchive read alike: names, sizes, digests (§3, Z)")
    with CatalogueLab(arguments.axle.resolve(strict=True)) as lab:
        play(lab, cases, verdicts, agreement)
        if not arguments.only:
            play_mutations(lab, MUTATIONS[arguments.size], arguments.seed, agreement)
    return report([verdicts, agreement] + ([] if arguments.only else [judge_completeness(every)]))


if __name__ == "__main__":
    sys.exit(main())
