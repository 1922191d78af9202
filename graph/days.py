"""Days, their precision, and the two clocks that cut everything that is asked.

A day is an int32: days since 1970-01-01. Periods are half-open: `valid_from` is the first
day on which a fact holds, `valid_to` the first on which it no longer does; `known_from` and
`known_to` likewise for what was known. On disk a missing bound is null; in arrays it is
`EARLIEST` or `LATEST`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import QueryError

EARLIEST = -(2**31)
LATEST = 2**31 - 1
PRECISIONS = ("day", "month", "year", "about", "unknown")
EPOCH = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 1900, 2200  # [param] of days that people ask about

Days = npt.NDArray[np.int32]


def day_number(day: date) -> int:
    """Return a calendar day as days since 1970-01-01."""
    return (day - EPOCH).days


def calendar_day(number: int) -> date | None:
    """Return days since 1970-01-01 as a calendar day, or None for a missing bound."""
    return None if number in (EARLIEST, LATEST) else date.fromordinal(EPOCH.toordinal() + number)


def parse_day(text: str) -> int:
    """Return the day that a person typed as `2024-03-01`.

    Raises:
        QueryError: it is not a calendar day of the years 1900 to 2200.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise QueryError(
            f"{text!r} is not a day; write one such as 2024-03-01.", value=text
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise QueryError(
            f"The day {text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}; write one such "
            "as 2024-03-01.",
            value=text,
        )
    return day_number(day)


def filled(column: Any, missing: int) -> Days:
    """Return an Arrow or pandas column of days as int32, with `missing` where it is null."""
    if isinstance(column, pd.Series):
        if column.dtype.kind == "i" and not column.hasnans:
            return column.to_numpy(np.int32)
        return column.fillna(missing).to_numpy(np.int64).astype(np.int32)
    numbers = column.cast("int32").combine_chunks() if hasattr(column, "combine_chunks") else column
    return np.asarray(numbers.fill_null(missing).to_numpy(zero_copy_only=False), dtype=np.int32)


@dataclass(frozen=True)
class Moment:
    """What is looked at (`as_of`) and what was known when (`known_on`), as day numbers."""

    as_of: int
    known_on: int

    @property
    def day(self) -> date:
        """The day looked at."""
        return date.fromordinal(EPOCH.toordinal() + self.as_of)

    @property
    def known_day(self) -> date:
        """The day of knowledge."""
        return date.fromordinal(EPOCH.toordinal() + self.known_on)


def effective_start(valid_from: Days, valid_to: Days, known_from: Days) -> Days:
    """Return the first day on which each fact may be shown as true.

    A fact whose start nobody stated counts from the day on which it was first witnessed
    (`known_from`), never from the beginning of time: else a director who came in 2019 would
    stand in a picture of 2010. One that had ended before it was witnessed counts for its
    last day only.
    """
    witnessed = np.where(known_from < valid_to, known_from, valid_to - 1)
    return np.where(valid_from == EARLIEST, witnessed, valid_from).astype(np.int32)


def holds(
    moment: Moment, starts: Days, valid_to: Days, known_from: Days, known_to: Days
) -> npt.NDArray[np.bool_]:
    """Return which facts hold on `moment.as_of` and are known on `moment.known_on`."""
    known = (known_from <= moment.known_on) & (moment.known_on < known_to)
    return known & (starts <= moment.as_of) & (moment.as_of < valid_to)
