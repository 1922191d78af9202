"""Which company a row means: by identifiers in their order, then by an exact name.

Identifiers are tried from the strongest down. One that was seen with two companies is a
conflict: it is reported and joins nobody. A mention without any identifier is matched by its
folded name, where one company alone bore it on the row's day. Else it is a company known by
its name only; what resembles a registered one is merely likely (`loaders.resolving.enterprises`).

Source: domain notes, section 1 (order of identifiers), 4.5 and 5 (false links).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph.days import EARLIEST, LATEST
from graph.tables import alphabetical

LEVELS = (
    "uscc",
    "registry_key",
    "org_code",
    "registration_number",
    "taxpayer_id",
    "tax_key",
    "social_unit",
    "source_key",
)
OWN_KEYS = ("tax_key", "social_unit", "source_key")
"""Levels that only one department knows; with nothing but these a company is still loose."""
NAME_GRACE = 366  # [param] days for which a given-up name still finds its company


@dataclass(frozen=True)
class Companies:
    """Who the mentions are."""

    entity: npt.NDArray[np.int64]  # by mention; -1: nobody can be told
    count: int
    keys: pd.DataFrame  # entity, key (strongest first)
    conflicts: pd.DataFrame  # level, value: identifiers seen with several companies
    named_only: npt.NDArray[np.bool_]  # by entity: nothing but a name is known
    names: pd.DataFrame  # entity, name (place in `words`), start, end
    words: pa.Array  # folded names
    named: npt.NDArray[np.int64]  # by mention: its name's place in `words`; -1: none

    def without_names(self) -> Companies:
        """Return the same without keys and names, of which a city's take much room."""
        keys, names = self.keys.take([]), self.names.take([])
        return replace(self, keys=keys, names=names, words=pa.array([], pa.large_string()))


