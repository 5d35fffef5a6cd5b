# SPDX-License-Identifier: MIT OR Apache-2.0
"""Random changes to a good wheel: of what archivers do differently, and of what only an attacker or a bad disk does.

One seed makes the same bytes for ever.
"""

import random
import struct
import zlib
from collections.abc import Callable

from hostile_wheel import DATA, MODULE, wheel_entries
from raw_zip import DEFLATED, SATURATED, STORED, UTF8_FLAG, Archive, Entry, descriptor, extra_field, zip64_field

Random = random.Random
# Values that fields of headers are bent to.
NUMBERS = (0, 1, 7, 8, 20, 45, 0x7F, 0xFF, 0x800, 0x7FFF, 0xFFFE, 0xFFFF)
# Extra fields that some reader knows.
FIELDS = (1, 0x000A, 0x5455, 0x5855, 0x6375, 0x6C78, 0x7075, 0x7855, 0x7875, 0x9901, 0xCAFE)
HOSTILE_SHARE = 0.45


def base(rng: Random) -> Archive:
    text = "".join(rng.choice("abc \n") for _ in range(rng.randrange(400))).encode()
    more = [
        Entry("evil/text.txt", text, DEFLATED),
        Entry("evil/\u00fcber.py", MODULE),
        Entry("evil/empty"),
        Entry("evil/sub/deep/x.py", text, rng.choice((STORED, DEFLATED))),
        Entry(f"{DATA}/data/share/evil/x", b"x" * 100, DEFLATED, mode=0o100755),
    ]
    return Archive(
        wheel_entries(*rng.sample(more, rng.randrange(len(more) + 1)), method=rng.choice((STORED, DEFLATED)))
    )


def some(rng: Random, archive: Archive) -> Entry:
    return rng.choice(archive.entries)


def bend(rng: Random, entry: Entry, name: str, value: int | bytes) -> None:
    """On one side or on both."""
    side = rng.choice(("both", "local", "central"))
    setattr(entry, side, dict(getattr(entry, side)) | {name: value})


# What archivers do differently. Each takes the archive and changes it in place.


def times(rng: Random, archive: Archive) -> None:
    bend(rng, some(rng, archive), rng.choice(("time", "date")), rng.randrange(0x10000))


def attributes(rng: Random, archive: Archive) -> None:
    entry = some(rng, archive)
    name, value = rng.choice(
        [
            ("internal", rng.randrange(0x10000)),
            ("needed", rng.choice(NUMBERS)),
            ("made_by", rng.randrange(20) << 8 | 20),
            ("external", (0o100000 | rng.randrange(0o10000)) << 16 | rng.randrange(0x10000)),
            ("external", rng.randrange(0x10000)),
        ]
    )
    entry.central = dict(entry.central) | {name: value}


def comments(rng: Random, archive: Archive) -> None:
    text = rng.choice((b"a comment", "\u00e9".encode(), b"\0\1\2", rng.randbytes(30)))
    if rng.random() < 0.5:
        archive.comment = text
    else:
        entry = some(rng, archive)
        entry.central = dict(entry.central) | {"comment": text}


def orders(rng: Random, archive: Archive) -> None:
    if rng.random() < 0.5:
        rng.shuffle(archive.entries)
    archive.order = rng.sample(range(len(archive.entries)), len(archive.entries))


def blocks(rng: Random, archive: Archive) -> None:
    """Other compressed data of the same file."""
    entry = some(rng, archive)
    compressor = zlib.compressobj(rng.randrange(10), zlib.DEFLATED, -15)
    half = len(entry.data) // 2
    packed = compressor.compress(entry.data[:half]) + compressor.flush(zlib.Z_FULL_FLUSH)
    entry.method = DEFLATED
    entry.packed = packed + compressor.compress(entry.data[half:]) + compressor.flush()


def flags(rng: Random, archive: Archive) -> None:
    entry = some(rng, archive)
    own = 0 if entry.raw_name.isascii() else UTF8_FLAG
    bend(rng, entry, "flags", own | rng.choice((0, 2, 4, 6, UTF8_FLAG)))


def descriptors(rng: Random, archive: Archive) -> None:
    entry = some(rng, archive)
    entry.both = dict(entry.both) | {"flags": 8 | (0 if entry.raw_name.isascii() else UTF8_FLAG)}
    signature, wide = rng.choice((b"PK\7\x08", b"")), rng.random() < 0.3
    entry.behind = descriptor(zlib.crc32(entry.data), len(entry.stored_data), len(entry.data), signature, wide)


def extras(rng: Random, archive: Archive) -> None:
    identifier = rng.choice((*FIELDS, rng.randrange(0x10000)))
    entry = some(rng, archive)
    size = len(entry.data)
    data = rng.choice(
        (
            rng.randbytes(rng.randrange(24)),
            struct.pack("<BI", 1, zlib.crc32(entry.raw_name)) + entry.raw_name,
            struct.pack("<QQ", size, len(entry.stored_data)),
        )
    )
    bend(rng, entry, "extra", extra_field(identifier, data) + rng.choice((b"", b"\0", b"\0\0\0")))


