# SPDX-License-Identifier: MIT OR Apache-2.0
"""U: what a RECORD that was written into after the installation may not do when the distribution is removed."""

from case import Case, Verdict
from hostile_wheel import FILE, INFO, METADATA, MODULE, RECORD, RESOLVED, SITE, WHEEL, good_wheel, row

UNINSTALL = ["pip", "uninstall", "evil"]
REMOVED = ["Uninstalled 1 package in [TIME]", " - evil==1.0"]


def installed(more: str = "", **files: bytes) -> dict[str, bytes]:
    """An installation of `evil 1.0`, with more rows in its RECORD."""
    contents = {"evil/__init__.py": MODULE, f"{INFO}/METADATA": METADATA, f"{INFO}/WHEEL": WHEEL}
    contents[f"{INFO}/INSTALLER"] = b"catalogue\n"
    rows = "".join(row(path, data) for path, data in contents.items()) + f"{RECORD},,\n" + more
    return {f"[SITE]/{path}": data for path, data in contents.items()} | {f"[SITE]/{RECORD}": rows.encode()} | files


def kept(*paths: str):
    def look(work) -> list[str]:
        return [f"gone: {path}" for path in paths if not (work / path).exists()]

    return look


def left_alone(case: str, listed: str, path: str = "") -> Case:
    """A row that is not the distribution's: warned of, and the file stays. Without a path: the environment's,
    which the lab compares after every uninstall.
    """
    files = installed(f"{listed},,\n") | ({path: b"mine\n"} if path else {})
    says = [f"warning: `evil` 1.0 lists `{listed}`, which is not part of it; the file is left alone"]
    look = kept(path or f".venv/{listed.removeprefix('../../../')}")
    return Case(case, Verdict.WARN, UNINSTALL, says, files=files, also=look)


def cases() -> list[Case]:
    return [*outside(), *through_links(), *folders(), *damaged()]


def outside() -> list[Case]:
    return [
        left_alone("U01", "../../../../.venv-other/v", ".venv-other/v"),
        left_alone("U01-work", "../../../../victim", "victim"),
        left_alone("U01-inside-out", "evil/../../../../../victim", "victim"),
        left_alone("U01-interpreter", "../../../bin/python"),
        left_alone("U01-configuration", "../../../pyvenv.cfg"),
        left_alone("U01-activate", "../../../bin/activate"),
    ]


def through_links() -> list[Case]:
    folder = "[WORK]/[SITE]/linked"
    files = installed("linked/v,,\n") | {"other/v": b"mine\n"}
    return [
        Case(
            "U02",
            Verdict.WARN,
            UNINSTALL,
            [f"warning: files in `{folder}` are left alone: cannot list `{folder}`: a symbolic link stands in the way"],
            files=files,
            links={"[SITE]/linked": "../../../../../other"},
            also=kept("other/v"),
            unsound=True,
        )
    ]


def folders() -> list[Case]:
    """A row that names a folder removes nothing of it."""
    own = {f"[SITE]/evil/own/{i}": b"mine\n" for i in range(2)}
    look = kept(*[path.replace("[SITE]", f".venv/{SITE}") for path in own])
    rows = "evil,,\nevil/own,,\nevil/own/,,\n../site-packages,,\n"
    return [Case("R11-uninstall", Verdict.ACCEPT, UNINSTALL, files=installed(rows) | own, also=look, unsound=True)]


def damaged() -> list[Case]:
    """Without a RECORD nobody knows what to remove: the way out is told instead."""
    folder = f"[WORK]/[SITE]/{INFO}"
    way_out = f"delete `{folder}` and install `evil==1.0` again, or create the environment anew"
    hint = f"hint: its files are listed nowhere: {way_out}"
    reason = "its RECORD is missing, and so is the name of its installer"

    def without_record(case: str, command: list[str], *says: str, **wheel: bytes) -> Case:
        files = {f"[SITE]/{INFO}/METADATA": METADATA} | wheel
        return Case(case, Verdict.REFUSE, command, [*says, "", hint], files=files, unsound=True, cached=True)

    reinstall = ["pip", "install", "--reinstall", "--no-deps", FILE]
    return [
        without_record("U03", UNINSTALL, f"error: cannot uninstall `evil` 1.0: {reason}"),
        without_record(
            "U03-reinstall", reinstall, RESOLVED, f"error: cannot replace `evil` 1.0: {reason}", **{FILE: good_wheel()}
        ),
    ]
