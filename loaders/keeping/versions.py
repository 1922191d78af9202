"""From the rows of all deliveries of a table to versions: what was said, and known from when.

A `full` table says all there is at each delivery, so a version lasts over the deliveries that
repeat it. A table of `changes` says what begins and what ends. An `append` table corrects by
key: a later row with the key and other content is
the next version. Rows without a declared key are never thought repeats.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, LATEST, filled
from graph.sorting import repeated, stable_order
from loaders.table import Series, Table

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

CARRIED = (
    *("first", "last", "known_from", "known_to"),
    *("closed", "closed_known", "begun", "replaced", "key"),
)
"""What a version carries beside its fields, for those who date what it says."""


def hashed(frame: pd.DataFrame, columns: list[str]) -> Hashes:
    """Return one number for the content of some columns, row by row.

    A number counts by its value: a column of whole numbers becomes one of floats as soon as one
    cell of it is empty, and ids made of the number must not change with that.
    """
    if not columns:
        return np.zeros(len(frame), np.uint64)
    plain = {name: _plain(frame[name]) for name in dict.fromkeys(columns)}
    found = pd.util.hash_pandas_object(pd.DataFrame(plain, copy=False), index=False)
    return np.asarray(found, np.uint64)


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.astype("float64") if column.dtype.kind in "if" else column


def fields_of(frame: pd.DataFrame) -> list[str]:
    """Return the typed fields of a table's rows (not where they stood, nor how)."""
    return [c for c in frame.columns if not c.startswith(("_", "src:")) and c != "record"]


def _content(rows: pd.DataFrame, said: list[str], key: Hashes) -> Hashes:
    """Return what tells a row from the others of its key; nought where it has no other."""
    found = np.zeros(len(rows), np.uint64)
    shared = np.flatnonzero(repeated(key))
    if len(shared):
        found[shared] = hashed(rows[said].take(shared), said)
    return found


_TOLD_BY = (
    "_order",
    "_known",
    "_row",
    "_origin",
    "_delivery",
    "_bytes",
    "_line",
    "_file",
    "record",
)
"""What versions are told by, beside key and content; fields come to them at the end."""


def only_series(table: Table) -> bool:
    """Return whether a table tells nothing but months, of which none adds to another."""
    return bool(table.facts) and all(isinstance(f, Series) and not f.summed for f in table.facts)


def row_versions(
    table: Table,
    rows: pd.DataFrame,
    delivery_days: npt.NDArray[np.int64],
    kept: frozenset[str] | None = None,
) -> pd.DataFrame:
    """Return the versions of a table's rows.

    Args:
        rows: typed rows of all deliveries, with `_order` (place of the delivery among the
            table's own, oldest first), `_known`, `_delivery`, `_row`, `record`; `_row` and
            `record` are below 0 where a register's row was refused and only its key is known.
        delivery_days: received day of each delivery of the table, by `_order`.
        kept: the fields that are wanted of the versions; None: all.

    Returns:
        The rows that begin a version, in the order in which they came, with `key` (hash),
        `revision` (0, 1 ...), `first` and `last` (places of deliveries), `known_from`, `known_to`
        (LATEST: still believed),
        `closed` (full tables: day of the first delivery that no longer says it; changes: day
        from which it was deleted or updated; LATEST: none), `closed_known` (day on which that
        was known), `begun` (changes: day from which it holds; EARLIEST: nobody said) and
        `replaced` (day on which the next version of its key was known; LATEST: none).
    """
    if only_series(table):
        return _as_they_came(rows, rows.index.to_numpy(np.uint64))
    marks = {table.mark, table.marked_on, f"{table.marked_on}_precision"}
    said = [name for name in fields_of(rows) if name not in marks]
    keyed = [c for c in table.key if c in rows.columns]
    key = hashed(rows, keyed or said)
    content = _content(rows, said, key) if keyed else key
    frame = rows[[name for name in rows if name in _TOLD_BY or name in marks]]
    frame = frame.assign(_content=content, key=key, _at=np.arange(len(rows)))
    made = _versions(table, frame, delivery_days, keyed=bool(keyed))
    if not (made["_at"].to_numpy()[1:] > made["_at"].to_numpy()[:-1]).all():
        # As they stood: then what else they say need hardly ever be moved.
        made = made.take(stable_order(made["_at"].to_numpy())).reset_index(drop=True)
    at = made.pop("_at").to_numpy()
    rest = rows[[c for c in rows if c not in made and (kept is None or c in kept)]]
    if not np.array_equal(at, np.arange(len(rest))):
        rest = rest.take(at)
    return made.assign(**{str(name): rest[name].array for name in rest})


