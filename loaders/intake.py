"""All rows of one table in one delivery: read, checked, repeats set apart, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

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
    headed = headed_sheet(sheet, table)
    found = check(headed, table, Stood.here(headed, sheet.name), received, guard)
    ragged = ragged_rejects(headed, sheet.name)
    reasons = dict(found.reasons)
    for reason, times in _ragged_reasons(ragged).items():
        reasons[reason] = reasons.get(reason, 0) + times
    figure = Figure(
        sheet.name,
        table.name,
        "loaded",
        rows=headed.rows,
        loaded=len(found.rows),
        rejected=len(found.rejects) + len(ragged),
        skipped=headed.skipped,
        odd=found.odd,
        notes=headed.notes,
        header=tuple(headed.spelling.values()),
        delimiter=headed.grid.delimiter,
    )
    return Look(found.rows, [found.rejects, ragged], reasons, figure)


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
