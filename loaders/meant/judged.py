"""What people judged, brought into who the rows mean: rows moved, nodes joined, kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from loaders.judging.constraints import Entities, Ruling
from loaders.judging.joining import Joined, joined, with_model
from loaders.judging.obeying import same_inside
from loaders.meant.who import Who
from loaders.resolving.companies import LEVELS, Companies
from loaders.resolving.people import Judged, People


def marked(
    who: Who, label: str, table: str, mentions: pd.DataFrame, told: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Return a table's mentions with what splits tell them by; without splits, as they are.

    Args:
        told: by mention, the split that tells its row one by one; 0: none.
    """
    if not who.obeyed.splits(label):
        return mentions
    return mentions.assign(table=table, told=told)


def with_splits(who: Who, mentions: pd.DataFrame, found: Companies) -> Companies:
    """Return companies, with rows that people say are somebody else's as companies of their own.

    Args:
        mentions: as they were resolved, and `marked`.
    """
    if not who.obeyed.splits("Company"):
        return found
    moved = who.obeyed.split("Company", mentions, found.entity, found.count, found.keys)
    named_only = np.ones(moved.count, bool)
    named_only[: found.count] = found.named_only
    coded = mentions[list(LEVELS)].notna().any(axis=1).to_numpy(bool)
    named_only[moved.entity[coded & (moved.entity >= 0)]] = False
    return replace(
        found, entity=moved.entity, count=moved.count, keys=moved.keys, named_only=named_only
    )


def people_with_splits(who: Who, mentions: pd.DataFrame, found: People) -> People:
    """Return people, with rows that people say are somebody else's as people of their own."""
    if not who.obeyed.splits("Person"):
        return found
    moved = who.obeyed.split("Person", mentions, found.entity, found.count, found.keys)
    group = np.arange(moved.count)
    group[: found.count] = found.group
    return replace(found, entity=moved.entity, count=moved.count, keys=moved.keys, group=group)


def ruling(
    who: Who, label: str, keys: pd.DataFrame, follows: list[tuple[int, int]] | None = None
) -> Ruling:
    """Return what people judged of the nodes of a label; call it once, for it is reported.

    Args:
        keys: entity, key.
        follows: entities that other joins make one; any judgement is stronger.
    """
    return who.obeyed.ruling(label, keys, _run(who, label), who.merged, follows or [])


def held(ruled: Ruling) -> Judged:
    """Return a ruling as a clustering holds to it."""
    return Judged(ruled.group, ruled.apart_entities())


def same_in_joined(
    who: Who, people_keys: pd.DataFrame, companies: Entities
) -> list[tuple[int, int]]:
    """Return people who are one because the companies in which they bear one name are one.

    Args:
        people_keys: entity, key of people.
        companies: group by entity; nothing is joined yet.
    """
    one = _joined(who, "Company", companies)
    return same_inside(people_keys, _given_up(who, "Company", one) if one else {})


def join(who: Who, ruled: Mapping[str, tuple[Ruling, Entities]]) -> None:
    """Make those one whom people, or a model where people do not forbid, say are one.

    Args:
        ruled: label -> what people judged, and the group by entity that came of it.
    """
    found = {
        label: _joined(who, label, with_model(by_people, group))
        for label, (by_people, group) in ruled.items()
    }
    groups = {label: one for label, one in found.items() if one}
    apart = {
        label: one.number[ruled[label][0].apart] if one else ruled[label][0].apart
        for label, one in found.items()
    }
    if groups:
        _renumber(who, groups)
    ends = [np.sort(two + who.starts[label], axis=1) for label, two in apart.items() if len(two)]
    who.apart = np.concatenate([who.apart, *ends])


def _joined(who: Who, label: str, group: Entities) -> Joined | None:
    """Return the nodes of a label as their groups; None where each is alone, and in its place."""
    serials = who.serials[_span(who, label)]
    if (serials[1:] > serials[:-1]).all() and len(np.unique(group)) == len(group):
        return None
    return joined(group, serials)


def _span(who: Who, label: str) -> slice:
    # Labels stand in the order of their codes; one without nodes starts where the next does.
    labels = list(who.starts)
    stops = [*(who.starts[other] for other in labels[1:]), len(who.ids)]
    return slice(who.starts[label], stops[labels.index(label)])


def _run(who: Who, label: str) -> ExtensionArray:
    return who.ids[_span(who, label)]


def _given_up(who: Who, label: str, one: Joined) -> dict[str, str]:
    run = _run(who, label)
    return dict(zip(run[one.gone[:, 0]], run[one.gone[:, 1]], strict=True))


def _renumber(who: Who, groups: Mapping[str, Joined]) -> None:
    """Give every code its new number, those that are one the same."""
    numbers, stays, starts, at = [], [], {}, 0
    for label in sorted(who.starts, key=lambda one: who.starts[one]):
        span = _span(who, label)
        run, number, starts[label] = np.arange(span.start, span.stop), None, at
        if label in groups:
            who.joined |= _given_up(who, label, groups[label])
            run, number = run[groups[label].stays], groups[label].number
        numbers.append(at + (np.arange(len(run)) if number is None else number))
        stays.append(run)
        at += len(run)
    anew = np.concatenate(numbers)
    for codes in (who.parties, who.shops, who.addresses, who.contacts):
        for key, held in codes.items():
            codes[key] = np.where(held >= 0, anew[np.maximum(held, 0)], held)
    kept = np.concatenate(stays)
    who.ids, who.serials, who.starts = who.ids[kept], who.serials[kept], starts
    if who.companies is not None and "Company" in groups:
        who.several = np.unique(groups["Company"].number[groups["Company"].gone[:, 0]])
        who.companies = _companies(who.companies, groups["Company"])
    if "Person" in groups:
        who.people = _people(who.people, groups["Person"])


def _companies(found: Companies, one: Joined) -> Companies:
    named_only = np.ones(one.count, bool)
    np.logical_and.at(named_only, one.number, found.named_only)
    return replace(
        found,
        entity=one.of(found.entity),
        count=one.count,
        keys=found.keys.assign(entity=one.of(found.keys["entity"].to_numpy(np.int64))),
        named_only=named_only,
        names=found.names.assign(entity=one.of(found.names["entity"].to_numpy(np.int64))),
    )


def _people(people: pd.DataFrame, one: Joined) -> pd.DataFrame:
    """Return what is shown of people, the oldest's own first."""
    order = np.r_[one.stays, one.gone[:, 0]]
    frame = people.take(order).assign(number=one.number[order])
    shown = frame.groupby("number")[["name", "masked"]].first()
    identified = frame.groupby("number")["identified"].any()
    return shown.assign(identified=identified).reset_index(drop=True)


def kept_apart(who: Who, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs (`src`, `dst`) without those that people keep apart."""
    if not len(who.apart) or not len(pairs):
        return pairs
    ends = np.sort(pairs[["src", "dst"]].to_numpy(np.int64), axis=1)
    size = len(who.ids)
    return pairs[~np.isin(ends @ [size, 1], who.apart @ [size, 1])]
