# SPDX-License-Identifier: MIT OR Apache-2.0
"""C01–C07: settings that are misspelt or would do harm, and environments that are none."""

from collections.abc import Iterator

from case import Case, Verdict
from pages import file_of, installed, json_page, site
from texts import with_texts

INDEX = site(json_page(file_of()))
INSTALL = ("pip", "install", "foo")
GOOD, BAD, WARN = Verdict.ACCEPT, Verdict.REFUSE, Verdict.WARN
LIST = ("pip", "list")
# Whoever wrote these meant an index of his own; without it the default one would be asked.
URL = '"[SERVER]/simple/"'
WRONG_TYPES = (
    ("index-table", f"[index]\nurl = {URL}\n"),
    ("index-text", f"index = {URL}\n"),
    ("index-texts", f"index = [{URL}]\n"),
    ("pip", "pip = 3\n"),
    ("pip-tables", f"[[pip]]\nindex-url = {URL}\n"),
    ("url", "[[index]]\nurl = 5\n"),
    ("url-empty", '[[index]]\nurl = ""\n'),
    ("explicit", f'[[index]]\nurl = {URL}\nexplicit = "yes"\n'),
    ("default", f'[[index]]\nurl = {URL}\ndefault = "yes"\n'),
    ("name", f"[[index]]\nurl = {URL}\nname = 7\n"),
    ("format", f'[[index]]\nurl = {URL}\nformat = "yes"\n'),
)


def settings(name: str, verdict: Verdict, text: str, file: str = "axle.toml", **more) -> Case:
    also = installed("foo-1.0") if verdict is not BAD else None
    options = {"files": {file: text.encode()}, "served": INDEX, "also": also} | more
    return Case(name, verdict, INSTALL, **options)


def keys() -> Iterator[Case]:
    for file in ("axle.toml", "uv.toml"):
        word = file.partition(".")[0]
        yield settings(f"C02-{word}", WARN, 'link-mdoe = "copy"\n', file)
        yield settings(f"C02-{word}-far", WARN, "wibble = 1\n", file)
        yield settings(f"C02-{word}-pip", WARN, '[pip]\nlink-mdoe = "copy"\n', file)
        yield settings(f"C02-{word}-escape", WARN, '"\\u001b[31mred\\n" = 1\n', file)
        of_uv = "preview = true\nconcurrent-builds = 3\n[workspace]\nmembers = []\n"
        yield settings(f"C02-{word}-of-uv", WARN if word == "axle" else GOOD, of_uv, file)
        for kind, text in (
            ("value", f"[tool]\n{word} = 3\n"),
            ("tables", f"[[tool.{word}]]\nindex-url = {URL}\n"),
            ("index", f"[tool.{word}]\nindex = {URL}\n"),
        ):
            yield settings(f"C02-{word}-tool-{kind}", BAD, text, "pyproject.toml")
        tool = f'[project]\nname = "x"\n[tool.{word}]\nlink-mdoe = "copy"\n[tool.{word}.sources]\nx = {{ git = "y" }}\n'
        yield settings(f"C02-{word}-tool", WARN, tool, "pyproject.toml")
        yield settings(f"C02-{word}-type", BAD, 'offline = "maybe"\n', file)
        yield settings(f"C02-{word}-value", BAD, 'link-mode = "teleport\\u001b[31m"\n', file)
        yield settings(f"C02-{word}-index", BAD, '[[index]]\nname = "x"\n', file)
        for kind, text in WRONG_TYPES:
            yield settings(f"C02-{word}-type-{kind}", BAD, text, file)
        named = '[[index]]\nname = "\\u001bx"\nurl = "https://index.example/"\n'
        yield settings(f"C02-{word}-index-name", BAD, named, file)
        misspelt = '[[index]]\nname = "x"\nurl = "[SERVER]/simple/"\nexplicti = true\n'
        yield settings(f"C02-{word}-index-key", WARN, misspelt, file)
    for file in ("axle.toml", "uv.toml", "pyproject.toml"):
        yield Case(f"C02-pipe-{file.partition('.')[0]}", BAD, INSTALL, served=INDEX, pipes=(file,))


