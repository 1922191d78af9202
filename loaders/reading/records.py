"""Where the records of a delimited text begin and end, and what each one is worth.

Counting is done on bytes of UTF-8, vectorised, and exact: a delimiter or a line end within
quotes is not one. Only where quotes are not in order does a record-by-record reader decide,
and it gives up one line rather than swallow those that follow it.
"""

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from loaders.reading.encoding import MARK

Places = npt.NDArray[np.int64]

_MARKED = MARK.encode() + b"\\x"
_LONGEST = 1 << 20  # bytes a record with a line end in quotes may have
_MOST_LINES = 1000  # lines it may run over; beyond, its quote was never closed

NEVER_CLOSED = "opens a quote that is never closed"
AFTER_QUOTE = "has text after a closing quote"
NUL = "holds a NUL character"
UNDECODABLE = "holds bytes that cannot be read in the file's encoding"


@dataclass(frozen=True)
class Records:
    """Records of a text: byte ranges, delimiters in each, first physical line (1-based).

    `broken` says for a record's place what is wrong with it, whatever its count of cells.
    """

    starts: Places
    ends: Places
    delimiters: npt.NDArray[np.int32]
    lines: npt.NDArray[np.int32]
    quoted: bool
    broken: dict[int, str] = field(default_factory=dict)


def scan(text: bytes, delimiter: bytes, *, marked: bool = False) -> Records:
    """Return the records of a text in UTF-8; `marked` if undecodable bytes stand marked in it."""
    data = np.frombuffer(text, np.uint8)
    starts, ends = _physical_lines(text, data)
    found = np.flatnonzero(data == delimiter[0])
    quotes = np.flatnonzero(data == 0x22) if b'"' in text else found[:0]
    if not len(quotes):
        records = _plain(starts, ends, found)
    elif _in_order(data, quotes, delimiter[0]):
        records = _quoted(starts, ends, found, quotes)
        if _swallowing(records, starts, ends, found):
            records = _one_by_one(text, starts, ends, found, quotes, delimiter)
    else:
        records = _one_by_one(text, starts, ends, found, quotes, delimiter)
    _note_damage(text, data, records, marked)
    return records


def _physical_lines(text: bytes, data: npt.NDArray[np.uint8]) -> tuple[Places, Places]:
    r"""Return the starts and ends (without \n, \r\n or \r) of the lines of a text."""
    ends = np.flatnonzero(data == 0x0A)
    nexts = ends + 1
    if b"\r" in text:
        returns = np.flatnonzero(data == 0x0D)
        paired = data[np.minimum(returns + 1, len(data) - 1)] == 0x0A
        paired &= returns + 1 < len(data)
        alone = np.setdiff1d(ends, returns[paired] + 1, assume_unique=True)
        places = np.concatenate([returns, alone])
        widths = np.concatenate([1 + paired, np.ones(len(alone), np.int64)])
        order = np.argsort(places, kind="stable")
        ends = places[order]
        nexts = ends + widths[order]
    starts = np.concatenate([np.zeros(1, np.int64), nexts])
    if starts[-1] >= len(data):
        return starts[:-1], ends
    return starts, np.concatenate([ends, np.array([len(data)])])


def _plain(starts: Places, ends: Places, found: Places) -> Records:
    return Records(
        starts,
        ends,
        _between(found, starts, ends),
        np.arange(1, len(starts) + 1, dtype=np.int32),
        quoted=False,
    )


def _between(places: Places, starts: Places, ends: Places) -> npt.NDArray[np.int32]:
    counts = np.searchsorted(places, ends) - np.searchsorted(places, starts)
    return counts.astype(np.int32)


