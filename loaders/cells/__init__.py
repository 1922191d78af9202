"""Cells of a department's file into values: a column at a time, one look at each distinct text.

Every function takes a column of text and gives back arrays aligned with it. What a cell does
not say is null; what it says and cannot be read is null too, with a `reason` in words.
"""

from loaders.cells.dates import (
    AS_OF,
    OF_YEAR,
    WANTED_DAY,
    Dates,
    Hours,
    Months,
    dates,
    hours,
    months,
    plain_days,
)
from loaders.cells.money import Sums, money
from loaders.cells.numbers import Numbers, integers, numbers, shares
from loaders.cells.spans import days_in_words, last_days
from loaders.cells.spreadsheet import LOST_DIGITS, forgotten, spoilt, unwrapped
from loaders.cells.words import (
    FILLERS,
    NULL_WORDS,
    Words,
    blank_many,
    choices,
    codes,
    each_once,
    texts,
    unescaped,
)

__all__ = [
    "AS_OF",
    "FILLERS",
    "LOST_DIGITS",
    "NULL_WORDS",
    "OF_YEAR",
    "WANTED_DAY",
    "Dates",
    "Hours",
    "Months",
    "Numbers",
    "Sums",
    "Words",
    "blank_many",
    "choices",
    "codes",
    "dates",
    "days_in_words",
    "each_once",
    "forgotten",
    "hours",
    "integers",
    "last_days",
    "money",
    "months",
    "numbers",
    "plain_days",
    "shares",
    "spoilt",
    "texts",
    "unescaped",
    "unwrapped",
]
