"""The typed rows of all deliveries, for those who draft an edition.

Rows that were made by an older text of their declaration are read again from the raw files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import pyarrow as pa

from graph.home import Home, disk
from graph.protection import Key
from loaders.checking.assigning import Sheet, Source
from loaders.checking.guarding import Guard
from loaders.checking.hands import alone
from loaders.checking.rejects import write_rejects
from loaders.declaring.declaration import declared
from loaders.keeping.deliveries import Delivery, deliveries, sha256_of
from loaders.keeping.withdrawing import standing
from loaders.reading import open_source
from loaders.table import Table
from loaders.taking.belonging import counting
from loaders.taking.holding import held_keys
from loaders.taking.incoming import write_json, write_rows
from loaders.taking.intake import Intake, joined, take_in
from loaders.taking.kept import kept_declarations
from loaders.taking.mending import mend
from loaders.taking.repeats import Earlier


def known_tables(home: Home) -> dict[str, Table]:
    """Return our declared tables, and strangers' as the latest delivery of each kept them.

    Raises:
        DeclarationError: a declaration of ours is wrong.
    """
    ours = declared()
    return ours | {name: table for name, (table, _) in kept_declarations(home, ours).items()}


def typed_rows(
    home: Home, tables: Mapping[str, Table]
) -> list[tuple[Table, list[tuple[Delivery, pa.Table]]]]:
    """Return the typed rows of every table, delivery by delivery, oldest first.

    Call it while holding the home's lock: it may read rows again.

    Returns:
        table, [(delivery, rows)]; rows have the declared fields, `_file`, `_line`, `_known`,
        `_row` (place in the delivery's rows) and `src:<header>` columns; of a register, refused
        rows whose key can be read come last, with `_row` below 0 and their key alone
        (`loaders.taking.holding`). Deliveries that have
        nothing of a table are left out. Rows of a delivery that `mends` have `_origin`, the id
        of the delivery to which they belong: the one in which a mended row stood first, or, of
        a `full` table, the first of the same day (a register may come in parts).

    Raises:
        TooManyRejects: a changed declaration refuses more rows than it bears.
    """
    known = standing(home)
    guard = Guard(Key.of(home))
    found = []
    for name in sorted({name for d in known for name in d.tables} & set(tables)):
        came = [d for d in known if name in d.tables]
        with disk(home.path):
            # Mended rows first: they count for deliveries that came before them.
            rows = {
                d.id: fresh_rows(home, d, tables[name], guard, known)
                for d in sorted(came, key=lambda d: not d.mends)
            }
        found.append((tables[name], counting(tables[name], [(d, rows[d.id]) for d in came])))
    return found


def fresh_rows(
    home: Home,
    delivery: Delivery,
    table: Table,
    guard: Guard,
    known: Sequence[Delivery],
) -> pa.Table:
    """Return a delivery's rows of a table, read again if its declaration has changed since.

    So they are where rows were left out as repeats of what does not stand, or not just before
    them, any more: a late delivery came between, or an earlier one was withdrawn.

    Raises:
        TooManyRejects: the new declaration refuses more rows than it bears.
        MissingColumn: a raw file has not the columns that it requires.
    """
    earlier = Earlier.of(table, known, delivery.received, delivery.sequence)
    if delivery.digest(table.name) == table.digest and not _otherwise(delivery, earlier):
        return delivery.rows(table.name)
    with alone(home) as reader:
        if delivery.mends:
            intake = _mended_again(delivery, table, guard, deliveries(home))
        else:
            sheets = _sheets(delivery, table)
            looked = reader.ask(sheets, table, delivery.received, guard)
            intake = take_in(table, sheets, looked, earlier.last_said())
        held = None if delivery.mends else held_keys(table, intake.refused, guard)
        _replace(home, delivery, table, intake)
        delivery.held_file(table.name).unlink(missing_ok=True)
        if held is not None:
            write_rows(delivery.held_file(table.name), held, table.digest)
        write_rows(delivery.rows_file(table.name), intake.rows, table.digest, earlier.mark)
    return delivery.rows(table.name)


def _otherwise(delivery: Delivery, earlier: Earlier) -> bool:
    """Return whether rows were left out as repeats of what does not stand just before them now."""
    name = earlier.table.name
    if delivery.mends or not any(f["superseded"] for f in delivery.figures if f["table"] == name):
        return False
    return delivery.after(name) != earlier.mark


def _mended_again(
    delivery: Delivery, table: Table, guard: Guard, known: Sequence[Delivery]
) -> Intake:
    before = {d.id: d for d in known if d.sequence < delivery.sequence}
    sheets = _sheets(delivery, table)
    return joined([mend(table, sheet, delivery.received, guard, before) for sheet in sheets])


def _sheets(delivery: Delivery, table: Table) -> list[Sheet]:
    """Return the sheets of a delivery's raw files that are a table's."""
    named = {f["file"] for f in delivery.figures if f["table"] == table.name}
    found = []
    for file in delivery.files:
        if table.name not in file.tables:
            continue
        source = Source(delivery.raw_file(file), file.name)
        for grid in open_source(source.path):
            sheet = Sheet(source, grid.sheet, (table.name,), mended=delivery.mends)
            if sheet.name in named:
                found.append(sheet)
    return found


def _replace(home: Home, delivery: Delivery, table: Table, intake: Intake) -> None:
    """Write what is said of rows that were read again; the rows come last, and say all is done."""
    rejects = dict(delivery.manifest.get("rejects", {}))
    written = _replace_rejects(home, delivery, table, intake)
    rejects.pop(table.name, None)
    rejects |= {table.name: written} if written else {}
    others = [f for f in delivery.figures if f["table"] != table.name]
    manifest = {
        **delivery.manifest,
        "rejects": rejects,
        "figures": [*others, *(f.as_dict() for f in intake.figures)],
        "tables": {
            **delivery.manifest["tables"],
            table.name: {
                **delivery.manifest["tables"][table.name],
                "title": table.title,
                "kind": table.kind,
                "rows": len(intake.rows),
            },
        },
    }
    write_json(delivery.path / "manifest.json", manifest)


def _replace_rejects(home: Home, delivery: Delivery, table: Table, intake: Intake) -> str:
    """Write anew the rows refused; return the file's hash, empty if there is none.

    A file that a person has begun to mend is left as it is, and the new one put beside it.
    """
    target = home.rejects / delivery.id / f"{table.name}.csv"
    beside = target.with_name("." + target.name)
    ours = delivery.manifest.get("rejects", {}).get(table.name)
    if target.exists() and sha256_of(target) != ours:
        target = target.with_suffix(f".{table.digest[:8]}.csv")
    write_rejects(beside, intake.refused, delivery.id)
    if not beside.exists():
        target.unlink(missing_ok=True)
        return ""
    os.replace(beside, target)
    return sha256_of(target)
