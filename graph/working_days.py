"""Working days (工作日) in mainland China: weekends, public holidays, and weekends worked instead.

Holidays are announced by the State Council once a year, for that year: the years of FIRST to LAST
are known (package chinesecalendar), and before and after only Monday to Friday can be counted.
Whoever counts there asks `announced` and says so.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from chinese_calendar import constants

from graph.days import day_number

Days = npt.NDArray[np.int64]

FIRST = day_number(min(constants.holidays).replace(month=1, day=1))
"""The first day whose holidays are known: 2004-01-01."""

LAST = day_number(max(constants.holidays).replace(month=12, day=31))
"""The last day whose holidays are known: 31 December of the last year announced."""

SPAN = (np.datetime64("1900-01-01", "D"), np.datetime64("2201-01-01", "D"))
"""The days that Qiji reads at all, half-open (`graph.days.parse_day`)."""


def after(days: npt.ArrayLike, more: int) -> Days:
    """Return the working day that stands so many working days after each day.

    The day itself is never counted (民法典 art. 201); after zero days it is the day itself, or the
    last working day before it.

    Args:
        days: days since 1970-01-01, 1900 to 2200; others are counted from the nearest of these.
        more: how many working days, at least 0.

    **Source:** 国务院办公厅关于部分节假日安排的通知, year by year, as kept by chinesecalendar 1.11.
    """
    start = int(SPAN[0].astype(np.int64))
    passed, open_days = _calendar()
    place = np.clip(np.asarray(days, np.int64) - start, 0, len(passed) - 1)
    counted = np.clip(passed[place] + more - 1, 0, len(open_days) - 1)
    return open_days[counted]


def announced(begun: npt.ArrayLike, last: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return whether the holidays of all days after `begun`, up to `last`, are known."""
    return (np.asarray(begun) + 1 >= FIRST) & (np.asarray(last) <= LAST)


@cache
def _calendar() -> tuple[Days, Days]:
    """Return, for each day of SPAN, how many working days up to it; and the working days."""
    days = np.arange(*SPAN, dtype="datetime64[D]")
    worked = np.is_busday(days)
    start = int(days[0].astype(np.int64))
    for changed, works in ((constants.holidays, False), (constants.workdays, True)):
        worked[[day_number(day) - start for day in changed]] = works
    return np.cumsum(worked), np.flatnonzero(worked) + start
