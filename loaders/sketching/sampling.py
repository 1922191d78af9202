"""The header of a stranger's file, found by its content, and the first rows under it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from graph.errors import DataError
from graph.protection import scrub_many
from loaders.reading import (
    Grid,
    HeadedGrid,
    Header,
    LargeText,
    find,
    folded_name,
    headed,
    open_source,
)
from loaders.reading.grid import TEXT

_LOOKED_AT = 20  # [param] rows among which the header is looked for
_COMPARED = 20  # [param] rows under a header that it must be unlike
_ROWS = 5_000  # [param] rows from which a declaration is guessed
_MOST_COLUMNS = 500  # [param] of one declaration
_FILLED = 0.5  # [param] of a header's cells, at least
_FIGURES = 0.2  # [param] of a header's cells, at most
_FIGURE = re.compile(r"[-+¥￥]?[\d,.:/\-年月日\s]+[%％元万]*")
_LONGEST = 60  # letters of a name
_NO_LETTERS = ("Co", "Cn", "Cc")  # what bytes become that were read in a wrong encoding

Known = Callable[[str], bool]
"""Whether a folded name, without case, is one of a declared table."""


@dataclass(frozen=True)
class Sample:
    """The first rows of a file under the header that was found.

    Attributes:
        under: the rows, no more than are looked at.
        whole: whether they are all there are.
        others: sheets of the file that were not looked at.
    """

    under: HeadedGrid
    whole: bool
    others: tuple[str, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """The rows, text under folded names."""
        return self.under.frame


def sample(path: Path, known: Known, sheet: str | None = None) -> Sample:
    """Return the first rows of a file's first sheet that has a header, or of the sheet named.

    Raises:
        UnreadableFile: the file cannot be read, or its header names a column twice.
        DataError: no row reads like a header, no row stands under it, or there are too many
            columns for one declaration.
    """
    grids = open_source(path)
    names = [grid.sheet for grid in grids]
    if sheet is not None and sheet not in names:
        raise DataError(f"{path.name} has no sheet {sheet!r}; it has {', '.join(names)}.")
    for grid in grids:
        if sheet in (None, grid.sheet):
            found = _headed(grid, known)
            if found is not None:
                return _sampled(path, *found, [n for n in names if n != grid.sheet])
    raise DataError(
        f"None of the first {_LOOKED_AT} rows of {path.name} reads like a header: filled cells, "
        "all different, no figures, unlike the rows below; put the header above its rows.",
        file=str(path),
    )


def _sampled(path: Path, grid: Grid, header: Header, others: list[str]) -> Sample:
    if len(header.names) > _MOST_COLUMNS:
        raise DataError(
            f"{path.name} has {len(header.names):,} columns, and a declaration is one page of at "
            f"most {_MOST_COLUMNS}; cut the file to the columns that matter."
        )
    whole = True
    if isinstance(grid, LargeText):
        grid, whole = grid.piece(next(iter(grid.spans(len(header.names))))), False
    under = headed(grid, header)
    if not len(under.frame):
        raise DataError(f"{under.grid.place} has no row under its header to guess from.")
    whole = whole and len(under.frame) <= _ROWS
    part = replace(under, frame=under.frame.iloc[:_ROWS], lines=under.lines[:_ROWS])
    return Sample(part, whole, tuple(others))


def _headed(grid: Grid, known: Known) -> tuple[Grid, Header] | None:
    """Return the likeliest reading of a grid that has a header, and the header."""
    for look in (lambda reading: _by_names(reading, known), _by_content):
        for reading in grid.readings():
            found = look(reading)
            if found is not None:
                return reading, found
    return None


def _by_names(grid: Grid, known: Known) -> Header | None:
    """Return a header of which half of the names, and three, are those of declared tables.

    Fewer will do where they are all, and as many as the widest row has cells: a list of names.
    """
    widest = max((len(row) for row in grid.head(_LOOKED_AT)), default=0)

    def wanted(names: list[str]) -> int:
        filled = [name for name in names if name]
        times = sum(known(name.casefold()) for name in filled)
        enough = (times >= 3 and 2 * times >= len(filled)) or times == widest
        return times if enough else 0

    return find(grid, wanted, lambda name: known(name.casefold()))


def _by_content(grid: Grid) -> Header | None:
    """Return the first row that reads like a header and unlike the rows under it."""
    rows = grid.head(_LOOKED_AT + _COMPARED)
    wide = [len(row) for row in rows if sum(1 for cell in row if cell.strip()) > 1]
    usual = Counter(wide).most_common(1)[0][0] if wide else 0
    for place, row in enumerate(rows[:_LOOKED_AT]):
        below = [r for r in rows[place + 1 : place + 1 + _COMPARED] if any(c.strip() for c in r)]
        if len(row) == usual and _reads_like_names(row) and below and _unlike(row, below):
            return Header(place, 1, row, [folded_name(cell) for cell in row])
    return None


def _reads_like_names(row: list[str]) -> bool:
    said = [folded_name(cell) for cell in row]
    filled = [name for name in said if name]
    figures = sum(_FIGURE.fullmatch(name) is not None for name in filled)
    unread = any(unicodedata.category(letter) in _NO_LETTERS for name in filled for letter in name)
    personal = scrub_many(pd.Series(filled, dtype=TEXT)).tolist() != filled
    return (
        len(filled) >= max(2, _FILLED * len(row))
        and len({name.casefold() for name in filled}) == len(filled)
        and figures <= _FIGURES * len(filled)
        and all(len(name) <= _LONGEST for name in filled)
        and not personal
        and not unread
    )


def _unlike(row: list[str], below: list[list[str]]) -> bool:
    """Return whether a column tells a row from those under it: by figures, length or repeats."""
    told = 0
    for n, name in enumerate(row):
        cells = [r[n].strip() for r in below if n < len(r) and r[n].strip()]
        if not name.strip() or not cells:
            continue
        if name.strip() in cells:
            return False
        figures = sum(_FIGURE.fullmatch(cell) is not None for cell in cells) > len(cells) / 2
        coded = sum(any(c.isdigit() for c in cell) for cell in cells) > len(cells) / 2
        longer = min(len(cell) for cell in cells) > 2 * len(name.strip())
        repeated = len(cells) > 2 and len(set(cells)) <= len(cells) / 2
        named = not any(c.isdigit() for c in name)
        told += (named and (figures or coded)) or longer or repeated
    return told > 0
