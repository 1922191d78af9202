"""Every declared table, through the whole way: what its rows say stands in the edition.

The rows are those of the fixtures that are not refused, loaded together and built once.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph.days import parse_day
from graph.edition import Edition
from graph.home import Home
from graph.kinds import KINDS, LANES
from graph.protection import Key
from loaders.checking.check import Stood, check
from loaders.checking.guarding import Guard
from loaders.checking.header_names import belongs, telling
from loaders.declaring.declaration import declaration_texts, declared
from loaders.reading import header, open_source
from loaders.table import Event, Exceedance, Relation, Series, Table, Trade
from loaders.taking.load import load
from qiji import build_edition
from webapp import create_app
from webapp.sources import row

TABLES = declared()
FIXTURES = Path(__file__).parent / "fixtures"
RECEIVED = parse_day("2026-01-01")
GUARD = Guard(Key(b"a key for tests, thirty-two byte"))
FIRST = "91370105MA3C00011T"  # the company of every fixture's first row
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


def sound_rows(table: Table, target: Path) -> None:
    """Write the rows of a table's fixture that are not refused."""
    path = FIXTURES / f"{table.name}.csv"
    [grid] = open_source(path)
    headed = header(grid, lambda names: belongs(table, names), key=telling(table))
    assert headed is not None
    found = check(headed, table, Stood.here(headed, path.name), RECEIVED, GUARD)
    bad = {int(line) - 2 for line in found.rejects["_line"]}
    text = pd.read_csv(path, dtype=str, keep_default_na=False)
    text[[n not in bad for n in range(len(text))]].to_csv(target, index=False)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition of all fixtures together."""
    folder = tmp_path_factory.mktemp("all")
    (folder / "files").mkdir()
    for table in TABLES.values():
        sound_rows(table, folder / "files" / f"{table.name}.csv")
    home = Home.at(folder / "home").make()
    load(home, folder / "files", TABLES, declaration_texts(), RECEIVED)
    build_edition(home)
    return Edition.current(home)


def from_table(edition: Edition, frame: str, table: str) -> Any:
    """Return the rows of a frame that a table says."""
    rows = edition.table(frame).to_pandas()
    return rows[rows["source"] == table]


@every_table
def test_the_events_of_a_table_stand_in_a_lane(edition: Edition, table: Table) -> None:
    happened = from_table(edition, "nodes/Event", table.name)
    kinds = set(happened["kind"])
    for fact in table.facts:
        if isinstance(fact, Event) and not (fact.by_field or fact.compared or fact.shared):
            assert fact.kind in kinds, f"no {fact.kind} of {table.name}"
        if isinstance(fact, Exceedance):
            assert fact.kind in kinds
    for kind in kinds:
        assert KINDS[kind].lane in LANES
        assert -2 <= KINDS[kind].polarity <= 2
    took_part = edition.table("edges/PARTY_TO").to_pandas()
    parties = set(took_part["dst"])
    numbers = {edition.number(code) for code in happened["id"]}
    assert numbers <= parties, f"an event of {table.name} is nobody's"


def says(table: Table, edge: str) -> bool:
    """Return whether a table declares an edge type."""
    return any(isinstance(fact, Relation) and fact.type == edge for fact in table.facts)


@every_table
def test_the_relations_of_a_table_stand_as_edges(edition: Edition, table: Table) -> None:
    for name in {fact.type for fact in table.facts if isinstance(fact, Relation)}:
        said = from_table(edition, f"edges/{name}", table.name)
        # What two registers say alike is one edge, of the one that said it first.
        alike = [t for t in TABLES.values() if t.kind == "full" and says(t, name)]
        assert len(said) or (table in alike and len(alike) > 1), f"{table.name}: {name}"
    if any(isinstance(fact, Trade) for fact in table.facts):
        assert len(from_table(edition, "edges/TRADES_WITH", table.name))


@every_table
def test_the_measures_of_a_table_stand_as_series(edition: Edition, table: Table) -> None:
    series = edition.table("series").to_pandas()
    records = edition.table("records").to_pandas()
    tables = records["table"].to_numpy(object)[series["record"]]
    for fact in table.facts:
        if isinstance(fact, Series):
            assert ((series["measure"] == fact.measure) & (tables == table.name)).any()


@pytest.mark.parametrize(
    ("kind", "day", "count", "tables"),
    [
        pytest.param("PEN_GEN", "2019-08-01", 1, {"penalty", "registry_penalty"}, id="penalty"),
        pytest.param("LIC_GRANT", "2018-04-02", 1, {"licence", "registry_licence"}, id="licence"),
        pytest.param(
            "CHG_EQUITY", "2018-08-08", 2, {"equity_change", "annual_equity_change"}, id="equity"
        ),
    ],
)
def test_what_two_tables_say_is_one_event(
    edition: Edition, kind: str, day: str, count: int, tables: set[str]
) -> None:
    """The last of the two equity changes of the day, of another holder, stands in one table."""
    happened = edition.table("nodes/Event").to_pandas()
    party_to = edition.table("edges/PARTY_TO").to_pandas()
    companies = edition.table("nodes/Company").to_pandas()
    first = edition.number(companies.loc[companies["uscc"] == FIRST, "id"].item())
    own = {edition.id(number) for number in party_to.loc[party_to["src"] == first, "dst"]}
    told = happened[happened["id"].isin(own) & (happened["kind"] == kind)]
    told = told[(told["day"] == date.fromisoformat(day)) & told["source"].isin(tables)]
    assert told["known_to"].isna().sum() == count


def record_of(edition: Edition, table: str) -> int:
    """Return the first source row of a table."""
    return int((edition.table("records").to_pandas()["table"] == table).to_numpy().argmax())


@pytest.mark.parametrize(
    ("table", "levels"),
    [
        pytest.param("registration_person", {"姓名": "public", "证件号码": "auth"}, id="person"),
        pytest.param("annual_assets", {"企业名称": "public", "资产总额": "auth"}, id="chosen"),
        pytest.param("tax_payment", {"实缴金额": "gov", "征收项目": "gov"}, id="departments"),
    ],
)
def test_a_source_row_knows_who_may_see_each_of_its_cells(
    edition: Edition, table: str, levels: dict[str, str]
) -> None:
    written = row(edition, record_of(edition, table))
    assert written is not None
    assert written.cells is not None
    assert {c.header: c.level for c in written.cells if c.header in levels} == levels


def test_the_page_of_a_source_row_carries_the_levels(edition: Edition) -> None:
    client = create_app(edition.home.path).test_client()
    text = client.get(f"/record/{record_of(edition, 'tax_payment')}").get_data(as_text=True)
    assert '<dd data-level="gov">3600</dd>' in text
