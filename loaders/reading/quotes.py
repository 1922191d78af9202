"""Records of a text whose quotes are not in order: as many saved, as few given up, as can be."""

import re

import numpy as np
import numpy.typing as npt

from loaders.reading.lines import (
    AFTER_QUOTE,
    NEVER_CLOSED,
    STRAY_RETURN,
    Counts,
    Lines,
    Places,
    Records,
    between,
    blame,
    numbers,
)

_LONGEST = 1 << 20  # bytes a record with a line end in quotes may have
_MOST_LINES = 1000  # lines it may run over; beyond, its quote was never closed


def one_by_one(text: bytes, lines: Lines, quotes: Places, delimiter: bytes) -> Records:
    """Return records where quotes are not in order, giving up single lines.

    Only lines whose quotes are not in order by themselves are looked at one by one: of the
    rest, each is a record unless a cell opened above it runs over it.
    """
    whole, counts = whole_lines(text, lines, quotes, delimiter[0])
    usual = usual_of(counts[whole])
    reader = _RecordReader(text, delimiter)
    last = np.arange(len(counts))
    first = np.ones(len(counts), bool)
    broken: dict[int, str] = {}
    free = 0
    for line in np.flatnonzero(~whole).tolist():
        if line < free:
            continue
        free = line + 1
        end, inner, reason = reader.read(int(lines.starts[line]))
        final = max(int(np.searchsorted(lines.ends, end)), line)
        if not reason and lines.ends[final] != end:
            reason = STRAY_RETURN
        if not reason and is_swallow(lines.delimiters[line : final + 1], usual):
            reason = NEVER_CLOSED
        if reason:
            broken[line] = reason
            continue
        counts[line], last[line], free = inner, final, final + 1
        first[line + 1 : free] = False
    at = np.flatnonzero(first)
    records = Records(
        lines.starts[at], lines.ends[last[at]], counts[at], numbers(len(first))[at], quoted=True
    )
    _blame_lines(records, broken)
    strays = np.searchsorted(lines.starts, lines.strays, side="right") - 1
    alone = first[strays] & whole[strays] & ~_inside(quotes, lines, lines.strays)
    blame(records, lines.strays[alone], STRAY_RETURN)
    return records


def whole_lines(
    text: bytes, lines: Lines, quotes: Places, delimiter: int
) -> tuple[npt.NDArray[np.bool_], Counts]:
    """Return which lines are records by themselves, and the delimiters outside their quotes."""
    data = np.frombuffer(text, np.uint8)
    line = np.searchsorted(lines.starts, quotes, side="right") - 1
    nth = np.arange(len(quotes)) - np.searchsorted(quotes, lines.starts)[line]
    before = (quotes == lines.starts[line]) | (data[np.maximum(quotes - 1, 0)] == delimiter)
    after = (quotes + 1 == lines.ends[line]) | (
        data[np.minimum(quotes + 1, len(data) - 1)] == delimiter
    )
    doubled = np.zeros(len(quotes) + 1, bool)  # a closing quote, and the opening one after it
    doubled[1:-1] = (np.diff(quotes) == 1) & (nth[:-1] % 2 == 1) & (line[1:] == line[:-1])
    fits = np.where(nth % 2 == 0, before | doubled[:-1], after | doubled[1:])
    last = np.append(line[1:] != line[:-1], True)
    fits &= ~last | (nth % 2 == 1)
    whole = np.ones(len(lines.starts), bool)
    whole[line[~fits]] = False
    outside = lines.places[~_inside(quotes, lines, lines.places)]
    return whole, between(outside, lines.starts, lines.ends)


def _inside(quotes: Places, lines: Lines, places: Places) -> npt.NDArray[np.bool_]:
    """Return which places are after an odd number of quotes in their own line."""
    before = np.searchsorted(quotes, lines.starts)
    line = np.searchsorted(lines.starts, places, side="right") - 1
    odd: npt.NDArray[np.bool_] = (np.searchsorted(quotes, places) - before[line]) % 2 == 1
    return odd


def is_swallow(delimiters: npt.NDArray[np.int32], usual: int) -> bool:
    """Whether the lines of one record were more likely many: each has the usual delimiters.

    A cell's own words hardly ever part every line as the table does. Where the first and last
    line, or three between them, and all others are parted so, a quote was left open.
    """
    alike = delimiters == usual
    inner = alike[1:-1]
    parted = alike.all() or (len(inner) >= 3 and bool(inner.all()))
    return len(alike) > _MOST_LINES or (usual >= 2 and len(alike) > 1 and bool(parted))


def usual_of(delimiters: npt.NDArray[np.int32]) -> int:
    """Return the commonest count, 0 of none."""
    return int(np.bincount(delimiters).argmax()) if len(delimiters) else 0


def _blame_lines(records: Records, broken: dict[int, str]) -> None:
    """Note what is wrong with the records that start on these physical lines, 0-based."""
    at = np.searchsorted(records.lines, np.array([*broken], np.int64) + 1)
    records.broken.update(zip(at.tolist(), broken.values(), strict=True))


class _RecordReader:
    """Reads one record at a place of a text, strictly; never backtracks."""

    def __init__(self, text: bytes, delimiter: bytes) -> None:
        d = re.escape(delimiter)
        cell = rb'(?:"(?:[^"]|"")*+"|[^"\r\n%b][^\r\n%b]*+|)' % (d, d)
        self.text = text
        self.record = re.compile(rb"%b(?:%b%b)*+(?=[\r\n]|\Z)" % (cell, d, cell))
        self.cell = re.compile(rb"%b(%b|\Z)" % (cell, d))
        self.open = re.compile(rb'(?:%b%b)*+"(?:[^"]|"")*+\Z' % (cell, d))

    def read(self, start: int) -> tuple[int, int, str]:
        """Return the record's end and its count of delimiters, or -1, 0 and what is wrong."""
        limit = min(start + _LONGEST, len(self.text))
        match = self.record.match(self.text, start, limit)
        if match and (match.end() == len(self.text) or match.end() < limit):
            cells = self.cell.finditer(self.text, start, match.end())
            return match.end(), sum(1 for cell in cells if cell.group(1)), ""
        unclosed = self.open.match(self.text, start, limit)
        return -1, 0, NEVER_CLOSED if unclosed else AFTER_QUOTE
