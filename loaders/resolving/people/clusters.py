"""Who is merged: average link over likely pairs, with rules that forbid. Never by chains.

Two groups become one where the mean probability of all pairs across them is at least the
declared one, where each is the other's likeliest, and no rule forbids. Pairs that nothing speaks
for count as strangers, so that A-B and B-C do not make A-C. Who could be either of two that
cannot be one is merged with neither. What people judged holds from the beginning (`rulings`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.resolving.people import masks
from loaders.resolving.people.pairing import both_codes, distinct, sizes
from loaders.resolving.people.rulings import Keys, contracted, shared_out

LIKELY = ("src", "dst", "probability", "evidence")
"""What is told of those who may be one."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Limits:
    """What tells people apart for certain.

    Attributes:
        identity: code of a person's whole id; -1: not known. Two codes are two people.
        shown: what masked ids show; a place that differs is two people.
        at: person and company: of one name in one company there are as many as were told apart.
        apart: pairs that a rule holds to be two.
        judged: pairs that people judged to be two.
    """

    identity: Ints
    shown: masks.Shown
    at: tuple[Ints, Ints]
    apart: tuple[Ints, Ints] = (np.empty(0, np.int64), np.empty(0, np.int64))
    judged: tuple[Ints, Ints] = (np.empty(0, np.int64), np.empty(0, np.int64))

    def of(self, group: Ints, count: int) -> Limits:
        """Return the limits of groups; each says what all of its members say."""
        identity = np.full(count, -1, np.int64)
        np.maximum.at(identity, group, self.identity)
        at = distinct(group[self.at[0]], self.at[1])
        # Who was judged to be one is one, though a rule holds the two to be two.
        pairs = ((group[a], group[b]) for a, b in (self.apart, self.judged))
        apart, judged = ((a[a != b], b[a != b]) for a, b in pairs)
        shown = masks.combined(self.shown, group, count)
        return Limits(identity, shown, (at[0], at[1]), apart, judged)

    def taken(self, number: Ints, count: int) -> Limits:
        """Return the limits of some, by their new numbers; -1 is left out."""
        kept = np.flatnonzero(number >= 0)
        order = np.empty(count, np.int64)
        order[number[kept]] = kept
        at = number[self.at[0]]
        pairs = [(number[a], number[b]) for a, b in (self.apart, self.judged)]
        apart, judged = ((a[(a >= 0) & (b >= 0)], b[(a >= 0) & (b >= 0)]) for a, b in pairs)
        there = at[at >= 0], self.at[1][at >= 0]
        return Limits(self.identity[order], self.shown[order], there, apart, judged)

    def forbid(self, one: Ints, two: Ints) -> Bools:
        """Return which pairs cannot be one."""
        whose = self.identity[one], self.identity[two]
        no = (whose[0] >= 0) & (whose[1] >= 0) & (whose[0] != whose[1])
        for at in range(0, len(one), 500_000):
            part = slice(at, at + 500_000)
            no[part] |= masks.contradict(self.shown[one[part]], self.shown[two[part]])
        no |= self._meet(one, two)
        keys = _key(one, two, len(self.identity))
        for two_are in (self.apart, self.judged):
            no |= np.isin(keys, _key(*two_are, len(self.identity)))
        return np.asarray(no, bool)

    def _meet(self, one: Ints, two: Ints) -> Bools:
        """Return which pairs have a company in common."""
        person, company = self.at
        found = np.zeros(len(one), bool)
        rows, mine = _joined(one, person, company)
        pairs, theirs = _joined(two, person, company)
        both = np.isin(_row_and(rows, mine), _row_and(pairs, theirs))
        found[rows[both]] = True
        return found


def _row_and(rows: Ints, values: Ints) -> Ints:
    """Return one number for a row and a value, the same for every array of them."""
    return rows * (1 << 31) + values


def _joined(asked: Ints, person: Ints, company: Ints) -> tuple[Ints, Ints]:
    """Return, for each asked person, the row of asking and everything the person has."""
    order = np.argsort(person, kind="stable")
    low = np.searchsorted(person[order], asked, "left")
    size = np.searchsorted(person[order], asked, "right") - low
    rows = np.repeat(np.arange(len(asked)), size)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(size) - size, size) + np.repeat(low, size)
    return rows, company[order[place]]


def _key(one: Ints, two: Ints, count: int) -> Ints:
    return np.minimum(one, two) * count + np.maximum(one, two)


