"""Enforcement cases (被执行人), one row a case and debtor.

Source: the courts' exchange list (姓名/名称, 证件号, 法院, 立案时间, 案号, 执行标的, 案件状态);
amounts in yuan. A debtor may be a natural person; a masked certificate proves nobody's identity.
"""

from loaders.table import (
    AnyParty,
    CaseNumber,
    Choice,
    Company,
    Date,
    Event,
    Money,
    Name,
    Person,
    ResidentId,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="judgment_debtor",
    title="被执行人",
    files=("被执行人*", "*[!信]被执行人*", "*judgment_debtor*", "*enforcement*"),
    kind="append",
    unit="a case and debtor",
    level="public",
    natural="public",
    rhythm="weekly",
    feeds=("C5", "C8", "C10", "C11"),
    by_hand=True,
    columns={
        "案号": CaseNumber("case_number"),
        "被执行人名称": Name("debtor_name"),
        "被执行人类别": Choice(
            "debtor_kind",
            required=False,
            words={
                "自然人": "person",
                "个人": "person",
                "法人": "company",
                "法人或其他组织": "company",
                "法人及非法人组织": "company",
                "企业": "company",
                "单位": "company",
            },
        ),
        "统一社会信用代码": Uscc("debtor_uscc", required=False, lenient=True),
        "身份证号码": ResidentId("debtor_id", required=False, lenient=True),
        "执行法院": Text("court", required=False),
        "立案时间": Date("filed_on"),
        "执行标的": Money("claim"),
        "案件状态": Text("case_state", required=False),
    },
    aliases={
        "casecode": "案号",
        "被执行人": "被执行人名称",
        "被执行人姓名/名称": "被执行人名称",
        "姓名/名称": "被执行人名称",
        "iname": "被执行人名称",
        "当事人类型": "被执行人类别",
        "组织机构代码/统一社会信用代码": "统一社会信用代码",
        # One column for people and companies: a person's number there says nothing of a company.
        "cardnum": "统一社会信用代码",
        "身份证号码/组织机构代码": "统一社会信用代码",
        "身份证号/组织机构代码": "统一社会信用代码",
        "证件号码/组织机构代码": "统一社会信用代码",
        "证件号/组织机构代码": "统一社会信用代码",
        "身份证号码/组织机构代码(统一社会信用代码)": "统一社会信用代码",
        "身份证号码/统一社会信用代码": "统一社会信用代码",
        "courtname": "执行法院",
        "法院": "执行法院",
        "立案日期": "立案时间",
        "regdate": "立案时间",
        "执行标的(元)": "执行标的",
    },
    key=("case_number", "debtor_name"),
    parties={
        "debtor": AnyParty(
            company=Company(uscc="debtor_uscc", name="debtor_name"),
            person=Person(name="debtor_name", id="debtor_id"),
            kind="debtor_kind",
        ),
    },
    facts=(
        Event(
            "EXEC",
            day="filed_on",
            parties={"debtor": "judgment_debtor"},
            key=("case_number",),
            amount="claim",
            number="case_number",
            authority="court",
        ),
    ),
)
