"""The graph as memory-mapped arrays: neighbours, neighbourhoods and paths, cut to a moment.

Each edge stands twice in the adjacency, once at either end: `other` is the node across, `kind`
its type's code (`EDGE_CODES`), `out` whether this node is the source, `edge` its row in
`edges/<TYPE>`. Entries of a node are contiguous and ordered by type, direction and start.
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
import pyarrow as pa

from graph import days
from graph.days import EARLIEST, LATEST, Moment
from graph.errors import EditionError
from graph.schema import DERIVED_EDGES, EDGE_CODES, EDGE_TYPES

Numbers = npt.NDArray[np.int64]
ENTRY_ARRAYS = ("other", "kind", "out", "edge", "start", "valid_to", "known_from", "known_to")
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
    order = np.lexsort(
        [joined["edge"], joined["other"], joined["start"], ~joined["out"], joined["kind"], at]
    )
    counts = np.bincount(at, minlength=size)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return {"offsets": offsets, **{name: array[order] for name, array in joined.items()}}


@dataclass(frozen=True)
class Neighbours:
    """The links of a node at a moment; arrays of one length."""

    other: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    out: npt.NDArray[np.bool_]
    edge: npt.NDArray[np.int32]


@dataclass(frozen=True)
class Hop:
    """One edge of a path: its type, its row in `edges/<TYPE>`, and whether it is walked along."""

    kind: str
    edge: int
    out: bool


@dataclass(frozen=True)
class Path_:
    """Nodes from one party to another, and the hops between them (one less)."""

    nodes: tuple[int, ...]
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class Paths:
    """The paths found, shortest first, and what was not walked."""

    paths: list[Path_]
    hubs: list[int]  # nodes with too many links, not walked through
    cut: bool  # more paths exist than were asked for
    gave_up: bool  # the budget ended before all was looked at


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
        rises = self.size == 0 or bool((np.diff(self.offsets) >= 0).all())
        if entries != {int(self.offsets[-1])} or not rises or self.size != self.starts[-1]:
            raise EditionError("The adjacency's offsets do not fit its entries; run `qiji build`.")

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

        Args:
            most: the longest path looked for, in hops.
            count: how many paths to return.
            hub: nodes with more links are not walked through; they are listed.
        """
        if one == two:
            return Paths([Path_((one,), ())], [], False, False)
        search = _TwoSided(self, moment, _codes(kinds), hub, budget)
        near, hubs, gave_up = search.meet(one, two, most)
        found, cut = _simple_paths(near, one, two, most, count)
        return Paths([self._path(nodes, near) for nodes in found], hubs, cut, gave_up)

    def _path(self, nodes: tuple[int, ...], near: _Links) -> Path_:
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


_Links = dict[int, dict[int, int]]


def _codes(kinds: Iterable[str] | None) -> npt.NDArray[np.bool_] | None:
    if kinds is None:
        return None
    wanted = np.zeros(256, bool)
    wanted[[EDGE_CODES[kind] for kind in kinds]] = True
    return wanted


class _TwoSided:
    """A breadth-first search from both ends that keeps every link it saw between kept nodes."""

    def __init__(
        self,
        network: Network,
        moment: Moment,
        codes: npt.NDArray[np.bool_] | None,
        hub: int,
        budget: int,
    ) -> None:
        self.network, self.moment, self.codes = network, moment, codes
        self.hub, self.budget = hub, budget

    def meet(self, one: int, two: int, most: int) -> tuple[_Links, list[int], bool]:
        """Return links by which the ends can meet within `most` hops, hubs, and giving up."""
        links: _Links = {}
        hubs: set[int] = set()
        sides = [np.array([one], np.int64), np.array([two], np.int64)]
        seen = [{one}, {two}]
        spent = 0
        extra = 1  # look one hop beyond the first meeting, so that near-shortest paths are found
        for _ in range(most):
            side = 0 if len(sides[0]) <= len(sides[1]) else 1
            if not len(sides[side]):
                side = 1 - side
            if not len(sides[side]):
                break
            frontier = sides[side]
            big = self.network.hubs_among(frontier, self.hub) & ~np.isin(frontier, [one, two])
            hubs.update(frontier[big].tolist())
            frontier = frontier[~big]
            spent += int(
                (self.network.offsets[frontier + 1] - self.network.offsets[frontier]).sum()
            )
            if spent > self.budget:
                return links, sorted(hubs), True
            owner, rows = self.network.expand(frontier, self.moment, self.codes)
            others = self.network.arrays["other"][rows]
            for left, right, row in zip(
                frontier[owner].tolist(), others.tolist(), rows.tolist(), strict=True
            ):
                links.setdefault(left, {}).setdefault(right, row)
                links.setdefault(right, {}).setdefault(left, row)
            fresh = set(others.tolist()) - seen[side]
            seen[side] |= fresh
            sides[side] = np.fromiter(sorted(fresh), np.int64, len(fresh))
            if seen[0] & seen[1]:
                if extra == 0:
                    break
                extra -= 1
        return links, sorted(hubs), False


def _distances(links: _Links, target: int, most: int) -> dict[int, int]:
    found, frontier = {target: 0}, [target]
    for step in range(1, most + 1):
        frontier = [n for f in frontier for n in links.get(f, ()) if n not in found]
        found.update(dict.fromkeys(frontier, step))
    return found


def _simple_paths(
    links: _Links, one: int, two: int, most: int, count: int
) -> tuple[list[tuple[int, ...]], bool]:
    """Return up to `count` simple paths, shortest first, and whether there are more."""
    away = _distances(links, two, most)
    found: list[tuple[int, ...]] = []
    if one not in away:
        return found, False
    for length in range(away[one], most + 1):
        stack: list[tuple[int, ...]] = [(one,)]
        while stack:
            path = stack.pop()
            left = length - len(path) + 1
            if path[-1] == two:
                if left == 0:
                    if len(found) == count:
                        return found, True
                    found.append(path)
                continue
            steps = sorted(links.get(path[-1], ()), reverse=True)
            stack += [
                (*path, n) for n in steps if n not in path and away.get(n, most + 1) <= left - 1
            ]
    return found, False
