# SPDX-License-Identifier: MIT OR Apache-2.0
"""What two resolvers made of one question, sorted; used by tools/compare_with_uv.py.

equal        the same pins
unsolvable   both say that there are none, and what axle gives as the reason holds (tools/proof_check.py)
accepted     other pins, and each tool takes the other's when they are constraints: two right answers. `rule` says
             whether each is nearer to the wish for some package (`trade-off`), or one of them for all that differ
unfinished   uv did not end in time; it takes axle's pins, or axle's reason holds
rejected     other pins, which one of them does not take: one of the two is wrong
one-sided    one finds an answer, the other says that there is none
false-proof  both say that there are none, but axle's reason does not hold
failed       one ended otherwise, or axle not in time
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

NO_ANSWER = 1
LATE = -1
VERDICTS = ("equal", "unsolvable", "accepted", "unfinished", "rejected", "one-sided", "false-proof", "failed")
FAULTS = ("rejected", "one-sided", "false-proof", "failed")


@dataclass(frozen=True)
class Question:
    """Requirements and constraints, one a line, and the options of both tools. `number` is its place in the run."""

    number: int
    requirements: tuple[str, ...]
    options: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()

    def wants_lowest(self, name: str) -> bool:
        direct = {re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower() for line in self.requirements}
        return "lowest" in self.options or ("lowest-direct" in self.options and name in direct)

    def __str__(self) -> str:
        limits = f" (limits: {'; '.join(self.constraints)})" if self.constraints else ""
        return f"{' '.join(self.options)} <- {'; '.join(self.requirements)}{limits}"


@dataclass(frozen=True)
class Answer:
    """`pins` is empty unless `status` is 0; LATE: the process was ended because it took too long."""

    status: int
    pins: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Outcome:
    verdict: str
    told: str = ""
    rule: str = ""  # of `accepted`


# Asks one tool; the second argument holds further constraints.
Ask = Callable[[Question, Mapping[str, str]], Answer]


def read_pins(text: str) -> dict[str, str]:
    """`name==version` lines; comments, and what follows a blank, are left out."""
    lines = (line.split()[0] for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return dict(line.split("==", 1) for line in lines if "==" in line)


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    names = sorted({*ours, *theirs})
    return [
        f"{name}: axle {ours.get(name, '-')}, uv {theirs.get(name, '-')}"
        for name in names
        if ours.get(name) != theirs.get(name)
    ]


@dataclass(frozen=True)
class Judge:
    """How the two are asked, what is wrong with axle's proof of a question, and what orders versions."""

    axle: Ask
    uv: Ask
    problems_of_proof: Callable[[Question], list[str]]
    key: Callable[[str], Any]

    def compare(self, question: Question) -> Outcome:
        """Asks both; where they differ, each is asked to take the other's pins."""
        ours, theirs = self.axle(question, {}), self.uv(question, {})
        if ours.status not in (0, NO_ANSWER) or theirs.status not in (0, NO_ANSWER, LATE):
            return Outcome("failed", f"axle {ours.status}: {ours.text}\nuv {theirs.status}: {theirs.text}")
        if theirs.status == LATE:
            return self._without_uv(question, ours)
        if ours.status != theirs.status:
            told = ours.text if ours.status else theirs.text
            return Outcome("one-sided", f"axle {ours.status}, uv {theirs.status}: {told}")
        if ours.status == NO_ANSWER:
            return self._no_answer(question, ours, "unsolvable")
        if ours.pins == theirs.pins:
            return Outcome("equal")
        told = differences(ours.pins, theirs.pins)
        refusals = refused_by("uv", self.uv(question, ours.pins), ours.pins)
        refusals += refused_by("axle", self.axle(question, theirs.pins), theirs.pins)
        if refusals:
            return Outcome("rejected", "\n".join(told + refusals))
        return Outcome("accepted", "\n".join(told), self._rule(question, ours.pins, theirs.pins))

    def _without_uv(self, question: Question, ours: Answer) -> Outcome:
        if ours.status == NO_ANSWER:
            return self._no_answer(question, ours, "unfinished")
        refusals = refused_by("uv", self.uv(question, ours.pins), ours.pins)
        return Outcome("rejected" if refusals else "unfinished", "\n".join(refusals))

    def _no_answer(self, question: Question, ours: Answer, verdict: str) -> Outcome:
        problems = self.problems_of_proof(question)
        return Outcome("false-proof", "\n".join([*problems, ours.text])) if problems else Outcome(verdict)

    def _rule(self, question: Question, ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
        """Who is nearer to the wish, highest or lowest, over the packages that are in both answers."""
        nearer = set()
        for name in {*ours} & {*theirs}:
            mine, other = self.key(ours[name]), self.key(theirs[name])
            if mine != other:
                nearer.add("axle" if (mine < other) == question.wants_lowest(name) else "uv")
        return "trade-off" if len(nearer) != 1 else f"{nearer.pop()} is nearer"


def refused_by(name: str, answer: Answer, pins: Mapping[str, str]) -> list[str]:
    """Why a tool did not take these pins; empty: it took them."""
    if answer.status == 0 and answer.pins == pins:
        return []
    return [f"{name} does not take the other's pins: {answer.text}", *differences(answer.pins, pins)]
