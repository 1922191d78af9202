"""The declared columns of a frame of text, each as its declaration and its header read it."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping

import numpy as np
import pandas as pd

from loaders.checking.columns import REQUIRED, Read, Typed, absent, typed
from loaders.checking.doubts import settled
from loaders.checking.guarding import Guard
from loaders.checking.header_names import as_named
from loaders.table import Code, ColumnType, Table


def read_columns(
    table: Table,
    frame: pd.DataFrame,
    there: Mapping[str, str],
    guard: Guard,
    only: Mapping[str, ColumnType] | None = None,
    sure: Container[str] = (),
) -> dict[str, Typed]:
    """Return header of the declaration -> its column.

    Args:
        there: header of the declaration -> name in the frame (`header_names.matched`).
        only: the columns that are wanted, by header (`giving`); None: all.
        sure: names of which it is known that their numbers are in the unit declared.
    """
    wanted = table.columns if only is None else only
    columns = {
        header: typed(_in(column, there[header], sure), frame[there[header]], table.nulls, guard)
        if header in there
        else absent(column, len(frame), guard)
        for header, column in wanted.items()
    }
    headers = {column.field: header for header, column in table.columns.items()}
    lacking = {h: c for h, c in wanted.items() if c.stands_in and h not in there}
    for header, column in sorted(lacking.items(), key=lambda one: isinstance(one[1], Code)):
        others = {field: headers[field] for field in column.stands_in}
        if isinstance(column, Code):
            columns[header] = _stood_in(column, {f: columns[h] for f, h in others.items()})
        elif own := next((there[h] for h in others.values() if h in there), None):
            columns[header] = typed(_in(column, own, sure), frame[own], table.nulls, guard)
    return columns


def _in(column: ColumnType, name: str, sure: Container[str]) -> ColumnType:
    named = as_named(column, name)
    return settled(named) if name in sure else named


def giving(table: Table, fields: Collection[str], guard: Guard) -> dict[str, ColumnType]:
    """Return the columns of a table that give one of the fields, by header."""
    return {
        header: column
        for header, column in table.columns.items()
        if not set(absent(column, 0, guard).read.fields).isdisjoint(fields)
    }


def _stood_in(column: Code, others: Mapping[str, Typed]) -> Typed:
    """Return other columns' values, of each row the first said, as those that a file lacks."""
    reads = [other.read for other in others.values()]
    value = pd.concat([r.fields[f] for f, r in zip(others, reads, strict=True)], ignore_index=True)
    reason = pd.concat([read.reason for read in reads], ignore_index=True)
    shown = pd.concat([read.shown for read in reads], ignore_index=True)
    said, begin = value.notna().to_numpy(bool), 0
    places = next(iter(others.values())).places
    for other in others.values():
        own = other.places + begin
        places = np.where(~said[places] & said[own], own, places)
        begin += len(other.read.reason)
    lacking = value.isna() & reason.isna()
    reason = reason.mask(reason.notna(), None)
    if column.required:
        so = "so is" if len(others) == 1 else "so are"
        reason = reason.mask(lacking, f"{REQUIRED}, and {so} {', '.join(others)}")
    none = lacking & False
    return Typed(Read({column.field: value}, reason, none, shown), places)
