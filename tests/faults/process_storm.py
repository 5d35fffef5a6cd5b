#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Many processes install the same packages at one time, each into an environment of its own, through one cold cache
(reliability F12): all succeed, each wheel is downloaded at most twice, every environment is sound.
"""

import sys
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from process_lab import ProcessLab, environment_problems, into, packages_with_files  # noqa: E402 (the path comes first)
from tally import Tally, harness_options, report  # noqa: E402

PACKAGES = [f"part{i:02}" for i in range(20)]
EXPECTED = dict.fromkeys(PACKAGES, "1.0")
FILES_EACH = 6
FETCHES_LIMIT = 2
# Downloads last long enough that others come while they are under way.
DELAY_SECONDS = 0.05
PROCESSES = {"reduced": 24, "full": 200}


def main() -> int:
    options = harness_options(__doc__.splitlines()[0]).parse_args()
    installs = Tally("processes that install through one cold cache all succeed, and every environment is sound (F12)")
    fetches = Tally("an artifact that many processes want at one time is downloaded at most twice (F12)")
    left = Tally("processes that share a cache leave nothing unfinished in it (F12)")
    faults = "\n".join(f"fault /files/{name}-1.0-py3-none-any.whl delay={DELAY_SECONDS}" for name in PACKAGES)
    with ProcessLab(options.axle.resolve(strict=True)) as lab:
        lab.offer(packages_with_files(PACKAGES, "1.0", FILES_EACH) + "\n" + faults)
        names = [f"env{i:03}" for i in range(PROCESSES[options.size])]
        for name in names:
            lab.make_environment(name)
        lab.forget_cache()
        lab.index.take_requests()
        started = [lab.start(["pip", "install", *into(name), *PACKAGES]) for name in names]
        for name, process in zip(names, started, strict=True):
            ended = lab.finish(process)
            problems = [] if ended.status == 0 else [str(ended)]
            installs.judge(problems or environment_problems(lab.environment(name), EXPECTED), name)
        asked = Counter(line for line in lab.index.take_requests() if line.endswith(".whl"))
        for name in PACKAGES:
            number = asked[f"GET /files/{name}-1.0-py3-none-any.whl"]
            fetches.judge([] if 1 <= number <= FETCHES_LIMIT else [f"downloaded {number} times"], name)
        unfinished = [str(path) for path in (lab.cache / "tmp").iterdir()]
        left.judge(unfinished, "below tmp of the cache")
    print(f"{len(names)} processes, {asked.total()} downloads of {len(PACKAGES)} wheels")
    return report([installs, fetches, left])


if __name__ == "__main__":
    sys.exit(main())
