# SPDX-License-Identifier: MIT OR Apache-2.0
"""Certificates of one authority for servers on 127.0.0.1, sound and not, made by the openssl command when needed."""

import ssl
import subprocess
import tempfile
from pathlib import Path

SUBJECT = "subjectAltName=IP:127.0.0.1"
# Name → what openssl is told beside the key. `unknown` is of an authority that nobody trusts.
KINDS = {
    "sound": ["-addext", SUBJECT],
    "expired": ["-addext", SUBJECT],
    "wrong-host": ["-addext", "subjectAltName=DNS:other.example"],
    "unknown": ["-addext", SUBJECT],
    "self-signed": ["-addext", SUBJECT],
}
PAST = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]


class Certificates:
    """A folder with keys and certificates, until closed."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="axle-certificates-")
        self.root = Path(self.folder.name)
        self.root.chmod(0o755)
        self.authority = self.make_authority("authority")
        self.make_authority("nobody")
        for name in KINDS:
            self.make(name)

    def __enter__(self) -> "Certificates":
        return self

    def __exit__(self, *_) -> None:
        self.folder.cleanup()

    def openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.root, check=True, capture_output=True)

    def make_authority(self, name: str) -> Path:
        self.openssl(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.pem",
            "-subj",
            f"/CN={name}",
        )
        return self.root / f"{name}.pem"

    def make(self, name: str) -> None:
        request = [
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            f"{name}.key",
            "-subj",
            "/CN=test",
            *KINDS[name],
        ]
        if name == "self-signed":
            self.openssl("req", "-x509", "-days", "2", *request, "-out", f"{name}.pem")
            return
        self.openssl("req", "-new", *request, "-out", f"{name}.csr")
        signer = "nobody" if name == "unknown" else "authority"
        (self.root / "index.txt").write_text("")
        (self.root / "ca.conf").write_text(
            f"[ca]\ndefault_ca=d\n[d]\ndatabase={self.root}/index.txt\nnew_certs_dir={self.root}\ndefault_md=sha256\n"
            "rand_serial=yes\npolicy=p\ncopy_extensions=copy\n[p]\ncommonName=supplied\n"
        )
        dates = PAST if name == "expired" else ["-days", "2"]
        self.openssl(
            "ca",
            "-batch",
            "-config",
            "ca.conf",
            "-cert",
            f"{signer}.pem",
            "-keyfile",
            f"{signer}.key",
            "-in",
            f"{name}.csr",
            "-out",
            f"{name}.pem",
            "-notext",
            *dates,
        )

    def context(self, name: str) -> ssl.SSLContext:
        """`old`: a sound certificate, but nothing newer than TLS 1.1."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if name == "old":
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
            name = "sound"
        context.load_cert_chain(self.root / f"{name}.pem", self.root / f"{name}.key")
        return context
