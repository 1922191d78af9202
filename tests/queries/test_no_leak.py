"""The sample city graded from an edition of its first years, and from all of it: the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from graph.days import Moment, parse_day
from graph.edition import Edition
from graph.home import Home
from loaders.declaration import declaration_texts, declared
from loaders.load import load
from qiji import build_edition
from queries.grade_sheet import sheet

DAY = "2018-12-31"


def test_later_deliveries_change_no_grade_of_an_earlier_day(
    city: Path, edition: Edition, tmp_path: Path
) -> None:
    home = Home.at(tmp_path / "home")
    tables, texts = declared(), declaration_texts()
    for delivery in sorted(city.glob("2*")):
        if delivery.name <= DAY:
            load(home, delivery, tables, texts, parse_day(delivery.name))
    early = Edition.open(home.edition_path(build_edition(home)))
    moment = Moment(parse_day(DAY), parse_day(DAY))
    then, since = (said(sheet(e, moment)) for e in (early, edition))
    assert early.size < edition.size
    assert len(then) > 500
    assert {"AAA", "BBB", "D", "N/A"} <= set(then["grade"].dropna())
    pd.testing.assert_frame_equal(then, since)


def said(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a sheet without ids, which are minted as deliveries come, in an order of its own."""
    plain = frame.drop(columns="id").astype("object").where(frame.notna(), None)
    return plain.sort_values(["name", "uscc"], key=lambda c: c.astype("str"), ignore_index=True)