def normal_codes(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return mentions with codes under the level they belong to, and those they contain.

    A USCC of an enterprise holds its organisation code; a taxpayer id is a USCC (18) or holds an
    organisation code (15, before 2015-10); a person's number comes here hashed, and is neither.
    """
    frame = mentions.copy()
    for level in LEVELS:
        if level not in frame:
            frame[level] = None
        frame[level] = frame[level].astype("str")
    given = frame["uscc"].astype("str")
    length = given.str.len()
    for level, size in (("org_code", 9), ("registration_number", 15)):
        odd = (length == size) & frame["uscc"].notna()
        frame.loc[odd, level] = frame.loc[odd, level].fillna(frame.loc[odd, "uscc"])
    frame.loc[length != 18, "uscc"] = None
    tax = frame["taxpayer_id"].astype("str")
    as_uscc = frame["taxpayer_id"].notna() & (tax.str.len() == 18) & frame["uscc"].isna()
    frame.loc[as_uscc, "uscc"] = tax
    old = frame["taxpayer_id"].notna() & (tax.str.len() == 15) & frame["org_code"].isna()
    frame.loc[old, "org_code"] = tax.str.slice(6)
    held = frame["uscc"].notna() & frame["org_code"].isna()
    frame.loc[held, "org_code"] = frame["uscc"].astype("str").str.slice(8, 17)
    # A taxpayer id of 18 is the USCC again: it must not count as a second identifier.
    frame.loc[frame["uscc"] == frame["taxpayer_id"], "taxpayer_id"] = None
    return frame


def resolve(
    mentions: pd.DataFrame, renames: pd.DataFrame, registers: pd.DataFrame | None = None
) -> Companies:
    """Return who each mention is.

    Args:
        mentions: `name` (folded, or null), `day` (int), LEVELS (or null); one row a mention.
        renames: `mention` (row of `mentions`), `folded`, `start`, `end`: names that change
            records give to the company of that mention.
        registers: the same, of names that registers say, until they say another.
    """
    return resolve_normal(normal_codes(mentions), renames, registers)


def resolve_normal(
    frame: pd.DataFrame, renames: pd.DataFrame, registers: pd.DataFrame | None = None
) -> Companies:
    """Return who each mention is, of mentions whose codes are normal (`normal_codes`)."""
    entity = np.full(len(frame), -1, np.int64)
    count = 0
    keys, conflicts = [], []
    registers = renames[:0] if registers is None else registers
    words, (name, changed, said) = _numbered(frame["name"], renames["folded"], registers["folded"])
    renames, registers = renames.assign(name=changed), registers.assign(name=said)
    for level in LEVELS:
        codes, values = pd.factorize(frame[level])
        holders, clash = _holders(codes, entity, len(values))
        if clash.any():
            several = pd.DataFrame({"level": level, "value": values[clash]})
            conflicts.append(several)
        unheld = np.flatnonzero((holders < 0) & ~clash & _wanted(codes, entity, len(values)))
        holders[unheld] = np.arange(count, count + len(unheld))
        count += len(unheld)
        free = (entity < 0) & (codes >= 0)
        entity[free] = holders[codes[free]]
        told = np.flatnonzero(holders >= 0)
        keys.append(
            pd.DataFrame({"entity": holders[told], "key": level + ":" + values[told].astype("str")})
        )
    own = own_key_only(strongly_coded(frame), entity, count)
    names = _names(name, entity, renames, registers)
    if own.any():
        into = _by_own_key(frame, entity, own, names)
        entity = np.append(into, -1)[entity]
        keys = [part.assign(entity=into[part["entity"].to_numpy(np.int64)]) for part in keys]
        count = int(into.max(initial=-1)) + 1
        names = _names(name, entity, renames, registers)
    coded = count
    named = np.flatnonzero((entity < 0) & (name >= 0))
    found = by_name(name[named], frame["day"].to_numpy()[named], names)
    entity[named] = found
    rest = named[found == -1]
    codes, values = pd.factorize(name[rest])
    entity[rest] = count + codes
    keys.append(_name_keys(count + np.arange(len(values)), values, words))
    count += len(values)
    alone = names[~names["name"].duplicated(keep=False)]
    keys.append(_name_keys(alone["entity"].to_numpy(), alone["name"].to_numpy(), words))
    named_only = np.arange(count) >= coded
    table = pd.concat(conflicts) if conflicts else pd.DataFrame({"level": [], "value": []})
    joined = pd.concat(keys, ignore_index=True)
    conflicting = table.reset_index(drop=True)
    return Companies(entity, count, joined, conflicting, named_only, names, words, name)


def _numbered(*columns: pd.Series) -> tuple[pa.Array, list[npt.NDArray[np.int64]]]:
    """Return the distinct names of some columns in their order, and the place of each name; -1."""
    every = pd.concat([column.astype("str") for column in columns], ignore_index=True)
    joined = pa.chunked_array(pa.array(every, pa.large_string(), from_pandas=True)).combine_chunks()
    place = alphabetical(joined)
    first = np.flatnonzero((place >= 0) & ~pd.Series(place).duplicated().to_numpy())
    words = joined.take(pa.array(first[np.argsort(place[first])]))
    return words, np.split(place, np.cumsum([len(column) for column in columns])[:-1])


def strongly_coded(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which mentions, of normal codes, have one that is not a department's own."""
    found = np.zeros(len(frame), bool)
    for level in LEVELS:
        if level not in OWN_KEYS:
            found |= frame[level].notna().to_numpy()
    return found


def own_key_only(
    coded: npt.NDArray[np.bool_], entity: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.bool_]:
    """Return of which entities no code is known but a department's own, or none.

    Args:
        coded: by mention, what `strongly_coded` returns.
    """
    own = np.ones(count, bool)
    own[entity[coded & (entity >= 0)]] = False
    return own


def _by_own_key(
    frame: pd.DataFrame,
    entity: npt.NDArray[np.int64],
    own: npt.NDArray[np.bool_],
    names: pd.DataFrame,
) -> npt.NDArray[np.int64]:
    """Return a number for each entity; one known by a department's own key is who bears its name.

    All its names must have been one company's alone, ever, and that company must not be known
    under another such key.
    """
    count = len(own)
    holder = names[~own[names["entity"].to_numpy(np.int64)]][["entity", "name"]]
    holder = holder.drop_duplicates()
    holder = holder[~holder["name"].duplicated(keep=False)]
    asked = names[own[names["entity"].to_numpy(np.int64)]][["entity", "name"]].drop_duplicates()
    found = asked.merge(holder, on="name", how="left", suffixes=("", "_held"))
    found["entity_held"] = found["entity_held"].fillna(-1).astype("int64")
    ends = found.groupby("entity")["entity_held"].agg(["min", "max"])
    sure = ends[(ends["min"] == ends["max"]) & (ends["min"] >= 0)]["min"]
    one, two = sure.index.to_numpy(np.int64), sure.to_numpy(np.int64)
    kept = ~_clash(frame, entity, one, two)
    into = np.arange(count)
    into[one[kept]] = two[kept]
    return np.asarray(np.unique(into, return_inverse=True)[1], np.int64)


def _clash(
    frame: pd.DataFrame,
    entity: npt.NDArray[np.int64],
    one: npt.NDArray[np.int64],
    two: npt.NDArray[np.int64],
) -> npt.NDArray[np.bool_]:
    """Return which first companies have a department's own key that the second has otherwise.

    Of several that would become one company, at most one may say anything at a level.
    """
    clash = np.zeros(len(one), bool)
    for level in OWN_KEYS:
        told = (entity >= 0) & frame[level].notna().to_numpy()
        held = np.zeros(int(entity.max(initial=-1)) + 1, bool)
        held[entity[told]] = True
        several = pd.Series(two[held[one]]).value_counts()
        crowded = np.isin(two, several[several > 1].index)
        clash |= held[one] & (held[two] | crowded)
    return clash


def _holders(
    codes: npt.NDArray[np.int64], entity: npt.NDArray[np.int64], values: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return who holds each value among those already told, and which values several hold."""
    told = (codes >= 0) & (entity >= 0)
    low = np.full(values, np.iinfo(np.int64).max)
    high = np.full(values, -1, np.int64)
    np.minimum.at(low, codes[told], entity[told])
    np.maximum.at(high, codes[told], entity[told])
    clash = (high >= 0) & (low != high)
    return np.where(clash, -1, high), clash


def _wanted(
    codes: npt.NDArray[np.int64], entity: npt.NDArray[np.int64], values: int
) -> npt.NDArray[np.bool_]:
    """Return which values some mention still needs."""
    wanted = np.zeros(values, bool)
    wanted[codes[(codes >= 0) & (entity < 0)]] = True
    return wanted


def _names(
    name: npt.NDArray[np.int64],
    entity: npt.NDArray[np.int64],
    renames: pd.DataFrame,
    registers: pd.DataFrame,
) -> pd.DataFrame:
    """Return which names each company bore and from when to when, as far as it is known."""
    told = (entity >= 0) & (name >= 0)
    own = pd.DataFrame({"entity": entity[told], "name": name[told]}).drop_duplicates()
    changed, said = (_spans(given, entity) for given in (renames, registers))
    # The day of a change is better than the deliveries around it.
    spans = pd.concat([changed, said]).drop_duplicates(["entity", "name"])
    names = own.merge(spans, on=["entity", "name"], how="outer")
    days = {column: names[column].to_numpy(np.float64) for column in ("start", "end")}
    return names.assign(
        start=np.where(np.isnan(days["start"]), EARLIEST, days["start"]).astype(np.int64),
        end=np.where(np.isnan(days["end"]), LATEST, days["end"]).astype(np.int64),
    )


def _spans(given: pd.DataFrame, entity: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return the first and the last day of each name of each company."""
    holder = entity[given["mention"].to_numpy(np.int64)]
    kept = given.assign(entity=holder)[holder >= 0][["entity", "name", "start", "end"]]
    spans: pd.DataFrame = kept.groupby(["entity", "name"], as_index=False).agg(
        start=("start", "min"), end=("end", "max")
    )
    return spans.astype("int64")


def _name_keys(
    entity: npt.NDArray[np.int64], name: npt.NDArray[np.int64], words: pa.Array
) -> pd.DataFrame:
    """Return keys of names, each of which one company alone ever bore."""
    called = pd.Series(pd.array(words.take(pa.array(name)), "str"))
    return pd.DataFrame({"entity": entity, "key": "name:" + called})


def by_name(
    name: npt.NDArray[np.int64], day: npt.NDArray[np.int64], names: pd.DataFrame
) -> npt.NDArray[np.int64]:
    """Return the one company that bore each name on its day; -1 none, -1 several."""
    asked = pd.DataFrame({"row": np.arange(len(name)), "name": name, "day": day})
    pairs = asked.merge(names, on="name")
    grace = np.minimum(pairs["end"].astype("int64") + NAME_GRACE, LATEST)
    borne = (pairs["start"] <= pairs["day"]) & (pairs["day"] < pairs["end"])
    lately = (pairs["start"] <= pairs["day"]) & (pairs["day"] < grace)
    found = np.full(len(name), -1, np.int64)
    for held in (lately, borne):  # who bore it on the day wins over who had just given it up
        fits = pairs[held].drop_duplicates(["row", "entity"])
        alone = fits[~fits["row"].duplicated(keep=False)]
        found[alone["row"].to_numpy()] = alone["entity"].to_numpy()
    return found
