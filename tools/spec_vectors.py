#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes test vectors for spec/: what the `packaging` library says of generated versions, specifiers and markers.

Usage:   python tools/spec_vectors.py --seed 1 --out tests/data/spec      (needs packaging 26 or newer)
Files:   versions.tsv, memberships.tsv, markers.tsv, texts.tsv; each begins with the versions of what made it.
         A seed gives 1,200 versions (every pair is ordered), 500 x 400 memberships, 4,000 x 50 marker verdicts.
Checked: by tests/unit/spec/vectors_test.cpp, and for other seeds by the program spec_oracle.
Where axle differs on purpose a row names the rule (docs/deviations.md) and gives both verdicts.
"""

import argparse
import itertools
import pathlib
import random
import re
import sys

import packaging
from packaging.markers import InvalidMarker, Marker, UndefinedComparison
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

RELEASE_VARIABLES = ("python_version", "python_full_version")
VERSION_VARIABLES = RELEASE_VARIABLES + ("implementation_version",)
EITHER_VARIABLES = ("platform_release", "platform_version")
TEXT_VARIABLES = ("os_name", "sys_platform", "platform_machine", "platform_python_implementation",
                  "platform_system", "implementation_name")
ENVIRONMENT_VARIABLES = ("os_name", "sys_platform", "platform_machine", "platform_python_implementation",
                         "platform_release", "platform_system", "platform_version", "python_version",
                         "python_full_version", "implementation_name", "implementation_version")
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
ALWAYS_REFUSED = "refused"


# Versions.

def make_version(rng, plain=False):
    """A version of few values, so that relatives of one release meet often."""
    text = rng.choice(["", "", "", "", "", "", "", "", "0!", "1!", "2!"])
    numbers = ["0", "0", "0", "1", "1", "2", "9", "10", "255", "256"]
    text += rng.choice(["0", "1", "1", "1", "2", "3", "2024", "65535", "65536"])
    for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 4, 5])):
        text += "." + rng.choice(numbers)
    if plain:
        return text
    number = lambda: rng.choice(["", "0", "1", "1", "2", "10", "1048575", "1048576", "20240101"])
    separator = lambda: rng.choice(["", "", ".", "-", "_"])
    if rng.random() < 0.3:
        word = rng.choice(["a", "b", "rc", "c", "alpha", "beta", "pre", "preview", "A", "RC"])
        text += separator() + word + separator() + number()
    if rng.random() < 0.3:
        post = separator() + rng.choice(["post", "rev", "r", "POST"]) + separator() + number()
        text += rng.choice([post, post, "-" + rng.choice(["0", "1", "2"])])
    if rng.random() < 0.25:
        text += separator() + rng.choice(["dev", "Dev"]) + separator() + number()
    return text


def make_local_version(rng):
    text = make_version(rng)
    if rng.random() < 0.2:
        parts = [rng.choice(["a", "b", "1", "2", "10", "01", "Ab", "x1"]) for _ in range(rng.randint(1, 3))]
        text += "+" + "".join(itertools.chain(*zip(parts, rng.choices(".-_", k=len(parts)))))[:-1]
    return text


def spoil(rng, text):
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice([".", "-", "x", "+", "!", " ", "*", "_", "a", "٣", "ſ", "0"]) + text[at:]


def beyond_limits(text):
    return any(len(run) > 20 or int(run) >= 2**64 for run in re.findall(r"[0-9]+", text)) or len(text) > 4096


def write_versions(rng, out):
    texts = ["0.dev0", "v1", " 1.0\n", "1" * 5000, "1." + "0." * 3000 + "1", "1+" + "9" * 21, str(2**64),
             str(2**64 - 1)]
    texts += [make_local_version(rng) for _ in range(1200)]
    texts += [spoil(rng, make_local_version(rng)) for _ in range(600)]
    parsed = {}
    for text in dict.fromkeys(texts):
        try:
            parsed[text] = Version(text)
        except (InvalidVersion, ValueError):
            parsed[text] = None
    ordered = sorted({version for version in parsed.values() if version is not None})
    rank = {version: index for index, version in enumerate(ordered)}
    for text, version in parsed.items():
        row = [escape(text), "!" if version is None else str(version) if not beyond_limits(text) else "long"]
        row.append("-" if version is None else str(rank[version]))
        if version is not None and beyond_limits(text):
            row += ["limits", ALWAYS_REFUSED]
        out.write("\t".join(row) + "\n")


# Specifiers.

def make_specifier(rng):
    op = rng.choice(["==", "!=", "<", "<=", ">", ">=", "~=", "==", "!=", "===", "<", ">"])
    if op in ("==", "!=") and rng.random() < 0.4:
        return op + rng.choice(["", " "]) + make_version(rng, plain=True) + ".*"
    version = make_local_version(rng) if op in ("==", "!=", "===") else make_version(rng)
    return op + rng.choice(["", "", " "]) + version


def make_related(rng, version):
    """A version near `version`: another suffix on the same or a longer or shorter release."""
    base = version.split("+")[0].rstrip("*").rstrip(".")
    release = re.match(r"\s*(v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*)", base)
    base = rng.choice([base, release.group(1) if release else base])
    return base + rng.choice(["", ".0", ".1", ".dev0", ".dev1", "a1", "rc1", ".post0", ".post1", ".post1.dev0", "+a",
                              "+1", "a1.post1", "a1.dev0", ".0.0.0.0", ".post0+x"])


def normalize_specifier(specifier):
    if specifier.operator == "===":
        return str(specifier)
    if specifier.version.endswith(".*"):
        return f"{specifier.operator}{Version(specifier.version[:-2])}.*"
    return f"{specifier.operator}{Version(specifier.version)}"


def valid_specifiers(rng, count):
    specifiers = {}
    while len(specifiers) < count:
        text = make_specifier(rng)
        try:
            specifiers[text] = Specifier(text)
        except InvalidSpecifier:
            continue
    return specifiers


def valid_versions(texts, count):
    versions = {}
    for text in texts:
        try:
            versions[text] = Version(text)
        except InvalidVersion:
            continue
        if len(versions) == count:
            return versions
    return versions


def write_memberships(rng, out):
    specifiers = valid_specifiers(rng, 440)
    related = (make_related(rng, specifier.version) for _ in range(4) for specifier in specifiers.values())
    generated = (make_local_version(rng) for _ in itertools.count())
    mixed = (text for pair in zip(related, generated) for text in pair)
    versions = valid_versions(itertools.chain(mixed, generated), 400)
    out.write("@" + "\t".join(versions) + "\n")
    for text, specifier in specifiers.items():
        bits = "".join("01"[specifier.contains(version, prereleases=True)] for version in versions.values())
        out.write(f"{text}\t{normalize_specifier(specifier)}\t{bits}\n")
    for _ in range(60):
        text = ",".join(rng.choices(list(specifiers), k=rng.randint(2, 4)))
        parts = SpecifierSet(text)
        normalized = ",".join(normalize_specifier(Specifier(part)) for part in text.split(","))
        bits = "".join("01"[parts.contains(version, prereleases=True)] for version in versions.values())
        out.write(f"{text}\t{normalized}\t{bits}\n")


# Markers.

def make_environment(rng):
    minor = rng.choice([6, 7, 8, 9, 10, 11, 12, 13])
    full = f"3.{minor}.{rng.choice([0, 1, 7, 12])}{rng.choice(['', '', '', '', 'a1', 'rc2', '+'])}"
    platform = rng.choice([("posix", "linux", "Linux"), ("posix", "darwin", "Darwin"), ("nt", "win32", "Windows")])
    implementation = rng.choice([("cpython", "CPython"), ("cpython", "CPython"), ("pypy", "PyPy")])
    return {
        "os_name": platform[0], "sys_platform": platform[1], "platform_system": platform[2],
        "platform_machine": rng.choice(["x86_64", "aarch64", "arm64", "AMD64", ""]),
        "platform_python_implementation": implementation[1], "implementation_name": implementation[0],
        "implementation_version": rng.choice([full.rstrip("+"), "7.3.13", "7.3.13", "odd"]),
        "platform_release": rng.choice(["6.8.0-31-generic", "21.6.0", "10", "5.15.0+", ""]),
        "platform_version": rng.choice(["#31-Ubuntu SMP", "10.0.19045", "Darwin Kernel Version 21.6.0", ""]),
        "python_version": f"3.{minor}", "python_full_version": full,
        "extra": rng.choice(["", "", "a", "b-c"]),
    }


def make_value(rng, variable):
    if variable == "extra":
        return rng.choice(["a", "A", "b-c", "B_C", "d", "d"])
    if variable in TEXT_VARIABLES:
        return rng.choice(["posix", "nt", "linux", "darwin", "win32", "Linux", "x86_64", "arm64", "cpython", "CPython",
                           "linux darwin", "in", ""])
    if variable in EITHER_VARIABLES:
        return rng.choice(["5", "20.1", "21.6.0", "6.8.0-31-generic", "10.0.17763", "Ubuntu", "10.*"])
    if rng.random() < 0.08:
        return rng.choice(["foo", "3.8 foo", "3.x", ""])
    version = f"3.{rng.choice([6, 8, 9, 10, 11, 12, 13])}"
    return version + rng.choice(["", "", "", "", ".0", ".1", ".7", ".*", "rc1", ".0a1", ".dev0", ".0.post1", ".1+x"])


def make_list(rng):
    return rng.choice([" ", ", ", ","]).join(f"3.{rng.randint(6, 13)}" for _ in range(rng.randint(1, 3)))


def make_atom(rng):
    """(variable, operator, value, value on the left)."""
    variable = rng.choice(VERSION_VARIABLES * 3 + RELEASE_VARIABLES * 4 + EITHER_VARIABLES + TEXT_VARIABLES +
                          ("extra",) * 3)
    op = rng.choice(["==", "!=", "<", "<=", ">", ">=", "==", ">=", "<", "~=", "in", "not in", "==="])
    if variable == "extra":
        op = rng.choice(["==", "==", "==", "!=", "!=", "in"])
    value = make_value(rng, variable)
    if variable in VERSION_VARIABLES and op in ("in", "not in") and rng.random() < 0.8:
        value = make_list(rng)
    if op not in ("==", "!=") and rng.random() < 0.9:
        value = value.removesuffix(".*").removesuffix("+x")
    return variable, op, value, rng.random() < 0.15


def print_atom(atom):
    variable, op, value, on_left = atom
    return f"'{value}' {op} {variable}" if on_left else f"{variable} {op} '{value}'"


def make_tree(rng, depth=0):
    if depth == 3 or rng.random() < 0.45:
        return make_atom(rng)
    kind = rng.choice(["and", "or"])
    return [kind] + [make_tree(rng, depth + 1) for _ in range(rng.randint(2, 3))]


def print_tree(tree):
    if isinstance(tree, tuple):
        return print_atom(tree)
    return f" {tree[0]} ".join(print_tree(part) if isinstance(part, tuple) else f"({print_tree(part)})"
                               for part in tree[1:])


def ask(text, environment):
    """packaging's verdict; None where it raises."""
    try:
        return Marker(text).evaluate(environment)
    except (InvalidMarker, UndefinedComparison, KeyError):
        return None


