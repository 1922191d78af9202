"""Rows that speak of a company that no register holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.edition import Edition
from graph.schema import DERIVED_EDGES, EDGE_TYPES
from loaders.quality.conflicts import founds
from loaders.table import Table

CODES = ("uscc", "org_code", "registration_number", "taxpayer_id")
COLUMNS = [
    "department",
    "table",
    "rows",
    "coded_rows",
    "named_rows",
    "companies",
    "coded",
    "named",
    "company",
    "name",
    "file",
    "line",
]
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def references(edition: Edition, tables: Mapping[str, Table]) -> pd.DataFrame:
    """Return, by table, how many rows speak of companies that no register holds.

    A register is a table whose rows make companies (`Company.founds`); without one loaded there
    is nothing to hold rows against, and the answer is empty.

    Returns:
        COLUMNS: `rows` that speak of a company; of them `coded_rows` of one with a code that no
        register holds and `named_rows` of one known by its name only; the different companies,
        likewise; and the first such row as an example. Tables without one are left out.
    """
    registers = [name for name, table in tables.items() if founds(table)]
    said = edition.table("properties").select(["node", "property", "source"])
    held = _nodes(edition, said, "source", registers)
    if not held.any():
        return pd.DataFrame(columns=COLUMNS)
    coded = _nodes(edition, said, "property", CODES)
    spoken, lacking = _spoken(edition, held)
    rows = [
        _of_table(edition, name, here, lacking, coded, spoken)
        for name, here in _places(edition)
        if name in tables and name not in registers
    ]
    frame = pd.DataFrame([r for r in rows if r["companies"]], columns=COLUMNS)
    frame["department"] = frame["table"].map(lambda name: tables[name].department)
    return frame.sort_values(["department", "table"]).reset_index(drop=True)


def _nodes(
    edition: Edition, said: pa.Table, column: str, words: list[str] | tuple[str, ...]
) -> Mask:
    """Return which companies have a property of which a column is one of some words."""
    found = np.zeros(len(edition.span("Company")), bool)
    wanted = pc.is_in(said[column].cast(pa.string()), value_set=pa.array(list(words), pa.string()))
    nodes = said["node"].filter(wanted).to_numpy()
    found[nodes[nodes < len(found)]] = True
    return found


def _mentions(edition: Edition) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield records and the companies of which they speak, frame by frame."""
    names = [("properties", "node"), ("series", "node")]
    names += [
        (f"edges/{t.name}", end)
        for t in EDGE_TYPES
        if t.name not in DERIVED_EDGES and edition.has(f"edges/{t.name}")
        for end in ("src", "dst")
    ]
    last = edition.span("Company").stop
    for frame, column in names:
        rows = edition.table(frame)
        record, node = rows["record"].to_numpy(), rows[column].to_numpy()
        keep = (node < last) & (record >= 0)
        yield record[keep].astype(np.int64), node[keep].astype(np.int64)


def _spoken(edition: Edition, held: Mask) -> tuple[Mask, pd.DataFrame]:
    """Return which records speak of a company, and (record, node) where no register holds it."""
    spoken = np.zeros(edition.table("records").num_rows, bool)
    parts = []
    for record, node in _mentions(edition):
        spoken[record] = True
        keep = ~held[node]
        parts.append(pd.DataFrame({"record": record[keep], "node": node[keep]}))
    return spoken, pd.concat(parts).drop_duplicates().sort_values("record", ignore_index=True)


def _places(edition: Edition) -> Iterator[tuple[str, slice]]:
    """Yield each table and its slice of `records`, which are sorted by table."""
    tables = edition.table("records")["table"].combine_chunks()
    runs = pc.run_end_encode(tables.cast(pa.string()))
    begin = 0
    for name, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield name, slice(begin, end)
        begin = end


def _of_table(
    edition: Edition, name: str, here: slice, lacking: pd.DataFrame, coded: Mask, spoken: Mask
) -> dict[str, object]:
    first, last = np.searchsorted(lacking["record"].to_numpy(), [here.start, here.stop])
    mine = lacking.iloc[first:last]
    with_code = coded[mine["node"].to_numpy()]
    parts = {"coded": mine[with_code], "named": mine[~with_code]}
    told: dict[str, object] = {
        "table": name,
        "rows": int(spoken[here].sum()),
        "companies": mine["node"].nunique(),
        **{word: part["node"].nunique() for word, part in parts.items()},
        **{f"{word}_rows": part["record"].nunique() for word, part in parts.items()},
    }
    if len(mine):
        number, record = int(mine["node"].iloc[0]), int(mine["record"].iloc[0])
        place = edition.rows("records", slice(record, record + 1)).iloc[0]
        node = edition.node(number)
        told |= {"company": node["id"], "name": node["name"]}
        told |= {"file": place["file"], "line": int(place["line"])}
    return told
