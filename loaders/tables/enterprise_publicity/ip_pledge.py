"""Pledges of intellectual property (知识产权出质), one row a registration.

Source: what enterprises publish of themselves within 20 working days (企业信息公示暂行条例
art. 10): trade marks, patents and copyrights pledged to a creditor.
"""

from loaders.table import (
    AnyParty,
    Choice,
    Code,
    Company,
    Date,
    Deadline,
    Event,
    Name,
    Person,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="ip_pledge",
    title="知识产权出质",
    files=(
        "*知识产权出质*",
        "*ip_pledge*",
        "*e_propledge*",
    ),
    kind="append",
    unit="a registration of a pledge",
    level="public",
    natural="public",
    deadlines=(
        Deadline(
            law="企业信息公示暂行条例 第十条",
            after="pledged_from",
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
        "注册证号": Code("right_number"),
        "名称": Text("right_name", required=False),
        "种类": Text("right_kind", required=False),
        "出质人": Name("pledgor_name", required=False),
        "出质人统一社会信用代码": Uscc("pledgor_uscc", required=False, lenient=True),
        "质权人": Name("pledgee_name", required=False),
        "质权人统一社会信用代码": Uscc("pledgee_uscc", required=False, lenient=True),
        "质权登记期限自": Date("pledged_from"),
        "质权登记期限至": Date("pledged_until", required=False, ends=True),
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
        "公示日期": Date("published_on", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "tmregno": "注册证号",
        "知识产权登记证号": "注册证号",
        "tmname": "名称",
        "知识产权名称": "名称",
        "kinds": "种类",
        "pledgor": "出质人",
        "imporg": "质权人",
        "plefrom": "质权登记期限自",
        "pleto": "质权登记期限至",
        "type": "状态",
        "publicdate": "公示日期",
        "知识产权种类": "种类",
        "知识产权注册证号": "注册证号",
    },
    key=(
        "registry_key",
        "right_number",
        "pledged_from",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="company_name"),
        "pledgor": AnyParty(
            company=Company(uscc="pledgor_uscc", name="pledgor_name"),
            person=Person(name="pledgor_name", of="company"),
        ),
        "pledgee": AnyParty(
            company=Company(uscc="pledgee_uscc", name="pledgee_name"),
            person=Person(name="pledgee_name", of="company"),
        ),
    },
    facts=(
        Event(
            "IP_PLEDGE",
            day="pledged_from",
            until="pledged_until",
            parties={"company": "subject", "pledgor": "pledgor", "pledgee": "pledgee"},
            title="right_name",
            number="right_number",
            state="state",
            published="published_on",
        ),
    ),
    published="published_on",
)
