# SPDX-License-Identifier: MIT OR Apache-2.0
"""F45: programs that are called Python and print junk, too much or nothing, hang, crash, or leave others behind.

Two kinds: a script, as version managers put in the place of Python, and a real Python that is made to run something
else before it looks at what it was asked.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bounds_lab import Bound

VENV = ("venv", "--python", "fake/bin/python", "made")
WAITS = (9.5, 14)
BROKEN = "error: `[WORK]/fake/bin/python` is not a Python interpreter, or a broken one: {}\n\nhint: name a Python with "
BROKEN += "`--python`: a version such as `3.12`, or a path\n"
FAILED = "error: cannot run `[WORK]/fake/bin/python`\n  cause: `[WORK]/fake/bin/python` {}\n"
SILENT = BROKEN.format("it printed no answer")
SECRET = "s3cret"
OUT, ERROR = "import posix\nposix.write(1, {})\n", "import posix\nposix.write(2, {})\n"
EXIT = "posix._exit({})\n"
SLEEP = "import time\ntime.sleep(1000000)\n"
# Asks the real Python the same question, and hands on its answer with one folder of environments changed.
LIE = """import posix
file = posix.open('/proc/self/cmdline', posix.O_RDONLY)
question = posix.read(file, 1 << 20).split(b'\\0')[1:-1]
end, start = posix.pipe()
if posix.fork() == 0:
    posix.dup2(start, 1)
    posix.execv({real!r}, [{real!r}, *question])
posix.close(start)
answer = b''
while part := posix.read(end, 65536):
    answer += part
head, key, tail = answer.partition(b'"venv_scheme":')
posix.write(1, head + key + tail.replace({told!r}, {lie!r}, 1))
"""
FOREVER = "import posix\nwhile True: posix.write({}, b'x' * 65536)\n"


def script(text: str) -> Callable[[Path], None]:
    def make(work: Path) -> None:
        folder = work / "fake" / "bin"
        folder.mkdir(parents=True)
        (folder / "python").write_text(f"#!/bin/sh\n{text}\n")
        (folder / "python").chmod(0o755)

    return make


def program(text: str) -> Callable[[Path], None]:
    """A Python whose first import is this."""

    def make(work: Path) -> None:
        folder, version = work / "fake" / "bin", f"python{sys.version_info.major}.{sys.version_info.minor}"
        library = work / "fake" / "lib" / version
        (library / "lib-dynload").mkdir(parents=True)
        folder.mkdir()
        shutil.copy(Path(sys.executable).resolve(), folder / "python")
        (library / "os.py").write_text("")
        (library / "encodings").mkdir()
        (library / "encodings" / "__init__.py").write_text(text)

    return make


def scripts() -> Iterator[Bound]:
    rows = {
        "junk": ("echo junk", BROKEN.format("it does not name its executable")),
        "empty": ("", SILENT),
        "lines": ("printf '/bin/true\\n/bin/false\\n'", BROKEN.format("it does not name its executable")),
        "secret": (
            f"echo 'no https://me:{SECRET}@index.example/simple/' >&2; exit 1",
            BROKEN.format("it ended with status 1: no https://me:****@index.example/simple/"),
        ),
        "control": (
            "printf '\\033]0;evil\\007' >&2; exit 1",
            BROKEN.format("it ended with status 1: \\x1b]0;evil\\x07"),
        ),
        "killed": ("kill -9 $$", BROKEN.format("it ended with status 137")),
        "itself": ('echo "$0"', "error: cannot use `[WORK]/fake/bin/python`: it leads from script to script\n"),
        "flood": ("exec yes", FAILED.format("wrote more than 1.0MiB to standard output")),
        "flood-error": ("exec yes >&2", FAILED.format("wrote more than 1.0MiB to standard error")),
        "child": ("sleep 1000000 & echo junk", BROKEN.format("it does not name its executable")),
    }
    for name, (text, says) in rows.items():
        yield Bound(
            f"interpreters-script-{name}", VENV, says, 2, files=script(text), hides=SECRET, memory_mib=64, seconds=2
        )
    yield Bound(
        "interpreters-script-hangs",
        VENV,
        FAILED.format("did not finish within 10 s"),
        2,
        files=script("trap '' TERM INT HUP; while :; do sleep 1000; done"),
        memory_mib=64,
        waits=WAITS,
    )


def programs() -> Iterator[Bound]:
    odd = "error: cannot use `[WORK]/fake/bin/python`: its answer is not understood\n"
    rows = {
        "junk": (OUT.format("b'junk\\n'") + EXIT.format(0), odd),
        "zero": (OUT.format("b'\\0' * 100") + EXIT.format(0), odd),
        "depth": (OUT.format("b'[' * 60000") + EXIT.format(0), odd),
        "empty": ("import posix\n" + EXIT.format(0), SILENT),
        "large": (OUT.format("b'{\"a\": \"' + b'x' * 2000000 + b'\"}'") + EXIT.format(0), "wrote more than 1.0MiB"),
        "flood": (FOREVER.format(1), FAILED.format("wrote more than 1.0MiB to standard output")),
        "flood-error": (FOREVER.format(2), FAILED.format("wrote more than 1.0MiB to standard error")),
        "secret": (
            ERROR.format(f"b'no https://me:{SECRET}@index.example/\\n'") + EXIT.format(1),
            BROKEN.format("it ended with status 1: no https://me:****@index.example/"),
        ),
        "child": (
            OUT.format("b'junk\\n'")
            + f"if posix.fork() == 0:\n    {SLEEP.replace(chr(10), chr(10) + '    ')}\n"
            + EXIT.format(0),
            odd,
        ),
    }
    for name, (text, says) in rows.items():
        yield Bound(
            f"interpreters-program-{name}", VENV, says, 2, files=program(text), hides=SECRET, memory_mib=64, seconds=2
        )
    wrong = "error: cannot use `[WORK]/fake/bin/python`: the field `{}` of its answer is missing or wrong\n"
    lies = {
        "empty": (b'"purelib":"', b'"purelib":"","x":"', "purelib"),
        "root": (b'"platlib":"', b'"platlib":"/","x":"', "platlib"),
        "outside": (b'"scripts":"', b'"scripts":"/../../evil","x":"', "scripts"),
        "relative": (b'"scripts":"', b'"scripts":"evil","x":"', "scripts"),
        "zero": (b'"purelib":"', b'"purelib":"/lib\\u0000","x":"', "purelib"),
    }
    real = "/usr/bin/python3"  # which the unprivileged user may run, wherever the tests' own lies
    for name, (told, lie, field) in lies.items():
        text = LIE.format(real=real, told=told, lie=lie) + EXIT.format(0)
        yield Bound(
            f"interpreters-program-lies-{name}",
            VENV,
            wrong.format(field),
            2,
            files=program(text),
            memory_mib=64,
            seconds=2,
        )
    late = FAILED.format("did not finish within 10 s")
    for name, text in (("hangs", SLEEP), ("closes", f"import posix\nposix.close(1)\nposix.close(2)\n{SLEEP}")):
        yield Bound(f"interpreters-program-{name}", VENV, late, 2, files=program(text), memory_mib=64, waits=WAITS)


def bounds() -> Iterator[Bound]:
    yield from scripts()
    yield from programs()
