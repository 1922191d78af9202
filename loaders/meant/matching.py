"""What is known of companies when those without a code are matched: names, tables, surroundings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import LATEST
from graph.names import fold_many
from loaders.drafting.rows import Codes
from loaders.resolving.companies import LEVELS, Companies, own_key_only
from loaders.resolving.enterprises.known import Known, nothing
from loaders.resolving.enterprises.matching import Matched
from loaders.table import Company, Located, Person, Reached, Relation, Table

Rows = npt.NDArray[np.int32]
Place = tuple[Table, str, Rows, Rows, int, Company, Codes]
Versions = Mapping[str, pd.DataFrame]


def known_companies(
    found: Companies,
    mentions: pd.DataFrame,
    coded: npt.NDArray[np.bool_],
    rows: Versions,
    places: Sequence[Place],
) -> Known:
    """Return what companies are matched by.

    Args:
        mentions: `shown` (as written), `name` (folded, without notes) and LEVELS, by mention.
        coded: by mention, whether it has a code that every company has one of.
    """
    loose = own_key_only(coded, found.entity, found.count)
    return Known(
        found.count,
        _names(found, mentions),
        loose,
        _by_hand(found, places),
        _keys(found),
        _codes(found, mentions, loose),
        *(_around(found, rows, places, kind) for kind in (Relation, Located, Reached)),
    )


def likely_companies(matched: Matched, before: Companies, after: Companies | None) -> pd.DataFrame:
    """Return the pairs that may be one, by the numbers that companies have once some are joined.

    Args:
        before, after: the same mentions, before some companies were joined, and since.
    """
    assert after is not None
    number = np.arange(before.count)
    told = before.entity >= 0
    number[before.entity[told]] = after.entity[told]
    found = matched.likely
    found = found.assign(src=number[found["src"]], dst=number[found["dst"]])
    found = found[found["src"] != found["dst"]].sort_values("probability", ascending=False)
    kept: pd.DataFrame = found[~found.duplicated(["src", "dst"])].sort_values(["src", "dst"])
    return kept.reset_index(drop=True)


def _names(found: Companies, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return every name of every company as it was written, with the day it was given up."""
    told = np.flatnonzero((found.entity >= 0) & (found.named >= 0))
    shown, texts = pd.factorize(mentions["shown"])
    written = pd.DataFrame({"entity": found.entity[told], "name": found.named[told]})
    written = written.assign(shown=shown[told]).drop_duplicates()
    ends = found.names.groupby(["entity", "name"], as_index=False)["end"].max()
    every = ends.merge(written, on=["entity", "name"], how="outer")
    entity, name = (every[column].to_numpy(np.int64) for column in ("entity", "name"))
    shown = every["shown"].fillna(-1).to_numpy(np.int64)
    # A name that only a record of change tells is known as it is folded.
    both = pd.concat([pd.Series(texts), pd.Series(pd.array(found.words, "str"))]).array
    text = both.take(np.where(shown < 0, len(texts) + name, shown))
    named = pd.DataFrame({"entity": entity, "name": text}, copy=False)
    return named.assign(end=every["end"].fillna(LATEST).astype("int64"))


def _by_hand(found: Companies, places: Sequence[Place]) -> npt.NDArray[np.bool_]:
    """Return which companies only tables typed by hand speak of."""
    by_hand = np.ones(found.count, bool)
    for table, _, _, mention, _, _, _ in places:
        if not table.by_hand:
            entity = found.entity[mention]
            by_hand[entity[entity >= 0]] = False
    return by_hand


def _keys(found: Companies) -> npt.NDArray[np.object_]:
    first = found.keys[~found.keys["entity"].duplicated()].set_index("entity")["key"]
    return first.reindex(np.arange(found.count)).to_numpy(object)


def _codes(found: Companies, mentions: pd.DataFrame, spoken: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return the identifiers of those whom a code might tell apart: of loose ones, and its like."""
    parts = [nothing("entity", "level", "value")]
    loose = np.append(spoken, False)[found.entity]
    for place, level in enumerate(LEVELS):
        told = mentions[level].notna().to_numpy() & (found.entity >= 0)
        if not (told & loose).any():
            continue
        values = pd.factorize(mentions[level].array[told])[0]
        frame = pd.DataFrame({"entity": found.entity[told], "level": place, "value": values})
        parts.append(frame.drop_duplicates())
    return pd.concat(parts, ignore_index=True)


def _around(found: Companies, rows: Versions, places: Sequence[Place], kind: type) -> pd.DataFrame:
    """Return what surrounds companies in the rows: representatives, addresses or contacts."""
    entities: list[Codes] = []
    values: list[pd.Series[str]] = []
    for table, label, meant, mention, _, _, _ in places:
        frame = rows[table.name]
        for field in dict.fromkeys(_fields(table, label, kind)):
            entity = found.entity[mention]
            numbers, words = pd.factorize(frame[field].array[meant])
            pair = pd.DataFrame({"entity": entity, "value": numbers}).drop_duplicates()
            pair = pair[(pair["entity"] >= 0) & (pair["value"] >= 0)]
            entities.append(pair["entity"].to_numpy(np.int64))
            values.append(pd.Series(words, dtype="str").take(pair["value"].to_numpy()))
    if not entities:
        return nothing("entity", "value")
    entity, value = np.concatenate(entities), pd.concat(values, ignore_index=True)
    if kind is not Reached:
        value = fold_many(value)
    told = pd.DataFrame({"entity": entity, "value": pd.factorize(value)[0]})
    told = told[(value != "").to_numpy()].drop_duplicates()
    kept: pd.DataFrame = told.reset_index(drop=True)
    return kept


def _fields(table: Table, label: str, kind: type) -> list[str]:
    """Return the fields of a table that hold what surrounds a party."""
    found = []
    for fact in table.facts:
        match fact:
            case Relation(type="LEGAL_REPRESENTATIVE_OF") if kind is Relation:
                person = table.parties.get(fact.source)
                if fact.target == label and isinstance(person, Person):
                    found.append(person.name)
            case Located() if kind is Located and fact.company == label:
                found.append(fact.address)
            case Reached() if kind is Reached and fact.party == label:
                found.append(fact.contact)
    return found
