"""Bills of water, gas and power owed (水电气欠费), one row a user, utility and period.

Source: the utilities' lists of arrears by firm; amounts in yuan.
"""

from loaders.table import Code, Company, Date, Event, Money, Name, Table, Text, Uscc

TABLE = Table(
    name="utility_arrears",
    title="公用事业欠费",
    files=(
        "*水费*欠*",
        "*电费*欠*",
        "*燃气*欠*",
        "*水电气*欠费*",
        "*公用事业欠费*",
        "*utility_arrears*",
    ),
    kind="append",
    unit="a user, utility and period",
    level="gov",
    rhythm="monthly",
    feeds=("C7", "C8", "C10"),
    columns={
        "户号": Code("account"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "费用类型": Text("utility"),
        "欠费日期": Date("since"),
        "欠费金额": Money("amount"),
        "缴清日期": Date("paid_on", required=False),
        "供应单位": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "用户编号": "户号",
        "用户名称": "企业名称",
        "户名": "企业名称",
        "类型": "费用类型",
        "欠费月份": "欠费日期",
        "账期": "欠费日期",
        "欠费金额(元)": "欠费金额",
        "欠费": "欠费金额",
        "结清日期": "缴清日期",
        "供水单位": "供应单位",
        "供电单位": "供应单位",
    },
    key=("account", "utility", "since"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "UTIL_ARREARS",
            day="since",
            until="paid_on",
            parties={"company": "subject"},
            amount="amount",
            title="utility",
            authority="authority",
            when={"amount": "!0"},
        ),
    ),
)
