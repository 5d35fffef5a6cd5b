#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
# Writes what `packaging` says of the tags of interpreters: one file for each, read by tests/unit/spec/tag_test.cpp.
#
# Usage:   make_tags.py NAME              the interpreter that runs it (packaging >= 26.3 on its path)
#          make_tags.py --simulated       interpreters of other systems, by telling packaging what it would find there
# Form:    `key: value` lines with the facts, `platform:` lines in order, then the tags in order, where a row
#          `cp311-cp311-*` stands for that pair with every platform, in the order given.
import os
import pathlib
import sys
import sysconfig

import packaging
from packaging import _manylinux, _musllinux, tags

FOLDER = pathlib.Path(__file__).resolve().parent


def compress(listed, platforms):
    rows = []
    position = 0
    while position < len(listed):
        tag = listed[position]
        run = [t.platform for t in listed[position : position + len(platforms)] if (t.interpreter, t.abi) == (tag.interpreter, tag.abi)]
        if run == platforms:
            rows.append(f"{tag.interpreter}-{tag.abi}-*")
            position += len(platforms)
        else:
            rows.append(str(tag))
            position += 1
    return rows


def write(name, facts, listed, platforms):
    lines = [f"# packaging {packaging.__version__}, make_tags.py"]
    lines += [f"{key}: {value}" for key, value in facts.items()]
    lines += [f"platform: {platform}" for platform in platforms]
    lines += compress(listed, platforms)
    (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n")


def write_running(name):
    libc, version = os.confstr("CS_GNU_LIBC_VERSION").split()
    facts = {
        "origin": "running interpreter",
        "implementation": sys.implementation.name,
        "version": ".".join(map(str, sys.version_info[:3])),
        "abi_flags": sys.abiflags,
        "soabi": sysconfig.get_config_var("SOABI"),
        "free_threaded": int(bool(sysconfig.get_config_var("Py_GIL_DISABLED"))),
        "debug": int(bool(sysconfig.get_config_var("Py_DEBUG"))),
        "system": "linux",
        "machine": os.uname().machine,
        "libc": f"{libc} {version}",
        "os": "0.0",
        "pointer_32bit": int(sys.maxsize <= 2**32),
    }
    write(name, facts, list(tags.sys_tags()), list(tags.platform_tags()))


def linux_platforms(machine, libc, pointer_32bit):
    name, _, version = libc.partition(" ")
    numbers = tuple(map(int, version.split(".")))
    _manylinux._get_glibc_version = lambda: _manylinux._GLibCVersion(*(numbers if name == "glibc" else (-1, -1)))
    _manylinux._have_compatible_abi = lambda executable, archs: (
        name == "glibc" and ("armv7l" in archs or "i686" in archs or any(a in _manylinux._ALLOWED_ARCHS for a in archs)))
    _musllinux._get_musl_version = lambda executable: (
        _musllinux._MuslVersion(*numbers) if name == "musl" else None)
    sysconfig.get_platform = lambda: f"linux-{machine}"
    return list(tags._linux_platforms(is_32bit=pointer_32bit))


def simulated_platforms(facts):
    system, machine = facts["system"], facts["machine"]
    if system == "linux":
        return linux_platforms(machine, facts["libc"], bool(facts["pointer_32bit"]))
    if system == "macos":
        version = tuple(map(int, facts["os"].split(".")))
        return list(tags.mac_platforms(version, machine))
    return [{"amd64": "win_amd64", "arm64": "win_arm64", "x86": "win32"}[machine]]


def simulated_tags(facts, platforms):
    version = tuple(map(int, facts["version"].split(".")[:2]))
    digits = "".join(map(str, version))
    if facts["implementation"] == "cpython":
        settings = {"Py_DEBUG": facts["debug"], "Py_GIL_DISABLED": facts["free_threaded"],
                    "WITH_PYMALLOC": 1 if "m" in facts["abi_flags"] else 0}
        tags._get_config_var = lambda name, warn=False: settings.get(name)
        abis = tags._cpython_abis(version)
        listed = list(tags.cpython_tags(version, abis, platforms))
        return listed + list(tags.compatible_tags(version, "cp" + digits, platforms))
    tags._get_config_var = lambda name, warn=False: "." + facts["soabi"] + "-x86_64-linux-gnu.so"
    short = tags.INTERPRETER_SHORT_NAMES.get(facts["implementation"], facts["implementation"])
    listed = list(tags.generic_tags(short + digits, None, platforms))
    interpreter = "pp3" if short == "pp" else None
    return listed + list(tags.compatible_tags(version, interpreter, platforms))


def write_simulated():
    base = {"implementation": "cpython", "version": "3.12.1", "abi_flags": "", "soabi": "", "free_threaded": 0,
            "debug": 0, "system": "linux", "machine": "x86_64", "libc": "none 0.0", "os": "0.0", "pointer_32bit": 0}
    for name, changes in {
        "cp313t-manylinux-x86_64": {"version": "3.13.0", "free_threaded": 1, "abi_flags": "t", "libc": "glibc 2.36"},
        "cp312d-manylinux-x86_64": {"debug": 1, "abi_flags": "d", "libc": "glibc 2.17"},
        "cp37m-manylinux-x86_64": {"version": "3.7.9", "abi_flags": "m", "libc": "glibc 2.31"},
        "cp312-manylinux-aarch64": {"machine": "aarch64", "libc": "glibc 2.39"},
        "cp312-manylinux-armv8l": {"machine": "aarch64", "pointer_32bit": 1, "libc": "glibc 2.28"},
        "cp312-manylinux-i686": {"pointer_32bit": 1, "libc": "glibc 2.12"},
        "cp312-manylinux-riscv64": {"machine": "riscv64", "libc": "glibc 2.41"},
        "cp312-linux-mips": {"machine": "mips", "libc": "glibc 2.31"},
        "cp312-musllinux-x86_64": {"libc": "musl 1.2"},
        "cp313t-musllinux-aarch64": {"version": "3.13.2", "free_threaded": 1, "abi_flags": "t", "machine": "aarch64",
                                     "libc": "musl 1.2"},
        "cp312-macos14-arm64": {"system": "macos", "machine": "arm64", "os": "14.2"},
        "cp39-macos13-x86_64": {"version": "3.9.6", "system": "macos", "machine": "x86_64", "os": "13.0"},
        "cp38-macos10_15-x86_64": {"version": "3.8.2", "system": "macos", "machine": "x86_64", "os": "10.15"},
        "cp312-windows-amd64": {"system": "windows", "machine": "amd64"},
        "cp313t-windows-arm64": {"version": "3.13.1", "free_threaded": 1, "abi_flags": "t", "system": "windows",
                                 "machine": "arm64"},
        "cp310-windows-x86": {"version": "3.10.0", "system": "windows", "machine": "x86", "pointer_32bit": 1},
        "pp310-manylinux-x86_64": {"implementation": "pypy", "version": "3.10.14", "soabi": "pypy310-pp73",
                                   "libc": "glibc 2.36"},
    }.items():
        facts = {"origin": "simulated", **base, **changes}
        platforms = simulated_platforms(facts)
        write(name, facts, simulated_tags(facts, platforms), platforms)


if __name__ == "__main__":
    write_simulated() if sys.argv[1] == "--simulated" else write_running(sys.argv[1])
