"""Readings above a limit, by runs of successive hours: one event a run.

Only the hours above the limit are looked at, which are few. Hours of one sensor that follow each
other make a cluster; within a cluster, runs are found anew for each day on which something of it
became known or was corrected, so that a run that a late delivery lengthens or joins to another is
a corrected version of the event that begins with its first hour.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST, calendar_day
from loaders.drafting.rows import NOBODY, Said, Values
from loaders.keeping.versions import again, hashed
from loaders.table import Exceedance

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def told(said: Said, fact: Exceedance, place: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the events of runs above a limit, and who took part, as `loaders.drafting.events`."""
    over, limit = _over(said, fact)
    runs = _runs(_known(over), over, fact.hours)
    at = over["at"].to_numpy(np.int64)[runs["first"].to_numpy(np.int64)]
    made = said.rows.iloc[at][["key", "record"]].reset_index(drop=True)
    made["known_from"], made["known_to"] = runs["since"].to_numpy(), runs["until"].to_numpy()
    made["replaced"] = LATEST
    made["day"], made["precision"] = runs["start"].to_numpy() // 24, "day"
    made["until"], made["published_on"] = LATEST, EARLIEST
    made["kind"], made["amount"], made["state"] = fact.kind, np.nan, None
    measured = said.values(fact.measured_field)[at]
    made["title"] = _titles(fact, runs, limit[at], measured)
    for name in ("number", "authority"):
        made[name] = np.asarray(said.values(getattr(fact, name)), object)[at]
    made["source"] = pd.Categorical.from_codes(
        np.zeros(len(made), np.int8), pd.Index([said.table.name])
    )
    name = f"{fact.kind}/{place}/{said.table.name}"
    sensor = over["sensor"].to_numpy()[runs["first"].to_numpy(np.int64)]
    start = pd.DataFrame({"sensor": sensor, "start": runs["start"].to_numpy(), "name": name})
    made["event"] = hashed(start, ["sensor", "start", "name"])
    return made, _parties(said, fact, made, at)


def _over(said: Said, fact: Exceedance) -> tuple[pd.DataFrame, Floats]:
    """Return the hours above the limit (`at`: which row) by sensor, and each row's limit."""
    value = pd.to_numeric(said.rows[fact.value]).to_numpy(np.float64, na_value=np.nan)
    hour = pd.to_numeric(said.rows[fact.hour]).fillna(-1).to_numpy(np.int64)
    limit = np.full(len(value), np.nan if fact.limit is None else fact.limit)
    if fact.limit_field is not None:
        own = pd.to_numeric(said.rows[fact.limit_field]).to_numpy(np.float64, na_value=np.nan)
        limit = np.where(np.isnan(own), limit, own)
    somebody = np.zeros(len(value), bool)
    for party in fact.parties:
        somebody |= said.parties[party] != NOBODY
    at = np.flatnonzero(said.where(fact.when) & (value > limit) & (hour >= 0) & somebody)
    rows = said.rows.iloc[at]
    found = pd.DataFrame(
        {
            "sensor": hashed(rows, list(fact.sensor)),
            "hour": hour[at],
            "at": at,
            "value": value[at],
            "since": rows["known_from"].to_numpy(np.int64),
            "until": np.minimum(
                rows["known_to"].to_numpy(np.int64), rows["replaced"].to_numpy(np.int64)
            ),
        }
    )
    found = found[found["since"] < found["until"]]
    return found.sort_values(["sensor", "hour", "at"], kind="stable", ignore_index=True), limit


def _known(over: pd.DataFrame) -> pd.DataFrame:
    """Return which hours (`row` of `over`) of a cluster are known `since` a day `until` another."""
    hour = over["hour"].to_numpy(np.int64)
    goes_on = again(over["sensor"].to_numpy()) & (np.diff(hour, prepend=hour[:1]) <= 1)
    cluster = np.cumsum(~goes_on)
    bounds = over[["since", "until"]].assign(cluster=cluster, row=np.arange(len(over)))
    turns = bounds.melt("cluster", ["since", "until"], value_name="turn")[["cluster", "turn"]]
    turns = turns[turns["turn"] != LATEST].drop_duplicates()
    turns = turns.sort_values(["cluster", "turn"], kind="stable")
    turn, of = turns["turn"].to_numpy(np.int64), turns["cluster"].to_numpy()
    follows = np.append(again(of)[1:], False)[: len(of)]
    turns["turn_end"] = np.where(follows, np.append(turn[1:], LATEST)[: len(turn)], LATEST)
    found = turns.merge(bounds, on="cluster")
    found = found[(found["since"] <= found["turn"]) & (found["turn"] < found["until"])]
    found = found[["cluster", "turn", "turn_end", "row"]]
    found = found.sort_values(["cluster", "turn", "row"], kind="stable", ignore_index=True)
    # Two rows may tell one hour, where the key is not the hour: it counts once.
    hours = hour[found["row"].to_numpy(np.int64)]
    twin = again(found["cluster"].to_numpy()) & again(found["turn"].to_numpy()) & again(hours)
    return found[~twin].reset_index(drop=True)


def _runs(known: pd.DataFrame, over: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return the runs of each turn: their first row, first and last hour, how many, the most."""
    row = known["row"].to_numpy(np.int64)
    hour, value = over["hour"].to_numpy(np.int64)[row], over["value"].to_numpy(np.float64)[row]
    goes_on = again(known["cluster"].to_numpy()) & again(known["turn"].to_numpy())
    goes_on &= np.diff(hour, prepend=hour[:1]) == 1
    begin = np.flatnonzero(~goes_on)
    finish = np.r_[begin[1:], len(row)].astype(np.int64)[: len(begin)] - 1
    found = pd.DataFrame(
        {
            "first": row[begin],
            "start": hour[begin],
            "end": hour[finish],
            "count": finish - begin + 1,
            "most": np.maximum.reduceat(value, begin) if len(begin) else value[:0],
            "since": known["turn"].to_numpy(np.int64)[begin],
            "until": known["turn_end"].to_numpy(np.int64)[begin],
        }
    )
    return found[found["count"] >= least].reset_index(drop=True)


def _titles(fact: Exceedance, runs: pd.DataFrame, limit: Floats, measured: Values) -> list[str]:
    words = [fact.measured if pd.isna(what) else what for what in measured]
    return [
        f"{word}连续{count}小时超过{bound:g}{fact.unit}，最高{most:g}"
        f"（{_clock(start)}至{_clock(end + 1)}）"
        for word, count, bound, most, start, end in zip(
            words,
            runs["count"].tolist(),
            limit.tolist(),
            runs["most"].tolist(),
            runs["start"].tolist(),
            runs["end"].tolist(),
            strict=True,
        )
    ]


def _clock(hour: int) -> str:
    return f"{calendar_day(hour // 24)} {hour % 24:02}:00"


def _parties(said: Said, fact: Exceedance, made: pd.DataFrame, at: Ints) -> pd.DataFrame:
    parts = []
    for party, role in fact.parties.items():
        code = said.parties[party][at]
        part = pd.DataFrame(
            {
                "event": made["event"],
                "party": code,
                "role": role,
                "begin": made["known_from"],
                "end": made["known_to"],
                "record": made["record"],
                "source": made["source"],
            }
        )
        parts.append(part[code != NOBODY])
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return found
