"""A list of people and companies of one's own (自备名单), one row somebody.

Source: whoever brings it: an investigator's list of names, with codes, numbers or companies as far
as they are known. Each is noted on the day it gives; nothing is said of them but that they stand in
it.
"""

from loaders.table import (
    AnyParty,
    Choice,
    Company,
    Date,
    Event,
    Name,
    Person,
    Phone,
    Reached,
    ResidentId,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="people_list",
    title="自备名单",
    files=("*名单*", "*people_list*"),
    kind="append",
    unit="a person or company",
    level="auth",
    natural="auth",
    feeds=("C5", "C7"),
    columns={
        "姓名或名称": Name("party_name"),
        "类型": Choice(
            "party_kind",
            required=False,
            words={
                "自然人": "person",
                "个人": "person",
                "法人": "company",
                "法人或其他组织": "company",
                "法人及非法人组织": "company",
                "企业": "company",
                "个体工商户": "company",
                "单位": "company",
            },
        ),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "身份证号码": ResidentId("person_id", required=False, lenient=True),
        "手机号码": Phone("phone", required=False),
        "所在企业": Name("company_name", required=False),
        "名单": Text("list_name"),
        "列入日期": Date("listed_on"),
        "备注": Text("remark", required=False),
    },
    aliases={
        "姓名/名称": "姓名或名称",
        "姓名": "姓名或名称",
        "名称": "姓名或名称",
        "主体类型": "类型",
        "社会信用代码": "统一社会信用代码",
        "证件号码": "身份证号码",
        "公民身份号码": "身份证号码",
        "手机": "手机号码",
        "联系电话": "手机号码",
        "电话": "手机号码",
        "工作单位": "所在企业",
        "单位": "所在企业",
        "名单名称": "名单",
        "日期": "列入日期",
        "说明": "备注",
    },
    key=("list_name", "party_name", "person_id", "uscc", "company_name"),
    parties={
        "party": AnyParty(
            company=Company(uscc="uscc", name="party_name"),
            person=Person(name="party_name", id="person_id", phone="phone", of="company"),
            kind="party_kind",
        ),
        "company": Company(name="company_name"),
    },
    facts=(
        Event("NOTED", day="listed_on", parties={"party": "subject"}, title="list_name"),
        Reached("party", contact="phone", when={"phone": "*"}),
    ),
)
