#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Sixteen commands with conflicting wishes for one environment at one time, again and again (reliability F11): what is
there afterwards is what some serial order of those that succeeded leaves, and it is sound.

Every command writes some distributions whatever was there before, so that orders can be judged (serial_order.py). A
command may fail only because the environment was replaced while it waited.
"""

import random
import sys
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from env_fsck import check_environment, check_strays  # noqa: E402 (the path comes first)
from process_lab import Ended, ProcessLab, installed, into  # noqa: E402
from serial_order import State, is_serial  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

RACERS = 16
ROUNDS = {"reduced": 10, "full": 500}
ENVIRONMENT = "shared"
VERSIONS = ("1.0", "2.0", "3.0")
# foo and bar of one version come together; all share a folder; in each version other files come and go.
PACKAGES = "\n".join(
    f"""foo {version}
  requires bar=={version}
  file foo/__init__.py version = '{version}'
  file foo/only_{version[0]}.py x = 1
  file shared/foo_{version[0]}.py x = 1
  script foo = foo:main
bar {version}
  file bar/__init__.py version = '{version}'
  file shared/bar_{version[0]}.py x = 1
  data data share/bar.txt {version}
baz {version}
  file baz/__init__.py version = '{version}'
  file shared/baz_{version[0]}.py x = 1"""
    for version in VERSIONS
)
REPLACED = "was replaced meanwhile"


@dataclass
class Racer:
    """A command, and what it writes."""

    arguments: list[str]
    writes: State


def install(requirements: list[str], writes: State, *options: str) -> Racer:
    return Racer(["pip", "install", *into(ENVIRONMENT), *options, *requirements], writes)


def choose(randomness: random.Random) -> Racer:
    version = randomness.choice(VERSIONS)
    newest = VERSIONS[-1]
    pair: State = {"foo": version, "bar": version}
    racers = [
        install([f"foo=={version}"], pair),
        install([f"foo=={version}", f"baz=={version}"], pair | {"baz": version}),
        install([f"bar=={version}"], {"bar": version}),
        install([f"baz=={version}"], {"baz": version}, "--reinstall"),
        install(["foo", "baz"], {"foo": newest, "bar": newest, "baz": newest}, "--upgrade"),
        Racer(["pip", "uninstall", *into(ENVIRONMENT), "foo"], {"foo": None}),
        Racer(["pip", "uninstall", *into(ENVIRONMENT), "bar", "baz"], {"bar": None, "baz": None}),
    ]
    clear = Racer(["venv", "--clear", ENVIRONMENT], {"foo": None, "bar": None, "baz": None})
    return clear if randomness.random() < 0.04 else randomness.choice(racers)


class Race:
    def __init__(self, lab: ProcessLab):
        self.lab = lab
        self.environment = lab.make_environment(ENVIRONMENT)
        self.succeeded = 0

    def run(self, racers: list[Racer]) -> list[str]:
        """What is wrong after one round."""
        before: State = dict(installed(self.environment))
        started = [self.lab.start(racer.arguments) for racer in racers]
        ended = [self.lab.finish(process) for process in started]
        problems = [str(end) for end in ended if not self.may_end_so(end)]
        writes = [racer.writes for racer, end in zip(racers, ended, strict=True) if end.status == 0]
        self.succeeded += len(writes)
        problems += check_environment(self.environment) + check_strays(self.environment)
        now = installed(self.environment)
        if not is_serial(before, writes, dict(now)):
            problems.append(f"{before} became {now} by {writes}")
        problems += [f"left: {path}" for path in self.lab.sandbox.work.glob(".axle-*")]
        return problems

    @staticmethod
    def may_end_so(ended: Ended) -> bool:
        return ended.status == 0 or (ended.status == 2 and REPLACED in ended.text)


def main() -> int:
    parser = harness_options(__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    randomness = random.Random(options.seed)
    tally = Tally(f"{RACERS} commands at one time leave a sound state of some serial order (F11)")
    with ProcessLab(options.axle.resolve(strict=True), PACKAGES) as lab:
        race = Race(lab)
        for number in range(ROUNDS[options.size]):
            tally.judge(race.run([choose(randomness) for _ in range(RACERS)]), f"round {number}")
    print(f"{tally.cases * RACERS} commands, {race.succeeded} of them succeeded")
    if 2 * race.succeeded < tally.cases * RACERS:
        tally.violation("most commands failed: nothing was tried")
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
