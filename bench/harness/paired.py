# SPDX-License-Identifier: MIT OR Apache-2.0
"""The order of runs and the statistics over pairs of them. Pure.

Method (docs/benchmarks.md): runs come in blocks ABBA or BAAB, so that a drift of the machine hits both sides
alike; a block is two pairs; the result is the median of the paired ratios A/B with a bootstrap 95 % interval
taken on the logarithms.
"""

import math
import random
import statistics
from dataclasses import dataclass

K_RESAMPLES = 2000
K_SHORT_RUN_SECONDS = 0.100
K_BATCH_BELOW_SECONDS = 0.010


@dataclass(frozen=True)
class Ratio:
    """A/B: above 1 means that B is the faster one."""

    median: float
    low: float
    high: float


def plan_blocks(pairs: int, seed: int) -> list[str]:
    """Blocks of two pairs each, ABBA or BAAB at random; an odd count is rounded up."""
    order = random.Random(seed)
    return [order.choice(("ABBA", "BAAB")) for _ in range((pairs + 1) // 2)]


def pairs_of_block(block: str, samples: list[float]) -> list[tuple[float, float]]:
    """The two (A, B) pairs of a block's four samples, which are in the order of its letters."""
    if len(block) != 4 or len(samples) != 4:
        raise ValueError("a block is four runs")
    pairs = []
    for start in (0, 2):
        by_letter = dict(zip(block[start : start + 2], samples[start : start + 2]))
        pairs.append((by_letter["A"], by_letter["B"]))
    return pairs


def paired_ratio(pairs: list[tuple[float, float]], seed: int = 1) -> Ratio:
    """Median of the ratios A/B and its bootstrap 95 % interval (percentiles of resampled medians)."""
    logs = [math.log(a / b) for a, b in pairs]
    source = random.Random(seed)
    medians = sorted(statistics.median(source.choices(logs, k=len(logs))) for _ in range(K_RESAMPLES))
    low = medians[int(0.025 * K_RESAMPLES)]
    high = medians[int(0.975 * K_RESAMPLES) - 1]
    return Ratio(math.exp(statistics.median(logs)), math.exp(low), math.exp(high))


def choose_pairs(warm_up_seconds: list[float]) -> int:
    """30 pairs, or 60 where a run takes under 100 ms: short runs scatter more and cost less."""
    return 60 if statistics.median(warm_up_seconds) < K_SHORT_RUN_SECONDS else 30


def choose_batch(warm_up_seconds: list[float], repeatable: bool) -> int:
    """Starts per sample: 5 for what changes nothing and ends within 10 ms, else 1."""
    return 5 if repeatable and statistics.median(warm_up_seconds) < K_BATCH_BELOW_SECONDS else 1
