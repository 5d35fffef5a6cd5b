# SPDX-License-Identifier: MIT OR Apache-2.0
"""Unit tests of the parts of the benchmark."""
