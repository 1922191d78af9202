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
        rows: typed rows, with `_file`, `_line`, `_known`, `_content` and `src:` columns.
        rejects: the rows refused, as they stood, with where and why.
        odd: field -> cells that were read, but are worth a look (warnings, masked ones).
        reasons: field and reason -> rows, the most frequent first.
    """

    rows: pa.Table
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


def telling(table: Table, names: Iterable[str]) -> list[str]:
    """Return the names of columns that a data row fills and a total row does not."""
    there = matched(table, names)
    figures = (Money, Number, Share)
    return [
        there[h]
        for h, column in table.columns.items()
        if h in there
        and (column.field in table.key or (column.required and not isinstance(column, figures)))
    ]


def check(headed: HeadedGrid, table: Table, file: str, received: int, guard: Guard) -> Checked:
    """Return what a file's rows are, by a table's declaration.

    Args:
        file: what the file is called in its delivery (its sheet after `#`).
        received: the delivery's day.
    """
    frame, lines = headed.frame, headed.lines
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
        "_file": pa.array(np.full(int((~bad).sum()), file, object), pa.large_string()),
        "_line": pa.array(lines[~bad].astype(np.int32)),
        "_known": pa.array(_known(table, rows, received)),
        "_content": pa.array(content(rows, list(rows))),
    }
    fields = {name: values for name, values in rows.items() if not name.startswith("src:")}
    shown = {name: values for name, values in rows.items() if name.startswith("src:")}
    rejects = reject_rows(
        headed, file, bad, {there.get(h, h): t for h, t in columns.items()}, table
    )
    return Checked(
        pa.table({**fields, **place, **shown}),
        rejects,
        {table.columns[h].field: n for h, t in columns.items() if (n := int(t.odd[~bad].sum()))},
        _tally(rejects),
    )


def content(columns: dict[str, pa.Array], names: list[str]) -> npt.NDArray[np.uint64]:
    """Return one number for what typed fields say, row by row."""
    said = [name for name in names if not name.startswith(("_", "src:"))]
    frame = pd.DataFrame({name: columns[name].to_pandas() for name in said})
    return np.asarray(pd.util.hash_pandas_object(frame, index=False), np.uint64)


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
