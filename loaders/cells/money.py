"""Sums of money in cells, in figures and in Chinese, with the units departments mix."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells.numbers import PLAIN, floats, masked, parted
from loaders.cells.numerals import CHARACTERS, chinese_number
from loaders.cells.words import distinct, figures, mask, meaningless, reasons
from loaders.reading.grid import TEXT

Unit = Literal["yuan", "qian", "wan", "baiwan", "yi"]
UNITS: dict[Unit, float] = {"yuan": 1.0, "qian": 1e3, "wan": 1e4, "baiwan": 1e6, "yi": 1e8}
WANTED = "wanted a sum such as 1234.50 or 2,000万元"
MOST_YUAN = 2e14  # [param] more than all the country makes in a year: no sum of one company
TOO_MUCH = "is more money than there is; ask which sum and unit are meant"

_MULTIPLES = {
    "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "億": 1e8, "千万": 1e7, "百万": 1e6,
    "十万": 1e5, "万": 1e4, "萬": 1e4, "千": 1e3, "仟": 1e3, "百": 1e2,
}  # fmt: skip
_CURRENCIES = {  # longest first where one begins another
    "人民币": "CNY", "RMB": "CNY", "CNY": "CNY", "¥": "CNY",
    "新台币": "TWD", "台币": "TWD", "TWD": "TWD",
    "新加坡元": "SGD", "新元": "SGD", "SGD": "SGD",
    "澳大利亚元": "AUD", "澳元": "AUD", "AUD": "AUD", "澳门元": "MOP", "MOP": "MOP",
    "加拿大元": "CAD", "加元": "CAD", "CAD": "CAD",
    "美元": "USD", "美金": "USD", "USD": "USD", "US$": "USD",
    "港元": "HKD", "港币": "HKD", "HKD": "HKD", "HK$": "HKD",
    "欧元": "EUR", "EUR": "EUR", "€": "EUR", "英镑": "GBP", "GBP": "GBP", "£": "GBP",
    "日元": "JPY", "JPY": "JPY", "韩元": "KRW", "KRW": "KRW",
    "瑞士法郎": "CHF", "CHF": "CHF", "$": "USD",
}  # fmt: skip
_NAMES_UNIT = tuple(word for word in _CURRENCIES if word[-1] in "元镑郎金¥$€£")
_CURRENCY = "|".join(re.escape(word) for word in _CURRENCIES)
_SUM = (
    rf"^(?P<before>{_CURRENCY})?(?P<sign>[-+])?(?P<symbol>{_CURRENCY})?(?P<figure>{PLAIN})"
    rf"(?P<multiple>{'|'.join(_MULTIPLES)})?(?P<within>{_CURRENCY})?(?P<yuan>[元圆块])?"
    rf"(?P<after>{_CURRENCY})?[整正]?$"
)
_WRITTEN = re.compile(
    rf"(?P<before>{_CURRENCY})?(?P<minus>负)?(?P<number>[{CHARACTERS}]+)(?P<within>{_CURRENCY})?"
    rf"(?P<yuan>[元圆块])?(?P<after>{_CURRENCY})?[整正]?"
    rf"(?:(?P<jiao>[{CHARACTERS}])角)?[零]?(?:(?P<fen>[{CHARACTERS}])分)?[整正]?"
)

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Sums:
    """Sums of a column, aligned with it.

    `value`: in yuan, or in the whole unit of `currency` (ISO 4217) where one is named.
    `currency` is null where the cell names none.
    """

    value: pd.Series
    currency: pd.Series
    reason: pd.Series


def money(
    column: pd.Series,
    *,
    unit: Unit = "yuan",
    negative: bool = False,
    nulls: Collection[str] = (),
) -> Sums:
    """Return sums of money in yuan.

    Args:
        unit: of a bare figure; a unit in the cell (`2,000万元`, 壹佰万元人民币) wins.
        negative: whether a sum below zero, or in accountant's brackets, is bearable.
    """
    seen = distinct(column)
    tight = figures(seen.texts)
    empty = meaningless(tight, nulls)
    cells = pc.replace_substring_regex(tight, rf"^\(({PLAIN})\)$", r"-\1")
    cells = pc.replace_substring_regex(cells, r"^\(([^()]*)\)$|\(([^()\d]*)\)", r"\1\2")
    value, currency = _scaled(floats(cells), np.float64(UNITS[unit])), reasons(len(cells))
    _add_figures(cells, np.isnan(value) & ~empty, UNITS[unit], value, currency)
    _add_written(cells, np.isnan(value) & ~empty, UNITS[unit], value, currency)
    value[empty | parted(seen.texts)] = np.nan
    reason = reasons(len(tight))
    reason[np.isnan(value) & ~empty] = WANTED
    reason[masked(tight) & ~empty] = "masked"
    wild = np.abs(value) > np.where(np.isin(currency, ("JPY", "KRW")), 200, 1) * MOST_YUAN
    reason[wild], value[wild] = TOO_MUCH, np.nan
    if not negative:
        reason[value < 0] = "wanted a sum that is not negative"
        value[value < 0] = np.nan
    currency[np.isnan(value)] = None
    return Sums(seen.back(value, "float64"), seen.back(currency, TEXT), seen.back(reason, TEXT))


def _add_figures(
    cells: pa.LargeStringArray, left: Mask, unit: float, value: Floats, currency: Objects
) -> None:
    """Read what is left and is a figure with a unit or a currency."""
    at = np.flatnonzero(left)
    match = pc.extract_regex(cells.take(pa.array(at)), pattern=_SUM)
    fits = mask(pc.is_valid(match))
    if not fits.any():
        return
    at, match = at[fits], match.filter(pa.array(fits))
    parts = {field.name: match.field(n) for n, field in enumerate(match.type)}
    multiple = _looked_up(parts["multiple"], _MULTIPLES, np.nan)
    named = mask(pc.not_equal(parts["yuan"], ""))
    for place in ("after", "within", "symbol", "before"):
        word = parts[place]
        found = mask(pc.not_equal(word, ""))
        currency[at[found]] = [_CURRENCIES[text] for text in word.filter(found).to_pylist()]
        named |= mask(pc.is_in(word, value_set=pa.array(_NAMES_UNIT, pa.large_string())))
    scale = np.where(np.isnan(multiple), np.where(named, 1.0, unit), multiple)
    sign = np.where(mask(pc.equal(parts["sign"], "-")), -1.0, 1.0)
    value[at] = _scaled(sign * floats(parts["figure"]), scale)


def _looked_up(words: pa.LargeStringArray, table: dict[str, float], missing: float) -> Floats:
    place = pc.index_in(words, value_set=pa.array([*table], pa.large_string()))
    found = pc.take(pa.array([*table.values()], pa.float64()), place)
    return np.asarray(pc.fill_null(found, missing))


def _scaled(figure: Floats, scale: Floats | np.float64) -> Floats:
    # 1.1万 is 11000, not 11000.000000000002; money ends at the fen, and two places more are kept.
    return np.where(scale == 1.0, figure, np.round(figure * scale, 4)) + 0.0


def _add_written(
    cells: pa.LargeStringArray,
    left: Mask,
    unit: float,
    value: Floats,
    currency: Objects,
) -> None:
    """Read what is left and is written in Chinese characters; distinct ones are few."""
    left = left & mask(pc.match_substring_regex(cells, f"[{CHARACTERS}]"))
    for place in np.flatnonzero(left).tolist():
        match = _WRITTEN.fullmatch(cells[place].as_py())
        number = chinese_number(match["number"]) if match else None
        if match is None or number is None:
            continue
        words = [word for word in match.group("before", "within", "after") if word]
        named = match["yuan"] or match["jiao"] or match["fen"] or {*words} & {*_NAMES_UNIT}
        grouped = {*match["number"]} & set("万萬亿億")
        small = (chinese_number(match["jiao"] or "零") or 0) / 10
        small += (chinese_number(match["fen"] or "零") or 0) / 100
        scale = 1.0 if named or grouped else unit
        value[place] = round((-1 if match["minus"] else 1) * (number + small) * scale, 4)
        currency[place] = _CURRENCIES[words[0]] if words else None
