#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plays every scenario of this folder: axle installs it from an index on loopback, and the answer is compared.

A scenario that waits for a feature, or that shows a known fault, is counted and named, never left out in silence; with
--waiting those are played, too, and the run tells which of them pass by now. With --tool, uv plays them all instead,
held against the same expectations, or against what a scenario says of uv.
"""

import argparse
import dataclasses
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

SCENARIOS = Path(__file__).resolve().parent
sys.path[:0] = [str(SCENARIOS), str(SCENARIOS.parent / "support"), str(SCENARIOS.parent / "faults")]

from explanation import faults_of_text, proof_of  # noqa: E402 (the path comes first)
from scenario import FEATURES, NOTHING, Scenario, ScenarioError, read_scenario  # noqa: E402
from scenario_lab import Outcome, ScenarioLab  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402
from ways_out import KINDS, WayOut, try_ways_out  # noqa: E402


@dataclass
class Verdict:
    """What was wrong with the answer, and with what was said about it."""

    answer: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def difference(expected: dict[str, str], found: dict[str, str]) -> list[str]:
    """One line for each entry that is not as expected, marked as in a diff."""
    lines = []
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            lines += [f"  - {name} {expected[name]}"] if name in expected else []
            lines += [f"  + {name} {found[name]}"] if name in found else []
    return lines


def judge_packages(scenario: Scenario, expected: dict[str, str] | str, status: int, outcome: Outcome) -> list[str]:
    """`expected`: versions, or NOTHING; `status`: of the failure."""
    status = status if expected == NOTHING else 0
    wanted = scenario.environment.installed if expected == NOTHING else expected
    faults = [] if outcome.status == status else [f"exit status {outcome.status}, not {status}"]
    lines = difference(wanted, outcome.packages)
    faults += ["the environment has other packages (- expected, + found)", *lines] if lines else []
    wheels = {name: outcome.wheels.get(name, "") for name in scenario.expected.wheels}
    lines = difference(scenario.expected.wheels, wheels)
    faults += ["other wheels were chosen (- expected, + found)", *lines] if lines else []
    faults += outcome.damage
    return faults + (["it says", *(f"  {line}" for line in outcome.text.splitlines())] if faults else [])


def judge(scenario: Scenario, outcome: Outcome) -> Verdict:
    expected = scenario.expected
    answer = judge_packages(scenario, expected.answer, expected.status, outcome)
    return Verdict(answer, [] if answer else faults_of_text(scenario, outcome.text))


def judge_oracle(scenario: Scenario, outcome: Outcome) -> Verdict:
    """uv's answer; its texts are its own."""
    if scenario.oracle:
        return Verdict(judge_packages(scenario, scenario.oracle.answer, scenario.oracle.status, outcome))
    return Verdict(judge(scenario, outcome).answer)


def read_all(lab: ScenarioLab, only: str) -> list[Scenario]:
    paths = sorted(SCENARIOS.rglob("*.toml"))
    scenarios, faults = [], []
    for path in paths:
        name = f"{path.parent.name}/{path.stem}"
        try:
            scenarios.append(read_scenario(path, lab.placeholders(name)))
        except ScenarioError as error:
            faults.append(str(error))
    if faults:
        raise ScenarioError("\n".join(faults))
    return [scenario for scenario in scenarios if scenario.id.startswith(only)]


def tell_counts(scenarios: list[Scenario]) -> None:
    counts = Counter(scenario.category for scenario in scenarios)
    print(f"{len(scenarios)} scenarios: " + ", ".join(f"{name} {number}" for name, number in sorted(counts.items())))


def tell_waiting(scenarios: list[Scenario]) -> None:
    for feature, meaning in FEATURES.items():
        waiting = [scenario for scenario in scenarios if scenario.needs == feature]
        if waiting:
            print(f"waiting for {feature} ({meaning}): {len(waiting)}")
    for scenario in scenarios:
        if scenario.known_fault:
            print(f"known fault: {scenario.id}: {scenario.known_fault}")
    waiting = sum(bool(scenario.needs) for scenario in scenarios)
    print(f"{waiting} scenarios wait, {sum(bool(scenario.known_fault) for scenario in scenarios)} show known faults")


def outcomes_of(lab: ScenarioLab, scenarios: list[Scenario], jobs: int) -> list[Outcome]:
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        return list(pool.map(lab.play, scenarios))


def play(lab: ScenarioLab, scenarios: list[Scenario], jobs: int, with_uv: bool) -> list[Verdict]:
    outcomes = outcomes_of(lab, scenarios, jobs)
    return [(judge_oracle if with_uv else judge)(*pair) for pair in zip(scenarios, outcomes)]


def reversed_request(scenario: Scenario) -> Scenario:
    root = scenario.root
    turned = {name: getattr(root, name)[::-1] for name in ("requires", "constraints", "overrides", "excludes")}
    return dataclasses.replace(scenario, root=dataclasses.replace(root, **turned))


