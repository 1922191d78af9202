"""An edition in the shape that Neo4j holds: batches of rows, one statement a node or edge type.

    (:Company:Qiji {id, name, uscc, status …})     values on the edition's data day
    (:Company)-[:HAS {four days}]->(:Property {property, value})    values of every day
    (:Person)-[:OWNS {share, four days, shown_from, source, record}]->(:Company)

`docs/decisions/` says why. Statements are made from the declared schema alone; every value
travels as a parameter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph import days
from graph.edition import LABELS, Edition
from graph.kinds import KINDS
from graph.schema import EDGE_TYPES, NODES, PROPERTIES

Rows = list[dict[str, Any]]
Ids = npt.NDArray[np.bytes_]

# Properties whose every dated value is published as (:Property); others show on the node only.
DATED_PROPERTIES = (
    "name", "uscc", "org_code", "registration_number", "taxpayer_id", "status",
    "registered_capital", "address", "legal_representative_name", "tax_credit_rating",
)  # fmt: skip
MONEY = ("registered_capital", "paid_in_capital")
ISO_DAYS = ("established_on", "term_to")

_NODE = """
UNWIND $rows AS row
MERGE (n:Qiji {id: row.id})
SET n = row, n.edition = $edition, n:LABEL
"""
_EDGE = """
UNWIND $rows AS row
MATCH (a:Qiji {id: row.a})
MATCH (b:Qiji {id: row.b})
MERGE (a)-[r:TYPE {key: row.key}]->(b)
SET r = row.dated, r.key = row.key, r.edition = $edition
"""
_PROPERTY = """
UNWIND $rows AS row
MATCH (owner:Qiji {id: row.owner})
MERGE (p:Qiji {id: row.id})
SET p = {id: row.id, property: row.property, value: row.value}, p.edition = $edition, p:Property
MERGE (owner)-[r:HAS]->(p)
SET r = row.dated, r.edition = $edition
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One node or edge type of an edition, as a table whose slices become rows."""

    name: str
    statement: str
    table: pa.Table
    shaped: Callable[[pa.Table], Rows]

    def batches(self, size: int) -> Iterator[Rows]:
        """Yield the rows to send, `size` at a time."""
        for start in range(0, self.table.num_rows, size):
            yield self.shaped(self.table.slice(start, size))


def parts(edition: Edition) -> list[Part]:
    """Return what an edition holds, nodes before the edges that need them."""
    ids: Ids = np.concatenate([edition.ids(label) for label in LABELS])
    shown = _with_start(edition.table("properties"))
    found = [_nodes(edition, label, shown) for label in LABELS]
    found.append(_dated_properties(edition, ids, shown))
    found += [_edges(edition, edge_type.name, ids) for edge_type in EDGE_TYPES]
    return [part for part in found if part.table.num_rows]


def _nodes(edition: Edition, label: str, properties: pa.Table) -> Part:
    table = edition.table(f"nodes/{label}")
    hidden = [c.name for c in NODES[label].columns if not c.published]
    table = table.drop_columns(hidden)
    for name, values in _current_values(edition, label, properties).items():
        if name not in table.column_names:
            table = table.append_column(name, values)
    if label == "Event":
        table = _with_bearing(table)
    statement = _NODE.replace("LABEL", label)
    return Part(label, statement, table, lambda part: _dicts(_sourced(part, edition)))


def _with_bearing(events: pa.Table) -> pa.Table:
    """Return events with the lane and the polarity of their kind."""
    codes = events.column("kind").cast(pa.string()).to_pandas()
    lanes = {code: kind.lane for code, kind in KINDS.items()}
    polarities = {code: kind.polarity for code, kind in KINDS.items()}
    found = events.append_column("lane", pa.array(codes.map(lanes), pa.string()))
    return found.append_column("polarity", pa.array(codes.map(polarities), pa.int64()))


def _current_values(edition: Edition, label: str, properties: pa.Table) -> dict[str, pa.Array]:
    """Return the single properties of a label's nodes on the data day, one entry a node."""
    span = edition.span(label)
    names = [p.name for p in PROPERTIES if p.label == label and p.published and p.single]
    now = _holding(edition, properties)
    now = now[now["node"].between(span.start, span.stop - 1)]
    found: dict[str, pa.Array] = {}
    for name in names:
        mine = now[now["property"] == name]
        values = np.full(len(span), None, dtype=object)
        values[mine["node"].to_numpy() - span.start] = mine["value"].to_numpy(object)
        found[name] = _typed(name, pa.array(values, pa.string(), from_pandas=True))
    return found


def _holding(edition: Edition, properties: pa.Table) -> pd.DataFrame:
    """Return node, property and value of what holds on the data day; the latest start wins."""
    bounds = {name: _days(properties, name) for name in ("shown_from", "valid_to", "known_to")}
    known = _days(properties, "known_from")
    moment = edition.moment()
    held = days.holds(moment, bounds["shown_from"], bounds["valid_to"], known, bounds["known_to"])
    rows = properties.filter(pa.array(held))
    frame: pd.DataFrame = rows.select(["node", "property", "value", "record"]).to_pandas()
    frame["start"], frame["known"] = bounds["shown_from"][held], known[held]
    frame = frame.sort_values(["node", "property", "start", "known", "record"], kind="stable")
    return frame.drop_duplicates(["node", "property"], keep="last")


