"""Publishing to a real Neo4j, and asking it: a server of its own, empty at first."""

import os
import stat
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graph.commands import cypher
from graph.commands import publish as publish_command
from graph.edition import Edition
from graph.errors import QijiError, QueryError, ServerError, WrongParameters
from graph.neo4j import Server, account, publish, typed

PROJECT = Path(__file__).parents[3]
pytestmark = pytest.mark.xdist_group("neo4j")


def scalar(server: Server, text: str, **parameters: object) -> Any:
    return server.ask(text, parameters).rows[0][0]


def test_local_server_answers_on_the_loopback_and_keeps_its_password(place: Path) -> None:
    assert (place / "address").read_text().startswith("bolt://127.0.0.1:")
    assert stat.S_IMODE((place / "password").stat().st_mode) == 0o600
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    again = subprocess.run(
        ["sh", str(PROJECT / "scripts/neo4j"), "start", "--home", place],
        capture_output=True,
        text=True,
    )
    assert again.returncode == 0
    assert "already running" in again.stdout


def test_local_server_says_in_one_sentence_that_java_is_missing(tmp_path: Path) -> None:
    environment = {**os.environ, "JAVA_HOME": str(tmp_path / "nowhere")}
    refused = subprocess.run(
        ["sh", str(PROJECT / "scripts/neo4j"), "start", "--home", tmp_path / "home"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert refused.returncode == 1
    assert "apt-get install" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    ["LOAD CSV FROM 'file:///etc/hostname' AS row RETURN row",
     "LOAD CSV FROM 'http://127.0.0.1:1/' AS row RETURN row"],
)  # fmt: skip
def test_local_server_reads_no_file_and_no_address_even_unguarded(
    server: Server, text: str
) -> None:
    with pytest.raises(ServerError, match="ExternalResourceFailed"):
        server.read(text)  # type: ignore[arg-type,unused-ignore]


def test_published_server_holds_the_edition_and_says_so(filled: Server, small: Edition) -> None:
    held = filled.holds()
    assert (held.edition, held.state, held.warning) == (small.edition_id, "complete", "")
    assert filled.ask("MATCH (c:Company) RETURN c.name AS name ORDER BY c.id").rows == [
        ["甲木业有限公司"],
        ["乙石材有限公司"],
    ]


def test_every_node_carries_the_common_label_and_no_protected_value(filled: Server) -> None:
    bare = "MATCH (n) WHERE NOT n:Qiji AND NOT n:QijiEdition RETURN count(n) AS n"
    assert scalar(filled, bare) == 0
    everything = filled.ask("MATCH (n:Qiji) RETURN properties(n) AS p").rows
    text = repr(everything)
    assert "3701**" not in text
    assert "138**" not in text
    assert "secret-key" not in text


def test_node_shows_what_holds_on_the_data_day_with_its_type(filled: Server) -> None:
    answer = filled.ask(
        "MATCH (c:Company {id: 'C000000001'}) RETURN c.registered_capital AS capital, "
        "c.established_on AS since, c.status AS status, c.scope AS scope"
    )
    assert answer.rows == [[1000000.0, date(2010, 1, 1), "active", "木材"]]


def test_former_name_is_found_with_its_period(filled: Server) -> None:
    answer = filled.ask(
        "MATCH (c:Company)-[r:HAS]->(:Property {property: 'name', value: $name}) "
        "RETURN c.id AS id, r.valid_from AS since, r.valid_to AS until",
        {"name": "甲旧名有限公司"},
    )
    assert answer.rows == [["C000000001", date(2010, 1, 1), date(2018, 6, 1)]]


def test_edges_of_one_pair_stay_apart_and_lead_to_their_source(filled: Server) -> None:
    answer = filled.ask(
        "MATCH (:Person {id: 'P000000001'})-[r:OWNS]->(:Company {id: 'C000000002'}) "
        "RETURN r.valid_from AS f, r.shown_from AS s, r.valid_to AS t, r.source AS source, "
        "r.record AS record ORDER BY s"
    )
    source = ["registration_basic", "D0001/企业.csv:2"]
    assert answer.rows == [
        [None, date(2018, 12, 31), date(2019, 1, 1), *source],
        [date(2019, 3, 1), date(2019, 3, 1), None, *source],
    ]


def test_nodes_edges_and_paths_come_as_plain_values_under_our_ids(filled: Server) -> None:
    answer = filled.ask(
        "MATCH p = (:Person {id: 'P000000001'})-[r:OWNS]->(c:Company {id: 'C000000001'}) "
        "RETURN r, p, [r] AS listed, c"
    )
    edge, path, listed, company = answer.rows[0]
    assert (edge["type"], edge["from"], edge["to"]) == ("OWNS", "P000000001", "C000000001")
    assert listed == [edge]
    assert path[1] == edge
    assert path[2] == company
    assert (company["id"], company["label"]) == ("C000000001", "Company")
    assert "edition" not in company


def test_publishing_again_changes_nothing(filled: Server, small: Edition) -> None:
    before = scalar(filled, "MATCH (a)-[r]->(b) RETURN count(r) AS n")
    assert publish(filled, small).unchanged
    report = publish(filled, small, again=True)
    assert (report.removed, report.unchanged) == (0, False)
    assert scalar(filled, "MATCH (a)-[r]->(b) RETURN count(r) AS n") == before == report.edges


def test_newer_edition_removes_what_it_no_longer_holds(
    filled: Server, small: Edition, tmp_path: Path, built: Callable[..., Edition]
) -> None:
    owners = "MATCH (p:Person)-[:OWNS]->(:Company {id: 'C000000001'}) RETURN p.id AS id ORDER BY id"
    larger = built(tmp_path, holders=2)
    publish(filled, larger)
    assert filled.ask(owners).rows == [["P000000001"], ["P000000002"]]
    report = publish(filled, small)
    assert report.removed == 1
    assert filled.ask(owners).rows == [["P000000001"]]


def test_run_that_was_cut_off_is_said_and_mended_by_the_next(
    filled: Server, small: Edition, tmp_path: Path, built: Callable[..., Edition]
) -> None:
    class CutOff(Exception):
        pass

    def cut(what: str, done: int, total: int) -> None:
        if what == "OWNS":
            raise CutOff

    with pytest.raises(CutOff):
        publish(filled, built(tmp_path, holders=2), progress=cut)
    assert filled.holds().state == "loading"
    assert "not complete" in filled.ask("RETURN 1 AS x").warning
    publish(filled, small)
    assert filled.ask("RETURN 1 AS x").warning == ""
    assert scalar(filled, "MATCH ()-[r:OWNS]->() RETURN count(r) AS n") == 3


def test_server_with_data_of_others_is_refused_unless_told(filled: Server, small: Edition) -> None:
    filled.write("CREATE (:Theirs {id: 'C000000001'})")
    try:
        with pytest.raises(ServerError, match=r"1 nodes of others.*--into-shared"):
            publish(filled, small, again=True)
        publish(filled, small, again=True, into_shared=True)
        assert scalar(filled, "MATCH (n:Theirs) RETURN keys(n) AS keys") == ["id"]
    finally:
        filled.write("MATCH (n:Theirs) DELETE n")


def test_progress_counts_up_to_the_whole(filled: Server, small: Edition) -> None:
    seen: list[tuple[int, int]] = []
    publish(
        filled, small, again=True, progress=lambda what, done, total: seen.append((done, total))
    )
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > 0


def test_rows_beyond_the_limit_are_counted(filled: Server) -> None:
    answer = filled.ask("UNWIND range(1, 12431) AS x RETURN x", rows=300)
    assert (len(answer.rows), answer.total, answer.extent) == (300, 12431, "300 of 12,431 rows")
    endless = filled.ask("UNWIND range(1, 100000) AS x RETURN x", rows=10)
    assert endless.extent == "10 of more than 20,010 rows"
    assert filled.ask("UNWIND range(1, 10) AS x RETURN x", rows=10).extent == "10 rows"


def test_time_limit_ends_a_statement(filled: Server) -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match="longer than 1 seconds"):
        filled.ask("UNWIND range(1, 4000000000) AS x RETURN count(x) AS n", seconds=1)
    assert time.monotonic() - began < 8


