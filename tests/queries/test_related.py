"""Related parties, owners, control and guarantees of tiny editions, by both clocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graph import sealing, tables
from graph.days import EARLIEST, LATEST, Moment, parse_day
from graph.drafted import Draft
from graph.edition import Edition
from graph.errors import WrongParameters
from graph.home import Home
from graph.schema import layouts
from queries.control import actual_controller, derive_control
from queries.guarantees import guarantee_cycles
from queries.owners import beneficial_owners, derive_owners
from queries.ownership import ownership_tree
from queries.related import related_parties
from queries.related_city import derive_related
from queries.rulebooks import MARKS, rule_book, rule_books

NOW = "2025-01-01"
Fact = tuple[Any, ...]


class Town:
    """A tiny edition: companies, persons and dated facts between them, by their names.

    A fact is (source, target, extra, from, to, known from), later ones left out at will; names
    that begin with P are persons, with S state bodies.
    """

    def __init__(self, path: Path, edges: dict[str, Sequence[Fact]], capital: float) -> None:
        names = sorted({str(n) for facts in edges.values() for fact in facts for n in fact[:2]})
        firms = [n for n in names if n[0] != "P"]
        people = [n for n in names if n[0] == "P"]
        self.ids = {n: f"C{place:09d}" for place, n in enumerate(firms, 1)}
        self.ids |= {n: f"P{place:09d}" for place, n in enumerate(people, 1)}
        rows: dict[str, list[dict[str, Any]]] = {
            "nodes/Company": [
                {"id": self.ids[n], "name": n, "kind": "company", "state_body": n[0] == "S"}
                for n in firms
            ],
            "nodes/Person": [{"id": self.ids[n], "name": n} for n in people],
            "properties": [
                {
                    "node": self.ids[n],
                    "property": "registered_capital",
                    "value": str(capital),
                    **dated("2010-01-01"),
                }
                for n in firms
            ],
        }
        rows |= {f"edges/{kind}": [self.edge(kind, *f) for f in fs] for kind, fs in edges.items()}
        home = Home.at(path).make()
        frames = {name: framed(name, found) for name, found in rows.items()}
        columns = ["node_id", "label", "text", "kind", "valid_from", "valid_to"]
        nothing = pd.DataFrame(columns=[*columns, "known_from", "known_to", "rank"])
        draft = Draft(frames, nothing, date.fromisoformat(NOW))
        with home.lock("build"), sealing.beside(home) as beside:
            sealing.write_base(beside, draft)
            sealing.seal(home, beside)
        self.edition = Edition.current(home)

    def edge(self, kind: str, src: str, dst: str, extra: Any = None, *days: str) -> dict[str, Any]:
        """Return one edge with its extra column and its days."""
        columns = {"OWNS": "share", "SERVES_AS": "role", "GUARANTEES": "amount"}
        more = {columns[kind]: extra} if kind in columns else {}
        return {"src": self.ids[src], "dst": self.ids[dst], **more, **dated(*days)}

    def number(self, name: str) -> int:
        """Return the number of a party."""
        return self.edition.number(self.ids[name])

    def name(self, number: int) -> str:
        """Return the name of a party."""
        found = self.edition.id(number)
        return next(name for name, id in self.ids.items() if id == found)

    def related(self, company: str, book: str, day: str = NOW, **more: Any) -> set[tuple[str, str]]:
        """Return the related parties with the test that ties each."""
        found = related_parties(self.edition, self.number(company), at(day), book, **more)
        return {(self.name(link.party), link.test) for link in found.links}


def at(as_of: str, known_on: str = NOW) -> Moment:
    """Return a moment."""
    return Moment(parse_day(as_of), parse_day(known_on))


def dated(
    start: str = "2020-01-01", end: str = "", known: str = "", source: str = "registration_investor"
) -> dict[str, Any]:
    """Return the four days of a fact, known when it began unless told."""
    return {
        "valid_from": parse_day(start) if start else EARLIEST,
        "valid_to": parse_day(end) if end else LATEST,
        "known_from": parse_day(known or start),
        "known_to": LATEST,
        "precision": "day" if start else "unknown",
        "source": source,
        "record": -1,
    }


def row_of(frame: pd.DataFrame, src: int, dst: int) -> dict[Any, Any]:
    """Return the one row of a pair."""
    (row,) = frame[(frame["src"] == src) & (frame["dst"] == dst)].to_dict("records")
    return row


def framed(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a frame with every column of its layout."""
    columns = [c.name for c in layouts()[name].columns]
    return pd.DataFrame(rows, columns=columns).astype({c: object for c in columns if not rows})


Build = Callable[..., Town]


