"""Every shape of day that real tables hold, and everything that only looks like one."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from graph.days import EPOCH, calendar_day
from loaders.cells import dates, days_in_words, hours, last_days, months
from loaders.cells.numerals import chinese_digits, chinese_number


def column(*cells: str | None) -> pd.Series:
    return pd.Series([*cells], dtype="str")


def read(cell: str, **how: int | bool | None) -> tuple[date | None, str | None, int | None]:
    found = dates(column(cell), **how)  # type: ignore[arg-type]
    if pd.isna(found.day[0]):
        return None, None, None
    return calendar_day(int(found.day[0])), found.precision[0], int(found.spread[0])


@pytest.mark.parametrize(
    ("cell", "day", "precision"),
    [
        ("2024-03-01", date(2024, 3, 1), "day"),
        (" 2024-03-01 ", date(2024, 3, 1), "day"),
        ("２０２４－０３－０１", date(2024, 3, 1), "day"),
        ("2024-02-29", date(2024, 2, 29), "day"),
        ("2022-02-15 00:00:00", date(2022, 2, 15), "day"),
        ("2022-02-15 00:00;00", date(2022, 2, 15), "day"),
        ("2022-02-15T23:59:59.999", date(2022, 2, 15), "day"),
        ("2022/2/15 9:05", date(2022, 2, 15), "day"),
        ("2024-03-01T20:00:00Z", date(2024, 3, 2), "day"),
        ("2024-03-01T00:00:00+08:00", date(2024, 3, 1), "day"),
        ("2024-02-29T16:00:00+00:00", date(2024, 3, 1), "day"),
        ("2008/8/11", date(2008, 8, 11), "day"),
        ("2008.08.11", date(2008, 8, 11), "day"),
        ("2008—8—11", date(2008, 8, 11), "day"),
        ("2008−08−11 12:30", date(2008, 8, 11), "day"),
        ("2008。8。11", date(2008, 8, 11), "day"),
        ("2008、8、11", date(2008, 8, 11), "day"),
        ("2008 08 11", date(2008, 8, 11), "day"),
        ("20200316", date(2020, 3, 16), "day"),
        ("20200316.0", date(2020, 3, 16), "day"),
        ("20180503130640", date(2018, 5, 3), "day"),
        ("201805031306", date(2018, 5, 3), "day"),
        ("2016年7月8日", date(2016, 7, 8), "day"),
        ("2016年07月08日 12时30分", date(2016, 7, 8), "day"),
        ("二〇一七年十月二十三日", date(2017, 10, 23), "day"),
        ("二○一七年十二月三十一日", date(2017, 12, 31), "day"),
        ("一九九八年一月廿一日", date(1998, 1, 21), "day"),
        ("201612", date(2016, 12, 1), "month"),
        ("2016-12", date(2016, 12, 1), "month"),
        ("2016年7月", date(2016, 7, 1), "month"),
        ("二〇一七年十月", date(2017, 10, 1), "month"),
        ("2016", date(2016, 1, 1), "year"),
        ("2016年", date(2016, 1, 1), "year"),
    ],
)
def test_each_written_shape_gives_its_day_and_precision(
    cell: str, day: date, precision: str
) -> None:
    assert read(cell) == (day, precision, 0)


@pytest.mark.parametrize(
    ("cell", "significant", "day", "precision", "spread"),
    [
        pytest.param("1388505600000", None, date(2014, 1, 1), "day", 0, id="utc-is-a-day-early"),
        pytest.param("1388505600000.0", None, date(2014, 1, 1), "day", 0, id="as-a-float"),
        pytest.param("1.3885056E12", None, date(2014, 1, 1), "day", 0, id="in-e-notation"),
        pytest.param("946656000000", None, date(2000, 1, 1), "day", 0, id="twelve-digits"),
        pytest.param("521046000000", None, date(1986, 7, 7), "day", 0, id="summer-time-of-1986"),
        pytest.param("-126259200000", None, date(1966, 1, 1), "day", 0, id="before-1970"),
        pytest.param("1480000000000.0", 3, date(2016, 11, 25), "about", 58, id="three-digits"),
        pytest.param("1500000000000.0", 3, date(2017, 7, 14), "about", 58, id="third-digit-is-0"),
        pytest.param("998000000000", 3, date(2001, 8, 17), "about", 6, id="three-of-twelve"),
        pytest.param("1527440000000.0", 6, date(2018, 5, 28), "day", 0, id="six-rounded-up"),
        pytest.param("1527520000000.0", 6, date(2018, 5, 29), "day", 0, id="six-rounded-down"),
        pytest.param("1.2E12", None, date(2008, 1, 11), "about", 579, id="two-digits-shown"),
    ],
)
def test_epochs_are_midnights_in_shanghai_as_exact_as_their_digits(
    cell: str, significant: int | None, day: date, precision: str, spread: int
) -> None:
    assert read(cell, significant=significant) == (day, precision, spread)


def test_rounding_a_midnight_to_six_digits_never_moves_its_day() -> None:
    days = pd.date_range("1990-01-01", "2045-12-31", freq="37D")
    instants = days.tz_localize("Asia/Shanghai").as_unit("ms").asi8
    cells = pd.Series([f"{float(f'{instant:.5e}'):.1f}" for instant in instants], dtype="str")
    found = dates(cells, significant=6)
    assert found.day.tolist() == [(day.date() - EPOCH).days for day in days]
    assert set(found.precision) == {"day"}


@pytest.mark.parametrize(
    ("cell", "sentinel"),
    [
        *((cell, "long_term") for cell in ("9999-09-09", "9999-12-31", "2099-12-31", "2099/12/31")),
        *((cell, "long_term") for cell in ("29991231", "2099-12-31 00:00:00", "4102329600000")),
        *((cell, "long_term") for cell in ("长期", "无固定期限", "无处罚期限", "长 期", "永久")),
        *((cell, "none") for cell in ("1900-01-01", "1899-12-31 12:00:00", "0000-00-00")),
        *((cell, "none") for cell in ("0001-01-01", "19000101", "00000000")),
    ],
)
def test_sentinels_are_not_days(cell: str, sentinel: str) -> None:
    found = dates(column(cell))
    assert pd.isna(found.day[0])
    assert found.sentinel[0] == sentinel
    assert pd.isna(found.reason[0])


@pytest.mark.parametrize(
    "cell",
    ["", " ", "\\N", "暂无", "无", "--", "——", "-", "null", "NULL", "None", "NaN", "／", None],
)
def test_null_words_are_neither_days_nor_refused(cell: str | None) -> None:
    found = dates(column(cell))
    assert found.day.isna()[0]
    assert found.sentinel.isna()[0]
    assert found.reason.isna()[0]


@pytest.mark.parametrize(
    "cell",
    [
        *("2023-02-30", "2023-02-29", "2024-13-01", "20241301", "0202-03-01", "2024-00"),
        *("2024-03-01T25:00", "货币", "2016.1", "3/1/2024", "43800", "1700", "二〇一七年十三月"),
        *("12345678901234567890", "2024-3-1²", "①2024-03-01", "2024—13—01", "2024 3 12:00"),
    ],
)
def test_impossible_days_are_refused_with_what_was_wanted(cell: str) -> None:
    found = dates(column(cell, "2024-03-01"))
    assert found.day.isna().tolist() == [True, False]
    assert found.reason[0] == "wanted a day such as 2024-03-01"


def test_serials_are_days_where_declared_or_where_the_whole_column_is_such() -> None:
    assert read("43891", serials=True)[0] == date(2020, 3, 1)
    assert read("43891.75", serials=True)[0] == date(2020, 3, 1)
    assert dates(column("43891", None, "43892")).day.notna().tolist() == [True, False, True]
    assert dates(column("43891", "2020-03-02")).day.notna().tolist() == [False, True]
    assert dates(column("43891"), serials=False).day.isna()[0]
    assert dates(column("99999"), serials=True).day.isna()[0]


def test_masked_days_say_so() -> None:
    assert dates(column("2024-**-**")).reason[0] == "masked"


def test_columns_keep_their_index_and_repeat_values() -> None:
    cells = pd.Series(["2024-03-01", "x", "2024-03-01"], index=[7, 3, 9], dtype="str")
    found = dates(cells)
    assert found.day.index.tolist() == [7, 3, 9]
    assert found.day[7] == found.day[9] == 19783
    assert found.reason.notna().tolist() == [False, True, False]


def test_empty_columns_give_empty_columns() -> None:
    assert len(dates(column()).day) == 0
    assert dates(column(None, None)).reason.isna().all()


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("201612", 2016 * 12 + 11),
        ("2016年7月8日", 2016 * 12 + 6),
        ("2024-03", 2024 * 12 + 2),
        ("2024/3/31", 2024 * 12 + 2),
        ("二〇一七年十月", 2017 * 12 + 9),
    ],
)
def test_months_come_from_months_and_from_days(cell: str, month: int) -> None:
    assert months(column(cell)).month[0] == month


@pytest.mark.parametrize("cell", ["2016", "1.2E12", "201613", "三月"])
def test_what_names_no_month_is_refused(cell: str) -> None:
    found = months(column(cell))
    assert found.month.isna()[0]
    assert found.reason[0] == "wanted a month such as 2024-03"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("二十三", 23),
        ("一百零五", 105),
        ("壹仟零伍万", 10_050_000),
        ("一百二十亿", 12_000_000_000),
        ("一万亿", 10**12),
        ("两亿三千万零五", 230_000_005),
        ("二三", None),
        ("万", None),
        ("abc", None),
        ("", None),
    ],
)
def test_chinese_numbers_are_read_or_not_at_all(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


def test_chinese_digits_are_read_one_by_one() -> None:
    assert chinese_digits("二〇二四") == 2024
    assert chinese_digits("二十") is None


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2024-05-03 14:59:00", "2024-05-03T14"),
        ("2024-05-03 00:00;00", "2024-05-03T00"),
        ("2024/5/3 24:00", "2024-05-04T00"),
        ("2024-05-03T06:30:00Z", "2024-05-03T14"),
        ("2024-05-03T23:30:00+00:00", "2024-05-04T07"),
        ("20240503140000", "2024-05-03T14"),
        ("2024050314", "2024-05-03T14"),
        ("2024-05-03 14", "2024-05-03T14"),
        ("2024年5月3日14时", "2024-05-03T14"),
        ("1714716000000", "2024-05-03T14"),
    ],
)
def test_an_hour_is_that_of_the_clock_in_shanghai(cell: str, at: str) -> None:
    found = hours(column(cell))
    assert found.hour[0] == np.datetime64(at, "h").astype(int)
    assert found.reason.isna()[0]


@pytest.mark.parametrize(
    "cell",
    ["2024-05-03", "2024-05-10", "2024/12/1", "20240510", "202405", "2024-02-30 10:00", "十四时"],
)
def test_what_names_no_hour_is_refused(cell: str) -> None:
    found = hours(column(cell))
    assert found.hour.isna()[0]
    assert found.reason[0] == "wanted a day and hour such as 2024-03-01 14:00"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2019-03-05至2022-03-04", "2022-03-04"),
        ("2019-12-20-2022-12-19", "2022-12-19"),
        ("自2019年3月5日起至2022年3月4日止", "2022年3月4日"),
        ("20190305～20220304", "20220304"),
        ("2019-03-05 — 长期", "长期"),
        ("2022-03-04", "2022-03-04"),
        ("三年", ""),
        ("36个月", ""),
        ("2016年", "2016年"),
        ("2019-03-05至", "2019-03-05至"),
    ],
)
def test_of_a_span_the_last_day_is_meant(cell: str, day: str) -> None:
    days, lasting = last_days(column(cell))
    assert (days.tolist(), lasting.tolist()) == ([day], [not day])


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("测试市局 2015年3月5日", "2015年3月5日"),
        ("测试市局（2015.03.05）", "2015.03.05"),
        ("2015年3月5日", "2015年3月5日"),
        ("测试市局2015年3月5日至6日", "测试市局2015年3月5日至6日"),
        ("测试第3分局2015年3月5日", "测试第3分局2015年3月5日"),
    ],
)
def test_a_day_stands_among_words_without_figures(cell: str, day: str) -> None:
    assert days_in_words(column(cell)).tolist() == [day]
