"""Individual businesses marked abnormal (个体工商户异常标注), one row a mark and its recovery.

Source: the market supervision department (个体工商户年度报告暂行办法, 工商总局令第69号).
"""

from loaders.table import Choice, Code, Company, Date, Event, Name, Table, Text, Uscc

TABLE = Table(
    name="individual_abnormal",
    title="个体工商户异常标注",
    files=(
        "*个体*异常*",
        "*individual_abnormal*",
        "*e_gt_abnormal*",
    ),
    kind="append",
    unit="a mark",
    level="public",
    rhythm="weekly",
    feeds=("C5", "C8", "C10", "C15", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "企业名称": Name("company_name", required=False),
        "标注原因": Text("cause", required=False),
        "标注日期": Date("listed_on"),
        "标注机关": Text("authority", required=False),
        "是否恢复": Choice(
            "recovered",
            required=False,
            words={
                "1": "yes",
                "是": "yes",
                "已恢复": "yes",
                "0": "no",
                "2": "no",
                "否": "no",
                "未恢复": "no",
            },
        ),
        "恢复日期": Date("removed_on", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "字号名称": "企业名称",
        "注册号": "统一社会信用代码",
        "speexc_cn": "标注原因",
        "cogdate": "标注日期",
        "decorg_cn": "标注机关",
        "isrecovery": "是否恢复",
        "nordate": "恢复日期",
        "标记原因": "标注原因",
        "标记经营异常状态原因": "标注原因",
        "标记日期": "标注日期",
        "标记时间": "标注日期",
        "标记经营异常状态日期": "标注日期",
        "标记机关": "标注机关",
        "作出决定机关(标记)": "标注机关",
        "恢复正常记载状态日期": "恢复日期",
    },
    key=(
        "registry_key",
        "listed_on",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
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
            title="cause",
            authority="authority",
            when={"removed_on": "*"},
        ),
    ),
)
