"""Whether all deliveries of a table tell its rows apart by the same key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.errors import MissingColumn
from loaders.checking.header_names import matched
from loaders.keeping.deliveries import Delivery
from loaders.reading import folded_name
from loaders.table import Code, Table
from loaders.taking.intake import Intake


def one_key(table: Table, intake: Intake, known: Iterable[Delivery]) -> Intake:
    """Return what came, if no other code stands in it for the key that other files have.

    One listing would be two, under two keys; a register would end all that the other form said.

    Args:
        known: the deliveries that stand.

    Raises:
        MissingColumn: some files of the table have the column of the key, and some do not.
    """
    keys = [h for h, c in table.columns.items() if isinstance(c, Code) and c.stands_in]
    if not keys:
        return intake
    forms = {
        _lacking(table, keys, f["header"]): delivery.id
        for delivery in known
        if table.name in delivery.tables and not delivery.mends
        for f in delivery.figures
        if f["table"] == table.name and f["header"]
    }
    for figure in intake.figures:
        lacks = _lacking(table, keys, figure.header)
        other = next((where for form, where in forms.items() if form != lacks), None)
        if figure.header and other is not None:
            has = "lacks" if lacks else "has"
            raise MissingColumn(
                f"{figure.file} {has} {', '.join(keys)}, by which {table.name} tells rows apart, "
                f"unlike {other}; its rows would count twice. Ask for one form, or declare "
                "this one as a table of its own (`qiji table new`).",
                table=table.name,
                file=figure.file,
            )
        forms[lacks] = figure.file
    return intake


def _lacking(table: Table, keys: Sequence[str], header: Iterable[str]) -> tuple[str, ...]:
    there = matched(table, [folded_name(name) for name in header])
    return tuple(key for key in keys if key not in there)
