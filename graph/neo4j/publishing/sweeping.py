"""What a server holds of ours and an edition does not: found by its keys, removed in batches."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.edition import LABELS, Edition
from graph.neo4j import withheld
from graph.neo4j.publishing.sending import strip
from graph.neo4j.server import Server
from graph.neo4j.shape import DATED_PROPERTIES
from graph.schema import EDGE_TYPES, NODES

SIZE = 10_000  # keys looked at, and removed, at a time

_EDGES = "MATCH (a:Qiji)-[r:TYPE]->(b:Qiji) RETURN elementId(r), a.id, b.id, r.key"
_NODES = "MATCH (n:Qiji) RETURN elementId(n), n.id"
_REMOVE_EDGES = """
UNWIND $rows AS row
MATCH ()-[r:TYPE]->() WHERE elementId(r) = row
DELETE r
"""
_REMOVE_NODES = """
UNWIND $rows AS row
MATCH (n:Qiji) WHERE elementId(n) = row
DETACH DELETE n
"""

Numbers = npt.NDArray[np.int64]
Absent = Callable[[list[list[Any]]], npt.NDArray[np.bool_]]


def sweep(server: Server, edition: Edition) -> int:
    """Remove our edges and nodes that an edition does not hold; return how many."""
    removed = 0
    for edge_type in EDGE_TYPES:
        name = edge_type.name
        stale = _found(server, _EDGES.replace("TYPE", name), _absent_edges(edition, name))
        for rows in stale:
            removed += server.alter(
                _REMOVE_EDGES.replace("TYPE", name), rows=[row[0] for row in rows]
            )
    for rows in _found(server, _NODES, _absent_nodes(edition)):
        removed += strip(server, [row[1] for row in rows])
        removed += server.alter(_REMOVE_NODES, rows=[row[0] for row in rows])
    return removed


def _found(server: Server, text: str, absent: Absent) -> Iterator[list[list[Any]]]:
    for rows in server.stream(text, SIZE):
        gone = np.flatnonzero(absent(rows))
        if len(gone):
            yield [rows[n] for n in gone]


def _absent_edges(edition: Edition, name: str) -> Absent:
    """Return what says which of the edges read (id, a, b, key) the edition does not hold.

    Keys count the edges of a pair from 0, so that those below their number are all there.
    """
    frame = f"edges/{name}"
    table = edition.table(frame) if edition.has(frame) else None
    pairs = np.empty(0, np.int64) if table is None else _pairs(
        edition, np.asarray(table.column("src").to_numpy(), np.int64),
        np.asarray(table.column("dst").to_numpy(), np.int64),
    )  # fmt: skip

    def absent(rows: list[list[Any]]) -> npt.NDArray[np.bool_]:
        ends = [_numbers(edition, [row[place] for row in rows]) for place in (1, 2)]
        keys = _ordinals([row[3] for row in rows])
        wanted = _pairs(edition, *ends)
        held = np.searchsorted(pairs, wanted, "right") - np.searchsorted(pairs, wanted, "left")
        return (ends[0] < 0) | (ends[1] < 0) | (keys < 0) | (keys >= held)

    return absent


def _absent_nodes(edition: Edition) -> Absent:
    """Return what says which of the nodes read (element id, id) the edition does not hold."""
    table = edition.table("properties")
    codes = pc.index_in(table.column("property").cast(pa.string()), pa.array(DATED_PROPERTIES))
    known = pc.is_valid(codes).to_numpy()
    nodes = np.asarray(table.column("node").to_numpy(), np.int64)[known]
    stated = np.sort(nodes * len(DATED_PROPERTIES) + codes.drop_null().to_numpy())

    def absent(rows: list[list[Any]]) -> npt.NDArray[np.bool_]:
        told = [str(row[1]).split("/") for row in rows]
        owners = _numbers(edition, [words[0] for words in told])
        places = [_place(words) for words in told]
        values = owners * len(DATED_PROPERTIES) + np.array([code for code, _ in places])
        held = np.searchsorted(stated, values, "right") - np.searchsorted(stated, values, "left")
        plain = np.array([len(words) == 1 for words in told])
        ordinals = np.array([ordinal for _, ordinal in places])
        codes_known = np.array([code >= 0 for code, _ in places])
        dated = codes_known & (ordinals >= 0) & (ordinals < held)
        gone: npt.NDArray[np.bool_] = (owners < 0) | ~(plain | dated)
        return gone

    return absent


def _place(words: list[str]) -> tuple[int, int]:
    """Return property and ordinal of a dated value's id, or -1 where it is none."""
    if len(words) != 3 or words[1] not in DATED_PROPERTIES or not words[2].isdecimal():
        return -1, -1
    return DATED_PROPERTIES.index(words[1]), int(words[2])


def _ordinals(keys: list[Any]) -> Numbers:
    return np.array([key if isinstance(key, int) else -1 for key in keys], np.int64)


def _pairs(edition: Edition, src: Numbers, dst: Numbers) -> Numbers:
    return src * edition.size + dst


def _numbers(edition: Edition, ids: list[Any]) -> Numbers:
    """Return the numbers of ids, -1 where the edition has none such that is published."""
    texts = np.array([str(i).encode("ascii", "replace") for i in ids])
    found = np.full(len(texts), -1, np.int64)
    for label in LABELS:
        held = edition.ids(label)
        if not len(held):
            continue
        mine = np.flatnonzero(texts.astype("S1") == NODES[label].prefix.encode())
        places = np.minimum(np.searchsorted(held, texts[mine]), len(held) - 1)
        there = held[places] == texts[mine]
        found[mine[there]] = edition.span(label).start + places[there]
    kept = withheld.nodes(edition)
    return found if kept is None else np.where((found >= 0) & kept[found], -1, found)
