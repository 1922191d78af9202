"""Who is who and who is tied to whom in the sample city, against what is so.

Precision and recall are printed. The cases and patterns that were planted are in
`test_planted.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from fixtures import truth as truths
from fixtures.truth import City, Pair, Score, on_day
from graph.edition import Edition
from graph.names import fold
from graph.protection import Key, mask_phone
from queries.links import SHARED_CAPS

DAYS = (date(2017, 6, 30), date(2019, 12, 31), date(2022, 9, 1), date(2024, 3, 15))
BANKS = 6  # creditors that no register of the city holds

Tell = Callable[[str, Iterable[Pair], Iterable[Pair]], Score]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Compare what was found with what is so, printed where a run of the tests shows it."""

    def shown(what: str, found: Iterable[Pair], expected: Iterable[Pair]) -> Score:
        with capsys.disabled():
            return truths.tell(what, found, expected)

    return shown


@pytest.fixture(scope="module")
def truth(city: Path, edition: Edition) -> City:
    """The truth of the sample city beside its edition."""
    return City(city / "truth", edition)


# --- who is who ---------------------------------------------------------------------------------


def test_every_firm_is_one_company_and_no_code_is_anybody_elses(truth: City, tell: Tell) -> None:
    codes = truth.edition.column("nodes/Company", "uscc")
    firms = truth.table("companies")["uscc"]
    score = tell("companies by their code", [(c,) for c in codes if c], [(c,) for c in firms])
    assert (score.precision, score.recall) == (1.0, 1.0)
    assert len([c for c in codes if c]) == len(firms)


def test_rows_of_companies_are_given_to_the_firm_they_mean(truth: City, tell: Tell) -> None:
    rows = truth.mentions[~truth.mentions["is_person"]]
    rows = rows[rows["entity"].str.startswith("C")]
    key = rows[["delivery", "file", "line", "role"]].astype(str).agg(" ".join, axis=1)
    named = rows["node"].map(truth.true_company)
    found = zip(key[named.notna()], named[named.notna()], strict=True)
    score = tell("rows given to the firm they mean", found, zip(key, rows["entity"], strict=True))
    assert score.invented == []
    assert score.recall >= 0.99


def test_companies_without_a_code_are_banks_and_names_written_wrongly(
    truth: City, tell: Tell
) -> None:
    names = truth.edition.column("nodes/Company", "name")
    without = {n for n in truth.edition.span("Company") if n not in truth.true_company}
    lenders = truth.edition.rows("edges/PARTY_TO", slice(None))
    banks = without & set(lenders[lenders["role"] == "creditor"]["src"].tolist())
    dirt = truth.table("dirt")
    wrong = dirt[dirt["kind"].isin(["misspelt", "former_name"])]["written"]
    left = {str(names[n]) for n in without - banks}
    assert {name for name in left if fold(name) not in {fold(text) for text in wrong}} == set()
    assert len(banks) <= BANKS
    meant = truth.mentions[truth.mentions["node"].isin(without)][["node", "entity"]]
    expected = {(truth.edition.id(n), e) for n, e in meant.itertuples(index=False, name=None)}
    alike = truth.edition.rows("edges/POSSIBLY_SAME_AS", slice(None))
    alike = alike[alike["src"].isin(without) & alike["dst"].isin(truth.true_company)]
    ends = zip(alike["src"], alike["dst"], strict=True)
    found = [(truth.edition.id(n), truth.true_company[firm]) for n, firm in ends]
    score = tell("misnamed firms, possibly the same", found, expected)
    assert min(score.precision, score.recall) >= 0.75


def test_nobody_is_merged_with_anybody(truth: City, tell: Tell) -> None:
    pairs = [(str(n), e) for n, e in zip(truth.people["node"], truth.people["entity"], strict=True)]
    mostly = [(str(number), person) for number, person in truth.true_person.items()]
    score = tell("person nodes of one person", pairs, mostly)
    assert score.invented == []


