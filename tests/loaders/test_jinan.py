"""The Jinan set of 2020, real tables of a stranger: every row is accounted for.

The set is not part of the house. It is looked for in `../shared/real/jinan` beside it, or where
`QIJI_JINAN` says; where it is absent these tests are skipped and say so. What is expected is
counted here with `csv` and `datetime` alone, never with the reader under test.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from graph.days import EARLIEST, calendar_day, day_number
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.draft import draft
from loaders.keeping.deliveries import deliveries
from loaders.keeping.report import Figure, Report
from loaders.taking.load import load
from loaders.taking.rows import known_tables

HOUSE = Path(__file__).parents[2]
REAL = Path(os.environ.get("QIJI_JINAN") or HOUSE.parent / "shared" / "real" / "jinan")
TABLES = HOUSE / "examples" / "jinan-2020"
RECEIVED = day_number(date(2020, 12, 31))
SHANGHAI = timezone(timedelta(hours=8))  # no summer time since 1991
GB18030 = {
    "change_info",
    "company_baseinfo",
    "ent_contribution",
    "ent_contribution_year",
    "ent_guarantee",
    "enterprise_insurance",
    "jn_tech_center",
    "justice_declare",
    "justice_enforced",
}
MISPLACED = "填写/修改后已公示"  # in `subconcurrency`: another column's value

pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"the real tables are not here: {REAL} is no folder"
)


@cache
def lines_of(stem: str) -> list[dict[str, str]]:
    """Return a file's rows as `csv` alone reads them."""
    encoding = "gb18030" if stem in GB18030 else "utf-8"
    with (REAL / f"{stem}.csv").open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def stems() -> list[str]:
    return sorted(path.stem for path in REAL.glob("*.csv"))


def loaded(home: Home) -> Report:
    tables, texts = declared(extra=TABLES), declaration_texts(extra=TABLES)
    return load(home, REAL, tables, texts, RECEIVED)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("jinan")).make()


@pytest.fixture(scope="module")
def report(home: Home) -> Report:
    return loaded(home)


@pytest.fixture(scope="module")
def figures(report: Report) -> dict[str, Figure]:
    return {figure.file.partition("#")[0]: figure for figure in report.figures}


def typed(home: Home, stem: str) -> pd.DataFrame:
    [delivery] = deliveries(home)
    frame: pd.DataFrame = delivery.rows(f"jinan_{stem}").to_pandas()
    return frame


def test_all_35_tables_and_their_guide_belong_to_a_declaration(
    report: Report, figures: dict[str, Figure]
) -> None:
    assert report.whole
    assert len(stems()) == 35
    assert set(figures) == {f"{stem}.csv" for stem in stems()} | {"fields.xlsx"}
    assert {figure.state for figure in figures.values()} == {"loaded"}


@pytest.mark.parametrize("stem", stems())
def test_every_row_is_loaded_refused_superseded_or_skipped(
    stem: str, figures: dict[str, Figure]
) -> None:
    rows = lines_of(stem)
    bad = sum(row.get("subconcurrency") == MISPLACED for row in rows)
    figure = figures[f"{stem}.csv"]
    assert figure.rows == len(rows)
    assert figure.rejected == bad
    assert (figure.superseded, sum(figure.skipped.values())) == (0, 0)
    assert figure.loaded == len(rows) - bad


def test_the_rows_add_up(report: Report) -> None:
    guide = 132
    assert report.total("rows") == sum(len(lines_of(stem)) for stem in stems()) + guide == 95_402
    assert report.total("loaded") == 95_336
    assert report.total("rejected") == 66


def test_the_66_rows_of_other_columns_values_are_refused_whole(home: Home, report: Report) -> None:
    [delivery] = report.deliveries
    path = home.rejects / delivery / "jinan_ent_contribution_year.csv"
    refused = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    rows = lines_of("ent_contribution_year")
    bad = {n: row for n, row in enumerate(rows, start=2) if row["subconcurrency"] == MISPLACED}
    assert refused["_line"].astype(int).tolist() == list(bad)
    own = list(rows[0])
    assert refused[own].to_dict("records") == list(bad.values())
    assert refused["_field"].str.startswith("subscribed_currency").all()
    assert refused["_value"].str.startswith(MISPLACED).all()
    assert refused["_reason"].str.contains("人民币").all()


