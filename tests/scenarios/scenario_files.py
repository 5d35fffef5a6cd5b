# SPDX-License-Identifier: MIT OR Apache-2.0
"""Makes the files of a scenario: wheels, source archives, and what the user has in the working folder.

A wheel holds a file that says which wheel it was, so that an environment tells what was chosen among several.
"""

import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterator

from index_host import IndexedFile, normalized
from scenario import MAIN, Release, Root, Scenario
from wheel_file import Wheel

TOLD = "which_wheel.txt"
# Builds the wheel from what lies beside it, with nothing but the standard library. The project has no other sources.
BACKEND = '''"""Builds one wheel."""

import zipfile


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{wheel_directory}/%(file)s", "w") as wheel:
        for path, text in %(entries)r.items():
            wheel.writestr(path, text)
    return "%(file)s"
'''


def with_extra(requirement: str, extra: str) -> str:
    text, _, marker = requirement.partition(" ; ")
    return f"{text} ; ({marker}) and extra == '{extra}'" if marker else f"{text} ; extra == '{extra}'"


def requirements_of(release: Release) -> list[str]:
    optional = [
        with_extra(requirement, extra) for extra, texts in release.extras.items() for requirement in texts
    ]
    return release.requires + optional


def wheel_of(name: str, version: str, release: Release, tag: str) -> Wheel:
    build, _, rest = tag.partition("-") if tag.count("-") == 3 else ("", "", tag)
    wheel = Wheel(
        name,
        version,
        requires=requirements_of(release),
        requires_python=release.requires_python,
        extras=list(release.extras),
        headers=release.headers,
        tag=rest,
        build=build,
    )
    module = normalized(name).replace("-", "_").replace(".", "_")
    wheel.files = {f"{module}/__init__.py": "", f"{module}/{TOLD}": f"{tag}\n"}
    return wheel


def sdist_of(name: str, version: str, release: Release) -> tuple[str, bytes]:
    """File name and bytes. Its metadata is static, so that nobody has to build it in order to resolve."""
    wheel = wheel_of(name, version, release, "py3-none-any")
    built = {path: data.decode() for path, data in wheel.entries().items()}
    built[f"{wheel.stem}.dist-info/RECORD"] = wheel.record(wheel.entries()).decode()
    texts = {
        "PKG-INFO": wheel.metadata().replace("Metadata-Version: 2.1", "Metadata-Version: 2.2"),
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        "backend.py": BACKEND % {"file": wheel.file_name, "entries": built},
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, text in texts.items():
            entry = tarfile.TarInfo(f"{wheel.stem}/{path}")
            entry.size, entry.mtime = len(text.encode()), 1704067200
            archive.addfile(entry, io.BytesIO(text.encode()))
    return f"{wheel.stem}.tar.gz", gzip.compress(packed.getvalue(), mtime=0)


def files_of(name: str, version: str, release: Release) -> Iterator[IndexedFile]:
    facts = {
        "project": normalized(name),
        "requires_python": release.requires_python,
        "yanked": None if release.yanked is False else "" if release.yanked is True else release.yanked,
        "upload_time": release.upload_time,
    }
    for tag in (release.wheel_tags or ["py3-none-any"]) if release.wheel else []:
        wheel = wheel_of(name, version, release, tag)
        data = wheel.bytes()
        metadata = wheel.metadata().encode() if release.metadata_file else None
        digest = hashlib.sha256(data).hexdigest()
        yield IndexedFile(name=wheel.file_name, data=data, metadata=metadata, hash=digest, **facts)
    if release.sdist:
        file_name, data = sdist_of(name, version, release)
        yield IndexedFile(name=file_name, data=data, hash=hashlib.sha256(data).hexdigest(), **facts)


def files_by_index(scenario: Scenario) -> dict[str, list[IndexedFile]]:
    shelves: dict[str, list[IndexedFile]] = {index: [] for index in scenario.indexes}
    for name, releases in scenario.packages.items():
        for version, release in releases.items():
            shelves[release.index] += files_of(name, version, release)
    return shelves


def array(texts: list[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def scoped(key: str, tables: dict[str, list[str]]) -> str:
    """Requirements that count for one parent, which is a name or a pin."""
    entries = []
    for parent, texts in tables.items():
        name, _, version = parent.partition("==")
        package = f'{{name = "{name}", version = "{version}"}}' if version else f'{{name = "{name}"}}'
        entries.append(f"{{package = {package}, dependencies = {array(texts)}}}")
    return f"{key} = [{', '.join(entries)}]"


def settings_of(root: Root, addresses: dict[str, str]) -> list[str]:
    """The tables of a tool, in the form that all tools read which read any."""
    lines = ["[tool.uv]"] if root.has_settings else []
    if root.scoped_overrides:
        lines.append(scoped("override-dependencies", root.scoped_overrides))
    if root.scoped_excludes:
        lines.append(scoped("exclude-dependencies", root.scoped_excludes))
    for index in sorted(set(root.sources.values()) - {MAIN}):
        lines += ["[[tool.uv.index]]", f'name = "{index}"', f'url = "{addresses[index]}"', "explicit = true"]
    if root.sources:
        lines += ["[tool.uv.sources]", *(f'{name} = {{index = "{index}"}}' for name, index in root.sources.items())]
    return lines


def project_file(root: Root, addresses: dict[str, str]) -> str:
    """A pyproject.toml that asks for what the root asks for; `addresses` are those of the scenario's indexes."""
    lines = ["[project]", 'name = "project"', 'version = "0"', f"dependencies = {array(root.requires)}"]
    if root.requires_python:
        lines.append(f'requires-python = "{root.requires_python}"')
    for title, tables in (("project.optional-dependencies", root.optional), ("dependency-groups", root.groups)):
        if tables:
            lines += [f"[{title}]", *(f"{name} = {array(texts)}" for name, texts in tables.items())]
    return "\n".join(lines + settings_of(root, addresses)) + "\n"
