"""Which delivery each row counts for: mended rows, parts of a register, bytes that came twice."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.keeping.deliveries import Delivery
from loaders.table import Table
from loaders.taking.completing import completed
from loaders.taking.holding import beside
from loaders.taking.mending import PLACE

PRIVATE = ("_content", "_key")
"""Columns that only loading needs."""

Rows = Sequence[tuple[Delivery, pa.Table]]


def counting(table: Table, fresh: Rows) -> list[tuple[Delivery, pa.Table]]:
    """Return the rows of a table that count, delivery by delivery.

    Args:
        fresh: those of every delivery that stands, oldest first.

    Returns:
        As `loaders.taking.rows.typed_rows`.
    """
    delivered = _last_mended(fresh)
    if table.kind == "full":
        kept = {d.id: d.held(table.name) for d, _ in fresh if not d.mends}
        held = completed(table, delivered, kept)
        return _whole_days([(d, beside(rows, held.get(d.id))) for d, rows in delivered])
    if table.kind == "append":
        delivered = _once(delivered)
    return delivered if table.key else _with_bytes(delivered)


def _last_mended(
    fresh: Rows,
) -> list[tuple[Delivery, pa.Table]]:
    """Return rows with their places, without those that were mended once more afterwards.

    What was mended leaves with the delivery in which it stood first.
    """
    found: list[tuple[Delivery, pa.Table]] = []
    stands = pa.array([d.id for d, _ in fresh if not d.mends], pa.large_string())
    later: set[tuple[str, str, int]] = set()
    for delivery, rows in reversed(fresh):
        places = pa.array(np.arange(len(rows), dtype=np.int32))
        kept = rows.drop_columns([n for n in PRIVATE if n in rows.column_names])
        kept = kept.append_column("_row", places)
        if delivery.mends:
            stood = list(zip(*(rows[n].to_pylist() for n in PLACE), strict=True))
            last = pa.array([place not in later for place in stood], pa.bool_())
            kept = kept.filter(pc.and_(last, pc.is_in(rows["_origin"], value_set=stands)))
            later.update(stood)
        found.append((delivery, kept))
    return found[::-1]


def _once(delivered: Rows) -> list[tuple[Delivery, pa.Table]]:
    """Return the deliveries of notices without files whose very bytes came in an earlier one."""
    seen: set[str] = set()
    found = []
    for delivery, rows in delivered:
        if not delivery.mends:
            again = [file.name for file in delivery.files if file.sha256 in seen]
            rows = _without(rows, again)
            seen |= {file.sha256 for file in delivery.files}
        found.append((delivery, rows))
    return found


def _with_bytes(delivered: Rows) -> list[tuple[Delivery, pa.Table]]:
    """Return rows with `_bytes`: a number for the bytes, and the sheet, in which each stood first.

    It tells rows apart that have no key, on whatever day and under whatever name they came.
    """
    files = {d.id: {f.name: f.sha256 for f in d.files} for d, _ in delivered if not d.mends}
    found = []
    for delivery, rows in delivered:
        names = rows["_file"].to_numpy()
        origins = rows["_origin"].to_numpy() if delivery.mends else np.full(len(rows), delivery.id)
        codes, stood = pd.MultiIndex.from_arrays([origins, names]).factorize()
        numbers = np.array([_number(files[o], f) for o, f in stood], np.uint64)
        column = numbers[codes] if len(codes) else np.empty(0, np.uint64)
        found.append((delivery, rows.append_column("_bytes", pa.array(column))))
    return found


def _number(files: Mapping[str, str], stood: str) -> int:
    name = named(files, stood)
    words = f"{files[name]}{stood.removeprefix(name)}" if name else stood
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8])


def named(files: Collection[str], stood: str) -> str:
    """Return the file of those named in which a row stood: `_file` is that, or has `#sheet` after.

    Empty where it is none of them.
    """
    found = [f for f in files if stood == f or stood.startswith(f + "#")]
    return max(found, key=len, default="")


def _without(rows: pa.Table, files: Collection[str]) -> pa.Table:
    """Return rows without those of some files, whatever sheet they stand in."""
    gone = [s for s in rows["_file"].unique().to_pylist() if named(files, s)] if files else []
    if not gone:
        return rows
    return rows.filter(pc.invert(pc.is_in(rows["_file"], value_set=pa.array(gone))))


def _whole_days(
    delivered: Rows,
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
        rows = _without(rows, late)
        if host[delivery.id] != delivery.id:
            rows = _belonging(rows, [host[delivery.id]] * len(rows))
            delivery = dataclasses.replace(delivery, manifest={**delivery.manifest, "mends": True})
        found.append((delivery, rows))
    return found


def _belonging(rows: pa.Table, origins: list[str]) -> pa.Table:
    kept = rows.drop_columns([n for n in ("_origin",) if n in rows.column_names])
    return kept.append_column("_origin", pa.array(origins, pa.large_string()))
