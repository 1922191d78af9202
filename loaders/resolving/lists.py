"""A user's own list, by which resolving is measured and taught: any text or workbook, any header.

The header may be Chinese, and may stand below a title.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import MissingColumn, MissingFile, UnreadableFile
from loaders.reading.grid import Grid
from loaders.reading.source import open_source

_YES = {"1", "1.0", "true", "yes", "y", "t", "是", "同", "相同", "同一", "一致", "same"}
_NO = {"0", "0.0", "false", "no", "n", "f", "否", "不同", "不是", "不一致", "different"}
_HEAD = 20  # [param] rows in which a header is looked for

Words = Mapping[str, Collection[str]]
"""Our name of a column -> the headers, in lower case, that it may have."""


def read_list(path: Path, words: Words, wanted: Collection[set[str]]) -> pd.DataFrame | None:
    """Return the rows below the first header that has one of the sets of columns; None: none has.

    Returns:
        The columns by our names, others by their own; text, null where a cell is empty.

    Raises:
        MissingFile, UnreadableFile: there is no such file, it is no table, it has no row, or
            a row has more or fewer cells than the header.
    """
    if not path.is_file():
        raise MissingFile(f"There is no file {path}; give a CSV of names and codes, or of pairs.")
    known = {word: ours for ours, spellings in words.items() for word in spellings}
    for grid in (reading for sheet in open_source(path) for reading in sheet.readings()):
        for row, cells in enumerate(grid.head(_HEAD)):
            headers = [known.get(cell.strip().lower(), cell.strip()) for cell in cells]
            if any(columns <= set(headers) for columns in wanted):
                return _below(path, grid, row, headers)
    return None


def first_row(path: Path) -> str:
    """Return the cells of a list's first row that has any, as a sentence names them."""
    heads = (row for grid in open_source(path) for row in grid.head(_HEAD))
    return ", ".join(
        next((filled for row in heads if (filled := [c for c in row if c.strip()])), [])
    )


def _below(path: Path, grid: Grid, row: int, headers: list[str]) -> pd.DataFrame:
    rows = grid.below(row + 1, len(headers))
    if len(rows.ragged):
        first = rows.ragged.iloc[0]
        line = grid.line(int(first["row"]))
        raise UnreadableFile(f"{path}, line {line}: {first['reason']}; mend it and try again.")
    frame = rows.frame.set_axis(headers, axis=1)
    frame = frame.loc[:, ~frame.columns.duplicated()].apply(lambda column: column.str.strip())
    frame = frame.mask(frame == "").dropna(how="all")
    if not len(frame):
        raise UnreadableFile(f"{path} has a header and no row below it; there is nothing to learn.")
    cells: pd.DataFrame = frame.astype("object").reset_index(drop=True)
    return cells


def said_same(path: Path, given: pd.Series) -> npt.NDArray[np.bool_]:
    """Return which pairs are said to be one.

    Raises:
        MissingColumn: a word says neither yes nor no.
    """
    words = given.fillna("").astype("str").str.lower()
    strange = words[~words.isin(_YES | _NO)]
    if len(strange):
        raise MissingColumn(
            f"{path} says {strange.iloc[0]!r} of pair {strange.index[0] + 1}; "
            "say 1 (是) or 0 (否) in the column same."
        )
    return words.isin(_YES).to_numpy(bool)
