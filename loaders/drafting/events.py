"""What happened: one node a version of an event, and who took part.

Rows that agree on an event's declared key speak of one event. A later row that says otherwise
makes a corrected version, a node of its own, which names the one it corrects; the earlier is
known until then.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import EARLIEST, LATEST
from graph.kinds import KINDS
from graph.sorting import stable_order
from loaders.drafting.facts import yuan
from loaders.drafting.rows import NOBODY, Codes, Said, Values
from loaders.keeping.versions import again, hashed
from loaders.table import Event

ENDS = frozenset(kind.code for kind in KINDS.values() if kind.opens)
DETAILS = ("amount", "title", "number", "authority", "state")
_DIGITS = 16  # of a hash
_CONTENT = ["kind", "day", "until", "published_on", *DETAILS]


def kinds(said: Said, fact: Event) -> Values:
    """Return each row's kind: the declared one, a field's, or by comparing two amounts or days.

    Of rows that do not meet the event's `when` it says nothing of use.
    """
    if fact.by_field:
        return said.values(fact.kind)
    found = np.full(len(said.rows), fact.kind or None, object)
    if fact.compared:
        rows = np.flatnonzero(said.where(fact.when))
        before, after = _compared(said, fact, fact.compared, rows)
        found[rows[after > before]] = fact.rise or fact.kind or None
        found[rows[after < before]] = fact.fall or fact.kind or None
    return found


def may_be(fact: Event, kind: str) -> bool:
    """Return whether an event that is declared so may be of a kind."""
    return fact.by_field or kind in (fact.kind, fact.rise, fact.fall)


def _compared(
    said: Said, fact: Event, names: tuple[str, ...], rows: Codes
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the two amounts or days of some rows, NaN where one cannot be read."""
    if not said.is_day(names[0]):
        before, after = (yuan(said.values(name)[rows]) for name in names)
        return before, after
    before, after = (
        np.where(day == EARLIEST, np.nan, day.astype(np.float64))
        for day in (said.days(name, EARLIEST)[rows] for name in names)
    )
    return (next_year(before, fact.due) if fact.due else before), after


def next_year(day: npt.NDArray[np.float64], due: str) -> npt.NDArray[np.float64]:
    """Return a month and day (06-30) of the year after each day's; NaN where there is none."""
    years = np.nan_to_num(day).astype(np.int64).astype("M8[D]").astype("M8[Y]") + 1
    month, of_month = (int(part) for part in due.split("-"))
    found = (years.astype("M8[M]") + (month - 1)).astype("M8[D]") + (of_month - 1)
    return np.where(np.isnan(day), np.nan, found.astype(np.float64))


