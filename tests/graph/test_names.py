"""Names: what folding makes equal, and the grams of the index."""

import random

import pandas as pd
import pytest

from graph import names

EQUAL = (
    ("华瑞（济南）科技有限公司", "华瑞(济南)科技有限公司"),
    ("华瑞(济南)科技有限公司", "华瑞济南科技有限公司"),
    ("華瑞濟南科技有限公司", "华瑞济南科技有限公司"),
    ("ＡＢＣ科技", "abc科技"),
    (" 华 瑞\u3000科\u200b技\n", "华瑞科技"),
    ("“华瑞”·科技、《有限》公司。", "华瑞科技有限公司"),
    ("乾坤", "干坤"),
    ("Café", "cafe"),
    ("Cafe\u0301", "Café"),
    ("Straße", "STRASSE"),
    ("㈱华瑞①", "株华瑞1"),
    ("\uf900", "\u8c48"),
)
APART = (("华瑞科技", "华端科技"), ("华瑞一厂", "华瑞二厂"), ("华瑞", "瑞华"), ("A1", "A2"))


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert names.fold(one) == names.fold(other) != ""


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert names.fold(one) != names.fold(other)


def test_punctuation_alone_folds_to_nothing() -> None:
    assert names.fold(" （）-·＊，") == ""


def _strange(chance: random.Random) -> str:
    """Return characters from all of Unicode but surrogates."""
    ranges = (
        range(0x20, 0x250),
        range(0x2E80, 0xA000),
        range(0xF900, 0x10000),
        range(0x20000, 0x2A000),
    )
    return "".join(chr(chance.choice(chance.choice(ranges))) for _ in range(chance.randrange(12)))


def test_folding_is_stable_and_goes_character_by_character() -> None:
    chance = random.Random("fold")
    texts = [_strange(chance) for _ in range(5000)]
    for text, other in zip(texts, reversed(texts), strict=True):
        folded = names.fold(text)
        assert names.fold(folded) == folded
        assert names.fold(text + other) == folded + names.fold(other)


def test_a_column_is_folded_as_its_cells_are() -> None:
    chance = random.Random("column")
    texts = [_strange(chance) for _ in range(2000)] + [text for pair in EQUAL for text in pair]
    column = pd.Series([*texts, None, "a\nb"], dtype="str", name="name")
    column.index = pd.Index(range(5, 5 + len(column)))
    folded = names.fold_many(column)
    assert folded.index.equals(column.index)
    assert folded.name == "name"
    assert folded.iloc[: len(texts)].tolist() == [names.fold(text) for text in texts]
    assert pd.isna(folded.iloc[-2])
    assert folded.iloc[-1] == "ab"


@pytest.mark.parametrize("many", [3, 300])
def test_characters_that_become_several_are_folded_in_a_column_too(many: int) -> None:
    grown = [chr(code) for code in range(0x2100, 0x3400) if len(names.fold(chr(code))) > 1][:many]
    texts = [f"甲{letter}乙{letter}" for letter in grown]
    assert len(texts) == many
    assert names.fold_many(pd.Series(texts)).tolist() == [names.fold(text) for text in texts]


def test_a_column_is_folded_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_AT_ONCE", 3)
    texts = ["華瑞（济南）", "ＴＥＣＨ", "", "㈱甲", "瑞 华", "()", "甲乙", "華瑞（济南）"]
    assert names.fold_many(pd.Series(texts)).tolist() == [names.fold(text) for text in texts]


def test_an_empty_column_is_folded_to_an_empty_one() -> None:
    assert names.fold_many(pd.Series([], dtype="str")).empty
    assert names.fold_many(pd.Series([None], dtype="str")).isna().all()


@pytest.mark.parametrize(
    ("folded", "wanted"),
    [
        ("", []),
        ("华", ["华"]),
        ("华瑞济", ["华", "瑞", "济", "华瑞", "瑞济"]),
        ("哈哈哈", ["哈", "哈哈"]),
    ],
)
def test_grams_are_characters_and_pairs_of_neighbours(folded: str, wanted: list[str]) -> None:
    assert names.grams(folded) == wanted
