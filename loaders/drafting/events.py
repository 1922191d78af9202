"""What happened: one node a version of an event, and who took part.

Rows that agree on an event's declared key speak of one event. A later row that says otherwise
makes a corrected version, a node of its own, which names the one it corrects; the earlier is
known until then.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST
from loaders.drafting.facts import yuan
from loaders.drafting.rows import NOBODY, Said
from loaders.table import Event
from loaders.versions import hashed

DETAILS = ("amount", "title", "number", "authority", "state")
_CONTENT = ["kind", "day", "until", "published_on", *DETAILS]


def kinds(said: Said, fact: Event) -> npt.NDArray[np.object_]:
    """Return each row's kind: the declared one, a field's, or by comparing two amounts."""
    if fact.by_field:
        return said.values(fact.kind)
    found = np.full(len(said.rows), fact.kind, object)
    if fact.compared:
        before, after = (yuan(said.values(name)) for name in fact.compared)
        found[after > before] = fact.rise or fact.kind
        found[after < before] = fact.fall or fact.kind
    return found


def told(said: Said, fact: Event, place: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a table says of one declared event.

    Returns:
        The events (`event`: hash of its key, `kind`, `day` ...), and who took part (`event`,
        `party`, `role`, `begin`, `end`: the days between which its row was believed).
    """
    day = said.days(fact.day, EARLIEST)
    kind = kinds(said, fact)
    keep = said.where(fact.when) & (day != EARLIEST) & np.asarray(pd.notna(kind))
    last = said.days(fact.until, LATEST)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "kind": kind,
        "day": day,
        "until": np.where(last == LATEST, LATEST, last + 1),
        "published_on": said.days(fact.published or said.table.published, EARLIEST),
        "precision": said.precision(fact.day),
    }
    for name in DETAILS:
        word = fact.words.get(name)
        columns[name] = (
            np.full(len(day), word, object) if word else said.values(getattr(fact, name))
        )
    events = said.frame(keep, **columns)
    events["event"] = _event_keys(said, fact, place, events, keep)
    # A register's row that changed elsewhere says the same event anew; both stay believed.
    end = np.where(events["replaced"] < LATEST, events["replaced"], events["known_to"])
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
    return hashed(
        frame.assign(_kind=name, _table=said.table.name), [*list(frame), "_kind", "_table"]
    )


def versions(events: pd.DataFrame) -> pd.DataFrame:
    """Return the versions of events: `id`, `corrects`, `known_from`, `known_to` and the rest."""
    frame = events.sort_values(["event", "known_from", "record"], kind="stable")
    frame = frame[~frame.duplicated(["event", "known_from"], keep="last")]
    frame = frame.assign(content=hashed(frame, _CONTENT))
    event, content = frame["event"].to_numpy(), frame["content"].to_numpy()
    same = np.r_[False, event[1:] == event[:-1]][: len(frame)]
    repeat = same & np.r_[False, content[1:] == content[:-1]][: len(frame)]
    frame, same = frame[~repeat].copy(), same[~repeat]
    revision = frame.groupby("event").cumcount().to_numpy()
    known = frame["known_from"].to_numpy(np.int64)
    follows = np.r_[same[1:], False][: len(frame)]
    frame["known_to"] = np.where(follows, np.r_[known[1:], LATEST][: len(frame)], LATEST)
    ids = [_id(e, r) for e, r in zip(frame["event"].tolist(), revision.tolist(), strict=True)]
    frame["id"] = np.array(ids, object)
    earlier = [
        _id(e, r - 1) if r else None
        for e, r in zip(frame["event"].tolist(), revision.tolist(), strict=True)
    ]
    frame["corrects"] = np.array(earlier, object)
    return frame.reset_index(drop=True)


def _id(event: int, revision: int) -> str:
    return f"E{event:016x}" + (f".{revision}" if revision else "")


def parties(took_part: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Return who took part in which version: PARTY_TO rows, `dst` being rows of `made`."""
    links = made[["event", "known_from", "known_to", "day"]].assign(dst=np.arange(len(made)))
    joined = took_part.merge(links, on="event")
    begin = np.maximum(joined["begin"].to_numpy(np.int64), joined["known_from"].to_numpy(np.int64))
    end = np.minimum(joined["end"].to_numpy(np.int64), joined["known_to"].to_numpy(np.int64))
    joined = joined.assign(known_from=begin, known_to=end)[begin < end]
    joined = joined.sort_values(
        ["dst", "party", "role", "known_from", "known_to", "record"], kind="stable"
    )
    columns = {c: joined[c].to_numpy() for c in ("dst", "party", "role")}
    same = np.ones(len(joined), bool)
    for values in columns.values():
        same &= np.r_[False, values[1:] == values[:-1]][: len(joined)]
    start, stop = joined["known_from"].to_numpy(), joined["known_to"].to_numpy()
    touches = same & (start <= np.r_[EARLIEST, stop[:-1]][: len(joined)])
    run = np.cumsum(~touches) - 1
    kept = joined[~touches].copy()
    kept["known_to"] = pd.Series(stop).groupby(run).max().to_numpy()
    return kept.rename(columns={"party": "src", "day": "valid_from"}).assign(
        valid_to=LATEST, precision="day"
    )
