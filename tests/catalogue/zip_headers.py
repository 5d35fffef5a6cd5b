# SPDX-License-Identifier: MIT OR Apache-2.0
"""Z: what the two headers of an entry and its data say of each other."""

import struct
import zlib

from case import Case
from hostile_wheel import INFO, MODULE, accepted, good_wheel, refused, wheel_entries
from raw_zip import SATURATED, Archive, Entry, deflate, descriptor, extra_field, zip64_field

PATH = "evil/a.py"
CHECKSUM = zlib.crc32(MODULE)
SIZE = len(MODULE)
PACKED = deflate(MODULE)
LONG = bytes(51)
LARGE = bytes(range(256)) * 20_000  # over the size that is unpacked in one go


def cases() -> list[Case]:
    return [
        *names_and_methods(),
        *checksums(),
        *sizes(),
        *large_sizes(),
        *descriptors(),
        *encryption(),
        *kinds(),
        *zip64_fields(),
        *other_fields(),
        *folders(),
    ]


def bent(case: str, detail: str, data: bytes = MODULE, **entry) -> Case:
    return refused(case, good_wheel(Entry(PATH, data, **entry)), detail)


def sound(case: str, data: bytes = MODULE, **entry) -> Case:
    return accepted(case, good_wheel(Entry(PATH, data, **entry)))


def names_and_methods() -> list[Case]:
    return [
        bent("Z03", f"Z03: `{PATH}` has another name in its local header", local={"name": b"evil/b.py"}),
        bent("Z03-folder", f"Z03: `{PATH}` has another name in its local header", local={"name": b"evil/a.py/"}),
        bent("Z22", f"Z22: `{PATH}` has other flags in its local header", local={"flags": 8}),
        bent("Z22-central", f"Z22: `{PATH}` has other flags in its local header", central={"flags": 8}),
        bent("Z22-patch", f"Z22: `{PATH}` has unknown flags 0x0020", both={"flags": 0x20}),
        bent("Z25", f"Z25: `{PATH}` uses compression method 12", both={"method": 12}),
        bent("Z25-lzma", f"Z25: `{PATH}` uses compression method 14", both={"method": 14}),
        bent("Z25-xz", f"Z25: `{PATH}` uses compression method 95", both={"method": 95}),
        bent("Z25-zstandard", f"Z25: `{PATH}` uses compression method 93", both={"method": 93}),
        bent("Z25-version", f"Z25: `{PATH}` needs version 25.5 of the format", central={"needed": 255}),
        sound("Z25-newest", central={"needed": 63}),
        bent("Z26", f"Z25: `{PATH}` uses compression method 97", both={"method": 97}),
        bent("Z27", f"Z27: `{PATH}` has another compression method in its local header", local={"method": 8}),
        bent(
            "Z27-central",
            f"Z27: `{PATH}` has another compression method in its local header",
            method=8,
            local={"method": 0},
        ),
    ]


def checksums() -> list[Case]:
    wrong = f"Z06: the checksum of `{PATH}` is wrong"
    return [
        bent("Z06", wrong, both={"crc": 1}),
        bent("Z06-deflated", wrong, method=8, both={"crc": 1}),
        bent("Z06-large", wrong, LARGE, method=8, both={"crc": 1}),
        refused(
            "Z06-metadata",
            Archive(
                [Entry(f"{INFO}/WHEEL", b"Wheel-Version: 1.0\n", both={"crc": 1}), Entry(f"{INFO}/METADATA")]
            ).bytes(),
            f"Z06: the checksum of `{INFO}/WHEEL` is wrong",
        ),
        bent("Z07", f"Z07: `{PATH}` has another checksum in its local header", local={"crc": 1}),
        bent("Z07-large", f"Z07: `{PATH}` has another checksum in its local header", LARGE, method=8, local={"crc": 1}),
    ]


def sizes() -> list[Case]:
    nine = {"size": 9, "crc": zlib.crc32(LONG[:9])}
    larger = f"Z08: `{PATH}`: decompressed data is larger than the declared 9 bytes"
    less = f"Z08: `{PATH}`: decompressed data has 51 bytes instead of the declared 60"
    behind = f"Z08: `{PATH}`: 3 bytes follow the end of the compressed data"
    return [
        bent("Z08", larger, LONG, method=8, both=nine),
        bent("Z08-stored", f"Z08: `{PATH}` is stored with two different sizes", LONG, both={"size": 9}),
        bent("Z08-less", less, LONG, method=8, both={"size": 60}),
        bent("Z08-damaged", f"Z08: `{PATH}`: compressed data is damaged", packed=b"\xff" * 8, method=8),
        bent("Z08-behind", behind, packed=PACKED + b"abc", method=8),
        bent("Z09", f"Z09: `{PATH}` has another size in its local header", method=8, local={"size": 9}),
        bent("Z10", f"Z10: `{PATH}` has another compressed size in its local header", local={"compressed": 500}),
    ]


