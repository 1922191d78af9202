"""Every declared table of the house, held to the same rules; none is named in them.

The rows of `fixtures/<table>.csv` are invented. Each table's own has at least one row that breaks
its declaration and, for every fact declared, a row that says it.
"""

from __future__ import annotations

import ast
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph.days import day_number
from graph.kinds import KINDS
from graph.protection import Key
from loaders.checking.assigning import Source, sheets
from loaders.checking.check import Checked, Stood, check
from loaders.checking.guarding import Guard
from loaders.checking.header_names import belongs, telling
from loaders.declaring.declaration import HOUSE, declared
from loaders.reading import header, open_source
from loaders.table import (
    Choice,
    Code,
    Event,
    Name,
    RegistrationNumber,
    ResidentId,
    Table,
    Text,
)

TABLES = declared()
FIXTURES = Path(__file__).parent / "fixtures"
RECEIVED = day_number(date(2026, 1, 1))
GUARD = Guard(Key(b"a key for tests, thirty-two byte"))

every_table = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


def fixture_of(table: Table) -> Path:
    return FIXTURES / f"{table.name}.csv"


def checked(table: Table, path: Path) -> Checked:
    """Return what a file's rows are by a table's declaration."""
    [grid] = open_source(path)
    headed = header(grid, lambda names: belongs(table, names), key=telling(table))
    assert headed is not None, f"{path.name} has not the header of {table.name}"
    return check(headed, table, Stood.here(headed, path.name), RECEIVED, GUARD)


def typed(table: Table, path: Path) -> pd.DataFrame:
    frame: pd.DataFrame = checked(table, path).rows.to_pandas()
    return frame


@cache
def read_once(name: str) -> Checked:
    """Return what the rows of a table's fixture are; nobody changes it."""
    return checked(TABLES[name], fixture_of(TABLES[name]))


@cache
def said(name: str) -> pd.DataFrame:
    """Return the typed rows of a table's fixture; nobody changes them."""
    frame: pd.DataFrame = read_once(name).rows.to_pandas()
    return frame


def written(path: Path, *rows: dict[str, str]) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def text_of(table: Table) -> pd.DataFrame:
    return pd.read_csv(fixture_of(table), dtype=str, keep_default_na=False)


def good_row(table: Table) -> dict[str, str]:
    """Return the first row of a table's fixture, which is a good one."""
    return {str(k): str(v) for k, v in text_of(table).iloc[0].to_dict().items()}


@every_table
def test_a_table_says_what_a_row_is_and_where_it_comes_from(table: Table) -> None:
    [path] = HOUSE.glob(f"*/{table.name}.py")
    words = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    assert "one row" in words.split("\n\n")[0]
    assert "Source: " in words
    assert table.department == path.parent.name
    assert table.title


@every_table
def test_its_fixture_belongs_to_it_alone(table: Table) -> None:
    path = fixture_of(table)
    assert path.is_file(), f"write {path.name}: a few invented rows, one of them bad"
    [sheet] = sheets(Source(path, path.name), TABLES)
    assert sheet.tables == (table.name,)


@every_table
def test_its_fixture_gives_rows_and_rejects_and_loses_none(table: Table) -> None:
    found = read_once(table.name)
    assert found.rows.num_rows >= 1
    assert len(found.rejects) >= 1
    assert found.rows.num_rows + len(found.rejects) == len(text_of(table))
    assert (found.rejects["_field"] != "").all()
    assert (found.rejects["_reason"] != "").all()


@every_table
def test_reading_it_twice_gives_the_same_rows(table: Table) -> None:
    again = checked(table, fixture_of(table))
    assert read_once(table.name).rows.equals(again.rows)


@every_table
def test_no_two_of_its_rows_are_taken_for_one_another(table: Table) -> None:
    rows = said(table.name)
    twins = rows.duplicated(list(table.key)) if table.key else pd.Series(dtype=bool)
    assert not twins.any()


def spoilt(table: Table, heads: list[str], cell: str, path: Path) -> dict[int, str]:
    """Write a good row, then one a head with its cell spoilt; return field refused by line."""
    good = good_row(table)
    found = checked(table, written(path, good, *(good | {head: cell} for head in heads)))
    assert 2 not in found.rejects["_line"].tolist()
    return dict(zip(found.rejects["_line"].tolist(), found.rejects["_field"], strict=True))


@every_table
def test_a_row_without_a_required_cell_is_refused(table: Table, tmp_path: Path) -> None:
    heads = [head for head, column in table.columns.items() if column.required]
    assert heads
    assert spoilt(table, heads, "", tmp_path / "one.csv") == {
        line: table.columns[head].field for line, head in enumerate(heads, start=3)
    }


def instead_of(column: Any) -> tuple[str, ...]:
    """Return the fields that stand where a row has no key of its source's own, if any does."""
    return column.stands_in if isinstance(column, Code) else ()


