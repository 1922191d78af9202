"""Each word of a declaration as rows: relations, places, contacts, properties, changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST
from graph.names import fold_many
from graph.properties import PROPERTIES, SEVERAL
from graph.schema import EDGES
from loaders.cells import money
from loaders.drafting.noted import Noted, named
from loaders.drafting.rows import NOBODY, Codes, Said, as_words, period
from loaders.drafting.states import ROOM
from loaders.keeping.versions import again, hashed
from loaders.table import Change, Fact, Located, Property, Reached, Relation

PLACES = {p.name: place for place, p in enumerate(PROPERTIES)}
PLACES["LEGAL_REPRESENTATIVE_OF"] = ROOM - 2
PLACES["OWNS"] = ROOM - 3
PLACES["LOCATED_AT"] = PLACES["region"] = PLACES["address"]  # they move together


@dataclass
class Told:
    """What one table says, before it is dated: frames by kind, told when they are asked for."""

    said: Said
    mentions: Mapping[str, Codes]  # company party -> rows that say first what they say of one
    notes: Mapping[str, Noted] = field(default_factory=dict)  # company party -> beside its name
    relations: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    properties: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    changes: list[pd.DataFrame] = field(default_factory=list)  # of properties, dated already
    changed: dict[str, list[pd.DataFrame]] = field(default_factory=dict)  # of relations
    change_days: list[pd.DataFrame] = field(default_factory=list)

    def facts(self, *kinds: type[Fact]) -> Iterator[Any]:
        """Yield the table's facts of some kinds, as declared."""
        for fact in self.said.table.facts:
            if isinstance(fact, kinds):
                yield fact

    def only_mentions(self) -> None:
        """Let go of all rows but those that tell who a company is, and what is noted of it."""
        noted = (one.rows["row"].to_numpy(np.int64) for one in self.notes.values())
        rows = np.concatenate([np.empty(0, np.int64), *self.mentions.values(), *noted])
        rows = np.unique(rows)
        self.said = self.said.only(rows)
        self.mentions = {name: np.searchsorted(rows, at) for name, at in self.mentions.items()}
        self.notes = {name: one.among(rows) for name, one in self.notes.items()}

    def relation(self, fact: Relation) -> None:
        """Add an edge between two parties."""
        said = self.said
        src, dst = said.parties[fact.source], said.parties[fact.target]
        keep = said.where(fact.when) & (src != NOBODY) & (dst != NOBODY) & (src != dst)
        extra = {name: said.values(column) for name, column in fact.columns.items()}
        extra |= {name: np.full(len(src), word, object) for name, word in fact.words.items()}
        if fact.share_of:
            extra["subscribed"] = said.values(fact.share_of)
        days = period(said, fact.since, fact.until)
        if fact.lasts is not None:
            days["valid_to"] = _lasting(said.days(fact.since, EARLIEST), days, fact.lasts)
        frame = said.frame(keep, src=src, dst=dst, **days, **extra)
        self.edge(fact.type, frame)

    def edge(self, type_name: str, frame: pd.DataFrame) -> None:
        """Add edge rows of a type, completing the columns it declares."""
        for column in EDGES[type_name].columns:
            if column.name not in frame:
                frame[column.name] = None
        place = PLACES.get(type_name, ROOM - 1)
        slot = [c for c in ("src", "dst", "role", "position") if c in frame]
        own = [c.name for c in EDGES[type_name].columns] + ["valid_from", "valid_to"]
        frame["slot"] = hashed(frame, slot)
        frame["value"] = hashed(frame, own + (["subscribed"] if "subscribed" in frame else []))
        holder = frame["src"] if type_name == "LOCATED_AT" else frame["dst"]
        frame["group"] = holder.to_numpy(np.int64) * ROOM + place
        self.relations.setdefault(type_name, []).append(frame)

    def located(self, fact: Located, addresses: Codes) -> None:
        """Add where a company stands, as an edge."""
        said = self.said
        company = said.parties[fact.company]
        keep = said.where(fact.when) & (company != NOBODY) & (addresses != NOBODY)
        frame = said.frame(keep, src=company, dst=addresses, **period(said, fact.since, None))
        self.edge("LOCATED_AT", frame)

    def stands(self, fact: Located) -> None:
        """Add where a company stands, as properties."""
        for name, text in (("address", fact.address), ("region", fact.region)):
            if text:
                where = Property(fact.company, name, text, since=fact.since, when=fact.when)
                self.property(where)

    def reached(self, fact: Reached, contacts: Codes) -> None:
        """Add how a party is reached."""
        said = self.said
        party = said.parties[fact.party]
        keep = said.where(fact.when) & (party != NOBODY) & (contacts != NOBODY)
        self.edge(
            "REACHED_BY", said.frame(keep, src=party, dst=contacts, **period(said, None, None))
        )

    def property(self, fact: Property) -> None:
        """Add a dated property."""
        said = self.said
        node = said.parties[fact.party]
        given = (
            said.texts(fact.field)
            if fact.field
            else pd.Series(fact.word, index=range(len(node)), dtype="str")
        )
        if fact.name == "fact":
            given = f"{fact.field or said.table.name}=" + given
        if fact.name == "name":
            given = named(said.table, self.notes.get(fact.party), fact.party, fact.field, given)
        keep = said.where(fact.when) & (node != NOBODY) & given.notna().to_numpy()
        days = period(said, fact.since, fact.until)
        self.state(fact.name, said.frame(keep, node=node, text=given, **days))

    def state(self, name: str, frame: pd.DataFrame) -> None:
        """Add rows of a property: `node`, `text`, and what every fact carries."""
        frame["property"] = name
        frame["group"] = frame["node"].to_numpy(np.int64) * ROOM + PLACES[name]
        single = ["node", "property"]
        frame["slot"] = hashed(frame, [*single, "text"] if name in SEVERAL else single)
        # A blank or a bracket of another width makes no other name.
        said_as = fold_many(frame["text"]) if name == "name" else frame["text"]
        frame["value"] = hashed(frame.assign(text=said_as), ["text", "valid_from", "valid_to"])
        self.properties.setdefault(name, []).append(frame)

    def change(self, fact: Change) -> None:
        """Add a change record: the value before ends, and the value after begins, on its day."""
        said = self.said
        company, day = said.parties[fact.party], said.days(fact.on, EARLIEST)
        keep = said.where(fact.when) & (company != NOBODY) & (day != EARLIEST)
        what = fact.property or fact.relation or ""
        before: Any
        after: Any
        if fact.property:
            before, after = said.texts(fact.before), said.texts(fact.after)
            if fact.property.endswith("_capital"):
                before, after = as_yuan(before), as_yuan(after)
        else:
            before, after = said.parties[fact.before], said.parties[fact.after]
        frame = said.frame(keep, company=company, day=day, before=before, after=after)
        frame["precision"] = said.precision(fact.on)[keep]
        frame["group"] = frame["company"].to_numpy(np.int64) * ROOM + PLACES[what]
        frame["known_to"] = np.minimum(frame["known_to"], frame["replaced"])
        frame = frame[frame["known_from"] < frame["known_to"]]
        days = frame[["group", "day", "known_from"]].rename(columns={"known_from": "known"})
        self.change_days.append(days)
        rows = _around(frame, NOBODY if fact.relation else None)
        if fact.property:
            kept = rows.rename(columns={"company": "node", "value": "text"})
            self.changes.append(kept.assign(property=fact.property))
        else:
            kept = rows.rename(columns={"company": "dst", "value": "src"})
            self.changed.setdefault(what, []).append(kept)

    def days_of(self, company: Codes, day: Codes, keep: npt.NDArray[np.bool_], what: str) -> None:
        """Note days on which something of companies changed, though not from what to what."""
        frame = self.said.frame(keep & (company != NOBODY), company=company, day=day)
        group = frame["company"].to_numpy(np.int64) * ROOM + PLACES[what]
        self.change_days.append(
            pd.DataFrame({"group": group, "day": frame["day"], "known": frame["known_from"]})
        )


