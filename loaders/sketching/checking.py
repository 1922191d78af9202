"""What a file's rows would become by a declaration, with nothing loaded."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.answers import as_dates
from graph.days import day_number
from graph.errors import MissingColumn
from loaders.checking.assigning import Sheet, Source, fits_name, printable
from loaders.checking.header_names import missing
from loaders.checking.looking import Look, looks, pieces
from loaders.checking.recognising import recognised
from loaders.fields import PRIVATE, made
from loaders.reading import folded_name, open_source
from loaders.sketching.masking import masked, masked_reason
from loaders.sketching.sketch import throwaway_guard
from loaders.table import ColumnType, Date, Hour, Month, Table

_MOST_REFUSED = 20  # [param] refused rows that are shown
_MONTHS = 12


@dataclass
class Checked:
    """What a file would become.

    Attributes:
        named: whether its name is one under which the table's files come.
        sheets: where the table's rows stand. notes: what was recognised.
        rows: the first rows, typed: `_line`, then the fields that may be shown.
        refused: the first refused rows: `_line`, `_field`, `_value`, `_reason`, masked.
    """

    table: Table
    named: bool
    sheets: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    came: int = 0
    loaded: int = 0
    rejected: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    odd: dict[str, int] = field(default_factory=dict)
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    refused: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def bearable(self) -> bool:
        """Whether a load would take the file though rows of it are refused."""
        told = self.came - sum(self.skipped.values())
        return self.table.bears(self.rejected, told)

    def add(self, one: Look, most: int) -> None:
        """Take up what a part of the file says."""
        self.came += one.figure.rows
        self.loaded += one.figure.loaded
        self.rejected += one.figure.rejected
        _count(self.skipped, one.figure.skipped)
        _count(self.odd, one.figure.odd)
        self.notes += [note for note in one.figure.notes if note not in self.notes]
        if len(self.rows) < most:
            for rows in one.rows.tables():
                part = _shown(rows.slice(0, most - len(self.rows)), self.table)
                self.rows = pd.concat([self.rows, part], ignore_index=True)
        for frame in one.refused:
            part = _masked(frame.head(_MOST_REFUSED - len(self.refused)), self.table)
            self.refused = pd.concat([self.refused, part], ignore_index=True)


def checked(table: Table, path: Path, most: int) -> Checked:
    """Return what the rows of a file would become.

    Args:
        most: how many of the first rows are shown.

    Raises:
        MissingColumn: no sheet has a header that is the table's.
        UnreadableFile: the file cannot be read.
    """
    grids = open_source(path)
    source = Source(path, printable(path.name))
    fitting = [grid for grid in grids if recognised(grid, table) is not None]
    if not fitting:
        raise _no_header(table, source, _closest(table, [g.head(20) for g in grids]))
    found = Checked(table, fits_name(table, source.name, *(g.sheet for g in fitting)))
    today, guard = day_number(datetime.date.today()), throwaway_guard()
    for grid in fitting:
        sheet = Sheet(source, grid.sheet, (table.name,))
        found.sheets.append(sheet.name)
        for one in looks(pieces(sheet, table), table, today, guard):
            found.add(one, most)
    return found


def _closest(table: Table, heads: Sequence[list[list[str]]]) -> list[str]:
    """Return what the row that lacks fewest of a table's required columns lacks."""
    lacking = [missing(table, [folded_name(c) for c in row]) for head in heads for row in head]
    return min(lacking, key=len, default=[])


def _no_header(table: Table, source: Source, lacks: list[str]) -> MissingColumn:
    why = (
        f"no column {', '.join(lacks)}; name it in `columns` or `aliases` as the file does, or "
        "say required=False"
        if lacks
        else "of its columns fewer than half are there; correct `columns` and `aliases`"
    )
    return MissingColumn(
        f"{source.name} has no header of {table.name}: {why}.", table=table.name, file=source.name
    )


def _count(counts: dict[str, int], found: Mapping[str, int]) -> None:
    for what, times in found.items():
        if times:
            counts[what] = counts.get(what, 0) + times


def _shown(rows: pa.Table, table: Table) -> pd.DataFrame:
    """Return typed rows as they may be shown: no hashes, days and months as people write them."""
    columns: dict[str, Any] = {"_line": rows["_line"].to_pandas()}
    for column in table.columns.values():
        for name in _visible(column):
            columns[name] = _written(column, name, rows[name].to_pandas())
    return pd.DataFrame(columns)


def _visible(column: ColumnType) -> Iterator[str]:
    for name in made(column):
        hashed = isinstance(column, PRIVATE) and name == column.field
        if not hashed and not (isinstance(column, Date) and name != column.field):
            yield name


def _written(column: ColumnType, name: str, values: pd.Series) -> Any:
    if name != column.field or not isinstance(column, Date | Month | Hour):
        whole = values.dtype.kind == "f" and bool((values.dropna() % 1 == 0).all())
        return values.astype("Int64") if whole else values
    there = values.notna().to_numpy(bool)
    numbers = values.fillna(0).to_numpy(np.int64)
    if isinstance(column, Date):
        return as_dates(numbers).where(there, None)
    if isinstance(column, Month):
        text = [f"{n // _MONTHS:04}-{n % _MONTHS + 1:02}" for n in numbers.tolist()]
    else:
        text = [str(hour).replace("T", " ") for hour in numbers.astype("datetime64[h]")]
    return pd.Series(text, dtype=object).where(there, None)


def _masked(refused: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return refused rows' places and reasons, no number of a person in full."""
    types = {column.field: column for column in table.columns.values()}
    rows = [
        (line, said, masked(str(value), types.get(str(said))), masked_reason(str(reason)))
        for line, said, value, reason in zip(
            *(refused[c].tolist() for c in ("_line", "_field", "_value", "_reason")), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=["_line", "_field", "_value", "_reason"])