@pytest.fixture
def town(tmp_path: Path) -> Build:
    """A builder of tiny editions."""

    def build(capital: float = 1e8, **edges: Sequence[Fact]) -> Town:
        return Town(tmp_path / "home", edges, capital)

    return build


LAW, TAX = "company-law-265", "tax-2016-42"


# --- the vectors --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owns", "related"),
    [
        pytest.param([("T", "X", 0.25), ("T", "Y", 0.25)], True, id="V6"),
        pytest.param([("T", "X", 0.2499), ("T", "Y", 0.25)], False, id="V6 short of a quarter"),
        pytest.param([("S", "X", 1.0), ("S", "Y", 1.0)], False, id="V10"),
        pytest.param([("S", "G", 1.0), ("G", "X", 1.0), ("G", "Y", 1.0)], True, id="under V10"),
        pytest.param([("P", "T", 0.25), ("T", "X", 0.3), ("P", "Y", 0.3)], True, id="by a middle"),
    ],
)
def test_the_same_third_party_ties_two_firms_for_tax(
    town: Build, owns: list[Fact], related: bool
) -> None:
    made = town(OWNS=owns)
    assert (("Y", "A-third") in made.related("X", TAX)) is related
    assert (("X", "A-third") in made.related("Y", TAX)) is related


@pytest.mark.parametrize(
    ("owns", "related"),
    [
        pytest.param([("T", "X", 0.25), ("T", "Y", 0.25)], False, id="V6"),
        pytest.param([("T", "X", 0.51), ("T", "Y", 0.51)], True, id="controlled by one"),
        pytest.param([("S", "X", 1.0), ("S", "Y", 1.0)], False, id="V10"),
        pytest.param([("S", "G", 1.0), ("G", "X", 1.0), ("G", "Y", 1.0)], True, id="under V10"),
        pytest.param(
            [("P", "A", 0.51), ("A", "X", 0.3), ("P", "X", 0.21), ("P", "Y", 0.6)], True, id="V8"
        ),
    ],
)
def test_one_controller_ties_two_firms_under_the_company_law(
    town: Build, owns: list[Fact], related: bool
) -> None:
    made = town(OWNS=owns)
    assert (("Y", "R3-controlled") in made.related("X", LAW)) is related
    assert (("X", "R3-controlled") in made.related("Y", LAW)) is related
    stored = derive_related(made.edition, at(NOW))
    pair = sorted([made.number("X"), made.number("Y")])
    tied = stored[stored["rule"] == f"{LAW} R3-controlled"]
    assert (pair in tied[["src", "dst"]].to_numpy().tolist()) is related


def test_v7_exactly_half_makes_no_controlling_shareholder(town: Build) -> None:
    made = town(OWNS=[("S", "X", 0.5), ("T", "X", 0.5), ("T", "Y", 0.51)])
    assert made.related("X", LAW) == set()
    assert made.related("Y", LAW) == {("T", "R1"), ("T", "R2")}


def test_v10_a_state_body_is_the_controller_all_the_same(town: Build) -> None:
    made = town(OWNS=[("S", "X", 1.0), ("S", "Y", 1.0)])
    assert made.related("X", LAW) == {("S", "R1"), ("S", "R2")}
    assert made.related("X", TAX) == {("S", "A-holds")}
    found = actual_controller(made.edition, made.number("X"), at(NOW)).actual
    assert found is not None
    assert made.name(found.party) == "S"


def test_v5_relatives_given_are_added_up_for_tax_and_nowhere_else(town: Build) -> None:
    made = town(OWNS=[("PH", "X", 0.15), ("PW", "X", 0.12), ("PW", "Y", 0.3)])
    couple = [[made.number("PH"), made.number("PW")]]
    assert made.related("X", TAX) == set()
    assert made.related("X", TAX, relatives=couple) == {
        ("PH", "A-relatives"),
        ("PW", "A-relatives"),
        ("Y", "A-third"),
    }
    with pytest.raises(WrongParameters, match="relatives"):
        made.related("X", LAW, relatives=couple)


def test_v12_mutual_guarantees_are_found_while_they_hold(town: Build) -> None:
    more = [("A", name) for name in "CDEF"]
    made = town(GUARANTEES=[("A", "B", 1e6, "2020-01-01", "2023-01-01"), ("B", "A", 1e6), *more])
    found = guarantee_cycles(made.edition, at("2022-06-01"))
    (circle,) = found.circles
    assert [made.name(m) for m in circle.members] == ["A", "B"]
    states = {made.name(g.party): (len(g.clients), g.state) for g in found.guarantors}
    assert states == {"A": (5, "at limit"), "B": (1, "below")}
    assert guarantee_cycles(made.edition, at(NOW)).circles == []


