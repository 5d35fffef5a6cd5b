# SPDX-License-Identifier: MIT OR Apache-2.0
"""Starts one command and measures it: wall and CPU time of a direct child, or the peak memory of its tree.

Time and memory are taken in different runs. Linux carries the peak of the memory image that called exec over to
the new program, so a direct child of this interpreter never shows less than the interpreter's own size. For
memory, a small shell forks in the background and ends; the kernel hands the orphan to us
(PR_SET_CHILD_SUBREAPER); only then it is released to become the command, since a shell may reap what ends before
it does. wait4 reports the command and those of its children that it waited for.
"""

import ctypes
import fcntl
import os
import time
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_ORPHAN_SCRIPT = '{ read -r released <&4; exec "$@" 3>&- 4<&-; } & echo $! >&3'
_PID_DESCRIPTOR, _RELEASE_DESCRIPTOR = 3, 4  # those of the script
_OUTPUT_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True)
class Finished:
    """`seconds` is wall time, `cpu_seconds` user and system time of the tree, `peak_bytes` as the file says."""

    exit_code: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def run_timed(command: list[str], environment: dict[str, str], output: Path) -> Finished:
    """Runs it as a direct child with both streams in the file `output`; `peak_bytes` is 0."""
    actions = _file_actions(output)
    begin = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environment, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - begin
    return Finished(os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, 0)


def run_for_peak(command: list[str], environment: dict[str, str], output: Path) -> Finished:
    """Runs it as an orphan of a small shell and reports its peak memory; times are those of the orphan."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    pid_reader, pid_writer = os.pipe()
    release_reader, release_writer = os.pipe()
    pid_writer, release_reader = _move_up(pid_writer), _move_up(release_reader)
    actions = [*_file_actions(output), (os.POSIX_SPAWN_DUP2, pid_writer, _PID_DESCRIPTOR),
               (os.POSIX_SPAWN_DUP2, release_reader, _RELEASE_DESCRIPTOR)]
    shell = ["/bin/sh", "-c", _ORPHAN_SCRIPT, "sh", *command]
    shell_pid = os.posix_spawn(shell[0], shell, environment, file_actions=actions)
    os.close(pid_writer)
    os.close(release_reader)
    os.wait4(shell_pid, 0)
    with os.fdopen(pid_reader) as reader:
        pid = int(reader.readline())
    begin = time.perf_counter()
    os.close(release_writer)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - begin
    exit_code = os.waitstatus_to_exitcode(status)
    return Finished(exit_code, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _move_up(descriptor: int) -> int:
    """The same pipe end under a number that the script's own descriptors cannot overwrite."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved


def _file_actions(output: Path) -> list[tuple]:
    return [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(output), _OUTPUT_FLAGS, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
