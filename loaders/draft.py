"""The draft of an edition: all deliveries' rows, resolved and dated, as frames.

typed rows -> versions -> who is meant -> what is said -> dated frames
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph.aside import Aside
from graph.days import calendar_day
from graph.drafted import Draft
from graph.errors import MissingFile
from graph.home import Home
from loaders.drafting.facts import Told
from loaders.drafting.framing import Named, framed
from loaders.drafting.narrow import joined_frames
from loaders.drafting.noted import Noted
from loaders.drafting.rows import Said, told_columns, told_fields
from loaders.judging.obeying import Obeyed
from loaders.keeping.deliveries import Delivery
from loaders.keeping.versions import only_series, row_versions
from loaders.meant import Who, resolve
from loaders.resolving.identities import Identities
from loaders.table import Table
from loaders.taking.rows import typed_rows

Step = Callable[[str], None]
Delivered = Sequence[tuple[Delivery, pa.Table]]
THREADS = 2  # tables read at a time; each needs memory for itself


@dataclass(frozen=True)
class Drafted:
    """A draft, and the ids it gave, to be kept once the edition is sealed."""

    draft: Draft
    registers: list[Identities]

    def keep_ids(self) -> None:
        """Write the new ids down; they are never given to anyone else."""
        for register in self.registers:
            register.keep()


@dataclass(frozen=True)
class Source:
    """One table's versions and the deliveries they came in."""

    table: Table
    held: Aside
    days: npt.NDArray[np.int64]

    @property
    def versions(self) -> pd.DataFrame:
        """Its versions; those of a large table are mapped anew at each asking."""
        return self.held[self.table.name]


def draft(
    home: Home,
    tables: Mapping[str, Table],
    step: Step = lambda stage: None,
    named: Named | None = None,
    folder: Path | None = None,
) -> Drafted:
    """Return the draft of an edition of everything that a home's deliveries say.

    Args:
        folder: for what is put aside meanwhile, and removed by the caller; None: memory.
        named: takes the names to search by as soon as they are known, so that their index can be
            written while the rest is drafted; without it they stand in the draft.

    Raises:
        MissingFile: nothing was loaded yet.
    """
    step("read")
    frames, held = (Aside(folder / part if folder else None) for part in ("frames", "held"))
    sources, frames["records"], deliveries = sources_of(home, tables, held)
    step("resolve")
    who = resolve(
        home,
        {name: source.table for name, source in sources.items()},
        held,
        Obeyed.of(home, frames["records"]),
    )
    step("draft")
    told = [_told(sources.pop(name), who) for name in sorted(sources)]
    names: list[pd.DataFrame] = []
    framed(told, who, named or names.append, frames)
    last = max(d.received for d in deliveries)
    drafted = Draft(
        frames,
        names[0] if names else None,
        calendar_day(last) or date.min,
        deliveries=[{"id": d.id, "received": str(calendar_day(d.received))} for d in deliveries],
        merged=who.merged,
        notes=_notes(who),
        starts={**who.starts, "Event": len(who.ids)},
    )
    return Drafted(drafted, who.registers)


def sources_of(
    home: Home, tables: Mapping[str, Table], held: Aside | None = None
) -> tuple[dict[str, Source], pd.DataFrame, list[Delivery]]:
    """Return the versions of every table, and the records of all rows.

    Args:
        held: takes the versions; None: memory.

    Raises:
        MissingFile: nothing was loaded yet.
    """
    held = Aside() if held is None else held
    sources: dict[str, Source] = {}
    records: list[pd.DataFrame] = []
    waiting: dict[str, tuple[Table, Delivered, int]] = {}
    seen: dict[str, Delivery] = {}
    at = 0
    for table, delivered in typed_rows(home, tables):
        waiting[table.name] = table, delivered, at
        seen |= {delivery.id: delivery for delivery, _ in delivered}
        at += sum(int(_stood(rows).sum()) for _, rows in delivered)
    # Much of it is done outside the interpreter: two tables at a time use both cores.
    with ThreadPoolExecutor(THREADS) as threads:
        begun = [threads.submit(_read, name, waiting, held) for name in [*waiting]]
        for future in begun:
            source, said = future.result()
            sources[source.table.name] = source
            records += said
    if not sources:
        raise MissingFile(
            f"{home.path} holds no deliveries; load department files with `qiji load DIR`."
        )
    return (
        sources,
        joined_frames(records),
        sorted(seen.values(), key=lambda d: (d.received, d.id)),
    )


