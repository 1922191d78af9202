"""Excel workbooks, old and new, as grids of what a person would see."""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from graph.errors import UnreadableFile
from loaders.reading.grid import TEXT, Grid, Kind, Lines, Rows, ragged_rows

_BATCH = 50_000  # rows turned to text at a time
_MOST_BYTES = 2 << 30  # unpacked; a sheet of a million rows has about one
_MOST_CELLS = 100_000_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ERROR = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL
)
_DAMAGED = "is a workbook or archive that is cut off or damaged; ask for it again"
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


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

    def below(self, row: int, width: int) -> Rows:
        """Return the rows from `row` on; ragged are those with anything beyond `width`."""
        rest = self.table.iloc[row:]
        beyond = np.zeros(len(rest), bool)
        for place in range(width, rest.shape[1]):
            beyond |= (rest[place].str.strip() != "").to_numpy(bool)
        at = np.arange(row, row + len(rest), dtype=np.int64)
        raws = ["\t".join(cells).rstrip() for cells in rest[beyond].to_numpy(object).tolist()]
        reason = f"has cells to the right of the header's {width}"
        frame = (
            rest.loc[~beyond, range(width)]
            .reset_index(drop=True)
            .set_axis([str(place) for place in range(width)], axis=1)
        )
        return Rows(frame, at[~beyond], ragged_rows(at[beyond], raws, [reason] * len(raws)))


def sheets(file: str, raw: bytes) -> list[Grid]:
    """Return the sheets of a workbook that are not empty, hidden ones said to be so.

    Dates become ISO text, whole numbers lose their '.0', logical values are TRUE and FALSE,
    error cells of XLSX keep their text, such as #N/A.

    Raises:
        UnreadableFile: it is encrypted, cut off, no workbook, or unfolds beyond all measure.
    """
    kind: Kind = "xlsx" if raw.startswith(b"PK") else "xls"
    archive = _Archive(file, raw) if kind == "xlsx" else None
    if kind == "xls" and _ENCRYPTED in raw:
        raise UnreadableFile(f"{file!r} is encrypted; save it without a password.", file=file)
    grids: list[Grid] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        for number, about in enumerate(book.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            errors = archive.errors(about.name) if archive else {}
            table = _table(book.get_sheet_by_index(number), errors)
            if len(table):
                hidden = () if about.visible == SheetVisibleEnum.Visible else ("hidden sheet",)
                grids.append(
                    SheetGrid(file=file, sheet=about.name, kind=kind, notes=hidden, table=table)
                )
    except PasswordError as error:
        raise UnreadableFile(
            f"{file!r} is encrypted; save it without a password.", file=file
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            f"{file!r} is a workbook that cannot be read to its end ({error}); "
            "it is cut off or damaged, ask for it again.",
            file=file,
        ) from error
    if not grids:
        raise UnreadableFile(f"{file!r} is a workbook whose sheets are all empty.", file=file)
    return grids


def _table(sheet: CalamineSheet, errors: dict[tuple[int, int], str]) -> pd.DataFrame:
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
    for (row, column), text in errors.items():
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


class _Archive:
    """The zip of an XLSX: checked before anything unfolds it, asked for its error cells."""

    def __init__(self, file: str, raw: bytes) -> None:
        self.file = file
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(raw))
            self._check()
            damaged = self.zip.testzip()  # check sums, which calamine does not look at
        except _DAMAGE as error:
            raise self._refused(_DAMAGED) from error
        if damaged:
            raise self._refused(_DAMAGED)

    def _check(self) -> None:
        members = self.zip.infolist()
        names = {member.filename for member in members}
        if any(member.flag_bits & 1 for member in members):
            raise self._refused("is encrypted; save it without a password")
        if not names & {"xl/workbook.xml", "xl/workbook.bin"}:
            raise self._refused("is a zip archive, not a workbook; unpack it first")
        if sum(member.file_size for member in members) > _MOST_BYTES:
            raise self._refused("unfolds to more than 2 GB; split it, or save it as CSV")
        for path in names:
            if path.startswith("xl/worksheets/") and path.endswith(".xml"):
                self._check_extent(path)

    def _check_extent(self, path: str) -> None:
        """Refuse a sheet said to be larger than memory can bear, before it is unfolded."""
        with self.zip.open(path) as member:
            start = member.read(4096)
        said = re.search(rb'<dimension\b[^>]*\bref="[A-Z]+\d+:([A-Z]+)(\d+)"', start)
        if said and (_column(said[1].decode()) + 1) * int(said[2]) > _MOST_CELLS:
            raise self._refused("says it has more than 100 million cells; save it as CSV")

    def _refused(self, why: str) -> UnreadableFile:
        return UnreadableFile(f"{self.file!r} {why}.", file=self.file)

    def errors(self, sheet: str) -> dict[tuple[int, int], str]:
        """Return the error cells of a sheet by row and column, which calamine gives as ''."""
        path = self._paths.get(sheet)
        xml = self.zip.read(path) if path in self.zip.namelist() else b""
        if b't="e"' not in xml:
            return {}
        return {
            (int(cell[2]) - 1, _column(cell[1].decode())): cell[3].decode()
            for cell in _ERROR.finditer(xml)
        }

    @cached_property
    def _paths(self) -> dict[str, str]:
        if "xl/workbook.xml" not in self.zip.namelist():
            return {}
        book = ElementTree.fromstring(self.zip.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(self.zip.read("xl/_rels/workbook.xml.rels"))
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        named = [
            (s.get("name", ""), targets.get(s.get(_RELATION), ""))
            for s in book.iter()
            if s.tag.endswith("}sheet")
        ]
        return {
            name: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            for name, target in named
        }


def _column(letters: str) -> int:
    """Return a column's place, A being 0.

    >>> _column("AA")
    26
    """
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
