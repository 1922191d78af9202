"""A source row for a page: where it stands, and its cells as they stood, masked, with levels."""

from __future__ import annotations

from dataclasses import dataclass

from graph.edition import Edition
from graph.errors import UnknownParty
from graph.schema import Disclosure
from loaders.declaring.levels import source_levels
from queries import records


@dataclass(frozen=True)
class Cell:
    """A cell of a source row, and who may see it."""

    header: str
    text: str
    level: Disclosure


@dataclass(frozen=True)
class Written:
    """Where a fact is written; `cells` is None where the delivery is no longer in the home."""

    record: int
    table: str
    delivery: str
    file: str
    line: int
    cells: tuple[Cell, ...] | None


def row(edition: Edition, record: int) -> Written | None:
    """Return a source row; None for what a rule made (-1)."""
    if record < 0:
        return None
    found = records.of(edition, [record]).iloc[0]
    place = (found["table"], found["delivery"], found["file"], int(found["line"]))
    return Written(record, *place, cells(edition, record))


def cells(edition: Edition, record: int) -> tuple[Cell, ...] | None:
    """Return a row's cells; empty ones are left out."""
    try:
        frame, typed = records.source_row(edition, record), records.typed_row(edition, record)
    except UnknownParty:
        return None
    place = records.of(edition, [record]).iloc[0]
    headers = frame["field"].to_list()
    levels = source_levels(edition.home, place["delivery"], place["table"], headers, typed)
    told = zip(headers, frame["value"], levels, strict=True)
    return tuple(Cell(header, str(text), level) for header, text, level in told if text)
