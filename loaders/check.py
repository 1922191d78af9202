"""Rows of text against their declaration: typed rows, and the rows that break it, whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from loaders.columns import Typed, absent, typed
from loaders.guarding import Guard
from loaders.reading import HeadedGrid, folded_name
from loaders.rejects import reject_rows
from loaders.table import ColumnType, Date, Money, Month, Number, Share, Table

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Checked:
    """The rows of one file (or sheet) that belong to a table.

    Attributes:
        rows: typed rows, with `_file`, `_line`, `_known`, `src:` columns, and numbers for
            content and key (`_content`, `_key`).
        kept: which of the rows looked at they are.
        rejects: the rows refused, as they stood, with where and why.
        odd: field -> cells that were read, but are worth a look (warnings, masked ones).
        reasons: field and reason -> rows, the most frequent first.
    """

    rows: pa.Table
    kept: Mask
    rejects: pd.DataFrame
    odd: dict[str, int]
    reasons: dict[tuple[str, str], int]


def matched(table: Table, names: Iterable[str]) -> dict[str, str]:
    """Return header of the declaration -> name in a file's header, for those that are there.

    Width, spaces and case do not count; a declared header wins over its aliases.
    """
    there = {_plain(name): name for name in reversed(list(names)) if name}
    found = {}
    for header in table.columns:
        spellings = [header, *(a for a, meant in table.aliases.items() if meant == header)]
        here = [there[_plain(s)] for s in spellings if _plain(s) in there]
        if here:
            found[header] = here[0]
    return found


def missing(table: Table, names: Iterable[str]) -> list[str]:
    """Return the required headers that a header lacks."""
    there = matched(table, names)
    return [h for h, column in table.columns.items() if column.required and h not in there]


def belongs(table: Table, names: list[str]) -> bool:
    """Return whether a header is a table's: all it requires, and half of all it declares."""
    there = matched(table, names)
    return not missing(table, names) and 2 * len(there) >= min(len(table.columns), 2 * len(names))


def telling(table: Table) -> list[str]:
    """Return the names of columns that a data row fills and a total row does not."""
    figures = (Money, Number, Share)
    headers = {
        h
        for h, column in table.columns.items()
        if column.field in table.key or (column.required and not isinstance(column, figures))
    }
    spelled = [alias for alias, meant in table.aliases.items() if meant in headers]
    return [folded_name(name) for name in (*headers, *spelled)]


@dataclass(frozen=True)
class Stood:
    """Where each row of a grid stood first, which is elsewhere when it comes back mended.

    `file` is what the file is called in its delivery (its sheet after `#`); `delivery` is empty
    but for mended rows. All three are aligned with the rows.
    """

    file: npt.NDArray[np.object_]
    line: npt.NDArray[np.int32]
    delivery: npt.NDArray[np.object_]

    @classmethod
    def here(cls, headed: HeadedGrid, file: str) -> Stood:
        """Return the places of rows that came for the first time."""
        size = len(headed.frame)
        return cls(np.full(size, file, object), headed.lines, np.full(size, "", object))


def check(headed: HeadedGrid, table: Table, stood: Stood, received: int, guard: Guard) -> Checked:
    """Return what a grid's rows are, by a table's declaration.

    Args:
        stood: where its rows stood first.
        received: the day on which they came.
    """
    frame = headed.frame
    there = matched(table, frame.columns)
    columns = {
        header: typed(column, frame[there[header]].reset_index(drop=True), table.nulls, guard)
        if header in there
        else absent(column, len(frame), guard)
        for header, column in table.columns.items()
    }
    bad = _bad(columns, len(frame))
    rows = _arrow(table, columns, frame, there, guard, ~bad)
    place = {
        "_file": pa.array(stood.file[~bad], pa.large_string()),
        "_line": pa.array(stood.line[~bad].astype(np.int32)),
        "_known": pa.array(_known(table, rows, received)),
        "_content": pa.array(_hashed(rows, [n for n in rows if not n.startswith("src:")])),
        "_key": pa.array(_keys(rows, table)),
    }
    fields = {name: values for name, values in rows.items() if not name.startswith("src:")}
    shown = {name: values for name, values in rows.items() if name.startswith("src:")}
    read = {there.get(h, h): t for h, t in columns.items()}
    rejects = reject_rows(headed, bad, read, stood.file, stood.line, stood.delivery)
    return Checked(
        pa.table({**fields, **place, **shown}),
        ~bad,
        rejects,
        {table.columns[h].field: n for h, t in columns.items() if (n := int(t.odd[~bad].sum()))},
        _tally(rejects),
    )


