"""Rows of one company and month add up, as was known on any day."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.days import LATEST
from loaders.drafting.sums import known_sums

ROWS = [  # company, month, amount, known from, otherwise from
    (1, 5, 100.0, 10, LATEST),
    (1, 5, 20.0, 10, LATEST),
    (1, 5, 7.0, 12, 15),
    (1, 5, -20.0, 15, LATEST),
    (1, 6, 1.0, 10, LATEST),
    (2, 5, 3.0, 11, 13),
]


def known(on: int) -> dict[tuple[int, int], float]:
    frame = pd.DataFrame(ROWS, columns=["node", "month", "value", "known_from", "until"])
    found = known_sums(frame.assign(record=range(len(frame))), ("node", "month"), ("value",))
    assert not found.duplicated(["node", "month", "known_from"]).any()
    now = found[found["known_from"] <= on].drop_duplicates(["node", "month"], keep="last")
    keys = zip(now["node"].tolist(), now["month"].tolist(), strict=True)
    return dict(zip(keys, now["value"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("on", "sums"),
    [
        (9, {}),
        (10, {(1, 5): 120, (1, 6): 1}),
        (11, {(1, 5): 120, (1, 6): 1, (2, 5): 3}),
        (12, {(1, 5): 127, (1, 6): 1, (2, 5): 3}),
        (13, {(1, 5): 127, (1, 6): 1, (2, 5): 0}),
        (15, {(1, 5): 100, (1, 6): 1, (2, 5): 0}),
    ],
)
def test_a_sum_is_that_of_the_rows_believed_then(
    on: int, sums: dict[tuple[int, int], float]
) -> None:
    assert known(on) == sums
