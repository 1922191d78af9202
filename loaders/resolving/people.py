"""Which person a row means: by the keyed hash of a resident id, else within one company only.

An equal name is one person inside one company, never across companies, and never because a
masked id looks alike. Where several of that name are known in the company, by ids or by masked
ids that differ, a row that shows neither is nobody of them. Without an id and without a company
every row is a person of its own.

Source: domain notes 4.5 (a masked id never proves identity).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Entities = npt.NDArray[np.int64]


@dataclass(frozen=True)
class People:
    """Who the mentions are."""

    entity: npt.NDArray[np.int64]
    count: int
    keys: pd.DataFrame  # entity, key (strongest first)


def resolve(mentions: pd.DataFrame) -> People:
    """Return who each mention is.

    Args:
        mentions: `name` (folded), `id` (keyed hash or null), `masked` (or null), `company`
            (id of the company within which the name is one person, or null), `row` (a key of
            the row itself, stable from build to build).
    """
    frame = mentions.reset_index(drop=True)
    codes, ids = pd.factorize(frame["id"])
    entity = codes.astype(np.int64)
    count = len(ids)
    keys = [_keyed(np.arange(count), "id:" + pd.Series(ids).astype("object"))]
    inside = frame["company"].notna().to_numpy() & frame["name"].notna().to_numpy()
    place = (frame["company"].astype("object") + ":" + frame["name"].astype("object")).where(inside)
    mask = frame["masked"].astype("object").where(frame["masked"].notna(), "")
    label = (place + "|" + mask).where(inside)
    # Those who show a masked id first: they say how many of a name there are.
    for shows in (mask != "", mask == ""):
        free = np.flatnonzero((entity < 0) & inside & shows.to_numpy()).astype(np.int64)
        known = place.iloc[free].map(_alone_inside(place, entity)).fillna(-1)
        found = np.asarray(known, np.int64)
        agrees = _masks_agree(frame, free, found, entity)
        entity[free[agrees]] = found[agrees]
        rest = free[~agrees]
        codes, values = pd.factorize(label.iloc[rest])
        entity[rest] = count + codes
        keys.append(_keyed(count + np.arange(len(values)), "in:" + values.astype(object)))
        count += len(values)
    lone = np.flatnonzero(entity < 0)
    codes, values = pd.factorize(frame["row"].iloc[lone])
    entity[lone] = count + codes
    keys.append(_keyed(count + np.arange(len(values)), "row:" + values.astype(object)))
    count += len(values)
    keys.append(_weaker(place, label, entity))
    return People(entity, count, pd.concat(keys, ignore_index=True))


def _keyed(entity: Entities, keys: npt.ArrayLike) -> pd.DataFrame:
    return pd.DataFrame({"entity": entity, "key": keys})


def _weaker(place: pd.Series, label: pd.Series, entity: Entities) -> pd.DataFrame:
    """Return keys by which a person comes back though an id, or a masked one, is told only later.

    A name in a company is a key of the one person whom it means there, and so is the name with a
    masked id.
    """
    inside = place.notna().to_numpy()
    told = pd.concat(
        [
            _keyed(entity[inside], "in:" + label[inside].astype("object")),
            _keyed(entity[inside], "in:" + place[inside].astype("object") + "|"),
        ],
        ignore_index=True,
    ).drop_duplicates()
    return told[~told["key"].duplicated(keep=False)]


def _alone_inside(place: pd.Series, entity: Entities) -> dict[str, int]:
    """Return the one person known so far under a name in a company, where there is just one."""
    told = pd.DataFrame({"place": place, "entity": entity})
    told = told[(entity >= 0) & place.notna().to_numpy()].drop_duplicates()
    alone = told[~told["place"].duplicated(keep=False)]
    return dict(zip(alone["place"], alone["entity"], strict=True))


def _masks_agree(
    frame: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    found: npt.NDArray[np.int64],
    entity: npt.NDArray[np.int64],
) -> npt.NDArray[np.bool_]:
    """Return for which rows a person was found whose id, as far as shown, is not another one."""
    told = np.flatnonzero(entity >= 0)
    masks = pd.Series(frame["masked"].to_numpy(object)[told], index=entity[told])
    shown = masks[~masks.index.duplicated()].reindex(found).to_numpy(object)
    own = frame["masked"].to_numpy(object)[rows]
    clash = [
        isinstance(a, str) and isinstance(b, str) and not can_be_one(a, b)
        for a, b in zip(own, shown, strict=True)
    ]
    return np.asarray((found >= 0) & ~np.array(clash, bool), bool)


def can_be_one(one: str, two: str) -> bool:
    """Return whether two masked ids can be of one number."""
    return len(one) == len(two) and all(
        a == b or "*" in (a, b) for a, b in zip(one, two, strict=True)
    )
