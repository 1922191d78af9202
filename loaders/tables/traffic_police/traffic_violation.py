"""Traffic violations of companies' vehicles (交通违法), one row a violation.

Source: the traffic police's records by vehicle (号牌号码, 号牌种类, 违法行为代码 of 4 to 5 digits);
fines in yuan. The owner is the company; who drove is not asked.
"""

from loaders.table import Choice, Code, Company, Date, Event, Money, Name, Number, Table, Text, Uscc

TABLE = Table(
    name="traffic_violation",
    title="交通违法",
    files=("*交通违法*", "*traffic_violation*"),
    kind="append",
    unit="a violation",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C13"),
    columns={
        "违法编号": Code("violation_number", required=False),
        "号牌号码": Code("plate"),
        "号牌种类": Text("plate_kind", required=False),
        "车辆所有人": Name("company_name"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "违法时间": Date("happened_on"),
        "违法地点": Text("place", required=False),
        "违法行为代码": Code("violation_code"),
        "违法行为": Text("violation", required=False),
        "罚款金额": Money("fine", required=False),
        "记分": Number("points", required=False, least=0, most=12),
        "处理状态": Choice(
            "handled",
            required=False,
            words={"0": "no", "1": "yes", "未处理": "no", "已处理": "yes"},
        ),
        "缴款状态": Choice(
            "paid",
            required=False,
            words={
                "0": "no",
                "1": "yes",
                "未缴款": "no",
                "未缴": "no",
                "已缴款": "yes",
                "已缴": "yes",
                "无需缴款": "yes",
            },
        ),
        "采集机关": Text("authority", required=False),
    },
    aliases={
        "xh": "违法编号",
        "决定书编号": "违法编号",
        "hphm": "号牌号码",
        "hpzl": "号牌种类",
        "jdcsyr": "车辆所有人",
        "机动车所有人": "车辆所有人",
        "所有人": "车辆所有人",
        "tyshxydm": "统一社会信用代码",
        "wfsj": "违法时间",
        "wfdz": "违法地点",
        "wfxw": "违法行为代码",
        "违法代码": "违法行为代码",
        "违法内容": "违法行为",
        "fkje": "罚款金额",
        "罚款金额(元)": "罚款金额",
        "wfjfs": "记分",
        "违法记分": "记分",
        "clbj": "处理状态",
        "处理标记": "处理状态",
        "jkbj": "缴款状态",
        "交款标记": "缴款状态",
        "cjjgmc": "采集机关",
        "执勤单位": "采集机关",
    },
    key=("violation_number", "plate", "happened_on", "violation_code", "place"),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "TRF_VIO",
            day="happened_on",
            parties={"company": "subject"},
            amount="fine",
            title="violation",
            number="violation_number",
            authority="authority",
        ),
    ),
)
