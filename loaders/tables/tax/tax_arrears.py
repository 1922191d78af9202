"""Announcements of tax arrears (欠税公告), one row a taxpayer, kind of tax and announcement.

Source: the tax office under 欠税公告办法 (总局令第9号, revised 2018): enterprises each quarter,
late-payment charges and fines not included; amounts in yuan.
"""

from loaders.table import (
    Code,
    Company,
    Date,
    Event,
    Money,
    Name,
    Person,
    ResidentId,
    Table,
    TaxpayerId,
    Text,
    Uscc,
)

TABLE = Table(
    name="tax_arrears",
    title="欠税公告",
    files=("*欠税*", "*tax_arrears*"),
    kind="append",
    by_hand=True,
    unit="a taxpayer, tax and announcement",
    level="public",
    natural="public",
    rhythm="quarterly",
    feeds=("C5", "C8", "C10", "C13"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "登记序号": Code("tax_key", required=False),
        "纳税人名称": Name("company_name", required=False),
        "法定代表人": Name("representative_name", required=False),
        "法定代表人证件号码": ResidentId("representative_id", required=False, lenient=True),
        "经营地址": Text("address", required=False),
        "欠税税种": Text("tax_kind"),
        "欠税余额": Money("balance"),
        "当期新欠": Money("new_arrears", required=False),
        "公告日期": Date(
            "announced_on",
            above=("公告日期", "公告时间", "发布日期", "发布时间", "公布日期", "截至"),
        ),
        "公告机关": Text("authority", required=False),
    },
    aliases={
        "nsrsbh": "纳税人识别号",
        "tyshxydm": "统一社会信用代码",
        "shxydm": "统一社会信用代码",
        "djxh": "登记序号",
        "nsrmc": "纳税人名称",
        "名称": "纳税人名称",
        "fddbrxm": "法定代表人",
        "法定代表人(负责人)": "法定代表人",
        "法定代表人(负责人)证件号码": "法定代表人证件号码",
        "jydz": "经营地址",
        "qssz": "欠税税种",
        "qsye": "欠税余额",
        "欠税余额(元)": "欠税余额",
        "dqxq": "当期新欠",
        "当期新欠(元)": "当期新欠",
        "当期新发生的欠税余额": "当期新欠",
        "ggrq": "公告日期",
        "ggjg": "公告机关",
        "税种": "欠税税种",
        "身份证件号码": "法定代表人证件号码",
        "证件号码": "法定代表人证件号码",
        "税务机关名称": "公告机关",
        "公告时间": "公告日期",
    },
    key=("taxpayer_id", "tax_kind", "announced_on"),
    parties={
        "company": Company(
            uscc="uscc", taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name"
        ),
        "representative": Person(name="representative_name", id="representative_id", of="company"),
    },
    facts=(
        Event(
            "TAX_ARREARS",
            day="announced_on",
            parties={"company": "subject", "representative": "legal_representative"},
            amount="balance",
            title="tax_kind",
            authority="authority",
            published="announced_on",
        ),
    ),
    published="announced_on",
)
