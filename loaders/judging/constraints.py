"""What judgements demand of a build: who is one, who stays apart, and which were not obeyed.

Everything here is about entities: the numbers 0 .. count - 1 that a resolver gives to those whom
it told apart by identifiers and exact names, before any model joins some of them. A resolver asks

    pairs = pairs_of(standing, "Company", keys)
    ruling = ruled(pairs, count)

and joins by a model only what `ruling.apart` does not forbid; `ruling.group` is joined whatever a
model says. Ids are given before that: what people or a model join is no fact of `identities/`, so
that a judgement taken back leaves no trace.

Rule. Of several judgements on the same two, the one with the highest number counts. Then the
latest first: `different` always keeps apart; a `same` joins, unless that would bring together two
whom a `different` keeps apart: then it is not obeyed, and said. So a `different` stops a chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.judging.judgements import Judgement

Entities = npt.NDArray[np.int64]
NOBODY = -1
PAIRS = ("number", "verdict", "a", "b")


@dataclass(frozen=True)
class Ruling:
    """What judgements make of the entities of one label.

    Attributes:
        group: by entity, the lowest entity that people judged to be the same; itself: alone.
        apart: two columns of `group` values that must never be one.
        reports: what could not be obeyed, or contradicts: number, problem (one sentence each).
    """

    group: Entities
    apart: npt.NDArray[np.int64]
    reports: tuple[tuple[int, str], ...] = ()

    def apart_entities(self) -> tuple[Entities, Entities]:
        """Return every two entities that must never be one: each of a group with each of another.

        A model that joins must forbid all of these.
        """
        ends = np.unique(self.apart)
        at = np.flatnonzero(np.isin(self.group, ends))
        held = pd.DataFrame({"group": self.group[at], "entity": at})
        two = pd.DataFrame(self.apart, columns=["a", "b"])
        two = two.merge(held, left_on="a", right_on="group").merge(
            held, left_on="b", right_on="group", suffixes=("", "_other")
        )
        one, other = (two[c].to_numpy(np.int64) for c in ("entity", "entity_other"))
        return one, other

    def as_group(self, entity: Entities) -> Entities:
        """Return the group of each entity; NOBODY stays nobody."""
        return np.where(entity >= 0, self.group[np.maximum(entity, 0)], NOBODY)


def standing(judged: Iterable[Judgement], label: str) -> list[Judgement]:
    """Return the judgements on two of one label that count, the oldest first."""
    wanted = ("same", "different", "unsure", "split")
    return [j for j in judged if j.stands and j.verdict in wanted and j.label == label]


def pairs_of(judged: Sequence[Judgement], keys: pd.DataFrame, serials: pd.Series) -> pd.DataFrame:
    """Return the judged pairs as entities: number, verdict, a, b (NOBODY: nobody in this build).

    Args:
        judged: what `standing` returns.
        keys: `entity`, `key`, the strongest key of an entity first.
        serials: entity by the id that it has, or that was given up for its id.
    """
    two = [j for j in judged if j.verdict != "split" and j.a and j.b]
    sides = [side for j in two for side in (j.a, j.b) if side]
    found = entities_of([(side.id, side.keys) for side in sides], keys, serials)
    return pd.DataFrame(
        {
            "number": np.array([j.number for j in two], np.int64),
            "verdict": np.array([j.verdict for j in two], object),
            "a": found[0::2],
            "b": found[1::2],
        }
    )


def entities_of(
    sides: Sequence[tuple[str, Sequence[str]]], keys: pd.DataFrame, serials: pd.Series
) -> Entities:
    """Return the entity of each side (id, keys): by its strongest key that is known, else its id.

    A key counts for the entity that holds it at the strongest place.
    """
    wanted = {key for _, held in sides for key in held}
    if not sides:
        return np.empty(0, np.int64)
    place = keys.groupby("entity").cumcount()
    held = keys.assign(place=place)[keys["key"].isin(list(wanted)).to_numpy()]
    held = held.sort_values(["place", "entity"], kind="stable")
    first = held[~held["key"].duplicated()].set_index("key")["entity"].to_dict()
    by_id = serials.reindex([node_id for node_id, _ in sides]).fillna(NOBODY).tolist()
    found = [
        next((first[key] for key in held_keys if key in first), spare)
        for (_, held_keys), spare in zip(sides, by_id, strict=True)
    ]
    return np.array(found, np.int64)


def ruled(pairs: pd.DataFrame, count: int) -> Ruling:
    """Return what the judged pairs make of entities 0 .. count - 1.

    Args:
        pairs: what `pairs_of` returns; its `number` may repeat for pairs that a split parts.
    """
    reports = _unfound(pairs)
    told = pairs[(pairs["a"] >= 0) & (pairs["b"] >= 0)]
    reports += _one_already(told)
    told = told[told["a"] != told["b"]]
    latest, overruled = _latest(told)
    reports += overruled
    forest = _Forest(count)
    apart = latest[latest["verdict"] == "different"]
    for number, a, b in _rows(apart):
        forest.part(a, b, number)
    for number, a, b in reversed(_rows(latest[latest["verdict"] == "same"])):
        by = forest.join(a, b)
        if by:
            reports.append((number, _stopped(number, by)))
    group = forest.groups()
    two = apart[["a", "b"]].to_numpy(np.int64)
    return Ruling(group, np.sort(group[two], axis=1), tuple(sorted(reports)))


def contradictions(judged: Sequence[Judgement], made: Judgement) -> list[str]:
    """Return what a judgement that was just made contradicts, a sentence each.

    Args:
        judged: all judgements of the home, `made` the last.
    """
    before = [one for one in judged if one.number < made.number]
    told = [set(_reports(standing(some, made.label))) for some in (before, judged)]
    return [text for _, text in sorted(told[1] - told[0])]


def _reports(judged: Sequence[Judgement]) -> tuple[tuple[int, str], ...]:
    """Return what judgements contradict, as far as their ids alone tell."""
    two = [j for j in judged if j.verdict != "split" and j.a and j.b]
    ends = [side.id for j in two for side in (j.a, j.b) if side]
    codes = pd.factorize(np.array(ends, object))[0].astype(np.int64)
    pairs = pd.DataFrame(
        {
            "number": np.array([j.number for j in two], np.int64),
            "verdict": np.array([j.verdict for j in two], object),
            "a": codes[0::2],
            "b": codes[1::2],
        }
    )
    return ruled(pairs, len(set(ends))).reports


def _rows(pairs: pd.DataFrame) -> list[tuple[int, int, int]]:
    ordered = pairs.sort_values("number", kind="stable")
    columns = (ordered[c].tolist() for c in ("number", "a", "b"))
    return list(zip(*columns, strict=True))


def _stopped(number: int, by: int) -> str:
    return (
        f"Judgement {number} (same) is not obeyed: with the other judgements it would make one "
        f"of two that judgement {by} keeps apart; take one of them back with `qiji judge undo`."
    )


def _unfound(pairs: pd.DataFrame) -> list[tuple[int, str]]:
    """Say which judgements are about somebody whom no delivery names any longer."""
    lost = pairs[((pairs["a"] < 0) | (pairs["b"] < 0)) & (pairs["verdict"] != "unsure")]
    text = "Judgement {} is about somebody whom no delivery names; it changes nothing."
    return [(n, text.format(n)) for n in lost["number"].tolist()]


def _one_already(told: pd.DataFrame) -> list[tuple[int, str]]:
    same = told[(told["a"] == told["b"]) & (told["verdict"] == "different")]
    text = (
        "Judgement {0} (different) is not obeyed: identifiers or an exact name make the two one; "
        "say which rows are the other's with `qiji judge split`."
    )
    return [(n, text.format(n)) for n in same["number"].tolist()]


def _latest(told: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """Return the last judgement on each two, and what earlier ones said otherwise."""
    ends = np.sort(told[["a", "b"]].to_numpy(np.int64), axis=1)
    frame = told.assign(low=ends[:, 0], high=ends[:, 1]).sort_values("number", kind="stable")
    last = frame[~frame.duplicated(["low", "high"], keep="last")]
    other = frame.merge(last, on=["low", "high"], suffixes=("", "_last"))
    other = other[(other["verdict"] != other["verdict_last"]) & (other["verdict"] != "unsure")]
    text = "Judgement {0} ({1}) gives way to the later judgement {2} ({3}) on the same two."
    columns = ("number", "verdict", "number_last", "verdict_last")
    rows = other[list(columns)].itertuples(index=False, name=None)
    return last, [(int(row[0]), text.format(*row)) for row in rows]


class _Forest:
    """Groups that grow, and the pairs of groups that may not become one."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.up: dict[int, int] = {}
        self.apart: dict[int, dict[int, int]] = {}  # group -> other group -> judgement

    def root(self, entity: int) -> int:
        while entity in self.up:
            entity = self.up[entity]
        return entity

    def part(self, a: int, b: int, number: int) -> None:
        """Keep two entities apart; called before any are joined."""
        for one, two in ((a, b), (b, a)):
            self.apart.setdefault(one, {})[two] = number

    def join(self, a: int, b: int) -> int:
        """Make one of two groups; return the judgement that forbids it, or 0."""
        stays, goes = sorted((self.root(a), self.root(b)))
        if stays == goes:
            return 0
        if by := self.apart.get(stays, {}).get(goes, 0):
            return by
        self.up[goes] = stays
        for other, number in self.apart.pop(goes, {}).items():
            self.apart[other].pop(goes)
            self.apart.setdefault(stays, {})[other] = number
            self.apart[other][stays] = number
        return 0

    def groups(self) -> Entities:
        found = np.arange(self.count, dtype=np.int64)
        for entity in self.up:
            found[entity] = self.root(entity)
        return found
