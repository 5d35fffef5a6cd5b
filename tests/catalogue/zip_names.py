# SPDX-License-Identifier: MIT OR Apache-2.0
"""Z: names of entries."""

from pathlib import Path

from case import Case
from hostile_wheel import DATA, INFO, METADATA, SITE, accepted, good_wheel, refused
from raw_zip import UTF8_FLAG, Entry


def cases() -> list[Case]:
    return [*places(), *characters(), *lengths(), *clashes(), *distributions(), *eggs()]


def named(case: str, name: str | bytes, detail: str, **entry) -> Case:
    return refused(case, good_wheel(Entry(name, b"x = 1\n", **entry)), detail)


def places() -> list[Case]:
    return [
        named("Z30", "/abs/x", "Z30: the name `/abs/x` is absolute"),
        named("Z31", "../../x", "Z31: the name `../../x` leaves its folder"),
        named("Z31-folder", "../x/", "Z31: the name `../x` leaves its folder"),
        named("Z32", "evil/../evil/../../x", "Z31: the name `evil/../evil/../../x` leaves its folder"),
        named("Z33", "evil/x/../ok.py", "Z31: the name `evil/x/../ok.py` leaves its folder"),
        named("Z34", "evil\\..\\..\\w", "Z34: the name `evil\\..\\..\\w` holds a backslash"),
        named("Z37", "C:/x", "Z37: the name `C:/x` begins with a drive"),
        named("Z37-share", "//h/s", "Z30: the name `//h/s` is absolute"),
        named("Z37-device", "\\\\?\\x", "Z34: the name `\\\\?\\x` holds a backslash"),
        named("Z60", "../evil-sibling", "Z31: the name `../evil-sibling` leaves its folder"),
        named("Z61", "", "Z61: an entry has no name"),
        named("Z61-slash", "/", "Z61: an entry has no name"),
        named("Z62", "evil/.", "Z62: the name `evil/.` has an empty part"),
        named("Z62-double", "evil//x", "Z62: the name `evil//x` has an empty part"),
        named("Z62-two-slashes", "evil/x//", "Z62: the name `evil/x/` has an empty part"),
    ]


# What a terminal or Python's splitlines() acts upon, and how a message shows it.
CONTROLS = {
    "newline": ("\n", "\\x0a"),
    "return": ("\r", "\\x0d"),
    "tab": ("\t", "\\x09"),
    "start": ("\x01", "\\x01"),
    "escape": ("\x1b", "\\x1b"),
    "delete": ("\x7f", "\\x7f"),
    "next-line": ("\x85", "\\u{0085}"),
    "csi": ("\x9b", "\\u{009b}"),
    "override": ("\u202e", "\\u{202e}"),
    "isolate": ("\u2066", "\\u{2066}"),
    "letter-mark": ("\u061c", "\\u{061c}"),
    "line": ("\u2028", "\\u{2028}"),
    "paragraph": ("\u2029", "\\u{2029}"),
}


def characters() -> list[Case]:
    found = [
        named(f"Z36-{word}", f"evil/a{text}b.py", f"Z36: the name `evil/a{shown}b.py` holds a control character")
        for word, (text, shown) in CONTROLS.items()
    ]
    flag = {"flags": UTF8_FLAG}
    return [
        *found,
        named("Z35", b"evil/a.py\0.txt", "Z35: the name `evil/a.py\\x00.txt` holds a NUL"),
        named("Z35-end", b"evil/a.py\0", "Z35: the name `evil/a.py\\x00` holds a NUL"),
        accepted(
            "Z38", good_wheel(*[Entry(f"evil/{name}") for name in ("CON.py", "aux", "nul.txt", "dot.", "blank ")])
        ),
        named("Z45", b"evil/\x82.py", "Z45: the name `evil/\\x82.py` has no known encoding", both={"flags": 0}),
        named("Z45-utf-8", "evil/\u00e9.py", "Z45: the name `evil/\u00e9.py` has no known encoding", both={"flags": 0}),
        named("Z46", b"evil/\xff\xfe", "Z46: the name `evil/\\xff\\xfe` is not valid UTF-8", both=flag),
        named("Z46-overlong", b"evil/\xc0\xaf", "Z46: the name `evil/\\xc0\\xaf` is not valid UTF-8", both=flag),
        named(
            "Z46-surrogate", b"evil/\xed\xa0\x80", "Z46: the name `evil/\\xed\\xa0\\x80` is not valid UTF-8", both=flag
        ),
        accepted("Z46-sound", good_wheel(Entry("evil/\u8349\U0001f40d.py"))),
    ]