def test_encodings_are_found(figures: dict[str, Figure]) -> None:
    found = {stem for stem in stems() if "gb18030" in figures[f"{stem}.csv"].notes}
    assert found == GB18030


def in_shanghai(epoch: str) -> datetime:
    return datetime.fromtimestamp(float(epoch) / 1000, UTC).astimezone(SHANGHAI)


def test_epochs_are_read_in_shanghai(home: Home, report: Report) -> None:
    found = typed(home, "change_info")
    texts = [row["altdate"] for row in lines_of("change_info")]
    days = [None if pd.isna(day) else calendar_day(int(day)) for day in found["changed_on"]]
    modern = [
        (in_shanghai(text), day)
        for text, day in zip(texts, days, strict=True)
        if text and in_shanghai(text).year > 1991
    ]
    assert [moment.date() for moment, _ in modern] == [day for _, day in modern]
    a_day_early = sum(moment.astimezone(UTC).date() != day for moment, day in modern)
    assert a_day_early / len(modern) > 0.9, "most are midnights, which UTC puts on the day before"
    assert days.count(None) == texts.count("") == 5
    assert set(found["changed_on_precision"].dropna()) == {"day"}


@pytest.mark.parametrize("column", ["established_on", "closed_on", "revoked_on", "term_from"])
def test_three_digits_of_an_epoch_are_about_a_day(home: Home, report: Report, column: str) -> None:
    found = typed(home, "company_baseinfo")
    said = found[column].notna()
    assert said.sum() >= 50
    assert set(found.loc[said, f"{column}_precision"]) == {"about"}


def test_six_digits_of_an_epoch_give_the_nearest_midnight(home: Home, report: Report) -> None:
    found = typed(home, "ent_contribution")
    wanted = [row["condate"] for row in lines_of("ent_contribution")]
    for text, day in zip(wanted, found["subscribed_by"], strict=True):
        assert bool(text) == (not pd.isna(day))
        if text and in_shanghai(text).year > 1991:
            nearest = in_shanghai(text) + timedelta(hours=12)
            assert calendar_day(int(day)) == nearest.date()


def test_amounts_are_read_however_they_are_written(home: Home, report: Report) -> None:
    unpaid = [row["taxunpaidnum"] for row in lines_of("business_risk_taxunpaid")]
    assert {"48,151.71", "1.325976586E7"} <= set(unpaid)
    expected = sorted(float(text.replace(",", "")) for text in unpaid)
    found = typed(home, "business_risk_taxunpaid")["tax_unpaid"]
    assert sorted(found) == pytest.approx(expected)
    claims = [row["enforce_amount"] for row in lines_of("justice_enforced")]
    assert typed(home, "justice_enforced")["claim"].isna().sum() == claims.count("——") == 2


def test_shares_and_sums_of_0_are_unknown(home: Home, report: Report) -> None:
    rows = lines_of("ent_contribution")
    blank = sum(row["conprop"] in ("", "0.0") for row in rows)
    shares = typed(home, "ent_contribution")["contribution_share"]
    assert shares.isna().sum() == blank == 1131 + 212
    assert shares.max() == 1
    capital = typed(home, "company_baseinfo")["registered_capital"]
    assert capital.isna().sum() == 127 + 1
    assert capital.max() == max(float(r["regcap"] or 0) for r in lines_of("company_baseinfo")) * 1e4


def test_an_enterprise_with_two_grades_keeps_both(home: Home, report: Report) -> None:
    found = typed(home, "jn_credit_info")
    twice = found[found["company_key"].duplicated(keep=False)]
    assert sorted(twice["jinan_credit_grade"]) == ["A", "N"]
    grades = Counter(row["credit_grade"] for row in lines_of("jn_credit_info"))
    assert Counter(found["jinan_credit_grade"]) == grades


def test_1900_is_no_day(home: Home, report: Report) -> None:
    found = typed(home, "enterprise_insurance")
    rows = lines_of("enterprise_insurance")
    assert found["insured_on"].isna().sum() == sum(r["cbrq"].startswith("1900") for r in rows) == 40


