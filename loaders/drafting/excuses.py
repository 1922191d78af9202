"""Arrears during a lawful deferral are no arrears: they are marked, from the day both are known.

`graph.kinds` names, of a kind, the one that excuses it. An event is excused where one of that kind
of the same party was in force when it began and speaks of the same insurance (or of all). What
goes on when the deferral has run out is an event of its own from that day.

**Source:** 住房公积金管理条例 art. 20 (缓缴); 社会保险费申报缴纳管理规定 (缓缴协议).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import LATEST
from graph.kinds import KINDS
from loaders.keeping.versions import again, hashed

DEFERRED = "deferred"
_INSURANCES = ("养老", "医疗", "失业", "工伤", "生育")

Ints = npt.NDArray[np.int64]


def excused(events: pd.DataFrame, parties: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return events and who took part, with `state` deferred for as long as that is known.

    Args:
        events, parties: what tables say, of `loaders.drafting.events.told`.
    """
    kind = events["kind"].astype("object")
    excuse = kind.map({k.code: k.excused_by for k in KINDS.values() if k.excused_by})
    owed = events[excuse.notna().to_numpy()]
    granted = events[kind.isin(set(excuse.dropna())).to_numpy()]
    if not len(owed) or not len(granted):
        return events, parties
    spans = _spans(owed.assign(by=excuse[owed.index]), granted.assign(by=granted["kind"]), parties)
    if not len(spans):
        return events, parties
    whole = events[~events.index.isin(spans["at"])]
    split = _split(events, spans)
    rest = _rest(split)
    plain = split.drop(columns=["stop", "whole_until", "said"])
    made = pd.concat([whole, plain, rest.drop(columns="of")])
    took = parties.merge(rest[["of", "event"]].drop_duplicates(), left_on="event", right_on="of")
    took = took.assign(event=took["event_y"])[list(parties)]
    return made.reset_index(drop=True), pd.concat([parties, took], ignore_index=True)


def _spans(owed: pd.DataFrame, granted: pd.DataFrame, parties: pd.DataFrame) -> pd.DataFrame:
    """Return which event (`at`) is excused up to a day (`stop`), as known `since` .. `until`."""
    of = parties[["event", "party"]].drop_duplicates()
    left = _told(owed).merge(of, on="event")
    right = _told(granted).drop(columns="at").merge(of, on="event").drop(columns="event")
    pairs = left.merge(right, on=["party", "by"], suffixes=("", "_deferral"))
    pairs = pairs[
        (pairs["day_deferral"] <= pairs["day"])
        & (pairs["day"] < pairs["until_deferral"])
        & (pairs["insurances"] & ~pairs["insurances_deferral"] == 0)
    ]
    found = pd.DataFrame(
        {
            "at": pairs["at"],
            "since": np.maximum(pairs["known_from"], pairs["known_from_deferral"]),
            "until": np.minimum(pairs["believed"], pairs["believed_deferral"]),
            "stop": pairs["until_deferral"].where(pairs["until"] > pairs["until_deferral"], LATEST),
        }
    )
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
    known_to = np.where(follows, later, ends.reindex(at).to_numpy(np.int64))
    met = edges.assign(row=np.arange(len(edges))).merge(spans, on="at", suffixes=("", "_span"))
    met = met[(met["since_span"] <= met["since"]) & (met["since"] < met["until"])]
    found = met.groupby("row")["stop"].max().reindex(np.arange(len(edges)))
    deferred = found.notna().to_numpy()
    stop = found.fillna(LATEST).to_numpy(np.int64)
    made = events.loc[at].reset_index(drop=True)
    last = made["until"].to_numpy(np.int64)
    state = made["state"].astype("object")
    return made.assign(
        state=state.where(~deferred, DEFERRED),
        until=np.minimum(last, stop),
        known_from=since,
        known_to=known_to,
        replaced=known_to,
        stop=stop,
        whole_until=last,
        said=state,
    )


def _rest(split: pd.DataFrame) -> pd.DataFrame:
    """Return what went on after a deferral had run out, as events of their own (`of` which)."""
    made = split[split["stop"] < LATEST].copy()
    made["of"] = made["event"]
    made["event"] = hashed(made.assign(_after="after"), ["event", "_after"])
    made["day"], made["until"], made["state"] = made["stop"], made["whole_until"], made["said"]
    made["precision"] = "day"
    return made.drop(columns=["stop", "whole_until", "said"])
