# SPDX-License-Identifier: MIT OR Apache-2.0
"""A second Python beside the one that commands find first, for environments that change theirs."""

import re
import shutil
from pathlib import Path

from sandbox import Sandbox

# Of these folders everybody may run programs.
FOLDERS = ("/usr/local/bin", "/usr/bin")
NAME = re.compile(r"python3\.\d+")
# Where the program is, and the version, the folder of the standard library.
QUESTION = "import os, sys; print(os.path.realpath(sys.executable), sys.version_info[:2], os.path.dirname(os.__file__))"
OLDEST = (3, 9)


def ask(sandbox: Sandbox, program: str) -> tuple[str, tuple[int, int], str] | None:
    result = sandbox.run([program, "-I", "-c", QUESTION])
    match = re.fullmatch(r"(.*) \((\d+), (\d+)\) (.*)\n", result.stdout.decode(errors="replace"))
    return (match[1], (int(match[2]), int(match[3])), match[4]) if result.returncode == 0 and match else None


def other_python(sandbox: Sandbox) -> Path:
    """Of another minor version where the machine has one; else a copy of the usual one in a folder of its own: another
    program with another home all the same, so that what belongs to one of them can be told from the other's.
    """
    usual = ask(sandbox, "python3")
    if not usual:
        raise RuntimeError("there is no python3 that commands could find")
    for program in sorted(path for folder in FOLDERS for path in Path(folder).glob("python3.*")):
        found = ask(sandbox, str(program)) if NAME.fullmatch(program.name) else None
        if found and found[1] != usual[1] and found[1] >= OLDEST:
            return program
    return copy_python(sandbox, *usual)


def copy_python(sandbox: Sandbox, program: str, version: tuple[int, int], library: str) -> Path:
    """The program alone is copied; it finds the standard library by a link."""
    root = sandbox.root / "other-python"
    copy = root / "bin" / f"python{version[0]}.{version[1]}"
    copy.parent.mkdir(parents=True)
    shutil.copy(program, copy)
    (root / "lib").mkdir()
    (root / "lib" / Path(library).name).symlink_to(library)
    if ask(sandbox, str(copy)) != (str(copy), version, str(root / "lib" / Path(library).name)):
        raise RuntimeError(f"a copy of {program} does not work as a second Python")
    return copy
