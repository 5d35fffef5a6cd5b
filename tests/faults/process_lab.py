# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the tests with many processes share: a sandbox with an index, environments by name, commands side by side."""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import index_host
from env_fsck import check_environment, normalized, site_packages
from index_block import read_block
from sandbox import Sandbox

# Far more than any command here takes; one that is still there then hangs.
LIMIT_SECONDS = 300.0


@dataclass
class Ended:
    """A command that has ended."""

    arguments: list[str]
    status: int
    text: str

    def __str__(self) -> str:
        return f"axle {' '.join(self.arguments)}: status {self.status}\n{self.text}"


class ProcessLab:
    def __init__(self, axle: Path, packages: str = "", in_namespace: bool = False):
        self.sandbox = Sandbox(axle, in_namespace)
        self.index = index_host.IndexHost(index_host.Shape())
        self.sandbox.environment["AXLE_DEFAULT_INDEX"] = f"{self.index.origin}/simple/"
        self.offer(packages)

    def __enter__(self) -> "ProcessLab":
        return self

    def __exit__(self, *_) -> None:
        self.index.close()
        self.sandbox.close()

    @property
    def cache(self) -> Path:
        return self.sandbox.home / ".cache" / "axle"

    def offer(self, text: str) -> None:
        block = read_block(text.strip().split("\n"))
        self.index.files, self.index.faults = block.files(), block.faults

    def start(self, arguments: list[str], **options) -> subprocess.Popen:
        return self.sandbox.start(["axle", *arguments], **options)

    def finish(self, process: subprocess.Popen) -> Ended:
        """Waits for it; what hangs is killed, and has no status that anybody expects."""
        try:
            out, error = process.communicate(timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, error = process.communicate()
            error += b"(does not end)\n"
        told = process.args[process.args.index("axle") + 1 :]
        return Ended(told, process.returncode, (out + error).decode(errors="replace"))

    def run(self, *arguments: str) -> Ended:
        return self.finish(self.start(list(arguments)))

    def demand(self, *arguments: str) -> Ended:
        """A step on the way to a case: it is not what is tried, and must work."""
        ended = self.run(*arguments)
        if ended.status != 0:
            raise RuntimeError(str(ended))
        return ended

    def environment(self, name: str) -> Path:
        return self.sandbox.work / name

    def make_environment(self, name: str) -> Path:
        self.demand("-q", "venv", name)
        return self.environment(name)

    def forget_cache(self) -> None:
        shutil.rmtree(self.cache, ignore_errors=True)


def into(environment: str) -> list[str]:
    """How a command names an environment of the working folder."""
    return ["--python", f"{environment}/bin/python"]


def installed(environment: Path) -> dict[str, str]:
    """Version by project, of what is visible."""
    found = {}
    for site in site_packages(environment):
        for dist_info in site.glob("*.dist-info"):
            name, _, version = dist_info.name.removesuffix(".dist-info").partition("-")
            found[normalized(name)] = version
    return found


def environment_problems(environment: Path, expected: dict[str, str]) -> list[str]:
    """What is wrong with an environment that is to hold exactly this."""
    problems = check_environment(environment)
    found = installed(environment)
    if found != expected:
        problems.append(f"holds {found} instead of {expected}")
    return problems


def packages_with_files(names: Iterable[str], version: str, files: int, padding: int = 0) -> str:
    """Lines that describe wheels with so many modules, each with this much to tell it from those of other versions."""
    lines = []
    for name in names:
        lines.append(f"{name} {version}")
        lines += [f"  file {name}/m{i:04}.py version = '{version}'  # {'x' * padding}{i}" for i in range(files)]
        lines.append(f"  script {name} = {name}:main")
    return "\n".join(lines)
