"""The companies that rows mean: each way of saying one is resolved once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST, filled
from graph.home import Home
from graph.naming.noted import FORMER_NAME, notes_of
from graph.naming.notes import OTHER_NAME
from graph.naming.parts import without_notes
from loaders.drafting.rows import NOBODY, Codes, meets
from loaders.meant import judged
from loaders.meant.matching import Place, known_companies
from loaders.meant.parties import day_of, each_party, is_company, spoken_of
from loaders.meant.who import Versions, Who
from loaders.resolving import companies
from loaders.resolving.companies import LEVELS
from loaders.resolving.enterprises.known import Known
from loaders.resolving.identities import Identities
from loaders.table import (
    AnyParty,
    Change,
    Company,
    Person,
    Property,
    Table,
)

Rows = npt.NDArray[np.int32]
THREADS = 2  # tables whose mentions are numbered at a time; each needs memory for itself


def find_companies(
    home: Home, who: Who, tables: Mapping[str, Table], rows: Versions
) -> Callable[[], Known]:
    """Give every company that rows mean a code; return what gathers all that is known of them."""
    parts, places, at = [], [], 0
    # Texts are numbered outside the interpreter: two tables at a time use both cores.
    with ThreadPoolExecutor(THREADS) as threads:
        named = [
            (table, label, party)
            for table, label, party in each_party(tables, rows)
            if not isinstance(party, Person)
        ]
        said_of = threads.map(lambda one: _said_by(who, rows, *one), named)
        for (table, label, _), (words, meant, codes, first, said, size) in zip(
            named, said_of, strict=True
        ):
            who.first[(table.name, label)] = meant[first].astype(np.int64)
            parts.append(said)
            places.append((table, label, meant, (at + codes).astype(np.int32), size, words, first))
            at += len(first)
    if not parts:
        parts = [pd.DataFrame({c: pd.Series(dtype="object") for c in (*LEVELS, "name", "day")})]
    mentions = pd.concat(parts, ignore_index=True)
    parts.clear()
    mentions["shown"] = mentions["name"]
    mentions["name"] = without_notes(mentions["name"])
    renames, said = _renames(tables, rows, places), _registered(rows, places)
    notes = notes_of(mentions["shown"])
    noted = _noted_names(notes)
    # A record of change, or a register, says when; a note does not.
    told_so = pd.concat([renames["folded"], said["folded"]])
    dated = noted["folded"].isin(told_so[told_so.isin(noted["folded"])])  # few are noted at all
    noted = noted[~dated]
    renames = pd.concat([renames, noted.assign(start=EARLIEST, end=LATEST)], ignore_index=True)
    normal = companies.normal_codes(mentions)
    coded = companies.strongly_coded(normal)
    found = judged.with_splits(who, mentions, companies.resolve_normal(normal, renames, said))
    del normal
    register = Identities(home, "Company")
    start = who.add("Company", register, register.assign(found.keys, found.count))
    for table, label, meant, mention, size, _, _ in places:
        codes = np.full(size, NOBODY, np.int64)
        entity = found.entity[mention]
        codes[meant] = np.where(entity >= 0, start + entity, NOBODY)
        who.parties[(table.name, label)] = codes
    who.notes = _noted_rows(notes, len(mentions), places)
    who.companies = found
    return partial(known_companies, found, mentions, coded, rows, places)


def _said_by(
    who: Who, rows: Versions, table: Table, label: str, party: Company | AnyParty
) -> tuple[Company, Rows, Codes, Codes, pd.DataFrame, int]:
    """Return what the rows of a table say of the companies that a party of theirs means.

    Many rows say the same of one company: each way of saying it is resolved once.

    Returns:
        What names the company, the rows that mean one, which mention each is, where each mention
        first stands among these rows, what it says, and how many rows there are.
    """
    frame = rows[table.name]
    words = party.company if isinstance(party, AnyParty) else party
    named = is_company(party, frame)
    if isinstance(party, AnyParty):
        named = named & spoken_of(table, label, frame)
    meant = np.flatnonzero(named).astype(np.int32)
    told = who.obeyed.rows_told(table.name, frame)[meant]
    codes, first, said = _mentions(table, words, frame, meant, told)
    said = judged.marked(who, "Company", table.name, said, told[first])
    return words, meant, codes, first, said, len(frame)


def _mentions(
    table: Table, words: Company, frame: pd.DataFrame, meant: Rows, told: Codes
) -> tuple[Codes, Codes, pd.DataFrame]:
    """Return which mention each row is, where each first stands among the rows, and what it says.

    Args:
        meant: rows that mean a company.
        told: by these, the judgement that tells the row one by one; 0: none.
    """
    fields = {n: f for n in (*LEVELS, "name") if (f := getattr(words, n)) is not None}
    numbers = {name: pd.factorize(frame[f].array[meant])[0] for name, f in fields.items()}
    coded = np.zeros(len(meant), bool)
    for name in numbers.keys() & set(LEVELS):
        coded |= numbers[name] >= 0
    # The day matters only to a mention that has nothing but a name.
    day = np.where(coded, 0, day_of(table, frame)[meant])
    known, record = (frame[name].to_numpy()[meant] for name in ("known_from", "record"))
    codes, first = _distinct([*numbers.values(), pd.factorize(day)[0], told], known, record)
    rows = meant[first]
    nothing = pd.array([None], dtype="str").take(np.zeros(len(rows), np.int64))
    said = {
        name: frame[fields[name]].take(rows).astype("str").array if name in fields else nothing
        for name in (*LEVELS, "name")
    }
    return codes, first, pd.DataFrame({**said, "day": day[first]})


def _distinct(columns: list[Codes], known: Codes, record: Codes) -> tuple[Codes, Codes]:
    """Return which distinct row each row of some columns of codes is, and the first of each.

    The first is the one known first, and of these the first record.
    """
    joint, count = np.zeros(len(columns[0]), np.int64), 1
    for codes in columns:
        size = int(codes.max(initial=-1)) + 2
        if count * size >= 2**62:
            joint, values = pd.factorize(joint)
            count = len(values)
        joint, count = joint * size + (codes + 1), count * size
    found, values = pd.factorize(joint)
    late = (known[1:] < known[:-1]) | ((known[1:] == known[:-1]) & (record[1:] < record[:-1]))
    order = np.lexsort((record, known)) if late.any() else np.arange(len(found))
    first = np.full(len(values), -1, np.int64)
    first[found[order[::-1]]] = order[::-1]
    return found.astype(np.int64), first


def _noted_names(notes: pd.DataFrame) -> pd.DataFrame:
    """Return the names that notes tell besides: `mention`, `folded`."""
    told = notes[notes["kind"].isin((FORMER_NAME, OTHER_NAME))]
    made = pd.DataFrame({"mention": told["row"], "folded": without_notes(told["text"])})
    return made.dropna().drop_duplicates()


def _noted_rows(
    notes: pd.DataFrame, mentions: int, places: list[Place]
) -> dict[tuple[str, str], pd.DataFrame]:
    """Return what rows note beside the name of each party.

    Args:
        notes: of mentions (`row`), which are the distinct ways of saying a company.
    """
    held = np.zeros(mentions, bool)
    held[notes["row"]] = True
    found = {}
    for table, label, meant, mention, _, _, _ in places:
        at = np.flatnonzero(held[mention])
        if len(at):
            rows = pd.DataFrame({"mention": mention[at], "at": meant[at]})
            told = rows.merge(notes.rename(columns={"row": "mention"}), on="mention")
            told = told.drop(columns="mention").rename(columns={"at": "row"})
            found[table.name, label] = told.sort_values(["row", "kind", "text"], ignore_index=True)
    return found


def _renames(tables: Mapping[str, Table], rows: Versions, places: list[Place]) -> pd.DataFrame:
    """Return names that change records give a company: until, and from, the day of change."""
    parts = [pd.DataFrame({"mention": [], "folded": [], "start": [], "end": []})]
    for table, label, meant, mention, _, _, _ in places:
        for fact in table.facts:
            if not (isinstance(fact, Change) and fact.property == "name" and fact.party == label):
                continue
            frame = rows[table.name].iloc[meant]
            day = filled(frame[fact.on], EARLIEST).astype(np.int64)
            keep = meets(frame, fact.when) & (day != EARLIEST)
            for column, start, end in ((fact.before, EARLIEST, day), (fact.after, day, LATEST)):
                made = pd.DataFrame(
                    {"mention": mention, "folded": without_notes(frame[column]).array}
                ).assign(start=start, end=end)
                parts.append(made[keep & made["folded"].notna().to_numpy()])
    return pd.concat(parts, ignore_index=True)


def _registered(rows: Versions, places: list[Place]) -> pd.DataFrame:
    """Return names that registers say: until the delivery that calls the same company otherwise.

    A company that a register no longer holds has not given its name up.
    """
    parts = [pd.DataFrame({"mention": [], "folded": [], "start": [], "end": []})]
    for table, label, meant, mention, _, words, _ in places:
        named = any(
            isinstance(f, Property) and (f.party, f.name, f.field) == (label, "name", words.name)
            for f in table.facts
        )
        if not table.closes or not named:
            continue
        frame = rows[table.name].iloc[meant]
        end = np.where(frame["replaced"] < LATEST, frame["closed"], LATEST)
        folded = without_notes(frame[words.name]).array
        made = pd.DataFrame({"mention": mention, "folded": folded}).assign(start=EARLIEST, end=end)
        parts.append(made[made["folded"].notna().to_numpy()])
    return pd.concat(parts, ignore_index=True)