# --- people -------------------------------------------------------------------------------------


def test_people_of_a_company_tie_it_to_the_firms_they_control(town: Build) -> None:
    made = town(
        OWNS=[("P1", "Y", 0.6), ("Y", "Z", 0.6), ("P2", "W", 0.5)],
        SERVES_AS=[("P1", "X", "director"), ("P2", "X", "supervisor"), ("P3", "X", "liaison")],
        LEGAL_REPRESENTATIVE_OF=[("P4", "X")],
    )
    assert made.related("X", LAW) == {
        ("P1", "R3-people"),
        ("P2", "R3-people"),
        ("P4", "R3-people"),
        ("Y", "R3-controlled"),
        ("Z", "R3-controlled"),
    }


THREE = [("P1", "X", "director"), ("P2", "X", "director"), ("P3", "X", "director")]


@pytest.mark.parametrize(
    ("posts", "related"),
    [
        ([("P1", "X", "director"), ("P2", "X", "director"), ("P1", "Y", "executive")], True),
        (
            [*THREE, ("P1", "Y", "director"), ("P4", "Y", "director"), ("P5", "Y", "director")],
            False,
        ),
        ([*THREE, ("P1", "Y", "director")], True),
        ([("P1", "X", "supervisor"), ("P1", "Y", "director")], False),
    ],
)
def test_half_of_the_staff_of_either_side_ties_two_firms_for_tax(
    town: Build, posts: list[Fact], related: bool
) -> None:
    made = town(SERVES_AS=posts)
    assert (("Y", "E-serves") in made.related("X", TAX)) is related
    assert (("X", "E-serves") in made.related("Y", TAX)) is related


# --- time ---------------------------------------------------------------------------------------


def test_a_link_counts_only_while_all_its_facts_hold(town: Build) -> None:
    made = town(
        OWNS=[
            ("T", "X", 0.6, "2018-01-01", "2023-01-01"),
            ("T", "Y", 0.6, "2020-05-05"),
        ]
    )
    assert ("Y", "R3-controlled") not in made.related("X", LAW, "2019-06-01")
    assert ("Y", "R3-controlled") not in made.related("X", LAW, "2024-06-01")
    found = related_parties(made.edition, made.number("X"), at("2021-01-01"))
    (link,) = (x for x in found.links if x.test == "R3-controlled")
    assert (link.since, link.until) == (parse_day("2020-05-05"), parse_day("2023-01-01"))
    assert made.name(link.through[0]) == "T"
    shares = made.edition.column("edges/OWNS", "share")
    assert [(kind, float(shares[row])) for kind, row in link.edges] == [("OWNS", 0.6)] * 2


def test_what_was_not_known_yet_ties_nobody(town: Build) -> None:
    made = town(OWNS=[("T", "X", 0.6, "2018-01-01", "", "2022-01-01")])
    early = related_parties(made.edition, made.number("X"), at("2020-01-01", "2021-01-01"))
    assert early.links == []
    late = related_parties(made.edition, made.number("X"), at("2020-01-01", "2022-01-01"))
    assert [x.test for x in late.links] == ["R1", "R2"]


@pytest.mark.parametrize(
    ("book", "day", "in_force"),
    [
        (LAW, "2024-06-30", False),
        (LAW, "2024-07-01", True),
        (TAX, "2016-06-28", False),
        (TAX, "2016-06-29", True),
    ],
)
def test_a_day_before_a_book_was_in_force_is_answered_with_a_note(
    town: Build, book: str, day: str, in_force: bool
) -> None:
    made = town(OWNS=[("T", "X", 0.6, "2010-01-01")])
    found = related_parties(made.edition, made.number("X"), at(day), book)
    assert len(found.links) >= 1
    assert (found.notes == []) is in_force
    assert in_force or "was not in force on" in str(found.notes[0])


# --- rule books ---------------------------------------------------------------------------------


def test_tests_without_a_source_are_named_as_unanswered(town: Build) -> None:
    made = town(OWNS=[("T", "X", 0.6)])
    tax = related_parties(made.edition, made.number("X"), at(NOW), TAX)
    assert {t.key for t in tax.unanswered} >= {"B", "C", "D", "F", "G"}
    assert all(t.needs for t in tax.unanswered)
    assert not {t.key for t in tax.unanswered} & {x.test for x in tax.links}


