"""Months of a measure: of each, what was told of it and from when it was known."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import LATEST
from graph.schema import MEASURES
from graph.sorting import stable_order
from loaders.drafting.rows import NOBODY, Said
from loaders.drafting.sums import known_sums
from loaders.keeping.versions import again
from loaders.table import Series

MONTHS = 12 * 3000  # more months than any year has come to
NAMES = sorted(m.name for m in MEASURES)  # as an edition's rows stand
PLACES = {name: place for place, name in enumerate(NAMES)}


def told(said: Said, fact: Series) -> pd.DataFrame:
    """Return what a table says of a measure: node, month, value, and when and where it was said.

    Months are many: they carry no more than they need, in four bytes each.
    """
    node = said.parties[fact.party]
    month = said.months(fact.month)
    value = pd.to_numeric(said.rows[fact.value]).to_numpy(np.float64, na_value=np.nan)
    keep = said.where(fact.when) & (node != NOBODY) & (month >= 0) & ~np.isnan(value)
    if fact.summed:
        return _sums(fact.measure, said.frame(keep, node=node, month=month, value=value))
    small = {
        "node": node,
        "month": month,
        "known_from": said.rows["known_from"].to_numpy(),
        "received": _received(said),
        "record": said.rows["record"].to_numpy(),
    }
    columns = {name: _kept(values, keep) for name, values in small.items()}
    return _of(fact.measure, columns, value[keep])


def _kept(values: npt.NDArray[Any], keep: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    """Return the values kept, in four bytes each; of those that are all one, one is held."""
    if values.strides == (0,) and len(values):
        return np.broadcast_to(np.int32(values[0]), int(keep.sum()))
    found: npt.NDArray[np.int32] = values[keep].astype(np.int32)
    return found


def _received(said: Said) -> npt.NDArray[np.int64]:
    """Return the day on which the delivery of each row was received."""
    first = said.rows["first"].to_numpy()
    if first.strides == (0,) and len(first):
        return np.broadcast_to(said.delivery_days[first[0]], len(first))
    days: npt.NDArray[np.int64] = said.delivery_days[first]
    return days


def _sums(measure: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a measure of months to which several rows add up, as known from day to day."""
    until = np.where(rows["replaced"] < LATEST, rows["replaced"], rows["known_to"])
    columns = ["node", "month", "value", "known_from", "record"]
    summed = known_sums(rows[columns].assign(until=until), ("node", "month"), ("value",))
    small = {
        name: summed[name].to_numpy(np.int32) for name in ("node", "month", "known_from", "record")
    }
    return _of(measure, {**small, "received": small["known_from"]}, summed["value"].to_numpy())


def _of(
    measure: str, columns: dict[str, npt.NDArray[np.int32]], value: npt.NDArray[np.float64]
) -> pd.DataFrame:
    place = np.broadcast_to(np.int8(PLACES[measure]), len(value))
    return pd.DataFrame({**columns, "measure": place, "value": value}, copy=False)


def months(told: pd.DataFrame) -> pd.DataFrame:
    """Return months: repeats dropped, a later other figure known from the day it came.

    Args:
        told: `node`, `measure` (its place in NAMES), `month`, `value`, `known_from`,
            `received` (day of the delivery), `record`.
    """
    measure = told["measure"].to_numpy()
    month = told["month"].to_numpy(np.int64)
    key = (told["node"].to_numpy(np.int64) * len(MEASURES) + measure) * MONTHS + month
    order = _as_told(key, told["received"].to_numpy(), told["record"].to_numpy())
    key, value = key[order], told["value"].to_numpy()[order]
    known = told["known_from"].to_numpy()[order]
    repeat = again(key) & again(value)
    order, key, known = order[~repeat], key[~repeat], known[~repeat]
    corrects = again(key)
    if corrects.any():
        known = np.where(corrects, np.maximum(known, told["received"].to_numpy()[order]), known)
    follows = np.append(corrects[1:], False)[: len(key)]
    until = np.where(follows, np.append(known[1:], LATEST)[: len(key)], LATEST)
    kept = known < until
    order = order[kept]
    names = pd.CategoricalDtype(NAMES)
    columns = {name: told[name].to_numpy()[order] for name in ("node", "month", "value", "record")}
    return pd.DataFrame(
        {
            **columns,
            "measure": pd.Categorical.from_codes(measure[order], dtype=names),
            "known_from": known[kept].astype(np.int32),
            "known_to": until[kept].astype(np.int32),
        },
        copy=False,
    )


def _as_told(
    key: npt.NDArray[np.int64],
    received: npt.NDArray[np.int32],
    record: npt.NDArray[np.int32],
) -> npt.NDArray[np.int64]:
    """Return the order by key, and within one by the day received and the record.

    Rows nearly always come in that order already, and one sort is a third of three.
    """
    order = stable_order(key)
    came, row = received[order], record[order]
    late = (came[1:] < came[:-1]) | ((came[1:] == came[:-1]) & (row[1:] < row[:-1]))
    if (late & again(key[order])[1:]).any():
        return stable_order(key, received, record)
    return order
