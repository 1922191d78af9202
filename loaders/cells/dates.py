"""Days and months in cells, in every shape departments write them."""

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.cells.numbers import masked
from loaders.cells.numerals import DIGITS, chinese_digits, chinese_number
from loaders.cells.words import distinct, figures, mask, meaningless, reasons
from loaders.reading.grid import TEXT

AS_OF, OF_YEAR = "截至", "年度"  # what says a day of a whole list: 截至2023年6月30日, 2022年度
LONG_TERM, NO_DATE = "long_term", "none"
YEARS = (1800, 2200)
WANTED_DAY = "wanted a day such as 2024-03-01"
WANTED_MONTH = "wanted a month such as 2024-03"
WANTED_HOUR = "wanted a day and hour such as 2024-03-01 14:00"

LONG_TERM_WORDS = (
    "长期|无固定期限|无固定期|长期有效|永久|永久有效|永续|无期限|无处罚期限|不限期|不约定期限"
)
_TIME = (
    r"(?:[T日 ]*(?P<hour>\d{1,2})[:;时](?P<minute>\d{1,2})"
    r"(?:[:;分](?P<second>\d{1,2})(?:[.,]\d+)?秒?)?分? ?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_SHAPES = (  # RE2; each names year, and month and day as far as it has them
    r"^(?P<year>\d{4}) ?[-/.年] ?(?P<month>\d{1,2}) ?[-/.月] ?(?P<day>\d{1,2}) ?[日号]?"
    + _TIME
    + "$",
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T ]?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?$",
    r"^(?P<year>\d{4}) ?(?:[-/年] ?(?P<month>\d{1,2})月?|\.(?P<month2>\d{2})|(?P<month3>\d{2}))$",
    r"^(?P<year>\d{4})年?$",
)
_PART = " ?[—–―−‐‒。、·・\\\\_ ] ?"  # what a hand or its input method puts for a hyphen
_TYPED = rf"^(\d{{4}}){_PART}(\d{{1,2}}){_PART}(\d{{1,2}})([ T日号]|$)"
_EPOCH = r"^(?:-?\d{11,15}|-?\d(?:\.\d+)?[eE]\+?1[0-4])$"
_SERIAL = r"^\d{5}(?:\.\d+)?$"
_CHINESE = re.compile(
    rf"([{DIGITS}]{{4}})年(?:([{DIGITS}十]{{1,3}})月)?(?:([{DIGITS}十廿卅]{{1,3}})[日号])?"
)
_BARE_HOUR = (  # RE2: an hour without its minutes
    (
        r"^(\d{4} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2})(?:日 ?|[T ]+)(\d{1,2})[时点]?$",
        r"\1 \2:00",
    ),
    (r"^((?:19|20)\d{6})([01]\d|2[0-4])$", r"\1 \2:00"),
)
_ZONE = "Asia/Shanghai"
_DAY_MS, _HOUR_MS = 86_400_000, 3_600_000
_LAST_MS = 253_402_300_799_999  # the end of the year 9999
_EXCEL_ZERO = 25_569  # the serial of 1970-01-01; right from 1900-03-01 on
_SERIALS = (20_000, 60_000)  # 1954-10-03 to 2064-04-08

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Dates:
    """Days of a column, aligned with it.

    `day`: Int32 days since 1970-01-01; a month or year stands as its first day.
    `precision`: day, month, year or about. `spread`: days either way, 0 unless about.
    `sentinel`: long_term, or none for a word that says "no date"; both have no day.
    """

    day: pd.Series
    precision: pd.Series
    spread: pd.Series
    sentinel: pd.Series
    reason: pd.Series


@dataclass(frozen=True)
class Months:
    """Months of a column as Int32 numbers year * 12 + month - 1, and what was wanted."""

    month: pd.Series
    reason: pd.Series


@dataclass(frozen=True)
class Hours:
    """Hours of a column as Int32 numbers since 1970-01-01 00:00, and what was wanted."""

    hour: pd.Series
    reason: pd.Series


class _Found:
    """Days found so far for distinct texts; a text keeps the first shape that reads it."""

    def __init__(self, size: int) -> None:
        self.done = np.zeros(size, bool)
        self.day = np.zeros(size, np.int64)
        self.hour = np.full(size, -1, np.int64)  # of the day; -1 where only a day is said
        self.has = np.zeros(size, bool)
        self.precision = reasons(size)
        self.spread = np.zeros(size, np.int64)
        self.sentinel = reasons(size)
        self.reason = reasons(size)

    def settle(self, at: Mask, day: Ints, valid: Mask, precision: object) -> None:
        """Note the days of the texts `at`; one that is not valid is left for refusal."""
        good = at & valid & ~self.done
        self.day[good], self.has[good], self.done[good] = day[good], True, True
        self.precision[good] = precision[good] if isinstance(precision, np.ndarray) else precision

    def set_apart(self, at: Mask, sentinel: str) -> None:
        """Note texts that stand for no day."""
        self.done |= at
        self.has[at], self.precision[at], self.spread[at] = False, None, 0
        self.sentinel[at] = sentinel


