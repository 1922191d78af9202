"""The whole report: what came, how good it is, and where departments say different things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from graph.days import calendar_day
from graph.edition import Edition
from graph.errors import WrongParameters
from graph.home import Home
from loaders.quality import conflicts, deadlines, drift, fields, references, tables
from loaders.quality.said import Said, said_of

PARTS = (
    "tables",
    "rejects",
    "fields",
    "codes",
    "deadlines",
    "drift",
    "conflicts",
    "references",
)


@dataclass(frozen=True)
class Quality:
    """The report on a home.

    Attributes:
        day: the data day, on which freshness and conflicts are looked at; None: nothing came.
        edition: id of the edition in use; None without one, and then `conflicts` and `references`
            are empty.
        parts: frame by name of PARTS.
    """

    day: date | None
    edition: str | None
    parts: Mapping[str, pd.DataFrame]


def quality(home: Home, edition: Edition | None = None, table: str | None = None) -> Quality:
    """Return the report on what stands in a home.

    Args:
        edition: the one held against it; the one in use unless told.
        table: only what concerns this table.

    Raises:
        WrongParameters: no delivery holds such a table.
    """
    found = said_of(home)
    if edition is None and home.current_id() is not None:
        edition = Edition.current(home)
    if table is not None:
        _require(table, found)
    chosen = [one for one in found if table in (None, one.table.name)]
    day = edition.data_day if edition else max((s.last_day for s in found), default=None)
    refused = tables.refusals(chosen, home)
    parts = {
        "tables": tables.by_table(chosen, day or 0),
        "rejects": refused,
        "fields": fields.by_field(chosen),
        "codes": fields.by_code(chosen, refused),
        "deadlines": deadlines.by_deadline(chosen),
        "drift": drift.drift(chosen),
        **_of_edition(edition, found, table),
    }
    at = None if day is None else calendar_day(day)
    return Quality(at, edition.edition_id if edition else None, parts)


def _require(table: str, found: list[Said]) -> None:
    names = [one.table.name for one in found]
    if table not in names:
        raise WrongParameters(
            f"No delivery holds a table {table!r}; there are: {', '.join(names) or 'none yet'}.",
            table=table,
        )


def _of_edition(
    edition: Edition | None, found: list[Said], table: str | None
) -> dict[str, pd.DataFrame]:
    declared = {one.table.name: one.table for one in found}
    if edition is None:
        return {
            "conflicts": pd.DataFrame(columns=conflicts.COLUMNS),
            "references": pd.DataFrame(columns=references.COLUMNS),
        }
    differing = conflicts.conflicts(edition, found)
    lacking = references.references(edition, declared)
    if table is not None:
        mine = (differing["table_a"] == table) | (differing["table_b"] == table)
        differing = differing[mine].reset_index(drop=True)
        lacking = lacking[lacking["table"] == table].reset_index(drop=True)
    return {"conflicts": differing, "references": lacking}
