# SPDX-License-Identifier: MIT OR Apache-2.0
"""Texts that cases must print, beside them in texts/NAME.txt: the id of the case, then `! ` and a line of stderr."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from case import Case, Verdict

FOLDER = Path(__file__).resolve().parent / "texts"


def read_texts(name: str) -> dict[str, tuple[str, ...]]:
    texts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (FOLDER / f"{name}.txt").read_text().split("\n"):
        if line.startswith("!"):
            lines.append(line[2:])
        elif line and not line.startswith("#"):
            if line in texts:
                raise ValueError(f"texts/{name}.txt: `{line}` is there twice")
            lines = texts[line] = []
    return {key: tuple(value) for key, value in texts.items()}


def with_texts(name: str, cases: Iterable[Case]) -> list[Case]:
    """The cases with their lines. A text without a case, and a refusal without a text, are mistakes."""
    texts = read_texts(name)
    found = [replace(case, says=texts.pop(case.id)) if case.id in texts else case for case in cases]
    silent = [case.id for case in found if not (case.says or case.prints or case.verdict is Verdict.ACCEPT)]
    if texts or silent:
        raise ValueError(f"texts/{name}.txt: no case for {sorted(texts)}, no text for {silent}")
    return found