def merged(
    pairs: pd.DataFrame,
    limits: Limits,
    merge_at: float,
    keys: Keys,
    same: Ints | None = None,
) -> Ints:
    """Return the group of each person, from 0; most are alone in theirs.

    Args:
        pairs: `one`, `two`, `probability`, `proven` (whether it may be merged at all).
        keys: by person, something that is the same in whatever order the rows came.
        same: by person, a number that those have in common who were judged to be one.
    """
    place = None if same is None else np.unique(same, return_inverse=True)[1].astype(np.int64)
    count = len(limits.identity)
    if place is not None and int(place.max(initial=-1)) + 1 < count:
        several, called = contracted(pairs, place, keys)
        return merged(several, limits.of(place, len(called)), merge_at, called)[place]
    one, two = pairs["one"].to_numpy(np.int64), pairs["two"].to_numpy(np.int64)
    chance = shared_out(one, two, pairs["probability"].to_numpy(np.float64), limits.judged)
    pairs = pairs.assign(probability=chance)
    likely = pairs[pairs["proven"].to_numpy(bool) & (chance >= merge_at)]
    involved = np.unique(likely[["one", "two"]].to_numpy(np.int64))
    involved = involved[np.argsort(np.asarray(keys[involved], str), kind="stable")]
    number = np.full(count, -1, np.int64)
    number[involved] = np.arange(len(involved))
    held = pairs[(number[pairs["one"]] >= 0) & (number[pairs["two"]] >= 0)]
    held = held.assign(one=number[held["one"]], two=number[held["two"]])
    group = np.arange(count)
    group[involved] = involved[_grouped(held, limits.taken(number, len(involved)), merge_at)]
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def _grouped(pairs: pd.DataFrame, limits: Limits, merge_at: float) -> Ints:
    """Return, by person, the least person of its group."""
    one, two = pairs["one"].to_numpy(np.int64), pairs["two"].to_numpy(np.int64)
    chance = pairs["probability"].to_numpy(np.float64)
    good = pairs["proven"].to_numpy(bool) & (chance >= merge_at)
    good &= ~limits.forbid(one, two)
    good &= ~_either(one, two, good, limits)
    count = len(limits.identity)
    group = np.arange(count)
    while True:
        left, right, mean = _links(group, one, two, good, chance)
        sure = mean >= merge_at
        left, right, mean = left[sure], right[sure], mean[sure]
        allowed = ~limits.of(group, count).forbid(left, right)
        left, right, mean = left[allowed], right[allowed], mean[allowed]
        if not len(left):
            return group
        group = _mutual(left, right, mean, count)[group]


def _either(one: Ints, two: Ints, good: Bools, limits: Limits) -> Bools:
    """Return the pairs of whom one could be either of two that cannot be one."""
    rows = np.flatnonzero(good)
    hub = np.r_[one[rows], two[rows]]
    other = np.r_[two[rows], one[rows]]
    if not len(hub):
        return np.zeros(len(one), bool)
    count = len(limits.identity)
    torn = np.zeros(count, bool)
    identity = limits.identity[other]
    whole = identity >= 0
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, -1, np.int64)
    np.minimum.at(low, hub[whole], identity[whole])
    np.maximum.at(high, hub[whole], identity[whole])
    torn |= (high >= 0) & (low != high)
    torn |= masks.torn(limits.shown[other], hub, count)
    place, company = _joined(other, *limits.at)
    if len(place):
        several = distinct(hub[place], company, other[place])
        met = sizes(np.unique(both_codes(several[0], several[1]), return_inverse=True)[1]) > 1
        torn[several[0][met]] = True
    torn[_beside_both(hub, other, limits.apart)] = True
    return torn[one] | torn[two]


def _beside_both(hub: Ints, other: Ints, apart: tuple[Ints, Ints]) -> Ints:
    """Return who is linked to both of two that were judged to be two."""
    ends = [_joined(end, other, hub) for end in apart]
    both = np.isin(_row_and(*ends[0]), _row_and(*ends[1]))
    return ends[0][1][both]


def _links(
    group: Ints, one: Ints, two: Ints, good: Bools, chance: Floats
) -> tuple[Ints, Ints, Floats]:
    """Return pairs of groups that a good pair links, and the mean probability across them."""
    left, right = group[one], group[two]
    apart = left != right
    key = _key(left[apart], right[apart], len(group))
    keys, place = np.unique(key, return_inverse=True)
    size = np.bincount(group, minlength=len(group))
    left, right = keys // len(group), keys % len(group)
    linked = np.bincount(place, good[apart], minlength=len(keys)) > 0
    every = size[left] * size[right]
    mean = np.bincount(place, chance[apart], minlength=len(keys)) / np.maximum(every, 1)
    return left[linked], right[linked], mean[linked]


def _mutual(left: Ints, right: Ints, mean: Floats, count: int) -> Ints:
    """Return into which group each goes: those that are each other's likeliest become one."""
    hub = np.r_[left, right]
    other = np.r_[right, left]
    both = np.r_[mean, mean]
    # Equal means: the pair of the smallest numbers, so that the choice is the same for both.
    order = np.lexsort((np.maximum(hub, other), np.minimum(hub, other), -both, hub))
    first = order[np.r_[True, np.diff(hub[order]) != 0]]
    best = np.full(count, -1, np.int64)
    best[hub[first]] = other[first]
    into = np.arange(count)
    chosen = np.flatnonzero(best >= 0)
    chosen = chosen[(best[best[chosen]] == chosen) & (chosen < best[chosen])]
    into[best[chosen]] = chosen
    return into


def likeliest(pairs: pd.DataFrame, group: Ints, limits: Limits, show_at: float) -> pd.DataFrame:
    """Return, of every two groups that may be one, their likeliest pair, as `src` and `dst`.

    Args:
        pairs: `one`, `two`, `probability`, and what else is to be told of each, as numbers.
        group: by member, as `merged` gives it.
        show_at: pairs less likely are left out.
    """
    shown = pairs[pairs["probability"].to_numpy() >= show_at]
    src, dst = group[shown["one"].to_numpy()], group[shown["two"].to_numpy()]
    shown = shown.assign(src=np.minimum(src, dst), dst=np.maximum(src, dst))
    shown = shown[shown["src"] != shown["dst"]]
    count = int(group.max(initial=-1)) + 1
    shown = shown[~limits.of(group, count).forbid(shown["src"].to_numpy(), shown["dst"].to_numpy())]
    # Of pairs as likely, what is said of them decides, not which row came first.
    apart = ("src", "dst", "probability", "one", "two")
    told = [str(column) for column in shown if column not in apart]
    order = ["probability", *told, "one", "two"]
    shown = shown.assign(probability=-shown["probability"]).sort_values(["src", "dst", *order])
    shown["probability"] = -shown["probability"]
    shown = shown[~shown.duplicated(["src", "dst"])].reset_index(drop=True)
    return shown.assign(src=shown["one"], dst=shown["two"])
