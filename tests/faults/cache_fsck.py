#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Checks the unpacked wheels of a cache against invariant I3 of the fault model: what it would serve is what it says.

Reads the form that docs/cache-layout.md describes, and shares no code with axle. Of every entry below `wheels-v1`:

1. The manifest can be read to its end, and names the archive that the folder is named by.
2. `tree` is a folder with exactly the files and folders of the manifest, none of them a link.
3. Every file has the manifest's size, digest and right to be executed.

The checksums at the ends of manifest and stamp are not computed: what they protect is compared with the files instead.

Usage: cache_fsck.py CACHE…   Prints what is wrong; the exit status is 1 if anything is.
"""

import hashlib
import os
import stat
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

MANIFEST_MAGIC = b"AXLEMAN2"
CHECKSUM_BYTES = 8
DIGEST_BYTES = 32


class Unreadable(Exception):
    """A manifest that does not have the form."""


class FieldReader:
    """Fields in order; all numbers are little-endian."""

    def __init__(self, data: bytes):
        self.data = data
        self.at = 0

    def raw(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise Unreadable("it ends too early")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, form: str) -> int:
        return struct.unpack(f"<{form}", self.raw(struct.calcsize(f"<{form}")))[0]

    def text(self) -> str:
        return self.raw(self.number("I")).decode(errors="surrogateescape")


@dataclass
class Manifest:
    archive: str
    folders: set[str]
    files: dict[str, tuple[int, str, bool]]  # path → size, digest, executable


def read_manifest(data: bytes) -> Manifest:
    if not data.startswith(MANIFEST_MAGIC) or len(data) < len(MANIFEST_MAGIC) + CHECKSUM_BYTES:
        raise Unreadable("it does not begin as one")
    reader = FieldReader(data[len(MANIFEST_MAGIC) : -CHECKSUM_BYTES])
    reader.text(), reader.text()  # name, version
    archive = reader.raw(DIGEST_BYTES).hex()
    reader.number("Q")  # size of the archive
    reader.text(), reader.text(), reader.number("B")  # .dist-info, .data, root is purelib
    folders = {reader.text() for _ in range(reader.number("I"))}
    files = {}
    for _ in range(reader.number("I")):
        path = reader.text()
        files[path] = (reader.number("Q"), reader.raw(DIGEST_BYTES).hex(), reader.number("B") == 1)
    for _ in range(reader.number("I")):
        reader.text(), reader.text(), reader.text(), reader.number("B")  # an entry point
    for _ in range(reader.number("I")):
        reader.text()  # a warning
    if reader.at != len(reader.data):
        raise Unreadable("something follows its end")
    return Manifest(archive, folders, files)


def check_file(file: Path, promised: tuple[int, str, bool]) -> str:
    """What is wrong with a file; empty: nothing."""
    size, digest, executable = promised
    try:
        status = file.lstat()
    except OSError as error:
        return str(error.strerror)
    if not stat.S_ISREG(status.st_mode):
        return "not a regular file"
    if status.st_size != size:
        return f"{status.st_size} bytes, the manifest says {size}"
    if hashlib.sha256(file.read_bytes()).hexdigest() != digest:
        return "its digest is not the manifest's"
    if bool(status.st_mode & 0o100) != executable:
        return f"mode {stat.S_IMODE(status.st_mode):o}, the manifest says {'' if executable else 'not '}executable"
    return ""


def check_tree(tree: Path, manifest: Manifest) -> list[str]:
    if tree.is_symlink() or not tree.is_dir():
        return ["tree: not a folder"]
    problems = [f"{path}: {wrong}" for path, row in manifest.files.items() if (wrong := check_file(tree / path, row))]
    for parent, folders, files in os.walk(tree):
        here = Path(parent).relative_to(tree)
        problems += [f"{here / name}: not in the manifest" for name in files if str(here / name) not in manifest.files]
        unknown = [name for name in folders if str(here / name) not in manifest.folders]
        problems += [f"{here / name}: a folder that is not in the manifest" for name in unknown]
    return problems


def check_entry(entry: Path) -> list[str]:
    try:
        manifest = read_manifest((entry / "manifest").read_bytes())
    except Unreadable as error:
        return [f"manifest: {error}"]
    except OSError as error:
        return [f"manifest: {error.strerror}"]
    wrong_name = [f"manifest: of the archive {manifest.archive}"] if manifest.archive != entry.name else []
    return wrong_name + check_tree(entry / "tree", manifest)


def check_cache(cache: Path) -> list[str]:
    """Everything that is wrong with the unpacked wheels, one line each."""
    entries = sorted(cache.glob("wheels-v1/??/*"))
    return [f"{entry.name[:12]}: {problem}" for entry in entries for problem in check_entry(entry)]


def leftovers(cache: Path) -> list[str]:
    """What commands that have ended should not have left in the cache's temporary folder."""
    return sorted(path.name for path in cache.glob("tmp/*"))


def main() -> int:
    status = 0
    for cache in map(Path, sys.argv[1:]):
        for problem in check_cache(cache):
            print(f"{cache}: {problem}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
