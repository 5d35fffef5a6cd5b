# SPDX-License-Identifier: MIT OR Apache-2.0
"""Mounting file systems for a test: as root, or as the root of a user and mount namespace of our own."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable

NAMESPACE = "--in-namespace"
# What ctest shows as skipped.
SKIPPED = 77


def mounting_options(parser: argparse.ArgumentParser) -> argparse.Namespace:
    parser.add_argument(NAMESPACE, action="store_true", help="mounting is allowed: we are in a namespace of our own")
    return parser.parse_args()


def run_with_mounts(arguments: argparse.Namespace, run: Callable[[], int | None]) -> int:
    """`run` is a harness; it returns nothing when it may not mount, and is then started again in a namespace."""
    status = run()
    if status is not None:
        return status
    own = ["unshare", "--user", "--map-root-user", "--mount"]
    if not arguments.in_namespace and subprocess.run([*own, "true"], capture_output=True).returncode == 0:
        os.execvp(own[0], [*own, sys.executable, "-B", *sys.argv, NAMESPACE])
    print("nothing can be tried: neither mount(8) nor unshare(1) with namespaces of its own is allowed here")
    return 1 if arguments.size == "full" else SKIPPED
