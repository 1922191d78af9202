"""Who is who: identifiers in their order, exact names on their days, people told apart."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph.days import EARLIEST, LATEST
from graph.home import Home
from loaders.resolving import companies, people
from loaders.resolving.companies import LEVELS, Companies
from loaders.resolving.identities import Identities
from loaders.resolving.people import People

USCC, OTHER = "91370105MA3C00011T", "913701029869818362"
Mention = dict[str, Any]
Span = tuple[int, str, int, int]  # mention, folded name, start, end


def resolved(
    mentions: Iterable[Mention],
    renames: Iterable[Span] = (),
    registers: pd.DataFrame | None = None,
) -> Companies:
    """Return who mentions of companies are; what a mention does not say is null."""
    columns = ["name", "day", *LEVELS]
    frame = pd.DataFrame([dict.fromkeys(columns) | m for m in mentions], columns=columns)
    frame["day"] = frame["day"].fillna(0).astype("int64")
    texts = frame.drop(columns="day").astype("object")
    frame = texts.where(texts.notna(), None).assign(day=frame["day"])
    columns = ["mention", "folded", "start", "end"]
    return companies.resolve(frame, pd.DataFrame(list(renames), columns=columns), registers)


def groups(found: Companies | People) -> list[int]:
    """Return entities by the order of their first mention; -1 stays."""
    seen: dict[int, int] = {-1: -1}
    return [seen.setdefault(e, len(seen) - 1) for e in found.entity.tolist()]


COMPANIES = [
    pytest.param([{"uscc": USCC}, {"uscc": USCC}, {"uscc": OTHER}], [0, 0, 1], id="by code"),
    pytest.param(
        [
            {"uscc": USCC, "registry_key": "k1"},
            {"registry_key": "k1", "social_unit": "s1"},
            {"social_unit": "s1"},
            {"registry_key": "k2", "social_unit": "s2"},
        ],
        [0, 0, 0, 1],
        id="from identifier to identifier",
    ),
    pytest.param(
        [{"uscc": USCC}, {"org_code": USCC[8:17]}, {"taxpayer_id": "370105" + USCC[8:17]}],
        [0, 0, 0],
        id="a code holds the organisation code, and so does an old taxpayer id",
    ),
    pytest.param(
        [{"taxpayer_id": OTHER}, {"uscc": OTHER}, {"taxpayer_id": "370102" + OTHER[8:17]}],
        [0, 0, 0],
        id="a new taxpayer id is the code",
    ),
    pytest.param(
        [{"uscc": "370105200000017"}, {"registration_number": "370105200000017"}],
        [0, 0],
        id="a registration number in the column of codes",
    ),
    pytest.param(
        [{"uscc": USCC[8:17]}, {"uscc": USCC}], [0, 0], id="an organisation code in that column"
    ),
    pytest.param(
        [
            {"uscc": USCC, "tax_key": "t1"},
            {"uscc": OTHER, "tax_key": "t1"},
            {"tax_key": "t1"},
            {"tax_key": "t1", "name": "泉明"},
        ],
        [0, 1, -1, 2],
        id="an identifier of two joins nobody",
    ),
    pytest.param(
        [{"uscc": USCC, "name": "泉明商贸"}, {"uscc": OTHER, "name": "泉明商贸"}],
        [0, 1],
        id="equal names with other codes",
    ),
    pytest.param(
        [{"name": "泉明"}, {"name": "泉明"}, {"name": "石园"}], [0, 0, 1], id="names only"
    ),
    pytest.param([{}], [-1], id="nothing said"),
]


@pytest.mark.parametrize(("mentions", "expected"), COMPANIES)
def test_a_company_is_told_by_its_identifiers_from_the_strongest_down(
    mentions: list[Mention], expected: list[int]
) -> None:
    assert groups(resolved(mentions)) == expected


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_mentions_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    firms = [
        {level: f"{level}{n}" for level in LEVELS[1:]} | {"uscc": str(n) * 18} for n in range(8)
    ]
    for firm in firms:  # codes that hold others would join what the drawing keeps apart
        firm["org_code"] = firm["uscc"][8:17]
    mentions, meant = [], []
    for _ in range(60):
        n = rng.randrange(8)
        some = rng.sample(LEVELS, rng.randint(1, 3))
        mentions.append({level: firms[n][level] for level in some})
        meant.append(n)
    one = resolved(mentions)
    order = list(range(60))
    rng.shuffle(order)
    two = resolved(mentions[n] for n in order)
    same = {(one.entity[n], two.entity[place]) for place, n in enumerate(order)}
    assert len(same) == len({a for a, _ in same}) == len({b for _, b in same})
    # Some cannot be told (-1), but nobody is ever joined to somebody else.
    told = {(e, meant[n]) for n, e in enumerate(one.entity.tolist()) if e >= 0}
    assert len(told) == one.count


def test_an_identifier_of_several_companies_is_reported() -> None:
    found = resolved([{"uscc": USCC, "tax_key": "t1"}, {"uscc": OTHER, "tax_key": "t1"}])
    assert found.conflicts.to_dict("records") == [{"level": "tax_key", "value": "t1"}]


RENAMED = [
    # The registered company was called 泉明 until day 1000, and 泉盛 from then on.
    pytest.param("泉明", 500, True, id="its name of that day"),
    pytest.param("泉明", 999, True, id="the last day of the old name"),
    pytest.param("泉明", 1000 + 366, False, id="long given up"),
    pytest.param("泉明", 1000 + 300, True, id="just given up, and nobody else's"),
    pytest.param("泉盛", 1000, True, id="the first day of the new name"),
    pytest.param("泉盛", 999, False, id="not yet its name"),
    pytest.param("泉明商行", 500, False, id="nearly its name"),
]


@pytest.mark.parametrize(("name", "day", "same"), RENAMED)
def test_a_name_without_a_code_means_who_alone_bore_it_on_that_day(
    name: str, day: int, same: bool
) -> None:
    found = resolved(
        [{"uscc": USCC, "name": "泉盛"}, {"name": name, "day": day}],
        [(0, "泉明", EARLIEST, 1000), (0, "泉盛", 1000, LATEST)],
    )
    assert bool(found.entity[0] == found.entity[1]) is same
    assert found.named_only.tolist() == ([False] if same else [False, True])


TAKEN = [(900, 0), (999, 0), (1000, 1), (1200, 1), (2000, 1)]


@pytest.mark.parametrize(("day", "bearer"), TAKEN)
def test_a_name_given_up_and_taken_by_another_means_who_bore_it_then(day: int, bearer: int) -> None:
    found = resolved(
        [
            {"uscc": USCC, "name": "泉盛"},
            {"uscc": OTHER, "name": "泉明"},
            {"name": "泉明", "day": day},
        ],
        [
            (0, "泉明", EARLIEST, 1000),
            (0, "泉盛", 1000, LATEST),
            (1, "石园", EARLIEST, 1000),
            (1, "泉明", 1000, LATEST),
        ],
    )
    assert found.entity[2] == found.entity[bearer]


@pytest.mark.parametrize(("day", "same"), [(999, True), (1300, True), (1400, False)])
def test_a_name_that_a_register_has_replaced_is_given_up_where_no_change_record_says_when(
    day: int, same: bool
) -> None:
    columns = ["mention", "folded", "start", "end"]
    said = pd.DataFrame(
        [(0, "泉明", EARLIEST, 1000), (1, "泉盛", EARLIEST, LATEST)], columns=columns
    )
    mentions: list[Mention] = [{"uscc": USCC, "name": "泉明"}, {"uscc": USCC, "name": "泉盛"}]
    found = resolved([*mentions, {"name": "泉明", "day": day}], registers=said)
    assert bool(found.entity[2] == found.entity[0]) is same


def test_a_change_record_s_day_is_better_than_the_deliveries_around_it() -> None:
    columns = ["mention", "folded", "start", "end"]
    said = pd.DataFrame([(0, "泉明", EARLIEST, 1000)], columns=columns)
    changed = [(0, "泉明", EARLIEST, 900), (0, "泉盛", 900, LATEST), (1, "泉明", 900, LATEST)]
    mentions: list[Mention] = [
        {"uscc": USCC, "name": "泉明"},
        {"uscc": OTHER, "name": "泉明"},
        {"name": "泉明", "day": 950},
    ]
    found = resolved(mentions, changed, registers=said)
    assert found.entity[2] == found.entity[1]


def test_a_name_borne_by_two_at_once_means_neither() -> None:
    found = resolved(
        [{"uscc": USCC, "name": "泉明"}, {"uscc": OTHER, "name": "泉明"}, {"name": "泉明"}]
    )
    assert len(set(found.entity.tolist())) == 3
    assert found.named_only.tolist() == [False, False, True]


# --- people --------------------------------------------------------------------------------

Said = tuple[str | None, str | None, str | None, str | None]  # name, id, masked, company


def persons(said: Iterable[Said]) -> People:
    frame = pd.DataFrame(list(said), columns=["name", "id", "masked", "company"]).astype("object")
    frame = frame.where(frame.notna(), None)
    return people.resolve(frame.assign(row=[f"row {n}" for n in range(len(frame))]))


MASK, ELSE = "370105********0018", "370105********0026"

PEOPLE = [
    pytest.param(
        [("王", "h1", MASK, "C1"), ("王", "h1", None, "C2"), ("汪", "h1", None, None)],
        [0, 0, 0],
        id="one id",
    ),
    pytest.param([("王", "h1", None, "C1"), ("王", "h2", None, "C1")], [0, 1], id="two ids"),
    pytest.param([("王", None, None, "C1"), ("王", None, None, "C1")], [0, 0], id="in one company"),
    pytest.param([("王", None, None, "C1"), ("王", None, None, "C2")], [0, 1], id="in two"),
    pytest.param(
        [("王", None, MASK, "C1"), ("王", None, MASK, "C2")], [0, 1], id="one masked id in two"
    ),
    pytest.param([("王", None, MASK, None), ("王", None, MASK, None)], [0, 1], id="without any"),
    pytest.param(
        [("王", None, MASK, "C1"), ("王", None, ELSE, "C1")], [0, 1], id="two masked ids in one"
    ),
    pytest.param(
        [("王", None, None, "C1"), ("王", None, MASK, "C1")], [0, 0], id="one masked id, and none"
    ),
    pytest.param(
        [("王", None, None, "C1"), ("王", None, MASK, "C1"), ("王", None, ELSE, "C1")],
        [0, 1, 2],
        id="two masked ids, and none",
    ),
    pytest.param(
        [("王", "h1", MASK, "C1"), ("王", None, None, "C1"), ("王", None, MASK, "C1")],
        [0, 0, 0],
        id="an id, and rows that do not speak against it",
    ),
    pytest.param(
        [("王", "h1", MASK, "C1"), ("王", None, ELSE, "C1"), ("王", None, None, "C1")],
        [0, 1, 2],
        id="an id, another masked id, and neither",
    ),
    pytest.param(
        [("王", "h1", MASK, "C1"), ("王", "h2", ELSE, "C1"), ("王", None, None, "C1")],
        [0, 1, 2],
        id="two ids, and none",
    ),
    pytest.param([("王", None, None, None), ("王", None, None, None)], [0, 1], id="a row each"),
]


@pytest.mark.parametrize(("said", "expected"), PEOPLE)
def test_a_person_is_told_by_an_id_else_inside_one_company(
    said: list[Said], expected: list[int]
) -> None:
    assert groups(persons(said)) == expected


@pytest.mark.parametrize("seed", range(20))
def test_namesakes_in_different_companies_are_never_merged(seed: int) -> None:
    rng = random.Random(seed)
    count = rng.randint(2, 40)
    said: list[Said] = []
    meant: list[int] = []
    for person in range(count):
        masked = rng.choice([None, MASK])
        for _ in range(rng.randint(1, 4)):
            said.append(("王", None, masked, f"C{person}"))
            meant.append(person)
    both = list(zip(said, meant, strict=True))
    rng.shuffle(both)
    found = persons(s for s, _ in both)
    assert len({(e, m) for e, (_, m) in zip(found.entity.tolist(), both, strict=True)}) == count
    assert found.count == count


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_rows_changes_nobody(seed: int) -> None:
    rng = random.Random(seed)
    said: list[Said] = [
        (rng.choice("王李"), rng.choice([None, None, "h1", "h2"]), None, rng.choice(["C1", "C2"]))
        for _ in range(30)
    ]
    order = list(range(30))
    rng.shuffle(order)
    one, two = persons(said), persons(said[n] for n in order)
    same = {(one.entity[n], two.entity[place]) for place, n in enumerate(order)}
    assert len(same) == one.count == two.count


# --- ids -----------------------------------------------------------------------------------


def given(home: Home, *entities: list[str]) -> tuple[list[str], dict[str, str]]:
    """Return the ids that a build gives to entities with these keys, and what it merged."""
    register = Identities(home, "Company")
    keys = pd.DataFrame(
        [(n, key) for n, keys in enumerate(entities) for key in keys], columns=["entity", "key"]
    )
    ids = register.names(register.assign(keys, len(entities))).tolist()
    register.keep()
    return ids, register.merged


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without identities."""
    return Home.at(tmp_path / "home").make()


