"""What differs between a table's last delivery and the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from graph.days import calendar_day
from loaders.keeping.deliveries import Delivery
from loaders.quality.fields import filled_rows
from loaders.quality.said import Said
from loaders.table import Choice

ROWS_SHIFT = 0.3  # [param] change of the count of rows, as a share of the count before
FILLED_SHIFT = 0.1  # [param] change of a field's filled share, in [0, 1]
FEWEST = 20  # [param] rows in both deliveries below which a share says nothing
WORDS_SHOWN = 10

COLUMNS = [
    "department",
    "table",
    "what",
    "field",
    "before_day",
    "day",
    "before",
    "now",
    "change",
    "words",
]


def drift(found: Sequence[Said]) -> pd.DataFrame:
    """Return what moved beyond a threshold between the last two days on which a table came.

    Returns:
        COLUMNS: `what` is `rows` (before and now are counts, change their relative difference),
        `filled` (shares in [0, 1], change their difference) or `words` (of a Choice: words that no
        earlier delivery held; `now` says how many). Tables that came once are left out.
    """
    rows = [_place(said) | one for said in found for one in _moved(said)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _place(said: Said) -> dict[str, Any]:
    return {"department": said.table.department, "table": said.table.name}


def _moved(said: Said) -> Iterator[dict[str, Any]]:
    days = sorted({d.received for d in said.fresh})
    if len(days) < 2:
        return
    last = tuple(d for d in said.fresh if d.received == days[-1])
    before = tuple(d for d in said.fresh if d.received == days[-2])
    place = {"before_day": calendar_day(days[-2]), "day": calendar_day(days[-1])}
    for one in (*_rows(said, before, last), *_filled(said, before, last)):
        yield place | one
    earlier = tuple(d for d in said.fresh if d.received < days[-1])
    for one in _words(said, earlier, last):
        yield place | one


Deliveries = tuple[Delivery, ...]


def _rows(said: Said, before: Deliveries, last: Deliveries) -> Iterator[dict[str, Any]]:
    was, now = (
        sum(int(f["rows"]) - sum(f["skipped"].values()) for f in said.figures(some))
        for some in (before, last)
    )
    if max(was, now) >= FEWEST and abs(now - was) > ROWS_SHIFT * was:
        change = (now - was) / was if was else np.nan
        yield {"what": "rows", "field": "", "before": was, "now": now, "change": change}


def _filled(said: Said, before: Deliveries, last: Deliveries) -> Iterator[dict[str, Any]]:
    sizes = [sum(d.rows(said.table.name).num_rows for d in some) for some in (before, last)]
    if min(sizes) < FEWEST:
        return
    for column in said.table.columns.values():
        was, now = (
            filled_rows(said, column, some) / size
            for some, size in zip((before, last), sizes, strict=True)
        )
        if abs(now - was) > FILLED_SHIFT:
            told = {"what": "filled", "field": column.field, "before": was, "now": now}
            yield told | {"change": now - was}


def _words(said: Said, earlier: Deliveries, last: Deliveries) -> Iterator[dict[str, Any]]:
    for header, column in said.table.columns.items():
        if not isinstance(column, Choice) or column.within:  # those hold sentences, not words
            continue
        known, now = (
            _distinct(said, said.spellings(header, some), some) for some in (earlier, last)
        )
        new = sorted(now - known)
        if known and new:
            shown = "、".join(new[:WORDS_SHOWN]) + ("…" if len(new) > WORDS_SHOWN else "")
            told = {"what": "words", "field": column.field, "before": len(known), "now": len(new)}
            yield told | {"change": np.nan, "words": shown}


def _distinct(said: Said, headers: Sequence[str], deliveries: Deliveries) -> set[str]:
    """Return the words that stood in a column, as its source wrote them."""
    found: set[str] = set()
    for header in headers:
        column = said.column(f"src:{header}", deliveries)
        found |= {str(word).strip() for word in pc.unique(column).to_pylist() if word}
    return found - {""}
