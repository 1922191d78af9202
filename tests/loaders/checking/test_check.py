"""Each kind of column, cell by cell: what it becomes, what is refused, what may be shown."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from graph.days import parse_day
from graph.protection import Key
from loaders.cells import LOST_DIGITS
from loaders.checking.columns import LOST_LETTERS, REQUIRED, absent, typed
from loaders.checking.guarding import WANTED_EMAIL, WANTED_PHONE, Guard
from loaders.checking.header_names import belongs, matched, missing
from loaders.reading.grid import TEXT
from loaders.table import (
    CaseNumber,
    Choice,
    Code,
    ColumnType,
    Date,
    Email,
    Money,
    Month,
    Name,
    Number,
    OrgCode,
    Phone,
    Region,
    RegistrationNumber,
    ResidentId,
    Share,
    Table,
    TaxpayerId,
    Text,
    Uscc,
)

GUARD = Guard(Key(b"k" * 32))
OPTIONAL: dict[str, Any] = {"required": False}
DEBTORS = Choice(
    "f", words={"个人": "person", "非自然人": "company", "自然人": "person"}, within=True
)
STATES = Choice("f", words={"1": "active", "注销": "closed"}, keeps="said", **OPTIONAL)


def one(column: ColumnType, cell: str) -> tuple[Any, str | None]:
    """Return what one cell becomes, and why it is refused."""
    found = typed(column, pd.Series([cell], dtype=TEXT), (), GUARD)
    value, reason = found.fields["f"].iloc[0], found.reason.iloc[0]
    return (None if pd.isna(value) else value), (None if pd.isna(reason) else reason)


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        pytest.param(Text("f"), "  电 13012348666 ", "电 130****8666", id="text"),
        pytest.param(Text("f", **OPTIONAL), "暂无", None, id="null word"),
        pytest.param(Name("f"), "泉明（济南）商贸", "泉明（济南）商贸", id="name keeps its width"),
        pytest.param(Code("f"), " ３７０１-001 ", "3701-001", id="code"),
        pytest.param(Code("f"), "13012348666", "13012348666", id="a code is no phone"),
        pytest.param(Code("f"), "370146461910.0", "370146461910", id="code that was a float"),
        pytest.param(Code("f"), "370,146,461,910", "370146461910", id="code in thousands"),
        pytest.param(Code("f"), "101,102,103", "101,102,103", id="three codes"),
        pytest.param(Code("f"), "3.0", "3.0", id="a code with a point"),
        pytest.param(Code("f"), "‘0012", "0012", id="a code behind another apostrophe"),
        pytest.param(Text("f"), "‘甲’", "‘甲’", id="words in quotation marks"),
        pytest.param(Region("f"), "370105.0", "370105", id="region that was a float"),
        pytest.param(Code("f"), "11010519491231002X", None, id="code that is a person's"),
        pytest.param(Uscc("f"), "９1370105ma3c00011t", "91370105MA3C00011T", id="uscc"),
        pytest.param(Uscc("f"), "913701******00011T", None, id="masked uscc"),
        pytest.param(Uscc("f", lenient=True), "MA3C00011", "MA3C00011", id="lenient org code"),
        pytest.param(Uscc("f", lenient=True), "11010519491231002X", None, id="lenient person"),
        pytest.param(Uscc("f", **OPTIONAL), "０" * 18, None, id="uscc of noughts"),
        pytest.param(Uscc("f", lenient=True, **OPTIONAL), "000000000", None, id="filler"),
        pytest.param(OrgCode("f", **OPTIONAL), "00000000-0", None, id="org code of noughts"),
        pytest.param(RegistrationNumber("f", **OPTIONAL), "0" * 13, None, id="number of noughts"),
        pytest.param(TaxpayerId("f", **OPTIONAL), "0" * 15, None, id="taxpayer of noughts"),
        pytest.param(Code("f", **OPTIONAL), "000000000", None, id="code of noughts"),
        pytest.param(Code("f", **OPTIONAL), "999999999999999", None, id="code of nines"),
        pytest.param(Code("f", **OPTIONAL), "1234567890", None, id="digits counted up"),
        pytest.param(Code("f", **OPTIONAL), "11111111", "11111111", id="eight ones"),
        pytest.param(Code("f", **OPTIONAL), "1234567891", "1234567891", id="nearly counted up"),
        pytest.param(OrgCode("f", **OPTIONAL), "123456789", None, id="digits for an org code"),
        pytest.param(Code("f"), "00000000", "00000000", id="an invoice's first number"),
        pytest.param(Code("f"), "00", "00", id="short code of noughts"),
        pytest.param(OrgCode("f"), "MA3C0001-1", "MA3C00011", id="org code"),
        pytest.param(TaxpayerId("f"), "91370105MA3C00011T", "91370105MA3C00011T", id="taxpayer"),
        pytest.param(TaxpayerId("f"), "11010519491231002X", None, id="taxpayer who is a person"),
        pytest.param(
            CaseNumber("f"), "（2023）鲁0102执12号", "(2023)鲁0102执12号", id="case number"
        ),
        pytest.param(Region("f"), "370102", "370102", id="region"),
        pytest.param(Date("f"), "二〇一七年十月二十三日", parse_day("2017-10-23"), id="date"),
        pytest.param(Date("f", open_ended=True), "长期", None, id="long term is an open end"),
        pytest.param(Date("f", **OPTIONAL), "2099-12-31", None, id="no end to be known"),
        pytest.param(Date("f"), "201612", parse_day("2016-12-01"), id="month as a date"),
        pytest.param(Month("f"), "201612", 2016 * 12 + 11, id="month"),
        pytest.param(Money("f"), "2,000万元", 2e7, id="money with its unit"),
        pytest.param(Money("f", unit="wan"), "3", 3e4, id="money in wan"),
        pytest.param(Money("f", **OPTIONAL), "100万美元", None, id="another currency"),
        pytest.param(Number("f", least=0), "48,151.71", 48151.71, id="number"),
        pytest.param(Share("f"), "25%", 0.25, id="share"),
        pytest.param(Share("f", percent=False), "0.25", 0.25, id="share as a fraction"),
        pytest.param(Share("f", zero_unknown=True), "0.0", None, id="share of an unknown size"),
        pytest.param(STATES, "1.0", "active", id="choice"),
        pytest.param(DEBTORS, "其他非自然人投资者", "company", id="first word within"),
        pytest.param(Choice("f", words={"是": "yes"}, other="no"), "不详", "no", id="other"),
    ],
)
def test_a_cell_is_read(column: ColumnType, cell: str, value: Any) -> None:
    assert one(column, cell) == (value, None)


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        pytest.param(Code("f"), "3701460000000019104.0", LOST_DIGITS, id="a float of 19 digits"),
        pytest.param(Text("f"), "　", REQUIRED, id="empty"),
        pytest.param(Name("f"), "/", REQUIRED, id="a dash"),
        pytest.param(Uscc("f"), "91370105MA3C00012T", "its check wants", id="uscc"),
        pytest.param(Uscc("f"), "MA3C00011", "wanted 18", id="org code in a strict uscc"),
        pytest.param(Uscc("f", lenient=True), "乱码", "USCC", id="nonsense in a lenient uscc"),
        pytest.param(RegistrationNumber("f"), "370102200000000", "check", id="registration"),
        pytest.param(ResidentId("f"), "110105194912310029", "check", id="resident id"),
        pytest.param(
            ResidentId("f", lenient=True), "110105194912310029", "check", id="mistyped, lenient"
        ),
        pytest.param(ResidentId("f"), "G12345678", "wanted", id="a passport"),
        pytest.param(Phone("f"), "没有电话", WANTED_PHONE, id="phone"),
        pytest.param(Email("f"), "example.com", WANTED_EMAIL, id="e-mail"),
        pytest.param(Date("f"), "2024-02-30", "wanted a day", id="no day"),
        pytest.param(Date("f"), "0000-00-00", REQUIRED, id="a word for no date"),
        pytest.param(Date("f"), "长期", "wanted a day", id="long term is no day"),
        pytest.param(Date("f"), "2099-12-31", "wanted a day", id="nor is the end of all days"),
        pytest.param(Name("f"), "济南\ufffd\ufffd公司", LOST_LETTERS, id="letters lost"),
        pytest.param(Name("f"), "????公司", LOST_LETTERS, id="letters made question marks"),
        pytest.param(Name("f"), "锟斤拷锟斤拷公司", LOST_LETTERS, id="letters lost twice"),
        pytest.param(Name("f"), "æµ\x8eå\x8d\x97", LOST_LETTERS, id="letters taken for Latin"),
        pytest.param(Month("f"), "2016", "wanted a month", id="no month"),
        pytest.param(Money("f"), "-5", "not negative", id="negative money"),
        pytest.param(Number("f", least=0, most=150), "151", "at most 150", id="number too large"),
        pytest.param(Share("f"), "120", "between 0 and 100%", id="share"),
        pytest.param(STATES, "迁出", "wanted one of", id="choice"),
        pytest.param(DEBTORS, "合伙", "wanted one of", id="choice within"),
    ],
)
def test_a_cell_is_refused_with_a_reason(column: ColumnType, cell: str, reason: str) -> None:
    value, why = one(column, cell)
    assert value is None
    assert why is not None
    assert reason in why


def test_a_name_from_a_page_is_what_html_wrote_and_its_source_stays_as_it_stood() -> None:
    stood = ["甲&amp;乙", "甲&乙", "&nbsp;"]
    read = typed(Name("f"), pd.Series(stood, dtype="str"), (), GUARD)
    assert read.fields["f"].fillna("").tolist() == ["甲&乙", "甲&乙", ""]
    assert read.shown.tolist() == stood
    assert read.reason.fillna("").tolist() == ["", "", REQUIRED]
    assert typed(Code("f"), pd.Series(stood[:1], dtype="str"), (), GUARD).fields["f"][0] == stood[0]
    hidden = typed(Text("f"), pd.Series(["11010519491231002&#88;"], dtype="str"), (), GUARD)
    assert "19491231002" not in hidden.shown[0] + hidden.fields["f"][0]


def test_a_name_with_lost_letters_refuses_no_row_that_can_be_without_it() -> None:
    cells = pd.Series(["济南??公司", "孙测试"], dtype="str")
    read = typed(Name("f", required=False), cells, (), GUARD)
    assert read.fields["f"].fillna("").tolist() == ["", "孙测试"]
    assert read.odd.tolist() == [True, False]
    assert read.reason.isna().all()


@pytest.mark.parametrize(
    ("column", "cell", "joined", "shown"),
    [
        pytest.param(
            ResidentId("f"), "11010519491231002x", True, "1101051949****002X", id="resident id"
        ),
        pytest.param(ResidentId("f"), "110105491231002", True, "11010549****002", id="15 digits"),
        pytest.param(
            ResidentId("f"), "110105********002X", False, "110105********002X", id="masked"
        ),
        pytest.param(ResidentId("f", lenient=True), "G12345678", False, "G12345***", id="passport"),
        pytest.param(Phone("f"), "13012348666", True, "130****8666", id="mobile"),
        pytest.param(Phone("f"), "+86 130-1234-8666", True, "+86 130-****-8666", id="country code"),
        pytest.param(
            Phone("f"), "0531-88881234；13012348666", True, "0531-****1234;130****8666", id="two"
        ),
        pytest.param(Phone("f"), "130****8666", False, "130****8666", id="masked phone"),
        pytest.param(Email("f"), "Wang.Wei@Example.com", True, "w***@example.com", id="e-mail"),
    ],
)
def test_a_persons_number_is_hashed_and_masked(
    column: ColumnType, cell: str, joined: bool, shown: str
) -> None:
    found = typed(column, pd.Series([cell], dtype=TEXT), (), GUARD)
    digest = found.fields["f"].iloc[0]
    assert pd.isna(found.reason.iloc[0])
    assert pd.notna(digest) is joined
    assert not joined or len(digest) == 32
    assert found.fields["f_masked"].iloc[0] == shown
    assert found.shown.iloc[0] == shown


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        pytest.param(ResidentId("f"), ("110105491231002", "11010519491231002X"), id="resident id"),
        pytest.param(Phone("f"), ("130 1234 8666", "008613012348666"), id="mobile"),
        pytest.param(Phone("f"), ("(0531)88881234", "0531-88881234"), id="landline"),
        pytest.param(Email("f"), ("A@example.com", " a@EXAMPLE.com"), id="e-mail"),
    ],
)
def test_two_spellings_of_a_number_have_one_hash(
    column: ColumnType, cells: tuple[str, str]
) -> None:
    found = typed(column, pd.Series(cells, dtype=TEXT), (), GUARD)
    assert found.fields["f"].nunique() == 1
    other = typed(column, pd.Series(cells, dtype=TEXT), (), Guard(Key(b"x" * 32)))
    assert not set(found.fields["f"]) & set(other.fields["f"])


@pytest.mark.parametrize(
    "column",
    [Text("f"), Name("f"), Code("f"), Uscc("f", lenient=True), TaxpayerId("f"), Number("f")],
    ids=lambda column: type(column).__name__,
)
def test_no_column_shows_a_person_in_clear(column: ColumnType) -> None:
    cells = pd.Series(["11010519491231002X", "１１０１０５１９４９１２３１００２Ｘ"], dtype=TEXT)
    found = typed(column, cells, (), GUARD)
    for values in (found.shown, *found.fields.values()):
        assert not values.astype(str).str.contains("1231|１２３１").any()


def test_a_choice_keeps_the_sources_own_words() -> None:
    found = typed(STATES, pd.Series(["注销", "暂无"], dtype=TEXT), (), GUARD)
    assert found.fields["said"].fillna("").tolist() == ["注销", ""]
    assert found.fields["f"].fillna("").tolist() == ["closed", ""]


@pytest.mark.parametrize(
    "column",
    [Text, Name, Code, Uscc, OrgCode, TaxpayerId, ResidentId, Phone, Email, Date, Month, Money],
)
def test_a_column_that_the_header_lacks_is_null(column: type[ColumnType]) -> None:
    found = absent(column("f", required=False), 3, GUARD)
    assert all(len(v) == 3 for v in found.fields.values())
    assert all(v.isna().all() for v in found.fields.values())
    assert found.reason.isna().all()


TABLE = Table(
    name="t",
    title="t",
    files=("*",),
    kind="append",
    columns={
        "案号": Code("number"),
        "名称": Name("name"),
        "金额": Money("claim", **OPTIONAL),
        "法院": Text("court", **OPTIONAL),
        "日期": Date("day", **OPTIONAL),
    },
    aliases={"CaseCode": "案号", "iname": "名称", "被执行人(名称)": "名称"},
)


@pytest.mark.parametrize(
    ("names", "found", "lacks", "fits"),
    [
        pytest.param(["案号", "名称", "金额"], 3, [], True, id="its own"),
        pytest.param(["ＣａｓｅＣｏｄｅ", "被执行人（名称）", "别的"], 2, [], False, id="too few"),
        pytest.param(["casecode", "INAME", "法院"], 3, [], True, id="aliases in any case"),
        pytest.param(["案号", "名称"], 2, [], True, id="few, but all known"),
        pytest.param(["案号", "金额", "法院", "日期"], 4, ["名称"], False, id="one lacking"),
        pytest.param(["案号", "iname", "名称", "日期"], 3, [], True, id="header before alias"),
    ],
)
def test_a_header_is_matched_by_name_or_alias(
    names: list[str], found: int, lacks: list[str], fits: bool
) -> None:
    there = matched(TABLE, names)
    assert len(there) == found
    assert missing(TABLE, names) == lacks
    assert belongs(TABLE, names) is fits
    assert there.get("名称") in (None, "INAME", "名称", "被执行人（名称）")
