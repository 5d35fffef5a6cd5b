# SPDX-License-Identifier: MIT OR Apache-2.0
"""U: what a RECORD that was written into after the installation may not do when the distribution is removed."""

from case import Case, Verdict
from hostile_wheel import INFO, METADATA, MODULE, RECORD, WHEEL, row

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


def left_alone(case: str, listed: str, path: str, **options) -> Case:
    """A row that is not the distribution's: warned of, and the file stays."""
    files = installed(f"{listed},,\n") | {path: b"mine\n"}
    says = [f"warning: `evil` 1.0 lists `{listed}`, which is not part of it; the file is left alone"]
    return Case(case, Verdict.WARN, UNINSTALL, says, files=files, also=kept(path), **options)


def cases() -> list[Case]:
    return [*outside(), *through_links(), *folders(), *damaged()]


def outside() -> list[Case]:
    return [
        left_alone("U01", "../../../../.venv-other/v", ".venv-other/v"),
        left_alone("U01-work", "../../../../victim", "victim"),
        left_alone("U01-inside-out", "evil/../../../../../victim", "victim"),
        left_alone("U01-interpreter", "../../../bin/python", "python-is-a-link"),
        left_alone("U01-configuration", "../../../pyvenv.cfg", "beside"),
        left_alone("U01-activate", "../../../bin/activate", "beside"),
    ]


def through_links() -> list[Case]:
    files = installed("linked/v,,\n") | {"other/v": b"mine\n"}
    return [
        Case(
            "U02",
            Verdict.WARN,
            UNINSTALL,
            ["warning: files in `[WORK]/.venv/lib/python3.11/site-packages/linked` are left alone: …"],
            files=files,
            links={"[SITE]/linked": "../../../../../other"},
            also=kept("other/v"),
        )
    ]


def folders() -> list[Case]:
    return [Case("R11-uninstall", Verdict.ACCEPT, UNINSTALL, files=installed("evil,,\nevil/own,,\n") | {"[SITE]/evil/own/x": b"mine\n"})]


def damaged() -> list[Case]:
    files = {f"[SITE]/{INFO}/METADATA": METADATA}
    return [Case("U03", Verdict.REFUSE, UNINSTALL, ["error: ?"], files=files)]
