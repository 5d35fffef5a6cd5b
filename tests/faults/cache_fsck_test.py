# SPDX-License-Identifier: MIT OR Apache-2.0
"""The checkers of the cache, of endings, of surroundings and of secrets must themselves notice every kind of damage."""

import hashlib
import struct
import sys
import tempfile
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from cache_fsck import check_cache, leftovers  # noqa: E402 (the path comes first)
from invariants import Ending, Surroundings, check_ending, find_secret  # noqa: E402

ARCHIVE = hashlib.sha256(b"archive")
CONTENT = b"x = 1\n"


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode()


def manifest(archive: bytes = ARCHIVE.digest()) -> bytes:
    """Of a wheel with the folder `foo` and the file `foo/a.py`, as docs/cache-layout.md describes it."""
    file = text("foo/a.py") + struct.pack("<Q", len(CONTENT)) + hashlib.sha256(CONTENT).digest() + b"\0"
    head = text("foo") + text("1.0") + archive + struct.pack("<Q", 7) + text("foo-1.0.dist-info") + text("") + b"\1"
    lists = struct.pack("<I", 1) + text("foo") + struct.pack("<I", 1) + file + struct.pack("<II", 0, 0)
    return b"AXLEMAN2" + head + lists + bytes(8)


class CacheFsckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cache = Path(folder.name)
        self.entry = self.cache / "wheels-v1" / ARCHIVE.hexdigest()[:2] / ARCHIVE.hexdigest()
        self.file = self.entry / "tree/foo/a.py"
        self.file.parent.mkdir(parents=True)
        self.file.write_bytes(CONTENT)
        self.file.chmod(0o644)
        (self.entry / "manifest").write_bytes(manifest())

    def assert_found(self, part: str):
        problems = check_cache(self.cache)
        self.assertTrue(any(part in problem for problem in problems), f"{part!r} is not in {problems}")

    def test_finds_nothing_wrong_with_a_sound_entry(self):
        self.assertEqual(check_cache(self.cache), [])

    def test_finds_another_content(self):
        self.file.write_bytes(b"x = 2\n")
        self.assert_found("its digest is not the manifest's")

    def test_finds_another_size(self):
        self.file.write_bytes(b"")
        self.assert_found("0 bytes, the manifest says 6")

    def test_finds_a_missing_file(self):
        self.file.unlink()
        self.assert_found("foo/a.py: No such file")

    def test_finds_a_link_in_place_of_a_file(self):
        self.file.rename(self.cache / "elsewhere")
        self.file.symlink_to(self.cache / "elsewhere")
        self.assert_found("not a regular file")

    def test_finds_another_right_to_execute(self):
        self.file.chmod(0o755)
        self.assert_found("not executable")

    def test_finds_what_is_not_in_the_manifest(self):
        (self.file.parent / "b.py").touch()
        (self.entry / "tree/bar").mkdir()
        self.assert_found("foo/b.py: not in the manifest")
        self.assert_found("bar: a folder that is not in the manifest")

    def test_finds_a_manifest_that_is_cut_off_or_of_another_archive(self):
        (self.entry / "manifest").write_bytes(manifest()[:-12])
        self.assert_found("it ends too early")
        (self.entry / "manifest").write_bytes(manifest(bytes(32)))
        self.assert_found("manifest: of the archive 00")

    def test_finds_what_is_left_in_the_temporary_folder(self):
        (self.cache / "tmp/wheel0").mkdir(parents=True)
        self.assertEqual(leftovers(self.cache), ["wheel0"])


class InvariantsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def test_an_ending_must_be_in_time_and_of_a_status_of_its_own(self):
        self.assertEqual(check_ending(Ending(0, "", "", 1.0), 2.0), [])
        self.assertEqual(check_ending(Ending(2, "", "error: no room\n", 1.0), 2.0), [])
        self.assertIn("status -6", check_ending(Ending(-6, "", "error: x\n", 1.0), 2.0))
        self.assertIn("status 130", check_ending(Ending(130, "", "", 1.0), 2.0))
        self.assertEqual(check_ending(Ending(130, "", "", 1.0), 2.0, signalled=True), [])
        self.assertIn("ended after 3.0 s, the limit is 2.0 s", check_ending(Ending(0, "", "", 3.0), 2.0))
        self.assertIn("it does not say what went wrong", check_ending(Ending(2, "", "", 1.0), 2.0))

    def test_a_secret_is_found_in_streams_names_and_files(self):
        ending = Ending(0, "", "warning: hush\n", 1.0)
        self.assertEqual(find_secret("hush", ending, []), ["the secret is in the errors"])
        (self.root / "hush").write_text("nothing")
        (self.root / "file").write_text("a hush b")
        (self.root / "link").symlink_to("to/hush")
        found = find_secret("hush", Ending(0, "", "", 1.0), [self.root])
        self.assertEqual(len(found), 3)

    def test_what_changes_outside_is_found_and_what_changes_inside_is_not(self):
        own, other = self.root / "own", self.root / "other"
        own.mkdir()
        other.mkdir()
        around = Surroundings(self.root, [own])
        (own / "file").touch()
        self.assertEqual(around.changes(), [])
        (other / "file").touch()
        self.assertTrue(any("new, outside its place" in change for change in around.changes()))


if __name__ == "__main__":
    unittest.main()
