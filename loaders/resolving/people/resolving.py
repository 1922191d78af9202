"""Which person each mention is: inside one company, then across companies by evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST
from loaders.resolving.model import PointModel
from loaders.resolving.people.across import link, weighed
from loaders.resolving.people.candidates import KINDS, Bearers
from loaders.resolving.people.clusters import Limits
from loaders.resolving.people.features import person_model
from loaders.resolving.people.inside import Coded, Inside, Rows, coded, resolve_inside
from loaders.resolving.people.pairing import distinct
from loaders.resolving.people.rulings import Judged, Keys

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Around:
    """What surrounds people, by kind: one of KINDS, or `region`.

    Attributes:
        companies: `company`, `value`: what a company has, and so its people; of the kind
            `company` the id of one that it is tied to.
        mentions: `mention` (place among the mentions), `value`: what a row says besides.
    """

    companies: Mapping[str, pd.DataFrame]
    mentions: Mapping[str, pd.DataFrame]

    @classmethod
    def of(cls, companies: pd.DataFrame, mentions: pd.DataFrame) -> Around:
        """Return what two frames with a column `kind` tell."""
        return cls(_by_kind(companies), _by_kind(mentions))


def _by_kind(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    kinds = frame["kind"].unique().tolist()
    return {kind: frame[frame["kind"] == kind] for kind in kinds}


@dataclass(frozen=True)
class People:
    """Who the mentions are, and which of these are one.

    Ids are given to `entity`, by `keys`; `group` joins for one edition only, so that a joining
    which new evidence contradicts leaves no trace: the older id stays while it lasts.

    Attributes:
        entity: by mention, the person as an id or one company tells it.
        keys: entity, key (strongest first).
        group: by entity; those of one group are one, from all that is known.
        likely: src, dst (entities), probability, evidence: who may be one, and is not joined.
        told: the persons as an id or one company tells them, before anybody moved rows.
    """

    entity: Ints
    count: int
    keys: pd.DataFrame
    group: Ints
    likely: pd.DataFrame
    told: Inside


def resolve(
    mentions: pd.DataFrame,
    around: Around | None = None,
    model: PointModel | None = None,
    rows: Rows | None = None,
) -> People:
    """Return who each mention is.

    Args:
        mentions: `name` (folded), `id` (keyed hash or null), `masked` (or null), `company`
            (id of the company within which the name is one person, or null), `row` (a key of
            the row itself, stable from build to build), and, if known, `day`.
        around: what people share besides; None: nobody is compared across companies.
        model: ours, if none is given.
        rows: what words the keys of the rows of some mentions, where `row` does not.
    """
    told = resolve_inside(coded(mentions), rows or mentions["row"])
    if around is None:
        return apart(told)
    days = mentions["day"].to_numpy(np.int64) if "day" in mentions else None
    return compare(told, around, days, model).joined()


def apart(told: Inside) -> People:
    """Return people of whom nobody is compared with others across companies."""
    nobody = pd.DataFrame({"src": [], "dst": [], "probability": [], "evidence": []})
    return People(told.entity, told.count, told.keys, np.arange(told.count), nobody, told)


@dataclass(frozen=True)
class Compared:
    """People as they were compared, before any are joined.

    Attributes:
        told: the persons, as an id or one company tells them.
        people, limits: what they are compared by, and what tells them apart.
        pairs: every pair compared, weighed.
        keys: by person, a key that is the same in whatever order the rows came.
    """

    told: Inside
    people: Bearers
    limits: Limits
    pairs: pd.DataFrame
    keys: Keys
    model: PointModel

    def joined(self, judged: Judged | None = None) -> People:
        """Return who is one across companies, as people judged and else by the model."""
        found = link(self.people, self.pairs, self.limits, self.keys, self.model, judged)
        told = self.told
        return People(told.entity, told.count, told.keys, found.group, found.likely, told)


def compare(
    told: Inside, around: Around, days: Ints | None = None, model: PointModel | None = None
) -> Compared:
    """Return people compared across companies, of those whom an id or one company tells.

    Args:
        told: what `resolve_inside` makes of the mentions.
        days: by mention, when it was known.
        model: ours, if none is given.
    """
    model = model or person_model()
    people, limits = gathered(told, around, days)
    first = told.keys[~told.keys["entity"].duplicated()]
    keys = first.set_index("entity")["key"].reindex(np.arange(told.count)).array
    return Compared(told, people, limits, weighed(people, model), keys, model)


def gathered(inside: Inside, around: Around, days: Ints | None = None) -> tuple[Bearers, Limits]:
    """Return people as they are compared, and what tells them apart."""
    said, entity, count = inside.said, inside.entity, inside.count
    there = said.company >= 0
    at = distinct(entity[there], said.company[there])
    identity = np.where(np.arange(count) < inside.identified, np.arange(count), -1)
    people = Bearers(
        _names(said, entity, count),
        said.names,
        identity >= 0,
        inside.shown,
        (at[0], at[1]),
        _around(said, entity, (at[0], at[1]), around),
        None if days is None else _days(entity, count, days),
    )
    return people, Limits(identity, inside.shown, (at[0], at[1]))


def _names(said: Coded, entity: Ints, count: int) -> Ints:
    """Return the name by which each is mostly called; of equally many the first in the alphabet."""
    named = said.name >= 0
    frame = pd.DataFrame({"entity": entity[named], "name": said.name[named]})
    times = frame.groupby(["entity", "name"], sort=False).size().reset_index(name="times")
    several = times["entity"].duplicated(keep=False)
    found = np.full(count, -1, np.int64)
    found[times["entity"]] = times["name"]
    some = times[several].assign(text=lambda t: said.names[t["name"]])
    some = some.sort_values(["entity", "times", "text"], ascending=[True, True, False])
    found[some["entity"]] = some["name"]
    return found


def _days(entity: Ints, count: int, days: Ints) -> tuple[Ints, Ints]:
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, EARLIEST, np.int64)
    known = days > EARLIEST
    np.minimum.at(first, entity[known], days[known])
    np.maximum.at(last, entity[known], days[known])
    return np.where(last == EARLIEST, EARLIEST, first), last


def _around(
    said: Coded, entity: Ints, at: tuple[Ints, Ints], around: Around
) -> dict[str, tuple[Ints, Ints]]:
    """Return what surrounds each person, by kind: their own, and that of their companies."""
    firms, found = pd.Index(said.companies), {}
    for kind in (*KINDS, "region"):
        person: list[Ints] = []
        value: list[npt.NDArray[Any]] = []
        if (mine := around.mentions.get(kind)) is not None:
            person.append(entity[mine["mention"].to_numpy(np.int64)])
            value.append(mine["value"].to_numpy())
        if (near := around.companies.get(kind)) is not None:
            company = firms.get_indexer(pd.Index(near["company"]))
            held = company >= 0
            through = _through(at, company[held].astype(np.int64), near["value"].to_numpy()[held])
            person.append(through[0])
            value.append(through[1])
        if kind == "company" and person:
            person.append(at[0])
            value.append(said.companies[at[1]])
        if person:
            codes = pd.factorize(np.concatenate(value))[0].astype(np.int64)
            pair = distinct(np.concatenate(person), codes)
            found[kind] = pair[0], pair[1]
    return found


def _through(
    at: tuple[Ints, Ints], company: Ints, value: npt.NDArray[Any]
) -> tuple[Ints, npt.NDArray[Any]]:
    """Return what each person has through a company: person, value."""
    order = np.argsort(company, kind="stable")
    low = np.searchsorted(company[order], at[1], "left")
    size = np.searchsorted(company[order], at[1], "right") - low
    starts = np.repeat(np.cumsum(size) - size, size)
    place = np.arange(int(size.sum())) - starts + np.repeat(low, size)
    return np.repeat(at[0], size), value[order[place]]
