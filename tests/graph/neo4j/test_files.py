"""An edition as files, taken into a fresh store by the real import, and compared with Bolt."""

import csv
import gzip
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph.commands import publish as publish_command
from graph.days import effective_start, holds
from graph.edition import LABELS, Edition
from graph.errors import HomeError, WrongParameters
from graph.neo4j import Server, publish, shape
from graph.neo4j.publishing.files import write_files
from graph.neo4j.publishing.marker import Counts
from graph.neo4j.withheld import may_be_shown
from graph.schema import EDGE_TYPES, PROPERTIES

pytestmark = pytest.mark.xdist_group("neo4j-import")

Frames = dict[str, list[dict[str, Any]]]
Build = Callable[..., Edition]
Holding = Callable[[Server], tuple[list[str], list[str]]]
SCRIPT = Path(__file__).parents[3] / "scripts/neo4j"
AWKWARD = (
    'in "quotes", and a comma', "two\nlines\r\nand three", '"', '""', "'", "\\", 'ends in \\"',
    " spaces around ", "\t", "", "null", "=1+1", "😀\u2028𠮷", "a;b|c", "#", "3.0", "true",
)  # fmt: skip


def awkward(frames: Frames) -> None:
    """Texts that break files, one a company."""
    company = frames["nodes/Company"][0]
    value = frames["properties"][1]
    for number, text in enumerate(AWKWARD, start=10):
        node = f"C{number:09d}"
        frames["nodes/Company"].append({**company, "id": node, "name": text})
        frames["properties"] += [
            {**value, "node": node, "property": name, "value": text} for name in ("name", "scope")
        ]


@contextmanager
def started(home: Path) -> Iterator[Server]:
    """Run the server of a home, and end it."""
    script("start", home)
    try:
        address = (home / "address").read_text().strip()
        with Server.connect(address, "neo4j", (home / "password").read_text().strip()) as server:
            yield server
    finally:
        script("stop", home)