def large_sizes() -> list[Case]:
    """What is not unpacked in one go takes another way."""
    size, packed = len(LARGE), deflate(LARGE)

    def large(case: str, detail: str, stored: bytes, claimed: int = size) -> Case:
        both = {"size": claimed, "crc": zlib.crc32(LARGE)}
        return bent(f"Z08-large-{case}", f"Z08: {detail}", LARGE, method=8, packed=stored, both=both)

    limit = f"`{PATH}`: decompressed data is larger than the limit of {size - 9} bytes"
    return [
        large("more", limit, packed, size - 9),
        large("less", f"`{PATH}` has {size} bytes, {size + 9} were declared", packed, size + 9),
        large("cut", f"the data of `{PATH}` is cut off", packed[:-4]),
        large("behind", f"`{PATH}` has more data than it needs", packed + b"abc"),
        large("damaged", f"`{PATH}`: compressed data is damaged", b"\xff" * 8),
    ]


def descriptors() -> list[Case]:
    flag = {"flags": 8}
    bare = descriptor(CHECKSUM, len(PACKED), SIZE, signature=b"")
    wide = descriptor(CHECKSUM, len(PACKED), SIZE, wide=True)
    bare_wide = descriptor(CHECKSUM, len(PACKED), SIZE, signature=b"", wide=True)
    contradicts = f"Z20: the data descriptor of `{PATH}` contradicts the directory"
    wide_header = {"extra": zip64_field(0, 0), "size": SATURATED, "compressed": SATURATED}
    return [
        sound("Z19", method=8, both=flag),
        sound("Z19-no-signature", method=8, both=flag, behind=bare),
        sound("Z19-wide", method=8, both=flag, behind=wide, local=wide_header),
        sound("Z19-wide-no-signature", method=8, both=flag, behind=bare_wide, local=wide_header),
        sound("Z19-large", LARGE, method=8, both=flag),
        bent("Z20", contradicts, method=8, both=flag, behind=descriptor(1, len(PACKED), SIZE)),
        bent("Z20-size", contradicts, method=8, both=flag, behind=descriptor(CHECKSUM, len(PACKED), 9)),
        bent(
            "Z20-signature", contradicts, method=8, both=flag, behind=descriptor(CHECKSUM, len(PACKED), SIZE, b"PK\7\7")
        ),
        bent(
            "Z20-large", contradicts, LARGE, method=8, both=flag, behind=descriptor(1, len(deflate(LARGE)), len(LARGE))
        ),
        bent("Z20-none", contradicts, method=8, both=flag, behind=bytes(12)),
        sound("Z21", both=flag),
        bent(
            "Z21-size",
            f"Z09: `{PATH}` has another size in its local header",
            both=flag,
            local={"crc": CHECKSUM, "size": 9, "compressed": SIZE},
        ),
    ]


def encryption() -> list[Case]:
    encrypted = f"Z23: `{PATH}` is encrypted"
    return [
        bent("Z23", encrypted, both={"flags": 1}),
        bent("Z24", encrypted, both={"flags": 0x41}),
        bent(
            "Z24-field",
            f"Z23: an extra field of `{PATH}` says that it is encrypted",
            both={"extra": extra_field(0x9901, b"")},
        ),
        bent("Z24-headers", encrypted, both={"flags": 0x2000}),
    ]


def kinds() -> list[Case]:
    """Modes, and what else makes an entry something else than a file."""
    link = f"Z28: `{PATH}` is a symbolic link"
    special = f"Z63: `{PATH}` is neither a file nor a folder"
    pipe, device, folder, socket = 0o010644, 0o020644, 0o040755, 0o140644
    # The field that libarchive knows as "xl": its mode takes the place of the directory's.
    experimental = extra_field(0x6C78, struct.pack("<BHHI", 0b111, 0x314, 0, 0o120777 << 16))
    return [
        bent("Z28", link, b"/abs/x", mode=0o120777),
        refused(
            "Z29",
            good_wheel(Entry("evil/d", b"/tmp", mode=0o120777), Entry("evil/d/p")),
            "Z28: `evil/d` is a symbolic link",
        ),
        sound("Z56", mode=0o104755),
        bent("Z63", special, b"", mode=pipe),
        bent("Z63-device", special, b"", mode=device),
        bent("Z63-folder", special, b"", mode=folder),
        bent("Z63-socket", special, b"", mode=socket),
        bent(
            "Z63-dos-folder",
            f"Z63: `{PATH}` is a folder by its attributes, not by its name",
            b"",
            central={"made_by": 0x14, "external": 0x10},
        ),
        bent(
            "Z63-extra-field",
            f"Z63: an extra field of `{PATH}` may make it a link",
            b"/abs/x",
            local={"extra": experimental},
        ),
        sound("Z63-no-type", mode=0o644),
        sound("Z63-dos", central={"made_by": 0x14, "external": 0x20}),
    ]


