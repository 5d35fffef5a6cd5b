# SPDX-License-Identifier: MIT OR Apache-2.0
"""A certificate authority of our own and a server certificate for loopback, made with the openssl program."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


@dataclass(frozen=True)
class Certificates:
    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    """Makes them once; valid for ten years, for 127.0.0.1 and localhost."""
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    if made.certificate.is_file():
        return made
    folder.mkdir(parents=True, exist_ok=True)
    authority_key = folder / "ca.key"
    _openssl("req", "-x509", *_CURVE, "-days", "3650", "-subj", "/CN=axle bench CA",
             "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
             "-keyout", authority_key, "-out", made.authority)
    request = folder / "server.csr"
    _openssl("req", *_CURVE, "-subj", "/CN=localhost", "-keyout", made.key, "-out", request)
    extensions = folder / "server.ext"
    extensions.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n")
    _openssl("x509", "-req", "-in", request, "-CA", made.authority, "-CAkey", authority_key,
             "-CAcreateserial", "-days", "3650", "-extfile", extensions, "-out", made.certificate)
    return made


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
