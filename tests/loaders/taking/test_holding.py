"""Refused rows of a register: what stood there stays open, if it can be said which row it was."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph.days import parse_day
from graph.edition import Edition
from graph.home import Home
from graph.identifiers import resident_check
from loaders.declaring.declaration import declaration_texts, declared
from loaders.taking.load import load
from qiji import build_edition
from tests.loaders.drafting.test_drafting import at, firm, uscc

TABLES, TEXTS = declared(), declaration_texts()
DAYS = ("2020-12-31", "2021-06-30", "2021-12-31")


def number(order: int) -> str:
    """Return an invented resident id of a woman or man born on 1980-01-01."""
    body = f"37010519800101{900 + order:03}"
    return body + resident_check(body)


def slip(order: int) -> str:
    right = number(order)
    return right[:-1] + ("7" if right[-1] != "7" else "8")


def holder(name: str, certificate: str, firm_number: int = 1) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{firm_number}",
        "投资人": name,
        "投资人类型": "自然人股东",
        "证件号码": certificate,
        "认缴出资额": "10",
        "认缴出资日期": "2015-01-01",
    }


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home").make()


def deliver(home: Home, folder: Path, day: str, rows: list[dict[str, Any]]) -> None:
    """Deliver a register of investors, and of one company."""
    folder.mkdir(parents=True)
    pd.DataFrame(rows).to_csv(folder / "投资人及出资信息.csv", index=False)
    pd.DataFrame([firm()]).to_csv(folder / "企业基本信息.csv", index=False)
    bearing = {n: dataclasses.replace(t, max_rejects=0.9) for n, t in TABLES.items()}
    assert load(home, folder, bearing, TEXTS, parse_day(day)).deliveries


def owners(home: Home, as_of: str, known_on: str) -> list[str]:
    """Return the names of those who hold shares in the company, sorted; namesakes each."""
    build_edition(home)
    edition = Edition.current(home)
    (hit,) = edition.names.find(uscc(1)).hits
    node = edition.number(hit.node_id)
    found = edition.network.neighbours(node, at(as_of, known_on), ("OWNS",), out=False)
    return sorted(str(edition.node(n)["name"]) for n in set(found.other.tolist()))


@pytest.mark.parametrize(
    ("second", "stay"),
    [
        pytest.param([holder("李红", slip(1))], ["李红", "赵大"], id="a slip in a number"),
        pytest.param([holder("", number(1))], ["李红", "赵大"], id="no name"),
        pytest.param([holder("", "")], ["赵大"], id="nothing that says who"),
        pytest.param([holder("周九", slip(9))], ["赵大"], id="somebody who held nothing before"),
        pytest.param([], ["赵大"], id="not there"),
    ],
)
def test_what_a_row_was_stays_open_if_its_name_or_number_says_so(
    home: Home, tmp_path: Path, second: list[dict[str, Any]], stay: list[str]
) -> None:
    first = [holder("赵大", number(0)), holder("李红", number(1))]
    deliver(home, tmp_path / "one", DAYS[0], first)
    deliver(home, tmp_path / "two", DAYS[1], [first[0], *second])
    assert owners(home, DAYS[1], DAYS[1]) == stay


def test_of_two_namesakes_one_row_holds_neither_and_two_hold_both(
    home: Home, tmp_path: Path
) -> None:
    first = [holder("赵大", number(0)), holder("李红", number(1)), holder("李红", number(2))]
    deliver(home, tmp_path / "one", DAYS[0], first)
    deliver(home, tmp_path / "two", DAYS[1], [first[0], holder("李红", slip(1))])
    assert owners(home, DAYS[1], DAYS[1]) == ["赵大"]
    both = [first[0], holder("李红", slip(1)), holder("李红", slip(2))]
    deliver(home, tmp_path / "three", "2021-03-31", first)
    deliver(home, tmp_path / "four", DAYS[1], both)
    assert owners(home, DAYS[1], DAYS[1]) == ["李红", "李红", "赵大"]


def test_a_namesake_who_is_still_named_leaves_the_other(home: Home, tmp_path: Path) -> None:
    first = [holder("李红", number(1)), holder("李红", number(2), 2)]
    deliver(home, tmp_path / "one", DAYS[0], [*first, holder("赵大", number(0))])
    deliver(home, tmp_path / "two", DAYS[1], [first[0], holder("李红", slip(3))])
    assert owners(home, DAYS[1], DAYS[1]) == ["李红"]


def test_what_is_held_twice_is_held_and_mended_goes_on(home: Home, tmp_path: Path) -> None:
    first = [holder("赵大", number(0)), holder("李红", number(1))]
    deliver(home, tmp_path / "one", DAYS[0], first)
    deliver(home, tmp_path / "two", DAYS[1], [first[0], holder("李红", slip(1))])
    deliver(
        home, tmp_path / "three", DAYS[2], [first[0], holder("李红", slip(1)) | {"投资人": "李红 "}]
    )
    assert owners(home, DAYS[2], DAYS[2]) == ["李红", "赵大"]
    [path] = home.rejects.glob(f"{DAYS[1]}*/registration_investor.csv")
    (tmp_path / "mended").mkdir()
    text = path.read_text("utf-8-sig").replace(slip(1), number(1), 1)
    (tmp_path / "mended" / path.name).write_text(text, "utf-8")
    assert (
        load(home, tmp_path / "mended", TABLES, TEXTS, parse_day("2022-01-31")).total("loaded") == 1
    )
    for known in ("2021-12-31", "2022-01-31"):
        assert owners(home, DAYS[1], known) == ["李红", "赵大"]
    deliver(home, tmp_path / "four", "2022-06-30", [first[0]])
    assert owners(home, "2022-06-30", "2022-06-30") == ["赵大"]
