"""An edition's frames before they are written, and what their nodes and records are numbered.

`graph.sealing` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import EditionError
from graph.schema import NODE_TYPES, Layout, layouts
from graph.sorting import stable_order
from graph.tables import alphabetical, texts


@dataclass
class Draft:
    """An edition's frames before they are written.

    Node frames (`nodes/<Label>`) carry `id`. Edge frames carry `src` and `dst`, and
    `properties` and `series` carry `node`, as ids (text) or, where there are `starts`, as codes:
    the first code of a label is that of the first row of its node frame, and so on. Sealing
    turns them into numbers.
    `record` is a row of `records` as given; sealing renumbers it. Days are int32 with
    EARLIEST / LATEST, or nullable, for missing bounds.
    """

    frames: MutableMapping[str, pd.DataFrame]
    names: pd.DataFrame | None
    data_day: date
    deliveries: list[dict[str, object]] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)  # an id given up -> the id that stays
    notes: dict[str, object] = field(default_factory=dict)
    starts: dict[str, int] | None = None  # by label, its first code


@dataclass(frozen=True)
class Numbers:
    """By what a draft's ids and records become numbers, once all nodes are known.

    Attributes:
        offsets: each type's first number, and `end`.
        ids: of all nodes, by number.
        places: number of each code of a draft; None where it names nodes by their ids.
        records: place of each row of `records` as given; -1 stands last, for no row.
    """

    offsets: dict[str, int]
    ids: pa.Array
    places: npt.NDArray[np.int32] | None
    records: npt.NDArray[np.int32]

    @classmethod
    def of(cls, draft: Draft) -> Numbers:
        """Number a draft's nodes by type and id, and sort its node frames and records so.

        Raises:
            EditionError: an id stands twice.
        """
        offsets: dict[str, int] = {}
        parts, orders, count = [], {}, 0
        for node_type in NODE_TYPES:
            name = f"nodes/{node_type.label}"
            frame = frame_of(draft, layouts()[name])
            given = texts(frame["id"])
            order = _ordered(given)
            if order is not None:
                draft.frames[name] = frame.take(order).reset_index(drop=True)
                given = given.take(pa.array(order))
            orders[node_type.label] = np.arange(len(frame)) if order is None else order
            offsets[node_type.label] = count
            count += len(frame)
            parts.append(given)
        ids = pa.concat_arrays(parts)
        if not _rising(parts) and len(ids.unique()) < len(ids):
            counts = ids.value_counts()
            twice = counts.filter(pc.greater(counts.field("counts"), 1))[0]["values"].as_py()
            raise EditionError(
                f"The draft holds the id {twice!r} twice; this is a fault of the build."
            )
        offsets["end"] = count
        places = None if draft.starts is None else _numbers_of(draft.starts, orders, offsets)
        return cls(offsets, ids, places, _renumbered_records(draft.frames))

    def numbered(self, frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
        """Return a frame with numbers for its nodes and records.

        Raises:
            EditionError: it names a node that is not in the draft.
        """
        name = layout.name
        if name.startswith("nodes/") and name != "nodes/Event":
            return frame
        frame = frame.copy(deep=False)
        for end in ("src", "dst", "node"):
            if end in frame.columns and any(c.name == end for c in layout.columns):
                frame[end] = _numbers(frame[end], self.ids, self.places, name)
        if "record" in frame.columns and name != "records" and len(frame):
            given = np.maximum(_whole(frame["record"]), -1)
            frame["record"] = self.records[given] if len(self.records) > 1 else self.records[0]
        return frame


def frame_of(draft: Draft, layout: Layout) -> pd.DataFrame:
    """Return a frame of a draft; one without rows where it has none."""
    if layout.name in draft.frames:
        return draft.frames[layout.name]
    return pd.DataFrame({c.name: pd.Series(dtype="object") for c in layout.columns})


def _ordered(ids: pa.Array) -> npt.NDArray[np.int64] | None:
    """Return the order of ids, None where they stand in it."""
    if len(ids) < 2 or pc.all(pc.less_equal(ids[:-1], ids[1:])).as_py():
        return None
    return stable_order(alphabetical(ids))


def _rising(parts: list[pa.Array]) -> bool:
    """Return whether each of several runs of ids rises, and none goes into another."""
    runs = [part for part in parts if len(part)]
    rises = all(len(part) < 2 or pc.all(pc.less(part[:-1], part[1:])).as_py() for part in runs)
    ends = sorted((part[0].as_py(), part[-1].as_py()) for part in runs)
    return rises and all(one[1] < two[0] for one, two in pairwise(ends))


def _numbers_of(
    starts: Mapping[str, int],
    orders: Mapping[str, npt.NDArray[np.int64]],
    offsets: Mapping[str, int],
) -> npt.NDArray[np.int32]:
    """Return the number of each code; -1 where no node has it."""
    size = max((start + len(orders[label]) for label, start in starts.items()), default=0)
    found = np.full(size, -1, np.int32)
    for label, start in starts.items():
        found[start + orders[label]] = offsets[label] + np.arange(len(orders[label]))
    return found


def _places(asked: pa.Array, ids: pa.Array) -> npt.NDArray[np.int32]:
    """Return where each id stands among all; -1: nowhere."""
    return np.asarray(pc.index_in(asked, value_set=ids).fill_null(-1), np.int32)


def _whole(values: pd.Series) -> npt.NDArray[np.integer[Any]]:
    """Return whole numbers, copied only where they are not held as such."""
    plain: npt.NDArray[np.integer[Any]] = values.to_numpy(
        None if values.dtype.kind in "iu" else np.int64
    )
    return plain


def _numbers(
    values: pd.Series, ids: pa.Array, places: npt.NDArray[np.int32] | None, name: str
) -> npt.NDArray[np.int32]:
    if places is not None:
        given = _whole(values)
        if not len(given):
            return np.empty(0, np.int32)
        held = given.min() >= 0 and given.max() < len(places)
        found: npt.NDArray[np.int32] = places[given] if held else np.full(1, -1, np.int32)
        if found.min() < 0:
            raise EditionError(f"{name} names a node that the draft lacks; a fault of the build.")
        return found
    codes, unique = pd.factorize(values)
    found = _places(pa.array(unique, pa.string()), ids)
    if (found < 0).any() or (codes < 0).any():
        stray = unique[found < 0][0] if (found < 0).any() else None
        raise EditionError(
            f"{name} names {stray!r}, which is no node of the draft; this is a fault of the build."
        )
    return np.asarray(found[codes] if len(codes) else [], np.int32)


def _renumbered_records(frames: MutableMapping[str, pd.DataFrame]) -> npt.NDArray[np.int32]:
    """Sort `records` and return where each given row went; last stands -1, for no row."""
    layout = layouts()["records"]
    frame = frames.get("records")
    if frame is None or not len(frame):
        return np.array([-1], np.int32)
    keys = [pd.factorize(frame[c], sort=True)[0] for c in ("table", "delivery")]
    order = stable_order(*keys, frame["row"].to_numpy())
    place = np.full(len(order) + 1, -1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    if not np.array_equal(order, place[:-1]):
        columns = [c.name for c in layout.columns]
        frames["records"] = frame.iloc[order][columns].reset_index(drop=True)
    return place
