"""Dating what holds for a while: relations and properties, by both clocks.

A row of what was said becomes one or two dated rows: what was believed while it was said, and,
once a newer delivery no longer says it, the same with its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST, effective_start
from graph.sorting import repeated, stable_order
from loaders.keeping.versions import again

Numbers = npt.NDArray[np.int64]

FIRST_DAY = np.iinfo(np.int64).min
ROOM = 128  # how many things of a node may change: group = node * ROOM + place
BOUNDS = ("valid_from", "valid_to", "known_from")
DATES = (*BOUNDS, "known_to")
_SAID = ("slot", "value", "group", "first", "last", "closed", "closed_known", "begun")
_NUMBERS = (*DATES, *_SAID, "key", "record")
_SPENT = {*_NUMBERS, "precision", "replaced"} - {"record"}  # what a dated row carries no longer


def dated(
    said: pd.DataFrame,
    changes: Changes,
    delivery_days: npt.NDArray[np.int64],
    *,
    full: bool,
    founded: pd.Series | None = None,
) -> pd.DataFrame:
    """Return the dated rows of one table's states of one kind.

    Args:
        said: `slot` (what may hold one value a day), `value` (hash of it), `group` (what its
            change records speak of), valid_from, valid_to, precision, first, last, known_from,
            known_to, closed, closed_known, begun, record (`loaders.keeping.versions`); and columns
            that are only carried.
        changes: days on which change records say that a group changed.
        delivery_days: received day of each delivery of the table.
        full: the table says all there is at each delivery.
        founded: day of founding by company code: what a register says of a company founded
            since its last delivery has held since then, unless it changed on the way.

    Returns:
        The four days (int32), `precision`, `record`, and the columns that are only carried.
    """
    if said.empty:
        return said
    work, words = _numbers(said)
    made = _of_register(work, changes, delivery_days, founded) if full else _of_notices(work)
    return _carried(said, made, words)


def _numbers(said: pd.DataFrame) -> tuple[pd.DataFrame, pd.Index]:
    """Return what dating reads, as numbers, and the words of precision that it numbers.

    A city's rows carry texts and much else through it: these are fetched once, at the end.
    """
    codes, words = pd.factorize(pd.concat([pd.Series(["day", "about"]), said["precision"]]))
    columns = {
        name: said[name].to_numpy(None if said[name].dtype.kind == "u" else np.int64)
        for name in _NUMBERS
        if name in said
    }
    work = pd.DataFrame(columns, copy=False)
    return work.assign(precision=codes[2:].astype(np.int8), at=np.arange(len(said))), words


DAY, ABOUT = 0, 1  # the first two words of precision


def _carried(said: pd.DataFrame, made: pd.DataFrame, words: pd.Index) -> pd.DataFrame:
    """Return dated rows with the columns of the rows that they were made of."""
    at = made["at"].to_numpy()
    rest = said[[name for name in said if name not in _SPENT]]
    if len(at) != len(said) or not np.array_equal(at, np.arange(len(at))):
        rest = rest.take(at)
    days = {name: made[name].to_numpy(np.int32) for name in DATES}
    precision = pd.Categorical.from_codes(made["precision"].to_numpy(), words)
    columns = {name: rest[name].array for name in rest} | days | {"precision": precision}
    return pd.DataFrame(columns, copy=False)


def _of_notices(said: pd.DataFrame) -> pd.DataFrame:
    """An append table's states: the next version of the same row replaces the earlier."""
    frame = _sorted(said, ["key", "slot", "value", "known_from", "record"])
    same = _repeats(frame, ["key", "slot", "value"]) & (
        frame["known_from"].to_numpy() == np.r_[FIRST_DAY, frame["known_to"].to_numpy()[:-1]]
    )
    begin = np.flatnonzero(~same)
    finish = np.r_[begin[1:], len(frame)] - 1
    made: pd.DataFrame = frame.iloc[begin].copy()
    made["known_to"] = frame["known_to"].to_numpy()[finish]
    return made[made["known_from"] < made["known_to"]]


