"""Which names of a file's header are which columns of a declaration.

A name counts by what it says: width, spaces, case, marks (`*企业名称`) and notes in brackets
(`企业名称(必填)`) do not matter. What a name says of a unit does: `罚款金额(元)` is the declared
`罚款金额(万元)` in yuan. Beside its own aliases, every declaration knows the other words that
departments have for the same thing (`synonyms.toml`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from loaders.checking.doubts import settled
from loaders.checking.rejects import ADDED, is_rejects
from loaders.checking.synonyms import synonyms
from loaders.reading import folded_name
from loaders.table import ColumnType, Money, Number, Share, Table, Uscc

Unit = Literal["yuan", "qian", "wan", "baiwan", "yi", "%"]

_LEAST = 3
"""[param] Columns that a header must know, where neither it nor the table is known whole."""

_LONGEST = 60  # letters of a name; what is longer is a cell of something else
_MARKS = re.compile(
    r"^[*★▲●#☆]+|[*★▲●☆:]+$|<br */?>|^[(]?\d{1,2}[)、.](?=[^\W\d])|^[a-z_]\w*\.(?=[^\W\d])"
)
"""Of forms (`*`), of pages (`<br>`), of counted columns (`1、`), of a query's table (`t1.`)."""
_WRAPPED = re.compile(
    r"^[`\[【「]([^`\[\]【】「」]+)[`\]】」]$"
)  # quotes stand around data as well
_NOTE = re.compile(
    r"[(\[【](?:\*?(?:必|选|可选|非必|不必|条件必)[填录选]?项?|可为?空|可选|有则填写?|如有|若有|"
    r"(?:文本|字符|日期|数值|数字)(?:格式|型|类型)?|(?:格式|如|例|例如|示例|注)[::].*|"
    r"yyyy.*|\d+位.*|精确到.*|[如若]无.*|没有.*填.*|无.*填.*)[)\]】]$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[(\[【](?:单位[::]?)?(?P<unit>(?:人民币|RMB|CNY)?(?P<times>百万|[千万亿]?)元?(?:人民币|RMB|CNY)?"
    r"(?:[、,]?(?:至|到)?角?分)?|%|百分比)[)\]】]$",
    re.IGNORECASE,
)
_OTHER_CODES = re.compile("注册号|组织机构代码|身份证")
_TIMES: Mapping[str, Unit] = {
    "": "yuan", "千": "qian", "万": "wan", "百万": "baiwan", "亿": "yi",
}  # fmt: skip


def plain(name: str) -> str:
    """Return a name without width, spaces and case."""
    return folded_name(name).casefold()


@functools.lru_cache(maxsize=1 << 14)
def bare(name: str) -> str:
    """Return a name without marks, notes and the unit of a sum.

    >>> bare("*罚款金额（万元）（必填）"), bare("法定代表人（负责人）")
    ('罚款金额', '法定代表人(负责人)')
    """
    said = plain(name)
    while len(said) <= _LONGEST:
        shorter = _without_dress(said)
        unit = _UNIT.search(shorter)
        if unit is not None and unit["unit"]:
            shorter = shorter[: unit.start()]
        if shorter == said or not shorter:
            return said
        said = shorter
    return said


def unit_of(name: str) -> Unit | None:
    """Return the unit that a name says: yuan, wan, yi or %; None: it says none.

    >>> unit_of("罚款金额（万元）"), unit_of("持股比例(%)"), unit_of("罚款金额")
    ('wan', '%', None)
    """
    said = plain(name)
    while len(said) <= _LONGEST:
        unit = _UNIT.search(said)
        if unit is not None and unit["unit"]:
            return "%" if unit["unit"] in ("%", "百分比") else _TIMES[unit["times"]]
        shorter = _without_dress(said)
        if shorter == said:
            break
        said = shorter
    return None


def _without_dress(said: str) -> str:
    """Return a plain name without one more of the things that stand around names."""
    wrapped = _WRAPPED.match(said)
    return _NOTE.sub("", _MARKS.sub("", wrapped[1] if wrapped else said))


def matched(table: Table, names: Iterable[str]) -> dict[str, str]:
    """Return header of the declaration -> name in a file's header, for those that are there.

    A declared header wins over its aliases, those over names with notes, and all of them over
    synonyms; no name stands for two columns.
    """
    left = {plain(name): name for name in reversed([name for name in names if name])}
    spelled, found = _spelled(table), dict[str, str]()
    alone = {
        (table.aliases[alias], plain(alias))
        for alias, other in table.beside.items()
        if plain(other) not in left
    }
    for header, spellings in spelled.exact.items():
        fits = [one for one in spellings if one in left and (header, one) not in alone]
        here = left[fits[0]] if fits else None
        if here is not None:
            found[header] = here
    for header in found:
        left.pop(plain(found[header]), None)
    loose = {bare(name): name for name in left.values()}
    for level in (spelled.bare, spelled.synonyms):
        for header, spellings in level.items():
            fits = [one for one in spellings if one in loose and (header, one) not in alone]
            if fits and header not in found and _bears(table.columns[header], loose[fits[0]]):
                found[header] = loose.pop(fits[0])
    return found


