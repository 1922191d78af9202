"""Exact repeats under a declared key: said again, and so superseded by what was said before."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from loaders.deliveries import Delivery
from loaders.table import Table

Mask = npt.NDArray[np.bool_]

_COLUMNS = ["_key", "_content"]


def repeats(rows: pa.Table, table: Table, earlier: pd.DataFrame | None = None) -> Mask:
    """Return which rows say again what was last said under their key.

    A row that differs from the last one of its key is a correction and stays; so does a return
    to what was said before the correction. Rows without a declared key, or with an empty one,
    are never repeats.

    Args:
        earlier: `_key` and `_content` of what earlier deliveries said last (append tables).
    """
    if not table.key or not len(rows):
        return np.zeros(len(rows), bool)
    new = pd.DataFrame({name: rows[name].to_numpy() for name in _COLUMNS})
    before = 0 if earlier is None else len(earlier)
    both = new if earlier is None else pd.concat([earlier[_COLUMNS], new], ignore_index=True)
    key = both["_key"].to_numpy()
    order = np.argsort(key, kind="stable")
    sorted_key, sorted_content = key[order], both["_content"].to_numpy()[order]
    again = np.zeros(len(both), bool)
    again[order[1:]] = (sorted_key[1:] == sorted_key[:-1]) & (
        sorted_content[1:] == sorted_content[:-1]
    )
    return np.asarray(again[before:] & (key[before:] != 0), bool)


def last_said(deliveries: Iterable[Delivery], table: Table) -> pd.DataFrame | None:
    """Return `_key` and `_content` of the last row under each key of an append table."""
    if table.kind != "append" or not table.key:
        return None
    parts = [columns_of(d, table.name) for d in deliveries if table.name in d.tables]
    if not parts:
        return None
    both = pd.concat(parts, ignore_index=True)
    return both.drop_duplicates("_key", keep="last", ignore_index=True)


def columns_of(delivery: Delivery, table: str) -> pd.DataFrame:
    """Return `_key` and `_content` of a delivery's typed rows, without reading the rest."""
    with pa.memory_map(str(delivery.rows_file(table))) as source:
        places = pa.ipc.open_file(source).schema
        wanted = [places.get_field_index(name) for name in _COLUMNS]
        options = pa.ipc.IpcReadOptions(included_fields=wanted)
        read = pa.ipc.open_file(source, options=options).read_all()
        return pd.DataFrame({name: read[name].to_numpy() for name in _COLUMNS})