def _in_order(data: npt.NDArray[np.uint8], quotes: Places, delimiter: int) -> bool:
    """Whether every quote opens a cell, closes one, or is doubled inside one (RFC 4180)."""
    if len(quotes) % 2:
        return False
    edge = np.zeros(256, bool)
    edge[[delimiter, 0x0A, 0x0D]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    doubled = closing[:-1] + 1 == opening[1:]
    opens = edge[data[np.maximum(opening - 1, 0)]] | (opening == 0)
    opens[1:] |= doubled
    closes = edge[data[np.minimum(closing + 1, len(data) - 1)]] | (closing == len(data) - 1)
    closes[:-1] |= doubled
    return bool(opens.all() and closes.all())


def _quoted(starts: Places, ends: Places, found: Places, quotes: Places) -> Records:
    outside = found[np.searchsorted(quotes, found) % 2 == 0]
    last = np.searchsorted(quotes, ends) % 2 == 0  # the line end is outside quotes
    first = np.concatenate([np.ones(1, bool), last[:-1]])
    at = np.flatnonzero(first)
    return Records(
        starts[at],
        ends[last],
        _between(outside, starts[at], ends[last]),
        (at + 1).astype(np.int32),
        quoted=True,
    )


def _swallowing(records: Records, starts: Places, ends: Places, found: Places) -> bool:
    """Whether a quoted cell runs over lines that look like whole records themselves.

    Two quotes left open by mistake pair up over the lines between them.
    """
    spans = np.diff(np.append(records.lines, len(starts) + 1))
    if (spans == 1).all():
        return False
    usual = _usual(records.delimiters[spans == 1])
    inside = np.ones(len(starts), bool)
    inside[records.lines - 1] = False
    inside[np.append(records.lines[1:] - 2, len(starts) - 1)] = False
    alike = _between(found, starts[inside], ends[inside]) == usual
    return bool((usual >= 2 and alike.any()) or spans.max() > _MOST_LINES)


def _usual(delimiters: npt.NDArray[np.int32]) -> int:
    return int(np.bincount(delimiters).argmax()) if len(delimiters) else 0


def _one_by_one(
    text: bytes, starts: Places, ends: Places, found: Places, quotes: Places, delimiter: bytes
) -> Records:
    """Return records where quotes are not in order, giving up single lines.

    Only lines with a quote are looked at one by one: the rest are records as they stand.
    """
    counts = _between(found, starts, ends)
    bearing = np.unique(np.searchsorted(starts, quotes, side="right") - 1)
    plain = np.ones(len(starts), bool)
    plain[bearing] = False
    usual = _usual(counts[plain]) if plain.any() else -1
    reader = _RecordReader(text, delimiter)
    first, last, broken = np.ones(len(starts), bool), np.arange(len(starts)), {}
    free = 0
    for line in bearing.tolist():
        if line < free:
            continue
        free = line + 1
        end, inner, reason = reader.read(int(starts[line]))
        final = int(np.searchsorted(ends, end)) if end >= 0 else line
        swallowed = usual >= 2 and (counts[line + 1 : final] == usual).any()
        if end < 0 or final - line > _MOST_LINES or swallowed:
            broken[line] = reason or NEVER_CLOSED
            continue
        counts[line], last[line], free = inner, final, final + 1
        first[line + 1 : free] = False
    at = np.flatnonzero(first)
    place = dict(zip(at.tolist(), range(len(at)), strict=True)) if broken else {}
    return Records(
        starts[at],
        ends[last[at]],
        counts[at],
        (at + 1).astype(np.int32),
        quoted=True,
        broken={place[line]: reason for line, reason in broken.items()},
    )


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


def _note_damage(text: bytes, data: npt.NDArray[np.uint8], records: Records, marked: bool) -> None:
    if b"\0" in text:
        _blame(records, np.flatnonzero(data == 0), NUL)
    if marked:
        places = [match.start() for match in re.finditer(re.escape(_MARKED), text)]
        _blame(records, np.array(places, np.int64), UNDECODABLE)


def _blame(records: Records, places: Places, reason: str) -> None:
    for at in np.unique(np.searchsorted(records.starts, places, side="right") - 1).tolist():
        records.broken.setdefault(at, reason)
