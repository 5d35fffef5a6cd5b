#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""S01: environments and prompts with names that are code, entered and left in every shell that is installed.

Shells run as if somebody sat before them: a prompt is expanded when it is shown. No name may run anything; VIRTUAL_ENV
is the folder, byte for byte; leaving gives back what was there.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support")]

from sandbox import Sandbox  # noqa: E402 (the path comes first)
from tally import Tally, harness_options, report  # noqa: E402

MARKER = "ran"
NAMES = (
    b"plain",
    b"with blank",
    b"it's",
    b'a"b',
    b"$(touch ran)",
    b"`touch ran`",
    b"a;touch ran;b",
    b"a&touch ran&b",
    b"a|touch ran",
    b"';touch ran;'",
    b'";touch ran;"',
    b"(touch ran)",
    b"a\\b",
    b"a\\",
    b"a\nb",
    b"a\ntouch ran\n",
    b"a\n';touch ran;'",
    b"%n%~%(!.a.b)",
    b"a!b",
    b"!!",
    b"$HOME",
    b"${PATH}",
    b"~",
    b"*",
    b"#a",
    b"-n",
    b"{a,b}",
    b"@PROMPT@",
    b"\xe5\xad\x97\xe7\xac\xa6",
    b"a\xff\xfeb",
    b"\x1b[31mred",
)
REDUCED = (
    b"it's",
    b"$(touch ran)",
    b"`touch ran`",
    b"a\n';touch ran;'",
    b"%n%~%(!.a.b)",
    b"a!b",
    b"a\xff\xfeb",
)

POSIX = """
. "$SCRIPT"
printenv VIRTUAL_ENV > "$OUT/inside"
printenv PATH > "$OUT/path-inside"
deactivate
printenv VIRTUAL_ENV > "$OUT/outside"
printenv PATH > "$OUT/path-outside"
"""
# The substitution of prompts is on in many people's zsh.
ZSH = "setopt prompt_subst\n" + POSIX
# Without a terminal fish shows no prompt by itself.
FISH = POSIX.replace('. "$SCRIPT"', 'source "$SCRIPT"\nfish_prompt')
CSH = """
set prompt = "> "
source $SCRIPT:q
printenv VIRTUAL_ENV > $OUT:q/inside
printenv PATH > $OUT:q/path-inside
deactivate
printenv VIRTUAL_ENV > $OUT:q/outside
printenv PATH > $OUT:q/path-outside
"""


@dataclass(frozen=True)
class Shell:
    command: tuple[str, ...]
    script: str
    text: str


SHELLS = (
    Shell(("bash", "--norc", "--noprofile", "-i"), "activate", POSIX),
    Shell(("dash", "-i"), "activate", POSIX),
    Shell(("zsh", "-f", "-i"), "activate", ZSH),
    Shell(("fish", "--no-config", "-i"), "activate.fish", FISH),
    Shell(("tcsh", "-f", "-i"), "activate.csh", CSH),
)


