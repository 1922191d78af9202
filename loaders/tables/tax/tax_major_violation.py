"""Major tax violations made public (重大税收违法失信主体), one row a case.

Source: the tax office under 总局令第54号 (from 2022-02-01; before it 公告2018年第54号). An entry
is shown for three years, or until it is taken out early. The law names the legal
representative and the head of finance beside the taxpayer.
"""

from loaders.table import (
    Code,
    Company,
    Date,
    Deadline,
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
    name="tax_major_violation",
    title="重大税收违法失信主体",
    files=("*重大税收违法*", "*tax_major_violation*"),
    kind="append",
    unit="a case",
    level="public",
    natural="public",
    deadlines=(
        Deadline(
            law="重大税收违法失信主体信息公布管理办法(总局令第54号) 第十条",
            after="served_on",
            days=15,
            next_month=True,
        ),
    ),
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C13", "C15"),
    columns={
        "纳税人识别号": TaxpayerId("taxpayer_id"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "登记序号": Code("tax_key", required=False),
        "纳税人名称": Name("company_name", required=False),
        "法定代表人": Name("representative_name", required=False),
        "法定代表人性别": Text("representative_sex", required=False),
        "法定代表人证件号码": ResidentId("representative_id", required=False, lenient=True),
        "财务负责人": Name("finance_name", required=False),
        "财务负责人证件号码": ResidentId("finance_id", required=False, lenient=True),
        "案件性质": Text("nature"),
        "主要违法事实": Text("violation", required=False),
        "处理处罚": Text("decision", required=False),
        "涉案金额": Money("amount", required=False),
        "文书号": Text("document_number", required=False),
        "公布机关": Text("authority", required=False),
        "文书送达日期": Date("served_on", required=False),
        "录入时间": Date("listed_on"),
        "移出时间": Date("removed_on", required=False),
    },
    aliases={
        "nsrsbh": "纳税人识别号",
        "tyshxydm": "统一社会信用代码",
        "shxydm": "统一社会信用代码",
        "djxh": "登记序号",
        "nsrmc": "纳税人名称",
        "名称": "纳税人名称",
        "法定代表人(负责人)": "法定代表人",
        "性别": "法定代表人性别",
        "法定代表人身份证号码": "法定代表人证件号码",
        "财务负责人身份证号码": "财务负责人证件号码",
        "ajxz": "案件性质",
        "zywfss": "主要违法事实",
        "处理处罚情况": "处理处罚",
        "涉案金额(元)": "涉案金额",
        "送达日期": "文书送达日期",
        "列入日期": "录入时间",
        "移出日期": "移出时间",
    },
    key=("taxpayer_id", "nature", "listed_on"),
    parties={
        "company": Company(
            uscc="uscc", taxpayer_id="taxpayer_id", tax_key="tax_key", name="company_name"
        ),
        "representative": Person(name="representative_name", id="representative_id", of="company"),
        "finance": Person(name="finance_name", id="finance_id", of="company"),
    },
    facts=(
        Event(
            "TAX_MAJOR",
            day="listed_on",
            until="removed_on",
            parties={
                "company": "subject",
                "representative": "legal_representative",
                "finance": "finance_officer",
            },
            amount="amount",
            title="nature",
            number="document_number",
            authority="authority",
        ),
    ),
)
