"""The draft of an edition: all deliveries' rows, resolved and dated, as frames.

typed rows -> versions -> who is meant -> what is said -> dated frames
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from graph.days import EARLIEST, calendar_day
from graph.errors import MissingFile
from graph.home import Home
from graph.sealing import Draft
from loaders.deliveries import Delivery
from loaders.drafting import events, exceedances, excuses, nodes, things, trades
from loaders.drafting.facts import Told, series_rows
from loaders.drafting.identity import (
    also_called,
    identity_rows,
    known_people,
    likely_pairs,
    stated_kinds,
)
from loaders.drafting.rows import NOBODY, Said, told_columns
from loaders.drafting.shares import with_shares
from loaders.drafting.states import dated, succeeded
from loaders.drafting.who import Who, resolve
from loaders.judging.obeying import Obeyed
from loaders.rows import typed_rows
from loaders.table import (
    Change,
    Event,
    Exceedance,
    Located,
    Property,
    Reached,
    Relation,
    Series,
    Table,
)
from loaders.versions import hashed, row_versions

Step = Callable[[str], None]
Named = Callable[[pd.DataFrame], None]
BOUNDS = ["valid_from", "valid_to", "known_from", "known_to"]
_DATED = [*BOUNDS, "precision", "source", "record"]


@dataclass(frozen=True)
class Drafted:
    """A draft, and the ids it gave, to be kept once the edition is sealed."""

    draft: Draft
    who: Who

    def keep_ids(self) -> None:
        """Write the new ids down; they are never given to anyone else."""
        for register in self.who.registers:
            register.keep()


@dataclass(frozen=True)
class Source:
    """One table's versions and the deliveries they came in."""

    table: Table
    versions: pd.DataFrame
    days: npt.NDArray[np.int64]


def draft(
    home: Home,
    tables: Mapping[str, Table],
    step: Step = lambda stage: None,
    named: Named | None = None,
) -> Drafted:
    """Return the draft of an edition of everything that a home's deliveries say.

    Args:
        named: takes the names to search by as soon as they are known, so that their index can be
            written while the rest is drafted; without it they stand in the draft.

    Raises:
        MissingFile: nothing was loaded yet.
    """
    step("read")
    sources, records, deliveries = _sources(home, tables)
    if not sources:
        raise MissingFile(
            f"{home.path} holds no deliveries; load department files with `qiji load DIR`."
        )
    step("resolve")
    declared = {name: source.table for name, source in sources.items()}
    versions = {name: source.versions for name, source in sources.items()}
    who = resolve(home, declared, versions, Obeyed.of(home, records))
    step("draft")
    told = [_told(source, who) for source in sources.values()]
    names: list[pd.DataFrame] = []
    frames = _frames(told, who, sources, records, named or names.append)
    last = max(d.received for d in deliveries)
    drafted = Draft(
        frames,
        names[0] if names else None,
        calendar_day(last) or date.min,
        deliveries=[{"id": d.id, "received": str(calendar_day(d.received))} for d in deliveries],
        merged=who.merged,
        notes=_notes(who),
        codes=_codes(who, frames["nodes/Event"]),
    )
    return Drafted(drafted, who)


def _sources(
    home: Home, tables: Mapping[str, Table]
) -> tuple[dict[str, Source], pd.DataFrame, list[Delivery]]:
    """Return the versions of every table, and the records of all rows."""
    sources: dict[str, Source] = {}
    records: list[pd.DataFrame] = []
    seen: dict[str, Delivery] = {}
    at = 0
    for table, delivered in typed_rows(home, tables):
        whole = [d for d, _ in delivered if not d.mends] or [d for d, _ in delivered]
        days = np.array([d.received for d in whole], np.int64)
        places = {d.id: place for place, d in enumerate(whole)}
        parts = []
        for delivery, rows in delivered:
            seen[delivery.id] = delivery
            frame = rows.drop([c for c in rows.column_names if c.startswith("src:")]).to_pandas()
            # A mended row belongs to the delivery that it was left out of.
            origin = frame["_origin"] if delivery.mends else pd.Series(delivery.id, frame.index)
            frame = frame.assign(
                _order=origin.map(places).fillna(len(whole) - 1).astype("int64"),
                _delivery=word(delivery.id, len(frame)),
            )
            # Of refused rows, which stand last, only the key is known: they are no record.
            stood = frame[frame["_row"].to_numpy() >= 0]
            numbers = at + np.arange(len(frame))
            frame["record"] = np.where(frame["_row"].to_numpy() >= 0, numbers, -1)
            records.append(
                pd.DataFrame(
                    {
                        "table": word(table.name, len(stood)),
                        "delivery": word(delivery.id, len(stood)),
                        "file": stood["_file"].astype("category"),
                        "line": stood["_line"],
                        "row": stood["_row"],
                    }
                )
            )
            at += len(stood)
            parts.append(frame)
        joined = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        versions = row_versions(table, joined, days)
        sources[table.name] = Source(table, told_columns(table, versions), days)
        del parts, joined
    return (
        sources,
        _joined_records(records),
        sorted(seen.values(), key=lambda d: (d.received, d.id)),
    )