def zip64(rng: Random, archive: Archive) -> None:
    entry = some(rng, archive)
    size, packed = len(entry.data), len(entry.stored_data)
    saturated = rng.sample(("size", "compressed"), rng.randrange(3))
    values = {"size": size, "compressed": packed}
    chosen = values if rng.random() < 0.5 else {name: values[name] for name in values if name in saturated}
    field = zip64_field(*chosen.values())
    side = rng.choice(("both", "local", "central"))
    setattr(entry, side, dict(getattr(entry, side)) | dict.fromkeys(saturated, SATURATED) | {"extra": field})


def zip64_ends(rng: Random, archive: Archive) -> None:
    archive.zip64 = {} if rng.random() < 0.7 else {rng.choice(("entries", "size", "offset")): rng.choice(NUMBERS)}


def copies(rng: Random, archive: Archive) -> None:
    entry = some(rng, archive)
    archive.entries.insert(rng.randrange(len(archive.entries) + 1), Entry(entry.name, entry.data, rng.choice((0, 8))))


def folders(rng: Random, archive: Archive) -> None:
    name = rng.choice(("evil/", "evil/new/", "evil/sub/deep/", "a/"))
    mode = rng.choice((0o040755, 0o755, 0))
    archive.entries.insert(0, Entry(name, mode=mode, method=rng.choice((0, 8))))


def padding(rng: Random, archive: Archive) -> None:
    archive.padding = bytes(rng.randrange(300))


# What only an attacker or a bad disk does.


def lying_field(rng: Random, archive: Archive) -> None:
    name = rng.choice(("crc", "size", "compressed", "method", "flags", "name_length", "extra_length"))
    bend(rng, some(rng, archive), name, rng.choice(NUMBERS))


def lying_name(rng: Random, archive: Archive) -> None:
    name = rng.choice(("evil/../x", "/x", "evil\\x", "evil/x\0", "evil/__init__.py", "EVIL/x", "evil/x/", "evil"))
    bend(rng, some(rng, archive), "name", name.encode())


def lying_kind(rng: Random, archive: Archive) -> None:
    some(rng, archive).mode = rng.choice((0o120777, 0o040755, 0o010644, 0o060644, 0o140000, 0o110644))


def lying_end(rng: Random, archive: Archive) -> None:
    name = rng.choice(("disk", "directory_disk", "disk_entries", "entries", "size", "offset", "comment_length"))
    archive.end = {name: rng.choice(NUMBERS)}


def one_side(rng: Random, archive: Archive) -> None:
    ghost = Entry("evil/ghost.py", b"x", in_body=rng.random() < 0.5)
    ghost.in_directory = not ghost.in_body
    archive.entries.insert(rng.randrange(len(archive.entries) + 1), ghost)


def gaps(rng: Random, archive: Archive) -> None:
    junk = rng.choice((b"junk", bytes(20), Entry("evil/ghost.py", b"x").body()))
    if rng.random() < 0.5:
        archive.before_directory = junk
    else:
        archive.prefix = junk
        archive.shift = rng.choice((0, len(junk)))


# What happens to the finished bytes.


def flips(rng: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cuts(rng: Random, data: bytes) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + rng.choice((b"", data[start + rng.randrange(1, 9) :]))


def insertions(rng: Random, data: bytes) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + rng.randbytes(rng.randrange(1, 9)) + data[start:]


def joins(rng: Random, data: bytes) -> bytes:
    other = base(rng).bytes()
    return rng.choice((data + other, other + data, data + data))


ORDINARY: tuple[Callable[[Random, Archive], None], ...] = (
    times,
    attributes,
    comments,
    orders,
    blocks,
    flags,
    descriptors,
    extras,
    zip64,
    zip64_ends,
    copies,
    folders,
    padding,
)
HOSTILE: tuple[Callable[[Random, Archive], None], ...] = (
    lying_field,
    lying_name,
    lying_kind,
    lying_end,
    one_side,
    gaps,
)
RAW: tuple[Callable[[Random, bytes], bytes], ...] = (flips, cuts, insertions, joins)


def mutated_wheel(seed: str) -> tuple[bytes, list[str]]:
    """The archive, and the names of its changes."""
    rng = Random(seed)
    archive = base(rng)
    changes: list[Callable] = list(rng.choices(ORDINARY, k=rng.randrange(4)))
    raw = []
    if rng.random() < HOSTILE_SHARE:
        kind = rng.choice((HOSTILE, RAW))
        (raw if kind is RAW else changes).append(rng.choice(kind))
    for change in changes:
        change(rng, archive)
    data = archive.bytes()
    for change in raw:
        data = change(rng, data)
    return data, [change.__name__ for change in [*changes, *raw]]
