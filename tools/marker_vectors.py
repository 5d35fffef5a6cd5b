# SPDX-License-Identifier: MIT OR Apache-2.0
"""Generated markers and what `packaging` says of them, for spec_vectors.py.

Where axle differs on purpose (docs/deviations.md) its own verdict is worked out here: judge_tree().
"""

from packaging.markers import InvalidMarker, Marker, UndefinedComparison
from packaging.specifiers import InvalidSpecifier, Specifier
from packaging.version import InvalidVersion, Version

RELEASE_VARIABLES = ("python_version", "python_full_version")
VERSION_VARIABLES = RELEASE_VARIABLES + ("implementation_version",)
EITHER_VARIABLES = ("platform_release", "platform_version")
TEXT_VARIABLES = ("os_name", "sys_platform", "platform_machine", "platform_python_implementation",
                  "platform_system", "implementation_name")
ENVIRONMENT_VARIABLES = ("os_name", "sys_platform", "platform_machine", "platform_python_implementation",
                         "platform_release", "platform_system", "platform_version", "python_version",
                         "python_full_version", "implementation_name", "implementation_version")
ALWAYS_REFUSED = "refused"
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


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
