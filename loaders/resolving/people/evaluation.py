"""How right the joining of people is, by what is known to be so; and a model learnt from it."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import WrongParameters
from loaders.resolving.enterprises.evaluation import MOST, Evaluation, by_kind
from loaders.resolving.model import Calibration, PointModel
from loaders.resolving.people.across import measured
from loaders.resolving.people.candidates import candidates
from loaders.resolving.people.features import FEATURES, PROOF
from loaders.resolving.people.lists import PeopleList, told_inside
from loaders.resolving.people.pairing import pairs_within
from loaders.resolving.people.resolving import Compared, compare
from loaders.resolving.training import learn

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

KINDS = ("inside", "shared", "masked", "name")
"""What tells two rows to be one: a company or an id; something shared; masked ids; the name."""
FEWEST = 50  # [param] pairs of either truth below which a list teaches nothing
SUREST = 0.995  # [param] the most that a learnt model says of a pair


def evaluate(given: PeopleList, model: PointModel, *, hide: float, seed: int) -> Evaluation:
    """Return how right people are told on a list of rows, ids hidden from a share of it.

    Counted are every two rows that are one person, or were found to be, of which one shows no id.
    """
    began = time.process_time()
    hidden, compared = hidden_and_compared(given, model, hide=hide, seed=seed)
    people = compared.joined()
    spent = time.process_time() - began
    truth = _truth(given)
    one, two, so = _row_pairs(truth, people.group[people.entity], hidden)
    ends = people.entity[one], people.entity[two]
    found = people.group[ends[0]] == people.group[ends[1]]
    kinds = by_kind(kinds_of(compared, *ends), so, found, KINDS)
    return Evaluation(kinds, measured(*known_pairs(compared, truth)), spent, len(truth))


def hidden_and_compared(
    given: PeopleList, model: PointModel, *, hide: float, seed: int
) -> tuple[Bools, Compared]:
    """Return which rows show no id, and the people of a list as they were compared."""
    hidden = np.random.default_rng(seed).random(len(given.rows)) < hide
    inside, around = told_inside(given, hidden)
    return hidden | given.rows["id"].isna().to_numpy(), compare(inside, around, model=model)


def evaluate_pairs(
    compared: Compared, group: Ints, one: Ints, two: Ints, same: Bools, seconds: float
) -> Evaluation:
    """Return how right people of a home are told, on pairs of which it is known.

    Args:
        group: by person, as the next build would join them.
        one, two: persons. same: whether they are one.
    """
    kinds = by_kind(kinds_of(compared, one, two), same, group[one] == group[two], KINDS)
    pairs, rows = looked_up(compared, one, two)
    stated = measured(pairs, same[rows])
    return Evaluation(kinds, stated, seconds, len(np.unique(np.r_[one, two])))


def train(given: PeopleList, shipped: PointModel, *, hide: float, seed: int) -> PointModel:
    """Return a model learnt from the rows of a list."""
    _, compared = hidden_and_compared(given, shipped, hide=hide, seed=seed)
    return learnt(*known_pairs(compared, _truth(given)), shipped)


def learnt(levels: pd.DataFrame, same: Bools, shipped: PointModel) -> PointModel:
    """Return a model learnt from compared pairs; where they say little, the points stay.

    Raises:
        WrongParameters: too few pairs are one, or two.
    """
    fewest = min(int(same.sum()), int((~same).sum()))
    if fewest < FEWEST:
        raise WrongParameters(
            f"Of the pairs that can be compared (of one name, sharing something, no rule against "
            f"them) {int(same.sum()):,} are one and {int((~same).sum()):,} are two; a model needs "
            f"{FEWEST} of either."
        )
    model = learn("person", FEATURES, levels, same, prior=shipped)
    surest = float(np.log(SUREST / (1 - SUREST)))
    said = tuple(min(number, surest) for number in model.calibration.log_odds)
    return replace(model, calibration=Calibration(model.calibration.points, said))


def levels_of(compared: Compared, one: Ints, two: Ints) -> tuple[pd.DataFrame, Ints]:
    """Return what was found about pairs of one name that nothing forbids; and which these are."""
    name = compared.people.name
    kept = (name[one] == name[two]) & (name[one] >= 0) & (one != two)
    kept &= ~compared.limits.forbid(one, two)
    rows = np.flatnonzero(kept)
    levels, at = looked_up(compared, one[rows], two[rows])
    if len(at) < len(rows):  # some share nothing: they are compared all the same
        every = replace(compared, pairs=candidates(compared.people, (one[rows], two[rows])))
        levels, at = looked_up(every, one[rows], two[rows])
    return levels, rows[at]


def looked_up(compared: Compared, one: Ints, two: Ints) -> tuple[pd.DataFrame, Ints]:
    """Return the compared pairs among some, and the places of these."""
    low, high = np.minimum(one, two), np.maximum(one, two)
    asked = pd.MultiIndex.from_arrays([low, high])
    held = pd.MultiIndex.from_frame(compared.pairs[["one", "two"]])
    at = held.get_indexer(asked)
    rows = np.flatnonzero(at >= 0)
    return compared.pairs.iloc[at[rows]].reset_index(drop=True), rows


def kinds_of(compared: Compared, one: Ints, two: Ints) -> npt.NDArray[np.object_]:
    """Return what speaks for pairs of persons, one of KINDS each."""
    found = np.full(len(one), "name", object)
    pairs, rows = looked_up(compared, one, two)
    found[rows[(pairs["mask"] > 0).to_numpy()]] = "masked"
    found[rows[(pairs[list(PROOF)] > 0).any(axis=1).to_numpy()]] = "shared"
    found[one == two] = "inside"
    return found


def _truth(given: PeopleList) -> Ints:
    """Return who each row is; -1: nobody knows."""
    return pd.factorize(given.rows["person"])[0].astype(np.int64)


def _row_pairs(truth: Ints, group: Ints, hidden: Bools) -> tuple[Ints, Ints, Bools]:
    """Return the pairs of rows that are one, or were found to be, and whether they are."""
    rows = np.flatnonzero(truth >= 0)
    parts = [pairs_within(codes[rows], MOST) for codes in (truth, group)]
    one = rows[np.concatenate([a for a, _ in parts])]
    two = rows[np.concatenate([b for _, b in parts])]
    key = np.unique(np.minimum(one, two) * len(truth) + np.maximum(one, two))
    one, two = key // max(len(truth), 1), key % max(len(truth), 1)
    kept = hidden[one] | hidden[two]
    return one[kept], two[kept], (truth[one] == truth[two])[kept]


def known_pairs(compared: Compared, truth: Ints) -> tuple[pd.DataFrame, Bools]:
    """Return the compared pairs that no rule forbids and of which it is known, and whether.

    Args:
        truth: who each mention is; -1: nobody knows.
    """
    entity, count = compared.told.entity, compared.told.count
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.full(count, -1, np.int64)
    np.minimum.at(low, entity, truth)
    np.maximum.at(high, entity, truth)
    # A person inside a company who is several in truth is nobody in particular.
    whose = np.where(low == high, high, -1)
    pairs = compared.pairs
    one, two = pairs["one"].to_numpy(np.int64), pairs["two"].to_numpy(np.int64)
    kept = (whose[one] >= 0) & (whose[two] >= 0) & ~compared.limits.forbid(one, two)
    return pairs[kept].reset_index(drop=True), (whose[one] == whose[two])[kept]
