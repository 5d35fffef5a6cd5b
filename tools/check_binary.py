#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Checks that a program was built to make attacks hard: what the linker and the compiler were to do is in the file.

1. It can be loaded anywhere (PIE), and no code has to be patched for that (no TEXTREL).
2. All symbols are bound at the start (NOW), and what is bound cannot be written afterwards (RELRO).
3. Nothing is both writable and executable, the stack above all.
4. It looks for libraries where the system says, nowhere else (no RPATH, no RUNPATH).
5. Functions check their stack (__stack_chk_fail), and calls with known buffers their length (__…_chk: fortify).

Usage: tools/check_binary.py PROGRAM…    Needs readelf. Prints what is missing; the exit status is 1 if anything is.
"""

import re
import subprocess
import sys
from pathlib import Path


def readelf(option: str, program: Path) -> str:
    command = ["readelf", "--wide", option, str(program)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def check_dynamic(text: str) -> list[str]:
    flags = " ".join(re.findall(r"\((?:FLAGS|FLAGS_1)\)\s+(.*)", text))
    problems = []
    if not re.search(r"\bPIE\b", flags):
        problems.append("it is not position-independent (-fPIE -pie)")
    if not re.search(r"\b(BIND_NOW|NOW)\b", flags) and "(BIND_NOW)" not in text:
        problems.append("symbols are bound late (-z now)")
    if "(TEXTREL)" in text or re.search(r"\bTEXTREL\b", flags):
        problems.append("its code is patched when it is loaded (-fPIE)")
    problems += [f"it has a {name}" for name in ("RPATH", "RUNPATH") if f"({name})" in text]
    return problems


def check_segments(text: str) -> list[str]:
    problems = [] if "GNU_RELRO" in text else ["what is bound stays writable (-z relro)"]
    stack = re.search(r"GNU_STACK.*", text)
    if stack is None or re.search(r"\bRWE\b", stack[0]):
        problems.append("its stack is executable (-z noexecstack)")
    if any(re.search(r"\bRWE\b|\bWE\b", line) for line in text.splitlines() if line.strip().startswith("LOAD")):
        problems.append("a segment is both writable and executable")
    return problems


def check_symbols(text: str) -> list[str]:
    problems = []
    if "__stack_chk_fail" not in text:
        problems.append("functions do not check their stack (-fstack-protector-strong)")
    if not re.search(r"\b__(?:mem|str|[vfsn]*printf|fdelt|read|recv|poll)\w*_chk\b", text):
        problems.append("calls do not check their buffers (_FORTIFY_SOURCE)")
    return problems


def check_binary(program: Path) -> list[str]:
    """Everything that is missing, one line each. Errors: CalledProcessError for what is no program."""
    return [
        *check_dynamic(readelf("--dynamic", program)),
        *check_segments(readelf("--program-headers", program)),
        *check_symbols(readelf("--dyn-syms", program)),
    ]


def main() -> int:
    problems = [f"{program}: {problem}" for program in map(Path, sys.argv[1:]) for problem in check_binary(program)]
    for problem in problems:
        print(problem)
    print(f"check_binary: {len(sys.argv) - 1} program(s), {len(problems)} problem(s)")
    return 1 if problems or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
