"""Frames of a draft are held small, and say what they said."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from graph.days import EARLIEST, LATEST, PRECISIONS
from loaders.drafting.narrow import columns_of, emptied, narrow, stacked

COLUMNS = {"role": "word", "name": "text", "share": "float", "day": "day", "precision": "word"}


def frame(role: Sequence[str | None], day: int = 7, precision: str = "day") -> pd.DataFrame:
    """Return rows as facts make them: words as objects, numbers as they come."""
    count = len(role)
    return pd.DataFrame(
        {
            "role": np.array(role, object),
            "name": pd.Series([f"甲{n}" for n in range(count)], dtype="object"),
            "share": pd.Series([0.5, *[None] * count][:count], dtype="object"),
            "day": np.full(count, day, np.int64),
            "precision": [precision] * count,
            "spent": 1,
        }
    )


def test_each_column_is_held_by_its_type_and_no_other_is_kept() -> None:
    held = narrow(frame(["法定代表人", None]), COLUMNS)
    assert list(held) == list(COLUMNS)
    assert held["role"].tolist()[0] == "法定代表人"
    assert held["role"].isna().tolist()[1]
    assert held["name"].tolist() == ["甲0", "甲1"]
    assert held["share"].dtype == np.float64
    assert np.isnan(held["share"][1])
    assert held["day"].dtype == np.int32


@pytest.mark.parametrize("day", [EARLIEST, LATEST])
def test_bounds_that_nobody_stated_stay_what_they_are(day: int) -> None:
    assert narrow(frame(["x"], day), COLUMNS)["day"].tolist() == [day]


def test_a_column_that_a_frame_lacks_is_empty() -> None:
    held = narrow(frame(["x", "y"]).drop(columns=["role", "share"]), COLUMNS)
    assert held["role"].isna().all()
    assert held["share"].isna().all()


@pytest.mark.parametrize("precision", PRECISIONS)
def test_every_precision_is_held(precision: str) -> None:
    assert narrow(frame(["x"], precision=precision), COLUMNS)["precision"].tolist() == [precision]


def test_stacked_frames_say_what_their_parts_say_in_their_order() -> None:
    parts = [narrow(frame(role), COLUMNS) for role in (["乙", "甲"], ["丙", None], [])]
    whole = stacked(parts, COLUMNS)
    assert [r if isinstance(r, str) else None for r in whole["role"]] == ["乙", "甲", "丙", None]
    assert list(whole["role"].cat.categories) == sorted(["乙", "甲", "丙"])
    assert whole["name"].tolist() == ["甲0", "甲1"] * 2
    assert list(stacked([], COLUMNS)) == list(COLUMNS)


def test_the_columns_are_those_of_an_edition() -> None:
    columns = columns_of("edges/OWNS", without=("amount",), subscribed="float")
    assert columns["share"] == "float"
    assert columns["subscribed"] == "float"
    assert "amount" not in columns
    assert columns["valid_from"] == "day"


def test_a_frame_is_emptied_for_the_rows_that_are_kept() -> None:
    whole = narrow(frame(["甲", "乙", None]), COLUMNS)
    wanted = whole[[True, False, True]].reset_index(drop=True)
    kept = emptied(whole, np.array([True, False, True]))
    pd.testing.assert_frame_equal(kept, wanted)
    assert list(whole) == []
