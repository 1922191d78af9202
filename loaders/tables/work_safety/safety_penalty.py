"""Work safety penalties (安全生产处罚), one row a decision.

Source: the emergency office's own list, beside that of 双公示 (安全生产法); fines in 万元. A
decision that stands in both lists is two records of one act.
"""

from loaders.table import Company, Date, Deadline, Event, Money, Name, Table, Text, Uscc

TABLE = Table(
    name="safety_penalty",
    title="安全生产处罚",
    files=("*安全生产*处罚*", "*应急*处罚*", "*safety_penalty*"),
    kind="append",
    unit="a decision",
    level="public",
    rhythm="monthly",
    deadlines=(
        Deadline(
            law="济天信用办〔2020〕4号 五(一)",
            after="decided_on",
            days=7,
            working=True,
            met="published_on",
        ),
    ),
    feeds=("C5", "C8", "C10", "C13", "C15", "C17", "C18"),
    columns={
        "处罚决定书文号": Text("document_number"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "违法行为": Text("violation", required=False),
        "处罚种类": Text("penalty_kind", required=False),
        "罚款金额": Money("fine", unit="wan", required=False, doubted_from=20),
        "处罚决定日期": Date("decided_on"),
        "公示日期": Date("published_on", required=False),
        "处罚机关": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "被处罚单位": "企业名称",
        "行政处罚决定书文号": "处罚决定书文号",
        "文号": "处罚决定书文号",
        "违法事实": "违法行为",
        "处罚类别": "处罚种类",
        "罚款金额(万元)": "罚款金额",
        "罚款": "罚款金额",
        "处罚日期": "处罚决定日期",
        "决定日期": "处罚决定日期",
        "实施机关": "处罚机关",
    },
    key=("document_number", "company_name"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "SAFE_PEN",
            day="decided_on",
            parties={"company": "subject"},
            amount="fine",
            title="violation",
            number="document_number",
            authority="authority",
            published="published_on",
        ),
    ),
    published="published_on",
)
