"""Pairs of one name that share something, and the level of each thing that is compared."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST
from loaders.resolving.people import features, kin, masks, rarity
from loaders.resolving.people.pairing import both_codes, distinct, numbered, pairs_within, sizes

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]

HUB = 60  # [param] what more people than this have to do with is no shared context
CREW = 30  # [param] a company with more people is no shared crew
NAMESAKES = 60  # [param] of one name about one thing; more say nothing about any two of them
FEW = 3  # [param] bearers of a name so rare that it is compared though nothing is shared
RARE = 1e-6  # [param] share of all people below which a name is rare wherever it is met
EXPECTED = 0.2  # [param] others of that name to be expected in the whole data
KINDS = ("contact", "address", "company", "case")  # what brings two people of one name together


@dataclass(frozen=True)
class Bearers:
    """People to compare.

    Attributes:
        name: code in `names`, by person; -1: none.
        identified: whether a person is told by a whole id.
        shown: what their masked ids show (`masks.shown`).
        at: person and company, each pair once.
        around: by kind (KINDS, `region`), person and value, each pair once.
        days: first and last day on which a person is met, EARLIEST where not known.
    """

    name: Ints
    names: Words
    identified: npt.NDArray[np.bool_]
    shown: masks.Shown
    at: tuple[Ints, Ints]
    around: dict[str, tuple[Ints, Ints]] = field(default_factory=dict)
    days: tuple[Ints, Ints] | None = None

    @property
    def count(self) -> int:
        """How many people there are."""
        return len(self.name)


class _Pairs:
    """Pairs found so far, each with what found it and how much that is worth."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.found: dict[str, list[tuple[Ints, Floats]]] = {}

    def add(self, kind: str, one: Ints, two: Ints, worth: Floats) -> None:
        other = one != two
        key = np.minimum(one, two)[other] * self.count + np.maximum(one, two)[other]
        self.found.setdefault(kind, []).append((key, worth[other]))

    def keys(self) -> Ints:
        every = [key for parts in self.found.values() for key, _ in parts]
        return np.unique(np.concatenate(every)) if every else np.empty(0, np.int64)

    def least(self, kind: str, keys: Ints) -> Floats:
        """Return the least worth of each pair under a kind; infinite where it has none."""
        found = np.full(len(keys), np.inf)
        for key, worth in self.found.get(kind, ()):
            np.minimum.at(found, np.searchsorted(keys, key), worth)
        return found

    def total(self, kind: str, keys: Ints) -> Floats:
        """Return the sum of worth of each pair under a kind."""
        found = np.zeros(len(keys))
        for key, worth in self.found.get(kind, ()):
            found += np.bincount(np.searchsorted(keys, key), worth, minlength=len(keys))
        return found


def candidates(people: Bearers, also: tuple[Ints, Ints] | None = None) -> pd.DataFrame:
    """Return pairs of one name that share something, or whose name hardly anybody else bears.

    Args:
        also: pairs of one name that are compared whatever they share.

    Returns:
        `one` < `two`, and a column of levels for each of `features.FEATURES`.
    """
    bearers = np.bincount(people.name[people.name >= 0], minlength=len(people.names))
    shares = rarity.shares(people.names, bearers)
    several = np.append(bearers > 1, False)[people.name]
    found = _Pairs(people.count)
    for kind in KINDS:
        _share(people, kind, several, found)
    _masks(people, several, found)
    _officers(people, shares, several, found)
    _hardly_anybody_else(people, bearers, shares, found)
    if also is not None:
        found.add("asked", *also, np.ones(len(also[0])))
    return _levels(people, shares, found)


def _share(people: Bearers, kind: str, several: npt.NDArray[np.bool_], into: _Pairs) -> None:
    person, value = people.around.get(kind, (np.empty(0, np.int64),) * 2)
    if not len(person):
        return
    size = sizes(value)
    kept = several[person] & (size <= HUB)
    if kind in ("contact", "address"):
        kept &= ~kin.of_clan(people.names, people.name[person], value)
    person, value, size = person[kept], value[kept], size[kept]
    one, two = pairs_within(both_codes(value, people.name[person]), NAMESAKES)
    into.add(kind, person[one], person[two], size[one].astype(np.float64))


def _masks(people: Bearers, several: npt.NDArray[np.bool_], into: _Pairs) -> None:
    telling = np.flatnonzero(several)
    telling = telling[(people.shown[telling, : masks.WIDTH] > 0).sum(1) >= masks.TELLING]
    rows = np.ascontiguousarray(people.shown[telling])
    code = np.unique(rows.view(f"V{rows.shape[1]}").ravel(), return_inverse=True)[1]
    one, two = pairs_within(both_codes(code, people.name[telling]), NAMESAKES)
    into.add("mask", telling[one], telling[two], np.ones(len(one)))


