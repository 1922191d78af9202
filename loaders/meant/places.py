"""The addresses, contacts, shops and sites that rows mean, by what tells one from another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from graph.home import Home
from graph.names import fold_many
from loaders.drafting.rows import NOBODY, Codes
from loaders.meant import shops, things
from loaders.meant.who import Versions, Who
from loaders.resolving.identities import Identities
from loaders.table import (
    Fact,
    Located,
    Reached,
    Table,
)

NOTED = " noted: "  # before the name of a party whose notes, not whose fields, tell of a shop


def find_places(home: Home, who: Who, tables: Mapping[str, Table], rows: Versions) -> None:
    """Give every address, contact, shop and site that rows mean a code."""
    _places(home, who, tables, rows)
    _reach(home, who, tables, rows)
    shown, keys = things.meant(tables, rows, "Site")
    _shops(home, who, tables, rows)
    who.things["Site"] = _register(home, who, "Site", shown, keys, who.parties)


def _shops(home: Home, who: Who, tables: Mapping[str, Table], rows: Versions) -> None:
    """Give shops their codes: those of registers of shops, and those noted beside names."""
    shown, keys = things.meant(tables, rows, "Shop")
    noted = shops.noted(who, tables, rows, keys)
    codes: dict[tuple[str, str], Codes] = {}
    named = {(table, NOTED + party): one for (table, party), one in noted.shown.items()}
    told = {(table, NOTED + party): one for (table, party), one in noted.keys.items()}
    who.things["Shop"] = _register(
        home, who, "Shop", {**shown, **named}, {**keys, **told}, codes, noted.also
    )
    for (table, party), held in codes.items():
        where = who.shops if party.startswith(NOTED) else who.parties
        where[table, party.removeprefix(NOTED)] = held


def _places(home: Home, who: Who, tables: Mapping[str, Table], rows: Versions) -> None:
    texts = {(name, f): rows[name][f] for name, f in _named(tables, rows, Located, "address")}
    folded = {key: fold_many(text) for key, text in texts.items()}
    who.places = _register(home, who, "Address", texts, folded, who.addresses)


def _reach(home: Home, who: Who, tables: Mapping[str, Table], rows: Versions) -> None:
    named = _named(tables, rows, Reached, "contact")
    digests = {(name, f): rows[name][f].astype("str") for name, f in named}
    masks = {(name, f): rows[name][f"{f}_masked"] for name, f in named}
    who.reach = _register(home, who, "Contact", masks, digests, who.contacts)


def _named(
    tables: Mapping[str, Table], rows: Versions, kind: type[Fact], attribute: str
) -> list[tuple[str, str]]:
    """Return the fields that facts of a kind name, as (table, field), each once."""
    named = [
        (name, getattr(fact, attribute))
        for name in sorted(rows)
        for fact in tables[name].facts
        if isinstance(fact, kind)
    ]
    return list(dict.fromkeys(named))


def _register(
    home: Home,
    who: Who,
    label: str,
    shown: Mapping[tuple[str, str], pd.Series],
    keys: Mapping[tuple[str, str], pd.Series],
    into: dict[tuple[str, str], Codes],
    also: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Give every distinct key an id; return what to show of each, by code.

    Args:
        also: `key` and `other`, by which who has the key was known as well.
    """
    order = sorted(keys)
    joined = pd.concat([keys[k] for k in order]) if order else pd.Series(dtype="object")
    text = pd.concat([shown[k] for k in order]) if order else pd.Series(dtype="object")
    joined = joined.astype("str")
    entity, values = pd.factorize(joined.where(joined != "", None))
    register = Identities(home, label)
    every = pd.DataFrame({"entity": np.arange(len(values)), "key": pd.Series(values)})
    if also is not None and len(also):
        besides = also.astype("str").merge(every, on="key")[["entity", "other"]]
        besides = besides.rename(columns={"other": "key"})
        every = pd.concat([every, besides], ignore_index=True)
    serials = register.assign(every, len(values))
    in_order = np.argsort(serials, kind="stable")
    start = who.add(label, register, serials[in_order])
    number = np.empty(len(serials) + 1, np.int64)
    number[in_order], number[-1] = np.arange(len(serials)), -1
    # Keys are numbered as they are met, so the first of each stand in their order.
    first = np.flatnonzero((entity >= 0) & ~pd.Series(entity).duplicated().to_numpy())[in_order]
    entity = number[entity]
    at = 0
    for key in order:
        codes = entity[at : at + len(keys[key])]
        into[key] = np.where(codes >= 0, start + codes, NOBODY)
        at += len(codes)
    return pd.DataFrame({"text": text.iloc[first].astype("str").array})
