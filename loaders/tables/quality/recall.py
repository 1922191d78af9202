"""Recalls of products (产品召回), one row a recall.

Source: the quality office's announcements (消费品召回管理暂行规定, 总局令第19号;
缺陷汽车产品召回管理条例). Of one's own accord or ordered: both are public.
"""

from loaders.table import Code, Company, Date, Event, Name, Number, Table, Text, Uscc

TABLE = Table(
    name="recall",
    title="产品召回",
    files=("*召回*", "*recall*"),
    kind="append",
    unit="a recall",
    level="public",
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C13", "C18"),
    columns={
        "召回编号": Code("recall_number"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "产品名称": Text("product"),
        "召回数量": Number("pieces", required=False, least=0),
        "缺陷描述": Text("defect", required=False),
        "召回类型": Text("kind", required=False),
        "召回日期": Date("began_on"),
        "召回结束日期": Date("ended_on", required=False),
        "发布机关": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "召回单位": "企业名称",
        "生产者": "企业名称",
        "编号": "召回编号",
        "产品": "产品名称",
        "数量": "召回数量",
        "涉及数量": "召回数量",
        "缺陷情况": "缺陷描述",
        "召回方式": "召回类型",
        "实施日期": "召回日期",
        "开始日期": "召回日期",
        "结束日期": "召回结束日期",
        "发布单位": "发布机关",
        "召回时间": "召回日期",
        "召回实施日期": "召回日期",
    },
    key=("recall_number",),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "RECALL",
            day="began_on",
            until="ended_on",
            parties={"company": "subject"},
            title="product",
            number="recall_number",
            authority="authority",
        ),
    ),
)
