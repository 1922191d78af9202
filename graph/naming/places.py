"""The regions that names of enterprises begin with, and how two of them stand to each other.

Every region of GB/T 2260, present and past, by its whole name and by the short one that names
use (济南市, 济南; 延边朝鲜族自治州, 延边). A short district stands for a place only behind its
city; a short county that is also an ordinary word, only there as well.

**Source:** GB/T 2260 as python-stdnum's `cn/loc` holds it; ordinary words: `words.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from stdnum import numdb

from graph.naming.words import CITY_WORDS, COUNTY_WORDS, PEOPLES, any_of

Ints = npt.NDArray[np.int64]

NATION = 100000
_BEYOND = {"中国": NATION, "全国": NATION, "香港": 810000, "澳门": 820000, "台湾": 710000}
_PEOPLE = f"(?:{any_of(f'{people}族' for people in PEOPLES)}|各族)"
_ENDS = re.compile(
    rf"(?:{_PEOPLE}+自治(?:区|州|县|旗)|自治(?:区|州|县|旗)|特别行政区|林区|特区|矿区|地区|新区|省|市|县|区|旗|盟)$"
)
_NO_NAMES = {"市辖区", "县", "省直辖县级行政区划", "省直辖行政单位", "自治区直辖县级行政区划"}
_NAMED = ("内蒙古", "新疆", "广西", "宁夏", "西藏")


@dataclass(frozen=True)
class Gazetteer:
    """Names of regions and what they mean.

    Attributes:
        first: what may begin a name: name -> code.
        inner: what may follow a place: `<digits of that place>|<name>` -> code.
        short: which of `first` lack the region's kind (济南 beside 济南市).
    """

    first: dict[str, int]
    inner: dict[str, int]
    short: frozenset[str]


def _regions() -> Iterator[tuple[str, str]]:
    """Yield every region's code and name, provinces before cities before counties."""
    found: list[tuple[int, str, str]] = []
    for _, low, _, facts, cities in numdb.get("cn/loc").prefixes:
        found.append((0, f"{low}0000", facts["province"]))
        for _, four, _, told, _ in cities:
            code = f"{low}{four}"
            rank = 0 if code.endswith("0000") else 1 if code.endswith("00") else 2
            names = re.sub(r"\[[^\]]*\]", "", told["county"]).split(",")
            found += [(rank, code, name) for name in names]
    for _, code, name in sorted(found):
        if name not in _NO_NAMES:
            yield code, name


def _short(name: str) -> str:
    """Return a region's name without its kind: 济南市 -> 济南; one character is never left."""
    for whole in _NAMED:
        if name.startswith(whole) and name.endswith("自治区"):
            return whole
    bare = _ENDS.sub("", name)
    return bare if len(bare) >= 2 else name


@cache
def gazetteer() -> Gazetteer:
    """Return the regions by their names; made once."""
    first: dict[str, int] = dict(_BEYOND)
    inner: dict[str, int] = {}
    short: set[str] = set(_BEYOND)
    for code, name in _regions():
        bare, number = _short(name), int(code)
        city = code.endswith("00") or name.endswith("市")
        first.setdefault(name, number)
        for parent in (code[:2], code[:4]):
            inner.setdefault(f"{parent}|{name}", number)
            inner.setdefault(f"{parent}|{bare}", number)
        whole = name.endswith(("区", "旗")) and not name.endswith(("自治区", "地区"))
        words = CITY_WORDS if city else COUNTY_WORDS
        if bare != name and (city or not whole) and bare not in words:
            first.setdefault(bare, number)
            short.add(bare)
    return Gazetteer(first, inner, frozenset(short))


@cache
def lookup(kind: str) -> tuple[pa.Array, npt.NDArray[np.int64], int]:
    """Return names, their codes, and the longest name's length, for a search of columns."""
    table: dict[str, int] = getattr(gazetteer(), kind)
    names = pa.array(list(table), pa.string())
    return names, np.array(list(table.values()), np.int64), max(map(len, table))


@cache
def short_names() -> pa.Array:
    """Return the short names that may begin a name."""
    return pa.array(sorted(gazetteer().short), pa.string())


def place_of(names: pa.Array) -> Ints:
    """Return the code of each whole text that is a region's name; 0 where it is none."""
    known, codes, _ = lookup("first")
    at = pc.index_in(names, known).fill_null(-1).to_numpy(zero_copy_only=False)
    return np.where(at >= 0, codes[at], 0)


NONE, SAME, WITHIN, APART = 0, 1, 2, 3


def places_agree(one: Ints, two: Ints) -> npt.NDArray[np.int64]:
    """Return how two columns of regions stand: NONE told of one, SAME, one WITHIN the other, APART.

    A district that was a county once, renumbered, is the same where its short name is.
    """
    low, high = np.minimum(_trimmed(one), _trimmed(two)), np.maximum(_trimmed(one), _trimmed(two))
    size = np.where(low < 100, 2, np.where(low < 10_000, 4, 6))
    top = np.where(high < 100, 2, np.where(high < 10_000, 4, 6))
    holds = (size < top) & (high // 10 ** (top - size) == low)
    # A municipality's own districts are numbered 0100: the province holds them all the same.
    nation = (one == NATION) | (two == NATION)
    same = (one == two) | (_renamed(one) == _renamed(two))
    found = np.where(same, SAME, np.where(holds | nation, WITHIN, APART))
    return np.where((one == 0) | (two == 0), NONE, found)


def _trimmed(codes: Ints) -> Ints:
    shorter = np.where(codes % 100 == 0, codes // 100, codes)
    return np.where((shorter % 100 == 0) & (codes % 100 == 0), shorter // 100, shorter)


@cache
def _first_code() -> dict[int, int]:
    """Return, for each county, the lowest code that its city ever gave to its short name."""
    lowest: dict[tuple[str, str], int] = {}
    told = [(code, _short(name)) for code, name in _regions()]
    for code, bare in told:
        if not code.endswith("00"):
            key = (code[:4], bare)
            lowest[key] = min(lowest.get(key, 10**6), int(code))
    return {int(code): lowest[(code[:4], bare)] for code, bare in told if not code.endswith("00")}


def _renamed(codes: Ints) -> Ints:
    values, at = np.unique(codes, return_inverse=True)
    first = _first_code()
    return np.array([first.get(v, v) for v in values.tolist()], np.int64)[at]
