# SPDX-License-Identifier: MIT OR Apache-2.0
"""What a case of the catalogue of hostile input is: input, command, verdict, the lines that it must print.

Ids are those of the rules (Z31: names in archives …); several cases of one id have a word behind it (`Z31-data`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path


class Verdict(Enum):
    REFUSE = "refuse"  # status 1 or 2 (Case.status), nothing changed, nothing in the cache
    ACCEPT = "accept"  # status 0, no warning
    WARN = "warn"  # status 0 with the warning
    IGNORE = "ignore"  # the candidate is passed over; the lines say why, or show what was taken instead


# What is an answer, and that answer no: status 1. All else that is refused could not be done: status 2.
NO = re.compile(
    r"error: (?:invalid wheel |No solution found|hash mismatch |metadata of |the package index has put "
    r"|`.*` is required from two URLs: "
    r"|.* has `.*` both as a file and as a folder$|cannot install .*: no usable wheel of .* has one of the required)"
    r"|  cause: (?:decompressed data is larger than the limit|.* answered with status 404: there is no such file$)"
    r"|Found \d+ incompatibilit"
)


@dataclass(frozen=True)
class Served:
    """What the server on loopback answers to one path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    respond: Callable[[Mapping[str, str]], "Served"] | None = None  # the answer by the headers of the request


@dataclass(frozen=True)
class Case:
    """`says` are all lines of stderr, in order; `[WORK]`, `[CACHE]`, `[SERVER]` and `[TIME]` stand for what differs.

    Served paths and files may hold the word `[SERVER]` too: it becomes `http://127.0.0.1:PORT`. Names of files and links
    may begin with `[SITE]`, the environment's site-packages. `also` returns what
    else is wrong, given the working folder.
    """

    id: str
    verdict: Verdict
    command: Sequence[str]
    says: Sequence[str] = ()
    prints: Sequence[str] | None = None  # all lines of stdout; None: not looked at
    tells: Sequence[str] = ()  # lines that stderr of accepted input has beside its warnings
    files: Mapping[str, bytes] = field(default_factory=dict)
    places: Sequence[str] = ()  # of further environments, made before the command
    pipes: Sequence[str] = ()  # names of pipes that nobody writes to
    links: Mapping[str, str] = field(default_factory=dict)  # path → target, put in the place of what is there
    served: Mapping[str, Served] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    also: Callable[[Path], list[str]] | None = None
    cached: bool = False  # refused for what this environment has: what was unpacked stays in the cache
    unsound: bool = False  # the environment is damaged before the command and after it
    full_only: bool = False  # too large for the reduced run

    @property
    def status(self) -> int:
        """The exit status, exactly: it belongs to what is said."""
        if any(NO.match(line) for line in self.says):
            return 1 if self.verdict in (Verdict.REFUSE, Verdict.IGNORE) else 0
        return 2 if self.verdict is Verdict.REFUSE else 0

    @property
    def rule(self) -> str:
        return self.id.partition("-")[0]