def is_version(text):
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def is_specifier(op, value):
    try:
        Specifier(op + value)
    except InvalidSpecifier:
        return False
    return op != "===" or bool(value)


def release_of(text):
    """Release parts only, with a `.*` kept."""
    return text if text.endswith(".*") else Version(text).base_version


def find_refusal(atom):
    """The rule by which axle's strict reader refuses a comparison that packaging may accept."""
    variable, op, value, on_left = atom
    if variable == "extra":
        return None if op in ("==", "!=") else "extra operators"
    if on_left and op == "~=":
        return "reversed ~="
    if variable in VERSION_VARIABLES:
        if op in ("in", "not in"):
            listed = value.replace(",", " ").split()
            return None if on_left or all(map(is_version, listed)) else "no version"
        return None if is_specifier(op, value) else "no version"
    if op in ("~=", "===") and not (variable in EITHER_VARIABLES and is_specifier(op, value)):
        return "text operators"
    return None


def judge_version_list(atom, environment):
    variable, op, value, _ = atom
    release_only = variable in RELEASE_VARIABLES
    actual = environment[variable].removesuffix("+") if release_only else environment[variable]
    if not is_version(actual):
        return ask(print_atom(atom), environment)
    read = lambda text: Version(Version(text).base_version) if release_only else Version(text)
    listed = any(read(part) == read(actual) for part in value.replace(",", " ").split())
    return listed == (op == "in")


