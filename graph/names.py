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
import pyarrow as pa
import pyarrow.compute as pc

_LINE = "\n"
_CODES = 0x110000  # how many code points there are
_UNMET, _NOTHING = 0xFFFFFFFF, 0xFFFFFFFE  # of a code point: not looked up yet; folds to nothing
_AT_ONCE = 1 << 17  # names that are held as code points, of four bytes each
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
    whole = pc.replace_substring(pa.array(found, pa.large_string()), _LINE, " ")
    parts = [whole.slice(begin, _AT_ONCE) for begin in range(0, max(len(whole), 1), _AT_ONCE)]
    folded = [_parted(_folded(_in_lines(part)), len(part)) for part in parts]
    taken = pd.array(pa.concat_arrays(folded), "str")
    made = taken.take(codes, allow_fill=True)
    return pd.Series(made, index=names.index, name=names.name)


def _in_lines(texts: Any) -> npt.NDArray[np.uint32]:
    """Return texts, of which none is missing, as code points with a line's end after each."""
    nothing, end = (pa.scalar(word, texts.type) for word in ("", _LINE))
    lines = pa.chunked_array(pc.binary_join_element_wise(texts, nothing, end)).combine_chunks()
    data = lines.buffers()[2] if len(texts) else None
    return _letters(data.to_pybytes().decode() if data is not None else "")


def _parted(letters: npt.NDArray[np.uint32], count: int) -> Any:
    """Return code points as texts again, of which each ends with its line."""
    data = np.frombuffer(letters.tobytes().decode("utf-32-le").encode(), np.uint8)
    ends = np.flatnonzero(data == ord(_LINE))
    offsets = np.append([0], ends - np.arange(count))
    plain = data[data != ord(_LINE)]
    return pa.LargeStringArray.from_buffers(
        count, pa.py_buffer(offsets.astype(np.int64)), pa.py_buffer(plain)
    )


def _folded(letters: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return what `translate` makes of a long text, by a table of all code points.

    The few characters that become several are put in one by one, before the others are looked up.
    """
    table = _table()
    met = np.zeros(_CODES, bool)
    met[letters] = True
    for code in np.flatnonzero(met & (table == _UNMET)).tolist():
        made = _folding()[code]
        table[code] = _NOTHING if not made else ord(made) if len(made) == 1 else _UNMET
    several = np.flatnonzero(met & (table == _UNMET)).tolist()
    if several:
        text = letters.tobytes().decode("utf-32-le")
        if len(several) > _MOST:
            return _letters(text.translate(_folding()))
        for code in several:
            text = text.replace(chr(code), _folding()[code])
        return _folded(_letters(text))
    taken = table[letters]
    found: npt.NDArray[np.uint32] = taken[taken != _NOTHING]
    return found


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
