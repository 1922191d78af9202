"""How many rows were made public, or done, in the time that law gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph import working_days
from graph.days import EARLIEST, filled
from loaders.quality.said import Said
from loaders.table import Deadline

HOLIDAYS = 8
"""[param] weekdays that public holidays may take out of a time counted in working days. In years
whose holidays are not known (`graph.working_days`) Monday to Friday are counted, and rows that are
late by no more than these are `unsure`, not `late`."""

COLUMNS = [
    "department",
    "table",
    "law",
    "measured",
    "rows",
    "met",
    "unsure",
    "late",
    "met_share",
    "longest",
]
Days = npt.NDArray[np.int64]


def by_deadline(found: Sequence[Said]) -> pd.DataFrame:
    """Return one row a table and declared deadline, over the rows that count now.

    Returns:
        COLUMNS: `measured` by which Date field, or by the day of delivery; `rows` that state both
        days to the day; `met`, `unsure` and `late` of them; `met_share` = met / rows in [0, 1];
        `longest` delay in days beyond the last day allowed, 0 where all met it.

    **Source:** each deadline's own `law`.
    """
    rows = [
        {"department": said.table.department, "table": said.table.name, "law": deadline.law}
        | _kept(said, deadline)
        for said in found
        for deadline in said.table.deadlines
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _kept(said: Said, deadline: Deadline) -> dict[str, Any]:
    begun, done = _begun(said, deadline), _done(said, deadline)
    keep = (begun > _since(said, deadline)) & (done != EARLIEST)
    begun, done = begun[keep], done[keep]
    last = last_day(deadline, begun)
    borne = _borne(begun, last) if deadline.working else last
    met, late = int((done <= last).sum()), int((done > borne).sum())
    return {
        "measured": deadline.met or said.table.published or "delivery",
        "rows": len(begun),
        "met": met,
        "unsure": len(begun) - met - late,
        "late": late,
        "met_share": met / len(begun) if len(begun) else math.nan,
        "longest": int((done - last).clip(0).max(initial=0)),
    }


def last_day(deadline: Deadline, begun: Days) -> Days:
    """Return the last day on which each row is in time.

    Args:
        begun: days on which the time begins to run, as day numbers; the next is the first counted.
            Working days are those of `graph.working_days`.
    """
    days = begun.astype("datetime64[D]")
    if deadline.by is not None:
        month, day = map(int, deadline.by.split("-"))
        months = (days.astype("datetime64[Y]") + 1).astype("datetime64[M]") + (month - 1)
        return (months.astype("datetime64[D]") + (day - 1)).astype(np.int64)
    if deadline.next_month:
        days = (days.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    allowed = deadline.days or 0
    if deadline.working:
        return working_days.after(days.astype(np.int64), allowed)
    return days.astype(np.int64) + allowed


def _borne(begun: Days, last: Days) -> Days:
    """Return the day after which a row is late for sure; with unknown holidays that is later."""
    room = np.where(working_days.announced(begun, last), 0, HOLIDAYS)
    weekdays = np.busday_offset(last.astype("datetime64[D]"), room, roll="preceding")
    return np.where(room == 0, last, weekdays.astype(np.int64))


def _begun(said: Said, deadline: Deadline) -> Days:
    """Return the day from which the time runs, of every row; EARLIEST where none is stated."""
    return _stated(said, deadline.after or "", exact=deadline.by is None)


def _done(said: Said, deadline: Deadline) -> Days:
    """Return the day on which it was done, of every row; EARLIEST where none is stated."""
    field = deadline.met or said.table.published
    if field is not None:
        return _stated(said, field)
    sizes = [d.rows(said.table.name).num_rows for d in said.counting]
    return np.repeat([d.received for d in said.counting], sizes).astype(np.int64)


def _since(said: Said, deadline: Deadline) -> int:
    """Return the day before which a row may have come late only because nothing came earlier.

    It matters where the day of delivery is all that is known: what is older than the first
    delivery of a table (of a register: than the one before its last) says nothing of lateness.
    """
    if deadline.met or said.table.published:
        return EARLIEST
    days = sorted({d.received for d in said.fresh or said.came})
    if said.table.kind == "full":
        return days[-2] if len(days) > 1 else days[-1]
    return days[0]


def _stated(said: Said, field: str, *, exact: bool = True) -> Days:
    """Return a Date field's days, EARLIEST where it is not stated (`exact`: to the day)."""
    days = filled(said.column(field).to_pandas().astype("Float64"), EARLIEST).astype(np.int64)
    if not exact:
        return days
    precise = (said.column(f"{field}_precision").to_pandas() == "day").to_numpy(bool)
    return np.where(precise, days, EARLIEST)
