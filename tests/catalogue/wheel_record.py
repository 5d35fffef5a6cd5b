# SPDX-License-Identifier: MIT OR Apache-2.0
"""R: RECORD against what the archive holds."""

import random

from case import Case
from hostile_wheel import (
    INFO,
    METADATA,
    MODULE,
    RECORD,
    WHEEL,
    accepted,
    digest,
    good_wheel,
    refused,
    row,
    warned,
    wheel_entries,
)
from raw_zip import Archive, Entry

PATH = "evil/__init__.py"
REST = row(f"{INFO}/METADATA", METADATA) + row(f"{INFO}/WHEEL", WHEEL) + f"{RECORD},,\n"
GOOD = row(PATH, MODULE) + REST
LARGE = bytes(range(256)) * 20_000
MIB = 1024 * 1024


def cases() -> list[Case]:
    return [*hashes(), *missing(), *extra(), *forms(), *repeated(), *large()]


def with_record(text: str | bytes) -> bytes:
    return good_wheel(record=text if isinstance(text, bytes) else text.encode())


def with_row(text: str) -> bytes:
    """Another row for the module."""
    return with_record(f"{text}\n{REST}")


def hashes() -> list[Case]:
    size = len(MODULE)
    wrong = f"R01: `{PATH}` does not have the hash that RECORD promises"
    large = "R01: `evil/large` does not have the hash that RECORD promises"
    large_row = f"evil/large,{digest(b'')},{len(LARGE)}\n"
    unknown = f"R09: `sha3=abc` is not a hash of a known algorithm"
    return [
        refused("R01", with_row(f"{PATH},{digest(b'other')},{size}"), wrong),
        refused(
            "R01-large", good_wheel(Entry("evil/large", LARGE, method=8), record=(large_row + GOOD).encode()), large
        ),
        refused(
            "R01-metadata",
            with_record(GOOD.replace(digest(METADATA), digest(b"other"))),
            f"R01: `{INFO}/METADATA` does not have the hash that RECORD promises",
        ),
        refused("R01-sha512", with_row(f"{PATH},{digest(b'other', 'sha512')},{size}"), wrong),
        refused("R01-empty", with_row(f"{PATH},sha256=,{size}"), wrong),
        refused("R01-short", with_row(f"{PATH},{digest(MODULE)[:-8]},{size}"), wrong),
        refused("R01-hexadecimal", with_row(f"{PATH},sha256={'0' * 64},{size}"), wrong),
        accepted("R01-padded", with_row(f"{PATH},{digest(MODULE)}=,{size}")),
        accepted("R01-sound-sha512", with_row(f"{PATH},{digest(MODULE, 'sha512')},{size}")),
        accepted("R01-sound-sha384", with_row(f"{PATH},{digest(MODULE, 'sha384')},{size}")),
        refused("R08", with_row(f"{PATH},{digest(MODULE)},9"), f"R08: `{PATH}` has {size} bytes, RECORD says 9"),
        accepted("R08-none", with_row(f"{PATH},{digest(MODULE)},")),
        refused("R08-negative", with_row(f"{PATH},{digest(MODULE)},-1"), "R07: `-1` is not a size"),
        refused("R09", with_row(f"{PATH},{digest(MODULE, 'md5')},{size}"), f"R09: RECORD has only an md5 of `{PATH}`"),
        refused(
            "R09-sha1", with_row(f"{PATH},{digest(MODULE, 'sha1')},{size}"), f"R09: RECORD has only an sha1 of `{PATH}`"
        ),
        refused("R09-unknown", with_row(f"{PATH},sha3=abc,{size}"), unknown),
        refused("R09-none", with_row(f"{PATH},abc,{size}"), "R09: `abc` is not a hash of a known algorithm"),
    ]


def missing() -> list[Case]:
    return [
        refused("R02", with_record(REST), f"R02: `{PATH}` is not in RECORD"),
        refused("R02-no-hash", with_row(f"{PATH},,"), f"R02: RECORD has no hash of `{PATH}`"),
        refused("R02-metadata", with_record(row(PATH, MODULE)), f"R02: `{INFO}/METADATA` is not in RECORD"),
        accepted("R02-itself", with_record(GOOD.replace(f"{RECORD},,\n", ""))),
        refused("R06", with_record(""), f"R02: `{PATH}` is not in RECORD"),
        refused("R06-none", Archive(wheel_entries()[:-1]).bytes(), f"R06: `{INFO}` has no RECORD"),
    ]


