"""Exact repeats under a declared key: said again, and so superseded by what was said before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from loaders.keeping.deliveries import Delivery
from loaders.table import Table

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.uint64]

COLUMNS = ["_key", "_content"]
"""What tells a row from another: numbers for its key and for all it says."""


def repeats(rows: Mapping[str, Numbers], table: Table, earlier: pd.DataFrame | None = None) -> Mask:
    """Return which rows say again what was last said under their key.

    A row that differs from the last one of its key is a correction and stays; so does a return
    to what was said before the correction. Rows without a declared key, or with an empty one,
    are never repeats.

    Args:
        rows: their COLUMNS; of tens of millions of rows, so nothing is held longer than it must.
        earlier: `_key` and `_content` of what earlier deliveries said last (append tables).
    """
    key, content = (rows[name] for name in COLUMNS)
    if not table.key or not len(key):
        return np.zeros(len(key), bool)
    before = 0 if earlier is None else len(earlier)
    if earlier is not None:
        key = np.concatenate([earlier["_key"].to_numpy(np.uint64), key])
        content = np.concatenate([earlier["_content"].to_numpy(np.uint64), content])
    order = np.argsort(key, kind="stable")
    same = np.ones(len(key) - 1, bool)
    for column in (key, content):
        ordered = column[order]
        same &= ordered[1:] == ordered[:-1]
        del ordered
    again = np.zeros(len(key), bool)
    again[order[1:]] = same
    return np.asarray(again[before:] & (key[before:] != 0), bool)


@dataclass(frozen=True)
class Earlier:
    """What was said of a table before one of its deliveries, whenever that came to be loaded.

    Attributes:
        deliveries: those that count as earlier, oldest first.
        mends: those of mended rows, some of which belong to them.
    """

    table: Table
    deliveries: tuple[Delivery, ...]
    mends: tuple[Delivery, ...]

    @classmethod
    def of(cls, table: Table, known: Iterable[Delivery], received: int, sequence: float) -> Earlier:
        """Return what stands of a table before a place among its deliveries.

        Args:
            known: the deliveries that stand, in their order.
            received, sequence: the place (`Delivery.before`).
        """
        ours = [d for d in known if table.name in d.tables]
        if table.kind != "append" or not table.key:
            return cls(table, (), ())
        place = (received, sequence)
        before = tuple(d for d in ours if not d.mends and (d.received, d.sequence) < place)
        names = {d.id for d in before}
        mends = (d for d in ours if d.mends and names & set(origins_of(d, table.name)))
        return cls(table, before, tuple(mends))

    @property
    def mark(self) -> str:
        """A hash of which deliveries they are; rows that were repeats among others are not here."""
        names = "\n".join(d.id for d in (*self.deliveries, *self.mends))
        return hashlib.sha256(names.encode()).hexdigest() if names else ""

    def last_said(self) -> pd.DataFrame | None:
        """Return `_key` and `_content` of the last row under each key; None where there is none."""
        places = {d.id: place for place, d in enumerate(self.deliveries)}
        parts = [
            columns_of(d, self.table.name).assign(place=place)
            for place, d in enumerate(self.deliveries)
        ]
        for delivery in self.mends:
            rows = columns_of(delivery, self.table.name, "_origin")
            place = rows.pop("_origin").map(places)
            parts.append(rows.assign(place=place)[place.notna().to_numpy()])
        if not parts:
            return None
        both = pd.concat(parts, ignore_index=True)
        if self.mends:
            both = both.sort_values("place", kind="stable")
        last = both.drop_duplicates("_key", keep="last", ignore_index=True)
        return last[COLUMNS]


def origins_of(delivery: Delivery, table: str) -> list[str]:
    """Return the deliveries in which the rows of one of mended rows stood first."""
    return sorted(columns_of(delivery, table, "_origin")["_origin"].unique())


def columns_of(delivery: Delivery, table: str, *more: str) -> pd.DataFrame:
    """Return `_key` and `_content` of a delivery's typed rows, without reading the rest."""
    with pa.memory_map(str(delivery.rows_file(table))) as source:
        places = pa.ipc.open_file(source).schema
        wanted = [places.get_field_index(name) for name in (*COLUMNS, *more)]
        options = pa.ipc.IpcReadOptions(included_fields=wanted)
        read = pa.ipc.open_file(source, options=options).read_all()
        return pd.DataFrame({name: read[name].to_numpy() for name in (*COLUMNS, *more)})
