# SPDX-License-Identifier: MIT OR Apache-2.0
"""What an environment holds, in a form in which two tools' results can be compared.

Left out: what each installer writes about itself (INSTALLER, REQUESTED, RECORD, direct_url.json, uv_cache.json)
and dot files at the top, which are locks and journals. The folder's own path is replaced in scripts. Of a script
that an installer generates from an entry point, only its name and its interpreter line count: the text below is
each tool's own.
"""

import configparser
import hashlib
from pathlib import Path

from harness.pins import normalize_name

_OWN_FILES = frozenset({"INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_cache.json"})
_PLACE = b"/ENVIRONMENT"


def find_site_packages(environment: Path) -> Path:
    (found,) = environment.glob("lib/python3.*/site-packages")
    return found


def read_pins(environment: Path) -> dict[str, str]:
    """Name and version from the names of the dist-info folders."""
    pins = {}
    for folder in find_site_packages(environment).glob("*.dist-info"):
        name, version = folder.name.removesuffix(".dist-info").rsplit("-", 1)
        pins[normalize_name(name)] = version
    return pins


def read_tree(environment: Path) -> dict[str, tuple[int, str]]:
    """Maps relative path to (size, sha256); a link counts by its target."""
    generated = _entry_point_scripts(environment)
    tree = {}
    for path in sorted(environment.rglob("*")):
        relative = path.relative_to(environment)
        own = path.parent.suffix == ".dist-info" and path.name in _OWN_FILES
        if own or relative.parts[0].startswith(".") or (path.is_dir() and not path.is_symlink()):
            continue
        tree[str(relative)] = _describe(path, environment, path.parent.name == "bin" and path.name in generated)
    return tree


def differences(left: dict, right: dict, limit: int = 5) -> list[str]:
    """The first few keys on which two mappings disagree, as lines; empty when they are equal."""
    lines = []
    for key in sorted(left.keys() | right.keys()):
        if left.get(key) != right.get(key):
            lines.append(f"{key}: {left.get(key, 'absent')} against {right.get(key, 'absent')}")
    rest = len(lines) - limit
    return lines[:limit] + ([f"and {rest} more"] if rest > 0 else [])


def _describe(path: Path, environment: Path, is_generated: bool) -> tuple[int, str]:
    if path.is_symlink():
        return 0, f"link to {path.readlink()}"
    content = path.read_bytes()
    if path.parent == environment / "bin":
        content = content.replace(bytes(environment), _PLACE)
    if is_generated:
        content = content.split(b"\n", 1)[0]
    return len(content), hashlib.sha256(content).hexdigest()


def _entry_point_scripts(environment: Path) -> set[str]:
    names: set[str] = set()
    for file in find_site_packages(environment).glob("*.dist-info/entry_points.txt"):
        parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
        parser.optionxform = str
        parser.read_string(file.read_text())
        for section in ("console_scripts", "gui_scripts"):
            if parser.has_section(section):
                names.update(parser.options(section))
    return names
