"""The way from one edition to another on a server: what is sent, and that nothing else differs."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph import days
from graph.edition import Edition
from graph.errors import ServerError
from graph.neo4j import Server, publish, shape
from graph.neo4j.publishing import sending, statements
from graph.neo4j.publishing.difference import compare
from graph.neo4j.publishing.marker import Mark

pytestmark = pytest.mark.xdist_group("neo4j")

Frames = dict[str, list[dict[str, Any]]]
Build = Callable[..., Edition]
Holding = Callable[[Server], tuple[list[str], list[str]]]
KNOWN = {
    "valid_to": days.LATEST, "known_from": days.day_number(date(2020, 1, 5)),
    "known_to": days.LATEST, "precision": "day", "source": "registration_basic", "record": 0,
}  # fmt: skip


class CutOff(Exception):
    """What ends a run in these tests."""


def grown(frames: Frames) -> None:
    """One of each: a node, an edge and a value gone, changed and new."""
    owns, values = frames["edges/OWNS"], frames["properties"]
    owns[0] = {**owns[0], "share": 0.7}
    owns[1:] = [{**owns[1], "src": "P000000003"}]
    frames["nodes/Person"][1:] = [{"id": "P000000003", "name": "孙测", "masked_id": None}]
    frames["nodes/Event"][0]["state"] = "ended"
    values[0]["value"] = "甲更旧名有限公司"
    values[2]["property"] = "uscc"


def a_city(seed: int) -> Callable[[Frames], None]:
    """A city drawn by chance; neighbouring seeds have most of it in common."""

    def draw(frames: Frames) -> None:
        chance = np.random.default_rng(seed)
        keep = np.random.default_rng(7).random(300)  # the same for every seed
        companies = [f"C{n:09d}" for n in range(3, 63) if chance.random() < 0.9]
        people = [f"P{n:09d}" for n in range(3, 63) if chance.random() < 0.9]
        frames["nodes/Company"] += [
            {"id": c, "name": f"测{c[-3:]}", "uscc": None, "state_body": False,
             "region": "370102", "kind": "branch" if chance.random() < 0.05 else "company"}
            for c in companies
        ]  # fmt: skip
        frames["nodes/Person"] += [{"id": p, "name": "试", "masked_id": None} for p in people]
        for n, kept in enumerate(keep):
            source = companies[n % len(companies)] if n % 3 else people[n % len(people)]
            share = round(float(kept if chance.random() < 0.9 else chance.random()), 3)
            frames["edges/OWNS"].append(
                {"src": source, "dst": companies[(n * 7 + seed) % len(companies)], "share": share,
                 "amount": None, "valid_from": days.day_number(date(2001, 1, 1)) + n, **KNOWN}
            )  # fmt: skip
            frames["properties"].append(
                {"node": companies[(n * 3) % len(companies)], "property": ("name", "scope")[n % 2],
                 "value": f"值{share}", "valid_from": days.day_number(date(2002, 1, 1)) + n,
                 **KNOWN}
            )  # fmt: skip

    return draw


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows a transaction and a window, so that small editions have many of both."""
    monkeypatch.setattr(sending, "BATCH", 40)
    monkeypatch.setattr(shape, "WINDOW", 30)


def test_only_what_differs_is_sent_and_each_kind_of_it_is_right(
    empty: Server, tmp_path: Path, built: Build, holding: Holding
) -> None:
    older, newer = built(tmp_path), built(tmp_path, alter=grown)
    assert publish(empty, older).way == "first"
    report = publish(empty, newer)
    assert (report.way, report.base) == ("difference", older.edition_id)
    # new: a person, an edge, a value; changed: company, event, an edge, a value
    assert (report.nodes, report.edges) == (5, 4)
    # gone: a person, two edges, a value with the edge to it
    assert report.removed == 5
    found = holding(empty)
    assert publish(empty, newer).unchanged
    assert found == _fresh(empty, newer, holding)


def _fresh(server: Server, edition: Edition, holding: Holding) -> tuple[list[str], list[str]]:
    """Return what a server holds of an edition that is the first it is given."""
    while server.alter("MATCH (n) WITH n LIMIT 10000 DETACH DELETE n"):
        pass
    assert publish(server, edition).way == "first"
    return holding(server)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize(("one", "two"), [(1, 2), (12, 3)])
