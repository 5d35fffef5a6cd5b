# SPDX-License-Identifier: MIT OR Apache-2.0
"""M: METADATA; W: the WHEEL file and the wheel's own name."""

from case import Case, Served, Verdict
from hostile_wheel import (
    FILE,
    INFO,
    METADATA,
    RECORD,
    WHEEL,
    accepted,
    digest,
    good_wheel,
    install,
    refused,
    warned,
    wheel_entries,
)
from raw_zip import Archive, Entry

MIB = 1024 * 1024


def cases() -> list[Case]:
    return [*identity(), *forms(), *versions(), *bodies(), *requirements(), *wheel_files(), *tags(), *file_names()]


def of(text: str | bytes) -> bytes:
    return good_wheel(metadata=text if isinstance(text, bytes) else text.encode())


def identity() -> list[Case]:
    head = "Metadata-Version: 2.1\n"
    return [
        refused("M01", of(METADATA.replace(b"evil", b"other")), "M01: its METADATA is of `other`"),
        refused("M01-escape", of(METADATA.replace(b"evil", b"e\x1b[2J")), "M01: its METADATA is of `e\\x1b[2J`"),
        accepted("M01-spelling", of(METADATA.replace(b"evil", b"Evil"))),
        refused("M02", of(METADATA.replace(b"1.0", b"2.0")), "M02: its METADATA is of version `2.0`"),
        refused("M02-garbage", of(METADATA.replace(b"1.0", b"one")), "M02: its METADATA is of version `one`"),
        accepted("M02-spelling", of(METADATA.replace(b"1.0", b"1.0.0"))),
        refused("M03", of(f"{head}Version: 1.0\n"), "M03: field `Name` is missing"),
        refused("M03-empty", of(f"{head}Name:\nVersion: 1.0\n"), "M03: field `Name` is missing"),
        refused("M03-version", of(f"{head}Name: evil\n"), "M03: field `Version` is missing"),
        refused("M04", of(METADATA + b"Name: other\n"), "M04: field `Name` appears twice"),
        refused("M04-same", of(METADATA + b"Name: evil\n"), "M04: field `Name` appears twice"),
        refused("M04-empty", of(b"Name:\n" + METADATA), "M04: field `Name` appears twice"),
        refused("M04-version", of(METADATA + b"Version: 2.0\n"), "M04: field `Version` appears twice"),
        refused(
            "M04-python", of(METADATA + b"Requires-Python: >=3\n" * 2), "M04: field `Requires-Python` appears twice"
        ),
    ]


def with_lines(count: int) -> bytes:
    return METADATA + b"".join(b"Classifier: %d\n" % i for i in range(count))


def large_cases() -> list[Case]:
    data = with_lines(1_000_000)
    detail = f"M10: `{INFO}/METADATA` is {len(data)} bytes long, over the limit of {16 * MIB}"
    return [refused("M10-more-lines", good_wheel(metadata=data, method=8), detail)]


def forms() -> list[Case]:
    over = METADATA + b"\n" + bytes(16 * MIB)
    limit = f"M10: `{INFO}/METADATA` is %d bytes long, over the limit of {16 * MIB}"
    return [
        refused("M07", of(METADATA + "Author: J\u00fcrgen\n".encode("latin-1")), "M07: a header is not valid UTF-8"),
        accepted("M07-body", of(METADATA + b"\nJ\xfcrgen\n")),
        refused("M08", of(METADATA.replace(b"evil", b"evil\0x")), "M08: a header contains a NUL byte"),
        refused("M08-other", of(METADATA + b"Author: a\0b\n"), "M08: a header contains a NUL byte"),
        refused("M09", of(b""), "M03: field `Name` is missing"),
        refused("M10", good_wheel(metadata=over, method=8), limit % len(over)),
        accepted("M10-lines", good_wheel(metadata=with_lines(50_000), method=8)),
        accepted("M13", of(METADATA.replace(b"Name: evil", b"Name:\n evil"))),
        accepted("M13-tab", of(METADATA.replace(b"Name: evil", b"Name:\tevil"))),
        accepted("M13-return", of(METADATA.replace(b"\n", b"\r"))),
        accepted("M13-line-ends", of(METADATA.replace(b"\n", b"\r\n"))),
        refused("M13-return-in-value", of(METADATA + b"Summary: a\rName: other\n"), "M04: field `Name` appears twice"),
        refused("M13-blank-before-colon", of(METADATA.replace(b"Name:", b"Name :")), "M03: field `Name` is missing"),
        refused("M13-blank-line-first", of(b"\n" + METADATA), "M03: field `Name` is missing"),
        refused("M13-byte-order-mark", of(b"\xef\xbb\xbf" + METADATA), "M03: field `Name` is missing"),
    ]


