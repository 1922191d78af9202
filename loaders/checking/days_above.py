"""A day that a sheet says once, for all its rows: above its header, or in the notes below.

Only what is named counts: `公告日期：2023-07-15`, `（截至2023年6月30日）`, `2022年度`; the name may
stand in one cell, and its day in the next. A declaration says by which names (`Date.above`); a
file's own column counts more than all that stands around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from graph.errors import UnreadableFile
from loaders.cells import AS_OF, OF_YEAR, dates, plain_days
from loaders.checking.header_names import matched, missing
from loaders.reading import Given, Grid, Header, is_note
from loaders.reading.grid import TEXT
from loaders.table import Date, Table

_YEAR = r"[\d〇零○一二三四五六七八九十]{4}"
_DAY = rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{_YEAR}年[^年月日]{{1,3}}月[^年月日]{{1,4}}日|\d{{8}}"
_AS_OF = re.compile(
    rf"(?:^|\W|数据|统计|名单|信息|欠税|[省市区县局])(截[至止]:?\s*(?:{_DAY}))(?!\d)"
)
_OF_YEAR = re.compile(r"(?<![\d至到~-])(\d{4}\s*年度)(?!\s*[至到~-])")
_NOTES = 10  # rows at the end of a sheet that may be notes
_NEXT = re.compile(rf"^({_DAY})(?:\s\d{{1,2}}:\d\d(?::\d\d)?)?$")


def may_be_said(table: Table) -> dict[str, tuple[str, ...]]:
    """Return header of a declaration -> names under which its day may be said for all rows."""
    return {h: c.above for h, c in table.columns.items() if isinstance(c, Date) and c.above}


def with_days(found: Header, reading: Grid, table: Table) -> Header | None:
    """Return a header with the days that are said around its rows; None: one it needs is not.

    Raises:
        UnreadableFile: two days are said of one column.
    """
    there = matched(table, found.names)
    around = list(_around(found, reading))
    absent = {h: names for h, names in may_be_said(table).items() if h not in there}
    said = (_said(header, names, around, reading) for header, names in absent.items())
    given = {one.name: one for one in said if one is not None}
    lacks = missing(table, found.names, given)
    return None if lacks else replace(found, given=tuple(given.values()))


def _around(found: Header, reading: Grid) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of what stands above a header, and of the notes below its rows."""
    for place, row in enumerate(reading.head(max(0, found.place - found.depth + 1))):
        yield reading.line(place), row
    for line, row in reversed(reading.tail(_NOTES)):
        if any(cell.strip() for cell in row):
            if not is_note(row):
                return
            yield line, row


def _said(
    header: str, above: Sequence[str], around: Iterable[tuple[int, list[str]]], reading: Grid
) -> Given | None:
    """Return the day that is said of a column; by `截至` only where no other name says one."""
    for names in ([n for n in above if n != AS_OF], [n for n in above if n == AS_OF]):
        found = [
            (line, words, day)
            for line, row in around
            for words in _words(row, names)
            if (day := _day(words)) is not None
        ]
        if len({day for _, _, day in found}) > 1:
            first, other = found[0], next(one for one in found if one[2] != found[0][2])
            raise UnreadableFile(
                f"{reading.place}: {header} of its rows is {first[1]!r} by line {first[0]}, and "
                f"{other[1]!r} by line {other[0]}; leave one, or give each row its own.",
                file=reading.file,
                line=other[0],
            )
        if found:
            line, words, _ = found[0]
            return Given(header, words, line)
    return None


def _words(row: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Yield the days that a row says under some names, as it words them."""
    cells = [unicodedata.normalize("NFKC", cell).strip() for cell in row]
    filled = [cell for cell in cells if cell]
    for at, cell in enumerate(filled):
        for name in names:
            if name == AS_OF:
                yield from _AS_OF.findall(cell)
            elif name == OF_YEAR:
                yield from _OF_YEAR.findall(cell)
            else:
                day = r"(\d{4})(?:\s*年度?)?" if name.endswith(OF_YEAR) else f"({_DAY})"
                yield from re.findall(rf"(?:^|\W){re.escape(name)}\s*:?\s*{day}(?!\d)", cell)
                alone = re.fullmatch(rf"\W?{re.escape(name)}\s*:?", cell) and at + 1 < len(filled)
                if alone and (after := _NEXT.match(filled[at + 1])):
                    yield after[1]


def _day(words: str) -> int | None:
    """Return the day that words say, None if they say none of the calendar."""
    read = dates(plain_days(pd.Series([words], dtype=TEXT))[0]).day.iloc[0]
    return None if pd.isna(read) else int(read)
