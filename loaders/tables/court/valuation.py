"""Valuations for enforcement (询价评估), one row a lot valued.

Source: the courts' announcements of how a lot's reference price was found (法释〔2018〕15号: by
agreement, directed inquiry, inquiry online, or appraisal); prices in yuan.
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
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="valuation",
    title="询价评估",
    files=("*询价评估*", "*valuation*"),
    kind="append",
    unit="a lot valued",
    level="public",
    natural="public",
    rhythm="monthly",
    feeds=("C8", "C10", "C11"),
    columns={
        "案号": CaseNumber("case_number"),
        "标的名称": Text("lot"),
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
        "处置法院": Text("court", required=False),
        "定价方式": Text("method", required=False),
        "委托日期": Date("ordered_on"),
        "评估结果日期": Date("valued_on", required=False),
        "参考价": Money("price", required=False),
        "评估机构": Name("appraiser_name", required=False),
    },
    aliases={
        "标的": "标的名称",
        "财产名称": "标的名称",
        "被执行人": "被执行人名称",
        "标的物所有人": "被执行人名称",
        "法院": "处置法院",
        "执行法院": "处置法院",
        "方式": "定价方式",
        "摇号日期": "委托日期",
        "公告日期": "委托日期",
        "结果日期": "评估结果日期",
        "询价结果": "参考价",
        "评估价": "参考价",
        "参考价(元)": "参考价",
        "选定评估机构": "评估机构",
    },
    key=("case_number", "lot", "debtor_name"),
    parties={
        "debtor": AnyParty(
            company=Company(uscc="debtor_uscc", name="debtor_name"),
            person=Person(name="debtor_name"),
            kind="debtor_kind",
        ),
    },
    facts=(
        Event(
            "VALUATION",
            day="ordered_on",
            parties={"debtor": "judgment_debtor"},
            amount="price",
            title="lot",
            number="case_number",
            authority="court",
        ),
    ),
)