def _versions(
    table: Table, frame: pd.DataFrame, delivery_days: npt.NDArray[np.int64], *, keyed: bool
) -> pd.DataFrame:
    if table.kind == "full":
        return _full_versions(frame, delivery_days)
    if table.kind == "changes":
        return _change_versions(table, frame, delivery_days)
    if keyed:
        return _append_versions(frame, delivery_days)
    if "_bytes" in frame:
        return _as_they_came(frame, hashed(frame, ["_bytes", "_line"]))
    came = frame.assign(_came=_came_in(frame))
    return _as_they_came(frame, hashed(came, ["_came", "_file", "_line"]))


def _as_they_came(frame: pd.DataFrame, key: Hashes) -> pd.DataFrame:
    """Return rows of which none is thought to repeat or correct another.

    Months of series are told apart by what they measure, in `loaders.drafting.facts`.
    """
    first, count = frame["_order"].array, len(frame)
    never = np.broadcast_to(np.int64(LATEST), count)
    made = {
        "key": key,
        "revision": np.broadcast_to(np.int8(0), count),
        "first": first,
        "last": first,
        "known_from": frame["_known"].array,
        "known_to": never,
        "closed": never,
        "closed_known": never,
        "begun": np.broadcast_to(np.int64(EARLIEST), count),
        "replaced": never,
    }
    # A city's months are many: columns are shared, not copied.
    return pd.DataFrame({name: frame[name].array for name in frame} | made, copy=False)


