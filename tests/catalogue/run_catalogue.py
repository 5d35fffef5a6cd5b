#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays the whole catalogue of hostile input: every case of every family, with its verdict and its text."""

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
from case import Case  # noqa: E402 (the path comes first)
from lab import CatalogueLab  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

# Each family is a module with a function `cases`.
FAMILIES: tuple = (index_json, index_html, index_http, requirement_text, requirement_files, toml_files, configuration, addresses, output)


def all_cases() -> list[Case]:
    cases = [case for family in FAMILIES for case in family.cases()]
    ids = [case.id for case in cases]
    if len(set(ids)) != len(ids):
        raise ValueError(f"ids of two cases: {sorted({name for name in ids if ids.count(name) > 1})}")
    return cases


def main() -> int:
    parser = harness_options(__doc__)
    parser.add_argument("--only", default="", help="cases whose id begins so")
    arguments = parser.parse_args()
    tally = Tally("hostile input gets its verdict and its line, and changes nothing else (§3)")
    with CatalogueLab(arguments.axle.resolve(strict=True)) as lab:
        for case in all_cases():
            if case.id.startswith(arguments.only) and (arguments.size == "full" or not case.full_only):
                tally.judge(lab.play(case), f"{case.id}: axle {' '.join(case.command)}")
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
