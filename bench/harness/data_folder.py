# SPDX-License-Identifier: MIT OR Apache-2.0
"""Where things lie in the bench data folder, and the unpacking of a recording into it.

The folder should be on tmpfs: on ext4 without a journal, creating a file after a few thousand deletions costs
twenty times more, and the benchmark would measure that.
"""

import os
import shutil
import tarfile
from pathlib import Path

K_SETS = ("trio", "jupyter", "stack")
K_PLAIN_SET = "plain"
K_PLAIN_REQUIREMENTS = ("httpx", "rich")


class DataFolder:
    """Paths below one root. Nothing is created before it is asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tools = root / "tools"
        self.recording = root / "recording"
        self.wheels = root / "wheels"
        self.served = root / "served"
        self.certificates = root / "certificates"
        self.server = root / "server"
        self.requirements = root / "requirements"
        self.programs = root / "programs"
        self.runs = root / "runs"

    def set_input(self, name: str) -> Path:
        """What a person would ask for."""
        if name == K_PLAIN_SET:
            return self.requirements / f"{name}.in"
        return self.recording / "sets" / f"{name}.in"

    def set_pins(self, name: str) -> Path:
        """The same set, every package with its version, for the bench's interpreter."""
        return self.requirements / f"{name}.txt"

    def recorded_sets(self) -> list[str]:
        """The sets that came with the recording, those of the everyday cases first."""
        others = sorted(path.stem for path in (self.recording / "sets").glob("*.in") if path.stem not in K_SETS)
        return [*K_SETS, *others]

    def set_python(self, name: str) -> str:
        """The Python that a recorded set was resolved for, as `3.12`: `SET-3.12.txt` lies beside `SET.in`."""
        (pins,) = (self.recording / "sets").glob(f"{name}-3.*.txt")
        return pins.stem.rpartition("-")[2]

    def wheel_names(self) -> list[str]:
        if not self.wheels.is_dir():
            return []
        return sorted(entry.name for entry in self.wheels.iterdir() if entry.name.endswith(".whl"))


def default_root() -> Path:
    return Path(os.environ.get("AXLE_BENCH_DIR") or "/dev/shm/axle-bench")


def unpack_recording(archive: Path, data: DataFolder) -> str:
    """Unpacks unless this very archive is there already. Returns the archive's stamp.

    Wheels that came with the recording (bench/record keeps them) move to the others.
    """
    status = archive.stat()
    stamp = f"{status.st_size} {status.st_mtime_ns}"
    stamp_file = data.root / "recording.stamp"
    if stamp_file.is_file() and stamp_file.read_text() == stamp:
        return stamp
    if data.recording.exists():
        shutil.rmtree(data.recording)
    data.recording.mkdir(parents=True)
    with tarfile.open(archive) as archive_file:
        archive_file.extractall(data.recording)
    data.requirements.mkdir(exist_ok=True)
    data.wheels.mkdir(exist_ok=True)
    for wheel in (data.recording / "wheels").glob("*.whl"):
        wheel.replace(data.wheels / wheel.name)
    data.set_input(K_PLAIN_SET).write_text("\n".join(K_PLAIN_REQUIREMENTS) + "\n")
    stamp_file.write_text(stamp)
    return stamp


def file_system_type(path: Path) -> str:
    """The type of the mount that holds `path`, from /proc/mounts; empty where there is none."""
    best = ("", "")
    for line in Path("/proc/mounts").read_text().splitlines():
        _, mount_point, kind = line.split()[:3]
        holds = path == Path(mount_point) or Path(mount_point) in path.parents
        if holds and len(mount_point) >= len(best[0]):
            best = (mount_point, kind)
    return best[1]
