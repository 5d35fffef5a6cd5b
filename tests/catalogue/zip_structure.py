# SPDX-License-Identifier: MIT OR Apache-2.0
"""Z: where entries, directory and end record lie, and what stands between them."""

import gzip
import io
import struct
import tarfile
import zlib

from case import Case
from hostile_wheel import INFO, MODULE, RECORD, accepted, good_wheel, record_of, refused, wheel_entries
from raw_zip import END, SATURATED, Archive, Entry, pack_fields, with_checksum

OTHER = b'VALUE = "evil"\n'
LAST = f"bytes behind `{RECORD}` belong to no entry"
ELSEWHERE = "Z11: the central directory is not where the end record says"


def cases() -> list[Case]:
    return [
        *repeated(),
        *hidden(),
        *around(),
        *comments(),
        *counts(),
        *overlaps(),
        *zip64_ends(),
        *disks(),
        *no_archives(),
    ]


def large_cases() -> list[Case]:
    return [accepted("Z66-large", many(70_000))]


def repeated() -> list[Case]:
    twin = with_checksum(OTHER[: len(MODULE) - 4], zlib.crc32(MODULE))
    signature = Entry(f"{RECORD}.jws", MODULE)
    twins = wheel_entries(signature, Entry(f"{RECORD}.jws", twin))
    record = wheel_entries()[-1].data
    other_record = with_checksum(record[:-5] + b"\n", zlib.crc32(record))
    return [
        accepted("Z00", good_wheel()),
        accepted("Z00-deflated", good_wheel(method=8)),
        accepted("Z01", good_wheel(Entry("evil/__init__.py", MODULE))),
        accepted("Z01-methods", good_wheel(Entry("evil/__init__.py", MODULE, method=8))),
        accepted("Z01-record", Archive([*wheel_entries(), wheel_entries()[-1]]).bytes()),
        refused(
            "Z02", good_wheel(Entry("evil/__init__.py", OTHER)), "Z02: two different files are named `evil/__init__.py`"
        ),
        refused(
            "Z02-same-checksum",
            good_wheel(Entry("evil/__init__.py", twin)),
            "R01: `evil/__init__.py` does not have the hash that RECORD promises",
        ),
        refused("Z02-signature", Archive(twins).bytes(), f"Z02: two different files are named `{RECORD}.jws`"),
        refused(
            "Z02-record",
            Archive([*wheel_entries(), Entry(RECORD, other_record)]).bytes(),
            f"Z02: two different files are named `{RECORD}`",
        ),
        accepted("Z68", good_wheel(Entry(f"{RECORD}.jws", b"{}"))),
        accepted("Z68-unlisted", Archive([*wheel_entries(), Entry(f"{RECORD}.p7s", b"{}")]).bytes()),
    ]


def hidden() -> list[Case]:
    """Entries that only one of directory and body has."""
    ghost = Entry("evil/ghost.py", OTHER)
    unlisted = Entry("evil/ghost.py", OTHER, in_directory=False)
    base = wheel_entries()
    shared = Entry("evil/ghost.py", MODULE, in_body=False, central={"offset": 0})
    no_header = Entry("evil/a.py", MODULE, signature=b"PK\3\5")
    return [
        refused("Z04", good_wheel(shared), "Z54: `evil/__init__.py` reaches into the bytes behind it"),
        refused("Z04-signature", good_wheel(no_header), "Z04: `evil/a.py` has no local header"),
        refused(
            "Z05",
            Archive([*base[:-1], unlisted, base[-1]]).bytes(),
            f"Z05: bytes behind `{INFO}/WHEEL` belong to no entry",
        ),
        refused("Z05-last", Archive([*base, unlisted]).bytes(), f"Z05: {LAST}"),
        refused(
            "Z05-module",
            Archive([base[0], unlisted, *base[1:]]).bytes(),
            "Z05: bytes behind `evil/__init__.py` belong to no entry",
        ),
        refused(
            "Z05-all",
            Archive([Entry("evil/a.py", in_directory=False)]).bytes(),
            "Z05: bytes before the central directory belong to no entry",
        ),
        refused(
            "Z05-first",
            Archive([unlisted, *base]).bytes(),
            f"Z12: {len(ghost.body())} bytes before `evil/__init__.py` belong to no entry",
        ),
        refused("Z05-gap", Archive(base, before_directory=b"\0" * 8).bytes(), f"Z05: {LAST}"),
        refused(
            "Z05-behind-descriptor",
            good_wheel(Entry("evil/a.py", MODULE, both={"flags": 8}, behind=b"PK\7\x08" + b"\0" * 9)),
            "Z05: bytes behind `evil/a.py` belong to no entry",
        ),
    ]


