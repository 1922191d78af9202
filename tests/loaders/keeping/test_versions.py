"""From rows of all deliveries to versions: what was said, from when to when it was believed."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graph.days import LATEST
from loaders.keeping.versions import fields_of, hashed, row_versions
from loaders.table import Code, Date, Money, Table

DAYS = np.array([100, 200, 300, 400], np.int64)
Told = tuple[int, str, float | None]  # place of the delivery, key, amount


def table(kind: Any, key: tuple[str, ...] = ("code",)) -> Table:
    columns = {"编号": Code("code"), "金额": Money("amount"), "日期": Date("day")}
    return Table("strange", "表", ("*表*",), kind, columns, key=key)


def rows(told: list[Told], known: dict[int, int] | None = None) -> pd.DataFrame:
    """Return typed rows; `known` gives some of them another day of knowledge than their own."""
    frame = pd.DataFrame(told, columns=["_order", "code", "amount"])
    frame["_known"] = DAYS[frame["_order"].to_numpy(np.int64)]
    for place, day in (known or {}).items():
        frame.loc[place, "_known"] = day
    frame["_delivery"] = "d" + frame["_order"].astype("str")
    return frame.assign(
        _file="a.csv", _line=np.arange(len(frame)) + 2, _row=frame.index, record=frame.index
    )


def told(versions: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    frame = versions.sort_values(["code", "known_from", "revision"], kind="stable")
    return list(frame[["code", *columns]].itertuples(index=False, name=None))


FULL = [
    pytest.param([(n, "a", 1.0) for n in range(4)], [("a", 0, 3, 100, LATEST, LATEST)], id="said"),
    pytest.param([(0, "a", 1.0), (1, "a", 1.0)], [("a", 0, 1, 100, 300, LATEST)], id="closed"),
    pytest.param(
        [(0, "a", 1.0), (2, "a", 1.0), (3, "a", 1.0)],
        [("a", 0, 0, 100, 200, 300), ("a", 2, 3, 300, LATEST, LATEST)],
        id="reopened",
    ),
    pytest.param(
        [(0, "a", 1.0), (1, "a", 2.0), (2, "a", 2.0), (3, "a", 1.0)],
        [
            ("a", 0, 0, 100, 200, 200),
            ("a", 1, 2, 200, 400, 400),
            ("a", 3, 3, 400, LATEST, LATEST),
        ],
        id="changed and back",
    ),
    pytest.param(
        [(3, "a", 1.0), (3, "a", 2.0), (3, "b", None)],
        [("a", 3, 3, 400, LATEST, LATEST), ("b", 3, 3, 400, LATEST, LATEST)],
        id="the last row of a key in one delivery",
    ),
]


@pytest.mark.parametrize(("said", "expected"), FULL)
def test_a_register_is_believed_as_long_as_deliveries_repeat_it(
    said: list[Told], expected: list[tuple[Any, ...]]
) -> None:
    found = row_versions(table("full"), rows(said), DAYS)
    assert told(found, "first", "last", "known_from", "closed", "replaced") == expected
    assert set(found["known_to"]) == {LATEST}


def test_of_two_rows_with_one_key_in_a_register_the_last_is_taken() -> None:
    found = row_versions(table("full"), rows([(0, "a", 1.0), (0, "a", 2.0)]), DAYS)
    assert found["amount"].tolist() == [2.0]


def test_a_changed_row_with_the_old_publication_day_is_known_from_its_delivery() -> None:
    said: list[Told] = [(0, "a", 1.0), (1, "a", 2.0), (1, "b", 1.0)]
    found = row_versions(table("full"), rows(said, known={0: 50, 1: 50, 2: 50}), DAYS)
    assert told(found, "known_from") == [("a", 50), ("a", 200), ("b", 50)]


def test_a_row_mended_late_does_not_hide_what_later_deliveries_said() -> None:
    said: list[Told] = [(0, "a", 1.0), (1, "a", 1.0), (0, "b", 1.0)]
    found = row_versions(table("full"), rows(said, known={0: 350, 2: 350}), DAYS)
    assert told(found, "first", "known_from", "closed") == [("a", 1, 200, 300), ("b", 0, 350, 200)]


APPEND = [
    pytest.param([(0, "a", 1.0), (2, "a", 1.0)], [("a", 1.0, 0, 100, LATEST)], id="repeated"),
    pytest.param(
        [(0, "a", 1.0), (2, "a", 5.0)],
        [("a", 1.0, 0, 100, 300), ("a", 5.0, 1, 300, LATEST)],
        id="corrected",
    ),
    pytest.param(
        [(0, "a", 1.0), (1, "a", 5.0), (2, "a", 1.0)],
        [("a", 1.0, 0, 100, 200), ("a", 5.0, 1, 200, 300), ("a", 1.0, 2, 300, LATEST)],
        id="corrected and back",
    ),
    pytest.param([(0, "a", 1.0)], [("a", 1.0, 0, 100, LATEST)], id="never closed"),
]


@pytest.mark.parametrize(("said", "expected"), APPEND)
def test_a_later_row_corrects_the_earlier_which_stays_known_for_its_days(
    said: list[Told], expected: list[tuple[Any, ...]]
) -> None:
    found = row_versions(table("append"), rows(said), DAYS)
    assert told(found, "amount", "revision", "known_from", "known_to") == expected
    assert set(found["closed"]) == {LATEST}


def test_a_correction_is_known_from_the_day_it_came_however_early_it_was_published() -> None:
    found = row_versions(
        table("append"), rows([(0, "a", 1.0), (2, "a", 5.0)], known={0: 90, 1: 90}), DAYS
    )
    assert told(found, "known_from", "known_to") == [("a", 90, 300), ("a", 300, LATEST)]


def test_rows_without_a_declared_key_are_never_thought_repeats() -> None:
    found = row_versions(table("append", ()), rows([(0, "a", 1.0), (0, "a", 1.0)]), DAYS)
    assert len(found) == 2
    assert found["key"].is_unique


def test_rows_mended_in_one_delivery_are_told_apart_by_where_they_stood_first() -> None:
    frame = rows([(0, "a", 1.0), (1, "a", 1.0)]).assign(
        _delivery="mended", _line=5, _origin=["d0", "d1"]
    )
    found = row_versions(table("append", ()), frame, DAYS)
    assert found["key"].is_unique
    again = frame.assign(_delivery="mended once more")
    assert row_versions(table("append", ()), again, DAYS)["key"].equals(found["key"])


@pytest.mark.parametrize("kind", ["full", "append"])
@pytest.mark.parametrize("key", [("code",), ()])
def test_a_table_of_which_no_row_was_read_has_no_versions(kind: str, key: tuple[str, ...]) -> None:
    assert row_versions(table(kind, key), rows([]), DAYS).empty


Marked = tuple[int, str, str, float | None, int | None]  # delivery, key, mark, amount, marked on

CHANGES = [
    pytest.param(
        [(0, "a", "insert", 1.0, None)], [("a", 0, 3, 100, LATEST, LATEST)], id="inserted"
    ),
    pytest.param(
        [(0, "a", "insert", 1.0, None), (2, "a", "delete", None, None)],
        [("a", 0, 1, 100, 300, 300)],
        id="deleted",
    ),
    pytest.param(
        [(0, "a", "insert", 1.0, None), (2, "a", "delete", None, 250)],
        [("a", 0, 1, 100, 250, 300)],
        id="deleted from its own day",
    ),
    pytest.param(
        [(0, "a", "update", 1.0, None), (1, "a", "insert", 2.0, None), (3, "a", "update", 2.0, 9)],
        [("a", 0, 0, 100, 200, 200), ("a", 1, 3, 200, LATEST, LATEST)],
        id="updated, and told again",
    ),
    pytest.param(
        [(0, "a", "delete", None, None), (1, "a", "delete", None, None)], [], id="never there"
    ),
    pytest.param(
        [
            (0, "a", "insert", 1.0, None),
            (1, "a", "delete", None, None),
            (2, "a", "delete", None, None),
            (3, "a", "insert", 1.0, None),
        ],
        [("a", 0, 0, 100, 200, 200), ("a", 3, 3, 400, LATEST, LATEST)],
        id="deleted twice and put back",
    ),
    pytest.param(
        [(1, "a", "insert", 1.0, None), (1, "a", "delete", None, None)],
        [],
        id="taken back in one delivery",
    ),
]


@pytest.mark.parametrize(("said", "expected"), CHANGES)
def test_changes_say_what_stands_until_they_take_it_away(
    said: list[Marked], expected: list[tuple[Any, ...]]
) -> None:
    frame = rows([(place, key, amount) for place, key, _, amount, _ in said])
    frame["mark"] = [mark for _, _, mark, _, _ in said]
    frame["day"] = pd.array([day for *_, day in said], "Int32")
    marked = dataclasses.replace(table("changes"), mark="mark", marked_on="day")
    found = row_versions(marked, frame, DAYS)
    told_as = ("first", "last", "known_from", "closed", "closed_known")
    assert told(found, *told_as) == expected
    assert set(found["known_to"]) <= {LATEST}


HELD = [
    pytest.param([(0, 1.0), (1, None)], [(0, 1, 100, 300, 300)], id="refused once"),
    pytest.param([(0, 1.0), (1, None), (2, 1.0)], [(0, 2, 100, 400, 400)], id="said again"),
    pytest.param(
        [(0, 1.0), (1, None), (2, 5.0)],
        [(0, 1, 100, 300, 300), (2, 2, 300, 400, 400)],
        id="said otherwise",
    ),
    pytest.param(
        [(0, 1.0), (2, None), (3, 1.0)],
        [(0, 0, 100, 200, 200), (3, 3, 400, LATEST, LATEST)],
        id="gone before",
    ),
    pytest.param([(1, None), (2, None)], [], id="never said"),
]


@pytest.mark.parametrize(("said", "expected"), HELD)
def test_a_refused_row_says_again_what_stood_before(
    said: list[tuple[int, float | None]], expected: list[tuple[Any, ...]]
) -> None:
    frame = rows([(place, "a", amount) for place, amount in said])
    refused = frame["amount"].isna()
    frame.loc[refused, ["_row", "record"]] = -1
    found = row_versions(table("full"), frame, DAYS)
    columns = ["first", "last", "known_from", "closed", "closed_known"]
    assert list(found[columns].itertuples(index=False, name=None)) == expected
    assert not found["amount"].isna().any()


def test_what_a_mended_row_closes_was_believed_open_until_then() -> None:
    frame = rows([(0, "a", 1.0), (1, "a", None), (1, "a", 7.0)], known={2: 250})
    frame.loc[1, ["_row", "record"]] = -1
    found = row_versions(table("full"), frame, DAYS)
    columns = ["amount", "first", "known_from", "closed", "closed_known"]
    assert list(found[columns].itertuples(index=False, name=None)) == [
        (1.0, 0, 100, 200, 250),
        (7.0, 1, 250, 300, 300),
    ]


SAME = [
    pytest.param(pd.Series([7, 8], dtype="int32"), pd.Series([7.0, np.nan]), id="day"),
    pytest.param(pd.Series([7, 8], dtype="int64"), pd.Series([7.0, np.nan]), id="month"),
    pytest.param(
        pd.Series(["x", "y"], dtype="str"), pd.Series(["x", None], dtype="object"), id="text"
    ),
]


@pytest.mark.parametrize(("whole", "gapped"), SAME)
def test_an_empty_cell_elsewhere_in_a_column_changes_no_other_row_s_hash(
    whole: pd.Series[Any], gapped: pd.Series[Any]
) -> None:
    ones = [hashed(pd.DataFrame({"f": column}), ["f"]) for column in (whole, gapped)]
    assert ones[0][0] == ones[1][0]
    assert ones[0][1] != ones[1][1]


def test_what_is_hashed_are_the_declared_fields_only() -> None:
    assert fields_of(rows([(0, "a", 1.0)]).assign(**{"src:编号": "a"})) == ["code", "amount"]