def extra() -> list[Case]:
    """Rows for what the archive does not have are dropped."""

    def listed(path: str) -> bytes:
        return with_record(GOOD + row(path, b""))

    many = "".join(row(f"evil/m{i}.py", b"") for i in range(5000))
    first = [f"R03: RECORD lists `evil/m{i}.py`, which is not there" for i in range(10)]
    return [
        warned("R03", listed("evil/gone.py"), "R03: RECORD lists `evil/gone.py`, which is not there"),
        warned("R03-many", with_record(GOOD + many), *first, "R03: RECORD lists 4990 more files outside the archive"),
        warned("R04", listed("../../victim"), "R04: RECORD lists `../../victim`, which lies outside"),
        warned("R04-inside", listed("evil/../../victim"), "R04: RECORD lists `evil/../../victim`, which lies outside"),
        warned("R05", listed("/etc/passwd"), "R04: RECORD lists `/etc/passwd`, which lies outside"),
        warned("R04-escape", listed("../\x1b[2Jx"), "R04: RECORD lists `../\\x1b[2Jx`, which lies outside"),
        warned("R11", listed("evil"), "R03: RECORD lists `evil`, which is not there"),
        warned("R11-slash", listed("evil/"), "R03: RECORD lists `evil/`, which is not there"),
    ]


def forms() -> list[Case]:
    size = len(MODULE)
    no_text = "R07: `RECORD` is not text in UTF-8"
    quoted = row(PATH, MODULE).replace(PATH, f'"{PATH}"')
    return [
        refused("R07", with_record(b'\xff\xfe\0"open'), no_text),
        refused("R07-nul", with_record(GOOD.encode() + b"\0"), no_text),
        refused("R07-open-quote", with_record(GOOD + '"open'), "R07: a quoted field does not end"),
        refused("R07-behind-quote", with_record(GOOD + '"a"b,,\n'), "R07: a quoted field does not end"),
        refused("R07-two-columns", with_record(GOOD + "a,b\n"), "R07: a row has 2 columns instead of 3"),
        refused("R07-four-columns", with_record(GOOD + "a,,,\n"), "R07: a row has 4 columns instead of 3"),
        refused("R07-no-path", with_record(GOOD + ",,\n"), "R07: a row has no path"),
        refused("R07-size", with_row(f"{PATH},{digest(MODULE)},{size}x"), f"R07: `{size}x` is not a size"),
        refused("R07-large-size", with_row(f"{PATH},{digest(MODULE)},{'9' * 30}"), f"R07: `{'9' * 30}` is not a size"),
        accepted("R07-quoted", with_record(quoted + REST)),
        accepted("R07-comma", good_wheel(Entry('evil/a,"b".py'))),
        accepted("R07-line-ends", with_record(GOOD.replace("\n", "\r\n"))),
        accepted("R07-blank-lines", with_record(GOOD + "\n\n")),
        accepted("R07-no-last-line-end", with_record(GOOD.rstrip("\n"))),
        refused("R13", with_record(GOOD + '"evil/a\nb.py",,\n'), "R13: a path contains a line break"),
        refused("R13-return", with_record(GOOD + '"evil/a\rb.py",,\n'), "R13: a path contains a line break"),
    ]


def repeated() -> list[Case]:
    other = f"{PATH},{digest(b'other')},{len(MODULE)}\n"
    return [
        accepted("R10", with_record(GOOD + row(PATH, MODULE))),
        refused("R10-other", with_record(GOOD + other), f"R10: RECORD has two different rows for `{PATH}`"),
    ]


def large() -> list[Case]:
    """Compressed a hundred times at most: the size of RECORD itself is what is refused."""
    over = random.Random(1).randbytes(MIB) + bytes(63 * MIB + 1)
    over_text = f"R12: `{RECORD}` is {len(over)} bytes long, over the limit of {64 * MIB}"
    return [
        accepted("R12", with_record(GOOD + row(PATH, MODULE) * 20_000)),
        refused("R12-over", good_wheel(record=over, method=8), over_text),
    ]


def large_cases() -> list[Case]:
    """As many rows as the limit lets through."""
    again = row(PATH, MODULE)
    return [accepted("R12-large", with_record(GOOD + again * (64 * MIB // len(again) - 10)))]
