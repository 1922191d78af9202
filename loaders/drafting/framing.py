"""The frames of a draft: each table is told and dated, and let go of before the next.

What changes records date comes first, then properties, by which shares are told; then the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from graph.aside import Aside
from graph.days import EARLIEST
from graph.memory import give_back_memory
from graph.sorting import mixed, repeated
from loaders.drafting import beside_names, events, exceedances, excuses, nodes, series, trades
from loaders.drafting.facts import Told
from loaders.drafting.identity import (
    also_called,
    identity_rows,
    known_people,
    likely_pairs,
    stated_kinds,
)
from loaders.drafting.narrow import (
    Columns,
    columns_of,
    emptied,
    filled_frame,
    joined_frames,
    narrow,
    stacked,
)
from loaders.drafting.rows import NOBODY, Said
from loaders.drafting.shares import with_shares
from loaders.drafting.states import Changes, dated, succeeded
from loaders.meant import things
from loaders.meant.who import Who
from loaders.table import (
    Change,
    Event,
    Exceedance,
    Located,
    Property,
    Reached,
    Relation,
    Series,
)

Named = Callable[[pd.DataFrame], None]
BOUNDS = ["valid_from", "valid_to", "known_from", "known_to"]
SPOKEN = columns_of("properties", without=("value",), text="text")
HAPPENED = columns_of("nodes/Event", without=("id", "corrects"), event="key", replaced="day")
MANY = 1_000_000  # months, or events, that are sorted at a time
FEW = 10_000  # rows of a property; of fewer, dating costs by how often it is done
TOOK_PART: Columns = {
    **{"event": "key", "party": "int", "role": "word", "begin": "day", "end": "day"},
    **{"record": "int", "source": "word"},
}


@dataclass(frozen=True)
class Turns:
    """What tells, beside the deliveries, on which days something began.

    Attributes:
        changed: days of change records, by group.
        founded: day of founding that registers give, by company code.
    """

    changed: Changes
    founded: pd.Series

    def dated(self, one: Told, said: pd.DataFrame) -> pd.DataFrame:
        """Return the dated rows of states of one kind that a table says."""
        days, full = one.said.delivery_days, one.said.table.closes
        return dated(said, self.changed, days, full=full, founded=self.founded)


def framed(told: list[Told], who: Who, named: Named, into: Aside) -> None:
    """Add the frames of a draft, but for its records.

    Args:
        told: what each table can tell.
        named: takes the names to search by, as soon as they are known.
    """
    # Sorting and hashing leave the interpreter to others: months and events are drafted on
    # another core.
    with ThreadPoolExecutor(1) as beside:
        months = beside.submit(_months, _series(told), into)
        happened = beside.submit(_events, told, len(who.ids), into)
        turns = _turns(told)
        properties = _properties(told, who, turns, into.another())
        into["properties"] = properties.rename(columns={"text": "value"})
        del properties
        give_back_memory()
        properties = into["properties"].rename(columns={"value": "text"})
        named(nodes.search_names(who, properties, known_people(told, who), also_called(told, who)))
        give_back_memory()
        _edges(told, who, turns, properties, into)
        give_back_memory()
        into.update(trades.frames([one.said for one in told]))
        into["nodes/Company"] = nodes.company_nodes(who, properties, stated_kinds(told))
        into["edges/POSSIBLY_SAME_AS"] = likely_pairs(who, properties)
        happened.result()
        months.result()
    into.update(nodes.other_nodes(who) | things.frames(who.ids, who.starts, who.things))


def _turns(told: list[Told]) -> Turns:
    for one in told:
        for fact in one.facts(Change, Event):
            if isinstance(fact, Change):
                one.change(fact)
            else:
                _equity_days(one, fact)
    days = [days for one in told for days in one.change_days]
    changed = pd.concat(days) if days else pd.DataFrame({"group": [], "day": [], "known": []})
    return Turns(Changes(changed.astype("int64")), _foundings(told))


def _equity_days(told: Told, fact: Event) -> None:
    """A recorded change of shareholders dates what two registers only say between them."""
    if not events.may_be(fact, "CHG_EQUITY"):
        return
    said = told.said
    day = said.days(fact.day, EARLIEST)
    changed = (events.kinds(said, fact) == "CHG_EQUITY") & said.where(fact.when)
    for label in fact.parties if changed.any() else ():
        told.days_of(said.parties[label], day, changed & (day != EARLIEST), "OWNS")


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


def _properties(told: list[Told], who: Who, turns: Turns, aside: Aside) -> pd.DataFrame:
    for one in told:
        for frame in one.changes:
            aside[str(len(aside))] = narrow(frame, SPOKEN)
        one.changes.clear()
        for said in _of_each_property(one):
            aside[str(len(aside))] = narrow(turns.dated(one, said), SPOKEN)
            del said
    rest = identity_rows(told, who, aside.values())
    aside[str(len(aside))] = narrow(rest, SPOKEN)
    del rest
    give_back_memory()
    joined = stacked([*aside.values()], SPOKEN)
    aside.clear()
    return _once(joined, ["node", "property", "text"])


def _of_each_property(one: Told) -> Iterator[pd.DataFrame]:
    """Yield what is said of each property: those of few rows together, which dates them as well.

    A city's frames are large: each is told, and let go of, before the next.
    """
    beside_names.tell_properties(one)
    waiting = Counter(name for fact in one.facts(Property, Located) for name in _told_by(fact))
    few: list[pd.DataFrame] = []
    for fact in one.facts(Property, Located):
        if isinstance(fact, Located):
            one.stands(fact)
        else:
            one.property(fact)
        for name in _told_by(fact):
            waiting[name] -= 1
            if waiting[name]:
                continue
            said = one.properties.pop(name)
            if sum(map(len, said)) > FEW:
                yield _joined(said)
            else:
                few += said
    few += [said for several in one.properties.values() for said in several]
    one.properties.clear()
    if few:
        yield _joined(few)


def _told_by(fact: Property | Located) -> tuple[str, ...]:
    """Return the properties that a fact tells."""
    if isinstance(fact, Property):
        return (fact.name,)
    return tuple(name for name in ("address", "region") if getattr(fact, name))


def _joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    several = list(frames)
    return several[0] if len(several) == 1 else pd.concat(several, ignore_index=True)


def _edges(told: list[Told], who: Who, turns: Turns, properties: pd.DataFrame, into: Aside) -> None:
    capital = properties[properties["property"] == "registered_capital"]
    capital = capital[["node", *BOUNDS]].assign(yuan=pd.to_numeric(capital["text"]))
    parts: dict[str, list[pd.DataFrame]] = {}
    for one in told:
        for name, said in _of_each_type(one, who):
            if "subscribed" in said and one.said.table.closes:
                said = with_shares(said, capital, one.said.delivery_days)
            dated_rows = narrow(turns.dated(one, said), columns_of(f"edges/{name}"))
            parts.setdefault(name, []).append(dated_rows)
            del said
        for name, rows in one.changed.items():
            columns = columns_of(f"edges/{name}")
            parts.setdefault(name, []).extend(narrow(frame, columns) for frame in rows)
        one.changed.clear()
    for name in sorted(parts):
        frame = stacked(parts.pop(name), columns_of(f"edges/{name}"))
        if name == "LEGAL_REPRESENTATIVE_OF":
            frame = succeeded(_once(frame, ["src", "dst"]), "dst")
        own = [c for c in frame.columns if c in ("role", "position", "share", "amount")]
        into[f"edges/{name}"] = _once(frame, ["src", "dst", *own])
        del frame


def _of_each_type(one: Told, who: Who) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each type of edges and what is said of it, which is let go of before the next."""
    beside_names.tell_shops(one)
    of_type: dict[str, list[Relation | Located | Reached]] = {}
    for fact in one.facts(Relation, Located, Reached):
        of_type.setdefault(_type_of(fact), []).append(fact)
    for name in {**one.relations, **of_type}:
        for fact in of_type.get(name, []):
            _tell_edges(one, fact, who)
        yield name, _joined(one.relations.pop(name))


