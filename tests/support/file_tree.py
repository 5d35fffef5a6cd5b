# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a folder holds, as values that can be compared: kinds, modes, contents, link targets; no times, no inodes."""

import hashlib
import os
import stat
from pathlib import Path

# Says who holds it; that is no state.
LOCK_FILE = ".lock"


def snapshot(folder: Path, skip: frozenset[str] = frozenset()) -> dict[str, str]:
    """Relative path → description. A folder named in `skip` is left out with everything in it."""
    entries: dict[str, str] = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in skip]
        for name in [*folders, *files]:
            path = Path(parent, name)
            entries[path.relative_to(folder).as_posix()] = describe(path)
    return entries


def describe(path: Path) -> str:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return f"link to {os.readlink(path)}"
    mode = stat.S_IMODE(status.st_mode)
    if stat.S_ISDIR(status.st_mode):
        return f"folder {mode:o}"
    if path.name == LOCK_FILE:
        return "lock"
    if not stat.S_ISREG(status.st_mode):
        return f"special {stat.S_IFMT(status.st_mode):o}"
    return f"file {mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """One line for each entry that came, went or changed."""
    lines = [f"gone: {path}" for path in sorted(before.keys() - after.keys())]
    lines += [f"new: {path}" for path in sorted(after.keys() - before.keys())]
    return lines + [f"changed: {path}" for path in sorted(before.keys() & after.keys()) if before[path] != after[path]]


def listing(folder: Path) -> list[str]:
    """Files and links, sorted; an executable file ends in `*`."""
    lines = []
    for path, description in sorted(snapshot(folder, frozenset({"__pycache__"})).items()):
        kind, _, rest = description.partition(" ")
        if kind == "link":
            lines.append(f"{path} -> {rest.removeprefix('to ')}")
        elif kind == "lock":
            lines.append(path)
        elif kind == "file":
            lines.append(path + ("*" if int(rest.split()[0], 8) & 0o100 else ""))
    return lines


def content_of(path: Path) -> bytes:
    """What a file holds, or a link: its target."""
    if path.is_symlink():
        return os.fsencode(os.readlink(path))
    return path.read_bytes() if path.is_file() else b""