def versions() -> list[Case]:
    def version(text: str) -> bytes:
        return of(METADATA.replace(b"Metadata-Version: 2.1", f"Metadata-Version: {text}".encode()))

    newer = "M06: metadata version 2.99 is newer than 2.6; unknown fields are ignored"
    return [
        refused("M06", version("9.9"), "M06: metadata version 9.9 is not supported; the newest known is 2.6"),
        warned("M06-minor", version("2.99"), newer),
        refused("M06-garbage", version("two"), "M06: `two` is not a valid metadata version"),
        accepted("M06-oldest", version("1.0")),
        accepted("M06-none", of(METADATA.partition(b"\n")[2])),
    ]


def bodies() -> list[Case]:
    body = METADATA + b"\nRequires-Dist: other\n"
    return [Case("M11", Verdict.ACCEPT, ["pip", "install", FILE], files={FILE: of(body)})]


def served(*wheels: tuple[str, bytes]) -> dict[str, Served]:
    """An index that knows `evil` in these versions."""
    links, found = [], {}
    for version, data in wheels:
        file = f"evil-{version}-py3-none-any.whl"
        found[f"/files/{file}"] = Served(data)
        links.append(f'<a href="[SERVER]/files/{file}#{digest_in_hexadecimal(data)}">{file}</a>')
    page = "<!DOCTYPE html><html><body>" + "\n".join(links) + "</body></html>"
    return found | {"/simple/evil/": Served(page.encode(), headers={"Content-Type": "text/html"})}


def digest_in_hexadecimal(data: bytes) -> str:
    import hashlib

    return f"sha256={hashlib.sha256(data).hexdigest()}"


def requirements() -> list[Case]:
    def passed_over(case: str, requirement: str, *lines: str) -> Case:
        """1.0 is fine, 2.0 has the requirement."""
        newer = METADATA.replace(b"1.0", b"2.0") + f"Requires-Dist: {requirement}\n".encode()
        pages = served(("1.0", good_wheel()), ("2.0", good_wheel(metadata=newer, info="evil-2.0.dist-info")))
        taken = ["Resolved 1 package in [TIME]", "Prepared 1 package in [TIME]", "Installed 1 package in [TIME]"]
        return Case(case, Verdict.IGNORE, ["pip", "install", "evil"], [*taken, " + evil==1.0", *lines], served=pages)

    def unsolvable(case: str, requirement: str, because: str) -> Case:
        data = of(METADATA + f"Requires-Dist: {requirement}\n".encode())
        conclusion = (
            f"and you require evil @ file://[WORK]/{FILE}, we can conclude that your requirements are unsatisfiable."
        )
        says = ["error: No solution found when resolving dependencies", f"  cause: Because {because} {conclusion}"]
        return Case(case, Verdict.REFUSE, ["pip", "install", FILE], says, files={FILE: data})

    return [
        passed_over("M05", "foo ==="),
        passed_over("M12", "x @ file:///abs"),
        passed_over("M12-http", "x @ https://index.example/x-1.0-py3-none-any.whl"),
        unsolvable("M05-direct", "foo ===", "evil==1.0 has an invalid requirement (`foo ===`)"),
        unsolvable("M12-direct", "x @ file:///abs", "evil==1.0 depends on `x` by URL, which only you may ask for"),
        accepted("M05-not-asked-for", of(METADATA + b"Requires-Dist: foo ===\n")),
    ]