@every_table
def test_a_code_stands_where_a_file_has_no_key(table: Table, tmp_path: Path) -> None:
    for head, column in table.columns.items():
        fields = instead_of(column)
        if not fields:
            continue
        others = [h for h, c in table.columns.items() if c.field in fields]
        without = {h: cell for h, cell in good_row(table).items() if h != head}
        without |= dict.fromkeys(others, "") | {others[0]: "91370105MA3C00011T"}
        found = checked(table, written(tmp_path / "one.csv", without, without | {others[0]: ""}))
        assert found.rows[column.field].to_pylist() == ["91370105MA3C00011T"]
        [told] = found.rejects["_reason"].tolist()
        assert told.startswith("is required, but empty, and so")
        assert told.endswith(", ".join(fields))


def reads_anything(column: Any) -> bool:
    """Return whether a column refuses no words at all."""
    return (
        isinstance(column, Text | Name | Code)
        or (isinstance(column, Choice) and column.other is not None)
        or (isinstance(column, ResidentId | RegistrationNumber) and column.lenient)
    )


@every_table
def test_a_cell_that_its_column_cannot_read_is_refused_by_name(
    table: Table, tmp_path: Path
) -> None:
    heads = [head for head, column in table.columns.items() if not reads_anything(column)]
    assert heads
    assert spoilt(table, heads, "<?>", tmp_path / "one.csv") == {
        line: table.columns[head].field for line, head in enumerate(heads, start=3)
    }


@every_table
def test_another_spelling_of_a_header_is_read_alike(table: Table, tmp_path: Path) -> None:
    spellings: dict[str, list[str]] = {}
    for alias, head in table.aliases.items():
        spellings.setdefault(head, []).append(alias)
    text = text_of(table).reindex(columns=list(table.columns), fill_value="")
    text.to_csv(tmp_path / "plain.csv", index=False)
    plain = typed(table, tmp_path / "plain.csv")
    fields = [name for name in plain if not str(name).startswith(("src:", "_"))]
    for turn in range(max(map(len, spellings.values()), default=0)):
        other = tmp_path / f"{turn}.csv"
        names = {h: s[turn % len(s)] for h, s in spellings.items()}
        for beside in [table.beside[name] for name in names.values() if name in table.beside]:
            names[table.aliases.get(beside, beside)] = beside
        text.rename(columns=names).to_csv(other, index=False)
        pd.testing.assert_frame_equal(plain[fields], typed(table, other)[fields])


def holds(rows: pd.DataFrame, when: Any) -> pd.Series:
    """Return which rows meet a fact's conditions."""
    found = pd.Series(True, index=rows.index)
    for field, wanted in when.items():
        if wanted in ("*", ""):
            found &= rows[field].notna() == (wanted == "*")
        elif wanted == "!0":
            found &= rows[field] != 0
        else:
            found &= rows[field].isin([wanted] if isinstance(wanted, str) else list(wanted))
    return found


@every_table
def test_some_row_of_the_fixture_says_each_fact(table: Table) -> None:
    rows = said(table.name)
    assert table.facts
    for fact in table.facts:
        found = holds(rows, fact.when)
        needed = [getattr(fact, a, None) for a in ("day", "on", "field", "contact", "address")]
        for field in needed:
            if field is not None and field in rows:
                found &= rows[field].notna()
        assert found.any(), f"no row of {table.name}.csv says {fact}"


@every_table
def test_each_event_is_of_one_fact(table: Table) -> None:
    """Two facts of one kind that both hold of a row would tell one happening twice."""
    rows = said(table.name)
    kinds = [fact for fact in table.facts if isinstance(fact, Event)]
    for kind in {fact.kind for fact in kinds}:
        told = pd.DataFrame({n: holds(rows, f.when) for n, f in enumerate(kinds) if f.kind == kind})
        assert (told.sum(axis=1) <= 1).all(), f"{table.name} tells {kind} twice of one row"


def one(table: str, line: int) -> dict[str, Any]:
    """Return the typed row that stood in a line of a table's fixture."""
    rows = said(table)
    [row] = rows[rows["_line"] == line].to_dict("records")
    return {str(k): v for k, v in row.items()}


