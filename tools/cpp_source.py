# SPDX-License-Identifier: MIT OR Apache-2.0
"""Reads C++ just well enough to check it: blanks comments and literals, finds includes, functions and parameters.

Method: one pass that removes comments and literals, then brace matching that classifies what stands before each
brace. It is no parser; it is exact on code that clang-format has laid out, and tests/tools/cpp_source_test.py says
on which forms it relies.
"""

import re
from dataclasses import dataclass
from pathlib import Path

LITERAL = re.compile(
    r"""//[^\n]*(?:\\\n[^\n]*)*"""
    r"""|/\*.*?\*/"""
    r"""|(?:u8|[uUL])?R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)\""""
    r"""|"(?:\\.|[^"\\\n])*\""""
    r"""|(?<![0-9a-fA-FxX])'(?:\\.|[^'\\\n])+'""",
    re.DOTALL | re.VERBOSE,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"(?P<own>[^"]+)"|<(?P<outside>[^>]+)>)', re.MULTILINE)
CONTROL_WORDS = ("if", "for", "while", "switch", "catch", "else", "do", "try")
LAMBDA = re.compile(
    r"(?<![\w\])])\s*\[[^\[\]]*\]\s*(?:\((?:[^()]|\([^()]*\))*\))?\s*(?:mutable|noexcept)?\s*(?:->[^{]*)?$"
)
NOT_A_NAME = {"noexcept", "decltype", "alignas", "requires", "explicit", "throw", "sizeof", "static_assert"}


@dataclass
class Function:
    name: str
    line: int  # of the name's statement, counted from 1
    lines: int  # from the first line of the head to the closing brace
    parameters: int
    depth: int  # deepest nesting of control blocks and lambdas


def blank(text: str) -> str:
    """Returns `text` with comments gone and literals emptied; every line keeps its number."""

    def replace(match: re.Match) -> str:
        found = match.group(0)
        newlines = "\n" * found.count("\n")
        if found.startswith(("//", "/*")):
            return " " + newlines
        return ("''" if found.endswith("'") else '""') + newlines

    return LITERAL.sub(replace, text)


def includes(text: str) -> list[tuple[int, str, bool]]:
    """All includes as (line, name, is_own): own ones stand in quotes."""
    without_comments = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.DOTALL)
    return [
        (without_comments.count("\n", 0, match.start()) + 1, match["own"] or match["outside"], match["own"] is not None)
        for match in INCLUDE.finditer(without_comments)
    ]


def blank_preprocessor(blanked: str) -> str:
    """Empties directives with their continuation lines: a macro's braces belong to no function."""
    return re.sub(
        r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m.group(0).count("\n"), blanked, flags=re.MULTILINE
    )


