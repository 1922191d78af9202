"""Which declared column each name of a header is, in headers as departments publish them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.days import parse_day
from graph.home import Home
from loaders.checking.assigning import Source, sheets
from loaders.checking.header_names import as_named, bare, knows, matched, missing, telling, unit_of
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import deliveries
from loaders.reading import folded_name
from loaders.table import Code, Date, Money, Name, Share, Table, Uscc
from loaders.taking.load import load
from tests.loaders.checking.shapes import PUBLISHED, REFUSED

TABLES = declared()
FIRM, CODE = "济南泉东测试建筑工程有限公司", "91370105MA9T00018R"
OTHER, OTHER_CODE = "济南泉西测试市政有限公司", "91370105MA9T00026L"


@pytest.mark.parametrize("case", PUBLISHED)
def test_a_published_header_is_that_of_its_table(case: str, tmp_path: Path) -> None:
    name, header = PUBLISHED[case]
    path = tmp_path / name
    path.write_text(f"{header}\n" + "," * header.count(",") + "\n", "utf-8")
    [sheet] = sheets(Source(path, name), TABLES)
    assert sheet.tables == (case.partition("/")[0],), sheet.why


@pytest.mark.parametrize("case", REFUSED)
def test_a_header_of_no_table_is_refused_with_what_it_lacks(case: str, tmp_path: Path) -> None:
    name, header, why = REFUSED[case]
    path = tmp_path / name
    path.write_text(f"{header}\n" + "," * header.count(",") + "\n", "utf-8")
    [sheet] = sheets(Source(path, name), TABLES)
    assert len(sheet.tables) != 1
    assert why in sheet.why


def test_rows_of_lists_that_say_little_say_what_their_title_says(tmp_path: Path) -> None:
    """The grade of a list of A, a list without a name, the day on which a penalty took effect."""
    files = {
        "纳税信用A级纳税人名单.csv": (
            "序号,纳税人识别号,纳税人名称,评价年度\n"
            f"1,{CODE},{FIRM},2022\n2,{OTHER_CODE},{OTHER},2022\n"
        ),
        "重大税收违法失信主体公布.csv": (
            "序号,失信主体名称,统一社会信用代码/纳税人识别号,案件性质,主要违法事实,公布日期\n"
            f"1,{FIRM},{CODE},偷税,少列收入,2024年3月1日\n"
        ),
        "食品监督抽检不合格.csv": (
            "序号,标称生产企业名称,被抽样单位名称,食品名称,不合格项目║检验结果║标准值,公告日期\n"
            f"1,/,{FIRM},测试鲈鱼,恩诺沙星║120µg/kg║≤100µg/kg,2024-06-01\n"
        ),
        "拖欠农民工工资黑名单.csv": (
            "序号,企业名称,统一社会信用代码,法定代表人,列入原因,列入日期,列入机关\n"
            f"1,{FIRM},{CODE},钱测试,拖欠工资,2024-03-01,测试人社局\n"
        ),
        "股权出质登记.csv": (
            "质权登记编号,出质股权所在公司,统一社会信用代码,出质人姓名/名称,质权人名称,"
            "出质股权数额(元),登记时间\n"
            f"测质0001,{FIRM},{CODE},{OTHER},测试银行,500000,2024-03-01\n"
        ),
        "行政处罚.csv": (
            "CF_WSH,CF_CFLB1,CF_XDR,CF_XDR_SHXYM,CF_JG,CF_SXQ,CF_JZQ,CF_XZJG\n"
            f"测罚〔2016〕1号,罚款,{FIRM},{CODE},罚款,2016/3/1,2099/12/31,测试局\n"
        ),
    }
    (tmp_path / "in").mkdir()
    for name, text in files.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    home = Home.at(tmp_path / "home").make()
    report = load(home, tmp_path / "in", TABLES, declaration_texts(), 19_900)
    assert report.whole, [figure.notes for figure in report.figures]
    assert report.total("loaded") == report.total("rows") == 7
    [delivery] = deliveries(home)
    said = {
        ("tax_credit_a", "year"): "2022-01-01",
        ("tax_major_violation", "listed_on"): "2024-03-01",
        ("food_check_failed", "published_on"): "2024-06-01",
        ("black_list", "listed_on"): "2024-03-01",
        ("equity_pledge", "registered_on"): "2024-03-01",
        ("penalty", "decided_on"): "2016-03-01",
    }
    for (table, field), day in said.items():
        assert set(delivery.rows(table)[field].to_pylist()) == {parse_day(day)}
    assert delivery.rows("equity_pledge")["amount"].to_pylist() == [500_000]
    assert delivery.rows("food_check_failed")["producer_name"].to_pylist() == [None]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_rows_under_published_headers_say_what_they_say(encoding: str, tmp_path: Path) -> None:
    """Fines in the unit of their header, codes instead of the keys that a public list has not."""
    files = {
        "行政处罚公示.csv": (
            "序号,行政相对人名称（必填）,统一社会信用代码（必填）,行政处罚决定文书号（必填）,处罚类别（必填）,"
            "罚款金额（元）,处罚决定日期（必填）\n"
            f"1,{FIRM},{CODE},测市监罚〔2024〕1号,罚款,5000,2024年3月1日\n"
            f"2,{OTHER},{OTHER_CODE},测市监罚〔2024〕2号,警告,,2024/3/2\n"
        ),
        "行政处罚（万元）.csv": (
            "行政相对人名称,统一社会信用代码,行政处罚决定书文号,处罚种类,罚款金额（万元）,处罚日期\n"
            f"{FIRM},{CODE},测环罚〔2024〕3号,罚款,0.2,20240305\n"
        ),
        "经营异常名录.csv": (
            "序号,企业名称,统一社会信用代码/注册号,列入经营异常名录原因,列入日期,作出决定机关（列入）\n"
            f"1,{FIRM},{CODE},未按期公示,2024-03-01,测试市场监管局\n"
            f"2,{OTHER},{OTHER_CODE},未按期公示,2024-03-01,测试市场监管局\n"
        ),
        "失信被执行人.csv": (
            "被执行人姓名/名称,身份证号码/组织机构代码,案号,失信被执行人行为具体情形,发布时间\n"
            f"{FIRM},MA9T0001-8,（2023）鲁0105执1号,违反财产报告制度,2024年03月01日\n"
        ),
    }
    (tmp_path / "in").mkdir()
    for name, text in files.items():
        (tmp_path / "in" / name).write_bytes(text.encode(encoding))
    home = Home.at(tmp_path / "home").make()
    report = load(home, tmp_path / "in", TABLES, declaration_texts(), 19_800)
    assert report.whole, [figure.notes for figure in report.figures]
    [delivery] = deliveries(home)
    fines = delivery.rows("penalty").to_pandas().set_index("document_number")["fine"]
    assert fines.dropna().to_dict() == {"测市监罚〔2024〕1号": 5000, "测环罚〔2024〕3号": 2000}
    listed = delivery.rows("abnormal_list").to_pandas()
    assert set(listed["registry_key"]) == {CODE, OTHER_CODE}
    [debtor] = delivery.rows("dishonest_debtor").to_pandas()["debtor_uscc"]
    assert debtor == "MA9T00018"


def test_what_a_list_has_no_column_for_is_read_where_it_says_it(tmp_path: Path) -> None:
    files = {
        "城管行政处罚.csv": (
            "序号,决定书文号,当事人名称,案由,处罚结果,处罚决定时间\n"
            f"1,测城罚〔2022〕1号,{FIRM},占道经营,警告，罚款人民币500元,2022-03-01\n"
            f"2,测城罚〔2022〕2号,{FIRM},占道经营,警告,2022-03-01\n"
            f"3,测城罚〔2022〕3号,{FIRM},无证经营,贰仟元整,2022-03-01\n"
            f"4,测城罚〔2022〕4号,{FIRM},无证经营,责令停产停业,2022-03-01\n"
            f"5,测城罚〔2022〕5号,{OTHER},占道经营,不予行政处罚,2022-03-01\n"
        ),
        "行政处罚案件信息公开表.csv": (
            "行政处罚决定书文号,违法企业名称或违法自然人姓名,主要违法事实,行政处罚的种类和依据,"
            "作出处罚的机关名称和日期\n"
            f"测食罚〔2015〕1号,{FIRM},售超期食品,没收；《测试法》1条,测试食药监局 2015年3月5日\n"
            f"测食罚〔2015〕2号,{FIRM},经营超期食品,警告,测试食药监局（2015-03-06）\n"
            f"测食罚〔2015〕3号,{OTHER},经营超期食品,警告,测试食药监局\n"
        ),
        "取水行政许可.csv": (
            "许可证编号,单位名称,许可事项,发证日期,有效期限\n"
            f"测水〔2022〕1号,{FIRM},取水,2022-03-01,2022年3月1日至2027年2月28日\n"
            f"测水〔2022〕2号,{OTHER},取水,2022-03-02,五年\n"
        ),
        "卫生行政许可.csv": (
            "企业名称,许可文件编号,有效期自,有效期至,许可内容\n"
            f"{OTHER},测卫〔2021〕1号,2021-03-01,长期,测试\n"
        ),
    }
    (tmp_path / "in").mkdir()
    for name, text in files.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    home = Home.at(tmp_path / "home").make()
    report = load(home, tmp_path / "in", TABLES, declaration_texts(), 19_900)
    # A decision not to punish is known, and of no class of penalties.
    assert (report.total("loaded"), report.total("rejected")) == (10, 1)
    [delivery] = deliveries(home)
    penalties = delivery.rows("penalty").to_pandas().set_index("document_number")
    classes = penalties["penalty_class"]
    assert classes[classes.isna()].index.tolist() == ["测城罚〔2022〕5号"]
    assert classes.dropna().to_dict() == {
        "测城罚〔2022〕1号": "PEN_GEN",
        "测城罚〔2022〕2号": "PEN_LIGHT",
        "测城罚〔2022〕3号": "PEN_GEN",
        "测城罚〔2022〕4号": "PEN_SERIOUS",
        "测食罚〔2015〕1号": "PEN_GEN",
        "测食罚〔2015〕2号": "PEN_LIGHT",
    }
    form = penalties.loc["测食罚〔2015〕2号"]
    assert form["decided_on"] == parse_day("2015-03-06")
    assert form["authority"] == "测试食药监局（2015-03-06）"
    licences = delivery.rows("licence").to_pandas().set_index("document_number")
    assert licences["decided_on"].to_dict() == {
        "测水〔2022〕1号": parse_day("2022-03-01"),
        "测水〔2022〕2号": parse_day("2022-03-02"),
        "测卫〔2021〕1号": parse_day("2021-03-01"),
    }
    assert licences.loc["测水〔2022〕1号", "valid_until"] == parse_day("2027-02-28")


@pytest.mark.parametrize(
    ("header", "codes", "keys"),
    [
        pytest.param(
            "统一社会信用代码,注册号", (f"{CODE},", ",370105200001237", ","), 2, id="two columns"
        ),
        pytest.param("注册号", (CODE, "370105200001237", ""), 2, id="one for both"),
        pytest.param("统一社会信用代码", (CODE, OTHER_CODE, ""), 2, id="codes alone"),
    ],
)
def test_a_row_goes_by_the_code_that_it_has(
    header: str, codes: tuple[str, ...], keys: int, tmp_path: Path
) -> None:
    rows = "".join(f"{FIRM},{code},未按期公示,2024-03-01\n" for code in codes)
    path = tmp_path / "经营异常名录.csv"
    path.write_text(f"企业名称,{header},列入原因,列入日期\n{rows}", "utf-8")
    home = Home.at(tmp_path / "home").make()
    report = load(home, path, TABLES, declaration_texts(), 19_900)
    assert (report.total("loaded"), report.total("rejected")) == (keys, 1)
    [delivery] = deliveries(home)
    found = delivery.rows("abnormal_list")["registry_key"].to_pylist()
    said = [code.strip(",") for code in codes]
    assert found == said[:keys]


def test_two_forms_of_one_list_are_never_mixed(tmp_path: Path) -> None:
    """The same listing, once with the registry's key and once without, would be two."""
    rows = f"{FIRM},{CODE},未按期公示,2024-03-01\n"
    head = "企业名称,统一社会信用代码,列入原因,列入日期\n"
    whole = f"主体身份代码,{head}K1,{rows}"
    home = Home.at(tmp_path / "home").make()
    for day, (text, state) in enumerate(
        [(head + rows, "loaded"), (whole, "stopped"), (head + rows + "\n", "loaded")]
    ):
        path = tmp_path / f"经营异常名录{day}.csv"
        path.write_text(text, "utf-8")
        [figure] = load(home, path, TABLES, declaration_texts(), 19_800 + day).figures
        assert figure.state == state, figure.notes
        assert state == "loaded" or "count twice" in figure.notes[0]


