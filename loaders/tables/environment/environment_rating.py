"""Environmental credit ratings (环保信用评价), one row a company and year.

Source: the environment office's results: colours green, blue, yellow, red and black, or letters A
to E, which stand for them in this order.
"""

from loaders.table import Choice, Company, Date, Event, Name, Number, Property, Table, Text, Uscc

TABLE = Table(
    name="environment_rating",
    title="环保信用评价",
    files=("*环保信用*", "*环境信用*", "*environment_rating*"),
    kind="append",
    unit="a company and year",
    level="public",
    rhythm="yearly",
    feeds=("C5", "C6", "C8", "C10"),
    columns={
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "企业名称": Name("company_name"),
        "评价年度": Date("year"),
        "评价等级": Choice(
            "rating",
            words={
                "绿": "green",
                "绿色": "green",
                "绿标": "green",
                "A": "green",
                "A级": "green",
                "环保诚信企业": "green",
                "蓝": "blue",
                "蓝色": "blue",
                "蓝标": "blue",
                "B": "blue",
                "B级": "blue",
                "环保良好企业": "blue",
                "黄": "yellow",
                "黄色": "yellow",
                "黄标": "yellow",
                "C": "yellow",
                "C级": "yellow",
                "环保警示企业": "yellow",
                "红": "red",
                "红色": "red",
                "红标": "red",
                "D": "red",
                "D级": "red",
                "环保不良企业": "red",
                "黑": "black",
                "黑色": "black",
                "黑标": "black",
                "E": "black",
                "E级": "black",
            },
        ),
        "评价分": Number("score", required=False),
        "评价日期": Date("rated_on"),
        "有效期至": Date("valid_until", required=False),
        "评价机关": Text("authority", required=False),
    },
    aliases={
        "tyshxydm": "统一社会信用代码",
        "uscc": "统一社会信用代码",
        "社会信用代码": "统一社会信用代码",
        "单位名称": "企业名称",
        "qymc": "企业名称",
        "主体名称": "企业名称",
        "年度": "评价年度",
        "等级": "评价等级",
        "环保信用等级": "评价等级",
        "评价结果": "评价等级",
        "得分": "评价分",
        "评价得分": "评价分",
        "公布日期": "评价日期",
        "发布日期": "评价日期",
        "有效期": "有效期至",
        "评价部门": "评价机关",
    },
    key=("uscc", "company_name", "year"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "ENV_GRADE",
            day="rated_on",
            until="valid_until",
            parties={"company": "subject"},
            title="rating",
            authority="authority",
        ),
        Property(
            "company", "environment_rating", field="rating", since="rated_on", until="valid_until"
        ),
    ),
)
