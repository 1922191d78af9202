"""The physical lines of a delimited text, and the records they are made into."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]

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
class Lines:
    """The physical lines of a text; `delimiters` counts every one in each, in quotes or not.

    `strays` are carriage returns that end no line, since the text ends its lines otherwise.
    """

    starts: Places
    ends: Places
    strays: Places
    places: Places  # of delimiters
    delimiters: npt.NDArray[np.int32]


def ends_by_returns(text: bytes) -> bool:
    r"""Return whether lines end by \r alone, as on old Macs: there are more of it than of \n."""
    returns = text.count(b"\r")
    return bool(returns) and returns - text.count(b"\r\n") > text.count(b"\n")


def lines_of(
    text: bytes, data: npt.NDArray[np.uint8], delimiter: int, by_returns: bool | None = None
) -> Lines:
    r"""Return the lines of a text, which \n, \r\n or, `by_returns`, \r ends (None: look)."""
    if by_returns is None:
        by_returns = ends_by_returns(text)
    feeds = np.flatnonzero(data == 0x0A)
    ends, nexts, strays = feeds, feeds + 1, feeds[:0]
    if b"\r" in text:
        returns = np.flatnonzero(data == 0x0D)
        paired = data[np.minimum(returns + 1, len(data) - 1)] == 0x0A
        paired &= returns + 1 < len(data)
        if not by_returns:
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
    return Lines(starts, ends, strays, found, between(found, starts, ends))


def between(places: Places, starts: Places, ends: Places) -> npt.NDArray[np.int32]:
    """Return how many places lie between each start and its end."""
    counts = np.searchsorted(places, ends) - np.searchsorted(places, starts)
    return counts.astype(np.int32)


def numbers(count: int) -> npt.NDArray[np.int32]:
    """Return the numbers of as many lines, 1-based."""
    return np.arange(1, count + 1, dtype=np.int32)


def blame(records: Records, places: Places, reason: str) -> None:
    """Note what is wrong with the records that hold these places of the text."""
    for at in np.unique(np.searchsorted(records.starts, places, side="right") - 1).tolist():
        records.broken.setdefault(at, reason)