def word(text: str, count: int) -> pd.Categorical[str]:
    """Return one word for many rows, without a copy of it for each."""
    found: pd.Categorical[str] = pd.Categorical.from_codes(
        np.zeros(count, np.int8), pd.Index([text])
    )
    return found


def _joined_records(parts: list[pd.DataFrame]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame()
    words = {
        name: union_categoricals([part[name] for part in parts], sort_categories=True)
        for name in ("table", "delivery", "file")
    }
    numbers = {name: np.concatenate([part[name] for part in parts]) for name in ("line", "row")}
    return pd.DataFrame({**words, **numbers})


def _told(source: Source, who: Who) -> Told:
    """Return what one table says."""
    table = source.table
    parties = {label: who.parties[(table.name, label)] for label in table.parties}
    told = Told(Said(table, source.versions, parties, source.days))
    for fact in table.facts:
        match fact:
            case Relation():
                told.relation(fact)
            case Located():
                told.located(fact, who.addresses[(table.name, fact.address)])
            case Reached():
                told.reached(fact, who.contacts[(table.name, fact.contact)])
            case Property():
                told.property(fact)
            case Change():
                told.change(fact)
            case Series():
                told.measure(fact)
            case Event():
                _equity_days(told, fact)
    return told


def _equity_days(told: Told, fact: Event) -> None:
    """A recorded change of shareholders dates what two registers only say between them."""
    said = told.said
    day = said.days(fact.day, EARLIEST)
    changed = (events.kinds(said, fact) == "CHG_EQUITY") & said.where(fact.when)
    for label in fact.parties if changed.any() else ():
        told.days_of(said.parties[label], day, changed & (day != EARLIEST), "OWNS")


def _frames(
    told: list[Told],
    who: Who,
    sources: Mapping[str, Source],
    records: pd.DataFrame,
    named: Named,
) -> dict[str, pd.DataFrame]:
    changes = [days for one in told for days in one.change_days]
    changed = pd.concat(changes) if changes else pd.DataFrame({"group": [], "day": [], "known": []})
    changed = changed.astype("int64")
    founded = _foundings(told)
    properties = _properties(told, who, changed, founded)
    named(nodes.search_names(who, properties, known_people(told, who), also_called(told, who)))
    frames = _edges(told, changed, founded, properties)
    frames |= trades.frames([one.said for one in told])
    made, party_to = _events(told)
    first_event = len(who.ids)
    party_to["dst"] = party_to["dst"] + first_event
    frames["edges/PARTY_TO"] = party_to
    frames["nodes/Event"] = made
    frames["nodes/Company"] = nodes.company_nodes(who, properties, stated_kinds(sources, who))
    frames |= nodes.other_nodes(who) | things.frames(who.ids, who.starts, who.things)
    frames["properties"] = properties.rename(columns={"text": "value"})
    months = [frame for one in told for frame in one.series]
    if months:
        joined = pd.concat(months, ignore_index=True)
        months.clear()
        for one in told:
            one.series.clear()
        frames["series"] = series_rows(joined)
        del joined
    frames["edges/POSSIBLY_SAME_AS"] = likely_pairs(who, frames, properties)
    frames["records"] = records
    return frames


def _foundings(told: list[Told]) -> pd.Series:
    """Return the day of founding that the registers give, by company code."""
    parts = [pd.DataFrame({"code": [], "day": []}, dtype="int64")]
    for one in told:
        for fact in one.said.table.facts:
            if isinstance(fact, Event) and fact.kind == "REG_EST":
                day = one.said.days(fact.day, EARLIEST)
                for label in fact.parties:
                    frame = pd.DataFrame({"code": one.said.parties[label], "day": day})
                    parts.append(frame[(frame["code"] != NOBODY) & (frame["day"] != EARLIEST)])
    return pd.concat(parts).groupby("code")["day"].max()


def _dated(
    one: Told, said: pd.DataFrame, changed: pd.DataFrame, founded: pd.Series
) -> pd.DataFrame:
    full = one.said.table.closes
    return dated(said, changed, one.said.delivery_days, full=full, founded=founded)


def _properties(
    told: list[Told], who: Who, changed: pd.DataFrame, founded: pd.Series
) -> pd.DataFrame:
    parts = []
    for one in told:
        parts += one.changes
        if one.properties:
            said = pd.concat(one.properties, ignore_index=True)
            one.properties.clear()  # a city's frames are large: none is kept longer than needed
            parts.append(_dated(one, said, changed, founded))
    spoken = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    rest = identity_rows(told, who, spoken)
    joined = pd.concat([spoken, rest], ignore_index=True)[["node", "property", "text", *_DATED]]
    return _once(joined, ["node", "property", "text"])


def _edges(
    told: list[Told], changed: pd.DataFrame, founded: pd.Series, properties: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    capital = properties[properties["property"] == "registered_capital"]
    capital = capital[["node", *BOUNDS]].assign(yuan=pd.to_numeric(capital["text"]))
    parts: dict[str, list[pd.DataFrame]] = {}
    for one in told:
        days, full = one.said.delivery_days, one.said.table.closes
        for name, said in one.relations.items():
            frame = pd.concat(said, ignore_index=True)
            if "subscribed" in frame and full:
                frame = with_shares(frame, capital, days)
            parts.setdefault(name, []).append(_dated(one, frame, changed, founded))
        for name, rows in one.changed.items():
            parts.setdefault(name, []).extend(rows)
        one.relations.clear()
        one.changed.clear()
    frames = {}
    for name in sorted(parts):
        frame = pd.concat(parts.pop(name), ignore_index=True)
        if name == "LEGAL_REPRESENTATIVE_OF":
            frame = succeeded(_once(frame, ["src", "dst"]), "dst")
        own = [c for c in frame.columns if c in ("role", "position", "share", "amount")]
        frames[f"edges/{name}"] = _once(frame, ["src", "dst", *own])
    return frames


def _once(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Keep one row of those that say the same for the same days: the one known first."""
    keys = [*columns, "valid_from", "valid_to", "known_to"]
    several = pd.Series(hashed(frame, keys)).duplicated(keep=False).to_numpy()
    if not several.any():
        return frame
    part = frame[several].sort_values([*keys, "known_from", "record"], kind="stable")
    return pd.concat([frame[~several], part[~part.duplicated(keys)]], ignore_index=True)


def _events(told: list[Told]) -> tuple[pd.DataFrame, pd.DataFrame]:
    happened, took_part = [], []
    for one in told:
        for place, fact in enumerate(one.said.table.facts):
            if isinstance(fact, Event | Exceedance):
                if isinstance(fact, Event):
                    rows, parties = events.told(one.said, fact, place)
                else:
                    rows, parties = exceedances.told(one.said, fact, place)
                happened.append(rows)
                took_part.append(parties)
    if not happened:
        columns = ["id", "event", "kind", "day", "until", "published_on", *events.DETAILS]
        empty = pd.DataFrame({c: [] for c in (*columns, "corrects", *_DATED)})
        return empty, pd.DataFrame({c: [] for c in ("src", "dst", "role", *_DATED)})
    took = pd.concat(took_part, ignore_index=True)
    every, took = excuses.excused(pd.concat(happened, ignore_index=True), took)
    made = events.versions(every)
    return made, events.parties(took, made)


def _codes(who: Who, made: pd.DataFrame) -> npt.NDArray[np.object_]:
    return np.concatenate([who.ids, made["id"].to_numpy(object)])


def _notes(who: Who) -> dict[str, object]:
    assert who.companies is not None
    conflicts = who.companies.conflicts
    listed = conflicts.astype("str").to_dict("records")[:1000]
    judged = who.obeyed.notes()
    return {
        **({"judgements": judged} if judged else {}),
        "identifier_conflicts": len(conflicts),
        "identifier_conflicts_listed": listed,
        "companies_known_by_name_only": int(who.companies.named_only.sum()),
    }
