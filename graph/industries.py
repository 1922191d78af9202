"""The sections of industries (国民经济行业分类门类) by the first two digits of a code.

**Source:** GB/T 4754-2017, 20 sections, divisions 01 to 97 (GB/T 4754-2011 has the same sections).
"""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-T]?(\d{2})\d{0,2}")
# letter, last division of the section, Chinese, English
SECTIONS = (
    ("A", 5, "农、林、牧、渔业", "agriculture, forestry, fishing"),
    ("B", 12, "采矿业", "mining"),
    ("C", 43, "制造业", "manufacturing"),
    ("D", 46, "电力、热力、燃气及水生产和供应业", "electricity, heat, gas and water"),
    ("E", 50, "建筑业", "construction"),
    ("F", 52, "批发和零售业", "wholesale and retail"),
    ("G", 60, "交通运输、仓储和邮政业", "transport, storage and post"),
    ("H", 62, "住宿和餐饮业", "hotels and catering"),
    ("I", 65, "信息传输、软件和信息技术服务业", "information and software"),
    ("J", 69, "金融业", "finance"),
    ("K", 70, "房地产业", "real estate"),
    ("L", 72, "租赁和商务服务业", "leasing and business services"),
    ("M", 75, "科学研究和技术服务业", "research and technical services"),
    ("N", 79, "水利、环境和公共设施管理业", "water, environment and public facilities"),
    ("O", 82, "居民服务、修理和其他服务业", "household services and repair"),
    ("P", 83, "教育", "education"),
    ("Q", 85, "卫生和社会工作", "health and social work"),
    ("R", 90, "文化、体育和娱乐业", "culture, sport and entertainment"),
    ("S", 96, "公共管理、社会保障和社会组织", "public administration and social organisations"),
    ("T", 97, "国际组织", "international organisations"),
)


def section(code: str) -> tuple[str, str] | None:
    """Return the section of an industry code in Chinese and English; None for what is no code.

    >>> section("5164")
    ('批发和零售业', 'wholesale and retail')
    """
    found = _CODE.fullmatch(code.strip())
    if found is None or not 1 <= int(found[1]) <= SECTIONS[-1][1]:
        return None
    place = next(s for s in SECTIONS if int(found[1]) <= s[1])
    return place[2], place[3]
