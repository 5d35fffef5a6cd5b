# SPDX-License-Identifier: MIT OR Apache-2.0
"""P01–P11: TOML that crashes parsers, is of the wrong shape, or says what a project cannot be."""

from collections.abc import Iterator

from case import Case, Verdict
from pages import file_of, installed, json_page, site
from texts import with_texts

INDEX = site(json_page(file_of()))
PROJECT = b'[project]\nname = "x"\nversion = "1"\ndependencies = ["foo"]\n'
GOOD = Verdict.ACCEPT
BAD = Verdict.REFUSE


def project(name: str, verdict: Verdict, text: bytes, *arguments: str) -> Case:
    command = ("pip", "install", *(arguments or ("-r", "pyproject.toml")))
    also = installed("foo-1.0") if verdict is Verdict.ACCEPT else None
    return Case(name, verdict, command, files={"pyproject.toml": text}, served=INDEX, also=also)


def settings(name: str, verdict: Verdict, text: bytes, file: str = "axle.toml") -> Case:
    also = installed("foo-1.0") if verdict is Verdict.ACCEPT else None
    return Case(name, verdict, ("pip", "install", "foo"), files={file: text}, served=INDEX, also=also)


def everywhere(name: str, verdict: Verdict, text: bytes) -> Iterator[Case]:
    """The text behind correct TOML, in each file that is read as TOML."""
    yield project(name, verdict, PROJECT + text)
    for file in ("axle.toml", "uv.toml"):
        yield settings(f"{name}-{file.partition('.')[0]}", verdict, text, file)


def crashes() -> Iterator[Case]:
    parts = b".".join([b"a"] * 100_000)
    yield from everywhere("P01", BAD, parts + b" = 1\n")
    yield from everywhere("P02", BAD, b"[" + parts + b"]\n")
    yield project("P02-array", BAD, PROJECT + b"[[" + parts + b"]]\n")
    yield project("P02-quoted", BAD, PROJECT + b"[" + parts.replace(b"a", b'"a"') + b"]\n")
    yield from everywhere("P03", BAD, b"a = " + b"{a = " * 100_000 + b"1" + b"}" * 100_000 + b"\n")
    yield project("P03-arrays", BAD, PROJECT + b"a = " + b"[" * 100_000 + b"]" * 100_000 + b"\n")
    yield project("P03-open", BAD, PROJECT + b"a = " + b"[" * 100_000)
    yield project("P04-tables", GOOD, PROJECT + b"[[a]]\n" * 300_000)
    yield project("P04-keys", GOOD, PROJECT + b"[a]\n" + b"".join(b"k%d = 1\n" % n for n in range(300_000)))
    yield from everywhere("P05", BAD, b'a = "' + b"x" * (17 << 20) + b'"\n')


def verdicts() -> Iterator[Case]:
    yield project("P06-twice", BAD, PROJECT + b'name = "y"\n')
    yield project("P06-table", BAD, PROJECT + b'[project]\nname = "y"\n')
    yield project("P06-array", BAD, PROJECT + b"[[project]]\n")
    yield project("P06-ends", GOOD, PROJECT.replace(b"\n", b"\r\n", 2))
    yield project("P06-return", BAD, PROJECT.replace(b"\n", b"\r", 1))
    yield project("P06-mark", GOOD, b"\xef\xbb\xbf" + PROJECT)
    yield project("P06-utf16", BAD, PROJECT.decode().encode("utf-16"))
    yield project("P06-bytes", BAD, PROJECT + b'a = "\xff"\n')
    yield project("P06-comment", BAD, PROJECT + b"# \xff\n")
    yield project("P06-nul", BAD, PROJECT + b'a = "\0"\n')
    yield project("P06-escape", BAD, PROJECT + b'a = "\x1b[31m"\n')
    yield project("P06-key", BAD, PROJECT + b"\x1b[31m = 1\n")
    yield project("P06-surrogate", BAD, PROJECT + b'a = "\\ud800"\n')
    yield Case("P06-empty", GOOD, ("pip", "install", "-r", "pyproject.toml"), files={"pyproject.toml": b""})
    yield project("P07-integer", BAD, PROJECT + b"a = 9223372036854775808\n")
    yield project("P07-date", BAD, PROJECT + b"a = 9999-99-99\n")
    yield project("P07-time", BAD, PROJECT + b"a = 25:00:00\n")
    yield project("P07-float", BAD, PROJECT + b"a = 1e999999\n")


