"""The network against networkx, on random graphs dated by both clocks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest

from graph.adjacency import adjacency_arrays
from graph.days import EARLIEST, LATEST, Moment
from graph.errors import EditionError
from graph.network import Network
from graph.schema import EDGE_TYPES

SEEDS = pytest.mark.parametrize("seed", range(0, 200, 10))
KINDS = ("LEGAL_REPRESENTATIVE_OF", "OWNS", "SERVES_AS")
DERIVED = "CONTROLS"
Bound = int | None


@dataclass(frozen=True)
class Edge:
    """An edge and its days; None is a bound that nobody stated."""

    kind: str
    src: int
    dst: int
    valid_from: Bound = 0
    valid_to: Bound = None
    known_from: Bound = 0
    known_to: Bound = None

    def holds(self, moment: Moment) -> bool:
        """Say by the letter of the rules whether it holds at a moment."""
        if self.known_from is not None and moment.known_on < self.known_from:
            return False
        if self.known_to is not None and moment.known_on >= self.known_to:
            return False
        if self.valid_to is not None and moment.as_of >= self.valid_to:
            return False
        if self.valid_from is not None:
            return moment.as_of >= self.valid_from
        witnessed = EARLIEST if self.known_from is None else self.known_from
        if self.valid_to is not None and witnessed >= self.valid_to:
            witnessed = self.valid_to - 1
        return moment.as_of >= witnessed


class Case:
    """Edges between `size` nodes: as a network, and as a networkx graph on a day."""

    def __init__(self, edges: list[Edge], size: int) -> None:
        self.edges, self.size = edges, size
        tables = {f"edges/{t.name}": self._table(t.name) for t in EDGE_TYPES}
        self.network = Network(adjacency_arrays(tables, size), np.array([0, size]))

    def _table(self, kind: str) -> pa.Table:
        self.edges.sort(key=lambda e: (e.kind, e.src, e.dst))
        rows = [e for e in self.edges if e.kind == kind]
        ends = {c: pa.array([getattr(e, c) for e in rows], pa.int32()) for c in ("src", "dst")}
        bounds = ("valid_from", "valid_to", "known_from", "known_to")
        days = {c: pa.array([getattr(e, c) for e in rows], pa.int32()) for c in bounds}
        return pa.table({**ends, **{c: a.cast(pa.date32()) for c, a in days.items()}})

    def row(self, edge: Edge) -> int:
        """Return the edge's row in its frame."""
        return [e for e in self.edges if e.kind == edge.kind].index(edge)

    def holding(self, moment: Moment, kinds: tuple[str, ...]) -> list[Edge]:
        """Return the edges of some types that hold and may be walked."""
        return [e for e in self.edges if e.kind in kinds and e.kind != DERIVED and e.holds(moment)]

    def ways(self, moment: Moment, kinds: tuple[str, ...] = KINDS) -> nx.Graph[int]:
        """Return who is tied to whom at a moment."""
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(self.size))
        graph.add_edges_from((e.src, e.dst) for e in self.holding(moment, kinds))
        return graph


def random_case(rng: random.Random) -> Case:
    size = rng.randint(2, 16)

    def bound(low: int, high: int) -> Bound:
        return rng.choice([None, rng.randint(low, high), rng.randint(low, high)])

    edges = []
    for _ in range(rng.randint(0, 40)):
        src, dst = rng.sample(range(size), 2)
        edges.append(
            Edge(
                rng.choice([*KINDS, *KINDS, DERIVED]),
                src,
                dst,
                bound(0, 8),
                bound(3, 12),
                bound(0, 6),
                bound(4, 12),
            )
        )
    return Case(list(dict.fromkeys(edges)), size)


def cases(seed: int) -> Iterator[tuple[random.Random, Case, Moment]]:
    """Yield ten random graphs, each at three moments."""
    for one in range(seed, seed + 10):
        rng = random.Random(one)
        case = random_case(rng)
        for _ in range(3):
            yield rng, case, Moment(rng.randint(0, 12), rng.randint(0, 12))