def zip64_fields() -> list[Case]:
    saturated = {"size": SATURATED, "compressed": SATURATED, "extra": zip64_field(SIZE, SIZE)}
    claims = {"size": SATURATED, "compressed": SATURATED}
    first = Entry(PATH, MODULE, central={"offset": SATURATED, "extra": zip64_field(0)})
    others = [entry for entry in wheel_entries(first) if entry is not first]
    contradicts = "Z49: the zip64 field contradicts the header"
    return [
        sound("Z48", both=saturated),
        accepted("Z48-offset", Archive([first, *others]).bytes()),
        sound("Z48-one", both={"size": SATURATED, "extra": zip64_field(SIZE)}),
        sound("Z49", both={"extra": zip64_field(SIZE, SIZE)}),
        bent("Z49-other", contradicts, both={"extra": zip64_field(SIZE + 1, SIZE)}),
        bent("Z49-local", contradicts, local={"extra": zip64_field(SIZE, SIZE + 1)}),
        bent("Z49-behind", contradicts, both={"size": SATURATED, "extra": zip64_field(SIZE, SIZE + 1)}),
        bent("Z49-none", f"Z49: `{PATH}` claims zip64 sizes without a zip64 field", both=claims),
        bent("Z49-short", "Z49: the zip64 field is too short", both=claims | {"extra": zip64_field(SIZE)}),
        # Readers take the first value for the offset.
        bent(
            "Z49-order",
            "Z54: `evil/__init__.py` reaches into the bytes behind it",
            central={"offset": SATURATED, "extra": zip64_field(SIZE, SIZE, 0)},
        ),
        *[
            bent(
                f"Z49-huge-{less}",
                f"Z54: `{PATH}` reaches into the bytes behind it",
                both=claims | {"extra": zip64_field(2**64 - less, 2**64 - less)},
            )
            for less in (1, 30, 50, 74, 90)
        ],
        bent(
            "Z49-huge-deflated",
            f"Z54: `{PATH}` reaches into the bytes behind it",
            method=8,
            both={"compressed": SATURATED, "extra": zip64_field(2**64 - 60)},
        ),
        bent("Z50", f"Z50: `{PATH}` has two zip64 fields", both={"extra": zip64_field(SIZE, SIZE) * 2}),
    ]


def other_fields() -> list[Case]:
    def unicode_path(path: str, of: str = PATH) -> bytes:
        return extra_field(0x7075, struct.pack("<BI", 1, zlib.crc32(of.encode())) + path.encode())

    other = f"Z47: an extra field gives `{PATH}` another name"
    longer = f"Z70: an extra field of `{PATH}` is longer than its place"
    return [
        bent("Z47", other, both={"extra": unicode_path("evil/b.py")}),
        bent("Z47-local", other, local={"extra": unicode_path("evil/b.py")}),
        bent("Z47-checksum", other, both={"extra": unicode_path("evil/b.py", "x")}),
        bent("Z47-short", other, both={"extra": extra_field(0x7075, b"\1")}),
        sound("Z47-same", both={"extra": unicode_path(PATH)}),
        sound("Z70", both={"extra": b"\0\0\0"}),
        sound("Z70-times", both={"extra": extra_field(0x5455, b"\1\0\0\0\0") + b"\0"}),
        bent("Z70-longer", longer, both={"extra": struct.pack("<HH", 0xCAFE, 9)}),
        bent("Z70-local", longer, local={"extra": struct.pack("<HH", 0xCAFE, 9)}),
    ]


def folders() -> list[Case]:
    def folder(**entry) -> bytes:
        return good_wheel(Entry("evil/d/", mode=0o040755, **entry))

    return [
        accepted("Z55-empty", folder()),
        accepted("Z55-deflated", folder(packed=b"\3\0", method=8)),
        refused("Z55", folder(data=b"evil data"[:8]), "Z55: the folder `evil/d` holds data"),
        refused(
            "Z55-stored", folder(packed=b"ab", both={"crc": zlib.crc32(b"ab")}), "Z55: the folder `evil/d` holds data"
        ),
    ]
