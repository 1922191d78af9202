"""Penalties in the enterprise publicity system (公示系统 行政处罚), one row a decision.

Source: the market supervision department (市场监督管理行政处罚信息公示规定, 总局令第45号). The same
decision may stand in the publication lists too (table penalty): by document number and name the
two are one event. A decision not to punish (行政处罚法 art. 33: 不予行政处罚) is listed and no
event, unless its words name a penalty too.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Deadline,
    Event,
    Money,
    Name,
    Table,
    Text,
    Uscc,
)

TABLE = Table(
    name="registry_penalty",
    title="公示系统行政处罚",
    files=(
        "*公示系统行政处罚*",
        "*registry_penalty*",
        "*e_punishment*",
    ),
    kind="append",
    unit="a decision",
    level="public",
    deadlines=(
        Deadline(
            law="市场监督管理行政处罚信息公示规定(总局令第45号) 第九条",
            after="decided_on",
            days=20,
            working=True,
            met="published_on",
        ),
    ),
    rhythm="weekly",
    feeds=("C5", "C7", "C8", "C10", "C15", "C18"),
    columns={
        "主体身份代码": Code("registry_key", level="gov", instead="uscc"),
        "统一社会信用代码": Uscc("uscc", required=False),
        "企业名称": Name("party_name"),
        "决定书文号": Text("document_number"),
        "违法行为类型": Text("violation", required=False),
        "处罚内容": Choice(
            "penalty_class",
            keeps="content",
            within=True,
            words={
                "责令停产停业": "PEN_SERIOUS",
                "责令关闭": "PEN_SERIOUS",
                "限制开展生产经营": "PEN_SERIOUS",
                "限制从业": "PEN_SERIOUS",
                "降低资质": "PEN_SERIOUS",
                "吊销": "PEN_SERIOUS",
                "暂扣": "PEN_GEN",
                "没收": "PEN_GEN",
                "罚款": "PEN_GEN",
                "罚没": "PEN_GEN",
                "警告": "PEN_LIGHT",
                "通报批评": "PEN_LIGHT",
                "不予行政处罚": "",
                "不予处罚": "",
                "免予行政处罚": "",
                "免予处罚": "",
                "免于行政处罚": "",
                "免于处罚": "",
            },
            other="PEN_GEN",
        ),
        "罚款金额": Money("fine", unit="wan", required=False, doubted_from=20),
        "决定机关": Text("authority", required=False),
        "决定日期": Date("decided_on"),
        "公示日期": Date("published_on", required=False),
    },
    aliases={
        "pripid": "主体身份代码",
        "uniscid": "统一社会信用代码",
        "entname": "企业名称",
        "名称": "企业名称",
        "pendecno": "决定书文号",
        "行政处罚决定书文号": "决定书文号",
        "illegacttype": "违法行为类型",
        "pencontent": "处罚内容",
        "行政处罚内容": "处罚内容",
        "penam": "罚款金额",
        "penauth_cn": "决定机关",
        "pendecissdate": "决定日期",
        "处罚决定日期": "决定日期",
        "publicdate": "公示日期",
    },
    key=(
        "registry_key",
        "document_number",
    ),
    parties={
        "company": Company(registry_key="registry_key", uscc="uscc", name="party_name"),
    },
    facts=(
        Event(
            "penalty_class",
            by_field=True,
            day="decided_on",
            parties={"company": "subject"},
            key=("document_number", "party_name"),
            shared="penalty",
            amount="fine",
            title="violation",
            number="document_number",
            authority="authority",
            published="published_on",
        ),
    ),
    published="published_on",
)
