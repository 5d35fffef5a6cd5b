# SPDX-License-Identifier: MIT OR Apache-2.0
"""A place of its own for one end-to-end test: home, working folder, PATH, and nothing else from outside.

Run as root, commands get an unprivileged user: a test must neither be able to change the machine nor pass because
nothing is forbidden to root.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

UNPRIVILEGED = 65534  # nobody
# A process that sets its user itself is a copy of this one first: 20 ms of 30, beside the data of a catalogue.
AS_NOBODY = ("/usr/bin/setpriv", f"--reuid={UNPRIVILEGED}", f"--regid={UNPRIVILEGED}", "--clear-groups")
# The status of a command that did not end, as timeout(1) gives it: one that was to be killed by a signal is another.
STOPPED = 124
# A port that nothing listens on: a command that forgets its index fails instead of reaching a real one.
NO_INDEX = "http://127.0.0.1:9/simple/"


class Sandbox:
    def __init__(self, axle: Path, in_namespace: bool = False):
        """`in_namespace`: root of a user namespace that has no other user, so that commands run as that one."""
        self.as_root = os.geteuid() == 0 and not in_namespace
        self.root = Path(tempfile.mkdtemp(prefix="axle-test-")).resolve()
        self.home, self.work, self.bin = (self.root / name for name in ("home", "work", "bin"))
        for folder in (self.home, self.work, self.bin, self.root / "tmp"):
            folder.mkdir()
        self.root.chmod(0o755)
        if self.as_root:
            # Its own folder may be closed to others. By a process of its own: a copy that this one holds open for
            # writing would be inherited by what another thread starts meanwhile, and be too busy to run.
            subprocess.run(["cp", str(axle), str(self.bin / "axle")], check=True)
        else:
            (self.bin / "axle").symlink_to(axle)
        for folder in (self.home, self.work, self.root / "tmp"):
            self.own(folder)
        self.environment = {
            "HOME": str(self.home),
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "TMPDIR": str(self.root / "tmp"),
            "LC_ALL": "C.UTF-8",
            "AXLE_DEFAULT_INDEX": NO_INDEX,
        }
        if counts := os.environ.get("AXLE_COUNTS"):
            self.count_in(Path(counts))

    def count_in(self, folder: Path) -> None:
        """Lets a program of a build that counts lines leave its counts in a folder where commands may write."""
        folder.mkdir(parents=True, exist_ok=True)
        self.own(folder)
        self.environment["LLVM_PROFILE_FILE"] = str(folder / "%4m.profraw")

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        for parent, folders, _ in os.walk(self.root):
            for name in folders:
                path = Path(parent, name)
                if not path.is_symlink() and not os.access(path, os.W_OK | os.X_OK):
                    path.chmod(0o700)
        shutil.rmtree(self.root)

    def own(self, path: Path) -> None:
        if self.as_root:
            os.chown(path, UNPRIVILEGED, UNPRIVILEGED)

    def write(self, relative: str, data: bytes, mode: int = 0o644) -> Path:
        """Creates a file below the working folder, with the folders above it."""
        path = self.work / relative
        missing = [folder for folder in path.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir()
            self.own(folder)
        path.write_bytes(data)
        path.chmod(mode)
        self.own(path)
        return path

    def start(self, command: list[str], **options) -> subprocess.Popen:
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        options = streams | {"env": self.environment} | options
        if self.as_root and "LD_PRELOAD" in options["env"]:  # which is for the command alone
            options |= {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}
        elif self.as_root:
            command = [*AS_NOBODY, *command]
        return subprocess.Popen(command, cwd=self.work, umask=0o022, **options)

    def run(self, command: list[str], timeout: float = 120) -> subprocess.CompletedProcess:
        process = self.start(command, start_new_session=True)
        try:
            out, error = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, error = process.communicate()
            error += f"(stopped after {timeout} s)\n".encode()
            return subprocess.CompletedProcess(command, STOPPED, out, error)
        return subprocess.CompletedProcess(command, process.returncode, out, error)
