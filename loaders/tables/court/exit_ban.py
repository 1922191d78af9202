"""Bars on leaving the country (限制出境), one row a decision and person.

Source: the courts' decisions (民事诉讼法, on enforcement). Of a company that is the debtor its
legal representative, or whoever is directly responsible, may be barred too (法释〔2008〕13号).
"""

from loaders.table import (
    CaseNumber,
    Company,
    Date,
    Event,
    Name,
    Person,
    ResidentId,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="exit_ban",
    title="限制出境",
    files=("*限制出境*", "*exit_ban*"),
    kind="append",
    unit="a decision and person",
    level="gov",
    natural="gov",
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C11", "C15"),
    columns={
        "案号": CaseNumber("case_number"),
        "被限制人姓名": Name("person_name"),
        "身份证号码": ResidentId("person_id", required=False, lenient=True),
        "关联企业": Name("company_name", required=False),
        "企业统一社会信用代码": Uscc("company_uscc", required=False, lenient=True),
        "执行法院": Text("court", required=False),
        "决定日期": Date("decided_on"),
        "期限至": Date("until", required=False),
        "解除日期": Date("lifted_on", required=False),
    },
    aliases={
        "被限制人": "被限制人姓名",
        "姓名": "被限制人姓名",
        "证件号码": "身份证号码",
        "被执行人": "关联企业",
        "企业名称": "关联企业",
        "统一社会信用代码": "企业统一社会信用代码",
        "法院": "执行法院",
        "限制日期": "决定日期",
        "起始日期": "决定日期",
        "截止日期": "期限至",
        "解除时间": "解除日期",
    },
    key=("case_number", "person_name", "decided_on"),
    parties={
        "person": Person(name="person_name", id="person_id", of="company"),
        "company": Company(uscc="company_uscc", name="company_name"),
    },
    facts=(
        Event(
            "EXIT_BAN",
            day="decided_on",
            until="until",
            key=("case_number", "person_name", "decided_on"),
            parties={"person": "restricted_person", "company": "judgment_debtor"},
            number="case_number",
            authority="court",
            when={"lifted_on": ""},
        ),
        Event(
            "EXIT_BAN",
            day="decided_on",
            until="lifted_on",
            key=("case_number", "person_name", "decided_on"),
            parties={"person": "restricted_person", "company": "judgment_debtor"},
            number="case_number",
            authority="court",
            when={"lifted_on": "*"},
        ),
        Event(
            "EXIT_BAN_OUT",
            day="lifted_on",
            parties={"person": "restricted_person", "company": "judgment_debtor"},
            number="case_number",
            authority="court",
            when={"lifted_on": "*"},
        ),
    ),
)
