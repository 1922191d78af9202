"""What a party's pages are drawn from: its values, links, events, and their records.

The questions answer in frames; here they become rows for a template. Nothing is judged but
how adverse an event is shown (`webapp.levels`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from graph.answers import as_dates
from graph.days import Moment, day_number
from graph.edition import Edition
from graph.kinds import KINDS, LANES
from graph.properties import SEVERAL
from graph.schema import DERIVED_EDGES, EDGES
from queries import company, records
from webapp import trajectory
from webapp.levels import LISTINGS, level
from webapp.parties import Party, called, kind_name

WALKED = tuple(name for name in EDGES if name not in DERIVED_EDGES and name != "PARTY_TO")


@dataclass(frozen=True)
class Event:
    """One event as it bears on one party."""

    id: str
    kind: str
    name: str
    lane: str
    day: date
    until: date | None
    title: str | None
    amount: float | None
    role: str
    level: int
    later: bool
    corrected: bool
    source: str
    record: int


@dataclass(frozen=True)
class Link:
    """One link of a party, seen from it."""

    other: Party
    kind: str
    outward: bool
    word: str | None
    share: float | None
    amount: float | None
    since: date | None
    until: date | None
    source: str
    record: int
    also: tuple[tuple[str, int], ...] = ()  # (source, record) of others that say the same


def values(edition: Edition, number: int, moment: Moment) -> dict[str, str]:
    """Return a company's dated properties that hold at a moment, by name; several in one line."""
    frame = company.profile(edition, number, moment)
    found: dict[str, list[str]] = {}
    for name, value in zip(frame["property"], frame["value"], strict=True):
        if name in SEVERAL and name != "fact":
            found.setdefault(name, []).append(value)
        elif name != "fact":
            found[name] = [value]
    return {name: "；".join(dict.fromkeys(told)) for name, told in found.items()}


def established(edition: Edition, number: int, moment: Moment) -> date | None:
    """Return the day a company was founded, as known; also on a day before it."""
    frame = edition.properties(number)
    mine = frame[(frame["property"] == "established_on") & known(frame, moment)]["value"]
    try:
        return date.fromisoformat(mine.iloc[-1][:10]) if len(mine) else None
    except ValueError:
        return None


def known(frame: pd.DataFrame, moment: Moment) -> pd.Series:
    """Return which rows were known, and not yet known otherwise, on the day of knowledge."""
    return (frame["known_from"] <= moment.known_on) & (moment.known_on < frame["known_to"])


def events(edition: Edition, number: int, moment: Moment) -> list[Event]:
    """Return a party's known events, newest first; those after the day are marked `later`."""
    now = company.events(edition, number, moment)
    far = Moment(max(edition.data_day, moment.as_of), moment.known_on)
    all_known = company.events(edition, number, far)
    later = all_known[~all_known["id"].isin(now["id"])]
    corrected = set(all_known["corrects"].dropna())
    rows = [(row, True) for row in later.to_dict("records")]
    rows += [(row, False) for row in now.to_dict("records")]
    found = [event(row, after, row["id"] in corrected, moment) for row, after in rows]
    return [one for one in found if one is not None]


def event(row: dict[Any, Any], later: bool, corrected: bool, moment: Moment) -> Event | None:
    """Return one row of events as a page needs it; None for one without a day."""
    if missing(row["day"]):
        return None
    kind = row["kind"]
    until = None if missing(row["until"]) else row["until"]
    return Event(
        id=row["id"],
        kind=kind,
        name=kind_name(kind),
        lane=KINDS[kind].lane,
        day=row["day"],
        until=until,
        title=None if missing(row["what"]) else row["what"],
        amount=None if missing(row["amount"]) else float(row["amount"]),
        role=row["role"],
        level=level(kind, row["role"], row["state"], until, moment.day),
        later=later,
        corrected=corrected,
        source=row["source"],
        record=int(row["record"]),
    )


def missing(value: Any) -> bool:
    """Return whether a cell of a frame holds nothing."""
    return value is None or value is pd.NaT or value != value


def risks(found: Sequence[Event]) -> dict[int, int]:
    """Return how many events stand at each adverse level on the day looked at, gravest first."""
    count = Counter(event.level for event in found if event.level and not event.later)
    return {level: count[level] for level in sorted(count, reverse=True)}


def headcount(edition: Edition, number: int, moment: Moment) -> list[tuple[int, float]]:
    """Return the months' headcount as known, as (first day of the month, persons)."""
    far = Moment(max(edition.data_day, moment.as_of), moment.known_on)
    frame = company.series(edition, number, far)
    mine = frame[frame["measure"] == "headcount"].drop_duplicates("month", keep="last")
    days = [day_number(date.fromisoformat(f"{month}-01")) for month in mine["month"]]
    return list(zip(days, mine["value"].tolist(), strict=True))