@pytest.mark.parametrize(
    ("table", "line", "field", "value"),
    [
        ("registration_basic", 2, "registered_capital", 1_000_000),
        ("registration_basic", 2, "paid_in_capital", 500_000),
        ("registration_basic", 3, "registered_capital", 20_000_000),
        ("registration_basic", 2, "region", "370105"),
        ("registration_basic", 2, "status", "active"),
        ("registration_basic", 5, "status", "revoked"),
        ("registration_investor", 3, "share", 0.4),
        ("registration_investor", 3, "holder_kind", "company"),
        ("registration_investor", 4, "subscribed", 1_000_000),
        ("registration_person", 2, "role", "director"),
        ("registration_person", 2, "position", "执行董事兼总经理"),
        ("registration_person", 5, "person_id", None),
        ("annual_guarantee", 2, "amount", 3_000_000),
        ("annual_guarantee", 4, "debtor_kind", "person"),
        ("penalty", 2, "fine", 2_000),
        ("penalty", 2, "confiscated", 100),
        ("tax_arrears", 2, "balance", 48_151.71),
        ("tax_arrears", 3, "balance", 30_000),
        ("tax_major_violation", 2, "amount", 1_255_000),
        ("tax_monthly_summary", 4, "turnover", 13_259_765.86),
        ("tax_monthly_summary", 3, "month", 2020 * 12 + 1),
        ("social_headcount", 3, "headcount", 12),
        ("judgment_debtor", 4, "claim", 100_000),
        ("judgment_debtor", 4, "filed_on", day_number(date(2015, 10, 23))),
        ("equity_freeze", 2, "amount", 600_000),
        ("dishonest_debtor", 3, "debtor_id", None),
    ],
)
def test_a_cell_becomes_what_it_means(table: str, line: int, field: str, value: object) -> None:
    found = one(table, line)[field]
    assert pd.isna(found) if value is None else found == pytest.approx(value)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("警告", "PEN_LIGHT"),
        ("通报批评", "PEN_LIGHT"),
        ("罚款", "PEN_GEN"),
        ("警告；罚款", "PEN_GEN"),
        ("没收违法所得、没收非法财物", "PEN_GEN"),
        ("暂扣或者吊销许可证、执照", "PEN_GEN"),
        ("吊销许可证、执照", "PEN_SERIOUS"),
        ("罚款;责令停产停业", "PEN_SERIOUS"),
        ("限制从业", "PEN_SERIOUS"),
        ("行政拘留", "PEN_SERIOUS"),
        ("其他", "PEN_GEN"),
    ],
)
def test_the_gravest_of_several_penalties_decides(words: str, kind: str, tmp_path: Path) -> None:
    table = TABLES["penalty"]
    path = written(tmp_path / "penalty.csv", good_row(table) | {"CF_CFLB": words})
    row = typed(table, path).iloc[0]
    assert (row["penalty_class"], row["penalty_kind"]) == (kind, words)
    assert kind in KINDS


@pytest.mark.parametrize("name", ["penalty", "registry_penalty"])
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("不予行政处罚", None),
        ("违法行为轻微，免予处罚，责令改正", None),
        ("对首次违法不予处罚；罚款伍佰圆", "PEN_GEN"),
    ],
)
def test_a_decision_not_to_punish_is_no_penalty(
    name: str, words: str, kind: str | None, tmp_path: Path
) -> None:
    table = TABLES[name]
    header = "CF_CFLB" if name == "penalty" else "处罚内容"
    path = written(tmp_path / f"{name}.csv", good_row(table) | {header: words})
    found = typed(table, path).iloc[0]["penalty_class"]
    assert (None if pd.isna(found) else found) == kind


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("名称变更", "name"),
        ("住所（地址）变更", "address"),
        ("法定代表人(负责人)", "representative"),
        ("执行董事、经理、法定代表人", "representative"),
        ("清算组负责人备案", "other"),
        ("财务负责人信息", "other"),
        ("联络员备案", "other"),
        ("注册资本(金)变更", "capital"),
        ("实收资本变更", "other"),
        ("经营范围变更", "scope"),
        ("一般经营项目变更", "scope"),
        ("经营期限（营业期限）变更", "term"),
        ("市场主体类型变更", "type"),
        ("投资人(股权)变更", "equity"),
        ("投资者名称（姓名）", "equity"),
        ("监事备案", "officers"),
        ("受益所有人备案", "beneficial_owner"),
        ("章程修正案备案", "other"),
    ],
)
def test_a_changed_item_is_known_by_its_words(words: str, item: str, tmp_path: Path) -> None:
    table = TABLES["registration_change"]
    path = written(tmp_path / "change.csv", good_row(table) | {"变更事项": words})
    row = typed(table, path).iloc[0]
    assert (row["item"], row["item_text"]) == (item, words)


def test_a_penalised_natural_person_is_stated_to_be_one() -> None:
    row = one("penalty", 5)
    assert row["party_kind"] == "person"
    assert row["uscc"] is None or pd.isna(row["uscc"])
    assert len(row["person_id"]) == 32
    assert "*" in row["person_id_masked"]
    assert "*" in row["src:CF_XDR_ZJHM"]


def test_no_number_of_a_person_stands_in_any_typed_row() -> None:
    numbers = set[str]()
    shown = list[str]()
    for table in TABLES.values():
        text = text_of(table)
        for head in text:
            column = table.columns.get(str(head))
            if type(column).__name__ in ("ResidentId", "Phone"):
                numbers |= {n for n in text[head] if n.isalnum() and len(n) >= 11}
        shown.append(said(table.name).to_csv())
    assert len(numbers) >= 5
    assert not [n for n in numbers for rows in shown if n in rows]
