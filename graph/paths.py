"""Paths between two parties: a search from both ends, and the paths among the links it saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from graph.days import Moment

Numbers = npt.NDArray[np.int64]
Links = dict[int, dict[int, int]]
"""Node -> node across -> row of the adjacency."""

BEYOND = 1  # [param] so many hops more than the shortest path may others have


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


class Walkable(Protocol):
    """What a search walks on: an adjacency, cut to a moment."""

    @property
    def offsets(self) -> npt.NDArray[np.int64]: ...

    @property
    def arrays(self) -> Mapping[str, npt.NDArray[Any]]: ...

    def expand(
        self, nodes: Numbers, moment: Moment, codes: npt.NDArray[np.bool_] | None
    ) -> tuple[Numbers, Numbers]:
        """Return the entries of some nodes that hold: whose each is, and its row."""
        ...

    def hubs_among(self, nodes: Numbers, hub: int) -> npt.NDArray[np.bool_]:
        """Return which nodes have too many links to be walked through."""
        ...


class TwoSided:
    """A breadth-first search from both ends that keeps every link it saw between kept nodes.

    It ends once all links of paths up to some length are seen: `complete` says which.
    """

    def __init__(
        self,
        network: Walkable,
        moment: Moment,
        codes: npt.NDArray[np.bool_] | None,
        hub: int,
        budget: int,
    ) -> None:
        self.network, self.moment, self.codes = network, moment, codes
        self.hub, self.budget = hub, budget
        self.links: Links = {}
        self.hubs: set[int] = set()
        self.complete = 0
        self.gave_up = False

    def meet(self, one: int, two: int, most: int) -> None:
        """Gather links by which the ends can meet, a little past the shortest way."""
        sides = [np.array([one], np.int64), np.array([two], np.int64)]
        seen = [{one}, {two}]
        spent, last, met = 0, most, False
        while self.complete < last:
            side = 0 if len(sides[0]) <= len(sides[1]) else 1
            if not len(sides[side]):
                self.complete = most  # all that one end can reach was looked at
                return
            frontier = sides[side]
            spent += int(
                (self.network.offsets[frontier + 1] - self.network.offsets[frontier]).sum()
            )
            if spent > self.budget:
                self.gave_up = True
                return
            fresh = self._look(frontier, (one, two)) - seen[side]
            seen[side] |= fresh
            sides[side] = np.fromiter(sorted(fresh), np.int64, len(fresh))
            self.complete += 1
            if not met and seen[0] & seen[1]:
                last, met = min(last, self.complete + BEYOND), True

    def _look(self, frontier: Numbers, ends: tuple[int, int]) -> set[int]:
        """Keep the links of some nodes, but for those to hubs; return the nodes across."""
        owner, rows = self.network.expand(frontier, self.moment, self.codes)
        others = np.asarray(self.network.arrays["other"][rows], np.int64)
        big = self.network.hubs_among(others, self.hub) & ~np.isin(others, ends)
        self.hubs.update(others[big].tolist())
        owner, rows, others = owner[~big], rows[~big], others[~big]
        for left, right, row in zip(
            frontier[owner].tolist(), others.tolist(), rows.tolist(), strict=True
        ):
            self.links.setdefault(left, {}).setdefault(right, row)
            self.links.setdefault(right, {}).setdefault(left, row)
        return set(others.tolist())


def _distances(links: Links, target: int, most: int) -> dict[int, int]:
    found, frontier = {target: 0}, [target]
    for step in range(1, most + 1):
        frontier = list({n for f in frontier for n in links.get(f, ()) if n not in found})
        found.update(dict.fromkeys(frontier, step))
    return found


def simple_paths(
    links: Links, one: int, two: int, most: int, count: int
) -> tuple[list[tuple[int, ...]], bool]:
    """Return up to `count` simple paths, shortest first, and whether there are more."""
    away = _distances(links, two, most)
    found: list[tuple[int, ...]] = []
    if one not in away:
        return found, False
    for length in range(away[one], min(most, away[one] + BEYOND) + 1):
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
