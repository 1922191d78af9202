"""The words that names of enterprises are made of, as `words.toml` beside this file says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_TOLD: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def _listed(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(_TOLD[name]).split()))


TRADES = _listed("trades")
BRANCHES = _listed("branches")
HEADS = _listed("heads")
ZONES = _listed("zones")
PEOPLES = _listed("peoples")
CITY_WORDS = frozenset(_listed("city_words"))
COUNTY_WORDS = frozenset(_listed("county_words"))
FORMS = {word: kind for kind, words in _TOLD["forms"].items() for word in words.split()}
"""Class of each legal form."""
GROUP = "集团"
NUMERALS = "0-9一二三四五六七八九十百零〇两"


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of words, the longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))