def picture(
    edition: Edition,
    number: int,
    found: Sequence[Event],
    moment: Moment,
    *,
    grades: Sequence[tuple[int, str]] = (),
    letters: Sequence[str] = (),
    width: float = 800.0,
) -> trajectory.Picture | None:
    """Return the trajectory picture of a party, or None where nothing is known of it."""
    persons = headcount(edition, number, moment)
    if not found and not persons:
        return None
    last = max(edition.data_day, moment.as_of)
    return trajectory.draw(
        [mark(one, last) for one in found],
        LANES,
        first=min([day_number(one.day) for one in found] + [day for day, _ in persons]),
        last=last,
        day=moment.as_of,
        headcount=persons,
        grades=grades,
        letters=letters,
        width=width,
    )


def mark(found: Event, last: int) -> trajectory.Mark:
    """Return an event as a mark; a listing without an end lasts to the picture's edge."""
    text = " ".join(filter(None, (str(found.day), found.name, found.title)))
    until = None if found.until is None else day_number(found.until)
    if until is None and found.kind in LISTINGS:
        until = last
    day = day_number(found.day)
    return trajectory.Mark(found.id, found.lane, day, text, found.level, until, found.corrected)


def links(
    edition: Edition, number: int, moment: Moment, kinds: Sequence[str] = WALKED
) -> list[Link]:
    """Return a party's links at a moment with the facts of each, by type."""
    near = edition.network.neighbours(number, moment, kinds)
    names = called(edition, near.other.tolist(), moment)
    by_id = {one.id: one for one in names.values()}
    found = []
    for code, outward in sorted(set(zip(near.kind.tolist(), near.out.tolist(), strict=True))):
        kind = tuple(EDGES)[code]
        frame = company.links_of(edition, number, moment, kind, out=outward)
        found += [link(by_id[row["id"]], kind, outward, row) for row in frame.to_dict("records")]
    return agreed(found)


def agreed(found: Sequence[Link]) -> list[Link]:
    """Return links with those that several sources state alike as one, by the best dated."""
    same: dict[tuple[object, ...], list[Link]] = {}
    for one in found:
        word = None if one.kind == "LEGAL_REPRESENTATIVE_OF" else one.word
        key = (one.other.number, one.kind, one.outward, word, one.share, one.amount)
        same.setdefault(key, []).append(one)
    merged = []
    for several in same.values():
        several.sort(key=lambda one: (one.since is None, one.since or date.max))
        rest = tuple((one.source, one.record) for one in several[1:])
        merged.append(replace(several[0], also=rest))
    return merged


def link(other: Party, kind: str, outward: bool, row: dict[Any, Any]) -> Link:
    """Return one edge's row as a page needs it."""
    word = row.get("position") or row.get("role")
    share, amount = row.get("share"), row.get("amount")
    return Link(
        other=other,
        kind=kind,
        outward=outward,
        word=None if missing(word) else word,
        share=None if missing(share) else float(share or 0),
        amount=None if missing(amount) else float(amount or 0),
        since=None if missing(row["valid_from"]) else row["valid_from"],
        until=None if missing(row["valid_to"]) else row["valid_to"],
        source=row["source"],
        record=int(row["record"]),
    )


def ended(edition: Edition, number: int, moment: Moment) -> list[Link]:
    """Return a party's links that were over by the day looked at, newest first."""
    near = edition.network.neighbours(number, None, WALKED)
    names = called(edition, near.other.tolist(), moment)
    found = []
    for place, code in enumerate(near.kind.tolist()):
        kind = tuple(EDGES)[code]
        row = edition.rows(f"edges/{kind}", np.array([near.edge[place]])).to_dict("records")[0]
        believed = row["known_from"] <= moment.known_on < row["known_to"]
        if believed and row["valid_to"] <= moment.as_of:
            dated = {k: as_dates([row[k]])[0] for k in ("valid_from", "valid_to")}
            other = names[int(near.other[place])]
            found.append(link(other, kind, bool(near.out[place]), {**row, **dated}))
    return sorted(found, key=lambda one: str(one.until), reverse=True)


def sources(edition: Edition, number: int, moment: Moment) -> pd.DataFrame:
    """Return the source rows that a party's values, links and events come from.

    Columns: record, table, delivery, file, line, facts (how many facts of the party it made).
    """
    near = edition.network.neighbours(number, None)
    frames = [edition.properties(number), edition.series(number)]
    for code in np.unique(near.kind):
        rows = np.asarray(near.edge[near.kind == code], np.int64)
        frames.append(edition.rows(f"edges/{tuple(EDGES)[int(code)]}", rows))
    told = [frame.loc[frame["known_from"] <= moment.known_on, "record"] for frame in frames]
    found, counts = np.unique(pd.concat(told).to_numpy(), return_counts=True)
    frame = records.of(edition, found.tolist()).assign(facts=counts[found >= 0])
    return frame.sort_values(["table", "delivery", "file", "line"], ignore_index=True)
