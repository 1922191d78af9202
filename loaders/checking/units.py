"""What a sheet says of the units of its numbers: above its header, in its names, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from loaders.cells import each_once, unwrapped
from loaders.checking.doubts import unsure
from loaders.checking.header_names import as_named, bare, knows, matched, plain, unit_of
from loaders.reading import Grid, HeadedGrid, Header
from loaders.table import Money, Share, Table

_FOREIGN = re.compile(r"^(.+)\([^()]*(?:元|币|镑)\)$")
_UNIT = re.compile(r"单位[::](?:人民币)?(?P<unit>[十百千]?[万亿]?(?:美|欧|港|日)?元)")


def in_unit(found: Header, reading: Grid, table: Table) -> Header:
    """Return a header whose sums have the unit that a row above it says (`单位：万元`)."""
    above = reading.head(found.place - found.depth + 1) if found.place >= found.depth else []
    said = {one["unit"] for row in above for cell in row if (one := _UNIT.search(plain(cell)))}
    if len(said) != 1:
        return found
    [unit] = said
    sums = {n for h, n in matched(table, found.names).items() if type(table.columns[h]) is Money}
    names = [f"{n}({unit})" if n in sums and unit_of(n) is None else n for n in found.names]
    row = [cell if n == o else n for n, o, cell in zip(names, found.names, found.row, strict=True)]
    return replace(found, row=row, names=names, stood=tuple(found.names))


def in_doubt(under: HeadedGrid, table: Table) -> frozenset[str]:
    """Return the names of a sheet's header under which numbers are to be left out."""
    columns = {
        n: as_named(table.columns[h], n) for h, n in matched(table, under.frame.columns).items()
    }
    return frozenset(
        name
        for name, column in columns.items()
        if isinstance(column, Money | Share)
        and unsure(column, unwrapped(each_once(under.frame[name])[0], words=False)).any()
    )


def told(under: HeadedGrid, table: Table, doubted: Iterable[str]) -> Iterator[str]:
    """Yield what a clerk should know of a sheet's units, a sentence each.

    Args:
        doubted: names of columns of which numbers are left out.
    """
    meant = {
        name: table.columns[header] for header, name in matched(table, under.frame.columns).items()
    }
    for name in doubted:
        share = isinstance(meant[name], Share)
        units = "33.3%, or (%) after its name" if share else "(元) or (万元)"
        yield f"{name} says no unit, and its numbers may be in another: left out; write {units}"
    for name in under.frame.columns:
        foreign = _FOREIGN.match(bare(name))
        if foreign and unit_of(name) is None and knows(table, foreign[1]):
            yield f"{name} is not read, since its unit is none of ours"
