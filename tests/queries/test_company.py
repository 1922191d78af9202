"""What is told of one company from a tiny edition: each fact once, as it was known."""

from __future__ import annotations

from collections.abc import Callable

from graph.days import Moment, parse_day
from queries import company
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
