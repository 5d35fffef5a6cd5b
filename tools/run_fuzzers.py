#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs fuzzers of a build with the preset fuzz, each for so many seconds of processor time, and counts what they find.

Inputs that reach new code are kept beside the build (found/NAME) and are the beginning of the next run. A crash, a
leak, 30 s for one input, or 2 GiB of memory is a finding: its input is written to found/, and becomes a named file of
tests/fuzz/corpus with the mending. A fuzzer that does not end is killed, and is a finding too.

--changed       only the fuzzers of which a source differs from origin/main, or in the last ten commits, however far
                behind their includes: a change in base/ is nearly all of them
--at-most N     all together are to take at most N seconds: each gets less than --seconds where there are many
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests/support")]

from run_tidy import changed_files  # noqa: E402 (the path comes first)
from tally import Tally, report  # noqa: E402

CORPUS = ROOT / "tests/fuzz/corpus"
TICKS = os.sysconf("SC_CLK_TCK")
# What one input may take.
LIMITS = ("-timeout=30", "-rss_limit_mb=2048", "-max_len=16384")
# Seconds that a fuzzer has to end when it is asked to: one input may take 30.
TO_END = 60
# A fuzzer that gets less of the processor than this share of the time waits for something that does not come.
LEAST_SHARE = 1 / 20
STATISTICS = re.compile(r"stat::number_of_executed_units: *(\d+)")
COVERED = re.compile(r"cov: (\d+) ft: (\d+)")
LAYERS = ("base", "spec", "resolver", "fetch", "venv", "project", "engine", "cli", "tests/support")
INCLUDED = re.compile(r'#include "([\w./]+)"')


def implementations(root: Path) -> dict[str, list[str]]:
    """By header, the .cpp files beside it that may implement it: its namesake, and what has no header of its own."""
    found: dict[str, list[str]] = {}
    for path in [path for layer in LAYERS for path in (root / layer).rglob("*.cpp")]:
        own = path.with_suffix(".hpp")
        included = [own] if own.exists() else [root / name for name in INCLUDED.findall(path.read_text())]
        for header in included:
            if header.parent == path.parent:
                found.setdefault(str(header.relative_to(root)), []).append(str(path.relative_to(root)))
    return found


def sources_behind(source: str, root: Path = ROOT) -> set[str]:
    """The file, what it includes of the repository, what implements those headers, and so on."""
    behind = implementations(root)
    reached, waiting = set(), [source]
    while waiting:
        path = waiting.pop()
        if path not in reached and (root / path).is_file():
            reached.add(path)
            waiting += [*INCLUDED.findall((root / path).read_text()), *behind.get(path, [])]
    return reached


def is_changed(name: str, changed: set[str], root: Path = ROOT) -> bool:
    """Whether the target, its seeds, or anything that it is made of has changed."""
    seeds = any(path.startswith(f"tests/fuzz/corpus/{name}/") for path in changed)
    return seeds or bool(changed & sources_behind(f"tests/fuzz/{name}.cpp", root))


def processor_seconds(process: subprocess.Popen) -> float:
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def end_in_time(process: subprocess.Popen, seconds: float, to_end: float) -> int | None:
    """Lets it have so many seconds of the processor, and asks it to end. Its status; none if it had to be killed."""
    last = time.monotonic() + seconds / LEAST_SHARE + to_end
    used = 0.0
    while process.poll() is None and used < seconds and time.monotonic() < last:
        time.sleep(0.2)
        used = max(used, processor_seconds(process))
    if process.poll() is None:
        # libFuzzer hears this one between two inputs. SIGINT ends it where it stands, by a handler that allocates: in
        # the midst of an allocation that waits for ever.
        process.send_signal(signal.SIGUSR1)
    try:
        return process.wait(to_end)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


def run_fuzzer(program: Path, found: Path, seconds: float) -> tuple[str, int, list[str]]:
    """What it says of its coverage, how many inputs it tried, and what it found."""
    name = program.name.removeprefix("fuzz_")
    kept = found / name
    kept.mkdir(parents=True, exist_ok=True)
    begin = time.time()
    log = found / f"{name}.log"
    command = [str(program), *LIMITS, "-print_final_stats=1", f"-artifact_prefix={found}/{name}-", str(kept)]
    with log.open("w") as out:
        process = subprocess.Popen([*command, str(CORPUS / name)], stdout=out, stderr=out)
        status = end_in_time(process, seconds, TO_END)
    text = log.read_text(errors="replace")
    executed = STATISTICS.search(text)
    covered = COVERED.findall(text)
    # One that was found before is found again: its file is written anew.
    problems = [f"{name}: {path}" for path in sorted(found.glob(f"{name}-*")) if path.stat().st_mtime >= begin]
    if not problems and (executed is None or status != 0):
        end = "did not end" if status is None else f"ended with status {status}"
        problems = [f"{name}: {end}: {text[-2000:]}"]
    coverage = "edges {}, features {}".format(*covered[-1]) if covered else "no coverage"
    return coverage, int(executed[1]) if executed else 0, problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--changed", action="store_true")
    parser.add_argument("--at-most", type=float)
    parser.add_argument("--longer", action="append", default=[], metavar="NAME", help="three times as long")
    parser.add_argument("name", nargs="*", help="NAME or NAME=SECONDS; default: all")
    arguments = parser.parse_args()
    wanted = dict(word.partition("=")[::2] for word in arguments.name)
    programs = sorted((arguments.build.resolve() / "tests/bin").glob("fuzz_*"))
    names = {program.name.removeprefix("fuzz_"): program for program in programs}
    chosen = {name: program for name, program in names.items() if not wanted or name in wanted}
    if arguments.changed:
        changed = changed_files()
        chosen = {name: program for name, program in chosen.items() if is_changed(name, changed)}
        if not chosen:
            print("run_fuzzers: no parser of foreign bytes has changed")
            return 0
    seconds = arguments.seconds
    if arguments.at_most:
        seconds = min(seconds, arguments.at_most * (os.cpu_count() or 1) / len(chosen))
    print(f"run_fuzzers: {len(chosen)} fuzzer(s), {seconds:.0f} s each")
    tally = Tally("no input makes a parser crash, leak, hang, or take 2 GiB (fuzzers; inputs tried)")
    found = arguments.build.resolve() / "found"
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {}
        for name, program in chosen.items():
            given = float(wanted.get(name) or seconds) * (3 if name in arguments.longer else 1)
            runs[name] = pool.submit(run_fuzzer, program, found, given)
        for name, run in runs.items():
            coverage, executed, problems = run.result()
            print(f"{name:<20}{executed:>12} inputs, {coverage}, {len(problems)} found", flush=True)
            tally.tried(executed)
            for problem in problems:
                tally.violation(problem)
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
