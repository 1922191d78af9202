"""Words and codes in cells: what means nothing, what is folded, and choices from a list."""

import html
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html.entities import name2codepoint
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrow import long_texts
from loaders.reading.grid import TEXT

NULL_WORDS = frozenset(
    {"\\n", "null", "(null)", "none", "nan", "n/a", "#n/a", "na", "nil", "undefined", "nat"}
    | {"暂无", "无", "空", "(空)", "暂无数据", "无数据", "没有", "未填", "未填写", "暂缺", "缺失"}
)
"""Words that mean nothing in any table, as they are after folding width, case and spaces.

Source: null spellings seen in real exchange tables (`\\N`, 暂无, 无, --, empty, null)."""

_SIZES = range(9, 21)
FILLERS = (
    *(digit * size for digit in "0123456789" for size in _SIZES),
    *(("1234567890" * 2)[:size] for size in _SIZES),
    "00000000-0",
)
"""What a code says that was never given: its check may be right, and many strangers share it."""

_ENTITY = r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,7});"
_UNWRITTEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}  # kinds of characters that no word has
_DASHES = r"^[-—–―−_/\\]+$"
_UNSEEN = "[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]"
_MARKS = "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"  # joiners make one sign of two
_NOTED = r"\p{No}"  # ² ① ⑴ ½
_FOLDED = "^[!-~]*$"  # what folding leaves as it is
_SPACES = r"\s+"  # NFKC has made every wider space a plain one


@dataclass(frozen=True)
class Words:
    """Text for each cell, and what was wanted where it could not be had."""

    value: pd.Series
    reason: pd.Series


@dataclass(frozen=True)
class Distinct:
    """The distinct texts of a column, and where each one stands.

    `codes` are places in `texts`, -1 where the column is null.
    """

    texts: pa.LargeStringArray
    codes: npt.NDArray[np.int64]
    index: pd.Index

    def back(self, values: Any, dtype: Any) -> pd.Series:
        """Return one value a distinct text as a column aligned with the input."""
        array = pd.array(values, dtype=dtype)
        return pd.Series(array.take(self.codes, allow_fill=True), index=self.index)


def distinct(column: pd.Series) -> Distinct:
    """Return the distinct texts of a column."""
    text = column.astype(TEXT)
    encoded = long_texts(text).dictionary_encode()
    codes = pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    return Distinct(encoded.dictionary, codes, column.index)


def each_once(column: pd.Series) -> tuple[pd.Series, npt.NDArray[np.int64]]:
    """Return the distinct texts of a column, a null being one, and of each row its place there."""
    encoded = long_texts(column.astype(TEXT)).dictionary_encode("encode")
    places = encoded.indices.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return pd.Series(pd.array(encoded.dictionary, dtype=TEXT)), places


def folded(texts: pa.LargeStringArray, *, spaces: bool = False) -> pa.LargeStringArray:
    """Return texts with full-width forms narrowed and unseen characters gone (NFKC).

    Spaces go too, unless `spaces`: then those between words stay as one.
    """
    odd = pc.invert(pc.match_substring_regex(texts, _FOLDED))
    some = pc.sum(odd).as_py() or 0
    if 2 * some > len(texts):
        return _folded(texts, spaces)
    return pc.replace_with_mask(texts, odd, _folded(texts.filter(odd), spaces)) if some else texts


def figures(texts: pa.LargeStringArray, *, spaces: bool = False) -> pa.LargeStringArray:
    """Return texts of numbers and days folded; a digit raised or ringed is a note's, and no digit.

    NFKC would make 1002 of `100²`.
    """
    if pc.any(pc.match_substring_regex(texts, _NOTED)).as_py():
        texts = pc.replace_substring_regex(texts, _NOTED, "\ufffd")
    return folded(texts, spaces=spaces)


def _folded(texts: pa.LargeStringArray, spaces: bool) -> pa.LargeStringArray:
    narrow = pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), _UNSEEN, "")
    narrow = pc.replace_substring_regex(narrow, _SPACES, " " if spaces else "")
    return pc.utf8_trim(narrow, " ") if spaces else narrow


def meaningless(tight: pa.LargeStringArray, nulls: Collection[str] = ()) -> npt.NDArray[np.bool_]:
    """Return which texts, folded without spaces, are empty, dashes or a word for nothing."""
    words = pa.array([*_empty_words(nulls), ""], pa.large_string())
    known = pc.is_in(pc.utf8_lower(tight), value_set=words)
    return mask(pc.or_(known, pc.match_substring_regex(tight, _DASHES)))


def _empty_words(nulls: Collection[str]) -> frozenset[str]:
    if not nulls:
        return NULL_WORDS
    own = folded(pa.array([*nulls], pa.large_string()))
    return NULL_WORDS | set(pc.utf8_lower(own).to_pylist())


