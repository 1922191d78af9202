"""Sums of money as departments write them."""

import pandas as pd
import pytest

from loaders.cells import money
from loaders.cells.money import Unit


def column(*cells: str | None) -> pd.Series:
    return pd.Series([*cells], dtype="str")


@pytest.mark.parametrize(
    ("cell", "unit", "yuan", "currency"),
    [
        ("0.2", "wan", 2000.0, None),
        ("1.1", "wan", 11000.0, None),
        ("1.5", "yi", 150_000_000.0, None),
        ("318720.0", "yuan", 318720.0, None),
        ("48,151.71", "yuan", 48151.71, None),
        ("1.325976586E7", "yuan", 13259765.86, None),
        ("2,000万元", "wan", 20_000_000.0, None),
        ("2,000万元", "yuan", 20_000_000.0, None),
        ("２，０００万元", "yuan", 20_000_000.0, None),
        ("500元", "wan", 500.0, None),
        ("3.5亿元", "wan", 350_000_000.0, None),
        ("50(万元)", "yuan", 500_000.0, None),
        ("50 万元", "yuan", 500_000.0, None),
        ("（50万元）", "yuan", 500_000.0, None),
        ("12万元整", "yuan", 120_000.0, None),
        ("1000万人民币元", "yuan", 10_000_000.0, "CNY"),
        ("￥1,234.50", "wan", 1234.5, "CNY"),
        ("壹佰万元人民币", "wan", 1_000_000.0, "CNY"),
        ("人民币伍拾万元整", "wan", 500_000.0, "CNY"),
        ("人民币壹拾贰元叁角肆分", "yuan", 12.34, "CNY"),
        ("叁仟贰佰伍拾陆元柒角捌分", "wan", 3256.78, None),
        ("壹仟元整", "wan", 1000.0, None),
        ("伍拾", "wan", 500_000.0, None),
        ("100万美元", "wan", 1_000_000.0, "USD"),
        ("USD 1000", "yuan", 1000.0, "USD"),
        ("500美元", "wan", 500.0, "USD"),
        ("300万港元", "yuan", 3_000_000.0, "HKD"),
        ("0", "yuan", 0.0, None),
    ],
)
def test_sums_are_read_in_yuan(cell: str, unit: Unit, yuan: float, currency: str | None) -> None:
    found = money(column(cell), unit=unit)
    assert found.value[0] == yuan
    assert (None if pd.isna(found.currency[0]) else found.currency[0]) == currency
    assert pd.isna(found.reason[0])


@pytest.mark.parametrize("cell", ["——", "--", "", "\\N", "暂无", None])
def test_what_says_nothing_is_null_without_a_reason(cell: str | None) -> None:
    found = money(column(cell))
    assert found.value.isna()[0]
    assert found.reason.isna()[0]


@pytest.mark.parametrize(
    "cell",
    [
        *("货币", "12,34", "1,2345", "100 200", "万元", "人民币元", "1E400", "1.2.3", "2024-03-01"),
        *("100²", "①100", "100⑴", "1200(1)", "½"),
    ],
)
def test_what_is_no_sum_is_refused(cell: str) -> None:
    found = money(column(cell))
    assert found.value.isna()[0]
    assert found.reason[0] == "wanted a sum such as 1234.50 or 2,000万元"


@pytest.mark.parametrize("cell", ["***", "***万元", "1**,***.00", "XXX万元"])
def test_masked_sums_are_null_and_say_so(cell: str) -> None:
    found = money(column(cell))
    assert found.value.isna()[0]
    assert found.reason[0] == "masked"


@pytest.mark.parametrize("cell", ["-1,234.00", "(1,234.00)", "（1,234.00）", "-1234元"])
def test_negative_sums_are_read_only_where_they_are_bearable(cell: str) -> None:
    assert money(column(cell), negative=True).value[0] == -1234.0
    refused = money(column(cell))
    assert refused.value.isna()[0]
    assert refused.reason[0] == "wanted a sum that is not negative"


def test_a_column_of_mixed_sums_keeps_its_order_and_index() -> None:
    cells = pd.Series(["5", None, "1万元", "x", "5"], index=[9, 8, 7, 6, 5], dtype="str")
    found = money(cells)
    assert found.value.fillna(-1).tolist() == [5.0, -1.0, 10000.0, -1.0, 5.0]
    assert found.value.index.tolist() == [9, 8, 7, 6, 5]
    assert found.reason.notna().tolist() == [False, False, False, True, False]


def test_more_money_than_there_is_is_refused() -> None:
    cells = pd.Series(["1e17", "-1e17", "3000000亿元", "2e14"], dtype="str")
    found = money(cells, negative=True)
    assert found.value.isna().tolist() == [True, True, True, False]
    assert found.reason[:3].str.contains("more money than there is").all()
    assert pd.isna(found.reason[3])