def told(said: Said, fact: Event, place: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a table says of one declared event.

    Returns:
        The events (`event`: hash of its key, `kind`, `day` ...), and who took part (`event`,
        `party`, `role`, `begin`, `end`: the days between which its row was believed).
    """
    day = said.days(fact.day, EARLIEST)
    kind = kinds(said, fact)
    keep = said.where(fact.when) & (day != EARLIEST) & np.asarray(pd.notna(kind))
    columns: dict[str, Values] = {
        "kind": kind,
        "day": day,
        "until": said.days(fact.before, LATEST) if fact.before else said.ends(fact.until),
        "published_on": said.days(fact.published or said.table.published, EARLIEST),
        "precision": said.precision(fact.day),
    }
    for name in DETAILS:
        word = fact.words.get(name)
        columns[name] = (
            np.full(len(day), word, object) if word else said.values(getattr(fact, name))
        )
    events = said.frame(keep, **columns)
    # That something was lifted is known from the day of it, though the row calls itself older.
    over = events["kind"].isin(ENDS).to_numpy() & (events["day"] > events["known_from"]).to_numpy()
    events["known_from"] = np.where(over, events["day"], events["known_from"])
    events["event"] = _event_keys(said, fact, place, events, keep)
    end = _believed_until(events)
    parties = []
    for party, role in {**fact.parties, **dict.fromkeys(fact.roles, "")}.items():
        code = said.parties[party][keep]
        roles = said.values(fact.roles[party])[keep] if party in fact.roles else None
        part = pd.DataFrame(
            {
                "event": events["event"],
                "party": code,
                "role": roles if roles is not None else role,
                "begin": events["known_from"],
                "end": end,
                "record": events["record"],
                "source": events["source"],
            }
        )
        parties.append(part[code != NOBODY])
    return events, pd.concat(parties, ignore_index=True)


def _event_keys(
    said: Said, fact: Event, place: int, events: pd.DataFrame, keep: npt.NDArray[np.bool_]
) -> npt.NDArray[np.uint64]:
    if fact.key:
        frame = said.rows.loc[keep, list(fact.key)].reset_index(drop=True)
        name = fact.kind
    else:
        frame = events[["key"]].reset_index(drop=True)
        name = f"{fact.kind}/{place}"
    told = frame.assign(_kind=name, _table=fact.shared or said.table.name)
    return hashed(told, [str(column) for column in told])


def versions(events: pd.DataFrame) -> pd.DataFrame:
    """Return the versions of events: `id`, `corrects`, `known_from`, `known_to` and the rest.

    An event of which every row was corrected into something else is no longer believed.
    """
    order = stable_order(*(events[name].to_numpy() for name in ("event", "known_from", "record")))
    event, known_from = (events[name].to_numpy()[order] for name in ("event", "known_from"))
    end = pd.Series(_believed_until(events)[order])
    believed = end.groupby(np.cumsum(~again(event)), sort=False).cummax().to_numpy(np.int64)
    last = np.append(~(again(event) & again(known_from))[1:], True)[: len(order)]
    kept = np.flatnonzero(last & (known_from < believed))
    order, event, believed = order[kept], event[kept], believed[kept]
    begin = np.flatnonzero(~(again(event) & again(_contents(events, order, event))))
    finish = np.r_[begin[1:], len(order)].astype(np.int64)[: len(begin)] - 1
    made: pd.DataFrame = events.take(order[begin])
    revision = made.groupby("event").cumcount().to_numpy(np.int64)
    known = made["known_from"].to_numpy(np.int64)
    follows = np.append(again(made["event"].to_numpy())[1:], False)[: len(made)]
    later = np.where(follows, np.append(known[1:], LATEST)[: len(made)], LATEST)
    made["known_to"] = np.minimum(later, believed[finish]).astype(np.int32)
    made["id"] = _ids(made["event"].to_numpy(np.uint64), revision)
    later = np.flatnonzero(revision)
    earlier = pd.array([None], dtype="str").take(np.zeros(len(made), np.int64))
    earlier[later] = _ids(made["event"].to_numpy(np.uint64)[later], revision[later] - 1)
    made["corrects"] = earlier
    return made.reset_index(drop=True)


def _contents(
    events: pd.DataFrame, order: npt.NDArray[np.int64], event: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint64]:
    """Return a number for what each row says, nought where it is the only one of its event."""
    same = again(event)
    several = np.flatnonzero(same | np.append(same[1:], False)[: len(same)])
    found = np.zeros(len(order), np.uint64)
    found[several] = hashed(events[_CONTENT].take(order[several]), _CONTENT)
    return found


def _believed_until(events: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the day from which each event's row was known otherwise; LATEST: it still stands.

    A register's row that changed elsewhere says the same event anew; a row that a register no
    longer holds happened all the same.
    """
    replaced = events["replaced"].to_numpy(np.int64)
    return np.where(replaced < LATEST, replaced, events["known_to"].to_numpy(np.int64))


def _ids(event: npt.NDArray[np.uint64], revision: npt.NDArray[np.integer[Any]]) -> Values:
    """Return ids of versions of events: the hash in hexadecimal digits, and which revision."""
    letters = np.full((len(event), 1 + _DIGITS), ord("E"), np.uint8)
    digits = np.frombuffer(event.astype(">u8").tobytes().hex().encode(), np.uint8)
    letters[:, 1:] = digits.reshape(-1, _DIGITS)
    places = np.arange(len(event) + 1, dtype=np.int64) * letters.shape[1]
    ids = pa.LargeStringArray.from_buffers(
        len(event), pa.py_buffer(places), pa.py_buffer(letters.reshape(-1))
    )
    again_ = pa.array(revision > 0)
    if pc.any(again_).as_py():
        which = pa.array(revision[revision > 0]).cast(ids.type)
        named = pc.binary_join_element_wise(ids.filter(again_), which, pa.scalar(".", ids.type))
        ids = pc.replace_with_mask(ids, again_, named)
    found: Values = pd.array(ids, dtype="str")
    return found


def parties(took_part: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Return who took part in which version: PARTY_TO rows, `dst` being rows of `made`."""
    links = made[["event", "known_from", "known_to", "day"]].assign(dst=np.arange(len(made)))
    joined = took_part.merge(links, on="event")
    begin = np.maximum(joined["begin"].to_numpy(np.int64), joined["known_from"].to_numpy(np.int64))
    end = np.minimum(joined["end"].to_numpy(np.int64), joined["known_to"].to_numpy(np.int64))
    joined = joined.assign(known_from=begin, known_to=end)[begin < end]
    role, words = pd.factorize(joined["role"], sort=True)
    joined = joined.assign(_role=np.where(role < 0, len(words), role))
    sorting = ("dst", "party", "_role", "known_from", "known_to", "record")
    joined = joined.take(stable_order(*(joined[name].to_numpy() for name in sorting)))
    same = np.ones(len(joined), bool)
    for column in ("dst", "party", "_role"):
        same &= again(
            joined.pop(column).to_numpy() if column == "_role" else joined[column].to_numpy()
        )
    stop = joined["known_to"].groupby(np.cumsum(~same)).cummax().to_numpy(np.int64)
    touches = same & (joined["known_from"].to_numpy() <= np.r_[EARLIEST, stop[:-1]][: len(joined)])
    begin = np.flatnonzero(~touches)
    kept: pd.DataFrame = joined.iloc[begin].copy()
    kept["known_to"] = stop[np.r_[begin[1:], len(joined)].astype(np.int64)[: len(begin)] - 1]
    return kept.rename(columns={"party": "src", "day": "valid_from"}).assign(
        valid_to=LATEST, precision="day"
    )
