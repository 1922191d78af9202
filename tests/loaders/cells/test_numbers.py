"""Numbers, whole numbers and shares, or a reason why not."""

import math

import pandas as pd
import pytest

from loaders.cells import integers, numbers, shares


def column(*cells: str | None) -> pd.Series:
    return pd.Series([*cells], dtype="str")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("＋５", 5.0),
        ("-3", -3.0),
        (".5", 0.5),
        ("1.325976586E7", 13259765.86),
        ("12人", 12.0),
        ("3 户", 3.0),
    ],
)
def test_numbers_are_read(cell: str, number: float) -> None:
    assert numbers(column(cell)).value[0] == number


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("GS", "wanted a number such as 1234.5"),
        ("1 2", "wanted a number such as 1234.5"),
        ("1²", "wanted a number such as 1234.5"),
        ("①", "wanted a number such as 1234.5"),
        ("nan1", "wanted a number such as 1234.5"),
        ("inf", "wanted a number such as 1234.5"),
        ("12**", "masked"),
        ("-1", "wanted at least 0"),
        ("11", "wanted at most 10"),
    ],
)
def test_what_is_no_bearable_number_has_a_reason(cell: str, reason: str) -> None:
    found = numbers(column(cell), least=0, most=10)
    assert math.isnan(found.value[0])
    assert found.reason[0] == reason


def test_null_words_are_no_numbers_and_no_faults() -> None:
    found = numbers(column("--", "无", None, "未报", "0"), nulls=("未报",))
    assert found.value.isna().tolist() == [True, True, True, True, False]
    assert found.reason.isna().all()


def test_whole_numbers_may_have_gone_through_a_float() -> None:
    found = integers(column("2.0", "1E3", "2.5", "", "９", "-1", "9007199254740993"))
    assert found.value.fillna(-9).tolist() == [2, 1000, -9, -9, 9, -9, -9]
    assert found.reason.notna().tolist() == [False, False, True, False, False, True, True]
    assert str(found.value.dtype) == "Int64"


@pytest.mark.parametrize(
    ("cell", "percent", "share"),
    [
        ("51", True, 0.51),
        ("51%", True, 0.51),
        ("51％", False, 0.51),
        ("0.51", False, 0.51),
        ("0.51", True, 0.0051),
        ("100", True, 1.0),
        ("0.0", True, 0.0),
    ],
)
def test_shares_are_fractions_of_one(cell: str, percent: bool, share: float) -> None:
    assert shares(column(cell), percent=percent).value[0] == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize(("cell", "percent"), [("101", True), ("-1", True), ("51", False)])
def test_shares_beyond_the_whole_are_refused(cell: str, percent: bool) -> None:
    found = shares(column(cell), percent=percent)
    assert math.isnan(found.value[0])
    assert found.reason[0] == "wanted a share between 0 and 100%"


@pytest.mark.parametrize("cell", ["1 2%", "5²%", "12%①"])
def test_what_is_one_share_or_two_is_refused(cell: str) -> None:
    found = shares(column(cell))
    assert math.isnan(found.value[0])
    assert found.reason[0] == "wanted a share such as 25%"
