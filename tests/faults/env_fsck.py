#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Checks a virtual environment against invariant I1 of the fault model, from the files alone; shares no code with axle.

1. Every row of the RECORD of every visible .dist-info names a file that is there, of that size and digest.
2. Every visible .dist-info has METADATA, WHEEL and RECORD; no two are of one project.
3. Nothing is left of a change: no staging folder, no journal, no temporary name.
4. Every file below site-packages is in a RECORD, or is byte code of one that is; no folder is empty.
   check_strays() asks the same of all the rest of an environment, where nobody has put files of his own.
5. Every script in bin that a RECORD names can be executed and starts with an interpreter that is there.
6. It has a pyvenv.cfg and a bin/python that is a program, of the folder that pyvenv.cfg calls `home`; a folder of
   --target or --prefix has neither.

Usage: env_fsck.py ENVIRONMENT…   Prints what is wrong; the exit status is 1 if anything is.
"""

import base64
import csv
import hashlib
import os
import re
import sys
from pathlib import Path

# Folders and files that only a change under way has.
LEFTOVER = re.compile(r"^\.axle-(?!lock)|\.axle-(?:new|old|tmp)|^~")
PYTHON = re.compile(r"python[\d.]*t?")
# More than Linux follows.
MOST_LINKS = 40
# What a new environment holds beside site-packages.
NEW = re.compile(
    r"bin/(python[\d.]*t?|activate[\w.]*|deactivate\.bat|pydoc\.bat|Activate\.ps1)"
    r"|pyvenv\.cfg|\.gitignore|CACHEDIR\.TAG|\.lock|lib64|.*/site-packages/(.*/)?[^/]*"
)


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def site_packages(environment: Path) -> list[Path]:
    """Folders that Python searches, each once (lib64 is a link to lib). A --target folder is one itself."""
    found = {path.resolve() for path in environment.glob("lib*/python3*/site-packages")}
    found |= {path.parent.resolve() for path in environment.glob("*.dist-info")}
    return sorted(found)


def read_record(record: Path) -> list[list[str]]:
    with record.open(newline="", encoding="utf-8") as file:
        return [row for row in csv.reader(file) if row]


def check_row(site: Path, row: list[str], dist_info: Path) -> str:
    """What is wrong with one row; empty: nothing."""
    if len(row) != 3:
        return f"{dist_info.name}: a row of {len(row)} fields: {row}"
    path, promised, size = row
    file = Path(os.path.normpath(site / path))
    try:
        data = file.read_bytes()
    except OSError as error:
        return f"{dist_info.name}: {path}: {error.strerror}"
    if size and int(size) != len(data):
        return f"{dist_info.name}: {path}: {len(data)} bytes, RECORD says {size}"
    if promised:
        algorithm, _, digest = promised.partition("=")
        actual = base64.urlsafe_b64encode(hashlib.new(algorithm, data).digest()).rstrip(b"=").decode()
        if actual != digest:
            return f"{dist_info.name}: {path}: its digest is not RECORD's"
    elif path != f"{dist_info.name}/RECORD" and not path.endswith(".pyc"):
        return f"{dist_info.name}: {path}: no digest"
    return ""


def check_script(file: Path) -> str:
    with file.open("rb") as opened:
        start = opened.read(4096)
    if not start.startswith(b"#!"):
        return ""
    if not os.access(file, os.X_OK):
        return f"{file.name}: cannot be executed"
    interpreter = start[2:].split(b"\n", 1)[0].strip().split(b" ")[0]
    # Of a path that no first line can hold; one with a blank, not those that take printf.
    started = re.match(rb"#!/bin/sh\n\'\'\'exec\' \'(/[^\'\n]*)\' ", start)
    for program in [interpreter, *(started.groups() if started else [])]:
        if not os.path.exists(program):
            return f"{file.name}: its interpreter {os.fsdecode(program)} is not there"
    return ""


def check_dist_info(site: Path, dist_info: Path, owned: set[str]) -> list[str]:
    problems = [f"{dist_info.name}: no {name}" for name in ("METADATA", "WHEEL") if not (dist_info / name).is_file()]
    record = dist_info / "RECORD"
    if not record.is_file():
        return [*problems, f"{dist_info.name}: no RECORD"]
    rows = read_record(record)
    problems += [problem for row in rows if (problem := check_row(site, row, dist_info))]
    for row in rows:
        file = os.path.normpath(site / row[0])
        owned.add(file)
        if Path(file).parent.name == "bin" and Path(file).is_file():
            problems += [problem for problem in [check_script(Path(file))] if problem]
    return problems


def source_of(file: Path) -> str:
    """The source that byte code in __pycache__ belongs to."""
    return os.path.normpath(file.parent.parent / (file.name.split(".", 1)[0] + ".py"))


def check_orphans(site: Path, owned: set[str]) -> list[str]:
    problems = []
    for parent, folders, files in os.walk(site):
        if not folders and not files and Path(parent) != site:
            problems.append(f"{parent}: an empty folder")
        for name in files:
            file = Path(parent, name)
            byte_code = file.parent.name == "__pycache__" and source_of(file) in owned
            is_lock = name == ".lock" and file.parent == site
            if str(file) not in owned and not byte_code and not is_lock:
                problems.append(f"{file.relative_to(site)}: no RECORD names it")
    return problems


def check_strays(environment: Path) -> list[str]:
    """Scripts and data that no RECORD names, of an environment that holds nothing but distributions."""
    environment = environment.resolve()
    owned = {
        os.path.normpath(site / row[0])
        for site in site_packages(environment)
        for record in site.glob("*.dist-info/RECORD")
        for row in read_record(record)
    }
    problems = []
    for parent, folders, files in os.walk(environment):
        for file in (Path(parent, name) for name in [*files, *(f for f in folders if Path(parent, f).is_symlink())]):
            path = file.relative_to(environment).as_posix()
            byte_code = file.parent.name == "__pycache__" and source_of(file) in owned
            if str(file) not in owned and not byte_code and not NEW.fullmatch(path):
                problems.append(f"{path}: no RECORD names it")
    return problems


def check_leftovers(environment: Path) -> list[str]:
    problems = []
    for parent, folders, files in os.walk(environment):
        for name in [*folders, *files]:
            if LEFTOVER.search(name):
                problems.append(f"{Path(parent, name).relative_to(environment)}: left of a change")
    return problems


def is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def home_of(configuration: Path) -> str:
    """The folder that Python takes for its base's; empty: none is named."""
    for line in configuration.read_text(encoding="utf-8", errors="surrogateescape").split("\n"):
        key, _, value = line.partition("=")
        if key.strip().lower() == "home":
            return value.strip()
    return ""


