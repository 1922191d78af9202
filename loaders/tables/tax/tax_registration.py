"""Registered taxpayers and their state (税务登记信息), one row a taxpayer.

Source: the tax office's register, whole at each delivery. 非正常 is a state of its own,
非正常户注销 and 核销报验 are others; a state has no day of its own here, so it holds between
deliveries.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Name,
    Person,
    Property,
    ResidentId,
    Table,
    TaxpayerId,
    Text,
    Uscc,
)

TABLE = Table(
    name="tax_registration",
    title="税务登记信息",
    files=(
        "*税务登记*",
        "*tax_registration*",
    ),
    kind="full",
    unit="a taxpayer",
    level="gov",
    rhythm="monthly",
    feeds=("C1", "C7", "C10", "C13"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "登记序号": Code("tax_key", required=False),
        "纳税人名称": Name("company_name", required=False),
        "法定代表人": Name("representative_name", required=False),
        "法定代表人证件号码": ResidentId("representative_id", required=False, lenient=True),
        "纳税人状态": Choice(
            "status",
            keeps="status_text",
            words={
                "正常": "normal",
                "开业": "normal",
                "停业": "suspended",
                "歇业": "suspended",
                "停业/歇业": "suspended",
                "非正常": "abnormal",
                "非正常户": "abnormal",
                "非正常户注销": "abnormal_cancelled",
                "非正常注销": "abnormal_cancelled",
                "注销": "cancelled",
                "清算": "in_liquidation",
                "报验": "visiting",
                "核销报验": "visit_ended",
            },
            other="other",
        ),
        "税务登记日期": Date("registered_on", required=False),
        "主管税务机关": Text("authority", required=False),
        "主管税务所": Text("office", required=False),
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
        "nsrztmc": "纳税人状态",
        "nsrzt": "纳税人状态",
        "djrq": "税务登记日期",
        "登记日期": "税务登记日期",
        "zgswjmc": "主管税务机关",
        "zgswskfjmc": "主管税务所",
        "主管税务所(科、分局)": "主管税务所",
    },
    key=("taxpayer_id",),
    parties={
        "company": Company(
            uscc="uscc", taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name"
        ),
        "representative": Person(name="representative_name", id="representative_id", of="company"),
    },
    facts=(
        Property("company", "tax_key", field="tax_key", when={"tax_key": "*"}),
        Property("company", "taxpayer_id", field="taxpayer_id"),
        Property("company", "tax_status", field="status"),
        Property(
            "company",
            "legal_representative_name",
            field="representative_name",
            when={"representative_name": "*"},
        ),
    ),
)
