#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Has the shells that are installed read the completions: completion_check.py FOLDER.

Each shell parses its file; bash and fish then complete a few lines.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

FOLDER = Path(sys.argv.pop()).resolve()


def run(*command: str) -> str:
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "XDG_CONFIG_HOME": home, "TERM": "dumb"}
        return subprocess.run(
            command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, cwd=home
        ).stdout.decode()


def needs(shell: str):
    return unittest.skipUnless(shutil.which(shell), f"{shell} is not installed")


def complete_in_bash(*words: str) -> list[str]:
    quoted = " ".join(f"'{word}'" for word in words)
    script = f"source '{FOLDER}/axle.bash'; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _axle; "
    return run("bash", "-c", script + 'printf "%s\\n" "${COMPREPLY[@]}"').split()


def complete_in_fish(line: str) -> list[str]:
    script = f"source '{FOLDER}/axle.fish'; complete -C '{line}'"
    return [row.split("\t")[0] for row in run("fish", "-c", script).splitlines()]


class Bash(unittest.TestCase):
    @needs("bash")
    def test_the_file_parses(self) -> None:
        self.assertEqual(run("bash", "-n", str(FOLDER / "axle.bash")), "")

    @needs("bash")
    def test_words_and_options_are_completed(self) -> None:
        self.assertEqual(complete_in_bash("axle", "pip", "inst"), ["install"])
        self.assertEqual(complete_in_bash("axle", "ve"), ["venv"])
        self.assertEqual(complete_in_bash("axle", "cache", "pr"), ["prune"])
        self.assertEqual(complete_in_bash("axle", "pip", "install", "--upgrade-p"), ["--upgrade-package"])
        self.assertEqual(complete_in_bash("axle", "venv", "--allow-e"), ["--allow-existing"])
        self.assertEqual(complete_in_bash("axle", "venv", "--upgrade-p"), [])


class Zsh(unittest.TestCase):
    @needs("zsh")
    def test_the_file_parses(self) -> None:
        self.assertEqual(run("zsh", "-f", "-n", str(FOLDER / "_axle")), "")


class Fish(unittest.TestCase):
    @needs("fish")
    def test_the_file_parses(self) -> None:
        self.assertEqual(run("fish", "--no-config", "-n", str(FOLDER / "axle.fish")), "")

    @needs("fish")
    def test_words_and_options_are_completed(self) -> None:
        self.assertEqual(complete_in_fish("axle pip inst"), ["install"])
        self.assertEqual(complete_in_fish("axle pip install --upgrade-p"), ["--upgrade-package"])
        self.assertEqual(complete_in_fish("axle venv --upgrade-p"), [])


if __name__ == "__main__":
    unittest.main()