def _lasting(since: Codes, days: dict[str, Any], lasts: int) -> Codes:
    """Return the ends of a relation, which lasts so many days where none is stated."""
    until: Codes = days["valid_to"]
    return np.where((until == LATEST) & (since != EARLIEST), since + lasts, until)


def _around(frame: pd.DataFrame, missing: int | None) -> pd.DataFrame:
    """Return, of change records, a row for the value before and one for the value after.

    Among the changes believed at a time, the value before began on the change before it, and
    only the value after the last one is still open. A change that became known later than one
    that came after it, or that was corrected, divides what was believed into spans.
    """
    frame = frame.sort_values(["group", "day", "record"], kind="stable").reset_index(drop=True)
    spans = _spans(frame)
    at = spans["at"].to_numpy(np.int64)
    day, precision = frame["day"].to_numpy(np.int64)[at], frame["precision"].to_numpy(object)[at]
    follows = again(spans["group"].to_numpy()) & again(spans["since"].to_numpy())
    earlier = np.where(follows, np.r_[EARLIEST, day[:-1]][: len(at)], EARLIEST)
    known = np.where(follows, np.append(["unknown"], precision)[: len(at)], "unknown")
    known_days = {"known_from": spans["since"].to_numpy(), "known_to": spans["until"].to_numpy()}
    whole = frame.iloc[at].assign(**known_days)
    # Where a record does not say what was before, it is what the change before it led to.
    last = whole["after"].shift(1, fill_value=missing).where(follows, missing)
    said = whole["before"].notna() if missing is None else whole["before"] != missing
    value = whole["before"].where(said, last)
    before = whole.assign(value=value, valid_from=earlier, valid_to=day, precision=known, which=0)
    open_ = ~np.append(follows[1:], False)[: len(at)]
    after = whole.assign(value=whole["after"], valid_from=day, valid_to=LATEST, which=1)[open_]
    both = pd.concat([before, after], ignore_index=True)
    there = both["value"].notna() if missing is None else both["value"] != missing
    both = both[there & (both["valid_from"] < both["valid_to"])]
    return _rejoined(both).drop(columns=["before", "after", "which"])


