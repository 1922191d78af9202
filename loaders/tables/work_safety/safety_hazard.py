"""Grave hazards of accidents (重大事故隐患), one row a hazard.

Source: the emergency office's list of hazards under supervision (安全生产法 art. 41), until each is
cleared (销号).
"""

from loaders.table import Code, Company, Date, Event, Name, Table, Text, Uscc

TABLE = Table(
    name="safety_hazard",
    title="重大事故隐患",
    files=("*重大*隐患*", "*隐患*台账*", "*safety_hazard*"),
    kind="append",
    unit="a hazard",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C13"),
    columns={
        "隐患编号": Code("hazard_number"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "隐患内容": Text("hazard"),
        "认定日期": Date("found_on"),
        "整改期限": Date("due_on", required=False),
        "销号日期": Date("cleared_on", required=False),
        "督办机关": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "隐患描述": "隐患内容",
        "隐患名称": "隐患内容",
        "发现日期": "认定日期",
        "排查日期": "认定日期",
        "整改时限": "整改期限",
        "整改完成日期": "销号日期",
        "验收日期": "销号日期",
        "挂牌督办单位": "督办机关",
    },
    key=("hazard_number",),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "SAFE_HAZARD",
            day="found_on",
            until="cleared_on",
            parties={"company": "subject"},
            title="hazard",
            number="hazard_number",
            authority="authority",
        ),
        Event(
            "SAFE_CLEARED",
            day="cleared_on",
            parties={"company": "subject"},
            title="hazard",
            number="hazard_number",
            authority="authority",
            when={"cleared_on": "*"},
        ),
    ),
)
