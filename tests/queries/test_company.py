"""What is told of one company from a tiny edition: each fact once, as it was known."""

from __future__ import annotations

from collections.abc import Callable

from graph.days import Moment, parse_day
from queries import company, party
from tests.queries.conftest import Lives


def test_what_two_sources_say_alike_is_told_once(lives: Callable[[], Lives]) -> None:
    """One of them ends the post in 2022; before that was known, both said the same."""
    made = lives()
    made.firm("A")
    ties = {"src": "P1", "dst": "A", "since": "2018-08-08"}
    made.edge("LEGAL_REPRESENTATIVE_OF", **ties, known="2018-12-31")
    made.edge("LEGAL_REPRESENTATIVE_OF", **ties, known="2018-12-31", known_to="2022-12-31")
    made.edge("LEGAL_REPRESENTATIVE_OF", **ties, known="2022-12-31", until="2022-06-01")
    made.edge("SERVES_AS", **ties, known="2018-12-31", role="director", position="董事")
    edition = made.build()
    number = edition.number(made.ids["A"])
    for day in ("2019-07-01", "2023-07-01"):
        told = company.people(edition, number, Moment(parse_day(day), parse_day(day)))
        assert told["relation"].tolist() == ["LEGAL_REPRESENTATIVE_OF", "SERVES_AS"]
        assert len(set(told["record"])) == 2


def test_before_its_founding_a_company_has_the_name_it_bore_first(
    lives: Callable[[], Lives],
) -> None:
    """Of the later name nobody stated since when; that makes it no earlier."""
    made = lives()
    made.property("A", "name", "旧名有限公司", "2015-03-02", until="2019-05-05")
    made.property("A", "name", "新名有限公司", "", known="2020-12-31")
    edition = made.build()
    number = edition.number(made.ids["A"])
    for day, name in (("2012-01-01", "旧"), ("2018-01-01", "旧"), ("2021-01-01", "新")):
        assert party.name(edition, number, Moment(parse_day(day), parse_day("2025-06-30"))) == (
            f"{name}名有限公司"
        )
