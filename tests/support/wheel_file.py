# SPDX-License-Identifier: MIT OR Apache-2.0
"""Builds wheels for end-to-end tests: the same bytes on every run, correct unless a test asks for damage.

Independent of axle and of tests/support/wheel_builder.hpp on purpose: what axle reads here, it did not write.
"""

import base64
import hashlib
import io
import zipfile
from dataclasses import dataclass, field

# What can be wrong with a wheel, by the word that a case uses.
DAMAGES = ("record", "truncated", "missing-file", "escape", "crc")


@dataclass
class Wheel:
    name: str
    version: str
    requires: list[str] = field(default_factory=list)
    requires_python: str = ""
    extras: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    tag: str = "py3-none-any"
    build: str = ""
    purelib: bool = True
    files: dict[str, str] = field(default_factory=dict)
    scripts: dict[str, str] = field(default_factory=dict)
    gui_scripts: dict[str, str] = field(default_factory=dict)
    damage: str = ""

    @property
    def stem(self) -> str:
        return f"{self.name.replace('-', '_')}-{self.version}"

    @property
    def file_name(self) -> str:
        build = f"-{self.build}" if self.build else ""
        return f"{self.stem}{build}-{self.tag}.whl"

    def metadata(self) -> str:
        lines = ["Metadata-Version: 2.1", f"Name: {self.name}", f"Version: {self.version}", *self.headers]
        if self.requires_python:
            lines.append(f"Requires-Python: {self.requires_python}")
        lines += [f"Requires-Dist: {requirement}" for requirement in self.requires]
        lines += [f"Provides-Extra: {extra}" for extra in self.extras]
        return "\n".join(lines) + "\n"

    def entries(self) -> dict[str, bytes]:
        """Path and content of every file but RECORD."""
        module = self.name.replace("-", "_")
        files = dict(self.files) or {f"{module}/__init__.py": f'__version__ = "{self.version}"\n'}
        info = f"{self.stem}.dist-info"
        files[f"{info}/METADATA"] = self.metadata()
        files[f"{info}/WHEEL"] = (
            f"Wheel-Version: 1.0\nGenerator: fixture\nRoot-Is-Purelib: {str(self.purelib).lower()}\nTag: {self.tag}\n"
        )
        groups = (("console_scripts", self.scripts), ("gui_scripts", self.gui_scripts))
        entry_points = "".join(
            f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in scripts.items())
            for group, scripts in groups
            if scripts
        )
        if entry_points:
            files[f"{info}/entry_points.txt"] = entry_points
        return {path: text.encode() for path, text in files.items()}

    def record(self, entries: dict[str, bytes]) -> bytes:
        rows = []
        for path, data in entries.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append(f"{path},sha256={digest},{len(data)}\n")
        rows.append(f"{self.stem}.dist-info/RECORD,,\n")
        return "".join(rows).encode()

    def bytes(self) -> bytes:
        entries = self.entries()
        record = self.record(entries)
        first = next(iter(entries))
        if self.damage == "record":
            entries[first] = entries[first] + b"# not what RECORD says\n"
        if self.damage == "missing-file":
            del entries[first]
        if self.damage == "escape":
            entries["../../escaped.py"] = b""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as wheel:
            for path, data in [*entries.items(), (f"{self.stem}.dist-info/RECORD", record)]:
                info = zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = (0o100755 if "/scripts/" in path else 0o100644) << 16
                info.create_system = 3
                wheel.writestr(info, data)
        whole = archive.getvalue()
        if self.damage == "truncated":
            return whole[: len(whole) * 2 // 3]
        if self.damage == "crc":
            at = 30 + len(first.encode()) + 2  # within the data of the first entry
            return whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        return whole
