#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""K01, K07, K08, K10: a password goes to its own origin and nowhere else, be it output, cache or children.

Every source of a password against every command, as talkative as can be; then every way to be led elsewhere.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "catalogue")]

from secret_lab import (  # noqa: E402 (the path comes first)
    BAR,
    FOO,
    PASSWORD_OF_KEYRING,
    SECRET,
    USER,
    USERINFO,
    SecretLab,
    holds_secret,
    secrets_below,
)
from tally import Tally, harness_options, report  # noqa: E402


@dataclass(frozen=True)
class Source:
    """Where the password comes from: sets files and variables, and returns the options of a command that needs it."""

    name: str
    prepare: Callable[[SecretLab], list[str]]
    in_environment: bool = False  # then helpers that need the whole environment see it, as they would without axle


def index_url(lab: SecretLab, userinfo: str = USERINFO) -> str:
    return f"{lab.index.at(userinfo=userinfo)}/private/simple/"


def by_file(name: str, line: str, *options: str) -> Callable[[SecretLab], list[str]]:
    def prepare(lab: SecretLab) -> list[str]:
        del lab.sandbox.environment["AXLE_DEFAULT_INDEX"]
        lab.sandbox.write(name, line.replace("URL", index_url(lab)).encode(), 0o600)
        return list(options)

    return prepare


def by_variables(template: dict[str, str], *options: str) -> Callable[[SecretLab], list[str]]:
    def prepare(lab: SecretLab) -> list[str]:
        words = {"URL": index_url(lab), "PLAIN": index_url(lab, ""), "USER": USER, "SECRET": SECRET}
        lab.sandbox.environment |= {name: words.get(value, value) for name, value in template.items()}
        return [option.replace("PLAIN", index_url(lab, "")) for option in options]

    return prepare


def named(program: str) -> dict[str, str]:
    return {f"{program}_INDEX_A_B_USERNAME": "USER", f"{program}_INDEX_A_B_PASSWORD": "SECRET"}


def by_netrc(machine: str) -> Callable[[SecretLab], list[str]]:
    def prepare(lab: SecretLab) -> list[str]:
        path = lab.sandbox.home / ".netrc"
        path.write_text(f"{machine} login {USER} password {SECRET}\n")
        path.chmod(0o600)
        lab.sandbox.own(path)
        return ["--default-index", index_url(lab, "")]

    return prepare


def by_keyring(lab: SecretLab) -> list[str]:
    return ["--keyring-provider", "subprocess", "--default-index", index_url(lab, USERINFO.partition(":")[0])]


SOURCES = (
    Source("a URL among the arguments", lambda lab: ["--default-index", index_url(lab)]),
    Source("an extra index", lambda lab: ["--no-config", "--index", f"private={index_url(lab)}", "-i", index_url(lab)]),
    Source("axle.toml", by_file("axle.toml", 'index-url = "URL"\n')),
    Source("[[index]] of uv.toml", by_file("uv.toml", '[[index]]\nname = "private"\nurl = "URL"\ndefault = true\n')),
    Source("pip.conf", by_file("pip.conf", "[global]\nindex-url = URL\n")),
    Source("AXLE_DEFAULT_INDEX", by_variables({"AXLE_DEFAULT_INDEX": "URL"}), True),
    Source("UV_INDEX_URL", by_variables({"AXLE_DEFAULT_INDEX": "", "UV_INDEX_URL": "URL"}), True),
    Source(
        "AXLE_INDEX_NAME_PASSWORD",
        by_variables(named("AXLE"), "--default-index", "a-b=PLAIN"),
        True,
    ),
    Source(
        "UV_INDEX_NAME_PASSWORD",
        by_variables(named("UV"), "--default-index", "a-b=PLAIN"),
        True,
    ),
    Source("netrc", by_netrc("machine 127.0.0.1")),
    Source("netrc's default", by_netrc("default")),
    Source("keyring", by_keyring),
)
# One of each kind.
REDUCED = ("a URL among the arguments", "axle.toml", "AXLE_INDEX_NAME_PASSWORD", "netrc", "keyring")
COMMANDS = (
    ("pip", "install", "foo"),
    ("pip", "install", "--dry-run", "--reinstall", "foo"),
    ("pip", "install", "--refresh", "--reinstall", "foo", "--output-format", "json"),
    ("pip", "install", "missing"),
    ("pip", "install", "foo==9"),
    ("pip", "install", "--offline", "--no-cache", "foo"),
    ("pip", "list", "--outdated"),
)
# They take no index.
PLAIN_COMMANDS = (
    ("pip", "list", "--format", "json"),
    ("pip", "freeze"),
    ("pip", "show", "-f", "foo"),
    ("pip", "check"),
    ("cache", "dir"),
    ("cache", "size"),
    ("cache", "prune"),
    ("pip", "uninstall", "foo"),
    ("cache", "clean"),
)


