"""A grid of text as it stood in a file, and the same grid under its header."""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

TEXT = pd.StringDtype("pyarrow", na_value=np.nan)  # what pandas prints as "str"

UNSTORED = "#FORMULA!"  # a formula's cell, where the file does not hold its value

Kind = Literal["csv", "tsv", "xlsx", "xls", "html", "xml"]
Lines = npt.NDArray[np.int32]

_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]")
_SPACE = re.compile(r"\s+")
_LONG = 100  # letters of a name that is not kept folded


@dataclass(frozen=True)
class Rows:
    """Some rows of a grid, cut to one width.

    `at` are the rows' places in the grid; `ragged` has the columns row, raw, reason:
    the rows that are not of that width, or are damaged, as they stood.
    """

    frame: pd.DataFrame
    at: npt.NDArray[np.int64]
    ragged: pd.DataFrame


def ragged_rows(at: npt.NDArray[np.int64], raws: list[str], reasons: list[str]) -> pd.DataFrame:
    """Return rows that do not fit, as they stood, with the reason of each."""
    columns = {"raw": pd.array(raws, dtype=TEXT), "reason": pd.array(reasons, dtype=TEXT)}
    return pd.DataFrame({"row": at.astype(np.int64), **columns})


@dataclass(frozen=True, kw_only=True)
class Grid(ABC):
    """One sheet, or one text file read in one way.

    `sheet`, `encoding` and `delimiter` are '' where there is none.
    `notes` say what was recognised, in words for a report. `from_1904`: a bare number that is a
    day counts from 1904.
    """

    file: str
    kind: Kind
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    from_1904: bool = False

    @property
    @abstractmethod
    def lines(self) -> Lines:
        """Each row's place, 1-based: the physical line it starts on, in Excel its number."""

    def line(self, row: int) -> int:
        """Return the place of one of the first rows, 1-based."""
        return int(self.lines[row])

    @abstractmethod
    def head(self, rows: int) -> list[list[str]]:
        """Return the cells of the first rows, each as wide as it stands."""

    @abstractmethod
    def below(self, row: int, width: int) -> Rows:
        """Return the rows from `row` on, of which well-formed ones have `width` cells."""

    @abstractmethod
    def tail(self, rows: int) -> list[tuple[int, list[str]]]:
        """Return the last rows, each with its line; none of a text that is read in pieces."""

    @property
    @abstractmethod
    def cells(self) -> pd.DataFrame:
        """Every row, columns 0 to n-1: an empty cell is '', a missing trailing one null."""

    def readings(self, encoding: str = "", delimiter: str = "") -> Iterator["Grid"]:
        """Yield this grid, then the other ways its bytes can be read, likeliest first.

        Args:
            encoding, delimiter: of text; where one is given, only readings by it.
        """
        yield self

    @property
    def place(self) -> str:
        """The file, and the sheet where a file has several, for sentences."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file


@dataclass(frozen=True)
class Given:
    """What a sheet says once for all its rows: of which column, in which words, on which line."""

    name: str
    words: str
    line: int


@dataclass(frozen=True, kw_only=True)
class HeadedGrid:
    """A grid under its header.

    `frame` holds the well-formed data rows (columns: folded header names, cells: str),
    `lines` where each stands; `ragged` has the columns line, raw, reason; `skipped` counts
    title, blank, repeated_header, total and note rows. `rows` counts every row but the header's:
    rows = len(frame) + len(ragged) + sum(skipped.values()). `above` are the rows over the
    header that are as wide as it, each with its line. `given` are the last columns of `frame`:
    what the sheet says once for all rows.
    """

    grid: Grid
    frame: pd.DataFrame
    lines: Lines
    ragged: pd.DataFrame
    skipped: dict[str, int]
    spelling: dict[str, str]
    header_line: int
    rows: int
    notes: tuple[str, ...]
    above: list[tuple[int, list[str]]] = field(default_factory=list)
    given: tuple[Given, ...] = ()


def folded_name(text: str) -> str:
    """Return a header name without spaces, unseen characters and full-width letters.

    >>> folded_name(" 企业名称（全称） ")
    '企业名称(全称)'
    """
    return _folded_once(text) if len(text) < _LONG else _folded(text)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return _SPACE.sub("", folded) if not folded.isascii() else _SPACE.sub(" ", folded).strip()


_folded_once = lru_cache(1 << 12)(_folded)  # the names of tables' columns are asked for again