def split_top_level(text: str) -> list[str]:
    """Splits at commas that stand outside of all brackets; `<` counts where it opens template arguments."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        if char in "([{" or (char == "<" and i and re.match(r"\w", text[i - 1])):
            depth += 1
        elif char in ")]}" or (char == ">" and depth and text[i - 1] not in "-="):
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip() and part.strip() != "void"]


def parameter_list(head: str) -> tuple[str, str] | None:
    """Finds (name, text between the parentheses) of the function that `head` declares."""
    position = 0
    while (opening := head.find("(", position)) >= 0:
        closing = matching(head, opening)
        before = re.search(r"(operator\s*(?:\(\)|[^\w\s(]+|\s\w+)|~?[A-Za-z_]\w*|\])\s*$", head[:opening])
        if re.search(r"\boperator\s*$", head[:opening]):
            position = closing + 1
            second = head.find("(", position)
            return ("operator()", head[second + 1 : matching(head, second)]) if second >= 0 else None
        if before and before.group(1) not in NOT_A_NAME:
            return before.group(1), head[opening + 1 : closing]
        position = closing + 1
    return None


def matching(text: str, opening: int) -> int:
    depth = 0
    for i in range(opening, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    return len(text)


def kind_of_block(head: str, inside_function: bool) -> str:
    """Says what the brace after `head` opens: scope, function, control, lambda or value."""
    head = re.sub(r"\[\[.*?\]\]|alignas\s*\([^)]*\)", " ", head).strip()
    last_word = re.search(r"[A-Za-z_]\w*$", head)
    if inside_function:
        if re.search(r"(?:^|[^\w])(?:%s)\b" % "|".join(CONTROL_WORDS), head) and (head.endswith(")") or last_word):
            return "control"
        return "lambda" if LAMBDA.search(head) else "value"
    if re.search(r"\bnamespace\b", head) or re.fullmatch(r'extern\s*""', head):
        return "scope"
    plain = strip_template(head).strip()
    if re.match(r"enum\b", plain):
        return "value"
    if re.match(r"(?:typedef\s+)?(?:class|struct|union)\b", plain) and "(" not in re.sub(r"<.*>", "", plain):
        return "scope"
    if "(" not in head:
        return "value"
    if re.search(r"\)\s*(?:noexcept\s*)?:[^:]", head) and last_word and last_word.group(0) not in ("const", "noexcept"):
        return "value"
    outside, flat = None, plain
    while outside != flat:  # innermost parentheses first: default arguments are no initialiser
        outside, flat = flat, re.sub(r"\([^()]*\)", "", flat)
    if re.search(r"(?<![=!<>+\-*/%&|^])=[^=]*$", flat) and "operator" not in flat:
        return "function" if LAMBDA.search(head) else "value"
    return "function"


def functions(text: str) -> list[Function]:
    """All function bodies of a file, lambdas at namespace scope included."""
    code = blank_preprocessor(blank(text))
    found: list[Function] = []
    stack: list[tuple[str, str, int]] = []  # kind, head, position where the head starts
    start, deepest = 0, 0
    for i, char in enumerate(code):
        if char == "{":
            inside = any(kind == "function" for kind, _, _ in stack)
            kind = kind_of_block(code[start:i], inside)
            stack.append((kind, code[start:i], start))
            if kind == "function":
                deepest = 0
            deepest = max(deepest, sum(k in ("control", "lambda") for k, _, _ in stack))
            if kind != "value":
                start = i + 1
        elif char == "}" and stack:
            kind, head, head_start = stack.pop()
            if kind == "function":
                found.append(describe(code, head, head_start, i, deepest))
            start = i + 1 if kind != "value" else start
        elif char == ";" and (not stack or stack[-1][0] != "value") and not inside_parentheses(code, start, i):
            start = i + 1
        elif char == ":" and re.search(r"(?:public|private|protected|default|case\b[^?:]*)\s*$", code[start:i]):
            start = i + 1 if code[i : i + 2] != "::" and code[i - 1] != ":" else start
    return found


def inside_parentheses(code: str, start: int, end: int) -> bool:
    return code.count("(", start, end) > code.count(")", start, end)


def describe(code: str, head: str, head_start: int, end: int, depth: int) -> Function:
    leading = len(head) - len(head.lstrip())
    first = code.count("\n", 0, head_start + leading) + 1
    last = code.count("\n", 0, end) + 1
    named = parameter_list(strip_template(head))
    name, parameters = named if named else ("(unnamed)", "")
    return Function(name, first, last - first + 1, len(split_top_level(parameters)), depth)


def strip_template(head: str) -> str:
    head = re.sub(r"\[\[.*?\]\]", " ", head)
    if not head.lstrip().startswith("template"):
        return head
    opening, depth = head.find("<"), 0
    for i in range(opening, len(head)):
        depth += (head[i] == "<") - (head[i] == ">" and head[i - 1] != "-")
        if depth == 0:
            return strip_template(head[i + 1 :])
    return head


def declarations(text: str) -> list[Function]:
    """Functions that a header declares without a body, for the count of their parameters."""
    code = blank_preprocessor(blank(text))
    found = []
    for match in re.finditer(r"(?:^|(?<=[;{}:]))([^;{}]*\([^;{}]*\)[^;{}()=]*(?:=\s*(?:0|default|delete)\s*)?);", code):
        head = match.group(1)
        named = parameter_list(strip_template(head))
        looks_like_call = re.match(r"\s*(?:return|static_assert|using|if|for|while|throw|delete)\b", head)
        if not named or looks_like_call:
            continue
        up_to_name = head[: head.find(named[0]) + len(named[0])]
        if re.search(r"[\w>&*\]]\s+[&*]*~?[\w:]+\s*$", up_to_name):
            leading = len(head) - len(head.lstrip())
            line = code.count("\n", 0, match.start(1) + leading) + 1
            found.append(Function(named[0], line, 0, len(split_top_level(named[1])), 0))
    return found


def project_files(root: Path) -> list[Path]:
    """Every file below `root` that is ours: what git would track, or everything outside hidden and build folders."""
    import subprocess

    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"], capture_output=True, check=False
    )
    if listing.returncode == 0 and (root / ".git").exists():
        names = [name for name in listing.stdout.decode().split("\0") if name]
    else:
        names = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
        names = [name for name in names if not re.match(r"(?:build|\.git)/", name) and "__pycache__" not in name]
    return sorted(path for path in (Path(name) for name in set(names)) if (root / path).is_file())
