#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Says no to an include, a call or a library that stands in the wrong layer.

The tables below are the layering of ARCHITECTURE.md. A shared include root cannot stop a wrong include, so this
check does; it runs as a ctest. Usage: check_layers.py [--root FOLDER]. Exit status 1 when something is wrong.
"""

import argparse
import re
import sys
from pathlib import Path

import cpp_source

LAYERS = {
    "base": {"base"},
    "spec": {"base", "spec"},
    "resolver": {"base", "spec", "resolver"},
    "fetch": {"base", "spec", "fetch"},
    "venv": {"base", "spec", "venv"},
    "project": {"base", "spec", "resolver", "project"},
    "engine": {"base", "spec", "resolver", "fetch", "venv", "project", "engine"},
    "cli": {"base", "spec", "resolver", "fetch", "venv", "project", "engine", "cli"},
}
# Commands call use cases; the services below are the engine's business.
NARROWER = {"cli/commands/": {"base", "spec", "project", "engine", "cli"}}
FREE = {"tests", "bench", "tools", "cmake"}

# Third-party header (prefix) → where it may be included; tests may include anything.
ADAPTORS = {
    "curl/": ["fetch/http_loop.cpp"],
    "archive.h": ["fetch/source_archive.cpp"],
    "archive_entry.h": ["fetch/source_archive.cpp"],
    "libdeflate.h": ["base/inflate.cpp"],
    "isa-l": ["base/inflate.cpp"],
    "openssl/": ["base/sha256.cpp"],
    "simdjson.h": ["base/json_doc.cpp"],
    "toml++/": ["base/toml_doc.cpp"],
    "CLI/": ["cli/args/"],
    "fmt/": ["base/format.hpp"],
    "catch2/": [],
    "httplib.h": [],
    "malloc.h": ["base/heap.cpp"],
}
SYSTEM_HEADERS = re.compile(
    r"(?:[a-z_]+"  # the standard library
    r"|gnu/libc-version\.h|(?:sys|linux|net|netinet|arpa)/[a-z_0-9]+\.h"
    r"|(?:dirent|dlfcn|elf|endian|errno|fcntl|glob|grp|link|netdb|poll|pthread|pwd|sched|signal|spawn|termios|time"
    r"|unistd|utime|wchar|limits|features|emmintrin|immintrin|nmmintrin)\.h)"
)
GENERATED_HEADERS = {"axle_build_config.hpp": "cli/"}

BARE = r"(?<![\w.>:])(?:std::|::)?"
GLOBAL = r"(?<![\w>:])::"
CALLS = [
    (
        "the environment is read in cli/env_vars.cpp only",
        re.compile(BARE + r"(?:secure_getenv|getenv|setenv|putenv|unsetenv)\s*\("),
        ["cli/env_vars.cpp"],
    ),
    (
        "printing belongs to cli",
        re.compile(r"\bstd::(?:cout|cerr|clog)\b|" + BARE + r"(?:v?f?printf|puts|fputs|putchar|fputc|perror)\s*\("),
        ["cli/"],
    ),
    (
        "leaving the program belongs to cli",
        re.compile(BARE + r"(?:exit|_exit|_Exit|quick_exit|abort|terminate)\s*\("),
        ["cli/", "base/process", "base/result.cpp"],
    ),
    (
        "file-system changes belong to base/fs*.cpp",
        re.compile(
            BARE + r"(?:unlink|unlinkat|rename|renameat|renameat2|mkdir|mkdirat|mkdtemp|mkstemp|mkostemp|rmdir|linkat"
            r"|symlink|symlinkat|chmod|fchmod|fchmodat|ftruncate|truncate|utimensat|futimens|creat|fopen"
            r"|copy_file_range|sendfile|fallocate|posix_fallocate)\s*\("
            r"|" + GLOBAL + r"(?:link|remove)\s*\("
            r"|" + GLOBAL + r"(?:open|openat)\s*\([^;]*\bO_(?:CREAT|WRONLY|RDWR|TRUNC|APPEND)\b"
            r"|\bstd::(?:ofstream|fstream)\b"
            r"|\b(?:std::filesystem|fs)::(?:remove|remove_all|rename|create_\w+|copy|copy_file|copy_symlink"
            r"|permissions|resize_file|last_write_time)\b"
        ),
        ["base/fs", "base/link_", "base/file_lock"],
    ),
]


def layer_of(path: str) -> str:
    return path.split("/", 1)[0] if "/" in path else ""


def allowed_layers(path: str) -> set[str]:
    for prefix, layers in NARROWER.items():
        if path.startswith(prefix):
            return layers
    return LAYERS[layer_of(path)]


def check_own_include(root: Path, path: str, name: str) -> str | None:
    if name in GENERATED_HEADERS:
        return None if path.startswith(GENERATED_HEADERS[name]) else f"{name} is for {GENERATED_HEADERS[name]} only"
    if not (root / name).is_file():
        return f"{name} does not exist (includes are written from the repository's root)"
    here, there = layer_of(path), layer_of(name)
    if here in FREE:
        return None
    if there in FREE:
        return f"{here} includes {name}: nothing includes {there}/"
    if there not in allowed_layers(path):
        return f"{here} may not include {name}; it may include {', '.join(sorted(allowed_layers(path)))}"
    return None


def check_outside_include(path: str, name: str) -> str | None:
    if layer_of(path) in FREE:
        return None
    if name in GENERATED_HEADERS:
        return f"<{name}> is ours: write it in quotes"
    for prefix, places in ADAPTORS.items():
        if name.startswith(prefix):
            if any(path == place or (place.endswith("/") and path.startswith(place)) for place in places):
                return None
            return f"<{name}> may be included in {', '.join(places) or 'tests/'} only"
    if SYSTEM_HEADERS.fullmatch(name):
        return None
    return f"<{name}> is in no table of tools/check_layers.py"


def check_calls(path: str, text: str) -> list[str]:
    if layer_of(path) in FREE:
        return []
    problems = []
    code = cpp_source.blank(text)
    for rule, pattern, places in CALLS:
        if any(path.startswith(place) for place in places):
            continue
        for match in pattern.finditer(code):
            line = code.count("\n", 0, match.start()) + 1
            problems.append(f"{path}:{line}: `{match.group(0).split('(')[0].strip()}`: {rule}")
    return problems


def find_cycles(graph: dict[str, list[str]]) -> list[list[str]]:
    """Returns each cycle of the include graph once, by an explicit depth-first walk."""
    state: dict[str, int] = {}
    cycles = []
    for origin in sorted(graph):
        if origin in state:
            continue
        trail, walk = [origin], [iter(graph[origin])]
        state[origin] = 1
        while walk:
            successor = next(walk[-1], None)
            if successor is None:
                state[trail.pop()] = 2
                walk.pop()
            elif state.get(successor) == 1:
                cycles.append(trail[trail.index(successor) :] + [successor])
            elif successor not in state:
                state[successor] = 1
                trail.append(successor)
                walk.append(iter(graph.get(successor, [])))
    return cycles


def check(root: Path) -> list[str]:
    problems: list[str] = []
    graph: dict[str, list[str]] = {}
    for relative in cpp_source.project_files(root):
        path = relative.as_posix()
        if relative.suffix not in (".cpp", ".hpp"):
            continue
        if layer_of(path) not in LAYERS and layer_of(path) not in FREE:
            problems.append(f"{path}:1: C++ stands in a folder that is no layer")
            continue
        text = (root / relative).read_text(encoding="utf-8")
        graph[path] = []
        for line, name, is_own in cpp_source.includes(text):
            problem = check_own_include(root, path, name) if is_own else check_outside_include(path, name)
            if problem:
                problems.append(f"{path}:{line}: {problem}")
            if is_own and name not in GENERATED_HEADERS:
                graph[path].append(name)
        problems += check_calls(path, text)
    problems += [f"{cycle[0]}:1: includes go in a circle: {' → '.join(cycle)}" for cycle in find_cycles(graph)]
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    problems = check(parser.parse_args().root.resolve())
    for problem in problems:
        print(problem)
    print(f"check_layers: {len(problems)} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
