"""The regions that names of enterprises begin with, and how two of them stand to each other.

Every region of GB/T 2260, present and past, by its whole name and by the short one that names
use (济南市, 济南; 延边朝鲜族自治州, 延边). A short district stands for a place only behind its
city; a short county that is also an ordinary word, only there as well, or in brackets.

**Source:** GB/T 2260 as python-stdnum's `cn/loc` holds it; new areas, names that are shortened
otherwise, and ordinary words: `words.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from stdnum import numdb

from graph.naming.words import (
    AREAS,
    CITY_WORDS,
    COUNTY_WORDS,
    PEOPLES,
    RENAMED,
    SHORTENED,
    any_of,
)

Ints = npt.NDArray[np.int64]

NATION = 100000
_BEYOND = {"香港": 810000, "澳门": 820000, "台湾": 710000}
# 中国 before a core is part of it: no such name is written without it, and none is like it.
NATION_WORDS = ("中国", "全国", "中华")
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
        bracketed: what is a place where it stands in brackets by itself: name -> code.
        inner: what may follow a place: `<digits of that place>|<name>` -> code.
        short: which of `first` lack the region's kind (济南 beside 济南市).
        bare: names without the region's kind, of those that have one: 济南市 -> 济南.
    """

    first: dict[str, int]
    bracketed: dict[str, int]
    inner: dict[str, int]
    short: frozenset[str]
    bare: dict[str, str]


@cache
def _dated_regions() -> tuple[tuple[bool, str, str], ...]:
    """Return whether a region is past, its code, its name; provinces, cities, counties."""
    found: list[tuple[bool, int, str, str]] = []
    for _, low, _, facts, cities in numdb.get("cn/loc").prefixes:
        found.append((False, 0, f"{low}0000", facts["province"]))
        for _, four, _, told, _ in cities:
            code = f"{low}{four}"
            rank = 0 if code.endswith("0000") else 1 if code.endswith("00") else 2
            for years, name in re.findall(r"(?:\[([^\]]*)\])?([^,\[]+)", told["county"]):
                found.append((bool(years) and not years.endswith("-"), rank, code, name))
    return tuple(
        (past, code, name) for past, _, code, name in sorted(found) if name not in _NO_NAMES
    )


def _regions() -> list[tuple[str, str]]:
    """Return every region's code and name, those of today first."""
    return [(code, name) for _, code, name in _dated_regions()]


@cache
def _numbers() -> tuple[dict[str, list[str]], dict[tuple[str, str], str]]:
    """Return by short name the codes that regions have today; and the lowest in a province ever."""
    today: dict[str, list[str]] = {}
    lowest: dict[tuple[str, str], str] = {}
    for past, code, name in _dated_regions():
        bare = _short(name)
        codes = today.setdefault(bare, [])
        if not past and code not in codes:
            codes.append(code)
        key = (code[:2], bare)
        lowest[key] = min(lowest.get(key, code), code)
    return today, lowest


@cache
def _code_today(code: str, name: str) -> str:
    """Return the code that a region has today: as the only one of its name, or in its province.

    晋江 was a county, then a city, each under a number of its own; 章丘 a city, then a district;
    蓟县 is 蓟州区 now.
    What is gone has the lowest that its province ever gave to its short name.
    """
    today, lowest = _numbers()
    codes = today[_short(RENAMED.get(name, name))]
    if code in codes:
        return code
    here = [other for other in codes if other[:2] == code[:2]] if len(codes) > 1 else codes
    if not codes:
        return lowest[(code[:2], _short(name))]
    return here[0] if len(here) == 1 else code


@cache
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
    bracketed: dict[str, int] = {**_BEYOND, **dict.fromkeys(NATION_WORDS, NATION)}
    inner: dict[str, int] = {}
    short: set[str] = set(_BEYOND)
    without: dict[str, str] = {}
    for code, name in _regions():
        bare, today = _short(name), _code_today(code, name)
        number, written = int(today), (name, *_autonomous(name, bare))
        for parent in {code[:2], code[:4], today[:2], today[:4]}:
            for told in (*written, bare):
                inner.setdefault(f"{parent}|{told}", number)
        for told in written:
            first.setdefault(told, number)
            without.setdefault(told, bare)
        if bare != name and _stands_alone(code, name, bare):
            first.setdefault(bare, number)
            short.add(bare)
        for told in (*written, bare):
            bracketed.setdefault(told, number)
    for told, number in (SHORTENED | AREAS).items():
        for parent in {f"{number // 10_000}", f"{number // 100}"}:
            inner.setdefault(f"{parent}|{told}", number)
    first |= SHORTENED | AREAS
    bracketed |= SHORTENED | AREAS
    return Gazetteer(first, bracketed, inner, frozenset(short), without)


def _autonomous(name: str, bare: str) -> list[str]:
    """Return the ways to write an autonomous region without its peoples: 双江自治县, 双江县."""
    for kind in ("自治州", "自治县", "自治旗"):
        if name.endswith(kind) and bare != name:
            return [bare + kind, bare + kind[-1]]
    return []


def _stands_alone(code: str, name: str, bare: str) -> bool:
    """Return whether a short name is a place wherever it stands."""
    city = code.endswith("00") or name.endswith("市")
    whole = name.endswith(("区", "旗")) and not name.endswith(("自治区", "地区"))
    words = CITY_WORDS if city else COUNTY_WORDS | CITY_WORDS
    return (city or not whole) and bare not in words


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
    known, codes, _ = lookup("bracketed")
    at = pc.index_in(names, known).fill_null(-1).to_numpy(zero_copy_only=False)
    return np.where(at >= 0, codes[at], 0)


NONE, SAME, WITHIN, APART = 0, 1, 2, 3


def places_agree(one: Ints, two: Ints) -> npt.NDArray[np.int64]:
    """Return how two columns of regions stand: NONE told of one, SAME, one WITHIN the other, APART.

    A region that was numbered otherwise once, as a county before it was a city, is the same.
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
def _codes_today() -> dict[int, int]:
    """Return the code of today, of each code whose region has another now."""
    found: dict[int, int] = {}
    for code, name in _regions():
        found.setdefault(int(code), int(_code_today(code, name)))
    return found


def _renamed(codes: Ints) -> Ints:
    values, at = np.unique(codes, return_inverse=True)
    first = _codes_today()
    return np.array([first.get(v, v) for v in values.tolist()], np.int64)[at]
