"""Arrears during a lawful deferral are none; what goes on after it is."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from graph.days import LATEST, calendar_day, day_number
from loaders.drafting.excuses import excused


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def event(
    number: int, kind: str, start: str, end: str | None, title: str | None = None, **more: int
) -> dict[str, object]:
    row = {"event": number, "kind": kind, "day": day(start), "state": None, "title": title}
    row |= {"until": day(end) if end else LATEST, "precision": "month", "record": number}
    return row | {"known_from": day("2023-01-01"), "known_to": LATEST, "replaced": LATEST} | more


def held(
    *rows: dict[str, object], parties: tuple[int, ...] = (), on: str = "2023-06-01"
) -> list[tuple[str, str | None, str | None]]:
    """Return arrears as known on a day: since, before, state. Party 1 has every event if unsaid."""
    frame = pd.DataFrame(list(rows)).astype({"event": "uint64"})
    who = pd.DataFrame({"event": frame["event"], "party": list(parties) or 1, "role": "subject"})
    made, took_part = excused(frame, who.assign(begin=0, end=LATEST))
    assert set(made["event"]) == set(took_part["event"])
    known = made[(made["known_from"] <= day(on)) & (day(on) < made["known_to"])]
    known = known[known["kind"].isin(("SI_ARREARS", "HF_STOP"))].sort_values("day")
    return [
        (str(calendar_day(row["day"])), _day(row["until"]), row["state"])
        for row in known.replace({np.nan: None}).to_dict("records")
    ]


def _day(number: int) -> str | None:
    return None if number == LATEST else str(calendar_day(number))


DEFERRED = event(9, "SI_DEFER", "2022-05-01", "2023-01-01", "养老、失业、工伤")


@pytest.mark.parametrize(
    ("start", "end", "title", "found"),
    [
        ("2022-05-01", "2022-10-01", "养老", [("2022-05-01", "2022-10-01", "deferred")]),
        ("2022-05-01", "2023-01-01", "工伤保险", [("2022-05-01", "2023-01-01", "deferred")]),
        ("2022-04-01", "2022-10-01", "养老", [("2022-04-01", "2022-10-01", None)]),
        ("2022-06-01", "2022-10-01", "医疗", [("2022-06-01", "2022-10-01", None)]),
        ("2022-06-01", "2022-10-01", None, [("2022-06-01", "2022-10-01", None)]),
        ("2023-01-01", "2023-02-01", "养老", [("2023-01-01", "2023-02-01", None)]),
        (
            "2022-12-01",
            "2023-04-01",
            "养老",
            [("2022-12-01", "2023-01-01", "deferred"), ("2023-01-01", "2023-04-01", None)],
        ),
        (
            "2022-12-01",
            None,
            "养老",
            [("2022-12-01", "2023-01-01", "deferred"), ("2023-01-01", None, None)],
        ),
    ],
)
def test_what_a_deferral_covers_is_deferred_and_what_goes_on_is_owed(
    start: str, end: str | None, title: str | None, found: list[tuple[str, str | None, str | None]]
) -> None:
    assert held(event(1, "SI_ARREARS", start, end, title), DEFERRED) == found


def test_a_deferral_of_all_insurances_covers_each() -> None:
    whole = DEFERRED | {"title": None}
    owed = event(1, "SI_ARREARS", "2022-06-01", "2022-10-01", "医疗")
    assert held(owed, whole) == [("2022-06-01", "2022-10-01", "deferred")]


def test_another_companys_deferral_and_one_of_another_kind_excuse_nothing() -> None:
    owed = event(1, "SI_ARREARS", "2022-06-01", "2022-10-01", "养老")
    plain = [("2022-06-01", "2022-10-01", None)]
    assert held(owed, DEFERRED, parties=(1, 2)) == plain
    assert held(owed, DEFERRED | {"kind": "HF_DEFER"}) == plain
    stopped = event(1, "HF_STOP", "2022-06-01", "2022-10-01")
    assert held(stopped, DEFERRED | {"kind": "HF_DEFER", "title": "缓缴"}) == [
        ("2022-06-01", "2022-10-01", "deferred")
    ]


def test_a_deferral_excuses_only_from_the_day_it_is_known_and_while_it_is_believed() -> None:
    owed = event(1, "SI_ARREARS", "2022-06-01", None, "养老")
    late = DEFERRED | {"known_from": day("2023-03-01"), "replaced": day("2023-09-01")}
    assert held(owed, late, on="2023-02-28") == [("2022-06-01", None, None)]
    assert held(owed, late, on="2023-03-01") == [
        ("2022-06-01", "2023-01-01", "deferred"),
        ("2023-01-01", None, None),
    ]
    assert held(owed, late, on="2023-09-01") == [("2022-06-01", None, None)]
