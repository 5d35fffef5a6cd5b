# SPDX-License-Identifier: MIT OR Apache-2.0
"""E: entry_points.txt, and the names of the scripts that are made from it."""

from case import Case
from hostile_wheel import accepted, good_wheel, refused, warned


def cases() -> list[Case]:
    return [*names(), *reserved(), *targets(), *lines(), *sections(), accepted("E15", many(300))]


def of(text: str | bytes) -> bytes:
    return good_wheel(entry_points=text if isinstance(text, bytes) else text.encode())


def script(name: str, target: str = "evil:main") -> bytes:
    return of(f"[console_scripts]\n{name} = {target}\n")


def names() -> list[Case]:
    def bad(case: str, name: str, rule: str, fault: str, shown: str = "") -> Case:
        return refused(case, script(name), f"{rule}: entry point name `{shown or name}` {fault}")

    separator, character = "contains a path separator", "contains a character that is not allowed"
    return [
        bad("E01", "../../pwn", "E01", separator),
        bad("E02", "/abs/pwn", "E02", "is an absolute path"),
        bad("E08", "sub/foo", "E08", separator),
        bad("E08-backslash", "sub\\foo", "E08", separator),
        refused("E09", script(""), "E09: an entry point has no name"),
        bad("E12", "-rf", "E12", "begins with `-`"),
        bad("E12-dot", ".hidden", "E12", "begins with `.`"),
        bad("E12-parent", "..", "E12", "begins with `.`"),
        bad("E13", "a\0b", "E13", character, "a\\x00b"),
        bad("E13-escape", "a\x1b[2Jb", "E13", character, "a\\x1b[2Jb"),
        bad("E13-command", "a$(touch x)", "E13", character),
        bad("E13-blank", "a b", "E13", character),
        bad("E13-tab", "a\tb", "E13", character, "a\\x09b"),
        bad("E13-control", "a\x9bb", "E13", character, "a\\u{009b}b"),
        bad("E13-override", "a\u202eb", "E13", character, "a\\u{202e}b"),
        refused(
            "E13-bytes", of(b"[console_scripts]\n\xff = evil:main\n"), "E13: `entry_points.txt` is not text in UTF-8"
        ),
        warned("E13-odd", script("a!b"), "E13: entry point name `a!b` holds unusual characters"),
        warned("E13-umlaut", script("\u00fcber"), "E13: entry point name `\u00fcber` holds unusual characters"),
        refused("E13-long", script("x" * 256), "E13: an entry point name is 256 bytes long, over the limit of 255"),
        accepted("E13-longest", script("x" * 255)),
    ]


def reserved() -> list[Case]:
    taken = [
        "python",
        "Python3",
        "python3.12t",
        "pypy",
        "activate",
        "activate.fish",
        "activate_this.py",
        "Activate.ps1",
        "deactivate.bat",
        "pypy3.10",
        "python3.11.exe",
        "pythonw",
    ]
    refusals = [refused(f"E03-{name}", script(name), f"E03: entry point name `{name}` is reserved") for name in taken]
    return [
        *refusals,
        refused("E03", script("python"), "E03: entry point name `python` is reserved"),
        accepted("E03-argcomplete", script("activate-global-python-argcomplete")),
        accepted("E03-config", script("python-config")),
        accepted("E03-gui", of("[other]\npython = evil:main\n")),
    ]


def targets() -> list[Case]:
    return [
        refused(
            "E04", script("x", "evil:main();import os"), "E04: entry point `x` has `main();import os` as its object"
        ),
        refused("E04-empty", script("x", "evil:"), "E04: entry point `x` has `` as its object"),
        refused("E04-digit", script("x", "evil:1"), "E04: entry point `x` has `1` as its object"),
        refused("E05", script("x", "os;print(1)#:main"), "E05: entry point `x` has `os;print(1)#` as its module"),
        refused("E05-empty", script("x", ":main"), "E05: entry point `x` has `` as its module"),
        refused("E05-dots", script("x", "evil..a:main"), "E05: entry point `x` has `evil..a` as its module"),
        refused("E06", script("x", "evil"), "E06: entry point `x` names no callable"),
        refused("E06-none", of("[console_scripts]\nx\n"), "E06: entry point `x` names no callable"),
        accepted("E06-extras", script("x", "evil:main [extra]")),
        accepted("E06-attribute", script("x", "evil.sub:Class.main")),
    ]


def lines() -> list[Case]:
    return [
        refused("E07", of("[console_scripts]\nx = evil:a\nx = evil:b\n"), "E07: entry point `x` appears twice"),
        refused(
            "E07-sections",
            of("[console_scripts]\nx = evil:a\n[console_scripts]\nx = evil:b\n"),
            "E07: entry point `x` appears twice",
        ),
        accepted("E10", of(b"\xef\xbb\xbf[console_scripts]\nx = evil:main\n")),
        refused(
            "E11",
            of("[console_scripts]\nx = evil:main\n  y = evil:other\n"),
            "E11: `y = evil:other` continues the line above",
        ),
        refused(
            "E14",
            of("[console_scripts]\nx = evil:main\n[gui_scripts]\nx = evil:main\n"),
            "E14: entry point `x` is both a console and a GUI script",
        ),
        accepted("E14-two", of("[console_scripts]\nx = evil:main\n[gui_scripts]\ny = evil:main\n")),
        accepted("E11-comments", of("# first\n[console_scripts]\n; second\nx = evil:main\n\n")),
    ]


def sections() -> list[Case]:
    """A header that is none would hide the lines below it from one reader and not from another."""
    return [
        refused(
            "E11-open-section",
            of("[console_scripts\nx = evil:main\n"),
            "E11: `[console_scripts` is not the head of a section",
        ),
        refused(
            "E11-section-behind",
            of("[other]\nx = y\n[console_scripts] # here\nx = evil:main\n"),
            "E11: `[console_scripts] # here` is not the head of a section",
        ),
        refused(
            "E11-blank-section",
            of("[ console_scripts ]\nx = evil:main\n"),
            "E11: `[ console_scripts ]` is not the head of a section",
        ),
        refused(
            "E11-two-brackets",
            of("[[console_scripts]]\nx = evil:main\n"),
            "E11: `[[console_scripts]]` is not the head of a section",
        ),
        refused("E11-empty-section", of("[]\nx = evil:main\n"), "E11: `[]` is not the head of a section"),
        refused("E11-no-section", of("x = evil:main\n"), "E11: `x = evil:main` belongs to no section"),
        accepted("E11-empty", of("")),
    ]


def many(count: int) -> bytes:
    return of("[console_scripts]\n" + "".join(f"x{i} = evil:main\n" for i in range(count)))


def large_cases() -> list[Case]:
    return [accepted("E15-large", many(10_000))]
