# SPDX-License-Identifier: MIT OR Apache-2.0
"""Made-up indexes of any size, in the form of a recording: what resolving costs for each package and each version.

packages   N packages of 10 versions each; each version of package i needs packages 2i+1 and 2i+2 (a tree: every name is
           met once, and nothing clashes)
versions   one package of N versions
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

K_VERSIONS = 10
K_ROOT = "p0"


@dataclass(frozen=True)
class World:
    kind: str
    size: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.size}"

    def packages(self) -> int:
        return self.size if self.kind == "packages" else 1

    def versions(self) -> list[str]:
        """Ascending; three numbers, as most projects have."""
        count = K_VERSIONS if self.kind == "packages" else self.size
        return [f"{i // 100}.{i // 10 % 10}.{i % 10}" for i in range(1, count + 1)]

    def needs(self, package: int) -> list[str]:
        children = (2 * package + 1, 2 * package + 2)
        return [f"p{child}>=0.0.3" for child in children if child < self.packages()]


def write_world(world: World, folder: Path) -> None:
    """`simple/` and `metadata/` below the folder, which must not be there yet."""
    metadata = folder / "metadata"
    metadata.mkdir(parents=True)
    for package in range(world.packages()):
        name = f"p{package}"
        page = folder / "simple" / name / "index.json"
        page.parent.mkdir(parents=True)
        page.write_text(json.dumps({"meta": {"api-version": "1.1"}, "name": name, "versions": world.versions(),
                                    "files": [_file(name, version) for version in world.versions()]}))
        needs = "".join(f"Requires-Dist: {need}\n" for need in world.needs(package))
        # Of a package with many versions only the newest one is read.
        for version in world.versions()[-K_VERSIONS:]:
            (metadata / f"{name}-{version}").write_text(
                f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}\n")


def _file(name: str, version: str) -> dict:
    file_name = f"{name}-{version}-py3-none-any.whl"
    return {"filename": file_name, "url": f"../../files/{file_name}", "core-metadata": True,
            "hashes": {"sha256": hashlib.sha256(file_name.encode()).hexdigest()}, "requires-python": ">=3.8",
            "upload-time": "2024-01-01T00:00:00.000000Z"}


def cost_of_each(seconds: dict[int, float], base: float) -> dict[int, float]:
    """Microseconds for each unit: what a run of `size` units takes above one that has nearly none."""
    return {size: (took - base) / size * 1e6 for size, took in seconds.items()}
