"""An edition published to a server: nodes, then edges, then what it no longer holds is removed.

Everything is merged by key, so that a run that was cut off is simply run again. Nothing without
the label `Qiji` is touched, and `(:QijiEdition {id, state})` says `loading` until the last row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from graph.edition import Edition
from graph.errors import ServerError
from graph.neo4j.server import Server
from graph.neo4j.shape import Part, parts
from graph.schema import EDGE_TYPES, NODES

BATCH = 10_000  # rows a transaction

_SCHEMA = (
    "CREATE CONSTRAINT qiji_id IF NOT EXISTS FOR (n:Qiji) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX qiji_company IF NOT EXISTS FOR (n:Company) ON (n.id)",
    "CREATE INDEX qiji_company_name IF NOT EXISTS FOR (n:Company) ON (n.name)",
    "CREATE INDEX qiji_company_uscc IF NOT EXISTS FOR (n:Company) ON (n.uscc)",
    "CREATE INDEX qiji_person IF NOT EXISTS FOR (n:Person) ON (n.id)",
    "CREATE INDEX qiji_person_name IF NOT EXISTS FOR (n:Person) ON (n.name)",
    "CREATE INDEX qiji_event IF NOT EXISTS FOR (n:Event) ON (n.kind, n.day)",
    "CREATE INDEX qiji_event_number IF NOT EXISTS FOR (n:Event) ON (n.number)",
    "CREATE INDEX qiji_property IF NOT EXISTS FOR (n:Property) ON (n.property, n.value)",
    "CALL db.awaitIndexes(300)",
)
_STRANGERS = """
MATCH (n) WITH count(n) AS everything
OPTIONAL MATCH (q:Qiji) WITH everything, count(q) AS ours
OPTIONAL MATCH (e:QijiEdition) WITH everything, ours, count(e) AS marks
RETURN everything - ours - marks AS strangers
"""
_LOADING = """
MERGE (e:QijiEdition)
SET e.id = $id, e.state = 'loading', e.data_day = date($day), e.began_at = datetime($now)
REMOVE e.completed_at
"""
_COMPLETE = """
MATCH (e:QijiEdition {id: $id})
SET e.state = 'complete', e.completed_at = datetime($now), e.nodes = $nodes, e.edges = $edges
"""
_REMOVE_EDGES = """
MATCH (:Qiji)-[r:TYPE]->(:Qiji) WHERE r.edition <> $id
CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS
"""
_REMOVE_NODES = """
MATCH (n:Qiji) WHERE n.edition <> $id
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS
"""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What a publication did.

    Args:
        edition: id of the edition that the server now holds.
        nodes: how many nodes were sent, the dated values among them.
        edges: how many edges were sent, those to dated values among them.
        removed: how many nodes and edges of an earlier edition were taken away.
        seconds: how long it took.
        unchanged: whether the server held the edition already.
    """

    edition: str
    nodes: int
    edges: int
    removed: int
    seconds: float
    unchanged: bool = False


def publish(
    server: Server,
    edition: Edition,
    *,
    into_shared: bool = False,
    progress: Progress | None = None,
    again: bool = False,
) -> PublishReport:
    """Make a server hold an edition, and nothing of ours beside it.

    Args:
        server: where to.
        edition: what.
        into_shared: go on although the server holds data of others.
        progress: called with what is being sent, rows sent and rows in all.
        again: send everything although the server says that it holds this edition.

    Raises:
        ServerError: the server is away or refuses, or holds data of others.
    """
    began = monotonic()
    _refuse_strangers(server, into_shared)
    held = server.holds()
    if held.edition == edition.edition_id and held.state == "complete" and not again:
        return PublishReport(held.edition, 0, 0, 0, monotonic() - began, unchanged=True)
    for statement in _SCHEMA:
        server.alter(statement)
    day = str(edition.manifest["data_day"])
    server.write(_LOADING, id=edition.edition_id, day=day, now=_now())
    sent = _send(server, edition, parts(edition), progress or (lambda what, done, total: None))
    removed = _remove_old(server, edition.edition_id)
    dated = sent.get("Property", 0)
    nodes = sum(count for name, count in sent.items() if name in NODES) + dated
    edges = sum(sent.values()) - nodes + dated
    server.write(_COMPLETE, id=edition.edition_id, now=_now(), nodes=nodes, edges=edges)
    return PublishReport(edition.edition_id, nodes, edges, removed, monotonic() - began)


def _refuse_strangers(server: Server, into_shared: bool) -> None:
    strangers = server.read(_STRANGERS)[0]["strangers"]
    if strangers and not into_shared:
        raise ServerError(
            f"Neo4j at {server.uri} holds {strangers:,} nodes of others; name another server, or "
            "add --into-shared to publish beside them.",
            strangers=strangers,
        )


def _send(
    server: Server, edition: Edition, found: list[Part], progress: Progress
) -> dict[str, int]:
    total = sum(part.table.num_rows for part in found)
    done = 0
    for part in found:
        for rows in part.batches(BATCH):
            progress(part.name, done, total)
            server.write(part.statement, rows=rows, edition=edition.edition_id)
            done += len(rows)
    progress("", total, total)
    return {part.name: part.table.num_rows for part in found}


def _remove_old(server: Server, edition_id: str) -> int:
    """Remove our edges and nodes that the edition did not send; return how many."""
    types = [edge_type.name for edge_type in EDGE_TYPES]
    removed = [server.alter(_REMOVE_EDGES.replace("TYPE", t), id=edition_id) for t in types]
    return sum(removed) + server.alter(_REMOVE_NODES, id=edition_id)


def _now() -> str:
    return datetime.now(UTC).isoformat()
