# SPDX-License-Identifier: MIT OR Apache-2.0
"""The checker that judges the fault tests must itself notice every kind of damage."""

import base64
import hashlib
import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from env_fsck import check_environment, check_python, check_strays  # noqa: E402 (the path comes first)


class EnvFsckTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.environment = Path(self.folder.name)
        self.site = self.environment / "lib/python3.11/site-packages"
        self.say_home(Path(sys.executable).parent)
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

    def say_home(self, home: Path):
        self.write("../../../pyvenv.cfg", f"home = {home}\n")

    def make_program(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
        return path

    def lead_python(self, target: Path | str):
        self.python.unlink()
        self.python.symlink_to(target)

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

    def test_finds_that_python_is_a_folder(self):
        self.python.unlink()
        self.python.mkdir()
        self.assert_found("bin/python is no program")

    def test_finds_that_python_leads_to_a_folder(self):
        self.lead_python("/usr/bin")
        self.assert_found("bin/python is no program")

    def test_finds_that_python_cannot_be_executed(self):
        self.lead_python(self.make_program(self.environment / "base/python3"))
        self.say_home(self.environment / "base")
        self.assertEqual(check_python(self.environment), [])
        (self.environment / "base/python3").chmod(0o644)
        self.assert_found("bin/python is no program")

    def test_finds_the_link_of_one_python_beside_the_home_of_another(self):
        self.lead_python(self.make_program(self.environment / "one/bin/python3.11"))
        self.make_program(self.environment / "other/bin/python3.11")
        home = self.environment / "other/bin"
        self.say_home(home)
        led = os.path.realpath(self.environment / "one/bin")
        self.assert_found(f"bin/python leads to {led}, pyvenv.cfg says home is {home}")

    def test_finds_that_no_home_is_named(self):
        for text in ("homes = /usr/bin\n", "home =\n", "home = /usr/bin\0\n"):
            self.write("../../../pyvenv.cfg", text)
            self.assert_found("pyvenv.cfg: it names no home")

    def test_finds_that_the_home_is_its_own(self):
        self.say_home(self.python.parent)
        self.assert_found("pyvenv.cfg: home is the environment's own bin")

    def test_takes_each_folder_that_the_links_pass_for_the_home(self):
        """As /usr/bin/python3 leads to python3.11, and a link of a package manager to where it keeps versions."""
        program = self.make_program(self.environment / "kept/3.11/bin/python3.11")
        (self.environment / "linked").mkdir()
        (self.environment / "linked/python3.11").symlink_to(program)
        (self.environment / "linked/python3").symlink_to("python3.11")
        (self.environment / "alias").symlink_to("linked")
        self.lead_python("python3")
        (self.python.parent / "python3").symlink_to(self.environment / "linked/python3")
        for home in ("kept/3.11/bin", "linked", "alias"):
            self.say_home(self.environment / home)
            self.assertEqual(check_python(self.environment), [], home)

    def test_takes_a_copy_where_the_home_has_a_python(self):
        self.python.unlink()
        self.make_program(self.python)
        self.make_program(self.environment / "empty/python3-config")
        self.assertEqual(check_python(self.environment), [])
        self.say_home(self.environment / "empty")
        self.assert_found("no Python is in its home")

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
