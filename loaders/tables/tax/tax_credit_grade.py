"""Yearly tax credit grades (纳税信用评价结果), one row a taxpayer and year.

Source: the tax office, each April for the year before (总局公告2014年第40号; from 2025-07
总局公告2025年第12号). A grade holds until the next year's result. Only grade A is published; the
others are shared among departments.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Event,
    Name,
    Number,
    Property,
    Table,
    TaxpayerId,
    Text,
    Uscc,
)

TABLE = Table(
    name="tax_credit_grade",
    title="纳税信用评价结果",
    files=("*纳税信用*", "*tax_credit_grade*"),
    kind="append",
    unit="a taxpayer and year",
    level="gov",
    rhythm="yearly",
    feeds=("C5", "C6", "C7", "C10", "C13"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "登记序号": Code("tax_key", required=False),
        "纳税人名称": Name("company_name", required=False),
        "评价年度": Number("year", least=2003, most=2100),
        "得分": Number("score", required=False, least=-1000, most=110),
        "级别": Choice(
            "grade",
            words={
                "A": "A",
                "B": "B",
                "M": "M",
                "C": "C",
                "D": "D",
                "A级": "A",
                "B级": "B",
                "M级": "M",
                "C级": "C",
                "D级": "D",
            },
        ),
        "评定日期": Date(
            "graded_on", above=("评定日期", "评定时间", "评价日期", "公布日期", "发布日期")
        ),
        "评价机关": Text("authority", required=False),
        "有效期始": Date("valid_from", required=False),
        "有效期止": Date("valid_until", required=False),
    },
    aliases={
        "nsrsbh": "纳税人识别号",
        "tyshxydm": "统一社会信用代码",
        "shxydm": "统一社会信用代码",
        "djxh": "登记序号",
        "nsrmc": "纳税人名称",
        "pd_nd": "评价年度",
        "zddf": "得分",
        "评价得分": "得分",
        "pdjb": "级别",
        "评价级别": "级别",
        "纳税信用级别": "级别",
        "pdrq": "评定日期",
        "评价日期": "评定日期",
        "pdjg": "评价机关",
        "评定机关": "评价机关",
        "yxqs": "有效期始",
        "yxqz": "有效期止",
        "纳税信用等级": "级别",
        "信用级别": "级别",
        "信用等级": "级别",
        "评价结果": "级别",
        "评价年份": "评价年度",
        "评定年度": "评价年度",
        "评价结果发布日期": "评定日期",
        "评价时间": "评定日期",
        "发布日期": "评定日期",
        "公布日期": "评定日期",
        "评定时间": "评定日期",
        "评价单位": "评价机关",
    },
    key=("taxpayer_id", "year"),
    parties={
        "company": Company(
            uscc="uscc", taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name"
        )
    },
    facts=(
        Event(
            "TAX_GRADE",
            day="graded_on",
            until="valid_until",
            parties={"company": "subject"},
            title="grade",
            authority="authority",
        ),
        Property(
            "company",
            "tax_credit_rating",
            field="grade",
            since="valid_from",
            until="valid_until",
            when={"valid_from": "*"},
        ),
        Property(
            "company",
            "tax_credit_rating",
            field="grade",
            since="graded_on",
            until="valid_until",
            when={"valid_from": ""},
        ),
    ),
)
