#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs a program and writes what it took: peak memory in KiB, seconds of processor, seconds of clock.

Usage: measured_run.py REPORT PROGRAM ARGUMENTS…   The exit status is the program's, 128 + its signal if one ended it.

A process of its own, and a small one: the peak that the kernel tells of a child counts what its parent had when it
began.
"""

import os
import sys
import time


def main() -> int:
    report, program = sys.argv[1], sys.argv[2:]
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        os.execvp(program[0], program)
    _, status, usage = os.wait4(child, 0)
    took = time.monotonic() - begin
    with open(report, "w") as file:
        file.write(f"{usage.ru_maxrss} {usage.ru_utime + usage.ru_stime} {took}\n")
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
