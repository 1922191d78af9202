"""Insurance stopped and taken up again (停保与续保), one row a unit, insurance and stop.

Source: social security's record of changes (停保月, 续保月). A unit that stops all insurance while
it still stands in the register is a strong sign; why it did is in its own words.
"""

from loaders.table import Code, Company, Date, Event, Name, Number, Table, Text, Uscc

TABLE = Table(
    name="social_stop",
    title="社保停保",
    files=("*停保*", "*social_stop*"),
    kind="append",
    unit="a unit, insurance and stop",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C7", "C10", "C13"),
    columns={
        "单位编号": Code("social_unit", required=False),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "单位名称": Name("company_name"),
        "停保险种": Text("insurance", required=False),
        "停保月": Date("stopped_on"),
        "续保月": Date("resumed_on", required=False),
        "停保人数": Number("heads", required=False, least=0, most=5_000_000),
        "停保原因": Text("reason", required=False),
        "经办机构": Text("authority", required=False),
    },
    aliases={
        "aab001": "单位编号",
        "aaz001": "单位编号",
        "单位ID": "单位编号",
        "社保单位编号": "单位编号",
        "tyshxydm": "统一社会信用代码",
        "aab003": "统一社会信用代码",
        "aab004": "单位名称",
        "企业名称": "单位名称",
        "参保单位名称": "单位名称",
        "险种": "停保险种",
        "aae140": "停保险种",
        "停保年月": "停保月",
        "停保日期": "停保月",
        "暂停缴费年月": "停保月",
        "续保年月": "续保月",
        "续保日期": "续保月",
        "恢复缴费年月": "续保月",
        "停保人员数": "停保人数",
        "原因": "停保原因",
        "社保经办机构": "经办机构",
    },
    key=("social_unit", "company_name", "insurance", "stopped_on"),
    parties={"company": Company(uscc="uscc", social_unit="social_unit", name="company_name")},
    facts=(
        Event(
            "SI_STOP",
            day="stopped_on",
            key=("social_unit", "company_name", "insurance", "stopped_on"),
            parties={"company": "subject"},
            title="insurance",
            authority="authority",
            when={"resumed_on": ""},
        ),
        Event(
            "SI_STOP",
            day="stopped_on",
            before="resumed_on",
            key=("social_unit", "company_name", "insurance", "stopped_on"),
            parties={"company": "subject"},
            title="insurance",
            authority="authority",
            words={"state": "ended"},
            when={"resumed_on": "*"},
        ),
        Event(
            "SI_RESUME",
            day="resumed_on",
            parties={"company": "subject"},
            title="insurance",
            authority="authority",
            when={"resumed_on": "*"},
        ),
    ),
)
