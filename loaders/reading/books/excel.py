"""Excel workbooks, old and new, as grids of what a person would see."""

import datetime
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from graph.errors import UnreadableFile
from loaders.reading.books.archive import Archive, Places
from loaders.reading.books.biff import Encrypted, looked_through
from loaders.reading.grid import TEXT, Grid, Kind, Lines, Rows, ragged_rows
from loaders.reading.lines import NUL

_BATCH = 50_000  # rows turned to text at a time
_PANIC = "PanicException"  # of calamine; no Exception, and importable from nowhere
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, kw_only=True)
class SheetGrid(Grid):
    """One sheet, every row as wide as the widest."""

    table: pd.DataFrame

    @property
    def lines(self) -> Lines:
        """Row numbers as Excel shows them."""
        return np.arange(1, len(self.table) + 1, dtype=np.int32)

    @property
    def cells(self) -> pd.DataFrame:
        """Every row, columns 0 to n-1."""
        return self.table

    def head(self, rows: int) -> list[list[str]]:
        """Return the cells of the first rows, without the empty ones to their right."""
        found: list[list[str]] = self.table.head(rows).to_numpy(object).tolist()
        return [
            row[: max((i + 1 for i, c in enumerate(row) if c.strip()), default=0)] for row in found
        ]

    def tail(self, rows: int) -> list[tuple[int, list[str]]]:
        """Return the last rows, each with its number."""
        first = max(0, len(self.table) - rows)
        last: list[list[str]] = self.table.iloc[first:].to_numpy(object).tolist()
        return list(enumerate(last, start=first + 1))

    def below(self, row: int, width: int) -> Rows:
        """Return the rows from `row` on; ragged are those with NULs or anything beyond `width`."""
        rest = self.table.iloc[row:]
        beyond, nul = np.zeros(len(rest), bool), np.zeros(len(rest), bool)
        for place in range(rest.shape[1]):
            cells = pa.array(rest[place], pa.large_string(), from_pandas=True)
            nul |= np.asarray(pc.match_substring(cells, "\0").fill_null(False), bool)
            if place >= width:
                beyond |= (rest[place].str.strip() != "").to_numpy(bool)
        at, bad = np.arange(row, row + len(rest), dtype=np.int64), beyond | nul
        raws = ["\t".join(cells).rstrip() for cells in rest[bad].to_numpy(object).tolist()]
        reasons = np.where(nul, NUL, f"has cells to the right of the header's {width}")[bad]
        frame = (
            rest.loc[~bad, range(width)]
            .reset_index(drop=True)
            .set_axis([str(place) for place in range(width)], axis=1)
        )
        return Rows(frame, at[~bad], ragged_rows(at[bad], raws, reasons.tolist()))


def sheets(file: str, raw: bytes) -> list[Grid]:
    """Return the sheets of a workbook that are not empty, hidden ones said to be so.

    Dates become ISO text, whole numbers lose their '.0', logical values are TRUE and FALSE,
    error cells keep their text, such as #REF!, and formulas without a value say so.

    Raises:
        UnreadableFile: it is encrypted, cut off, no workbook, or unfolds beyond all measure.
    """
    kind: Kind = "xlsx" if raw.startswith(b"PK") else "xls"
    if kind == "xls" and _ENCRYPTED in raw:
        raise UnreadableFile(f"{file!r} is encrypted; save it without a password.", file=file)
    try:
        grids = list(_grids(file, raw, kind))
    except (PasswordError, Encrypted) as error:
        raise UnreadableFile(
            f"{file!r} is encrypted; save it without a password.", file=file
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(file, error) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise _damaged(file, error) from error
    if not grids:
        raise UnreadableFile(f"{file!r} is a workbook whose sheets are all empty.", file=file)
    return grids


def _damaged(file: str, error: BaseException) -> UnreadableFile:
    return UnreadableFile(
        f"{file!r} is a workbook that cannot be read to its end ({error}); "
        "it is cut off or damaged, ask for it again.",
        file=file,
    )


def _grids(file: str, raw: bytes, kind: Kind) -> Iterator[Grid]:
    archive = Archive(file, raw) if kind == "xlsx" else None
    old, from_1904 = looked_through(raw) if archive is None else ([], archive.from_1904)
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    for number, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        if archive is not None:
            unread = archive.unread(about.name)
        else:
            unread = old[number] if number < len(old) else {}
        sheet = book.get_sheet_by_index(number)
        table = _table(sheet, unread)
        if len(table):
            notes = _notes(sheet, hidden=about.visible != SheetVisibleEnum.Visible)
            yield SheetGrid(
                file=file,
                sheet=about.name,
                kind=kind,
                notes=notes,
                from_1904=from_1904,
                table=table,
            )


def _notes(sheet: CalamineSheet, *, hidden: bool) -> tuple[str, ...]:
    """Return what a person does not see, or sees otherwise than it is kept."""
    tall = sum(last[0] > first[0] for first, last in sheet.merged_cell_ranges or ())
    merged = f"{tall:,} cells merged over rows, of which the first row alone has the value"
    return (*(["hidden sheet"] if hidden else []), *([merged] if tall else []))


def _table(sheet: CalamineSheet, unread: Places) -> pd.DataFrame:
    """Return a sheet's cells as text, columns 0 to n-1 from Excel's own A on."""
    if sheet.start is None:
        return pd.DataFrame()
    rows, left = sheet.iter_rows(), sheet.start[1]
    parts = []
    while batch := list(islice(rows, _BATCH)):
        columns = [_texts(column) for column in zip(*batch, strict=True)]
        parts.append(pa.table(columns, names=[str(left + n) for n in range(len(columns))]))
    table: pd.DataFrame = pa.concat_tables(parts).to_pandas(types_mapper=lambda _: TEXT)
    for place in range(left):
        table.insert(place, str(place), pd.Series([""] * len(table), dtype=TEXT))
    table.columns = pd.RangeIndex(table.shape[1])
    for (row, column), text in unread.items():
        if row < len(table) and column < table.shape[1]:
            table.iat[row, column] = text
    return table


def _texts(column: tuple[object, ...]) -> pa.Array:
    return pa.array([_AS_SEEN[type(cell)](cell) for cell in column], pa.large_string())


def _number(value: float) -> str:
    # Excel keeps 15 digits: a longer whole number is not the one that was typed, and stays
    # in the form that shows it.
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _moment(value: datetime.datetime) -> str:
    return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")


_AS_SEEN: dict[type, Callable[[Any], str]] = {
    str: lambda text: text,
    float: _number,
    int: str,
    bool: lambda value: str(value).upper(),
    datetime.datetime: _moment,
    datetime.date: datetime.date.isoformat,
    datetime.time: datetime.time.isoformat,
    datetime.timedelta: str,
}
