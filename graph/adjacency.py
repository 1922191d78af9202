"""The adjacency of an edition: each edge twice, at either end, as arrays of one length.

`other` is the node across, `kind` its type's code (`EDGE_CODES`), `out` whether this node is the
source, `edge` its row in `edges/<TYPE>`, and its days. Entries of a node are contiguous
(`offsets`) and ordered by type, direction and start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph import days
from graph.days import EARLIEST, LATEST
from graph.schema import DERIVED_EDGES, EDGE_CODES, EDGE_TYPES
from graph.sorting import stable_order

ENTRY_ARRAYS = ("other", "kind", "out", "edge", "start", "valid_to", "known_from", "known_to")


def adjacency_arrays(tables: Mapping[str, pa.Table], size: int) -> dict[str, npt.NDArray[Any]]:
    """Return the adjacency of all edge frames, by array name, over `size` nodes."""
    parts: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in ("at", *ENTRY_ARRAYS)}
    for edge_type in EDGE_TYPES:
        if edge_type.name in DERIVED_EDGES:
            continue
        table = tables[f"edges/{edge_type.name}"]
        rows = table.num_rows
        src, dst = (table.column(c).to_numpy() for c in ("src", "dst"))
        bounds = {
            "valid_from": days.filled(table.column("valid_from"), EARLIEST),
            "valid_to": days.filled(table.column("valid_to"), LATEST),
            "known_from": days.filled(table.column("known_from"), EARLIEST),
            "known_to": days.filled(table.column("known_to"), LATEST),
        }
        start = days.effective_start(bounds["valid_from"], bounds["valid_to"], bounds["known_from"])
        for at, other, out in ((src, dst, True), (dst, src, False)):
            parts["at"].append(at)
            parts["other"].append(other)
            parts["kind"].append(np.full(rows, EDGE_CODES[edge_type.name], np.uint8))
            parts["out"].append(np.full(rows, out))
            parts["edge"].append(np.arange(rows, dtype=np.int32))
            parts["start"].append(start)
            for name in ("valid_to", "known_from", "known_to"):
                parts[name].append(bounds[name])
    joined = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    at = joined.pop("at")
    first = (at, joined["kind"], ~joined["out"], joined["start"])
    order = stable_order(*first, joined["other"], joined["edge"])
    counts = np.bincount(at, minlength=size)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return {"offsets": offsets, **{name: array[order] for name, array in joined.items()}}