def lengths() -> list[Case]:
    deep = "evil/" + "/".join(["d" * 200] * 25)
    return [
        accepted("Z39-most", good_wheel(Entry("evil/" + "x" * 255))),
        named("Z39", "evil/" + "x" * 256, "Z39: a part of a name is 256 bytes long, over the limit of 255"),
        named("Z40", deep, f"Z40: a name is {len(deep)} bytes long, over the limit of 4096"),
        accepted("Z40-deep", good_wheel(Entry("evil/" + "d/" * 200 + "x"))),
    ]


def clashes() -> list[Case]:
    both = "Z42: `evil/t` is both a file and a folder"
    return [
        accepted("Z41", good_wheel(Entry("Mod.py"), Entry("mod.py"))),
        refused("Z42", good_wheel(Entry("evil/t"), Entry("evil/t/x")), both),
        refused("Z42-behind", good_wheel(Entry("evil/t/x"), Entry("evil/t")), both),
        refused("Z42-folder", good_wheel(Entry("evil/t"), Entry("evil/t/", mode=0o040755)), both),
        accepted("Z44", good_wheel(Entry("\u00e9.py"), Entry("e\u0301.py"))),
    ]


def egg_is_there(work: Path) -> list[str]:
    """It is a file of the wheel: it must be installed."""
    return [] if list((work / ".venv" / SITE).glob("evil*.egg-info")) else ["the egg-info was not installed"]


def eggs() -> list[Case]:
    """What setuptools left is a distribution, too; a wheel's own is copied with its sources by some build tools."""
    foreign = METADATA.replace(b"evil", b"other")
    names = ["other.egg-info/PKG-INFO", "other-2.0-py3.11.egg-info", "other.egg-link", "evil-2.0.egg-info/PKG-INFO"]
    return [
        accepted("Z58-own-egg", good_wheel(Entry("evil.egg-info/PKG-INFO", METADATA)), also=egg_is_there),
        accepted("Z58-own-egg-file", good_wheel(Entry("evil-1.0.egg-info", METADATA)), also=egg_is_there),
        refused(
            "Z58-egg-lies",
            good_wheel(Entry("evil.egg-info/PKG-INFO", foreign)),
            "Z58: `evil.egg-info/PKG-INFO` is of `other`",
        ),
        *(
            refused(
                f"Z58-{name.partition('/')[0]}",
                good_wheel(Entry(name, foreign)),
                f"Z58: `{name.partition('/')[0]}` belongs to another distribution",
            )
            for name in names
        ),
    ]


def distributions() -> list[Case]:
    other = Entry("other-2.0.dist-info/METADATA", METADATA.replace(b"evil", b"other"))
    return [
        refused(
            "Z57",
            good_wheel(Entry(f"EVIL-1.0.dist-info/METADATA", METADATA)),
            f"Z58: the archive has both `{INFO}` and `EVIL-1.0.dist-info`",
        ),
        refused("Z58", good_wheel(other), f"Z58: the archive has both `{INFO}` and `other-2.0.dist-info`"),
        refused(
            "Z58-version",
            good_wheel(),
            "Z58: `evil-1.0.dist-info` belongs to another distribution",
            file="evil-2.0-py3-none-any.whl",
        ),
        refused(
            "Z58-alone",
            good_wheel(),
            "Z58: `evil-1.0.dist-info` belongs to another distribution",
            file="other-1.0-py3-none-any.whl",
        ),
        refused(
            "Z58-data",
            good_wheel(Entry(f"{DATA}/data/x"), Entry("Evil-1.0.data/data/x")),
            f"D05: the archive has both `{DATA}` and `Evil-1.0.data`",
        ),
    ]