def judge_order(outcome: Outcome, other: Outcome) -> list[str]:
    """What differs between the answers to a request and to the same in reverse."""
    faults = [] if outcome.status == other.status else [f"exit status {other.status}, not {outcome.status}"]
    faults += difference(outcome.packages, other.packages)
    proof, turned = proof_of(outcome.text), proof_of(other.text)
    return faults + ([] if proof == turned else ["it says", *turned, "instead of", *proof])


def play_reversed(lab: ScenarioLab, scenarios: list[Scenario], jobs: int) -> int:
    """axle's own promise: a resolution does not depend on the order in which things are asked for."""
    tally = Tally("the order of a request changes neither answer nor proof (resolution)")
    several = [scenario for scenario in scenarios if len(scenario.root.requires) > 1]
    turned = outcomes_of(lab, [reversed_request(scenario) for scenario in several], jobs)
    for scenario, outcome, other in zip(several, outcomes_of(lab, several, jobs), turned):
        tally.judge(judge_order(outcome, other), f"{scenario.id}, asked for in reverse")
    return report([tally] if several else [])


def play_expected(lab: ScenarioLab, scenarios: list[Scenario], jobs: int, with_uv: bool) -> int:
    answers = Tally("every scenario gets the answer that it is written to have (resolution)")
    texts = Tally("every failed scenario is explained: what clashes, twelve lines, nothing unlisted (resolution)")
    for scenario, verdict in zip(scenarios, play(lab, scenarios, jobs, with_uv)):
        head = f"{scenario.id}: {scenario.description}"
        answers.judge(verdict.answer, head)
        if not scenario.expected.satisfiable and not with_uv or verdict.text:
            texts.judge(verdict.text, head)
    return report([answers] if with_uv or not texts.cases else [answers, texts])


def play_ways_out(lab: ScenarioLab, scenarios: list[Scenario], jobs: int, all_kinds: bool) -> int:
    """`all_kinds`: whether the scenarios are to show every kind of way out that there is."""
    tally = Tally("every way out that is told, applied, resolves to the versions it promises (resolution)")
    failing = [scenario for scenario in scenarios if not scenario.expected.satisfiable]
    seen: Counter[str] = Counter()

    def tried(scenario: Scenario) -> list[WayOut]:
        return try_ways_out(lab, scenario, lab.play(scenario).text)

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for scenario, ways in zip(failing, pool.map(tried, failing)):
            for way in ways:
                seen.update(step["kind"] for step in way.steps)
                tally.judge(way.faults, f"{scenario.id}: {way}")
    print("ways out: " + ", ".join(f"{kind} {seen[kind]}" for kind in KINDS))
    for kind in KINDS if all_kinds else ():
        if not seen[kind]:
            tally.violation(f"no scenario comes with a way out of the kind {kind}")
    return report([tally] if seen or all_kinds else [])


def play_waiting(lab: ScenarioLab, scenarios: list[Scenario], jobs: int) -> int:
    """A known fault that is gone is an error: whoever repairs it takes the mark away."""
    repaired = 0
    for scenario, verdict in zip(scenarios, play(lab, scenarios, jobs, with_uv=False)):
        passes = not verdict.answer and not verdict.text
        state = "passes" if passes else "still fails"
        print(f"{scenario.id} ({scenario.needs or 'known fault'}): {state}")
        repaired += passes and bool(scenario.known_fault)
    return 1 if repaired else 0


def parse_arguments() -> argparse.Namespace:
    parser = harness_options(__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="scenarios whose CATEGORY/NAME begins so")
    parser.add_argument("--waiting", action="store_true", help="also play those that wait for a feature")
    parser.add_argument("--tool", nargs=2, metavar=("uv", "PATH"), help="play them by uv instead")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.tool and arguments.tool[0] != "uv":
        parser.error(f"--tool: {arguments.tool[0]} is not uv")
    return arguments


def main() -> int:
    arguments = parse_arguments()
    uv = Path(arguments.tool[1]).resolve(strict=True) if arguments.tool else None
    with ScenarioLab(arguments.axle.resolve(strict=True), uv) as lab:
        try:
            scenarios = read_all(lab, arguments.only)
        except ScenarioError as error:
            print(error)
            return 2
        tell_counts(scenarios)
        if uv:
            return play_expected(lab, scenarios, arguments.jobs, with_uv=True)
        held = [scenario for scenario in scenarios if scenario.needs or scenario.known_fault]
        ready = [scenario for scenario in scenarios if not scenario.needs and not scenario.known_fault]
        status = play_expected(lab, ready, arguments.jobs, with_uv=False)
        status = max(status, play_reversed(lab, ready, arguments.jobs) if arguments.size == "full" else 0)
        status = max(status, play_ways_out(lab, ready, arguments.jobs, all_kinds=not arguments.only))
        tell_waiting(held)
        played = held if arguments.waiting else [scenario for scenario in held if scenario.known_fault]
        return max(status, play_waiting(lab, played, arguments.jobs))


if __name__ == "__main__":
    sys.exit(main())
