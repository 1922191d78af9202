"""Dating what holds for a while: relations and properties, by both clocks.

A row of what was said becomes one or two dated rows: what was believed while it was said, and,
once a newer delivery no longer says it, the same with its end.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST, effective_start

FIRST_DAY = np.iinfo(np.int64).min
ROOM = 64  # how many things of a node may change: group = node * ROOM + place
BOUNDS = ("valid_from", "valid_to", "known_from")


def dated(
    said: pd.DataFrame,
    changes: pd.DataFrame,
    delivery_days: npt.NDArray[np.int64],
    *,
    full: bool,
    founded: pd.Series | None = None,
) -> pd.DataFrame:
    """Return the dated rows of one table's states of one kind.

    Args:
        said: `slot` (what may hold one value a day), `value` (hash of it), `group` (what its
            change records speak of), valid_from, valid_to, precision, first, last, known_from,
            known_to, closed, record; and columns that are only carried.
        changes: `group`, `day`, `known`: days on which change records say that a group changed.
        delivery_days: received day of each delivery of the table.
        full: the table says all there is at each delivery.
        founded: day of founding by company code: what a register says of a company founded
            since its last delivery has held since then, unless it changed on the way.
    """
    if said.empty:
        return said
    if not full:
        return _of_notices(said)
    return _of_register(said, changes, delivery_days, founded)


def _of_notices(said: pd.DataFrame) -> pd.DataFrame:
    """An append table's states: the next version of the same row replaces the earlier."""
    frame = said.sort_values(["key", "slot", "value", "known_from", "record"], kind="stable")
    same = _repeats(frame, ["key", "slot", "value"]) & (
        frame["known_from"].to_numpy() == np.r_[FIRST_DAY, frame["known_to"].to_numpy()[:-1]]
    )
    begin = np.flatnonzero(~same)
    finish = np.r_[begin[1:], len(frame)] - 1
    made = frame.iloc[begin].copy()
    made["known_to"] = frame["known_to"].to_numpy()[finish]
    return made[made["known_from"] < made["known_to"]]


