"""Building sites with dust sensors (扬尘监测工地), one row a site.

Source: the building office's register (项目名称, 建设单位, 施工单位, 设备编号, 经纬度). In Jinan
every housing project has at least one set of sensors, rail transit one each 500 m; without them no
filing of quality and safety supervision. The builder answers for the dust; the developer
commissioned the site.
"""

from loaders.table import (
    Choice,
    Code,
    Company,
    Date,
    Name,
    Number,
    Relation,
    Table,
    Text,
    Thing,
    Uscc,
)

TABLE = Table(
    name="dust_site",
    title="扬尘监测工地",
    files=("*扬尘*工地*", "*工地*清单*", "*dust_site*"),
    kind="full",
    unit="a site",
    level="gov",
    rhythm="monthly",
    feeds=("C1", "C8", "C9", "C10"),
    columns={
        "工地编号": Code("site_number"),
        "项目名称": Text("site_name"),
        "施工单位": Name("builder_name"),
        "施工单位统一社会信用代码": Uscc("builder_uscc", required=False, lenient=True),
        "建设单位": Name("developer_name", required=False),
        "建设单位统一社会信用代码": Uscc("developer_uscc", required=False, lenient=True),
        "设备编号": Code("device", required=False),
        "经度": Number("longitude", required=False, least=73, most=136),
        "纬度": Number("latitude", required=False, least=3, most=54),
        "开工日期": Date("began_on", required=False),
        "竣工日期": Date("ended_on", required=False),
        "视频监控": Choice(
            "video",
            required=False,
            words={"有": "yes", "是": "yes", "1": "yes", "无": "no", "否": "no", "0": "no"},
        ),
    },
    nulls=(),
    aliases={
        "siteid": "工地编号",
        "项目编号": "工地编号",
        "工地名称": "项目名称",
        "工程名称": "项目名称",
        "总承包单位": "施工单位",
        "施工企业": "施工单位",
        "施工单位代码": "施工单位统一社会信用代码",
        "开发单位": "建设单位",
        "建设单位代码": "建设单位统一社会信用代码",
        "deviceid": "设备编号",
        "监测设备编号": "设备编号",
        "lon": "经度",
        "lng": "经度",
        "lat": "纬度",
        "实际开工日期": "开工日期",
        "完工日期": "竣工日期",
        "视频监控是否正常": "视频监控",
    },
    key=("site_number",),
    parties={
        "site": Thing("Site", name="site_name", key=("site_number",)),
        "builder": Company(uscc="builder_uscc", name="builder_name"),
        "developer": Company(uscc="developer_uscc", name="developer_name"),
    },
    facts=(
        Relation(
            "OPERATES",
            source="builder",
            target="site",
            since="began_on",
            until="ended_on",
            words={"role": "builder"},
        ),
        Relation(
            "OPERATES",
            source="developer",
            target="site",
            since="began_on",
            until="ended_on",
            words={"role": "developer"},
            when={"developer_name": "*"},
        ),
    ),
)
