"""What judgements make of entities: the later counts, a different stops a chain."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest

from loaders.judging.constraints import (
    NOBODY,
    contradictions,
    entities_of,
    pairs_of,
    ruled,
    standing,
)
from loaders.judging.joining import joined, with_model
from loaders.judging.judgements import Judgement, Side
from loaders.judging.obeying import Obeyed, same_inside

A, B, C, D = range(4)
Said = list[tuple[str, int, int]]


def pairs(said: Said) -> pd.DataFrame:
    """Judgements in the order in which they were given."""
    rows = [(number, *one) for number, one in enumerate(said, 1)]
    return pd.DataFrame(rows, columns=["number", "verdict", "a", "b"])


def groups(group: Any) -> set[frozenset[int]]:
    """Groups of more than one."""
    held: dict[int, set[int]] = {}
    for entity, number in enumerate(group.tolist()):
        held.setdefault(number, set()).add(entity)
    return {frozenset(one) for one in held.values() if len(one) > 1}


RULES: list[tuple[str, Said, list[set[int]], list[tuple[int, str]]]] = [
    ("nothing judged", [], [], []),
    ("one pair", [("same", A, B)], [{A, B}], []),
    ("a chain", [("same", A, B), ("same", C, B)], [{A, B, C}], []),
    ("apart", [("different", A, B)], [], []),
    ("unsure", [("unsure", A, B)], [], []),
    (
        "a different stops a chain, the later pair is obeyed",
        [("same", A, B), ("same", B, C), ("different", A, C)],
        [{B, C}],
        [(1, "judgement 3 keeps apart")],
    ),
    (
        "a later chain does not overcome an earlier different",
        [("different", A, C), ("same", A, B), ("same", B, C)],
        [{B, C}],
        [(2, "judgement 1 keeps apart")],
    ),
    (
        "the later of two on the same two counts",
        [("different", B, A), ("same", A, B)],
        [{A, B}],
        [(1, "gives way to the later judgement 2")],
    ),
    (
        "and the other way round",
        [("same", A, B), ("different", B, A)],
        [],
        [(1, "gives way to the later judgement 2")],
    ),
    ("unsure takes a same back", [("same", A, B), ("unsure", A, B)], [], [(1, "gives way")]),
    ("said twice", [("same", A, B), ("same", B, A)], [{A, B}], []),
    ("identifiers say otherwise", [("different", A, A)], [], [(1, "qiji judge split")]),
    ("nobody", [("same", A, NOBODY), ("same", A, B)], [{A, B}], [(1, "no delivery names")]),
    (
        "two chains that a different keeps apart at their far ends",
        [("same", A, B), ("same", C, D), ("different", A, D), ("same", B, C)],
        [{B, C, D}],
        [(1, "judgement 3 keeps apart")],
    ),
]


@pytest.mark.parametrize(("what", "said", "one", "reports"), RULES, ids=[r[0] for r in RULES])
def test_the_rule(
    what: str, said: Said, one: list[set[int]], reports: list[tuple[int, str]]
) -> None:
    found = ruled(pairs(said), 4)
    assert groups(found.group) == {frozenset(group) for group in one}
    assert [number for number, _ in found.reports] == [number for number, _ in reports]
    for (_, sentence), (_, words) in zip(found.reports, reports, strict=True):
        assert words in sentence


def test_whatever_is_judged_no_two_kept_apart_are_one() -> None:
    rng = np.random.default_rng(7)
    for _ in range(80):
        size = int(rng.integers(2, 7))
        said: Said = [
            (str(rng.choice(["same", "same", "different", "unsure"])), int(one), int(two))
            for one, two in (rng.permutation(size)[:2] for _ in range(rng.integers(1, 12)))
        ]
        last = {frozenset(two): verdict for verdict, *two in said}
        found = ruled(pairs(said), size)
        for two, verdict in last.items():
            a, b = two
            if verdict == "different":
                assert found.group[a] != found.group[b]
        linked = {two for two, verdict in last.items() if verdict == "same"}
        for group in groups(found.group):
            inside = [two for two in linked if two <= group]
            reached = {min(group)}
            for _, two in itertools.product(group, inside):
                reached |= two if reached & two else set()
            assert reached == group
        model = rng.integers(0, size, size)
        together = with_model(found, model)
        assert groups(with_model(found, np.arange(size))) == groups(found.group)
        for one, two in found.apart.tolist():
            assert together[one] != together[two]
        for group in groups(found.group):
            assert len({int(together[entity]) for entity in group}) == 1


def test_a_model_joins_besides_but_never_two_kept_apart() -> None:
    found = ruled(pairs([("different", A, B), ("same", C, D)]), 6)
    assert groups(with_model(found, np.array([0, 1, 0, 2, 3, 3]))) == {
        frozenset({A, C, D}),
        frozenset({4, 5}),
    }
    assert groups(with_model(found, np.array([0, 0, 0, 2, 3, 3]))) == {
        frozenset({C, D}),
        frozenset({4, 5}),
    }


def test_of_those_who_are_joined_the_oldest_id_stays_and_all_stand_in_their_order() -> None:
    found = joined(np.array([5, 9, 5, 7]), np.array([30, 10, 20, 40]))
    assert found.number.tolist() == [1, 0, 1, 2]
    assert found.stays.tolist() == [1, 2, 3]
    assert found.gone.tolist() == [[0, 2]]
    assert found.of(np.array([3, NOBODY, 0])).tolist() == [2, NOBODY, 1]


KEYS = pd.DataFrame(
    [(0, "uscc:U1"), (0, "name:甲"), (1, "name:乙"), (2, "uscc:U2"), (2, "name:丙")],
    columns=["entity", "key"],
)
FOUND = [
    ("by the strongest key", ("C9", ("uscc:U2", "name:甲")), 2),
    ("by a weaker key when the stronger is gone", ("C9", ("uscc:U9", "name:乙")), 1),
    ("by the id when no key is known", ("C1", ("uscc:U9",)), 0),
    ("nobody", ("C8", ()), NOBODY),
]


@pytest.mark.parametrize(("what", "side", "entity"), FOUND, ids=[f[0] for f in FOUND])
def test_a_side_is_found_again(what: str, side: tuple[str, tuple[str, ...]], entity: int) -> None:
    assert entities_of([side], KEYS, pd.Series({"C1": 0})).tolist() == [entity]


def judgement(number: int, verdict: Any, a: str, b: str, **more: Any) -> Judgement:
    one, two = (Side(f"C{key}", key, (key,)) for key in (a, b))
    return Judgement(number, verdict, "王", "2024", "x", one, two, **more)


def test_only_what_stands_and_is_of_the_label_counts() -> None:
    judged = [
        judgement(1, "same", "uscc:U1", "name:乙"),
        judgement(2, "different", "uscc:U1", "uscc:U2", undone_by=3),
        Judgement(3, "undo", "王", "2024", "x", undoes=2),
    ]
    assert standing(judged, "Person") == []
    found = pairs_of(standing(judged, "Company"), KEYS, pd.Series(dtype="float64"))
    assert found.to_numpy().tolist() == [[1, "same", 0, 1]]


def test_people_are_stronger_than_codes_but_it_is_said() -> None:
    obeyed = Obeyed([judgement(1, "same", "uscc:U1", "uscc:U2")])
    ruling = obeyed.ruling("Company", KEYS, pd.array(["C1", "C2", "C3"], "str"), {})
    assert groups(ruling.group) == {frozenset({0, 2})}
    assert obeyed.notes() == [
        {
            "number": 1,
            "problem": "Judgement 1 (same) is obeyed, though the two have different credit codes.",
        }
    ]


INSIDE = [
    ("one name", ["in:C000000001:王红|", "in:C000000002:王红|"], [(0, 1)]),
    ("masks agree", ["in:C000000001:王红|3701**0011", "in:C000000002:王红|3701050011"], [(0, 1)]),
    ("masks differ", ["in:C000000001:王红|3701**0011", "in:C000000002:王红|3702**0011"], []),
    ("two names", ["in:C000000001:王红|", "in:C000000002:王虹|"], []),
    ("nobody inside", ["row:1", "id:2"], []),
    ("another company", ["in:C000000001:王红|", "in:C000000003:王红|"], []),
]


@pytest.mark.parametrize(("what", "keys", "one"), INSIDE, ids=[i[0] for i in INSIDE])
def test_one_name_in_two_companies_that_are_one(
    what: str, keys: list[str], one: list[tuple[int, int]]
) -> None:
    frame = pd.DataFrame({"entity": range(len(keys)), "key": keys})
    assert same_inside(frame, {"C000000002": "C000000001"}) == one


def test_two_people_with_ids_are_two_in_whatever_company() -> None:
    rows = [(0, "id:h0"), (0, "in:C000000001:王红|"), (1, "id:h1"), (1, "in:C000000002:王红|")]
    frame = pd.DataFrame(rows, columns=["entity", "key"])
    assert same_inside(frame, {"C000000002": "C000000001"}) == []


AGAINST = [
    ("the other verdict on the same two", ["different", "same"], [(A, B), (B, A)], "gives way to"),
    ("a chain", ["different", "same", "same"], [(A, C), (A, B), (B, C)], "judgement 1 keeps apart"),
    ("what says the same", ["same", "same"], [(A, B), (A, B)], ""),
    ("what is about others", ["different", "same"], [(A, B), (C, D)], ""),
]


@pytest.mark.parametrize(
    ("what", "verdicts", "ends", "words"), AGAINST, ids=[a[0] for a in AGAINST]
)
def test_a_judgement_that_contradicts_is_told_so_when_it_is_made(
    what: str, verdicts: list[str], ends: list[tuple[int, int]], words: str
) -> None:
    judged = [
        judgement(number, verdict, f"uscc:U{a}", f"uscc:U{b}")
        for number, (verdict, (a, b)) in enumerate(zip(verdicts, ends, strict=True), 1)
    ]
    found = contradictions(judged, judged[-1])
    assert len(found) == bool(words)
    assert all(words in sentence for sentence in found)
    assert contradictions(judged[:-1], judged[-2]) == []