def _type_of(fact: Relation | Located | Reached) -> str:
    if isinstance(fact, Relation):
        return fact.type
    return "LOCATED_AT" if isinstance(fact, Located) else "REACHED_BY"


def _tell_edges(one: Told, fact: Relation | Located | Reached, who: Who) -> None:
    table = one.said.table.name
    match fact:
        case Relation():
            one.relation(fact)
        case Located():
            one.located(fact, who.addresses[(table, fact.address)])
        case Reached():
            one.reached(fact, who.contacts[(table, fact.contact)])


def _once(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Keep one row of those that say the same for the same days: the one known first.

    The frame, which is of a whole city, is emptied meanwhile.
    """
    keys = [*columns, "valid_from", "valid_to", "known_to"]
    # Numbers tell nearly all rows apart: only of the others are the words looked at.
    plain = [frame[name].to_numpy() for name in keys if frame[name].dtype.kind in "iu"]
    words = [frame[name] for name in keys if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    number = mixed(*plain, *(word.cat.codes.to_numpy() for word in words))
    at = np.flatnonzero(repeated(number))
    part = frame.take(at).set_axis(at).sort_values([*keys, "known_from", "record"], kind="stable")
    kept = np.ones(len(frame), bool)
    kept[part.index[part.duplicated(keys)]] = False
    return frame if kept.all() else emptied(frame, kept)


def _events(told: list[Told], first: int, into: Aside) -> None:
    """Add what happened, and who took part.

    Args:
        first: code of the first event.
    """
    happened, took_part = [], []
    for one in told:
        for place, fact in enumerate(one.said.table.facts):
            if isinstance(fact, Event | Exceedance):
                if isinstance(fact, Event):
                    rows, parties = events.told(one.said, fact, place)
                else:
                    rows, parties = exceedances.told(one.said, fact, place)
                happened.append(narrow(rows, HAPPENED))
                took_part.append(narrow(parties, TOOK_PART))
    every, took = excuses.excused(stacked(happened, HAPPENED), stacked(took_part, TOOK_PART))
    del happened, took_part
    made, party_to = [], []
    for some, parties in _of_some_events(narrow(every, HAPPENED), took):
        versions = events.versions(some)
        links = narrow(events.parties(parties, versions), columns_of("edges/PARTY_TO"))
        party_to.append(links.assign(dst=links["dst"] + first))
        made.append(versions)
        first += len(versions)
    del every, took
    into["nodes/Event"] = joined_frames(made)
    into["edges/PARTY_TO"] = joined_frames(party_to)


def _of_some_events(
    every: pd.DataFrame, took: pd.DataFrame
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield events and who took part, of rising keys, so many at a time that sorting is light."""
    several = np.uint64(max(len(every) // MANY, 1))
    half = np.uint64(32)
    part, parties = ((f["event"].to_numpy() >> half) * several >> half for f in (every, took))
    for place in range(int(several)):
        yield every[part == place], took[parties == place]


def _series(told: list[Told]) -> list[tuple[Said, Series]]:
    """Return what tables say of months; of tables that tell nothing else, mentions alone stay."""
    found: list[tuple[Said, Series]] = []
    for one in told:
        found += [(one.said, fact) for fact in one.facts(Series)]
        # Months are the most of a city's rows.
        if all(isinstance(fact, Series) for fact in one.said.table.facts):
            one.only_mentions()
    return found


def _months(said: list[tuple[Said, Series]], into: Aside) -> None:
    parts = [series.told(*one) for one in said]
    if parts:
        into["series"] = filled_frame(_of_some_nodes(parts), sum(map(len, parts)))


def _of_some_nodes(told: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Yield the months of all nodes in their order, of so many at a time that sorting is light."""
    last = max(int(part["node"].max()) if len(part) else 0 for part in told) + 1
    several = max(sum(map(len, told)) // MANY, 1)
    bounds = [last * n // several for n in range(several + 1)]
    for first, stop in pairwise(bounds):
        node = [part["node"].to_numpy() for part in told]
        some = [
            part[(at >= first) & (at < stop)] if several > 1 else part
            for part, at in zip(told, node, strict=True)
        ]
        yield series.months(pd.concat(some, ignore_index=True))
