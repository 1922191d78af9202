"""Overloaded vehicles found (超限运输检测), one row a check.

Source: the weighing stations' records (车货总重, 限重, 超限率). A vehicle with more than 3 offences
in a year loses its permit, a firm with more than 10 % of its vehicles overloaded in a year is
stopped (公路安全保护条例 art. 66).
"""

from loaders.table import Code, Company, Date, Event, Name, Number, Share, Table, Text, Uscc

TABLE = Table(
    name="overload",
    title="超限运输",
    files=("*超限*", "*overload*"),
    kind="append",
    unit="a check",
    level="gov",
    rhythm="monthly",
    feeds=("C5", "C8", "C10", "C13"),
    columns={
        "检测单号": Code("check_number"),
        "号牌号码": Code("plate"),
        "车辆所有人": Name("company_name"),
        "统一社会信用代码": Uscc("uscc", required=False, lenient=True),
        "道路运输证号": Code("transport_permit", required=False),
        "检测时间": Date("checked_on"),
        "检测地点": Text("place", required=False),
        "车货总重": Number("weight", least=0, most=1_000_000),
        "限重": Number("allowed", least=0, most=1_000_000),
        "超限率": Share("over_rate", required=False),
        "处理结果": Text("result", required=False),
        "检测机构": Text("authority", required=False),
    },
    aliases={
        "检测编号": "检测单号",
        "车牌号": "号牌号码",
        "hphm": "号牌号码",
        "业户名称": "车辆所有人",
        "运输企业": "车辆所有人",
        "tyshxydm": "统一社会信用代码",
        "检测日期": "检测时间",
        "检测站点": "检测地点",
        "车货总重(千克)": "车货总重",
        "总重": "车货总重",
        "限重(千克)": "限重",
        "超限率(%)": "超限率",
        "执法机构": "检测机构",
    },
    key=("check_number",),
    parties={"company": Company(uscc="uscc", name="company_name")},
    facts=(
        Event(
            "TRF_OVER",
            day="checked_on",
            parties={"company": "subject"},
            title="result",
            number="check_number",
            authority="authority",
        ),
    ),
)
