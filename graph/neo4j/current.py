"""What holds of nodes on an edition's data day, as columns: one value a node and property."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph import days
from graph.edition import Edition

# Properties that are no text on the server.
TYPES = {
    **dict.fromkeys(
        ("registered_capital", "paid_in_capital", "total_assets", "total_liabilities",
         "net_assets", "revenue", "main_revenue", "total_profit", "net_profit", "tax_total",
         "fund_total"),
        pa.float64(),
    ),
    **dict.fromkeys(
        ("employees", "insured_pension", "insured_medical", "insured_unemployment",
         "insured_injury", "insured_maternity"),
        pa.int64(),
    ),
    **dict.fromkeys(("established_on", "term_to"), pa.date32()),
}  # fmt: skip


def values(edition: Edition, names: Sequence[str], start: int, stop: int) -> dict[str, pa.Array]:
    """Return single properties of the nodes numbered from `start` to before `stop`.

    Each is a column of one entry a node, null where nothing holds on the data day; of several
    that hold, the latest start wins.
    """
    if not names:
        return {}
    bounds = edition.offsets("properties")[[start, stop]]
    table = edition.table("properties").slice(int(bounds[0]), int(bounds[1] - bounds[0]))
    codes = pc.index_in(table.column("property").cast(pa.string()), pa.array(names))
    codes = pc.fill_null(codes, -1).to_numpy()
    chosen = np.flatnonzero(held(edition, table) & (codes >= 0))
    nodes = table.column("node").to_numpy()[chosen] - start
    order = np.lexsort((*_later(table, chosen), codes[chosen], nodes))
    chosen, nodes = chosen[order], nodes[order]
    last = _last_of_runs(nodes * len(names) + codes[chosen])
    chosen, nodes = chosen[last], nodes[last]
    texts = table.column("value").combine_chunks()
    found = {}
    for code, name in enumerate(names):
        mine = codes[chosen] == code
        places = np.full(stop - start, -1, np.int64)
        places[nodes[mine]] = chosen[mine]
        found[name] = _typed(name, texts.take(pa.array(places, mask=places < 0)))
    return found


def starts(table: pa.Table) -> days.Days:
    """Return the first day on which each fact of a dated table may be shown."""
    return days.effective_start(
        _days(table, "valid_from"), _days(table, "valid_to"), _days(table, "known_from")
    )


def held(edition: Edition, table: pa.Table) -> npt.NDArray[np.bool_]:
    """Return which rows of a dated table hold, and are known, on the data day."""
    valid_to, known_from, known_to = (
        _days(table, name) for name in ("valid_to", "known_from", "known_to")
    )
    return days.holds(edition.moment(), starts(table), valid_to, known_from, known_to)


def _later(table: pa.Table, chosen: npt.NDArray[np.int64]) -> tuple[npt.NDArray[Any], ...]:
    """Return what says which of two values is the later, least important first."""
    records = table.column("record").to_numpy()[chosen]
    return records, _days(table, "known_from")[chosen], starts(table)[chosen]


def _last_of_runs(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    return np.append(keys[1:] != keys[:-1], True) if len(keys) else np.empty(0, bool)


def _typed(name: str, texts: pa.Array) -> pa.Array:
    """Return values in the type that the server holds; what cannot be read so is null."""
    kind = TYPES.get(name)
    if kind is None:
        return texts
    if not pa.types.is_date32(kind):
        numbers = pd.to_numeric(texts.to_pandas(), errors="coerce").to_numpy(np.float64)
        readable = np.isfinite(numbers)
        if pa.types.is_integer(kind):
            readable &= (numbers == np.trunc(numbers)) & (np.abs(numbers) < 2**53)
        return pa.array(np.where(readable, numbers, 0), mask=~readable).cast(kind)
    moments = pd.to_datetime(texts.to_pandas(), format="ISO8601", errors="coerce")
    return pa.array(moments, from_pandas=True).cast(pa.date32(), safe=False)


def _days(table: pa.Table, name: str) -> days.Days:
    missing = days.LATEST if name in ("valid_to", "known_to") else days.EARLIEST
    return days.filled(table.column(name), missing)
