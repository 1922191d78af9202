"""An edition sent to Neo4j as one would write it first: a driver, and `UNWIND` of rows.

The nodes get a label `Plain` and a unique id; edges find their ends by it. Dated properties go
as nodes tied to their owner, as `qiji publish` sends them. Nothing can be cut off and run again,
nothing old is removed, no days are typed, and nothing says whether the server is complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import neo4j
import pandas as pd

from graph.edition import LABELS, Edition
from graph.neo4j import account
from graph.neo4j.shape import DATED_PROPERTIES
from graph.schema import EDGE_TYPES

BATCH = 1_000  # at 10,000 rows the local server runs out of its memory for a transaction
NODE = "UNWIND $rows AS row CREATE (n:Plain:LABEL {id: row.id}) SET n += row"
EDGE = """
UNWIND $rows AS row
MATCH (a:Plain {id: row.src}) MATCH (b:Plain {id: row.dst})
CREATE (a)-[r:TYPE]->(b) SET r = row
"""
PROPERTY = """
UNWIND $rows AS row
MATCH (a:Plain {id: row.node})
CREATE (p:Plain:Value {property: row.property, value: row.value}) CREATE (a)-[r:HAS]->(p)
SET r = row
"""


def send(uri: str, edition: Edition) -> int:
    """Send an edition to an empty server; return how many nodes and edges were sent."""
    user, password = account()
    with neo4j.GraphDatabase.driver(uri, auth=(user, password or "")) as driver:
        driver.execute_query(
            "CREATE CONSTRAINT plain IF NOT EXISTS FOR (n:Plain) REQUIRE n.id IS UNIQUE"
        )
        sent = 0
        for statement, frame in _frames(edition):
            for start in range(0, len(frame), BATCH):
                rows = _rows(frame.iloc[start : start + BATCH])
                driver.execute_query(statement, rows=rows)
            sent += len(frame) * (2 if statement == PROPERTY else 1)
        return sent


def _frames(edition: Edition) -> Iterator[tuple[str, pd.DataFrame]]:
    ids = pd.Series([node_id for label in LABELS for node_id in edition.ids(label).astype(str)])
    for label in LABELS:
        frame = edition.table(f"nodes/{label}").to_pandas()
        yield (
            NODE.replace("LABEL", label),
            frame.drop(columns=["masked", "masked_id"], errors="ignore"),
        )
    dated = edition.table("properties").to_pandas()
    dated = dated[dated["property"].isin(DATED_PROPERTIES)]
    yield PROPERTY, dated.assign(node=ids[dated["node"]].to_numpy())
    for edge_type in EDGE_TYPES:
        frame = edition.table(f"edges/{edge_type.name}").to_pandas()
        ends = {end: ids[frame[end]].to_numpy() for end in ("src", "dst")}
        yield EDGE.replace("TYPE", edge_type.name), frame.assign(**ends)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
