"""The documentation, held to what is: model, glossary, commands, examples, decisions, links."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from graph import documentation
from graph.home import Home
from graph.neo4j import Server
from graph.schema import DATED, EDGE_TYPES, MEASURES, NODE_TYPES, PROPERTIES
from loaders.declaring.declaration import declared
from loaders.table import Event
from qiji import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/*/README.md")])
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))


def words() -> Iterator[object]:
    """Every word of the model that a glossary must explain, with where it stands."""
    for node in NODE_TYPES:
        yield pytest.param(node.label, id=f"node {node.label}")
    for edge in EDGE_TYPES:
        yield pytest.param(edge.name, id=f"edge {edge.name}")
        yield from (pytest.param(c.name, id=f"{edge.name}.{c.name}") for c in edge.columns)
    for prop in PROPERTIES:
        yield pytest.param(prop.name, id=f"property {prop.label}.{prop.name}")
    for measure in MEASURES:
        yield pytest.param(measure.name, id=f"measure {measure.name}")
    for column in DATED:
        yield pytest.param(column.name, id=f"dated {column.name}")
    for table in declared().values():
        yield pytest.param(table.name, id=f"table {table.name}")


@pytest.fixture(scope="module")
def glossary() -> str:
    return (ROOT / "docs/glossary.md").read_text("utf-8")


@pytest.mark.parametrize("word", list(words()))
def test_every_word_of_the_model_is_in_the_glossary(glossary: str, word: str) -> None:
    assert f"`{word}`" in glossary


def test_every_role_in_an_event_is_in_the_glossary(glossary: str) -> None:
    roles: set[str] = set()
    for table in declared().values():
        for fact in table.facts:
            if isinstance(fact, Event):
                chosen = [c for c in table.columns.values() if c.field in fact.roles.values()]
                said = [getattr(c, "words", {}).values() for c in chosen]
                roles |= {*fact.parties.values(), *(word for one in said for word in one)}
    assert {role for role in roles if f"`{role}`" not in glossary} == set()


def test_the_page_of_the_model_is_the_model() -> None:
    found = documentation.PAGE.read_text("utf-8")
    assert found == documentation.rendered(), "run `python -m graph.documentation`"


def test_the_page_of_the_model_is_written_where_it_is_read(tmp_path: Path) -> None:
    documentation.write(tmp_path / "schema.md")
    assert (tmp_path / "schema.md").read_bytes() == documentation.PAGE.read_bytes()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda p: p.stem)
def test_a_decision_says_what_why_what_was_measured_and_what_was_turned_down(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.startswith(f"# {page.stem[:4]} ")
    for lead in ("**What.**", "**Why", "**Measured", "**Turned down"):
        assert f"\n{lead}" in text, lead
    assert len(text.splitlines()) <= 60, "one page"


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.stem[:4]) for page in DECISIONS] == [*range(1, len(DECISIONS) + 1)]


# --- the commands ----------------------------------------------------------------------------

COMMANDS = (ROOT / "docs/commands.md").read_text("utf-8")
QUOTED = {found[1].strip() for found in documentation.HELP.finditer(COMMANDS)}
FENCED = re.compile(r"(?<=^```sh\n).*?(?=^```)", re.DOTALL | re.MULTILINE)


def all_commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its words."""
    for name, command in group.commands.items():
        yield (before + name), command
        if isinstance(command, click.Group):
            yield from all_commands(command, f"{before}{name} ")


def examples() -> list[str]:
    """Every command line of a help, and of the commands' page, once."""
    found: dict[str, None] = {}
    for _, command in all_commands(main):
        _, sign, told = (command.help or "").partition("Example: ")
        assert sign, command.name
        lines = (line.strip().removeprefix("Example: ") for line in told.splitlines())
        found.update(dict.fromkeys(line for line in lines if line.startswith("qiji ")))
    lines = (line for block in FENCED.findall(COMMANDS) for line in block.splitlines())
    return list(found | dict.fromkeys(lines))


def test_the_commands_page_quotes_every_help_as_it_is() -> None:
    assert {name for name, _ in all_commands(main)} | {""} == QUOTED
    refreshed = documentation.with_help(COMMANDS, main)
    assert refreshed == COMMANDS, "run `.venv/bin/python scripts/docs`"


