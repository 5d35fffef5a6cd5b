# SPDX-License-Identifier: MIT OR Apache-2.0
"""Takes axle at its word: each way out that a failure comes with is applied to the request, which is played again.

The steps are read from the JSON of the same failure; the text has to tell as many, also where that is none. What the
changed request installs has to hold every version that was promised.
"""

import dataclasses
import json
import re
from dataclasses import dataclass, field
from typing import Any

from index_host import normalized
from scenario import Scenario
from scenario_lab import Outcome, ScenarioLab

TOLD = re.compile(r"\bit resolves\b")
KINDS = ("requirement", "constraint", "prereleases", "dates", "indexes", "python")


@dataclass
class WayOut:
    """What was changed, and what was wrong with the answer then."""

    steps: list[dict[str, str]]
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return " and ".join(f"{step['kind']} {' '.join(list(step.values())[1:])}" for step in self.steps)


def canonical(requirement: str) -> str:
    """One spelling of a requirement: axle tells it normalised."""
    text = re.sub(r"\s+", "", requirement).replace("'", '"')
    name = re.match(r"[\w.-]*\w", text)
    rest, _, marker = text[name.end() :].partition(";") if name else (text, "", "")
    extras, specifiers = re.fullmatch(r"(\[[^]]*\])?(.*)", rest).groups()
    ordered = ",".join(sorted(specifiers.strip("()").split(",")))
    return f"{normalized(name[0]) if name else ''}{extras or ''}{ordered};{marker}"


def replaced(texts: list[str], step: dict[str, str]) -> list[str]:
    """The texts with the one that is meant changed, or taken away where nothing is to stand in its place."""
    wanted = canonical(step["requirement"])
    changed = []
    for text in texts:
        if canonical(text) != wanted:
            changed.append(text)
        elif "replacement" in step:
            changed.append(step["replacement"])
    return changed


def with_step(scenario: Scenario, step: dict[str, str]) -> Scenario:
    root, options = scenario.root, scenario.resolver_options
    own: dict[str, Any] = {}
    asked: dict[str, Any] = {}
    match step["kind"]:
        case "requirement":
            asked["requires"] = replaced(root.requires, step)
            for name in ("optional", "groups"):
                asked[name] = {key: replaced(texts, step) for key, texts in getattr(root, name).items()}
        case "constraint" if step.get("origin") == "--upgrade-package":
            asked["upgrade"] = replaced(root.upgrade, step)
        case "constraint":
            asked["constraints"] = replaced(root.constraints, step)
        case "prereleases":
            own["prerelease_package"] = options.prerelease_package | {step["package"]: "allow"}
        case "dates":
            own["exclude_newer_package"] = options.exclude_newer_package | {step["package"]: "false"}
        case "indexes":
            own["index_strategy"] = "unsafe-best-match"
        case "python":
            own["python_version"] = step["python"]
    return dataclasses.replace(
        scenario,
        root=dataclasses.replace(root, **asked),
        resolver_options=dataclasses.replace(options, **own),
    )


def faults_of_promise(fix: dict[str, Any], outcome: Outcome) -> list[str]:
    faults = [] if outcome.status == 0 else [f"exit status {outcome.status}"]
    for name, version in fix["packages"].items():
        found = outcome.packages.get(name, "nothing")
        faults += [] if found == version else [f"{name} {version} was promised, {found} came"]
    return faults + (["it says", *(f"  {line}" for line in outcome.text.splitlines())] if faults else [])


def try_ways_out(lab: ScenarioLab, scenario: Scenario, text: str) -> list[WayOut]:
    """`text`: what the failure of the scenario said."""
    told = len(TOLD.findall(text))
    # A failure that is no conflict has no such member.
    fixes = json.loads(lab.play(scenario, ("--output-format=json",)).data)["error"].get("fixes", [])
    ways = []
    for fix in fixes:
        changed = scenario
        way = WayOut(fix["changes"])
        for step in way.steps:
            before, changed = changed, with_step(changed, step)
            way.faults += ["the request has no such thing"] if changed == before else []
        way.faults += faults_of_promise(fix, lab.play(changed))
        ways.append(way)
    if len(fixes) != told:
        ways.append(WayOut([], [f"the text tells {told} ways out, the data {len(fixes)}"]))
    return ways
