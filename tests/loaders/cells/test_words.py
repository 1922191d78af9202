"""What says nothing, what is folded, and what a choice means."""

import pandas as pd
import pytest

from loaders.cells import blank_many, choices, codes, texts, unescaped


def column(*cells: str | None) -> pd.Series:
    return pd.Series([*cells], dtype="str")


@pytest.mark.parametrize(
    "cell",
    [
        *("\\N", "暂无", "无", "--", "——", "-", "－", "—", "空", "null", "NULL", "None", "NaN"),
        *("N/A", "n/a", "ＮＵＬＬ", "#N/A", "\ufeff", "/"),
        *("", "  ", "　", "暂 无", None),
    ],
)
def test_null_words_are_null(cell: str | None) -> None:
    assert texts(column(cell)).isna()[0]
    assert codes(column(cell)).isna()[0]


@pytest.mark.parametrize("cell", ["0", "无锡某某厂", "空调", "-1", "NA1", "N", "否"])
def test_words_that_hold_a_null_word_are_not_null(cell: str) -> None:
    assert texts(column(cell))[0] == cell


def test_a_tables_own_null_words_count_too() -> None:
    assert blank_many(column("未公示", "未 公示", "公示"), ("未公示",)).isna().tolist() == [
        True,
        True,
        False,
    ]


def test_codes_are_narrowed_and_texts_are_only_trimmed() -> None:
    cell = "　ＡＢ（１２）\u200b Ｃ "
    assert codes(column(cell))[0] == "AB(12)C"
    assert texts(column(cell))[0] == "ＡＢ（１２） Ｃ"


def test_choices_are_looked_up_by_folded_code_or_label() -> None:
    meant = {"1": "valid", "2": "revoked", "在营（开业）企业": "open"}
    found = choices(column("1", "1.0", "２", " 在营(开业)企业 ", "3", "无", None), meant)
    assert found.value.fillna("").tolist() == ["valid", "valid", "revoked", "open", "", "", ""]
    assert found.reason.notna().tolist() == [False] * 4 + [True, False, False]
    assert found.reason[4] == "wanted one of 1, 2, 在营（开业）企业"


def test_choices_may_have_a_meaning_for_any_other_word() -> None:
    found = choices(column("x", "1", None), {"1": "a"}, other="else")
    assert found.value.fillna("").tolist() == ["else", "a", ""]
    assert found.reason.isna().all()


def test_a_choice_may_give_a_meaning_to_a_null_word() -> None:
    assert choices(column("无"), {"无": "none", "有": "some"}).value[0] == "none"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("甲&amp;乙有限公司", "甲&乙有限公司"),
        ("甲&#40;北京&#x29;有限公司", "甲(北京)有限公司"),
        ("甲&nbsp;乙", "甲\u00a0乙"),
        ("&lt;b&gt;&apos;&quot;", "<b>'\""),
        ("&amp;lt;", "&lt;"),  # once
        ("甲&#150;乙", "甲–乙"),  # as HTML reads what Windows wrote
        *((cell, cell) for cell in ("A&B", "A&B;乙", "A&amp乙", "&nosuch;", "&notit;", "R&D;")),
        *(
            (f"&#{n};", f"&#{n};")
            for n in (0, 9, 10, 13, 27, 127, 129, 8232, 55296, 65533, 9999999)
        ),
        ("&NewLine;&Tab;", "&NewLine;&Tab;"),
    ],
)
def test_what_html_wrote_for_a_character_is_that_character(cell: str, words: str) -> None:
    assert unescaped(pd.Series([cell, "甲"])).tolist() == [words, "甲"]