def test_every_book_states_articles_sources_and_how_sure_it_is() -> None:
    for book in rule_books().values():
        for version in book.versions:
            assert version.source
            assert {t.mark for t in version.thresholds.values()} <= set(MARKS)
            assert {c.mark for c in version.choices.values()} <= set(MARKS)
            for test in version.tests.values():
                assert test.mark in MARKS
                assert test.article
                assert test.source
                assert test.computed is not bool(test.needs)
                for words in (test.title, test.meaning, test.needs):
                    assert words is None or (words.zh and words.en)


def test_an_unknown_book_is_refused_with_those_there_are(town: Build) -> None:
    made = town(OWNS=[("T", "X", 0.6)])
    with pytest.raises(WrongParameters, match="company-law-265"):
        made.related("X", "company-law-999")
    with pytest.raises(WrongParameters, match="names no related parties"):
        made.related("X", "guarantee-2014")


@pytest.mark.parametrize(
    ("name", "threshold", "value", "met"),
    [
        (LAW, "control", 0.5, False),
        (LAW, "control", 0.1 + 0.2 + 0.2, False),
        (LAW, "control", 0.5001, True),
        (TAX, "holding", 0.25, True),
        (TAX, "holding", 0.05 * 5, True),
        (TAX, "holding", 0.2499, False),
    ],
)
def test_a_threshold_knows_whether_its_number_is_in(
    name: str, threshold: str, value: float, met: bool
) -> None:
    assert rule_book(name).on(parse_day(NOW)).met(threshold, value) is met


# --- owners -------------------------------------------------------------------------------------


def test_owners_by_equity_control_and_the_person_in_charge(town: Build) -> None:
    made = town(
        OWNS=[("P1", "X", 0.3), ("A", "X", 0.52), ("P2", "A", 0.51), ("S", "Y", 1.0)],
        LEGAL_REPRESENTATIVE_OF=[
            ("P3", "X"),
            ("P4", "Y", None, "2021-01-01"),
            ("P4", "Y", None, "", "", "2022-01-01", "registration_basic"),
        ],
    )
    found = beneficial_owners(made.edition, made.number("X"), at(NOW))
    bases = {made.name(o.person): (o.basis, round(o.share_min, 4)) for o in found.owners}
    assert bases == {
        "P1": ("equity", 0.3),
        "P2": ("equity and control", 0.2652),
    }
    assert found.exempt is False
    fallback = beneficial_owners(made.edition, made.number("Y"), at(NOW))
    (owner,) = fallback.owners
    assert (made.name(owner.person), owner.basis) == ("P4", "person in charge")
    assert owner.since == parse_day("2021-01-01")
    assert len(owner.edges) == 2
    assert [note.code for note in fallback.notes] == ["manager_stands_in"]


@pytest.mark.parametrize(("capital", "exempt"), [(1e7, True), (1e7 + 1, False)])
def test_small_firms_of_natural_persons_alone_may_promise(
    town: Build, capital: float, exempt: bool
) -> None:
    made = town(capital, OWNS=[("P1", "X", 1.0)])
    found = beneficial_owners(made.edition, made.number("X"), at(NOW))
    assert found.exempt is exempt


def test_an_owner_is_only_possible_where_shares_are_not_stated(town: Build) -> None:
    made = town(OWNS=[("P1", "X", None), ("P2", "X", 0.6)])
    found = beneficial_owners(made.edition, made.number("X"), at(NOW))
    assert [made.name(o.person) for o in found.owners] == ["P2"]
    assert [made.name(o.person) for o in found.possible] == ["P1"]
    assert (round(found.possible[0].share_max, 9), found.complete) == (0.4, False)


# --- what an edition stores ---------------------------------------------------------------------


def test_derived_control_and_owners_hold_since_their_latest_fact(town: Build) -> None:
    made = town(
        OWNS=[
            ("P", "A", 0.6, "2015-03-01", "", "2016-01-01"),
            ("A", "B", 0.6, "2019-07-01"),
            ("P2", "A", 0.4, "", "", "2021-02-02"),
        ]
    )
    control = derive_control(made.edition, at(NOW))
    row = row_of(control, made.number("P"), made.number("B"))
    assert (row["valid_from"], row["known_from"]) == tuple(map(parse_day, ["2019-07-01"] * 2))
    assert row["votes"] == pytest.approx(0.6)
    first = row_of(control, made.number("P"), made.number("A"))
    assert first["valid_from"] == parse_day("2015-03-01")
    assert first["known_from"] == parse_day("2016-01-01")
    owners = derive_owners(made.edition, at(NOW))
    through = row_of(owners, made.number("P"), made.number("B"))
    assert through["valid_from"] == parse_day("2019-07-01")
    assert through["share_min"] == pytest.approx(0.36)
    unsure = row_of(owners, made.number("P2"), made.number("A"))
    assert (unsure["valid_from"], unsure["precision"]) == (EARLIEST, "unknown")
    assert unsure["known_from"] == parse_day("2021-02-02")
    assert made.number("P2") not in owners.loc[owners["dst"] == made.number("B"), "src"].tolist()


