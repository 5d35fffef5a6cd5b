#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Interrupts changes at random moments, with all workers: SIGKILL (reliability F1), SIGINT and SIGTERM (F2).

After SIGKILL the next command recovers, as in kill_every_call.py. SIGINT and SIGTERM end the program within two
seconds with 130 and 143 and leave the old state without a next command, or come too late and leave the new one with
status 0. Every second round starts with an empty cache; at the end the cache must serve a sound install without a
network. The seed is printed; --seed repeats a run.
"""

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

from fault_lab import FaultLab  # noqa: E402 (the path comes first)
from interrupts import hear_interrupts  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

SIGNAL_LIMIT_SECONDS = 2.0
# Kills and signals.
ROUNDS = {"reduced": (24, 24), "full": (200, 200)}
# A kill that came after the end is no case; the next try comes earlier, and later after one that came in time.
TRIES, SLOWER, FASTER = 4, 1.03, 0.8
# A signal may come before the program has begun to listen for it; then it ends as any program does.
STATUS = {signal.SIGINT: (130, -signal.SIGINT), signal.SIGTERM: (143, -signal.SIGTERM)}


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


def main() -> int:
    parser = harness_options(__doc__.splitlines()[0])
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
    return report([killed, told, cache])


if __name__ == "__main__":
    sys.exit(main())
