# SPDX-License-Identifier: MIT OR Apache-2.0
"""K01–K10: URLs that mean two things, and files of passwords. What passwords leak through: credential_leaks.py."""

from collections.abc import Iterator

from case import Case, Served, Verdict
from pages import INSTALL, file_of, installed, json_page, site
from texts import with_texts

INDEX = site(json_page(file_of()))
BAD = Verdict.REFUSE
REFUSING = {"/simple/foo/": Served(b"no\n", 401, {"WWW-Authenticate": 'Basic realm="x"'})}


def index(name: str, url: str) -> Case:
    """Without the network: what is not refused is not in the cache."""
    return Case(name, BAD, ("pip", "install", "foo", "--offline", "--default-index", url), served=INDEX)


def direct(name: str, url: str) -> Case:
    return Case(name, BAD, ("pip", "install", f"foo @ {url}"), served=INDEX)


def ambiguous() -> Iterator[Case]:
    for word, url in (
        ("slash", "https://user/na:me@pass@index.example/"),
        ("two", "https://user:pass@word@index.example/"),
        ("hash", "https://user:pa#ss@index.example/"),
        ("question", "https://user:pa?ss@index.example/"),
        ("colon", "https://user:pass:word@index.example:x/"),
        ("blank", "https://user:pa ss@index.example/"),
    ):
        yield index(f"K02-{word}", url)
        yield direct(f"K02-direct-{word}", url + "foo-1.0-py3-none-any.whl")
    for word, url in (
        ("host", "https://index.example%0d%0aX:y/"),
        ("raw", "https://index.example/\r\nX: y/"),
        ("nul", "https://index.example/%00/"),
        ("tab", "https://index.example/\t/"),
    ):
        yield index(f"K03-{word}", url)
    # What is encoded stays so on the wire: no such page.
    yield Case("K03-path", BAD, ("pip", "install", "foo", "--default-index", "[SERVER]/%0d%0aX:y/"), served=INDEX)
    yield Case("K03-user", BAD, ("pip", "install", "foo", "--default-index", "[SERVER]/"), served=REFUSING,
               environment={"AXLE_INDEX_A_USERNAME": "x\r\nX: y", "AXLE_INDEX_A_PASSWORD": "z"})


def tokens() -> Iterator[Case]:
    for word, query in (
        ("token", "token=s3cr3t"),
        ("signature", "X-Amz-Signature=s3cr3t&x=1"),
        ("key", "a=b&api_key=s3cr3t"),
    ):
        yield direct(f"K04-{word}", f"[SERVER]/files/bar-1.0-py3-none-any.whl?{query}")
        yield direct(f"K04-missing-{word}", f"[SERVER]/files/foo-9.0-py3-none-any.whl?{query}")


def hosts() -> Iterator[Case]:
    for word, url in (
        ("backslash", "https://index.example\\@127.0.0.1/"),
        ("empty", "https:///simple/"),
        ("user-only", "https://@/simple/"),
        ("port", "https://index.example:0/"),
        ("port-large", "https://index.example:65536/"),
        ("port-sign", "https://index.example:+80/"),
        ("homograph", "https://\u0456ndex.example/"),
        ("direction", "https://index\u202e.example/"),
        ("escape", "https://index\x1b[31m.example/"),
        ("percent", "https://index%2eexample/"),
        ("bracket", "https://[::1/"),
        ("bracket-text", "https://[index]/"),
        ("zone", "https://[fe80::1%25eth0]/"),
        ("long", f"https://{'a' * 70_000}.example/"),
        ("scheme", "gopher://index.example/"),
        ("javascript", "javascript://index.example/"),
    ):
        yield index(f"K05-{word}", url)
    # Another spelling of an address is another host: what belongs to one is not for the other.
    yield index("K05-hash", "https://127.0.0.1:9#@index.example/")
    yield index("K05-short", "http://127.1:9/")
    yield index("K05-number", "http://2130706433:9/")


def passwords() -> Iterator[Case]:
    def netrc(word: str, text: bytes, verdict: Verdict = Verdict.WARN) -> Case:
        """The index asks for nothing, so that the file decides nothing but what is said of it."""
        served = site(json_page(file_of())) | REFUSING if verdict is BAD else INDEX
        return Case(f"K06-{word}", verdict, INSTALL, files={"netrc": text}, served=served,
                    environment={"NETRC": "[WORK]/netrc"}, also=None if verdict is BAD else installed("foo-1.0"))

    entry = b"machine 127.0.0.1 login me password s3cr3t\n"
    yield netrc("unasked", entry, Verdict.ACCEPT)
    yield netrc("readable", entry, BAD)
    yield netrc("keyword", b"machine 127.0.0.1 login me passwort s3cr3t\n", BAD)
    yield netrc("quote", b'machine 127.0.0.1 login me password "s3cr3t\n', BAD)
    yield netrc("value", b"machine 127.0.0.1 login me password", BAD)
    yield netrc("large", entry + b"#" + b"x" * (2 << 20), BAD)
    yield netrc("token", b"machine 127.0.0.1 login me password " + b"x" * (1 << 19) + b"\n", BAD)
    yield netrc("control", entry + b"machine \x1b[31m login x password y\n", BAD)
    yield netrc("macro", b"macdef init\nmachine x\n\n" + entry, BAD)
    yield netrc("other", b"machine files.example login me password s3cr3t\n", BAD)
    realm = {"WWW-Authenticate": 'Basic realm="\x1b]0;owned\x07\x1b[31m"'}
    yield Case("K09", BAD, INSTALL, served={"/simple/foo/": Served(b"\x1b[31mno\n", 401, realm, "\x1b[31mNo")})
    yield Case("K09-direct", BAD, ("pip", "install", "foo @ [SERVER]/foo-1.0-py3-none-any.whl"),
               served={"/foo-1.0-py3-none-any.whl": Served(b"\x1b[31mno\n", 403, realm, "\x1b[31mNo")})


def cases() -> list[Case]:
    return with_texts("addresses", [*ambiguous(), *tokens(), *hosts(), *passwords()])
