# SPDX-License-Identifier: MIT OR Apache-2.0
"""The parts that bench/fetch, bench/record and bench/run are made of. Standard library only."""
