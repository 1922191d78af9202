"""Days in cells that hold more than one: spans, how long something lasts, words beside them."""

import pandas as pd

from loaders.cells.dates import LONG_TERM_WORDS
from loaders.cells.numerals import DIGITS
from loaders.reading.grid import TEXT

_DAY = r"\d{4} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2} ?[日号]?|\d{8}"
_SPAN = rf"^自? ?(?:{_DAY}) ?起? ?[-至到~—–]+ ?({_DAY}|{LONG_TERM_WORDS}) ?止?$"
_LASTS = rf"^(?:\d{{1,2}}|[{DIGITS}两十]{{1,3}}) ?(?:个?年|个月|天)整?$"
_IN_WORDS = rf"^\D*?({_DAY})\D*$"


def last_days(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return days, of a span (自2019-03-05至2022-03-04) its last, and which cells are no days.

    Those say how long something lasts (三年), and are empty.
    """
    text = column.astype(TEXT).fillna("").str.normalize("NFKC").str.strip()
    lasting = text.str.contains(_LASTS, regex=True).astype(bool)
    return text.str.replace(_SPAN, r"\1", regex=True).mask(lasting, ""), lasting


def days_in_words(column: pd.Series) -> pd.Series:
    """Return the days of cells that hold one beside words without figures (某局 2015年3月5日)."""
    text = column.astype(TEXT).fillna("").str.normalize("NFKC")
    return text.str.replace(_IN_WORDS, r"\1", regex=True)