def test_every_option_is_on_the_commands_page() -> None:
    options = {
        (name, parameter.opts[-1])
        for name, command in all_commands(main)
        for parameter in command.params
        if isinstance(parameter, click.Option)
    }
    quoted = {found[1].strip(): found[0] for found in documentation.HELP.finditer(COMMANDS)}
    assert {(n, o) for n, o in options if not re.search(rf"(?m)^  .*{o}\b", quoted[n])} == set()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, city: Path) -> Path:
    """A folder as the examples think of it: `city/2024-03`, `examples`, and a home `demo`."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "examples").symlink_to(ROOT / "examples")
    small = folder / "city/2024-03"
    small.mkdir(parents=True)
    for name in ("欠税公告.xlsx", "经营异常名录.xlsx"):
        shutil.copy(city / "2024-12-31" / name, small)
        loaded = invoke(f"qiji load {small / name} --received 2024-12-31 --home demo", folder, None)
        assert loaded.exit_code == 0
        assert invoke("qiji build --home demo", folder, None).exit_code == 0
    return folder


def invoke(line: str, folder: Path, home: Path | None) -> Result:
    """Run a command line in a folder."""
    words = shlex.split(line)[1:]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return CliRunner().invoke(main, words, env={"QIJI_HOME": str(home) if home else None})


PROGRESS = re.compile(r"[█░]+ +\d+%|\[[#.]+\] +\d+%")
WRITING = ("load", "build", "editions")
ASKING = ("ask", "grade", "export", "status", "deliveries")
READING = [e for e in examples() if e.split()[1] in ASKING]
SERVER = [e for e in examples() if e.split()[1] in ("publish", "cypher")]


@pytest.mark.parametrize("line", READING)
def test_an_example_that_asks_is_answered(desk: Path, city_home: Home, line: str) -> None:
    result = invoke(line, desk, city_home.path)
    assert (result.exit_code, result.stderr.count("qiji: ")) == (0, 0)
    named = re.search(r"--out (\S+)", line)
    assert (desk / named[1]).stat().st_size > 1000 if named else len(result.stdout) > 40
    assert "(0 rows)" not in result.stdout


def test_the_examples_of_withdrawing_do_it(desk: Path, tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    shutil.copytree(desk / "demo", home.path)
    ids = sorted(p.name for p in home.deliveries.iterdir())
    for line in [e for e in examples() if e.split()[1] == "withdraw"]:
        result = invoke(line.replace("2024-03-05", ids[0]), desk, home.path)
        assert (result.exit_code, result.stderr) == (0, "")
        assert ids[0] in result.stdout


@pytest.mark.parametrize("line", [e for e in examples() if e.split()[1] in WRITING])
def test_an_example_that_writes_does_it(desk: Path, tmp_path: Path, line: str) -> None:
    home = Home.at(tmp_path / "home")
    if "--home" not in line and not line.startswith("qiji load"):
        shutil.copytree(desk / "demo", home.path)
    ids = iter(home.edition_ids())
    line = re.sub(r"\d{4}-\d\d-\d\d-[0-9a-f]{10}", lambda _: next(ids), line)
    result = invoke(line, desk, home.path)
    # On a slow machine the progress is told, and nothing else.
    said = [told for told in result.stderr.splitlines() if told and not PROGRESS.match(told)]
    assert (result.exit_code, said) == (0, [])
    assert result.stdout


def test_the_examples_of_judging_are_judged_one_after_another(desk: Path, tmp_path: Path) -> None:
    home = Home.at(shutil.copytree(desk / "demo", tmp_path / "home"))
    lines = [e for e in examples() if e.split()[1] == "judge"]
    assert len(lines) > 6
    for line in lines:
        result = invoke(line, desk, home.path)
        assert (result.exit_code, result.stderr) == (0, ""), line
        assert result.stdout


def test_the_examples_of_serving_answer(city_home: Home) -> None:
    lines = [e for e in examples() if e.split()[1] == "serve"]
    assert lines
    for line in lines:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        words = shlex.split(line.replace("8000", port))
        command = [str(Path(sys.executable).parent / words[0]), *words[1:]]
        command += ["--home", str(city_home.path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            assert server.stdout.readline().startswith(f"Qiji answers at http://127.0.0.1:{port}/")
            server.send_signal(signal.SIGINT)
            assert server.stdout.read() == "Stopped.\n"
        assert server.returncode == 0


@pytest.mark.xdist_group("neo4j")
@pytest.mark.parametrize("line", SERVER)
def test_an_example_for_a_server_is_answered(
    desk: Path,
    city_home: Home,
    neo4j_server: Server,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: str,
) -> None:
    place = shared / "neo4j"
    address = (place / "address").read_text("utf-8").strip()
    monkeypatch.setenv("QIJI_NEO4J_URI", address)
    monkeypatch.setenv("QIJI_NEO4J_PASSWORD_FILE", str(place / "password"))
    result = invoke(line.replace("bolt://127.0.0.1:7687", address), desk, city_home.path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(result.stdout) > 40