@pytest.fixture(scope="module")
def frames(home: Home, report: Report) -> dict[str, pd.DataFrame]:
    """Return what an edition of these tables alone would hold."""
    assert report.whole
    return dict(draft(home, known_tables(home)).draft.frames)


def test_what_happened_is_told_once_a_row_and_nothing_else_is(
    frames: dict[str, pd.DataFrame],
) -> None:
    found = frames["nodes/Event"]["kind"].value_counts()
    declared_on = Counter(row["declarestyle"] for row in lines_of("justice_declare"))
    summons = ("起诉状副本及开庭传票", "起诉状、上诉状副本", "开庭传票")
    insured = [r for r in lines_of("enterprise_insurance") if not r["cbrq"].startswith("1900")]
    firms = lines_of("company_baseinfo")
    changes = [r for r in lines_of("change_info") if r["dataflag"] in ("1", "核准通过")]
    address = {"省", "市", "县(市/区)", "乡(镇/街道)", "村(路/社区)", "号"}
    parts = {(r["openo"], r["entname"]) for r in changes if r["altitem"] in address}
    wanted = {
        "EXEC": len(lines_of("justice_enforced")),
        "LIT_FILED": sum(declared_on[style] for style in summons),
        "JUDG": declared_on["裁判文书"],
        "GUAR_OUT": len(lines_of("ent_guarantee")),
        "SI_REG": len(insured),
        "REG_EST": len(firms),
        "REG_CLOSE": sum(bool(row["candate"]) for row in firms),
        "REG_REVOKE": sum(bool(row["revdate"]) for row in firms),
        "CHG_LR": sum(row["altitem"] == "法定代表人变更" for row in changes),
        "CHG_ADDR": sum(row["altitem"] == "住所变更" for row in changes) + len(parts),
    }
    assert {kind: found[kind] for kind in wanted} == wanted
    changed = sum(row["altitem"] not in address for row in changes) + len(parts)
    assert found[found.index.str.startswith("CHG_")].sum() == changed
    assert found.sum() == changed + sum(n for k, n in wanted.items() if not k.startswith("CHG_"))


def test_a_count_without_a_day_holds_since_nobody_knows_when(
    frames: dict[str, pd.DataFrame],
) -> None:
    facts = frames["properties"].query("property == 'fact'")
    counts = facts[facts["value"].str.contains("_count")]
    assert len(counts) > 40_000
    assert set(counts["valid_from"]) == {EARLIEST}
    grades = facts[facts["value"].str.startswith("jinan_credit_grade=")]
    assert len(grades) == len(lines_of("jn_credit_info"))


def test_a_contribution_without_a_holder_makes_no_owner(frames: dict[str, pd.DataFrame]) -> None:
    linked = {name for name, frame in frames.items() if name.startswith("edges/") and len(frame)}
    assert linked == {"edges/PARTY_TO"}
    good = [r for s in stems() for r in lines_of(s) if r.get("subconcurrency") != MISPLACED]
    keys = {row["entname"] for row in good}
    assert len(frames["nodes/Company"]) == len(keys)
    assert not any(len(frame) for name, frame in frames.items() if name == "nodes/Person")


def qiji(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qiji", *arguments]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, check=False, text=True)


def test_the_commands_load_and_build_it(tmp_path: Path) -> None:
    home = ("--home", str(tmp_path / "home"))
    day = ("--received", "2020-12-31", "--format", "json")
    said = qiji("load", str(REAL), "--tables", str(TABLES), *day, *home)
    assert said.returncode == 0, said.stderr
    total = json.loads(said.stdout)["total"]
    assert total.pop("rows") == sum(total.values())
    assert total == {"loaded": 95_336, "rejected": 66, "superseded": 0, "skipped": 0}
    built = qiji("build", *home)
    assert built.returncode == 0, built.stderr
    assert "81,802 companies" in built.stdout


def test_loading_the_same_files_again_changes_nothing(home: Home, report: Report) -> None:
    before = sorted(path.name for path in home.deliveries.iterdir())
    again = loaded(home)
    assert again.deliveries == ()
    assert {figure.state for figure in again.figures} == {"known"}
    assert sorted(path.name for path in home.deliveries.iterdir()) == before
