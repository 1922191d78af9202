"""Entities that are joined after they have their ids: by a model, and by what people judged.

`identities/` knows entities as identifiers and exact names tell them apart. What is joined here
is joined in this edition only: the oldest id stays, the others lead to it, and nothing of it is
written down; so a judgement taken back, or a model that thinks otherwise, leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from loaders.judging.constraints import Entities, Ruling


@dataclass(frozen=True)
class Joined:
    """Entities numbered anew, those that are one under one number.

    Attributes:
        number: by entity before, its number now, from 0; in the order of the serials that stay.
        stays: by number now, the entity of the oldest serial among those that are one.
        gone: entities given up, and the one that stays: two columns.
    """

    number: Entities
    stays: Entities
    gone: Entities

    @property
    def count(self) -> int:
        """How many there are now."""
        return len(self.stays)

    def of(self, entity: Entities) -> Entities:
        """Return the numbers of entities; what is negative is nobody, and stays."""
        return np.where(entity >= 0, self.number[np.maximum(entity, 0)], entity)


def joined(group: Entities, serials: Entities) -> Joined:
    """Return entities as their groups.

    Args:
        group: by entity, any number that those who are one have in common.
        serials: by entity.
    """
    place = np.unique(group, return_inverse=True)[1]
    in_order = np.argsort(serials, kind="stable")
    # The first of each group by serial is its oldest, and so groups stand by their oldest.
    first = np.flatnonzero(~pd.Series(place[in_order]).duplicated().to_numpy())
    stays = in_order[first].astype(np.int64)
    number = np.empty(int(place.max(initial=-1)) + 1, np.int64)
    number[place[stays]] = np.arange(len(stays))
    number = number[place]
    gone = np.flatnonzero(stays[number] != np.arange(len(number)))
    return Joined(number, stays, np.column_stack([gone, stays[number[gone]]]).astype(np.int64))


def with_model(ruling: Ruling, model: Entities) -> Entities:
    """Return groups of what people judged to be one and what a model joins besides.

    A model that was told what people judged brings nobody together whom they keep apart. Should
    one, all that it joined around these two is left out; what people judged stands.
    """
    if not len(ruling.apart) and (ruling.group == np.arange(len(model))).all():
        return model
    group = _together(ruling.group, model)
    if not len(ruling.apart):
        return group
    broken = group[ruling.apart[:, 0]] == group[ruling.apart[:, 1]]
    if not broken.any():
        return group
    spoiled = np.isin(group, group[ruling.apart[broken, 0]])
    # The model's joins count where nothing is spoiled; elsewhere each is alone to it.
    return _together(ruling.group, np.where(spoiled, -1 - np.arange(len(model)), model))


def _together(one: Entities, two: Entities) -> Entities:
    """Return the groups that two groupings make together."""
    count = len(one)
    left = pd.factorize(one)[0].astype(np.int64)
    right = pd.factorize(two)[0].astype(np.int64) + int(left.max(initial=-1)) + 1
    entity = np.arange(count)
    size = count + int(right.max(initial=-1)) + 1
    ends = np.r_[left, right] + count
    links = coo_array(
        (np.ones(2 * count, np.int8), (np.r_[entity, entity], ends)), shape=(size + count,) * 2
    )
    found: Entities = connected_components(links, directed=False)[1][:count].astype(np.int64)
    return found