def _spans(frame: pd.DataFrame) -> pd.DataFrame:
    """Return which changes (`at`) of a group are believed `since` a day `until` another."""
    bounds = frame[["group", "known_from", "known_to"]]
    turns = bounds.melt("group", value_name="since")[["group", "since"]].drop_duplicates()
    turns = turns[turns["since"] != LATEST].sort_values(["group", "since"], kind="stable")
    group, since = turns["group"].to_numpy(), turns["since"].to_numpy()
    follows = np.append(again(group)[1:], False)[: len(group)]
    turns["until"] = np.where(follows, np.append(since[1:], LATEST)[: len(group)], LATEST)
    found = turns.merge(bounds.reset_index(names="at"), on="group")
    found = found[(found["known_from"] <= found["since"]) & (found["since"] < found["known_to"])]
    return found.sort_values(["group", "since", "at"], kind="stable")


def _rejoined(rows: pd.DataFrame) -> pd.DataFrame:
    """Join spans of knowledge that touch and say the same of the same record."""
    same = ["record", "which", "valid_from"]
    rows = rows.sort_values([*same, "known_from"], kind="stable")
    ends = rows["known_to"].to_numpy(np.int64)
    goes_on = rows["known_from"].to_numpy(np.int64) == np.r_[EARLIEST, ends[:-1]][: len(rows)]
    for column in same:
        goes_on &= again(rows[column].to_numpy())
    begin = np.flatnonzero(~goes_on)
    kept: pd.DataFrame = rows.iloc[begin].copy()
    kept["known_to"] = ends[np.r_[begin[1:], len(rows)].astype(np.int64)[: len(begin)] - 1]
    return kept


def as_yuan(values: pd.Series) -> pd.Series:
    """Return amounts of registered capital, as change records write them, in yuan as text."""
    return as_words(pd.Series(yuan(values)))


def yuan(values: Any) -> npt.NDArray[np.float64]:
    """Return amounts written in 万元 (unless they name a unit) in yuan, NaN where unreadable."""
    read = money(pd.Series(values, dtype="str"), unit="wan")
    return read.value.to_numpy(np.float64, na_value=np.nan)
