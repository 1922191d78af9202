"""A day that stands once, above the header or below the table, is that of every row."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from graph.days import calendar_day
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import deliveries
from loaders.keeping.report import Report
from loaders.table import Date
from loaders.taking.load import load

TABLES, TEXTS = declared(), declaration_texts()
FIRMS = [
    ("济南泉东测试建筑工程有限公司", "91370105MA9T00018R"),
    ("济南泉西测试市政有限公司", "91370105MA9T00026L"),
]
ARREARS = "序号,纳税人识别号,纳税人名称,欠税税种,欠税余额（元）"
OWED = [f"{n},{code},{name},增值税,{n}000" for n, (name, code) in enumerate(FIRMS, start=1)]
CREDIT = "序号,纳税人识别号,纳税人名称"
RATED = [f"{n},{code},{name}" for n, (name, code) in enumerate(FIRMS, start=1)]


def sheet(above: list[str], head: str, rows: list[str], below: list[str] | None = None) -> str:
    return "\n".join([*above, head, *rows, *(below or []), ""])


def taken(tmp_path: Path, files: dict[str, str]) -> tuple[Home, Report]:
    (tmp_path / "in").mkdir()
    for name, text in files.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    home = Home.at(tmp_path / "home").make()
    return home, load(home, tmp_path / "in", TABLES, TEXTS, 19_900)


def days(home: Home, table: str, field: str) -> set[tuple[datetime.date, str]]:
    """Return the days of all rows, with how exact they are."""
    rows = [row for d in deliveries(home) for row in d.rows(table).to_pylist()]
    return {
        (day, str(row[f"{field}_precision"])) for row in rows if (day := calendar_day(row[field]))
    }


JULY_15 = (datetime.date(2023, 7, 15), "day")
JUNE_30 = (datetime.date(2023, 6, 30), "about")


@pytest.mark.parametrize(
    ("above", "below", "day"),
    [
        pytest.param(["公告日期：2023-07-15,,,,"], [], JULY_15, id="named"),
        pytest.param(["欠税公告", "（发布时间：2023年7月15日）"], [], JULY_15, id="in brackets"),
        pytest.param(["公告机关：测试局 公告日期: 2023.7.15"], [], JULY_15, id="after another"),
        pytest.param(["公告日期：,2023-07-15,,,"], [], JULY_15, id="in the next cell"),
        pytest.param(["公告日期：二〇二三年七月十五日"], [], JULY_15, id="in words"),
        pytest.param([], ["公告日期：2023-07-15,,,,"], JULY_15, id="below"),
        pytest.param(
            [],
            ["", "合计,,,,3000", "公告日期：2023-07-15", "填报人：张测试"],
            JULY_15,
            id="among notes",
        ),
        pytest.param(["欠税公告,,,,", "（截至2023年6月30日）,,,,"], [], JUNE_30, id="up to a day"),
        pytest.param(["济南市截至2023年6月30日欠税公告"], [], JUNE_30, id="up to it, in a title"),
        pytest.param(
            ["截至2023年6月30日欠税公告（发布日期：2023-07-15）"],
            [],
            JULY_15,
            id="made public later",
        ),
        pytest.param(
            ["公告日期：2023-07-15"], ["发布时间：2023年7月15日"], JULY_15, id="twice the same"
        ),
    ],
)
def test_a_day_said_once_is_every_rows(
    above: list[str], below: list[str], day: tuple[datetime.date, str], tmp_path: Path
) -> None:
    home, report = taken(tmp_path, {"欠税公告.csv": sheet(above, ARREARS, OWED, below)})
    [figure] = report.figures
    assert (figure.state, figure.loaded, figure.rejected) == ("loaded", 2, 0), figure.notes
    assert days(home, "tax_arrears", "announced_on") == {day}
    assert any(note.startswith("公告日期 of all rows is ") for note in figure.notes)
    [kept] = deliveries(home)[0].figures
    assert list(kept["given"]) == ["公告日期"]
    assert kept["header"][-1] == "公告日期"


@pytest.mark.parametrize(
    ("above", "below", "why"),
    [
        pytest.param(["2023年第二季度欠税公告"], [], "say it once above", id="a quarter"),
        pytest.param(["2023年7月15日"], [], "lacks 公告日期", id="a day of nothing"),
        pytest.param(["公示期截至2023年6月30日"], [], "lacks 公告日期", id="up to another thing"),
        pytest.param(["原公告日期：2023-07-15"], [], "lacks 公告日期", id="another name"),
        pytest.param(["公告日期：2023年"], [], "lacks 公告日期", id="a year"),
        pytest.param(
            ["公告日期：2023-07-15"],
            ["发布日期：2023-07-16"],
            "公告日期 of its rows is '2023-07-15' by line 1, and '2023-07-16' by line 5",
            id="two days",
        ),
    ],
)
def test_a_day_that_is_not_named_or_not_one_is_refused(
    above: list[str], below: list[str], why: str, tmp_path: Path
) -> None:
    files = {"2023-07-15欠税公告.csv": sheet(above, ARREARS, OWED, below)}
    _, report = taken(tmp_path, files)
    assert not report.deliveries
    assert why in " ".join(report.figures[0].notes)


def test_a_day_up_to_which_a_list_holds_makes_nothing_known_before_it_came(tmp_path: Path) -> None:
    above = {"1": "截至2023年6月30日", "2": "公告日期：2023-07-15"}
    files = {f"欠税公告{n}.csv": sheet([line], ARREARS, OWED) for n, line in above.items()}
    home, _ = taken(tmp_path, files)
    known = deliveries(home)[0].rows("tax_arrears")["_known"].to_pylist()
    assert known == [19_900] * 2 + [19_553] * 2


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2022年度纳税信用A级纳税人名单,,", 2022),
        ("评价年度：2022年,,", 2022),
        ("2022年纳税信用A级纳税人名单,,", None),
        ("2021-2022年度纳税信用A级纳税人名单,,", None),
        ("2022年度纳税信用A级纳税人名单,,2023年度第1号", None),
    ],
)
def test_a_year_is_that_before_its_word(title: str, year: int | None, tmp_path: Path) -> None:
    home, report = taken(tmp_path, {"纳税信用A级.csv": sheet([title], CREDIT, RATED)})
    assert report.whole is (year is not None)
    if year is not None:
        assert days(home, "tax_credit_a", "year") == {(datetime.date(year, 1, 1), "year")}


@pytest.mark.parametrize(
    ("table", "name", "above", "head", "row"),
    [
        (
            "food_check_failed",
            "食品抽检不合格.csv",
            "发布日期：2023-07-15",
            "序号,标称生产企业名称,被抽样单位名称,食品名称,规格型号,生产日期/批号,不合格项目",
            "1,测试食品厂,测试超市,测试饼干,100g,2023-05-01,霉菌",
        ),
        (
            "tax_major_violation",
            "重大税收违法失信主体.csv",
            "公布日期：2023-07-15",
            "序号,纳税人名称,纳税人识别号,案件性质,主要违法事实",
            f"1,{FIRMS[0][0]},{FIRMS[0][1]},偷税,测试",
        ),
        (
            "black_list",
            "拖欠农民工工资黑名单.csv",
            "公示日期：2023-07-15",
            "序号,企业名称,统一社会信用代码,列入事由",
            f"1,{FIRMS[0][0]},{FIRMS[0][1]},测试",
        ),
        (
            "abnormal_list",
            "经营异常名录.csv",
            "列入日期：2023-07-15",
            "序号,企业名称,统一社会信用代码,列入原因",
            f"1,{FIRMS[0][0]},{FIRMS[0][1]},测试",
        ),
        (
            "serious_list",
            "严重违法失信名单.csv",
            "列入日期：2023-07-15",
            "序号,企业名称,统一社会信用代码,列入原因",
            f"1,{FIRMS[0][0]},{FIRMS[0][1]},测试",
        ),
        (
            "dishonest_debtor",
            "失信被执行人名单.csv",
            "发布日期：2023-07-15",
            "序号,被执行人,案号,执行法院,失信情形",
            f"1,{FIRMS[0][0]},（2023）鲁0105执1号,测试法院,测试",
        ),
        (
            "spot_check",
            "双随机抽查结果.csv",
            "检查日期：2023-07-15",
            "序号,企业名称,统一社会信用代码,检查结果",
            f"1,{FIRMS[0][0]},{FIRMS[0][1]},合格",
        ),
        (
            "tax_credit_grade",
            "纳税信用评价结果.csv",
            "评定日期：2023-07-15",
            "序号,纳税人识别号,纳税人名称,评价年度,级别",
            f"1,{FIRMS[0][1]},{FIRMS[0][0]},2022,B",
        ),
    ],
)
def test_other_lists_say_their_day_above(
    table: str, name: str, above: str, head: str, row: str, tmp_path: Path
) -> None:
    home, report = taken(tmp_path, {name: sheet([above], head, [row])})
    assert report.whole, report.figures[0].notes
    [field] = (c.field for c in TABLES[table].columns.values() if isinstance(c, Date) and c.above)
    assert days(home, table, field) == {JULY_15}


def test_a_column_of_its_own_counts_more(tmp_path: Path) -> None:
    rows = [f"{row},2023-07-15" for row in OWED]
    text = sheet(["公告日期：2023-07-20"], f"{ARREARS},公告日期", rows)
    home, _ = taken(tmp_path, {"欠税公告.csv": text})
    assert days(home, "tax_arrears", "announced_on") == {JULY_15}


def test_a_workbook_says_its_day_above(tmp_path: Path) -> None:
    book = Workbook()
    lines: list[list[Any]] = [["公告日期", datetime.date(2023, 7, 15)], ARREARS.split(",")]
    for line in [*lines, *(row.split(",") for row in OWED)]:
        book.active.append(line)
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "欠税公告.xlsx")
    home = Home.at(tmp_path / "home").make()
    report = load(home, tmp_path / "in", TABLES, TEXTS, 19_900)
    assert report.total("loaded") == 2, report.figures[0].notes
    assert days(home, "tax_arrears", "announced_on") == {JULY_15}


def test_rows_that_come_back_mended_keep_the_day_of_their_file(tmp_path: Path) -> None:
    bad = [OWED[0].replace("1000", "若干"), OWED[1], f"{OWED[1]},多一格"]
    files = {
        "欠税公告1.csv": sheet(["公告日期：2023-07-15"], ARREARS, [*bad, *[OWED[1]] * 3]),
        "欠税公告2.csv": sheet(["截至2023年6月30日"], ARREARS, [*bad, *[OWED[1]] * 3]),
    }
    home, report = taken(tmp_path, files)
    assert report.total("rejected") == 4, [f.notes for f in report.figures]
    [refused] = home.rejects.rglob("tax_arrears.csv")
    text = refused.read_text("utf-8-sig").replace("若干", "1000")
    refused.write_text(text.replace("2000,多一格", "2001"), "utf-8")
    report = load(home, refused, TABLES, TEXTS, 19_901)
    assert (report.total("loaded"), report.total("rejected")) == (4, 0)
    rows = deliveries(home)[-1].rows("tax_arrears").to_pylist()
    assert sorted(
        (r["_file"], r["balance"], str(calendar_day(r["announced_on"]))) for r in rows
    ) == [
        ("欠税公告1.csv", 1000, "2023-07-15"),
        ("欠税公告1.csv", 2001, "2023-07-15"),
        ("欠税公告2.csv", 1000, "2023-06-30"),
        ("欠税公告2.csv", 2001, "2023-06-30"),
    ]
