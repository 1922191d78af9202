"""Enterprises of abnormal operation (经营异常名录), one row an entry and, later, its removal.

Source: the market supervision department (企业信息公示暂行条例 art. 17).
An entry holds until the day of removal; the reason is the ground of the decision.
"""

from loaders.table import (
    Code,
    Company,
    Date,
    Event,
    Name,
    RegistrationNumber,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="abnormal_list",
    title="经营异常名录",
    files=("*经营异常*", "*abnormal_list*", "*e_abnormal*"),
    kind="append",
    unit="an entry in the list",
    level="public",
    rhythm="weekly",
    feeds=("C5", "C8", "C10", "C15", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead=("uscc", "registration_number")),
        "统一社会信用代码": Uscc("uscc", required=False, instead="registration_number"),
        "注册号": RegistrationNumber("registration_number", required=False, lenient=True),
        "企业名称": Name("company_name", required=False),
        "列入原因": Text("cause"),
        "列入日期": Date("listed_on", above=("列入日期", "列入时间", "列入决定日期")),
        "列入机关": Text("authority", required=False),
        "移出原因": Text("removal_cause", required=False),
        "移出日期": Date("removed_on", required=False),
        "移出机关": Text("removal_authority", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "specause_cn": "列入原因",
        "列入经营异常名录原因": "列入原因",
        "abntime": "列入日期",
        "decorg_cn": "列入机关",
        "作出决定机关(列入)": "列入机关",
        "remexcpres_cn": "移出原因",
        "移出经营异常名录原因": "移出原因",
        "remdate": "移出日期",
        "redecorg_cn": "移出机关",
        "作出决定机关(移出)": "移出机关",
        "主体名称": "企业名称",
        "列入经营异常名录原因类型": "列入原因",
        "列入异常原因类型": "列入原因",
        "列入经营异常名录原因类型名称": "列入原因",
        # So the credit portals' list calls the day of listing; elsewhere it is that of founding.
        "设定日期": "列入日期",
        "设立日期": "列入日期",
    },
    beside={
        "设定日期": "列入经营异常名录原因类型名称",
        "设立日期": "列入经营异常名录原因类型名称",
    },
    key=("registry_key", "listed_on", "cause"),
    parties={
        "company": Company(
            registry_key="registry_key",
            uscc="uscc",
            registration_number="registration_number",
            name="company_name",
        )
    },
    facts=(
        Event(
            "ABN_IN",
            day="listed_on",
            until="removed_on",
            parties={"company": "subject"},
            title="cause",
            authority="authority",
        ),
        Event(
            "ABN_OUT",
            day="removed_on",
            parties={"company": "subject"},
            title="removal_cause",
            authority="removal_authority",
            when={"removed_on": "*"},
        ),
    ),
)
