"""Pairs of a holder and a company over a whole graph, as sorted arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from queries.holdings import Floats, Holdings, spread

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs by rising key (holder * nodes + company), a value each, and the days of their facts.

    Args:
        since: day from which all facts that were counted have held together, as `dated` codes.
        known: first day on which all of them were known.
    """

    key: Numbers
    value: Floats
    since: Numbers
    known: Numbers

    def only(self, keep: npt.NDArray[np.bool_] | Numbers) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.key[keep], self.value[keep], self.since[keep], self.known[keep])

    def plus(self, more: Pairs) -> Pairs:
        """Return both, values of one pair added up, days the later of both."""
        return gathered(
            np.concatenate([self.key, more.key]),
            np.concatenate([self.value, more.value]),
            np.concatenate([self.since, more.since]),
            np.concatenate([self.known, more.known]),
        )


def gathered(key: Numbers, value: Floats, since: Numbers, known: Numbers) -> Pairs:
    """Return pairs in order, each once: values added up, days the latest."""
    if (key[1:] > key[:-1]).all():
        return Pairs(key, value, since, known)
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    return Pairs(
        key[first],
        np.add.reduceat(value[order], first),
        np.maximum.reduceat(since[order], first),
        np.maximum.reduceat(known[order], first),
    )


def direct(held: Holdings) -> Pairs:
    """Return the direct holdings as pairs, each share at its least; own shares left out."""
    some = (held.least > 0) & (held.src != held.dst)
    return gathered(
        held.src[some].astype(np.int64) * np.int64(held.nodes) + held.dst[some],
        held.least[some],
        dated(held)[some],
        held.known[some].astype(np.int64),
    )


def onward(held: Holdings, pairs: Pairs) -> Pairs:
    """Return what the companies of given pairs bring to their holders, one step down.

    Holdings in the holder itself are nobody's, and a company's own shares are not its own votes.
    """
    holder, member = np.divmod(pairs.key, np.int64(held.nodes))
    owner, entry = spread(held.held_from, member)
    target = held.dst[entry].astype(np.int64)
    some = (held.least[entry] > 0) & (target != holder[owner]) & (target != member[owner])
    owner, entry, target = owner[some], entry[some], target[some]
    return gathered(
        holder[owner] * np.int64(held.nodes) + target,
        held.least[entry],
        np.maximum(dated(held)[entry], pairs.since[owner]),
        np.maximum(held.known[entry], pairs.known[owner]).astype(np.int64),
    )


def dated(held: Holdings) -> Numbers:
    """Return the day since each holding has held as a code that keeps whether it was stated.

    Twice the day, and one more where nobody stated it to the day: so the later of two codes is
    the later day, and of equal days the one less sure.
    """
    return held.since.astype(np.int64) * 2 + ~held.exact


def among(values: Numbers, rising: Numbers) -> npt.NDArray[np.bool_]:
    """Return which values are in a rising array."""
    if not len(rising):
        return np.zeros(len(values), bool)
    place = np.minimum(np.searchsorted(rising, values), len(rising) - 1)
    return np.asarray(rising[place] == values)
