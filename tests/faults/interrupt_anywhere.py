#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Interrupts changes at random moments, with all workers: SIGKILL (reliability F1), SIGINT and SIGTERM (F2).

After SIGKILL the next command recovers, as in kill_every_call.py. SIGINT and SIGTERM end the program within two
seconds with 130 and 143 and leave the old state without a next command, or come too late and leave the new one with
status 0. Every second round starts with an empty cache; at the end the cache must serve a sound install without a
network. The seed is printed; --seed repeats a run.

What is too late does not depend on the clock: then signals come before each change to the disk (fault_shim.c). Of the
same change, kills tell from when on it stands. A signal is heeded that comes before the last step to that.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from fault_lab import CHANGES, UNFINISHED, FaultLab  # noqa: E402 (the path comes first)
from interrupts import hear_interrupts  # noqa: E402
from shim_lab import ShimLab, sample, shim_options  # noqa: E402
from tally import Tally, report  # noqa: E402

SIGNAL_LIMIT_SECONDS = 2.0
# Kills and signals.
ROUNDS = {"reduced": (24, 24), "full": (200, 200)}
# A kill that came after the end is no case; the next try comes earlier, and later after one that came in time.
TRIES, SLOWER, FASTER = 4, 1.03, 0.8
# A signal may come before the program has begun to listen for it; then it ends as any program does.
STATUS = {signal.SIGINT: (130, -signal.SIGINT), signal.SIGTERM: (143, -signal.SIGTERM)}
# Moments of each change at which signals come, before that from which on it stands and after it.
MOMENTS = {"reduced": 4, "full": 100_000}
# Changes to the disk that may be the last step: the old file is kept, the new one comes, the journal says that all is
# done. What comes meanwhile is too late.
LAST_STEP = 3


class Interrupter:
    def __init__(self, lab: FaultLab, randomness: random.Random):
        self.lab = lab
        self.randomness = randomness
        # The longest of a few: a moment after the end interrupts nothing, one that is never chosen hides something.
        self.seconds = {name: max(self.measure(name) for _ in range(3)) for name in lab.changes}

    def measure(self, name: str) -> float:
        self.lab.reset(name)
        start = time.monotonic()
        result = self.lab.sandbox.run(self.lab.command(name))
        if result.returncode != 0:
            raise RuntimeError(f"{name} does not work even without signals: {result.stderr.decode()}")
        return time.monotonic() - start

    def interrupt(self, name: str, number: signal.Signals, cold: bool) -> tuple[int, float, str]:
        """Status, seconds from the signal to the end, standard error."""
        self.lab.reset(name)
        if cold:
            shutil.rmtree(self.lab.sandbox.home / ".cache", ignore_errors=True)
        process = self.lab.sandbox.start(self.lab.command(name))
        time.sleep(self.randomness.uniform(0, self.seconds[name] * 1.2))
        process.send_signal(number)
        start = time.monotonic()
        try:
            _, error = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            _, error = process.communicate()
        return process.returncode, time.monotonic() - start, error.decode(errors="replace")

    def kill(self, name: str, cold: bool) -> str | None:
        """The state that the next command finds, or what is wrong; None: the command always ended before the kill."""
        for _ in range(TRIES):
            status, _, error = self.interrupt(name, signal.SIGKILL, cold)
            if status == -signal.SIGKILL:
                self.seconds[name] *= SLOWER
                return self.lab.verdict(name)
            if status != 0:
                return f"was not killed: status {status}\n{error}"
            if problems := self.lab.problems(name):
                return "\n".join(["it had ended before the kill", *problems])
            if (state := self.lab.whole_state(name)) != "new":
                return f"it had ended before the kill, with status 0 and state: {state}"
            self.seconds[name] *= FASTER  # what else the machine does changes while this runs
        return None

    def signalled(self, name: str, number: signal.Signals, cold: bool) -> str:
        status, seconds, error = self.interrupt(name, number, cold)
        if problems := [] if self.lab.is_unmade(name) else self.lab.problems(name):
            return f"status {status}: " + "\n".join(problems)
        state = self.lab.whole_state(name)
        if seconds > SIGNAL_LIMIT_SECONDS:
            return f"ended after {seconds:.1f} s"
        if state == "old" and status in STATUS[number] or state == "new" and status == 0:
            return state
        return f"status {status} with state: {state}\n{error}"

    def check_cache(self) -> str:
        """Whether what the interrupted commands left in the cache is right."""
        self.lab.reset("install")
        filled = self.lab.sandbox.run(self.lab.command("install"))
        if filled.returncode != 0:
            return f"with a network, too, it serves nothing: {filled.stderr.decode()}"
        self.lab.reset("install")
        result = self.lab.sandbox.run([*self.lab.command("install"), "--offline"])
        if result.returncode != 0:
            return f"the cache serves nothing: {result.stderr.decode()}"
        state = self.lab.whole_state("install")
        return "" if state == "new" else f"the cache serves something else: {state}"


