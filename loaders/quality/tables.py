"""Rows by table, what was refused and why, and how fresh a table is against its rhythm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from graph.days import calendar_day
from graph.home import Home
from graph.protection import scrub_many
from loaders.keeping.deliveries import Delivery
from loaders.quality.said import Said

LONGEST = {
    "daily": 1,
    "weekly": 7,
    "monthly": 31,
    "quarterly": 92,
    "half-yearly": 184,
    "yearly": 366,
}
"""Rhythm -> days after which the next delivery is due, the longest of its kind."""

GRACE = 0.25  # [param] share of a rhythm that a delivery may be late before it is called so
COUNTS = ("rows", "loaded", "rejected", "superseded", "skipped", "odd")
TABLE_COLUMNS = [
    "department",
    "table",
    "title",
    "kind",
    "rhythm",
    "deliveries",
    "rows",
    "loaded",
    "rejected",
    "mended",
    "superseded",
    "skipped",
    "odd",
    "rejected_share",
    "last",
    "age",
    "due",
    "late_days",
]
REJECT_COLUMNS = ["department", "table", "field", "reason", "rows"]
UNREAD = "the file of refused rows is gone or cannot be read"


def by_table(found: Sequence[Said], data_day: int) -> pd.DataFrame:
    """Return one row a table: its counts over all deliveries, and how fresh it is.

    Args:
        data_day: the day that freshness is measured on, as a day number.

    Returns:
        TABLE_COLUMNS; `rejected` counts rows refused when they first came and `mended` those that
        came back sound; days are calendar days, `age` and `late_days` days; `late_days` is 0 in
        time, null where no rhythm is declared.
    """
    rows = [_counted(said) | _freshness(said, data_day) for said in found]
    frame = pd.DataFrame(rows, columns=TABLE_COLUMNS)
    return frame.astype({"late_days": "Int64", "due": "object", "rhythm": "object"})


def _counted(said: Said) -> dict[str, Any]:
    table = said.table
    counts = dict.fromkeys(COUNTS, 0)
    for figure in said.figures(said.fresh):
        for name in ("rows", "loaded", "rejected", "superseded"):
            counts[name] += int(figure[name])
        for name in ("skipped", "odd"):
            counts[name] += sum(figure[name].values())
    data = counts["rows"] - counts["skipped"]
    return {
        "department": table.department,
        "table": table.name,
        "title": table.title,
        "kind": table.kind,
        "rhythm": table.rhythm,
        "deliveries": len(said.fresh),
        **counts,
        "mended": sum(f["loaded"] for f in said.figures([d for d in said.came if d.mends])),
        "rejected_share": counts["rejected"] / data if data else math.nan,
    }


def _freshness(said: Said, data_day: int) -> dict[str, Any]:
    age = data_day - said.last_day
    told = {"last": calendar_day(said.last_day), "age": age, "due": None, "late_days": None}
    if said.table.rhythm is None:
        return told
    step = LONGEST[said.table.rhythm]
    borne = math.ceil(step * (1 + GRACE))
    late = age - step if age > borne else 0
    return told | {"due": calendar_day(said.last_day + step), "late_days": late}


def refusals(found: Sequence[Said], home: Home) -> pd.DataFrame:
    """Return refused rows by table, field and reason, the most frequent of a table first.

    What a reason quotes of a cell is left out: it may be a person's number. A row with several
    faults counts once, under all of them together.

    Returns:
        REJECT_COLUMNS; `field` is empty where a whole row does not fit its header.
    """
    parts = [_refused(said, delivery, home) for said in found for delivery in said.fresh]
    rows = pd.concat([pd.DataFrame(columns=REJECT_COLUMNS), *(p for p in parts if len(p))])
    keys = REJECT_COLUMNS[:-1]
    told = rows.astype({"rows": "int64"}).groupby(keys)["rows"].sum().reset_index()
    order = ["department", "table", "rows", "field", "reason"]
    up = [True, True, False, True, True]
    return told.sort_values(order, ascending=up).reset_index(drop=True)


def _refused(said: Said, delivery: Delivery, home: Home) -> pd.DataFrame:
    name = said.table.name
    counted = sum(int(f["rejected"]) for f in said.figures([delivery]))
    if not counted:
        return pd.DataFrame(columns=REJECT_COLUMNS)
    reasons = _reasons(home, delivery, name)
    known = pd.DataFrame({"field": reasons["_field"], "reason": _general(reasons["_reason"])})
    told = known.value_counts().rename("rows").reset_index()
    if len(known) < counted:
        rest = pd.DataFrame({"field": [""], "reason": [UNREAD], "rows": [counted - len(known)]})
        told = pd.concat([told, rest]) if len(told) else rest
    return told.assign(department=said.table.department, table=name)[REJECT_COLUMNS]


def _reasons(home: Home, delivery: Delivery, name: str) -> pd.DataFrame:
    """Return field and reason of each refused row that the file to be mended still says."""
    wanted = ["_field", "_reason"]
    path = home.rejects / delivery.id / f"{name}.csv"
    try:
        return pd.read_csv(
            path, dtype=str, keep_default_na=False, encoding="utf-8-sig", usecols=wanted
        )
    except (OSError, ValueError):  # taken away, or mended in a way that broke its form
        return pd.DataFrame(columns=wanted, dtype=str)


def _general(reasons: pd.Series) -> pd.Series:
    """Return reasons without what they quote of a cell, so that equal faults count together."""
    shorter = reasons.str.replace(r"'[^']*'", "…", regex=True)
    shorter = shorter.str.replace(
        r"ends in \S+, its check wants [^;.]+", "fails its check", regex=True
    )
    return scrub_many(shorter)
