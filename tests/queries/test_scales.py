"""What every scale declares, what is refused, and that changed numbers are a changed version."""

from __future__ import annotations

import copy
import hashlib
import json
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from graph.errors import DeclarationError, WrongParameters
from queries.measures import MEASURES, NEIGHBOURS
from queries.scales import read_scale, scale, scale_file
from queries.scales.declared import MARKS, OF_EVENTS, OF_SERIES, THROUGH
from queries.scales.page import page

SCALES = {
    place.name: tomllib.loads(place.read_text("utf-8"))
    for place in files("queries.scales").iterdir()
    if place.name.endswith(".toml")
}
TEXT = pytest.mark.parametrize("text", SCALES.values(), ids=list(SCALES))
WORDS = {"title", "meaning", "source", "mark", "examples"}

# A version names one set of numbers for ever. Numbers that changed need a new version, and a new
# line here; no line is ever changed.
VERSIONS = {("credit", "2026-1"): "a2c8b925e8f88e7d"}


def digest(text: dict[str, Any]) -> str:
    """Return a hash of a scale without its words."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k not in WORDS}
        return [plain(v) for v in value] if isinstance(value, list) else value

    whole = json.dumps(plain(text), sort_keys=True, default=str)
    return hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()


@TEXT
def test_numbers_of_a_version_never_change(text: dict[str, Any]) -> None:
    assert VERSIONS[text["name"], text["version"]] == digest(text), "give it a new version"


@TEXT
def test_every_indicator_is_declared_whole_in_both_languages(text: dict[str, Any]) -> None:
    for indicator in read_scale(text, "t").indicators:
        words = (indicator.title, indicator.meaning)
        assert all(w.zh and w.en and w.zh != w.en for w in words), indicator.name
        assert indicator.source, indicator.name
        assert indicator.mark in MARKS, indicator.name
        assert indicator.measure in MEASURES, indicator.name


@TEXT
def test_every_cap_names_its_rule(text: dict[str, Any]) -> None:
    for cap in read_scale(text, "t").caps:
        assert cap.source, cap.name
        assert cap.happened.kinds, cap.name
        assert cap.happened.roles, cap.name


@TEXT
def test_related_parties_take_points_only_where_a_law_is_named(text: dict[str, Any]) -> None:
    for indicator in read_scale(text, "t").indicators:
        if indicator.measure == "neighbours" and not indicator.attention:
            assert "art." in indicator.source, indicator.name


def test_declared_words_and_measures_are_the_same_set() -> None:
    assert {*OF_EVENTS, *OF_SERIES, "latest"} == set(MEASURES)
    assert set(THROUGH) == set(NEIGHBOURS)


def no_cap(text: dict[str, Any]) -> None:
    text["caps"][0]["grade"] = "Z"


def future(text: dict[str, Any]) -> None:
    text["indicators"][2]["window"] = -30


def stranger(text: dict[str, Any]) -> None:
    text["indicators"][2]["kinds"] = ["NO_SUCH"]


def twice(text: dict[str, Any]) -> None:
    text["indicators"].append(copy.deepcopy(text["indicators"][0]))


def gap(text: dict[str, Any]) -> None:
    text["grades"]["AA"] = 99


def floor(text: dict[str, Any]) -> None:
    text["grades"]["D"] = 0


def letter(text: dict[str, Any]) -> None:
    del text["grades"]["CC"]


def half(text: dict[str, Any]) -> None:
    text["indicators"][2]["bins"][1]["points"] = -0.5


def turned(text: dict[str, Any]) -> None:
    text["indicators"][2]["bins"].reverse()


def misspelt(text: dict[str, Any]) -> None:
    text["indicators"][2]["wondow"] = 30


def counting(text: dict[str, Any]) -> None:
    text["indicators"][-1]["bins"] = [{"from": 1, "points": -5}]


def example(text: dict[str, Any]) -> None:
    text["examples"][0]["values"] = {"no_such": 1}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (no_cap, "names no grade 'Z'"),
        (future, "ends on the day looked at"),
        (stranger, "names no event kind 'NO_SUCH'"),
        (twice, "stands twice"),
        (gap, "must fall"),
        (floor, "begin at -inf"),
        (letter, "must name AAA"),
        (half, "no whole numbers"),
        (turned, "do not rise"),
        (misspelt, "wondow"),
        (counting, "attention only"),
        (example, "'no_such'"),
    ],
    ids=lambda v: v.__name__ if callable(v) else "",
)
def test_a_scale_that_breaks_its_rules_is_refused_and_says_where(
    fault: Callable[[dict[str, Any]], None], told: str
) -> None:
    text = copy.deepcopy(SCALES["credit.toml"])
    fault(text)
    with pytest.raises(
        DeclarationError, match="(?s)The scale mine.toml.*" + told.replace("[", r"\[")
    ):
        read_scale(text, "mine.toml")


def test_a_scale_of_ones_own_is_read_from_a_file(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_bytes((files("queries.scales") / "credit.toml").read_bytes())
    assert scale_file(own).version == scale().version
    own.write_text("base = ")
    with pytest.raises(DeclarationError, match="cannot be read as a scale"):
        scale_file(own)


def test_a_scale_that_is_not_there_is_refused() -> None:
    with pytest.raises(WrongParameters, match="choose one of credit"):
        scale("none")


def test_the_page_of_the_scale_says_what_the_scale_says() -> None:
    text = (Path(__file__).parents[2] / "docs/scale.md").read_text("utf-8")
    assert text == page(scale()), "render it: python -m queries.scales.page > docs/scale.md"
