"""Enterprises in serious violation (严重违法失信名单), one row an entry and, later, its removal.

Source: the market supervision department (总局令第44号).
The old ground 届满3年未履行 (before 2021-09) is as good as any other: history keeps it.
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
    name="serious_list",
    title="严重违法失信名单",
    files=("*严重违法*", "*serious_list*", "*e_li_illdishonesty*"),
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
        "serillrea_cn": "列入原因",
        "列入严重违法失信名单原因": "列入原因",
        "abntime": "列入日期",
        "decorg_cn": "列入机关",
        "作出决定机关(列入)": "列入机关",
        "remexcpres_cn": "移出原因",
        "移出严重违法失信名单原因": "移出原因",
        "remdate": "移出日期",
        "recorg_cn": "移出机关",
        "作出决定机关(移出)": "移出机关",
        "主体名称": "企业名称",
        "列入严重违法失信企业名单(黑名单)原因": "列入原因",
        "移出严重违法失信企业名单(黑名单)原因": "移出原因",
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
            "SER_IN",
            day="listed_on",
            until="removed_on",
            parties={"company": "subject"},
            title="cause",
            authority="authority",
        ),
        Event(
            "SER_OUT",
            day="removed_on",
            parties={"company": "subject"},
            title="removal_cause",
            authority="removal_authority",
            when={"removed_on": "*"},
        ),
    ),
)
