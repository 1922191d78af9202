"""Which people may be the same: pairs that are merely likely, with probability and evidence.

Nothing is merged here. An equal name in two companies that share something besides
(a contact, an address that is no hub, a co-officer, a masked id), weighed by how rare the
name is.

The weights are parameters, kept by hand in `POINTS`; they are log-odds.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.resolving.people import can_be_one

POINTS = {  # [param] log-odds that two mentions are one, and what each fact adds
    "people": -2.2,
    "rare": 1.6,  # nobody else bears the name
    "common": -0.6,  # for each doubling of its bearers beyond two
    "short": -0.8,  # two characters
    "masked": 2.5,
    "contact": 2.0,
    "address": 1.2,
    "officer": 1.5,
}
LEAST = 0.2  # [param] pairs less likely are not written
HUB = 20  # [param] a context shared by more people than this says nothing
SHOWN = 6  # [param] a masked id that shows fewer digits than this says nothing
MOST_BEARERS = 200  # [param] a name with more bearers is worth nothing


def probability(points: float) -> float:
    """Return log-odds as a probability in (0, 1)."""
    return 1.0 / (1.0 + math.exp(-points))


def people_pairs(people: pd.DataFrame, contexts: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of people who may be one.

    Args:
        people: `id`, `name` (folded), `masked`, and `identified`: whether the person is told by
            a whole resident id; one row a person.
        contexts: `id`, `kind` (contact, address, officer), `value`: what surrounds them.

    Returns:
        `src`, `dst`, `probability`, `evidence`.
    """
    bearers = people["name"].value_counts()
    telling = people[people["masked"].str.count(r"\d").fillna(0) >= SHOWN]
    masked = pd.DataFrame({"id": telling["id"], "kind": "masked", "value": telling["masked"]})
    shared = pd.concat([contexts, masked], ignore_index=True).drop_duplicates()
    names = people.drop_duplicates("id").set_index("id")["name"]
    shared = shared.assign(name=names.reindex(shared["id"]).to_numpy())
    # Only what people of one name share can make a pair: nearly all else goes at once.
    place = shared.groupby(["kind", "value"], sort=False).ngroup()
    size = place.map(place.value_counts())
    same = pd.DataFrame({"place": place, "name": pd.factorize(shared["name"])[0]})
    shared = shared[same.duplicated(keep=False) & (same["name"] >= 0) & (size <= HUB)]
    shared = shared[shared["name"].map(bearers).between(2, MOST_BEARERS)]
    pairs = shared.merge(shared, on=["kind", "value", "name"], suffixes=("", "_other"))
    pairs = pairs[pairs["id"] < pairs["id_other"]]
    pairs = pairs[~_told_apart(people, pairs)]
    if pairs.empty:
        nothing = pd.DataFrame({"src": [], "dst": [], "probability": [], "evidence": []})
        return nothing.astype({"evidence": "str"})
    facts = pairs.drop_duplicates(["id", "id_other", "kind"])
    facts = facts.assign(points=facts["kind"].map(POINTS))
    found = facts.groupby(["id", "id_other", "name"], as_index=False).agg(
        points=("points", "sum"), kinds=("kind", lambda k: ", ".join(sorted(k)))
    )
    many = found["name"].map(bearers).to_numpy()
    found["points"] += POINTS["people"] + np.where(many == 2, POINTS["rare"], 0.0)
    found["points"] += POINTS["common"] * np.log2(np.maximum(many, 2) / 2)
    found["points"] += np.where(found["name"].str.len() <= 2, POINTS["short"], 0.0)
    found["probability"] = 1.0 / (1.0 + np.exp(-found["points"]))
    words = "same name (" + pd.Series(many, index=found.index).astype("str") + " bear it); shared: "
    found["evidence"] = words + found["kinds"]
    likely = found[found["probability"] >= LEAST]
    return likely.rename(columns={"id": "src", "id_other": "dst"})[
        ["src", "dst", "probability", "evidence"]
    ]


def _told_apart(people: pd.DataFrame, pairs: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which pairs are two people for certain: two whole ids, or digits that differ."""
    known = people.drop_duplicates("id").set_index("id")
    one, two = known.reindex(pairs["id"]), known.reindex(pairs["id_other"])
    whole = one["identified"].to_numpy(bool) & two["identified"].to_numpy(bool)
    differ = [
        isinstance(a, str) and isinstance(b, str) and not can_be_one(a, b)
        for a, b in zip(one["masked"], two["masked"], strict=True)
    ]
    return np.asarray(whole | np.array(differ, bool), bool)
