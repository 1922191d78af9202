"""All rows of one table in one delivery: read, checked, repeats set apart, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph.errors import MissingColumn, TooManyRejects, UnreadableFile
from loaders.assigning import Sheet
from loaders.check import Stood, check, missing, telling
from loaders.guarding import Guard
from loaders.reading import HeadedGrid, folded_name, headed, open_source
from loaders.reading.grid import TEXT
from loaders.recognising import recognised, unused
from loaders.rejects import ragged_rejects
from loaders.repeats import repeats
from loaders.report import Figure
from loaders.table import Code, Name, Table, Text

_REASONS_SHOWN = 3


@dataclass(frozen=True)
class Intake:
    """What one delivery says of one table: typed rows, refused rows, a figure a sheet."""

    rows: pa.Table
    refused: list[pd.DataFrame]
    figures: list[Figure]


@dataclass(frozen=True)
class Look:
    """What was found in one sheet: typed rows, refused ones, and what a figure counts."""

    rows: pa.Table
    refused: list[pd.DataFrame]
    reasons: dict[tuple[str, str], int]
    figure: Figure

    @property
    def told(self) -> int:
        """The rows that are data, whole or not."""
        return self.figure.rows - sum(self.figure.skipped.values())


def look(sheet: Sheet, table: Table, received: int, guard: Guard) -> Look:
    """Return what one sheet says by its table's declaration.

    Raises:
        MissingColumn: it has no header that is the table's.
        UnreadableFile: it cannot be read.
    """
    under = headed_sheet(sheet, table)
    _require_nothing_above(under, table, received, guard)
    found = check(under, table, Stood.here(under, sheet.name), received, guard)
    ragged = ragged_rejects(under, sheet.name)
    reasons = dict(found.reasons)
    for reason, times in _ragged_reasons(ragged).items():
        reasons[reason] = reasons.get(reason, 0) + times
    figure = Figure(
        sheet.name,
        table.name,
        "loaded",
        rows=under.rows,
        loaded=len(found.rows),
        rejected=len(found.rejects) + len(ragged),
        skipped=under.skipped,
        odd=found.odd,
        notes=(*under.notes, *_unused(under, table)),
        header=tuple(under.spelling.values()),
        delimiter=under.grid.delimiter,
    )
    return Look(found.rows, [found.rejects, ragged], reasons, figure)


def _require_nothing_above(under: HeadedGrid, table: Table, received: int, guard: Guard) -> None:
    """Refuse a sheet of which rows over the header are data: it is sorted wrongly, or half of it.

    A title says no day, number or code that the declaration reads.
    """
    read = [c.field for c in table.columns.values() if not isinstance(c, Text | Name | Code)]
    if not under.above or not read:
        return
    cells = [row for _, row in under.above]
    frame = pd.DataFrame(cells, columns=under.frame.columns, dtype=TEXT)
    lines = np.array([line for line, _ in under.above], np.int32)
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


def _unused(under: HeadedGrid, table: Table) -> tuple[str, ...]:
    return tuple(
        f"{name} is not read, since another column of its meaning is there"
        for name in unused(table, list(under.frame.columns))
    )


def take_in(
    table: Table,
    sheets: Sequence[Sheet],
    looked: Callable[[Sheet], Look],
    earlier: pd.DataFrame | None,
) -> Intake:
    """Return the rows of a table's sheets.

    Args:
        looked: what each sheet says, of `look`.
        earlier: what earlier deliveries said last, of `loaders.repeats.last_said`.

    Raises:
        TooManyRejects: more rows are refused than the declaration bears.
        MissingColumn: a sheet has no header that is the table's.
        UnreadableFile: a file cannot be read.
    """
    looks = [looked(sheet) for sheet in sheets]
    _require_bearable(table, looks)
    rows = pa.concat_tables([one.rows for one in looks], promote_options="default")
    again = repeats(rows, table, earlier)
    refused = [frame for one in looks for frame in one.refused]
    figures = _figures(looks, again)
    return Intake(rows.filter(pa.array(~again)) if again.any() else rows, refused, figures)


def joined(parts: Sequence[Intake]) -> Intake:
    """Return several intakes of one table as one."""
    return Intake(
        pa.concat_tables([part.rows for part in parts], promote_options="default"),
        [frame for part in parts for frame in part.refused],
        [figure for part in parts for figure in part.figures],
    )


def headed_sheet(sheet: Sheet, table: Table) -> HeadedGrid:
    """Return a sheet under its table's header.

    Raises:
        MissingColumn: it has none.
        UnreadableFile: it cannot be read.
    """
    for grid in open_source(sheet.source.path):
        if grid.sheet != sheet.sheet:
            continue
        found = recognised(grid, table)
        if found is not None:
            return headed(*found, telling(table))
        lacks = missing(table, [folded_name(c) for c in next(iter(grid.head(1)), [])])
        raise MissingColumn(
            f"{sheet.name} has no header of {table.name}: {', '.join(lacks) or 'nothing'} "
            "is not among its columns.",
            table=table.name,
            file=sheet.name,
        )
    raise MissingColumn(f"{sheet.source.name} has no sheet {sheet.sheet!r}.", table=table.name)


def _require_bearable(table: Table, looks: Iterable[Look]) -> None:
    rows = refused = 0
    reasons: dict[tuple[str, str], int] = {}
    for one in looks:
        rows += one.told
        refused += one.figure.rejected
        for reason, times in one.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + times
    if refused <= table.max_rejects * rows:
        return
    often = sorted(reasons.items(), key=lambda one: -one[1])[:_REASONS_SHOWN]
    said = "; ".join(f"{field or 'row'} {reason} ({times:,})" for (field, reason), times in often)
    raise TooManyRejects(
        f"{table.name}: {refused:,} of {rows:,} rows are refused, and it bears "
        f"{table.max_rejects:.0%}; nothing of it is loaded. Most often: {said}",
        table=table.name,
        rows=rows,
        refused=refused,
    )


def _ragged_reasons(ragged: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {("", str(r)): int(n) for r, n in ragged["_reason"].value_counts().items()}


def _figures(looks: Iterable[Look], again: npt.NDArray[np.bool_]) -> list[Figure]:
    figures, begin = [], 0
    for one in looks:
        superseded = int(again[begin : begin + len(one.rows)].sum())
        begin += len(one.rows)
        loaded = len(one.rows) - superseded
        figures.append(replace(one.figure, loaded=loaded, superseded=superseded))
    return figures
