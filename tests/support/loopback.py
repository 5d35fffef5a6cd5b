# SPDX-License-Identifier: MIT OR Apache-2.0
"""HTTP servers on loopback that run in threads of their own until closed."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = tuple[int, str | None, dict[str, str], bytes]  # status, reason, headers, body


class PromptHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out as one: a second packet would wait until the client acknowledges the first, 40 ms later.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    # More connections than a command opens at once: those that find no room here are tried again seconds later.
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """A client that hangs up, or is killed, is no news."""


class LoopbackServer:
    def __init__(self, handler: type[PromptHandler]):
        self.server = QuietServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class NotingServer(LoopbackServer):
    """Notes who asked for what with which headers, and answers with what `reply` makes of it."""

    def __init__(self):
        self.requests: list[tuple[str, dict[str, str]]] = []
        host = self

        class Handler(PromptHandler):
            def do_GET(self):  # noqa: N802 (the base class names it so)
                headers = dict(self.headers)
                host.requests.append((self.path, headers))
                status, reason, answer, body = host.reply(self.path, headers)
                self.send_response(status, reason)
                for name, value in (answer | {"Content-Length": str(len(body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        super().__init__(Handler)

    def reply(self, path: str, headers: dict[str, str]) -> Reply:
        raise NotImplementedError
