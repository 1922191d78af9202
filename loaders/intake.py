"""All rows of one table in one delivery: read, checked, repeats set apart, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph.errors import MissingColumn, TooManyRejects
from loaders.assigning import Sheet
from loaders.check import Stood, belongs, check, missing, telling
from loaders.guarding import Guard
from loaders.reading import HeadedGrid, folded_name, header, open_source
from loaders.rejects import ragged_rejects
from loaders.repeats import repeats
from loaders.report import Figure
from loaders.table import Table

_REASONS_SHOWN = 3


@dataclass(frozen=True)
class Intake:
    """What one delivery says of one table: typed rows, refused rows, a figure a sheet."""

    rows: pa.Table
    refused: list[pd.DataFrame]
    figures: list[Figure]


def take_in(
    table: Table,
    sheets: Sequence[Sheet],
    received: int,
    guard: Guard,
    earlier: pd.DataFrame | None,
    begin: Callable[[Sheet], None] = lambda sheet: None,
) -> Intake:
    """Return the rows of a table's sheets.

    Args:
        earlier: what earlier deliveries said last, of `loaders.repeats.last_said`.
        begin: is told of each sheet before it is read.

    Raises:
        TooManyRejects: more rows are refused than the declaration bears.
        MissingColumn: a sheet has no header that is the table's.
        UnreadableFile: a file cannot be read.
    """
    parts, refused, counted = [], [], []
    reasons: dict[tuple[str, str], int] = {}
    for sheet in sheets:
        begin(sheet)
        headed = headed_sheet(sheet, table)
        found = check(headed, table, Stood.here(headed, sheet.name), received, guard)
        ragged = ragged_rejects(headed, sheet.name)
        parts.append(found.rows)
        refused += [found.rejects, ragged]
        counted.append((sheet, headed, len(found.rejects) + len(ragged), found.odd))
        for part in (found.reasons, _ragged_reasons(ragged)):
            for reason, times in part.items():
                reasons[reason] = reasons.get(reason, 0) + times
    _require_bearable(table, counted, reasons)
    rows = pa.concat_tables(parts, promote_options="default")
    again = repeats(rows, table, earlier)
    figures = _figures(table, counted, parts, again)
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
        headed = header(grid, lambda names: belongs(table, names), key=telling(table))
        if headed is not None:
            return headed
        lacks = missing(table, [folded_name(c) for c in next(iter(grid.head(1)), [])])
        raise MissingColumn(
            f"{sheet.name} has no header of {table.name}: {', '.join(lacks) or 'nothing'} "
            "is not among its columns.",
            table=table.name,
            file=sheet.name,
        )
    raise MissingColumn(f"{sheet.source.name} has no sheet {sheet.sheet!r}.", table=table.name)


def _require_bearable(
    table: Table,
    counted: Iterable[tuple[Sheet, HeadedGrid, int, dict[str, int]]],
    reasons: dict[tuple[str, str], int],
) -> None:
    rows = refused = 0
    for _, headed, rejected, _ in counted:
        rows += headed.rows - sum(headed.skipped.values())
        refused += rejected
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


def _figures(
    table: Table,
    counted: list[tuple[Sheet, HeadedGrid, int, dict[str, int]]],
    parts: list[pa.Table],
    again: npt.NDArray[np.bool_],
) -> list[Figure]:
    figures, begin = [], 0
    for (sheet, headed, rejected, odd), part in zip(counted, parts, strict=True):
        superseded = int(again[begin : begin + len(part)].sum())
        begin += len(part)
        figures.append(
            Figure(
                sheet.name,
                table.name,
                "loaded",
                rows=headed.rows,
                loaded=len(part) - superseded,
                rejected=rejected,
                superseded=superseded,
                skipped=headed.skipped,
                odd=odd,
                notes=headed.notes,
                header=tuple(headed.spelling.values()),
                delimiter=headed.grid.delimiter,
            )
        )
    return figures
