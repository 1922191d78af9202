"""Complaints and reports (投诉举报), one row a complaint.

Source: the market office's platform and the hotlines (编号, 日期, 对象, 类别, 结果). Only one that
was upheld speaks against a company: one that was not, was settled by mediation or is still open is
noted and no more. Who complained is not kept.
"""

from loaders.table import Choice, Code, Company, Date, Event, Name, Table, Text, Uscc

TABLE = Table(
    name="complaint",
    title="投诉举报",
    files=("*投诉*", "*举报*", "*complaint*"),
    kind="append",
    unit="a complaint",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C8", "C10"),
    columns={
        "投诉编号": Code("complaint_number"),
        "被投诉对象": Name("company_name"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "投诉日期": Date("filed_on"),
        "投诉类别": Text("category", required=False),
        "投诉内容": Text("content", required=False, level="auth"),
        "处理结果": Choice(
            "result",
            keeps="result_words",
            required=False,
            within=True,
            other="COMPLAINT_NOTED",
            words={
                "不成立": "COMPLAINT_NOTED",
                "不属实": "COMPLAINT_NOTED",
                "不予立案": "COMPLAINT_NOTED",
                "未发现": "COMPLAINT_NOTED",
                "撤诉": "COMPLAINT_NOTED",
                "撤回": "COMPLAINT_NOTED",
                "调解": "COMPLAINT_NOTED",
                "成立": "COMPLAINT",
                "属实": "COMPLAINT",
                "立案查处": "COMPLAINT",
            },
        ),
        "办结日期": Date("closed_on", required=False),
        "承办单位": Text("authority", required=False),
    },
    aliases={
        "编号": "投诉编号",
        "工单编号": "投诉编号",
        "登记编号": "投诉编号",
        "对象": "被投诉对象",
        "被投诉企业": "被投诉对象",
        "被举报人": "被投诉对象",
        "被投诉人": "被投诉对象",
        "tyshxydm": "统一社会信用代码",
        "日期": "投诉日期",
        "登记日期": "投诉日期",
        "受理日期": "投诉日期",
        "类别": "投诉类别",
        "问题类别": "投诉类别",
        "诉求内容": "投诉内容",
        "结果": "处理结果",
        "办理结果": "处理结果",
        "处理日期": "办结日期",
        "办理单位": "承办单位",
    },
    key=("complaint_number",),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "result",
            by_field=True,
            day="filed_on",
            parties={"company": "subject"},
            title="category",
            number="complaint_number",
            authority="authority",
            when={"result": "*"},
        ),
        Event(
            "COMPLAINT_NOTED",
            day="filed_on",
            parties={"company": "subject"},
            title="category",
            number="complaint_number",
            authority="authority",
            when={"result": ""},
        ),
    ),
)
