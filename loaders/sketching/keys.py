"""The key of a table: the smallest set of columns that reads like one and never repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.sketching import hints
from loaders.sketching.guessing import Guess, always_filled
from loaders.table import (
    CaseNumber,
    Code,
    Date,
    Hour,
    Month,
    Name,
    OrgCode,
    RegistrationNumber,
    ResidentId,
    TaxpayerId,
    Text,
    Uscc,
)

_NEARLY = 0.9  # [param] distinct share at which repeats under a would-be key are worth a word
_RANK: tuple[type, ...] = (
    CaseNumber,
    Code,
    Text,
    Uscc,
    ResidentId,
    RegistrationNumber,
    OrgCode,
    TaxpayerId,
    Name,
    Date,
    Month,
    Hour,
)


@dataclass(frozen=True)
class Keyed:
    """A key, empty if none was found.

    Attributes:
        repeated: rows that are wholly equal to an earlier one.
        nearly: a column that would be the key, but for so many rows that say its value again.
    """

    key: tuple[str, ...]
    repeated: int
    nearly: tuple[str, int] | None


def keyed(guesses: Sequence[Guess], frame: pd.DataFrame) -> Keyed:
    """Return the key that rows of a sample have."""
    repeated = frame.duplicated().to_numpy(bool)
    able = sorted(filter(_able, guesses), key=lambda one: _RANK.index(type(one.column)))
    places = {one.column.field: one.read.places[~repeated] for one in able}
    size = int((~repeated).sum())
    if size > 1:
        for count in (1, 2):
            for group in combinations(able, count):
                if count == 1 and isinstance(group[0].column, Name | Date | Month | Hour):
                    continue
                fields = tuple(one.column.field for one in group)
                if _distinct([places[field] for field in fields]) == size:
                    return Keyed(fields, int(repeated.sum()), None)
    return Keyed((), int(repeated.sum()), _nearly(able, places, size))


def _able(one: Guess) -> bool:
    """Return whether a column may be part of a key: an always filled code, name or time."""
    if isinstance(one.column, Text) and not hints.NUMBERED.search(one.name.casefold()):
        return False
    numbered = isinstance(one.column, _RANK)
    return numbered and always_filled(one) and not hints.SERIAL.search(one.name.casefold())


def _distinct(places: list[npt.NDArray[np.int64]]) -> int:
    return len(np.unique(np.stack(places, axis=1), axis=0))


def _nearly(
    able: Sequence[Guess], places: dict[str, npt.NDArray[np.int64]], size: int
) -> tuple[str, int] | None:
    for one in able:
        if isinstance(one.column, Name | Date | Month | Hour):
            continue
        count = _distinct([places[one.column.field]])
        if size > count >= _NEARLY * size:
            return one.header, size - count
    return None
