# SPDX-License-Identifier: MIT OR Apache-2.0
"""Depth of everything, on a small stack: chains and cycles of dependencies and files, extras, markers, TOML."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bounds_lab import LINKS, Bound, wheel_folder
from wheel_file import Wheel

TOO_DEEP = (
    "error: r63.txt:1: cannot read the included file\n"
    "  cause: requirements files include each other more than 64 deep\n"
)
CYCLE = (
    "error: r0.txt:1: cannot read the included file\n"
    "  cause: requirements files include each other: `r0.txt` → `r0.txt`\n"
)
BRACKETS = (
    "error: r0.txt:1:71: cannot parse the requirement\n"
    "  cause: more than 64 parentheses are open\n"
    f"         foo ; {'(' * 194}…\n"
    f"         {' ' * 70}^\n"
)
TOO_NESTED = "error: [WORK]/axle.toml:1: not valid TOML: keys or values are nested more than 128 deep\n"
PROJECT = '[project]\nname = "foo"\nversion = "1"\n'
SMALL_STACK_KIB = 256


def write(relative: str, text: str) -> Callable[[Path], None]:
    def make(work: Path) -> None:
        (work / relative).write_text(text)

    return make


def chain(length: int, last: list[str], others: Iterable[Wheel] = ()) -> Callable[[Path], None]:
    """p0 needs p1 needs p2 …; the last one needs these."""

    needs = [*([f"p{number + 1}"] for number in range(length - 1)), last]
    links = [Wheel(f"p{number}", "1.0", requires=needs[number]) for number in range(length)]
    return wheel_folder([*links, *others])


def with_requirements(text: str, folder: Callable[[Path], None]) -> Callable[[Path], None]:
    def make(work: Path) -> None:
        folder(work)
        (work / "r.txt").write_text(text)

    return make


def installed(length: int, last: list[str]) -> Callable[[Path], None]:
    """The chain as an environment says that it is installed."""

    def make(work: Path) -> None:
        site = next((work / ".venv/lib").glob("python3*/site-packages"))
        for number in range(length):
            needs = last if number + 1 == length else [f"p{number + 1}"]
            with zipfile.ZipFile(io.BytesIO(Wheel(f"p{number}", "1.0", requires=needs).bytes())) as archive:
                archive.extractall(site)

    return make


def asked_for_with_extras(length: int) -> Callable[[Path], None]:
    """All of a chain was asked for, and leads on by an extra; the last one's alone explains that q is there."""

    def make(work: Path) -> None:
        site = next((work / ".venv/lib").glob("python3*/site-packages"))
        wheels = [Wheel("q", "1.0")]
        for number in range(length):
            need = "q" if number + 1 == length else f"p{number + 1}[x]"
            mark = {f"p{number}-1.0.dist-info/REQUESTED": ""}
            wheels.append(Wheel(f"p{number}", "1.0", requires=[f"{need}; extra == 'x'"], extras=["x"], files=mark))
        for wheel in wheels:
            with zipfile.ZipFile(io.BytesIO(wheel.bytes())) as archive:
                archive.extractall(site)

    return make


def extras(count: int) -> Callable[[Path], None]:
    """One wheel whose extras each need the next one of itself, and the last one all of them."""

    needs = [f"foo[e{number + 1}]; extra == 'e{number}'" for number in range(count - 1)]
    everything = ",".join(f"e{number}" for number in range(count))
    needs.append(f"foo[{everything}]; extra == 'e{count - 1}'")
    return wheel_folder([Wheel("foo", "1.0", requires=needs, extras=[f"e{number}" for number in range(count)])])


def included(count: int) -> Callable[[Path], None]:
    def make(work: Path) -> None:
        for number in range(count):
            (work / f"r{number}.txt").write_text(f"-r r{number + 1}.txt\n")
        (work / f"r{count}.txt").write_text("foo\n")

    return make


def dependencies(full: bool) -> Iterator[Bound]:
    length = 10_000 if full else 1_000
    for stack in (0, SMALL_STACK_KIB):
        more = {"stack_kib": stack, "memory_mib": 1024, "seconds": 20 if full else 5}
        name = f"-stack-{stack}" if stack else ""
        yield Bound(f"depths-chain{name}", (*LINKS, "p0"), "Would install", files=chain(length, []), **more)
        yield Bound(f"depths-cycle{name}", (*LINKS, "p0"), "Would install", files=chain(length, ["p0"]), **more)
        yield Bound(
            f"depths-conflict{name}", (*LINKS, "p0"), "No solution found", 1, files=chain(length, ["p0==2.0"]), **more
        )
        yield Bound(
            f"depths-missing{name}", (*LINKS, "p0"), "No solution found", 1, files=chain(length, ["gone"]), **more
        )
        yield Bound(
            f"depths-extras{name}", (*LINKS, "foo[e0]"), "Would install", files=extras(2_000 if full else 300), **more
        )


def compiled(full: bool) -> Iterator[Bound]:
    """The same with `pip compile`: pins, hashes and annotations of all of them, the proof as text and as data."""
    length = 10_000 if full else 1_000
    command = ("pip", "compile", "r.txt", "--no-index", "--find-links", "wheels")
    more = {"stack_kib": SMALL_STACK_KIB, "memory_mib": 256, "seconds": 20 if full else 5}
    both = [["q<2"], [Wheel("q", "1.0"), Wheel("q", "2.0")]]
    for name, options in (("pins", ()), ("hashes", ("--generate-hashes",)), ("line", ("--annotation-style", "line"))):
        files = with_requirements("p0\n", chain(length, ["p0"]))
        yield Bound(f"depths-compile-{name}", (*command, *options), "Resolved", files=files, **more)
    for name, options in (("text", ()), ("json", ("--output-format", "json"))):
        files = with_requirements("p0\nq>=2\n", chain(length, *both))
        says = "" if options else "steps are left out here)"
        yield Bound(f"depths-compile-proof-{name}", (*command, *options), says, 1, files=files, **more)


