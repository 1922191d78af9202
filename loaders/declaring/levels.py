"""Who may see what of a row: the level of each field, as its declaration and its row say.

**Source:** 山东省社会信用条例 art. 20 and 21: public, shared among departments, or on the
subject's authority; data of natural persons are public only where the state provides so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from graph.home import Home
from graph.schema import Disclosure
from loaders.checking.header_names import matched
from loaders.declaring.declaration import declared, read_text
from loaders.declaring.soundness import LEVELS
from loaders.fields import ColumnType, made
from loaders.reading.grid import folded_name
from loaders.table import AnyParty, Table


def narrower(one: Disclosure, other: Disclosure) -> Disclosure:
    """Return the level that fewer may see."""
    return max(one, other, key=LEVELS.index)


def row_levels(table: Table, row: Mapping[str, object]) -> dict[str, Disclosure]:
    """Return the level of every field of a typed row.

    Args:
        row: the typed row's values by field; what is missing counts as empty.
    """
    widest: Disclosure = table.natural if _on_a_person(table, row) else "public"
    return {
        field: narrower(_level(table, column, row), widest)
        for column in table.columns.values()
        for field in made(column)
    }


def header_levels(table: Table, row: Mapping[str, object]) -> dict[str, Disclosure]:
    """Return the same by the header under which a source gives it, folded, aliases too."""
    levels = row_levels(table, row)
    found = {header: levels[column.field] for header, column in table.columns.items()}
    found |= {alias: found[header] for alias, header in table.aliases.items()}
    return {folded_name(header): level for header, level in found.items()}


def source_levels(
    home: Home, delivery: str, table: str, headers: Sequence[str], row: Mapping[str, object]
) -> list[Disclosure]:
    """Return the level of each header of a delivered row, by our declaration or the stranger's.

    A header that the declaration does not name is as narrow as can be: nobody decided otherwise.
    """
    found = _ours().get(table)
    if found is None:
        kept = home.deliveries / delivery / "declarations" / f"{table}.py"
        found = read_text(kept.read_text("utf-8"), str(kept), "")
    plain = [folded_name(header) for header in headers]
    levels = header_levels(found, row)
    levels |= {n: levels[folded_name(header)] for header, n in matched(found, plain).items()}
    return [levels.get(name, "auth") for name in plain]


@cache
def _ours() -> dict[str, Table]:
    return declared()


def _level(table: Table, column: ColumnType, row: Mapping[str, object]) -> Disclosure:
    stated = row.get(column.level_by) if column.level_by is not None else None
    for level in LEVELS:
        if stated == level:
            return level
    return table.disclosure(column.field)


def _on_a_person(table: Table, row: Mapping[str, object]) -> bool:
    parties = [p for p in table.parties.values() if isinstance(p, AnyParty)]
    if any(p.kind is not None and row.get(p.kind) == "person" for p in parties):
        return True
    numbers = [p.person.id for p in parties if p.person.id is not None]
    return any(isinstance(row.get(f"{n}_masked"), str) for n in numbers)
