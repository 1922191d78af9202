"""Frames of a draft, as narrow as they can be held: a city's stand beside each other until written.

Numbers and days take four bytes, a word that repeats is kept once, and a column that no edition
has is let go of.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from graph.days import PRECISIONS
from graph.schema import layouts
from loaders.drafting.rows import Values

Columns = Mapping[str, str]

PRECISE = pd.CategoricalDtype(sorted(PRECISIONS))


def columns_of(layout: str, without: Container[str] = (), **others: str) -> Columns:
    """Return the types of an edition's columns (`graph.schema.Column`), and of some more.

    Args:
        layout: as `edges/OWNS`.
        without: columns of it that are not wanted.
        others: types by column; `key` is that of a hash.
    """
    columns = layouts()[layout].columns
    return {c.name: c.type for c in columns if c.name not in without} | others


def narrow(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Return some columns of a frame, each as small as its type can be held; empty if it lacks."""
    held: dict[str, Values] = {}
    for name, kind in columns.items():
        column = frame[name] if name in frame else pd.Series(None, frame.index, dtype="object")
        held[name] = column.astype(PRECISE).array if name == "precision" else HELD[kind](column)
    return pd.DataFrame(held, copy=False)


def stacked(parts: list[pd.DataFrame], columns: Columns) -> pd.DataFrame:
    """Return narrow frames as one, which is narrow as well."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return narrow(pd.DataFrame({name: [] for name in columns}), columns)
    if len(parts) == 1:
        return parts[0].reset_index(drop=True)
    return joined_frames(parts)[list(columns)]


def joined_frames(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return frames of the same columns as one, in which each word is still kept once."""
    if len(parts) == 1:
        return parts[0].reset_index(drop=True)
    columns: dict[str, Values] = {}
    for name in map(str, parts[0] if parts else ()):
        same = [part[name] for part in parts]
        kinds = {column.dtype for column in same}
        if len(kinds) > 1 and all(isinstance(kind, pd.CategoricalDtype) for kind in kinds):
            columns[name] = union_categoricals(same, sort_categories=True)
        else:
            columns[name] = pd.concat(same, ignore_index=True).array
    return pd.DataFrame(columns, copy=False)


def filled_frame(parts: Iterable[pd.DataFrame], most: int) -> pd.DataFrame:
    """Return frames of the same numbers and words as one, which never stand beside each other.

    Args:
        most: how many rows there are at most.
    """
    columns: dict[str, npt.NDArray[Any]] = {}
    kinds: dict[str, Any] = {}
    count = 0
    for part in parts:
        for name in map(str, part):
            kinds[name] = part[name].dtype
            is_word = isinstance(kinds[name], pd.CategoricalDtype)
            values = (part[name].cat.codes if is_word else part[name]).to_numpy()
            column = columns.setdefault(name, np.empty(most, values.dtype))
            column[count : count + len(part)] = values
        count += len(part)
    made: dict[str, Values] = {
        name: pd.Categorical.from_codes(values[:count], dtype=kinds[name])
        if isinstance(kinds[name], pd.CategoricalDtype)
        else values[:count]
        for name, values in columns.items()
    }
    return pd.DataFrame(made, copy=False)


def emptied(frame: pd.DataFrame, kept: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return some rows of a frame, of which each column is let go of as soon as it is taken."""
    columns = {name: frame.pop(name).array[kept] for name in map(str, list(frame))}
    return pd.DataFrame(columns, copy=False)


def _words(column: pd.Series[Any]) -> Values:
    once = pd.Categorical(column)
    return pd.Categorical.from_codes(once.codes, once.categories.astype("str"))


HELD: Mapping[str, Callable[[pd.Series[Any]], Values]] = {
    "word": _words,
    "text": lambda column: column.astype("str").array,
    "float": lambda column: pd.to_numeric(column).to_numpy(np.float64, na_value=np.nan),
    "int": lambda column: column.to_numpy(np.int32),
    "day": lambda column: column.to_numpy(np.int32),
    "key": lambda column: column.to_numpy(np.uint64),
}
