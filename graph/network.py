"""The graph as memory-mapped arrays: neighbours, neighbourhoods and paths, cut to a moment.

`graph.adjacency` says what the arrays hold.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from graph import days
from graph.adjacency import ENTRY_ARRAYS
from graph.days import Moment
from graph.errors import EditionError
from graph.paths import Hop, Links, Path_, Paths, TwoSided, simple_paths
from graph.schema import EDGE_CODES, EDGE_TYPES

__all__ = ["BUDGET", "HUB", "WALKED", "Neighbourhood", "Neighbours", "Network", "Path_", "Paths"]

Numbers = npt.NDArray[np.int64]
HUB = 5000  # [param] a node with more links than this is never walked through
BUDGET = 400_000  # [param] links looked at before a path search says that it gave up

WALKED = (
    "LEGAL_REPRESENTATIVE_OF",
    "SERVES_AS",
    "OWNS",
    "BRANCH_OF",
    "GUARANTEES",
    "PLEDGES",
    "SUCCEEDED_BY",
)
"""The types that a path follows unless told."""


@dataclass(frozen=True)
class Neighbours:
    """The links of a node at a moment; arrays of one length."""

    other: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    out: npt.NDArray[np.bool_]
    edge: npt.NDArray[np.int32]


@dataclass(frozen=True)
class Neighbourhood:
    """Nodes around seeds, the edges among them, and what was cut."""

    nodes: list[int]
    edges: pd.DataFrame  # src, dst, kind (name), edge
    found: int  # how many nodes lie within the distance, as far as looked at
    hubs: list[int] = field(default_factory=list)

    @property
    def cut(self) -> int:
        """How many nodes within the distance are not shown."""
        return self.found - len(self.nodes)


class Network:
    """The adjacency of an edition."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], starts: npt.NDArray[Any]) -> None:
        self.offsets: npt.NDArray[np.int64] = arrays["offsets"]
        self.arrays = arrays
        self.starts = starts
        self.size = len(self.offsets) - 1

    @classmethod
    def open(cls, folder: Path, starts: npt.NDArray[Any]) -> Network:
        """Map the arrays of an edition's `adjacency/`."""
        try:
            arrays = {
                name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
                for name in ("offsets", *ENTRY_ARRAYS)
            }
        except (OSError, ValueError) as error:
            raise EditionError(
                f"The edition {folder.parent.name} lacks its adjacency; run `qiji build`."
            ) from error
        return cls(arrays, starts)

    def verify(self) -> None:
        """Check that offsets and entries fit.

        Raises:
            EditionError: they do not.
        """
        entries = {len(self.arrays[name]) for name in ENTRY_ARRAYS}
        rises = self.offsets[0] == 0 and bool((np.diff(self.offsets) >= 0).all())
        if entries != {int(self.offsets[-1])} or not rises or self.size != self.starts[-1]:
            raise EditionError("The adjacency's offsets do not fit its entries; run `qiji build`.")
        other = self.arrays["other"]
        if len(other) and (other.min() < 0 or other.max() >= self.size):
            raise EditionError("The adjacency names a node that is not there; run `qiji build`.")

    # --- one node -----------------------------------------------------------------------

    def degree(self, node: int) -> int:
        """Return how many links a node has, of all times."""
        return int(self.offsets[node + 1] - self.offsets[node])

    def neighbours(
        self,
        node: int,
        moment: Moment | None,
        kinds: Iterable[str] | None = None,
        *,
        out: bool | None = None,
    ) -> Neighbours:
        """Return a node's links at a moment (all of them when it is None).

        Args:
            kinds: names of edge types; None: all.
            out: only links whose source (True) or target (False) it is.
        """
        rows = np.arange(self.offsets[node], self.offsets[node + 1])
        return self._entries(rows[self._holding(rows, moment, _codes(kinds), out)])

    def _entries(self, rows: Numbers) -> Neighbours:
        return Neighbours(*(self.arrays[name][rows] for name in ("other", "kind", "out", "edge")))

    def _holding(
        self,
        rows: Numbers,
        moment: Moment | None,
        codes: npt.NDArray[np.bool_] | None,
        out: bool | None = None,
    ) -> npt.NDArray[np.bool_]:
        arrays = self.arrays
        if moment is None:
            keep = np.ones(len(rows), bool)
        else:
            keep = days.holds(
                moment,
                arrays["start"][rows],
                arrays["valid_to"][rows],
                arrays["known_from"][rows],
                arrays["known_to"][rows],
            )
        if codes is not None:
            keep &= codes[arrays["kind"][rows]]
        return keep if out is None else keep & (arrays["out"][rows] == out)

    def trajectory(self, node: int, moment: Moment) -> Neighbours:
        """Return the events a party took part in, known and begun by the moment, oldest first."""
        return self.neighbours(node, moment, ("PARTY_TO",), out=True)

    # --- many nodes ---------------------------------------------------------------------

    def expand(
        self, nodes: Numbers, moment: Moment | None, codes: npt.NDArray[np.bool_] | None
    ) -> tuple[Numbers, Numbers]:
        """Return the links of several nodes: (place in `nodes`, row of the adjacency)."""
        begin = self.offsets[nodes]
        counts = self.offsets[nodes + 1] - begin
        owner = np.repeat(np.arange(len(nodes)), counts)
        ends = np.cumsum(counts)
        rows = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(
            begin - ends + counts, counts
        )
        keep = self._holding(rows, moment, codes)
        return owner[keep], rows[keep]

    def hubs_among(self, nodes: Numbers, hub: int) -> npt.NDArray[np.bool_]:
        """Return which nodes have more than `hub` links."""
        return (self.offsets[nodes + 1] - self.offsets[nodes]) > hub

    def neighbourhood(
        self,
        seeds: Iterable[int],
        moment: Moment,
        *,
        steps: int = 1,
        kinds: Iterable[str] | None = None,
        limit: int = 300,
        hub: int = HUB,
    ) -> Neighbourhood:
        """Return what lies within some steps of the seeds, and count what is cut.

        Nodes nearer come first; hubs are shown but not walked through.
        """
        codes = _codes(kinds)
        frontier = np.unique(np.fromiter(seeds, np.int64))
        order, seen, hubs = [frontier], frontier, []
        for step in range(steps):
            big = self.hubs_among(frontier, hub) if step else np.zeros(len(frontier), bool)
            hubs += frontier[big].tolist()
            _, rows = self.expand(frontier[~big], moment, codes)
            frontier = np.setdiff1d(self.arrays["other"][rows], seen).astype(np.int64)
            order.append(frontier)
            seen = np.union1d(seen, frontier)
        nodes = np.concatenate(order)
        shown = nodes[:limit]
        return Neighbourhood(shown.tolist(), self.among(shown, moment, kinds), len(nodes), hubs)

    def among(
        self, nodes: Numbers, moment: Moment | None, kinds: Iterable[str] | None = None
    ) -> pd.DataFrame:
        """Return the edges between given nodes: src, dst, kind (name), edge (row of its type)."""
        nodes = np.unique(nodes)
        owner, rows = self.expand(nodes, moment, _codes(kinds))
        keep = self.arrays["out"][rows] & np.isin(self.arrays["other"][rows], nodes)
        owner, rows = owner[keep], rows[keep]
        names = np.array([t.name for t in EDGE_TYPES], dtype=object)
        return pd.DataFrame(
            {
                "src": nodes[owner],
                "dst": self.arrays["other"][rows].astype(np.int64),
                "kind": names[self.arrays["kind"][rows]],
                "edge": self.arrays["edge"][rows],
            }
        )

    def to_networkx(self, around: Neighbourhood) -> nx.MultiDiGraph[int]:
        """Return a neighbourhood as a networkx graph; edges are keyed (kind, edge)."""
        graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
        graph.add_nodes_from(around.nodes)
        for src, dst, kind, edge in around.edges.itertuples(index=False):
            graph.add_edge(src, dst, key=(kind, edge), kind=kind, edge=edge)
        return graph

    # --- paths --------------------------------------------------------------------------

    def paths(
        self,
        one: int,
        two: int,
        moment: Moment,
        *,
        kinds: Iterable[str] | None = WALKED,
        most: int = 6,
        count: int = 5,
        hub: int = HUB,
        budget: int = BUDGET,
    ) -> Paths:
        """Return the shortest paths between two parties, in either direction of the edges.

        These are all that have as few hops as can be, or BEYOND more; of two parties with
        several links between them one is shown.

        Args:
            most: the longest path looked for, in hops.
            count: how many paths to return.
            hub: nodes with more links are not walked through; they are listed.
        """
        if one == two:
            return Paths([Path_((one,), ())], [], False, False)
        search = TwoSided(self, moment, _codes(kinds), hub, budget)
        search.meet(one, two, most)
        near, hubs = search.links, sorted(search.hubs)
        found, cut = simple_paths(near, one, two, search.complete, count)
        return Paths([self._path(nodes, near) for nodes in found], hubs, cut, search.gave_up)

    def _path(self, nodes: tuple[int, ...], near: Links) -> Path_:
        names = [t.name for t in EDGE_TYPES]
        hops = []
        for left, right in itertools.pairwise(nodes):
            row = near[left][right]
            hops.append(
                Hop(
                    names[int(self.arrays["kind"][row])],
                    int(self.arrays["edge"][row]),
                    bool(self.arrays["out"][row]) == (left == self._owner(row)),
                )
            )
        return Path_(nodes, tuple(hops))

    def _owner(self, row: int) -> int:
        return int(np.searchsorted(self.offsets, row, side="right")) - 1


def _codes(kinds: Iterable[str] | None) -> npt.NDArray[np.bool_] | None:
    if kinds is None:
        return None
    wanted = np.zeros(256, bool)
    wanted[[EDGE_CODES[kind] for kind in kinds]] = True
    return wanted