def _officers(
    people: Bearers, shares: Floats, several: npt.NDArray[np.bool_], into: _Pairs
) -> None:
    """Find pairs that have a co-officer's name in common."""
    person, company = people.at
    if not len(person):
        return
    named = people.name[person] >= 0
    one, two = pairs_within(np.where(named, company, -1 - np.arange(len(company))), CREW)
    own, other = person[np.r_[one, two]], person[np.r_[two, one]]
    kept = several[own] & (own != other) & (people.name[own] != people.name[other])
    own, other = distinct(own[kept], other[kept])
    names = both_codes(people.name[own], people.name[other])
    again = sizes(numbered(names)[1]) > 1 if len(names) else names > 0
    own, other, names = own[again], other[again], names[again]
    one, two = pairs_within(names, NAMESAKES)
    left, right = np.minimum(own[one], own[two]), np.maximum(own[one], own[two])
    co_name = people.name[other[one]]
    known = (other[one] == other[two]) & people.identified[other[one]]
    bearers = np.bincount(people.name[people.name >= 0], minlength=len(people.names))
    told = kin.surprise(people.names, bearers, shares, people.name[own[one]], co_name)
    worth = np.where(known, features.KNOWN_OFFICER, told)
    # A co-officer who is several persons yet counts once, as the surest of them.
    order = np.lexsort((-worth, co_name, right, left))
    triple = left[order], right[order], co_name[order]
    first = np.r_[True, np.any([np.diff(t) != 0 for t in triple], axis=0)] if len(order) else order
    order = order[first]
    into.add("officers", left[order], right[order], worth[order])


def _hardly_anybody_else(people: Bearers, bearers: Ints, shares: Floats, into: _Pairs) -> None:
    rare = (bearers > 1) & (bearers <= FEW) & (shares < RARE) & (shares * bearers.sum() < EXPECTED)
    person = np.flatnonzero(np.append(rare, False)[people.name])
    one, two = pairs_within(people.name[person], FEW)
    into.add("name", person[one], person[two], np.ones(len(one)))


def _levels(people: Bearers, shares: Floats, found: _Pairs) -> pd.DataFrame:
    keys = found.keys()
    one, two = keys // max(people.count, 1), keys % max(people.count, 1)
    name = people.name[one]
    length = np.array([len(n) for n in people.names.tolist()], np.int64)
    made = {
        "name": features.name_levels(shares[name]),
        "length": (length[name] <= 2).astype(np.int64),
        "mask": features.mask_levels(_agreeing(people, one, two)),
        "contact": features.shared_levels(found.least("contact", keys)),
        "address": features.shared_levels(found.least("address", keys)),
        "officers": features.officer_levels(found.total("officers", keys)),
        "company": np.isfinite(found.least("company", keys)).astype(np.int64),
        "case": np.isfinite(found.least("case", keys)).astype(np.int64),
        "region": _regions(people, one, two),
        "time": _times(people, one, two),
    }
    levels = {name: code.astype(np.int8) for name, code in made.items()}
    return pd.DataFrame({"one": one, "two": two, **levels})


def _agreeing(people: Bearers, one: Ints, two: Ints) -> Ints:
    parts = [
        masks.agreeing(people.shown[one[at : at + 500_000]], people.shown[two[at : at + 500_000]])
        for at in range(0, len(one), 500_000)
    ]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _regions(people: Bearers, one: Ints, two: Ints) -> Ints:
    """Return 1 where both are met in one region, 2 where each only in another, 0 not known."""
    person, value = people.around.get("region", (np.empty(0, np.int64),) * 2)
    low = np.full(people.count, np.iinfo(np.int64).max)
    high = np.full(people.count, -1, np.int64)
    np.minimum.at(low, person, value)
    np.maximum.at(high, person, value)
    alone = np.where(low == high, high, -1)
    known = (alone[one] >= 0) & (alone[two] >= 0)
    return np.where(known, np.where(alone[one] == alone[two], 1, 2), 0)


def _times(people: Bearers, one: Ints, two: Ints) -> Ints:
    if people.days is None:
        return np.zeros(len(one), np.int64)
    first, last = people.days
    gap = np.maximum(first[one], first[two]) - np.minimum(last[one], last[two])
    known = (first[one] != EARLIEST) & (first[two] != EARLIEST)
    level = np.where(gap <= features.YEARS_APART // 10, 1, 0)
    level = np.where(gap > features.YEARS_APART, 2, level)
    return np.where(known, level, 0)
