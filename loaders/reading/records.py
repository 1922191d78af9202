"""Where the records of a delimited text begin and end, and what each one is worth.

Counting is done on bytes of UTF-8, vectorised, and exact: a delimiter or a line end within
quotes is not one. Only where quotes are not in order does a record-by-record reader decide,
and it gives up one line rather than swallow those that follow it.
"""

import re

import numpy as np
import numpy.typing as npt

from loaders.reading.encoding import MARK
from loaders.reading.lines import (
    NUL,
    STRAY_RETURN,
    UNDECODABLE,
    Lines,
    Places,
    Records,
    between,
    blame,
    lines_of,
    numbers,
)
from loaders.reading.quotes import is_swallow, one_by_one, usual_of

_BLOCK = 1 << 22
_MARKED = MARK.encode() + b"\\x"


def scan(
    text: bytes, delimiter: bytes, *, marked: bool = False, by_returns: bool | None = None
) -> Records:
    """Return the records of a text in UTF-8.

    Args:
        marked: undecodable bytes stand marked in it.
        by_returns: whether a carriage return alone ends a line; None: look.
    """
    data = np.frombuffer(text, np.uint8)
    lines = lines_of(text, data, delimiter[0], by_returns)
    quotes = np.flatnonzero(data == 0x22) if b'"' in text else lines.places[:0]
    if not len(quotes):
        records = _plain(lines)
    elif _in_order(data, quotes, delimiter[0]):
        records = _quoted(lines, quotes)
        if _swallows(records, lines):
            records = one_by_one(text, lines, quotes, delimiter)
    else:
        records = one_by_one(text, lines, quotes, delimiter)
    if b"\0" in text:
        for begin in range(0, len(data), _BLOCK):  # a disk's empty blocks are millions of them
            blame(records, np.flatnonzero(data[begin : begin + _BLOCK] == 0) + begin, NUL)
    if marked:
        places = [match.start() for match in re.finditer(re.escape(_MARKED), text)]
        blame(records, np.array(places, np.int64), UNDECODABLE)
    return records


def _plain(lines: Lines) -> Records:
    places = numbers(len(lines.starts))
    records = Records(lines.starts, lines.ends, lines.delimiters, places, quoted=False)
    blame(records, lines.strays, STRAY_RETURN)
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


def _quoted(lines: Lines, quotes: Places) -> Records:
    def outside(places: Places) -> npt.NDArray[np.bool_]:
        even: npt.NDArray[np.bool_] = np.searchsorted(quotes, places) % 2 == 0
        return even

    last = outside(lines.ends)
    first = np.concatenate([np.ones(1, bool), last[:-1]])
    starts, ends = lines.starts[first], lines.ends[last]
    counts = between(lines.places[outside(lines.places)], starts, ends)
    records = Records(starts, ends, counts, numbers(len(first))[first], quoted=True)
    blame(records, lines.strays[outside(lines.strays)], STRAY_RETURN)
    return records


def _swallows(records: Records, lines: Lines) -> bool:
    """Whether some quoted cell runs over lines that were meant as records.

    Two quotes left open by mistake pair up over the lines between them.
    """
    following = np.append(records.lines[1:], len(lines.starts) + 1)
    several = np.flatnonzero(following - records.lines > 1)
    if not len(several):
        return False
    usual = usual_of(np.delete(records.delimiters, several))
    return any(
        is_swallow(lines.delimiters[records.lines[at] - 1 : following[at] - 1], usual)
        for at in several.tolist()
    )
