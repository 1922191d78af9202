"""What the rows of each table say: which events, ties, properties and months, of whom and when.

The rows are those of the fixtures, those refused left out, loaded together and built once.
"""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pandas as pd
import pytest

from graph.days import Moment, parse_day
from graph.edition import Edition
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.taking.load import load
from qiji import build_edition
from queries.party import names as party_names

FIXTURES = Path(__file__).parent / "fixtures"
TABLES = {
    name: table
    for name, table in declared().items()
    if table.department
    in (
        "construction",
        "court",
        "e_commerce",
        "environment",
        "housing_fund",
        "own_lists",
        "public_service",
        "quality",
        "social_security",
        "traffic_police",
        "work_safety",
    )
    or name in ("commitment", "red_list", "black_list")
}
RECEIVED = "2026-01-01"

HAPPENED = {  # day, kind, <first day without its effect, state, who in which role
    "dust_reading": [
        "2024-05-03 DUST_OVER subject=泉南",
        "2024-05-03 DUST_OVER subject=泉南",
    ],
    "auction": [
        "2021-07-05 AUCTION in_force judgment_debtor=泉东",
        "2021-08-10 AUCTION in_force judgment_debtor=泉东",
        "2021-09-01 AUCTION withdrawn judgment_debtor=李",
    ],
    "bankruptcy": [
        "2022-06-10 BKR_ACCEPT <2023-07-01 administrator=山东 applicant=泉南 subject=泉东",
        "2022-12-20 BKR_DECLARE subject=泉东",
        "2023-02-08 BKR_ACCEPT administrator=山东 subject=泉西",
        "2023-06-30 BKR_END subject=泉东",
        "2023-08-31 REORG_OK subject=泉西",
    ],
    "closed_without_means": [
        "2015-11-30 ZHONGBEN judgment_debtor=李",
        "2021-02-25 ZHONGBEN <2022-01-11 judgment_debtor=泉东",
        "2022-01-10 EXEC_RESUME judgment_debtor=泉东",
    ],
    "consumption_limit": [
        "2021-01-20 XIANGAO_IN <2022-03-02 judgment_debtor=泉东 restricted_person=周",
        "2021-01-20 XIANGAO_IN judgment_debtor=泉东 legal_representative=孙",
        "2021-04-02 XIANGAO_IN judgment_debtor=李",
        "2022-03-01 XIANGAO_OUT judgment_debtor=泉东 restricted_person=周",
    ],
    "dishonest_debtor": [
        "2021-01-15 SHIXIN_IN <2022-03-02 judgment_debtor=泉东 legal_representative=孙",
        "2021-01-15 SHIXIN_IN judgment_debtor=孙",
        "2021-01-15 SHIXIN_IN judgment_debtor=泉西",
        "2022-03-01 SHIXIN_OUT judgment_debtor=泉东",
    ],
    "equity_freeze": [
        "2020-10-10 FREEZE_IN <2021-04-02 ended frozen_company=泉北 judgment_debtor=山东泉中",
        "2020-10-10 FREEZE_IN <2023-10-09 in_force frozen_company=泉北 judgment_debtor=赵",
        "2021-04-01 FREEZE_OUT frozen_company=泉北 judgment_debtor=山东泉中",
    ],
    "exit_ban": [
        "2021-03-15 EXIT_BAN <2021-12-02 judgment_debtor=泉东 restricted_person=孙",
        "2021-03-15 EXIT_BAN judgment_debtor=泉东 restricted_person=周",
        "2021-12-01 EXIT_BAN_OUT judgment_debtor=泉东 restricted_person=孙",
    ],
    "hearing": [
        "2019-09-02 LIT_FILED defendant=泉东 plaintiff=泉南",
        "2019-10-15 LIT_FILED defendant=李",
    ],
    "judgment": [
        "2019-12-20 JUDG defendant=泉东 plaintiff=泉南 third_party=孙",
    ],
    "judgment_debtor": [
        "2015-10-23 EXEC judgment_debtor=泉西",
        "2020-09-01 EXEC judgment_debtor=孙 judgment_debtor=泉东",
    ],
    "valuation": [
        "2021-05-06 VALUATION judgment_debtor=泉东",
        "2021-06-01 VALUATION judgment_debtor=李",
    ],
    "emission_notice": [
        "2023-12-05 ENV_OVER subject=泉南",
        "2023-12-06 ENV_OVER subject=泉北",
    ],
    "emission_reading": [
        "2024-01-10 ENV_OVER subject=泉南",
        "2024-01-10 ENV_OVER subject=泉南",
    ],
    "environment_penalty": [
        "2024-02-20 ENV_PEN subject=泉南",
        "2024-03-05 ENV_PEN subject=泉北",
    ],
    "environment_rating": [
        "2023-05-10 ENV_GRADE <2024-05-10 subject=泉北",
        "2024-05-20 ENV_GRADE subject=泉北",
        "2024-05-20 ENV_GRADE subject=泉南",
    ],
    "pollution_permit": [
        "2020-07-15 LIC_GRANT <2023-02-02 subject=泉北",
        "2021-09-01 LIC_GRANT <2026-09-01 subject=泉南",
        "2023-02-01 LIC_REVOKE subject=泉北",
    ],
    "fund_account": [
        "2016-08-01 HF_OPEN subject=泉北",
        "2017-10-09 HF_OPEN subject=泉南",
        "2018-03-16 HF_OPEN subject=泉东",
        "2022-10-01 HF_STOP <2023-04-01 subject=泉东",
        "2023-04-01 HF_RESUME subject=泉东",
        "2023-05-01 HF_STOP <2024-05-01 deferred subject=泉南",
        "2024-05-01 HF_STOP subject=泉南",
    ],
    "fund_adjustment": [
        "2020-03-01 HF_REDUCE <2021-01-01 subject=泉东",
        "2023-05-01 HF_DEFER <2024-05-01 subject=泉南",
    ],
    "people_list": [
        "2024-06-10 NOTED subject=周",
        "2024-06-10 NOTED subject=孙",
        "2024-06-10 NOTED subject=泉西",
    ],
    "black_list": [
        "2021-09-01 BLACK_IN <2022-03-11 legal_representative=孙 subject=泉东",
        "2022-02-01 BLACK_IN <2023-02-02 subject=泉西",
        "2022-02-01 BLACK_IN <2025-02-01 subject=李",
        "2022-03-10 BLACK_OUT subject=泉东",
        "2023-02-01 BLACK_OUT subject=泉西",
        "2023-07-01 BLACK_IN <2026-07-01 legal_representative=钱 subject=泉南",
    ],
    "commitment": [
        "2024-01-08 COMMIT_MADE <2025-01-08 subject=泉北",
        "2024-02-10 COMMIT_MADE subject=泉南",
        "2024-03-01 COMMIT_BROKEN subject=泉南",
        "2024-03-05 COMMIT_MADE subject=李",
        "2024-04-01 COMMIT_MADE subject=泉东",
        "2024-06-01 COMMIT_PART subject=李",
        "2024-07-15 COMMIT_KEPT subject=泉北",
    ],
    "red_list": [
        "2020-05-01 RED_LIST <2021-01-21 subject=泉东",
        "2021-01-20 RED_OUT subject=泉东",
        "2022-05-01 RED_LIST <2025-05-01 subject=泉北",
        "2023-03-05 RED_LIST subject=李",
    ],
    "complaint": [
        "2024-03-15 COMPLAINT subject=泉北",
        "2024-04-02 COMPLAINT_NOTED subject=泉北",
        "2024-04-09 COMPLAINT_NOTED subject=泉西",
        "2024-06-01 COMPLAINT_NOTED subject=泉南",
    ],
    "utility_arrears": [
        "2022-03-01 UTIL_ARREARS <2022-06-11 subject=泉东",
        "2022-04-01 UTIL_ARREARS subject=泉东",
    ],
    "product_certificate": [
        "2022-05-10 LIC_GRANT <2024-07-02 subject=泉南",
        "2023-01-05 LIC_GRANT <2028-01-05 subject=泉南",
        "2024-07-01 LIC_REVOKE subject=泉南",
    ],
    "quality_check": [
        "2024-04-02 QC_FAIL producer=泉南 seller=泉北",
        "2024-04-03 QC_PASS producer=泉南",
    ],
    "food_check_failed": [
        "2024-06-01 QC_FAIL producer=泉南 seller=泉北",
        "2024-06-01 QC_FAIL seller=泉东",
    ],
    "recall": [
        "2024-06-01 RECALL <2024-12-02 subject=泉北",
    ],
    "social_arrears": [
        "2020-01-01 SI_ARREARS <2020-07-01 deferred subject=泉东",
        "2020-01-01 SI_ARREARS <2020-07-01 deferred subject=泉东",
        "2020-07-01 SI_ARREARS subject=泉东",
        "2022-05-01 SI_ARREARS <2022-10-01 deferred subject=泉南",
    ],
    "social_deferral": [
        "2020-01-01 SI_DEFER <2020-07-01 subject=泉东",
        "2022-05-01 SI_DEFER <2023-01-01 subject=泉南",
    ],
    "social_status": [
        "2016-08-01 SI_REG subject=泉北",
        "2017-09-01 SI_REG subject=泉南",
    ],
    "social_stop": [
        "2022-12-01 SI_STOP subject=泉东",
        "2023-05-01 SI_STOP <2023-11-01 ended subject=泉南",
        "2023-11-01 SI_RESUME subject=泉南",
    ],
    "overload": [
        "2024-05-06 TRF_OVER subject=泉东",
        "2024-05-07 TRF_OVER subject=泉东",
    ],
    "traffic_violation": [
        "2024-03-05 TRF_VIO subject=泉东",
        "2024-04-11 TRF_VIO subject=泉东",
    ],
    "safety_hazard": [
        "2024-02-20 SAFE_HAZARD <2024-04-03 subject=泉北",
        "2024-04-02 SAFE_CLEARED subject=泉北",
        "2024-05-18 SAFE_HAZARD subject=泉南",
    ],
    "safety_licence": [
        "2021-06-18 LIC_GRANT <2023-05-10 subject=泉北",
        "2022-03-01 LIC_GRANT <2025-03-01 subject=泉南",
        "2023-05-09 LIC_REVOKE subject=泉北",
    ],
    "safety_penalty": [
        "2023-09-15 SAFE_PEN subject=泉南",
        "2024-03-11 SAFE_PEN subject=泉北",
    ],
    "safety_standard": [
        "2023-04-10 SAFE_GRADE <2026-04-10 subject=泉北",
        "2023-05-20 SAFE_GRADE <2026-05-20 subject=泉南",
    ],
    "work_accident": [
        "2023-08-21 SAFE_ACC partly_responsible=泉东 responsible=泉南",
        "2024-02-03 SAFE_ACC subject=泉北",
    ],
}
PROPERTIES = [
    ("泉北", "environment_rating", "2023-12-31", "green"),
    ("泉北", "environment_rating", "2024-05-15", None),
    ("泉北", "environment_rating", "2025-01-01", "blue"),
    ("泉南", "environment_rating", "2025-01-01", "red"),
    ("泉北", "safety_grade", "2024-01-01", "3"),
    ("泉北", "safety_grade", "2026-04-10", None),
    ("泉北", "fund_total", "2022-12-31", None),
    ("泉北", "fund_total", "2023-06-30", "64800"),
    ("泉北", "fund_total", "2024-12-31", "66000"),
    ("泉南", "fund_status", RECEIVED, "sealed"),
    ("泉东", "fund_status", RECEIVED, "open"),
    ("泉北", "insurance_status", RECEIVED, "insured"),
    ("泉南", "insurance_status", RECEIVED, "paused"),
    ("泉东", "insurance_status", RECEIVED, "ended"),
    ("泉北", "insured_pension", RECEIVED, "12"),
    ("泉北", "insured_injury", RECEIVED, "13"),
    ("泉北", "insured_maternity", RECEIVED, "0"),
    ("泉南", "insured_maternity", RECEIVED, None),
    ("泉北", "paid_maternity", RECEIVED, "2019-12"),
    ("泉南", "paid_pension", RECEIVED, "2023-05"),
    ("泉南", "paid_maternity", RECEIVED, None),
]
MONTHS = [
    ("泉北", "fund_paid", "2024-05", 5850),  # two payments of a month
    ("泉北", "fund_paid", "2024-06", 5400),  # 0.54 of 10,000 yuan
    ("泉东", "fund_paid", "2024-06", 2160),  # a day, no month
    ("泉北", "fund_headcount", "2024-05", 12),
    ("泉东", "fund_headcount", "2024-06", 6),
    ("泉北", "headcount", "2020-02", 12),
    ("泉北", "social_paid", "2024-05", 13820),  # three insurances, less 200 paid back
    ("泉北", "social_due", "2024-05", 1551.5),  # two people
]
OPERATED = [
    ("泉北", "泉北测试旗舰店", "operator", "2019-06-01", None),
    ("泉南", "泉南建材测试店", "operator", "2020-03-01", "2023-01-01"),
    ("泉西", "泉西测试小店", "operator", None, None),
    ("泉北", "泉北测试花园一期", "developer", "2023-09-01", None),
    ("泉南", "泉北测试花园一期", "builder", "2023-09-01", None),
    ("泉南", "测试路道路改造", "builder", "2024-01-10", "2024-12-31"),
]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition of these tables' fixtures, of which one row or more is refused."""
    folder = tmp_path_factory.mktemp("said")
    home = Home.at(folder / "home").make()
    bearing = {n: dataclasses.replace(t, max_rejects=1.0) for n, t in TABLES.items()}
    (folder / "files").mkdir()
    for name in TABLES:
        shutil.copy(FIXTURES / f"{name}.csv", folder / "files")
    report = load(home, folder / "files", bearing, declaration_texts(), parse_day(RECEIVED))
    assert {figure.table for figure in report.figures} == set(TABLES)
    build_edition(home)
    return Edition.current(home)


