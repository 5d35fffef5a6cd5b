# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of harness/served_tree.py and harness/recorded_page.py: what is served and what is kept."""

import json
import unittest

from harness.recorded_page import keep_headers, record_page
from harness.served_tree import make_full_page, make_plain_page

_WHEEL = "a-1.0-py3-none-any.whl"
_PAGE = {
    "meta": {"api-version": "1.1"},
    "name": "a",
    "files": [
        {"filename": _WHEEL, "url": f"../../files/{_WHEEL}", "hashes": {"sha256": "0f"}, "core-metadata": True,
         "requires-python": ">=3.8,<4", "upload-time": "2026-01-02T03:04:05Z"},
        {"filename": "a-0.9.tar.gz", "url": "../../files/a-0.9.tar.gz", "hashes": {"sha256": "1f"},
         "yanked": 'broken "badly"'},
    ],
}


class ServedPageTest(unittest.TestCase):
    def test_the_full_page_gains_sizes_and_metadata_digests_where_known(self):
        wheel, sdist = make_full_page(_PAGE, {_WHEEL: 12}, {"a-1.0": "aa"})["files"]
        self.assertEqual((wheel["size"], wheel["core-metadata"]), (12, {"sha256": "aa"}))
        self.assertEqual(sdist, _PAGE["files"][1])

    def test_the_full_page_without_knowledge_is_the_recorded_page(self):
        self.assertEqual(make_full_page(_PAGE, {}, {}), _PAGE)

    def test_the_plain_page_has_no_metadata_attribute_and_no_size(self):
        text = make_plain_page(make_full_page(_PAGE, {_WHEEL: 12}, {"a-1.0": "aa"}))
        self.assertNotIn("metadata", text)
        self.assertNotIn("size", text)
        self.assertIn(f'<a href="../../files/{_WHEEL}#sha256=0f" data-requires-python="&gt;=3.8,&lt;4" '
                      f'data-upload-time="2026-01-02T03:04:05Z">{_WHEEL}</a>', text)
        self.assertIn('data-yanked="broken &quot;badly&quot;"', text)


class RecordedPageTest(unittest.TestCase):
    def test_a_plain_page_is_recorded_as_the_json_it_was_made_from(self):
        body = make_plain_page(_PAGE).encode()
        page, sources = record_page("a", body, "text/html", "https://index.example/simple/a/")
        self.assertEqual(page, {**_PAGE, "versions": ["0.9", "1.0"]})
        self.assertEqual(sources[_WHEEL],
                         {"url": f"https://index.example/files/{_WHEEL}", "side_file": False})

    def test_a_json_page_loses_sizes_and_keeps_where_its_files_are(self):
        files = [{"filename": _WHEEL, "url": f"https://files.example/x/{_WHEEL}", "hashes": {"sha256": "0f"},
                  "size": 7, "yanked": False, "requires-python": None, "core-metadata": {"sha256": "aa"},
                  "dist-info-metadata": {"sha256": "aa"}}]
        body = json.dumps({"files": files}).encode()
        page, sources = record_page("a", body, "application/vnd.pypi.simple.v1+json", "https://index.example/a/")
        self.assertEqual(page["files"], [{"filename": _WHEEL, "url": f"../../files/{_WHEEL}",
                                          "hashes": {"sha256": "0f"}, "core-metadata": True}])
        self.assertEqual(sources, {_WHEEL: {"url": f"https://files.example/x/{_WHEEL}", "side_file": True}})

    def test_only_the_headers_of_a_resolver_are_kept(self):
        metadata = ("Metadata-Version: 2.1\nName: a\nVersion: 1.0\nSummary: words\n"
                    "Requires-Dist: b>=1;\n  extra == 'x'\nProvides-Extra: x\n\nName: not a header\n")
        self.assertEqual(keep_headers(metadata), "Metadata-Version: 2.1\nName: a\nVersion: 1.0\n"
                                                 "Requires-Dist: b>=1; extra == 'x'\nProvides-Extra: x\n")


if __name__ == "__main__":
    unittest.main()
