#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Holds every C++ file against .clang-format; with --fix rewrites those that differ.

Needs clang-format 19: other versions lay out differently. Usage: check_format.py [--root FOLDER] [--fix] [FILE…].
"""

import argparse
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cpp_source

PROGRAM = "clang-format-19"


def formatted(program: str, path: Path) -> bytes:
    return subprocess.run([program, "--style=file", str(path)], capture_output=True, check=True).stdout


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--fix", action="store_true", help="rewrite files that differ")
    parser.add_argument("files", nargs="*", type=Path, help="default: all C++ files")
    arguments = parser.parse_args()
    program = shutil.which(PROGRAM)
    if program is None:
        print(f"check_format: {PROGRAM} is not installed (scripts/setup installs it)")
        return 2
    paths = arguments.files or [arguments.root / path for path in cpp_source.project_files(arguments.root)]
    paths = [path for path in paths if path.suffix in (".cpp", ".hpp")]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = list(pool.map(lambda path: formatted(program, path), paths))
    differing = [(path, result) for path, result in zip(paths, results) if result != path.read_bytes()]
    for path, result in differing:
        if arguments.fix:
            path.write_bytes(result)
        print(f"{path}: {'rewritten' if arguments.fix else 'not formatted (tools/check_format.py --fix)'}")
    print(f"check_format: {len(paths)} file(s), {len(differing)} differ")
    return 1 if differing and not arguments.fix else 0


if __name__ == "__main__":
    sys.exit(main())