def short(name: object) -> str:
    """Return a name's telling part: 泉北 of 济南泉北测试商贸有限公司, 李 of 李测试."""
    return str(name).removeprefix("济南").partition("测试")[0]


def events_of(edition: Edition, table: str) -> list[str]:
    """Return a table's events, a line each: day, kind, end, state, who in which role."""
    found = edition.table("nodes/Event").to_pandas()
    found = found[found["source"] == table]
    ties = edition.table("edges/PARTY_TO").to_pandas()
    lines = []
    for event in found.to_dict("records"):
        mine = ties[ties["dst"] == edition.number(event["id"])]
        who = sorted(
            f"{role}={short(edition.node(int(src))['name'])}"
            for src, role in zip(mine["src"], mine["role"], strict=True)
        )
        end = "" if pd.isna(event["until"]) else f" <{event['until']}"
        state = "" if pd.isna(event["state"]) else f" {event['state']}"
        lines.append(f"{event['day']} {event['kind']}{end}{state} {' '.join(who)}")
    return sorted(lines)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_tells_what_happened_of_whom_and_until_when(edition: Edition, table: str) -> None:
    assert events_of(edition, table) == HAPPENED.get(table, [])


@pytest.fixture(scope="module")
def numbers(edition: Edition) -> dict[str, int]:
    """Return the companies' numbers by what their names tell."""
    names = edition.table("nodes/Company").to_pandas()["name"]
    return {short(name): number for number, name in enumerate(names)}


