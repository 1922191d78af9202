"""Social insurance contributions in arrears (社保欠费), one row a unit, insurance and period.

Source: social security's exchange table (社会保险法 art. 86: 0.05 % a day); amounts in yuan. What
was lawfully deferred (缓缴) is no arrears: a row that says so itself, or that an approval of
`social_deferral` covers, is kept as `deferred`.
"""

from loaders.table import Choice, Code, Company, Date, Event, Money, Name, Table, Text, Uscc

TABLE = Table(
    name="social_arrears",
    title="社保欠费",
    files=("*社保欠费*", "*社会保险欠费*", "*social_arrears*"),
    kind="append",
    unit="a unit, insurance and period",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C13"),
    by_hand=True,
    columns={
        "单位编号": Code("social_unit", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "单位名称": Name("company_name", required=False),
        "欠费险种": Text("insurance"),
        "欠费起始月": Date("since"),
        "欠费截止月": Date("until", required=False),
        "欠费金额": Money("amount"),
        "滞纳金": Money("late_fee", required=False),
        "是否缓缴": Choice(
            "state",
            required=False,
            words={"是": "deferred", "1": "deferred", "否": "in_force", "0": "in_force"},
        ),
        "公告日期": Date("announced_on", required=False),
        "征收机关": Text("authority", required=False),
    },
    aliases={
        "aab001": "单位编号",
        "aaz001": "单位编号",
        "单位ID": "单位编号",
        "tyshxydm": "统一社会信用代码",
        "aab004": "单位名称",
        "险种": "欠费险种",
        "aae140": "欠费险种",
        "欠费起": "欠费起始月",
        "欠费开始年月": "欠费起始月",
        "欠费起始年月": "欠费起始月",
        "欠费起始时间": "欠费起始月",
        "欠费止": "欠费截止月",
        "欠费终止年月": "欠费截止月",
        "欠费截止年月": "欠费截止月",
        "欠费截止时间": "欠费截止月",
        "欠费金额(元)": "欠费金额",
        "金额": "欠费金额",
        "滞纳金(元)": "滞纳金",
        "缓缴标志": "是否缓缴",
    },
    key=("social_unit", "insurance", "since"),
    parties={"company": Company(uscc="uscc", social_unit="social_unit", name="company_name")},
    facts=(
        Event(
            "SI_ARREARS",
            day="since",
            until="until",
            parties={"company": "subject"},
            amount="amount",
            title="insurance",
            authority="authority",
            state="state",
            when={"amount": "!0"},
        ),
    ),
)
