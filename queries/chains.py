"""The paths by which a holder holds a company, the largest first, and what is not shown.

A path is simple: it meets no company twice. What walks that go round in circles add is the
`circles` part of an answer, so that paths shown, paths cut and circles add up to the figure.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from queries.holdings import Holdings
from queries.integrated import shares_in

LIMIT = 10  # [param] paths shown unless told
BUDGET = 20_000  # [param] part paths looked at before the search says that it gave up


@dataclass(frozen=True)
class Chain:
    """One path of holdings.

    Args:
        nodes: from the holder to the company.
        shares: what each holds of the next, as counted; one less than nodes.
        product: the shares multiplied.
        entries: of the Holdings asked, those of each step (several where a share stands in parts).
    """

    nodes: tuple[int, ...]
    shares: tuple[float, ...]
    product: float
    entries: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Chains:
    """Paths from a holder to a company.

    Args:
        total: the integrated share; shown paths + `cut_share` + `circles` add up to it.
        chains: the largest paths.
        found: how many simple paths were found; all there are, if `counted`.
        cut_share: what found paths that are not shown make.
        circles: what walks through circles make; where not `counted`, all that is not found.
        counted: whether every path was looked at.
    """

    total: float
    chains: list[Chain]
    found: int
    cut_share: float
    circles: float
    counted: bool

    @property
    def cut(self) -> int:
        """How many found paths are not shown."""
        return self.found - len(self.chains)


def chains(
    held: Holdings,
    holder: int,
    company: int,
    *,
    total: float | None = None,
    limit: int = LIMIT,
    budget: int = BUDGET,
) -> Chains:
    """Return the paths by which a holder holds a company, the largest first.

    The search goes backwards from the company and always follows the largest part path, so
    paths come in the order of their product whatever the budget.

    Args:
        total: the integrated share, if it is at hand.
    """
    steps = _steps(held, holder, company)
    heap: list[tuple[float, tuple[int, ...], tuple[float, ...]]] = [(-1.0, (company,), ())]
    shown: list[Chain] = []
    cut: list[float] = []
    spent = 0
    while heap and spent < budget:
        spent += 1
        weight, nodes, shares = heapq.heappop(heap)
        if nodes[0] == holder and shares:
            if len(shown) < limit:
                shown.append(_chain(held, nodes, shares, -weight))
            else:
                cut.append(-weight)
            continue
        for above, share in steps.get(nodes[0], {}).items():
            if above not in nodes or (above == holder == company and len(nodes) > 1):
                heapq.heappush(heap, (weight * share, (above, *nodes), (share, *shares)))
    total = shares_in(held, company).of(holder)[0] if total is None else total
    rest = total - sum(c.product for c in shown) - sum(cut)
    return Chains(
        total, shown, len(shown) + len(cut), sum(cut), _no_dust(rest, total), counted=not heap
    )


def _no_dust(rest: float, total: float) -> float:
    """A remainder that is only float noise is nothing."""
    return rest if not np.isfinite(rest) or abs(rest) > 1e-12 * max(total, 1.0) else 0.0


def _steps(held: Holdings, holder: int, company: int) -> dict[int, dict[int, float]]:
    """What each company between the two is held by, largest first."""
    up = held.reach(np.array([company]), up=True)
    down = held.reach(np.array([holder]), up=False)
    steps: dict[int, dict[int, float]] = {}
    between = np.intersect1d(up, down)
    for node in between.tolist():
        for entry in held.holders_of(node).tolist():
            above, share = int(held.src[entry]), float(held.least[entry])
            if share > 0 and above != node:
                mine = steps.setdefault(node, {})
                mine[above] = mine.get(above, 0.0) + share
    wanted = set(between.tolist())
    return {
        node: {above: share for above, share in above_.items() if above in wanted}
        for node, above_ in steps.items()
    }


def _chain(
    held: Holdings, nodes: Sequence[int], shares: tuple[float, ...], product: float
) -> Chain:
    entries = []
    for above, below in itertools.pairwise(nodes):
        places = held.holders_of(below)
        entries.append(tuple(places[held.src[places] == above].tolist()))
    return Chain(tuple(nodes), shares, product, tuple(entries))
