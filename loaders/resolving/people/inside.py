"""Which person a row means, by a number or inside one company; nothing is said across companies.

An equal keyed hash of a resident id is one person everywhere. An equal name is one person inside
one company; where several of that name are known there, by ids or by masked ids that differ, a
row that shows neither is nobody of them. Without an id and without a company every row is a
person of its own.

Source: domain notes 4.5 (a masked id never proves identity).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrow import long_texts
from loaders.resolving.people.masks import Shown, combined, contradict, shown, torn
from loaders.resolving.people.pairing import both_codes, distinct, numbered

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]
Texts = Any  # pyarrow has no types
Rows = Callable[[Ints], pd.Series]


@dataclass(frozen=True)
class Coded:
    """Mentions as codes, -1 where nothing is said; and what the codes stand for."""

    name: Ints
    id: Ints
    mask: Ints
    company: Ints
    names: Words
    ids: Texts
    masks: Words
    companies: Words
    shown: Shown  # by code of a mask
    phone: Ints  # their own
    phones: Texts
    listed: Ints  # the list in which a mention stands: one table, as known on one day

    @property
    def inside(self) -> npt.NDArray[np.bool_]:
        """Which mentions name somebody inside a company."""
        return (self.name >= 0) & (self.company >= 0)


@dataclass(frozen=True)
class Inside:
    """Who the mentions are, each person inside one company or told by an id.

    Attributes:
        entity: by mention.
        identified: how many persons are told by an id; they are the first.
        keys: entity, key (strongest first).
        shown: what the masked ids of each person show together.
        said: the mentions.
    """

    entity: Ints
    count: int
    identified: int
    keys: pd.DataFrame
    shown: Shown
    said: Coded

    def moved(self, entity: Ints, count: int, keys: pd.DataFrame) -> Inside:
        """Return the same with some mentions given to further persons, of whom no id is known."""
        shown = combined(*_masks(self.said, entity), count)
        return replace(self, entity=entity, count=count, keys=keys, shown=shown)


def coded(mentions: pd.DataFrame) -> Coded:
    """Return mentions as codes."""
    nothing = pd.Series(None, mentions.index, dtype="object")
    columns: dict[str, tuple[Ints, Any]] = {}
    for column in ("name", "id", "masked", "company", "phone"):
        codes, values = pd.factorize(mentions.get(column, nothing))
        columns[column] = (codes.astype(np.int64), values)
    (name, names), (number, ids), (mask, told), (company, firms), (phone, phones) = columns.values()
    masks = np.append(np.asarray(told, object), "")  # so that -1 is nothing
    return Coded(
        name=name,
        id=number,
        mask=mask,
        company=company,
        names=np.asarray(names, object),
        ids=long_texts(ids),
        masks=masks,
        companies=np.asarray(firms, object),
        shown=shown(masks),
        phone=phone,
        phones=long_texts(phones),
        listed=pd.factorize(mentions.get("listed", nothing))[0].astype(np.int64),
    )


def resolve_inside(said: Coded, rows: pd.Series | Rows) -> Inside:
    """Return who each mention is.

    Args:
        rows: a key of the row of each mention, stable from build to build; or what returns those
            of the mentions that are asked for.
    """
    entity = said.id.copy()
    count = identified = len(said.ids)
    keys = [_keyed(np.arange(count), _joined("id:", said.ids))]
    inside = said.inside
    place = np.full(len(entity), -1, np.int64)
    spots = both_codes(said.company[inside], said.name[inside])
    place[inside] = numbered(spots)[1]
    # Those who show a masked id first: they say how many of a name there are.
    for shows in (True, False):
        if not shows:
            made = _by_phone(said, place, entity, count)
            keys.append(made)
            count += len(made)
        free = np.flatnonzero((entity < 0) & inside & ((said.mask >= 0) == shows))
        found = _alone_inside(place, entity)[place[free]] if len(free) else free
        agrees = found >= 0
        agrees[agrees] = ~_clash(said, entity, free[agrees], found[agrees])
        # Two who show other digits are not both the one who shows none.
        agrees[agrees] = ~torn(said.shown[said.mask[free[agrees]]], found[agrees], count)[
            found[agrees]
        ]
        entity[free[agrees]] = found[agrees]
        rest = free[~agrees]
        label = both_codes(place[rest], said.mask[rest] + 1)
        first, codes = numbered(label)
        entity[rest] = count + codes
        keys.append(_keyed(count + np.arange(len(first)), _label(said, rest[first])))
        count += len(first)
    lone = np.flatnonzero(entity < 0)
    codes, values = pd.factorize(rows.iloc[lone] if isinstance(rows, pd.Series) else rows(lone))
    entity[lone] = count + codes
    words = _joined("row:", pa.array(values, pa.large_string()))
    keys.append(_keyed(count + np.arange(len(values)), words))
    count += len(values)
    keys.append(_weaker(said, entity, inside))
    together = combined(*_masks(said, entity), count)
    return Inside(entity, count, identified, pd.concat(keys, ignore_index=True), together, said)


def _by_phone(said: Coded, place: Ints, entity: Ints, count: int) -> pd.DataFrame:
    """Tell apart those of one name and company whom one list gives different numbers.

    Sets `entity` of those it can tell; returns the new persons with their keys.
    """
    rows = np.flatnonzero((place >= 0) & (said.phone >= 0) & (said.listed >= 0))
    together = numbered(both_codes(place[rows], said.listed[rows]))[1]
    size = int(together.max(initial=-1)) + 1
    low, high = np.full(size, len(said.phones)), np.full(size, -1, np.int64)
    np.minimum.at(low, together, said.phone[rows])
    np.maximum.at(high, together, said.phone[rows])
    several = np.zeros(int(place.max(initial=-1)) + 1, bool)
    several[place[rows[(low != high)[together]]]] = True
    rows = rows[several[place[rows]]]
    spot = numbered(both_codes(place[rows], said.phone[rows]))[1]
    known = _alone_inside(spot, entity[rows])[spot] if len(rows) else rows
    free = entity[rows] < 0
    entity[rows[free & (known >= 0)]] = known[free & (known >= 0)]
    rest = free & (known < 0)
    first, codes = numbered(spot[rest])
    entity[rows[rest]] = count + codes
    at = rows[rest][first]
    words = _joined(_label(said, at, masked=False), "tel:", _texts(said.phones, said.phone[at]))
    return _keyed(count + np.arange(len(first)), words)


def _keyed(entity: Ints, keys: Texts) -> pd.DataFrame:
    """Return keys of persons; a city's are many millions, and are kept as bytes."""
    return pd.DataFrame({"entity": entity, "key": keys.to_pandas().astype("str")})


