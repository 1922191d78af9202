"""A source row for a page: where it stands, and its cells as they stood, masked."""

from __future__ import annotations

from dataclasses import dataclass

from graph.edition import Edition
from graph.errors import UnknownParty
from queries import records


@dataclass(frozen=True)
class Written:
    """Where a fact is written; `cells` is None where the delivery is no longer in the home."""

    record: int
    table: str
    delivery: str
    file: str
    line: int
    cells: tuple[tuple[str, str], ...] | None


def row(edition: Edition, record: int) -> Written | None:
    """Return a source row; None for what a rule made (-1)."""
    if record < 0:
        return None
    found = records.of(edition, [record]).iloc[0]
    place = (found["table"], found["delivery"], found["file"], int(found["line"]))
    return Written(record, *place, cells(edition, record))


def cells(edition: Edition, record: int) -> tuple[tuple[str, str], ...] | None:
    """Return a row's cells as (header, text); empty ones are left out."""
    try:
        frame = records.source_row(edition, record)
    except UnknownParty:
        return None
    pairs = zip(frame["field"], frame["value"], strict=True)
    return tuple((field, str(value)) for field, value in pairs if value)
