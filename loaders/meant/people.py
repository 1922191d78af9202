"""The people whom rows mean: gathered, told inside one company, and given their ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.home import Home
from graph.memory import give_back_memory
from graph.names import fold_many
from graph.sorting import stable_order
from graph.tables import alphabetical, texts
from loaders.drafting.rows import NOBODY, Codes
from loaders.meant import judged
from loaders.meant.parties import each_party, is_company, spoken_of
from loaders.meant.surroundings import Meant
from loaders.meant.who import Versions, Who
from loaders.resolving import people
from loaders.resolving.identities import Identities
from loaders.table import (
    AnyParty,
    Company,
    Person,
    Table,
)


def find_people(
    home: Home, who: Who, tables: Mapping[str, Table], rows: Versions
) -> tuple[people.People, list[Meant]]:
    parts, places, at = [], [], 0
    for table, label, party in each_party(tables, rows):
        if isinstance(party, Company):
            continue
        frame = rows[table.name]
        words = party.person if isinstance(party, AnyParty) else party
        named = ~is_company(party, frame) & frame[words.name].notna().to_numpy()
        meant = np.flatnonzero(named & spoken_of(table, label, frame)).astype(np.int64)
        mentions = _person_mentions(who, table, label, words, frame, meant)
        told = who.obeyed.rows_told(table.name, frame)[meant]
        parts.append(judged.marked(who, "Person", table.name, mentions, told))
        places.append((table.name, label, meant, at, len(frame)))
        at += len(mentions)
    columns = ("shown", "name", "id", "masked", "company", "row")
    if not parts:
        parts = [pd.DataFrame({c: pd.Series(dtype="object") for c in columns})]
    mentions = pd.concat(parts, ignore_index=True)
    parts.clear()
    mentions["name"] = fold_many(mentions["shown"])
    names, called = pd.factorize(mentions["shown"])
    said, row = people.coded(mentions), mentions["row"]
    # What else a city's mentions say is told by now.
    mentions = mentions if who.obeyed.splits("Person") else pd.DataFrame()
    give_back_memory()
    found = judged.people_with_splits(who, mentions, people.apart(people.resolve_inside(said, row)))
    register = Identities(home, "Person")
    keys = _under_old_ids(found.keys, who.merged, register)
    give_back_memory()
    start = who.add("Person", register, register.assign(keys, found.count))
    for name, label, meant, begin, size in places:
        codes = who.parties.get((name, label), np.full(size, NOBODY, np.int64))
        codes[meant] = start + found.entity[begin : begin + len(meant)]
        who.parties[(name, label)] = codes
    identified = np.zeros(found.count, bool)
    identified[found.entity[said.id >= 0]] = True
    shown, masks = (pd.Series(one, dtype="str") for one in (called, said.masks[:-1]))
    hidden = masks.str.count(re.escape("*"))
    who.people = pd.DataFrame(
        {
            "name": _shown(found, names, shown, shown.str.len()),
            "masked": _shown(found, said.mask, masks, hidden),
            "identified": identified,
        }
    )
    return found, [Meant(name, label, meant, begin) for name, label, meant, begin, _ in places]


def _shown(found: people.People, codes: Codes, words: pd.Series, rank: pd.Series) -> pd.Series:
    """Return, by person, the word of least rank that is said of them, whichever row came first.

    Args:
        codes: by mention, the place of what it says among `words`; -1: nothing.
        rank: of each word.
    """
    told = np.flatnonzero(codes >= 0)
    place = np.empty(len(words), np.int64)
    in_order = stable_order(rank.to_numpy(np.int64), alphabetical(texts(words)))
    place[in_order] = np.arange(len(words))
    first = np.full(found.count, len(words))
    np.minimum.at(first, found.entity[told], place[codes[told]])
    taken = words.array.take(np.append(in_order, -1)[first], allow_fill=True)
    return pd.Series(taken)


def _under_old_ids(
    keys: pd.DataFrame, merged: Mapping[str, str], register: Identities
) -> pd.DataFrame:
    """Return keys of people with those of theirs that name a company by an id since given up."""
    if not merged:
        return keys
    gone = pd.DataFrame({"old": list(merged), "stays": list(merged.values())})
    told = keys["key"].astype("str")
    # Few were given up: the keys of all others are looked at no further.
    touched = told.str.startswith("in:") & told.str.slice(3, 3 + len(gone["old"][0])).isin(
        gone["stays"]
    )
    parts = told[touched].str.extract(r"^in:([^:]+):(.*)$", flags=re.DOTALL)
    found = parts.assign(entity=keys.loc[touched, "entity"]).merge(
        gone, left_on=0, right_on="stays"
    )
    older = pd.DataFrame({"entity": found["entity"], "key": "in:" + found["old"] + ":" + found[1]})
    known = register.known(pa.array(older["key"], pa.large_string())) >= 0
    return pd.concat([keys, older[known]], ignore_index=True)


def _person_mentions(
    who: Who, table: Table, label: str, words: Person, rows: pd.DataFrame, meant: Codes
) -> pd.DataFrame:
    nothing = pd.array([None], dtype="str").take(np.zeros(len(meant), np.int64))
    company = np.full(len(meant), NOBODY, np.int64)
    if words.of and len(meant):
        company = who.parties[(table.name, words.of)][meant]

    def said(field: str | None) -> pd.api.extensions.ExtensionArray:
        return rows[field].astype("str").array.take(meant) if field else nothing

    number = said(words.id)
    key = rows["key"].to_numpy(np.uint64)[meant]
    # By their row only those are told of whom neither a number nor a company is known.
    lone = np.flatnonzero((company == NOBODY) & number.isna())
    row = np.full(len(meant), None, object)
    row[lone] = [f"{table.name}/{label}/{k:016x}" for k in key[lone].tolist()]
    known = rows["known_from"].to_numpy(np.int64)[meant]
    return pd.DataFrame(
        {
            "shown": said(words.name),
            "id": number,
            "masked": said(f"{words.id}_masked" if words.id else None),
            "company": pd.Categorical.from_codes(company, dtype=who.firms),
            "row": pd.array(row, dtype="str"),
            "phone": said(words.phone),
            "listed": (crc32(table.name.encode()) << 31) + known,
        }
    )