def _texts(values: Words | Texts, codes: Ints) -> Texts:
    return long_texts(values).take(pa.array(codes))


def _joined(*parts: Texts | str) -> Texts:
    """Return texts put together row by row; a word is the same in all."""
    return pc.binary_join_element_wise(
        *(pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in parts),
        pa.scalar("", pa.large_string()),
    )


def _label(said: Coded, rows: Ints, *, masked: bool = True) -> Texts:
    """Return the key of a name in a company, with the masked id that is shown there."""
    company = _texts(said.companies, said.company[rows])
    name = _texts(said.names, said.name[rows])
    if not masked:
        return _joined("in:", company, ":", name, "|")
    mask = said.mask[rows]  # -1 is the last, which is empty
    mask = np.where(mask < 0, len(said.masks) - 1, mask)
    return _joined("in:", company, ":", name, "|", _texts(said.masks, mask))


def _alone_inside(place: Ints, entity: Ints) -> Ints:
    """Return, by place, the one person known so far under a name in a company; -1 none, or more."""
    size = int(place.max(initial=-1)) + 1
    told = (entity >= 0) & (place >= 0)
    low, high = np.full(size, np.iinfo(np.int64).max), np.full(size, -1, np.int64)
    np.minimum.at(low, place[told], entity[told])
    np.maximum.at(high, place[told], entity[told])
    return np.where(low == high, high, -1)


def _clash(said: Coded, entity: Ints, rows: Ints, found: Ints) -> npt.NDArray[np.bool_]:
    """Return for which rows the person found shows another number."""
    held = np.unique(found)
    owner = np.full(int(held.max(initial=-1)) + 1, -1, np.int64)
    owner[held] = np.arange(len(held))
    parts, whose = _masks(said, entity)
    known = whose < len(owner)
    together = combined(parts[known], owner[whose[known]], len(held))
    return contradict(said.shown[said.mask[rows]], together[owner[found]])


def _masks(said: Coded, entity: Ints) -> tuple[Shown, Ints]:
    """Return every masked id of every person, and whose it is."""
    told = (entity >= 0) & (said.mask >= 0)
    whose, mask = distinct(entity[told], said.mask[told])
    return said.shown[mask], whose


def _weaker(said: Coded, entity: Ints, inside: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return keys by which a person comes back though an id, or a masked one, is told only later.

    A name in a company is a key of the one person whom it means there, and so is the name with a
    masked id.
    """
    parts = []
    for masked in (True, False):
        rows = np.flatnonzero(inside & (said.mask >= 0) if masked else inside)
        label = both_codes(said.company[rows], said.name[rows])
        if masked:
            label = both_codes(label, said.mask[rows])
        first, place = numbered(label)
        alone = np.flatnonzero(_alone_inside(place, entity[rows]) >= 0)
        at = rows[first[alone]]
        parts.append(_keyed(entity[at], _label(said, at, masked=masked)))
    told = pd.concat(parts, ignore_index=True)
    # Nearly always each is one person's: then no city's words are made to look for the others.
    if pc.count_distinct(pa.array(told["key"], pa.large_string())).as_py() == len(told):
        return told
    told = told[~told.duplicated()]
    return told[~told["key"].duplicated(keep=False)]