OWN = Table(
    name="t",
    title="t",
    files=("*",),
    kind="append",
    columns={
        "企业名称": Name("name"),
        "主键": Code("key", instead="uscc"),
        "信用代码": Uscc("uscc", required=False),
        "罚款金额(万元)": Money("fine", unit="wan", required=False),
        "罚款日期": Date("fined_on", required=False),
        "持股": Share("share", percent=False, required=False),
        "单位名称": Name("department", required=False),
    },
    key=("key", "fined_on"),
)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("企业名称（必填）", "企业名称"),
        ("*企业名称", "企业名称"),
        ("企业名称【选填】", "企业名称"),
        ("公司名称", "企业名称"),
        ("单位名称", "单位名称"),
        ("罚款金额", "罚款金额(万元)"),
        ("罚款金额（元）", "罚款金额(万元)"),
        ("罚款金额（单位：亿元）（选填）", "罚款金额(万元)"),
        ("处罚金额(元)", "罚款金额(万元)"),
        ("罚款日期（格式：yyyy-mm-dd）", "罚款日期"),
        ("持股（%）", "持股"),
        ("1、企业名称", "企业名称"),
        ("（2）企业名称*", "企业名称"),
        ("3.企业名称", "企业名称"),
        ("【企业名称】", "企业名称"),
        ("`企业名称`", "企业名称"),
        ("企业<br/>名称", "企业名称"),
        ("t1.企业名称", "企业名称"),
    ],
)
def test_a_name_with_notes_is_what_it_says(name: str, header: str) -> None:
    assert matched(OWN, [folded_name(name)]) == {header: folded_name(name)}
    assert knows(OWN, folded_name(name))