def test_difference_leads_to_the_same_server_as_a_full_run(
    empty: Server, tmp_path: Path, built: Build, holding: Holding, one: int, two: int
) -> None:
    older = built(tmp_path, alter=a_city(one))
    newer = built(tmp_path, alter=a_city(two))
    publish(empty, older)
    before = holding(empty)
    assert publish(empty, newer).way == "difference"
    found = holding(empty)
    assert found != before
    assert found == _fresh(empty, newer, holding)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("way", ["first", "difference"])
def test_run_cut_off_anywhere_goes_on_where_it_ended(
    empty: Server, tmp_path: Path, built: Build, holding: Holding, way: str
) -> None:
    older, newer = built(tmp_path, alter=a_city(1)), built(tmp_path, alter=a_city(2))
    if way == "difference":
        publish(empty, older)
    sent = 0
    for limit in (1, 4, 9, 12):
        calls: list[int] = []

        def cut(
            what: str, done: int, total: int, calls: list[int] = calls, at: int = limit
        ) -> None:
            calls.append(done)
            if len(calls) > at:
                raise CutOff

        with pytest.raises(CutOff):
            publish(empty, newer, progress=cut)
        mark = Mark.on(empty)
        assert (mark.state, mark.way) == ("loading", way)
        assert sum(mark.at) >= sent, "batches that were in stay in"
        sent = sum(mark.at)
    assert sent > 5
    report = publish(empty, newer)
    assert (report.way, report.resumed) == (way, True)
    assert Mark.on(empty).state == "complete"
    assert empty.read("MATCH (l:QijiLane) RETURN count(l) AS n") == [{"n": 0}]
    assert holding(empty) == _fresh(empty, newer, holding)


@pytest.mark.usefixtures("small_batches")
def test_batch_that_is_in_is_never_made_twice(empty: Server, tmp_path: Path, built: Build) -> None:
    with pytest.raises(CutOff):
        publish(empty, built(tmp_path, alter=a_city(1)), progress=_cut_at("OWNS"))
    (at,) = empty.read("MATCH (l:QijiLane {lane: 0}) RETURN l.at AS at")
    text = "UNWIND $rows AS row CREATE (:Qiji {id: row})"
    assert empty.write_once(text, 0, at["at"], {"rows": ["X1"]}) == 0
    empty.write_once(text, 0, at["at"] + 1, {"rows": ["X2"]})
    assert empty.read("MATCH (n:Qiji) WHERE n.id STARTS WITH 'X' RETURN n.id AS id") == [
        {"id": "X2"}
    ]
    with pytest.raises(ServerError, match="Another run of `qiji publish` writes"):
        empty.write_once(text, 0, at["at"] + 3, {"rows": ["X3"]})
    assert empty.read("MATCH (n:Qiji {id: 'X3'}) RETURN n") == []


def _cut_at(name: str) -> Callable[[str, int, int], None]:
    def cut(what: str, done: int, total: int) -> None:
        if what == name:
            raise CutOff

    return cut


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param("MATCH (n:Person {id: 'P000000001'}) DETACH DELETE n", id="a_node_gone"),
        pytest.param("MATCH ()-[r:OWNS]->() WITH r LIMIT 1 DELETE r", id="an_edge_gone"),
        pytest.param("CREATE (:Qiji:Company {id: 'C000000077'})", id="a_node_more"),
        pytest.param("MATCH (e:QijiEdition) SET e.shape = 'older'", id="another_shape"),
        pytest.param("MATCH (e:QijiEdition) SET e.id = 'gone'", id="an_edition_not_kept"),
        pytest.param("MATCH (e:QijiEdition) DELETE e", id="no_mark"),
        pytest.param(
            "MATCH (a:Company {id: 'C000000001'}), (b:Company {id: 'C000000002'}) "
            "CREATE (a)-[:OWNS {key: 7}]->(b), (a)-[:OWNS]->(b), "
            "(:Qiji:Property {id: 'C000000001/name/99'}), (:Qiji), (:Qiji {id: 'ø/name/0'})",
            id="edges_and_values_more",
        ),
    ],
)
def test_server_that_is_not_what_it_says_is_mended_by_key(
    empty: Server, tmp_path: Path, built: Build, holding: Holding, spoil: str
) -> None:
    older, newer = built(tmp_path), built(tmp_path, alter=grown)
    publish(empty, older)
    empty.write(spoil)  # type: ignore[arg-type,unused-ignore]
    assert publish(empty, newer).way == "merge"
    assert holding(empty) == _fresh(empty, newer, holding)


