#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Compares what a program prints with a committed file: committed_output.py FILE PROGRAM [ARGUMENT]...

With UPDATE_SNAPSHOTS=1 in the environment the file is written instead.
"""

import difflib
import os
import subprocess
import sys
from pathlib import Path


def main() -> int:
    file, command = Path(sys.argv[1]), sys.argv[2:]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(printed)
        return 0
    committed = file.read_text() if file.exists() else ""
    for line in difflib.unified_diff(committed.splitlines(), printed.splitlines(), str(file), "printed", lineterm=""):
        print(line)
    if committed == printed:
        return 0
    print("The file is stale: run this test with UPDATE_SNAPSHOTS=1.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
