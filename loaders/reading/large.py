"""A text too large to be held whole, read in pieces that end where a row does.

What is recognised (encoding, delimiter, how lines end) is recognised from samples over the whole
file. A piece is a text by itself: it may be looked at by another process, in any order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import UnreadableFile
from loaders.reading.encoding import MARK, Decoded, as_utf8, decodings
from loaders.reading.grid import Lines, Rows
from loaders.reading.lines import Places, ends_by_returns, lines_of
from loaders.reading.quotes import whole_lines
from loaders.reading.text import DELIMITERS, Decodable, TextGrid, regularity, told

WHOLE = 48 << 20  # [param] bytes of a text that is read at once
PIECE = 24 << 20  # [param] bytes of a piece; a process holds about twelve times as much
_HEAD = 1 << 20
_SAMPLES, _SAMPLE = 15, 1 << 18
_WINDOWS = (1 << 18, 1 << 22, 1 << 26)  # bytes after a piece in which its end is looked for
_TRIED = 50  # likely ends of which one outside quotes is looked for
_ALIKE = 3  # lines before and after an end of which each is a row by itself
_UNITS = {"utf-16-le": "<u2", "utf-16-be": ">u2", "utf-32-le": "<u4", "utf-32-be": ">u4"}


@dataclass(frozen=True)
class Span:
    """A piece of a file: its bytes, and the physical lines before it."""

    start: int
    end: int
    lines: int


@dataclass(frozen=True, kw_only=True)
class LargeText(Decodable):
    """A large text file read in one encoding with one delimiter."""

    path: Path
    start: int  # the bytes of its byte order mark
    begin: TextGrid
    by_returns: bool

    @property
    def lines(self) -> Lines:
        """The physical line each row starts on; reads the whole file."""
        return self.whole.lines

    def line(self, row: int) -> int:
        """Return the physical line of one of the first rows."""
        return self.begin.line(row)

    def head(self, rows: int) -> list[list[str]]:
        """Return the cells of the first rows, each as wide as it stands."""
        return self.begin.head(rows)

    def tail(self, rows: int) -> list[tuple[int, list[str]]]:
        """Return nothing: what stands below a table of this size is not looked for."""
        return []

    def below(self, row: int, width: int) -> Rows:
        """Return the rows from `row` on; reads the whole file."""
        return self.whole.below(row, width)

    @property
    def cells(self) -> pd.DataFrame:
        """Every row; reads the whole file."""
        return self.whole.cells

    @cached_property
    def whole(self) -> TextGrid:
        """The file as one text, for those who need it in one."""
        return self.piece(Span(self.start, self.path.stat().st_size, 0))

    def bare(self) -> LargeText:
        """Return the same without what only finding its header needs, to be sent elsewhere."""
        return replace(self, begin=replace(self.begin, text=b""))

    def piece(self, span: Span) -> TextGrid:
        """Return a piece of the file as a text of its own."""
        raw = _at(self.path, span.start, span.end)
        text = as_utf8(raw, self.encoding)
        return TextGrid(
            file=self.file,
            kind=self.kind,
            encoding=self.encoding,
            delimiter=self.delimiter,
            notes=self.notes,
            text=text,
            marked=MARK.encode() + b"\\x" in text,
            others=self.others,
            first=span.lines,
            by_returns=self.by_returns,
        )

    def spans(self, width: int) -> Iterator[Span]:
        """Yield the pieces of the file, in order; all but the last end where a row does.

        Args:
            width: cells of a row, by which rows are told from lines within a cell.
        """
        size, at, lines = self.path.stat().st_size, self.start, 0
        while at < size:
            end = size
            if size - at > PIECE * 3 // 2:
                end = self._end(at, at + PIECE, width)
            yield Span(at, end, lines)
            lines += self._ends(_at(self.path, at, end))
            at = end

    def _ends(self, raw: bytes) -> int:
        """Return how many lines end in bytes that begin and end with a line."""
        unit = _UNITS.get(self.encoding)
        if unit is None and not self.by_returns:
            return raw.count(b"\n")
        if unit is None:
            feeds, returns, pairs = raw.count(b"\n"), raw.count(b"\r"), raw.count(b"\r\n")
        else:
            units = np.frombuffer(raw[: len(raw) // int(unit[2]) * int(unit[2])], unit)
            feeds, returns = int((units == 0x0A).sum()), int((units == 0x0D).sum())
            pairs = int(((units[:-1] == 0x0D) & (units[1:] == 0x0A)).sum())
        return feeds + returns - pairs if self.by_returns else feeds

    def _end(self, start: int, about: int, width: int) -> int:
        """Return where a piece that starts at one place ends, at another or not far behind.

        It is after a line end that is outside quotes and has rows around it; where quotes are
        not in order, or cells have many lines, after one that is as likely.
        """
        size = self.path.stat().st_size
        for window in _WINDOWS:
            raw = _at(self.path, start, about + window)
            ends = self._line_ends(raw, about - start)
            middle = self._middle(raw, ends, width)
            for likely in (middle, ends if window == _WINDOWS[-1] else ends[:0]):
                for end in likely[:_TRIED].tolist():
                    if self._quotes(raw, end) % 2 == 0:
                        return start + int(end)
                if len(likely):
                    return start + int(likely[0])
            if about + window >= size:
                return size
        raise UnreadableFile(
            f"{self.file!r} has a line of more than 64 MB, which no table has; look at it after "
            f"byte {about:,}.",
            file=self.file,
        )

    def _middle(self, raw: bytes, ends: Places, width: int) -> Places:
        """Return the line ends that have rows of the table on both sides."""
        if len(ends) < 2 * _ALIKE + 1:
            return ends[:0]
        rows = self._rows_between(raw, ends, width)
        alike = np.convolve(rows, np.ones(2 * _ALIKE, int), "valid") == 2 * _ALIKE
        middle: Places = ends[_ALIKE : _ALIKE + len(alike)][alike]
        return middle

    def _line_ends(self, raw: bytes, begin: int) -> Places:
        """Return the places just after each line end from `begin` on."""
        sign = 0x0D if self.by_returns else 0x0A
        unit = _UNITS.get(self.encoding, "u1")
        wide = int(unit[-1])
        begin -= begin % wide
        units = np.frombuffer(raw[begin : begin + (len(raw) - begin) // wide * wide], unit)
        found: Places = (np.flatnonzero(units == sign) + 1) * wide + begin
        return found

    def _rows_between(self, raw: bytes, ends: Places, width: int) -> npt.NDArray[np.int64]:
        """Return which of the lines between line ends are rows by themselves."""
        text = self.begin.narrowed(as_utf8(raw[ends[0] : ends[-1]], self.encoding))
        data = np.frombuffer(text, np.uint8)
        mark = self.begin.byte.encode()[0]
        lines = lines_of(text, data, mark, self.by_returns)
        if len(lines.starts) != len(ends) - 1:
            return np.zeros(len(ends) - 1, int)
        whole, counts = whole_lines(text, lines, np.flatnonzero(data == 0x22), mark)
        rows: Places = (whole & (counts == width - 1)).astype(np.int64)
        return rows

    def _quotes(self, raw: bytes, end: int) -> int:
        unit = _UNITS.get(self.encoding)
        if unit is None:
            return raw.count(b'"', 0, end)
        return int((np.frombuffer(raw, unit, end // int(unit[2])) == 0x22).sum())


def large_grids(path: Path, encoding: str = "", delimiter: str = "") -> Iterator[LargeText]:
    """Yield the ways a large text can be read, likeliest first; none if nothing decodes it."""
    sample = _sample(path)
    for decoded in decodings(sample, encoding):
        grids = [_large(path, sample, decoded, one) for one in (delimiter or DELIMITERS)]
        yield from sorted(grids, key=regularity, reverse=True)


def _large(path: Path, sample: bytes, decoded: Decoded, delimiter: str) -> LargeText:
    mark = 0
    if decoded.bom:
        mark = 3 if decoded.encoding == "utf-8" else int(_UNITS[decoded.encoding][2])
    begin = decoded.text[:_HEAD]
    begin = begin[: max(begin.rfind(b"\n"), begin.rfind(b"\r")) + 1]
    by_returns = ends_by_returns(decoded.text)
    others = partial(large_grids, path)
    first = TextGrid(
        file=path.name,
        kind="tsv" if delimiter == "\t" else "csv",
        encoding=decoded.encoding,
        delimiter=delimiter,
        notes=told(decoded, delimiter),
        text=begin,
        marked=decoded.marked > 0,
        others=others,
        by_returns=by_returns,
    )
    return LargeText(
        file=first.file,
        kind=first.kind,
        encoding=first.encoding,
        delimiter=delimiter,
        notes=first.notes,
        path=path,
        start=mark,
        begin=first,
        by_returns=by_returns,
        others=others,
    )


def _sample(path: Path) -> bytes:
    """Return the beginning of a file and samples over the rest of it, in whole lines."""
    size = path.stat().st_size
    parts = [_at(path, 0, _HEAD)]
    for n in range(1, _SAMPLES + 1):
        at = _HEAD + (size - _HEAD) * n // (_SAMPLES + 1)
        parts.append(_at(path, at - at % 4, at + _SAMPLE))
    wide = 4 if parts[0][:64].count(b"\0") > 8 else 1
    return parts[0] if wide > 1 else b"".join(_in_lines(part, n) for n, part in enumerate(parts))


def _in_lines(part: bytes, number: int) -> bytes:
    """Return whole lines of a sample; the first part begins with one."""
    begin = part.find(b"\n") + 1 if number else 0
    end = part.rfind(b"\n") + 1
    return part[begin:end] if end > begin else (part if not number else b"")


def _at(path: Path, start: int, end: int) -> bytes:
    with open(path, "rb") as file:
        file.seek(start)
        return file.read(end - start)


def is_large(path: Path) -> bool:
    """Return whether a file, if it is a text, is read in pieces."""
    return os.path.getsize(path) > WHOLE
