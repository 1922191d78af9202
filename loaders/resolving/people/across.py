"""Which people of several companies are one: pairs weighed, the surest merged, the rest told."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.resolving.evidence import joined
from loaders.resolving.model import Floats, PointModel
from loaders.resolving.people import features
from loaders.resolving.people.candidates import Bearers, candidates
from loaders.resolving.people.clusters import LIKELY, Limits, likeliest, merged
from loaders.resolving.people.pairing import distinct
from loaders.resolving.people.rulings import Judged, Keys, nothing_judged

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Across:
    """Who is one, and who may be.

    Attributes:
        group: by person; people of one group are one.
        likely: src, dst (a person of either group), probability, evidence: not merged.
        pairs: every pair compared: one, two (people), levels, probability.
    """

    group: Ints
    likely: pd.DataFrame
    pairs: pd.DataFrame


def link(
    people: Bearers,
    pairs: pd.DataFrame,
    limits: Limits,
    keys: Keys,
    model: PointModel,
    judged: Judged | None = None,
) -> Across:
    """Return which people are one, and which may be.

    Args:
        pairs: what `weighed` returns.
        keys: by person, a key of theirs that is the same in whatever order the rows came.
        judged: what people judged; it holds whatever the model says.
    """
    judged = judged or nothing_judged(people.count)
    pairs = pairs[~limits.forbid(pairs["one"].to_numpy(), pairs["two"].to_numpy())]
    limits = replace(limits, judged=judged.apart)
    group = merged(pairs, limits, model.merge_at, keys, judged.group)
    near = likeliest(pairs, group, limits, model.show_at)
    likely = near.assign(evidence=_evidence(people, near, group, model))[list(LIKELY)]
    return Across(group, likely, pairs)


def weighed(people: Bearers, model: PointModel) -> pd.DataFrame:
    """Return the pairs to compare, with `probability` and `proven` (see `merged`)."""
    pairs = candidates(people)
    proven = np.zeros(len(pairs), bool)
    for name in features.PROOF:
        proven |= pairs[name].to_numpy() > 0
    return pairs.assign(probability=model.probability(pairs), proven=proven)


def _evidence(
    people: Bearers, shown: pd.DataFrame, group: Ints, model: PointModel
) -> npt.NDArray[np.object_]:
    """Return what speaks for each pair: how many bear the name, and what is shared."""
    named = people.name >= 0
    name, _ = distinct(people.name[named], group[named])
    bearers = np.bincount(name, minlength=len(people.names))
    many = bearers[people.name[shown["one"].to_numpy(np.int64)]]
    said = "bearers=" + many.astype(str).astype(object)
    return joined(said, model.evidence(shown))


def measured(pairs: pd.DataFrame, same: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return how often pairs are one, by what was said of them.

    Returns:
        `pairs`, `stated` (mean probability) and `so` (share that is one), by band.
    """
    bands = [0.0, 0.2, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0]
    stated: Floats = pairs["probability"].to_numpy(np.float64)
    cut = pd.cut(stated, bands, include_lowest=True)
    told = pd.DataFrame({"band": cut, "stated": stated, "so": same})
    found = told.groupby("band", observed=True).agg(
        pairs=("so", "size"), stated=("stated", "mean"), so=("so", "mean")
    )
    return found.reset_index()