def folders() -> Iterator[Case]:
    own = {"environment": {"AXLE_CACHE_DIR": ""}}
    project = {"pyproject.toml": b"", "f": b""}
    for word, path, cleaned in (
        ("root", "/", BAD),
        ("environment", ".venv", BAD),
        ("project", ".", BAD),
        # Nothing to clean, and nothing is removed.
        ("file", "f", GOOD),
        ("null", "/dev/null", GOOD),
    ):
        files = project | {"axle.toml": f'cache-dir = "{path}"\n'.encode()}
        yield Case(f"C03-{word}", BAD, INSTALL, files=files, served=INDEX, **own)
        yield Case(f"C03-clean-{word}", cleaned, ("cache", "clean"), files=files, served=INDEX, **own)


def environments() -> Iterator[Case]:
    for word, links in (
        ("broken", {".venv": "missing"}),
        ("loop", {".venv": ".venv"}),
        ("file", {".venv": "/etc/hostname"}),
        ("folder", {".venv": "folder"}),
        ("config", {".venv/pyvenv.cfg": "missing"}),
    ):
        yield Case(f"C04-{word}", BAD, INSTALL, served=INDEX, links=links, files={"folder/x": b""}, unsound=True)
    full = {"full/notes.txt": b"mine\n"}
    yield Case("C05", BAD, ("venv", "--clear", "full"), files=full)
    yield Case("C05-here", BAD, ("venv", "--clear", "."), files=full)
    yield Case("C05-root", BAD, ("venv", "--clear", "/"))
    yield Case("C05-plain", BAD, ("venv", "full"), files=full)
    yield Case("C05-file", BAD, ("venv", "--clear", "full/notes.txt"), files=full)
    home = b"home = /usr/bin\nversion = 3.11.2\n"
    for word, text in (
        ("none", b"version = 3.11.2\n"),
        ("empty", b""),
        ("missing", b"home = /missing/bin\n"),
        ("relative", b"home = usr/bin\n"),
        ("escape", b"home = /\x1b[31m/bin\n"),
        ("newline", b"home = /usr\n/bin\n"),
        ("long", b"home = /" + b"x" * (1 << 20) + b"\n"),
        ("nul", b"home = /usr/bin\0\n"),
        ("binary", bytes(range(256)) * 16),
        ("large", home + b"# " + b"x" * (2 << 20)),
    ):
        is_ours = text.startswith(home)
        yield Case(f"C06-{word}", BAD, INSTALL, served=INDEX, files={".venv/pyvenv.cfg": text}, unsound=not is_ours)
    # No command looks at the version in it.
    forged = {".venv/pyvenv.cfg": home.replace(b"3.11.2", b"3.\x1b[31m")}
    yield Case("C06-version", GOOD, INSTALL, served=INDEX, files=forged, also=installed("foo-1.0"))
    piped = {"pipes": ("other/pyvenv.cfg",), "links": {".venv": "other"}}
    yield Case("C06-pipe", BAD, INSTALL, served=INDEX, unsound=True, **piped)


def pins() -> Iterator[Case]:
    for word, verdict, text in (
        ("path", BAD, b"../evil\n"),
        ("absolute", BAD, b"/bin/true\n"),
        ("option", WARN, b"-c\n"),
        ("command", WARN, b"$(touch x)\n"),
        ("escape", WARN, b"3.11\x1b[31m\n"),
        ("nul", WARN, b"3.11\0\n"),
        ("large", BAD, b"x" * (1 << 20)),
        ("empty", GOOD, b""),
        ("comment", GOOD, b"# 3.11\n"),
        ("utf16", BAD, "3.11\n".encode("utf-16")),
        ("right", GOOD, b"3.11\n"),
    ):
        yield Case(f"C07-{word}", verdict, ("venv", "--clear"), files={".python-version": text})
    yield Case("C07-pipe", BAD, ("venv", "--clear"), pipes=(".python-version",))


def cases() -> list[Case]:
    return with_texts("configuration", [*keys(), *folders(), *environments(), *pins()])
