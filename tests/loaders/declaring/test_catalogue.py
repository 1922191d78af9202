"""The catalogue of sources, held to the declarations; levels of fields, held to the law."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.kinds import KINDS
from loaders.declaring.capabilities import CAPABILITIES
from loaders.declaring.catalogue import rendered
from loaders.declaring.declaration import declared
from loaders.declaring.levels import header_levels, narrower, row_levels
from loaders.fields import PRIVATE, ResidentId
from loaders.table import Table

TABLES = declared()
PAGE = Path(__file__).parents[3] / "docs" / "sources.md"
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


def section(name: str) -> str:
    """Return what the page says of one table."""
    return rendered(TABLES).split(f"\n### {name}\n")[1].split("\n### ")[0].split("\n## ")[0]


def test_the_page_is_the_declarations() -> None:
    assert PAGE.read_text("utf-8") == rendered(TABLES), "run `.venv/bin/python scripts/docs`"


@every_table
def test_a_table_says_what_a_row_is_of_and_what_it_feeds(table: Table) -> None:
    assert table.unit
    assert table.feeds
    told = section(table.name)
    for word in (table.title, table.unit, *table.feeds, *(d.law for d in table.deadlines)):
        assert word in told


@pytest.mark.parametrize("code", [c for c, asked in CAPABILITIES.items() if asked.tables])
def test_every_capability_that_needs_tables_has_some(code: str) -> None:
    assert [t.name for t in TABLES.values() if code in t.feeds]


@pytest.mark.parametrize("code", [c for c, asked in CAPABILITIES.items() if not asked.tables])
def test_no_table_claims_what_the_whole_system_answers(code: str) -> None:
    assert not [t.name for t in TABLES.values() if code in t.feeds]


@every_table
def test_every_field_has_a_level_and_a_resident_id_is_never_public(table: Table) -> None:
    for column in table.columns.values():
        assert table.disclosure(column.field) in ("public", "gov", "auth")
        if isinstance(column, ResidentId):
            assert table.disclosure(column.field) == "auth"
            assert table.disclosure(f"{column.field}_masked") == "auth"
        if isinstance(column, PRIVATE) and column.level is None:
            assert table.disclosure(column.field) == "auth"


@pytest.mark.parametrize(
    ("name", "days"), [("licence", {7}), ("penalty", {7, 20}), ("registration_change", {20})]
)
def test_deadlines_are_those_of_the_law(name: str, days: set[int]) -> None:
    """济天信用办〔2020〕4号 五(一); 总局令第45号 第九条; 企业信息公示暂行条例 第六条."""
    assert {d.days for d in TABLES[name].deadlines} == days
    assert all(d.working for d in TABLES[name].deadlines)


def test_a_report_is_due_in_the_middle_of_the_next_year() -> None:
    [due] = TABLES["annual_report"].deadlines
    assert (due.by, due.after, due.met) == ("06-30", "report_year", "filed_on")
    assert "by 06-30 of the year after `report_year`" in section("annual_report")


def test_what_a_firm_does_not_choose_to_show_is_on_its_authority() -> None:
    table = TABLES["annual_assets"]
    assert row_levels(table, {"revenue_shown": "public"})["revenue"] == "public"
    assert row_levels(table, {"revenue_shown": "auth"})["revenue"] == "auth"
    assert row_levels(table, {})["revenue"] == "auth"
    assert row_levels(table, {})["company_name"] == "public"
    assert header_levels(table, {"revenue_shown": "public"})["营业总收入"] == "public"
    assert header_levels(table, {"revenue_shown": "public"})["vendinc"] == "public"
    assert header_levels(table, {})["营业总收入(万元)"] == "auth"


def test_rows_about_people_are_as_wide_as_the_state_provides() -> None:
    firm, person = {"party_kind": "company"}, {"party_kind": "person"}
    masked = {"party_kind": None, "person_id_masked": "370105************"}
    penalty = TABLES["penalty"]
    assert row_levels(penalty, firm)["violation"] == "public"
    assert row_levels(penalty, person)["violation"] == "gov"
    assert row_levels(penalty, masked)["violation"] == "gov"
    assert row_levels(penalty, person)["person_id"] == "auth"
    debtor = TABLES["dishonest_debtor"]
    assert row_levels(debtor, {"debtor_kind": "person"})["case_number"] == "public"


def test_the_narrower_of_two_levels_is_the_one_that_fewer_may_see() -> None:
    assert narrower("public", "gov") == "gov"
    assert narrower("auth", "gov") == "auth"
    assert narrower("public", "public") == "public"


def test_events_of_a_table_are_named_on_the_page() -> None:
    told = section("registration_basic")
    assert f"REG_EST {KINDS['REG_EST'].title}" in told
    assert "TRADES_WITH" in section("invoice")
    assert "tax_received" in section("tax_payment")
    assert "Shop" in section("annual_shop")