def _bears(column: ColumnType, name: str) -> bool:
    """Return whether a column can be in the unit that a name says."""
    unit = unit_of(name)
    if unit is None:
        return True
    return isinstance(column, Share if unit == "%" else Money)


def as_named(column: ColumnType, name: str) -> ColumnType:
    """Return a column as its name in a file has it: in its unit, and with the codes it promises."""
    unit = unit_of(name)
    if isinstance(column, Money) and unit is not None and unit != "%":
        return settled(replace(column, unit=unit))
    if isinstance(column, Money) and name.isascii():
        return settled(column)  # a field's code, whose standard says the unit
    if isinstance(column, Share) and unit == "%":
        return settled(replace(column, percent=True))
    if isinstance(column, Uscc) and _OTHER_CODES.search(plain(name)):
        return replace(column, lenient=True)
    return column


def missing(table: Table, names: Iterable[str], said: Container[str] = ()) -> list[str]:
    """Return the required headers that a header lacks, and has nothing instead of.

    Args:
        said: headers of the declaration that are said elsewhere in the file.
    """
    there = matched(table, names)
    fields = {table.columns[header].field for header in there}
    return [
        header
        for header, column in table.columns.items()
        if column.required
        and header not in there
        and header not in said
        and fields.isdisjoint(column.stands_in)
    ]


def spoken(table: Table, header: str) -> str:
    """Return a declared header as people say it: what may stand instead, a code with its name."""
    instead = table.columns[header].stands_in
    others = [h for h, column in table.columns.items() if column.field in instead]
    return " or ".join(_said(table, one) for one in (header, *others))


def _said(table: Table, header: str) -> str:
    if not header.isascii():
        return header
    name = next((a for a, h in table.aliases.items() if h == header and not a.isascii()), "")
    return f"{header} ({name})" if name else header


def belongs(table: Table, names: list[str], said: Collection[str] = ()) -> bool:
    """Return whether a header is a table's: all it requires, and most of either's columns.

    Most is half of those declared, or all or half of the header's own (of three at least). Refused
    rows stand under the headers of all their files, so that one column may have several names.

    Args:
        said: as of `missing`.
    """
    own = [name for name in names if name not in ADDED]
    if is_rejects(names):
        own = list(dict.fromkeys(matched(table, own).values())) + [
            name for name in own if not knows(table, name)
        ]
    there = matched(table, own)
    if missing(table, own, said):
        return False
    more = sum(header not in there for header in said)
    known, named = len(there) + more, len(own) + more
    enough = 2 * known >= len(table.columns) or known >= named
    return enough or (known >= _LEAST and 2 * known >= named)


def named_exactly(table: Table, names: Iterable[str]) -> bool:
    """Return whether a header names a table's columns in the declaration's own words."""
    own = [name for name in names if name not in ADDED]
    exact = set().union(*_spelled(table).exact.values())
    there = sum(plain(name) in exact for name in own)
    return not missing(table, own) and 2 * there >= min(len(table.columns), 2 * len(own))


def telling(table: Table, names: Iterable[str] | None = None) -> list[str]:
    """Return the names of columns that a data row fills and a total row does not.

    Args:
        names: of a file's header, folded; None: every name that they may have in one.
    """
    figures = (Money, Number, Share)
    headers = [
        h
        for h, column in table.columns.items()
        if column.field in table.key or (column.required and not isinstance(column, figures))
    ]
    if names is not None:
        there = matched(table, names)
        return [there[h] for h in headers if h in there]
    spelled = [alias for alias, meant in table.aliases.items() if meant in headers]
    return [folded_name(name) for name in (*headers, *spelled)]


def knows(table: Table, name: str) -> bool:
    """Return whether a name may stand for a column of a table."""
    known = _spelled(table).known
    return plain(name) in known or bare(name) in known


@dataclass(frozen=True)
class _Spelled:
    """The names of a table's columns, plain: its own and their aliases, bare, and synonyms."""

    exact: dict[str, tuple[str, ...]]
    bare: dict[str, tuple[str, ...]]
    synonyms: dict[str, tuple[str, ...]]
    known: frozenset[str]


_SPELLED: dict[int, tuple[Table, _Spelled]] = {}
"""By the id of a table, which is kept here too, so that no other is given that id."""


def _spelled(table: Table) -> _Spelled:
    known = _SPELLED.get(id(table))
    if known is None:
        known = _SPELLED[id(table)] = (table, _spell(table))
    return known[1]


def _spell(table: Table) -> _Spelled:
    aliases: dict[str, list[str]] = {header: [header] for header in table.columns}
    for alias, header in table.aliases.items():
        aliases[header].append(alias)
    exact = {h: tuple(dict.fromkeys(map(plain, names))) for h, names in aliases.items()}
    short = {h: tuple(dict.fromkeys(map(bare, names))) for h, names in aliases.items()}
    own = {name: h for level in (short, exact) for h, names in level.items() for name in names}
    short = {h: tuple(n for n in names if own[n] == h) for h, names in short.items()}
    others = {
        h: tuple(
            dict.fromkeys(
                other
                for name in (*exact[h], *short[h])
                for other in synonyms().get(name, ())
                if other not in own
            )
        )
        for h in exact
    }
    known = {n for level in (exact, short, others) for names in level.values() for n in names}
    return _Spelled(exact, short, others, frozenset(known))
