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
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from marker_vectors import ALWAYS_REFUSED, write_markers


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