def _read(
    name: str, waiting: dict[str, tuple[Table, Delivered, int]], held: Aside
) -> tuple[Source, list[pd.DataFrame]]:
    """Put aside the versions of a table's rows; return them as a source, and their records.

    Args:
        waiting: by table its rows, whose files are let go of once they are read, and the number
            of its first record.
    """
    table, delivered, at = waiting.pop(name)
    whole = [d for d, _ in delivered if not d.mends] or [d for d, _ in delivered]
    days = np.array([d.received for d in whole], np.int64)
    places = {d.id: place for place, d in enumerate(whole)}
    parts, records = [], []
    for delivery, rows in delivered:
        stood = np.flatnonzero(_stood(rows))
        # Of refused rows, which stand last, only the key is known: they are no record.
        numbers = np.full(len(rows), -1, np.int64)
        numbers[stood] = at + stood
        at += len(stood)
        records.append(_records(table, delivery, rows, stood))
        parts.append(_frame(table, delivery, rows, places, numbers))
    held[table.name] = _versions(table, parts, days)
    return Source(table, held, days), records


def _stood(rows: pa.Table) -> npt.NDArray[np.bool_]:
    """Return which rows stood in a delivery."""
    found: npt.NDArray[np.bool_] = rows["_row"].to_numpy() >= 0
    return found


def _versions(table: Table, parts: list[pd.DataFrame], days: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return the versions of a table's rows, which are let go of, with what facts read of them."""
    fields = told_fields(table)
    if not only_series(table):
        joined = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        parts.clear()
        return told_columns(table, row_versions(table, joined, days, fields))
    # Months are millions, and told one by one: those of each delivery are made small by themselves.
    made, at = [], 0
    while parts:
        part = parts.pop(0)
        part.index = pd.RangeIndex(at, at + len(part))
        at += len(part)
        made.append(told_columns(table, row_versions(table, part, days, fields)))
    return joined_frames(made)


def _frame(
    table: Table,
    delivery: Delivery,
    rows: pa.Table,
    places: Mapping[str, int],
    record: npt.NDArray[np.int64],
) -> pd.DataFrame:
    """Return what the versions of a delivery's rows are made of.

    Args:
        places: by id, the place of each delivery among those that said all of the table.
        record: number of each row.
    """
    names = [name for name in rows.column_names if not name.startswith("src:")]
    if only_series(table):  # millions of months, of which few fields are read
        named = told_fields(table)
        names = [name for name in names if name.startswith("_") or name in named]
    if "_bytes" in names or any(name in names for name in table.key):
        names.remove("_file")
    frame: pd.DataFrame = rows.select(names).to_pandas()
    last = len(places) - 1
    order: npt.NDArray[Any] = np.broadcast_to(np.int64(places.get(delivery.id, last)), len(frame))
    if delivery.mends:  # a mended row belongs to the delivery that it was left out of
        order = frame["_origin"].map(places).fillna(last).to_numpy(np.int64)
    columns = {str(name): frame[name].array for name in frame}
    made = {"_order": order, "_delivery": word(delivery.id, len(frame)), "record": record}
    return pd.DataFrame(columns | made, copy=False)


def _records(
    table: Table, delivery: Delivery, rows: pa.Table, stood: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Return the records of the rows that stood in a delivery."""
    encoded = rows["_file"].combine_chunks().dictionary_encode()
    words = pd.Index(encoded.dictionary.to_pylist(), dtype="str")
    files = pd.Categorical.from_codes(encoded.indices.fill_null(-1).to_numpy(), words)
    return pd.DataFrame(
        {
            "table": word(table.name, len(stood)),
            "delivery": word(delivery.id, len(stood)),
            "file": files.take(stood),
            "line": rows["_line"].to_numpy()[stood],
            "row": rows["_row"].to_numpy()[stood],
        }
    )


def _told(source: Source, who: Who) -> Told:
    """Return what one table will tell, with who its parties are."""
    table = source.table
    parties = {label: who.parties[(table.name, label)] for label in table.parties}
    first = {label: rows for (name, label), rows in who.first.items() if name == table.name}
    notes = {
        label: Noted(rows, who.shops.get((name, label)))
        for (name, label), rows in who.notes.items()
        if name == table.name
    }
    return Told(Said(table, lambda: source.versions, parties, source.days), first, notes)


def word(text: str, count: int) -> pd.Categorical[str]:
    """Return one word for many rows, without a copy of it for each."""
    found: pd.Categorical[str] = pd.Categorical.from_codes(
        np.zeros(count, np.int8), pd.Index([text])
    )
    return found


def _notes(who: Who) -> dict[str, object]:
    assert who.companies is not None
    conflicts = who.companies.conflicts
    listed = conflicts.astype("str").to_dict("records")[:1000]
    judged = who.obeyed.notes()
    return {
        **({"judgements": judged} if judged else {}),
        "identifier_conflicts": len(conflicts),
        "identifier_conflicts_listed": listed,
        "companies_known_by_name_only": int(who.companies.named_only.sum()),
    }
