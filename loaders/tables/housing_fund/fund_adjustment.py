"""Deferrals and lowered rates of the housing fund (公积金缓缴与降比例), one row an approval.

Source: the approvals of the housing fund centre (住房公积金管理条例 art. 20). While a deferral is
in force, not paying is lawful: a stop that falls within one is kept as `deferred`. A lowered rate
is still paid.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Event,
    Name,
    OrgCode,
    Share,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="fund_adjustment",
    title="公积金缓缴降比例",
    files=("*公积金缓缴*", "*公积金降*比例*", "*fund_adjustment*"),
    kind="append",
    unit="an approval",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C7", "C10", "C13"),
    columns={
        "单位账号": Code("account", required=False),
        "单位名称": Name("company_name"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "组织机构代码": OrgCode("org_code", required=False),
        "审批类型": Choice(
            "kind",
            keeps="kind_words",
            within=True,
            words={
                "缓缴": "HF_DEFER",
                "降低": "HF_REDUCE",
                "降比例": "HF_REDUCE",
                "调低": "HF_REDUCE",
            },
        ),
        "起始月": Date("since"),
        "截止月": Date("until", open_ended=True),
        "批准比例": Share("rate", required=False),
        "批准日期": Date("approved_on", required=False),
        "批准文号": Text("document_number", required=False),
        "批准机关": Text("authority", required=False),
    },
    aliases={
        "dwzh": "单位账号",
        "dwmc": "单位名称",
        "tyshxydm": "统一社会信用代码",
        "zzjgdm": "组织机构代码",
        "申请类型": "审批类型",
        "类型": "审批类型",
        "缓缴起始月": "起始月",
        "开始年月": "起始月",
        "缓缴截止月": "截止月",
        "结束年月": "截止月",
        "审批日期": "批准日期",
        "文号": "批准文号",
        "审批机关": "批准机关",
    },
    key=("company_name", "kind", "since"),
    parties={"company": Company(uscc="uscc", org_code="org_code", name="company_name")},
    facts=(
        Event(
            "kind",
            by_field=True,
            day="since",
            until="until",
            parties={"company": "subject"},
            title="kind_words",
            number="document_number",
            authority="authority",
        ),
    ),
)