class Moments:
    """Signals before chosen changes to the disk, by a program that has taken each before it goes on."""

    def __init__(self, lab: ShimLab):
        self.lab = lab

    def first_that_stands(self, name: str, last: int) -> int:
        """The first moment at which a kill leaves the new state: no earlier one does, so half of them tell enough."""
        early, late = 0, last
        while late - early > 1:
            moment = (early + late) // 2
            self.lab.reset(name)
            ending = self.lab.hurt(name, signal_at=moment, signal=int(signal.SIGKILL))
            verdict = self.lab.verdict(name)
            if ending.status != -signal.SIGKILL or verdict not in ("old", "new"):
                raise RuntimeError(f"{name}, killed at moment {moment}: status {ending.status}, {verdict}")
            early, late = (moment, late) if verdict == "old" else (early, moment)
        return late

    def problems(self, name: str, moment: int, number: signal.Signals, stands: int) -> list[str]:
        self.lab.reset(name)
        ending = self.lab.hurt(name, signal_at=moment, signal=int(number))
        is_heeded = ending.status in STATUS[number]
        problems = []
        if is_heeded and moment >= stands:
            problems.append("it was heeded, and the change stood")
        if not is_heeded and moment < stands - LAST_STEP:
            problems.append(f"it was not heeded, and the change stands only from moment {stands} on")
        if not is_heeded and ending.status != 0:
            problems.append("it ended in another way")
        state = "old" if self.lab.is_unmade(name) else self.lab.whole_state(name)
        if state != ("old" if is_heeded else "new"):
            problems.append(f"state: {state}")
        left = sorted(path.name for path in self.lab.sandbox.work.glob(UNFINISHED))
        problems += [f"left beside the environment: {path}" for path in left]
        return [*problems, f"status {ending.status}: {ending.error}"] if problems else []


def run_moments(moments: Moments, name: str, size: str, tally: Tally) -> None:
    last = moments.lab.count(name)["changes"] + 1
    stands = moments.first_that_stands(name, last)
    early, late = sample(1, stands - 1, MOMENTS[size]), sample(stands, last - 1, MOMENTS[size])
    for i, moment in enumerate([*early, *late]):
        number = tuple(STATUS)[i % len(STATUS)]
        case = f"{name}, {number.name} at moment {moment} of {last - 1}"
        tally.judge(moments.problems(name, moment, number, stands), case)
    print(f"{name}: it stands from moment {stands} of {last - 1} on; {len(early)} signals before, {len(late)} after")


def run_round(interrupter: Interrupter, name: str, number: signal.Signals, cold: bool) -> str | None:
    if number == signal.SIGKILL:
        return interrupter.kill(name, cold)
    return interrupter.signalled(name, number, cold)


def judge_times(killed: Tally, kills: int, in_time: dict[str, int]) -> None:
    """Whether enough kills came before the end of their command, and for each change one at least."""
    if 2 * killed.cases < kills:
        killed.violation(f"only {killed.cases} of {kills} kills came before the end of their command")
    for name, number in in_time.items():
        if not number:
            killed.violation(f"{name}: no kill came before its end")


def run_all_moments(arguments: argparse.Namespace) -> Tally:
    tally = Tally("SIGINT and SIGTERM undo up to the last step of a change, and change nothing after it (F2)")
    with ShimLab(arguments, CHANGES) as lab:
        moments = Moments(lab)
        for name in CHANGES:
            run_moments(moments, name, arguments.size, tally)
    return tally


def main() -> int:
    parser = shim_options(__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    hear_interrupts()
    kills, signals = ROUNDS[arguments.size]
    killed = Tally("killed at any moment, with all workers, the next command finds the old or the new environment (F1)")
    told = Tally("SIGINT and SIGTERM at any moment undo within two seconds (F2)")
    cache = Tally("what interrupted commands leave in the cache is right (F1, F2)")
    verdicts: Counter = Counter()
    in_time: Counter = Counter()
    with FaultLab(arguments.axle.resolve(strict=True)) as lab:
        names = list(lab.changes)
        interrupter = Interrupter(lab, random.Random(arguments.seed))
        for i in range(kills + signals):
            name = names[i % len(names)]
            number = signal.SIGKILL if i < kills else (signal.SIGINT, signal.SIGTERM)[i // len(names) % 2]
            cold = i // (2 * len(names)) % 2 == 1
            verdict = run_round(interrupter, name, number, cold)
            if verdict is None:
                continue
            in_time[name] += number == signal.SIGKILL
            verdicts[number, verdict] += verdict in ("old", "new")
            case = f"round {i}: {name}, {number.name}, {'cold' if cold else 'warm'} cache"
            tally = killed if number == signal.SIGKILL else told
            tally.judge([] if verdict in ("old", "new") else [verdict], case)
        cache.judge([problem for problem in [interrupter.check_cache()] if problem], "at the end")
    for number in (signal.SIGKILL, *STATUS):
        print(f"{number.name}: {verdicts[number, 'old']} old, {verdicts[number, 'new']} new")
    judge_times(killed, kills, {name: in_time[name] for name in names})
    for number in STATUS:
        if not verdicts[number, "old"]:
            told.violation(f"no {number.name} came before the end of its command")
    return report([killed, told, cache, run_all_moments(arguments)])


if __name__ == "__main__":
    sys.exit(main())
