# SPDX-License-Identifier: MIT OR Apache-2.0
"""nginx on loopback with a configuration of our own: TLS, HTTP/2, ranges, precompressed pages; both shapes.

full    pages with ETag and `max-age=600`, files immutable, metadata side files; as the public index
plain   no ETag, no Last-Modified, no Cache-Control, no side files; its files still answer to ranges
Each shape has its own port. The access log is off: it would be work that the tools share the cores with.
"""

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from harness.certificates import Certificates
from harness.data_folder import DataFolder

_MAIN = """\
{user}
worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 100000;
  open_file_cache max=20000 inactive=1h;
  open_file_cache_valid 1h;
  open_file_cache_min_uses 1;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  ssl_certificate {certificates.certificate};
  ssl_certificate_key {certificates.key};
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_cache shared:bench:1m;
  types {{ }}
{full}
{plain}
}}
"""

_FULL = """\
  server {{
    listen 127.0.0.1:{port} ssl http2;
    location /simple/ {{
      root {served}/full;
      index index.json;
      default_type application/vnd.pypi.simple.v1+json;
      gzip_static on;
      add_header Cache-Control "max-age=600, public";
      add_header Vary "Accept-Encoding";
    }}
    location ~ "^/files/([^/-]+-[^/-]+)-[^/]+[.]whl[.]metadata$" {{
      alias {recording}/metadata/$1;
      default_type application/octet-stream;
      add_header Cache-Control "max-age=365000000, immutable, public";
    }}
    location /files/ {{
      alias {wheels}/;
      default_type application/octet-stream;
      add_header Cache-Control "max-age=365000000, immutable, public";
    }}
  }}
"""

_PLAIN = """\
  server {{
    listen 127.0.0.1:{port} ssl http2;
    etag off;
    if_modified_since off;
    add_header Last-Modified "";
    location /simple/ {{
      root {served}/plain;
      index index.html;
      default_type text/html;
      gzip_static on;
    }}
    location /files/ {{
      alias {wheels}/;
      default_type application/octet-stream;
    }}
  }}
"""


@dataclass(frozen=True)
class Ports:
    full: int
    plain: int


def make_config(data: DataFolder, certificates: Certificates, ports: Ports) -> str:
    places = {"served": data.served, "recording": data.recording, "wheels": data.wheels}
    return _MAIN.format(
        user="user root;" if os.geteuid() == 0 else "",
        folder=data.server,
        certificates=certificates,
        full=_FULL.format(port=ports.full, **places),
        plain=_PLAIN.format(port=ports.plain, **places),
    )


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class WebServer:
    """Context manager: serves on entry, stops its own process on exit."""

    def __init__(self, data: DataFolder, certificates: Certificates) -> None:
        self.ports = Ports(find_free_port(), find_free_port())
        self._data = data
        self._certificates = certificates
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "WebServer":
        folder = self._data.server
        folder.mkdir(parents=True, exist_ok=True)
        self._data.wheels.mkdir(exist_ok=True)
        config = folder / "nginx.conf"
        config.write_text(make_config(self._data, self._certificates, self.ports))
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        log = folder / "error.log"
        self._process = subprocess.Popen([program, "-p", folder, "-c", config, "-e", log])
        wait_until_listening(self.ports.plain, self._process, log)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def wait_until_listening(port: int, process: subprocess.Popen, log: Path) -> None:
    """Returns once the port accepts; raises with the log's text when the process ends or ten seconds pass."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    process.terminate()
    text = log.read_text() if log.is_file() else ""
    raise RuntimeError(f"server on port {port} did not start: {text}")