def judge_atom(atom, environment):
    """(axle's verdict, the rule that may make it differ)."""
    variable, op, value, on_left = atom
    plain = ask(print_atom(atom), environment)
    if on_left and op not in ("in", "not in"):
        return judge_atom((variable, MIRRORED.get(op, op), value, False), environment)[0], "mirrored"
    if variable == "platform_version":
        as_release = environment | {"platform_release": environment[variable]}
        return judge_atom(("platform_release", op, value, on_left), as_release)[0], "platform_version"
    if variable not in VERSION_VARIABLES + EITHER_VARIABLES or on_left or op == "===":
        return plain, None
    if op in ("in", "not in"):
        if variable in EITHER_VARIABLES:
            return plain, None
        return judge_version_list(atom, environment), "version lists"
    if variable in RELEASE_VARIABLES:
        released = environment | {variable: release_of(environment[variable].removesuffix("+"))}
        return ask(print_atom((variable, op, release_of(value), False)), released), "release parts"
    if op == "!=" and not is_version(environment[variable]):
        return environment[variable] != value, "unversioned"
    return plain, None


def judge_tree(tree, environment, rules):
    if isinstance(tree, tuple):
        verdict, rule = judge_atom(tree, environment)
        if rule and verdict != ask(print_atom(tree), environment):
            rules.add(rule)
        return verdict
    parts = [judge_tree(part, environment, rules) for part in tree[1:]]
    return all(parts) if tree[0] == "and" else any(parts)


