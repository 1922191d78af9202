"""An edition published to a server, by the shortest way that leads there.

    first        the server holds nothing of ours: everything is created
    difference   it holds, whole, an edition that this home still has: what differs is sent
    merge        anything else of ours: everything is merged by key, then the rest is swept away

The mark on the server says what is under way before anything is touched, and `complete` only
behind the last row and a count. What is cut off is run again: the first two ways go on behind the
last batch. Nothing without the label `Qiji` is touched.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

from graph.edition import Edition
from graph.errors import EditionError, ServerError
from graph.neo4j import shape
from graph.neo4j.publishing import statements
from graph.neo4j.publishing.difference import steps_between
from graph.neo4j.publishing.marker import (
    Counts,
    Mark,
    begin,
    complete,
    make_constraint,
    make_indexes,
)
from graph.neo4j.publishing.sending import BATCH, LANES, Progress, Sent, Step, send
from graph.neo4j.publishing.sweeping import sweep
from graph.neo4j.server import Server
from graph.schema import NODES

_STEPS = f"{BATCH}/{shape.WINDOW}"
_STRANGERS = """
MATCH (n) WITH count(n) AS everything
OPTIONAL MATCH (q:Qiji) WITH everything, count(q) AS ours
OPTIONAL MATCH (e:QijiEdition) WITH everything, ours, count(e) AS marks
OPTIONAL MATCH (l:QijiLane) WITH everything, ours, marks, count(l) AS lanes
RETURN everything - ours - marks - lanes AS strangers
"""


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
        way: first, difference, merge or imported; empty where it was unchanged.
        base: the edition that a difference led from.
        resumed: whether it went on behind a run that was cut off.
    """

    edition: str
    nodes: int
    edges: int
    removed: int
    seconds: float
    unchanged: bool = False
    way: str = ""
    base: str = ""
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    name: str
    base: Edition | None = None
    resumed: bool = False

    @property
    def base_id(self) -> str:
        """The edition that a difference leads from, or an empty string."""
        return self.base.edition_id if self.base else ""


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
    mark, wanted = Mark.on(server), Counts.of(edition)
    if not again and _stands(server, edition, mark, wanted):
        return _recognised(server, edition, mark, wanted, began)
    make_constraint(server)
    way = _way(server, edition, mark, again)
    if not way.resumed:
        mark = begin(server, edition, way.name, way.base_id, _STEPS, LANES)
    with _steps(edition, way) as steps:
        sent = send(server, steps, mark.at, progress or (lambda what, done, total: None))
    if way.name == "merge":
        sent.removed += sweep(server, edition)
    make_indexes(server)
    _verify(server, edition, wanted)
    complete(server, edition.edition_id, wanted)
    return _reported(edition, way, sent, monotonic() - began)


def _recognised(
    server: Server, edition: Edition, mark: Mark, wanted: Counts, began: float
) -> PublishReport:
    """Return what is said of an edition that is there; an imported one is made complete."""
    imported = mark.state == "imported"
    if imported:
        make_constraint(server)
        make_indexes(server)
        complete(server, edition.edition_id, wanted)
    spent, way = monotonic() - began, "imported" if imported else ""
    return PublishReport(edition.edition_id, 0, 0, 0, spent, unchanged=not imported, way=way)


def _reported(edition: Edition, way: _Way, sent: Sent, seconds: float) -> PublishReport:
    dated = sent.rows.get("Property", 0)
    nodes = sum(count for name, count in sent.rows.items() if name in NODES) + dated
    edges = sum(sent.rows.values()) - nodes + dated
    return PublishReport(
        edition.edition_id,
        nodes,
        edges,
        sent.removed,
        seconds,
        way=way.name,
        base=way.base_id,
        resumed=way.resumed,
    )


def _refuse_strangers(server: Server, into_shared: bool) -> None:
    strangers = server.read(_STRANGERS)[0]["strangers"]
    if strangers and not into_shared:
        raise ServerError(
            f"Neo4j at {server.uri} holds {strangers:,} nodes of others; name another server, or "
            "add --into-shared to publish beside them.",
            strangers=strangers,
        )


def _stands(server: Server, edition: Edition, mark: Mark, wanted: Counts) -> bool:
    """Return whether a server holds all of an edition already."""
    return (
        mark.edition == edition.edition_id
        and mark.state in ("complete", "imported")
        and mark.shape == shape.fingerprint()
        and Counts.on(server) == wanted
    )


def _way(server: Server, edition: Edition, mark: Mark, again: bool) -> _Way:
    """Return the shortest way from what a server holds to an edition."""
    if again:
        return _Way("merge")
    same_shape = mark.shape == shape.fingerprint()
    base = _kept(edition, mark.base or mark.edition) if same_shape else None
    if mark.state == "loading":
        mine = mark.edition == edition.edition_id and mark.steps == _STEPS and len(mark.at) == LANES
        if mine and same_shape and (mark.way == "first" or (mark.way == "difference" and base)):
            return _Way(mark.way, base if mark.way == "difference" else None, resumed=True)
        return _Way("merge")
    held = Counts.on(server)
    if held.nodes == 0:
        return _Way("first")
    if base and held == Counts.of(base):
        return _Way("difference", base)
    return _Way("merge")


def _kept(edition: Edition, edition_id: str) -> Edition | None:
    """Return an edition of the same home, or None where it has none such that can be read."""
    home = edition.home
    if edition_id not in home.edition_ids():
        return None
    try:
        found = Edition.open(home.edition_path(edition_id))
        Counts.of(found)  # every frame can be read
    except EditionError:
        return None
    return found


@contextmanager
def _steps(edition: Edition, way: _Way) -> Iterator[list[Step]]:
    """Yield what is to be sent; rows of a difference wait in a folder that goes afterwards."""
    if way.base is not None:
        with tempfile.TemporaryDirectory(prefix="qiji-") as folder:
            yield steps_between(way.base, edition, Path(folder))
        return
    statement = statements.create if way.name == "first" else statements.merge
    held = [(part, rows) for part in shape.parts() if (rows := shape.rows_of(edition, part))]
    yield [
        Step(part.name, statement(part), rows, partial(shape.windows, edition, part))
        for part, rows in held
    ]


def _verify(server: Server, edition: Edition, wanted: Counts) -> None:
    """Refuse to call complete what lacks something.

    Raises:
        ServerError: something was removed, or not found, while it was sent.
    """
    if Counts.on(server).lacks(wanted):
        raise ServerError(
            f"Neo4j at {server.uri} holds less than the edition {edition.edition_id}: something "
            "was removed there meanwhile; run `qiji publish` again with --again.",
            edition=edition.edition_id,
        )
