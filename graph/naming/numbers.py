"""Numerals in names: as figures, and those that tell one of several."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

from graph.naming.words import NUMERALS

Strings = Any  # pyarrow has no types

_COUNTED = (
    rf"(第[{NUMERALS}]+|[0-9]+|"
    "[一二三四五六七八九十]+(?:局|工程|建|冶|化|院|中|小|队|厂|店|分|处|航|所))"
)
_FIGURES = dict(zip("一二两三四五六七八九〇零", "122345678900", strict=True))


def normal_numbers(text: Strings) -> Strings:
    """Return texts with their numerals as figures, and without 第 and 号: 第十二分店 -> 12分店."""
    for letter, figure in _FIGURES.items():
        text = pc.replace_substring(text, letter, figure)
    text = pc.replace_substring_regex(text, "([1-9])十([1-9])", r"\1\2")
    text = pc.replace_substring_regex(text, "([1-9])十", r"\10")
    text = pc.replace_substring_regex(text, "十([1-9])", r"1\1")
    text = pc.replace_substring(text, "十", "10")
    return pc.replace_substring_regex(text, "第|号", "")


def numerals(text: Strings) -> Strings:
    """Return the numerals that tell one of several, each with a comma: 第八 -> 8,; "" for none."""
    told = pc.replace_substring_regex(text, _COUNTED, r"<\1>")
    told = pc.replace_substring_regex(told, "^[^<]*$", "")
    told = pc.replace_substring_regex(told, "[^<>]*<([^>]*)>[^<>]*", r"\1,")
    return pc.replace_substring_regex(normal_numbers(told), "[^0-9,]", "")
