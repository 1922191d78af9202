"""Half-open days, what counts where nobody stated a bound, and the cut by both clocks."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from graph.days import (
    EARLIEST,
    LATEST,
    Moment,
    calendar_day,
    day_number,
    effective_start,
    filled,
    holds,
    parse_day,
)
from graph.errors import QueryError


def test_a_day_is_the_number_of_days_since_1970() -> None:
    days = [date(1900, 1, 1), date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29)]
    assert [day_number(day) for day in days] == [-25567, -1, 0, 19782]
    assert [calendar_day(day_number(day)) for day in days] == days


@pytest.mark.parametrize("bound", [EARLIEST, LATEST])
def test_a_missing_bound_is_no_day(bound: int) -> None:
    assert calendar_day(bound) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-03-01", date(2024, 3, 1)), (" 1999-12-31\n", date(1999, 12, 31))],
)
def test_a_typed_day_is_read(text: str, day: date) -> None:
    assert parse_day(text) == day_number(day)


@pytest.mark.parametrize("text", ["", "yesterday", "2023-02-29", "2024-13-01", "01.02.2024"])
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(QueryError, match="is not a day; write one such as 2024-03-01"):
        parse_day(text)


@pytest.mark.parametrize("text", ["1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_day_out_of_range_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(QueryError, match=f"'{text}' lies outside the years 1900 to 2200"):
        parse_day(text)


FILLED = [
    pytest.param(pa.array([1, None], pa.int32()).cast(pa.date32()), id="arrow"),
    pytest.param(
        pa.chunked_array([pa.array([1], pa.int32()), pa.array([None], pa.int32())]).cast(
            pa.date32()
        ),
        id="arrow in pieces",
    ),
    pytest.param(pd.Series([1.0, np.nan]), id="floats"),
    pytest.param(pd.Series([1, None], dtype="Int32"), id="nullable"),
]


@pytest.mark.parametrize("column", FILLED)
def test_a_column_of_days_has_a_bound_where_it_is_empty(column: Any) -> None:
    found = filled(column, LATEST)
    assert found.dtype == np.int32
    assert found.tolist() == [1, LATEST]


def moment(as_of: int, known_on: int) -> Moment:
    return Moment(as_of, known_on)


def test_a_moment_shows_its_two_days() -> None:
    both = moment(0, 19782)
    assert (both.day, both.known_day) == (date(1970, 1, 1), date(2024, 2, 29))


# valid_from, valid_to, known_from -> the first day on which it is shown as true
STARTS = [
    pytest.param(10, 20, 15, 10, id="stated"),
    pytest.param(10, LATEST, 5, 10, id="stated, and known before"),
    pytest.param(EARLIEST, LATEST, 15, 15, id="unstated: since it was witnessed"),
    pytest.param(EARLIEST, 20, 15, 15, id="unstated, with an end to come"),
    pytest.param(EARLIEST, 20, 30, 19, id="unstated, and over when it was witnessed"),
    pytest.param(EARLIEST, 20, 20, 19, id="unstated, and over on the day it was witnessed"),
]


@pytest.mark.parametrize(("valid_from", "valid_to", "known_from", "start"), STARTS)
def test_a_fact_counts_from_its_start_or_from_when_it_was_witnessed(
    valid_from: int, valid_to: int, known_from: int, start: int
) -> None:
    bounds = (np.array([day], np.int32) for day in (valid_from, valid_to, known_from))
    assert effective_start(*bounds).tolist() == [start]


# A fact that is true from day 10 to day 19, and known from day 12 to day 29.
CUTS = [
    pytest.param(10, 12, True, id="the first days"),
    pytest.param(9, 12, False, id="not true yet"),
    pytest.param(10, 11, False, id="not known yet"),
    pytest.param(19, 29, True, id="the last days"),
    pytest.param(20, 29, False, id="true no longer"),
    pytest.param(19, 30, False, id="known otherwise since"),
]


@pytest.mark.parametrize(("as_of", "known_on", "shown"), CUTS)
def test_a_bound_ends_before_its_day(as_of: int, known_on: int, shown: bool) -> None:
    bounds = (np.array([day], np.int32) for day in (10, 20, 12, 30))
    assert holds(moment(as_of, known_on), *bounds).tolist() == [shown]


def naive(
    at: Moment,
    valid_from: int | None,
    valid_to: int | None,
    known_from: int | None,
    known_to: int | None,
) -> bool:
    """Say by the letter of the rules whether a fact shows at a moment; None: nobody stated it."""
    known = (known_from is None or known_from <= at.known_on) and (
        known_to is None or at.known_on < known_to
    )
    true_days = range(-5, 40)
    if valid_to is not None:
        true_days = range(-5, valid_to)
    if valid_from is not None:
        begin = valid_from
    elif known_from is None:
        begin = -5
    else:
        begin = known_from if valid_to is None or known_from < valid_to else valid_to - 1
    return known and at.as_of in true_days and at.as_of >= begin


@pytest.mark.parametrize("seed", range(5))
def test_random_facts_show_when_the_rules_say(seed: int) -> None:
    rng = random.Random(seed)

    def bound() -> int | None:
        return rng.choice([None, rng.randint(0, 30), rng.randint(0, 30)])

    facts = [(bound(), bound(), bound(), bound()) for _ in range(2000)]
    missing = (EARLIEST, LATEST, EARLIEST, LATEST)
    columns = [
        np.array([m if f[n] is None else f[n] for f in facts], np.int32)
        for n, m in enumerate(missing)
    ]
    start = effective_start(columns[0], columns[1], columns[2])
    for _ in range(20):
        at = moment(rng.randint(-2, 33), rng.randint(-2, 33))
        found = holds(at, start, *columns[1:])
        assert found.tolist() == [naive(at, *fact) for fact in facts]
