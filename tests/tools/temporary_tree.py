# SPDX-License-Identifier: MIT OR Apache-2.0
"""A throw-away repository for tests of the check tools: files are given as text, problems come back as lines."""

import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

HEAD = "// SPDX-License-Identifier: MIT OR Apache-2.0\n// A file of a test, with a comment that says so.\n"


class TemporaryTreeTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def write_cpp(self, path: str, body: str) -> None:
        self.write(path, HEAD + ("#pragma once\n" if path.endswith(".hpp") else "") + body)

    def assert_one(self, problems: list[str], *parts: str) -> None:
        """There is exactly one problem, and it contains each of `parts`."""
        self.assertEqual(len(problems), 1, problems)
        for part in parts:
            self.assertIn(part, problems[0])
