"""Who is one across companies: evidence that adds up, rules that forbid, and no chains."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from loaders.resolving.evidence import in_words
from loaders.resolving.people import (
    Around,
    Judged,
    People,
    coded,
    compare,
    masks,
    rarity,
    resolve,
    resolve_inside,
)
from loaders.resolving.people.clusters import Limits, merged
from loaders.resolving.people.features import FEATURES, MODEL, person_model
from loaders.resolving.people.pairing import pairs_within

MASK, ELSE, REGION = "3701051980****0018", "3701051980****0026", "370105************"
RARE, COMMON, SHORT = "綦鹿昝", "王建国", "王伟"
Shared = Mapping[str, str]

# A city in which nobody is met twice, so that names are as rare as they are in a city.
CROWD = [
    (f"王{a}{b}", f"F{n}") for n, (a, b) in enumerate(combinations("建国志文晓海春玉秀伟明华军", 2))
]


def people(
    said: Iterable[Mapping[str, Any]],
    firms: Mapping[str, Shared] | None = None,
    beside: Mapping[int, Shared] | None = None,
) -> People:
    """Return who mentions are, among a crowd; they come first.

    Args:
        said: name, id, masked, company; what is not said is null.
        firms, beside: what a firm has, and what a mention says besides, by kind.
    """
    columns = ["name", "id", "masked", "company"]
    rows = [dict.fromkeys(columns) | dict(one) for one in said]
    rows += [dict.fromkeys(columns) | {"name": n, "company": c} for n, c in CROWD]
    frame = pd.DataFrame(rows, columns=columns).astype("object")
    frame = frame.where(frame.notna(), None)
    frame["row"] = [f"row {n}" for n in range(len(frame))]
    return resolve(frame, around(firms or {}, beside or {}))


def around(firms: Mapping[str, Shared], beside: Mapping[int, Shared]) -> Around:
    of_firms = [(c, kind, value) for c, has in firms.items() for kind, value in has.items()]
    of_rows = [(m, kind, value) for m, has in beside.items() for kind, value in has.items()]
    return Around.of(
        pd.DataFrame(of_firms, columns=["company", "kind", "value"]),
        pd.DataFrame(of_rows, columns=["mention", "kind", "value"]).astype({"mention": "int64"}),
    )


def one(found: People, a: int = 0, b: int = 1) -> bool:
    """Whether two mentions are one person."""
    return bool(found.group[found.entity[a]] == found.group[found.entity[b]])


def chance(found: People, a: int = 0, b: int = 1) -> float:
    """How likely two mentions are one, 0 if nothing is said of it."""
    ends = {int(found.group[found.entity[n]]) for n in (a, b)}
    pairs = found.group[found.likely[["src", "dst"]].to_numpy(np.int64)].tolist()
    told = found.likely["probability"].tolist()
    return max([p for pair, p in zip(pairs, told, strict=True) if set(pair) == ends], default=0.0)


PHONE = {"C1": {"contact": "t1"}, "C2": {"contact": "t1"}}
CREWS = [
    {"name": "昝鹿逄", "company": "C1"},
    {"name": "昝鹿逄", "company": "C2"},
    {"name": "亓牟山", "company": "C1"},
    {"name": "亓牟山", "company": "C2"},
]

MERGED = [
    pytest.param({}, {}, {}, [], False, id="a rare name alone"),
    pytest.param({"masked": MASK}, {}, {}, [], False, id="a masked id alone proves nothing"),
    pytest.param({"masked": MASK}, PHONE, {}, [], True, id="a masked id and a telephone"),
    pytest.param({}, PHONE, {}, [], True, id="a telephone that only they have"),
    pytest.param({}, {}, {}, CREWS, True, id="the same crew of rare names"),
    pytest.param(
        {},
        {},
        {0: {"contact": "own"}, 1: {"contact": "own"}},
        [],
        True,
        id="a telephone of their own",
    ),
]


@pytest.mark.parametrize(("shown", "firms", "beside", "others", "same"), MERGED)
def test_two_of_a_rare_name_are_one_only_by_what_they_share(
    shown: dict[str, str],
    firms: dict[str, Shared],
    beside: dict[int, Shared],
    others: list[dict[str, str]],
    same: bool,
) -> None:
    said = [{"name": RARE, "company": c, **shown} for c in ("C1", "C2")]
    found = people([*said, *others], firms, beside)
    assert one(found) is same
    if not same:
        assert 0 < chance(found) < 1


FORBIDDEN = [
    pytest.param({"id": "h1"}, {"id": "h2"}, id="two ids"),
    pytest.param({"masked": MASK}, {"masked": ELSE}, id="masked ids that differ"),
    pytest.param({"id": "h1", "masked": MASK}, {"masked": ELSE}, id="an id and another's mask"),
    pytest.param(
        {"masked": MASK}, {"masked": "370105801****018"}, id="a number of 15 of another year"
    ),
]


@pytest.mark.parametrize(("left", "right"), FORBIDDEN)
def test_what_contradicts_forbids_whatever_else_is_shared(
    left: dict[str, str], right: dict[str, str]
) -> None:
    said = [{"name": RARE, "company": "C1", **left}, {"name": RARE, "company": "C2", **right}]
    firms = {c: {"contact": "t1", "address": "a1", "company": "C0"} for c in ("C1", "C2")}
    found = people([*said, *CREWS], firms)
    assert not one(found)
    assert chance(found) == 0.0


def test_who_could_be_either_of_two_is_neither() -> None:
    firms = {c: {"contact": "t1"} for c in ("C1", "C2", "C3")}
    said = [
        {"name": RARE, "company": "C1", "masked": MASK},
        {"name": RARE, "company": "C2"},
        {"name": RARE, "company": "C3", "masked": ELSE},
    ]
    found = people(said, firms)
    assert not one(found, 0, 1)
    assert not one(found, 1, 2)
    assert chance(found, 0, 1) > 0.5
    assert one(people(said[:2], firms))


def test_two_links_make_no_third() -> None:
    said = [{"name": RARE, "company": c} for c in ("C1", "C2", "C3")]
    firms = {"C1": {"contact": "t"}, "C2": {"contact": "t", "address": "a"}, "C3": {"address": "a"}}
    found = people(said, firms)
    assert not one(found, 0, 2)
    everywhere = {c: {"contact": "t", "address": "a"} for c in firms}
    found = people(said, everywhere)
    assert one(found, 0, 1)
    assert one(found, 0, 2)


def test_a_hub_is_no_shared_context() -> None:
    said = [{"name": COMMON, "company": c} for c in ("C1", "C2")]
    crowd = [{"name": f"李{n}", "company": f"D{n}"} for n in range(80)]
    firms = {c: {"contact": "t"} for c in ("C1", "C2", *(f"D{n}" for n in range(80)))}
    found = people([*said, *crowd], firms)
    assert not one(found)
    assert chance(found) < 0.5


def test_rarer_names_are_likelier_one_and_two_characters_are_worth_less() -> None:
    model = person_model()
    nothing = dict.fromkeys((f.name for f in FEATURES), 0)
    names = [{**nothing, "name": level, "contact": 3} for level in range(1, 6)]
    chances = model.score(pd.DataFrame(names))
    assert (np.diff(chances) > 0).all()
    short = pd.DataFrame([{**nothing, "name": 3, "length": n} for n in (0, 1)])
    assert np.diff(model.score(short))[0] < 0


def test_a_name_and_fourteen_digits_are_very_likely_one() -> None:
    for name in (COMMON, SHORT, RARE):
        said = [{"name": name, "masked": MASK, "company": c} for c in ("C1", "C2")]
        found = people(said)
        assert not one(found)
        assert chance(found) >= 0.95
        says = in_words(found.likely["evidence"].iloc[0])
        assert "14 places" in says
        assert "same name" in says


def test_two_of_a_name_in_one_company_stay_two() -> None:
    said = [
        {"name": RARE, "company": "C1", "masked": MASK},
        {"name": RARE, "company": "C1", "masked": ELSE},
        {"name": RARE, "company": "C1"},
    ]
    beside = {n: {"contact": "own"} for n in range(3)}
    found = people(said, {}, beside)
    assert len({int(found.group[found.entity[n]]) for n in range(3)}) == 3


LISTED = [
    pytest.param(["p1", "p2", None], ["a", "a", "b"], [0, 1, 2], id="two numbers in one list"),
    pytest.param(["p1", "p2", "p1"], ["a", "a", "b"], [0, 1, 0], id="and one of them again"),
    pytest.param(["p1", "p2", None], ["a", "b", "c"], [0, 0, 0], id="a number that changed"),
    pytest.param(["p1", "p1", None], ["a", "a", "b"], [0, 0, 0], id="one number"),
    pytest.param(["p1", None, None], ["a", "a", "b"], [0, 0, 0], id="no second number"),
]


@pytest.mark.parametrize(("phones", "lists", "expected"), LISTED)
@pytest.mark.parametrize("known", [None, "h1"])
def test_two_of_a_name_whom_one_list_gives_two_numbers_are_two(
    phones: list[str | None], lists: list[str], expected: list[int], known: str | None
) -> None:
    said = {"id": [known, None, None], "phone": phones, "listed": lists, "row": ["a", "b", "c"]}
    frame = pd.DataFrame({**said, "name": SHORT, "masked": None, "company": "C1"})
    found = resolve(frame.astype("object").where(frame.notna(), None))
    seen = list(dict.fromkeys(found.entity.tolist()))
    assert [seen.index(one) for one in found.entity.tolist()] == expected


def test_what_was_judged_to_be_two_is_not_joined() -> None:
    frame = pd.DataFrame(
        {"name": RARE, "id": None, "masked": None, "company": ["C1", "C2"], "row": ["a", "b"]}
    )
    told = resolve_inside(coded(frame), frame["row"])
    surroundings = around(PHONE, {})
    compared = compare(told, surroundings)
    assert compared.joined().group.tolist() == [0, 0]
    judged = Judged(np.arange(2), (np.array([0]), np.array([1])))
    assert compared.joined(judged).group.tolist() == [0, 1]
    assert compared.joined(judged).likely.empty


def test_ids_are_given_to_those_told_inside_a_company_whoever_is_joined() -> None:
    said = [{"name": RARE, "company": c} for c in ("C1", "C2")]
    joined, apart = people(said, PHONE), people(said)
    assert one(joined)
    assert not one(apart)
    pd.testing.assert_frame_equal(joined.keys, apart.keys)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_rows_joins_nobody_else(seed: int) -> None:
    rng = random.Random(seed)
    numbers = [(None, None), (None, MASK), (None, ELSE), (None, REGION), ("h1", MASK), ("h2", None)]
    said = []
    for _ in range(24):
        number, mask = rng.choice(numbers)
        name, company = rng.choice([RARE, COMMON, SHORT]), f"C{rng.randrange(12)}"
        said.append({"name": name, "id": number, "masked": mask, "company": company})
    firms = {
        f"C{n}": {"contact": f"t{rng.randrange(6)}", "address": f"a{rng.randrange(6)}"}
        for n in range(12)
    }
    order = list(range(24))
    rng.shuffle(order)
    first, again = people(said, firms), people([said[n] for n in order], firms)
    groups = [f.group[f.entity[:24]].tolist() for f in (first, again)]
    pairs = {(groups[0][n], groups[1][place]) for place, n in enumerate(order)}
    assert len(pairs) == len(set(groups[0])) == len(set(groups[1]))
    # Nothing that forbids is inside a group.
    for group in set(groups[0]):
        members = [said[n] for n in range(24) if groups[0][n] == group]
        assert len({m["id"] for m in members if m["id"]}) <= 1
        shown = [m["masked"] for m in members if m["masked"]]
        assert all(masks.can_be_one(a, b) for a, b in combinations(shown, 2))


# --- the parts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "same", "agreeing"),
    [
        (MASK, MASK, True, 14),
        (MASK, ELSE, False, 13),
        (MASK, REGION, True, 6),
        (MASK, "370105801****001", False, 9),
        ("370105800****018", "3701051980****0018", False, 10),
        ("37010580****001", "3701051980****001X", True, 13),
        (MASK, "***", True, 0),
        (MASK, "E123****", False, 1),
        (MASK + "01", MASK, True, 14),
    ],
)
def test_masked_ids_agree_or_contradict_place_by_place(
    left: str, right: str, same: bool, agreeing: int
) -> None:
    both = masks.shown(np.array([left, right], object))
    assert masks.can_be_one(left, right) is same
    assert masks.can_be_one(right, left) is same
    if same:
        assert masks.agreeing(both[:1], both[1:]).tolist() == [agreeing]


def test_a_name_is_rare_by_its_parts_or_by_those_who_bear_it() -> None:
    names = np.array(["王伟", "王建国", "欧阳建国", "綦鹿昝", "tomsmith", "李娜"], object)
    shares = rarity.shares(names, np.array([400, 300, 3, 2, 2, 90]))
    assert (shares > 0).all()
    assert shares[0] > shares[5] > shares[2] > shares[3]
    assert shares[4] > shares[3]
    alone = rarity.shares(names, np.array([2, 2, 2, 2, 2, 2]))
    assert alone[0] > alone[1] > alone[2]
    assert len(rarity.shares(np.empty(0, object), np.empty(0, np.int64))) == 0


@pytest.mark.parametrize("seed", range(5))
def test_pairs_of_rows_of_one_code_are_all_found_once(seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, 9, 40)
    found = {
        (min(a, b), max(a, b))
        for a, b in zip(*map(np.ndarray.tolist, pairs_within(codes, 6)), strict=True)
    }
    few = {c for c in codes.tolist() if (codes == c).sum() <= 6}
    expected = {
        (a, b) for a, b in combinations(range(40), 2) if codes[a] == codes[b] and codes[a] in few
    }
    assert found == expected
    assert len(pairs_within(codes, 6)[0]) == len(expected)


def limits(count: int, **given: Any) -> Limits:
    nothing = Limits(
        np.full(count, -1, np.int64),
        np.zeros((count, masks.WIDTH + 1), np.uint8),
        (np.empty(0, np.int64), np.empty(0, np.int64)),
    )
    return replace(nothing, **given)


def grouped(
    links: Iterable[tuple[int, int, float]], count: int, held: Limits | None = None
) -> list[set[int]]:
    frame = pd.DataFrame(list(links), columns=["one", "two", "probability"]).assign(proven=True)
    keys = np.array([f"k{n}" for n in range(count)], object)
    group: npt.NDArray[np.int64] = merged(frame, held or limits(count), 0.98, keys)
    found = [set(np.flatnonzero(group == g).tolist()) for g in range(int(group.max()) + 1)]
    return [members for members in found if len(members) > 1]


CLUSTERS = [
    pytest.param([(0, 1, 0.99)], [{0, 1}], id="a pair"),
    pytest.param([(0, 1, 0.97)], [], id="not sure enough"),
    pytest.param([(0, 1, 0.995), (1, 2, 0.99)], [{0, 1}], id="no chain"),
    pytest.param([(0, 1, 0.99), (1, 2, 0.99), (0, 2, 0.99)], [{0, 1, 2}], id="all three"),
    pytest.param(
        [(0, 1, 0.995), (1, 2, 0.985), (0, 2, 0.96)], [{0, 1}], id="a mean that is too low"
    ),
    pytest.param(
        [(a, b, 0.99) for a, b in combinations(range(6), 2)], [set(range(6))], id="six of one"
    ),
    pytest.param([(0, 1, 0.99), (2, 3, 0.99), (1, 2, 0.99)], [{0, 1}, {2, 3}], id="two twos"),
]


@pytest.mark.parametrize(("links", "expected"), CLUSTERS)
def test_groups_are_joined_by_the_mean_of_all_their_pairs(
    links: list[tuple[int, int, float]], expected: list[set[int]]
) -> None:
    assert grouped(links, 6) == expected


def test_groups_that_cannot_be_one_are_not_joined() -> None:
    links = [(0, 1, 0.99), (1, 2, 0.99), (0, 2, 0.99)]
    assert grouped(links, 3, limits(3, apart=(np.array([0]), np.array([2])))) == []
    identity = np.array([7, -1, 8])
    assert grouped(links, 3, limits(3, identity=identity)) == []
    at = (np.array([0, 2]), np.array([5, 5]))
    assert grouped(links, 3, limits(3, at=at)) == []
    alone = [(0, 1, 0.99)]
    assert grouped(alone, 3, limits(3, identity=identity)) == [{0, 1}]


def test_the_model_says_what_its_file_says() -> None:
    model = person_model()
    assert model.merge_at >= 0.98
    assert model.to_toml() == MODEL.read_text("utf-8")
