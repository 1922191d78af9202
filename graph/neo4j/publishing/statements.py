"""The statements that make, change and remove what a part holds, and the rows they take.

Names in them come from the declared schema alone; every value travels as a parameter. A row is a
list in the order of the part's columns, and a day is a place in the list `$days`: dates are dear
to pack, and few are different.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.neo4j.shape import Part

_ENDS = "MATCH (a:Qiji {id: row[0]}) MATCH (b:Qiji {id: row[1]})"
_OWNED = "MATCH (:Qiji)-[r:HAS]->(p:Qiji {id: row[1]})"
STRIP = """
UNWIND $ids AS id
MATCH (:Qiji {id: id})-[r]-()
WITH DISTINCT r LIMIT 10000
DELETE r
"""


def create(part: Part) -> str:
    """Return the statement that makes rows of which the server has none yet."""
    if part.form == "node":
        return f"UNWIND $rows AS row CREATE (:Qiji:{part.name} {_map(part)})"
    if part.form == "edge":
        return f"UNWIND $rows AS row {_ENDS} CREATE (a)-[:{part.name} {_map(part)}]->(b)"
    return (
        "UNWIND $rows AS row MATCH (a:Qiji {id: row[0]}) "
        f"CREATE (a)-[:HAS {_hung(part)}]->(:Qiji:Property {_stated(part)})"
    )


def merge(part: Part) -> str:
    """Return the statement that makes rows, or sets them right where they are there."""
    if part.form == "node":
        found = f"MERGE (n:Qiji {{id: row[0]}}) SET n = {_map(part)}, n:{part.name}"
    elif part.form == "edge":
        found = f"{_ENDS} MERGE (a)-[r:{part.name} {{key: row[2]}}]->(b) SET r = {_map(part)}"
    else:
        found = (
            f"MATCH (a:Qiji {{id: row[0]}}) MERGE (p:Qiji {{id: row[1]}}) "
            f"SET p = {_stated(part)}, p:Property MERGE (a)-[r:HAS]->(p) SET r = {_hung(part)}"
        )
    return f"UNWIND $rows AS row {found}"


def change(part: Part) -> str:
    """Return the statement that sets rows right which the server holds."""
    if part.form == "node":
        found = f"MATCH (n:Qiji {{id: row[0]}}) SET n = {_map(part)}"
    elif part.form == "edge":
        found = f"{_ENDS} {_edge(part)} SET r = {_map(part)}"
    else:
        found = f"{_OWNED} SET p = {_stated(part)}, r = {_hung(part)}"
    return f"UNWIND $rows AS row {found}"


def remove(part: Part) -> str:
    """Return the statement that removes rows; it takes their keys alone."""
    if part.form == "node":
        found = "MATCH (n:Qiji {id: row[0]}) DETACH DELETE n"
    elif part.form == "edge":
        found = f"{_ENDS} {_edge(part)} DELETE r"
    else:
        found = "MATCH (p:Qiji {id: row[1]}) DETACH DELETE p"
    return f"UNWIND $rows AS row {found}"


def encoded(table: pa.Table) -> dict[str, Any]:
    """Return flat rows as the parameters `rows` and `days`."""
    dated = [n for n, f in enumerate(table.schema) if pa.types.is_date32(f.type)]
    columns = [c.to_pylist() if n not in dated else None for n, c in enumerate(table.columns)]
    if not dated:
        return {"rows": [list(row) for row in zip(*columns, strict=True)], "days": []}
    numbers = pa.chunked_array(
        [chunk for n in dated for chunk in table.column(n).cast(pa.int32()).chunks], pa.int32()
    )
    distinct = np.unique(numbers.drop_null().to_numpy())
    for n in dated:
        places = pc.index_in(table.column(n).cast(pa.int32()), pa.array(distinct))
        columns[n] = places.to_pylist()
    days = pa.array(distinct, pa.int32()).cast(pa.date32()).to_pylist()
    return {"rows": [list(row) for row in zip(*columns, strict=True)], "days": days}


def _edge(part: Part) -> str:
    """Return what finds an edge between ends at hand.

    OPTIONAL has the server look between the two; a plain MATCH walks all edges of the first, so
    that a batch of the edges of a hub takes the square of their number.
    """
    return f"OPTIONAL MATCH (a)-[r:{part.name} {{key: row[2]}}]->(b)"


def _map(part: Part) -> str:
    ends = ("a", "b") if part.form == "edge" else ()
    return _literal(part, [name for name in part.columns.names if name not in ends])


def _stated(part: Part) -> str:
    return _literal(part, ["id", "property", "value"])


def _hung(part: Part) -> str:
    stated = ("owner", "id", "property", "value")
    return _literal(part, [name for name in part.columns.names if name not in stated])


def _literal(part: Part, names: list[str]) -> str:
    fields = [f"`{name}`: {_value(part, name)}" for name in names]
    return "{" + ", ".join(fields) + "}"


def _value(part: Part, name: str) -> str:
    place = f"row[{part.columns.get_field_index(name)}]"
    return f"$days[{place}]" if pa.types.is_date32(part.columns.field(name).type) else place
