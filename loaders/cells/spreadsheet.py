"""What spreadsheets do to cells: errors in them, letters before them, digits forgotten."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.reading.grid import TEXT, UNSTORED

LONGEST = 1_000_000  # [param] letters of a cell; what is longer is no cell of a department's table
TOO_LONG = f"has more than {LONGEST:,} characters"
NO_VALUE = "is a formula whose value the file does not hold; open it in Excel and save it again"
LOST_DIGITS = "lost its digits when a spreadsheet took it for a number; ask for it as text"

_ERRORS = pa.array(
    ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"],
    pa.large_string(),
)  # not #N/A, which is how spreadsheets say that there is nothing
_IS_ERROR = pa.scalar("is the spreadsheet's error", pa.large_string())
_SPACE = pa.scalar(" ", pa.large_string())
_WRAPPED = r'^="([^"]*)"$'
_APOSTROPHE = "^['‘’`´]"
_FLOAT = r"^(\d{6,15})\.0$"
_GROUPED = r"^\s*\d{1,3}(?:[,，]\d{3}){3,}\s*$"
_FORGOTTEN = r"^\d(?:\.\d+)?[eE]\+?\d{1,3}$|^\d{16,}\.0$"


def unwrapped(distinct: pd.Series, *, words: bool, code: bool = False) -> pd.Series:
    """Return cells without what spreadsheets put around them: `="001"` is 001.

    Args:
        words: an apostrophe that leads the cell is a letter; else it goes, as in `'001`.
        code: a whole number of few enough digits is a code: 370146461910.0, 370,146,461,910.
    """
    text = pa.array(distinct, pa.large_string(), from_pandas=True)
    shapes = [(_WRAPPED, r"\1")]
    shapes += [] if words else [(_APOSTROPHE, "")]
    shapes += [(_FLOAT, r"\1")] if code else []
    made = text
    for shape, left in shapes:
        if pc.any(pc.match_substring_regex(made, shape)).as_py():
            made = pc.replace_substring_regex(made, shape, left)
    if code:
        made = _ungrouped(made)
    return distinct if made is text else pd.Series(pd.array(made, dtype=TEXT), index=distinct.index)


def _ungrouped(texts: pa.Array) -> pa.Array:
    """Return codes without the commas of thousands."""
    grouped = pc.match_substring_regex(texts, _GROUPED)
    if not pc.any(grouped).as_py():
        return texts
    return pc.if_else(grouped, pc.replace_substring_regex(texts, "[,，]", ""), texts)


def spoilt(distinct: pd.Series) -> pd.Series | None:
    """Return why cells cannot hold what was meant by them, null where they can; None: all can."""
    text = pa.array(distinct, pa.large_string(), from_pandas=True)
    error, unstored = pc.is_in(text, value_set=_ERRORS), pc.equal(text, UNSTORED)
    long = pc.greater(pc.binary_length(text), LONGEST)
    if not pc.any(pc.or_kleene(pc.or_kleene(error, unstored), long)).as_py():
        return None
    long = pc.greater(pc.utf8_length(text), LONGEST)
    said = pc.binary_join_element_wise(_IS_ERROR, text, _SPACE)
    why = pc.if_else(error, said, pa.scalar(None, pa.large_string()))
    why = pc.if_else(pc.fill_null(unstored, False), NO_VALUE, why)
    why = pc.if_else(pc.fill_null(long, False), TOO_LONG, why)
    return pd.Series(pd.array(why, dtype=TEXT), index=distinct.index)


def forgotten(kept: pd.Series) -> pd.Series:
    """Return which codes are numbers of which only the first digits are left: 3.70105E+17."""
    text = pa.array(kept, pa.large_string(), from_pandas=True)
    found = pc.fill_null(pc.match_substring_regex(text, _FORGOTTEN), False)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=kept.index, dtype=bool)
