"""Insured people month by month (单位月参保人数), one row a unit and month.

Source: social security's exchange table; units by its own number (AAB001, AAZ001). Collection
passed to the tax office about 2020-11, so the series may break there.
"""

from loaders.table import Code, Company, Month, Name, Number, Series, Table, Text, Uscc

TABLE = Table(
    name="social_headcount",
    title="单位月参保人数",
    files=("*参保人数*", "*social_headcount*"),
    kind="append",
    unit="a unit and month",
    level="gov",
    rhythm="monthly",
    feeds=("C7", "C10", "C13"),
    columns={
        "单位编号": Code("social_unit"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "单位名称": Name("company_name", required=False),
        "应收年月": Month("month"),
        "月参保总人数": Number("headcount", least=0, most=5_000_000),
        "单位性质": Text("unit_kind", required=False),
        "行业": Text("industry", required=False),
        "街道": Text("street", required=False),
    },
    aliases={
        "aab001": "单位编号",
        "aaz001": "单位编号",
        "单位ID": "单位编号",
        "tyshxydm": "统一社会信用代码",
        "aab004": "单位名称",
        "费款所属期": "应收年月",
        "参保人数": "月参保总人数",
        "所属街道": "街道",
    },
    key=("social_unit", "month"),
    parties={"company": Company(uscc="uscc", social_unit="social_unit", name="company_name")},
    facts=(Series("company", measure="headcount", month="month", value="headcount"),),
)
