"""Sales and tax declared, month by month (申报征收月度汇总), one row a taxpayer and month.

Source: the tax office's exchange table of monthly sums; amounts in yuan. A month may be
negative where invoices of an earlier one were reversed (红冲).
"""

from loaders.table import (
    Code,
    Company,
    Money,
    Month,
    Name,
    Series,
    Table,
    TaxpayerId,
    Uscc,
)

TABLE = Table(
    name="tax_monthly_summary",
    title="税务月度汇总",
    files=("*税务月度汇总*", "*纳税申报汇总*", "*tax_monthly_summary*"),
    kind="append",
    unit="a taxpayer and month",
    level="gov",
    rhythm="monthly",
    feeds=("C7", "C10", "C13"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "登记序号": Code("tax_key", required=False),
        "纳税人名称": Name("company_name", required=False),
        "统计期": Month("month"),
        "销售收入": Money("turnover", negative=True),
        "免税销售": Money("exempt_turnover", required=False, negative=True),
        "税额": Money("tax", required=False, negative=True),
    },
    aliases={
        "nsrsbh": "纳税人识别号",
        "tyshxydm": "统一社会信用代码",
        "shxydm": "统一社会信用代码",
        "djxh": "登记序号",
        "nsrmc": "纳税人名称",
        "sssq": "统计期",
        "税款所属期": "统计期",
        "xssr": "销售收入",
        "销售收入(元)": "销售收入",
        "msxs": "免税销售",
        "免税销售额": "免税销售",
        "se": "税额",
        "税额(元)": "税额",
    },
    key=("taxpayer_id", "month"),
    parties={
        "company": Company(
            uscc="uscc", taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name"
        )
    },
    facts=(
        Series("company", measure="turnover", month="month", value="turnover"),
        Series("company", measure="tax_paid", month="month", value="tax", when={"tax": "*"}),
    ),
)
