# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads what an end-to-end case says about wheels and indexes: one line a wheel, indented lines for what it holds.

    anyio 4.0                                  foo 1.0
      requires idna>=2.8                         file foo/data.txt some text
      requires-python >=3.8                      script foo = foo:main
      extra trio                                 data data share/foo.txt text
      tag cp311-cp311-manylinux_2_17_x86_64      header Summary: text
      yanked broken build                        damage record
      uploaded 2024-05-01T00:00:00Z              wrong-hash | no-hash | no-metadata-file | lie foo>1
    sdist bar 2.0
    fault /simple/foo/ status=503 times=2 Retry-After=1 | cut=100 | delay=0.5
"""

import hashlib
import re
from dataclasses import dataclass

from index_host import Fault, IndexedFile, normalized
from wheel_file import DAMAGES, Wheel


class BlockError(Exception):
    pass


@dataclass
class Facts:
    """What the index says about a file, as opposed to what is in it."""

    sdist: bool = False
    hash: str = "right"  # right, wrong, none
    metadata_file: bool = True
    yanked: str | None = None
    uploaded: str = "2024-01-01T00:00:00.000000Z"
    lie: str = ""  # a requirement that only the metadata file names


@dataclass
class Block:
    wheels: list[tuple[Wheel, Facts]]
    faults: dict[str, Fault]

    def files(self) -> list[IndexedFile]:
        return [indexed(wheel, facts) for wheel, facts in self.wheels]


def indexed(wheel: Wheel, facts: Facts) -> IndexedFile:
    data = b"a source archive" if facts.sdist else wheel.bytes()
    promised = {"right": data, "wrong": b"other bytes"}.get(facts.hash)
    metadata = wheel.metadata() + (f"Requires-Dist: {facts.lie}\n" if facts.lie else "")
    return IndexedFile(
        project=normalized(wheel.name),
        name=f"{wheel.stem}.tar.gz" if facts.sdist else wheel.file_name,
        data=data,
        metadata=metadata.encode() if facts.metadata_file and not facts.sdist else None,
        requires_python=wheel.requires_python,
        yanked=facts.yanked,
        upload_time=facts.uploaded,
        hash=hashlib.sha256(promised).hexdigest() if promised is not None else None,
    )


def read_block(lines: list[str]) -> Block:
    block = Block([], {})
    for line in lines:
        if not line.strip():
            continue
        if line.startswith(" "):
            if not block.wheels:
                raise BlockError(f"belongs to no wheel: {line.strip()}")
            apply_detail(*block.wheels[-1], line.strip())
        elif line.startswith("fault "):
            path, fault = read_fault(line)
            block.faults[path] = fault
        else:
            words = line.split()
            sdist = words[0] == "sdist"
            name, version = words[1:] if sdist else words
            block.wheels.append((Wheel(name, version), Facts(sdist=sdist)))
    return block


def apply_detail(wheel: Wheel, facts: Facts, line: str) -> None:
    key, _, value = line.partition(" ")
    first, _, rest = value.partition(" ")
    name, _, target = (part.strip() for part in value.partition("="))
    data_scheme, _, data_text = rest.partition(" ")
    actions = {
        "requires": lambda: wheel.requires.append(value),
        "requires-python": lambda: setattr(wheel, "requires_python", value),
        "extra": lambda: wheel.extras.append(value),
        "header": lambda: wheel.headers.append(value),
        "tag": lambda: setattr(wheel, "tag", value),
        "build": lambda: setattr(wheel, "build", value),
        "platlib": lambda: setattr(wheel, "purelib", False),
        "file": lambda: wheel.files.__setitem__(first, unescaped(rest)),
        "data": lambda: wheel.files.__setitem__(f"{wheel.stem}.data/{first}/{data_scheme}", unescaped(data_text)),
        "script": lambda: wheel.scripts.__setitem__(name, target),
        "gui-script": lambda: wheel.gui_scripts.__setitem__(name, target),
        "damage": lambda: setattr(wheel, "damage", known_damage(value)),
        "yanked": lambda: setattr(facts, "yanked", value),
        "uploaded": lambda: setattr(facts, "uploaded", value),
        "wrong-hash": lambda: setattr(facts, "hash", "wrong"),
        "no-hash": lambda: setattr(facts, "hash", "none"),
        "no-metadata-file": lambda: setattr(facts, "metadata_file", False),
        "lie": lambda: setattr(facts, "lie", value),
    }
    if key not in actions:
        raise BlockError(f"not understood: {line}")
    actions[key]()


def known_damage(word: str) -> str:
    if word not in DAMAGES:
        raise BlockError(f"no such damage: {word}")
    return word


def unescaped(text: str) -> str:
    return text.replace("\\n", "\n") + "\n"


def read_fault(line: str) -> tuple[str, Fault]:
    _, path, *settings = line.split()
    fault = Fault()
    for setting in settings:
        key, _, value = setting.partition("=")
        if key in ("status", "times", "cut"):
            setattr(fault, key, int(value))
        elif key == "delay":
            fault.delay = float(value)
        elif re.fullmatch(r"[A-Z][A-Za-z-]*", key):
            fault.headers[key] = value
        else:
            raise BlockError(f"not understood: {setting}")
    return path, fault
