"""Names of companies and people: their normal form, and their grams.

The normal form is made character by character, so folding a part of a name gives that part of
the folded name: prefixes stay prefixes, and a place in one is found again in the other.
"""

import unicodedata
from functools import cache
from typing import Any

import pandas as pd

_LINE = "\n"


def fold(text: str) -> str:
    """Return a name's normal form, for exact comparison and for search.

    Width and compatibility forms (NFKD), traditional characters made simplified, case, and
    without punctuation, brackets, blanks and accents. Folding twice changes nothing.

    >>> fold("華瑞（济南）ＴＥＣＨ 有限公司")
    '华瑞济南tech有限公司'
    """
    return text.replace(_LINE, " ").translate(_folding())


def fold_many(names: "pd.Series[Any]") -> "pd.Series[str]":
    """Return the normal form of each name; a missing name stays missing."""
    codes, found = pd.factorize(names.astype("str"))
    whole = pd.Series(found, dtype="str").str.replace(_LINE, " ", regex=False)
    folded = _LINE.join(whole).translate(_folding()).split(_LINE) if len(whole) else []
    taken = pd.array(folded, dtype="str").take(codes, allow_fill=True)
    return pd.Series(taken, index=names.index, name=names.name)


def grams(folded: str) -> list[str]:
    """Return the distinct characters and pairs of neighbours of a folded name, in their order.

    >>> grams("华瑞华")
    ['华', '瑞', '华瑞', '瑞华']
    """
    pairs = [folded[place : place + 2] for place in range(len(folded) - 1)]
    return list(dict.fromkeys([*folded, *pairs]))


class _Folding(dict[int, str]):
    """What each character becomes; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        simple = text.translate(_simplified())
        made = "".join(letter for letter in simple if letter.isalnum()) or ""
        self[code] = made
        return made


@cache
def _folding() -> _Folding:
    return _Folding({ord(_LINE): _LINE})


@cache
def _simplified() -> dict[int, str]:
    """Return OpenCC's table from traditional to simplified, one character at a time.

    A few simplified forms are themselves simplified further; each leads to the last.
    """
    from opencc import OpenCC  # only a name outside the common characters needs it

    letters = [chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x33480))]
    turned = OpenCC("t2s").convert(_LINE.join(letters)).split(_LINE)
    table = {old: new for old, new in zip(letters, turned, strict=True) if old != new}
    return {ord(old): table.get(new, new) for old, new in table.items()}
