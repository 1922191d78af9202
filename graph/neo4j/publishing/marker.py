"""The mark on a server: `(:QijiEdition {id, state, shape …})`, and what goes with it.

`state` is `loading` until the last row, `imported` where the files of an edition were imported
and have no constraints yet, then `complete`. While it loads, `(:QijiLane {lane, at})` count the
batches that are in: one is written in the transaction of its batch, so that a run which was cut
off goes on exactly where it ended.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from graph.edition import Edition
from graph.neo4j import shape
from graph.neo4j.server import Server

CONSTRAINT = "CREATE CONSTRAINT qiji_id IF NOT EXISTS FOR (n:Qiji) REQUIRE n.id IS UNIQUE"
INDEXES = (
    "CREATE INDEX qiji_company IF NOT EXISTS FOR (n:Company) ON (n.id)",
    "CREATE INDEX qiji_company_name IF NOT EXISTS FOR (n:Company) ON (n.name)",
    "CREATE INDEX qiji_company_uscc IF NOT EXISTS FOR (n:Company) ON (n.uscc)",
    "CREATE INDEX qiji_person IF NOT EXISTS FOR (n:Person) ON (n.id)",
    "CREATE INDEX qiji_person_name IF NOT EXISTS FOR (n:Person) ON (n.name)",
    "CREATE INDEX qiji_event IF NOT EXISTS FOR (n:Event) ON (n.kind, n.day)",
    "CREATE INDEX qiji_event_number IF NOT EXISTS FOR (n:Event) ON (n.number)",
    "CREATE INDEX qiji_property IF NOT EXISTS FOR (n:Property) ON (n.property, n.value)",
    "CALL db.awaitIndexes(3600)",
)
SCHEMA = (CONSTRAINT, *INDEXES)
FINISH = """
MATCH (e:QijiEdition)
SET e.state = 'complete', e.completed_at = datetime()
"""
_READ = "MATCH (e:QijiEdition) RETURN properties(e) AS mark LIMIT 1"
_LANES = "MATCH (l:QijiLane) RETURN l.at AS at ORDER BY l.lane"
_BEGIN = """
MERGE (e:QijiEdition)
SET e = $mark, e.data_day = date($mark.data_day), e.began_at = datetime($now)
WITH e
OPTIONAL MATCH (old:QijiLane)
WITH e, collect(old) AS gone
FOREACH (lane IN gone | DELETE lane)
FOREACH (number IN range(0, $lanes - 1) | CREATE (:QijiLane {lane: number, at: 0}))
"""
_COMPLETE = """
MATCH (e:QijiEdition {id: $id})
SET e.state = 'complete', e.completed_at = datetime($now), e.nodes = $nodes, e.edges = $edges
REMOVE e.way, e.base, e.steps
WITH e
OPTIONAL MATCH (lane:QijiLane)
DELETE lane
"""
_NODES = "MATCH (n:Qiji) RETURN count(n) AS n"
_EDGES = "MATCH (:Qiji)-[r:TYPE]->() RETURN count(r) AS n"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a server says of the edition that it holds or is to hold.

    Args:
        edition: its id, empty where the server holds none.
        state: absent, loading, imported or complete.
        shape: the fingerprint under which it was published.
        way: while it loads: first, difference or merge.
        base: the edition from which a difference leads.
        steps: how batches are cut; a run goes on only under the same.
        at: the batches that are in, lane by lane.
    """

    edition: str = ""
    state: str = "absent"
    shape: str = ""
    way: str = ""
    base: str = ""
    steps: str = ""
    at: tuple[int, ...] = ()

    @classmethod
    def on(cls, server: Server) -> Self:
        """Return what a server says."""
        rows = server.read(_READ)
        if not rows:
            return cls()
        mark = rows[0]["mark"]
        named = {
            name: str(mark.get(name, "")) for name in ("state", "shape", "way", "base", "steps")
        }
        at = tuple(int(row["at"]) for row in server.read(_LANES))
        return cls(str(mark["id"]), at=at, **named)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many nodes there are, the dated values among them, and how many edges of each type."""

    nodes: int
    by_type: dict[str, int]

    @property
    def edges(self) -> int:
        """All edges."""
        return sum(self.by_type.values())

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """Return what an edition is as published."""
        rows = {part: shape.rows_of(edition, part) for part in shape.parts()}
        by_type = {part.name: n for part, n in rows.items() if part.form == "edge"}
        by_type["HAS"] = sum(n for part, n in rows.items() if part.form == "value")
        return cls(sum(n for part, n in rows.items() if part.form != "edge"), by_type)

    @classmethod
    def on(cls, server: Server) -> Self:
        """Return what a server holds of ours, by its own counters."""
        types = [part.name for part in shape.parts() if part.form == "edge"]
        by_type = {t: _counted(server, _EDGES.replace("TYPE", t)) for t in [*types, "HAS"]}
        return cls(_counted(server, _NODES), by_type)

    def lacks(self, wanted: "Counts") -> bool:
        """Return whether anything of what is wanted is missing."""
        return self.nodes < wanted.nodes or any(
            self.by_type.get(name, 0) < n for name, n in wanted.by_type.items()
        )


def imported(edition: Edition, counts: Counts) -> dict[str, str | int]:
    """Return the properties of the mark that is imported with the files of an edition."""
    return {
        "id": edition.edition_id,
        "state": "imported",
        "shape": shape.fingerprint(),
        "data_day": str(edition.manifest["data_day"]),
        "nodes": counts.nodes,
        "edges": counts.edges,
    }


def make_constraint(server: Server) -> None:
    """Make what every batch finds its nodes by."""
    server.alter(CONSTRAINT)


def make_indexes(server: Server) -> None:
    """Make what questions are answered by, and wait until it can be used.

    It is made behind the first publication: all at once is cheaper than row by row.
    """
    for statement in INDEXES:
        server.alter(statement)


def begin(server: Server, edition: Edition, way: str, base: str, steps: str, lanes: int) -> Mark:
    """Say on the server what is under way, before anything is touched; return the mark."""
    told = {
        "id": edition.edition_id, "state": "loading", "shape": shape.fingerprint(),
        "data_day": str(edition.manifest["data_day"]), "way": way, "base": base, "steps": steps,
    }  # fmt: skip
    server.write(_BEGIN, mark=told, now=_now(), lanes=lanes)
    return Mark.on(server)


def complete(server: Server, edition_id: str, counts: Counts) -> None:
    """Say that the server holds an edition whole."""
    told = {"nodes": counts.nodes, "edges": counts.edges}
    server.write(_COMPLETE, id=edition_id, now=_now(), **told)


def _counted(server: Server, text: str) -> int:
    return int(server.read(text)[0]["n"])


def _now() -> str:
    return datetime.now(UTC).isoformat()
