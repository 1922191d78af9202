"""Housing fund accounts (公积金单位账户), one row a unit's account.

Source: the housing fund centre; older rows know the unit by its organisation code alone, with a
hyphen. Each new employer opens one within 30 days (住房公积金管理条例 art. 14), or is fined 10 to
50 thousand yuan (art. 37).
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Deadline,
    Event,
    Name,
    OrgCode,
    Property,
    Share,
    Table,
    Uscc,
)

TABLE = Table(
    name="fund_account",
    title="公积金单位账户",
    files=("*公积金账户*", "*公积金开户*", "*fund_account*"),
    kind="full",
    unit="a unit's account",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C7", "C8", "C10", "C13"),
    columns={
        "单位账号": Code("account"),
        "单位名称": Name("company_name"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "组织机构代码": OrgCode("org_code", required=False),
        "单位设立日期": Date("established_on", required=False),
        "开户日期": Date("opened_on", required=False),
        "账户状态": Choice(
            "state",
            required=False,
            words={
                "正常": "open",
                "缴存": "open",
                "开户": "open",
                "01": "open",
                "封存": "sealed",
                "停缴": "sealed",
                "02": "sealed",
                "销户": "closed",
                "注销": "closed",
                "99": "closed",
            },
        ),
        "停缴月": Date("stopped_on", required=False),
        "复缴月": Date("resumed_on", required=False),
        "单位缴存比例": Share("unit_rate", required=False),
        "个人缴存比例": Share("person_rate", required=False),
    },
    aliases={
        "dwzh": "单位账号",
        "dwmc": "单位名称",
        "tyshxydm": "统一社会信用代码",
        "zzjgdm": "组织机构代码",
        "khrq": "开户日期",
        "单位账户状态": "账户状态",
        "dwzhzt": "账户状态",
        "封存日期": "停缴月",
        "停缴日期": "停缴月",
        "启封日期": "复缴月",
        "复缴日期": "复缴月",
        "dwjcbl": "单位缴存比例",
        "grjcbl": "个人缴存比例",
    },
    key=("account",),
    parties={"company": Company(uscc="uscc", org_code="org_code", name="company_name")},
    facts=(
        Event(
            "HF_OPEN",
            day="opened_on",
            parties={"company": "subject"},
            key=("account",),
            number="account",
        ),
        Event(
            "HF_STOP",
            day="stopped_on",
            before="resumed_on",
            parties={"company": "subject"},
            key=("account", "stopped_on"),
            number="account",
        ),
        Event(
            "HF_RESUME",
            day="resumed_on",
            parties={"company": "subject"},
            key=("account", "resumed_on"),
            number="account",
            when={"stopped_on": "*"},
        ),
        Property("company", "fund_status", field="state"),
    ),
    deadlines=(
        Deadline(
            law="住房公积金管理条例 第十四条", after="established_on", days=30, met="opened_on"
        ),
    ),
)