def test_cancel_ends_the_statement_on_the_server(filled: Server) -> None:
    waiting = threading.Thread(target=lambda: failures.append(_refusal(filled)))
    failures: list[str] = []
    waiting.start()
    deadline = time.monotonic() + 20
    while not filled.cancel("tag-of-this-test") and time.monotonic() < deadline:
        time.sleep(0.1)
    waiting.join(20)
    assert failures == ["The statement was cancelled."]
    running = filled.read("SHOW TRANSACTIONS YIELD metaData WHERE metaData.qiji IS NOT NULL")
    assert running == []


def _refusal(server: Server) -> str:
    text = "UNWIND range(1, 4000000000) AS x RETURN count(x) AS n"
    try:
        return str(server.ask(text, seconds=60, token="tag-of-this-test"))
    except QijiError as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("MATCH (n)\n RETURN nosuch AS x", "Line 2, column 9, at 'nosuch': the variable"),
        ("MATCH (n) WHERE n.x = RETURN n", "not expected here"),
        ("RETURN 1 + {a: 1} AS x", "Line 1, column 12, at '{'"),
        ("MATCH (n)", "must end with RETURN"),
        ("RETURN 1 / 0 AS x", "divides by zero"),
        ("MATCH (n:Person) RETURN date(n.name) AS x", "."),
        ("MATCH (n:Person) RETURN toInteger([n.name]) AS x", "."),
        ("MATCH (n:Person) RETURN n.name + date() - duration(n.name) AS x", "."),
    ],
)
def test_engine_errors_are_told_in_our_words_without_values(
    filled: Server, text: str, why: str
) -> None:
    with pytest.raises(QueryError) as refused:
        filled.ask(text)
    assert why in str(refused.value)
    for leaked in ("赵试", "钱验", "Neo.ClientError", "gql"):
        assert leaked not in str(refused.value) or leaked in text


