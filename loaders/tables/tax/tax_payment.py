"""Tax paid into the treasury (税款入库), one row a payment.

Source: the tax office; amounts in yuan, tax proper (正税), late-payment charges and fines apart.
The sum of a month of receipt is the series tax_received; what is refunded is below nought.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Money,
    Name,
    Series,
    Table,
    TaxpayerId,
    Text,
    Uscc,
)

TABLE = Table(
    name="tax_payment",
    title="税款入库",
    files=(
        "*税款入库*",
        "*入库明细*",
        "*tax_payment*",
    ),
    kind="append",
    unit="a payment",
    level="gov",
    rhythm="monthly",
    feeds=("C7", "C10", "C13"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "登记序号": Code("tax_key", required=False),
        "纳税人名称": Name("company_name", required=False),
        "电子税票号码": Code("receipt_number"),
        "征收项目": Text("tax_kind"),
        "税款所属期起": Date("period_from", required=False),
        "税款所属期止": Date("period_to", required=False),
        "入库日期": Date("paid_on"),
        "实缴金额": Money("amount", negative=True),
        "税款种类": Choice(
            "payment_kind",
            required=False,
            words={"正税": "tax", "税款": "tax", "滞纳金": "late_fee", "罚款": "fine"},
            other="other",
        ),
    },
    aliases={
        "nsrsbh": "纳税人识别号",
        "tyshxydm": "统一社会信用代码",
        "shxydm": "统一社会信用代码",
        "djxh": "登记序号",
        "nsrmc": "纳税人名称",
        "dzsphm": "电子税票号码",
        "税票号码": "电子税票号码",
        "凭证号码": "电子税票号码",
        "zsxmmc": "征收项目",
        "税种": "征收项目",
        "skssqq": "税款所属期起",
        "skssqz": "税款所属期止",
        "rkrq": "入库日期",
        "sjje": "实缴金额",
        "实缴金额(元)": "实缴金额",
        "金额": "实缴金额",
        "skzlmc": "税款种类",
    },
    key=(
        "receipt_number",
        "tax_kind",
        "payment_kind",
    ),
    parties={
        "company": Company(
            uscc="uscc", taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name"
        ),
    },
    facts=(
        Series("company", measure="tax_received", month="paid_on", value="amount", summed=True),
    ),
)