@pytest.mark.parametrize(("firm", "name", "day", "value"), PROPERTIES)
def test_a_property_holds_on_a_day(
    edition: Edition, numbers: dict[str, int], firm: str, name: str, day: str, value: str | None
) -> None:
    found = edition.properties(numbers[firm], Moment(parse_day(day), parse_day(RECEIVED)))
    values = found.loc[found["property"] == name, "value"].tolist()
    assert values == ([] if value is None else [value])


def test_months_add_up_or_stand_alone(edition: Edition, numbers: dict[str, int]) -> None:
    rows = edition.table("series").to_pandas()
    names = {number: firm for firm, number in numbers.items()}
    found = {
        (names[int(node)], measure, f"{month // 12}-{month % 12 + 1:02}"): value
        for node, measure, month, value in zip(
            rows["node"], rows["measure"], rows["month"], rows["value"], strict=True
        )
    }
    for firm, measure, month, value in MONTHS:
        assert found[firm, measure, month] == pytest.approx(value)


def test_shops_and_sites_are_operated_by_whom_the_registers_say(edition: Edition) -> None:
    rows = edition.table("edges/OPERATES").to_pandas()
    found = [
        (
            short(edition.node(int(row["src"]))["name"]),
            edition.node(int(row["dst"]))["name"],
            row["role"],
            str(row["valid_from"]) if pd.notna(row["valid_from"]) else None,
            str(row["valid_to"]) if pd.notna(row["valid_to"]) else None,
        )
        for row in rows.to_dict("records")
    ]
    assert sorted(found, key=str) == sorted(OPERATED, key=str)


def test_no_person_is_drawn_from_what_is_owed_for_people(edition: Edition) -> None:
    names = edition.table("nodes/Person").to_pandas()
    assert len(names)
    sources = set(edition.table("edges/PARTY_TO").to_pandas()["source"])
    assert "social_contribution" not in sources
    assert not names["masked_id"].astype("str").str.contains("19820202|0086").any()


def test_a_shop_and_a_site_are_called_by_their_names(edition: Edition) -> None:
    moment = Moment(parse_day(RECEIVED), parse_day(RECEIVED))
    for label in ("Shop", "Site"):
        names = edition.table(f"nodes/{label}").to_pandas()["name"].tolist()
        numbers = [edition.number(i) for i in edition.table(f"nodes/{label}")["id"].to_pylist()]
        assert party_names(edition, numbers, moment) == names
