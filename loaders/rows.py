"""The typed rows of all deliveries, for those who draft an edition.

Rows that were made by an older text of their declaration are read again from the raw files.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.home import Home, disk
from graph.protection import Key
from loaders.assigning import Sheet, Source
from loaders.declaration import declared, read_text
from loaders.deliveries import Delivery, deliveries, sha256_of
from loaders.guarding import Guard
from loaders.incoming import write_json, write_rows
from loaders.intake import Intake, joined, look, take_in
from loaders.mending import PLACE, mend
from loaders.reading import open_source
from loaders.rejects import write_rejects
from loaders.repeats import last_said
from loaders.table import Table

PRIVATE = ("_content", "_key")
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
) -> list[tuple[Table, list[tuple[Delivery, pa.Table]]]]:
    """Return the typed rows of every table, delivery by delivery, oldest first.

    Call it while holding the home's lock: it may read rows again.

    Returns:
        table, [(delivery, rows)]; rows have the declared fields, `_file`, `_line`, `_known`,
        `_row` (place in the delivery's rows) and `src:<header>` columns. Deliveries that have
        nothing of a table are left out. Rows of a delivery that `mends` have `_origin`, the id
        of the delivery to which they belong: the one in which a mended row stood first, or, of
        a `full` table, the first of the same day (a register may come in parts).

    Raises:
        TooManyRejects: a changed declaration refuses more rows than it bears.
    """
    known = deliveries(home)
    guard = Guard(Key.load_or_create(home.key_file))
    found = []
    for name in sorted({name for d in known for name in d.tables} & set(tables)):
        came = [d for d in known if name in d.tables]
        with disk(home.path):
            fresh = [(d, fresh_rows(home, d, tables[name], guard, known)) for d in came]
        delivered = _last_mended(fresh)
        if tables[name].kind == "full":
            delivered = _whole_days(delivered)
        found.append((tables[name], delivered))
    return found


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
        earlier = [d for d in known if d.before(delivery)]
        sheets = _sheets(delivery, table)
        intake = take_in(
            table,
            sheets,
            lambda sheet: look(sheet, table, delivery.received, guard),
            last_said(earlier, table),
        )
    _replace(home, delivery, table, intake)
    return delivery.rows(table.name)


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


def _last_mended(
    fresh: Sequence[tuple[Delivery, pa.Table]],
) -> list[tuple[Delivery, pa.Table]]:
    """Return rows with their places, without those that were mended once more afterwards."""
    found: list[tuple[Delivery, pa.Table]] = []
    later: set[tuple[str, str, int]] = set()
    for delivery, rows in reversed(fresh):
        places = pa.array(np.arange(len(rows), dtype=np.int32))
        kept = rows.drop_columns([n for n in PRIVATE if n in rows.column_names])
        kept = kept.append_column("_row", places)
        if delivery.mends:
            stood = list(zip(*(rows[n].to_pylist() for n in PLACE), strict=True))
            kept = kept.filter(pa.array([place not in later for place in stood], pa.bool_()))
            later.update(stood)
        found.append((delivery, kept))
    return found[::-1]


def _whole_days(
    delivered: Sequence[tuple[Delivery, pa.Table]],
) -> list[tuple[Delivery, pa.Table]]:
    """Return a register's deliveries with those of one day as one: parts add to the first.

    A file that came again on the same day, under the same name, replaces the earlier one.
    """
    host: dict[str, str] = {}  # delivery -> the first of its day
    first: dict[int, str] = {}
    again: dict[tuple[int, str], int] = {}  # day and file -> sequence of the last that had it
    for delivery, _ in delivered:
        if not delivery.mends:
            host[delivery.id] = first.setdefault(delivery.received, delivery.id)
            for file in delivery.files:
                again[delivery.received, file.name] = delivery.sequence
    found = []
    for delivery, rows in delivered:
        if delivery.mends:
            hosts = [host.get(one, one) for one in rows["_origin"].to_pylist()]
            found.append((delivery, _belonging(rows, hosts)))
            continue
        came = [f.name for f in delivery.files]
        late = [n for n in came if again[delivery.received, n] > delivery.sequence]
        if late:
            names = pc.replace_substring_regex(rows["_file"], "#.*$", "")
            replaced = pc.is_in(names, value_set=pa.array(late, pa.large_string()))
            rows = rows.filter(pc.invert(replaced))
        if host[delivery.id] != delivery.id:
            rows = _belonging(rows, [host[delivery.id]] * len(rows))
            delivery = dataclasses.replace(delivery, manifest={**delivery.manifest, "mends": True})
        found.append((delivery, rows))
    return found


def _belonging(rows: pa.Table, origins: list[str]) -> pa.Table:
    kept = rows.drop_columns([n for n in ("_origin",) if n in rows.column_names])
    return kept.append_column("_origin", pa.array(origins, pa.large_string()))
