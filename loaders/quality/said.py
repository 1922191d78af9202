"""What stands of each table: its deliveries in order, and the rows that count now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from graph.home import Home
from loaders.checking.header_names import matched
from loaders.keeping.deliveries import Delivery
from loaders.keeping.withdrawing import standing
from loaders.table import Table
from loaders.taking.rows import known_tables


@dataclass(frozen=True)
class Said:
    """A table and the deliveries that stand and hold some of it, oldest first."""

    table: Table
    came: tuple[Delivery, ...]

    @property
    def fresh(self) -> tuple[Delivery, ...]:
        """Its deliveries but for those that only bring mended rows back."""
        return tuple(d for d in self.came if not d.mends)

    @property
    def last_day(self) -> int:
        """The day on which it came last."""
        return max(d.received for d in self.fresh or self.came)

    @property
    def counting(self) -> tuple[Delivery, ...]:
        """The deliveries whose rows count now: of a register those of its last day, else all."""
        if self.table.kind != "full":
            return self.came
        return tuple(d for d in self.came if d.received >= self.last_day)

    def figures(self, deliveries: Sequence[Delivery] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the counts of its files that were loaded, of all its deliveries unless told."""
        for delivery in self.came if deliveries is None else deliveries:
            for figure in delivery.figures:
                if figure["table"] == self.table.name and figure["state"] == "loaded":
                    yield figure

    def columns(self, delivery: Delivery) -> list[str]:
        """Return the names of the columns that a delivery's typed rows have."""
        return list(delivery.rows(self.table.name).column_names)

    def spellings(self, header: str, deliveries: Sequence[Delivery]) -> list[str]:
        """Return the names under which a declared column stood in the files of some deliveries."""
        found = []
        for delivery in deliveries:
            names = [n.removeprefix("src:") for n in self.columns(delivery) if n[:4] == "src:"]
            found.append(matched(self.table, names).get(header, ""))
        return [name for name in dict.fromkeys(found) if name]

    def column(self, name: str, deliveries: Sequence[Delivery] | None = None) -> pa.ChunkedArray:
        """Return one column of the rows of some deliveries (those that count now unless told).

        Deliveries read by an older declaration may lack it: they say nothing of it.
        """
        chunks: list[pa.Array] = []
        for delivery in self.counting if deliveries is None else deliveries:
            rows = delivery.rows(self.table.name)
            if name in rows.column_names:
                chunks += plain(rows[name]).chunks
            else:
                chunks.append(pa.nulls(len(rows)))
        types = {c.type for c in chunks} - {pa.null()}
        kind = types.pop() if len(types) == 1 else pa.large_string()
        return pa.chunked_array([c.cast(kind) for c in chunks], kind)


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column without its dictionary."""
    kind = column.type
    return column.cast(kind.value_type) if pa.types.is_dictionary(kind) else column


def said_of(home: Home) -> list[Said]:
    """Return every table that a home's standing deliveries hold, by department and name."""
    known, tables = standing(home), known_tables(home)
    names = sorted({name for d in known for name in d.tables} & set(tables))
    found = [Said(tables[name], tuple(d for d in known if name in d.tables)) for name in names]
    return sorted(found, key=lambda one: (one.table.department, one.table.name))
