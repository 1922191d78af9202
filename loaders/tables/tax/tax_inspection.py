"""Tax inspections and what they found (税务稽查), one row a decision.

Source: the tax office's inspection bureau; amounts in yuan. A case handed to the police
(移送司法) says so in its row.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Event,
    Money,
    Name,
    Table,
    TaxpayerId,
    Text,
    Uscc,
)

TABLE = Table(
    name="tax_inspection",
    title="税务稽查",
    files=(
        "*税务稽查*",
        "*稽查案件*",
        "*tax_inspection*",
    ),
    kind="append",
    unit="a decision",
    level="gov",
    rhythm="monthly",
    feeds=("C7", "C8", "C10", "C13"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "登记序号": Code("tax_key", required=False),
        "纳税人名称": Name("company_name", required=False),
        "文书号": Text("document_number"),
        "检查所属期起": Date("period_from", required=False),
        "检查所属期止": Date("period_to", required=False),
        "违法事实": Text("violation", required=False),
        "查补金额": Money("recovered", required=False),
        "罚款": Money("fine", required=False),
        "移送司法标志": Choice(
            "to_police",
            required=False,
            words={"1": "yes", "是": "yes", "Y": "yes", "0": "no", "否": "no", "N": "no"},
        ),
        "决定日期": Date("decided_on"),
        "稽查机关": Text("authority", required=False),
    },
    aliases={
        "nsrsbh": "纳税人识别号",
        "tyshxydm": "统一社会信用代码",
        "shxydm": "统一社会信用代码",
        "djxh": "登记序号",
        "nsrmc": "纳税人名称",
        "wsh": "文书号",
        "处理决定书文号": "文书号",
        "jcssqq": "检查所属期起",
        "jcssqz": "检查所属期止",
        "wfss": "违法事实",
        "cbje": "查补金额",
        "查补金额(元)": "查补金额",
        "查补税额": "查补金额",
        "fk": "罚款",
        "罚款金额": "罚款",
        "yssfbz": "移送司法标志",
        "jdrq": "决定日期",
        "处理决定日期": "决定日期",
        "jcjg": "稽查机关",
    },
    key=(
        "document_number",
        "taxpayer_id",
    ),
    parties={
        "company": Company(
            uscc="uscc", taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name"
        ),
    },
    facts=(
        Event(
            "TAX_CHECK",
            day="decided_on",
            parties={"company": "subject"},
            amount="recovered",
            title="violation",
            number="document_number",
            authority="authority",
        ),
    ),
)
