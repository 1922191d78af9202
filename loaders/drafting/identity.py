"""What the mentions themselves tell: names and codes of those no register describes; likeness."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from graph.days import EARLIEST, LATEST
from graph.names import fold_many
from graph.sorting import stable_order
from loaders.drafting.facts import Told
from loaders.drafting.noted import named
from loaders.drafting.rows import NOBODY, Codes, as_words
from loaders.meant.judged import kept_apart
from loaders.meant.who import Who
from loaders.resolving.companies import LEVELS
from loaders.table import AnyParty, Company, Person, Thing


def _companies_in(told: Told) -> list[tuple[str, Company]]:
    found = []
    for label, party in told.said.table.parties.items():
        if isinstance(party, Person | Thing):
            continue
        found.append((label, party.company if isinstance(party, AnyParty) else party))
    return found


def identity_rows(told: list[Told], who: Who, spoken: Collection[pd.DataFrame]) -> pd.DataFrame:
    """Return names and codes that mentions tell, as property rows.

    They stand for a company until a declared property is known to name it: of the same name
    and code nothing is said twice.
    """
    count = who.starts["Person"]
    parts = []
    for name in ("name", *LEVELS):
        declared = _first_known(spoken, name, count)
        for one in told:
            for label, words in _companies_in(one):
                field = getattr(words, name)
                if field is None:
                    continue
                node, rows = one.said.parties[label], one.mentions[label]
                until = declared[np.clip(node, 0, count)]
                known = one.said.rows["known_from"].to_numpy()[rows]
                rows = rows[(node[rows] != NOBODY) & (node[rows] < count) & (known < until[rows])]
                keep = _first_told(one, node, field, rows)
                if not len(keep):
                    continue
                frame = one.said.frame(keep, node=node, until=until)
                frame["text"] = _text(one, label, name, field, keep)
                parts.append(frame[frame["text"].notna()].assign(property=name))
    columns = ["node", "property", "text"]
    if not parts:
        return pd.DataFrame({c: [] for c in columns})
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.sort_values(["node", "property", "known_from", "record"], kind="stable")
    named = (frame["property"] == "name").to_numpy()
    frame["said_as"] = frame["text"].where(~named, fold_many(frame["text"].where(named)))
    frame = frame[~frame.duplicated(["node", "property", "said_as"])].drop(columns="said_as")
    return frame.assign(
        valid_from=EARLIEST, valid_to=LATEST, known_to=frame["until"], precision="unknown"
    )


def _text(one: Told, label: str, name: str, field: str, rows: Codes) -> ExtensionArray:
    """Return what some rows call a party, as text; a name without what is noted beside it."""
    given = one.said.rows[field]
    notes = one.notes.get(label) if name == "name" else None
    words = as_words(given.take(rows) if notes is None else given)
    if notes is not None:
        words = named(one.said.table, notes, label, field, words).take(rows)
    found: ExtensionArray = words.array
    return found


def _first_told(
    one: Told, node: Codes, field: str, rows: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the rows, as they stand, that are the first to tell what they tell of a company.

    A city's months repeat the same code millions of times; only the first is kept.
    """
    said = one.said.rows
    codes, values = pd.factorize(said[field].array.take(rows))
    order = np.flatnonzero(codes >= 0)
    known, record = (said[name].to_numpy()[rows[order]] for name in ("known_from", "record"))
    order = order[stable_order(known, record)]
    pair = node[rows[order]] * (len(values) + 1) + codes[order]
    return np.sort(rows[order[~pd.Series(pair).duplicated().to_numpy()]])


def _first_known(spoken: Collection[pd.DataFrame], name: str, count: int) -> npt.NDArray[np.int64]:
    """Return, by company code, the first day on which a property was known; LATEST: never."""
    found = np.full(count + 1, LATEST, np.int64)
    for part in spoken:
        if name not in part["property"].cat.categories:
            continue
        node = part["node"].to_numpy()
        rows = np.flatnonzero((part["property"] == name).to_numpy() & (node < count))
        np.minimum.at(found, node[rows], part["known_from"].to_numpy(np.int64)[rows])
    return found


def also_called(told: list[Told], who: Who) -> pd.DataFrame:
    """Return what rows call those of whom several were made one: node, property, text, known_from.

    A register's name is the name of the company; it is found by what the others were called too.
    """
    columns = {"node": "int64", "property": "str", "text": "str", "known_from": "int64"}
    parts = [pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})]
    several = np.zeros(len(who.ids), bool)
    several[who.several] = True
    for one in told if several.any() else ():
        for label, words in _companies_in(one):
            node = one.said.parties[label]
            for name in ("name", *LEVELS):
                if (field := getattr(words, name)) is None:
                    continue
                rows = one.mentions[label]
                rows = rows[(node[rows] != NOBODY) & several[np.maximum(node[rows], 0)]]
                if not len(rows):
                    continue
                keep = _first_told(one, node, field, rows)
                known = one.said.rows["known_from"].to_numpy()[keep].astype(np.int64)
                text = _text(one, label, name, field, keep)
                made = pd.DataFrame({"node": node[keep], "text": text, "known_from": known})
                parts.append(made[made["text"].notna()].assign(property=name))
    found = pd.concat(parts, ignore_index=True)
    first = found.groupby(["node", "property", "text"], as_index=False)
    return first.agg(known_from=("known_from", "min"))


def stated_kinds(told: list[Told]) -> pd.Series:
    """Return the kind that a source states of a company, by code; the last known one."""
    parts = [pd.DataFrame({"code": [], "kind": [], "known_from": []})]
    for one in told:
        rows = one.said.rows
        for label, party in one.said.table.parties.items():
            if isinstance(party, Company) and party.kind:
                found = {
                    "code": one.said.parties[label],
                    "kind": rows[party.kind].to_numpy(object),
                    "known_from": rows["known_from"].to_numpy(),
                }
                parts.append(pd.DataFrame(found))
    frame = pd.concat(parts).dropna(subset=["kind"])
    frame = frame[frame["code"] != NOBODY].sort_values(["code", "known_from", "kind"])
    return frame[~frame["code"].duplicated(keep="last")].set_index("code")["kind"]


def known_people(told: list[Told], who: Who) -> pd.DataFrame:
    """Return from when each person is known: `code`, `known_from`."""
    start, count = who.starts["Person"], len(who.people)
    known = np.full(count, LATEST, np.int64)
    for one in told:
        days = one.said.rows["known_from"].to_numpy(np.int64)
        for codes in one.said.parties.values():
            meant = (codes >= start) & (codes < start + count)
            np.minimum.at(known, codes[meant] - start, days[meant])
    return pd.DataFrame({"code": start + np.arange(count), "known_from": known})


def likely_pairs(who: Who, properties: pd.DataFrame) -> pd.DataFrame:
    """Return POSSIBLY_SAME_AS edges between people, and between companies.

    Neither end is the first by nature: the one with the lesser id is.
    """
    found = kept_apart(who, who.likely)
    src, dst = (found[end].to_numpy(np.int64) for end in ("src", "dst"))
    turned = who.serials[src] > who.serials[dst]
    found = found.assign(src=np.where(turned, dst, src), dst=np.where(turned, src, dst))
    today = int(properties["known_from"].max()) if len(properties) else 0
    return found.assign(
        valid_from=EARLIEST,
        valid_to=LATEST,
        known_from=today,
        known_to=LATEST,
        precision="unknown",
        source="likeness",
        record=-1,
    )
