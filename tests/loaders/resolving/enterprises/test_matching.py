"""Companies without a code: who is merged, who may be the same, and whom a rule keeps apart."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from graph.days import LATEST
from loaders.resolving.enterprises.features import FEATURES, company_model
from loaders.resolving.enterprises.known import Known
from loaders.resolving.enterprises.matching import Matched, match, reason
from loaders.resolving.enterprises.rules import NONE
from loaders.resolving.evidence import in_words

# A register in which 瑞, 鑫, 源, 盛, 胜 and 晟 are usual.
CROWD = [
    f"青岛瑞鑫源盛胜晟{letter}渔具有限公司"
    for letter in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
]


CROWDLESS = pd.DataFrame({"entity": [], "name": [], "end": []}).astype(
    {"entity": "int64", "name": "object", "end": "int64"}
)


def known(
    coded: Sequence[str], loose: Sequence[str], *, by_hand: bool = True, **more: pd.DataFrame
) -> Known:
    """Return companies with a code, then companies without, a name each; then the CROWD."""
    names = [*coded, *loose, *CROWD]
    count = len(names)
    frame = pd.DataFrame({"entity": np.arange(count), "name": names, "end": LATEST})
    without = (np.arange(count) >= len(coded)) & (np.arange(count) < len(coded) + len(loose))
    keys = np.array([f"name:{name}{n}" for n, name in enumerate(names)], object)
    return Known(count, frame, without, without & by_hand, keys, **more)


def first(found: Matched, count: int) -> list[int]:
    """Return the groups of the first companies, numbered by their first members."""
    seen: dict[int, int] = {}
    return [seen.setdefault(group, len(seen)) for group in found.group[:count].tolist()]


def shared(*pairs: tuple[int, int]) -> pd.DataFrame:
    """Return what surrounds companies: entity, value."""
    return pd.DataFrame(list(pairs), columns=["entity", "value"], dtype="int64")


MERGED = [
    ("济南市昱丰森物流有限公司", "济南昱丰森物流有限公司", "the kind of the place is written"),
    ("济南昱丰森物流有限责任公司", "济南昱丰森物流有限公司", "two ways to write one form"),
    ("山东省济南市昱丰森物流有限公司", "济南昱丰森物流有限公司", "the province is written"),
    ("嘉善昱丰森物流有限公司", "嘉善县昱丰森物流有限公司", "a county that is a word besides"),
    ("商河玉皇庙昱丰森药店", "商河县玉皇庙镇昱丰森药店", "a town without its kind"),
    ("济南昱丰森塑料制品厂", "济南昱丰森塑料制品厂（普通合伙）", "partners are left out"),
    ("济南昱丰森物流", "济南昱丰森物流有限公司", "the form is left out"),
    ("济南昱丰森物流有限公", "济南昱丰森物流有限公司", "a form cut short by a narrow column"),
    ("昱丰森物流（济南）", "昱丰森（济南）物流有限公司", "brackets behind the trade"),
    ("晋江昱丰森物流有限公司", "晋江市昱丰森物流有限公司", "a county that became a city"),
    ("昱丰森银行济南天桥支行", "昱丰森银行股份有限公司济南天桥支行", "a bank for short"),
    ("天津市蓟县昱丰森塑料厂", "天津市蓟州区昱丰森塑料厂", "a county that has another name now"),
    ("济南市昱丰森书店", "济南昱丰森书店", "a form that tells the trade"),
    ("济南端源商贸有限公司", "济南瑞源商贸有限公司", "a character that looks alike"),
    ("济南新源商贸有限公司", "济南鑫源商贸有限公司", "a character that sounds alike"),
    ("济南端原商贸有限公司", "济南瑞源商贸有限公司", "two characters, each alike"),
]


@pytest.mark.parametrize(("loose", "coded"), [pytest.param(a, b, id=i) for a, b, i in MERGED])
def test_what_is_surely_one_is_merged(loose: str, coded: str) -> None:
    strangers = ["青岛海月渔具有限公司", "济南石园苗木专业合作社"]
    found = match(known([coded, *strangers], [loose]))
    assert found.group[0] == found.group[3]
    assert len(set(found.group.tolist())) == 3 + len(CROWD)
    assert found.likely.empty


APART = [
    ("济南鼎盛股份有限公司", "济南鼎盛集团有限公司", "two classes of legal form"),
    ("济南鼎盛商贸股份有限公司", "济南鼎盛商贸有限公司", "two classes of legal form"),
    ("济南鼎盛集团有限公司", "济南鼎盛有限公司", "a group and what is none"),
    ("漱泉大药房一分店", "漱泉大药房八分店", "a branch and its head, or two branches"),
    ("济南鼎盛有限公司", "济南鼎盛有限公司天桥分公司", "a branch and its head, or two branches"),
    ("济南鼎盛有限公司历下分公司", "济南鼎盛有限公司天桥分公司",
     "a branch and its head, or two branches"),
    ("北京鼎和（济南）律师事务所", "北京鼎和律师事务所", "a branch and its head, or two branches"),
    ("中路八局建设有限公司", "中路三局建设有限公司", "two numbers of several"),
    ("济南第三中学", "济南第四中学", "two numbers of several"),
    ("鼎盛银行股份有限公司天桥支行", "鼎盛银行股份有限公司历下支行",
     "a branch and its head, or two branches"),
    ("商河鼎盛村镇银行股份有限公司", "商河鼎盛村镇银行有限责任公司", "two classes of legal form"),
    ("鼎盛投资合伙企业（有限合伙）", "鼎盛投资合伙企业（普通合伙）", "two classes of legal form"),
    ("济南鼎盛种植专业合作社", "济南鼎盛种植有限公司", "two classes of legal form"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two", "why"), APART)
def test_a_rule_forbids_that_two_are_one_whatever_they_share(one: str, two: str, why: str) -> None:
    all_share = shared((0, 7), (1, 7))
    found = match(
        known([two], [one], representatives=all_share, addresses=all_share, contacts=all_share)
    )
    assert first(found, 2) == [0, 1]
    assert [reason(code) for code in found.pairs["reason"]] == [why]
    assert found.likely.empty


def test_two_known_codes_forbid() -> None:
    codes = pd.DataFrame({"entity": [0, 1], "level": 6, "value": [1, 2]})
    firm = ["济南瑞源商贸有限公司"], ["济南端源商贸有限公司"]
    assert first(match(known(*firm)), 2) == [0, 0]
    found = match(known(*firm, codes=codes))
    assert first(found, 2) == [0, 1]
    assert reason(int(found.pairs["reason"][0])) == "two codes"
    assert first(match(known(*firm, codes=codes.assign(value=1))), 2) == [0, 0]


STRANGERS = [
    ("商河县玉皇庙镇瑞源塑料厂", "商河县龙桑寺镇瑞源塑料厂", "two towns"),
    ("济南瑞源商贸有限公司", "济南瑞通商贸有限公司", "one character makes another firm"),
    ("济南瑞源商贸有限公司", "济南瑞源达商贸有限公司", "one core holds the other"),
    ("济南瑞源商贸有限公司", "济南瑞源餐饮有限公司", "two trades"),
    ("济南瑞源商贸有限公司", "青岛瑞源商贸有限公司", "two places"),
]


@pytest.mark.parametrize(("one", "two"), [pytest.param(a, b, id=i) for a, b, i in STRANGERS])
def test_strangers_of_like_names_stay_strangers(one: str, two: str) -> None:
    found = match(known([two], [one], by_hand=False))
    assert first(found, 2) == [0, 1]
    assert found.likely.empty


NOT_MERGED = [
    ("杭州昱丰森（上海）科技有限公司", "杭州昱丰森科技有限公司", "a second place"),
    ("杭州昱丰森（上海）科技有限公司", "杭州昱丰森（北京）科技有限公司", "two second places"),
    ("商河县玉皇庙镇昱丰森塑料厂", "商河县昱丰森塑料厂", "a town or none"),
    ("西咸新区昱丰森塑料厂", "陕西昱丰森塑料厂", "a new area in its province"),
    ("邵阳昱丰森塑料厂", "邵阳县昱丰森塑料厂", "a city and a county of one name"),
    ("济南昱丰森物流", "济南昱丰森物流股份有限公司", "an unusual form is left out"),
    ("济南昱丰森物流有限公司（研发中心）", "济南昱丰森物流有限公司", "a part in brackets"),
    ("昱丰森物流有限责任公司", "昱丰森物流有限公司", "no place"),
    ("济南昱丰森农村商业银行股份有限公司", "济南昱丰森银行股份有限公司", "two kinds of banks"),
    ("济南昱丰森物流总公司", "济南昱丰森物流有限公司", "a head office"),
    ("济南昱丰森物流公司", "济南昱丰森物流股份有限公司", "a company by shares"),
    ("济南昱丰森物流公司", "济南昱丰森物流有限公司", "a state's firm of old, or one in short"),
    ("济南昱丰森物流有限公司（东）", "济南昱丰森物流有限公司", "a side in brackets"),
    ("济南昱丰森物流有限公司（2号）", "济南昱丰森物流有限公司", "a number in brackets"),
]


@pytest.mark.parametrize(("one", "two"), [pytest.param(a, b, id=i) for a, b, i in NOT_MERGED])
def test_what_may_be_two_is_not_merged(one: str, two: str) -> None:
    assert first(match(known([two], [one], by_hand=False)), 2) == [0, 1]


def test_a_company_stays_what_it_is_where_a_table_leaves_out_its_form() -> None:
    names = ["济南昱丰森物流有限公司", "济南昱丰森物流", "济南昱丰森物流股份有限公司"]
    frame = pd.DataFrame({"entity": [0, 0, 1], "name": names, "end": LATEST})
    keys = np.array(["uscc:1", "name:2"], object)
    found = match(Known(2, frame, np.array([False, True]), np.zeros(2, bool), keys))
    assert found.group.tolist() == [0, 1]
    assert reason(int(found.pairs["reason"][0])) == "two classes of legal form"


def test_a_slip_is_no_proof_where_many_names_differ_in_the_core_alone() -> None:
    # Each of the crowd is one character from the others: another firm is as likely as a slip.
    crowd = [f"济南{chr(0x4E00 + n)}源商贸有限公司" for n in range(1, 60)]
    names = "济南端源商贸有限公司", "济南瑞源商贸有限公司"
    assert first(match(known([names[1]], [names[0]])), 2) == [0, 0]
    found = match(known([names[1], *crowd], [names[0]]))
    assert found.group[0] != found.group[60]
    assert "many names differ" in " ".join(map(in_words, found.likely["evidence"]))


def test_what_was_typed_must_be_the_odd_one() -> None:
    # 瑞 is usual and 端 is not: who typed 瑞 meant it.
    found = match(known(["济南端源商贸有限公司"], ["济南瑞源商贸有限公司"]))
    assert first(found, 2) == [0, 1]


def test_a_character_of_the_place_is_not_usual_in_cores_for_that() -> None:
    # 青 is in every name of the crowd, as part of 青岛: who typed 清 in a core may mean it.
    found = match(known(["青岛青穗商贸有限公司"], ["青岛清穗商贸有限公司"]))
    assert first(found, 2) == [0, 1]
    assert "as usual in names" in in_words(found.likely["evidence"].iloc[0])


LIKELY = [
    ("济南华瑞科技有限公司", "华瑞（济南）科技有限公司", "in another position"),
    ("华瑞科技有限公司", "济南华瑞科技有限公司", "tells no place"),
]


@pytest.mark.parametrize(("one", "two", "how"), LIKELY)
def test_a_place_moved_or_missing_is_true_one_time_in_three_or_so(
    one: str, two: str, how: str
) -> None:
    others = ["济南华瑞餐饮有限公司", "青岛华瑞建材有限公司"]
    found = match(known([two, *others], [one]))
    assert first(found, 4) == [0, 1, 2, 3]
    assert found.likely["dst"].tolist() == [0]
    assert 0.2 <= found.likely["probability"].iloc[0] <= 0.5
    assert how in in_words(found.likely["evidence"].iloc[0])


def test_look_alikes_count_only_where_names_are_typed_by_hand() -> None:
    found = match(known(["济南瑞源商贸有限公司"], ["济南端源商贸有限公司"], by_hand=False))
    assert first(found, 2) == [0, 1]
    assert found.likely.empty


POSSIBLE = [
    ("济南华瑞科技有限公司", "济南瑞华科技有限公司", "two characters in the other order"),
    ("济南瑞源商贸有限公司", "济南瑞源达商贸有限公司", "a character missing"),
    ("济南佳源商贸有限公司", "济南嘉源商贸有限公司", "as usual in names"),
]


@pytest.mark.parametrize(("one", "two", "why"), POSSIBLE)
def test_a_slip_of_typing_that_may_be_meant_is_possibly_the_same(
    one: str, two: str, why: str
) -> None:
    found = match(known([two], [one]))
    assert first(found, 2) == [0, 1]
    assert why in in_words(found.likely["evidence"].iloc[0])


def test_who_could_be_either_of_two_is_merged_with_neither() -> None:
    found = match(known(["济南胜源物流有限公司", "济南盛源物流有限公司"], ["济南圣源物流有限公司"]))
    assert first(found, 3) == [0, 1, 2]
    assert sorted(found.likely["dst"]) == [0, 1]


def test_the_very_same_name_of_two_codes_is_a_question() -> None:
    found = match(known(["济南同乐商贸有限公司"] * 2, ["济南同乐商贸有限公司"]))
    assert first(found, 3) == [0, 1, 2]
    assert sorted(found.likely["dst"]) == [0, 1]


def test_nobody_is_merged_by_a_chain() -> None:
    # 晟 - 晨 - 辰: each like its neighbour, the ends are not.
    names = ["济南晟海商贸有限公司", "济南晨海商贸有限公司", "济南辰海商贸有限公司"]
    group = match(known([], names)).group
    assert len(set(group.tolist())) > 1


def test_another_representative_speaks_against_and_the_same_one_for() -> None:
    names = ["华瑞（济南）科技有限公司"], ["济南华瑞科技有限公司"]

    def chance(*bosses: tuple[int, int]) -> float:
        found = match(known(*names, representatives=shared(*bosses)))
        return float(found.pairs["probability"].iloc[0])

    assert chance((0, 1), (1, 2)) < 0.05 < chance((0, 1)) < 0.9 < chance((0, 1), (1, 1))


def test_what_many_share_says_nothing() -> None:
    crowd = [f"济南{a}{b}商贸有限公司" for a in "甲乙丙丁戊" for b in "东南西北中"]
    names = ["济南华瑞科技有限公司"]
    target = "华瑞（济南）科技有限公司"
    count = len(crowd) + 2  # and the CROWD, which has no address
    hub = shared(*((n, 7) for n in range(count)))
    few = shared((0, 7), (count - 1, 7))
    found = [match(known([target, *crowd], names, addresses=held)) for held in (hub, few)]
    pairs = [one.pairs[(one.pairs["one"] == count - 1) & (one.pairs["two"] == 0)] for one in found]
    assert [int(pair["address"].iloc[0]) for pair in pairs] == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_companies_changes_nothing(seed: int) -> None:
    coded = ["济南瑞源商贸有限公司", "济南鑫源建材有限公司", "济南昱丰森物流有限公司"]
    loose = ["济南端源商贸有限公司", "济南新源建材有限公司", "济南市昱丰森物流有限公司",
             "济南昱丰森物流有限责任公司"]  # fmt: skip
    order = list(range(4))
    random.Random(seed).shuffle(order)
    found = match(known(coded, [loose[n] for n in order]))
    together: dict[int, set[str]] = {}
    for place, name in enumerate([*coded, *(loose[n] for n in order)]):
        together.setdefault(int(found.group[place]), set()).add(name)
    assert sorted(map(sorted, together.values())) == sorted(
        map(sorted, [{coded[0], loose[0]}, {coded[1], loose[1]}, {coded[2], loose[2], loose[3]}])
    )


def test_every_feature_has_points_and_evidence_points_its_way() -> None:
    model = company_model()
    assert set(model.points) == {f.name for f in FEATURES}
    for one in FEATURES:
        for level, points in zip(one.levels, model.points[one.name], strict=True):
            assert level.least <= points <= level.most


def test_nothing_to_match_is_no_trouble() -> None:
    assert first(match(known([], [])), 1) == [0]
    empty = match(known(["济南瑞源商贸有限公司"], ["（）"]))
    assert first(empty, 2) == [0, 1]
    assert (empty.pairs["reason"] == NONE).all()
    nobody = Known(0, CROWDLESS, np.zeros(0, bool), np.zeros(0, bool), np.zeros(0, object))
    assert match(nobody).group.tolist() == []
