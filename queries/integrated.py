"""Integrated ownership: what a holder holds of a company over every path, circles included.

With M the matrix of holdings, the answer is M + M² + M³ + … = M (I − M)⁻¹. It is found without
a limit on depth: the strongly connected components (circles) are solved on their own, B being
the block-diagonal (I − D)⁻¹ of the holdings D within circles; what is left, U, has no circle, so
(U B)ᵏ is zero for k above the longest chain and the sum M B (I + U B + (U B)² + …) ends.

A circle that is held by nobody outside (every member wholly held within it) has no such sum: it
gives nothing to anyone outside, and its members' shares in each other are infinite.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from queries.holdings import TOLERANCE, Floats, Holdings, Index

DENSE = 600  # [param] circles up to this size are inverted as dense blocks
DUST = 1e-15  # [param] entries of a large circle's inverse below this are dropped

Matrix = sp.csr_array[Any, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class _Parts:
    """The holdings as matrices: all (M), outside circles (U), and B − I of the circles (E)."""

    all: Matrix
    outside: Matrix
    circles: Matrix


def _matrix(values: Floats, rows: Index, columns: Index, nodes: int) -> Matrix:
    some = values > 0  # a stated nothing must not meet an infinite share
    return sp.csr_array((values[some], (rows[some], columns[some])), shape=(nodes, nodes))


def _parts(holdings: Holdings, values: Floats) -> _Parts:
    inner, nodes = holdings.in_circle, holdings.nodes
    return _Parts(
        _matrix(values, holdings.src, holdings.dst, nodes),
        _matrix(values[~inner], holdings.src[~inner], holdings.dst[~inner], nodes),
        _circles(holdings, values),
    )


def _circles(holdings: Holdings, values: Floats) -> Matrix:
    """Return (I − D)⁻¹ − I over all circles; infinite where it does not exist."""
    inner = holdings.in_circle & (values > 0)
    src, dst, shares = holdings.src[inner], holdings.dst[inner], values[inner]
    labels = holdings.circle[src]
    order = np.argsort(labels, kind="stable")
    bounds = np.flatnonzero(np.diff(labels[order])) + 1
    blocks = [
        _block(src[part], dst[part], shares[part]) for part in np.split(order, bounds) if len(part)
    ]
    if not blocks:
        return sp.csr_array((holdings.nodes, holdings.nodes))
    rows, columns, data = (np.concatenate(c) for c in zip(*blocks, strict=True))
    return _matrix(data, rows, columns, holdings.nodes)


def _block(src: Index, dst: Index, shares: Floats) -> tuple[Index, Index, Floats]:
    """Return (I − D)⁻¹ − I of one circle as rows, columns and values."""
    members, places = np.unique(np.concatenate([src, dst]), return_inverse=True)
    size = len(members)
    within: Matrix = sp.csr_array(
        (shares, (places[: len(src)], places[len(src) :])), shape=(size, size)
    )
    if closed(within):
        found: Matrix = sp.csr_array(np.full((size, size), np.inf))
    elif size <= DENSE:
        found = sp.csr_array(_inverse(within.toarray()))
    else:
        found = _large_inverse(within)
    held = found.tocoo()
    return members[held.row], members[held.col], held.data


def closed(within: Matrix) -> bool:
    """Return whether holdings within one circle leave nothing of any member to outsiders."""
    sums = np.asarray(within.sum(axis=0)).ravel()
    return bool((np.abs(sums - 1) <= TOLERANCE * 1e-3).all())


def _inverse(within: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(I − D)⁻¹ − I; infinite unless the sum of powers exists.

    For D ≥ 0 the sum exists exactly where the inverse does and has no negative entry (I − D is
    then an M-matrix).
    """
    unit = np.eye(len(within))
    try:
        found = np.linalg.inv(unit - within)
    except np.linalg.LinAlgError:
        return np.full_like(within, np.inf)
    if not np.isfinite(found).all() or found.min() < -TOLERANCE:
        return np.full_like(within, np.inf)
    return np.maximum(found - unit, 0.0)


def _large_inverse(within: Matrix, width: int = 256) -> Matrix:
    """The same for a large circle, a strip of columns at a time, its dust dropped."""
    size = within.shape[0]
    solve = splu(sp.csc_array(sp.identity(size) - within))
    strips = []
    for begin in range(0, size, width):
        count = min(width, size - begin)
        unit = np.zeros((size, count))
        unit[np.arange(begin, begin + count), np.arange(count)] = 1.0
        strip = solve.solve(unit)
        if not np.isfinite(strip).all() or strip.min() < -TOLERANCE:
            return sp.csr_array(np.full((size, size), np.inf))
        strip -= unit
        strips.append(sp.csc_array(np.where(strip > DUST, strip, 0.0)))
    return sp.csr_array(sp.hstack(strips))