def run(lab: SecretLab, command: list[str], problems: list[str]) -> int:
    result = lab.sandbox.run(["axle", *command, "-vvv"], timeout=60)
    for stream, data in (("stdout", result.stdout), ("stderr", result.stderr)):
        problems += [f"{stream}: {line!r}" for line in data.split(b"\n") if holds_secret(line)]
    if result.returncode not in (0, 1, 2):
        problems.append(f"status {result.returncode}: {result.stderr.decode()}")
    return result.returncode


def make_environment(lab: SecretLab, problems: list[str], *options: str) -> None:
    """Without one, the commands after it would refuse before they ask anybody."""
    if run(lab, ["venv", *options], problems) != 0:
        problems.append("axle venv failed")


def left_behind(lab: SecretLab, source: Source) -> list[str]:
    problems = secrets_below(lab.cache) + secrets_below(lab.sandbox.work / ".venv")
    for helper in ("python3", "keyring"):
        if holds_secret(lab.logged(f"{helper}.arguments")):
            problems.append(f"{helper} got the secret as an argument")
    if holds_secret(lab.logged("python3.environment")):
        problems.append("the interpreter got the secret in its environment")
    if not source.in_environment and holds_secret(lab.logged("keyring.environment")):
        problems.append("keyring got the secret in its environment")
    if not lab.logged("python3.environment"):
        problems.append("the interpreter was never asked: the test looks at nothing")
    return problems


def try_source(lab: SecretLab, source: Source, tally: Tally) -> None:
    lab.reset()
    options = source.prepare(lab)
    problems: list[str] = []
    make_environment(lab, problems, "-p", str(lab.sandbox.bin / "python3"))
    for command in COMMANDS:
        status = run(lab, [*command, *options], problems)
        if command == COMMANDS[0] and status != 0:
            problems.append("the password did not open the index")
        tally.judge(problems + secrets_below(lab.cache), f"{source.name}: axle {' '.join(command)}")
        problems = []
    for command in PLAIN_COMMANDS:
        run(lab, list(command), problems)
        if command[1] in ("prune", "uninstall"):
            problems += left_behind(lab, source)
        tally.judge(problems, f"{source.name}: axle {' '.join(command)}")
        problems = []


def try_urls(lab: SecretLab, every: bool, tally: Tally) -> None:
    """Passwords and tokens in requirements, and in files of them; a token in a query is a secret like a password."""
    wheel = f"/private/files/{BAR.file_name}"
    for name, url in (
        ("a password", f"{lab.index.at(userinfo=USERINFO)}{wheel}"),
        ("a token in a query", f"{lab.other.at()}{wheel}?token={USERINFO.partition(':')[2]}"),
        ("a signature", f"{lab.other.at()}{wheel}?X-Amz-Signature={USERINFO.partition(':')[2]}&x=1"),
        ("a missing file", f"{lab.index.at(userinfo=USERINFO)}/private/files/bar-2.0-py3-none-any.whl"),
        ("no wheel", f"{lab.index.at(userinfo=USERINFO)}/private/bar"),
        ("a repository", f"git+{lab.index.at(userinfo=USERINFO)}/private/bar"),
        ("two signs", f"http://{USER}:{SECRET}@x@127.0.0.1/bar-1.0-py3-none-any.whl"),
        ("a blank", f"{lab.index.at(userinfo=USERINFO)}/a b.whl"),
        ("a line end", f"{lab.index.at(userinfo=USERINFO)}/%0d%0aX:y/{BAR.file_name}"),
    ):
        shapes = ((f"bar @ {url}", False), (f"-i {url}\nbar", True), (url, False), (f"bar @ {url}", True))
        for text, file in shapes if every else shapes[:2]:
            lab.reset()
            lab.other.guarded = False
            lab.sandbox.write("r.txt", text.encode())
            problems: list[str] = []
            make_environment(lab, problems, "-p", str(lab.sandbox.bin / "python3"))
            run(lab, ["pip", "install", *(["-r", "r.txt"] if file else [text])], problems)
            run(lab, ["pip", "freeze"], problems)
            run(lab, ["pip", "list"], problems)
            problems += secrets_below(lab.cache) + secrets_below(lab.sandbox.work / ".venv")
            tally.judge(problems, f"{name} in {'a file' if file else 'an argument'}: {text}")


