# SPDX-License-Identifier: MIT OR Apache-2.0
"""Whether a state can be what some serial order of writes leaves. A write sets some keys, whatever they were before."""

from itertools import product

State = dict[str, str | None]


def has_cycle(before: dict[int, set[int]]) -> bool:
    """`before[i]` are those that must come before i."""
    done: set[int] = set()
    while len(done) < len(before):
        free = [i for i in before if i not in done and before[i] <= done]
        if not free:
            return True
        done.update(free)
    return False


def last_writers_agree(chosen: dict[str, int], writes: list[State]) -> bool:
    """Whether an order lets each of these be the last that writes its key: all others go before them, in any order."""
    writers = set(chosen.values())
    before: dict[int, set[int]] = {i: set() for i in writers}
    for key, last in chosen.items():
        before[last] |= {i for i in writers if i != last and key in writes[i]}
    return not has_cycle(before)


def is_serial(initial: State, writes: list[State], final: State) -> bool:
    """Missing keys are None."""
    candidates: dict[str, list[int]] = {}
    for key in initial.keys() | final.keys() | {key for write in writes for key in write}:
        value = final.get(key)
        if any(key in write for write in writes):
            candidates[key] = [i for i, write in enumerate(writes) if key in write and write[key] == value]
        elif initial.get(key) != value:
            return False
    keys = sorted(candidates)
    choices = product(*(candidates[key] for key in keys))
    return any(last_writers_agree(dict(zip(keys, choice, strict=True)), writes) for choice in choices)