def around() -> list[Case]:
    base = wheel_entries()
    one, two = good_wheel(), good_wheel(Entry("evil/b.py", OTHER))
    shifted = Archive(wheel_entries(Entry("evil/b.py", OTHER)), prefix=one).bytes()
    script = b"#!/bin/sh\n"
    return [
        refused("Z11", Archive(base, prefix=script, shift=len(script)).bytes(), ELSEWHERE),
        refused(
            "Z12",
            Archive(base, prefix=b"\0" * 64).bytes(),
            "Z12: 64 bytes before `evil/__init__.py` belong to no entry",
        ),
        refused("Z13", Archive(base, padding=b"trailing").bytes(), "Z13: 8 bytes stand behind the end of the archive"),
        refused(
            "Z13-behind-padding",
            Archive(base, padding=b"\0" * 100 + b"x").bytes(),
            "Z13: 101 bytes stand behind the end of the archive",
        ),
        accepted("Z14", Archive(base, padding=b"\0" * 512).bytes()),
        refused(
            "Z14-much",
            Archive(base, padding=b"\0" * 65_537).bytes(),
            "Z13: 65537 bytes stand behind the end of the archive",
        ),
        refused(
            "Z14-more",
            Archive(base, padding=b"\0" * 200_000).bytes(),
            "Z64: the archive is cut off: it has no end record",
        ),
        refused("Z18", one + two, ELSEWHERE),
        refused("Z18-shifted", shifted, f"Z12: {len(one)} bytes before `evil/__init__.py` belong to no entry"),
        refused("Z64", one[:-30], "Z64: the archive is cut off: it has no end record"),
        refused("Z64-end-record", one[:-4], "Z64: the archive is cut off in its end record"),
        refused("Z64-half", one[: len(one) // 2], "Z64: the archive is cut off: it has no end record"),
    ]


def comments() -> list[Case]:
    base = wheel_entries()
    inner = good_wheel(Entry("evil/b.py", OTHER))
    before = len(Archive(base).bytes())
    shifted = Archive(wheel_entries(), prefix=b"\0" * before).bytes()[before:]
    header = Entry("evil/b.py", OTHER).body()
    return [
        refused("Z15", Archive(base, comment=inner).bytes(), ELSEWHERE),
        refused(
            "Z15-shifted",
            Archive(base, comment=shifted).bytes(),
            f"Z12: {before} bytes before `evil/__init__.py` belong to no entry",
        ),
        refused(
            "Z15-local-header", Archive(base, comment=header).bytes(), "Z15: the archive comment holds another archive"
        ),
        refused(
            "Z15-directory",
            Archive(base, comment=Entry("x").record(0)).bytes(),
            "Z15: the archive comment holds another archive",
        ),
        refused(
            "Z15-end-of-end",
            Archive(base, comment=b"." * 30 + b"PK\5\6").bytes(),
            "Z64: the archive is cut off in its end record",
        ),
        accepted("Z16", Archive(base, comment=b"made by hand").bytes()),
        accepted("Z16-long", Archive(base, comment=b"long " * 2000).bytes()),
        refused(
            "Z17",
            Archive(base, comment=b"abc", end={"comment_length": 300}).bytes(),
            "Z17: the archive comment is cut off",
        ),
        refused(
            "Z17-short",
            Archive(base, comment=b"abcdef", end={"comment_length": 2}).bytes(),
            "Z13: 4 bytes stand behind the end of the archive",
        ),
    ]


def counts() -> list[Case]:
    base = wheel_entries()
    size = sum(len(entry.record(0)) for entry in base)
    outside, claims = "Z53: the central directory lies outside the file", "the archive claims"

    def with_end(**end: int) -> bytes:
        return Archive(base, end=end).bytes()

    def counted(count: int) -> bytes:
        return with_end(entries=count, disk_entries=count)

    def counted_wide(count: int) -> bytes:
        return Archive(base, zip64={"entries": count, "disk_entries": count}).bytes()

    def over(count: int) -> str:
        return f"Z66: {claims} {count} entries, over the limit of 1000000"

    cut = good_wheel(Entry("evil/a.py", central={"comment_length": 60_000}))
    few = "Z52: the central directory holds fewer entries than the end record says"
    return [
        refused("Z51", counted(2), "Z51: the central directory holds more than the end record says"),
        refused("Z52", counted(99), f"Z65: {claims} 99 entries in a directory of {size} bytes"),
        refused("Z52-one", counted(len(base) + 1), few),
        refused("Z53", with_end(offset=0x7FFFFFFF), outside),
        refused("Z53-size", with_end(size=0x7FFFFFFF), outside),
        refused("Z53-record", cut, "Z53: the central directory is cut off"),
        refused("Z53-shift", with_end(offset=1), ELSEWHERE),
        refused("Z65", counted_wide(SATURATED), over(SATURATED)),
        refused("Z65-below", counted_wide(999_999), f"Z65: {claims} 999999 entries in a directory of {size} bytes"),
        accepted("Z66", Archive(base, zip64={}).bytes()),
        refused("Z66-over", counted_wide(1_000_001), over(1_000_001)),
    ]


def many(count: int) -> bytes:
    files = {f"evil/m{i // 500}/f{i}.py": b"" for i in range(count)}
    return Archive(wheel_entries(files=files), zip64={}).bytes()


def overlaps() -> list[Case]:
    base = wheel_entries()
    first = base[0]
    copy = Entry("evil/copy.py", MODULE, in_body=False, central={"offset": len(first.body())})
    record = Entry(RECORD, record_of([*base[:-1], copy]))
    # The extra field of `evil/bomb.py` swallows the header of `evil/data.py`, so that both share their data.
    inner = Entry("evil/data.py", OTHER)
    swallowed = len(inner.body()) - len(OTHER)
    extra = {"extra": struct.pack("<HH", 0xCAFE, swallowed), "extra_length": 4 + swallowed}
    outer = Entry("evil/bomb.py", OTHER, packed=b"", local=extra, both={"compressed": len(OTHER)})
    return [
        refused(
            "Z54",
            Archive([*base[:-1], copy, record]).bytes(),
            f"Z54: `{INFO}/METADATA` reaches into the bytes behind it",
        ),
        refused(
            "Z54-behind",
            good_wheel(Entry("evil/a.py", MODULE, both={"compressed": 40, "size": 40})),
            "Z54: `evil/a.py` reaches into the bytes behind it",
        ),
        refused(
            "Z54-name",
            good_wheel(Entry("evil/a.py", MODULE, local={"name_length": 200})),
            "Z54: `evil/a.py` reaches into the bytes behind it",
        ),
        refused("Z67", good_wheel(outer, inner), "Z54: `evil/bomb.py` reaches into the bytes behind it"),
    ]


def zip64_ends() -> list[Case]:
    base = wheel_entries()

    def archive(**changes) -> bytes:
        return Archive(base, **changes).bytes()

    return [
        refused("Z69", archive(zip64={}, zip64_data=b"\0" * 16), "Z69: the zip64 locator points elsewhere"),
        refused(
            "Z69-locator", archive(zip64={}, locator={"record_offset": 0}), "Z69: the zip64 locator points elsewhere"
        ),
        refused("Z69-disks", archive(zip64={}, locator={"disks": 2}), "Z69: the zip64 locator points elsewhere"),
        refused(
            "Z69-size", archive(zip64={"record_size": 45}), "Z69: the zip64 end record is not where its locator says"
        ),
        refused(
            "Z69-contradiction",
            archive(zip64={}, end={"entries": 2, "disk_entries": 2}),
            "Z69: the two end records contradict each other",
        ),
        refused("Z69-offset", archive(zip64={"offset": 1}), ELSEWHERE),
    ]


def disks() -> list[Case]:
    base = wheel_entries()
    spread = "Z59: the archive is spread over several disks"
    return [
        refused("Z59", Archive(base, end={"disk": 1}).bytes(), spread),
        refused("Z59-directory", Archive(base, end={"directory_disk": 1}).bytes(), spread),
        refused("Z59-entries", Archive(base, end={"disk_entries": 1}).bytes(), spread),
        refused("Z59-entry", good_wheel(Entry("evil/a.py", central={"disk": 1})), spread),
        refused("Z59-zip64", Archive(base, zip64={"disk": 1}).bytes(), spread),
    ]


def tar_of(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def no_archives() -> list[Case]:
    tar = tar_of("evil-1.0/setup.py", MODULE)
    empty = pack_fields(b"PK\5\6", END, dict.fromkeys([name for name, _ in END], 0))
    return [
        refused("Z71", tar, "Z71: the file is a tar archive"),
        refused("Z71-gzip", gzip.compress(tar, mtime=0), "Z71: the file is a gzip file"),
        refused("Z71-long-gzip", gzip.compress(tar, mtime=0) + b"." * 300_000, "Z71: the file is a gzip file"),
        refused("Z71-html", b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "Z71: the file is an HTML page"),
        refused("Z71-text", b"moved\n", "Z71: the file is no zip archive"),
        refused("Z71-nothing", b"", "Z71: the file is empty"),
        refused("Z71-no-entries", empty, "W04: the archive has no .dist-info folder"),
    ]