def dates(
    column: pd.Series,
    *,
    serials: bool | None = None,
    significant: int | None = None,
    nulls: Collection[str] = (),
) -> Dates:
    """Return days, their precision, and the sentinels that only look like days.

    Read are 2024-03-01 (any of - / . 年月日 between, with or without a time, `00:00;00` too),
    20200316, 20180503130640, 201612, 2016年7月, 2016, 二〇一七年十月二十三日, epoch
    milliseconds (also 1.2E12) and Excel's day serials.

    Epochs are taken for midnights in Shanghai (whose summer time of 1986 to 1991 is heeded): a
    UTC reading is a day early. One that keeps few digits becomes its nearest midnight where
    rounding leaves no doubt, else "about", with half of the last kept digit as its spread.

    Args:
        serials: whether numbers of five digits are Excel's serials; None: only if the whole
            column is.
        significant: how many digits of an epoch the source keeps; None: as many as it shows.
        nulls: words that mean nothing here, besides NULL_WORDS.
    """
    seen = distinct(column)
    found = _found(seen.texts, serials, significant, nulls)
    shown = pd.array(found.day, dtype="Int64")
    shown[~found.has] = pd.NA
    spread = pd.array(found.spread, dtype="Int64")
    spread[~found.has] = pd.NA
    return Dates(
        seen.back(shown.astype("Int32"), "Int32"),
        seen.back(found.precision, TEXT),
        seen.back(spread.astype("Int32"), "Int32"),
        seen.back(found.sentinel, TEXT),
        seen.back(found.reason, TEXT),
    )