def stops_of(path: Path) -> list[Path]:
    """The path, and what its links lead to, one after the other."""
    stops = [path]
    while stops[-1].is_symlink() and len(stops) <= MOST_LINKS:
        stops.append(stops[-1].parent / os.readlink(stops[-1]))
    return stops


def check_home(environment: Path, home: str) -> list[str]:
    """Whether bin/python and `home` are of one Python. A link may lead on from `home`, as python3 to python3.11 does,
    or to where the program really is: one of its stops must be in `home`, under whatever name of that folder. A copy
    has no other stop than itself: then it is enough that `home` has a Python.
    """
    own, wanted = os.path.realpath(environment / "bin"), os.path.realpath(home)
    folders = [os.path.realpath(stop.parent) for stop in stops_of(environment / "bin/python")]
    if wanted == own:
        return ["pyvenv.cfg: home is the environment's own bin"]
    if all(folder == own for folder in folders):
        has_python = any(PYTHON.fullmatch(path.name) and is_program(path) for path in Path(home).glob("python*"))
        return [] if has_python else [f"pyvenv.cfg: no Python is in its home {home}"]
    return [] if wanted in folders else [f"bin/python leads to {folders[-1]}, pyvenv.cfg says home is {home}"]


def check_programs(environment: Path) -> list[str]:
    """What may never be missing, not even while somebody changes the environment."""
    problems = [] if (environment / "pyvenv.cfg").is_file() else ["no pyvenv.cfg"]
    python = environment / "bin/python"
    if not python.exists():
        return [*problems, "bin/python leads nowhere"]
    return problems + ([] if is_program(python) else ["bin/python is no program"])


def check_python(environment: Path) -> list[str]:
    if problems := check_programs(environment):
        return problems
    home = home_of(environment / "pyvenv.cfg")
    return check_home(environment, home) if home and "\0" not in home else ["pyvenv.cfg: it names no home"]


def check_environment(environment: Path, has_python: bool = True) -> list[str]:
    """Everything that is wrong, one line each. `has_python`: it is no folder of --target or --prefix."""
    problems = check_leftovers(environment) + (check_python(environment) if has_python else [])
    for site in site_packages(environment):
        owned: set[str] = set()
        projects: dict[str, str] = {}
        for dist_info in sorted(site.glob("*.dist-info")):
            project = normalized(dist_info.name.split("-", 1)[0])
            if project in projects:
                problems.append(f"{dist_info.name}: a second distribution of {projects[project]}")
            projects[project] = dist_info.name
            problems += check_dist_info(site, dist_info, owned)
        if not problems:
            problems += check_orphans(site, owned)
    return problems


def main() -> int:
    status = 0
    for environment in map(Path, sys.argv[1:]):
        for problem in check_environment(environment):
            print(f"{environment}: {problem}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
