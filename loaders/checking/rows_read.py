"""The declared columns of a frame of text, each as its declaration and its header read it."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import replace

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
    for header, column in wanted.items():
        if header in there or column.instead is None:
            continue
        other = headers[column.instead]
        if isinstance(column, Code):
            columns[header] = _stood_in(column, columns[other], column.instead)
        elif other in there:
            columns[header] = typed(column, frame[there[other]], table.nulls, guard)
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


def _stood_in(column: Code, other: Typed, instead: str) -> Typed:
    """Return another column's values as those of a column that the file does not have."""
    value = other.read.fields[instead]
    reason = other.read.reason.mask(other.read.reason.notna(), None)
    if column.required:
        lacking = value.isna() & other.read.reason.isna()
        reason = reason.mask(lacking, f"{REQUIRED}, and so is {instead}")
    none = other.read.odd & False
    return replace(other, read=Read({column.field: value}, reason, none, other.read.shown))