@SEEDS
def test_neighbours_are_the_edges_that_hold_at_the_moment(seed: int) -> None:
    for rng, case, moment in cases(seed):
        kinds = tuple(rng.sample(KINDS, rng.randint(1, 3)))
        for node in range(case.size):
            for out in (None, True, False):
                found = case.network.neighbours(node, moment, kinds, out=out)
                got = sorted(
                    (EDGE_TYPES[k].name, e, o, w)
                    for k, e, o, w in zip(
                        found.kind.tolist(),
                        found.edge.tolist(),
                        found.other.tolist(),
                        found.out.tolist(),
                        strict=True,
                    )
                )
                ends = [(e, True, e.dst) for e in case.holding(moment, kinds) if e.src == node]
                ends += [(e, False, e.src) for e in case.holding(moment, kinds) if e.dst == node]
                assert got == sorted(
                    (e.kind, case.row(e), other, way)
                    for e, way, other in ends
                    if out is None or way is out
                )


@SEEDS
def test_the_edges_among_nodes_are_all_that_hold_between_them_each_once(seed: int) -> None:
    for rng, case, moment in cases(seed):
        some = set(rng.sample(range(case.size), rng.randint(1, case.size)))
        found = case.network.among(np.array(sorted(some)), moment, KINDS)
        got = sorted(found[["kind", "edge", "src", "dst"]].itertuples(index=False, name=None))
        assert got == sorted(
            (e.kind, case.row(e), e.src, e.dst)
            for e in case.holding(moment, KINDS)
            if e.src in some and e.dst in some
        )


@SEEDS
def test_a_neighbourhood_is_what_lies_within_some_steps_and_counts_what_it_cuts(seed: int) -> None:
    for rng, case, moment in cases(seed):
        seeds = rng.sample(range(case.size), rng.randint(1, min(3, case.size)))
        steps, limit = rng.randint(0, 4), rng.randint(1, 12)
        found = case.network.neighbourhood(seeds, moment, steps=steps, kinds=KINDS, limit=limit)
        ways = case.ways(moment)
        away = nx.multi_source_dijkstra_path_length(ways, set(seeds), cutoff=steps)
        assert found.found == len(away)
        assert len(found.nodes) == min(limit, len(away))
        assert found.cut == len(away) - len(found.nodes)
        distances = [away[n] for n in found.nodes]
        assert distances == sorted(distances)
        left = set(away) - set(found.nodes)
        assert all(away[n] >= distances[-1] for n in left)
        graph = case.network.to_networkx(found)
        assert set(graph) == set(found.nodes)
        ties = {frozenset(ends) for ends in graph.edges()}
        assert ties == {frozenset(ends) for ends in ways.subgraph(found.nodes).edges()}


def shortest(ways: nx.Graph[int], one: int, two: int, most: int) -> set[tuple[int, ...]]:
    """Return all simple paths of the least number of hops, and of one more."""
    if not nx.has_path(ways, one, two):
        return set()
    least = nx.shortest_path_length(ways, one, two)
    if least > most:
        return set()
    within = min(int(least) + 1, most)
    return {tuple(path) for path in nx.all_simple_paths(ways, one, two, cutoff=within)}


@SEEDS
def test_paths_are_all_of_the_fewest_hops_and_of_one_more(seed: int) -> None:
    for rng, case, moment in cases(seed):
        ways, most = case.ways(moment), rng.randint(1, 6)
        one, two = rng.sample(range(case.size), 2)
        found = case.network.paths(one, two, moment, kinds=KINDS, most=most, count=10_000)
        expected = shortest(ways, one, two, most)
        assert {p.nodes for p in found.paths} == expected
        assert len(found.paths) == len(expected)
        assert (found.cut, found.gave_up, found.hubs) == (False, False, [])
        lengths = [len(p.nodes) for p in found.paths]
        assert lengths == sorted(lengths)
        for path in found.paths:
            for left, right, hop in zip(path.nodes, path.nodes[1:], path.hops, strict=False):
                edge = [e for e in case.edges if e.kind == hop.kind][hop.edge]
                assert edge.holds(moment)
                ends = (edge.src, edge.dst)
                assert ends == ((left, right) if hop.out else (right, left))


@SEEDS
def test_fewer_paths_than_there_are_are_the_shortest_and_said_to_be_cut(seed: int) -> None:
    for rng, case, moment in cases(seed):
        one, two = rng.sample(range(case.size), 2)
        count = rng.randint(1, 4)
        found = case.network.paths(one, two, moment, kinds=KINDS, count=count)
        expected = shortest(case.ways(moment), one, two, 6)
        assert len(found.paths) == min(count, len(expected))
        assert found.cut is (len(expected) > count)
        lengths = sorted(len(p) for p in expected)
        assert [len(p.nodes) for p in found.paths] == lengths[:count]


