# SPDX-License-Identifier: MIT OR Apache-2.0
"""The invariants of the fault model that concern a whole command, whatever was done to it; no code shared with axle.

I1  what an environment shows is whole             env_fsck.check_environment
I2  the next command recovers, without being asked fault_lab.FaultLab.verdict
I3  the cache serves what it says                  cache_fsck.check_cache
I4  nothing else was created, changed or removed   Surroundings
I5  no secret in what was printed or written       find_secret
I6  it ended in time, with a status of its own     check_ending
"""

import os
from dataclasses import dataclass
from pathlib import Path

from file_tree import content_of

# Success, "no", "could not"; and what a shell gives for SIGINT and SIGTERM, which only a signal may bring about.
STATUSES = (0, 1, 2)
SIGNAL_STATUSES = (130, 143)
# A program that ends by itself does not tell of its insides.
CRASH_WORDS = ("internal error", "terminate called", "Segmentation", "Sanitizer", "core dumped")


@dataclass(frozen=True)
class Ending:
    """How a command ended."""

    status: int
    output: str
    error: str
    seconds: float


def check_ending(ending: Ending, limit_seconds: float, signalled: bool = False) -> list[str]:
    """I6."""
    problems = []
    if ending.status not in STATUSES + (SIGNAL_STATUSES if signalled else ()):
        problems.append(f"status {ending.status}")
    if ending.seconds > limit_seconds:
        problems.append(f"ended after {ending.seconds:.1f} s, the limit is {limit_seconds:.1f} s")
    problems += [f"it says `{word}`" for word in CRASH_WORDS if word in ending.error]
    if ending.status not in (0, *SIGNAL_STATUSES) and "error: " not in ending.error:
        problems.append("it does not say what went wrong")
    return problems


def find_secret(secret: str, ending: Ending, folders: list[Path]) -> list[str]:
    """I5: where the secret stands, in the streams or below the folders, names and link targets included."""
    problems = [
        f"the secret is in {name}"
        for name, text in (("the output", ending.output), ("the errors", ending.error))
        if secret in text
    ]
    for folder in folders:
        for parent, names, files in os.walk(folder):
            problems += [f"the secret is a name: {Path(parent, name)}" for name in [*names, *files] if secret in name]
            for path in (Path(parent, name) for name in [*names, *files]):
                if secret.encode() in content_of(path):
                    problems.append(f"the secret is in {path}")
    return problems


class Surroundings:
    """I4: everything below `root` but what belongs to the command, by kind, mode, size, time and inode."""

    def __init__(self, root: Path, own: list[Path]):
        self.root = root
        self.own = own
        self.before = self.look()

    def look(self) -> dict[str, tuple]:
        seen = {}
        for parent, folders, files in os.walk(self.root):
            here = Path(parent)
            folders[:] = [name for name in folders if here / name not in self.own]
            for path in (here / name for name in [*folders, *files]):
                status = path.lstat()
                # A folder's time changes with what belongs to the command.
                time = status.st_mtime_ns if path not in (own.parent for own in self.own) else 0
                size = status.st_size if path.is_file() else 0
                seen[str(path)] = (status.st_mode, size, time, status.st_ino, status.st_uid)
        return seen

    def changes(self) -> list[str]:
        now = self.look()
        paths = sorted(path for path in self.before.keys() | now.keys() if self.before.get(path) != now.get(path))
        words = {(True, True): "changed", (True, False): "gone", (False, True): "new"}
        return [f"{words[path in self.before, path in now]}, outside its place: {path}" for path in paths]
