"""What one sheet says by its table's declaration: a large one part by part, each by itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import MissingColumn, UnreadableFile
from loaders.checking import units
from loaders.checking.assigning import Sheet
from loaders.checking.check import Checked, Stood, check
from loaders.checking.guarding import Guard
from loaders.checking.header_names import matched, missing, telling
from loaders.checking.parts import Parts, Refused, set_aside, taken_up, write_table
from loaders.checking.recognising import recognised, reorders, unused
from loaders.checking.rejects import ragged_rejects
from loaders.keeping.report import Figure
from loaders.reading import (
    Grid,
    HeadedGrid,
    Header,
    LargeText,
    Span,
    folded_name,
    headed,
    in_pieces,
    open_source,
)
from loaders.reading.grid import TEXT
from loaders.reading.header import another_order
from loaders.table import Code, Date, Name, Table, Text

_NUMBERS = itertools.count()
MOST_ROWS = 250_000  # [param] that are checked at once
_SERIAL = r"^[\s\p{Z}]*\p{Nd}{5}(?:[.．]\p{Nd}*)?[\s\p{Z}]*$"


@dataclass(frozen=True)
class Look:
    """What was found in one sheet: typed rows, refused ones, and what a figure counts."""

    rows: Parts
    refused: Refused
    reasons: dict[tuple[str, str], int]
    figure: Figure

    @property
    def told(self) -> int:
        """The rows that are data, whole or not."""
        return self.figure.rows - sum(self.figure.skipped.values())


@dataclass(frozen=True)
class Piece:
    """A part of a large text, that can be looked at by itself."""

    sheet: Sheet
    text: LargeText
    header: Header
    span: Span
    last: bool


def look(
    sheet: Sheet, table: Table, received: int, guard: Guard, folder: Path | None = None
) -> Look:
    """Return what one sheet says by its table's declaration.

    Args:
        folder: where rows are kept that are not to be held in memory; None: all are.

    Raises:
        MissingColumn: it has no header that is the table's.
        UnreadableFile: it cannot be read.
    """
    found = looks(pieces(sheet, table), table, received, guard)
    if folder is None:
        return together(list(found))
    return together([restored(*stored(one, folder / str(next(_NUMBERS)))) for one in found])


def pieces(sheet: Sheet, table: Table) -> Iterator[Sheet | Piece]:
    """Yield a sheet, or the pieces of a large text.

    Raises:
        MissingColumn, UnreadableFile: as `look`, where a large text cannot be divided.
    """
    if not in_pieces(sheet.source.path):
        yield sheet
        return
    grid, header = _under(sheet, table, open_source(sheet.source.path))
    assert isinstance(grid, LargeText)
    before: Span | None = None
    for span in grid.spans(len(header.names)):
        if before is not None:
            yield Piece(sheet, grid.bare(), header, before, last=False)
        before = span
    assert before is not None
    yield Piece(sheet, grid.bare(), header, before, last=True)


def looks(
    tasks: Iterable[Sheet | Piece], table: Table, received: int, guard: Guard
) -> Iterator[Look]:
    """Yield what a sheet or its pieces say, as many rows at a time as memory bears."""
    for task in tasks:
        if isinstance(task, Sheet):
            under, name = headed_sheet(task, table), task.name
        else:
            header = task.header if not task.span.lines else task.header.above()
            text = task.text.piece(task.span)
            under = headed(text, header, telling(table, header.names), last=task.last)
            name = task.sheet.name
        require_nothing_above(under, table, received, guard)
        sure = _sure(under, table)
        for part in _slices(under):
            found = check(part, table, Stood.here(part, name), received, guard, sure)
            require_one_order(part, table, found)
            yield told(found, part, name, table)


def together(parts: list[Look]) -> Look:
    """Return what parts of one sheet say as what the sheet says."""
    first = parts[0]
    if len(parts) == 1:
        return first
    reasons: dict[tuple[str, str], int] = {}
    skipped: dict[str, int] = {}
    odd: dict[str, int] = {}
    for one in parts:
        _add(skipped, one.figure.skipped)
        _add(odd, one.figure.odd)
        _add(reasons, one.reasons)
    figure = replace(
        first.figure,
        rows=sum(one.figure.rows for one in parts),
        loaded=sum(one.figure.loaded for one in parts),
        rejected=sum(one.figure.rejected for one in parts),
        skipped=skipped,
        odd=odd,
        notes=tuple(dict.fromkeys(note for one in parts for note in one.figure.notes)),
        doubted=tuple(dict.fromkeys(name for one in parts for name in one.figure.doubted)),
    )
    rows = sum((one.rows for one in parts), Parts())
    refused = sum((one.refused for one in parts), Refused())
    return Look(rows, refused, reasons, figure)


def _add(counts: dict[Any, int], found: Mapping[Any, int]) -> None:
    for what, times in found.items():
        counts[what] = counts.get(what, 0) + times


def stored(one: Look, path: Path) -> tuple[Look, Path]:
    """Write the rows of a look that is in memory beside; return the look without them."""
    rows, aside = path.with_suffix(".arrow"), path.with_suffix(".refused")
    for table in one.rows.tables():
        write_table(rows, table)
    refused = [frame for frame in one.refused if len(frame)]
    if refused:
        set_aside(aside, refused)
    return replace(one, rows=Parts(), refused=Refused()), path


def restored(bare: Look, path: Path) -> Look:
    """Return a look with the rows that were written beside."""
    aside = path.with_suffix(".refused")
    refused = taken_up(aside) if aside.exists() else Refused()
    return replace(bare, rows=Parts.stored(path.with_suffix(".arrow")), refused=refused)


def headed_sheet(sheet: Sheet, table: Table) -> HeadedGrid:
    """Return a sheet under its table's header.

    Raises:
        MissingColumn: it has none.
        UnreadableFile: it cannot be read.
    """
    grid, header = _under(sheet, table, open_source(sheet.source.path))
    under = headed(grid, header, telling(table, header.names))
    if grid.from_1904 and (bare := serials(under, table)):
        raise UnreadableFile(
            f"{grid.place} counts days from 1904, and {bare[0]} holds bare numbers; show that "
            "column as dates in Excel, and save it again.",
            file=grid.file,
        )
    return under


def serials(under: HeadedGrid, table: Table) -> list[str]:
    """Return the columns of days with cells that are days only if all of them are serials."""
    there = matched(table, under.frame.columns)
    days = [there[h] for h, column in table.columns.items() if h in there if type(column) is Date]
    return [
        name
        for name in days
        if pc.any(pc.match_substring_regex(pa.array(under.frame[name]), _SERIAL)).as_py()
    ]


def _under(sheet: Sheet, table: Table, grids: list[Grid]) -> tuple[Grid, Header]:
    for grid in grids:
        if grid.sheet != sheet.sheet:
            continue
        found = recognised(grid, table)
        if found is not None:
            return found
        lacks = missing(table, [folded_name(c) for c in next(iter(grid.head(1)), [])])
        raise MissingColumn(
            f"{sheet.name} has no header of {table.name}: {', '.join(lacks) or 'nothing'} "
            "is not among its columns.",
            table=table.name,
            file=sheet.name,
        )
    raise MissingColumn(f"{sheet.source.name} has no sheet {sheet.sheet!r}.", table=table.name)


def _slices(under: HeadedGrid) -> Iterator[HeadedGrid]:
    """Yield a grid in parts of so many rows; what is no data counts with the first."""
    if len(under.frame) <= MOST_ROWS:
        yield under
        return
    for begin in range(0, len(under.frame), MOST_ROWS):
        frame = under.frame.iloc[begin : begin + MOST_ROWS].reset_index(drop=True)
        lines = under.lines[begin : begin + MOST_ROWS]
        if begin:
            ragged = under.ragged.iloc[:0]
            yield replace(
                under, frame=frame, lines=lines, ragged=ragged, skipped={}, rows=len(frame)
            )
        else:
            rows = under.rows - len(under.frame) + len(frame)
            yield replace(under, frame=frame, lines=lines, rows=rows)


def _sure(under: HeadedGrid, table: Table) -> frozenset[str]:
    """Return the names of which the unit is known, where that is not seen by every slice."""
    if len(under.frame) <= MOST_ROWS:
        return frozenset()
    return frozenset(under.frame.columns) - units.in_doubt(under, table)


def told(found: Checked, under: HeadedGrid, name: str, table: Table) -> Look:
    """Return what was found in a sheet: its rows as they were checked, and those not fit to be."""
    ragged = ragged_rejects(under, name)
    reasons = dict(found.reasons)
    for reason, times in ragged["_reason"].value_counts().items():
        place = ("", str(reason))
        reasons[place] = reasons.get(place, 0) + int(times)
    figure = Figure(
        name,
        table.name,
        "loaded",
        rows=under.rows,
        loaded=len(found.rows),
        rejected=len(found.rejects) + len(ragged),
        skipped=under.skipped,
        odd=found.odd,
        notes=(*under.notes, *_unused(under, table), *units.told(under, table, found.doubted)),
        doubted=found.doubted,
        given={one.name: one.words for one in under.given},
        header=tuple(under.spelling.values()),
        delimiter=under.grid.delimiter,
    )
    return Look(Parts.of(found.rows), Refused([found.rejects, ragged]), reasons, figure)


def require_nothing_above(under: HeadedGrid, table: Table, received: int, guard: Guard) -> None:
    """Refuse a sheet of which rows over the header are data: it is sorted wrongly, or half of it.

    A title says no day, number or code that the declaration reads.
    """
    read = [c.field for c in table.columns.values() if not isinstance(c, Text | Name | Code)]
    columns = list(under.frame.columns)[: len(under.frame.columns) - len(under.given)]
    filled = [n for h, n in matched(table, columns).items() if table.columns[h].required]
    places = [columns.index(name) for name in filled]
    above = [one for one in under.above if all(one[1][place].strip() for place in places)]
    if not above or not read:
        return
    frame = pd.DataFrame([row for _, row in above], columns=columns, dtype=TEXT)
    lines = np.array([line for line, _ in above], np.int32)
    part = replace(under, frame=frame, lines=lines)
    found = check(part, table, Stood.here(part, ""), received, guard)
    said = [n for n, row in enumerate(found.rows.select(read).to_pylist()) if any(row.values())]
    if said:
        line = int(lines[found.kept][said[0]])
        raise UnreadableFile(
            f"{under.grid.place}, line {line}: a row of data stands above the header of line "
            f"{under.header_line}; put the header first.",
            file=under.grid.file,
            line=line,
        )


def require_one_order(under: HeadedGrid, table: Table, found: Checked) -> None:
    """Refuse a sheet in which the header stands again, its columns elsewhere, in whatever words."""
    at = np.flatnonzero(~found.kept)
    names = list(under.frame.columns)[: len(under.frame.columns) - len(under.given)]
    refused = zip(under.lines[at], under.frame[names].iloc[at].to_numpy(object), strict=True)
    delimiter = under.grid.delimiter or "\t"
    ragged = (raw.split(delimiter) for raw in under.ragged["raw"])
    for line, row in (*refused, *zip(under.ragged["line"], ragged, strict=True)):
        if reorders(table, names, list(row)):
            raise another_order(under.grid, int(line))


def _unused(under: HeadedGrid, table: Table) -> tuple[str, ...]:
    return tuple(
        f"{name} is not read, since another column of its meaning is there"
        for name in unused(table, list(under.frame.columns))
    )
