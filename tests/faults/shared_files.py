#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Generated pairs of wheels that bring the same file, with one content or two, or a file where the other has a folder
(reliability F35): whatever the order of arguments, the number of threads and the run, the tree is the same, or the
refusal is; what one leaves when it is uninstalled is the other, whole.
"""

import random
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "faults")]

from env_fsck import check_environment  # noqa: E402 (the path comes first)
from file_tree import snapshot  # noqa: E402
from index_block import Facts, indexed  # noqa: E402
from process_lab import Ended, ProcessLab  # noqa: E402
from tally import Tally, harness_options, report  # noqa: E402
from wheel_file import Wheel  # noqa: E402

PAIRS = {"reduced": 24, "full": 200}
RUNS = {"reduced": 3, "full": 50}
AT_ONCE = 4
THREADS = ("1", "2", "8")
FOLDERS = ("both", "both/deep", "other")
STEMS = ("a", "b", "c", "d")


def generated_files(randomness: random.Random, name: str) -> dict[str, str]:
    """Few names and few contents, so that two wheels meet; each has one file that is surely its own."""
    files = {f"{name}/__init__.py": f"name = '{name}'\n"}
    for _ in range(randomness.randint(3, 8)):
        path = f"{randomness.choice(FOLDERS)}/{randomness.choice(STEMS)}"
        text = f"x = {randomness.randint(1, 2)}\n"
        shape = randomness.random()
        if shape < 0.65:
            files[f"{path}.py"] = text
        elif shape < 0.85:
            files[path] = text
        else:
            files[f"{path}/inner.py"] = text
    if randomness.random() < 0.3:
        files[f"{name}-1.0.data/data/share/{randomness.choice(STEMS)}.txt"] = f"of {name}\n"
    if randomness.random() < 0.3:
        files[f"{name}-1.0.data/scripts/tool-{randomness.choice(STEMS)}"] = f"#!/bin/sh\necho {name}\n"
    return drop_own_clashes(files)


def drop_own_clashes(files: dict[str, str]) -> dict[str, str]:
    """Within one wheel no path is a file and a folder."""
    return {path: text for path, text in files.items() if not any(other.startswith(f"{path}/") for other in files)}


class PairLab(ProcessLab):
    def __init__(self, axle: Path, pairs: int, seed: int):
        super().__init__(axle)
        randomness = random.Random(seed)
        self.pairs = [(f"left{i:03}", f"right{i:03}") for i in range(pairs)]
        wheels = [
            Wheel(name, "1.0", files=generated_files(randomness, name)) for pair in self.pairs for name in pair
        ]
        self.index.files = [indexed(wheel, Facts()) for wheel in wheels]

    def target(self, names: tuple[str, str]) -> Path:
        """A folder of its own for each pair: several are tried at one time."""
        return self.environment(f"target-{names[0]}")

    def install(self, names: tuple[str, str], run: int) -> Ended:
        target = self.target(names)
        shutil.rmtree(target, ignore_errors=True)
        variables = self.sandbox.environment | {"AXLE_CONCURRENT_INSTALLS": THREADS[run % len(THREADS)]}
        options = ["--compile-bytecode"] if run % 2 else []
        wanted = names if run % 4 < 2 else names[::-1]
        return self.finish(self.start(["pip", "install", "--target", target.name, *options, *wanted], env=variables))

    def tree(self, names: tuple[str, str]) -> dict[str, str]:
        target = self.target(names)
        return snapshot(target, frozenset({"__pycache__"})) if target.exists() else {}

    def judge(self, names: tuple[str, str], runs: int) -> tuple[bool, list[str]]:
        """Whether the two could be installed together, and what is wrong."""
        trees, words, problems = [], [], []
        for run in range(runs):
            ended = self.install(names, run)
            trees.append(self.tree(names))
            words.append((ended.status, [line for line in ended.text.split("\n") if "error" in line]))
            if ended.status != 0 and trees[-1]:
                problems.append(f"was refused, and left {sorted(trees[-1])}: {ended}")
        if any(tree != trees[0] for tree in trees) or any(word != words[0] for word in words):
            problems.append(f"runs differ: {words}")
        if words[0][0] == 0:
            problems += check_environment(self.target(names), has_python=False)
            problems += self.judge_removal(names)
        shutil.rmtree(self.target(names), ignore_errors=True)
        return words[0][0] == 0, problems

    def judge_removal(self, names: tuple[str, str]) -> list[str]:
        target = self.target(names)
        gone = random.Random(names[0]).choice(names)
        ended = self.run("pip", "uninstall", "--target", target.name, gone)
        problems = [] if ended.status == 0 else [str(ended)]
        left = [problem for problem in check_environment(target, has_python=False) if f"{target}/bin: " not in problem]
        return problems + [f"without {gone}: {problem}" for problem in left]  # folders of the scheme itself stay


def main() -> int:
    parser = harness_options(__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    tally = Tally("two wheels that meet in a file give one tree, or one refusal, in every run (F35)")
    together = 0
    with PairLab(options.axle.resolve(strict=True), PAIRS[options.size], options.seed) as lab:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            judged = list(pool.map(lambda pair: lab.judge(pair, RUNS[options.size]), lab.pairs))
        for pair, (is_installed, problems) in zip(lab.pairs, judged, strict=True):
            together += is_installed
            tally.judge(problems, " and ".join(pair))
    print(f"{together} pairs installed together, {tally.cases - together} refused")
    if together in (0, tally.cases):
        tally.violation("the pairs do not differ in what becomes of them")
    return report([tally])


if __name__ == "__main__":
    sys.exit(main())
