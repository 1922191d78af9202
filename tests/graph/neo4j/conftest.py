"""A server of their own for these tests, empty at first, and editions small enough to read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph import days
from graph.drafted import Draft
from graph.edition import Edition
from graph.home import Home
from graph.neo4j import Server, publish
from graph.sealing import beside, seal, write_base
from graph.search.writer import COLUMNS

PROJECT = Path(__file__).parents[3]
Build = Callable[..., Edition]
Frames = dict[str, list[dict[str, Any]]]


def day(text: str) -> int:
    return days.day_number(date.fromisoformat(text))


def dated(start: str | None, end: str | None = None, known: str = "2020-01-05") -> dict[str, Any]:
    return {
        "valid_from": days.EARLIEST if start is None else day(start),
        "valid_to": days.LATEST if end is None else day(end),
        "known_from": day(known),
        "known_to": days.LATEST,
        "precision": "unknown" if start is None else "day",
        "source": "registration_basic",
        "record": 0,
    }


def drafted(*, holders: int = 1, alter: Callable[[Frames], None] | None = None) -> Draft:
    """A city of two companies, two people, a case and a phone; `alter` may change its rows."""
    company = {"state_body": False, "region": "370102", "kind": "company"}
    event = {**dated("2019-05-06"), "until": days.LATEST, "published_on": day("2019-06-01")}
    holds = {"share": 0.6, "amount": 1e6, **dated("2018-01-01")}
    frames: Frames = {
        "nodes/Company": [
            {"id": "C000000001", "name": "甲木业有限公司", "uscc": None, **company},
            {"id": "C000000002", "name": "乙石材有限公司", "uscc": None, **company},
        ],
        "nodes/Person": [
            {"id": "P000000001", "name": "赵试", "masked_id": "3701**********123X"},
            {"id": "P000000002", "name": "钱验", "masked_id": None},
        ],
        "nodes/Event": [
            {
                **event, "id": "E000000001", "kind": "EXEC", "day": day("2019-05-06"),
                "amount": 5000.0, "title": "被执行", "number": "（2019）鲁0102执1号",
                "authority": "某法院", "state": "in_force", "corrects": None,
            }
        ],
        "nodes/Contact": [{"id": "T000000001", "kind": "phone", "masked": "138****0000"}],
        "edges/OWNS": [
            {"src": f"P00000000{n}", "dst": "C000000001", **holds} for n in range(1, holders + 1)
        ]
        + [
            {"src": "P000000001", "dst": "C000000002", **holds, **dated(None, "2019-01-01")},
            {"src": "P000000001", "dst": "C000000002", **holds, **dated("2019-03-01")},
        ],
        "edges/PARTY_TO": [
            {"src": "C000000001", "dst": "E000000001", "role": "judgment_debtor", **dated(None)}
        ],
        "edges/REACHED_BY": [{"src": "C000000001", "dst": "T000000001", **dated(None)}],
        "properties": [
            {"node": "C000000001", "property": p, "value": v, **dated(*period)}
            for p, v, period in [
                ("name", "甲旧名有限公司", ("2010-01-01", "2018-06-01")),
                ("name", "甲木业有限公司", ("2018-06-01",)),
                ("status", "active", ("2010-01-01",)),
                ("registered_capital", "1000000", ("2010-01-01",)),
                ("established_on", "2010-01-01", ("2010-01-01",)),
                ("registry_key", "secret-key", ("2010-01-01",)),
                ("scope", "木材", ("2010-01-01",)),
            ]
        ],
        "records": [
            {
                "table": "registration_basic", "delivery": "D0001", "file": "企业.csv", "line": 2,
                "row": 0,
            }
        ],
    }  # fmt: skip
    if alter is not None:
        alter(frames)
    names = pd.DataFrame([], columns=COLUMNS)
    tables = {name: pd.DataFrame(rows) for name, rows in frames.items()}
    return Draft(tables, names, date(2020, 1, 5))


def edition_of(home: Path, draft: Draft) -> Edition:
    """Build a draft in a home, beside what it holds."""
    place = Home.at(home)
    place.path.mkdir(parents=True, exist_ok=True)
    place.editions.mkdir(exist_ok=True)
    with beside(place) as path:
        write_base(path, draft)
        seal(place, path)
    return Edition.current(place)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a server started for this folder; without one the tests fail, never skip."""
    home = tmp_path_factory.mktemp("neo4j")
    command = ["sh", str(PROJECT / "scripts/neo4j")]
    began = subprocess.run([*command, "start", "--home", home], capture_output=True, text=True)
    assert began.returncode == 0, f"no Neo4j could be started: {began.stderr}"
    yield home
    subprocess.run([*command, "stop", "--home", home], check=True, capture_output=True)


@pytest.fixture(scope="session")
def server(place: Path) -> Iterator[Server]:
    address = (place / "address").read_text().strip()
    with Server.connect(address, "neo4j", (place / "password").read_text().strip()) as found:
        yield found


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return edition_of(tmp_path_factory.mktemp("small"), drafted())


@pytest.fixture
def filled(server: Server, small: Edition) -> Server:
    """The server, holding the small edition."""
    publish(server, small)
    return server


@pytest.fixture
def empty(server: Server) -> Server:
    """The server, holding nothing."""
    while server.alter("MATCH ()-[r]->() WITH r LIMIT 10000 DELETE r"):
        pass
    while server.alter("MATCH (n) WITH n LIMIT 10000 DELETE n"):
        pass
    return server


@pytest.fixture(scope="session")
def built() -> Build:
    """`built(home, holders=2, alter=…)` builds a small edition in a home, beside what it holds."""

    def build(home: Path, **words: Any) -> Edition:
        return edition_of(home, drafted(**words))

    return build


@pytest.fixture(scope="session")
def holding() -> Callable[[Server], tuple[list[str], list[str]]]:
    """`holding(server)` gives every node and edge of ours with all labels and properties."""

    def read(server: Server) -> tuple[list[str], list[str]]:
        return _everything(server, NODES_HELD), _everything(server, EDGES_HELD)

    return read


# Days come as text with the type's name: that is as strict, and a third of the time.
_WRITTEN = "[k IN keys(x) | k + ' ' + valueType(x[k]) + ' ' + toString(x[k])]"
NODES_HELD = f"MATCH (x:Qiji) RETURN x.id, labels(x), {_WRITTEN}"
EDGES_HELD = f"MATCH (a:Qiji)-[x]->(b:Qiji) RETURN a.id, type(x), b.id, {_WRITTEN}"


def _everything(server: Server, text: str) -> list[str]:
    return sorted(
        repr([sorted(part) if isinstance(part, list) else part for part in row])
        for rows in server.stream(text, 5_000)  # type: ignore[arg-type,unused-ignore]
        for row in rows
    )
