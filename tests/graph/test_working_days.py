"""Working days: the vectors of the law's own deadlines, and years whose holidays nobody knows."""

import numpy as np
import pytest

from graph import working_days
from graph.days import calendar_day, parse_day

SEVEN = [
    ("2024-09-27", "2024-10-12"),
    ("2025-01-24", "2025-02-10"),
    ("2025-09-28", "2025-10-14"),
    ("2026-02-12", "2026-02-28"),
    ("2020-11-09", "2020-11-18"),
]
TWENTY = [
    ("2024-09-27", "2024-10-30"),
    ("2025-01-24", "2025-02-27"),
    ("2025-09-28", "2025-10-31"),
    ("2026-02-12", "2026-03-18"),
    ("2020-11-09", "2020-12-07"),
]
OTHERS = [
    (0, "2024-10-01", "2024-09-30"),  # the national day: the last working day before
    (0, "2024-10-12", "2024-10-12"),  # a Saturday worked instead
    (1, "2003-12-31", "2004-01-02"),
    (1, "2003-09-30", "2003-10-01"),  # not known: a Wednesday counts, whatever was announced
    (7, "2031-09-26", "2031-10-07"),  # likewise
]
VECTORS = [(7, *v) for v in SEVEN] + [(20, *v) for v in TWENTY] + OTHERS


@pytest.mark.parametrize(("more", "begun", "wanted"), VECTORS)
def test_working_days_are_counted_from_the_day_after(more: int, begun: str, wanted: str) -> None:
    [found] = working_days.after([parse_day(begun)], more)
    assert str(calendar_day(int(found))) == wanted


def test_where_holidays_are_not_known_it_is_said() -> None:
    days = [parse_day(d) for d in ("2003-12-30", "2003-12-31", "2026-12-30", "2026-12-30")]
    ends = [parse_day(d) for d in ("2004-01-05", "2004-01-05", "2026-12-31", "2027-01-04")]
    assert working_days.announced(days, ends).tolist() == [False, True, True, False]


def test_days_beyond_all_calendars_stay_at_their_ends() -> None:
    assert working_days.after(np.array([-(2**31), 2**31 - 1]), 7).tolist() == [
        parse_day("1900-01-10"),
        parse_day("2200-12-31"),
    ]
