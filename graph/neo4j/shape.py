"""An edition in the shape that Neo4j holds: flat tables of plain columns, part by part.

    (:Company:Qiji {id, name, uscc, status …})     values on the edition's data day
    (:Company)-[:HAS {four days}]->(:Property {property, value})    values of every day
    (:Person)-[:OWNS {share, four days, shown_from, source, record}]->(:Company)

`docs/decisions/` says why. The columns of a part follow from the declared schema alone. A part is
taken in windows of owners (a node, or the node that an edge leaves or a value hangs on), so that
a whole city never stands in memory and two editions can be laid beside each other.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph import days
from graph.edition import LABELS, Edition
from graph.kinds import EVENT_KINDS, KINDS
from graph.neo4j import current, withheld
from graph.schema import DATED, EDGE_TYPES, NODES, Column

Numbers = npt.NDArray[np.int64]

# Properties whose every dated value is published as (:Property); others show on the node only.
DATED_PROPERTIES = (
    "name", "uscc", "org_code", "registration_number", "taxpayer_id", "status",
    "registered_capital", "address", "legal_representative_name", "tax_credit_rating",
    "former_name", "other_name", "status_note", "name_note",
)  # fmt: skip
WINDOW = 50_000  # rows that a window holds at least, but for the last
SHAPE = 3  # raised where the same schema is written otherwise

_TYPES = {
    "text": pa.string(), "word": pa.string(), "int": pa.int64(), "float": pa.float64(),
    "flag": pa.bool_(), "day": pa.date32(),
}  # fmt: skip
_BEARING = {"lane": pa.string(), "polarity": pa.int64()}
_KEYS = {"node": ("id",), "value": ("owner", "id"), "edge": ("a", "b", "key")}


@dataclass(frozen=True, slots=True)
class Part:
    """One node or edge type, or the dated values: its name, and its columns in their order.

    Args:
        name: a label, an edge type, or `Property`.
        form: `node` (keyed by id), `value` (owner, id) or `edge` (a, b, key).
        columns: name and Arrow type of each, the keys first.
    """

    name: str
    form: Literal["node", "value", "edge"]
    columns: pa.Schema

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that say which row it is."""
        return _KEYS[self.form]

    @property
    def frame(self) -> str:
        """The edition's frame that it is made of."""
        return {"node": f"nodes/{self.name}", "value": "properties"}.get(
            self.form, f"edges/{self.name}"
        )


def parts() -> list[Part]:
    """Return what an edition may hold, nodes before the edges that need them."""
    found = [Part(label, "node", _node_columns(label)) for label in LABELS]
    stated = {"owner": "text", "id": "text", "property": "text", "value": "text"}
    found.append(Part("Property", "value", _schema(stated, DATED)))
    ends = {"a": "text", "b": "text", "key": "int"}
    found += [Part(t.name, "edge", _schema(ends, (*t.columns, *DATED))) for t in EDGE_TYPES]
    return found