def _sorted(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return a frame of numbers in the order of some columns."""
    return frame.take(stable_order(*(frame[name].to_numpy() for name in columns)))


def _of_register(
    said: pd.DataFrame,
    changes: Changes,
    delivery_days: npt.NDArray[np.int64],
    founded: pd.Series | None,
) -> pd.DataFrame:
    frame = _in_slots(said)
    replaces = _repeats(frame, ["slot"]) & (
        frame["first"].to_numpy() == np.r_[-1, frame["last"].to_numpy()[:-1] + 1]
    )
    first_day = delivery_days[frame["first"].to_numpy()]
    day_before = np.where(
        frame["first"].to_numpy() > 0,
        delivery_days[np.maximum(frame["first"].to_numpy() - 1, 0)],
        FIRST_DAY,
    )
    begun = changes.last(frame["group"].to_numpy(), first_day, frame["known_from"].to_numpy())
    if founded is not None and len(founded):
        born = founded.reindex(frame["group"] // ROOM).fillna(EARLIEST).to_numpy(np.int64)
        anew = (frame["first"].to_numpy() > 0) & (born > day_before) & (born <= first_day)
        begun = np.maximum(begun, np.where(anew, born, EARLIEST))
    start = frame["valid_from"].to_numpy(np.int64)
    stated = np.where((start == EARLIEST) | replaces, frame["begun"].to_numpy(np.int64), EARLIEST)
    begun = np.where(stated == EARLIEST, begun, stated)
    # What took another's place began after the delivery that still said the other.
    placed = np.maximum(start, begun)
    placed = np.where(replaces & (placed <= day_before), first_day, placed)
    moved = placed != start
    frame["precision"] = np.where(
        moved, np.where(placed == begun, DAY, ABOUT), frame["precision"].to_numpy()
    )
    frame["valid_from"] = placed
    follows = np.append(_repeats(frame, ["slot"])[1:], False)[: len(frame)]
    frame["next_from"] = np.where(follows, np.append(placed[1:], 0)[: len(frame)], EARLIEST)
    frame["next_known"] = np.append(frame["known_from"].to_numpy()[1:], LATEST)
    return _with_ends(frame, changes, delivery_days)


def _in_slots(said: pd.DataFrame) -> pd.DataFrame:
    """Return rows, repeats joined, in the order of their deliveries within each slot.

    Most slots of a city hold one row: only the others need to be put in order.
    """
    shared = repeated(said["slot"].to_numpy())
    if not shared.any():
        return said
    ordered = _sorted(_joined(said[shared]), ["slot", "first", "record"])
    return pd.concat([said[~shared], ordered], ignore_index=True)


def _with_ends(
    frame: pd.DataFrame, changes: Changes, delivery_days: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Split each row that a newer delivery no longer says into believed-open and ended."""
    closed, known = (frame[c].to_numpy(np.int64) for c in ("closed", "closed_known"))
    ended = closed != LATEST
    open_rows = frame.assign(known_to=known)
    after = frame[ended].copy()
    day, known = closed[ended], known[ended]
    said_last = delivery_days[after["last"].to_numpy()]
    # Of several changes since it was last said, the first ended it: what stood between was
    # never in a register.
    change = changes.next(after["group"].to_numpy(), said_last, known)
    day = np.where(change <= day, change, day)
    stop = np.minimum(after["valid_to"].to_numpy(np.int64), day)
    # A row that was mended only later had ended before anybody knew of it.
    after["known_from"] = np.maximum(known, after["known_from"])
    # What is said again later, as having begun before it was thought to end, never ended.
    went_on = (after["next_from"] != EARLIEST) & (after["next_from"] < stop)
    after["known_to"] = np.where(went_on, after["next_known"], LATEST)
    after["valid_to"] = stop
    after = after[(after["valid_from"] == EARLIEST) | (after["valid_from"] < after["valid_to"])]
    # Nobody stated its start: it held from the day it was first witnessed.
    unstated = after["valid_from"] == EARLIEST
    witnessed = frame.loc[after.index, "known_from"].to_numpy()
    witnessed = np.minimum(witnessed, after["valid_to"].to_numpy() - 1)
    after["precision"] = np.where(unstated, ABOUT, after["precision"].to_numpy())
    after["valid_from"] = np.where(unstated, witnessed, after["valid_from"].to_numpy())
    kept = open_rows[open_rows["known_from"] < open_rows["known_to"]]
    if after.empty:
        return kept
    both: pd.DataFrame = pd.concat([kept, after], ignore_index=True)
    return both


def _joined(said: pd.DataFrame) -> pd.DataFrame:
    """Join what consecutive deliveries repeat, though its row may have changed elsewhere."""
    frame = _sorted(said, ["slot", "value", "first", "record"])
    same = _repeats(frame, ["slot", "value"])
    first, last = (frame[c].to_numpy(np.int64) for c in ("first", "last"))
    # Two rows of one delivery may say the same: what counts is how far any of them reached.
    reached = pd.Series(last).groupby(np.cumsum(~same)).cummax().to_numpy()
    goes_on = same & (first <= np.r_[-2, reached[:-1]] + 1)
    begin = np.flatnonzero(~goes_on)
    made: pd.DataFrame = frame.iloc[begin].copy()
    for column in ("last", "closed", "closed_known"):
        made[column] = np.maximum.reduceat(frame[column].to_numpy(np.int64), begin)
    made["known_from"] = np.minimum.reduceat(frame["known_from"].to_numpy(np.int64), begin)
    return made


def _repeats(frame: pd.DataFrame, columns: list[str]) -> npt.NDArray[np.bool_]:
    same = np.ones(len(frame), bool)
    for column in columns:
        same &= again(frame[column].to_numpy())
    return same


class Changes:
    """Days on which change records say that groups changed, in the order in which they are asked.

    Args:
        changes: `group`, `day`, `known`.
    """

    def __init__(self, changes: pd.DataFrame) -> None:
        self._frame = changes
        places = changes["group"].to_numpy(np.int64) % ROOM
        self._moves = np.bincount(places, minlength=ROOM) > 0

    def last(self, group: Numbers, day: Numbers, known: Numbers) -> Numbers:
        """Return the last day up to `day` on which a group changed, as known; EARLIEST: none."""
        return self._nearest(group, day, known, self._backward, EARLIEST)

    def next(self, group: Numbers, after: Numbers, known: Numbers) -> Numbers:
        """Return the first day past `after` on which a group changed, as known; LATEST: none."""
        return self._nearest(group, after + 1, known, self._forward, LATEST)

    @cached_property
    def _backward(self) -> Ordered:
        return Ordered.of(
            self._frame.sort_values(["day", "known"], ascending=[True, False], kind="stable")
        )

    @cached_property
    def _forward(self) -> Ordered:
        return Ordered.of(self._frame.sort_values(["day", "known"], kind="stable"))

    def _nearest(
        self, group: Numbers, day: Numbers, known: Numbers, told: Ordered, missing: int
    ) -> Numbers:
        """Return the nearest day on which a group changed, passing over what was not known yet."""
        found = np.full(len(group), missing, np.int64)
        # Of most things nothing tells a change: their groups need not be looked for.
        asking = np.flatnonzero(self._moves[group % ROOM])
        if not len(asking):
            return found
        backward = told is self._backward
        place = np.searchsorted(told.groups, group[asking])
        place = np.minimum(place, len(told.groups) - 1)
        there = told.groups[place] == group[asking]
        asking, held = asking[there], place[there]
        day, known = day[asking].astype(np.int64), known[asking]
        while len(asking):
            wanted = held * told.span + np.clip(day - told.first, 0, told.span - 1)
            at = np.searchsorted(told.place, wanted, "right" if backward else "left")
            at = at - 1 if backward else at
            met = np.clip(at, 0, len(told.place) - 1)
            there = (at == met) & (told.place[met] // told.span == held)
            asking, held, known, met = asking[there], held[there], known[there], met[there]
            usable = told.known[met] <= known
            found[asking[usable]] = told.day[met[usable]]
            rest = ~usable
            asking, held, known = asking[rest], held[rest], known[rest]
            day = told.day[met[rest]] + (-1 if backward else 1)
        return found


@dataclass(frozen=True)
class Ordered:
    """Changes by group and day.

    Attributes:
        groups: each once, in rising order.
        place: place of its group times `span`, and the day counted from `first`; rising.
        day, known: of each change.
    """

    groups: Numbers
    place: Numbers
    day: Numbers
    known: Numbers
    first: int
    span: int

    @classmethod
    def of(cls, told: pd.DataFrame) -> Ordered:
        """Return changes ordered by group and day, and within one day as they stand."""
        day = told["day"].to_numpy(np.int64)
        first = int(day.min()) - 1 if len(day) else 0
        span = int(day.max()) - first + 2 if len(day) else 1
        groups, of = np.unique(told["group"].to_numpy(np.int64), return_inverse=True)
        place = of * span + (day - first)
        order = stable_order(place)
        known = told["known"].to_numpy(np.int64)
        return cls(groups, place[order], day[order], known[order], first, span)


def succeeded(edges: pd.DataFrame, group: str) -> pd.DataFrame:
    """End, of edges of which one holds at a time, each at the start of the next holder's.

    An edge stays believed open until a successor became known, and is then believed as ended;
    should the successor no longer be believed, it is open again.
    """
    frame = edges.reset_index(drop=True)
    frame["start"] = effective_start(*(frame[c].to_numpy(np.int64) for c in BOUNDS))
    pairs = _successions(frame, group)
    whole = frame[~frame.index.isin(pairs["at"])]
    cut = _segments(frame, pairs)
    return pd.concat([whole, cut], ignore_index=True).drop(columns="start")


def _successions(frame: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return which edge (`at`) ends where another begins (`end`), as known from when to when."""
    columns = [group, "src", "start", "valid_to", "known_from", "known_to"]
    holders = frame.groupby(group)["src"].transform("nunique")
    one = frame.loc[holders > 1, columns].reset_index(names="at")
    pairs = one.merge(one[[group, "src", "start", "known_from", "known_to"]], on=group)
    pairs = pairs[
        (pairs["src_x"] != pairs["src_y"])
        & (pairs["start_y"] > pairs["start_x"])
        & (pairs["start_y"] < pairs["valid_to"])
    ]
    since = np.maximum(pairs["known_from_x"], pairs["known_from_y"])
    until = np.minimum(pairs["known_to_x"], pairs["known_to_y"])
    found = pd.DataFrame(
        {"at": pairs["at"], "end": pairs["start_y"], "since": since, "until": until}
    )
    return found[found["since"] < found["until"]]


def _segments(frame: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the edges that have successors, once for each span of days with one knowledge."""
    own = frame.loc[pairs["at"].unique(), ["known_from", "known_to"]]
    turns = [
        own["known_from"].rename("since").rename_axis("at").reset_index(),
        pairs[["at", "since"]],
        pairs[["at", "until"]].rename(columns={"until": "since"}),
    ]
    spans = pd.concat(turns).drop_duplicates().sort_values(["at", "since"], kind="stable")
    spans = spans[spans["since"].to_numpy() < own["known_to"].reindex(spans["at"]).to_numpy()]
    met = spans.merge(pairs, on="at", suffixes=("", "_pair"))
    met = met[(met["since_pair"] <= met["since"]) & (met["since"] < met["until"])]
    ends = met.groupby(["at", "since"], as_index=False)["end"].min()
    spans = spans.merge(ends, on=["at", "since"], how="left").fillna({"end": LATEST})
    spans = spans[~_repeats(spans, ["at", "end"])].astype("int64")
    follows = np.append(again(spans["at"].to_numpy())[1:], False)[: len(spans)]
    until = np.append(spans["since"].to_numpy()[1:], LATEST)[: len(spans)]
    made: pd.DataFrame = frame.loc[spans["at"]].reset_index(drop=True)
    stated = (made["valid_from"] != EARLIEST).to_numpy()
    first = ~again(spans["at"].to_numpy()) & (spans["end"] == LATEST).to_numpy()
    made["precision"] = made["precision"].where(stated | first, "about")
    made["valid_from"] = made["valid_from"].where(first, made["start"])
    made["valid_to"] = np.minimum(made["valid_to"], spans["end"].to_numpy())
    made["known_from"] = spans["since"].to_numpy()
    made["known_to"] = np.where(follows, until, made["known_to"])
    return made