@SEEDS
def test_hubs_are_listed_and_not_walked_through(seed: int) -> None:
    for rng, case, moment in cases(seed):
        one, two = rng.sample(range(case.size), 2)
        hub = rng.randint(1, 6)
        big = {n for n in range(case.size) if case.network.degree(n) > hub}
        ways = case.ways(moment)
        around = ways.subgraph(set(ways) - (big - {one, two}))
        found = case.network.paths(one, two, moment, kinds=KINDS, count=10_000, hub=hub)
        assert {p.nodes for p in found.paths} == shortest(nx.Graph(around), one, two, 6)
        assert set(found.hubs) <= big - {one, two}
        if not found.paths and (everywhere := shortest(ways, one, two, 6)):
            # What keeps the two apart is named.
            assert all(set(path) & big for path in everywhere)
            assert found.hubs
        near = case.network.neighbourhood([one], moment, steps=3, kinds=KINDS, limit=99, hub=hub)
        walked = {one} | {n for n in ways if n not in big}
        reached = {one}
        for _ in range(3):
            reached |= {m for n in reached & walked for m in ways[n]}
        assert set(near.nodes) == reached
        assert set(near.hubs) <= reached & big


def test_a_path_through_a_hub_is_not_a_path_though_both_ends_touch_it() -> None:
    star = [Edge("OWNS", n, 9) for n in range(9)]
    case = Case(star, 10)
    now = Moment(1, 1)
    found = case.network.paths(0, 1, now, hub=5)
    assert (found.paths, found.hubs) == ([], [9])
    assert [p.nodes for p in case.network.paths(0, 1, now, hub=9).paths] == [(0, 9, 1)]
    # As an end it is looked at like any other.
    assert [p.nodes for p in case.network.paths(0, 9, now, hub=5).paths] == [(0, 9)]


def test_a_search_past_its_budget_says_that_it_gave_up() -> None:
    case = Case([Edge("OWNS", n, n + 1) for n in range(9)], 10)
    found = case.network.paths(0, 9, Moment(1, 1), most=9, budget=4)
    assert (found.paths, found.gave_up) == ([], True)
    assert not case.network.paths(0, 9, Moment(1, 1), most=9).gave_up


def test_a_party_s_path_to_itself_has_no_hop() -> None:
    (path,) = Case([], 1).network.paths(0, 0, Moment(0, 0)).paths
    assert (path.nodes, path.hops) == ((0,), ())


def test_a_trajectory_is_what_a_party_took_part_in_oldest_first() -> None:
    took_part = [
        Edge("PARTY_TO", 0, 3, valid_from=9),
        Edge("PARTY_TO", 0, 2, valid_from=5),
        Edge("PARTY_TO", 0, 4, valid_from=7, known_from=20),
        Edge("PARTY_TO", 1, 2, valid_from=5),
        Edge("OWNS", 0, 1),
    ]
    network = Case(took_part, 5).network
    assert network.trajectory(0, Moment(30, 10)).other.tolist() == [2, 3]
    assert network.trajectory(0, Moment(30, 30)).other.tolist() == [2, 4, 3]
    assert network.trajectory(0, Moment(8, 30)).other.tolist() == [2, 4]


BROKEN = [
    pytest.param("other", lambda a: a[:-1], id="an entry is missing"),
    pytest.param("offsets", lambda a: a[::-1].copy(), id="offsets fall"),
    pytest.param("offsets", lambda a: np.r_[a, a[-1]], id="more offsets than nodes"),
    pytest.param("offsets", lambda a: a + 1, id="offsets that begin late"),
    pytest.param("other", lambda a: a + 100, id="an end that is not there"),
]


@pytest.mark.parametrize(("array", "damage"), BROKEN)
def test_arrays_that_do_not_fit_are_refused(array: str, damage: object) -> None:
    network = Case([Edge("OWNS", 0, 1), Edge("OWNS", 1, 2)], 3).network
    network.verify()
    assert callable(damage)
    broken = {**network.arrays, array: damage(network.arrays[array])}
    with pytest.raises(EditionError, match="run `qiji build`"):
        Network(broken, network.starts).verify()


def test_the_bounds_that_are_missing_are_the_ends_of_time() -> None:
    case = Case([Edge("OWNS", 0, 1, None, None, None, None)], 2)
    for day in (EARLIEST, 0, LATEST - 1):
        assert len(case.network.neighbours(0, Moment(day, day)).other) == 1