def plain_days(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return days without words that say them of a whole list, and which are "up to" that day."""
    text = column.astype(TEXT).fillna("").str.strip()
    up_to = text.str.contains("^截[至止]", regex=True)
    plain = text.str.replace(r"^截[至止]\s*[:：]?\s*|\s*年?度$", "", regex=True)
    return plain, up_to.astype(bool)


def months(column: pd.Series, *, nulls: Collection[str] = ()) -> Months:
    """Return months, from months or from days in them."""
    seen = distinct(column)
    found = _found(seen.texts, False, None, nulls)
    year, month, _ = _calendar(found.day)
    found.reason[found.reason == WANTED_DAY] = WANTED_MONTH
    vague = found.has & ~np.isin(found.precision.astype(str), ("day", "month"))
    found.reason[vague] = WANTED_MONTH
    number = pd.array(year * 12 + month - 1, dtype="Int64")
    number[~found.has | vague] = pd.NA
    return Months(seen.back(number.astype("Int32"), "Int32"), seen.back(found.reason, TEXT))


def hours(column: pd.Series, *, nulls: Collection[str] = ()) -> Hours:
    """Return hours since 1970-01-01 00:00 in Shanghai, from days with a time.

    Read are the times that `dates` reads, and hours alone: 2024-03-01 14, 2024030114. What is
    stamped 24:00 is the first hour of the next day.
    """
    seen = distinct(column)
    texts = figures(seen.texts, spaces=True)
    for shape, whole in _BARE_HOUR:
        texts = pc.replace_substring_regex(texts, shape, whole)
    found = _found(texts, False, None, nulls)
    timed = found.has & (found.hour >= 0)
    refused = (found.has & ~timed) | (found.reason == WANTED_DAY)
    found.reason[refused] = WANTED_HOUR
    number = pd.array(found.day * 24 + found.hour, dtype="Int64")
    number[~timed] = pd.NA
    return Hours(seen.back(number.astype("Int32"), "Int32"), seen.back(found.reason, TEXT))


def _found(
    texts: pa.LargeStringArray,
    serials: bool | None,
    significant: int | None,
    nulls: Collection[str],
) -> _Found:
    tight = figures(texts)
    cells = _in_digits(figures(texts, spaces=True))
    cells = pc.replace_substring_regex(cells, _TYPED, r"\1-\2-\3\4")
    cells = pc.replace_substring_regex(cells, r"^(-?\d+)\.0+$", r"\1")
    found = _Found(len(cells))
    empty = meaningless(tight, nulls)
    found.done |= empty
    found.set_apart(mask(pc.match_substring_regex(tight, f"^(?:{LONG_TERM_WORDS})$")), LONG_TERM)
    found.set_apart(mask(pc.match_substring_regex(tight, r"^0000[-/.]?00[-/.]?00")), NO_DATE)
    # Twelve digits may be a day and time, or an epoch of before 2001: that makes a whole hour.
    _settle_epochs(cells, significant, found, hours_only=significant is None)
    for shape, precision in zip(_SHAPES, ("day", "day", "month", "year"), strict=True):
        _settle_calendar(cells, shape, precision, found)
    _settle_epochs(cells, significant, found)
    _settle_serials(cells, serials, found, ~empty)
    _set_sentinels_apart(found)
    found.reason[~found.done] = WANTED_DAY
    found.reason[masked(tight) & ~found.done] = "masked"
    return found


def _in_digits(cells: pa.LargeStringArray) -> pa.LargeStringArray:
    """Return cells with Chinese dates in digits; there are few distinct ones, if any."""
    at = np.flatnonzero(mask(pc.match_substring_regex(cells, f"[{DIGITS}]年")))
    if not len(at):
        return cells
    written = cells.to_pylist()
    for place in at.tolist():
        match = _CHINESE.fullmatch(written[place].replace(" ", ""))
        if match:
            parts = [chinese_digits(match[1]), *map(_counted, match.group(2, 3))]
            written[place] = "-".join(f"{n:02}" for n in parts if n is not None)
    return pa.array(written, pa.large_string())


def _counted(text: str | None) -> int | None:
    return chinese_number(text.replace("廿", "二十").replace("卅", "三十")) if text else None


def _settle_calendar(cells: pa.LargeStringArray, shape: str, precision: str, found: _Found) -> None:
    if found.done.all():
        return
    match = pc.extract_regex(cells, pattern=shape)
    at = mask(pc.is_valid(match)) & ~found.done
    if not at.any():
        return
    parts = {name: match.field(n) for n, name in enumerate(f.name for f in match.type)}

    def number(name: str, missing: int) -> Ints:
        if name not in parts:
            return np.full(len(cells), missing, np.int64)
        given = pc.if_else(pc.equal(parts[name], ""), None, parts[name])
        return np.asarray(pc.fill_null(pc.cast(given, pa.int64()), missing))

    year, day = number("year", 0), number("day", 1)
    month = np.maximum.reduce([number(name, -1) for name in ("month", "month2", "month3")])
    month = np.where(month < 0, 1, month) if precision == "year" else month
    hour, minute, second = (number(name, 0) for name in ("hour", "minute", "second"))
    serial, valid = _day_number(year, month, day)
    valid &= (hour <= 24) & (minute <= 59) & (second <= 60)
    timed = number("hour", -1) >= 0
    if "zone" in parts:
        days, hour = _in_shanghai(parts["zone"], hour, minute)
        serial = serial + days
    new = at & valid & timed & ~found.done
    found.hour[new] = hour[new]
    found.settle(at, serial, valid, precision)


def _in_shanghai(zone: pa.LargeStringArray, hour: Ints, minute: Ints) -> tuple[Ints, Ints]:
    """Return the days from a zoned time's own day to its day in Shanghai, and its hour there."""
    zoned = mask(pc.not_equal(zone, ""))
    if not zoned.any():
        return np.zeros(len(hour), np.int64), hour
    digits = pc.replace_substring_regex(pc.fill_null(zone, ""), "[:Z]", "")
    offset = pc.cast(pc.if_else(pc.equal(digits, ""), "0", pc.utf8_ltrim(digits, "+")), pa.int64())
    east = np.asarray(offset)
    ahead = np.sign(east) * (np.abs(east) // 100 * 60 + np.abs(east) % 100)
    local = hour * 60 + minute - ahead + 480
    return np.where(zoned, local // 1440, 0), np.where(zoned, local % 1440 // 60, hour)


def _day_number(year: Ints, month: Ints, day: Ints) -> tuple[Ints, Mask]:
    """Return days since 1970-01-01, and which are days of the calendar at all."""
    valid = (month >= 1) & (month <= 12)
    start = ((year - 1970) * 12 + np.where(valid, month, 1) - 1).astype("datetime64[M]")
    first = start.astype("datetime64[D]").astype(np.int64)
    length = (start + 1).astype("datetime64[D]").astype(np.int64) - first
    return first + day - 1, valid & (day >= 1) & (day <= length)


def _calendar(day: Ints) -> tuple[Ints, Ints, Ints]:
    stamps = day.astype("datetime64[D]")
    months_ = stamps.astype("datetime64[M]")
    number = months_.astype(np.int64)
    within = (stamps - months_.astype("datetime64[D]")).astype(np.int64) + 1
    return number // 12 + 1970, number % 12 + 1, within


def _settle_epochs(
    cells: pa.LargeStringArray, significant: int | None, found: _Found, *, hours_only: bool = False
) -> None:
    if found.done.all():
        return
    at = mask(pc.match_substring_regex(cells, _EPOCH)) & ~found.done
    if hours_only:
        at &= mask(pc.match_substring_regex(cells, r"^-?\d{12}$"))
    if not at.any():
        return
    text = pd.Series(pc.if_else(pa.array(at), cells, "0").to_pandas())
    instant = np.round(pd.to_numeric(text).to_numpy(np.float64)).astype(np.int64)
    at &= np.abs(instant) <= _LAST_MS
    instant[~at] = 0
    if hours_only:
        at &= instant % _HOUR_MS == 0
    doubt = _doubt(instant, significant)
    utc = pd.DatetimeIndex(instant.astype("datetime64[ms]"), tz="UTC")
    local = utc.tz_convert(_ZONE).tz_localize(None).as_unit("ms").asi8
    nearest = (local + _DAY_MS // 2) // _DAY_MS
    off = np.abs(local - nearest * _DAY_MS)
    vague = doubt >= _DAY_MS // 2
    rounded = vague | (off <= doubt)
    day = np.where(rounded, nearest, local // _DAY_MS)
    told = at & ~vague & ~found.done
    found.hour[told] = np.where(rounded, 0, local % _DAY_MS // _HOUR_MS)[told]
    found.spread[at & vague] = np.ceil(doubt / _DAY_MS).astype(np.int64)[at & vague]
    precision = np.where(vague, "about", "day").astype(object)
    found.settle(at, day, np.ones(len(cells), bool), precision)


def _doubt(instant: Ints, significant: int | None) -> npt.NDArray[np.float64]:
    """Return half of each epoch's last kept digit, in milliseconds.

    A midnight that happens to end in zeros is exact; undeclared, only an instant that is no
    whole hour and shows few digits has been rounded.
    """
    size = np.abs(instant)
    digits = np.floor(np.log10(np.maximum(size, 1))).astype(np.int64) + 1
    zeros = np.zeros(len(size), np.int64)
    for power in range(1, 15):
        zeros[(size % 10**power == 0) & (size > 0)] = power
    shown = digits - zeros
    kept = np.maximum(shown, significant) if significant is not None else shown
    doubt = np.where(kept < digits, 0.5 * 10.0 ** (digits - kept), 0.0)
    exact = np.zeros(len(size), bool)
    if significant is None:
        exact = (size % _HOUR_MS == 0) | (shown > 7)
    return np.where(exact, 0.0, doubt)


def _settle_serials(
    cells: pa.LargeStringArray, serials: bool | None, found: _Found, filled: Mask
) -> None:
    if found.done.all():
        return
    at = mask(pc.match_substring_regex(cells, _SERIAL)) & ~found.done
    if not at.any() or serials is False:
        return
    text = pd.Series(pc.if_else(pa.array(at), cells, "0").to_pandas())
    serial = np.floor(pd.to_numeric(text).to_numpy(np.float64)).astype(np.int64)
    fits = (serial >= _SERIALS[0]) & (serial <= _SERIALS[1])
    if serials or bool((at & fits)[filled].all()):
        found.settle(at, serial - _EXCEL_ZERO, fits, "day")


def _set_sentinels_apart(found: _Found) -> None:
    """Set apart days that stand for "no end" and "no date", and refuse years beyond reason.

    Source: sentinel days seen in real exchange tables (9999-09-09, 2099-12-31, 29991231;
    1900-01-01, 1899-12-31).
    """
    year, month, day = _calendar(found.day)
    last = (month == 12) & (day == 31)
    long_term = found.has & ((year >= 2900) | ((year == 2099) & last))
    no_date = (year == 1899) & (month == 12) & (day >= 30)
    no_date |= np.isin(year, (1, 1900)) & (month == 1) & (day == 1)
    no_date &= found.has & (found.precision == "day")
    found.set_apart(long_term, LONG_TERM)
    found.set_apart(no_date, NO_DATE)
    wild = found.has & ((year < YEARS[0]) | (year > YEARS[1]))
    found.has[wild], found.done[wild] = False, False
    found.precision[wild] = None
