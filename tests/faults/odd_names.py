#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Environments whose paths are as long as the system takes them, or hold what shells, URLs and first lines of scripts
stumble over (reliability F36): packages are installed there, their scripts run, and they go again.
"""

import os
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from process_lab import ProcessLab, environment_problems  # noqa: E402 (the path comes first)
from tally import Tally, harness_options, report  # noqa: E402

PACKAGES = r"""
foo 1.0
  file foo/__init__.py def main(): print('it ran')
  script foo-entry = foo:main
  data scripts foo-script #!python\nprint('it ran')
"""
NAMES = {
    "a blank": b"sp ace",
    "a quote": b"quo'te",
    "a double quote": b'quo"te',
    "a dollar": b"$HOME",
    "a backslash": b"back\\slash",
    "a newline": b"new\nline",
    "backquotes": b"`date`",
    "operators of a shell": b"a;b&c|d",
    "a dash in front": b"-dash",
    "a number sign": b"#x",
    "a percent sign": b"%41",
    "letters beyond ASCII": "ü".encode(),
    "bytes that are no UTF-8": b"\xff\xfe",
}
# The longest path of an environment: what is below it is longer still, and the system takes 4,095 bytes of each.
DEEPEST = 3900
COMPONENT = 200


def deep_name(parent: Path, length: int) -> bytes:
    """Folders in folders, so that an environment `.venv` in the last one has a path of so many bytes."""
    left = length - len(os.fsencode(parent)) - len("/.venv")
    return b"".join(b"/" + b"d" * (min(COMPONENT, left - at) - 1) for at in range(0, left, COMPONENT)).lstrip(b"/")


def make_folder(lab: ProcessLab, name: bytes) -> str:
    """As the user whom commands run as: a folder in the working folder, and those above it."""
    made = lab.sandbox.run(["mkdir", "-p", "--", os.fsdecode(name)])
    if made.returncode != 0:
        raise RuntimeError(made.stderr.decode(errors="replace"))
    return os.fsdecode(os.fsencode(lab.sandbox.work) + b"/" + name)


def check_place(lab: ProcessLab, name: bytes) -> list[str]:
    environment = make_folder(lab, name) + "/.venv"
    options = ["--python", environment]
    problems = []
    for command in (["venv", environment], ["pip", "install", *options, "foo"]):
        ended = lab.run(*command)
        problems += [] if ended.status == 0 else [str(ended)]
    problems += environment_problems(Path(environment), {"foo": "1.0"})
    for script in ("foo-entry", "foo-script"):
        result = lab.sandbox.run([f"{environment}/bin/{script}"])
        if result.stdout != b"it ran\n":
            problems.append(f"{script}: status {result.returncode}: {(result.stdout + result.stderr)!r}")
    ended = lab.run("pip", "uninstall", *options, "foo")
    problems += [] if ended.status == 0 else [str(ended)]
    return problems + environment_problems(Path(environment), {})


def main() -> int:
    arguments = harness_options(__doc__.splitlines()[0]).parse_args()
    tally = Tally("in environments with odd names, and as deep as the system allows, scripts run (F36)")
    with ProcessLab(arguments.axle.resolve(strict=True), PACKAGES) as lab:
        places = dict(NAMES)
        lengths = (DEEPEST,) if arguments.size == "reduced" else (127, 128, 129, 255, 256, 1024, 2048, DEEPEST)
        places |= {f"{length} bytes": deep_name(lab.sandbox.work, length) for length in lengths}
        for word, name in places.items():
            tally.judge(check_place(lab, name), word)
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
