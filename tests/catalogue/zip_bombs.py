# SPDX-License-Identifier: MIT OR Apache-2.0
"""Z43: archives that unpack to more than anybody wants."""

import zlib

from case import Case
from hostile_wheel import good_wheel, refused, wheel_entries
from raw_zip import Archive, Entry

MIB = 1024 * 1024
PATH = "evil/zeros"


def zeros(size: int, declared: int | None = None, checksum: int | None = None, path: str = PATH) -> Entry:
    """An entry of so many zeros that are never held at once."""
    compressor, true_checksum, packed = zlib.compressobj(9, zlib.DEFLATED, -15), 0, b""
    for _ in range(size // MIB):
        true_checksum = zlib.crc32(bytes(MIB), true_checksum)
        packed += compressor.compress(bytes(MIB))
    both = {"size": declared or size, "crc": true_checksum if checksum is None else checksum}
    return Entry(path, method=8, packed=packed + compressor.flush(), both=both)


def bomb(case: str, size: int) -> Case:
    entry = zeros(size)
    return refused(case, good_wheel(entry), f"Z43: `{PATH}` unpacks {len(entry.packed)} bytes into {size}")


def many() -> Case:
    """Each is below the limit of one entry."""
    one = zeros(5 * MIB)
    entries = wheel_entries(*[Entry(f"{PATH}{i}", method=8, packed=one.packed, both=one.both) for i in range(20)])
    data = Archive(entries).bytes()
    total = sum(entry.fields(entry.central)["size"] for entry in entries)
    return refused("Z43-many", data, f"Z43: the archive unpacks {len(data)} bytes into {total}")


def cases() -> list[Case]:
    longer = f"Z08: `{PATH}`: decompressed data is larger than the declared 9 bytes"
    return [
        bomb("Z43", 65 * MIB),
        many(),
        refused("Z43-lied", good_wheel(zeros(8 * MIB, declared=9)), longer),
    ]


def large_cases() -> list[Case]:
    return [bomb("Z43-large", 1024 * MIB)]
