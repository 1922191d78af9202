"""Arrears during a lawful deferral are no arrears: they are marked, from the day both are known.

`graph.kinds` names, of a kind, the one that excuses it. An event is excused where one of that kind
of the same party was in force when it began, speaks of the same insurance (or of all), and lasts
as long as the event does; an event that is still open when the deferral has run out is not.

**Source:** 住房公积金管理条例 art. 20 (缓缴); 社会保险费申报缴纳管理规定 (缓缴协议).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import LATEST
from graph.kinds import KINDS
from loaders.versions import again

DEFERRED = "deferred"
_INSURANCES = ("养老", "医疗", "失业", "工伤", "生育")

Ints = npt.NDArray[np.int64]


def excused(events: pd.DataFrame, parties: pd.DataFrame) -> pd.DataFrame:
    """Return rows of events with `state` deferred for as long as a deferral of theirs is known.

    Args:
        events, parties: what tables say, of `loaders.drafting.events.told`.
    """
    kind = events["kind"].astype("object")
    excuse = kind.map({k.code: k.excused_by for k in KINDS.values() if k.excused_by})
    owed = events[excuse.notna().to_numpy()]
    granted = events[kind.isin(set(excuse.dropna())).to_numpy()]
    if not len(owed) or not len(granted):
        return events
    spans = _spans(owed.assign(by=excuse[owed.index]), granted.assign(by=granted["kind"]), parties)
    if not len(spans):
        return events
    whole = events[~events.index.isin(spans["at"])]
    made: pd.DataFrame = pd.concat([whole, _split(events, spans)], ignore_index=True)
    return made


def _spans(owed: pd.DataFrame, granted: pd.DataFrame, parties: pd.DataFrame) -> pd.DataFrame:
    """Return which event (`at`) is excused as known `since` a day `until` another."""
    of = parties[["event", "party"]].drop_duplicates()
    left = _told(owed).merge(of, on="event")
    right = _told(granted).drop(columns="at").merge(of, on="event").drop(columns="event")
    pairs = left.merge(right, on=["party", "by"], suffixes=("", "_deferral"))
    open_ = pairs["until"] == LATEST
    lasts = np.where(
        open_,
        pairs["known_from"] < pairs["until_deferral"],
        pairs["until"] <= pairs["until_deferral"],
    )
    pairs = pairs[
        (pairs["day_deferral"] <= pairs["day"])
        & (pairs["day"] < pairs["until_deferral"])
        & lasts
        & (pairs["insurances"] & ~pairs["insurances_deferral"] == 0)
    ]
    since = np.maximum(pairs["known_from"], pairs["known_from_deferral"])
    until = np.minimum(pairs["believed"], pairs["believed_deferral"])
    found = pd.DataFrame({"at": pairs["at"], "since": since, "until": until})
    return found[found["since"] < found["until"]].drop_duplicates()


def _told(events: pd.DataFrame) -> pd.DataFrame:
    replaced = events["replaced"].to_numpy(np.int64)
    believed = np.where(replaced < LATEST, replaced, events["known_to"].to_numpy(np.int64))
    columns = events[["event", "by", "day", "until", "known_from"]].astype(
        {"day": "int64", "until": "int64", "known_from": "int64"}
    )
    return columns.assign(
        at=events.index, believed=believed, insurances=_insurances(events["title"])
    )


def _insurances(title: pd.Series) -> Ints:
    """Return which kinds of insurance a title names, as bits; all where it names none."""
    words = title.astype("str").fillna("")
    found = np.zeros(len(words), np.int64)
    for place, word in enumerate(_INSURANCES):
        found |= words.str.contains(word, regex=False).to_numpy(bool).astype(np.int64) << place
    return np.where(found == 0, (1 << len(_INSURANCES)) - 1, found)


def _split(events: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """Return the events of spans, once for each stretch of days with one knowledge."""
    own = events.loc[spans["at"].unique()]
    told = _told(own.assign(by=""))
    edges = pd.concat(
        [
            told[["at", "known_from"]].rename(columns={"known_from": "since"}),
            spans[["at", "since"]],
            spans[["at", "until"]].rename(columns={"until": "since"}),
        ]
    ).drop_duplicates()
    ends = told.set_index("at")["believed"]
    edges = edges[edges["since"].to_numpy() < ends.reindex(edges["at"]).to_numpy()]
    edges = edges.sort_values(["at", "since"], kind="stable", ignore_index=True)
    at, since = edges["at"].to_numpy(np.int64), edges["since"].to_numpy(np.int64)
    follows = np.append(again(at)[1:], False)[: len(at)]
    later = np.append(since[1:], LATEST)[: len(at)]
    until = np.where(follows, later, ends.reindex(at).to_numpy(np.int64))
    met = edges.assign(row=np.arange(len(edges))).merge(spans, on="at", suffixes=("", "_span"))
    covered = (met["since_span"] <= met["since"]) & (met["since"] < met["until"])
    deferred = np.isin(np.arange(len(edges)), met.loc[covered, "row"])
    made = events.loc[at].reset_index(drop=True)
    state = made["state"].astype("object")
    return made.assign(
        state=state.where(~deferred, DEFERRED),
        known_from=since,
        known_to=until,
        replaced=np.where(until < LATEST, until, LATEST),
    )
