"""The sample city graded from an edition of its first years, and from all of it: the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from graph.days import Moment, parse_day
from graph.edition import Edition
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.taking.load import load
from qiji import build_edition
from queries.grade_sheet import sheet

DAY = "2018-12-31"


@pytest.fixture(scope="module")
def early(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition of what had come by DAY."""
    home = Home.at(tmp_path_factory.mktemp("early") / "home")
    tables, texts = declared(), declaration_texts()
    for delivery in sorted(city.glob("2*")):
        if delivery.name <= DAY:
            load(home, delivery, tables, texts, parse_day(delivery.name))
    return Edition.open(home.edition_path(build_edition(home)))


def test_later_deliveries_change_no_grade_of_an_earlier_day(
    early: Edition, edition: Edition
) -> None:
    moment = Moment(parse_day(DAY), parse_day(DAY))
    then, since = (said(sheet(e, moment)) for e in (early, edition))
    assert early.size < edition.size
    assert len(then) > 500
    assert {"AAA", "BBB", "D", "N/A"} <= set(then["grade"].dropna())
    pd.testing.assert_frame_equal(then, since)


def test_search_knows_nothing_of_a_name_that_came_later(early: Edition, edition: Edition) -> None:
    """Of firms that were renamed, each name is found, and stands, as it did on the day."""
    names = edition.rows("properties", slice(None))
    names = names[names["property"] == "name"].drop_duplicates(["node", "value"])
    renamed = names.loc[names["node"].duplicated(keep=False), "value"].tolist()
    told = [[found(e, text) for text in renamed[:300]] for e in (early, edition)]
    assert told[0] == told[1]
    standings = {standing for hits in told[0] for *_, standing in hits}
    assert standings == {"current", "former"}


def found(edition: Edition, text: str) -> list[tuple[str, str, str]]:
    """Return what a search answers as of DAY: text, kind and standing of each hit."""
    day = parse_day(DAY)
    answer = edition.names.find(text, as_of=day, known_on=day, limit=100)
    return sorted((hit.text, hit.kind, hit.standing) for hit in answer.hits)


def said(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a sheet without ids, which are minted as deliveries come, in an order of its own."""
    plain = frame.drop(columns="id").astype("object").where(frame.notna(), None)
    return plain.sort_values(["name", "uscc"], key=lambda c: c.astype("str"), ignore_index=True)
