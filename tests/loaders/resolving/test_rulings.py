"""What people judged holds inside the clustering; the rest is joined as well as ever."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from loaders.judging.constraints import ruled
from loaders.judging.joining import with_model
from loaders.meant.judged import held
from loaders.resolving.people import masks
from loaders.resolving.people.clusters import Limits, merged
from loaders.resolving.people.rulings import shared_out

Links = Iterable[tuple[int, int, float]]
Said = list[tuple[str, int, int]]


def joined(links: Links, count: int, said: Said) -> list[int]:
    """Return the group of each, once judgements, in the order of their giving, are obeyed."""
    rows = [(number, *one) for number, one in enumerate(said, 1)]
    ruling = ruled(pd.DataFrame(rows, columns=["number", "verdict", "a", "b"]), count)
    judged = held(ruling)
    limits = Limits(
        np.full(count, -1, np.int64),
        np.zeros((count, masks.WIDTH + 1), np.uint8),
        (np.empty(0, np.int64), np.empty(0, np.int64)),
        judged=judged.apart,
    )
    frame = pd.DataFrame(list(links), columns=["one", "two", "probability"]).assign(proven=True)
    frame = frame.astype({"one": "int64", "two": "int64"})
    keys = np.array([f"k{n}" for n in range(count)], object)
    group = merged(frame, limits, 0.98, keys, judged.group)
    # Nothing is left for what comes after to mend.
    assert sets(with_model(ruling, group).tolist()) == sets(group.tolist())
    return list(group.tolist())


def sets(group: list[int]) -> list[set[int]]:
    found: dict[int, set[int]] = {}
    for member, number in enumerate(group):
        found.setdefault(number, set()).add(member)
    return sorted((members for members in found.values() if len(members) > 1), key=min)


ALL = [(a, b, 0.99) for a, b in combinations(range(6), 2)]
RULES = [
    pytest.param(ALL, [("different", 0, 1)], [{2, 3, 4, 5}], id="the rest is one"),
    pytest.param([(0, 2, 0.99), (1, 2, 0.99)], [("different", 0, 1)], [], id="like both: neither"),
    pytest.param(
        [(0, 2, 0.99), (1, 2, 0.9)], [("different", 0, 1)], [], id="like both, the other not sure"
    ),
    pytest.param(
        [(0, 2, 0.9999), (1, 2, 0.9)], [("different", 0, 1)], [{0, 2}], id="by far the likelier"
    ),
    pytest.param(
        [(0, 2, 0.99), (2, 3, 0.99), (1, 3, 0.99), (0, 3, 0.99), (1, 2, 0.99)],
        [("different", 0, 1)],
        [{2, 3}],
        id="no way through a third",
    ),
    pytest.param(
        [(0, 2, 0.99), (1, 3, 0.99), (0, 3, 0.3)],
        [("different", 0, 1)],
        [{0, 2}, {1, 3}],
        id="each has its own",
    ),
    pytest.param([(1, 2, 0.99)], [("same", 0, 1)], [{0, 1, 2}], id="whoever was not compared"),
    pytest.param(
        [(1, 2, 0.99), (0, 2, 0.3)], [("same", 0, 1)], [{0, 1}], id="whoever is unlike it"
    ),
    pytest.param([], [("same", 0, 5)], [{0, 5}], id="people without a model"),
    pytest.param(
        [(0, 3, 0.99), (2, 3, 0.99)],
        [("same", 0, 1), ("different", 1, 3)],
        [{0, 1}, {2, 3}],
        id="apart from all of those that are one",
    ),
]


@pytest.mark.parametrize(("links", "said", "expected"), RULES)
def test_what_is_judged_holds_from_the_beginning(
    links: Links, said: Said, expected: list[set[int]]
) -> None:
    assert sets(joined(links, 6, said)) == expected


def test_without_the_judgement_the_third_would_have_brought_them_together() -> None:
    assert sets(joined(ALL, 6, [])) == [set(range(6))]


def test_whatever_is_judged_it_holds_and_whoever_is_not_concerned_is_joined_as_before() -> None:
    rng = np.random.default_rng(5)
    parted = 0
    for _ in range(300):
        size = int(rng.integers(3, 12))
        links = [
            (a, b, float(rng.choice([0.3, 0.9, 0.985, 0.99, 0.9999])))
            for a, b in combinations(range(size), 2)
            if rng.random() < 0.6
        ]
        said: Said = [
            (str(rng.choice(["same", "different", "different"])), int(a), int(b))
            for a, b in (rng.permutation(size)[:2] for _ in range(rng.integers(0, 4)))
        ]
        group, before = joined(links, size, said), joined(links, size, [])
        rows = [(number, *one) for number, one in enumerate(said, 1)]
        ruling = ruled(pd.DataFrame(rows, columns=["number", "verdict", "a", "b"]), size)
        for a, b in zip(*ruling.apart_entities(), strict=True):
            assert group[a] != group[b]
            parted += before[a] == before[b]
        for a, b in combinations(range(size), 2):
            if ruling.group[a] == ruling.group[b]:
                assert group[a] == group[b]
        concerned = reached(links, {end for _, *two in said for end in two})
        rest = [n for n in range(size) if n not in concerned]
        for a, b in combinations(rest, 2):
            assert (group[a] == group[b]) == (before[a] == before[b])
    assert parted > 20


def reached(links: Links, ends: set[int]) -> set[int]:
    """Return who is reached over pairs from some."""
    found = set(ends)
    for _ in range(12):
        for a, b, _ in links:
            found |= {a, b} if found & {a, b} else set()
    return found


def test_chances_are_shared_out_by_their_odds() -> None:
    one, two = np.array([0, 1, 2]), np.array([2, 2, 3])
    chance = np.array([0.9, 0.8, 0.7])
    apart = (np.array([0]), np.array([1]))
    assert shared_out(one, two, chance, apart) == pytest.approx([9 / 14, 4 / 14, 0.7])
    nobody = (np.empty(0, np.int64), np.empty(0, np.int64))
    assert shared_out(one, two, chance, nobody).tolist() == chance.tolist()
