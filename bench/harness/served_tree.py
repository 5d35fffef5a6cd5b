# SPDX-License-Identifier: MIT OR Apache-2.0
"""Makes the folder that the web server serves, in two shapes, from a recording and the wheels at hand.

full    the page as recorded (PEP 691 JSON), plus sizes where the wheel is there and digests of the metadata
plain   what a plain mirror answers: HTML (PEP 503) with requires-python, yanked and upload-time, but without
        sizes and without a metadata attribute
Pages are also stored compressed, since public indexes compress them.
"""

import gzip
import hashlib
import html
import json
import shutil
from pathlib import Path

from harness.data_folder import DataFolder
from harness.pins import wheel_key


def make_full_page(page: dict, sizes: dict[str, int], metadata_digests: dict[str, str]) -> dict:
    """The recorded page with `size` and `core-metadata` digests where known. Does not change its argument."""
    files = []
    for recorded in page["files"]:
        entry = dict(recorded)
        name = entry["filename"]
        if name in sizes:
            entry["size"] = sizes[name]
        if name.endswith(".whl") and entry.get("core-metadata"):
            digest = metadata_digests.get(wheel_key(name))
            if digest is not None:
                entry["core-metadata"] = {"sha256": digest}
        files.append(entry)
    return {**page, "files": files}


def make_plain_page(page: dict) -> str:
    """The recorded page as HTML with the attributes that a mirror keeps."""
    lines = ["<!DOCTYPE html>", "<html><body>"]
    for entry in page["files"]:
        digest = entry.get("hashes", {}).get("sha256")
        fragment = f"#sha256={digest}" if digest else ""
        attributes = [f'href="{html.escape(entry["url"] + fragment)}"']
        if entry.get("requires-python"):
            attributes.append(f'data-requires-python="{html.escape(entry["requires-python"])}"')
        if entry.get("yanked"):
            reason = entry["yanked"] if isinstance(entry["yanked"], str) else ""
            attributes.append(f'data-yanked="{html.escape(reason)}"')
        if entry.get("upload-time"):
            attributes.append(f'data-upload-time="{html.escape(entry["upload-time"])}"')
        lines.append(f'<a {" ".join(attributes)}>{html.escape(entry["filename"])}</a><br>')
    lines.append("</body></html>")
    return "\n".join(lines) + "\n"


def make_served_tree(data: DataFolder, recording_stamp: str) -> None:
    """Writes both shapes, unless they were made from this recording and these wheels already."""
    sizes = {name: (data.wheels / name).stat().st_size for name in data.wheel_names()}
    stamp = hashlib.sha256(json.dumps([recording_stamp, sizes], sort_keys=True).encode()).hexdigest()
    stamp_file = data.served / "stamp"
    if stamp_file.is_file() and stamp_file.read_text() == stamp:
        return
    shutil.rmtree(data.served, ignore_errors=True)
    digests = {entry.name: hashlib.sha256(entry.read_bytes()).hexdigest()
               for entry in (data.recording / "metadata").iterdir()}
    for source in sorted((data.recording / "simple").iterdir()):
        page = json.loads((source / "index.json").read_bytes())
        full = json.dumps(make_full_page(page, sizes, digests), separators=(",", ":"))
        _write_page(data.served / "full" / "simple" / source.name / "index.json", full)
        _write_page(data.served / "plain" / "simple" / source.name / "index.html", make_plain_page(page))
    stamp_file.write_text(stamp)


def _write_page(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    body = text.encode()
    path.write_bytes(body)
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(body, 6, mtime=0))
