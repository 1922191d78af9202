"""What a person should know of a file before its declaration is trusted, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders import cells
from loaders.checking.columns import Typed
from loaders.reading.grid import TEXT
from loaders.sketching.guessing import Guess
from loaders.sketching.keys import Keyed
from loaders.sketching.masking import masked, masked_reason, plain
from loaders.sketching.sampling import Sample
from loaders.table import Choice, Code, ColumnType, Date, Money, Number, Share

NULLS = ("不详", "未知", "未提供", "不适用", "待定", "保密", "未公开", "unknown", "-999", "-9999")
"""[param] Words that mean nothing in many a file, though not in all: declared where they stand."""

_SENTINELS = ("1899-12-30", "1900-01-01", "1900-01-02", "1970-01-01", "2099-12-31", "9999-12-31")
_SENTINEL_DAYS = np.array(_SENTINELS, "datetime64[D]").astype(np.int64)
_SKIPPED = {
    "title": "title rows above the header",
    "blank": "blank rows",
    "repeated_header": "rows that repeat the header",
    "total": "total rows",
    "note": "notes below the table",
}
_WORDS_SHOWN = 6


def null_words(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return those words of NULLS that stand alone in a cell of the frame."""
    found = set()
    for name in frame.columns:
        said = cells.blank_many(frame[name], fold=True).str.casefold()
        found |= set(said[said.isin(NULLS)].dropna())
    return tuple(word for word in NULLS if word in found)


def of_file(sample: Sample, keyed: Keyed) -> Iterator[str]:
    """Yield what is worth knowing of a file as a whole."""
    under = sample.under
    rows = f"{len(under.frame):,} rows" if sample.whole else f"its first {len(under.frame):,} rows"
    yield f"Guessed from {rows}. Read as {'; '.join(under.notes) or under.grid.kind}."
    skipped = [f"{n:,} {_SKIPPED[what]}" for what, n in under.skipped.items() if n]
    if skipped:
        yield f"Left out by itself: {', '.join(skipped)}."
    if len(under.ragged):
        first = under.ragged.iloc[0]
        yield (
            f"{len(under.ragged):,} rows do not fit the header and will be refused, the first in "
            f"line {first['line']}: {masked(str(first['reason']))}."
        )
    if sample.others:
        yield f"Sheets not looked at: {plain(', '.join(sample.others), 100)}."
    if keyed.repeated:
        yield f"{keyed.repeated:,} rows repeat an earlier one word by word."
    if keyed.nearly:
        header, times = keyed.nearly
        yield f"{plain(header)} would be the key, but {times:,} rows say a value of it again."


def of_column(one: Guess, frame: pd.DataFrame, lines: npt.NDArray[np.int32]) -> Iterator[str]:
    """Yield what is worth knowing of a column."""
    text = frame[one.name]
    empty = len(text) - one.filled
    if not one.filled:
        yield "never filled"
    elif empty:
        yield f"empty in {empty:,} of {len(text):,}{_words_for_nothing(text)}"
    if one.missed is not None:
        column, read = one.missed
        told = _refusals(column, read, text, lines)
        yield f"by its header a {type(column).__name__}, but {told}"
    yield from _refused(one, text, lines)
    hidden = int(text.str.contains(r"[*＊]", regex=True).sum())
    if hidden:
        yield f"masked in {hidden:,} rows: such a cell identifies nobody"
    odd = len(one.read.odd_at(np.arange(len(text))))
    if odd and not hidden:
        yield f"{odd:,} cells were read, and are worth a look"
    yield from _of_type(one, text)


def _words_for_nothing(text: pd.Series) -> str:
    said = text[(text.str.strip() != "") & cells.blank_many(text).isna()].str.strip()
    words = [plain(repr(w), 12) for w in said.value_counts().index[:_WORDS_SHOWN]]
    return f" (also written {', '.join(words)})" if words else ""


def _refused(one: Guess, text: pd.Series, lines: npt.NDArray[np.int32]) -> Iterator[str]:
    if len(one.read.refused):
        yield _refusals(one.column, one.read, text, lines)


def _refusals(
    column: ColumnType, read: Typed, text: pd.Series, lines: npt.NDArray[np.int32]
) -> str:
    """Return how many cells a type refuses, with the first of them, masked."""
    if not len(read.refused):
        return "few cells can be read so"
    first = int(read.refused[0])
    reason = masked_reason(str(read.read.reason.iloc[read.places[first]]))
    cell = masked(str(text.iloc[first]), column)
    return f"{len(read.refused):,} refused, the first in line {lines[first]}: {cell!r}, {reason}"


def _of_type(one: Guess, text: pd.Series) -> Iterator[str]:
    column, header = one.column, one.header
    if isinstance(column, Date):
        days = one.read.fields[column.field].astype("Int64")
        none = one.read.fields["(sentinel)"].notna() & text.str.contains(r"\d{4}", regex=True)
        sentinels = text[none | days.isin(_SENTINEL_DAYS)]
        if len(sentinels):
            listed = ", ".join(plain(day) for day in sorted(set(sentinels))[:_WORDS_SHOWN])
            yield f"{len(sentinels):,} days that stand for none, or may: {listed}"
        if column.serials:
            yield "Excel's day serials"
    if isinstance(column, Money):
        said = any(word in header for word in ("元", "万"))
        if not said:
            yield "no unit is said: yuan is a guess"
        if column.negative:
            yield "some are negative"
    if isinstance(column, Share) and not column.percent:
        yield "a bare 0.25 is read as 25 %"
    if isinstance(column, Choice):
        yield "translate the words; `other` takes what is not listed"
    if isinstance(column, Code | Number):
        lost = cells.codes(pd.Series(text.array, dtype=TEXT)).str.fullmatch(r"\d+(\.\d+)?[eE]\+\d+")
        if lost.any():
            yield f"{int(lost.sum()):,} cells lost digits in a spreadsheet"
