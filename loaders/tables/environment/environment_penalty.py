"""Environmental penalties (环保处罚), one row a decision.

Source: the environment office's own list, beside that of 双公示 (生态环境行政处罚办法, 部令第30号);
fines in 万元. A decision that stands in both lists is two records of one act.
"""

from loaders.table import Company, Date, Deadline, Event, Money, Name, Table, Text, Uscc

TABLE = Table(
    name="environment_penalty",
    title="环保处罚",
    files=("*环保处罚*", "*环境*处罚*", "*environment_penalty*"),
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
    feeds=("C5", "C8", "C10", "C15", "C17", "C18"),
    columns={
        "处罚决定书文号": Text("document_number"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "环境违法行为": Text("violation", required=False),
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
        "违法行为": "环境违法行为",
        "违法事实": "环境违法行为",
        "处罚类别": "处罚种类",
        "罚款金额(万元)": "罚款金额",
        "罚款": "罚款金额",
        "处罚日期": "处罚决定日期",
        "决定日期": "处罚决定日期",
        "实施机关": "处罚机关",
        "下达时间": "处罚决定日期",
        "下达日期": "处罚决定日期",
        "决定书文号": "处罚决定书文号",
    },
    key=("document_number", "company_name"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "ENV_PEN",
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
