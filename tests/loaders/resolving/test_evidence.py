"""Evidence is kept as codes, and is read back whole."""

from __future__ import annotations

import numpy as np
import pytest

from loaders.resolving.enterprises.features import FEATURES as COMPANY
from loaders.resolving.evidence import VALUED, Sign, in_words, joined, meanings, signs
from loaders.resolving.people.features import FEATURES as PERSON


def test_codes_are_read_back_and_put_in_words() -> None:
    text = "names=华瑞科技公司|华瑞济南科技公司; core.same; place.moved"
    assert signs(text) == [
        Sign("names", ("华瑞科技公司", "华瑞济南科技公司")),
        Sign("core.same"),
        Sign("place.moved"),
    ]
    words = "华瑞科技公司 / 华瑞济南科技公司; the same core; the same place in another position"
    assert in_words(text) == words
    assert in_words("bearers=2; name.seldom").startswith("same name (2 bear it); name of 1 to 10")
    assert signs("") == []


@pytest.mark.parametrize(
    "text", ["same name (2 bear it); shared: masked id", "core.unheard_of", "names=one", "bearers"]
)
def test_what_is_no_code_stands_as_it_was_kept(text: str) -> None:
    assert signs(text) == [Sign("", (text,))]
    assert in_words(text) == text


def test_every_level_has_a_code_of_its_own() -> None:
    levels = [(f.name, level.name) for f in (*COMPANY, *PERSON) for level in f.levels[1:]]
    assert len(levels) == len(set(levels)) == len(meanings())
    assert not {f.name for f in (*COMPANY, *PERSON)} & set(VALUED)


def test_nothing_said_leaves_no_separator() -> None:
    first = np.array(["bearers=2", "bearers=3"], object)
    rest = np.array(["mask.year", ""], object)
    assert joined(first, rest).tolist() == ["bearers=2; mask.year", "bearers=3"]
