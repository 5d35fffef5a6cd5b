# SPDX-License-Identifier: MIT OR Apache-2.0
"""The programs under measurement and how each is called. uv and axle take the same command line; pip nearly so.

Every command gets an environment made from nothing, an empty home, no configuration, and its own cache folder.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.data_folder import DataFolder


@dataclass(frozen=True)
class Installer:
    """`label` heads its column; `kind` (uv, axle or pip) decides how flags are spelled; `program` starts it."""

    label: str
    kind: str
    program: tuple[str, ...]
    version: str

    @property
    def is_pip(self) -> bool:
        return self.kind == "pip"


def find_installer(label: str, path: Path, data: DataFolder) -> Installer:
    """Asks the program itself what it is, so that any of them can stand on either side.

    A copy is measured: how a program's file was written (by a linker, by a copy, on a disk or in memory) is in the
    kernel's pages of it, and moves its start by a tenth.
    """
    place = data.programs / label
    place.mkdir(parents=True, exist_ok=True)
    program = shutil.copy(path.resolve(), place)
    output = subprocess.run([program, "--version"], check=True, capture_output=True, text=True, env={}).stdout
    kind, version = output.split()[:2]
    return Installer(label, kind, (str(program),), version)


def find_pip(data: DataFolder) -> Installer:
    program = (str(data.tools / "bin" / "python"), "-m", "pip")
    output = subprocess.run([*program, "--version"], check=True, capture_output=True, text=True, env={}).stdout
    return Installer("pip", "pip", program, output.split()[1])


def cleared_environment(data: DataFolder) -> dict[str, str]:
    """No PIP_*, UV_*, AXLE_*, XDG_* or proxy variables; pip's system-wide configuration is switched off too."""
    home = data.root / "home"
    scratch = data.root / "scratch"
    home.mkdir(parents=True, exist_ok=True)
    scratch.mkdir(exist_ok=True)
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "TMPDIR": str(scratch),
        "LANG": "C.UTF-8",
        "SSL_CERT_FILE": str(data.certificates / "ca.pem"),
        "PIP_CONFIG_FILE": "/dev/null",
    }


def pip_command(installer: Installer, action: list[str], environment: Path, cache: Path) -> list[str]:
    """`pip ACTION…` of one of the programs, on the environment folder, with the cache folder.

    `action` is spelled for uv; `--link-mode` is left out for pip, which always copies.
    """
    if not installer.is_pip:
        return [*installer.program, "pip", *action, "--python", str(environment),
                "--cache-dir", str(cache), "--no-config"]
    spelled = [word for word in action if not word.startswith("--link-mode")]
    return [*installer.program, "--python", str(environment), "--cache-dir", str(cache), "--no-input",
            "--disable-pip-version-check", *spelled]


def venv_command(installer: Installer, interpreter: str, target: Path, cache: Path) -> list[str]:
    return [*installer.program, "venv", "--python", interpreter, "--cache-dir", str(cache), "--no-config",
            str(target)]
