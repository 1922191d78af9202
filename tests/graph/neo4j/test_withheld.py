"""What only the subject may release is never given to a server, in whatever way it is filled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.days import LATEST
from graph.edition import Edition
from graph.kinds import EVENT_KINDS
from graph.neo4j import Server, publish, shape, withheld
from graph.neo4j.publishing.files import write_files
from graph.properties import PROPERTIES

Frames = dict[str, list[dict[str, Any]]]
WITHHELD = [p.name for p in PROPERTIES if p.disclosure == "auth"]
NAMED = "MATCH (n:Qiji) WHERE n.id IN ['E000000002', 'P000000003'] RETURN n.id ORDER BY n.id"
PEOPLE = "MATCH (p:Person:Qiji) RETURN p.id ORDER BY p.id"
KEYS = "MATCH (n:Qiji) UNWIND keys(n) AS key RETURN DISTINCT key"


def listed(frames: Frames, kind: str) -> None:
    """Put two people on a list: one whom nothing else makes known, one who holds shares."""
    frames["nodes/Event"].append(frames["nodes/Event"][0] | {"id": "E000000002", "kind": kind})
    frames["nodes/Person"].append({"id": "P000000003", "name": "孙录", "masked_id": None})
    party = frames["edges/PARTY_TO"][0]
    frames["edges/PARTY_TO"] += [
        party | {"src": person, "dst": "E000000002", "role": "subject"}
        for person in ("P000000001", "P000000003")
    ]
    reached = frames["edges/REACHED_BY"][0]
    frames["edges/REACHED_BY"].append(reached | {"src": "P000000003"})
    maybe = {"src": "P000000001", "dst": "P000000003", "probability": 0.4, "evidence": "bearers=2"}
    frames["edges/POSSIBLY_SAME_AS"] = [reached | maybe]
    value = frames["properties"][0]
    frames["properties"] += [
        value | {"property": name, "value": "12", "valid_to": LATEST} for name in WITHHELD
    ]
    frames["properties"].append(value | {"node": "P000000003", "value": "孙录"})


@pytest.fixture(scope="module")
def homes(
    tmp_path_factory: pytest.TempPathFactory, built: Callable[..., Edition]
) -> tuple[Edition, Edition]:
    """Two editions of one home: a list that is public, then the same as one's own list."""
    home = tmp_path_factory.mktemp("withheld")
    public = built(home, alter=lambda frames: listed(frames, "PEN_GEN"))
    return public, built(home, alter=lambda frames: listed(frames, "NOTED"))


def test_the_schema_knows_what_is_withheld() -> None:
    assert {"revenue", "employees", "tax_total"} <= set(WITHHELD)
    assert set(withheld.KINDS) == {k.code for k in EVENT_KINDS if k.disclosure == "auth"} != set()
    assert not set(withheld.shown("Company")) & set(WITHHELD)
    assert not set(shape.DATED_PROPERTIES) & set(WITHHELD)


def test_no_window_of_any_part_holds_what_is_withheld(homes: tuple[Edition, Edition]) -> None:
    for edition, held in zip(homes, (True, False), strict=True):
        told = {
            part.name: [row for rows in shape.windows(edition, part) for row in rows.to_pylist()]
            for part in shape.parts()
        }
        assert {name: len(rows) for name, rows in told.items()} == {
            part.name: shape.rows_of(edition, part) for part in shape.parts()
        }
        everything = str(told)
        assert ("E000000002" in everything) is held
        assert ("P000000003" in everything) is held
        assert ("孙录" in everything) is held
        assert "P000000001" in everything
        assert not set(WITHHELD) & {key for row in told["Company"] for key in row}


def test_a_server_is_never_given_it_and_loses_what_it_had(
    server: Server, homes: tuple[Edition, Edition]
) -> None:
    public, own = homes
    publish(server, public)
    assert server.ask(NAMED).rows == [["E000000002"], ["P000000003"]]
    assert not set(WITHHELD) & {row[0] for row in server.ask(KEYS).rows}
    publish(server, own)  # by difference
    assert server.ask(NAMED).rows == []
    assert server.ask(PEOPLE).rows == [["P000000001"], ["P000000002"]]
    publish(server, public)
    publish(server, own, again=True)  # by sweeping
    assert server.ask(NAMED).rows == []
    assert server.holds().state == "complete"


def test_files_for_the_import_do_not_hold_it(
    homes: tuple[Edition, Edition], tmp_path: Path
) -> None:
    write_files(homes[1], tmp_path)
    everything = "".join(file.read_text("utf-8") for file in tmp_path.glob("*.csv"))
    assert "P000000001" in everything
    assert "P000000003" not in everything
    assert not [name for name in WITHHELD if name in everything]
