#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""SIGKILL at random moments of an install, an upgrade and an uninstall of 1,500 files (reliability F1, issue 4): after
the next command, whichever that is, the environment is sound, is the old or the new one, and has no file that nobody
owns.

With --tool NAME=PROGRAM another installer is put through the same (uv=PATH of uv, pip=PATH of pip):
what its kills leave is counted, and whether the same command again mends it. That is told, not judged.
"""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from env_fsck import check_environment, check_strays  # noqa: E402 (the path comes first)
from kill_lab import CHANGES, KILLED, OTHER, KillLab, Program, make_program  # noqa: E402
from process_lab import environment_problems, installed  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

KILLS = {"reduced": 18, "full": 1000}
KILLS_OF_OTHERS = 60
# A kill that came after the end is no case; the next try comes earlier.
TRIES = 4
# Of so many kills one may come too late all the same.
SPARED = 40
# What comes after a kill, in turns: commands that look, one that changes something else, one that removes that.
NEXT = [
    ["pip", "list"],
    ["pip", "check"],
    ["pip", "install", OTHER],
    ["pip", "uninstall", OTHER],
    ["pip", "freeze"],
]


def judge_next(lab: KillLab, change: str, after: list[str]) -> tuple[str, list[str]]:
    """`old` or `new`, and what is wrong after the next command."""
    ended = lab.next_command(after, change)
    environment = lab.environment(change)
    problems = check_environment(environment) + check_strays(environment)
    if ended.status != 0:
        problems.insert(0, str(ended))
    held = {name: version for name, version in installed(environment).items() if name != OTHER}
    states = {"old": lab.states[change][0], "new": lab.states[change][1]}
    found = [word for word, state in states.items() if state == held]
    if not found:
        problems.append(f"holds {held}")
    return "".join(found), problems


def kill_in_time(lab: KillLab, program: Program, change: str, moment: float) -> tuple[bool, list[str]]:
    """Whether the change was killed before its end, and what is wrong: one that ended by itself must have succeeded."""
    for _ in range(TRIES):
        ended = lab.kill(program, change, moment)
        if ended.status == KILLED:
            return True, []
        if ended.status != 0:
            return False, [f"was not killed: {ended}"]
        if problems := environment_problems(lab.environment(change), lab.states[change][1]):
            return False, ["it had ended before the kill", *problems]
    return False, []


def run_axle(lab: KillLab, kills: int, promise: str) -> Tally:
    sound = Tally(promise)
    program = lab.axle_program()
    lab.prepare(program)
    for change in CHANGES:
        outcomes: Counter = Counter()
        for i, moment in enumerate(lab.moments((kills + kills // SPARED) // len(CHANGES) + 1)):
            after = NEXT[i % len(NEXT)]
            was_killed, problems = kill_in_time(lab, program, change, moment)
            if problems:
                sound.violation("\n".join([f"kill {i} of {change}", *problems]))
            if not was_killed:
                outcomes["too late"] += 1
                continue
            state, problems = judge_next(lab, change, after)
            outcomes[state] += 1
            sound.judge(problems, f"kill {i} of {change}, then {' '.join(after)}")
        print(f"{change}: {outcomes['old']} old, {outcomes['new']} new; {outcomes['too late']} always ended before")
        if not outcomes["old"]:
            sound.violation(f"{change}: no kill came before its end")
    if sound.cases < kills:
        sound.violation(f"only {sound.cases} of {kills} kills came before the end of their change")
    return sound


def run_other(lab: KillLab, program: Program) -> None:
    """What the kills of another installer leave, one line a change."""
    lab.prepare(program)
    for change in CHANGES:
        seen: Counter = Counter()
        for moment in lab.moments(KILLS_OF_OTHERS):
            if lab.kill(program, change, moment).status != KILLED:
                continue
            seen["killed"] += 1
            damage = lab.damage(change)
            seen.update(damage)
            if damage:
                lab.again(program, change)
                seen["healed"] += not lab.damage(change)
                seen["damaged"] += 1
        print(
            f"{program.name} {change}: {seen['killed']} killed; {seen['broken']} visibly broken, "
            f"{seen['orphans']} with files that nobody owns; the same command again mended {seen['healed']} "
            f"of {seen['damaged']}"
        )


def main() -> int:
    parser = harness_options(__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--kills", type=int, help="instead of what the size says")
    parser.add_argument("--tool", action="append", default=[], metavar="NAME=PROGRAM", type=make_program)
    options: argparse.Namespace = parser.parse_args()
    print(f"seed {options.seed}")
    axle, randomness = options.axle.resolve(strict=True), random.Random(options.seed)
    for program in options.tool:
        with KillLab(axle, randomness) as lab:
            run_other(lab, program)
    if options.tool:
        return 0
    with KillLab(axle, randomness) as lab:
        promise = "killed at random moments, an environment is sound and old or new after the next command (F1)"
        return report([run_axle(lab, options.kills or KILLS[options.size], promise)])


if __name__ == "__main__":
    sys.exit(main())
