"""Which person a row means: by the keyed hash of a resident id, else within one company only.

An equal name is one person inside one company, never across companies, and never because a
masked id looks alike. Without an id and without a company every row is a person of its own.

Source: domain notes 4.5 (a masked id never proves identity).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd


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
    entity, ids = pd.factorize(frame["id"])
    entity = entity.astype(np.int64)
    count = len(ids)
    keys = [
        pd.DataFrame({"entity": np.arange(count), "key": "id:" + pd.Series(ids).astype("object")})
    ]
    inside = frame["company"].notna().to_numpy() & frame["name"].notna().to_numpy()
    place = (frame["company"].astype("object") + ":" + frame["name"].astype("object")).where(inside)
    known = _alone_inside(frame, place, entity)
    free = np.flatnonzero((entity < 0) & inside)
    found = place.iloc[free].map(known).fillna(-1).to_numpy(np.int64)
    agrees = _masks_agree(frame, free, found, entity)
    entity[free[agrees]] = found[agrees]
    rest = free[~agrees]
    # Two masked ids under one name in one company are two people.
    label = (
        place.iloc[rest].astype("object")
        + "|"
        + frame["masked"].iloc[rest].fillna("").astype("object")
    )
    codes, values = pd.factorize(label)
    entity[rest] = count + codes
    keys.append(
        pd.DataFrame(
            {"entity": count + np.arange(len(values)), "key": "in:" + values.astype(object)}
        )
    )
    count += len(values)
    lone = np.flatnonzero(entity < 0)
    codes, values = pd.factorize(frame["row"].iloc[lone])
    entity[lone] = count + codes
    keys.append(
        pd.DataFrame(
            {"entity": count + np.arange(len(values)), "key": "row:" + values.astype(object)}
        )
    )
    count += len(values)
    weaker = place.notna().to_numpy() & (entity >= 0) & frame["id"].notna().to_numpy()
    inner = pd.DataFrame({"entity": entity[weaker], "key": "in:" + place[weaker] + "|"})
    inner = inner.drop_duplicates()
    keys.append(inner[~inner["key"].duplicated(keep=False)])
    return People(entity, count, pd.concat(keys, ignore_index=True))


def _alone_inside(
    frame: pd.DataFrame, place: pd.Series, entity: npt.NDArray[np.int64]
) -> dict[str, int]:
    """Return the one person with an id under a name in a company, where there is just one."""
    told = pd.DataFrame({"place": place, "entity": entity})[
        (entity >= 0) & place.notna().to_numpy()
    ]
    told = told.drop_duplicates()
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
        isinstance(a, str) and isinstance(b, str) and not _fits(a, b)
        for a, b in zip(own, shown, strict=True)
    ]
    return (found >= 0) & ~np.array(clash, bool)


def _fits(one: str, two: str) -> bool:
    """Return whether two masked ids can be of one number."""
    return len(one) == len(two) and all(
        a == b or "*" in (a, b) for a, b in zip(one, two, strict=True)
    )
