# SPDX-License-Identifier: MIT OR Apache-2.0
"""Tests of harness/child_process.py and harness/delay_proxy.py: what they measure and what they add."""

import socket
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from harness.child_process import run_for_peak, run_timed
from harness.delay_proxy import DelayProxy

_MEGABYTE = 1_000_000


class ChildProcessTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.output = Path(folder.name) / "output"

    def test_both_streams_and_the_exit_code_arrive(self):
        command = ["/bin/sh", "-c", "echo out; echo err >&2; exit 3"]
        for run in (run_timed, run_for_peak):
            self.assertEqual(run(command, {}, self.output).exit_code, 3)
            self.assertEqual(self.output.read_text(), "out\nerr\n")

    def test_the_wall_time_covers_the_run(self):
        self.assertGreaterEqual(run_timed(["/bin/sleep", "0.05"], {}, self.output).seconds, 0.05)

    def test_the_peak_of_a_small_program_is_not_that_of_this_interpreter(self):
        ballast = bytearray(b"x" * (64 * _MEGABYTE))
        finished = run_for_peak(["/bin/sleep", "0"], {}, self.output)
        self.assertGreater(finished.peak_bytes, 0)
        self.assertLess(finished.peak_bytes, len(ballast) / 4)

    def test_the_peak_counts_a_child_of_the_program(self):
        grandchild = f"{sys.executable} -I -S -c \"b = b'x' * (64 * {_MEGABYTE})\"; exit 0"
        finished = run_for_peak(["/bin/sh", "-c", grandchild], {}, self.output)
        self.assertGreater(finished.peak_bytes, 64 * _MEGABYTE)


class DelayProxyTest(unittest.TestCase):
    def test_an_answer_takes_at_least_the_round_trip_and_arrives_whole(self):
        payload = b"y" * 300_000
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=self.answer, args=(listener, payload), daemon=True).start()
            with DelayProxy(listener.getsockname()[1], 40) as proxy:
                with socket.create_connection(("127.0.0.1", proxy.port)) as client:
                    begin = time.monotonic()
                    client.sendall(b"?")
                    received = b"".join(iter(lambda: client.recv(65536), b""))
                    seconds = time.monotonic() - begin
        self.assertEqual(received, payload)
        self.assertGreaterEqual(seconds, 2 * 0.040)

    @staticmethod
    def answer(listener: socket.socket, payload: bytes) -> None:
        """Answers each connection that asks something; the proxy's start-up probe asks nothing."""
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                if connection.recv(1):
                    connection.sendall(payload)


if __name__ == "__main__":
    unittest.main()
