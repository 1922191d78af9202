"""Ratings of work safety standardisation (安全生产标准化等级), one row a rating.

Source: the emergency office's announcements: three grades, the first the highest
(企业安全生产标准化建设定级办法, 应急〔2021〕83号), each valid three years.
"""

from loaders.table import Choice, Company, Date, Event, Name, Property, Table, Text, Uscc

TABLE = Table(
    name="safety_standard",
    title="安全生产标准化等级",
    files=("*标准化*", "*safety_standard*"),
    kind="append",
    unit="a rating",
    level="public",
    rhythm="yearly",
    feeds=("C5", "C6", "C8", "C10", "C13"),
    columns={
        "证书编号": Text("certificate"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "标准化等级": Choice(
            "grade",
            keeps="grade_words",
            within=True,
            words={"一级": "1", "二级": "2", "三级": "3", "1": "1", "2": "2", "3": "3"},
        ),
        "公告日期": Date("rated_on"),
        "有效期至": Date("valid_until", required=False, ends=True),
        "定级部门": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "证书号": "证书编号",
        "等级": "标准化等级",
        "评定等级": "标准化等级",
        "评定日期": "公告日期",
        "发证日期": "公告日期",
        "有效期": "有效期至",
        "评定机关": "定级部门",
    },
    key=("certificate",),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "SAFE_GRADE",
            day="rated_on",
            until="valid_until",
            parties={"company": "subject"},
            title="grade_words",
            number="certificate",
            authority="authority",
        ),
        Property("company", "safety_grade", field="grade", since="rated_on", until="valid_until"),
    ),
)
