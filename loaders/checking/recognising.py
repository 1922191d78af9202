"""A grid under the header of a declared table, recognised or as the declaration pins it."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence

from loaders.checking.days_above import may_be_said, with_days
from loaders.checking.header_names import belongs, knows, matched
from loaders.checking.units import in_unit
from loaders.reading import Grid, Header, Pinned, find, folded_name
from loaders.table import Reading, Table

_FIGURE = re.compile(r"\d\d")  # in a cell of data, and in hardly any name
_LEAST_NAMES = 3  # of a header that a row must hold to be one


def recognised(grid: Grid, table: Table) -> tuple[Grid, Header] | None:
    """Return the reading of a grid that has a table's header, and that header; None: none has.

    Raises:
        UnreadableFile: the header names a column twice.
    """
    for reading in readings(grid, table):
        found = header_in(reading, table)
        if found is not None:
            return reading, found
    return None


def header_in(reading: Grid, table: Table) -> Header | None:
    """Return a table's header in one reading of a grid, None if it has none.

    Raises:
        UnreadableFile: the header names a column twice, or two days are said of all rows.
    """
    pinned = table.reading or Reading()
    if reading.sheet and pinned.sheets and not is_one_of(reading.sheet, pinned.sheets):
        return None
    place = Pinned(pinned.header_line, pinned.header_rows)

    def found(said: Collection[str] = ()) -> Header | None:
        return find(reading, wanted_by(table, said), lambda name: knows(table, name), place)

    header, days = found(), may_be_said(table)
    if header is None and days and (lacking := found(days)) is not None:
        header = with_days(lacking, reading, table)
    return header if header is None else in_unit(header, reading, table)


def readings(grid: Grid, table: Table) -> Iterator[Grid]:
    """Yield the ways in which a grid may be read, as far as the declaration leaves it open."""
    pinned = table.reading or Reading()
    yield from grid.readings(pinned.encoding or "", pinned.delimiter or "")


def wanted_by(table: Table, said: Collection[str] = ()) -> Callable[[list[str]], int]:
    """Return what says of folded names how many columns of a table they are, if its header.

    Args:
        said: headers of the declaration that it need not have.
    """
    needed = [c for h, c in table.columns.items() if c.required and h not in said]
    least = max(1, sum(not column.stands_in for column in needed))

    def fit(names: list[str]) -> int:
        if sum(knows(table, name) for name in names) < least:
            return 0
        return len(matched(table, names)) if belongs(table, names, said) else 0

    return fit


def is_one_of(name: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a name fits one of the shell patterns, without case or width."""
    said = unicodedata.normalize("NFKC", name).casefold()
    folded = [unicodedata.normalize("NFKC", p).casefold() for p in patterns]
    return any(fnmatch.fnmatchcase(said, pattern) for pattern in folded)


def unused(table: Table, names: list[str]) -> list[str]:
    """Return the names of a header that could stand for a column that another stands for."""
    used = set(matched(table, names).values())
    return [n for n in names if n and n not in used and knows(table, n)]


def reorders(table: Table, names: Sequence[str], row: Sequence[str]) -> bool:
    """Return whether a row is a table's header said again, in any words, with columns moved.

    What stands below it would be read by the places of another.

    Args:
        names: of the header by which it is read, folded.
    """
    first_cells = (cell for cell in row[:_LEAST_NAMES] if not _FIGURE.search(cell))
    if not any(knows(table, folded_name(cell)) for cell in first_cells):
        return False
    said = [folded_name(cell) for cell in row]
    again, first = matched(table, said), matched(table, names)
    if len(again) < max(_LEAST_NAMES, sum(map(bool, said)) / 2):
        return False
    there = [*names]
    return any(h in first and there.index(first[h]) != said.index(n) for h, n in again.items())
