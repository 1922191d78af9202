"""Tax returns (纳税申报记录), one row a taxpayer, tax and period.

Source: the tax office; amounts in yuan. A return after its last day is late (TAX_LATE); one on
time is no event. Lateness is counted once a month (总局公告2025年第12号), tax by tax before it.
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
    name="tax_filing",
    title="纳税申报记录",
    files=(
        "*纳税申报记录*",
        "*申报明细*",
        "*tax_filing*",
    ),
    kind="append",
    unit="a return",
    level="gov",
    rhythm="monthly",
    feeds=("C7", "C10", "C13"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "登记序号": Code("tax_key", required=False),
        "纳税人名称": Name("company_name", required=False),
        "税种": Text("tax_kind"),
        "税款所属期起": Date("period_from"),
        "税款所属期止": Date("period_to", required=False),
        "申报期限": Date("due_on", required=False),
        "申报日期": Date("filed_on", required=False),
        "销售额": Money("turnover", required=False, negative=True),
        "应纳税额": Money("tax", required=False, negative=True),
        "零申报标志": Choice(
            "zero",
            required=False,
            words={"1": "yes", "是": "yes", "Y": "yes", "0": "no", "否": "no", "N": "no"},
        ),
    },
    aliases={
        "nsrsbh": "纳税人识别号",
        "tyshxydm": "统一社会信用代码",
        "shxydm": "统一社会信用代码",
        "djxh": "登记序号",
        "nsrmc": "纳税人名称",
        "zsxmmc": "税种",
        "税种名称": "税种",
        "征收项目": "税种",
        "skssqq": "税款所属期起",
        "所属期起": "税款所属期起",
        "skssqz": "税款所属期止",
        "所属期止": "税款所属期止",
        "sbqx": "申报期限",
        "sbrq": "申报日期",
        "xse": "销售额",
        "销售额(元)": "销售额",
        "ynse": "应纳税额",
        "应纳税额(元)": "应纳税额",
        "lsbbz": "零申报标志",
    },
    key=(
        "taxpayer_id",
        "tax_kind",
        "period_from",
    ),
    parties={
        "company": Company(
            uscc="uscc", taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name"
        ),
    },
    facts=(
        Event(
            "",
            day="due_on",
            parties={"company": "subject"},
            compared=("due_on", "filed_on"),
            rise="TAX_LATE",
            amount="tax",
            title="tax_kind",
            when={"due_on": "*", "filed_on": "*"},
        ),
        Event(
            "TAX_ZERO",
            day="period_from",
            parties={"company": "subject"},
            title="tax_kind",
            when={"zero": "yes"},
        ),
    ),
)
