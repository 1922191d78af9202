"""How two regions of names stand to each other; characters that look or sound alike."""

from __future__ import annotations

import numpy as np
import pytest

from graph.naming.characters import LOOK, SOUND, alike
from graph.naming.places import APART, NONE, SAME, WITHIN, gazetteer, places_agree
from graph.naming.words import RENAMED

STAND = [
    (370100, 370100, SAME),
    (370000, 370105, WITHIN),
    (370105, 370100, WITHIN),
    (110000, 110105, WITHIN),
    (100000, 370105, WITHIN),
    (370181, 370114, SAME),  # 章丘: a city, then a district
    (370105, 370102, APART),
    (370100, 320100, APART),
    (0, 370100, NONE),
]


@pytest.mark.parametrize(("one", "two", "how"), STAND)
def test_two_regions_are_one_or_one_within_the_other_or_apart(one: int, two: int, how: int) -> None:
    both = places_agree(np.array([one, two]), np.array([two, one]))
    assert both.tolist() == [how, how]


def test_a_short_name_that_is_an_ordinary_word_is_no_place_by_itself() -> None:
    first = gazetteer().first
    assert {"济南", "延边", "恩施", "平阴", "昆山", "内蒙古"} <= set(first)
    assert not {"和平", "新华", "长安", "朝阳", "天桥", "市中"} & set(first)


TODAY = ["晋江", "阳春", "荣成", "德惠", "合川", "定海", "余姚", "章丘", "莱芜"]


@pytest.mark.parametrize("short", TODAY)
def test_a_region_has_one_code_however_it_was_numbered_and_called(short: str) -> None:
    first = gazetteer().first
    written = [name for kind in "市县区" if (name := short + kind) in first]
    assert len(written) > 1
    codes = np.array([first[name] for name in written])
    assert (places_agree(codes, np.full(len(codes), codes[0])) == SAME).all()
    assert first.get(short, codes[0]) == codes[0]


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_region_that_was_renamed_is_what_it_is_called_today(old: str, new: str) -> None:
    first = gazetteer().first
    assert first[old] == first[new]


def test_regions_of_one_name_that_are_two_stay_two() -> None:
    first = gazetteer().first
    for one, two in (("邵阳市", "邵阳县"), ("吉林省", "吉林市"), ("和田地区", "和田市")):
        how = places_agree(np.array([first[one]]), np.array([first[two]]))
        assert how.tolist() == [WITHIN]


CONFUSED = [
    ("鑫", "新", SOUND), ("嘉", "佳", SOUND), ("瑞", "端", LOOK), ("昊", "吴", LOOK),
    ("己", "已", LOOK), ("未", "末", LOOK), ("达", "隆", 0), ("恒", "永", 0), ("a", "b", 0),
    ("沐", "沭", LOOK), ("峰", "锋", SOUND + LOOK), ("业", "洲", 0), ("瑞", "绣", 0),
    ("通", "迅", 0),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two", "how"), CONFUSED)
def test_characters_that_a_typist_may_confuse_are_known(one: str, two: str, how: int) -> None:
    assert alike(one, two) == alike(two, one) == how
