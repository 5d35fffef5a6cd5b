# SPDX-License-Identifier: MIT OR Apache-2.0
"""The checker that judges the fault tests must itself notice every kind of damage."""

import base64
import hashlib
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from env_fsck import check_environment, check_strays  # noqa: E402 (the path comes first)


class EnvFsckTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.environment = Path(self.folder.name)
        self.site = self.environment / "lib/python3.11/site-packages"
        self.write("../../../pyvenv.cfg", "home = /usr/bin\n")
        self.python = self.environment / "bin/python"
        self.python.parent.mkdir()
        self.python.symlink_to(sys.executable)
        self.write("foo.py", "x = 1\n")
        self.write("foo-1.0.dist-info/METADATA", "{}")
        self.write("foo-1.0.dist-info/WHEEL", "{}")
        self.write("foo-1.0.dist-info/RECORD", self.record())

    def record(self) -> str:
        """The rows with right digests, without the script."""
        rows = []
        for name in ("foo.py", "foo-1.0.dist-info/METADATA", "foo-1.0.dist-info/WHEEL"):
            data = (self.site / name).read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append(f"{name},sha256={digest},{len(data)}\n")
        return "".join(rows) + "foo-1.0.dist-info/RECORD,,\n"

    def write(self, name: str, text: str) -> Path:
        path = self.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def assert_found(self, part: str):
        problems = check_environment(self.environment)
        self.assertTrue(any(part in problem for problem in problems), f"{part!r} is not in {problems}")

    def test_finds_nothing_wrong_with_a_sound_environment(self):
        self.write("__pycache__/foo.cpython-311.pyc", "byte code")
        self.assertEqual(check_environment(self.environment), [])

    def test_finds_scripts_and_data_that_nobody_owns(self):
        for name in ("bin/python3", "bin/activate.fish", "bin/stray", "share/stray.txt"):
            (self.environment / name).parent.mkdir(exist_ok=True)
            (self.environment / name).write_text("")
        said = [f"{name}: no RECORD names it" for name in ("bin/stray", "share/stray.txt")]
        self.assertEqual(sorted(check_strays(self.environment)), said)

    def test_finds_a_missing_file(self):
        (self.site / "foo.py").unlink()
        self.assert_found("foo.py: No such file")

    def test_finds_another_size(self):
        self.write("foo.py", "x = 12\n")
        self.assert_found("foo.py: 7 bytes, RECORD says 6")

    def test_finds_another_content_of_the_same_size(self):
        self.write("foo.py", "x = 2\n")
        self.assert_found("its digest is not RECORD's")

    def test_finds_a_missing_record(self):
        (self.site / "foo-1.0.dist-info/RECORD").unlink()
        self.assert_found("no RECORD")

    def test_finds_missing_metadata(self):
        (self.site / "foo-1.0.dist-info/METADATA").unlink()
        self.assert_found("no METADATA")

    def test_finds_two_distributions_of_one_project(self):
        self.write("Foo-2.0.dist-info/METADATA", "{}")
        self.assert_found("a second distribution")

    def test_finds_a_file_that_nobody_owns(self):
        self.write("orphan.py", "")
        self.assert_found("orphan.py: no RECORD names it")

    def test_finds_byte_code_without_its_source(self):
        self.write("__pycache__/gone.cpython-311.pyc", "")
        self.assert_found("no RECORD names it")

    def test_finds_an_empty_folder(self):
        (self.site / "empty").mkdir()
        self.assert_found("an empty folder")

    def test_finds_that_there_is_no_python(self):
        self.python.unlink()
        self.assert_found("bin/python leads nowhere")
        self.python.symlink_to("python4")
        self.assert_found("bin/python leads nowhere")
        (self.environment / "pyvenv.cfg").unlink()
        self.assert_found("no pyvenv.cfg")
        self.assertEqual(check_environment(self.environment, has_python=False), [])

    def test_finds_what_a_change_left(self):
        (self.environment / ".axle-change").mkdir()
        self.assert_found(".axle-change: left of a change")

    def test_finds_a_script_that_cannot_run(self):
        script = self.environment / "bin/foo"
        script.write_text("#!/nowhere/python\n")
        script.chmod(0o755)
        self.write("foo-1.0.dist-info/RECORD", self.record() + "../../../bin/foo,sha256=,\n")
        self.assert_found("its interpreter /nowhere/python is not there")
        script.chmod(0o644)
        self.assert_found("cannot be executed")


if __name__ == "__main__":
    unittest.main()
