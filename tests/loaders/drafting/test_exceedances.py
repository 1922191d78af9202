"""Hours above a limit become one event a run, as was known on any day."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from graph.days import LATEST, day_number
from loaders.declaring.declaration import declared
from loaders.drafting import events
from loaders.drafting.exceedances import told
from loaders.drafting.rows import NOBODY, Said
from loaders.table import Exceedance

TABLE = declared()["dust_reading"]
[FACT] = [fact for fact in TABLE.facts if isinstance(fact, Exceedance)]
MARCH, APRIL, MAY = (day_number(date(2024, month, 20)) for month in (3, 4, 5))
NOON = datetime(2024, 3, 3, 12)


def reading(hour: int, pm10: float | None, device: str = "YC1", **more: int) -> dict[str, object]:
    """Return a reading some hours after noon of 2024-03-03, known from March on."""
    at = day_number(NOON.date()) * 24 + NOON.hour + hour
    row = {"device": device, "measured_at": at, "pm10": pm10, "site_number": "GD1"}
    return row | {"known_from": MARCH, "known_to": LATEST, "replaced": LATEST} | more


def runs(
    rows: list[dict[str, object]], fact: Exceedance = FACT, builder: int = 7
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the versions of events that readings make, and who took part."""
    frame = pd.DataFrame(rows).assign(record=range(len(rows)), first=0, last=0, closed=LATEST)
    frame["key"] = np.arange(len(frame), dtype=np.uint64)
    parties = {"builder": np.full(len(frame), builder, np.int64)}
    made, took_part = told(Said(TABLE, frame, parties, np.array([MARCH])), fact, 0)
    return events.versions(made), took_part


def known(frame: pd.DataFrame, on: int) -> list[str]:
    """Return what was exceeded, in words, as known on a day."""
    now = frame[(frame["known_from"] <= on) & (on < frame["known_to"])]
    return sorted(str(title).split("µg/m³")[0] for title in now["title"])


@pytest.mark.parametrize(
    ("values", "told_of"),
    [
        ([200, 200.0], []),
        ([201], ["PM10连续1小时超过200"]),
        ([201, 300, 202, 150, 500], ["PM10连续1小时超过200", "PM10连续3小时超过200"]),
        ([201, None, 202], ["PM10连续1小时超过200", "PM10连续1小时超过200"]),
        ([None, None], []),
    ],
)
def test_successive_hours_above_the_limit_are_one_event(
    values: list[float | None], told_of: list[str]
) -> None:
    found, _ = runs([reading(hour, value) for hour, value in enumerate(values)])
    assert known(found, MARCH) == told_of


def test_an_event_says_the_most_the_hours_and_the_day_it_began() -> None:
    found, took_part = runs([reading(hour, value) for hour, value in ((11, 220), (12, 350.5))])
    [row] = found.to_dict("records")
    assert row["title"] == (
        "PM10连续2小时超过200µg/m³，最高350.5（2024-03-03 23:00至2024-03-04 01:00）"
    )
    assert row["day"] == day_number(date(2024, 3, 3))
    assert (row["kind"], row["number"], row["precision"]) == ("DUST_OVER", "GD1", "day")
    assert took_part[["party", "role"]].to_numpy().tolist() == [[7, "subject"]]


def test_sensors_stay_apart_and_their_order_does_not_matter() -> None:
    rows = [reading(h, 250, device) for h in (2, 0, 1) for device in ("YC1", "YC2")]
    found, _ = runs(rows)
    assert known(found, MARCH) == ["PM10连续3小时超过200"] * 2
    assert found["id"].nunique() == 2


def test_a_run_that_a_late_delivery_joins_to_another_was_two_until_then() -> None:
    rows = [reading(0, 250), reading(2, 250), reading(1, 260, known_from=APRIL)]
    found, _ = runs(rows)
    assert known(found, MARCH) == ["PM10连续1小时超过200"] * 2
    assert known(found, APRIL - 1) == ["PM10连续1小时超过200"] * 2
    assert known(found, APRIL) == ["PM10连续3小时超过200"]
    corrected = found[found["known_from"] == APRIL]
    assert corrected["corrects"].notna().all()


def test_a_reading_that_is_corrected_ends_its_run_from_then_on() -> None:
    wrong = reading(1, 900, known_to=MAY, replaced=MAY)
    found, _ = runs([reading(0, 250), wrong, reading(2, 240), reading(1, 90, known_from=MAY)])
    assert known(found, APRIL) == ["PM10连续3小时超过200"]
    assert known(found, MAY) == ["PM10连续1小时超过200"] * 2


@pytest.mark.parametrize("late", [0, 1, 2, 3])
def test_what_is_known_on_a_day_is_what_was_delivered_by_then(late: int) -> None:
    rows = [reading(hour, 250, known_from=APRIL if hour == late else MARCH) for hour in range(4)]
    found, _ = runs(rows)
    for day in (MARCH, APRIL):
        then, _ = runs([row for row in rows if int(str(row["known_from"])) <= day])
        assert known(found, day) == known(then, day)


def test_runs_shorter_than_declared_are_none() -> None:
    fact = dataclasses.replace(FACT, hours=2)
    found, _ = runs([reading(0, 250), reading(5, 250), reading(6, 250)], fact)
    assert known(found, MARCH) == ["PM10连续2小时超过200"]


def test_a_limit_of_the_row_wins_and_what_was_measured_is_named_by_it() -> None:
    fact = dataclasses.replace(FACT, limit_field="tsp", measured_field="site_name")
    rows = [
        reading(0, 120) | {"tsp": 100.0, "site_name": "SO2"},
        reading(3, 250) | {"tsp": 300.0, "site_name": "SO2"},
        reading(6, 250) | {"tsp": None, "site_name": None},
    ]
    found, _ = runs(rows, fact)
    assert known(found, MARCH) == ["PM10连续1小时超过200", "SO2连续1小时超过100"]


def test_nobody_is_blamed_for_a_site_that_is_nobodys() -> None:
    found, took_part = runs([reading(0, 250)], builder=NOBODY)
    assert len(found) == len(took_part) == 0
