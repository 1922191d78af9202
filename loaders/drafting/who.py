"""Who the rows of all tables mean: mentions gathered, resolved, and given their ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST, filled
from graph.home import Home
from graph.names import fold_many
from graph.naming.parts import other_names, without_notes
from loaders.drafting import judged, persons, things
from loaders.drafting.matching import known_companies, likely_companies
from loaders.drafting.persons import Meant
from loaders.drafting.rows import NOBODY, Codes, meets
from loaders.judging.obeying import Obeyed
from loaders.resolving import companies, people
from loaders.resolving.companies import LEVELS
from loaders.resolving.enterprises.features import company_model
from loaders.resolving.enterprises.matching import Matched, match
from loaders.resolving.identities import Identities
from loaders.table import (
    AnyParty,
    Change,
    Company,
    Event,
    Exceedance,
    Fact,
    Located,
    Party,
    Person,
    Property,
    Reached,
    Relation,
    Table,
    Thing,
    Trade,
)

Versions = Mapping[str, pd.DataFrame]
Place = tuple[Table, str, Codes, Codes, int, Company, Codes]
"""Where companies are meant: table, party, rows, mentions of these, rows in all, words, firsts."""
COMPANY_WORDS = (
    "公司|企业|集团|中心|厂|店|社|所|院|行|部|馆|局|委员会|学校|医院|基金|协会|合伙|工作室"
)


@dataclass
class Who:
    """Codes of nodes: companies, then people, addresses and contacts, each in one run.

    Attributes:
        ids: id of each code.
        starts: first code of each label.
        parties: (table, party) -> code by version row.
        first: (table, party that is a company) -> the row that says first what it says of one.
        addresses, contacts: (table, field) -> code by version row.
    """

    ids: npt.NDArray[np.object_] = field(default_factory=lambda: np.empty(0, object))
    starts: dict[str, int] = field(default_factory=dict)
    parties: dict[tuple[str, str], Codes] = field(default_factory=dict)
    first: dict[tuple[str, str], Codes] = field(default_factory=dict)
    addresses: dict[tuple[str, str], Codes] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Codes] = field(default_factory=dict)
    companies: companies.Companies | None = None
    matched: Matched | None = None
    likely: pd.DataFrame = field(default_factory=pd.DataFrame)  # src, dst, as LIKELY
    people: pd.DataFrame = field(default_factory=pd.DataFrame)  # name, masked, identified
    places: pd.DataFrame = field(default_factory=pd.DataFrame)  # by address code: text
    reach: pd.DataFrame = field(default_factory=pd.DataFrame)  # by contact code: kind, masked
    things: dict[str, pd.DataFrame] = field(default_factory=dict)  # label -> by code: text
    registers: list[Identities] = field(default_factory=list)
    obeyed: Obeyed = field(default_factory=lambda: Obeyed([]))
    joined: dict[str, str] = field(default_factory=dict)  # ids given up in this edition alone
    several: Codes = field(default_factory=lambda: np.empty(0, np.int64))  # made of several
    apart: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))

    def add(self, label: str, ids: npt.NDArray[np.object_]) -> int:
        """Add the nodes of a label; return their first code."""
        self.starts[label] = start = len(self.ids)
        self.ids = np.concatenate([self.ids, ids])
        return start

    @property
    def merged(self) -> dict[str, str]:
        """Ids given up, and what they are now."""
        gone = {old: new for register in self.registers for old, new in register.merged.items()}
        return {old: self.joined.get(new, new) for old, new in gone.items()} | self.joined


def resolve(
    home: Home, tables: Mapping[str, Table], rows: Versions, obeyed: Obeyed | None = None
) -> Who:
    """Return who every party of every row is; where people judged, as they did."""
    who = Who(obeyed=obeyed or Obeyed([]))
    _companies(home, who, tables, rows)
    found, meant = _people(home, who, tables, rows)
    _places(home, who, tables, rows)
    _reach(home, who, tables, rows)
    for label in things.LABELS:
        shown, keys = things.meant(tables, rows, label)
        who.things[label] = _register(home, who, label, shown, keys, who.parties)
    found = persons.across(who, tables, rows, meant, found)
    before, matched = who.companies, who.matched
    assert before is not None
    assert matched is not None
    judged.join(who, found.keys, {"Company": matched.group, "Person": found.group})
    near = persons.likely(who, meant, found)
    who.likely = pd.concat([near, likely_companies(matched, before, who.companies)])
    return who


def is_company(party: Party, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows of a party mean a company, and which a person."""
    if isinstance(party, Company):
        return np.ones(len(frame), bool)
    if isinstance(party, Person):
        return np.zeros(len(frame), bool)
    codes = [getattr(party.company, level) for level in LEVELS if getattr(party.company, level)]
    coded = frame[codes].notna().any(axis=1) if codes else pd.Series(False, index=frame.index)
    known = party.person.id
    person = frame[known].notna() if known else pd.Series(False, index=frame.index)
    name = frame[party.company.name or party.person.name].astype("str")
    looks = name.str.contains(COMPANY_WORDS, regex=True) & (name.str.len() > 4)
    found = coded | (~person & looks.fillna(False).astype(bool))
    if party.kind:
        stated = frame[party.kind]
        found = found.where(~stated.isin(("person", "company")), stated == "company")
    return found.to_numpy(bool)