def ways(lab: SecretLab) -> Iterator[tuple[str, dict[str, str], dict[str, bytes]]]:
    """Redirects and pages of the index that lead to places that must not get its password."""
    other, alias, below = lab.other.at(), lab.index.at("localhost"), lab.other.at("sub.localhost")
    page, file = "/private/simple/foo/", f"/private/files/{FOO.file_name}"
    for name, place in (("another port", other), ("another host", alias), ("a host below another", below)):
        link = f'<!DOCTYPE html><html><a href="{place}{file}">{FOO.file_name}</a></html>'
        base = f'<!DOCTYPE html><html><base href="{place}/private/files/"><a href="{FOO.file_name}">x</a></html>'
        yield f"a page redirected to {name}", {page: f"{place}{page}"}, {}
        yield f"a file redirected to {name}", {file: f"{place}{file}"}, {}
        yield f"a link to {name}", {}, {page: link.encode()}
        yield f"a base at {name}", {}, {page: base.encode()}
    yield "a redirect with another's name", {page: f"http://x:y@127.0.0.1:{lab.other.port}{page}"}, {}
    yield "a redirect without a scheme", {page: f"//127.0.0.1:{lab.other.port}{page}"}, {}
    yield "a backslash", {page: f"http://127.0.0.1:{lab.other.port}\\@127.0.0.1:{lab.index.port}{page}"}, {}


def try_ways(lab: SecretLab, sources: list[Source], tally: Tally) -> None:
    for source in [source for source in sources if "netrc" not in source.name]:  # its passwords are of hosts
        for way, redirects, pages in list(ways(lab)):
            lab.reset()
            lab.index.redirects, lab.index.pages = redirects, pages
            options = source.prepare(lab)
            problems: list[str] = []
            make_environment(lab, problems)
            run(lab, ["pip", "install", "foo", *options], problems)
            problems += lab.other.leaks()
            for path, headers in lab.index.requests:
                if headers["Host"].startswith("localhost") and holds_secret(str(headers).encode()):
                    problems.append(f"another host got the secret: {path}")
            if not any(holds_secret(str(headers).encode()) for _, headers in lab.index.requests):
                problems.append("the index never got the password: the test looks at nothing")
            tally.judge(problems, f"{source.name}, {way}")


def try_keyrings(lab: SecretLab, every: bool, tally: Tally) -> None:
    """Helpers that fail, chatter or never end do not hang the command, and what they say is not passed on (K08)."""
    hanging = [("hangs", 'cat "$LOG_FOLDER/../password"\nsleep 600\n')] if every else []
    for name, rest in (
        *hanging,  # takes the 30 s that a helper gets
        ("fails", 'cat "$LOG_FOLDER/../password" >&2\nexit 1\n'),
        ("chatters", 'cat "$LOG_FOLDER/../password"\nyes "$(cat "$LOG_FOLDER/../password")" | head -c 10000000\n'),
        ("chatters aside", 'yes "$(cat "$LOG_FOLDER/../password")" | head -c 10000000 >&2\nexit 1\n'),
        ("dies", 'cat "$LOG_FOLDER/../password"\nkill -9 $$\n'),
        ("steers", "printf 'x\\033[31m'\n"),
    ):
        lab.reset()
        lab.add_helper("keyring", rest)
        problems: list[str] = []
        make_environment(lab, problems)
        status = run(lab, ["pip", "install", "foo", *by_keyring(lab)], problems)
        problems += ["it was installed without the password"] if status == 0 else []
        problems += [] if lab.logged("keyring.arguments") else ["the keyring was never asked: nothing was tried"]
        problems += secrets_below(lab.cache)
        tally.judge(problems, f"a keyring that {name}")
    lab.add_helper("keyring", PASSWORD_OF_KEYRING)


def main() -> int:
    arguments = harness_options(__doc__).parse_args()
    quiet = Tally("a password appears in no output, cache, environment or child's arguments (I5, K01)")
    kept = Tally("a password is sent to its own origin alone (F28, K10)")
    with SecretLab(arguments.axle.resolve(strict=True)) as lab:
        every = arguments.size == "full"
        sources = [source for source in SOURCES if every or source.name in REDUCED]
        for source in sources:
            try_source(lab, source, quiet)
        try_urls(lab, every, quiet)
        try_keyrings(lab, every, quiet)
        try_ways(lab, sources if every else sources[:2], kept)
    return report([quiet, kept])


if __name__ == "__main__":
    sys.exit(main())
