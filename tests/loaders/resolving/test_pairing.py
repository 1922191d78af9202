"""Codes numbered and told apart: as numpy does it, however large they are."""

from __future__ import annotations

import numpy as np
import pytest

from loaders.resolving.people.pairing import distinct, numbered


@pytest.mark.parametrize("highest", [1, 50, 2**40])
@pytest.mark.parametrize("rows", [0, 1, 500])
def test_codes_are_numbered_as_numpy_does(rows: int, highest: int) -> None:
    codes = np.random.default_rng(rows).integers(0, highest, rows)
    first, number = numbered(codes)
    _, wanted_first, wanted = np.unique(codes, return_index=True, return_inverse=True)
    assert first.tolist() == wanted_first.tolist()
    assert number.tolist() == wanted.tolist()


@pytest.mark.parametrize("highest", [2, 40, 2**40])
def test_distinct_rows_stand_in_rising_order_however_large_their_codes_are(highest: int) -> None:
    chance = np.random.default_rng(7)
    columns = [chance.choice(chance.integers(0, highest, 20), 400) for _ in range(3)]
    found = distinct(*columns)
    assert list(zip(*(column.tolist() for column in found), strict=True)) == sorted(
        set(zip(*(column.tolist() for column in columns), strict=True))
    )