def _day_of(table: Table, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the day on which a row's names are to be believed: when it happened, else known."""
    happened = next((f.day for f in table.facts if isinstance(f, Event)), None)
    happened = happened or next((f.on for f in table.facts if isinstance(f, Change)), None)
    known = frame["known_from"].to_numpy(np.int64)
    if happened is None or table.kind == "full":
        return known
    day = filled(frame[happened], EARLIEST).astype(np.int64)
    return np.where(day == EARLIEST, known, day)


def _each(tables: Mapping[str, Table], rows: Versions) -> Iterable[tuple[Table, str, Party]]:
    for name in sorted(rows):
        for label, party in tables[name].parties.items():
            if not isinstance(party, Thing):
                yield tables[name], label, party


def _names_party(fact: Fact, label: str) -> bool:
    match fact:
        case Relation():
            return label in (fact.source, fact.target)
        case Event():
            return label in fact.parties or label in fact.roles
        case Exceedance():
            return label in fact.parties
        case Trade():
            return label in (fact.seller, fact.buyer)
        case Change():
            return label == fact.party or (
                bool(fact.relation) and label in (fact.before, fact.after)
            )
        case Located():
            return label == fact.company
        case _:
            return label == fact.party


def _spoken_of(table: Table, label: str, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return in which rows some fact that names a party holds: only these mean anybody."""
    found = np.zeros(len(frame), bool)
    for fact in table.facts:
        if _names_party(fact, label):
            found |= meets(frame, fact.when)
    return found


# --- companies -----------------------------------------------------------------------------


def _companies(home: Home, who: Who, tables: Mapping[str, Table], rows: Versions) -> None:
    parts, places, at = [], [], 0
    for table, label, party in _each(tables, rows):
        if isinstance(party, Person):
            continue
        frame = rows[table.name]
        words = party.company if isinstance(party, AnyParty) else party
        named = is_company(party, frame)
        if isinstance(party, AnyParty):
            named = named & _spoken_of(table, label, frame)
        meant = np.flatnonzero(named).astype(np.int64)
        # Many rows say the same of one company: each way of saying it is resolved once.
        told = who.obeyed.rows_told(table.name, frame)[meant]
        codes, first, said = _mentions(table, words, frame, meant, told)
        who.first[(table.name, label)] = meant[first]
        parts.append(judged.marked(who, "Company", table.name, said, told[first]))
        places.append((table, label, meant, at + codes, len(frame), words, first))
        at += len(first)
    if not parts:
        parts = [pd.DataFrame({c: pd.Series(dtype="object") for c in (*LEVELS, "name", "day")})]
    mentions = pd.concat(parts, ignore_index=True)
    mentions["shown"] = mentions["name"]
    mentions["name"] = without_notes(mentions["name"])
    renames, said = _renames(tables, rows, places), _registered(rows, places)
    noted = other_names(mentions["shown"]).rename(columns={"row": "mention"})
    # A record of change, or a register, says when; a note does not.
    dated = noted["folded"].isin(renames["folded"]) | noted["folded"].isin(said["folded"])
    noted = noted[~dated]
    renames = pd.concat([renames, noted.assign(start=EARLIEST, end=LATEST)], ignore_index=True)
    found = judged.with_splits(who, mentions, companies.resolve(mentions, renames, said))
    register = Identities(home, "Company")
    ids = register.names(register.assign(found.keys, found.count))
    start = who.add("Company", ids)
    for table, label, meant, mention, size, _, _ in places:
        codes = np.full(size, NOBODY, np.int64)
        entity = found.entity[mention]
        codes[meant] = np.where(entity >= 0, start + entity, NOBODY)
        who.parties[(table.name, label)] = codes
    who.companies = found
    who.matched = match(known_companies(found, mentions, rows, places), company_model(home))
    who.registers.append(register)


def _mentions(
    table: Table, words: Company, frame: pd.DataFrame, meant: Codes, told: Codes
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
    day = np.where(coded, 0, _day_of(table, frame)[meant])
    known, record = (frame[name].to_numpy()[meant] for name in ("known_from", "record"))
    codes, first = _distinct([*numbers.values(), pd.factorize(day)[0], told], known, record)
    rows = meant[first]
    nothing = np.full(len(rows), None, object)
    said = {
        name: frame[fields[name]].array[rows].to_numpy(object) if name in fields else nothing
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
                    {"mention": mention, "folded": without_notes(frame[column]).to_numpy(object)}
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
        folded = without_notes(frame[words.name]).to_numpy(object)
        made = pd.DataFrame({"mention": mention, "folded": folded}).assign(start=EARLIEST, end=end)
        parts.append(made[made["folded"].notna().to_numpy()])
    return pd.concat(parts, ignore_index=True)


# --- people --------------------------------------------------------------------------------


def _people(
    home: Home, who: Who, tables: Mapping[str, Table], rows: Versions
) -> tuple[people.People, list[Meant]]:
    parts, places, at = [], [], 0
    for table, label, party in _each(tables, rows):
        if isinstance(party, Company):
            continue
        frame = rows[table.name]
        words = party.person if isinstance(party, AnyParty) else party
        named = ~is_company(party, frame) & frame[words.name].notna().to_numpy()
        meant = np.flatnonzero(named & _spoken_of(table, label, frame)).astype(np.int64)
        mentions = _person_mentions(who, table, label, words, frame.iloc[meant], meant)
        told = who.obeyed.rows_told(table.name, frame)[meant]
        parts.append(judged.marked(who, "Person", table.name, mentions, told))
        places.append((table.name, label, meant, at, len(frame)))
        at += len(mentions)
    columns = ("shown", "name", "id", "masked", "company", "row")
    if not parts:
        parts = [pd.DataFrame({c: pd.Series(dtype="object") for c in columns})]
    mentions = pd.concat(parts, ignore_index=True)
    mentions["name"] = fold_many(mentions["shown"]).astype("object")
    found = judged.people_with_splits(who, mentions, people.resolve(mentions))
    register = Identities(home, "Person")
    keys = _under_old_ids(found.keys, who.merged, register)
    start = who.add("Person", register.names(register.assign(keys, found.count)))
    for name, label, meant, begin, size in places:
        codes = who.parties.get((name, label), np.full(size, NOBODY, np.int64))
        codes[meant] = start + found.entity[begin : begin + len(meant)]
        who.parties[(name, label)] = codes
    shown = mentions.assign(entity=found.entity)
    names = shown[~shown["entity"].duplicated()].set_index("entity")["shown"]
    masked = shown[shown["masked"].notna()]
    masks = masked[~masked["entity"].duplicated()].set_index("entity")["masked"]
    every = pd.RangeIndex(found.count)
    identified = every.isin(shown.loc[shown["id"].notna(), "entity"])
    who.people = pd.DataFrame(
        {"name": names.reindex(every), "masked": masks.reindex(every), "identified": identified}
    )
    who.registers.append(register)
    return found, [Meant(name, label, meant, begin) for name, label, meant, begin, _ in places]


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
    known = register.known.index.get_indexer(pd.Index(older["key"], dtype="object")) >= 0
    return pd.concat([keys, older[known]], ignore_index=True)


def _person_mentions(
    who: Who, table: Table, label: str, words: Person, frame: pd.DataFrame, meant: Codes
) -> pd.DataFrame:
    nothing = np.full(len(frame), None, object)
    company = nothing
    if words.of and len(meant):
        codes = who.parties[(table.name, words.of)][meant]
        company = who.ids[np.maximum(codes, 0)]
        company[codes == NOBODY] = None
    key = frame["key"].to_numpy(np.uint64)
    return pd.DataFrame(
        {
            "shown": frame[words.name].to_numpy(object),
            "id": frame[words.id].to_numpy(object) if words.id else nothing,
            "masked": frame[f"{words.id}_masked"].to_numpy(object) if words.id else nothing,
            "company": company,
            "row": np.array([f"{table.name}/{label}/{k:016x}" for k in key.tolist()], object),
            "phone": frame[words.phone].to_numpy(object) if words.phone else nothing,
            "listed": (crc32(table.name.encode()) << 31) + frame["known_from"].to_numpy(np.int64),
        }
    )


# --- addresses and contacts ----------------------------------------------------------------


def _places(home: Home, who: Who, tables: Mapping[str, Table], rows: Versions) -> None:
    asked = [
        (name, fact.address)
        for name in sorted(rows)
        for fact in tables[name].facts
        if isinstance(fact, Located)
    ]
    texts = {key: rows[key[0]][key[1]] for key in dict.fromkeys(asked)}
    folded = {key: fold_many(text).astype("object") for key, text in texts.items()}
    who.places = _register(home, who, "Address", texts, folded, who.addresses)


def _reach(home: Home, who: Who, tables: Mapping[str, Table], rows: Versions) -> None:
    asked = [
        (name, fact.contact)
        for name in sorted(rows)
        for fact in tables[name].facts
        if isinstance(fact, Reached)
    ]
    digests = {key: rows[key[0]][key[1]].astype("object") for key in dict.fromkeys(asked)}
    masks = {key: rows[key[0]][f"{key[1]}_masked"] for key in digests}
    who.reach = _register(home, who, "Contact", masks, digests, who.contacts)


def _register(
    home: Home,
    who: Who,
    label: str,
    shown: Mapping[tuple[str, str], pd.Series],
    keys: Mapping[tuple[str, str], pd.Series],
    into: dict[tuple[str, str], Codes],
) -> pd.DataFrame:
    """Give every distinct key an id; return what to show of each, by code."""
    order = sorted(keys)
    joined = pd.concat([keys[k] for k in order]) if order else pd.Series(dtype="object")
    text = pd.concat([shown[k] for k in order]) if order else pd.Series(dtype="object")
    joined = joined.where(joined.notna() & (joined != ""), None)
    entity, values = pd.factorize(joined)
    register = Identities(home, label)
    every = pd.DataFrame(
        {"entity": np.arange(len(values)), "key": pd.Series(values).astype("object")}
    )
    start = who.add(label, register.names(register.assign(every, len(values))))
    at = 0
    for key in order:
        codes = entity[at : at + len(keys[key])].astype(np.int64)
        into[key] = np.where(codes >= 0, start + codes, NOBODY)
        at += len(codes)
    who.registers.append(register)
    first = pd.DataFrame({"entity": entity, "text": text.to_numpy(object)})
    first = first[(first["entity"] >= 0) & ~first["entity"].duplicated()]
    return first.sort_values("entity")[["text"]].reset_index(drop=True)
