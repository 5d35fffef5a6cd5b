# SPDX-License-Identifier: MIT OR Apache-2.0
"""What Python's zipfile and libarchive (its seekable reader) read from an archive, against what axle unpacked.

Refusing an archive is never a disagreement: two programs that see different files in one archive are.
"""

import ctypes
import hashlib
import io
import locale
import re
import shutil
import stat
import unicodedata
import zipfile
from collections.abc import Iterator

from case import Case, Verdict
from hostile_wheel import FILE
from lab import CatalogueLab
from mutations import mutated_wheel
from tally import Tally

# Path → size and SHA-256 of each file.
Contents = dict[str, tuple[int, str]]
OWN_RECORD = re.compile(r"[^/]+\.dist-info/RECORD")
LEAST_ACCEPTED = 3  # of so many mutations one at least


class Unreadable(Exception):
    """Another reader does not read the archive, or does not like what it reads."""


def describe(data: bytes) -> tuple[int, str]:
    return len(data), hashlib.sha256(data).hexdigest()


def collect(members: Iterator[tuple[str, bytes]]) -> Contents:
    """Members of one name must have one content; RECORD is not unpacked but written anew."""
    contents: Contents = {}
    for name, data in members:
        if contents.setdefault(name, describe(data)) != describe(data):
            raise Unreadable(f"two contents of {name}")
    return {name: found for name, found in contents.items() if not OWN_RECORD.fullmatch(name)}


def read_with_zipfile(archive: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for member in opened.infolist():
            data = opened.read(member)
            if not member.is_dir():
                yield member.filename, data
            elif data:
                raise Unreadable(f"the folder {member.filename} holds data")


class LibArchive:
    """The few functions that reading takes."""

    OK, END = 0, 1

    def __init__(self):
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
        self.library = ctypes.CDLL("libarchive.so.13")
        self.library.archive_read_new.restype = ctypes.c_void_p
        self.library.archive_read_data.restype = ctypes.c_ssize_t
        self.library.archive_entry_filetype.restype = ctypes.c_uint
        for name in ("archive_error_string", "archive_entry_pathname_utf8"):
            getattr(self.library, name).restype = ctypes.c_char_p

    def read(self, archive: bytes) -> Iterator[tuple[str, bytes]]:
        handle = ctypes.c_void_p(self.library.archive_read_new())
        try:
            self.library.archive_read_support_format_zip_seekable(handle)
            opened = self.library.archive_read_open_memory(handle, archive, ctypes.c_size_t(len(archive)))
            self.check(handle, opened)
            entry = ctypes.c_void_p()
            while (status := self.library.archive_read_next_header(handle, ctypes.byref(entry))) != self.END:
                self.check(handle, status)
                yield from self.read_entry(handle, entry)
        finally:
            self.library.archive_read_free(handle)

    def read_entry(self, handle: ctypes.c_void_p, entry: ctypes.c_void_p) -> Iterator[tuple[str, bytes]]:
        name = self.library.archive_entry_pathname_utf8(entry)
        kind = self.library.archive_entry_filetype(entry)
        data, buffer = b"", ctypes.create_string_buffer(1 << 20)
        while count := self.library.archive_read_data(handle, buffer, ctypes.c_size_t(len(buffer))):
            self.check(handle, count)
            data += buffer.raw[:count]
        if name is None or kind not in (stat.S_IFREG, stat.S_IFDIR):
            raise Unreadable(f"{name} is no file: {kind:o}")
        if kind == stat.S_IFREG:
            yield name.decode(), data
        elif data:
            raise Unreadable(f"the folder {name} holds data")

    def check(self, handle: ctypes.c_void_p, status: int) -> None:
        if status < self.OK:
            raise Unreadable(str(self.library.archive_error_string(handle)))


LIBARCHIVE = LibArchive()
READERS = {"zipfile": read_with_zipfile, "libarchive": LIBARCHIVE.read}


def composed(contents: Contents) -> Contents:
    """As libarchive gives names."""
    return {unicodedata.normalize("NFC", name): found for name, found in contents.items()}


def disagreements(archive: bytes, unpacked: Contents) -> list[str]:
    """Where other readers see something else than what axle unpacked."""
    problems, all_unpacked = [], unpacked
    for name, read in READERS.items():
        unpacked = composed(all_unpacked) if name == "libarchive" else all_unpacked
        try:
            seen = collect(read(archive))
        except (Unreadable, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            problems.append(f"{name} does not read it: {error}")
            continue
        problems += [f"{name} sees {path}" for path in sorted(seen.keys() - unpacked.keys())]
        problems += [f"{name} does not see {path}" for path in sorted(unpacked.keys() - seen.keys())]
        both = sorted(seen.keys() & unpacked.keys())
        problems += [f"{name} reads {path} as {seen[path]}" for path in both if seen[path] != unpacked[path]]
    return problems


def play_mutations(lab: CatalogueLab, count: int, seed: int, tally: Tally) -> None:
    """Installs each into a folder of its own: that and its entry in the cache are all there is to look at."""
    accepted = 0
    lab.reset(Case("mutations", Verdict.ACCEPT, ()))
    for number in range(count):
        archive, changes = mutated_wheel(f"{seed}/{number}")
        file = lab.sandbox.write(FILE, archive)
        result = lab.sandbox.run(["axle", "pip", "install", "--no-deps", "--target", "out", FILE], timeout=60)
        unpacked = lab.unpacked_wheel(archive)
        lines = lab.shown(result.stderr)
        if result.returncode == 0:
            accepted += 1
            problems = disagreements(archive, unpacked)
        else:
            refusals = [line for line in lines if line.startswith(f"error: invalid wheel `{FILE}`: ")]
            problems = [] if result.returncode == 1 and refusals else [f"status {result.returncode}", *lines]
            problems += [f"left in the cache: {name}" for name in unpacked]
        tally.judge(problems, f"mutation {seed}/{number}: {', '.join(changes)}")
        file.unlink()
        shutil.rmtree(lab.sandbox.work / "out", ignore_errors=True)
    print(f"{accepted} of {count} mutations accepted", flush=True)
    tally.judge([] if accepted * LEAST_ACCEPTED >= count else ["too few are accepted to tell anything"], "mutations")
