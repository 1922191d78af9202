"""Holdings in others, by annual report (企业年报 对外投资), one row an enterprise held and year.

Source: the enterprise publicity system (企业信息公示暂行条例 art. 8 and 9: due from 1 January to
30 June for the year before; public by block 3). No share is stated, so it makes no OWNS.
"""

from loaders.table import Code, Company, Date, Deadline, Name, Relation, Table, Uscc

TABLE = Table(
    name="annual_investment",
    title="企业年报对外投资",
    files=(
        "*年报*对外投资*",
        "*annual_investment*",
        "*an_forinvestment*",
    ),
    kind="append",
    unit="an enterprise held, in a report",
    level="public",
    deadlines=(Deadline(law="企业信息公示暂行条例 第八条", by="06-30", after="report_year"),),
    rhythm="yearly",
    feeds=("C7", "C8", "C10", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False, level="public"),
        "企业名称": Name("company_name", required=False, level="public"),
        "年报年度": Date("report_year", level="public"),
        "对外投资企业名称": Name("held_name"),
        "对外投资企业统一社会信用代码": Uscc("held_uscc", required=False, lenient=True),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "ancheyear": "年报年度",
        "报送年度": "年报年度",
        "entname_inv": "对外投资企业名称",
        "投资企业名称": "对外投资企业名称",
        "被投资企业名称": "对外投资企业名称",
        "uniscid_inv": "对外投资企业统一社会信用代码",
        "被投资企业统一社会信用代码": "对外投资企业统一社会信用代码",
    },
    key=(
        "registry_key",
        "report_year",
        "held_name",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
        "held": Company(uscc="held_uscc", name="held_name"),
    },
    facts=(
        Relation(
            "REPORTS_HOLDING", source="company", target="held", since="report_year", lasts=546
        ),
    ),
)
