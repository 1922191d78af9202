"""Several columns sorted as one: the order is that of a sort by each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from graph.sorting import repeated, stable_order

Column = npt.NDArray[Any]


def columns(dice: np.random.Generator, count: int) -> list[Column]:
    ends = np.iinfo(np.int32)
    far = np.iinfo(np.int64)
    made: list[Column] = [
        dice.integers(-3, 3, count).astype(np.int32),
        dice.integers(0, 2, count).astype(bool),
        dice.integers(0, 4, count).astype(np.uint64) * np.uint64(2**62),
        np.where(dice.random(count) < 0.3, -np.inf, dice.integers(0, 3, count)),
        dice.choice([ends.min, ends.max, 0, 5], count).astype(np.int32),
        dice.choice([far.min, far.max, 0], count),
        np.arange(count),
    ]
    chosen = dice.permutation(len(made))[: int(dice.integers(1, 6))]
    return [made[at] for at in chosen]


@pytest.mark.parametrize("seed", range(200))
def test_the_order_is_that_of_a_sort_by_each_column(seed: int) -> None:
    dice = np.random.default_rng(seed)
    keys = columns(dice, int(dice.integers(0, 60)))
    assert stable_order(*keys).tolist() == np.lexsort(keys[::-1]).tolist()


def test_rows_that_are_in_order_stay_where_they_are() -> None:
    assert stable_order(np.array([1, 1, 2]), np.array([0, 0, 0])).tolist() == [0, 1, 2]


@pytest.mark.parametrize("kind", [np.int64, np.uint64, np.int32])
def test_numbers_that_stand_more_than_once_are_told(kind: type[np.integer[Any]]) -> None:
    dice = np.random.default_rng(7)
    for count in (0, 1, 2, 50, 5000):
        numbers = dice.integers(0, max(count, 1) * 3, count).astype(kind)
        wanted = pd.Series(numbers).duplicated(keep=False).to_numpy()
        assert np.array_equal(repeated(numbers), wanted)
    far = np.array([0, np.iinfo(kind).max, np.iinfo(kind).min, np.iinfo(kind).max], kind)
    assert repeated(far).tolist() == [kind is np.uint64, True, kind is np.uint64, True]