def atoms_of(tree):
    return [tree] if isinstance(tree, tuple) else [atom for part in tree[1:] for atom in atoms_of(part)]


def marker_row(tree, environments):
    text = print_tree(tree)
    verdicts = [ask(text, environment) for environment in environments]
    expected = "".join("!" if verdict is None else "01"[verdict] for verdict in verdicts)
    refusals = {rule for atom in atoms_of(tree) if (rule := find_refusal(atom))}
    if refusals:
        if set(expected) == {"!"}:
            return [text, expected]
        return [text, expected, ",".join(sorted(refusals)), ALWAYS_REFUSED]
    rules = set()
    ours = "".join("01"[judge_tree(tree, environment, rules)] for environment in environments)
    if ours == expected:
        return [text, expected]
    return [text, expected, ",".join(sorted(rules)), ours]


def write_markers(rng, out):
    environments = [make_environment(rng) for _ in range(50)]
    for environment in environments:
        values = [environment[name] for name in ENVIRONMENT_VARIABLES + ("extra",)]
        out.write("@" + "\t".join(values) + "\n")
    for _ in range(4000):
        out.write("\t".join(marker_row(make_tree(rng), environments)) + "\n")


# Names and requirements.

def make_name(rng):
    name = "".join(rng.choices("aBz09-_.", k=rng.randint(1, 8)))
    return spoil(rng, name) if rng.random() < 0.2 else name


def name_row(text):
    valid = re.fullmatch(r"[a-z0-9]|[a-z0-9][a-z0-9._-]*[a-z0-9]", text, re.IGNORECASE | re.ASCII)
    return ["name", escape(text), canonicalize_name(text) if valid else "!"]


def make_requirement(rng):
    blank = lambda: rng.choice(["", "", " "])
    text = rng.choice(["foo", "Foo_Bar", "a.b", "x1", "foo-"])
    if rng.random() < 0.3:
        text += blank() + "[" + rng.choice([",", ", ", " , "]).join(rng.choices(["a", "B_c", "d.e", "a"],
                                                                                k=rng.randint(0, 3))) + "]"
    specifiers = rng.choice([",", " , "]).join(make_specifier(rng) for _ in range(rng.randint(0, 3)))
    text += blank() + rng.choice([specifiers, specifiers, f"({specifiers})", specifiers + rng.choice(["", ","])])
    if rng.random() < 0.4:
        text += blank() + ";" + blank() + "os_name == 'posix'"
    return spoil(rng, text) if rng.random() < 0.2 else text


def describe_requirement(parsed):
    extras = ",".join(sorted({canonicalize_name(extra) for extra in parsed.extras}))
    specifiers = ",".join(sorted({normalize_specifier(part) for part in parsed.specifier}))
    return f"{canonicalize_name(parsed.name)}[{extras}]{specifiers};{'' if parsed.marker is None else parsed.marker}"


def parse_or_none(text):
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def requirement_row(text):
    parsed = parse_or_none(text)
    if parsed is None:
        separated = parse_or_none(re.sub(r"(===\s*[^\s;),]+),", r"\1 ,", text))
        if separated is None or re.search(r",\s*\)?\s*(;|$)", text):
            return ["requirement", escape(text), "!"]
        return ["requirement", escape(text), "!", "comma after ===", describe_requirement(separated)]
    row = ["requirement", escape(text), describe_requirement(parsed)]
    if any(name.endswith("_") for name in {parsed.name} | parsed.extras):
        row += ["trailing _", ALWAYS_REFUSED]
    elif parsed.specifier and re.search(r",\s*\)?\s*(;|$)", text):
        row += ["empty part", ALWAYS_REFUSED]
    elif re.search(r"===\s*($|[,;)])", text):
        row += ["empty ===", ALWAYS_REFUSED]
    return row


def write_texts(rng, out):
    for text in dict.fromkeys(make_name(rng) for _ in range(2000)):
        out.write("\t".join(name_row(text)) + "\n")
    for text in dict.fromkeys(make_requirement(rng) for _ in range(3000)):
        out.write("\t".join(requirement_row(text)) + "\n")


def escape(text):
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    sys.set_int_max_str_digits(0)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, write in (("versions", write_versions), ("memberships", write_memberships),
                        ("markers", write_markers), ("texts", write_texts)):
        with open(arguments.out / f"{name}.tsv", "w", encoding="utf-8", newline="\n") as out:
            out.write(f"# packaging {packaging.__version__}, tools/spec_vectors.py, seed {arguments.seed}\n")
            write(random.Random(f"{name} {arguments.seed}"), out)


if __name__ == "__main__":
    main()