def test_ids_never_change_from_build_to_build(home: Home) -> None:
    assert given(home, ["uscc:b"], ["uscc:a"])[0] == ["C000000002", "C000000001"]
    again, _ = given(home, ["uscc:0", "name:x"], ["uscc:a", "name:y"], ["uscc:b"])
    assert again == ["C000000003", "C000000001", "C000000002"]
    assert given(home, ["name:y"], ["name:x"])[0] == ["C000000001", "C000000003"]


def test_a_key_with_commas_quotes_and_line_ends_brings_its_id_back(home: Home) -> None:
    odd = ["name:甲,乙", 'name:"甲"', "name:甲\n乙", "name:甲"]
    first, _ = given(home, *([key] for key in odd))
    lines = home.identities.joinpath("Company.csv").read_text("utf-8")
    assert lines.startswith("key,id\n")
    assert '"name:""甲""",' in lines
    assert given(home, *([key] for key in reversed(odd)))[0] == first[::-1]


def test_of_two_that_turn_out_one_the_older_id_stays_and_the_other_leads_to_it(home: Home) -> None:
    given(home, ["uscc:a"], ["name:x"])
    ids, merged = given(home, ["uscc:a", "name:x"])
    assert (ids, merged) == (["C000000001"], {"C000000002": "C000000001"})
    # Later builds know it still, though what joined the two is no longer said.
    assert given(home, ["uscc:a"]) == (["C000000001"], {"C000000002": "C000000001"})
    assert given(home, ["name:x"]) == (["C000000001"], {"C000000002": "C000000001"})


