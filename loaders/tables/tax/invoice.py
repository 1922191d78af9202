"""Invoices issued (发票), one row an invoice.

Source: the tax office's invoice system; amounts in yuan, without tax. A red-letter invoice (红冲)
is a row of its own, below nought, in its own month; an invoice made void (作废) comes again, so
marked. The rows stay in the delivery: in the graph there is one TRADES_WITH a seller, buyer and
month, and it changes on the day on which a voiding or a red letter became known.
"""

from loaders.table import Choice, Code, Company, Date, Money, Name, Table, TaxpayerId, Text, Trade

TABLE = Table(
    name="invoice",
    title="发票",
    files=(
        "*发票*",
        "*invoice*",
        "*fpxx*",
    ),
    kind="append",
    unit="an invoice",
    level="gov",
    rhythm="monthly",
    feeds=("C7", "C10", "C13"),
    columns={
        "发票代码": Code("invoice_code", required=False),
        "发票号码": Code("invoice_number"),
        "票种": Text("invoice_kind", required=False),
        "开票日期": Date("issued_on"),
        "销方纳税人识别号": TaxpayerId("seller_taxpayer_id"),
        "销方名称": Name("seller_name", required=False),
        "购方纳税人识别号": TaxpayerId("buyer_taxpayer_id", required=False),
        "购方名称": Name("buyer_name", required=False),
        "品名": Text("goods", required=False),
        "金额": Money("amount", negative=True),
        "税额": Money("tax", required=False, negative=True),
        "发票状态": Choice(
            "state",
            words={
                "正常": "normal",
                "0": "normal",
                "有效": "normal",
                "作废": "void",
                "已作废": "void",
                "2": "void",
                "红冲": "red",
                "红字": "red",
                "红字发票": "red",
                "负数": "red",
                "1": "red",
            },
        ),
        "对应蓝字发票号码": Code("reversed_number", required=False),
    },
    aliases={
        "fpdm": "发票代码",
        "fphm": "发票号码",
        "数电票号码": "发票号码",
        "fpzl": "票种",
        "发票种类": "票种",
        "kprq": "开票日期",
        "xfsbh": "销方纳税人识别号",
        "销方识别号": "销方纳税人识别号",
        "销售方纳税人识别号": "销方纳税人识别号",
        "xfmc": "销方名称",
        "销售方名称": "销方名称",
        "开票方": "销方名称",
        "gfsbh": "购方纳税人识别号",
        "购方识别号": "购方纳税人识别号",
        "购买方纳税人识别号": "购方纳税人识别号",
        "gfmc": "购方名称",
        "购买方名称": "购方名称",
        "受票方": "购方名称",
        "spmc": "品名",
        "货物或应税劳务名称": "品名",
        "je": "金额",
        "不含税金额": "金额",
        "se": "税额",
        "fpzt": "发票状态",
        "状态": "发票状态",
        "lzfphm": "对应蓝字发票号码",
    },
    key=(
        "invoice_code",
        "invoice_number",
    ),
    parties={
        "seller": Company(taxpayer_id="seller_taxpayer_id", name="seller_name"),
        "buyer": Company(taxpayer_id="buyer_taxpayer_id", name="buyer_name"),
    },
    facts=(
        Trade(
            seller="seller",
            buyer="buyer",
            day="issued_on",
            amount="amount",
            tax="tax",
            state="state",
        ),
    ),
    nulls=("个人", "消费者", "零星客户"),  # of buyers that nobody names
)