def mask(array: Any) -> npt.NDArray[np.bool_]:
    """Return an Arrow array of truths as numpy, null being false."""
    return np.asarray(pc.fill_null(array, False).to_numpy(zero_copy_only=False), bool)


def reasons(size: int) -> npt.NDArray[np.object_]:
    """Return room for as many reasons, all null."""
    return np.full(size, None, object)


def blank_many(column: pd.Series, nulls: Collection[str] = (), *, fold: bool = False) -> pd.Series:
    """Return a column of text with null where a cell says nothing.

    Args:
        nulls: words that say nothing here, besides NULL_WORDS.
        fold: narrow full-width letters and digits and drop every space, as codes and numbers
            want it; else the words stay and only their ends are trimmed.
    """
    seen = distinct(column)
    if fold:
        kept = folded(seen.texts)
        empty = meaningless(kept, nulls)
    else:
        kept = _trimmed(seen.texts)
        empty = _say_nothing(seen.texts, nulls)
    return seen.back(pc.if_else(pa.array(~empty), kept, None) if empty.any() else kept, TEXT)


def unescaped(column: pd.Series) -> pd.Series:
    """Return words with what HTML wrote for a character, such as `&amp;`, as that character.

    Each is read once; what is no name of HTML 4, or no character of words, stays as it stands.
    """
    text = pa.array(column, pa.large_string(), from_pandas=True)
    if not pc.any(pc.match_substring(text, "&")).as_py():
        return column
    at = np.flatnonzero(mask(pc.match_substring_regex(text, _ENTITY)))
    if not len(at):
        return column
    read = [re.sub(_ENTITY, _character, words) for words in text.take(at).to_pylist()]
    made = column.copy()
    made.iloc[at] = read
    return made


def _character(written: re.Match[str]) -> str:
    name, found = written[0][1:-1], html.unescape(written[0])
    known = name[0] == "#" or name == "apos" or name in name2codepoint
    sound = found != "\ufffd" and not {unicodedata.category(c) for c in found} & _UNWRITTEN
    return found if known and found and sound else written[0]


def _say_nothing(texts: pa.LargeStringArray, nulls: Collection[str]) -> npt.NDArray[np.bool_]:
    """Return which texts are meaningless; only those that begin like such a word are folded."""
    first = pc.dictionary_encode(pc.utf8_slice_codeunits(texts, 0, 1))
    letters = pc.utf8_slice_codeunits(folded(first.dictionary), 0, 1)
    begun = pa.array([word[:1] for word in _empty_words(nulls)], pa.large_string())
    likely = meaningless(letters) | mask(pc.is_in(pc.utf8_lower(letters), value_set=begun))
    found = mask(pc.take(pa.array(likely), first.indices))
    found[found] = meaningless(folded(texts.filter(pa.array(found))), nulls)
    return found


def _trimmed(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Return texts without blanks at their ends, and without marks that nobody sees.

    Marks of direction turn what stands around them about: a name would be shown as another.
    """
    if pc.any(pc.match_substring_regex(texts, _MARKS)).as_py():
        texts = pc.replace_substring_regex(texts, _MARKS, "")
    return pc.utf8_trim_whitespace(texts)


def texts(column: pd.Series, nulls: Collection[str] = ()) -> pd.Series:
    """Return words as they stand, trimmed; null where they say nothing."""
    return blank_many(column, nulls)


def codes(column: pd.Series, nulls: Collection[str] = ()) -> pd.Series:
    """Return a source's keys, narrowed and without spaces; null where they say nothing."""
    return blank_many(column, nulls, fold=True)


def choices(
    column: pd.Series,
    mapping: Mapping[str, str],
    *,
    other: str | None = None,
    nulls: Collection[str] = (),
) -> Words:
    """Return what each code or label means; a code that a float made `1.0` is still 1.

    Args:
        mapping: a source's codes and labels -> ours, compared after folding width and spaces.
        other: what any word not in `mapping` means; None: it has a reason instead.
    """
    seen = distinct(column)
    tight = folded(seen.texts)
    keys = folded(pa.array([*mapping], pa.large_string()))
    meanings = pa.array([*mapping.values()], pa.large_string())
    place = pc.index_in(tight, value_set=keys)
    whole = pc.replace_substring_regex(tight, r"^(-?\d+)\.0+$", r"\1")
    place = pc.coalesce(place, pc.index_in(whole, value_set=keys))
    found = mask(pc.is_valid(place))
    unknown = ~found & ~meaningless(tight, nulls)
    value = np.asarray(pc.take(meanings, place).to_pylist(), object)
    value[unknown] = other
    reason = reasons(len(tight))
    if other is None:
        listed = ", ".join([*mapping][:6]) + (" ..." if len(mapping) > 6 else "")
        reason[unknown] = f"wanted one of {listed}"
    return Words(seen.back(value, TEXT), seen.back(reason, TEXT))
