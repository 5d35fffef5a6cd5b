# SPDX-License-Identifier: MIT OR Apache-2.0
"""What takes many steps or much room to choose from: pages and wheels of very many versions, specifiers of very many
parts, lines of very many variables. They belong to the promise of sizes.py.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bounds_lab import LINKS, Bound, wheel_folder
from scripted_server import reply
from sizes import FILE, JSON_TYPE, METADATA, page
from wheel_file import Wheel

FOO_OLD = "foo-0.1-py3-none-any.whl"
TOO_HARD = (
    "error: choosing versions would take more than 256.0MiB of memory\n\n"
    "hint: the last of it went to the versions of `{}`: narrow what is required of it, or leave it out\n"
)


def sdists(count: int) -> str:
    """One wheel, and newer versions that are not wheels."""
    newer = [f"foo-1.{number}.tar.gz" for number in range(count)]
    rows = [{"filename": name, "url": f"/files/{name}", "hashes": {}} for name in newer]
    wheel = {"filename": FOO_OLD, "url": f"/files/{FOO_OLD}", "hashes": {}, "size": 1000, "core-metadata": True}
    return page([wheel, *rows])


def pythons(count: int) -> str:
    """Versions that each ask for another Python; in pairs, far from each other."""
    names = [f"foo-1.{number}-py3-none-any.whl" for number in range(count)]
    return page(
        [
            {"filename": name, "url": f"/files/{name}", "hashes": {}, "requires-python": f">=4.{number % (count // 2)}"}
            for number, name in enumerate(names)
        ]
    )


def pairs_by_python(count: int) -> str:
    """Versions that each share the Python they ask for with one other version, far away."""
    rows = [
        {
            "filename": (name := f"foo-1.{number}-py3-none-any.whl"),
            "url": f"/files/{name}",
            "hashes": {},
            "requires-python": f">=4,!=9.{min(number, count - 1 - number)}",
        }
        for number in range(count)
    ]
    return page(rows)


def plain_versions(name: str, count: int) -> str:
    files = [f"{name}-{number}-py3-none-any.whl" for number in range(count)]
    return page([{"filename": file, "url": f"/files/{file}", "hashes": {}} for file in files], name)


def pairs_of_holes(count: int, lines: int) -> bytes:
    """Metadata that excludes two versions of `bar` again and again."""
    return METADATA + b"".join(b"Requires-Dist: bar!=%d,!=%d\n" % (i, count - 1 - i) for i in range(lines))


def many_names(count: int) -> Iterator[Wheel]:
    """A wheel that needs what nobody has, under very many names."""
    yield Wheel("foo", "1.0", requires=[f"a{number}x" for number in range(count)])


def failing_wheels(count: int) -> Iterator[Wheel]:
    """Versions of which each is tried, and needs what is not there."""
    for number in range(count):
        yield Wheel("foo", f"1.{number}", requires=["gone"])


def pigeons(holes: int) -> Iterator[Wheel]:
    """One package more than versions, no two at the same: that it cannot be done is found by trying only."""
    names = [f"p{number}" for number in range(holes + 1)]
    for name in names:
        for hole in range(1, holes + 1):
            yield Wheel(name, str(hole), requires=[f"{other}!={hole}" for other in names if other != name])


def hard_searches() -> Iterator[Bound]:
    """Few small files that take many steps, and a page that takes more memory than it may."""
    files = wheel_folder(pigeons(7))
    yield Bound("sizes-pigeons", (*LINKS, "p0"), "No solution found", 1, files=files, memory_mib=64, seconds=3)
    # Sets with so many holes are as large as the page: here the search reaches its limit.
    yield Bound(
        "sizes-pythons",
        ("pip", "install", "--no-cache", "--dry-run", "foo"),
        TOO_HARD.format("foo"),
        1,
        script={"/simple/foo/": [reply("200 OK", JSON_TYPE, pythons(100_000))]},
        memory_mib=1024,
        seconds=20,
        full_only=True,
    )


def sets_before_a_search(full: bool) -> Iterator[Bound]:
    """What one page or one METADATA asks for takes more sets than there may be, before anything is tried."""
    install = ("pip", "install", "--no-cache", "--dry-run", "foo")
    yield Bound(
        "sizes-pairs-page",
        install,
        TOO_HARD.format("foo"),
        1,
        script={"/simple/foo/": [reply("200 OK", JSON_TYPE, pairs_by_python(200_000 if full else 130_000))]},
        memory_mib=768,
        seconds=8,
    )
    foo = {"filename": FILE, "url": f"/files/{FILE}", "hashes": {}, "size": 1000, "core-metadata": True}
    script = {
        "/simple/foo/": [reply("200 OK", JSON_TYPE, page([foo]))],
        "/simple/bar/": [reply("200 OK", JSON_TYPE, plain_versions("bar", 100_000))],
        f"/files/{FILE}.metadata": [reply("200 OK", "", pairs_of_holes(100_000, 40_000 if full else 20_000).decode())],
    }
    yield Bound("sizes-pairs-metadata", install, TOO_HARD.format("bar"), 1, script=script, memory_mib=576, seconds=16)
    more = {"memory_mib": 1024, "seconds": 12} if full else {"memory_mib": 160, "seconds": 2}
    files = wheel_folder(many_names(400_000 if full else 50_000))
    yield Bound("sizes-names", (*LINKS, "foo"), "No solution found", 1, files=files, **more)


def long_searches(full: bool) -> Iterator[Bound]:
    """Pages of which every version has to be looked at; what that takes grows with their number, not its square."""
    count = 100_000 if full else 20_000
    more = {"memory_mib": 512 if full else 128, "seconds": 5 if full else 2}
    install = ("pip", "install", "--no-cache", "--dry-run", "foo")
    side = reply("200 OK", "", METADATA.replace(b"1.0", b"0.1").decode())
    script = {"/simple/foo/": [reply("200 OK", JSON_TYPE, sdists(count))], f"/files/{FOO_OLD}.metadata": [side]}
    for name, options in (("", ()), ("-only-binary", ("--only-binary", ":all:"))):
        yield Bound(f"sizes-sdists{name}", (*install, *options), " + foo==0.1", script=script, **more)
    count = 100_000 if full else 5_000
    more = {"memory_mib": 512 if full else 32, "seconds": 20 if full else 2}
    files = wheel_folder(failing_wheels(count))
    yield Bound("sizes-tried", (*LINKS, "foo"), "No solution found", 1, files=files, **more)


def compiled_versions(full: bool) -> Iterator[Bound]:
    """A page of very many versions for `pip compile`: the newest is taken, and nothing that is newer is found."""
    count = 100_000 if full else 20_000
    more = {"memory_mib": 384 if full else 96, "seconds": 5 if full else 2}
    newest = f"/files/foo-{count - 1}-py3-none-any.whl"
    script = {
        "/simple/foo/": [reply("200 OK", JSON_TYPE, plain_versions("foo", count))],
        f"{newest}.metadata": [reply("404 Not Found", "", "")],
        newest: [reply("404 Not Found", "", "")],
    }
    none = f"none of the {count} versions of foo (0 to {count - 1}) satisfies foo>{count}"
    for name, text, says in (("found", "foo", f"foo-{count - 1}"), ("none", f"foo>{count}", none)):
        yield Bound(
            f"sizes-compile-{name}",
            ("pip", "compile", "r.txt", "--no-cache"),
            says,
            1,
            files=partial(write_requirements, text=f"{text}\n"),
            script=script,
            **more,
        )


def specifiers(full: bool) -> Iterator[Bound]:
    """Very many parts: of a Requires-Python, from the last one to the first, of a dependency, and of its marker."""
    count = 100_000 if full else 16_000
    holes = ",".join(f"!=3.{number}.*" for number in reversed(range(count)))
    parts = ",".join(f"!={number}.0" for number in range(2, count))
    either = " or ".join(f"extra == 'e{number}'" for number in range(count))
    wheels = {
        "python": [Wheel("foo", "1.0", requires_python=f">=3.0,{holes}")],
        "dependency": [Wheel("foo", "1.0", requires=[f"bar >0,{parts}"]), Wheel("bar", "1.0")],
        "marker": [Wheel("foo", "1.0", requires=[f"bar ; {either}"])],
    }
    says = {"python": "requires Python", "dependency": "Would install", "marker": "Would install"}
    for name, made in wheels.items():
        status = 1 if name == "python" else 0
        yield Bound(f"sizes-specifiers-{name}", (*LINKS, "foo"), says[name], status, files=wheel_folder(made))


def write_requirements(work: Path, text: str) -> None:
    (work / "r.txt").write_text(text)


def variables(full: bool) -> Iterator[Bound]:
    """One line of nothing but the beginnings of variables, and one of variables whose names never end."""
    marker = "foo ; python_version < '3' and platform_release == '{}'\n"
    for name, text in (("open", "${" * 2_000_000), ("endless", f"${{{'A' * 2_000_000}")):
        line = marker.format(text if full else text[: len(text) // 2])
        yield Bound(
            f"sizes-variables-{name}",
            ("pip", "install", "--dry-run", "--no-index", "-r", "r.txt"),
            files=partial(write_requirements, text=line),
            seconds=3,
        )


def bounds(full: bool) -> Iterator[Bound]:
    yield from hard_searches()
    yield from sets_before_a_search(full)
    yield from long_searches(full)
    yield from compiled_versions(full)
    yield from specifiers(full)
    yield from variables(full)
