# SPDX-License-Identifier: MIT OR Apache-2.0
"""Q18–Q24: requirements files that include each other, lie about their lines, or are no files at all."""

from collections.abc import Iterator

from case import Case, Served, Verdict
from pages import FOO, file_of, installed, json_page, site
from texts import with_texts

COMMAND = ("pip", "install", "-r", "r.txt")
INDEX = site(json_page(file_of()))
DIGEST = file_of()["hashes"]["sha256"]


def lines(name: str, verdict: Verdict, text: str | bytes, **more) -> Case:
    data = text if isinstance(text, bytes) else text.encode()
    options = {"served": INDEX, "also": installed("foo-1.0") if verdict is Verdict.ACCEPT else None} | more
    return Case(name, verdict, COMMAND, files={"r.txt": data} | options.pop("files", {}), **options)


def includes() -> Iterator[Case]:
    refuse, accept = Verdict.REFUSE, Verdict.ACCEPT
    yield lines("Q18", refuse, "-r a.txt\n", files={"a.txt": b"-r r.txt\n"})
    yield lines("Q18-self", refuse, "-r ./sub/../r.txt\n", files={"sub/x": b""})
    yield lines("Q18-constraint", refuse, "-r a.txt\n", files={"a.txt": b"-c a.txt\n"})
    for depth, verdict in ((30, accept), (1000, refuse)):
        chain = {f"{n}.txt": f"-r {n + 1}.txt\n".encode() for n in range(depth)} | {f"{depth}.txt": b"foo\n"}
        yield lines(f"Q18-{depth}", verdict, "-r 0.txt\n", files=chain)
    yield lines("Q18-twice", accept, "-r a.txt\n-r a.txt\n", files={"a.txt": b"foo\n"})
    many = {f"{n}.txt": f"-r {n + 1}.txt\n-r {n + 1}.txt\n".encode() for n in range(25)} | {"25.txt": b"foo\n"}
    yield lines("Q18-doubling", refuse, "-r 0.txt\n", files=many)
    for word, body in (
        ("relative", b"-r ../x\n"),
        ("absolute", b"-r /etc/hostname\n"),
        ("file", b"-r file:///etc/hostname\n"),
        ("constraint", b"-c file:///etc/hostname\n"),
        ("links", b"--find-links /etc\nfoo\n"),
        ("wheel", b"foo @ file:///etc/foo-1.0-py3-none-any.whl\n"),
        ("path", b"./foo-1.0-py3-none-any.whl\n"),
        ("html", b"<!DOCTYPE html><html>no</html>\n"),
        ("escape", b"foo\x1b[31m\n"),
    ):
        served = INDEX | {"/r.txt": Served(body)}
        yield Case(f"Q19-{word}", Verdict.REFUSE, ("pip", "install", "-r", "[SERVER]/r.txt"), served=served)


def comments() -> Iterator[Case]:
    refuse, accept = Verdict.REFUSE, Verdict.ACCEPT
    other = "http://127.0.0.1:9/"
    yield lines("Q20", accept, f"foo # --index-url {other}\n# --index-url {other}\n")
    yield lines("Q20-continued", accept, f"# comment \\\n--index-url={other}\nfoo\n")
    yield lines("Q20-glued", refuse, f"foo#--index-url {other}\n")
    yield lines("Q21", accept, "fo\\\r\no\\\n==1.0\r\n")
    yield lines("Q21-next-line", refuse, f"foo\u0085--index-url {other}\n")
    yield lines("Q21-separator", refuse, f"foo\u2028--index-url {other}\n")
    yield lines("Q21-return", refuse, f"foo\r--index-url {other}\n")
    yield lines("Q21-form-feed", refuse, f"foo\x0c--index-url {other}\n")
    yield lines("Q21-open", accept, "foo\\")
    env = {"NAME": "foo", "OPTION": f"--index-url {other}", "TWICE": "${NAME}", "LINES": f"foo\n--index-url {other}"}
    yield lines("Q22", accept, "${NAME}\n", environment=env)
    for word, text in (
        ("option", "${OPTION}\n"),
        ("recursive", "${TWICE}\n"),
        ("lines", "${LINES}\n"),
        ("lowercase", "${name}\n"),
        ("short", "$NAME\n"),
        ("default", "${NAME:-foo}\n"),
        ("command", "$(NAME)\n"),
        ("unset", "${UNSET}\n"),
    ):
        yield lines(f"Q22-{word}", refuse, text, environment=env)


def hashes() -> Iterator[Case]:
    refuse = Verdict.REFUSE
    for word, text in (
        ("short", "sha256:short"),
        ("algorithm", f"sha257:{DIGEST}"),
        ("md5", f"md5:{DIGEST[:32]}"),
        ("none", ""),
        ("colon", DIGEST),
        ("letters", "sha256:" + "x" * 64),
        ("wrong", "sha256:" + "0" * 64),
    ):
        yield lines(f"Q23-{word}", refuse, f"foo==1.0 --hash={text}\n")
    yield lines("Q23-uppercase", Verdict.ACCEPT, f"foo==1.0 --hash=sha256:{DIGEST.upper()}\n")
    yield lines("Q23-two", Verdict.ACCEPT, f"foo==1.0 --hash=sha256:{'0' * 64} --hash=sha256:{DIGEST}\n")
    yield lines("Q23-range", Verdict.ACCEPT, f"foo>=1.0 --hash=sha256:{DIGEST}\n")
    yield lines("Q23-range-wrong", refuse, f"foo>=1.0 --hash=sha256:{'0' * 64}\n")
    yield lines("Q23-range-required", refuse, f"--require-hashes\nfoo>=1.0 --hash=sha256:{DIGEST}\n")


def kinds() -> Iterator[Case]:
    refuse, accept = Verdict.REFUSE, Verdict.ACCEPT
    yield lines("Q24-utf16", refuse, "foo\n".encode("utf-16"))
    yield lines("Q24-utf16-bare", refuse, "foo\n".encode("utf-16-be"))
    yield lines("Q24-mark", accept, b"\xef\xbb\xbffoo\n")
    yield lines("Q24-latin", refuse, "# café\nföo\n".encode("latin-1"))
    yield lines("Q24-nul", refuse, b"foo\0bar\n")
    for path in ("/dev/zero", "/dev/full", "/"):
        word = path.replace("/", "") or "folder"
        yield Case(f"Q24-{word}", refuse, ("pip", "install", "-r", path), served=INDEX)
        yield Case(f"Q24-c-{word}", refuse, ("pip", "install", "foo", "-c", path), served=INDEX)
    yield Case("Q24-null", Verdict.ACCEPT, ("pip", "install", "foo", "-r", "/dev/null"), served=INDEX)
    for word, arguments in (
        ("requirements", ("-r", "pipe")),
        ("constraints", ("foo", "-c", "pipe")),
        ("overrides", ("foo", "--override", "pipe")),
        ("named-like-toml", ("-r", "pipe.toml")),
        ("wheel", ("./foo-1.0-py3-none-any.whl",)),
    ):
        yield Case(f"Q24-pipe-{word}", refuse, ("pip", "install", *arguments), served=INDEX,
                   pipes=("pipe", "pipe.toml", "foo-1.0-py3-none-any.whl"))
    yield lines("Q24-large", refuse, b"# " + b"x" * (65 << 20), full_only=True)
    yield lines("Q24-line", refuse, b"foo" + b"o" * (1 << 20) + b"@")


def cases() -> list[Case]:
    return with_texts("requirement_files", [*includes(), *comments(), *hashes(), *kinds()])