def _hashed(columns: dict[str, pa.Array], names: list[str]) -> npt.NDArray[np.uint64]:
    """Return one number for what some fields say, row by row."""
    frame = pd.DataFrame({name: columns[name].to_pandas() for name in names})
    return np.asarray(pd.util.hash_pandas_object(frame, index=False), np.uint64)


def _keys(columns: dict[str, pa.Array], table: Table) -> npt.NDArray[np.uint64]:
    """Return one number for the key of each row, 0 where nothing of it is said."""
    names = list(table.key)
    if not names:
        return np.zeros(len(next(iter(columns.values()))), np.uint64)
    said = np.zeros(len(columns[names[0]]), bool)
    for name in names:
        said |= np.asarray(columns[name].is_valid())
    return np.where(said, _hashed(columns, names) | np.uint64(1), np.uint64(0))


def _bad(columns: dict[str, Typed], rows: int) -> Mask:
    bad = np.zeros(rows, bool)
    for column in columns.values():
        bad |= column.reason.notna().to_numpy(bool)
    return bad


def _arrow(
    table: Table,
    columns: dict[str, Typed],
    frame: pd.DataFrame,
    there: dict[str, str],
    guard: Guard,
    keep: Mask,
) -> dict[str, pa.Array]:
    """Return the typed fields of the rows kept, then what stood in every column."""
    made: dict[str, pa.Array] = {}
    for header, column in table.columns.items():
        for field, values in columns[header].fields.items():
            if not field.startswith("("):
                made[field] = _array(column, field, values[keep])
    declared = {there[h]: columns[h].shown for h in there}
    for name in frame.columns:
        shown = declared.get(name)
        if shown is None:
            shown = guard.scrubbed(frame[name].reset_index(drop=True))
        made[f"src:{name}"] = pa.array(shown[keep], pa.large_string(), from_pandas=True)
    return made


def _array(column: ColumnType, field: str, values: pd.Series) -> pa.Array:
    if field == column.field and isinstance(column, Date | Month):
        return pa.array(values, pa.int32(), from_pandas=True)
    if field == column.field and isinstance(column, Money | Number | Share):
        return pa.array(values, pa.float64(), from_pandas=True)
    return pa.array(values, pa.large_string(), from_pandas=True)


def _known(table: Table, rows: dict[str, pa.Array], received: int) -> npt.NDArray[np.int32]:
    """Return the day each row became known: its publication where that is a day, not later."""
    if table.published is None:
        size = len(next(iter(rows.values()))) if rows else 0
        return np.full(size, received, np.int32)
    day = rows[table.published].to_pandas().fillna(received).to_numpy(np.int64)
    exact = (rows[f"{table.published}_precision"].to_pandas() == "day").to_numpy(bool)
    return np.where(exact & (day <= received), day, received).astype(np.int32)


def _tally(rejects: pd.DataFrame) -> dict[tuple[str, str], int]:
    if not len(rejects):
        return {}
    counts = rejects.groupby(["_field", "_reason"], sort=True).size().sort_values(ascending=False)
    (fields, reasons), numbers = zip(*counts.index, strict=True), counts.tolist()
    return dict(zip(zip(map(str, fields), map(str, reasons), strict=True), numbers, strict=True))


def _plain(name: str) -> str:
    return folded_name(name).casefold()