def _walks(start: Matrix, outside: Matrix, circles: Matrix) -> Matrix:
    """Return start · B · (I + U B + (U B)² + …); rows that have come to an end are set aside."""
    rows = np.arange(start.shape[0])
    step: Matrix = start
    found: list[tuple[Index, Index, Floats]] = []
    while step.nnz:
        step = sp.csr_array(step + step @ circles) if circles.nnz else step
        held = step.tocoo()
        found.append((rows[held.row], held.col, held.data))
        step = sp.csr_array(step @ outside)
        moving = np.diff(step.indptr) > 0
        step, rows = step[moving], rows[moving]
    if not found:
        return sp.csr_array(start.shape)
    row, column, data = (np.concatenate(c) for c in zip(*found, strict=True))
    return sp.csr_array((data, (row, column)), shape=start.shape)


def integrated(holdings: Holdings, holders: Index | None = None, *, most: bool = False) -> Matrix:
    """Return what holders hold of every node, over any depth and through circles.

    Args:
        holders: numbers of the holders; None: all persons.
        most: count what nobody stated at its most instead of as nothing; the result may then
            exceed 1 or be infinite, see `bounded`.

    Returns:
        one row a holder (in order), one column a node; shares as M (I − M)⁻¹ has them.
    """
    rows = np.flatnonzero(holdings.is_person) if holders is None else np.asarray(holders)
    parts = _parts(holdings, holdings.most if most else holdings.least)
    return _walks(parts.all[rows], parts.outside, parts.circles)


@dataclass(frozen=True, eq=False)
class Shares:
    """What others hold of one company.

    Args:
        holders: numbers of all that hold a part of it over any depth, rising.
        least: integrated share, what nobody stated counted as nothing; infinite for a member
            of a circle that nobody outside holds.
        most: the same at most: never below `least`, never above what others surely have.
        stated: the sum of the directly stated shares of the company.
        complete: every share in every company on the way up is stated.
    """

    holders: npt.NDArray[np.int64]
    least: Floats
    most: Floats
    stated: float
    complete: bool

    def of(self, holder: int) -> tuple[float, float]:
        """Return the least and the most that a holder holds; nothing for a stranger."""
        place = int(np.searchsorted(self.holders, holder))
        if place == len(self.holders) or self.holders[place] != holder:
            return 0.0, 0.0
        return float(self.least[place]), float(self.most[place])


def shares_in(held: Holdings, company: int) -> Shares:
    """Return what every direct and indirect holder holds of one company.

    Only its upstream is looked at, so it costs as much as that is large.
    """
    nodes = held.reach(np.array([company]), up=True)
    part = held.among(nodes)
    target = int(np.searchsorted(nodes, company))
    least = _column(part, target, part.least)
    unstated = bool(np.isnan(part.share).any())
    most = _column(part, target, part.most) if unstated else least
    ends = np.bincount(part.dst, minlength=part.nodes) == 0
    some = (least > 0) | (most > 0)
    return Shares(
        nodes[some],
        least[some],
        bounded(least, most, ends)[some],
        float(held.stated[company]),
        not unstated,
    )


def _column(part: Holdings, target: int, values: Floats) -> Floats:
    """One column of M (I − M)⁻¹, walked backwards from the company."""
    parts = _parts(part, values)
    start: Matrix = sp.csr_array(([1.0], ([0], [target])), shape=(1, part.nodes))
    walks = _walks(start, sp.csr_array(parts.outside.T), sp.csr_array(parts.circles.T))
    return np.asarray((walks @ sp.csr_array(parts.all.T)).toarray()[0])


def flowing(held: Holdings, start: Floats) -> Floats:
    """Return start · (I − M)⁻¹: what given parts of companies make of them and of all they hold."""
    parts = _parts(held, held.least)
    row = sp.csr_array(start[None, :])
    return np.asarray(_walks(row, parts.outside, parts.circles).toarray()[0])


def bounded(least: Floats, most: Floats, ends: npt.NDArray[np.bool_]) -> Floats:
    """Return the most that holders can hold of one company: at most what is not surely others'.

    Args:
        ends: which holders are held by nobody; only their shares exclude each other.
    """
    sure = np.where(ends, least, 0.0)
    room = np.where(ends, 1.0 - (sure.sum() - sure), 1.0)
    return np.maximum(np.minimum(most, room), least)
