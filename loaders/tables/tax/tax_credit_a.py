"""Taxpayers of tax credit grade A (纳税信用A级纳税人名单), one row a taxpayer and year.

Source: the lists that tax offices publish each April (总局公告2014年第40号 art. 28): a number, a
taxpayer and a year; that the grade is A is said by the list's title alone. On which day it was
given stands nowhere, so a row tells no event; the grade counts from the year it was given for.
"""

from loaders.table import Choice, Company, Date, Name, Property, Table, TaxpayerId, Text

TABLE = Table(
    name="tax_credit_a",
    title="纳税信用A级纳税人名单",
    files=("*纳税信用*A级*", "*A级纳税人*", "*A级*纳税信用*", "*tax_credit_a"),
    kind="append",
    unit="a taxpayer and year",
    level="public",
    natural="public",
    rhythm="yearly",
    feeds=("C5", "C6", "C8", "C10", "C13"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "纳税人名称": Name("company_name"),
        "评价年度": Date("year", above=("年度", "评价年度", "评定年度")),
        "级别": Choice("grade", required=False, words={"A": "A", "A级": "A"}),
        "主管税务机关": Text("authority", required=False),
    },
    aliases={
        "统一社会信用代码": "纳税人识别号",
        "社会信用代码": "纳税人识别号",
        "统一社会信用代码/纳税人识别号": "纳税人识别号",
        "企业名称": "纳税人名称",
        "单位名称": "纳税人名称",
        "年度": "评价年度",
        "评定年度": "评价年度",
        "评价年份": "评价年度",
        "信用等级": "级别",
        "信用级别": "级别",
        "评价级别": "级别",
        "纳税信用级别": "级别",
        "纳税信用等级": "级别",
        "评价结果": "级别",
        "税务机关": "主管税务机关",
        "评价机关": "主管税务机关",
    },
    key=("taxpayer_id", "year"),
    parties={"company": Company(taxpayer_id="taxpayer_id", name="company_name")},
    facts=(Property("company", "tax_credit_rating", word="A", since="year"),),
)
