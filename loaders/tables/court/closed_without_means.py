"""Enforcement closed for want of means (终结本次执行程序), one row a case and debtor.

Source: the courts' list (案号, 法院, 立案, 终本日期, 执行标的, 未履行金额); amounts in yuan. A case
so closed is not over: it is taken up again as soon as property is found.
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
    name="closed_without_means",
    title="终结本次执行",
    files=("*终本*", "*终结本次执行*", "*closed_without_means*", "*zhongben*"),
    kind="append",
    unit="a case and debtor",
    level="public",
    natural="public",
    rhythm="weekly",
    feeds=("C5", "C8", "C10", "C11", "C15"),
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
                "个体工商户": "company",
                "单位": "company",
            },
        ),
        "统一社会信用代码": Uscc("debtor_uscc", required=False, lenient=True),
        "身份证号码": ResidentId("debtor_id", required=False, lenient=True),
        "执行法院": Text("court", required=False),
        "立案时间": Date("filed_on", required=False),
        "终本日期": Date("closed_on"),
        "执行标的": Money("claim", required=False),
        "未履行金额": Money("unpaid", required=False),
        "恢复执行日期": Date("resumed_on", required=False),
    },
    aliases={
        "casecode": "案号",
        "被执行人": "被执行人名称",
        "被执行人姓名/名称": "被执行人名称",
        "iname": "被执行人名称",
        "当事人类型": "被执行人类别",
        "组织机构代码/统一社会信用代码": "统一社会信用代码",
        "证件号码": "身份证号码",
        "法院": "执行法院",
        "courtname": "执行法院",
        "立案日期": "立案时间",
        "终本时间": "终本日期",
        "终结日期": "终本日期",
        "执行标的(元)": "执行标的",
        "未履行金额(元)": "未履行金额",
        "恢复日期": "恢复执行日期",
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
            "ZHONGBEN",
            day="closed_on",
            until="resumed_on",
            parties={"debtor": "judgment_debtor"},
            amount="unpaid",
            number="case_number",
            authority="court",
        ),
        Event(
            "EXEC_RESUME",
            day="resumed_on",
            parties={"debtor": "judgment_debtor"},
            amount="unpaid",
            number="case_number",
            authority="court",
            when={"resumed_on": "*"},
        ),
    ),
)