def test_people_are_one_node_each_or_named_as_possibly_the_same(truth: City, tell: Tell) -> None:
    nodes = truth.people.groupby("entity")["node"].agg(set)
    whole = nodes[nodes.map(len) == 1]
    score = tell("people in one node", [(e,) for e in whole.index], [(e,) for e in nodes.index])
    assert score.recall >= 0.99
    links = truth.edition.rows("edges/POSSIBLY_SAME_AS", slice(None))
    ends = zip(links["src"].tolist(), links["dst"].tolist(), strict=True)
    tied = [(truth.true_person.get(a), truth.true_person.get(b)) for a, b in ends]
    assert [(a, b) for a, b in tied if a and b and a != b] == []


def test_people_with_a_resident_id_are_one_node_each(truth: City, tell: Tell) -> None:
    key = Key.load_or_create(truth.edition.home.path / "key")
    kept = pd.read_csv(truth.edition.home.path / "identities" / "Person.csv", dtype=str)
    ids = dict(zip(kept["key"], kept["id"], strict=True))
    people = truth.table("persons")
    spelt = [f"id:{key.digest(text)}" for text in people["resident_id"]]
    expected = {(ids[k], p) for k, p in zip(spelt, people["person"], strict=True) if k in ids}
    mine = {i for i, _ in expected}
    found = {
        (node_id, person)
        for number, person in truth.true_person.items()
        if (node_id := truth.edition.id(number)) in mine
    }
    score = tell("people with a resident id", found, expected)
    assert score.invented == []
    assert len(mine) == len(expected)


def test_namesakes_stay_apart(truth: City, tell: Tell) -> None:
    table = truth.table("namesakes")
    alike = truth.people[truth.people["entity"].isin(table["person"])]
    apart = alike.groupby("node")["entity"].nunique()
    single = apart[apart == 1].index
    nodes = [(str(n),) for n in apart.index]
    score = tell("nodes of namesakes, one person each", nodes, [(str(n),) for n in single])
    assert score.invented == []


def test_who_may_be_the_same_mostly_is(truth: City, capsys: pytest.CaptureFixture[str]) -> None:
    links = truth.edition.rows("edges/POSSIBLY_SAME_AS", slice(None))
    misspelt = truth.mentions[~truth.mentions["node"].isin(truth.true_company)]
    meant = {
        **dict(zip(misspelt["node"].tolist(), misspelt["entity"], strict=True)),
        **truth.true_company,
    }
    meant |= truth.true_person
    ends = links[["src", "dst"]].map(lambda number: meant.get(number))
    links = links.assign(same=ends["src"] == ends["dst"])[ends.notna().all(axis=1)]
    bands = pd.cut(links["probability"], [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0])
    told = links.groupby(bands, observed=True)["same"].agg(["size", "mean"])
    told["stated"] = links.groupby(bands, observed=True)["probability"].mean()
    with capsys.disabled():
        for band, size, so, stated in told.reset_index().itertuples(index=False, name=None):
            print(  # noqa: T201
                f"\ntruth: possibly the same, {band!s:<12} stated {stated:.2f}, "
                f"so {so:.2f} of {size} pairs",
                end="",
            )
    assert links["same"].mean() >= links["probability"].mean()


# --- links on a day -----------------------------------------------------------------------------

LINKS = {
    "LEGAL_REPRESENTATIVE_OF": ("representatives", ("person", "company")),
    "OWNS": ("holdings", ("holder", "company")),
    "GUARANTEES": ("guarantees", ("guarantor", "debtor")),
}


@pytest.mark.parametrize("name", LINKS)
def test_links_hold_on_the_days_on_which_they_are_so(truth: City, tell: Tell, name: str) -> None:
    table, ends = LINKS[name]
    for day in (*DAYS, truth.today.day):
        score = tell(
            f"{name} on {day}",
            truth.links(name, truth.moment(day)),
            truth.dated(table, ends, day),
        )
        assert score.invented == []
        assert score.recall >= 0.99