def test_publishing_the_edition_in_use_mends_what_was_removed_by_hand(
    empty: Server, tmp_path: Path, built: Build, holding: Holding
) -> None:
    edition = built(tmp_path)
    publish(empty, edition)
    whole = holding(empty)
    empty.write("MATCH (n:Person {id: 'P000000001'}) DETACH DELETE n")
    assert not publish(empty, edition).unchanged
    assert holding(empty) == whole


def test_hub_is_removed_in_transactions_of_a_bounded_size(
    empty: Server, tmp_path: Path, built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_hub(frames: Frames) -> None:
        frames["nodes/Address"] = [{"id": "A000000001", "text": "某路1号", "region": None}]

    publish(empty, built(tmp_path, alter=with_hub))
    empty.write(
        "MATCH (h:Qiji {id: 'A000000001'}) "
        "UNWIND range(1, 25000) AS n CREATE (:Theirs)-[:SEEN_AT]->(h)"
    )
    removed: list[int] = []
    alter = empty.alter

    def counting(text: Any, **parameters: Any) -> int:
        removed.append(alter(text, **parameters))
        return removed[-1]

    monkeypatch.setattr(empty, "alter", counting)
    report = publish(empty, built(tmp_path), into_shared=True)
    assert report.removed == 25_001
    assert [n for n in removed if n] == [10_000, 10_000, 5_000]
    assert empty.read("MATCH (n:Theirs) RETURN count(n) AS n") == [{"n": 25_000}]


def test_edges_of_a_hub_are_removed_without_walking_all_of_them_for_each(
    empty: Server, tmp_path: Path, built: Build
) -> None:
    part = next(part for part in shape.parts() if part.name == "OWNS")
    publish(empty, built(tmp_path))
    for text in (statements.change(part), statements.remove(part)):
        with empty._driver.session() as session:
            plan = session.run("EXPLAIN " + text, rows=[], days=[]).consume().plan
        assert "Expand(Into)" in str(plan)
        assert "Expand(All)" not in str(plan)


def test_batches_are_smaller_where_texts_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BYTES", 100_000)
    long = pa.table({"id": [str(n) for n in range(100)], "text": ["x" * 10_000] * 100})
    short = pa.table({"id": ["1", "2"], "text": ["x", "y"]})
    step = sending.Step("Company", "", 102, lambda: [long, short])
    assert [batch.num_rows for batch in step.batches()] == [*[9] * 11, 1, 2]


def test_edition_that_cannot_be_read_is_no_base(
    empty: Server, tmp_path: Path, built: Build, holding: Holding
) -> None:
    older, newer = built(tmp_path), built(tmp_path, alter=grown)
    publish(empty, older)
    (older.path / "edges/OWNS.arrow").write_bytes(b"broken")
    assert publish(empty, newer).way == "merge"
    assert holding(empty) == _fresh(empty, newer, holding)


@pytest.mark.parametrize(
    ("old", "new", "gone", "added", "changed"),
    [
        pytest.param({"a": 1}, {"a": 1}, [], [], [], id="same"),
        pytest.param({"a": 1}, {"a": 2}, [], [], ["a"], id="changed"),
        pytest.param({"a": None}, {"a": 1}, [], [], ["a"], id="was_missing"),
        pytest.param({"a": 1}, {"a": None}, [], [], ["a"], id="is_missing"),
        pytest.param({"a": None}, {"a": None}, [], [], [], id="missing_is_missing"),
        pytest.param({"a": 1, "b": 1}, {"b": 1, "c": 1}, ["a"], ["c"], [], id="gone_and_new"),
        pytest.param({}, {"a": 1}, [], ["a"], [], id="from_nothing"),
        pytest.param({"a": 1}, {}, ["a"], [], [], id="to_nothing"),
    ],
)
def test_tables_are_compared_by_key_and_column(
    old: dict[str, int | None],
    new: dict[str, int | None],
    gone: list[str],
    added: list[str],
    changed: list[str],
) -> None:
    schema = pa.schema({"id": pa.string(), "value": pa.int64()})
    tables = [pa.table([list(side), list(side.values())], schema=schema) for side in (old, new)]
    found = compare(tables[0], tables[1], ("id",))
    told = (found.gone, found.new, found.changed)
    assert [table.column("id").to_pylist() for table in told] == [gone, added, changed]
