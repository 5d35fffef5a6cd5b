# SPDX-License-Identifier: MIT OR Apache-2.0
"""Q01–Q17, Q25, Q26: requirements, versions, specifiers and markers, on the command line and in files."""

from collections.abc import Iterator

from case import Case, Served, Verdict
from pages import FOO, file_of, installed, json_page, site
from texts import with_texts
from wheel_file import Wheel

NOT_FOUND = site(json_page(file_of()))


def line(name: str, verdict: Verdict, text: str | bytes) -> Case:
    """One requirement, as a line of a file: arguments cannot hold everything."""
    data = text if isinstance(text, bytes) else text.encode()
    command = ("pip", "install", "--no-deps", "-r", "r.txt")
    return Case(name, verdict, command, files={"r.txt": data + b"\n"}, served=NOT_FOUND,
                also=installed("foo-1.0") if verdict is Verdict.ACCEPT else None)


def versions() -> Iterator[Case]:
    refuse, accept = Verdict.REFUSE, Verdict.ACCEPT
    yield line("Q01", refuse, "foo==1." + "0." * 50_000 + "1")
    yield line("Q01-short", accept, "foo==1" + ".0" * 1000)
    yield line("Q02", refuse, "foo==" + "1" * 5000)
    yield line("Q02-20", accept, "foo!=1.18446744073709551615")
    yield line("Q02-64", refuse, "foo!=1.18446744073709551616")
    yield line("Q02-epoch", refuse, f"foo!={'1' * 5000}!1")
    yield line("Q03", refuse, "foo==1.0+a" + ".a" * 50_000)
    yield line("Q03-short", accept, "foo!=1.0+a" + ".a" * 1000)
    yield line("Q04", refuse, "foo==١.٠")
    yield line("Q04-fullwidth", refuse, "foo==１.０")
    yield line("Q05", accept, " foo == 1.0 \t")
    yield line("Q05-wide", refuse, "foo ==\u00a01.0")
    yield line("Q06", accept, "foo==v1")
    yield line("Q06-post", accept, "foo!=1.0-1")
    for word, text in (("underscore", "1.0_1"), ("empty", ""), ("letters", "1.0x"), ("nul", "1\x00"), ("dots", "1..0")):
        yield line(f"Q07-{word}", refuse, f"foo=={text}")


def specifiers() -> Iterator[Case]:
    yield line("Q08", Verdict.ACCEPT, "foo" + ",".join([">=1"] * 20_000))
    for word, text in (
        ("star", "==1.*.2"),
        ("compatible", "~=1"),
        ("local", ">=1.0+l"),
        ("star-local", "==1.0.*+l"),
        ("arbitrary", "===foo bar"),
        ("order", ">=1.*"),
        ("arrow", "=>1"),
        ("comma", ">=1,"),
        ("none", "=="),
    ):
        yield line(f"Q09-{word}", Verdict.REFUSE, "foo" + text)


def markers() -> Iterator[Case]:
    refuse, accept = Verdict.REFUSE, Verdict.ACCEPT
    true = "python_version > '3'"
    yield line("Q10", refuse, f"foo; {'(' * 2000}{true}{')' * 2000}")
    yield line("Q10-64", accept, f"foo; {'(' * 64}{true}{')' * 64}")
    yield line("Q10-65", refuse, f"foo; {'(' * 65}{true}{')' * 65}")
    yield line("Q11", accept, f"foo; {' and '.join([true] * 20_000)}")
    yield line("Q11-or", accept, f"foo; {' or '.join([true] * 20_000)}")
    yield line("Q12", refuse, "foo; 'a' in 'b'")
    yield line("Q12-extras", accept, "foo; extra != 'a' and extra != 'b'")
    for word, text in (
        ("or", "os_name == 'a' or"),
        ("alone", "python_version"),
        ("sum", "'3' + 'a'"),
        ("unknown", "os_nam == 'a'"),
        ("quote", "os_name == 'a"),
        ("wide", "os_name == 'äöü' or ö"),
        ("version", "python_version >= 'foo'"),
        ("none", ""),
        ("order", "python_version ~= '3'"),
        ("letters", "os_name == 'a' && 1"),
    ):
        yield line(f"Q13-{word}", refuse, f"foo; {text}")


def names() -> Iterator[Case]:
    refuse, accept = Verdict.REFUSE, Verdict.ACCEPT
    extras = {"end": "foo[a,]", "comma": "foo[,]", "open": "foo[a", "blank": "foo[a b]", "dot": "foo[.]"}
    for word, text in extras.items():
        yield line(f"Q14-{word}", refuse, text)
    yield line("Q14-empty", accept, "foo[]")
    yield line("Q15", accept, "foo[" + ",".join(["a", "A", "b_c", "b-c"] * 12_500) + "]")
    for word, text in (
        ("nul", "foo\x00"),
        ("space", "fo\u200bo"),
        ("long-s", "ſoo"),
        ("kelvin", "\u212aoo"),
        ("dash", "foo-"),
        ("dot", ".foo"),
        ("underscore", "_foo"),
        ("direction", "fo\u202eo"),
        ("escape", "foo\x1b[31m"),
        ("bytes", b"fo\xffo"),
        ("slash", "../foo"),
        ("long", "f" * 100_000 + "@"),
    ):
        yield line(f"Q16-{word}", refuse, text)
    yield line("Q17", refuse, "foo @ file:///a b ; x")
    yield line("Q17-marker", refuse, "foo @ file:///a; x")


def urls() -> Iterator[Case]:
    wheel = f"[SERVER]/files/{FOO.file_name}"
    both = f"foo @ {wheel}\nfoo @ [SERVER]/other/{FOO.file_name}"
    served = site(json_page(file_of())) | {f"/other/{FOO.file_name}": Served(FOO.bytes())}
    command = ("pip", "install", "-r", "r.txt")
    for word, lines in (
        ("", both),
        ("-file", f"foo @ {wheel}\nfoo @ file:///other/{FOO.file_name}"),
        ("-version", f"foo @ {wheel}\nfoo==2.0"),
    ):
        yield Case(f"Q25{word}", Verdict.REFUSE, command, files={"r.txt": lines.encode()}, served=served)
    same = f"foo @ {wheel}\nfoo @ {wheel}\nfoo==1.0\n"
    yield Case("Q25-same", Verdict.ACCEPT, command, files={"r.txt": same.encode()}, served=served)
    bar = Wheel("bar", "1.0")
    inside = {f"/files/{FOO.file_name}": Served(bar.bytes())}
    for word, name, url in (
        ("name", "bar", wheel),
        ("ending", "foo", "[SERVER]/files/foo-1.0.exe"),
        ("none", "foo", "[SERVER]/"),
    ):
        text = f"{name} @ {url}"
        yield Case(f"Q26-{word}", Verdict.REFUSE, ("pip", "install", text), served=served)
    yield Case("Q26-inside", Verdict.REFUSE, ("pip", "install", f"foo @ {wheel}"), served=inside)


def cases() -> list[Case]:
    return with_texts("requirement_text", [*versions(), *specifiers(), *markers(), *names(), *urls()])
