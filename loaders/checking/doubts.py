"""Columns of bare numbers of which nobody says the unit, and which may well be in another one.

A fine of 5000 under `罚款金额` is 5,000 yuan in one office's list and would be 50 million by a
declaration in 万元; a share of 0.5 is a half or half a percent. Where all bare numbers of a column
are such, they are left out and said to be: a number in the wrong unit looks like a right one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from loaders.table import ColumnType, Money, Share

_YUAN = "(?:人民币|RMB|CNY)?"  # names a currency and no unit
_BARE = rf"^\(?{_YUAN}([-+]?\d[\d,]*(?:\.\d*)?){_YUAN}\)?$"


def unsure(column: ColumnType, cells: pd.Series) -> pd.Series:
    """Return which cells of a column are numbers that may be in another unit than declared.

    Args:
        column: as its name in the file has it.
        cells: those of the column, each at least once.
    """
    none = pd.Series(np.zeros(len(cells), bool), index=cells.index)
    share = isinstance(column, Share) and column.percent and column.doubted
    least = column.doubted_from if isinstance(column, Money) else None
    if not share and least is None:
        return none
    folded = cells.fillna("").str.normalize("NFKC").str.replace(" ", "").str.upper()
    figure = folded.str.extract(_BARE, expand=False)
    plain = figure.notna()
    number = pd.to_numeric(figure.str.replace(",", ""), errors="coerce")
    said = number[number > 0]
    doubted = (said <= 1).all() if share else (said >= least).all()
    return plain & number.ne(0) if len(said) and doubted else none


def settled(column: ColumnType) -> ColumnType:
    """Return a column of which it is known that its numbers are in the unit declared."""
    if isinstance(column, Money) and column.doubted_from is not None:
        return replace(column, doubted_from=None)
    return replace(column, doubted=False) if isinstance(column, Share) else column
