# SPDX-License-Identifier: MIT OR Apache-2.0
"""Turns what an index answered, in either shape, into the form that a recording keeps. Pure.

Specs: PEP 691/700 (JSON), PEP 503/592 (HTML and yanked), PEP 658/714 (metadata side files).
The recorded page is JSON; each file's address becomes `../../files/NAME`, and every wheel says `core-metadata:
true`, because the recording has or makes the side file.
"""

import json
from email.parser import HeaderParser
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

_KEPT_HEADERS = ("Metadata-Version", "Name", "Version", "Requires-Dist", "Requires-Python", "Provides-Extra", "Dynamic")


def record_page(name: str, body: bytes, content_type: str, base_url: str) -> tuple[dict, dict[str, dict]]:
    """(page to keep, source of each file). A source is {"url": …, "side_file": bool}."""
    files = _files_of_json(body) if "json" in content_type else _files_of_html(body)
    kept, sources = [], {}
    for entry in files:
        entry = dict(entry)
        file_name = entry["filename"]
        side_file = bool(entry.pop("core-metadata", None) or entry.pop("dist-info-metadata", None))
        entry.pop("dist-info-metadata", None)
        sources[file_name] = {"url": urljoin(base_url, entry["url"]), "side_file": side_file}
        entry["url"] = f"../../files/{file_name}"
        for unused in ("size", "provenance", "gpg-sig", "data-dist-info-metadata"):
            entry.pop(unused, None)
        if file_name.endswith(".whl"):
            entry["core-metadata"] = True
        kept.append(entry)
    page = {"meta": {"api-version": "1.1"}, "name": name, "files": kept}
    page["versions"] = sorted({version for entry in kept if (version := _version_of(entry["filename"]))})
    return page, sources


def keep_headers(metadata: str) -> str:
    """The headers that a resolver reads, in their order; description and the rest are left out."""
    wanted = {header.lower() for header in _KEPT_HEADERS}
    headers = HeaderParser().parsestr(metadata).items()
    lines = [f"{key}: {' '.join(value.split())}" for key, value in headers if key.lower() in wanted]
    return "\n".join(lines) + "\n"


def _version_of(file_name: str) -> str:
    """The version as the file name spells it; empty for names of no known form."""
    if file_name.endswith(".whl"):
        return file_name.split("-")[1].replace("_", "+")
    for suffix in (".tar.gz", ".zip"):
        if file_name.endswith(suffix):
            return file_name.removesuffix(suffix).rpartition("-")[2]
    return ""


def _files_of_json(body: bytes) -> list[dict]:
    return [{key: value for key, value in entry.items() if value not in (None, False)}
            for entry in json.loads(body)["files"]]


def _files_of_html(body: bytes) -> list[dict]:
    parser = _AnchorParser()
    parser.feed(body.decode("utf-8", "replace"))
    return parser.files


class _AnchorParser(HTMLParser):
    """Collects the anchors of a PEP 503 page as JSON-like entries."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.files: list[dict] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag != "a" or not values.get("href"):
            return
        url, fragment = urldefrag(values["href"])
        entry: dict = {"filename": unquote(url.split("?")[0].rsplit("/", 1)[-1]), "url": url, "hashes": {}}
        algorithm, _, digest = fragment.partition("=")
        if digest:
            entry["hashes"] = {algorithm: digest}
        if values.get("data-requires-python"):
            entry["requires-python"] = values["data-requires-python"]
        if "data-yanked" in values:
            entry["yanked"] = values["data-yanked"] or True
        if values.get("data-upload-time"):
            entry["upload-time"] = values["data-upload-time"]
        if "data-core-metadata" in values or "data-dist-info-metadata" in values:
            entry["core-metadata"] = True
        self.files.append(entry)
