"""Notes are cut from names and kept as what they say; what belongs to a name stays."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from graph.naming.noted import notes_of
from graph.naming.notes import cut_notes
from graph.naming.parts import split_names

FIRM = "济南鼎盛商贸有限公司"
CUT = [
    (f"{FIRM}（鼎盛旗舰店-天猫）", "shop", "鼎盛旗舰店-天猫"),
    (f"{FIRM}-天猫旗舰店", "shop", "天猫旗舰店"),
    (f"{FIRM}京东自营店", "shop", "京东自营店"),
    (f"{FIRM}(白名单)", "list", "白名单"),
    (f"{FIRM}【2020年】", "list", "2020年"),
    (f"{FIRM}（91370105MA3C00011T）", "list", "91370105ma3c00011t"),
    (f"{FIRM}（以下简称“鼎盛”）", "list", "以下简称“鼎盛”"),
    (f"{FIRM}（张三）", "list", "张三"),
    (f"3、{FIRM}", "list", "3、"),
    (f"{FIRM}（曾用名：济南鼎新贸易有限公司）", "other_name", "济南鼎新贸易有限公司"),
    (f"{FIRM}(原济南鼎新贸易有限公司)", "other_name", "济南鼎新贸易有限公司"),
    (f"{FIRM} 原：鼎新厂", "other_name", "鼎新厂"),
    (f"{FIRM}（现更名为山东鼎盛商贸有限公司）", "other_name", "山东鼎盛商贸有限公司"),
    (f"{FIRM}（2019年更名为山东鼎盛商贸有限公司）", "other_name", "山东鼎盛商贸有限公司"),
    (f"鼎盛官方旗舰店（{FIRM}）", "shop", "鼎盛官方旗舰店"),
    (f"{FIRM}（法定代表人：张三）", "list", "法定代表人:张三"),
    (f"{FIRM}（已注销）", "status", "已注销"),
    (f"{FIRM}-已注销", "status", "已注销"),
    (f"【注销】{FIRM}", "status", "注销"),
    (f"{FIRM}（吊销，未注销）", "status", "吊销,未注销"),
    (f"第一中标候选人：{FIRM}", "list", "第一中标候选人:"),
]
SHOP = "济南鼎盛建材销售中心"
CUT_OF_SHOPS = [
    (f"{SHOP}（一审被告）", "list", "一审被告"),
    (f"{SHOP}（联合体牵头人）", "list", "联合体牵头人"),
    (f"{SHOP}（重点企业）", "list", "重点企业"),
    (f"{SHOP}（施工单位）", "list", "施工单位"),
    (f"{SHOP}（清算组）", "list", "清算组"),
    (f"{SHOP}（经营者张三）", "list", "经营者张三"),
    (f"{SHOP}（自然人独资）", "list", "自然人独资"),
    (f"{SHOP}（更名前：鼎新建材店）", "other_name", "鼎新建材店"),
    (f"{SHOP}（曾用名称：鼎新建材店）", "other_name", "鼎新建材店"),
    (f"{SHOP}（现用名：鼎新建材店）", "other_name", "鼎新建材店"),
]


@pytest.mark.parametrize(("text", "kind", "note"), CUT_OF_SHOPS)
def test_a_note_beside_what_is_no_company_is_cut_if_it_is_known(
    text: str, kind: str, note: str
) -> None:
    found = split_names([text])
    assert found.frame["whole"].tolist() == [SHOP]
    assert found.notes[["kind", "text"]].to_numpy().tolist() == [[kind, note]]


@pytest.mark.parametrize(("text", "kind", "note"), CUT)
def test_a_note_is_cut_and_kept_as_what_it_says(text: str, kind: str, note: str) -> None:
    found = split_names([text])
    assert found.frame["whole"].tolist() == [FIRM]
    assert found.notes[["kind", "text"]].to_numpy().tolist() == [[kind, note]]


WHOLE = [
    "鼎盛（济南）商贸有限公司",
    "济南鼎盛投资合伙企业（有限合伙）",
    "济南鼎盛餐饮管理有限公司（泺源大街店）",
    "济南鼎盛商贸有限公司（历下）",
    "济南鼎盛商贸有限公司（研发中心）",
    "济南鼎盛商贸有限公司（二期）",
    "济南鼎盛商贸有限公司（东）",
    "济南鼎盛商贸有限公司（青岛办）",
    "济南鼎盛商贸有限公司（2号）",
    "济南鼎盛小区（业主委员会）",
    "原野（济南）科技有限公司",
    "济南原创（原点）文化有限公司",
    "鼎盛商贸有限公司（济南）",
    "济南平台科技有限公司",
    "济南正常商贸有限公司",
    "旗舰店网络科技有限公司",
    "鼎盛（集团）有限公司",
]


@pytest.mark.parametrize("text", WHOLE)
def test_what_belongs_to_a_name_is_no_note(text: str) -> None:
    found = split_names([text])
    assert found.notes.empty
    assert found.frame["whole"].iloc[0] == text.replace("（", "").replace("）", "")


def test_several_notes_are_cut_one_after_another() -> None:
    text, notes = cut_notes(pa.array([f"{FIRM}(吊销)(白名单)", FIRM, None]))
    assert text.to_pylist() == [FIRM, FIRM, None]
    assert sorted(notes["kind"]) == ["list", "status"]
    assert notes["row"].tolist() == [0, 0]


@pytest.mark.parametrize("text", [f"{FIRM}（", f"{FIRM}）", f"{FIRM}（）", f"（{FIRM}"])
def test_a_bracket_left_open_does_no_harm(text: str) -> None:
    assert split_names([text]).frame["whole"].iloc[0] == FIRM


WRITTEN = [
    (f"{FIRM}（鼎盛旗舰店－天猫TMall）", [("shop", "鼎盛旗舰店－天猫TMall", FIRM)]),
    (
        f"ＡＢ{FIRM} (曾用名：鼎新 贸易有限公司)",
        [("former_name", "鼎新 贸易有限公司", f"ＡＢ{FIRM}")],
    ),
    (f"{FIRM}(原济南鼎新贸易有限公司)", [("former_name", "济南鼎新贸易有限公司", FIRM)]),
    (
        f"{FIRM}（曾用名：济南鼎新贸易有限公司、济南鼎旺贸易有限公司）",
        [
            ("former_name", "济南鼎新贸易有限公司", FIRM),
            ("former_name", "济南鼎旺贸易有限公司", FIRM),
        ],
    ),
    (f"{FIRM}（现更名为：山东鼎盛有限公司）", [("other_name", "山东鼎盛有限公司", FIRM)]),
    (f"{FIRM}（现用名：山东鼎盛有限公司）", [("other_name", "山东鼎盛有限公司", FIRM)]),
    (f"{FIRM}（更名前：鼎新厂）", [("former_name", "鼎新厂", FIRM)]),
    (f"{FIRM}(又名鼎盛商行)", [("other_name", "鼎盛商行", FIRM)]),
    (f"{FIRM}（吊销，未注销）", [("status", "吊销，未注销", FIRM)]),
    (f"{FIRM}(吊销)(白名单)", [("list", "白名单", FIRM), ("status", "吊销", FIRM)]),
    (f"【注销】{FIRM}", [("status", "注销", FIRM)]),
    (f"{FIRM}（张三", [("list", "张三", FIRM)]),
    ("鼎盛（济南）商贸有限公司", []),
]


@pytest.mark.parametrize(("text", "notes"), WRITTEN)
def test_a_note_is_told_in_the_words_in_which_it_was_written(
    text: str, notes: list[tuple[str, str, str]]
) -> None:
    found = notes_of(pd.Series([None, FIRM, text, text], dtype="object"))
    told = [(2, *note) for note in notes] + [(3, *note) for note in notes]
    assert [tuple(row) for row in found.to_numpy().tolist()] == told


def test_of_no_names_there_are_no_notes() -> None:
    assert notes_of(pd.Series([], dtype="object")).empty
    assert notes_of(pd.Series([None], dtype="object")).empty