def wheel_files() -> list[Case]:
    def wheel(text: str | bytes) -> bytes:
        return good_wheel(wheel=text if isinstance(text, bytes) else text.encode())

    def version(text: str) -> bytes:
        return wheel(WHEEL.replace(b"Wheel-Version: 1.0", f"Wheel-Version: {text}".encode()))

    return [
        refused("W01", version("2.0"), "W01: wheel version 2.0 is not supported"),
        refused("W01-zero", version("0.9"), "W01: wheel version 0.9 is not supported"),
        refused("W02", wheel(WHEEL.partition(b"\n")[2]), "W02: WHEEL has no `Wheel-Version`"),
        refused("W02-empty", wheel(b""), "W02: WHEEL has no `Wheel-Version`"),
        refused("W02-garbage", version("one"), "W02: `one` is not a wheel version"),
        refused(
            "W02-bytes",
            wheel(b"Wheel-Version: 1.0\nGenerator: \xff\n"),
            "W02: line 2 of WHEEL: a header is not valid UTF-8",
        ),
        refused("W02-twice", wheel(WHEEL + b"Wheel-Version: 2.0\n"), "W02: WHEEL has `Wheel-Version` twice"),
        refused("W02-purity", wheel(WHEEL + b"Root-Is-Purelib: false\n"), "W02: WHEEL has `Root-Is-Purelib` twice"),
        warned("W03", version("1.9"), "W03: wheel version 1.9 is newer than 1.0"),
        refused("W04", good_wheel(wheel=None), f"W04: `{INFO}` has no WHEEL"),
        refused("W04-none", Archive([Entry("evil/__init__.py")]).bytes(), "W04: the archive has no .dist-info folder"),
        refused("W05", good_wheel(metadata=None), f"W05: `{INFO}` has no METADATA"),
    ]


def tags() -> list[Case]:
    def tag(text: str) -> bytes:
        return good_wheel(wheel=WHEEL.replace(b"py3-none-any", text.encode()))

    return [
        warned("W06", tag("cp39-cp39-linux_x86_64"), "W06: its WHEEL file lists other tags than its name"),
        warned("W06-garbage", tag("py3"), "W06: its WHEEL file lists other tags than its name"),
        accepted("W06-none", good_wheel(wheel=b"".join(WHEEL.splitlines(True)[:-1]))),
        accepted("W06-two", tag("py2-none-any\nTag: py3-none-any"), file="evil-1.0-py2.py3-none-any.whl"),
    ]


def file_names() -> list[Case]:
    odd = "evil-1.0-py3-none-any.whl%2f.."
    expected = (
        "expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, `@`, `;` or the end after the name, found `%`"
    )
    unread = [f"error: Failed to parse: `{odd}`", f"  cause: {expected}", f"         {odd}", " " * 34 + "^"]

    def name(case: str, file: str, reason: str) -> Case:
        return install(
            case, Verdict.REFUSE, good_wheel(), [f"error: `{file}` is not a valid wheel name: {reason}"], file
        )

    def nameless(case: str, front: str) -> Case:
        """Without one of these in front it would be an option."""
        file = "-1.0-py3-none-any.whl"
        words = [f"./{file}"] if front == "./" else [front, file]
        reason = f"error: `{file}` is not a valid wheel name: `` is not a valid package name"
        command = ["pip", "install", "--no-deps", *words]
        return Case(case, Verdict.REFUSE, command, says=[reason], files={file: good_wheel()})

    return [
        name("W07", "evil-1.0-x-py3-none-any.whl", "the build tag `x` does not start with a digit"),
        name("W07-parts", "evil-1.0.whl", "must have five or six parts"),
        name("W07-version", "evil-one-py3-none-any.whl", "`one` is not a valid version"),
        nameless("W07-name", "--"),
        nameless("W07-name-by-path", "./"),
        install("W07-percent", Verdict.REFUSE, good_wheel(), unread, odd),
    ]
