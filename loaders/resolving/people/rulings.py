"""What people judged, inside the clustering: who is one before it begins, and who never will be.

Those judged the same go into it as one. Of two judged to be two, at most one is whoever is like
both: the chances are shared out between them, so that one is joined to whom it is by far the
likelier, and else to neither; what speaks for anybody else stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.object_] | pd.api.extensions.ExtensionArray
MOST_ODDS = 1e9  # of a probability that is stated as 1


@dataclass(frozen=True)
class Judged:
    """What people judged of some entities.

    Attributes:
        group: by entity; those of one group were judged to be one.
        apart: pairs that were judged to be two, every member of a group with every of another.
    """

    group: Ints
    apart: tuple[Ints, Ints]


def nothing_judged(count: int) -> Judged:
    """Return what nobody judged."""
    return Judged(np.arange(count), (np.empty(0, np.int64), np.empty(0, np.int64)))


def contracted(pairs: pd.DataFrame, place: Ints, keys: Keys) -> tuple[pd.DataFrame, Keys]:
    """Return the pairs of groups, with the mean chance of those compared; and keys of groups.

    Whoever of a group was never compared says nothing: that it is one with the rest is sure.

    Args:
        pairs: `one`, `two`, `probability`, `proven`.
        place: group by entity, from 0.
        keys: by entity.
    """
    one, two = place[pairs["one"].to_numpy()], place[pairs["two"].to_numpy()]
    ends = pairs.assign(one=np.minimum(one, two), two=np.maximum(one, two))
    ends = ends[ends["one"] != ends["two"]]
    by_two = ends.groupby(["one", "two"], as_index=False)
    found = by_two.agg(probability=("probability", "mean"), proven=("proven", "any"))
    first = np.unique(place, return_index=True)[1]
    called = np.asarray(keys[first], object)
    size = np.bincount(place)
    for group in np.flatnonzero(size > 1):
        called[group] = min(map(str, keys[place == group]))
    return found, called


def shared_out(one: Ints, two: Ints, chance: Floats, apart: tuple[Ints, Ints]) -> Floats:
    """Return the chances of pairs, where who is like both of two that are two is but one of them.

    With odds a for the one and b for the other it is the one in a of 1 + a + b cases.

    Args:
        apart: pairs that were judged to be two, each once or twice.
    """
    if not len(apart[0]):
        return chance
    ends = np.unique(np.r_[apart[0], apart[1]])
    rows = np.flatnonzero(np.isin(one, ends) | np.isin(two, ends))
    said = np.minimum(chance[rows], 1.0)
    odds = np.minimum(said / np.maximum(1.0 - said, 1.0 / MOST_ODDS), MOST_ODDS)
    held = pd.DataFrame(
        {
            "row": np.r_[rows, rows],
            "hub": np.r_[one[rows], two[rows]],
            "other": np.r_[two[rows], one[rows]],
            "odds": np.r_[odds, odds],
        }
    )
    rivals = pd.DataFrame(
        {"other": np.r_[apart[0], apart[1]], "rival": np.r_[apart[1], apart[0]]}
    ).drop_duplicates()
    beside = held[["hub", "other", "odds"]].rename(columns={"other": "rival", "odds": "against"})
    met = held.merge(rivals, on="other").merge(beside, on=["hub", "rival"])
    against = met.groupby(["row", "hub", "other"], as_index=False).agg(
        odds=("odds", "first"), against=("against", "sum")
    )
    found = chance.copy()
    share = against["odds"] / (1.0 + against["odds"] + against["against"])
    np.minimum.at(found, against["row"].to_numpy(np.int64), share.to_numpy(np.float64))
    return found