def again(values: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    """Return which values are those that stand just before them."""
    found = np.zeros(len(values), bool)
    found[1:] = values[1:] == values[:-1]
    return found


def _came_in(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return the delivery in which each row stood first, mended or not."""
    if "_origin" not in frame:
        return frame["_delivery"]
    return frame["_origin"].where(frame["_origin"].notna(), frame["_delivery"])


def _full_versions(frame: pd.DataFrame, delivery_days: npt.NDArray[np.int64]) -> pd.DataFrame:
    frame = frame.sort_values(["key", "_order", "record"], kind="stable")
    frame, mended = _kept_open(frame)
    key, content = frame["key"].to_numpy(), frame["_content"].to_numpy()
    order = frame["_order"].to_numpy(np.int64)
    same_key = again(key)
    follows = same_key & again(order - np.arange(len(order)))
    begin = np.flatnonzero(~(follows & again(content)))
    finish = np.r_[begin[1:], len(frame)] - 1
    from_row = _known_first(frame["_known"].to_numpy(np.int64), begin)
    made = frame.iloc[from_row].copy()
    last = order[finish] if len(frame) else order
    known = made["_known"].to_numpy(np.int64)
    first = order[from_row]
    # A row that a register says anew, with the old publication day, was not known that early.
    before = np.where(first > 0, delivery_days[np.maximum(first - 1, 0)], np.iinfo(np.int64).min)
    known = np.where(same_key[begin] & (known <= before), delivery_days[first], known)
    closed = np.append(delivery_days, LATEST)[last + 1]
    closed_known = closed.copy()
    # What took the place of a refused row, once it was mended, closed what stood there before.
    by = np.append(follows & mended, False)[finish + 1] if len(frame) else mended
    closed_known[by] = np.maximum(closed, np.append(known[1:], LATEST)[: len(known)])[by]
    made["revision"] = made.groupby("key").cumcount().to_numpy()
    return made.assign(
        first=first,
        last=last,
        known_from=known,
        known_to=LATEST,
        closed=closed,
        closed_known=_least_from(made["key"].to_numpy(), closed_known),
        begun=EARLIEST,
        replaced=_next_known(made["key"].to_numpy(), known),
    ).reset_index(drop=True)


def _kept_open(frame: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Return a register's rows, one a key and delivery, and which were refused there at first.

    A row that was refused in a delivery (`_row` below 0, its key alone) says again what stood
    under its key in the delivery before, if anything did: a slip in a row ends no fact.

    Args:
        frame: sorted by key, delivery and record, refused rows first.
    """
    refused = frame["_row"].to_numpy() < 0
    if not refused.any():
        alone = ~frame.duplicated(["key", "_order"], keep="last").to_numpy()
        return frame[alone], np.zeros(int(alone.sum()), bool)
    same = again(frame["key"].to_numpy()) & again(frame["_order"].to_numpy())
    group = np.cumsum(~same) - 1
    late = refused[np.flatnonzero(~same)][group]
    last = np.append(~same[1:], True)
    frame, refused, late = frame[last], refused[last], late[last]
    order = frame["_order"].to_numpy(np.int64)
    run = np.cumsum(~(again(frame["key"].to_numpy()) & again(order - np.arange(len(order)))))
    said = np.cumsum(~refused)
    before = np.r_[0, said[:-1]][np.unique(run, return_index=True)[1]][run - 1]
    held = said > before
    content = frame["_content"].to_numpy()
    content = content[np.maximum.accumulate(np.where(refused, 0, np.arange(len(frame))))]
    known = np.where(refused, LATEST, frame["_known"].to_numpy(np.int64))
    kept: pd.DataFrame = frame.assign(_content=content, _known=known)[held]
    return kept, (late & ~refused)[held]


def _least_from(key: Hashes, days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return, of each day, the least of it and those after it under the same key."""
    back = pd.Series(days[::-1]).groupby(key[::-1]).cummin().to_numpy(np.int64)
    found: npt.NDArray[np.int64] = back[::-1]
    return found


def _known_first(known: npt.NDArray[np.int64], begin: Places) -> Places:
    """Return, of each run of rows, the one that was known first.

    It is the run's first, but where that was mended after a later delivery had said the same.
    """
    if not len(begin):
        return begin
    run = np.repeat(np.arange(len(begin)), np.diff(np.r_[begin, len(known)]))
    least = np.flatnonzero(known == np.minimum.reduceat(known, begin)[run])
    return least[np.unique(run[least], return_index=True)[1]]


def _next_known(key: Hashes, known: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the day on which the next version of the same key was known (LATEST: none)."""
    found = np.full(len(key), LATEST, np.int64)
    found[:-1] = np.where(again(key)[1:], known[1:], LATEST)
    return found


def _append_versions(frame: pd.DataFrame, delivery_days: npt.NDArray[np.int64]) -> pd.DataFrame:
    frame = frame.sort_values(["key", "_order", "record"], kind="stable")
    key, content = frame["key"].to_numpy(), frame["_content"].to_numpy()
    made: pd.DataFrame = frame[~(again(key) & again(content))].copy()
    made["revision"] = made.groupby("key").cumcount().to_numpy()
    known = made["_known"].to_numpy(np.int64)
    received = delivery_days[made["_order"].to_numpy(np.int64)]
    correction = made["revision"].to_numpy() > 0
    # A correction is known from the day it came, however early the document was published.
    known = np.where(correction, np.maximum(known, received), known)
    known_to = _next_known(made["key"].to_numpy(), known)
    return made.assign(
        first=made["_order"],
        last=made["_order"],
        known_from=known,
        known_to=known_to,
        closed=LATEST,
        closed_known=LATEST,
        begun=EARLIEST,
        replaced=known_to,
    ).reset_index(drop=True)


def _change_versions(
    table: Table, frame: pd.DataFrame, delivery_days: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Return what stood under each key between the changes that put it there and took it away."""
    frame = frame.sort_values(["key", "_order", "record"], kind="stable")
    frame = frame[~frame.duplicated(["key", "_order"], keep="last")]
    gone = (frame[str(table.mark)] == "delete").to_numpy(bool)
    content = np.where(gone, np.uint64(0), frame["_content"].to_numpy() | np.uint64(1))
    same = again(frame["key"].to_numpy())
    turn = ~(same & again(content)) & (same | ~gone)
    frame, gone = frame[turn], gone[turn]
    key, order = frame["key"].to_numpy(), frame["_order"].to_numpy(np.int64)
    follows = again(key)
    known, day = frame["_known"].to_numpy(np.int64), delivery_days[order]
    known = np.where(follows, np.maximum(known, day), known)
    marked = _marked_on(table, frame)
    stated = marked != EARLIEST
    none = len(delivery_days)
    made: pd.DataFrame = frame.assign(
        first=order,
        last=_next(follows, order, none) - 1,
        known_from=known,
        known_to=LATEST,
        closed=_next(follows, np.where(stated, marked, day), LATEST),
        closed_known=_least_from(key, _next(follows, np.maximum(known, day), LATEST)),
        begun=marked,
    )[~gone]
    made["revision"] = made.groupby("key").cumcount().to_numpy()
    replaced = _next_known(made["key"].to_numpy(), made["known_from"].to_numpy(np.int64))
    return made.assign(replaced=replaced).reset_index(drop=True)


def _marked_on(table: Table, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the day from which each change holds, EARLIEST where none is said."""
    if table.marked_on is None:
        return np.full(len(frame), EARLIEST, np.int64)
    return filled(frame[table.marked_on], EARLIEST).astype(np.int64)


def _next(
    follows: npt.NDArray[np.bool_], values: npt.NDArray[np.int64], none: int
) -> npt.NDArray[np.int64]:
    """Return the value of the row after each, `none` where that is of another key."""
    after = np.append(values[1:], none)[: len(values)]
    return np.where(np.append(follows[1:], False)[: len(values)], after, none)
