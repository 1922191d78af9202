"""First declarations of strangers' files: guessed as a person would, and loading as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter

from graph.errors import DataError, UnreadableFile
from loaders.declaring.declaration import read_text
from loaders.sketching.checking import checked
from loaders.sketching.sketch import sketched
from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Email,
    Hour,
    Money,
    Month,
    Name,
    Number,
    Person,
    Phone,
    ResidentId,
    Share,
    Table,
    Text,
    Uscc,
)

CODES = ("91370105MA9T00018R", "91370105MA9T00026L", "91370105MA9T00034F")
IDS = ("370105198203030152", "11010519491231002X")


def declared(path: Path, text: str, encoding: str = "utf-8", **said: str) -> tuple[Table, str]:
    """Write a file, and return the table that is sketched of it with its text."""
    path.write_text(text, encoding=encoding)
    made = sketched(path, **said)
    return read_text(made, "sketch", "own"), made


def column(header: str, *cells: str) -> str:
    """Return a file of forty rows: a firm, and one column of these cells in turn."""
    rows = (f"企业{n}公司,{cells[n % len(cells)]}" for n in range(40))
    return "\n".join([f"企业名称,{header}", *rows])


GUESSED = {
    "a credit code": ("信用代码", CODES, Uscc),
    "a credit code under a header that says nothing": ("x", CODES, Uscc),
    "a resident id": ("x", IDS, ResidentId),
    "a masked resident id": ("证件号码", ("370105********0152", "110105********002X"), ResidentId),
    "a phone": ("联系电话", ("13900000001", "0531-88880000"), Phone),
    "a phone under a header that says nothing": ("x", ("13900000001", "13900000002"), Phone),
    "an e-mail": ("x", ("a@example.com", "b@example.com"), Email),
    "a day": ("x", ("2024-03-01", "2024年3月2日"), Date),
    "a day in eight digits": ("x", ("20240301", "20231231"), Date),
    "Excel's serials": ("成立日期", ("45352", "45001"), Date),
    "epoch milliseconds": ("estdate", ("1430841600000", "1540224000000"), Date),
    "a month": ("所属期", ("202403", "202404"), Month),
    "an hour": ("监测时间", ("2024-03-01 14:00", "2024-03-01 15:00"), Hour),
    "a day with its time": ("录入时间", ("2024-03-01 14:02:33", "2024-03-01 15:59:01"), Date),
    "an amount": ("注册资本(万元)", ("100", "50.5万元"), Money),
    "a share": ("持股比例", ("25%", "75%"), Share),
    "a number": ("人数", ("3", "1,204"), Number),
    "a long number, which is a code": ("x", ("370100000000001234", "370100000000005678"), Code),
    "a code with zeros before it": ("x", ("000123", "000456"), Code),
    "few words": ("状态", ("正常", "注销"), Choice),
    "names of people": ("法定代表人", ("孙测试", "周测试"), Name),
    "codes of firms where a person's number may stand": (
        "社会信用代码（身份证号码）",
        ("91370105MA9T00018R", "91370105MA9T00026L"),
        Uscc,
    ),
    "words for what a name names": ("单位类别", ("水环境", "大气环境"), Text),
    "the name of a project": ("采购项目名称", ("测试设备采购", "测试服务采购"), Text),
    "words": (
        "经营范围",
        tuple(f"测试服务{n};测试咨询" for n in "甲乙丙丁戊己庚辛壬癸子丑寅"),
        Text,
    ),
}


@pytest.mark.parametrize(("header", "cells", "kind"), GUESSED.values(), ids=GUESSED)
def test_a_column_is_told_by_its_cells_and_header(
    tmp_path: Path, header: str, cells: tuple[str, ...], kind: type
) -> None:
    table, _ = declared(tmp_path / "名册.csv", column(header, *cells))
    assert type(table.columns[header]) is kind


@pytest.mark.parametrize(
    ("header", "unit"), [("金额(万元)", "wan"), ("金额(元)", "yuan"), ("金额", "yuan")]
)
def test_the_unit_of_an_amount_is_that_of_its_header(
    tmp_path: Path, header: str, unit: str
) -> None:
    table, text = declared(tmp_path / "名册.csv", column(header, "12.5", "30"))
    assert getattr(table.columns[header], "unit", None) == unit
    assert ("yuan is a guess" in text) is (header == "金额")


def test_fields_are_those_that_declared_tables_give_such_a_header_else_numbered(
    tmp_path: Path,
) -> None:
    table, _ = declared(tmp_path / "x.csv", column("从未见过的列", "甲", "乙"))
    assert [c.field for c in table.columns.values()] == ["company_name", "field_2"]


def test_only_what_is_always_filled_is_required(tmp_path: Path) -> None:
    table, text = declared(tmp_path / "x.csv", column("备注", "测试", "", "暂无"))
    assert [c.required for c in table.columns.values()] == [True, False]
    assert "empty in 26 of 40 (also written '暂无')" in text


# --- key, parties, facts ----------------------------------------------------------------------


def test_the_key_is_one_column_where_one_tells_rows_apart_and_never_a_row_number(
    tmp_path: Path,
) -> None:
    rows = "\n".join(f"{n},文{n}号,测试{n % 3}公司,2024-03-{n:02}" for n in range(1, 29))
    table, _ = declared(tmp_path / "x.csv", f"序号,文书号,企业名称,日期\n{rows}")
    assert table.key == (table.columns["文书号"].field,)


def test_two_columns_make_the_key_where_one_does_not(tmp_path: Path) -> None:
    rows = "\n".join(f"{CODES[n % 3]},2024{n // 3 + 1:02},{n % 5}" for n in range(30))
    table, _ = declared(tmp_path / "x.csv", f"信用代码,所属期,人数\n{rows}")
    assert table.key == (table.columns["信用代码"].field, table.columns["所属期"].field)


def test_rows_that_repeat_each_other_are_told_and_break_no_key(tmp_path: Path) -> None:
    rows = [f"文{n}号,测试{n % 3}公司" for n in range(40)]
    text = "\n".join(["文书号,企业名称", *rows, rows[3], "文5号,测试9公司"])
    table, made = declared(tmp_path / "x.csv", text)
    assert table.key == tuple(c.field for c in table.columns.values())
    assert "1 rows repeat an earlier one word by word" in made


def test_a_key_that_fails_by_a_few_rows_is_told(tmp_path: Path) -> None:
    rows = [f"文{n}号,内容{n}" for n in range(40)]
    table, made = declared(tmp_path / "x.csv", "\n".join(["文书号,备注", *rows, "文5号,别的"]))
    assert table.key == ()
    assert "文书号 would be the key, but 1 rows say a value of it again" in made


def test_a_code_with_a_name_is_a_company_and_an_id_with_a_name_a_person(tmp_path: Path) -> None:
    rows = "\n".join(f"测试{n}公司,{CODES[n % 3]},孙测试,{IDS[n % 2]}" for n in range(30))
    table, _ = declared(tmp_path / "x.csv", f"企业名称,统一社会信用代码,姓名,身份证号\n{rows}")
    company, person = table.parties["company"], table.parties["person"]
    assert isinstance(company, Company)
    assert isinstance(person, Person)
    assert company.name == table.columns["企业名称"].field
    assert company.uscc == table.columns["统一社会信用代码"].field
    assert (person.id, person.of) == (table.columns["身份证号"].field, "company")


def test_an_office_that_decides_is_no_party(tmp_path: Path) -> None:
    rows = "\n".join(f"测试街道执法中心,{n}" for n in range(30))
    table, _ = declared(tmp_path / "x.csv", f"处罚机关,件数\n{rows}")
    assert (table.parties, table.facts) == ({}, ())


# --- what a file hides -------------------------------------------------------------------------


def test_hazards_are_told_with_counts_places_and_no_number_of_a_person(tmp_path: Path) -> None:
    ids = [*IDS] * 30
    ids[7] = "370105198203030153"  # a wrong check character
    days = ["2024-03-01"] * 58 + ["1900-01-01", "9999-12-31"]
    phones = [f"139000000{n:02}" for n in range(60)]
    rows = zip(ids, days, phones, ["不详", *["x1"] * 59], strict=True)
    body = "\n".join(",".join(["测试人", *row]) for row in rows)
    _, text = declared(
        tmp_path / "x.csv", f"名册2024,,,,\n姓名,身份证号,列入日期,手机,说明\n{body}"
    )
    assert "1 refused, the first in line 10: '370" in text
    assert "2 days that stand for none, or may: 1900-01-01, 9999-12-31" in text
    assert "1 title rows above the header" in text
    assert 'nulls=("不详",)' in text
    for number in {*ids, *phones}:
        assert number not in text
    assert not re.search(r"\d{11}", text)


def test_a_type_that_refuses_too_much_is_given_up_and_told(tmp_path: Path) -> None:
    table, text = declared(tmp_path / "x.csv", column("信用代码", CODES[0], "无码甲", CODES[1]))
    assert isinstance(table.columns["信用代码"], Text | Code)
    assert "by its header a Uscc, but 13 refused, the first in line 3" in text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "big5"])
def test_any_encoding_is_read_and_told(tmp_path: Path, encoding: str) -> None:
    body = "企業名稱,備註一欄\n" + "\n".join(f"測試{n}公司,內容{n}" for n in range(30))
    table, text = declared(tmp_path / "x.csv", body, encoding)
    assert list(table.columns) == ["企業名稱", "備註一欄"]
    assert encoding.removesuffix("-sig") in text


# --- every sketch is a declaration -------------------------------------------------------------


HOSTILE = {
    "quotes and backslashes": 'a"b,c\\d',
    "a comment sign": "a#b,c",
    "triple quotes": "'''x,y'''",
    "braces": "{a},(b)",
}


@pytest.mark.parametrize("header", HOSTILE.values(), ids=HOSTILE)
def test_a_header_is_written_so_that_it_is_read_back(tmp_path: Path, header: str) -> None:
    rows = "\n".join(f"测试{n}号值,{n}" for n in range(30))
    path = tmp_path / "x.tsv"
    body = f"{header}\n{rows}".replace(",", "\t")
    table, _ = declared(path, body)
    found = checked(table, path, 1)
    assert (found.came, found.loaded, len(table.columns)) == (30, 30, 2)


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.parent.glob("fixtures/*.csv"))[:12])
def test_what_is_sketched_of_a_fixture_loads_it_as_it_is(path: Path) -> None:
    table = read_text(sketched(path), "sketch", "own")
    found = checked(table, path, 2)
    assert found.named
    assert found.came == found.loaded + found.rejected + sum(found.skipped.values())
    assert found.bearable
    assert found.loaded > 0


def test_no_header_no_row_and_no_file_are_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("1,2\n3,4\n5,6\n", "utf-8")
    with pytest.raises(DataError, match="reads like a header"):
        sketched(path)
    path.write_text("企业名称,信用代码\n", "utf-8")
    with pytest.raises(DataError):
        sketched(path)
    with pytest.raises(UnreadableFile, match="does not exist"):
        sketched(tmp_path / "none.csv")


def test_a_list_of_names_alone_is_a_table(tmp_path: Path) -> None:
    body = "企业名称\n" + "\n".join(f"测试{n}公司" for n in range(9))
    table, _ = declared(tmp_path / "x.csv", body)
    assert [type(c) for c in table.columns.values()] == [Name]
    assert checked(table, tmp_path / "x.csv", 1).loaded == 9


def test_a_column_without_a_name_is_told_and_left_out(tmp_path: Path) -> None:
    body = "企业名称,,金额(元)\n" + "\n".join(f"测试{n}公司,甲{n},{n}" for n in range(9))
    table, text = declared(tmp_path / "x.csv", body)
    assert list(table.columns) == ["企业名称", "金额(元)"]
    assert "no name over column 2" in text
    assert checked(table, tmp_path / "x.csv", 1).loaded == 9


def test_a_title_and_a_sheet_of_words_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "登记表2024.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write(0, 0, "填表说明")
        sheet = book.add_worksheet("数据")
        sheet.merge_range(0, 0, 0, 2, "企业登记表")
        sheet.write_row(1, 0, ["企业名称", "统一社会信用代码", "成立日期"])
        for n in range(30):
            sheet.write_row(n + 2, 0, [f"测试{n}公司", CODES[n % 3], 45_000 + n])
    text = sketched(path)
    table = read_text(text, "sketch", "own")
    assert "Sheets not looked at: 说明." in text
    assert isinstance(table.columns["成立日期"], Date)
    assert table.columns["成立日期"].serials or "2023" in str(checked(table, path, 1).rows)
    found = checked(table, path, 1)
    assert (found.came, found.loaded, found.named) == (31, 30, True)