def trees(full: bool) -> Iterator[Bound]:
    """`pip tree` of a chain that was installed, and of one that ends where it began."""
    length = 2_000 if full else 300
    command = ("pip", "tree", "--python", ".venv")
    more = {"stack_kib": SMALL_STACK_KIB, "memory_mib": 256, "seconds": 10}
    for name, last in (("chain", []), ("cycle", ["p0"])):
        for way, options in (("down", ()), ("up", ("--invert",)), ("json", ("--output-format", "json"))):
            yield Bound(f"depths-tree-{name}-{way}", (*command, *options), files=installed(length, last), **more)
    # Walked anew for each package, the extras would be looked at 18 million times.
    yield Bound(
        "depths-why-extras",
        ("pip", "why", "q", "--python", ".venv", "--output-format", "json"),
        files=asked_for_with_extras(6_000),
        stack_kib=SMALL_STACK_KIB,
        seconds=4,
    )


def texts(full: bool) -> Iterator[Bound]:
    requirements = ("pip", "install", "--dry-run", "--no-index", "-r", "r0.txt")
    stack = {"stack_kib": SMALL_STACK_KIB}
    yield Bound("depths-includes", requirements, TOO_DEEP, 2, files=included(10_000 if full else 1_000), **stack)
    yield Bound("depths-include-cycle", requirements, CYCLE, 2, files=write("r0.txt", "-r r0.txt\n"), **stack)
    terms = " and ".join(["python_version < '3'"] * 20_000)
    yield Bound("depths-marker", requirements, "", 0, files=write("r0.txt", f"foo ; {terms}\n"), seconds=1, **stack)
    either = " or ".join(f"python_version == '2.{number}'" for number in range(20_000))
    yield Bound("depths-marker-or", requirements, "", 0, files=write("r0.txt", f"foo ; {either}\n"), seconds=1, **stack)
    brackets = f"foo ; {'(' * 10_000}python_version < '3'{')' * 10_000}\n"
    yield Bound("depths-brackets", requirements, BRACKETS, 2, files=write("r0.txt", brackets), **stack)
    many = f"foo[{','.join(f'e{number}' for number in range(50_000))}] ; python_version < '3'\n"
    yield Bound("depths-many-extras", requirements, "", 0, files=write("r0.txt", many), seconds=1, **stack)
    clauses = f"foo {','.join(f'!=1.{number}' for number in range(20_000))} ; python_version < '3'\n"
    yield Bound("depths-clauses", requirements, "", 0, files=write("r0.txt", clauses), seconds=1, **stack)
    version = f"foo == {'1.' * 50_000}1 ; python_version < '3'\n"
    yield Bound(
        "depths-version",
        requirements,
        "1.1.1` is not a valid version",
        2,
        files=write("r0.txt", version),
        seconds=1,
        **stack,
    )


def toml() -> Iterator[Bound]:
    deep = 100_000
    shapes = {
        "dotted": f"{'a.' * deep}a = 1\n",
        "header": f"[{'a.' * deep}a]\n",
        "arrays": f"a = {'[' * deep}{']' * deep}\n",
        "tables": f"a = {'{a = ' * deep}1{'}' * deep}\n",
        "headers": "".join(f"[[a{number}]]\n" for number in range(deep)),
    }
    for name, text in shapes.items():
        status = 0 if name == "headers" else 2
        yield Bound(
            f"depths-toml-{name}",
            ("pip", "list"),
            TOO_NESTED if status else "",
            status,
            files=write("axle.toml", text),
            stack_kib=SMALL_STACK_KIB,
            seconds=5,
        )
    groups = "".join(f'g{n} = [{{include-group = "g{n + 1}"}}]\n' for n in range(10_000))
    own = "".join(f'e{n} = ["foo[e{n + 1}]"]\n' for n in range(10_000))
    yield Bound(
        "depths-groups",
        ("pip", "install", "--dry-run", "--no-index", "--group", "g0"),
        "",
        0,
        files=write("pyproject.toml", f"{PROJECT}[dependency-groups]\n{groups}g10000 = []\n"),
        stack_kib=SMALL_STACK_KIB,
    )
    yield Bound(
        "depths-own-extras",
        ("pip", "install", "--dry-run", "--no-index", "-r", "pyproject.toml", "--extra", "e0"),
        "error: the extra `e0` includes more than 1000 extras\n",
        2,
        files=write("pyproject.toml", f"{PROJECT}[project.optional-dependencies]\n{own}e10000 = []\n"),
        stack_kib=SMALL_STACK_KIB,
    )


def own_extras() -> Iterator[Bound]:
    """Each extra includes the next one where another marker holds: the markers of the whole way add up."""
    lines = (f'e{n} = ["foo[e{n + 1}]; python_full_version != \'3.{n}\'", "x{n}"]\n' for n in range(900))
    yield Bound(
        "depths-own-markers",
        ("pip", "install", "--dry-run", "--no-index", "-r", "pyproject.toml", "--extra", "e0"),
        "error: the extras of `foo` include more than 10000 extras in all\n",
        2,
        files=write("pyproject.toml", f"{PROJECT}[project.optional-dependencies]\n{''.join(lines)}e900 = []\n"),
        stack_kib=SMALL_STACK_KIB,
    )


def bounds(full: bool) -> Iterator[Bound]:
    yield from dependencies(full)
    yield from compiled(full)
    yield from trees(full)
    yield from texts(full)
    yield from toml()
    yield from own_extras()
