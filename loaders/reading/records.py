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
STRAY_RETURN = "holds a carriage return where no line ends"
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


@dataclass(frozen=True)
class _Lines:
    """The physical lines of a text; `delimiters` counts every one in each, in quotes or not.

    `strays` are carriage returns that end no line, since the text ends its lines otherwise.
    """

    starts: Places
    ends: Places
    strays: Places
    places: Places  # of delimiters
    delimiters: npt.NDArray[np.int32]


def scan(text: bytes, delimiter: bytes, *, marked: bool = False) -> Records:
    """Return the records of a text in UTF-8; `marked` if undecodable bytes stand marked in it."""
    data = np.frombuffer(text, np.uint8)
    lines = _lines(text, data, delimiter[0])
    quotes = np.flatnonzero(data == 0x22) if b'"' in text else lines.places[:0]
    if not len(quotes):
        records = _plain(lines)
    elif _in_order(data, quotes, delimiter[0]):
        records = _quoted(lines, quotes)
        if _swallows(records, lines):
            records = _one_by_one(text, lines, quotes, delimiter)
    else:
        records = _one_by_one(text, lines, quotes, delimiter)
    if b"\0" in text:
        _blame(records, np.flatnonzero(data == 0), NUL)
    if marked:
        places = [match.start() for match in re.finditer(re.escape(_MARKED), text)]
        _blame(records, np.array(places, np.int64), UNDECODABLE)
    return records


def _lines(text: bytes, data: npt.NDArray[np.uint8], delimiter: int) -> _Lines:
    r"""Return the lines of a text, which \n, \r\n or, where there are more of them, \r ends."""
    feeds = np.flatnonzero(data == 0x0A)
    ends, nexts, strays = feeds, feeds + 1, feeds[:0]
    if b"\r" in text:
        returns = np.flatnonzero(data == 0x0D)
        paired = data[np.minimum(returns + 1, len(data) - 1)] == 0x0A
        paired &= returns + 1 < len(data)
        if (~paired).sum() <= len(feeds):
            strays, returns, paired = returns[~paired], returns[paired], paired[paired]
        alone = np.setdiff1d(feeds, returns[paired] + 1, assume_unique=True)
        places = np.concatenate([returns, alone])
        widths = np.concatenate([1 + paired, np.ones(len(alone), np.int64)])
        order = np.argsort(places, kind="stable")
        ends, nexts = places[order], places[order] + widths[order]
    starts = np.concatenate([np.zeros(1, np.int64), nexts])
    if starts[-1] >= len(data):
        starts = starts[:-1]
    else:
        ends = np.append(ends, len(data))
    found = np.flatnonzero(data == delimiter)
    return _Lines(starts, ends, strays, found, _between(found, starts, ends))


def _between(places: Places, starts: Places, ends: Places) -> npt.NDArray[np.int32]:
    counts = np.searchsorted(places, ends) - np.searchsorted(places, starts)
    return counts.astype(np.int32)


def _numbers(count: int) -> npt.NDArray[np.int32]:
    return np.arange(1, count + 1, dtype=np.int32)


def _plain(lines: _Lines) -> Records:
    numbers = _numbers(len(lines.starts))
    records = Records(lines.starts, lines.ends, lines.delimiters, numbers, quoted=False)
    _blame(records, lines.strays, STRAY_RETURN)
    return records


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


def _quoted(lines: _Lines, quotes: Places) -> Records:
    def outside(places: Places) -> npt.NDArray[np.bool_]:
        before: Places = np.searchsorted(quotes, places)
        return before % 2 == 0

    last = outside(lines.ends)
    first = np.concatenate([np.ones(1, bool), last[:-1]])
    starts, ends = lines.starts[first], lines.ends[last]
    counts = _between(lines.places[outside(lines.places)], starts, ends)
    records = Records(starts, ends, counts, _numbers(len(first))[first], quoted=True)
    _blame(records, lines.strays[outside(lines.strays)], STRAY_RETURN)
    return records


def _swallows(records: Records, lines: _Lines) -> bool:
    """Whether some quoted cell runs over lines that were meant as records.

    Two quotes left open by mistake pair up over the lines between them.
    """
    following = np.append(records.lines[1:], len(lines.starts) + 1)
    several = np.flatnonzero(following - records.lines > 1)
    if not len(several):
        return False
    usual = _usual(np.delete(records.delimiters, several))
    return any(
        _is_swallow(lines.delimiters[records.lines[at] - 1 : following[at] - 1], usual)
        for at in several.tolist()
    )


def _is_swallow(delimiters: npt.NDArray[np.int32], usual: int) -> bool:
    """Whether the lines of one record were more likely many: each has the usual delimiters.

    A cell's own words hardly ever part every line as the table does. Where the first and last
    line, or three between them, and all others are parted so, a quote was left open.
    """
    alike = delimiters == usual
    inner = alike[1:-1]
    parted = alike.all() or (len(inner) >= 3 and bool(inner.all()))
    return len(alike) > _MOST_LINES or (usual >= 2 and len(alike) > 1 and bool(parted))


def _usual(delimiters: npt.NDArray[np.int32]) -> int:
    return int(np.bincount(delimiters).argmax()) if len(delimiters) else 0


def _one_by_one(text: bytes, lines: _Lines, quotes: Places, delimiter: bytes) -> Records:
    """Return records where quotes are not in order, giving up single lines.

    Only lines with a quote are looked at one by one: the rest are records as they stand.
    """
    bearing = np.zeros(len(lines.starts), bool)
    bearing[np.searchsorted(lines.starts, quotes, side="right") - 1] = True
    usual = _usual(lines.delimiters[~bearing])
    reader = _RecordReader(text, delimiter)
    counts, last = lines.delimiters.copy(), np.arange(len(lines.starts))
    first = np.ones(len(counts), bool)
    broken: dict[int, str] = {}
    free = 0
    for line in np.flatnonzero(bearing).tolist():
        if line < free:
            continue
        free = line + 1
        end, inner, reason = reader.read(int(lines.starts[line]))
        final = max(int(np.searchsorted(lines.ends, end)), line)
        if not reason and lines.ends[final] != end:
            reason = STRAY_RETURN
        if not reason and _is_swallow(lines.delimiters[line : final + 1], usual):
            reason = NEVER_CLOSED
        if reason:
            broken[line] = reason
            continue
        counts[line], last[line], free = inner, final, final + 1
        first[line + 1 : free] = False
    at = np.flatnonzero(first)
    records = Records(
        lines.starts[at], lines.ends[last[at]], counts[at], _numbers(len(first))[at], quoted=True
    )
    _blame_lines(records, broken)
    strays = np.searchsorted(lines.starts, lines.strays, side="right") - 1
    _blame(records, lines.strays[first[strays] & ~bearing[strays]], STRAY_RETURN)
    return records


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


def _blame(records: Records, places: Places, reason: str) -> None:
    """Note what is wrong with the records that hold these places of the text."""
    for at in np.unique(np.searchsorted(records.starts, places, side="right") - 1).tolist():
        records.broken.setdefault(at, reason)


def _blame_lines(records: Records, broken: dict[int, str]) -> None:
    """Note what is wrong with the records that start on these physical lines, 0-based."""
    at = np.searchsorted(records.lines, np.array([*broken], np.int64) + 1)
    records.broken.update(zip(at.tolist(), broken.values(), strict=True))
