"""Taxpayers found abnormal (非正常户), one row a finding and, later, its lifting.

Source: the tax office (总局公告2019年第48号 art. 3, from 2020-03-01: who must file and files
nothing for any tax in three months running is marked by the system, and freed once filed and
fined).
"""

from loaders.table import (
    Code,
    Company,
    Date,
    Event,
    Name,
    Person,
    ResidentId,
    Table,
    TaxpayerId,
    Text,
    Uscc,
)

TABLE = Table(
    name="tax_abnormal",
    title="非正常户认定",
    files=(
        "*非正常户*",
        "*tax_abnormal*",
    ),
    kind="append",
    unit="a finding",
    level="public",
    natural="public",
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C13", "C15"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "登记序号": Code("tax_key", required=False),
        "纳税人名称": Name("company_name", required=False),
        "法定代表人": Name("representative_name", required=False),
        "法定代表人证件号码": ResidentId("representative_id", required=False, lenient=True),
        "经营地址": Text("address", required=False),
        "认定日期": Date("found_on"),
        "解除日期": Date("lifted_on", required=False),
        "主管税务机关": Text("authority", required=False),
    },
    aliases={
        "nsrsbh": "纳税人识别号",
        "tyshxydm": "统一社会信用代码",
        "shxydm": "统一社会信用代码",
        "djxh": "登记序号",
        "nsrmc": "纳税人名称",
        "fddbrxm": "法定代表人",
        "法定代表人(负责人)": "法定代表人",
        "fddbrzjhm": "法定代表人证件号码",
        "法定代表人(负责人)证件号码": "法定代表人证件号码",
        "jydz": "经营地址",
        "rdrq": "认定日期",
        "非正常户认定日期": "认定日期",
        "jcrq": "解除日期",
        "非正常户解除日期": "解除日期",
        "zgswjmc": "主管税务机关",
        "认定非正常日期": "认定日期",
        "非正常户认定时间": "认定日期",
        "认定时间": "认定日期",
        "非正常认定日期": "认定日期",
        "身份证件号码": "法定代表人证件号码",
        "证件号码": "法定代表人证件号码",
    },
    key=(
        "taxpayer_id",
        "found_on",
    ),
    parties={
        "company": Company(
            uscc="uscc", taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name"
        ),
        "representative": Person(name="representative_name", id="representative_id", of="company"),
    },
    facts=(
        Event(
            "TAX_ABN_IN",
            day="found_on",
            until="lifted_on",
            parties={"company": "subject", "representative": "legal_representative"},
            authority="authority",
        ),
        Event(
            "TAX_ABN_OUT",
            day="lifted_on",
            parties={"company": "subject"},
            authority="authority",
            when={"lifted_on": "*"},
        ),
    ),
)