def test_what_is_missed_today_stood_in_rows_that_were_refused(truth: City) -> None:
    dirt = truth.table("dirt")
    firms = set(dirt[dirt["outcome"] == "rejected"]["company"])
    for name, (table, ends) in LINKS.items():
        missed = truth.dated(table, ends, truth.today.day) - truth.links(name, truth.today)
        assert [pair for pair in sorted(missed) if pair[1] not in firms] == []


def test_former_names_are_those_that_were_borne(truth: City, tell: Tell) -> None:
    names = truth.table("company_names")
    past = names[names["until"].notna() & (names["until"] <= truth.today.day.isoformat())]
    now = names[names["until"].isna()].groupby("company")["name"].agg(set)
    expected = {
        (firm, fold(name))
        for firm, name in zip(past["company"], past["name"], strict=True)
        if name not in now[firm]
    }
    changed = set(names[names["company"].duplicated()]["company"])
    rest = sorted(set(truth.company) - changed)[:50]
    found = {
        (firm, fold(name))
        for firm in (*sorted(changed), *rest)
        for name in truth.ask("company/former_names", company=truth.id(firm))["name"]
    }
    score = tell("former names", found, expected)
    borne = {(firm, fold(name)) for firm, name in zip(names["company"], names["name"], strict=True)}
    assert set(score.invented) <= borne
    assert min(score.precision, score.recall) >= 0.98


# --- what is shared -----------------------------------------------------------------------------


def test_firms_of_one_address_are_found_and_hubs_are_named(truth: City, tell: Tell) -> None:
    today = truth.today.day
    seats = on_day(truth.table("company_addresses"), today)
    groups = seats.groupby("place")["company"].agg(list)
    several = groups[(groups.map(len) > 1) & (groups.map(len) <= SHARED_CAPS["LOCATED_AT"])]
    expected = {(a, b) for some in several for a in some for b in some if a != b}
    found, hubs = set(), set()
    for firm in sorted({a for a, _ in expected} | set(seats["company"][::40])):
        shared = truth.ask("company/shared", company=truth.id(firm))
        shared = shared[shared["relation"] == "LOCATED_AT"]
        found |= {(firm, other) for other in truth.true_ids(shared["id"].dropna())}
    score = tell("firms that share an address", found, expected)
    assert score.invented == []
    assert score.recall >= 0.97
    (place,) = truth.planted("hub_address", "declared_cluster")
    for firm in groups[place][:3]:
        shared = truth.ask("company/shared", company=truth.id(firm))
        hub = shared[(shared["relation"] == "LOCATED_AT") & shared["hub"]]
        hubs |= set(hub["shared"])
        assert hub["id"].isna().all()
        assert hub["bearers"].iloc[0] == pytest.approx(len(groups[place]), abs=2)
    assert hubs == {place}


def test_firms_of_one_phone_are_found_and_the_agents_is_a_hub(truth: City, tell: Tell) -> None:
    groups = truth.table("companies").groupby("phone")["company"].agg(list)
    several = groups[(groups.map(len) > 1) & (groups.map(len) <= SHARED_CAPS["REACHED_BY"])]
    expected = {(a, b) for some in several for a in some for b in some if a != b}
    people = truth.table("persons").set_index("person")["phone"]
    found = set()
    for firm in sorted({a for a, _ in expected}):
        shared = truth.ask("company/shared", company=truth.id(firm))
        shared = shared[(shared["relation"] == "REACHED_BY") & ~shared["hub"]]
        for node_id, shown in zip(shared["id"], shared["shared"], strict=True):
            other = truth.true(truth.edition.number(node_id))
            if other in truth.company:
                found.add((firm, other))
            else:  # a person: the firm gave that person's phone
                assert mask_phone(people[other]) == shown
    score = tell("firms that share a phone", found, expected)
    assert score.invented == []
    assert score.recall >= 0.97
    (agent,) = truth.planted("hub_phone", "agent")
    shared = truth.ask("company/shared", company=truth.id(groups[people[agent]][0]))
    hub = shared[(shared["relation"] == "REACHED_BY") & shared["hub"]]
    assert len(hub) == 1
    assert hub["id"].isna().all()
