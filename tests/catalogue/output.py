# SPDX-License-Identifier: MIT OR Apache-2.0
"""S02–S10: what is printed and written for shells. Sourcing what was written: shells.py."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from case import Case, Verdict
from pages import file_of, json_page, site
from texts import with_texts
from wheel_file import Wheel

BAD, GOOD = Verdict.REFUSE, Verdict.ACCEPT
RED = "\x1b[31mred\x1b]0;owned\x07"
NAMES = ("it's", "$(touch ran)", "`touch ran`", "a b", 'a"b', "a\nb", "字", "a;b")


def prompts() -> Iterator[Case]:
    prompts = {"newline": "a\nhome = /evil", "escape": "a\x1b[31m", "return": "a\rb", "delete": "a\x7f"}
    for word, prompt in prompts.items():
        yield Case(f"S02-{word}", BAD, ("venv", "new", "--prompt", prompt))
    for word, name in (("escape", "\\u001b[31m"), ("code", "$(touch x)"), ("newline", "a\\nb")):
        project = f'[project]\nname = "{name}"\nversion = "1"\n'.encode()
        yield Case(f"S03-{word}", GOOD, ("venv", "--clear", ".venv"), files={"pyproject.toml": project}, also=no_prompt)


def no_prompt(work: Path) -> list[str]:
    """Names of projects do not become prompts."""
    text = (work / ".venv/pyvenv.cfg").read_text()
    return [f"pyvenv.cfg has the prompt of the project: {text}"] if "prompt" in text else []


def hints() -> Iterator[Case]:
    for number, name in enumerate(NAMES):
        yield Case(f"S05-broken-{number}", BAD, ("pip", "list", "--directory", name), files={f"{name}/x": b""},
                   links={f"{name}/.venv": "missing"})
        yield Case(f"S05-folder-{number}", BAD, ("venv", "--clear", name), files={f"{name}/x": b""})


def runs_in(place: str) -> Callable[[Path], list[str]]:
    """Whether the script of the environment runs, and with its Python."""

    def look(work: Path) -> list[str]:
        script = work / place / "bin/foo"
        if not script.exists():
            return [f"there is no {script}"]
        result = subprocess.run([script], capture_output=True, timeout=30, check=False)
        wanted = os.fsencode(work / place) + b"\n"
        return [] if result.stdout == wanted else [f"the script printed {result.stdout!r} {result.stderr!r}"]

    return look


def first_lines() -> Iterator[Case]:
    code = "import os, sys\ndef main():\n    sys.stdout.buffer.write(os.fsencode(sys.prefix) + b'\\n')\n"
    wheel = Wheel("foo", "1.0", scripts={"foo": "foo:main"}, files={"foo.py": code})
    served = site(json_page(file_of(wheel)), wheel)
    for number, name in enumerate((*NAMES, "deep/" * 30 + "x" * 100, "-x", "%s", "\\")):
        yield Case(f"S06-{number}", GOOD, ("pip", "install", "foo", f"--python={name}/.venv"), served=served,
                   places=(f"{name}/.venv",), also=runs_in(f"{name}/.venv"))


def installed_as(wheel: Wheel) -> dict[str, bytes]:
    entries = wheel.entries()
    entries[f"{wheel.stem}.dist-info/RECORD"] = wheel.record(entries)
    return {f"[SITE]/{path}": data for path, data in entries.items()}


def foreign_text() -> Iterator[Case]:
    headers = [f"Summary: {RED}", f"Author: a\u202eb{RED}", f"Home-page: https://index.example/{RED}", f"License: {RED}"]
    wheel = Wheel("foo", "1.0", headers=headers, requires=["bar"], files={f"foo/{RED}.py": "", "foo/\u202e.py": ""})
    files = installed_as(wheel)
    for word, command in (
        ("show", ("pip", "show", "foo")),
        ("files", ("pip", "show", "-f", "foo")),
        ("verbose", ("pip", "show", "-vvv", "foo")),
        ("list", ("pip", "list")),
        ("freeze", ("pip", "freeze")),
        ("json", ("pip", "list", "--format", "json")),
        ("uninstall", ("pip", "uninstall", "foo")),
    ):
        yield Case(f"S10-{word}", GOOD, command, files=files)
    yield Case("S10-check", BAD, ("pip", "check"), files=files)
    for word, verdict, text in (
        ("name", BAD, b"Name: f\x1b[31moo\n"),
        ("version", GOOD, b"Name: foo\nVersion: 1\x1b[31m\n"),
    ):
        broken = files | {"[SITE]/foo-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\n" + text}
        refusal = (
            '{"error":{"code":"bad-name","message":"`f\\\\x1b[31moo` is not a valid package name",'
            '"hints":[],"causes":[]}}'
        )
        json = ("pip", "show", "f\x1b[31moo", "--output-format", "json")
        yield Case(f"S10-{word}", verdict, ("pip", "check"), files=broken, unsound=True)
        yield Case(f"S10-{word}-json", BAD, json, files=broken, unsound=True, prints=(refusal,))
    folder = {"[SITE]/f\x1b[31moo-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n"}
    yield Case("S10-folder", GOOD, ("pip", "list"), files=folder, unsound=True)
    yield Case("S10-argument", BAD, ("pip", "install", RED))
    yield Case("S10-option", BAD, ("pip", "install", f"--{RED}"))
    yield Case("S10-command", BAD, (RED,))
    yield Case("S10-file", BAD, ("pip", "install", "-r", f"{RED}.txt"))
    yield Case("S10-python", BAD, ("pip", "list", "--python", RED))
    yield Case("S10-variable", BAD, ("pip", "list"), environment={"AXLE_OFFLINE": RED})
    yield Case("S10-cache", BAD, ("cache", "dir"), environment={"AXLE_CACHE_DIR": f"/nowhere/{RED}"})


def cases() -> list[Case]:
    return with_texts("output", [*prompts(), *hints(), *first_lines(), *foreign_text()])
