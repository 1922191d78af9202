"""Names of companies and people: their normal form, and their grams.

The normal form is made character by character, so folding a part of a name gives that part of
the folded name: prefixes stay prefixes, and a place in one is found again in the other.
"""

import unicodedata
from functools import cache
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

_LINE = "\n"
_CODES = 0x110000  # how many code points there are
_UNMET, _NOTHING = 0xFFFFFFFF, 0xFFFFFFFE  # of a code point: not looked up yet; folds to nothing
_MOST = 20  # so many characters that become several are put in one by one


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
    folded = _folded(_LINE.join(whole.to_numpy(object))).split(_LINE) if len(whole) else []
    taken = pd.array(folded, dtype="str").take(codes, allow_fill=True)
    return pd.Series(taken, index=names.index, name=names.name)


def _folded(text: str) -> str:
    """Return what `translate` makes of a long text, by a table of all code points.

    The few characters that become several are put in by name, before the others are looked up.
    """
    table = _table()
    letters = _letters(text)
    met = np.zeros(_CODES, bool)
    met[letters] = True
    for code in np.flatnonzero(met & (table == _UNMET)).tolist():
        made = _folding()[code]
        table[code] = _NOTHING if not made else ord(made) if len(made) == 1 else _UNMET
    several = np.flatnonzero(met & (table == _UNMET)).tolist()
    if len(several) > _MOST:
        return text.translate(_folding())
    for code in several:
        text = text.replace(chr(code), _folding()[code])
    if several:
        return _folded(text)
    taken = table[letters]
    return bytes(taken[taken != _NOTHING]).decode("utf-32-le")


def _letters(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), "<u4")


@cache
def _table() -> npt.NDArray[np.uint32]:
    return np.full(_CODES, _UNMET, "<u4")


def grams(folded: str) -> list[str]:
    """Return the distinct characters and pairs of neighbours of a folded name, in their order.

    >>> grams("华瑞华")
    ['华', '瑞', '华瑞', '瑞华']
    """
    return list(dict.fromkeys((*folded, *map(add, folded, folded[1:]))))


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
