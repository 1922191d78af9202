"""Names of enterprises, taken apart; every name here is invented, or a public institution's."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.naming.parts import BEHIND, FRONT, MIDDLE, NOWHERE, split_name, split_names

# text, then place, core, trade, form, branch
SPLIT = [
    ("济南华瑞科技有限公司", "济南", "华瑞", "科技", "有限公司", ""),
    ("山东省济南市天桥区鼎盛建材商行", "山东省济南市天桥区", "鼎盛", "建材", "商行", ""),
    ("华瑞(济南)商贸有限责任公司", "济南", "华瑞", "商贸", "有限责任公司", ""),
    ("济南华瑞置业有限公司天桥分公司", "济南", "华瑞", "置业", "有限公司", "天桥分公司"),
    ("济南市长清区绿禾种植专业合作社", "济南市长清区", "绿禾", "种植", "专业合作社", ""),
    ("科技有限公司", "", "科技", "", "有限公司", ""),
    ("济南有限公司", "", "济南", "", "有限公司", ""),
    ("王小明", "", "王小明", "", "", ""),
    ("", "", "", "", "", ""),
    # brackets of every kind, traditional characters, letters of full width
    ("濟南華瑞科技有限公司", "济南", "华瑞", "科技", "有限公司", ""),
    ("华瑞【济南】科技有限公司", "济南", "华瑞", "科技", "有限公司", ""),
    ("华瑞科技（济南）有限公司", "济南", "华瑞", "科技", "有限公司", ""),
    ("华瑞科技有限公司（济南）", "济南", "华瑞", "科技", "有限公司", ""),
    ("（济南）华瑞科技有限公司", "济南", "华瑞", "科技", "有限公司", ""),
    ("ＨＲ电子商贸（北京）有限公司", "北京", "hr", "电子商贸", "有限公司", ""),
    # groups, and forms that are not companies
    ("华瑞（集团）有限公司", "", "华瑞", "", "集团有限公司", ""),
    ("山东华瑞投资控股集团有限公司", "山东", "华瑞", "投资控股", "集团有限公司", ""),
    ("华瑞集团股份有限公司", "", "华瑞", "", "集团股份有限公司", ""),
    ("济南鼎盛股权投资合伙企业（有限合伙）", "济南", "鼎盛", "股权投资", "合伙企业有限合伙", ""),
    ("商河县玉皇庙镇绿禾蔬菜种植农民专业合作社", "商河县玉皇庙镇", "绿禾", "蔬菜种植",
     "农民专业合作社", ""),
    ("天桥区鼎盛百货店（个体工商户）", "天桥区", "鼎盛", "", "百货店", ""),
    ("平阴县鼎盛农资超市", "平阴县", "鼎盛", "", "农资超市", ""),
    ("济南第三十四中学", "济南", "第三十四", "", "中学", ""),
    # branches: numbered, placed, of banks, shops and firms of partners
    ("漱泉大药房八分店", "", "漱泉", "", "大药房", "八分店"),
    ("华瑞银行股份有限公司济南天桥支行", "", "华瑞", "", "银行股份有限公司", "济南天桥支行"),
    ("华瑞银行济南天桥支行", "", "华瑞", "", "银行", "济南天桥支行"),
    ("北京鼎和（济南）律师事务所", "北京", "鼎和", "", "律师事务所", "济南"),
    ("鼎和会计师事务所（特殊普通合伙）山东分所", "", "鼎和", "", "会计师事务所", "山东分所"),
    ("商河华瑞村镇银行有限责任公司", "商河", "华瑞", "", "村镇银行有限责任公司", ""),
    ("济南华瑞置业有限公司工会委员会", "济南", "华瑞", "置业", "有限公司", "工会委员会"),
    # places: minority areas, zones, those abolished, and words that are places besides
    ("延边朝鲜族自治州鼎盛医药有限公司", "延边朝鲜族自治州", "鼎盛", "医药", "有限公司", ""),
    ("新疆维吾尔自治区鼎盛果业有限公司", "新疆维吾尔自治区", "鼎盛", "果业", "有限公司", ""),
    ("恩施鼎盛茶业有限公司", "恩施", "鼎盛", "茶业", "有限公司", ""),
    ("济南高新技术产业开发区鼎盛机电设备有限公司", "济南高新技术产业开发区", "鼎盛", "机电设备",
     "有限公司", ""),
    ("莱芜市鼎盛铸造有限公司", "莱芜市", "鼎盛", "铸造", "有限公司", ""),
    ("和平商贸有限公司", "", "和平", "商贸", "有限公司", ""),
    ("上海滩餐饮有限公司", "", "上海滩", "餐饮", "有限公司", ""),
    ("泰安康药业有限公司", "", "泰安康", "药业", "有限公司", ""),
    ("济南天桥鼎盛商贸有限公司", "济南天桥", "鼎盛", "商贸", "有限公司", ""),
    # towns, zones with names of their own, new areas, autonomous counties shortened
    ("商河县玉皇庙镇鼎盛食品经营部", "商河县玉皇庙镇", "鼎盛", "食品", "经营部", ""),
    ("济南市舜耕街道鼎盛五金加工厂", "济南市舜耕街道", "鼎盛", "五金", "加工厂", ""),
    ("济南市鼎盛镇百货商行", "济南市", "鼎盛镇", "百货", "商行", ""),
    ("泰安临泰经济技术开发区鼎盛茶叶店", "泰安临泰经济技术开发区", "鼎盛", "茶叶", "店", ""),
    ("信阳市泉北新区鼎盛干果食品店", "信阳市泉北新区", "鼎盛", "干果", "食品店", ""),
    ("西咸新区沣东新城鼎盛百货店", "西咸新区沣东新城", "鼎盛", "", "百货店", ""),
    ("前郭县平山乡鼎盛种植农民专业合作社", "前郭县平山乡", "鼎盛", "种植", "农民专业合作社", ""),
    ("双江自治县鼎盛茶行", "双江自治县", "鼎盛", "茶", "行", ""),
    ("商河县玉乡镇鼎盛塑料厂", "商河县玉乡镇", "鼎盛", "塑料", "厂", ""),
    ("天津港保税区鼎盛国际贸易有限公司", "天津港保税区", "鼎盛", "国际贸易", "有限公司", ""),
    ("天津海河保税港区鼎盛商贸有限公司", "天津海河保税港区", "鼎盛", "商贸", "有限公司", ""),
    ("济南市科技园区鼎盛服饰有限公司", "济南市科技园区", "鼎盛", "服饰", "有限公司", ""),
    ("济南玻璃装饰品有限公司", "济南", "玻璃", "装饰品", "有限公司", ""),
    ("济南鼎盛自行车业有限公司", "济南", "鼎盛", "自行车业", "有限公司", ""),
    # what a narrow column leaves of a form
    ("济南鼎盛电子有限公", "济南", "鼎盛", "电子", "有限公", ""),
    ("济南鼎盛电子有限", "济南", "鼎盛", "电子", "有限", ""),
    ("济南鼎盛电子股份有限", "济南", "鼎盛", "电子", "股份有限", ""),
    # a place that brackets contradict; a nation is no place
    ("阳春鼎盛（北京）科技有限公司", "北京", "阳春鼎盛", "科技", "有限公司", ""),
    ("华瑞（崇阳）商贸行", "崇阳", "华瑞", "商贸", "行", ""),
    ("中国华瑞有限公司", "", "中国华瑞", "", "有限公司", ""),
    ("济南石油销售有限公司", "", "济南石油销售", "", "有限公司", ""),
    # what may stand within a company's name, and partners behind another form
    ("济南鼎盛会计师事务所有限责任公司", "济南", "鼎盛", "会计师事务所", "有限责任公司", ""),
    ("济南鼎盛国际旅行社有限公司历下门市部", "济南", "鼎盛", "国际旅行社", "有限公司",
     "历下门市部"),
    ("济南鼎盛塑料制品厂（普通合伙）", "济南", "鼎盛", "塑料制品", "厂普通合伙", ""),
    ("济南鼎盛投资管理中心（有限合伙）", "济南", "鼎盛", "投资管理", "中心有限合伙", ""),
    ("华瑞通信济南分公司站前路营业厅", "", "华瑞通信济南", "", "", "分公司站前路营业厅"),
    # no place, no form, a foreign name
    ("鼎盛国际货运代理有限公司", "", "鼎盛", "国际货运代理", "有限公司", ""),
    ("华瑞科技", "", "华瑞", "科技", "", ""),
    ("ABC Trading Co., Ltd.", "", "abctrading", "", "coltd", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", *["place", "core", "trade", "form", "branch"]), SPLIT)
def test_a_name_is_split_as_far_as_its_words_are_declared(
    text: str, place: str, core: str, trade: str, form: str, branch: str
) -> None:
    found = split_name(text)
    assert (found.place, found.core, found.trade, found.form, found.branch) == (
        place, core, trade, form, branch,
    )  # fmt: skip


def test_a_column_is_split_as_its_cells_are() -> None:
    texts = [row[0] for row in SPLIT] + ["鼎盛商贸有限公司（已注销）", None]
    column = split_names(texts).frame
    single = pd.concat([split_names([text]).frame for text in texts], ignore_index=True)
    pd.testing.assert_frame_equal(column, single)


def test_no_part_of_a_name_is_lost() -> None:
    for text, *parts in SPLIT:
        whole = split_names([text]).frame["whole"].iloc[0]
        if "（" not in text and "(" not in text and "【" not in text:
            assert "".join(parts) == whole
        assert sorted("".join(parts)) == sorted(whole)


PLACED = [
    ("济南华瑞科技有限公司", 370100, FRONT),
    ("华瑞（济南）科技有限公司", 370100, MIDDLE),
    ("华瑞科技有限公司（济南）", 370100, BEHIND),
    ("华瑞鼎盛设备南通有限责任公司", 320600, MIDDLE),
    ("华瑞科技有限公司", 0, NOWHERE),
    ("济南市市中区鼎盛快餐店", 370103, FRONT),
    ("枣庄市市中区鼎盛快餐店", 370402, FRONT),
    ("中国华瑞集团有限公司", 0, NOWHERE),
    ("华瑞（中国）有限公司", 100000, MIDDLE),
]


@pytest.mark.parametrize(("text", "region", "at"), PLACED)
def test_the_region_of_a_name_is_known_and_where_it_stands(text: str, region: int, at: int) -> None:
    row = split_names([text]).frame.iloc[0]
    assert (row["region"], row["place_at"]) == (region, at)


ONE = [
    ("商河县玉皇庙镇鼎盛药店", "商河玉皇庙鼎盛药店", True),
    ("嘉善县鼎盛食品有限公司", "嘉善鼎盛食品有限责任公司", True),
    ("济南鼎盛投资中心（有限合伙）", "济南鼎盛投资中心", True),
    ("华瑞（北京）科技有限公司", "华瑞（上海）科技有限公司", False),
    ("华瑞（北京）科技有限公司", "华瑞科技有限公司", False),
    ("济南鼎盛有限公司", "济南鼎盛集团有限公司", False),
    ("济南鼎盛有限公司", "济南鼎盛股份有限公司", False),
]


@pytest.mark.parametrize(("one", "two", "same"), ONE)
def test_a_name_is_told_without_the_kinds_of_its_places_and_form(
    one: str, two: str, same: bool
) -> None:
    bare = split_names([one, two]).frame["bare"]
    assert (bare[0] == bare[1]) == same


SPOTS = [
    ("济南高新技术产业开发区鼎盛科技有限公司", "济南高新区鼎盛科技有限公司", True),
    ("商河县玉皇庙镇鼎盛商店", "商河县龙桑寺镇鼎盛商店", False),
    ("杭州鼎盛（北京）科技有限公司", "杭州鼎盛（上海）科技有限公司", False),
    ("西咸新区鼎盛商店", "陕西鼎盛商店", False),
]


@pytest.mark.parametrize(("one", "two", "same"), SPOTS)
def test_a_zone_a_town_and_a_second_place_are_told(one: str, two: str, same: bool) -> None:
    spot = split_names([one, two]).frame["spot"]
    assert spot[0]
    assert (spot[0] == spot[1]) == same


NUMBERED = [
    ("漱泉大药房第十二分店", "漱泉大药房12分店", True),
    ("漱泉大药房一分店", "漱泉大药房八分店", False),
    ("漱泉大药房二十号店", "漱泉大药房20店", True),
    ("济南第三十四中学", "济南34中学", True),
    ("中路八局建设有限公司", "中路三局建设有限公司", False),
    ("华瑞集团第二工程有限公司", "华瑞集团第五工程有限公司", False),
]


@pytest.mark.parametrize(("one", "two", "same"), NUMBERED)
def test_numbers_of_branches_are_compared_as_figures(one: str, two: str, same: bool) -> None:
    frame = split_names([one, two]).frame
    told = frame[["numbers", "branch_number"]]
    assert told.iloc[0].equals(told.iloc[1]) == same


@pytest.mark.parametrize("names", [[], ["京华瑞科技有限公司", "沪鼎泰投资管理有限公司"]])
def test_a_column_of_pandas_is_taken_apart_even_when_it_is_empty(names: list[str]) -> None:
    """Such a column becomes an Arrow one in pieces, of which there may be none."""
    assert len(split_names(pd.Series(names, dtype="str")).frame) == len(names)
