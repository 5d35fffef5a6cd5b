#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs clang-tidy 19 over our files, on all cores, with the flags of a build folder's compile_commands.json.

--changed      only files that differ from the point where origin/main was left, or from ten commits ago; a changed
               header is looked at through its own .cpp
--quick        without the static analyzer, which takes four fifths of the time (9 of 11 s on base/text.cpp)
--seconds N    stops after N seconds and says which files were left (scripts/check-all does them all)
Not here: which checks are on (.clang-tidy).
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "clang-tidy-19"
# Of C++ and C, with a version; ccache before it is none.
COMPILER = re.compile(r"(c\+\+|g\+\+|clang\+\+|cc|gcc|clang)(-[\d.]+)?")
# Flags that only GCC knows, or that concern precompiled headers.
DROPPED = {"-fpch-preprocess", "-Winvalid-pch", "-Werror", "-fno-fat-lto-objects", "-flto=auto"}


def git(*arguments: str) -> list[str]:
    result = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)
    return result.stdout.split("\n") if result.returncode == 0 else []


def changed_files() -> set[str]:
    base = next(iter(git("merge-base", "HEAD", "origin/main")), "")
    head = next(iter(git("rev-parse", "HEAD")), "")
    if not base or base == head:
        commits = [commit for commit in git("rev-list", "--first-parent", "--max-count=11", "HEAD") if commit]
        if len(commits) < 11:
            return set(git("ls-files"))
        base = commits[-1]
    names = set(git("diff", "--name-only", base)) | set(git("ls-files", "--others", "--exclude-standard"))
    return names | {name.removesuffix(".hpp") + ".cpp" for name in names if name.endswith(".hpp")}


def flags_of(entry: dict) -> list[str]:
    """The compiler's flags without launcher, output and precompiled header."""
    words = shlex.split(entry["command"])
    start = next(i for i, word in enumerate(words) if COMPILER.fullmatch(os.path.basename(word)))
    flags, skip = [], False
    for i, word in enumerate(words[start + 1 :], start + 1):
        if skip:
            skip = False
        elif word in ("-o", "-c", "-MF", "-MT"):
            skip = True
        elif word == "-include" and "cmake_pch" in words[i + 1]:
            skip = True
        elif word not in DROPPED and word != "-MD":
            flags.append(word)
    return flags


def run_tidy(command: list[str], entry: dict, deadline: float) -> tuple[str, str, bool]:
    """Returns (file, what it found or why it ended, whether it was looked at)."""
    name = os.path.relpath(entry["file"], ROOT)
    if time.monotonic() > deadline:
        return name, "", False
    words = [*command, entry["file"], "--", *flags_of(entry)]
    result = subprocess.run(words, cwd=entry["directory"], capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return name, "", True
    crash = f"{name}: {PROGRAM} ended with status {result.returncode} and no findings:\n{result.stderr}"
    return name, result.stdout or crash, True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--changed", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("files", nargs="*", help="paths from the repository's root; default: all")
    arguments = parser.parse_args()
    program = shutil.which(PROGRAM)
    if program is None:
        print(f"run_tidy: {PROGRAM} is not installed (scripts/setup installs it)")
        return 2
    entries = json.loads((arguments.build / "compile_commands.json").read_text())
    entries = [entry for entry in entries if "cmake_pch" not in entry["file"]]
    wanted = set(arguments.files) or (changed_files() if arguments.changed else None)
    if wanted is not None:
        entries = [entry for entry in entries if os.path.relpath(entry["file"], ROOT) in wanted]
    # Sources before tests, the latest edits first: what the time does not suffice for errs least.
    entries.sort(key=lambda entry: ("/tests/" in entry["file"], -os.path.getmtime(entry["file"])))
    command = [program, "--quiet", *(["--checks=-clang-analyzer-*"] if arguments.quick else [])]
    deadline = time.monotonic() + arguments.seconds
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = []
        for result in pool.map(lambda entry: run_tidy(command, entry, deadline), entries):
            results.append(result)
            # At once: what a long run has found must not be lost with it.
            if result[1]:
                print(result[1], flush=True)
    found = [output for _, output, _ in results if output]
    left = [name for name, _, looked_at in results if not looked_at]
    print(f"run_tidy: {len(results) - len(left)} file(s), {len(found)} with findings, {len(left)} left (no time)")
    if results and len(left) == len(results):
        print("run_tidy: there was time for no file at all")
        return 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