def fingerprint() -> str:
    """Return a digest of all that says how an edition is published; editions compare under one."""
    bearing = [(kind.code, kind.lane, kind.polarity) for kind in EVENT_KINDS]
    shape = [(part.name, part.form, str(part.columns)) for part in parts()]
    told = json.dumps([SHAPE, shape, DATED_PROPERTIES, bearing, withheld.KINDS], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _schema(keys: dict[str, str], columns: tuple[Column, ...]) -> pa.Schema:
    fields = [pa.field(name, _TYPES[kind]) for name, kind in keys.items()]
    fields += [pa.field(c.name, _published_type(c)) for c in columns if c.published]
    return pa.schema([*fields, pa.field("shown_from", pa.date32())])


def _published_type(column: Column) -> pa.DataType:
    return pa.string() if column.name == "record" else _TYPES[column.type]


def _node_columns(label: str) -> pa.Schema:
    columns = {c.name: _published_type(c) for c in NODES[label].columns if c.published}
    for name in withheld.shown(label):
        columns.setdefault(name, current.TYPES.get(name, pa.string()))
    return pa.schema({"id": pa.string(), **columns, **(_BEARING if label == "Event" else {})})


# --- windows ----------------------------------------------------------------------------


def rows_of(edition: Edition, part: Part) -> int:
    """Return how many rows a part has in an edition."""
    if not edition.has(part.frame):
        return 0
    rows = _given(edition, part, 0, _frame(edition, part))
    if part.form != "value":
        return int(rows.num_rows)
    found = pc.value_counts(rows.column("property")).to_pylist()
    return sum(row["counts"] for row in found if row["values"] in DATED_PROPERTIES)


def owners_at(edition: Edition, part: Part) -> list[str]:
    """Return the ids of the owners with whom a window begins, one about every `WINDOW` rows."""
    if not edition.has(part.frame):
        return []
    owners = _owners(edition, part)
    firsts = np.unique(owners[np.arange(0, len(owners), WINDOW)])
    return edition.id_list(firsts)


def windows(edition: Edition, part: Part) -> Iterator[pa.Table]:
    """Yield all of a part, in the order of its owners."""
    starts = owners_at(edition, part)
    for first, last in zip(starts, [*starts[1:], None], strict=False):
        yield between(edition, part, first, last)


def between(edition: Edition, part: Part, first: str, last: str | None) -> pa.Table:
    """Return a part's flat rows whose owner stands from one id to before another, in order.

    Args:
        last: None for all that follow.
    """
    if not edition.has(part.frame):
        return part.columns.empty_table()
    bounds = (_place(edition, first), edition.size if last is None else _place(edition, last))
    if part.form == "node":
        span = edition.span(part.name)
        start, stop = (min(max(n, span.start), span.stop) for n in bounds)
        found = _nodes(edition, part, start, stop)
        start -= span.start
    else:
        owners = _owners(edition, part)
        start, stop = np.searchsorted(owners, np.array(bounds, owners.dtype))
        table = _given(edition, part, start, _frame(edition, part).slice(start, stop - start))
        found = _values(edition, table) if part.form == "value" else _edges(edition, table)
    rows = pa.table([_fitted(found, f) for f in part.columns], schema=part.columns)
    return _given(edition, part, start, rows) if part.form == "node" else rows


def _given(edition: Edition, part: Part, start: int, rows: pa.Table) -> pa.Table:
    """Return rows of a part's frame without those of withheld nodes.

    Args:
        start: the place in the frame at which the rows begin.
    """
    kept = withheld.nodes(edition)
    if kept is None:
        return rows
    if part.form == "node":
        first = edition.span(part.name).start + start
        return rows.filter(pa.array(~kept[first : first + rows.num_rows]))
    ends = ("src", "dst") if part.form == "edge" else ("node",)
    touched = np.any([kept[_ints(rows, end)] for end in ends], axis=0)
    return rows.filter(pa.array(~touched))


def order(node_id: str) -> tuple[int, str]:
    """Return the place of an id among those of any edition: by label, then as text."""
    prefixes = [NODES[label].prefix for label in LABELS]
    return prefixes.index(node_id[0]), node_id


def _place(edition: Edition, node_id: str) -> int:
    """Return the number that an id has or would have."""
    label = LABELS[order(node_id)[0]]
    within = np.searchsorted(edition.ids(label), np.bytes_(node_id.encode()))
    return edition.span(label).start + int(within)


def _frame(edition: Edition, part: Part) -> pa.Table:
    return edition.table(part.frame)


def _owners(edition: Edition, part: Part) -> npt.NDArray[np.integer[Any]]:
    """Return the owner of each row, in order; mapped from disk, and not copied."""
    if part.form == "node":
        span = edition.span(part.name)
        return np.arange(span.start, span.stop)
    return edition.column(part.frame, "src" if part.form == "edge" else "node")


def _fitted(found: dict[str, Any], wanted: pa.Field) -> pa.ChunkedArray | pa.Array:
    """Return a column in its published type, all null where an older edition has none."""
    if wanted.name not in found:
        return pa.nulls(len(next(iter(found.values()))), wanted.type)
    return found[wanted.name].cast(wanted.type)


# --- what stands in them ----------------------------------------------------------------


def _nodes(edition: Edition, part: Part, start: int, stop: int) -> dict[str, Any]:
    label = part.name
    first = edition.span(label).start
    table = edition.table(f"nodes/{label}").slice(start - first, stop - start)
    names = [name for name in withheld.shown(label) if name not in table.column_names]
    found = {**current.values(edition, names, start, stop), **_columns(table, edition)}
    if label == "Event":
        codes = found["kind"].to_pandas()
        bearings = {code: (kind.lane, kind.polarity) for code, kind in KINDS.items()}
        known = [bearings.get(code, (None, None)) for code in codes]
        for place, (name, kind) in enumerate(_BEARING.items()):
            found[name] = pa.array([bearing[place] for bearing in known], kind)
    return found


def _values(edition: Edition, table: pa.Table) -> dict[str, Any]:
    codes = pc.index_in(table.column("property").cast(pa.string()), pa.array(DATED_PROPERTIES))
    table = table.append_column("key", _ordinals(_ints(table, "node"), _filled(codes)))
    table = table.filter(pc.is_valid(codes))
    found = _columns(_with_start(table), edition)
    found["owner"] = texts(edition, _ints(table, "node"))
    found["property"] = found["property"].cast(pa.string())
    key = found.pop("key").cast(pa.string())
    found["id"] = pc.binary_join_element_wise(found["owner"], found["property"], key, "/")
    return found


def _edges(edition: Edition, table: pa.Table) -> dict[str, Any]:
    found = _columns(_with_start(table), edition)
    for name, end in (("a", "src"), ("b", "dst")):
        found[name] = texts(edition, _ints(table, end))
    found["key"] = _ordinals(_ints(table, "src"), _ints(table, "dst"))
    return found


def texts(edition: Edition, numbers: Numbers) -> pa.Array:
    """Return the ids of nodes as text."""
    width = max(edition.ids(label).dtype.itemsize for label in LABELS)
    found = np.empty(len(numbers), f"S{width}")
    for label in LABELS:
        span = edition.span(label)
        mine = (numbers >= span.start) & (numbers < span.stop)
        if mine.any():
            found[mine] = edition.ids(label)[numbers[mine] - span.start]
    return pa.array(found, pa.binary()).cast(pa.string())


def _with_start(table: pa.Table) -> pa.Table:
    """Return a dated table with `shown_from`: the first day on which a fact may be shown."""
    starts = current.starts(table)
    absent = starts == days.EARLIEST
    numbers = pa.array(np.where(absent, 0, starts).astype(np.int32), mask=absent)
    return table.append_column("shown_from", numbers.cast(pa.date32()))


def _ordinals(*keys: Numbers) -> pa.Array:
    """Return each row's place among the rows of equal keys, in the order of the table."""
    count = len(keys[0])
    ordered = np.lexsort(keys[::-1])
    sorted_keys = [key[ordered] for key in keys]
    differs = np.any([k[1:] != k[:-1] for k in sorted_keys], axis=0) if count else np.empty(0, bool)
    first = np.flatnonzero(np.concatenate([[True], differs])) if count else np.empty(0, np.int64)
    place = np.empty(count, np.int64)
    lengths = np.diff(np.append(first, count))
    place[ordered] = np.arange(count) - np.repeat(first, lengths)
    return pa.array(place)


def _columns(table: pa.Table, edition: Edition) -> dict[str, Any]:
    """Return a table's columns; `record` says delivery, file and line instead of a number."""
    found = {name: table.column(name) for name in table.column_names}
    if "record" in found:
        found["record"] = _sources(found["record"].to_numpy(), edition.table("records"))
    return found


def _sources(numbers: Numbers, records: pa.Table) -> pa.Array:
    known = numbers >= 0
    if not known.any():
        return pa.nulls(len(numbers), pa.string())
    taken = records.take(pa.array(np.where(known, numbers, 0)))
    delivery, file, line = (taken.column(c).cast(pa.string()) for c in ("delivery", "file", "line"))
    text = pc.binary_join_element_wise(
        pc.binary_join_element_wise(delivery, file, "/"), line, ":"
    ).combine_chunks()
    return pc.if_else(pa.array(known), text, None)


def _filled(codes: pa.ChunkedArray) -> Numbers:
    return np.asarray(pc.fill_null(codes, -1).to_numpy(), np.int64)


def _ints(table: pa.Table, name: str) -> Numbers:
    return np.asarray(table.column(name).to_numpy(), np.int64)
