"""What the program says in English, in Chinese: for the faces whose readers read it.

Errors and notes are sentences, made where they arise, in English (the command line's language).
`chinese.toml` holds each of them as it is written in the code, with a name for every value, and
what a Chinese reader is told instead; so nothing below a face needs to know who reads.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_VALUE = re.compile(r"\{(\w+)\}")
DEEPEST = 3  # sentences within sentences: a place, why, and what is wanted there
BETWEEN = "; "  # stands between several sentences on one thing


@dataclass(frozen=True)
class Saying:
    """One sentence in both languages: `{name}` stands for a value in either."""

    english: str
    chinese: str
    pattern: re.Pattern[str]

    @property
    def order(self) -> tuple[bool, int]:
        """Its place among all: one that begins with a value is a part of others, and comes late;
        the more characters are no value's, the surer is what it matches."""
        return self.english.startswith("{"), -len(_VALUE.sub("", self.english))


def chinese(sentence: str) -> str | None:
    """Return a sentence of ours in Chinese; None where it is not known.

    >>> chinese("'2023-13-01' is not a day; write one such as 2024-03-01.")
    "'2023-13-01' 不是日期;请按 2024-03-01 的格式填写。"
    """
    whole = _said(sentence.strip(), 0)
    if whole is not None or BETWEEN not in sentence:
        return whole
    parts = [_said(part.strip(), 0) for part in sentence.split(BETWEEN)]
    return ";".join(part for part in parts if part) if all(parts) else None


def _said(sentence: str, depth: int) -> str | None:
    for saying in sayings():
        found = saying.pattern.fullmatch(sentence)
        if found:
            values = found.groupdict()
            if depth < DEEPEST:
                values = {name: _said(v, depth + 1) or v for name, v in values.items()}
            return _filled(saying.chinese, values)
    return None


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _VALUE.sub(lambda value: values[value[1]], text)


@cache
def sayings() -> tuple[Saying, ...]:
    """Return every sentence, the surest first."""
    text = (files("graph") / "chinese.toml").read_text("utf-8")
    found = [
        Saying(english, told, _pattern(english))
        for group in tomllib.loads(text).values()
        for english, told in group.items()
    ]
    return tuple(sorted(found, key=lambda saying: saying.order))


def _pattern(english: str) -> re.Pattern[str]:
    parts = _VALUE.split(english)
    literal = [
        re.escape(part) if n % 2 == 0 else f"(?P<{part}>.+?)" for n, part in enumerate(parts)
    ]
    return re.compile("".join(literal), re.DOTALL)
