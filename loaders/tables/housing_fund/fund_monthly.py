"""Housing fund paid month by month (公积金月缴存), one row an account and payment.

Source: the housing fund centre (dwzh, jcrq, jcje in yuan, jcrs, zzjgdm); units by organisation code
with its hyphen. Several payments of a month add up. At least 5 % each side, within 5 days of payday
(住房公积金管理条例 art. 18, 19).
"""

from loaders.table import (
    Code,
    Company,
    Date,
    Money,
    Month,
    Name,
    Number,
    OrgCode,
    Series,
    Table,
    Uscc,
)

TABLE = Table(
    name="fund_monthly",
    title="公积金月缴存",
    files=("*公积金月缴存*", "*公积金缴存*", "*fund_monthly*"),
    kind="append",
    unit="an account and payment",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C7", "C10", "C13"),
    columns={
        "dwzh": Code("account"),
        "单位名称": Name("company_name"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "zzjgdm": OrgCode("org_code", required=False),
        "jcrq": Date("paid_on"),
        "缴存年月": Month("month", required=False),
        "jcje": Money("amount"),
        "jcrs": Number("heads", required=False, least=0, most=5_000_000),
    },
    aliases={
        "单位账号": "dwzh",
        "dwmc": "单位名称",
        "tyshxydm": "统一社会信用代码",
        "组织机构代码": "zzjgdm",
        "缴存日期": "jcrq",
        "汇缴年月": "缴存年月",
        "缴存金额": "jcje",
        "缴存金额(元)": "jcje",
        "缴存人数": "jcrs",
    },
    key=("account", "paid_on", "month"),
    parties={"company": Company(uscc="uscc", org_code="org_code", name="company_name")},
    facts=(
        Series(
            "company",
            measure="fund_paid",
            month="month",
            value="amount",
            summed=True,
            when={"month": "*"},
        ),
        Series(
            "company",
            measure="fund_paid",
            month="paid_on",
            value="amount",
            summed=True,
            when={"month": ""},
        ),
        Series(
            "company", measure="fund_headcount", month="month", value="heads", when={"month": "*"}
        ),
        Series(
            "company", measure="fund_headcount", month="paid_on", value="heads", when={"month": ""}
        ),
    ),
)
