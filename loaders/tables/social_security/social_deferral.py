"""Lawful deferrals of social insurance (社保缓缴), one row an approval.

Source: the approvals of social security or, since collection passed to it, of the tax office
(社会保险费申报缴纳管理规定, 缓缴协议). While one is in force, what it covers is no arrears and no
late fee runs: such arrears are kept as `deferred`.
"""

from loaders.table import Code, Company, Date, Event, Money, Name, Table, Text, Uscc

TABLE = Table(
    name="social_deferral",
    title="社保缓缴",
    files=("*社保缓缴*", "*社会保险费缓缴*", "*social_deferral*"),
    kind="append",
    unit="an approval",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C7", "C10", "C13"),
    columns={
        "单位编号": Code("social_unit", required=False),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "单位名称": Name("company_name"),
        "缓缴险种": Text("insurance", required=False),
        "缓缴起始月": Date("since"),
        "缓缴截止月": Date("until", open_ended=True),
        "缓缴金额": Money("amount", required=False),
        "批准日期": Date("approved_on", required=False),
        "批准文号": Text("document_number", required=False),
        "批准机关": Text("authority", required=False),
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
        "险种": "缓缴险种",
        "缓缴期起": "缓缴起始月",
        "缓缴开始年月": "缓缴起始月",
        "缓缴期止": "缓缴截止月",
        "缓缴终止年月": "缓缴截止月",
        "缓缴金额(元)": "缓缴金额",
        "审批日期": "批准日期",
        "文号": "批准文号",
        "审批机关": "批准机关",
    },
    key=("social_unit", "company_name", "insurance", "since"),
    parties={"company": Company(uscc="uscc", social_unit="social_unit", name="company_name")},
    facts=(
        Event(
            "SI_DEFER",
            day="since",
            until="until",
            parties={"company": "subject"},
            amount="amount",
            title="insurance",
            number="document_number",
            authority="authority",
        ),
    ),
)