def _of_register(
    said: pd.DataFrame,
    changes: pd.DataFrame,
    delivery_days: npt.NDArray[np.int64],
    founded: pd.Series | None,
) -> pd.DataFrame:
    frame = _joined(said)
    frame = frame.sort_values(["slot", "first", "record"], kind="stable").reset_index(drop=True)
    replaces = _repeats(frame, ["slot"]) & (
        frame["first"].to_numpy() == np.r_[-1, frame["last"].to_numpy()[:-1] + 1]
    )
    first_day = delivery_days[frame["first"].to_numpy()]
    day_before = np.where(
        frame["first"].to_numpy() > 0,
        delivery_days[np.maximum(frame["first"].to_numpy() - 1, 0)],
        FIRST_DAY,
    )
    begun = last_change(
        frame["group"].to_numpy(), first_day, frame["known_from"].to_numpy(), changes
    )
    if founded is not None and len(founded):
        born = founded.reindex(frame["group"] // ROOM).fillna(EARLIEST).to_numpy(np.int64)
        anew = (frame["first"].to_numpy() > 0) & (born > day_before) & (born <= first_day)
        begun = np.maximum(begun, np.where(anew, born, EARLIEST))
    start = frame["valid_from"].to_numpy(np.int64)
    # What took another's place began after the delivery that still said the other.
    placed = np.maximum(start, begun)
    placed = np.where(replaces & (placed <= day_before), first_day, placed)
    moved = placed != start
    frame["precision"] = np.where(
        moved, np.where(placed == begun, "day", "about"), frame["precision"].to_numpy(object)
    )
    frame["valid_from"] = placed
    return _with_ends(frame, changes, delivery_days)


def _with_ends(
    frame: pd.DataFrame, changes: pd.DataFrame, delivery_days: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Split each row that a newer delivery no longer says into believed-open and ended."""
    closed = frame["closed"].to_numpy(np.int64)
    ended = closed != LATEST
    open_rows = frame.copy()
    open_rows["known_to"] = closed
    after = frame[ended].copy()
    day = closed[ended]
    said_last = delivery_days[after["last"].to_numpy()]
    # Of several changes since it was last said, the first ended it: what stood between was
    # never in a register.
    change = next_change(after["group"].to_numpy(), said_last, day, changes)
    day = np.where(change <= day, change, day)
    stop = np.minimum(after["valid_to"].to_numpy(np.int64), day)
    after["known_from"] = closed[ended]
    after["known_to"] = LATEST
    after["valid_to"] = stop
    after = after[(after["valid_from"] == EARLIEST) | (after["valid_from"] < after["valid_to"])]
    # Nobody stated its start: it held from the day it was first witnessed.
    unstated = after["valid_from"] == EARLIEST
    witnessed = frame.loc[after.index, "known_from"].to_numpy()
    witnessed = np.minimum(witnessed, after["valid_to"].to_numpy() - 1)
    after["precision"] = np.where(unstated, "about", after["precision"].to_numpy(object))
    after["valid_from"] = np.where(unstated, witnessed, after["valid_from"].to_numpy())
    kept = open_rows[open_rows["known_from"] < open_rows["known_to"]]
    return pd.concat([kept, after], ignore_index=True)


def _joined(said: pd.DataFrame) -> pd.DataFrame:
    """Join what consecutive deliveries repeat, though its row may have changed elsewhere."""
    frame = said.sort_values(["slot", "value", "first", "record"], kind="stable")
    last = frame["last"].to_numpy()
    goes_on = _repeats(frame, ["slot", "value"]) & (
        frame["first"].to_numpy() <= np.r_[-2, last[:-1]] + 1
    )
    begin = np.flatnonzero(~goes_on)
    run = np.cumsum(~goes_on) - 1
    made = frame.iloc[begin].copy()
    made["last"] = pd.Series(last).groupby(run).max().to_numpy()
    made["closed"] = pd.Series(frame["closed"].to_numpy()).groupby(run).max().to_numpy()
    return made


def _repeats(frame: pd.DataFrame, columns: list[str]) -> npt.NDArray[np.bool_]:
    same = np.ones(len(frame), bool)
    for column in columns:
        values = frame[column].to_numpy()
        same &= np.r_[False, values[1:] == values[:-1]]
    return same


def last_change(
    group: npt.NDArray[np.int64],
    day: npt.NDArray[np.int64],
    known: npt.NDArray[np.int64],
    changes: pd.DataFrame,
) -> npt.NDArray[np.int64]:
    """Return the last day up to `day` on which a group changed, as known; EARLIEST: none."""
    found = np.full(len(group), EARLIEST, np.int64)
    if changes.empty or not len(group):
        return found
    asked = pd.DataFrame({"group": group, "day": day, "known": known, "at": np.arange(len(group))})
    asked = asked.sort_values("day", kind="stable")
    told = changes.assign(change=changes["day"], told=changes["known"]).drop(columns="known")
    told = told.sort_values("day", kind="stable")
    joined = pd.merge_asof(asked, told, on="day", by="group", direction="backward")
    usable = (joined["told"] <= joined["known"]).to_numpy()
    found[joined["at"].to_numpy()[usable]] = joined["change"].to_numpy()[usable].astype(np.int64)
    return found


def next_change(
    group: npt.NDArray[np.int64],
    after: npt.NDArray[np.int64],
    known: npt.NDArray[np.int64],
    changes: pd.DataFrame,
) -> npt.NDArray[np.int64]:
    """Return the first day past `after` on which a group changed, as known; LATEST: none."""
    found = np.full(len(group), LATEST, np.int64)
    if changes.empty or not len(group):
        return found
    day = after + 1
    asked = pd.DataFrame({"group": group, "day": day, "known": known, "at": np.arange(len(group))})
    told = changes.assign(change=changes["day"], told=changes["known"]).drop(columns="known")
    joined = pd.merge_asof(
        asked.sort_values("day", kind="stable"),
        told.sort_values("day", kind="stable"),
        on="day",
        by="group",
        direction="forward",
    )
    usable = (joined["told"] <= joined["known"]).to_numpy()
    found[joined["at"].to_numpy()[usable]] = joined["change"].to_numpy()[usable].astype(np.int64)
    return found


def succeeded(edges: pd.DataFrame, group: str) -> pd.DataFrame:
    """End, of edges of which one holds at a time, each at the start of the next holder's.

    Only what is still believed is touched: it stays believed open until the successor became
    known, and from then on as ended.
    """
    believed = edges["known_to"].to_numpy() == LATEST
    frame = edges[believed].copy()
    start = effective_start(*(frame[c].to_numpy(np.int64) for c in BOUNDS))
    frame = frame.assign(start=start).sort_values([group, "start", "known_from"], kind="stable")
    # The next row of another holder, in the same group.
    holder, place = frame["src"].to_numpy(), frame[group].to_numpy()
    turn = np.r_[True, (place[1:] != place[:-1]) | (holder[1:] != holder[:-1])]
    run = np.cumsum(turn) - 1
    run_start = frame["start"].to_numpy()[turn]
    run_known = frame["known_from"].to_numpy()[turn]
    run_place = place[turn]
    follows = np.r_[run_place[1:] == run_place[:-1], False]
    next_start = np.where(follows, np.r_[run_start[1:], LATEST], LATEST)[run]
    next_known = np.where(follows, np.r_[run_known[1:], LATEST], LATEST)[run]
    over = (next_start < frame["valid_to"].to_numpy()) & (next_start > frame["start"].to_numpy())
    learnt = np.maximum(next_known, frame["known_from"].to_numpy())
    ended = frame[over].assign(valid_to=next_start[over], known_from=learnt[over])
    ended["valid_from"] = frame["start"].to_numpy()[over]
    frame["known_to"] = np.where(over, learnt, LATEST)
    kept = frame[frame["known_from"] < frame["known_to"]]
    joined = pd.concat([edges[~believed], kept, ended], ignore_index=True)
    return joined.drop(columns="start")
