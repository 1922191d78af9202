"""Work accidents (生产安全事故), one row an accident and company.

Source: the emergency office's reports. Grades of 生产安全事故报告和调查处理条例 (国务院令第493号)
art. 3, by deaths, serious injuries and direct loss, the worst of them: gravest from 30 deaths, 100
injured or 100 million yuan; grave from 10, 50 or 50 million; larger from 3, 10 or 10 million; else
ordinary. Losses in 万元.
"""

from loaders.table import Choice, Code, Company, Date, Event, Money, Name, Number, Table, Text, Uscc

TABLE = Table(
    name="work_accident",
    title="生产安全事故",
    files=("*安全事故*", "*事故调查*", "*work_accident*"),
    kind="append",
    unit="an accident and company",
    level="gov",
    rhythm="quarterly",
    feeds=("C5", "C8", "C10", "C13"),
    columns={
        "事故编号": Code("accident_number", required=False),
        "事故名称": Text("title"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "责任类型": Choice(
            "role",
            required=False,
            other="subject",
            words={
                "主要责任": "responsible",
                "直接责任": "responsible",
                "责任单位": "responsible",
                "次要责任": "partly_responsible",
                "管理责任": "partly_responsible",
                "无责任": "not_responsible",
            },
        ),
        "事故日期": Date("happened_on"),
        "事故等级": Choice(
            "grade",
            keeps="grade_words",
            within=True,
            words={"特别重大": "gravest", "重大": "grave", "较大": "larger", "一般": "ordinary"},
        ),
        "死亡人数": Number("deaths", required=False, least=0, most=10_000),
        "重伤人数": Number("injured", required=False, least=0, most=100_000),
        "直接经济损失": Money("loss", unit="wan", required=False),
        "责任认定": Text("finding", required=False),
        "调查机关": Text("authority", required=False),
        "批复日期": Date("closed_on", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "事故发生单位": "企业名称",
        "责任单位": "企业名称",
        "事故标题": "事故名称",
        "责任性质": "责任类型",
        "事故发生日期": "事故日期",
        "发生时间": "事故日期",
        "事故级别": "事故等级",
        "死亡": "死亡人数",
        "重伤": "重伤人数",
        "直接损失": "直接经济损失",
        "直接经济损失(万元)": "直接经济损失",
        "事故责任": "责任认定",
        "牵头调查机关": "调查机关",
        "结案日期": "批复日期",
    },
    key=("accident_number", "title", "happened_on", "company_name"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "SAFE_ACC",
            day="happened_on",
            parties={"company": "subject"},
            roles={"company": "role"},
            key=("accident_number", "title", "happened_on"),
            amount="loss",
            title="title",
            number="accident_number",
            authority="authority",
            when={"role": "*"},
        ),
        Event(
            "SAFE_ACC",
            day="happened_on",
            parties={"company": "subject"},
            key=("accident_number", "title", "happened_on"),
            amount="loss",
            title="title",
            number="accident_number",
            authority="authority",
            when={"role": ""},
        ),
    ),
)