def script(*words: str | Path) -> None:
    *verb, home = words
    command = ["sh", str(SCRIPT), *map(str, verb), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_sample_city_imported_from_files_equals_the_edition(
    edition: Edition, neo4j_server: Server, tmp_path: Path, holding: Holding
) -> None:
    folder, home = tmp_path / "files", tmp_path / "home"
    report = write_files(edition, folder, gz=True)
    script("import", folder, home)
    with started(home) as server:
        assert server.holds().state == "imported"
        assert "not complete" in server.ask("RETURN 1 AS x").warning
        recognised = publish(server, edition)
        assert (recognised.way, recognised.nodes, recognised.edges) == ("imported", 0, 0)
        assert server.holds().state == "complete"
        constraints = server.read("SHOW CONSTRAINTS YIELD name RETURN name")
        assert constraints == [{"name": "qiji_id"}]
        assert publish(server, edition).unchanged
        _same_counts(server, edition)
        assert (report.nodes, report.edges) == tuple(map(len, found := holding(server)))
        assert found == holding(neo4j_server)
        _same_holders(server, edition)


def _same_counts(server: Server, edition: Edition) -> None:
    for label in LABELS:
        text = f"MATCH (n:Qiji:{label}) RETURN count(n) AS n"
        assert server.ask(text).rows == [[len(edition.ids(label))]], label
    for name in (edge_type.name for edge_type in EDGE_TYPES):
        rows = edition.table(f"edges/{name}").num_rows if edition.has(f"edges/{name}") else 0
        assert server.ask(f"MATCH ()-[r:{name}]->() RETURN count(r) AS n").rows == [[rows]], name


def _same_holders(server: Server, edition: Edition) -> None:
    """Compare who holds what, with share and day, as Cypher and as the edition say it."""
    answer = server.ask(
        "MATCH (a)-[r:OWNS]->(b:Company) WHERE r.shown_from <= $day "
        "AND coalesce($day < r.valid_to, true) AND coalesce($day < r.known_to, true) "
        "AND r.known_from <= $day RETURN a.id, b.id, r.share",
        {"day": edition.moment().day},
        rows=100_000,
    )
    now, wanted = edition.moment(), set()
    rows = edition.rows("edges/OWNS", slice(None))
    bounds = [
        rows[name].to_numpy() for name in ("valid_from", "valid_to", "known_from", "known_to")
    ]
    starts = effective_start(*bounds[:3])
    held = rows[holds(now, starts, bounds[1], bounds[2], bounds[3])]
    for source, target, share in held[["src", "dst", "share"]].itertuples(index=False):
        wanted.add((edition.id(source), edition.id(target), None if share != share else share))
    assert {tuple(row) for row in answer.rows} == wanted
    assert len(wanted) > 100


def test_texts_that_break_files_arrive_as_they_are(
    tmp_path: Path, server: Server, built: Build, holding: Holding
) -> None:
    hard = built(tmp_path / "data", alter=awkward)
    home, folder = tmp_path / "home", tmp_path / "files"
    write_files(hard, folder)
    script("import", folder, home)
    publish(server, hard, again=True)
    with started(home) as imported:
        assert holding(imported) == holding(server)
        names = imported.ask("MATCH (c:Company) WHERE c.id >= 'C000000010' RETURN c.name, c.scope")
        assert {tuple(row) for row in names.rows} == {(text, text) for text in AWKWARD}


@pytest.mark.parametrize("gz", [False, True])
def test_files_hold_every_row_with_its_types_and_nothing_protected(
    tmp_path: Path, built: Build, gz: bool
) -> None:
    edition = built(tmp_path / "data", alter=awkward)
    folder = tmp_path / "files"
    report = write_files(edition, folder, gz=gz)
    counts = Counts.of(edition)
    assert (report.nodes, report.edges) == (counts.nodes, counts.edges)
    assert report.size == sum(file.stat().st_size for file in folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    text = "".join(_read(file) for file in folder.iterdir())
    for protected in ("3701**", "138**", "secret-key", "masked"):
        assert protected not in text
    arguments = (folder / "import.args").read_text().splitlines()
    named = [word.split("=")[-1].split(",") for word in arguments if word.count("=") == 2]
    assert {name for pair in named for name in pair} == {
        file.name for file in folder.glob("*.csv*")
    }
    rows = {files[1]: _rows(folder, *files) for files in named}
    suffix = ".csv.gz" if gz else ".csv"
    company = rows[f"nodes-Company{suffix}"][0]
    assert company["id:ID"] == "C000000001"
    assert company["registered_capital:double"] == "1000000"
    assert company["established_on:date"] == "2010-01-01"
    assert company["state_body:boolean"] == "false"
    assert [row["name:string"] for row in rows[f"nodes-Company{suffix}"]][2:] == list(AWKWARD)
    owns = rows[f"edges-OWNS{suffix}"]
    assert [(r[":START_ID"], r[":END_ID"], r["key:long"]) for r in owns] == [
        ("P000000001", "C000000001", "0"),
        ("P000000001", "C000000002", "0"),
        ("P000000001", "C000000002", "1"),
    ]
    assert rows["nodes-QijiEdition.csv"][0]["id:string"] == edition.edition_id


def _read(file: Path) -> str:
    with gzip.open(file) if file.suffix == ".gz" else open(file, "rb") as opened:
        return opened.read().decode()


def _rows(folder: Path, header: str, rows: str) -> list[dict[str, str]]:
    names = _read(folder / header).strip().split(",")
    lines = csv.reader(_read(folder / rows).splitlines(keepends=True), strict=True)
    return [dict(zip(names, line, strict=True)) for line in lines]


def test_folder_is_replaced_where_it_is_ours_and_refused_where_it_is_not(
    tmp_path: Path, built: Build
) -> None:
    edition = built(tmp_path / "data")
    folder = tmp_path / "files"
    write_files(edition, folder, gz=True)
    write_files(edition, folder)
    assert not list(folder.glob("*.gz"))
    (folder / "letter.txt").write_text("theirs")
    with pytest.raises(HomeError, match=r"holds 'letter.txt'.*new or empty folder"):
        write_files(edition, folder)
    assert (folder / "import.args").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError, match="file is no folder"):
        write_files(edition, tmp_path / "file")


def test_command_writes_files_and_says_what_to_run(tmp_path: Path, built: Build) -> None:
    home = tmp_path / "data"
    edition = built(home)
    folder = tmp_path / "with space"
    words = ["--home", str(home), "--to-files", str(folder)]
    done = CliRunner().invoke(publish_command, words)
    assert done.exit_code == 0, done.output
    assert f"the edition {edition.edition_id} for an import: 10 nodes and 9 edges" in done.output
    command = f"cd '{folder}' && neo4j-admin database import full neo4j @import.args"
    assert command in done.output
    assert "neo4j-admin database import full neo4j @import.args" in _read(folder / "README.md")
    for wrong in (["bolt://127.0.0.1:1", *words], [], [*words, "--again"]):
        refused = CliRunner().invoke(publish_command, wrong)
        assert isinstance(refused.exception, WrongParameters)


def test_windows_of_any_size_give_the_same_rows(
    tmp_path: Path, built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = built(tmp_path, alter=awkward)
    wide = {part.name: _all(edition, part) for part in shape.parts()}
    monkeypatch.setattr(shape, "WINDOW", 1)
    assert {part.name: _all(edition, part) for part in shape.parts()} == wide
    assert sum(map(len, wide.values())) > 40


def _all(edition: Edition, part: shape.Part) -> list[dict[str, Any]]:
    found = [row for table in shape.windows(edition, part) for row in table.to_pylist()]
    assert len(found) == shape.rows_of(edition, part)
    return found


def test_numbers_of_the_declared_properties_are_numbers_on_the_server() -> None:
    told = [p for p in PROPERTIES if p.meaning.endswith(("CNY, yuan", "persons"))]
    assert len(told) > 2
    counted = [p for p in told if may_be_shown(p)]  # an annual report's are withheld
    assert counted
    companies = next(part for part in shape.parts() if part.name == "Company")
    for declared in counted:
        assert str(companies.columns.field(declared.name).type) in ("double", "int64")


def test_day_of_a_value_is_a_day_on_the_server(tmp_path: Path, built: Build) -> None:
    edition = built(tmp_path)
    part = next(part for part in shape.parts() if part.name == "Property")
    (first, *_) = _all(edition, part)
    assert first["valid_from"] == date(2010, 1, 1)
