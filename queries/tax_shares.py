"""Shares as the tax office counts them: a firm held enough passes its own holding on in full.

h(x, y) = m(x, y) + Σ f(x, z) · m(z, y) over the middle firms z, where f(x, z) is 1 if h(x, z) is
at or above the threshold of the middle firm. Below it the text states no way to count; the rule
book says whether to multiply, f(x, z) = h(x, z), or to count nothing. The answer is the least h
that fits, found by letting the set of firms counted in full grow; circles need no care.

**Source:** 国家税务总局公告2016年第42号 art. 2(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from queries.holdings import TOLERANCE, Floats, Holdings
from queries.integrated import flowing


@dataclass(frozen=True, eq=False)
class TaxShares:
    """What holders, taken as one, hold of others.

    Args:
        holders: who is taken as one.
        shares: of each company held, directly or indirectly; above 1 where ways overlap.
        full: the middle firms that count in full.
    """

    held: Holdings
    holders: frozenset[int]
    shares: dict[int, float]
    full: frozenset[int]

    def support(self, company: int) -> list[int]:
        """Return the entries of the Holdings that make the share of a company."""
        seen, waiting, entries = {company}, [company], set()
        while waiting:
            for entry in self.held.holders_of(waiting.pop()).tolist():
                above = int(self.held.src[entry])
                if self.held.least[entry] <= 0 or not (
                    above in self.holders or self.shares.get(above, 0.0) > 0
                ):
                    continue
                entries.add(entry)
                if above not in seen and above not in self.holders:
                    seen.add(above)
                    waiting.append(above)
        return sorted(entries)


def tax_shares(
    held: Holdings, holders: Sequence[int], middle: float = 0.25, *, multiply: bool = True
) -> TaxShares:
    """Return what holders, their shares added up, hold of every company.

    Args:
        holders: one party, or relatives whose shares are added up.
        middle: from this share on, a middle firm's holding counts in full.
        multiply: whether a firm held below `middle` passes on its part.
    """
    own = frozenset(holders)
    full: set[int] = set()
    shares = _from_full(held, own, full)
    while True:
        if multiply:
            shares = _with_parts(held, own, full, shares)
        fresh = {c for c, s in shares.items() if s >= middle - TOLERANCE} - full
        if not fresh:
            return TaxShares(held, own, shares, frozenset(full))
        full |= fresh
        shares = _from_full(held, own, full)


def _from_full(held: Holdings, own: frozenset[int], full: set[int]) -> dict[int, float]:
    """Shares that the holders and the firms counted in full hold directly."""
    shares: dict[int, float] = {}
    for member in sorted(own | full):
        for entry in held.held_by(member).tolist():
            company, share = int(held.dst[entry]), float(held.least[entry])
            if share > 0 and company not in own and company != member:
                shares[company] = shares.get(company, 0.0) + share
    return shares


def _with_parts(
    held: Holdings, own: frozenset[int], full: set[int], shares: dict[int, float]
) -> dict[int, float]:
    """The same, and what firms that do not count in full pass on by multiplication."""
    partial = [c for c in shares if c not in full and held.held_from[c] < held.held_from[c + 1]]
    if not partial:
        return shares
    nodes = held.reach(np.array(partial), up=False)
    passing = nodes[~np.isin(nodes, [*own, *full])]
    start: Floats = np.array([shares.get(n, 0.0) for n in passing.tolist()])
    passed = flowing(_without_own(held.among(passing)), start).tolist()
    parts = {n: h for n, h in zip(passing.tolist(), passed, strict=True) if h > 0}
    found = {**shares, **parts}
    for firm, part in parts.items():
        for entry in held.held_by(firm).tolist():
            company, share = int(held.dst[entry]), float(held.least[entry])
            if company in full and share > 0:
                found[company] = found.get(company, 0.0) + part * share
    return found


def _without_own(held: Holdings) -> Holdings:
    """The same, but for what firms hold of themselves: nobody is one's own middle firm."""
    own = held.src == held.dst
    return replace(held, counts=(np.where(own, 0.0, held.least), np.where(own, 0.0, held.most)))
