#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Faults of the network against the program: what servers do wrong, what it must say, how often it may ask, how long it
may take, that the environment stays as it was and that nothing wrong stays in the cache (F20–F33, F38–F40).
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults"), str(TESTS / "faults" / "network_cases")]

import answers  # noqa: E402 (the path comes first)
import connections  # noqa: E402
import contents  # noqa: E402
import redirects  # noqa: E402
import transfers  # noqa: E402
from network_certificates import Certificates  # noqa: E402
from network_lab import Case, NetworkLab  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402

FAMILIES = (transfers, answers, redirects, connections, contents)
# Most of the time a case waits.
LABS = 8
PROMISES = {
    "F20": "a server that says nothing is given up in time (F20)",
    "F21": "a server that drips is given up in time (F21)",
    "F22": "a body that is cut gives the right digest or a clean failure (F22)",
    "F23": "a body of another length, or none, is never believed unproven (F23)",
    "F24": "endless and exploding bodies stop at their cap (F24)",
    "F25": "nobody asks earlier than told, nor oftener than promised (F25)",
    "F26": "refusals never lead to another index (F26)",
    "F27": "redirects lead only where they may (F27)",
    "F28": "secrets reach their own origin alone (F28)",
    "F30": "an unsafe connection is refused with the reason, at the first attempt (F30)",
    "F31": "proxies are used, and spared, as told (F31)",
    "F32": "no name, no network: a clean failure; offline opens no connection (F32)",
    "F33": "odd heads are read in one way or refused (F33)",
    "F38": "bytes of another digest are never installed nor kept (F38)",
    "F39": "the first index that knows a name decides (F39)",
    "F40": "a wheel that contradicts its metadata file is refused (F40)",
    "I37": "a server of odd ranges gets the whole file asked of it (I37)",
    "I38": "parts of two files are never joined (I38)",
    "I39": "a part that nobody asked for is refused (I39)",
}


def main() -> int:
    parser = harness_options(__doc__)
    parser.add_argument("--only", default="", help="cases whose id begins so")
    arguments = parser.parse_args()
    axle = arguments.axle.resolve(strict=True)
    chosen = [
        case
        for family in FAMILIES
        for case in family.cases()
        if case.id.startswith(arguments.only) and (arguments.size == "full" or not case.full_only)
    ]
    tallies = {name: Tally(PROMISES[name]) for name in PROMISES if any(case.promise == name for case in chosen)}
    labs: SimpleQueue[NetworkLab] = SimpleQueue()
    with Certificates() as certificates, ThreadPoolExecutor(LABS) as pool:
        for _ in range(LABS):
            labs.put(NetworkLab(axle, certificates, arguments.size == "full"))

        def play(case: Case) -> list[str]:
            lab = labs.get()
            try:
                return lab.play(case)
            finally:
                labs.put(lab)

        for case, problems in zip(chosen, pool.map(play, chosen), strict=True):
            tallies[case.promise].judge(problems, f"{case.id}: {case.what}")
        while not labs.empty():
            labs.get().sandbox.close()
    return report(list(tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