def test_parameters_must_be_those_of_the_statement(filled: Server) -> None:
    with pytest.raises(WrongParameters, match=r"takes \(x\); it was given \(y\)"):
        filled.ask("RETURN $x AS x", {"y": 1})


def test_days_come_and_go_as_plain_dates(filled: Server) -> None:
    answer = filled.ask("RETURN $day AS day, $day < date('2021-01-01') AS earlier",
                        {"day": date(2020, 2, 29)})  # fmt: skip
    assert answer.rows == [[date(2020, 2, 29), True]]


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("bolt://127.0.0.1:1", "No Neo4j answers"),
        ("http://127.0.0.1", "is no address"),
        ("bolt://me:secret@127.0.0.1", "is no address"),
        ("", "is no address"),
    ],
)
def test_address_that_leads_nowhere_is_one_sentence(uri: str, why: str) -> None:
    with pytest.raises(ServerError, match=why):
        Server.connect(uri, "neo4j", "x")


def test_wrong_password_is_one_sentence(place: Path) -> None:
    with pytest.raises(ServerError, match="refused the user or the password"):
        Server.connect((place / "address").read_text().strip(), "neo4j", "not this one")


def test_account_comes_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from a file\n")
    assert account({}) == ("neo4j", None)
    assert account({"QIJI_NEO4J_USER": "me", "QIJI_NEO4J_PASSWORD": "x"}) == ("me", "x")
    named = {"QIJI_NEO4J_PASSWORD_FILE": str(tmp_path / "password")}
    assert account(named) == ("neo4j", "from a file")
    with pytest.raises(ServerError, match="cannot be read"):
        account({"QIJI_NEO4J_PASSWORD_FILE": str(tmp_path / "none")})


def run(place: Path, command: Any, *words: str, **environment: str) -> Result:
    """Run a command with the account of this module's server."""
    named = {"QIJI_NEO4J_PASSWORD_FILE": str(place / "password"), **environment}
    return CliRunner().invoke(command, [*words], env=named)


def test_commands_publish_and_ask(place: Path, server: Server, small: Edition) -> None:
    address = (place / "address").read_text().strip()
    home = str(small.home.path)
    sent = run(place, publish_command, address, "--home", home, "--again")
    assert sent.exit_code == 0, sent.output
    assert f"holds the edition {small.edition_id}: 10 nodes and 9 edges sent" in sent.output
    assert "already" in run(place, publish_command, address, "--home", home).output
    text = (
        "MATCH (:Person)-[o:OWNS]->(c:Company {id: $company}) "
        "WHERE o.shown_from <= $as_of RETURN o.share AS share"
    )
    words = (text, "company=C000000002", "--as-of", "2019-01-01", "--format", "csv")
    found = run(place, cypher, *words, QIJI_NEO4J_URI=address)
    assert found.stdout.splitlines()[-1] == "0.6"
    assert len(found.stdout.splitlines()) == 2
    today = run(place, cypher, *words[:2], "--format", "ndjson", QIJI_NEO4J_URI=address)
    assert today.stdout.count("0.6") == 2, "without a day, the edition's data day is looked at"


def test_command_says_what_it_cut(place: Path, filled: Server) -> None:
    words = ("UNWIND range(1, 50) AS x RETURN x", "--rows", "3", "--server", filled.uri)
    found = run(place, cypher, *words)
    assert "3 of 50 rows" in found.stderr
    assert "4" not in found.stdout


@pytest.mark.parametrize(
    ("words", "environment", "error", "why"),
    [
        (("RETURN 1 AS x",), {}, ServerError, "No Neo4j is named; start one with `sh scripts"),
        (("CREATE (n)", "--server", "bolt://127.0.0.1:1"), {}, QueryError, "only reads"),
        (("RETURN $x AS x", "x", "--server", "bolt://x"), {}, WrongParameters, "NAME=VALUE"),
        (
            ("RETURN 1 AS x", "--server", "bolt://127.0.0.1:1"),
            {"QIJI_NEO4J_PASSWORD_FILE": ""},
            ServerError,
            "wants the password of 'neo4j'",
        ),
        (
            ("RETURN 1 AS x", "--server", "http://127.0.0.1"),
            {"QIJI_NEO4J_PASSWORD_FILE": ""},  # nobody is asked for one first
            ServerError,
            "is no address",
        ),
    ],
)
def test_command_refuses_in_one_sentence(
    place: Path, words: tuple[str, ...], environment: dict[str, str], error: type, why: str
) -> None:
    refused = run(place, cypher, *words, **environment)
    assert isinstance(refused.exception, error)
    assert why in str(refused.exception)


def test_what_a_person_types_is_read_as_a_value() -> None:
    texts = ("12", "1.5", "2024-02-29", "true", '"12"', "92370100MA0TEST00X", "370102199001011234")
    assert [typed(text) for text in texts] == [
        12, 1.5, date(2024, 2, 29), True, "12", "92370100MA0TEST00X", "370102199001011234",
    ]  # fmt: skip