def _typed(name: str, values: pa.Array) -> pa.Array:
    if name in MONEY:
        return pa.array(pd.to_numeric(values.to_pandas(), errors="coerce"), from_pandas=True)
    if name in ISO_DAYS:
        moments = pd.to_datetime(values.to_pandas(), format="ISO8601", errors="coerce")
        return pa.array(moments, from_pandas=True).cast(pa.date32(), safe=False)
    return values


def _dated_properties(edition: Edition, ids: Ids, properties: pa.Table) -> Part:
    table = properties.append_column(
        "key", _ordinals(_ints(properties, "node"), _codes(properties, "property"))
    )
    wanted = pa.array(DATED_PROPERTIES)
    chosen = pc.is_in(table.column("property").cast(pa.string()), value_set=wanted)
    return Part("Property", _PROPERTY, table.filter(chosen), _property_rows(edition, ids))


def _property_rows(edition: Edition, ids: Ids) -> Callable[[pa.Table], Rows]:
    def shaped(part: pa.Table) -> Rows:
        owners = _texts(ids, part, "node")
        names = part.column("property").cast(pa.string()).to_pylist()
        dated = _dicts(_sourced(part.drop_columns(["node", "property", "value", "key"]), edition))
        columns = (owners, names, part.column("value").to_pylist(), part.column("key").to_pylist())
        return [
            {"owner": o, "id": f"{o}/{p}/{k}", "property": p, "value": v, "dated": d}
            for o, p, v, k, d in zip(*columns, dated, strict=True)
        ]

    return shaped


def _edges(edition: Edition, name: str, ids: Ids) -> Part:
    table = _with_start(edition.table(f"edges/{name}"))
    table = table.append_column("key", _ordinals(_ints(table, "src"), _ints(table, "dst")))

    def shaped(part: pa.Table) -> Rows:
        dated = _dicts(_sourced(part.drop_columns(["src", "dst", "key"]), edition))
        ends = (_texts(ids, part, "src"), _texts(ids, part, "dst"))
        keys = part.column("key").to_pylist()
        rows = zip(*ends, keys, dated, strict=True)
        return [{"a": a, "b": b, "key": key, "dated": inner} for a, b, key, inner in rows]

    return Part(name, _EDGE.replace("TYPE", name), table, shaped)


def _with_start(table: pa.Table) -> pa.Table:
    """Return a dated table with `shown_from`: the first day on which a fact may be shown."""
    starts = days.effective_start(
        _days(table, "valid_from"), _days(table, "valid_to"), _days(table, "known_from")
    )
    absent = starts == days.EARLIEST
    numbers = pa.array(np.where(absent, 0, starts).astype(np.int32), mask=absent)
    return table.append_column("shown_from", numbers.cast(pa.date32()))


def _ordinals(*keys: npt.NDArray[Any]) -> pa.Array:
    """Return each row's place among the rows of equal keys, in the order of the table."""
    count = len(keys[0])
    order = np.lexsort(keys[::-1])
    ordered = [key[order] for key in keys]
    differs = np.any([k[1:] != k[:-1] for k in ordered], axis=0) if count else np.empty(0, bool)
    first = np.flatnonzero(np.concatenate([[True], differs])) if count else np.empty(0, np.int64)
    place = np.empty(count, np.int32)
    lengths = np.diff(np.append(first, count))
    place[order] = np.arange(count) - np.repeat(first, lengths)
    return pa.array(place)


def _sourced(table: pa.Table, edition: Edition) -> pa.Table:
    """Return a table whose `record` says delivery, file and line instead of a number."""
    if "record" not in table.column_names:
        return table
    numbers = table.column("record").to_numpy()
    place = table.column_names.index("record")
    records = edition.table("records")
    known = numbers >= 0
    if not known.any():
        return table.drop_columns(["record"])
    taken = records.take(pa.array(np.where(known, numbers, 0)))
    delivery, file, line = (taken.column(c).cast(pa.string()) for c in ("delivery", "file", "line"))
    text = pc.binary_join_element_wise(
        pc.binary_join_element_wise(delivery, file, "/"), line, ":"
    ).combine_chunks()
    return table.set_column(place, "record", pc.if_else(pa.array(known), text, None))


def _dicts(table: pa.Table) -> Rows:
    rows: Rows = table.to_pylist()
    return rows


def _texts(ids: Ids, part: pa.Table, column: str) -> list[str]:
    found: list[str] = ids[part.column(column).to_numpy()].astype("U").tolist()
    return found


def _days(table: pa.Table, name: str) -> days.Days:
    missing = days.LATEST if name in ("valid_to", "known_to") else days.EARLIEST
    return days.filled(table.column(name), missing)


def _ints(table: pa.Table, name: str) -> npt.NDArray[np.int64]:
    return np.asarray(table.column(name).to_numpy(), np.int64)


def _codes(table: pa.Table, name: str) -> npt.NDArray[np.int64]:
    codes: npt.NDArray[np.int64] = pd.factorize(table.column(name).cast(pa.string()).to_pandas())[0]
    return codes
