"""Guarantees that go round: mutual (互保), circular (循环担保) and joint (联保).

    # (:Person|Company)-[:GUARANTEES]->(:Company)   guarantor to debtor

Firms that guarantee each other over any number of steps are one strongly connected component
of the guarantees.

**Source:** 银监办发〔2014〕214号 for the limit; `queries/rulebooks/guarantee-2014.toml`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

import networkx as nx
import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from graph import days
from graph.days import Moment
from graph.edition import Edition
from queries.holdings import Index
from queries.rulebooks import Version, rule_book
from queries.words import Said

BOOK = "guarantee-2014"
RINGS = 50  # [param] rings listed of one circle
LONGEST = 8  # [param] firms in the longest ring listed

Kind = Literal["mutual", "ring", "joint", "net"]


@dataclass(frozen=True)
class Circle:
    """Firms that guarantee each other, directly or around.

    Args:
        members: numbers, rising.
        kind: `mutual` (two firms), `ring` (each guarantees one), `joint` (each guarantees each
            other), or `net`.
        pairs: the mutual pairs within it.
        rings: rings within it as firms in order, the shortest first, pairs among them.
        all_rings: whether those are all rings there are.
        edges: rows of `edges/GUARANTEES` within it.
    """

    members: tuple[int, ...]
    kind: Kind
    pairs: tuple[tuple[int, int], ...]
    rings: tuple[tuple[int, ...], ...]
    all_rings: bool
    edges: tuple[int, ...]


@dataclass(frozen=True)
class Guarantor:
    """One guarantor of several firms, against the limit of the rule book."""

    party: int
    clients: tuple[int, ...]
    limit: int
    state: Literal["below", "at limit", "breach"]
    edges: tuple[int, ...]


@dataclass(frozen=True)
class GuaranteeCycles:
    """The circles of guarantees at a moment, and the guarantors in them or at their limit."""

    version: Version
    circles: list[Circle]
    guarantors: list[Guarantor]
    notes: list[Said]


def guarantee_cycles(edition: Edition, moment: Moment) -> GuaranteeCycles:
    """Return who guarantees whom in circles at a moment, the largest circle first."""
    frame = "edges/GUARANTEES"
    dated = [edition.column(frame, c) for c in ("valid_from", "valid_to", "known_from", "known_to")]
    starts = days.effective_start(*dated[:3])
    rows = np.flatnonzero(days.holds(moment, starts, *dated[1:]))
    src, dst = (edition.column(frame, c)[rows] for c in ("src", "dst"))
    version = rule_book(BOOK).on(moment.as_of)
    circles = guarantee_circles(src, dst, rows, edition.size)
    limit = int(version.threshold("guaranteed_clients"))
    ringed = {member for circle in circles for member in circle.members}
    guarantors = [
        g for g in all_guarantors(src, dst, rows, limit) if g.party in ringed or g.state != "below"
    ]
    return GuaranteeCycles(version, circles, guarantors, version.notes(moment.as_of))


def guarantee_circles(src: Index, dst: Index, rows: Index, nodes: int) -> list[Circle]:
    """Return the circles of guarantees given as arrays, the largest first."""
    graph = sp.csr_array((np.ones(len(src), np.int8), (src, dst)), shape=(nodes, nodes))
    label = connected_components(graph, connection="strong")[1]
    inner = np.flatnonzero((label[src] == label[dst]) & (src != dst))
    order = inner[np.argsort(label[src[inner]], kind="stable")]
    bounds = np.flatnonzero(np.diff(label[src[order]])) + 1
    groups = (part for part in np.split(order, bounds) if len(part))
    circles = [_circle(src[part], dst[part], rows[part]) for part in groups]
    return sorted(circles, key=lambda c: (-len(c.members), c.members))


def _circle(src: Index, dst: Index, rows: Index) -> Circle:
    graph: nx.DiGraph[int] = nx.DiGraph(zip(src.tolist(), dst.tolist(), strict=True))
    members = tuple(sorted(graph))
    count, links = len(members), graph.number_of_edges()
    pairs = tuple(sorted((a, b) for a, b in graph.edges if a < b and graph.has_edge(b, a)))
    kinds: dict[int, Kind] = {count * (count - 1): "joint", count: "ring"}
    kind: Kind = "mutual" if count == 2 else kinds.get(links, "net")
    found = nx.simple_cycles(graph, length_bound=LONGEST)
    rings = [_turned(ring) for ring in itertools.islice(found, RINGS + 1)]
    return Circle(
        members,
        kind,
        pairs,
        tuple(sorted(rings[:RINGS], key=lambda r: (len(r), r))),
        len(rings) <= RINGS and count <= LONGEST,
        tuple(sorted(rows.tolist())),
    )


def _turned(ring: list[int]) -> tuple[int, ...]:
    """A ring from its lowest number on."""
    start = ring.index(min(ring))
    return tuple(ring[start:] + ring[:start])


def all_guarantors(src: Index, dst: Index, rows: Index, limit: int) -> list[Guarantor]:
    """Return every guarantor with the firms it guarantees, each firm counted once."""
    some = src != dst
    src, dst, rows = src[some], dst[some], rows[some]
    order = np.argsort(src, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(src[order])) + 1)
    found = []
    for part in (p for p in parts if len(p)):
        clients = np.unique(dst[part]).tolist()
        more = len(clients) - limit
        state: Literal["below", "at limit", "breach"] = "at limit"
        if more:
            state = "breach" if more > 0 else "below"
        edges = tuple(sorted(rows[part].tolist()))
        found.append(Guarantor(int(src[part[0]]), tuple(clients), limit, state, edges))
    return found
