"""A delimited text as a grid."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

from loaders.reading.encoding import MARK, Decoded, decodings
from loaders.reading.grid import TEXT, Grid, Lines, Rows, ragged_rows
from loaders.reading.lines import Records
from loaders.reading.records import scan

DELIMITERS = (",", "\t", ";", "|", "，")
_HEAD = 1 << 20
_FIRST_LOOK = 1 << 16  # bytes, mostly enough for the first rows
_LOOKED_AT = 50  # rows that choose the delimiter
_LONGEST_NAME = 1 << 17  # a record of more bytes is no header
_END_OF_DOS = b"\x1a"
_ENDED_TWICE = b"\r\r\n"
_STAND_IN = "\x1f"  # one byte in the place of the full-width comma's three


@dataclass(frozen=True, kw_only=True)
class Decodable(Grid):
    """A text file read in one encoding with one delimiter, of those its bytes allow.

    Attributes:
        others: yields the readings by an encoding and a delimiter ('': by any), likeliest first.
    """

    others: Callable[[str, str], Iterator[Grid]]

    def readings(self, encoding: str = "", delimiter: str = "") -> Iterator[Grid]:
        """Yield this grid, then the other delimiters and encodings it may be read by."""
        if encoding or delimiter:
            yield from self.others(encoding, delimiter)
        else:
            yield self
            yield from islice(self.others("", ""), 1, None)


@dataclass(frozen=True, kw_only=True)
class TextGrid(Decodable):
    """A text that is held whole; parsed when asked for."""

    text: bytes
    marked: bool
    first: int = 0  # the lines of the file before this text
    by_returns: bool | None = None

    @property
    def byte(self) -> str:
        """The one byte that parts cells in the text that is parsed."""
        return _STAND_IN if self.delimiter == "，" else self.delimiter

    @cached_property
    def _text(self) -> bytes:
        return self.narrowed(self.text)

    def narrowed(self, text: bytes) -> bytes:
        """Return a text with one byte between its cells, lines that end once, and no end of DOS.

        A transfer in text mode puts a second return before a line end. DOS ended a text with
        0x1A, which is no part of a last cell that it follows.
        """
        if text.endswith(_END_OF_DOS):
            kept = text.rstrip(_END_OF_DOS)
            text = text if kept.endswith((b"\r", b"\n")) else kept
        if _ENDED_TWICE in text:
            text = text.replace(_ENDED_TWICE, b"\r\n")
        wide = self.delimiter.encode()
        return text.replace(wide, _STAND_IN.encode()) if len(wide) > 1 else text

    @cached_property
    def _records(self) -> Records:
        return scan(self._text, self.byte.encode(), marked=self.marked, by_returns=self.by_returns)

    @property
    def lines(self) -> Lines:
        """The physical line each row starts on."""
        return self._records.lines + np.int32(self.first) if self.first else self._records.lines

    def head(self, rows: int) -> list[list[str]]:
        """Return the cells of the first rows, each as wide as it stands."""
        found: list[list[str]] = []
        for size in (_FIRST_LOOK, _HEAD):
            found = self._first(rows, size)
            if len(found) == rows or len(self.text) <= size:
                break
        return found

    def tail(self, rows: int) -> list[tuple[int, list[str]]]:
        """Return the last rows, each with the physical line it starts on."""
        first = max(0, len(self._records.starts) - rows)
        spans = self._spans(np.arange(first, len(self._records.starts)))
        cells = [self._cells(self._text[start:end]) for start, end in spans]
        return list(zip(self.lines[first:].tolist(), cells, strict=True))

    def _first(self, rows: int, size: int) -> list[list[str]]:
        """Return the cells of the first rows that end within so many bytes."""
        text = self.narrowed(self.text[:size])
        records = scan(text, self.byte.encode(), by_returns=self.by_returns)
        whole = len(self.text) <= size
        taken = min(rows, len(records.starts) if whole else len(records.starts) - 1)
        starts, ends = records.starts[:taken].tolist(), records.ends[:taken].tolist()
        return [self._cells(text[s:e]) for s, e in zip(starts, ends, strict=True)]

    def _cells(self, record: bytes) -> list[str]:
        text = record.decode("utf-8", "replace")
        if len(record) > _LONGEST_NAME:
            return [text[:80]]
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=self.byte), [])

    def below(self, row: int, width: int) -> Rows:
        """Return the rows from `row` on, of which well-formed ones have `width` cells."""
        records = self._records
        fits = records.delimiters == width - 1
        fits[list(records.broken)] = False
        fits[:row] = False
        if width == 1:
            fits &= records.ends > records.starts
        at = np.flatnonzero(fits)
        fits[:row] = True
        return Rows(self._parsed(at, width), at, self._ragged(np.flatnonzero(~fits), width))

    def _parsed(self, at: npt.NDArray[np.int64], width: int) -> pd.DataFrame:
        names = [str(place) for place in range(width)]
        if not len(at):
            return pd.DataFrame({name: pd.Series([], dtype=TEXT) for name in names})
        records = self._records
        starts, ends = records.starts[at], records.ends[at]
        table = pa_csv.read_csv(
            pa.BufferReader(_joined(self._text, at, starts, ends)),
            read_options=pa_csv.ReadOptions(
                column_names=names,
                block_size=int(max(1 << 22, 2 * (ends - starts).max() + 16)),
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.byte,
                quote_char='"' if records.quoted else False,
                newlines_in_values=records.quoted,
                ignore_empty_lines=False,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
        if table.num_rows != len(at):
            raise AssertionError(f"{self.file}: {table.num_rows} rows parsed of {len(at)}")
        return _frame(table)

    def _ragged(self, at: npt.NDArray[np.int64], width: int) -> pd.DataFrame:
        records = self._records
        raws = [
            self._text[start:end].decode("utf-8").replace(MARK, "").replace(_STAND_IN, "，")
            for start, end in self._spans(at)
        ]
        counts = (records.delimiters[at] + 1).tolist()
        reasons = [
            records.broken.get(place) or f"has {count} cells where the header has {width}"
            for place, count in zip(at.tolist(), counts, strict=True)
        ]
        return ragged_rows(at, raws, reasons)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Every row as it stands: an empty cell is '', a missing trailing one null."""
        counts = self._records.delimiters + 1
        whole = self._records.ends > self._records.starts
        whole[list(self._records.broken)] = False
        parts = [
            self._parsed(at, count).set_index(at)
            for count in np.unique(counts[whole]).tolist()
            if len(at := np.flatnonzero(whole & (counts == count)))
        ]
        broken = np.flatnonzero(~whole)
        rows: list[list[str | None]]
        rows = [[*self._cells(self._text[start:end])] for start, end in self._spans(broken)]
        width = max(map(len, rows), default=0)
        rows = [[*row, *[None] * (width - len(row))] for row in rows]
        parts += [pd.DataFrame(rows, index=broken).rename(columns=str)] if rows else []
        frame = pd.concat(parts).sort_index().reset_index(drop=True) if parts else pd.DataFrame()
        frame = frame.reindex(columns=[str(place) for place in range(frame.shape[1])])
        return frame.set_axis(range(frame.shape[1]), axis=1).astype(TEXT)

    def _spans(self, at: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        records = self._records
        return zip(records.starts[at].tolist(), records.ends[at].tolist(), strict=True)


def _joined(
    text: bytes, at: npt.NDArray[np.int64], starts: npt.NDArray[Any], ends: npt.NDArray[Any]
) -> pa.Buffer:
    """Return the bytes of records, none empty, a line end between each; adjoining ones uncopied."""
    if at[-1] - at[0] + 1 == len(at):
        return pa.py_buffer(memoryview(text)[int(starts[0]) : int(ends[-1])])
    breaks = np.flatnonzero(np.diff(at) > 1)
    firsts = starts[np.concatenate([[0], breaks + 1])].tolist()
    lasts = ends[np.concatenate([breaks, [len(at) - 1]])].tolist()
    view = memoryview(text)
    return pa.py_buffer(b"\n".join(view[s:e] for s, e in zip(firsts, lasts, strict=True)))


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(types_mapper=lambda _: TEXT)
    return frame


def text_grids(
    file: str, raw: bytes, encoding: str = "", delimiter: str = ""
) -> Iterator[TextGrid]:
    """Yield the ways a text file can be read, likeliest first; none if nothing decodes it."""
    for decoded in decodings(raw, encoding):
        grids = [_grid(file, raw, decoded, one) for one in (delimiter or DELIMITERS)]
        yield from sorted(grids, key=regularity, reverse=True)


def told(decoded: Decoded, delimiter: str) -> tuple[str, ...]:
    """Return what was recognised of a text, for a report."""
    notes = [f"{decoded.encoding}{' with a byte order mark' if decoded.bom else ''}"]
    if decoded.marked:
        notes.append(f"{decoded.marked} bytes that cannot be read")
    if delimiter != ",":
        notes.append(f"cells parted by {delimiter!r}")
    return tuple(notes)


def _grid(file: str, raw: bytes, decoded: Decoded, delimiter: str) -> TextGrid:
    return TextGrid(
        file=file,
        kind="tsv" if delimiter == "\t" else "csv",
        encoding=decoded.encoding,
        delimiter=delimiter,
        notes=told(decoded, delimiter),
        text=decoded.text,
        marked=decoded.marked > 0,
        others=lambda encoding, delimiter: text_grids(file, raw, encoding, delimiter),
    )


def regularity(grid: Grid) -> float:
    """Return the share of first rows that have the usual count of cells, 0 if that is one."""
    counts = Counter(len(row) for row in grid.head(_LOOKED_AT) if len(row))
    many = {count: times for count, times in counts.items() if count > 1}
    return max(many.values()) / counts.total() if many else 0.0