def test_what_was_merged_twice_leads_to_the_one_that_stays(home: Home) -> None:
    given(home, ["uscc:a"], ["uscc:b"], ["uscc:c"])
    given(home, ["uscc:b", "uscc:c"], ["uscc:a"])
    ids, merged = given(home, ["uscc:a", "uscc:b"])
    assert ids == ["C000000001"]
    assert merged == {"C000000002": "C000000001", "C000000003": "C000000001"}
    assert given(home, ["uscc:c"]) == (["C000000001"], merged)


def test_of_one_that_turns_out_two_the_stronger_key_keeps_the_id_and_the_other_s_lasts(
    home: Home,
) -> None:
    given(home, ["uscc:a", "name:x"])
    two = given(home, ["uscc:a"], ["name:x"])[0]
    assert two == ["C000000001", "C000000002"]
    assert given(home, ["uscc:a"], ["name:x"], ["uscc:new"])[0] == [*two, "C000000003"]


def test_who_was_merged_and_is_told_apart_again_has_the_old_id_back(home: Home) -> None:
    given(home, ["in:b"], ["in:a"])
    assert given(home, ["in:b", "in:a"]) == (["C000000001"], {"C000000002": "C000000001"})
    apart = (["C000000002", "C000000001"], dict[str, str]())
    assert given(home, ["in:b"], ["in:a"]) == apart
    assert given(home, ["id:new", "in:b"], ["in:a"]) == apart
    again = given(home, ["in:a", "in:b"], ["in:c"])
    assert again == (["C000000001", "C000000003"], {"C000000002": "C000000001"})
    assert given(home, ["in:c"], ["in:b"], ["in:a"])[0] == ["C000000003", *apart[0]]


@pytest.mark.parametrize("left", ["", "key,id\n", "key,id\nuscc:a,C0000", "key,id\nuscc:a"])
def test_what_a_killed_build_left_of_a_last_line_is_no_line(home: Home, left: str) -> None:
    (home.identities / "Company.csv").write_text(left, "utf-8")
    ids, _ = given(home, ["uscc:b"], ["uscc:c"])
    assert given(home, ["uscc:b"], ["uscc:c"])[0] == ids == ["C000000001", "C000000002"]


def test_a_torn_line_takes_no_whole_one_with_it(home: Home) -> None:
    given(home, ["uscc:a", 'name:x,"y"'])
    path = home.identities / "Company.csv"
    path.write_bytes(path.read_bytes() + "name:泉".encode()[:-1])
    assert given(home, ['name:x,"y"'], ["uscc:b"])[0] == ["C000000001", "C000000002"]
    assert given(home, ["uscc:b"], ["uscc:a"])[0] == ["C000000002", "C000000001"]