@pytest.mark.parametrize("days", [["2019-06-30", "2025-01-01"], ["2019-07-01", "2019-07-01"]])
def test_a_derived_link_is_true_on_every_day_it_claims(town: Build, days: list[str]) -> None:
    made = town(
        OWNS=[("P", "A", 0.6, "2015-03-01"), ("A", "B", 0.6, "2019-07-01")],
    )
    stored = derive_control(made.edition, at(NOW))
    moment = at(*days)
    shown = stored[
        (stored["valid_from"] <= moment.as_of) & (stored["known_from"] <= moment.known_on)
    ]
    fresh = derive_control(made.edition, moment)
    pairs = set(zip(fresh["src"], fresh["dst"], strict=True))
    assert set(zip(shown["src"], shown["dst"], strict=True)) == pairs


def test_derived_frames_fit_their_layouts(town: Build) -> None:
    made = town(
        OWNS=[("P", "A", 0.6), ("A", "B", 0.6), ("P", "C", 0.9)],
        SERVES_AS=[("P", "D", "director")],
    )
    for name, derived in (
        ("CONTROLS", derive_control),
        ("BENEFICIAL_OWNER_OF", derive_owners),
        ("RELATED_TO", derive_related),
    ):
        frame = derived(made.edition, at(NOW))
        table = tables.arrow_table(frame, layouts()[f"edges/{name}"])
        assert table.num_rows == len(frame) > 0
    pairs = derive_related(made.edition, at(NOW))
    tied = pairs[pairs["rule"] == f"{LAW} R3-controlled"]
    named = {(made.name(a), made.name(b)) for a, b in tied[["src", "dst"]].to_numpy().tolist()}
    assert named == {("A", "B"), ("A", "C"), ("B", "C"), ("A", "D"), ("B", "D"), ("C", "D")}


def test_a_city_without_holdings_derives_nothing(town: Build) -> None:
    made = town(GUARANTEES=[("A", "B", 1.0)])
    for derived in (derive_control, derive_owners, derive_related):
        assert len(derived(made.edition, at(NOW))) == 0


# --- holdings of an edition ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "share"), [("annual_report", 0.3), ("registration_investor", 0.9)]
)
def test_a_newer_source_replaces_a_holding_and_parts_of_one_source_add_up(
    town: Build, source: str, share: float
) -> None:
    older: Fact = ("P", "A", 0.6, "2015-01-01")
    made = town(OWNS=[older, ("P", "A", 0.3, "2022-01-01", "", "", source)])
    rows = ownership_tree(made.edition, made.number("A"), at(NOW)).rows
    assert rows[1].share == pytest.approx(share)


def test_the_tree_of_an_edition_is_cut_to_its_day(town: Build) -> None:
    made = town(OWNS=[("P", "A", 0.6, "2015-01-01", "2022-01-01"), ("P2", "A", 1.0, "2022-01-01")])
    for day, holder in (("2021-12-31", "P"), ("2022-01-01", "P2")):
        rows = ownership_tree(made.edition, made.number("A"), at(day)).rows
        assert [made.name(r.node) for r in rows] == ["A", holder]
    with pytest.raises(WrongParameters, match="direction"):
        ownership_tree(made.edition, made.number("A"), at(NOW), "sideways")  # type: ignore[arg-type]


def test_stored_pairs_agree_with_what_is_asked_of_each_company(town: Build) -> None:
    rng = np.random.default_rng(3)
    firms, people = [f"C{n}" for n in range(14)], [f"P{n}" for n in range(6)]
    owns = [
        (str(rng.choice([*firms, *people])), firm, float(rng.choice([0.3, 0.51, 0.6])))
        for firm in firms
    ]
    posts = [(str(rng.choice(people)), firm, "director") for firm in firms[::2]]
    made = town(OWNS=[o for o in owns if o[0] != o[1]], SERVES_AS=posts)
    stored = derive_related(made.edition, at(NOW))
    tied = stored[stored["rule"] == f"{LAW} R3-controlled"]
    expected = set()
    for firm in firms:
        if firm in made.ids:
            number = made.number(firm)
            for link in related_parties(made.edition, number, at(NOW)).links:
                if link.test == "R3-controlled" and link.through:
                    expected.add((min(number, link.party), max(number, link.party)))
    assert set(zip(tied["src"].tolist(), tied["dst"].tolist(), strict=True)) == expected
    assert len(expected) > 3
