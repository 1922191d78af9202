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

from queries.holdings import TOLERANCE, Flags, Floats, Holdings, Index, Ints, circles

DENSE = 600  # [param] circles up to this size are inverted as dense blocks
STACK = 4_000_000  # [param] cells of the blocks that are solved at once
STEPS = 64  # [param] steps up before circles are looked for
CLOSED = 1e-12  # [param] float noise of shares that add up to all of a company
DUST = 1e-15  # [param] entries of a large circle's inverse below this are dropped

Matrix = sp.csr_array[Any, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class _Parts:
    """The holdings as matrices: all (M), outside circles (U), and within them B − I."""

    all: Matrix
    outside: Matrix
    within: Matrix


def _matrix(values: Floats, rows: Index, columns: Index, nodes: int) -> Matrix:
    some = values > 0  # a stated nothing must not meet an infinite share
    return sp.csr_array((values[some], (rows[some], columns[some])), shape=(nodes, nodes))


def _parts(held: Holdings, values: Floats) -> _Parts:
    label = _labels(held, values)
    inner, nodes = label[held.src] == label[held.dst], held.nodes
    return _Parts(
        _matrix(values, held.src, held.dst, nodes),
        _matrix(values[~inner], held.src[~inner], held.dst[~inner], nodes),
        _circles(held, values, label, inner & (values > 0)),
    )


def _labels(held: Holdings, values: Floats) -> Ints:
    """Labels of the circles that holdings of some value make.

    One that counts nothing must not make a circle: a closed part of it would seem open.
    """
    if (values[held.in_circle] > 0).all():
        return held.circle
    return circles(_matrix(values, held.src, held.dst, held.nodes))


def _circles(held: Holdings, values: Floats, label: Ints, inner: Flags) -> Matrix:
    """Return (I − D)⁻¹ − I over all circles; infinite where it does not exist.

    Circles of one size are solved as one stack.
    """
    src, dst, shares = held.src[inner], held.dst[inner], values[inner]
    members = np.unique(np.concatenate([src, dst]))
    members = members[np.argsort(label[members], kind="stable")]
    first = np.flatnonzero(np.diff(label[members], prepend=-1))
    sizes = np.diff(first, append=len(members))
    ring, place = np.zeros((2, held.nodes), np.int64)
    ring[members] = np.repeat(np.arange(len(first)), sizes)
    place[members] = np.arange(len(members)) - first[ring[members]]
    found = [sp.coo_array((held.nodes, held.nodes))]
    for size in np.unique(sizes).tolist():
        every = np.flatnonzero(sizes == size)
        for rings in np.array_split(every, -(-len(every) * size * size // STACK)):
            some = np.isin(ring[src], rings)
            spot = (np.searchsorted(rings, ring[src[some]]), place[src[some]], place[dst[some]])
            blocks = _inverses(spot, shares[some], len(rings), size)
            begin = first[rings[blocks.coords[0]]]
            rows, columns = members[begin + blocks.coords[1]], members[begin + blocks.coords[2]]
            found.append(sp.coo_array((blocks.data, (rows, columns)), shape=found[0].shape))
    return sp.csr_array(sum(found[1:], found[0]))


@dataclass(frozen=True, eq=False)
class _Blocks:
    """Entries of a stack of blocks: (block, row, column) and value."""

    coords: tuple[Index, Index, Index]
    data: Floats


def _inverses(spot: tuple[Index, Index, Index], shares: Floats, count: int, size: int) -> _Blocks:
    """Return (I − D)⁻¹ − I of circles of one size, given by their holdings D."""
    if size > DENSE:
        within = sp.csr_array((shares, spot[1:]), shape=(size, size))
        found = (_endless(size) if closed(within.sum(axis=0)) else _large_inverse(within)).tocoo()
        return _Blocks((np.zeros(found.nnz, np.int64), found.row, found.col), found.data)
    stack = np.zeros((count, size, size))
    np.add.at(stack, spot, shares)
    ends = closed(stack.sum(axis=1))
    stack[ends] = np.inf
    try:
        stack[~ends] = _inverse(stack[~ends])
    except np.linalg.LinAlgError:
        stack[~ends] = np.stack([_inverse_or_endless(block) for block in stack[~ends]])
    coords = np.nonzero(stack)
    return _Blocks((coords[0], coords[1], coords[2]), stack[coords])


def closed(sums: Floats) -> npt.NDArray[np.bool_]:
    """Return whether circles leave nothing to outsiders, by what each member is held within."""
    return np.asarray((np.abs(sums - 1) <= CLOSED).all(axis=-1))


def _endless(size: int) -> Matrix:
    return sp.csr_array(np.full((size, size), np.inf))


def _inverse(within: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(I − D)⁻¹ − I of a stack of blocks; infinite unless the sum of powers exists.

    For D ≥ 0 the sum exists exactly where the inverse does and has no negative entry (I − D is
    then an M-matrix).
    """
    unit = np.eye(within.shape[-1])
    found = np.linalg.inv(unit - within).astype(np.float64)
    lost = ~np.isfinite(found).all(axis=(-1, -2)) | (found < -TOLERANCE).any(axis=(-1, -2))
    found = np.maximum(found - unit, 0.0)
    found[lost] = np.inf
    return found


def _inverse_or_endless(within: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    try:
        return np.asarray(_inverse(within[None])[0])
    except np.linalg.LinAlgError:
        return np.full_like(within, np.inf)


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
            return _endless(size)
        strip -= unit
        strips.append(sp.csc_array(np.where(strip > DUST, strip, 0.0)))
    return sp.csr_array(sp.hstack(strips))


def _walks(start: Matrix, outside: Matrix, within: Matrix) -> Matrix:
    """Return start · B · (I + U B + (U B)² + …); rows that have come to an end are set aside."""
    rows = np.arange(start.shape[0])
    step: Matrix = start
    found: list[tuple[Index, Index, Floats]] = []
    while step.nnz:
        step = sp.csr_array(step + step @ within) if within.nnz else step
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
    return _walks(parts.all[rows], parts.outside, parts.within)


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
    """One column of M (I − M)⁻¹, walked backwards from the company.

    Most companies have no circle above them: then steps up come to an end by themselves.
    """
    step, total = np.zeros((2, part.nodes))
    step[target] = 1.0
    for _ in range(min(part.nodes, STEPS)):
        passed = np.bincount(part.src, values * step[part.dst], minlength=part.nodes)
        step = passed.astype(np.float64)
        total += step
        if not step.any():
            return total
    parts = _parts(part, values)
    start: Matrix = sp.csr_array(([1.0], ([0], [target])), shape=(1, part.nodes))
    walks = _walks(start, sp.csr_array(parts.outside.T), sp.csr_array(parts.within.T))
    return np.asarray((walks @ sp.csr_array(parts.all.T)).toarray()[0])


def flowing(held: Holdings, start: Floats) -> Floats:
    """Return start · (I − M)⁻¹: what given parts of companies make of them and of all they hold."""
    parts = _parts(held, held.least)
    row = sp.csr_array(start[None, :])
    return np.asarray(_walks(row, parts.outside, parts.within).toarray()[0])


def bounded(least: Floats, most: Floats, ends: npt.NDArray[np.bool_]) -> Floats:
    """Return the most that holders can hold of one company: at most what is not surely others'.

    Args:
        ends: which holders are held by nobody; only their shares exclude each other.
    """
    sure = np.where(ends, least, 0.0)
    room = np.where(ends, 1.0 - (sure.sum() - sure), 1.0)
    return np.maximum(np.minimum(most, room), least)