@pytest.mark.parametrize(
    "name",
    [
        "企业名称(曾用名)",
        "罚款金额(美元)",
        "罚款日期(元)",
        "企业名称(%)",
        "信用代码证书号",
        "12企业名称",
    ],
)
def test_a_name_that_says_something_else_is_not_taken(name: str) -> None:
    assert matched(OWN, [name]) == {}


def test_what_is_named_exactly_wins_and_no_name_serves_twice() -> None:
    both = ["罚款金额(元)", "罚款金额(万元)", "企业名称", "公司名称", "单位名称"]
    assert matched(OWN, both) == {
        "罚款金额(万元)": "罚款金额(万元)",
        "企业名称": "企业名称",
        "单位名称": "单位名称",
    }


def test_a_header_says_the_unit_of_its_cells() -> None:
    fine, share = OWN.columns["罚款金额(万元)"], OWN.columns["持股"]
    assert [unit_of(n) for n in ("罚款金额（元）", "万元", "持股(%)")] == ["yuan", None, "%"]
    for name, unit in {
        "罚款金额": "wan",
        "罚款金额（元）": "yuan",
        "罚款金额(亿元)": "yi",
        "4、罚款金额（元）": "yuan",
        "【罚款金额（元）】": "yuan",
        "罚款金额<br>（元）": "yuan",
    }.items():
        read = as_named(fine, name)
        assert isinstance(read, Money)
        assert read.unit == unit
    percent = as_named(share, "持股(%)")
    assert isinstance(percent, Share)
    assert percent.percent
    for name in ("统一社会信用代码/注册号", "社会信用代码（身份证号码）"):
        mixed = as_named(OWN.columns["信用代码"], name)
        assert isinstance(mixed, Uscc)
        assert mixed.lenient
    assert bare("x" * 1000) == "x" * 1000


def test_a_code_stands_instead_of_a_key() -> None:
    assert missing(OWN, ["企业名称", "信用代码"]) == []
    assert missing(OWN, ["企业名称", "罚款日期"]) == ["主键"]
    assert telling(OWN, ["企业名称(必填)", "信用代码", "罚款日期"]) == [
        "企业名称(必填)",
        "罚款日期",
    ]