def shapes() -> Iterator[Case]:
    head = b"[project]\n"
    name = head + b'name = "x"\n'
    yield project("P08-name", BAD, head + b'name = "../x"\ndependencies = ["foo"]\n')
    yield project("P08-number", BAD, head + b"name = 1\n")
    yield project("P08-escape", BAD, head + b'name = "\\u001b[31m"\n')
    yield project("P08-version", BAD, name + b'version = 1\ndependencies = ["foo"]\n')
    yield project("P08-project", BAD, b"project = 1\n")
    yield project("P08-list", BAD, b"[[project]]\nname = 'x'\n")
    yield project("P09", BAD, name + b"[project.dependencies]\nfoo = '*'\n")
    yield project("P09-text", BAD, name + b'dependencies = "foo"\n')
    yield project("P09-entry", BAD, name + b"dependencies = [1]\n")
    yield project("P09-requirement", BAD, name + b'dependencies = ["foo bar"]\n')
    yield project("P09-escape", BAD, name + b'dependencies = ["foo\\u001b[31m"]\n')
    extra = ("-r", "pyproject.toml", "--extra", "a")
    yield project("P09-extras", BAD, name + b"optional-dependencies = ['foo']\n", *extra)
    yield project("P09-extra", BAD, name + b"optional-dependencies = {a = 'foo'}\n", *extra)
    yield project("P09-dynamic", BAD, name + b'dynamic = ["dependencies"]\n')


def groups() -> Iterator[Case]:
    def group(word: str, text: bytes, verdict: Verdict = BAD, name: str = "a") -> Case:
        return project(f"P11{word}", verdict, b"[dependency-groups]\n" + text, "--group", name)

    yield group("", b"a = [{include-group = 'b'}]\nb = [{include-group = 'a'}]\n")
    yield group("-self", b"a = [{include-group = 'A'}]\n")
    yield group("-missing", b"a = [{include-group = 'b'}]\n")
    yield group("-fields", b"a = [{include-group = 'b', extra = 1}]\nb = ['foo']\n")
    yield group("-table", b"a = [{}]\n")
    yield group("-number", b"a = [1]\n")
    yield group("-text", b"a = 'foo'\n")
    yield group("-twice", b"a-b = ['foo']\na_b = ['bar']\n", name="a-b")
    yield group("-escape", b"a = ['foo\\u001b[31m']\n")
    yield group("-unknown", b"a = ['foo']\n", name="b")
    yield group("-right", b"a = [{include-group = 'b'}, {include-group = 'b'}]\nb = ['foo']\n", GOOD)
    chain = b"".join(b"g%d = [{include-group = 'g%d'}]\n" % (n, n + 1) for n in range(5000))
    yield group("-chain", chain + b"g5000 = ['foo']\n", GOOD, "g0")
    leaves = b"hub = [" + b"'foo'," * 3000 + b"]\n"
    spokes = b"".join(b"g%d = [{include-group = 'hub'}]\n" % n for n in range(3000))
    yield group("-hub", leaves + spokes, GOOD, "g0")
    twice = b"g%d = [{include-group = 'g%d'}, {include-group = 'g%d'}]\n"
    doubling = b"".join(twice % (n, n + 1, n + 1) for n in range(40))
    yield group("-doubling", doubling + b"g40 = ['foo']\n", GOOD, "g0")
    yield project("P11-list", BAD, b"dependency-groups = ['foo']\n", "--group", "a")


def cases() -> list[Case]:
    return with_texts("toml_files", [*crashes(), *verdicts(), *shapes(), *groups()])
