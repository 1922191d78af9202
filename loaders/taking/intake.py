"""All rows of one table in one delivery: looked at, repeats set apart, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import TooManyRejects
from loaders.checking.assigning import Sheet
from loaders.checking.looking import Look
from loaders.checking.parts import Parts, Refused
from loaders.keeping.report import Figure
from loaders.table import Table
from loaders.taking.repeats import COLUMNS, repeats

__all__ = ["Intake", "Look", "joined", "take_in"]

_REASONS_SHOWN = 3


@dataclass(frozen=True)
class Intake:
    """What one delivery says of one table: typed rows, refused rows, a figure a sheet."""

    rows: Parts
    refused: Refused
    figures: list[Figure]


def take_in(
    table: Table,
    sheets: Sequence[Sheet],
    looked: Callable[[Sheet], Look],
    earlier: pd.DataFrame | None,
) -> Intake:
    """Return the rows of a table's sheets.

    Args:
        looked: returns what each sheet says.
        earlier: what earlier deliveries said last, of `loaders.taking.repeats.last_said`.

    Raises:
        TooManyRejects: more rows are refused than the declaration bears.
        MissingColumn: a sheet has no header that is the table's.
        UnreadableFile: a file cannot be read.
    """
    looks = [looked(sheet) for sheet in sheets]
    _require_bearable(table, looks)
    rows = sum((one.rows for one in looks), Parts())
    again = repeats(rows.numbers(COLUMNS), table, earlier)
    refused = sum((one.refused for one in looks), Refused())
    return Intake(rows.without(again), refused, _figures(looks, again))


def joined(parts: Sequence[Intake]) -> Intake:
    """Return several intakes of one table as one."""
    return Intake(
        sum((part.rows for part in parts), Parts()),
        sum((part.refused for part in parts), Refused()),
        [figure for part in parts for figure in part.figures],
    )


def _require_bearable(table: Table, looks: Iterable[Look]) -> None:
    rows = refused = 0
    reasons: dict[tuple[str, str], int] = {}
    for one in looks:
        rows += one.told
        refused += one.figure.rejected
        for reason, times in one.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + times
    if table.bears(refused, rows):
        return
    often = sorted(reasons.items(), key=lambda one: -one[1])[:_REASONS_SHOWN]
    said = "; ".join(f"{field or 'row'} {reason} ({times:,})" for (field, reason), times in often)
    raise TooManyRejects(
        f"{table.name}: {refused:,} of {rows:,} rows are refused, and it bears "
        f"{table.max_rejects:.0%}, or {table.few_rejects:,} if they are no more than half; "
        f"nothing of it is loaded. Most often: {said}",
        table=table.name,
        rows=rows,
        refused=refused,
    )


def _figures(looks: Iterable[Look], again: npt.NDArray[np.bool_]) -> list[Figure]:
    figures, begin = [], 0
    for one in looks:
        superseded = int(again[begin : begin + len(one.rows)].sum())
        begin += len(one.rows)
        loaded = len(one.rows) - superseded
        figures.append(replace(one.figure, loaded=loaded, superseded=superseded))
    return figures
