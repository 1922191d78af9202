"""How a build obeys: splits before ids are given, joins and partings after.

obeyed = Obeyed.of(home)
moved = obeyed.split("Company", mentions, entity, count, keys)      # then give ids
ruling = obeyed.ruling("Company", moved.keys, ids, given_up, count) # then join
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from graph.home import Home
from loaders.judging.constraints import Entities, Ruling, pairs_of, ruled, standing
from loaders.judging.judgements import Judgement, judgements
from loaders.judging.splitting import Moved, named_rows, split
from loaders.resolving.people import can_be_one

CODES = {"Company": "uscc:", "Person": "id:"}


@dataclass
class Obeyed:
    """A home's judgements, and what a build could not obey or found against an identifier."""

    judged: list[Judgement]
    reports: list[tuple[int, str]] = field(default_factory=list)
    parted: dict[str, list[tuple[int, str, int, int]]] = field(default_factory=dict)
    rows: dict[str, dict[int, list[int]]] = field(default_factory=dict)  # table, split: records

    @classmethod
    def of(cls, home: Home, records: pd.DataFrame) -> Obeyed:
        """Return the judgements of a home.

        Args:
            records: table, delivery, file, line of every source row of this build, by number.
        """
        judged = judgements(home)
        return cls(judged, rows=named_rows(judged, records))

    def splits(self, label: str) -> list[Judgement]:
        """Return the splits of one label that stand, the oldest first."""
        return [one for one in standing(self.judged, label) if one.verdict == "split"]

    def rows_told(self, table: str, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
        """Return, by row of a table, the number of the split that tells it one by one; 0: none.

        A row that was told is told in every version of its key.

        Args:
            rows: `record` and `key`.
        """
        found = np.zeros(len(rows), np.int64)
        for number, records in sorted(self.rows.get(table, {}).items()):
            keys = rows.loc[rows["record"].isin(records), "key"]
            found[rows["key"].isin(keys).to_numpy()] = number
        return found

    def split(
        self, label: str, mentions: pd.DataFrame, entity: Entities, count: int, keys: pd.DataFrame
    ) -> Moved:
        """Return who mentions are once splits are obeyed (see `splitting.split`)."""
        made = split(self.splits(label), mentions, entity, count, keys)
        self.reports += made.reports
        self.parted[label] = made.pairs
        return made

    def ruling(
        self,
        label: str,
        keys: pd.DataFrame,
        ids: ExtensionArray,
        given_up: Mapping[str, str],
        also: list[tuple[int, int]] | None = None,
    ) -> Ruling:
        """Return what judgements make of entities; what they contradict goes to `reports`.

        Args:
            keys: entity, key, the strongest first.
            ids: by entity.
            given_up: id -> the id that it is for good.
            also: entities that follow from other joins; any judgement is stronger.
        """
        judged = standing(self.judged, label)
        asked = [side.id for one in judged for side in (one.a, one.b) if side]
        stay = pa.array([given_up.get(i, i) for i in asked], pa.string())
        place = np.asarray(pc.index_in(stay, value_set=pa.array(ids, pa.string())).fill_null(-1))
        where = pd.Series(place, index=asked, dtype="int64")
        pairs = pairs_of(judged, keys, where[~where.index.duplicated()])
        parted = self.parted.get(label, [])
        follows = [(0, "same", a, b) for a, b in also or []]
        more = pd.DataFrame([*parted, *follows], columns=list(pairs.columns))
        pairs = pd.concat([pairs, more.astype(pairs.dtypes.to_dict())], ignore_index=True)
        found = ruled(pairs, len(ids))
        self.reports += [one for one in found.reports if one[0]]
        self.reports += against_codes(pairs, keys, found, CODES[label])
        return found

    def notes(self) -> list[dict[str, Any]]:
        """Return what came of judgements for an edition's notes, by number."""
        return [{"number": n, "problem": text} for n, text in sorted(set(self.reports))]


def against_codes(
    pairs: pd.DataFrame, keys: pd.DataFrame, ruling: Ruling, kind: str
) -> list[tuple[int, str]]:
    """Return which `same` joined two that have different codes, though people are stronger."""
    same = pairs[(pairs["verdict"] == "same") & (pairs["a"] >= 0) & (pairs["b"] >= 0)]
    same = same[(same["a"] != same["b"]) & (same["number"] > 0)]
    if same.empty:
        return []
    ends = same[["a", "b"]].to_numpy(np.int64)
    held = keys[keys["entity"].isin(ends.ravel()) & keys["key"].str.startswith(kind)]
    codes = held.groupby("entity")["key"].agg(set).to_dict()
    found = []
    for number, (a, b) in zip(same["number"].tolist(), ends.tolist(), strict=True):
        one, two = codes.get(a, set()), codes.get(b, set())
        if one and two and not one & two and ruling.group[a] == ruling.group[b]:
            what = "credit codes" if kind == "uscc:" else "resident ids"
            text = f"Judgement {number} (same) is obeyed, though the two have different {what}."
            found.append((number, text))
    return found


def same_inside(keys: pd.DataFrame, joined: Mapping[str, str]) -> list[tuple[int, int]]:
    """Return people who are one because the companies in which they bear one name are one.

    As inside any company: one name is one person there, unless ids or masked ids tell several.

    Args:
        keys: entity, key of people.
        joined: company ids given up in this edition -> the id that stays.
    """
    inside = _names_in(keys, joined) if joined else keys[:0]
    if inside.empty:
        return []
    inside["place"] = inside.groupby(["company", "name"], sort=False).ngroup()
    people = inside.drop_duplicates(["place", "entity"])
    several = people[people["place"].duplicated(keep=False)]
    held = keys[keys["entity"].isin(several["entity"]).to_numpy()]
    identified = held.loc[held["key"].str.startswith("id:"), "entity"].unique()
    known = several["entity"].isin(identified).groupby(several["place"]).sum()
    torn = [*known[known > 1].index, *_disagree(inside[inside["place"].isin(several["place"])])]
    group = several[~several["place"].isin(torn)].sort_values(["place", "entity"])
    first = group.groupby("place")["entity"].transform("first")
    other = (group["entity"] != first).to_numpy(bool)
    return list(zip(first[other].tolist(), group.loc[other, "entity"].tolist(), strict=True))


def _disagree(inside: pd.DataFrame) -> list[int]:
    """Return the places where masked ids tell several people of one name."""
    masked = inside[inside["mask"] != ""].drop_duplicates(["place", "mask"])
    masked = masked[masked["place"].duplicated(keep=False)]
    shown = masked.groupby("place")["mask"].agg(list)
    return [
        int(place)  # type: ignore[call-overload]
        for place, masks in shown.items()
        if not all(can_be_one(a, b) for a in masks for b in masks)
    ]


def _names_in(keys: pd.DataFrame, joined: Mapping[str, str]) -> pd.DataFrame:
    """Return the names that joined companies know people by: entity, company, name, mask."""
    stays = pd.Series({**{new: new for new in joined.values()}, **joined})
    text = pa.array(keys["key"], pa.large_string())
    company = pc.binary_slice(text.cast(pa.large_binary()), 3, 13)
    known = pc.is_in(company, value_set=pa.array(stays.index, pa.large_string()).cast(company.type))
    here = pc.and_(known, pc.starts_with(text, "in:"))
    rows = np.flatnonzero(here.to_numpy(zero_copy_only=False))
    if not len(rows):
        return keys[:0]
    told = text.take(rows).to_pandas().str.slice(14).str.rpartition("|")
    return pd.DataFrame(
        {
            "entity": keys["entity"].to_numpy(np.int64)[rows],
            "company": company.take(rows)
            .cast(pa.large_string())
            .to_pandas()
            .map(stays)
            .to_numpy(object),
            "name": told[0].to_numpy(object),
            "mask": told[2].to_numpy(object),
        }
    )
