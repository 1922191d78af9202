"""The ownership tree of a company: who holds it, or what it holds, level by level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.days import Moment
from graph.edition import Edition
from graph.errors import WrongParameters
from queries.holdings import Holdings, holdings
from queries.integrated import integrated, shares_in

Direction = Literal["up", "down"]
WIDTH = 20  # [param] holdings shown under one party, the largest first
ROWS = 2_000  # [param] rows of one tree


@dataclass(frozen=True)
class Row:
    """One line of the tree, in the order of a tree grid: a party under the one before it.

    Args:
        node: the party.
        parent: the party one level nearer to the company; -1 for the company itself.
        depth: 0 for the company.
        share: of the holding between the two, in [0, 1]; NaN: not stated.
        product: the shares multiplied along this way; NaN where one is not stated.
        integrated: what the party holds of the company (upwards), or the company of it
            (downwards), over all ways; what nobody stated counts as nothing.
        cycle: the party is already on this way: circular holding, not followed again.
        repeated: the party stands above in the tree with what is below it, not shown again.
        below: how many parties hold it (upwards) or are held by it (downwards).
        hidden: how many of these are not shown: too small, too many or too deep.
        stated: the sum of the stated shares in it.
        overstated: that sum is more than all of it, so that shares count as parts of the sum.
        edges: rows of `edges/OWNS` of the holding.
    """

    node: int
    parent: int
    depth: int
    share: float
    product: float
    integrated: float
    cycle: bool
    repeated: bool
    below: int
    hidden: int
    stated: float
    overstated: bool
    edges: tuple[int, ...]


@dataclass(frozen=True)
class OwnershipTree:
    """The rows of a tree, and whether ROWS cut it."""

    company: int
    direction: Direction
    rows: list[Row]
    cut: bool


@dataclass(frozen=True)
class _Branch:
    """A party that has its place in the tree and waits to be written."""

    node: int
    depth: int
    share: float
    product: float
    edges: tuple[int, ...]
    way: tuple[int, ...]  # from the company to its parent


def ownership_tree(
    edition: Edition,
    company: int,
    moment: Moment,
    direction: Direction = "up",
    depth: int = 4,
    min_share: float = 0.0,
    *,
    width: int = WIDTH,
) -> OwnershipTree:
    """Return who holds a company (`up`), or what it holds (`down`), as rows of a tree.

    Args:
        depth: levels shown.
        min_share: holdings smaller than this are counted but not shown; one that nobody stated
            is always shown.
        width: holdings shown under one party, the largest first; the rest are counted.

    Raises:
        WrongParameters: the direction is neither, or a number is out of its range.
    """
    if direction not in ("up", "down") or depth < 1 or not 0 <= min_share <= 1 or width < 1:
        raise WrongParameters(
            f"An ownership tree wants a direction up or down, a depth and width of 1 or more and "
            f"a share in [0, 1]; it was given {direction!r}, {depth}, {width} and {min_share}."
        )
    return tree(holdings(edition, moment), company, direction, depth, min_share, width)


def tree(
    held: Holdings,
    company: int,
    direction: Direction = "up",
    depth: int = 4,
    min_share: float = 0.0,
    width: int = WIDTH,
) -> OwnershipTree:
    """Return the tree of holdings given as arrays; see `ownership_tree`."""
    whole = _whole(held, company, direction)
    rows: list[Row] = []
    done: set[int] = set()
    waiting = [_Branch(company, 0, np.nan, 1.0, (), ())]
    while waiting and len(rows) < ROWS:
        branch = waiting.pop()
        node = branch.node
        cycle, repeated = node in branch.way, node in done
        all_below = list(_below(held, branch, direction))
        shown: list[_Branch] = []
        if not cycle and not repeated and branch.depth < depth:
            done.add(node)
            shown = [b for b in all_below if not b.share < min_share][:width]
            waiting += shown[::-1]
        rows.append(
            Row(
                node,
                branch.way[-1] if branch.way else -1,
                branch.depth,
                branch.share,
                branch.product,
                whole.get(node, 0.0),
                cycle,
                repeated and not cycle,
                len(all_below),
                0 if cycle or repeated else len(all_below) - len(shown),
                float(held.stated[node]),
                bool(np.isin(node, held.overstated)),
                branch.edges,
            )
        )
    return OwnershipTree(company, direction, rows, bool(waiting))


def _below(held: Holdings, branch: _Branch, direction: Direction) -> Iterator[_Branch]:
    """What comes one level further from the company, the largest share first."""
    up = direction == "up"
    entries = held.holders_of(branch.node) if up else held.held_by(branch.node)
    others = (held.src if up else held.dst)[entries]
    grouped: list[tuple[float, int, float, tuple[int, ...]]] = []
    for other in np.unique(others).tolist():
        mine = entries[others == other]
        share = float(held.share[mine].sum())
        counted = share if np.isnan(share) else float(held.least[mine].sum())
        edges = tuple(held.edge[mine].tolist())
        grouped.append((-np.nan_to_num(share, nan=-1.0), other, counted, edges))
    for order, other, counted, edges in sorted(grouped):
        share = np.nan if np.isnan(counted) else -order
        way = (*branch.way, branch.node)
        yield _Branch(other, branch.depth + 1, share, branch.product * counted, edges, way)


def _whole(held: Holdings, company: int, direction: Direction) -> dict[int, float]:
    if direction == "up":
        found = shares_in(held, company)
        return dict(zip(found.holders.tolist(), found.least.tolist(), strict=True))
    nodes = held.reach(np.array([company]), up=False)
    part = held.among(nodes)
    row = integrated(part, np.searchsorted(nodes, [company])).toarray()[0]
    return dict(zip(nodes.tolist(), row.tolist(), strict=True))