class ShellLab:
    def __init__(self, sandbox: Sandbox):
        self.sandbox = sandbox
        self.out = sandbox.work / "out"
        self.shells = [shell for shell in SHELLS if shutil.which(shell.command[0], path="/usr/bin:/bin")]
        self.missing = [shell.command[0] for shell in SHELLS if shell not in self.shells]

    def make(self, arguments: list[bytes]) -> list[str]:
        result = self.sandbox.run(["axle", "venv", "--clear", *arguments])
        return [] if result.returncode == 0 else [f"axle venv: {result.stderr.decode(errors='backslashreplace')}"]

    def enter(self, shell: Shell, folder: bytes) -> list[str]:
        """Enters the environment and leaves it; what was wrong."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        self.sandbox.own(self.out)
        path = os.fsencode(self.sandbox.work) + b"/" + folder
        given = {b"SCRIPT": path + b"/bin/" + shell.script.encode(), b"OUT": os.fsencode(self.out), b"TERM": b"dumb"}
        plain = {os.fsencode(name): os.fsencode(value) for name, value in self.sandbox.environment.items()}
        process = self.sandbox.start([*shell.command], stdin=-1, start_new_session=True, env=plain | given)
        _, error = process.communicate(shell.text.encode(), timeout=60)
        search = os.fsencode(self.sandbox.environment["PATH"])
        wanted = {
            "inside": path + b"\n",
            "path-inside": path + b"/bin:" + search + b"\n",
            "outside": b"",
            "path-outside": search + b"\n",
        }
        found = {path.name: path.read_bytes() for path in self.out.iterdir()}
        wrong = [name for name in wanted if found.get(name) != wanted[name]]
        problems = [f"{name} is {found.get(name)!r}, not {wanted[name]!r}" for name in wrong]
        return problems + self.markers() + ([error.decode(errors="backslashreplace")] if problems else [])

    def follow(self, shell: Shell, folder: bytes) -> list[str]:
        """Types what `axle venv` says is to be typed; what was wrong."""
        self.sandbox.environment["SHELL"] = f"/bin/{shell.command[0]}"
        told = self.sandbox.run(["axle", "venv", "--clear", "--", folder]).stderr.decode()
        del self.sandbox.environment["SHELL"]
        typed, other, _ = told.rpartition("Activate with: ")[2].strip().partition(" (from bash, zsh or ksh: ")
        command = ["bash"] if other else shell.command[:-1]
        if not typed.isprintable():
            return [f"it says {typed!r}"]
        entered = self.sandbox.run([*command, "-c", f"{typed}; printenv VIRTUAL_ENV"])
        wanted = os.fsencode(self.sandbox.work) + b"/" + folder + b"\n"
        problems = [] if entered.stdout == wanted else [f"{typed} leads to {entered.stdout!r}, {entered.stderr!r}"]
        return problems + self.markers()

    def markers(self) -> list[str]:
        """Whether a command of a name ran, in any folder."""
        found = [str(path) for path in self.sandbox.root.rglob(MARKER)]
        for path in found:
            os.unlink(path)
        return [f"the name ran as a command and made {path}" for path in found]


def try_folders(lab: ShellLab, names: tuple[bytes, ...], tally: Tally) -> None:
    for name in names:
        problems = lab.make([b"--", name])
        for shell in lab.shells:
            tally.judge(problems or lab.enter(shell, name), f"{shell.command[0]}, a folder named {name!r}")


def try_commands(lab: ShellLab, names: tuple[bytes, ...], tally: Tally) -> None:
    for name in names:
        for shell in lab.shells:
            if shell.command[0] != "dash":  # which has no `source`, and is nobody's SHELL
                tally.judge(lab.follow(shell, name), f"{shell.command[0]}, told how to enter {name!r}")


def try_prompts(lab: ShellLab, names: tuple[bytes, ...], tally: Tally) -> None:
    for name in names:
        if any(byte < 0x20 for byte in name):
            continue  # refused: K, S02
        problems = lab.make([b"--prompt=" + name, b"env"])
        for shell in lab.shells:
            tally.judge(problems or lab.enter(shell, b"env"), f"{shell.command[0]}, a prompt of {name!r}")


def main() -> int:
    arguments = harness_options(__doc__).parse_args()
    names = NAMES if arguments.size == "full" else REDUCED
    folders = Tally("names of environments never run as code, and are exact in every shell (S01)")
    commands = Tally("what one is told to type enters the environment, in the shell that one uses (S01)")
    prompts = Tally("prompts never run as code (S01)")
    with Sandbox(arguments.axle.resolve(strict=True)) as sandbox:
        lab = ShellLab(sandbox)
        for shell in lab.missing:
            print(f"{shell} is not tried: it is not installed (scripts/setup installs it)")
            if arguments.size == "full":
                folders.violation(f"{shell} was not tried")
        try_folders(lab, names, folders)
        try_commands(lab, names, commands)
        try_prompts(lab, names, prompts)
    return report([folders, commands, prompts])


if __name__ == "__main__":
    sys.exit(main())
