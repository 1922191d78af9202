"""Shops that rows only note beside a company's name: `…有限公司（鼎盛旗舰店-天猫）`.

Such a shop has no address and no number: `天猫旗舰店` is what thousands are called. So it is told
by the company beside whose name it stands and by what it is called there, and by nothing else;
where a register of shops has one of that company and that name alone, it is that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.names import fold_many
from graph.naming.notes import SHOP
from loaders.drafting.rows import NOBODY, meets
from loaders.meant.who import Versions, Who
from loaders.table import Relation, Table, Thing

Named = dict[tuple[str, str], pd.Series]


@dataclass(frozen=True)
class NotedShops:
    """What is noted of shops, by table and party; each by row of the party's notes.

    Attributes:
        shown: what a shop is called; null where the note tells of none.
        keys: what tells it from every other.
        also: `key` and `other`: keys by which the shop that has `key` was known before.
    """

    shown: Named
    keys: Named
    also: pd.DataFrame


def noted(
    who: Who,
    tables: Mapping[str, Table],
    rows: Versions,
    registered: Mapping[tuple[str, str], pd.Series],
) -> NotedShops:
    """Return the shops that rows note beside names.

    Args:
        registered: keys of the shops of registers, by table and party, and row.
    """
    own = _own(who, tables, rows, registered)
    shown: Named = {}
    keys: Named = {}
    also = [pd.DataFrame({"key": [], "other": []}, dtype="object")]
    for place, notes in who.notes.items():
        company = who.parties[place][notes["row"].to_numpy(np.int64)]
        told = (notes["kind"] == SHOP).to_numpy() & (company != NOBODY)
        if not told.any():
            continue
        frame = pd.DataFrame({"company": company, "folded": fold_many(notes["text"])})
        frame["own"] = "of:" + pd.Series(who.ids[np.maximum(company, 0)]) + ":" + frame["folded"]
        frame = frame.merge(own, on=["company", "folded"], how="left")
        key = frame["key"].where(frame["key"].notna(), frame["own"])
        shown[place] = notes["text"].astype("object").where(told, None)
        keys[place] = key.astype("object").where(told, None)
        also.append(pd.DataFrame({"key": key, "other": frame["own"]})[told])
    every = pd.concat(also, ignore_index=True)
    return NotedShops(shown, keys, _with_older(every, who.merged).query("key != other"))


def _own(
    who: Who,
    tables: Mapping[str, Table],
    rows: Versions,
    registered: Mapping[tuple[str, str], pd.Series],
) -> pd.DataFrame:
    """Return the shops of registers that alone bear their name among their company's.

    Returns:
        `company` (code), `folded`, `key`.
    """
    parts = [pd.DataFrame({"company": [], "folded": [], "key": []})]
    for (name, party), key in registered.items():
        thing = tables[name].parties[party]
        for fact in tables[name].facts:
            if not (isinstance(fact, Relation) and fact.target == party):
                continue
            company = who.parties.get((name, fact.source))
            if company is None or not isinstance(thing, Thing):
                continue
            made = pd.DataFrame(
                {"company": company, "folded": fold_many(rows[name][thing.name]), "key": key}
            )
            keep = (company != NOBODY) & key.notna().to_numpy() & meets(rows[name], fact.when)
            parts.append(made[keep])
    found = pd.concat(parts, ignore_index=True).dropna().drop_duplicates()
    found = found[~found.duplicated(["company", "folded"], keep=False)]
    kept: pd.DataFrame = found.astype({"company": "int64", "folded": "object", "key": "object"})
    return kept


def _with_older(also: pd.DataFrame, merged: Mapping[str, str]) -> pd.DataFrame:
    """Return keys with those that name the company by an id that was given up since."""
    if not len(also) or not merged:
        return also.drop_duplicates()
    gone = pd.DataFrame({"old": list(merged), "stays": list(merged.values())})
    parts = also["other"].str.extract(r"^of:(?P<stays>[^:]+):(?P<rest>.*)$")
    older = also[["key"]].join(parts).merge(gone, on="stays")
    made = pd.DataFrame({"key": older["key"], "other": "of:" + older["old"] + ":" + older["rest"]})
    return pd.concat([also, made], ignore_index=True).drop_duplicates()
