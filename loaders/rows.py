"""The typed rows of all deliveries, for those who draft an edition or show a record.

Rows that were made by an older text of their declaration are read again from the raw files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.home import Home, disk
from graph.protection import Key
from loaders.assigning import Sheet, Source
from loaders.declaration import declared, read_text
from loaders.deliveries import Delivery, deliveries, sha256_of, write_json, write_rows
from loaders.guarding import Guard
from loaders.intake import Intake, take_in
from loaders.mending import ORIGIN, mend
from loaders.reading import open_source
from loaders.rejects import write_rejects
from loaders.repeats import last_said
from loaders.table import Table

PRIVATE = ("_content", "_key", ORIGIN)
"""Columns that only loading needs."""


def known_tables(home: Home) -> dict[str, Table]:
    """Return our declared tables, and strangers' as the latest delivery of each kept them.

    Raises:
        DeclarationError: a declaration of ours is wrong.
    """
    found = declared()
    ours = set(found)
    for delivery in deliveries(home):
        for name in delivery.tables:
            if name not in ours:
                department, text = delivery.declaration(name)
                place = str(delivery.path / "declarations" / f"{name}.py")
                found[name] = read_text(text, place, department)
    return found


def typed_rows(
    home: Home, tables: Mapping[str, Table]
) -> dict[str, list[tuple[Delivery, pa.Table]]]:
    """Return the typed rows of every table, delivery by delivery, oldest first.

    A mended row stands in the delivery that it came in with, in place of what it mends. Call it
    while holding the home's lock: it may read rows again.

    Returns:
        table -> (delivery, rows); rows have the declared fields, `_file`, `_line`, `_known`,
        and `src:<header>` columns. Deliveries that have nothing of a table are left out.

    Raises:
        TooManyRejects: a changed declaration refuses more rows than it bears.
    """
    known = deliveries(home)
    guard = Guard(Key.load_or_create(home.key_file))
    found: dict[str, list[tuple[Delivery, pa.Table]]] = {}
    for name in sorted({name for d in known for name in d.tables} & set(tables)):
        came = [d for d in known if name in d.tables]
        with disk(home.path):
            fresh = [(d, fresh_rows(home, d, tables[name], guard, known)) for d in came]
        mended = [rows for d, rows in fresh if d.mends]
        found[name] = [(d, _merged(d, rows, mended)) for d, rows in fresh if not d.mends]
    return found


def source_row(
    home: Home, table: str, delivery: str, file: str, line: int
) -> dict[str, str | None] | None:
    """Return a record's row as it stood, header -> cell, people's numbers masked.

    None where there is no such row.
    """
    known = deliveries(home)
    mended = [d.rows(table) for d in known if d.mends and table in d.tables]
    for one in known:
        if one.id == delivery and table in one.tables:
            rows = _merged(one, one.rows(table), mended)
            at = pc.and_(pc.equal(rows["_line"], line), pc.equal(rows["_file"], file))
            for row in rows.filter(at).to_pylist():
                return {n[4:]: cell for n, cell in row.items() if n.startswith("src:")}
    return None


def fresh_rows(
    home: Home,
    delivery: Delivery,
    table: Table,
    guard: Guard,
    known: Sequence[Delivery],
) -> pa.Table:
    """Return a delivery's rows of a table, read again if its declaration has changed since.

    Raises:
        TooManyRejects: the new declaration refuses more rows than it bears.
        MissingColumn: a raw file has not the columns that it requires.
    """
    if delivery.digest(table.name) == table.digest:
        return delivery.rows(table.name)
    if delivery.mends:
        intake = _mended_again(delivery, table, guard, known)
    else:
        earlier = [d for d in known if (d.received, d.id) < (delivery.received, delivery.id)]
        sheets = _sheets(delivery, table)
        intake = take_in(table, sheets, delivery.received, guard, last_said(earlier, table))
    _replace(home, delivery, table, intake)
    return delivery.rows(table.name)


def _mended_again(
    delivery: Delivery, table: Table, guard: Guard, known: Sequence[Delivery]
) -> Intake:
    before = {d.id: d for d in known if (d.received, d.id) < (delivery.received, delivery.id)}
    parts = [
        mend(table, sheet, delivery.received, guard, before) for sheet in _sheets(delivery, table)
    ]
    return Intake(
        pa.concat_tables([part.rows for part in parts], promote_options="default"),
        [frame for part in parts for frame in part.refused],
        [figure for part in parts for figure in part.figures],
    )


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
    """Write rows that were read again; the rows file comes last, for it says that all is done."""
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
    write_rows(delivery.rows_file(table.name), intake.rows, table.digest)


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


def _merged(delivery: Delivery, rows: pa.Table, mended: Iterable[pa.Table]) -> pa.Table:
    """Return a delivery's rows with those that were mended, in place of what they mend."""
    came = [part.filter(pc.equal(part[ORIGIN], delivery.id)) for part in mended]
    came = [part for part in came if len(part)]
    dropped = [name for name in PRIVATE if name in rows.column_names]
    if not came:
        return rows.drop_columns(dropped)
    both = pa.concat_tables([rows, *came], promote_options="default")
    place = pd.DataFrame({name: both[name].to_numpy() for name in ("_file", "_line")})
    last = ~place.duplicated(keep="last").to_numpy(bool)
    return both.filter(pa.array(last)).drop_columns([n for n in PRIVATE if n in both.column_names])
