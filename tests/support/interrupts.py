# SPDX-License-Identifier: MIT OR Apache-2.0
"""SIGINT for programs under test, however the harness was started."""

import signal


def hear_interrupts() -> None:
    """Shells start background jobs with SIGINT ignored, and a program that finds it ignored leaves it so."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
