# SPDX-License-Identifier: MIT OR Apache-2.0
"""A TCP proxy on loopback that adds a round-trip time, where the kernel has no netem. Own process, asyncio.

Every chunk is handed on half a round trip after it came, in both directions; the first one of a client waits a
whole round trip more, for the handshake that loopback gave away. Bandwidth is not limited.
"""

import argparse
import asyncio
import socket
import subprocess
import sys
from pathlib import Path

from harness.web_server import find_free_port, wait_until_listening

_CHUNK_BYTES = 256 * 1024
_CHUNKS_IN_FLIGHT = 4096


class DelayProxy:
    """Context manager: `port` answers like `target_port`, `rtt_ms` later."""

    def __init__(self, target_port: int, rtt_ms: float) -> None:
        self.port = find_free_port()
        self._command = [sys.executable, "-B", "-m", "harness.delay_proxy",
                         str(self.port), str(target_port), str(rtt_ms)]
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "DelayProxy":
        self._process = subprocess.Popen(self._command, cwd=Path(__file__).resolve().parent.parent)
        wait_until_listening(self.port, self._process, Path("/dev/null"))
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float, first_delay: float) -> None:
    """Copies until the end of the stream, each chunk `delay` seconds late, the first `first_delay` more."""
    clock = asyncio.get_running_loop().time
    queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_CHUNKS_IN_FLIGHT)

    async def receive() -> None:
        not_before = clock() + first_delay
        chunk = b"."
        while chunk:
            try:
                chunk = await reader.read(_CHUNK_BYTES)
            except ConnectionError:
                chunk = b""
            await queue.put((max(clock(), not_before) + delay, chunk))

    receiver = asyncio.create_task(receive())
    try:
        due, chunk = await queue.get()
        while chunk:
            await asyncio.sleep(max(0.0, due - clock()))
            writer.write(chunk)
            await writer.drain()
            due, chunk = await queue.get()
        await asyncio.sleep(max(0.0, due - clock()))
    except ConnectionError:
        pass
    finally:
        receiver.cancel()
        writer.close()


async def serve(port: int, target_port: int, rtt_seconds: float) -> None:
    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target_reader, target_writer = await asyncio.open_connection("127.0.0.1", target_port)
        for side in (writer, target_writer):
            side.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        half = rtt_seconds / 2
        await asyncio.gather(pump(reader, target_writer, half, rtt_seconds), pump(target_reader, writer, half, 0.0))

    server = await asyncio.start_server(accept, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", type=int)
    parser.add_argument("target_port", type=int)
    parser.add_argument("rtt_ms", type=float)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.port, arguments.target_port, arguments.rtt_ms / 1000))


if __name__ == "__main__":
    main()
