# SPDX-License-Identifier: MIT OR Apache-2.0
"""The wheel `evil 1.0` that most cases bend in one place, and the cases that install it."""

import base64
import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence

from case import Case, Verdict
from raw_zip import SATURATED, Archive, Entry

FILE = "evil-1.0-py3-none-any.whl"
INFO = "evil-1.0.dist-info"
DATA = "evil-1.0.data"
RECORD = f"{INFO}/RECORD"
MODULE = b'VALUE = "good"\n'
METADATA = b"Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n"
WHEEL = b"Wheel-Version: 1.0\nGenerator: catalogue\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
# Of the interpreter that the environment is made with.
SITE = f"lib/python3.{sys.version_info.minor}/site-packages"
RESOLVED = "Resolved 1 package in [TIME]"


def digest(data: bytes, algorithm: str = "sha256") -> str:
    raw = hashlib.new(algorithm, data).digest()
    return f"{algorithm}={base64.urlsafe_b64encode(raw).rstrip(b'=').decode()}"


def quoted(path: str) -> str:
    return '"' + path.replace('"', '""') + '"' if any(c in path for c in ',"\r\n') else path


def row(path: str, data: bytes) -> str:
    return f"{quoted(path)},{digest(data)},{len(data)}\n"


def record_of(entries: Iterable[Entry], info: str = INFO) -> bytes:
    """A row for each file, once, as a reader of the directory sees it."""
    rows = {}
    for entry in entries:
        name = entry.raw_name.decode(errors="surrogateescape")
        claimed = entry.fields(entry.central)["size"]
        size = len(entry.data) if claimed == SATURATED else claimed
        if not name.endswith("/"):
            rows.setdefault(name, f"{quoted(name)},{digest(entry.data[:size])},{size}\n")
    return ("".join(rows.values()) + f"{info}/RECORD,,\n").encode(errors="surrogateescape")


def wheel_entries(
    *more: Entry,
    metadata: bytes | None = METADATA,
    wheel: bytes | None = WHEEL,
    entry_points: bytes | None = None,
    files: Mapping[str, bytes] | None = None,
    record: bytes | None = None,
    method: int = 0,
    info: str = INFO,
) -> list[Entry]:
    """The base set, then `more`, then RECORD (None: correct). None leaves METADATA or WHEEL out."""
    contents = {"evil/__init__.py": MODULE, f"{info}/METADATA": metadata, f"{info}/WHEEL": wheel}
    contents |= {f"{info}/entry_points.txt": entry_points} | dict(files or {})
    entries = [Entry(name, data, method) for name, data in contents.items() if data is not None]
    entries += more
    return [*entries, Entry(f"{info}/RECORD", record_of(entries, info) if record is None else record, method)]


def good_wheel(*more: Entry, **changes) -> bytes:
    return Archive(wheel_entries(*more, **changes)).bytes()


def install(case: str, verdict: Verdict, data: bytes, says: Sequence[str], file: str = FILE, **options) -> Case:
    return Case(case, verdict, ["pip", "install", "--no-deps", file], says=says, files={file: data}, **options)


def refused(case: str, data: bytes, detail: str, file: str = FILE, **options) -> Case:
    """`detail` begins with the rule."""
    says = [RESOLVED, f"error: invalid wheel `{file}`: {detail}"]
    return install(case, Verdict.REFUSE, data, says, file, **options)


def accepted(case: str, data: bytes, file: str = FILE, **options) -> Case:
    return install(case, Verdict.ACCEPT, data, [], file, **options)


def warned(case: str, data: bytes, *warnings: str, file: str = FILE, **options) -> Case:
    """Each warning begins with the rule."""
    says = [f"warning: wheel `{file}`: {warning}" for warning in warnings]
    return install(case, Verdict.WARN, data, says, file, **options)
