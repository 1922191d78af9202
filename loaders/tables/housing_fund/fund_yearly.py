"""Housing fund paid year by year (公积金年缴存额), one row a unit and year.

Source: the housing fund centre (tyshxydm, 年度, 缴存总额); amounts in yuan.
"""

from loaders.table import Company, Date, Money, Name, Property, Table, Uscc

TABLE = Table(
    name="fund_yearly",
    title="公积金年缴存额",
    files=("*公积金年度*", "*公积金年缴存*", "*fund_yearly*"),
    kind="append",
    unit="a unit and year",
    level="gov",
    rhythm="yearly",
    feeds=("C5", "C7", "C10", "C13"),
    columns={
        "tyshxydm": Uscc("uscc", lenient=True),
        "单位名称": Name("company_name", required=False),
        "年度": Date("year"),
        "缴存总额": Money("amount"),
    },
    aliases={
        "统一社会信用代码": "tyshxydm",
        "dwmc": "单位名称",
        "缴存年度": "年度",
        "缴存总额(元)": "缴存总额",
        "jcze": "缴存总额",
    },
    key=("uscc", "year"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(Property("company", "fund_total", field="amount", since="year", until="year"),),
)
