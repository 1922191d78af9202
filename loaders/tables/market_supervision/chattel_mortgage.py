"""Mortgages of chattels (动产抵押), one row a registration.

Source: the market supervision department, published under 企业信息公示暂行条例 art. 6 (registered
there until 2020; since 2021-01-01 with the movables registry of the 人民银行征信中心). The
company is the mortgagor. Amounts in 万元.
"""

from loaders.table import (
    AnyParty,
    Choice,
    Code,
    Company,
    Date,
    Deadline,
    Event,
    Money,
    Name,
    Person,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="chattel_mortgage",
    title="动产抵押",
    files=(
        "*动产抵押*",
        "*chattel_mortgage*",
        "*e_mortreg*",
    ),
    kind="append",
    unit="a registration of a mortgage",
    level="public",
    natural="public",
    deadlines=(
        Deadline(
            law="企业信息公示暂行条例 第六条",
            after="registered_on",
            days=20,
            working=True,
            met="published_on",
        ),
    ),
    rhythm="weekly",
    feeds=("C8", "C10", "C11", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "企业名称": Name("company_name", required=False),
        "登记编号": Code("mortgage_number"),
        "登记日期": Date("registered_on"),
        "登记机关": Text("authority", required=False),
        "被担保债权数额": Money("amount", unit="wan", required=False),
        "被担保债权种类": Text("claim_kind", required=False),
        "抵押权人": Name("mortgagee_name", required=False),
        "抵押权人统一社会信用代码": Uscc("mortgagee_uscc", required=False, lenient=True),
        "履行期限自": Date("performs_from", required=False),
        "履行期限至": Date("performs_until", required=False),
        "状态": Choice(
            "state",
            required=False,
            words={
                "1": "in_force",
                "有效": "in_force",
                "正常": "in_force",
                "2": "ended",
                "无效": "ended",
                "已注销": "ended",
                "注销": "ended",
                "撤销": "withdrawn",
                "已撤销": "withdrawn",
            },
        ),
        "注销日期": Date("ended_on", required=False),
        "公示日期": Date("published_on", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "抵押人": "企业名称",
        "morregcno": "登记编号",
        "regidate": "登记日期",
        "regorg_cn": "登记机关",
        "priclasecam": "被担保债权数额",
        "被担保债权数额(万元)": "被担保债权数额",
        "priclaseckind": "被担保债权种类",
        "pefperform": "履行期限自",
        "pefperto": "履行期限至",
        "type": "状态",
        "candate": "注销日期",
        "publicdate": "公示日期",
    },
    key=("mortgage_number",),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
        "mortgagee": AnyParty(
            company=Company(uscc="mortgagee_uscc", name="mortgagee_name"),
            person=Person(name="mortgagee_name", of="company"),
        ),
    },
    facts=(
        Event(
            "MORTGAGE",
            day="registered_on",
            until="ended_on",
            parties={"company": "mortgagor", "mortgagee": "mortgagee"},
            amount="amount",
            title="claim_kind",
            number="mortgage_number",
            authority="authority",
            state="state",
            published="published_on",
        ),
    ),
    published="published_on",
)
