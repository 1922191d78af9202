"""The declared columns of a frame of text, each as its declaration and its header read it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from loaders.columns import REQUIRED, Read, Typed, absent, typed
from loaders.guarding import Guard
from loaders.header_names import as_named
from loaders.table import Code, Table


def read_columns(
    table: Table, frame: pd.DataFrame, there: Mapping[str, str], guard: Guard
) -> dict[str, Typed]:
    """Return header of the declaration -> its column.

    Args:
        there: header of the declaration -> name in the frame (`loaders.header_names.matched`).
    """
    columns = {
        header: typed(as_named(column, there[header]), frame[there[header]], table.nulls, guard)
        if header in there
        else absent(column, len(frame), guard)
        for header, column in table.columns.items()
    }
    headers = {column.field: header for header, column in table.columns.items()}
    for header, column in table.columns.items():
        if isinstance(column, Code) and column.instead is not None:
            own, other = columns[header], columns[headers[column.instead]]
            columns[header] = _stood_in(own, column.field, other, column.instead, column.required)
    return columns


def _stood_in(own: Typed, field: str, other: Typed, instead: str, required: bool) -> Typed:
    """Return a column with another's value wherever it says nothing, and is not wrong itself."""
    silent = own.read.fields[field].isna() & (
        own.read.reason.isna() | (own.read.reason == REQUIRED)
    )
    if not silent.to_numpy(bool)[own.places].any():
        return own
    fill = own.spread(silent).to_numpy(bool)
    value = own.fields[field].where(~fill, other.fields[instead])
    reason = own.reason.mask(fill)
    if required:
        lacking = fill & value.isna().to_numpy(bool) & other.reason.isna().to_numpy(bool)
        reason = reason.mask(lacking, f"{REQUIRED}, and so is {instead}")
    read = Read({field: value}, reason, own.odd, own.shown)
    return Typed(read, np.arange(len(value)))
