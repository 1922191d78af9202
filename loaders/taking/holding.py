"""Refused rows of a register whose key can be read: a slip in a row ends no fact.

What a register no longer says is closed. A row that was refused was said, though what it says is
not known: what stood under its key stays open until the register says otherwise, in the mended
row or in a later delivery (docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from loaders.checking.columns import Typed
from loaders.checking.guarding import Guard
from loaders.checking.header_names import matched
from loaders.checking.rejects import ADDED
from loaders.checking.rows_read import giving, read_columns
from loaders.reading import folded_name
from loaders.table import (
    Code,
    ColumnType,
    Name,
    OrgCode,
    RegistrationNumber,
    ResidentId,
    Table,
    TaxpayerId,
    Uscc,
)

AT_ONCE = 50_000  # refused rows that are looked at together
UNREAD = "_unread"
"""Of a held key: the fields of it that cannot be read, parted by commas."""

_WHO = (Name, Uscc, ResidentId, OrgCode, RegistrationNumber, TaxpayerId)


def held_keys(table: Table, refused: Iterable[pd.DataFrame], guard: Guard) -> pa.Table | None:
    """Return keys and places of the refused rows whose key can be read; None where none is.

    Of a key of which one thing that says who is meant cannot be read, and another can (a name,
    where the number has a slip), the rest is kept: `taking.completing` finds the row that it was.

    Args:
        refused: as `loaders.checking.rejects` writes them.

    Returns:
        The fields of the key, typed, with `_file`, `_line` and UNREAD.
    """
    if table.kind != "full" or not table.key:
        return None
    stand_in = [f for c in table.columns.values() if isinstance(c, Code) for f in c.stands_in]
    wanted = giving(table, {*table.key, *stand_in}, guard)
    parts = [_of(table, frame, guard, wanted) for frame in _gathered(refused)]
    found = [part for part in parts if len(part)]
    return pa.concat_tables(found, promote_options="default") if found else None


def _gathered(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Yield the frames, those of the same columns that follow each other as one.

    A register comes in hundreds of parts, of which each has a few refused rows.
    """
    several: list[pd.DataFrame] = []
    for frame in frames:
        if several and (
            list(frame) != list(several[0]) or sum(map(len, several)) + len(frame) > AT_ONCE
        ):
            yield pd.concat(several, ignore_index=True)
            several = []
        if len(frame):
            several.append(frame)
    if several:
        yield pd.concat(several, ignore_index=True)


def _of(
    table: Table, frame: pd.DataFrame, guard: Guard, wanted: Mapping[str, ColumnType]
) -> pa.Table:
    own = {folded_name(name): name for name in frame.columns if name not in ADDED}
    there = matched(table, list(own))
    text = frame[list(own.values())].fillna("").astype("str").set_axis(list(own), axis=1)
    made: dict[str, Typed] = {}
    for read in read_columns(table, text, there, guard, wanted).values():
        made |= {field: read for field in read.read.fields if field in table.key}
    who = {c.field for c in table.columns.values() if isinstance(c, _WHO)}
    size = len(frame)
    said, told, lost = (np.zeros(size, bool) for _ in range(3))
    unread = np.full(size, "", object)
    for name, column_ in made.items():
        bad = np.zeros(size, bool)
        bad[column_.refused] = True
        unread[bad] = [f"{one},{name}".strip(",") for one in unread[bad]]
        lost |= bad & (name not in who)
        here = column_.fields[name].notna().to_numpy(bool) & ~bad
        said |= here
        told |= here & (name in who)
    kept = np.flatnonzero(said & ~lost & ((unread == "") | told))
    columns = {
        name: pa.array(t.fields[name].iloc[kept].array, from_pandas=True)
        for name, t in made.items()
    }
    columns["_file"] = pa.array(frame["_file"].iloc[kept].astype("str"), pa.large_string())
    columns["_line"] = pa.array(frame["_line"].iloc[kept].to_numpy(np.int32))
    columns[UNREAD] = pa.array(unread[kept], pa.large_string())
    return pa.table(columns)


def beside(rows: pa.Table, held: pa.Table | None) -> pa.Table:
    """Return a delivery's rows with those held after them, `_row` being below 0 there."""
    if held is None:
        return rows
    columns = {}
    for field in rows.schema:
        if field.name == "_row":
            column = pa.array(np.full(len(held), -1, np.int32))
        elif field.name in held.column_names:
            column = held[field.name]
        elif field.name == "_known":
            column = pa.array(np.zeros(len(held), np.int32))
        else:
            column = pa.nulls(len(held))
        columns[field.name] = column.cast(field.type)
    return pa.concat_tables([rows, pa.table(columns, schema=rows.schema)])
