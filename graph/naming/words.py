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
NAMED_ZONES = _listed("named_zones")
TOWN_KINDS = _listed("town_kinds")
PARTNERS = _listed("partners")
WRITTEN_FREELY = _listed("written_freely")
PEOPLES = _listed("peoples")
CITY_WORDS = frozenset(_listed("city_words"))
COUNTY_WORDS = frozenset(_listed("county_words"))
FORMS = {word: kind for kind, words in _TOLD["forms"].items() for word in words.split()}
"""Class of each legal form."""
ONE_ZONE = {word: line.split()[0] for line in _TOLD["zones"].splitlines() for word in line.split()}
"""Of each zone the way of writing that stands for all its others."""
AREAS: dict[str, int] = _TOLD["areas"]
"""New areas that have no code of their own: the region they lie in."""
SHORTENED: dict[str, int] = _TOLD["shortened"]
"""Regions by names that leave out characters in the middle."""
RENAMED: dict[str, str] = _TOLD["renamed"]
"""Regions that have another name and another code today: what they are called now."""
GROUP = "集团"
BANK = "银行"
NUMERALS = "0-9一二三四五六七八九十百零〇两"


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of words, the longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))
