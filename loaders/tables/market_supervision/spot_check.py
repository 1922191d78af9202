"""Spot checks of enterprises (抽查检查), one row a check.

Source: the market supervision department (企业信息公示暂行条例 art. 14: checks are drawn by lot
and their results published).
"""

from loaders.table import Choice, Code, Company, Date, Event, Name, Table, Text, Uscc

TABLE = Table(
    name="spot_check",
    title="抽查检查",
    files=(
        "*抽查检查*",
        "*抽查结果*",
        "*双随机*",
        "*spot_check*",
        "*e_spotcheck*",
    ),
    kind="append",
    unit="a check of a company",
    level="public",
    rhythm="monthly",
    feeds=("C7", "C8", "C10", "C13", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "企业名称": Name("company_name", required=False),
        "检查实施机关": Text("authority", required=False),
        "检查类型": Text("check_kind", required=False),
        "检查日期": Date("checked_on", above=("检查日期", "检查时间", "抽查日期", "抽查时间")),
        "检查结果": Choice(
            "outcome",
            keeps="result",
            within=True,
            words={
                "不正常": "CHECK_BAD",
                "不合格": "CHECK_BAD",
                "不符合": "CHECK_BAD",
                "未发现": "CHECK_OK",
                "没有发现": "CHECK_OK",
                "正常": "CHECK_OK",
                "合格": "CHECK_OK",
                "符合": "CHECK_OK",
                "已改正": "CHECK_OK",
            },
            other="CHECK_BAD",
        ),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "insauth_cn": "检查实施机关",
        "instype_cn": "检查类型",
        "insdate": "检查日期",
        "insres_cn": "检查结果",
        "抽查结果": "检查结果",
        "抽查检查结果": "检查结果",
        "抽查机关": "检查实施机关",
        "抽查部门": "检查实施机关",
        "检查机关": "检查实施机关",
        "检查部门": "检查实施机关",
        "抽查类型": "检查类型",
        "抽查检查类型": "检查类型",
        "抽查日期": "检查日期",
        "抽查时间": "检查日期",
        "检查时间": "检查日期",
        "抽查检查日期": "检查日期",
        "检查对象": "企业名称",
        "被检查对象": "企业名称",
        "抽查对象": "企业名称",
        "被抽查企业": "企业名称",
        "类型": "检查类型",
        "日期": "检查日期",
        "抽查完成日期": "检查日期",
        "检查完成日期": "检查日期",
        "结果": "检查结果",
    },
    key=(
        "registry_key",
        "checked_on",
        "check_kind",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
    },
    facts=(
        Event(
            "outcome",
            by_field=True,
            day="checked_on",
            parties={"company": "subject"},
            title="result",
            authority="authority",
        ),
    ),
)
