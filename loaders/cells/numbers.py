"""Numbers, whole numbers and shares in cells."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells.words import distinct, figures, folded, mask, meaningless, reasons
from loaders.reading.grid import TEXT

PLAIN = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
"""A number without its sign: digits, with thousands parted by commas or not, E notation."""

_COUNTED = "人户家个次件名起笔条项份天"
_MASKED = r"\*|×{2,}|[xX]{2,}|●|■"


@dataclass(frozen=True)
class Numbers:
    """A number for each cell (null is NaN, or NA for whole numbers) and what was wanted."""

    value: pd.Series
    reason: pd.Series


def numbers(
    column: pd.Series,
    *,
    least: float | None = None,
    most: float | None = None,
    nulls: Collection[str] = (),
) -> Numbers:
    """Return numbers such as 1234.5, 48,151.71 or 1.325976586E7, or a count such as 12人."""
    seen = distinct(column)
    value, reason = _read(seen.texts, least, most, nulls, "a number such as 1234.5")
    return Numbers(seen.back(value, "float64"), seen.back(reason, TEXT))


def integers(
    column: pd.Series,
    *,
    least: float | None = 0,
    most: float | None = None,
    nulls: Collection[str] = (),
) -> Numbers:
    """Return whole numbers as Int64; 2.0 is 2, and 2.5 is refused."""
    seen = distinct(column)
    value, reason = _read(seen.texts, least, most, nulls, "a whole number such as 12")
    broken = (value != np.floor(value)) | (np.abs(value) >= 2**53)
    broken &= ~np.isnan(value)
    reason[broken], value[broken] = "wanted a whole number such as 12", np.nan
    whole = pd.array(value, dtype="Float64").astype("Int64")
    return Numbers(seen.back(whole, "Int64"), seen.back(reason, TEXT))


def shares(column: pd.Series, *, percent: bool = True, nulls: Collection[str] = ()) -> Numbers:
    """Return shares in [0, 1].

    Args:
        percent: a bare 25 means 25 %; else 0.25 does. A % sign in the cell says so itself.
    """
    seen = distinct(column)
    spelled = figures(seen.texts, spaces=True)
    signed = mask(pc.ends_with(spelled, "%"))
    bare = pc.utf8_rtrim(spelled, "% ")
    value, reason = _read(bare, None, None, nulls, "a share such as 25%")
    value = np.where(signed | percent, value / 100, value)
    outside = (value < 0) | (value > 1 + 1e-9)
    reason[outside], value[outside] = "wanted a share between 0 and 100%", np.nan
    return Numbers(seen.back(np.minimum(value, 1.0), "float64"), seen.back(reason, TEXT))


def masked(tight: pa.LargeStringArray) -> npt.NDArray[np.bool_]:
    """Return which texts have characters blotted out by their source."""
    return mask(pc.match_substring_regex(tight, _MASKED))


def parted(texts: pa.LargeStringArray) -> npt.NDArray[np.bool_]:
    """Return which texts have a space between two digits: one number, or two?"""
    return mask(pc.match_substring_regex(folded(texts, spaces=True), r"\d \d"))


def floats(plain: pa.LargeStringArray) -> npt.NDArray[np.float64]:
    """Return texts of the form sign and PLAIN as numbers, NaN where they are not or too large."""
    fits = pc.match_substring_regex(plain, rf"^[-+]?{PLAIN}$")
    bare = pc.replace_substring_regex(pc.if_else(fits, plain, None), r"[,+]", "")
    value = pd.to_numeric(pd.Series(bare.to_pandas()), errors="coerce").to_numpy(np.float64)
    return np.where(np.isfinite(value), value, np.nan)


def _read(
    texts: pa.LargeStringArray,
    least: float | None,
    most: float | None,
    nulls: Collection[str],
    wanted: str,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    tight = figures(texts)
    empty = meaningless(tight, nulls)
    value = floats(pc.replace_substring_regex(tight, f"(\\d)[{_COUNTED}]$", r"\1"))
    value[empty | parted(texts)] = np.nan
    reason = reasons(len(tight))
    reason[np.isnan(value) & ~empty] = f"wanted {wanted}"
    reason[masked(tight) & ~empty] = "masked"
    for bound, outside in ((least, value < (least or 0)), (most, value > (most or 0))):
        if bound is not None:
            side = "at least" if bound is least else "at most"
            reason[outside], value[outside] = f"wanted {side} {bound:g}", np.nan
    return value, reason
