"""Who holds whom, as arrays cut to a moment: what ownership and control are computed on.

    # (:Person|Company)-[:OWNS {share}]->(:Company)   share in [0, 1]

A share that nobody stated is NaN. Counted at least, it is nothing; counted at most, it is what
the stated shares leave. Where the stated shares of a company add up to more than all of it, each
counts as its part of their sum, and the company is listed in `overstated`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from graph import days
from graph.days import EARLIEST, LATEST, Moment
from graph.edition import Edition

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Index = npt.NDArray[np.integer[Any]]

TOLERANCE = 1e-9  # [param] float noise: a share within it of a threshold is at the threshold
ROUNDING = 0.01  # [param] stated shares may add up to this much over the whole, by rounding
KEPT = 4  # [param] how many moments of one edition are kept in memory


def at_least(values: Floats, threshold: float) -> Flags:
    """Return which values are 以上 (at or above) a threshold, float noise aside."""
    return values >= threshold - TOLERANCE


def above(values: Floats, threshold: float) -> Flags:
    """Return which values are 超过 (strictly above) a threshold, float noise aside."""
    return values > threshold + TOLERANCE


@dataclass(frozen=True, eq=False)
class Holdings:
    """Holdings at a moment: parallel arrays, one entry a holding, sorted by holder.

    Args:
        src: number of the holder.
        dst: number of the company held.
        share: in [0, 1]; NaN: not stated.
        edge: row of `edges/OWNS`.
        nodes: how many nodes there are; every number is below it.
        is_person: one flag a node.
        since: day from which the holding may be shown as true (`days.effective_start`).
        until: first day on which it no longer holds; LATEST: open.
        known: first day on which it was known.
        exact: whether `since` was stated to the day.
        counts: what each holding counts at least and at most, where that was found on a whole
            that this is a part of.
    """

    src: Ints
    dst: Ints
    share: Floats
    edge: Ints
    nodes: int
    is_person: Flags
    since: Ints
    until: Ints
    known: Ints
    exact: Flags
    counts: tuple[Floats, Floats] | None = None

    @classmethod
    def of(
        cls,
        src: npt.ArrayLike,
        dst: npt.ArrayLike,
        share: npt.ArrayLike,
        *,
        nodes: int,
        is_person: npt.ArrayLike,
        edge: npt.ArrayLike | None = None,
        since: npt.ArrayLike | None = None,
        until: npt.ArrayLike | None = None,
        known: npt.ArrayLike | None = None,
        exact: npt.ArrayLike | None = None,
    ) -> Holdings:
        """Return holdings in the order that the arrays need; what is not given is open."""
        holder = np.asarray(src, np.int32)
        count = len(holder)
        rises = (holder[1:] >= holder[:-1]).all()
        order = slice(None) if rises else np.argsort(holder, kind="stable")

        def column(given: npt.ArrayLike | None, otherwise: Any) -> npt.NDArray[Any]:
            return np.asarray(otherwise if given is None else given)[order]

        return cls(
            src=holder[order],
            dst=np.asarray(dst, np.int32)[order],
            share=_clean(np.asarray(share, np.float64))[order],
            edge=column(edge, np.arange(count, dtype=np.int32)),
            nodes=nodes,
            is_person=np.asarray(is_person, bool),
            since=column(since, np.full(count, EARLIEST, np.int32)),
            until=column(until, np.full(count, LATEST, np.int32)),
            known=column(known, np.full(count, EARLIEST, np.int32)),
            exact=column(exact, np.ones(count, bool)),
        )

    def __len__(self) -> int:
        return len(self.src)

    # --- where a node's holdings stand --------------------------------------------------

    @cached_property
    def held_from(self) -> npt.NDArray[np.int64]:
        """Entries `held_from[x]:held_from[x + 1]` are what x holds."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.src, minlength=self.nodes))])

    @cached_property
    def _turned(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        places = sp.csr_array(
            (np.arange(len(self)), self.dst, self.held_from), shape=(self.nodes, self.nodes)
        ).tocsc()
        return places.indptr.astype(np.int64), np.asarray(places.data, np.int64)

    def held_by(self, node: int) -> npt.NDArray[np.int64]:
        """Return the entries in which a node is the holder."""
        return np.arange(self.held_from[node], self.held_from[node + 1])

    def holders_of(self, node: int) -> npt.NDArray[np.int64]:
        """Return the entries in which a node is held."""
        starts, entries = self._turned
        return entries[starts[node] : starts[node + 1]]

    def entries(self, nodes: Index, *, up: bool) -> npt.NDArray[np.int64]:
        """Return the entries in which several nodes are held (`up`) or hold."""
        starts = self._turned[0] if up else self.held_from
        _, places = spread(starts, nodes)
        return self._turned[1][places] if up else places

    def reach(self, seeds: Index, *, up: bool) -> npt.NDArray[np.int64]:
        """Return the nodes that hold the seeds over any depth (`up`), or that they hold.

        The seeds are among them; numbers rise.
        """
        seen = np.zeros(self.nodes, bool)
        seen[seeds] = True
        found, frontier = [np.unique(seeds)], np.unique(seeds)
        across = self.src if up else self.dst
        while len(frontier):
            met = across[self.entries(frontier, up=up)]
            frontier = np.unique(met[~seen[met]])
            seen[frontier] = True
            found.append(frontier)
        return np.sort(np.concatenate(found)).astype(np.int64)

    def among(self, nodes: Index) -> Holdings:
        """Return the holdings between given nodes (rising), numbered by their place in `nodes`."""
        places = self.entries(nodes, up=False)
        place = np.searchsorted(nodes, self.dst[places])
        inside = nodes[np.minimum(place, len(nodes) - 1)] == self.dst[places]
        places, place = places[inside], place[inside]
        return Holdings(
            src=np.searchsorted(nodes, self.src[places]).astype(np.int32),
            dst=place.astype(np.int32),
            share=self.share[places],
            edge=self.edge[places],
            nodes=len(nodes),
            is_person=self.is_person[nodes],
            since=self.since[places],
            until=self.until[places],
            known=self.known[places],
            exact=self.exact[places],
            counts=(self.least[places], self.most[places]),
        )

    # --- what a share counts ------------------------------------------------------------

    @cached_property
    def stated(self) -> Floats:
        """The sum of the stated shares of each node."""
        sums: Floats = np.zeros(self.nodes)
        sums += np.bincount(self.dst, np.nan_to_num(self.share), minlength=self.nodes)
        return sums

    @cached_property
    def complete(self) -> Flags:
        """Which nodes have holders whose shares are all stated."""
        missing = np.bincount(self.dst, np.isnan(self.share), minlength=self.nodes)
        held = np.bincount(self.dst, minlength=self.nodes)
        return np.asarray((missing == 0) & (held > 0))

    @cached_property
    def overstated(self) -> npt.NDArray[np.int64]:
        """The companies whose stated shares add up to more than rounding explains."""
        return np.flatnonzero(self.stated > 1 + ROUNDING + TOLERANCE)

    @cached_property
    def circle(self) -> Ints:
        """One label a node; nodes that hold each other over any depth share one."""
        graph = sp.csr_array(
            (np.ones(len(self), np.int8), self.dst, self.held_from), shape=(self.nodes, self.nodes)
        )
        return circles(graph)

    @cached_property
    def in_circle(self) -> Flags:
        """Which entries lie within a circle of holdings (a company's own shares among them)."""
        return np.asarray(self.circle[self.src] == self.circle[self.dst])

    @cached_property
    def least(self) -> Floats:
        """What each holding counts at least: nothing where nobody stated it."""
        if self.counts is not None:
            return self.counts[0]
        # In a circle a sum over the whole would be handed round without end, so there not even
        # rounding is let through.
        circular = np.zeros(self.nodes, bool)
        circular[self.dst[self.in_circle]] = True
        over = self.stated > np.where(circular, 1.0, 1 + ROUNDING + TOLERANCE)
        parts = np.where(over, self.stated, 1.0)
        return np.nan_to_num(self.share) / parts[self.dst]

    @cached_property
    def most(self) -> Floats:
        """What each holding counts at most: what the stated ones leave, where it is missing."""
        if self.counts is not None:
            return self.counts[1]
        left = np.maximum(1 - self.stated, 0.0)
        return np.where(np.isnan(self.share), left[self.dst], self.least)


def circles(graph: sp.csr_array[Any, tuple[int, int]]) -> Ints:
    """Return one label a node; nodes that reach each other share one."""
    return connected_components(graph, connection="strong")[1].astype(np.int32)


def _clean(share: Floats) -> Floats:
    """A share below nothing, or endless, states nothing."""
    return np.where(np.isfinite(share) & (share >= 0), share, np.nan)


def spread(
    starts: npt.NDArray[np.int64], nodes: Index
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the entries of several nodes: (place in `nodes`, entry), in order."""
    places = np.asarray(nodes)
    return ranges(starts[places], starts[places + 1])


def ranges(begin: Index, end: Index) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return all numbers of several ranges: (place of the range, number), in order."""
    counts = end - begin
    owner = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return owner, np.arange(total) + np.repeat(begin - ends + counts, counts)


_kept: WeakKeyDictionary[Edition, dict[Moment, Holdings]] = WeakKeyDictionary()


def holdings(edition: Edition, moment: Moment) -> Holdings:
    """Return an edition's holdings at a moment; the last few moments are kept."""
    kept = _kept.setdefault(edition, {})
    if moment not in kept:
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[moment] = _cut(edition, moment)
    return kept[moment]


def _cut(edition: Edition, moment: Moment) -> Holdings:
    frame = "edges/OWNS"
    dated = [edition.column(frame, c) for c in ("valid_from", "valid_to", "known_from", "known_to")]
    starts = days.effective_start(*dated[:3])
    rows = np.flatnonzero(days.holds(moment, starts, *dated[1:]))
    rows = rows[_latest_source(edition, rows, starts)]
    is_person = np.zeros(edition.size, bool)
    is_person[edition.span("Person")] = True
    return Holdings.of(
        edition.column(frame, "src")[rows],
        edition.column(frame, "dst")[rows],
        edition.column(frame, "share")[rows],
        nodes=edition.size,
        is_person=is_person,
        edge=rows.astype(np.int32),
        since=starts[rows],
        until=dated[1][rows],
        known=dated[2][rows],
        exact=(dated[0][rows] != EARLIEST) & (_codes(edition, "precision")[rows] == "day"),
    )


def _codes(edition: Edition, column: str) -> npt.NDArray[np.object_]:
    return edition.column("edges/OWNS", column)


def _latest_source(edition: Edition, rows: Index, starts: Ints) -> Flags:
    """Which rows to count where several sources state one holding: the newest source's."""
    frame = pd.DataFrame(
        {
            "src": edition.column("edges/OWNS", "src")[rows],
            "dst": edition.column("edges/OWNS", "dst")[rows],
        }
    )
    twice = frame.duplicated(keep=False).to_numpy()
    keep = np.ones(len(rows), bool)
    if twice.any():
        part = frame[twice].assign(
            source=_codes(edition, "source")[rows[twice]],
            known=edition.column("edges/OWNS", "known_from")[rows[twice]],
            start=starts[rows[twice]],
        )
        newest = part.groupby(["src", "dst", "source"], dropna=False)[["known", "start"]].max()
        newest = newest.reset_index().sort_values(["known", "start", "source"], kind="stable")
        chosen = newest.drop_duplicates(["src", "dst"], keep="last")[["src", "dst", "source"]]
        kept = part.reset_index().merge(chosen, on=["src", "dst", "source"])["index"]
        keep[twice] = frame.index[twice].isin(kept)
    return keep
