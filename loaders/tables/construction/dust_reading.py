"""Dust measured hour by hour (扬尘在线监测数据), one row a sensor and hour.

Source: the building office's sensors (PM10, PM2.5, TSP, noise, temperature, wind; whether the video
works). The readings stay rows of their delivery. PM10 above 200 µg/m³ is an exceedance [param]: the
hourly alarm of another city (Wuhan, 2017: warning above 150, action above 200), for Jinan's own
numbers are not known; successive hours of it are one event.
"""

from loaders.table import Choice, Code, Company, Exceedance, Hour, Name, Number, Table, Text, Uscc

TABLE = Table(
    name="dust_reading",
    title="扬尘在线监测",
    files=("*扬尘*监测*", "*扬尘数据*", "*dust_reading*"),
    kind="append",
    unit="a sensor and hour",
    level="gov",
    rhythm="daily",
    feeds=("C8", "C9", "C10"),
    columns={
        "设备编号": Code("device"),
        "监测时间": Hour("measured_at"),
        "工地编号": Code("site_number", required=False),
        "项目名称": Text("site_name", required=False),
        "施工单位": Name("builder_name"),
        "施工单位统一社会信用代码": Uscc("builder_uscc", required=False, lenient=True),
        "PM10": Number("pm10", required=False, least=0, most=10_000),
        "PM2.5": Number("pm25", required=False, least=0, most=10_000),
        "TSP": Number("tsp", required=False, least=0, most=20_000),
        "噪声": Number("noise", required=False, least=0, most=200),
        "温度": Number("temperature", required=False, least=-60, most=70),
        "风速": Number("wind", required=False, least=0, most=100),
        "视频状态": Choice(
            "video",
            required=False,
            words={"正常": "yes", "1": "yes", "异常": "no", "离线": "no", "0": "no"},
        ),
    },
    nulls=("-999", "-9999", "离线"),
    aliases={
        "deviceid": "设备编号",
        "监测设备编号": "设备编号",
        "数据时间": "监测时间",
        "采集时间": "监测时间",
        "monitortime": "监测时间",
        "siteid": "工地编号",
        "工地名称": "项目名称",
        "施工企业": "施工单位",
        "施工单位代码": "施工单位统一社会信用代码",
        "PM10(μg/m³)": "PM10",
        "PM2.5(μg/m³)": "PM2.5",
        "TSP(μg/m³)": "TSP",
        "噪声(dB)": "噪声",
        "温度(℃)": "温度",
        "风速(m/s)": "风速",
        "视频是否正常": "视频状态",
    },
    key=("device", "measured_at"),
    parties={"builder": Company(uscc="builder_uscc", name="builder_name")},
    facts=(
        Exceedance(
            "DUST_OVER",
            hour="measured_at",
            value="pm10",
            sensor=("device",),
            parties={"builder": "subject"},
            measured="PM10",
            unit="µg/m³",
            limit=200,
            number="site_number",
        ),
    ),
)
