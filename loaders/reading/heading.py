"""Where the header of a grid stands: in one row, or in several that name columns together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from graph.errors import UnreadableFile
from loaders.reading.grid import Given, Grid, folded_name

LOOKED_AT = 20  # rows among which the header is looked for
_DEEPEST = 3  # rows that may make one header
_LONGEST = 60  # letters of a name in a header of several rows
_NO_NAME = re.compile(r"[:：]\s*$|^\s*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s|$)")
"""What says something of a whole sheet above its header: 公告日期：, 2023-07-15."""

_SPOILT = re.compile("[\0\ufffd]")

Wanted = Callable[[list[str]], int]
"""Is given a row's folded names; returns how many it knows of a header it wants, else 0."""
Known = Callable[[str], bool]
"""Whether a folded name is one of those that the header may have."""


@dataclass(frozen=True)
class Header:
    """A header: its last row's place in the grid, how many rows make it, what it says.

    `row` holds the names as they stand, `names` folded; one a column. `stood`: those that stand,
    folded, where some of `names` say more (a unit told above the header). `given`: columns that
    it does not have, since they are told once for all rows.
    """

    place: int
    depth: int
    row: list[str]
    names: list[str]
    stood: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()

    def above(self) -> Header:
        """Return the same header as it is for what follows in a further part of its table."""
        return replace(self, place=-1, depth=0)


@dataclass(frozen=True)
class Pinned:
    """Where a header must stand: the line of its last row, how many rows make it; None: any."""

    line: int | None = None
    rows: int | None = None

    def allows(self, grid: Grid, header: Header) -> bool:
        """Return whether a header stands as it must."""
        return self.rows in (None, header.depth) and (
            self.line is None or self.line == grid.line(header.place)
        )


ANYWHERE = Pinned()


def find(
    grid: Grid, wanted: Wanted, known: Known | None = None, pinned: Pinned = ANYWHERE
) -> Header | None:
    """Return the first header among a grid's first rows, or None.

    Rows make a header together only where that names more columns than one row does; without
    `known` a header is one row.

    Raises:
        UnreadableFile: the header names a column twice, or has a name with signs that cannot be
            read, which may be that of any column.
    """
    rows = grid.head(max(LOOKED_AT, pinned.line or 0))

    def told(place: int, depth: int) -> tuple[int, Header | None]:
        one = _at(rows, place, depth, known) if depth else None
        if one is None or not any(one.names) or not pinned.allows(grid, one):
            return 0, None
        score = int(wanted(one.names))
        within = range(place, place + depth) if depth > 1 and score else ()
        if any(int(wanted([folded_name(cell) for cell in rows[n]])) >= score for n in within):
            return 0, None  # a header, and a row of data or a title
        return score, one

    for place in range(len(rows)):
        depths = range(1, _DEEPEST + 1 if known is not None else 2)
        score, best = max((told(place, depth) for depth in depths), key=lambda one: one[0])
        # Where the rows below say as much by themselves, what stands above is a title.
        if best is not None and score and told(place + 1, best.depth - 1)[0] < score:
            _refuse_twins(grid, best)
            _refuse_spoilt(grid, best)
            return best
    return None


def _at(rows: list[list[str]], place: int, depth: int, known: Known | None) -> Header | None:
    """Return what as many rows say as a header, None where they can be none."""
    last = place + depth - 1
    if last >= len(rows):
        return None
    if depth == 1 or known is None:
        row = rows[place]
        return Header(place, 1, row, [folded_name(cell) for cell in row])
    if any(_NO_NAME.search(cell) for above in rows[place:last] for cell in above):
        return None
    row = joined(rows[place : last + 1], known)
    names = [folded_name(cell) for cell in row]
    if not any(rows[last]) or any(len(name) > _LONGEST for name in names) or _twins(names):
        return None
    return Header(last, depth, row, names)


def joined(rows: Sequence[Sequence[str]], known: Known) -> list[str]:
    """Return the names that rows of a header give together, column by column.

    A name over several columns stands in the first of them alone, as in a workbook.

    >>> joined([["企业", "处罚", ""], ["", "金额", "日期"]], {"处罚金额", "日期"}.__contains__)
    ['企业', '处罚金额', '日期']
    """
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    for above, below in pairwise(padded):
        for at in range(1, width):
            if not above[at].strip() and below[at].strip():
                above[at] = above[at - 1]
    return [_named(levels, known) for levels in zip(*padded, strict=True)]


def _named(levels: Sequence[str], known: Known) -> str:
    """Return the known name that a column's levels give, else all of them together."""
    parts: list[str] = []
    for level in levels:
        if level.strip() and (not parts or level.strip() != parts[-1].strip()):
            parts.append(level)
    if not parts:
        return ""
    spellings = ["".join(parts[n:]) for n in range(len(parts))] + parts
    return next((s for s in spellings if known(folded_name(s))), spellings[0])


def _twins(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1 and name]


def _refuse_twins(grid: Grid, header: Header) -> None:
    twins = _twins(header.names)
    if twins:
        places = [n + 1 for n, name in enumerate(header.names) if name == twins[0]]
        raise UnreadableFile(
            f"{grid.place}, line {grid.line(header.place)}: the header names {twins[0]!r} "
            f"more than once (columns {' and '.join(map(str, places))}); give each column a name "
            "of its own.",
            file=grid.file,
            column=twins[0],
        )


def _refuse_spoilt(grid: Grid, header: Header) -> None:
    for place, name in enumerate(header.row, 1):
        if _SPOILT.search(name):
            raise UnreadableFile(
                f"{grid.place}, line {grid.line(header.place)}: the name of column {place} holds "
                "NULs or bytes that cannot be read; ask for the file again, or mend its header.",
                file=grid.file,
                line=grid.line(header.place),
            )
