"""The planted cases and all control of the sample city, against its truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from graph.days import Moment
from graph.edition import Edition
from queries.control import controlled, controls, group_votes
from queries.guarantees import guarantee_cycles
from queries.holdings import Holdings, at_least, holdings
from queries.integrated import shares_in
from queries.owners import beneficial_owners
from queries.related import related_parties
from queries.tax_shares import tax_shares


@dataclass(frozen=True)
class Truth:
    """What was planted in the sample city, and the edition built from its files."""

    folder: Path
    edition: Edition

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv", dtype=str)

    @cached_property
    def codes(self) -> dict[str, str]:
        table = self.table("companies")
        return dict(zip(table["company"], table["uscc"], strict=True))

    @cached_property
    def names(self) -> dict[str, str]:
        table = self.table("persons")
        return dict(zip(table["person"], table["name"], strict=True))

    @cached_property
    def numbers(self) -> dict[str, int]:
        codes = self.edition.column("nodes/Company", "uscc")
        return {code: number for number, code in enumerate(codes) if code}

    @property
    def moment(self) -> Moment:
        return self.edition.moment()

    @property
    def held(self) -> Holdings:
        return holdings(self.edition, self.moment)

    def company(self, truth: str) -> int:
        return self.numbers[self.codes[truth]]

    def person(self, truth: str, company: int) -> int:
        """The person of that name above a company; a case plants no two of one name."""
        above = self.held.reach(np.array([company]), up=True).tolist()
        people = [n for n in above if self.held.is_person[n]]
        (found,) = (n for n in people if self.edition.node(n)["name"] == self.names[truth])
        return int(found)

    def party(self, truth: str, company: int) -> int:
        return self.person(truth, company) if truth in self.names else self.company(truth)


@pytest.fixture(scope="module")
def truth(city: Path, edition: Edition) -> Truth:
    """The sample city's truth beside its edition."""
    return Truth(city / "truth", edition)


def couple(truth: Truth, person: int, company: int) -> bool:
    holders = truth.held.src[truth.held.holders_of(company)].tolist()
    shares = sorted((shares_in(truth.held, company).of(h)[0], h) for h in holders)
    pair = [h for share, h in shares if round(share, 4) in (0.15, 0.12)]
    found = related_parties(truth.edition, company, truth.moment, "tax-2016-42", relatives=[pair])
    return person in {x.party for x in found.links if x.test == "A-relatives"}


def related(truth: Truth, one: int, two: int, book: str) -> bool:
    found = related_parties(truth.edition, one, truth.moment, book)
    return two in {link.party for link in found.links}


def clients(truth: Truth, guarantor: int) -> int:
    found = guarantee_cycles(truth.edition, truth.moment)
    (mine,) = (g for g in found.guarantors if g.party == guarantor)
    return len(mine.clients)


Answer = Callable[[Truth, int, int], float | bool]
ANSWERS: dict[str, Answer] = {
    "integrated_share": lambda t, p, c: shares_in(t.held, c).of(p)[0],
    "controls": lambda t, p, c: c in controlled(t.held, [p]),
    "votes": lambda t, p, c: controlled(t.held, [p])[c].votes,
    "beneficial_owner": lambda t, p, c: (
        p
        in {
            o.person
            for o in beneficial_owners(t.edition, c, t.moment).owners
            if o.basis != "person in charge"
        }
    ),
    "tax_share": lambda t, p, c: tax_shares(t.held, [p]).shares[c],
    "tax_related": lambda t, p, c: related(t, c, p, "tax-2016-42"),
    "tax_related_with_relatives": couple,
    "controlling_holder": lambda t, p, c: (
        p
        in {
            x.party
            for x in related_parties(t.edition, c, t.moment).links
            if x.test in ("R1", "R3-controlled")
        }
    ),
    "related": lambda t, p, c: (
        related(t, c, p, "company-law-265") or related(t, c, p, "tax-2016-42")
    ),
    "close_link": lambda t, p, c: bool(at_least(np.array(group_votes(t.held, [p])[c].votes), 0.20)),
    "guarantee_cycle": lambda t, p, c: any(
        {p, c} <= set(circle.members) for circle in guarantee_cycles(t.edition, t.moment).circles
    ),
    "guaranteed_clients": lambda t, p, c: clients(t, p),
}


def test_every_planted_case_is_answered_as_it_was_planted(truth: Truth) -> None:
    wrong = []
    expected = truth.table("expected").fillna({"object": ""})
    for row in expected.itertuples(index=False):
        case, subject, what, value = map(str, (row.case, row.subject, row.what, row.value))
        company = truth.company(str(row.object) or subject)
        answer = ANSWERS[what](truth, truth.party(subject, company), company)
        wanted = {"yes": 1.0, "no": 0.0}.get(value) if value.isalpha() else float(value)
        if float(answer) != pytest.approx(wanted, abs=1e-6):
            wrong.append((case, subject, what, value, answer))
    assert wrong == []
    assert {f"V{n}" for n in range(1, 13)} <= set(expected["case"])


def test_control_in_the_city_is_found_and_none_invented(
    truth: Truth, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = true_control(truth)
    found = controls(truth.held)
    codes = truth.edition.column("nodes/Company", "uscc")
    names, start = truth.edition.column("nodes/Person", "name"), len(codes)

    def called(number: int) -> str:
        return str(codes[number] if number < start else names[number - start])

    pairs = {
        (called(one), called(two))
        for one, two in zip(found.controller.tolist(), found.company.tolist(), strict=True)
    }
    precision = len(pairs & expected) / len(pairs)
    recall = len(pairs & expected) / len(expected)
    with capsys.disabled():
        print(f"\ncontrol: precision {precision:.4f}, recall {recall:.4f}")  # noqa: T201
    assert precision == 1.0, sorted(pairs - expected)[:5]
    assert recall >= 0.98, sorted(expected - pairs)[:5]


def true_control(truth: Truth) -> set[tuple[str, str]]:
    """Who controls what by the truth's holdings on the data day, in plain networkx."""
    day = truth.moment.day.isoformat()
    table = truth.table("holdings")
    table = table[(table["since"] <= day) & (table["until"].isna() | (table["until"] > day))]
    graph: nx.DiGraph[str] = nx.DiGraph()
    for row in table.itertuples(index=False):
        graph.add_edge(str(row.holder), str(row.company), share=float(str(row.percent)) / 100)
    called = {node: truth.names.get(node, truth.codes.get(node, node)) for node in graph}
    found = set()
    for holder in graph:
        votes: dict[str, float] = {}
        inside, waiting = {holder}, [holder]
        while waiting:
            for company, link in graph.succ[waiting.pop()].items():
                votes[company] = votes.get(company, 0.0) + link["share"]
                if votes[company] > 0.5 + 1e-9 and company not in inside:
                    inside.add(company)
                    waiting.append(company)
        found |= {(called[holder], called[company]) for company in inside - {holder}}
    return found
