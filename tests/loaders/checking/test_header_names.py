"""Headers as departments publish them, and which declared column each of their names is.

The headers are of the shapes seen in publication lists of 2014 to 2024; no row is of any of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.home import Home
from loaders.checking.assigning import Source, sheets
from loaders.checking.header_names import as_named, bare, knows, matched, missing, telling, unit_of
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import deliveries
from loaders.reading import folded_name
from loaders.table import Code, Date, Money, Name, Share, Table, Uscc
from loaders.taking.load import load

TABLES = declared()
FIRM, CODE = "济南泉东测试建筑工程有限公司", "91370105MA9T00018R"
OTHER, OTHER_CODE = "济南泉西测试市政有限公司", "91370105MA9T00026L"

PUBLISHED = {
    "penalty/with a number in front": (
        "行政处罚信息.csv",
        "序号,行政处罚决定书文号,处罚名称,处罚类别,处罚事由,处罚依据,行政相对人名称,统一社会信用代码,"
        "法定代表人姓名,处罚结果,处罚决定日期,处罚机关,备注",
    ),
    "penalty/with notes": (
        "行政处罚公示.csv",
        "序号,行政相对人名称（必填）,统一社会信用代码（必填）,行政处罚决定文书号（必填）,违法行为类型,违法事实,"
        "处罚依据,处罚类别（必填）,处罚内容,罚款金额（元）,处罚决定日期（必填）,处罚机关",
    ),
    "penalty/before 2018": (
        "行政处罚2017.csv",
        "行政处罚决定书文号,处罚名称,处罚类别1,处罚类别2,处罚事由,处罚依据,行政相对人名称,"
        "行政相对人代码_1 (统一社会信用代码),行政相对人代码_2 (组织机构代码),"
        "行政相对人代码_3 (工商登记码),行政相对人代码_4 (税务登记号),"
        "行政相对人代码_5 (居民身份证号),法定代表人姓名,处罚结果,处罚决定日期,"
        "处罚截止期,处罚机关,当前状态,地方编码,数据更新时间戳,备注",
    ),
    "penalty/codes before 2018": (
        "xzcf.csv",
        "CF_WSH,CF_CFMC,CF_CFLB1,CF_CFLB2,CF_SY,CF_YJ,CF_XDR_MC,CF_XDR_SHXYM,CF_XDR_ZDM,CF_XDR_GSDJ,"
        "CF_XDR_SWDJ,CF_XDR_SFZ,CF_FR,CF_JG,CF_JDRQ,CF_XZJG,CF_ZT,DFBM,SJC,BZ",
    ),
    "penalty/of market supervision": (
        "市场监管行政处罚.csv",
        "序号,案件名称,行政处罚决定书文号,违法企业名称或违法自然人姓名,统一社会信用代码,法定代表人（负责人）,"
        "主要违法事实,行政处罚的种类,行政处罚的依据,处罚金额(元),作出处罚的机关名称,作出处罚决定日期",
    ),
    "licence/with a number in front": (
        "行政许可信息公示.csv",
        "序号,行政许可决定书文号,项目名称,审批类别,许可内容,行政相对人名称,统一社会信用代码,法定代表人姓名,"
        "许可决定日期,许可截止期,许可机关,当前状态,备注",
    ),
    "licence/starred": (
        "行政许可（法人）.csv",
        "*行政相对人名称,*行政相对人类别,行政相对人代码_1(统一社会信用代码),法定代表人,行政许可决定文书名称,"
        "*行政许可决定文书号,*许可类别,许可证书名称,许可编号,许可内容,*许可决定日期,*有效期自,*有效期至,*许可机关",
    ),
    "dishonest_debtor/of a court": (
        "失信被执行人名单.csv",
        "被执行人姓名/名称,身份证号码/组织机构代码,法定代表人或负责人姓名,执行法院,省份,执行依据文号,立案时间,案号,"
        "做出执行依据单位,生效法律文书确定的义务,被执行人的履行情况,失信被执行人行为具体情形,发布时间",
    ),
    "dishonest_debtor/of an interface": (
        "shixin.csv",
        "iname,caseCode,cardNum,businessEntity,courtName,areaName,partyTypeName,gistId,regDate,gistUnit,"
        "duty,performance,performedPart,unperformPart,disruptTypeName,publishDate,age,sexy",
    ),
    "judgment_debtor/short": (
        "被执行人.csv",
        "姓名/名称,证件号码/组织机构代码,执行法院,立案时间,案号,执行标的(元)",
    ),
    "tax_arrears/with people's numbers": (
        "欠税公告.csv",
        "序号,纳税人识别号,纳税人名称,法定代表人（负责人）姓名,居民身份证或其他有效身份证件号码,经营地点,欠税税种,"
        "欠税余额（元）,当期新发生的欠税金额（元）,主管税务机关,公告日期",
    ),
    "tax_arrears/of a quarter": (
        "2023年第4季度欠税公告.csv",
        "序号,纳税人识别号（统一社会信用代码）,纳税人名称,法定代表人姓名,证件种类,证件号码,生产经营地址,欠税税种,"
        "欠税余额（元角分）,当期新欠金额,公告日期",
    ),
    "tax_abnormal/of a bureau": (
        "非正常户公告.csv",
        "序号,社会信用代码（纳税人识别号）,纳税人名称,法定代表人（负责人）姓名,证件号码,生产经营地址,认定日期,主管税务机关",
    ),
    "abnormal_list/with both decisions": (
        "经营异常名录.csv",
        "序号,企业名称,统一社会信用代码/注册号,列入经营异常名录原因,列入日期,作出决定机关（列入）,"
        "移出经营异常名录原因,移出日期,作出决定机关（移出）",
    ),
    "abnormal_list/short": (
        "企业经营异常名录信息.csv",
        "企业名称,统一社会信用代码,法定代表人,列入异常名录原因,列入异常名录日期,列入决定机关",
    ),
    "serious_list/short": (
        "严重违法失信名单.csv",
        "序号,企业名称,统一社会信用代码,列入严重违法失信企业名单原因,列入日期,作出决定机关（列入）",
    ),
    "registration_basic/short": (
        "企业基本信息.csv",
        "序号,企业名称,统一社会信用代码,法定代表人,企业类型,注册资本（万元）,成立日期,住所,经营范围,登记机关,登记状态",
    ),
    "registration_basic/in other words": (
        "企业登记信息.csv",
        "企业名称,统一社会信用代码,注册号,法人代表,企业类型,注册资金,成立时间,经营期限自,经营期限至,地址,经营范围,"
        "登记机关,经营状态,核准日期",
    ),
    "spot_check/of a plan": (
        "双随机抽查结果.csv",
        "序号,企业名称,统一社会信用代码,抽查计划名称,抽查任务名称,抽查机关,抽查类型,抽查日期,抽查结果",
    ),
    "social_arrears/without a unit's number": (
        "社会保险欠费.csv",
        "序号,单位名称,统一社会信用代码,欠缴险种,欠费起始年月,欠费截止年月,欠费金额（元）",
    ),
    "consumption_limit/of a court": (
        "限制消费人员名单.csv",
        "序号,被限制人姓名,证件号码,企业信息,案号,执行法院,立案时间,发布时间",
    ),
    "environment_penalty/of its own": (
        "环境行政处罚.csv",
        "序号,处罚决定书文号,单位名称,统一社会信用代码,违法行为,处罚类别,罚款金额（万元）,处罚日期,处罚机关",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PUBLISHED)
def test_a_published_header_is_that_of_its_table(case: str, tmp_path: Path) -> None:
    name, header = PUBLISHED[case]
    path = tmp_path / name
    path.write_text(f"{header}\n" + "," * header.count(",") + "\n", "utf-8")
    [sheet] = sheets(Source(path, name), TABLES)
    assert sheet.tables == (case.partition("/")[0],), sheet.why


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
    ],
)
def test_a_name_with_notes_is_what_it_says(name: str, header: str) -> None:
    assert matched(OWN, [folded_name(name)]) == {header: folded_name(name)}
    assert knows(OWN, folded_name(name))


@pytest.mark.parametrize(
    "name", ["企业名称(曾用名)", "罚款金额(美元)", "罚款日期(元)", "企业名称(%)", "信用代码证书号"]
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
    for name, unit in {"罚款金额": "wan", "罚款金额（元）": "yuan", "罚款金额(亿元)": "yi"}.items():
        read = as_named(fine, name)
        assert isinstance(read, Money)
        assert read.unit == unit
    percent = as_named(share, "持股(%)")
    assert isinstance(percent, Share)
    assert percent.percent
    mixed = as_named(OWN.columns["信用代码"], "统一社会信用代码/注册号")
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
