# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes zip archives byte by byte, so that each field of each header can lie: what no archiver would write.

Spec: APPNOTE 6.3.10. A field of an entry is overridden on both sides (`both`), in the local header or in the central
directory alone; the rest is what a correct archive has.
"""

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

STORED, DEFLATED = 0, 8
DESCRIPTOR_FLAG, UTF8_FLAG = 0x8, 0x800
SATURATED = 0xFFFFFFFF
LOCAL = (
    ("needed", "H"),
    ("flags", "H"),
    ("method", "H"),
    ("time", "H"),
    ("date", "H"),
    ("crc", "I"),
    ("compressed", "I"),
    ("size", "I"),
    ("name_length", "H"),
    ("extra_length", "H"),
)
CENTRAL = (
    ("made_by", "H"),
    *LOCAL,
    ("comment_length", "H"),
    ("disk", "H"),
    ("internal", "H"),
    ("external", "I"),
    ("offset", "I"),
)
END = (
    ("disk", "H"),
    ("directory_disk", "H"),
    ("disk_entries", "H"),
    ("entries", "H"),
    ("size", "I"),
    ("offset", "I"),
    ("comment_length", "H"),
)
ZIP64_END = (
    ("record_size", "Q"),
    ("made_by", "H"),
    ("needed", "H"),
    ("disk", "I"),
    ("directory_disk", "I"),
    ("disk_entries", "Q"),
    ("entries", "Q"),
    ("size", "Q"),
    ("offset", "Q"),
)
LOCATOR = (("directory_disk", "I"), ("record_offset", "Q"), ("disks", "I"))

Values = Mapping[str, int | bytes]


def pack_fields(signature: bytes, layout: Iterable[tuple[str, str]], values: Values) -> bytes:
    return signature + b"".join(struct.pack("<" + code, values[name]) for name, code in layout)


def deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(data) + compressor.flush()


def extra_field(identifier: int, data: bytes) -> bytes:
    return struct.pack("<HH", identifier, len(data)) + data


def zip64_field(*values: int) -> bytes:
    return extra_field(0x0001, struct.pack(f"<{len(values)}Q", *values))


def descriptor(crc: int, compressed: int, size: int, signature: bytes = b"PK\7\x08", wide: bool = False) -> bytes:
    return signature + struct.pack("<IQQ" if wide else "<III", crc, compressed, size)


@dataclass
class Entry:
    """One member. `packed` are the bytes that lie there (None: made from `data`), `behind` what follows them."""

    name: str | bytes
    data: bytes = b""
    method: int = STORED
    mode: int = 0o100644
    packed: bytes | None = None
    behind: bytes | None = None  # None: a data descriptor if the flag says so, else nothing
    both: Values = field(default_factory=dict)
    local: Values = field(default_factory=dict)
    central: Values = field(default_factory=dict)
    signature: bytes = b"PK\3\4"
    in_body: bool = True
    in_directory: bool = True

    @property
    def raw_name(self) -> bytes:
        return self.name.encode() if isinstance(self.name, str) else self.name

    @property
    def stored_data(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflate(self.data) if self.method == DEFLATED else self.data

    def fields(self, own: Values) -> dict[str, int | bytes]:
        name = self.raw_name
        values: dict[str, int | bytes] = {
            "needed": 20,
            "flags": 0 if name.isascii() else UTF8_FLAG,
            "method": self.method,
            "time": 0,
            "date": 0x21,
            "crc": zlib.crc32(self.data),
            "compressed": len(self.stored_data),
            "size": len(self.data),
            "name": name,
            "extra": b"",
            "comment": b"",
            "made_by": 0x314,
            "disk": 0,
            "internal": 0,
            "external": self.mode << 16 & SATURATED,
        }
        values |= self.both
        if own is self.local and int(values["flags"]) & DESCRIPTOR_FLAG:
            values |= {"crc": 0, "compressed": 0, "size": 0}
        values |= own
        for part in ("name", "extra", "comment"):
            values.setdefault(f"{part}_length", len(values[part]))
        return values

    def body(self) -> bytes:
        values = self.fields(self.local)
        behind = self.behind
        if behind is None:
            has_descriptor = int(values["flags"]) & DESCRIPTOR_FLAG
            behind = descriptor(zlib.crc32(self.data), len(self.stored_data), len(self.data)) if has_descriptor else b""
        header = pack_fields(self.signature, LOCAL, values)
        return header + values["name"] + values["extra"] + self.stored_data + behind

    def record(self, offset: int) -> bytes:
        values = self.fields(self.central)
        values.setdefault("offset", offset)
        header = pack_fields(b"PK\1\2", CENTRAL, values)
        return header + values["name"] + values["extra"] + values["comment"]


@dataclass
class Archive:
    """Entries between a prefix and the directory; `padding` follows the end record."""

    entries: list[Entry]
    prefix: bytes = b""
    shift: int = 0  # of all offsets, against where things lie
    before_directory: bytes = b""
    order: list[int] | None = None  # of the directory
    comment: bytes = b""
    padding: bytes = b""
    end: Values = field(default_factory=dict)
    zip64: Values | None = None  # None: no zip64 end record
    locator: Values = field(default_factory=dict)
    zip64_data: bytes = b""  # extensible data of the zip64 end record

    def bytes(self) -> bytes:
        body, offsets = bytearray(self.prefix), []
        for entry in self.entries:
            offsets.append(len(body) - self.shift)
            body += entry.body() if entry.in_body else b""
        body += self.before_directory
        start = len(body) - self.shift
        order = self.order if self.order is not None else list(range(len(self.entries)))
        records = [self.entries[i].record(offsets[i]) for i in order if self.entries[i].in_directory]
        directory = b"".join(records)
        values = {"disk": 0, "directory_disk": 0, "disk_entries": len(records), "entries": len(records)}
        values |= {"size": len(directory), "offset": start}
        body += directory
        body += self.zip64_end(values, len(body)) if self.zip64 is not None else b""
        values |= {"comment_length": len(self.comment)} | dict(self.end)
        return bytes(body) + pack_fields(b"PK\5\6", END, values) + self.comment + self.padding

    def zip64_end(self, values: dict[str, int], offset: int) -> bytes:
        wide = {"record_size": 44 + len(self.zip64_data), "made_by": 0x32D, "needed": 45} | values | dict(self.zip64)
        for name, limit in (("disk_entries", 0xFFFF), ("entries", 0xFFFF), ("size", SATURATED), ("offset", SATURATED)):
            values[name] = limit
        locator = {"directory_disk": 0, "record_offset": offset, "disks": 1} | dict(self.locator)
        record = pack_fields(b"PK\6\6", ZIP64_END, wide) + self.zip64_data
        return record + pack_fields(b"PK\6\7", LOCATOR, locator)


def with_checksum(data: bytes, wanted: int) -> bytes:
    """`data` and four bytes that give it this CRC."""
    table = [zlib.crc32(bytes([i]), SATURATED) ^ SATURATED for i in range(256)]
    by_high_byte = {value >> 24: i for i, value in enumerate(table)}
    state = wanted ^ SATURATED
    for _ in range(4):
        index = by_high_byte[state >> 24]
        state = (state ^ table[index]) << 8 & SATURATED | index
    return data + struct.pack("<I", state ^ zlib.crc32(data) ^ SATURATED)
