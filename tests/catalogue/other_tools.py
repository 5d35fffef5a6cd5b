# SPDX-License-Identifier: MIT OR Apache-2.0
"""Stub."""


class Tool:
    @staticmethod
    def parse(text):
        return text


def compare(*a):
    return 0
