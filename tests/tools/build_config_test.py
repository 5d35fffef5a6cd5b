# SPDX-License-Identifier: MIT OR Apache-2.0
"""cmake/build_config.cmake takes the default index from the option, then from the system's pip, or stops."""

import subprocess
import unittest

from temporary_tree import ROOT, TemporaryTreeTest

PROJECT = """cmake_minimum_required(VERSION 3.25)
project(try VERSION 1.2.3 LANGUAGES NONE)
set(AXLE_LINK shared)
include(cmake/build_config.cmake)
"""
PIP = "usr/lib/python3/dist-packages/pip/_internal/models/index.py"


class DefaultIndexTest(TemporaryTreeTest):
    def setUp(self) -> None:
        super().setUp()
        self.write("CMakeLists.txt", PROJECT)
        (self.root / "cmake").symlink_to(ROOT / "cmake")

    def configure(self, *options: str) -> tuple[int, str]:
        """Configures; returns the status and what was said, in one line."""
        command = ["cmake", "-S", self.root, "-B", self.root / "out", f"-DAXLE_SYSTEM_ROOT={self.root}", *options]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        return result.returncode, " ".join((result.stdout + result.stderr).split())

    def header(self) -> str:
        return (self.root / "out/generated/axle_build_config.hpp").read_text()

    def test_the_index_of_the_system_pip_is_compiled_in(self) -> None:
        self.write(PIP, 'x = 1\nPyPI = PackageIndex("https://index.example/", file_storage_domain="files.example")\n')
        self.assertEqual(self.configure()[0], 0)
        self.assertIn('k_default_index = "https://index.example/simple"', self.header())
        self.assertIn('k_version = "1.2.3"', self.header())

    def test_the_option_wins_over_the_system_pip(self) -> None:
        self.write(PIP, 'PyPI = PackageIndex("https://index.example/", file_storage_domain="files.example")\n')
        self.assertEqual(self.configure("-DAXLE_DEFAULT_INDEX=https://mirror.example/simple/")[0], 0)
        self.assertIn('k_default_index = "https://mirror.example/simple/"', self.header())

    def test_without_either_it_stops_and_says_what_to_do(self) -> None:
        status, said = self.configure()
        self.assertNotEqual(status, 0)
        self.assertIn(
            "No default index: the system's pip (package python3-pip) is not installed or names none. "
            "Install it, or say which index to use: -DAXLE_DEFAULT_INDEX=URL",
            said,
        )

    def test_what_is_no_url_is_refused(self) -> None:
        status, said = self.configure("-DAXLE_DEFAULT_INDEX=mirror")
        self.assertNotEqual(status, 0)
        self.assertIn("AXLE_DEFAULT_INDEX is not a URL: mirror", said)


if __name__ == "__main__":
    unittest.main()
