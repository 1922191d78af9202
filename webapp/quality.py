"""The quality page: how good the data are that departments sent, part by part."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
from flask import Blueprint, Response, g, request

from graph.edition import Edition
from graph.errors import WrongParameters
from graph.home import Home
from loaders.keeping.withdrawing import standing
from loaders.quality.report import PARTS, Quality, quality
from loaders.quality.words import PARTS as TITLES
from loaders.quality.words import cell, heading, plain
from webapp.answers import page, twin

pages = Blueprint("quality", __name__)
A_PAGE = 100
HIDDEN = ("name", "record_a", "record_b")  # shown with the company, or as the way to its source
NAMED = ("title", "header")  # a Chinese page shows these in the table's and field's own cell
KEPT = (
    "department",
    "table",
    "field",
    "kind",
    "rhythm",
    "last",
    "due",
    "before_day",
    "day",
    "type",
)


@twin(pages, "/quality")
def show() -> Response:
    """One part of the report, sorted as asked."""
    report = reported(g.edition)
    part = request.args.get("part", PARTS[0])
    if part not in PARTS:
        raise WrongParameters(f"The report has no part {part!r}; there are: {', '.join(PARTS)}.")
    frame = ordered(report.parts[part])
    at = min(max(request.args.get("page", 1, type=int), 1), max(-(-len(frame) // A_PAGE), 1))
    shown = frame.iloc[(at - 1) * A_PAGE : at * A_PAGE]
    facts = {
        "part": part,
        "day": report.day,
        "total": len(frame),
        "page": at,
        "columns": list(frame.columns),
        "rows": told(shown),
    }
    return page("quality/show.html", facts, **drawn(report, frame))


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a part in the order of the column asked for; equal rows stay in theirs.

    Raises:
        WrongParameters: the part has no such column.
    """
    by = request.args.get("sort")
    if by is None:
        return frame
    if by not in frame.columns:
        raise WrongParameters(f"This part has no column {by!r}; press the head of one to sort.")
    up = request.args.get("down") != "1"
    keys = frame[by] if pd.api.types.is_numeric_dtype(frame[by]) else frame[by].astype("string")
    return frame.loc[keys.sort_values(ascending=up, kind="stable").index]


def told(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows with None for what is missing."""
    values = frame.astype("object").to_numpy().tolist()
    return [dict(zip(frame.columns, map(plain, row), strict=True)) for row in values]


def drawn(report: Quality, frame: pd.DataFrame) -> dict[str, Any]:
    """Return what only the page needs: names, counts by part, which columns are figures."""
    english = g.language == "en"
    hidden = HIDDEN if english else HIDDEN + NAMED
    return {
        "parts": {name: (TITLES[name][english], len(one)) for name, one in report.parts.items()},
        "plain_columns": [c for c in frame.columns if c not in hidden],
        "kept": KEPT,  # on one line
        "figures": {c for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c])},
        "heading": lambda column: heading(column, g.language),
        "cell": lambda column, value: cell(column, value, g.language),
        "a_page": A_PAGE,
    }


def reported(edition: Edition) -> Quality:
    """Return the report on a home and edition; made once as long as neither changes."""
    stands = tuple(delivery.id for delivery in standing(edition.home))
    return _reported(edition.home, edition.edition_id, stands)


@lru_cache(maxsize=2)
def _reported(home: Home, edition_id: str, stands: tuple[str, ...]) -> Quality:
    return quality(home, Edition.open(home.edition_path(edition_id)))
