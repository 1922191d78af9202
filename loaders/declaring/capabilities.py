"""What the municipal plan asks for, capability by capability, and the tables that serve each.

A declaration names those it `feeds`; `docs/sources.md` shows both sides.

**Source:** 济天信用办〔2020〕4号, sections as given; the numbering C1 to C19 is ours.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Capability:
    """One thing that the plan asks for.

    Args:
        section: of the plan. asks: in its words. here: what answers it in Qiji.
        tables: whether department tables serve it, and not the system as a whole.
    """

    section: str
    asks: str
    here: str
    tables: bool = True


CAPABILITIES = {
    "C1": Capability(
        "二(一)",
        "人口、法人单位、自然资源和空间地理、宏观经济基础库",
        "people, companies, addresses and regions as nodes",
    ),
    "C2": Capability(
        "二(二)",
        "及时、准确、规范、完整归集",
        "rejects, versions and the quality report of every table",
        tables=False,
    ),
    "C3": Capability(
        "三(一)",
        "归集整合、交换共享、监测预警、查询",
        "load, build, publish, ask",
        tables=False,
    ),
    "C4": Capability(
        "三(一)",
        "党政机关、司法机关、信用服务机构、社会公众",
        "disclosure levels of fields and events",
        tables=False,
    ),
    "C5": Capability(
        "三(二)",
        "在行政管理中查询信用记录、信用报告",
        "the company's page and its records",
    ),
    "C6": Capability("三(三)", "守信联合激励", "what speaks for a company, in its grade"),
    "C7": Capability(
        "三(四)",
        "跨部门数据关联比对、统计、风险预警",
        "the same thing said by several departments, compared",
    ),
    "C8": Capability(
        "四(一)",
        "监管、法定检验监测、违法失信、投诉举报、企业应公开信息",
        "the five classes of data that are merged",
    ),
    "C9": Capability("四(一)", "扬尘在线监测、视频监控", "readings by site, and who builds there"),
    "C10": Capability(
        "四(一)",
        "整理和分析企业的商业轨迹，全面客观评估经营状况和信用等级",
        "the trajectory and the grade",
    ),
    "C11": Capability("四(一)", "行政执法、司法、金融信息共享", "court tables; exports for banks"),
    "C12": Capability("四(二)", "信用承诺", "commitments, kept and broken"),
    "C13": Capability(
        "四(三)",
        "工商登记、税收征缴、社保缴费、交通违法、安全生产、质量监管、住房公积金缴存",
        "the seven key sources",
    ),
    "C14": Capability(
        "四(三)",
        "按照公共信用信息开放等级分类应用",
        "a disclosure level on every field",
        tables=False,
    ),
    "C15": Capability(
        "四(四)",
        "联合惩戒；吊销、注销、撤销许可；经营异常名录；黑名单",
        "the lists, and what follows from being on one",
    ),
    "C16": Capability(
        "四(五)",
        "网络经营者身份标识、网店实名、网站可信认证",
        "shops, and the companies that run them",
    ),
    "C17": Capability(
        "五(一)",
        "行政许可和行政处罚自作出决定之日起7个工作日内上网公示",
        "decisions with their day, channel and exception, and their deadline",
    ),
    "C18": Capability(
        "五(二)",
        "公示注册登记、许可、处罚、年报、经营异常名录、严重违法名单",
        "what is public of each",
    ),
    "C19": Capability(
        "六(二)",
        "公共信用信息目录，征集、管理、披露、使用",
        "docs/sources.md, generated from the declarations",
        tables=False,
    ),
}
