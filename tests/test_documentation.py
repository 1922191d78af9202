"""The documentation, held to what is: the model's page, the glossary, the decisions, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import documentation
from graph.schema import DATED, EDGE_TYPES, MEASURES, NODE_TYPES, PROPERTIES
from loaders.declaration import declared
from loaders.table import Event

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
