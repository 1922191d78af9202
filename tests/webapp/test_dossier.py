"""What a party's pages are drawn from."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.days import Moment, day_number
from graph.edition import Edition
from webapp import dossier
from webapp.dossier import Link, agreed
from webapp.parties import Party

ONE = "C000000001"


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    """Names are told in the language of a request."""
    with app.test_request_context("/"):
        app.preprocess_request()
        yield


def at(day: str, known: str = "2024-12-31") -> Moment:
    return Moment(*(day_number(date.fromisoformat(text)) for text in (day, known)))


def test_events_after_the_day_are_marked_and_counted_apart(edition: Edition) -> None:
    found = dossier.events(edition, edition.number(ONE), at("2021-01-01"))
    later = {event.kind for event in found if event.later}
    assert {"EXEC", "SHIXIN_IN", "LIT_FILED", "TAX_ARREARS", "CHG_LR"} == later
    assert dossier.risks(found) == {2: 1, 1: 1}


def test_nothing_is_drawn_that_was_not_known(edition: Edition) -> None:
    found = dossier.events(edition, edition.number(ONE), at("2021-01-01", "2021-01-01"))
    assert not [event for event in found if event.later]
    assert dossier.established(edition, edition.number(ONE), at("2024-01-01", "2013-01-01")) is None


def test_a_listing_without_an_end_lasts_to_the_edge(edition: Edition) -> None:
    found = dossier.events(edition, edition.number(ONE), edition.moment())
    marks = {e.kind: dossier.mark(e, edition.data_day) for e in found}
    assert marks["SHIXIN_IN"].until == edition.data_day
    assert marks["EXEC"].until is None
    assert marks["ABN_IN"].until == day_number(date(2019, 2, 1))


def test_an_ended_link_is_listed_as_former_only(edition: Edition) -> None:
    number = edition.number("P000000002")
    now = [(k.other.id, k.kind) for k in dossier.links(edition, number, at("2023-01-01"))]
    former = [(k.other.id, k.kind) for k in dossier.ended(edition, number, at("2023-01-01"))]
    assert (ONE, "LEGAL_REPRESENTATIVE_OF") in former
    assert (ONE, "LEGAL_REPRESENTATIVE_OF") not in now


def test_what_two_sources_state_alike_is_one_link_by_the_best_dated() -> None:
    other = Party(1, "P000000001", "甲", "Person")
    vague = Link(other, "OWNS", False, None, 0.4, None, None, None, "a", 1)
    dated = replace(vague, since=date(2020, 1, 1), source="b", record=2)
    different = replace(vague, share=0.5, record=3)
    assert agreed([vague, dated, different]) == [replace(dated, also=(("a", 1),)), different]


def test_the_sources_of_a_company_are_those_its_facts_name(edition: Edition) -> None:
    found = dossier.sources(edition, edition.number(ONE), edition.moment())
    assert set(found["table"]) == {"reg_basic"}
    assert found["facts"].sum() > 100
    assert list(found["line"]) == sorted(found["line"])


def test_a_home_of_invented_data_says_so_on_every_page(client: FlaskClient, home: Path) -> None:
    assert "示例数据" not in client.get("/").text
    mark = home / "SAMPLE"
    mark.touch()
    try:
        assert all("示例数据,均为虚构" in client.get(p).text for p in ("/", "/data", "/nothing"))
    finally:
        mark.unlink()
