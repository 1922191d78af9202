"""Deliveries taken back: who, when and why is kept; nothing of them is deleted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from graph.errors import DataError, HomeError, WrongParameters
from graph.home import Home
from loaders.keeping.deliveries import deliveries
from loaders.keeping.report import Report
from loaders.keeping.withdrawing import FILE, bring_back, decisions, standing, withdraw
from loaders.taking.rows import known_tables, typed_rows

Drop = Callable[[str, Mapping[str, str | bytes]], Path]
Load = Callable[..., Report]

NOTES = "企业,日期,数量\n泉明商贸有限公司,2023-05-01,3\n石园建材有限公司,2023-05-02,4\n"
CASES = """\
怪号,被执行人,统一社会信用代码,执行标的,立案时间,发布时间
(2023)鲁0102执1号,泉明商贸有限公司,,100,2023-01-05,
(2023)鲁0102执2号,石园建材有限公司,,200,2023-01-06,
"""


def stood(home: Home) -> list[str]:
    """Return where every row that counts stood: table, and its first cells."""
    return sorted(
        f"{table.name} {delivery.received} {row['_file']}:{row['_line']}"
        for table, delivered in typed_rows(home, known_tables(home))
        for delivery, rows in delivered
        for row in rows.select(["_file", "_line"]).to_pylist()
    )


def test_its_rows_are_left_out_and_come_back(home: Home, drop: Drop, loaded: Load) -> None:
    (first,) = loaded(drop("one", {"抽查.csv": NOTES}), "2024-01-05").deliveries
    loaded(drop("two", {"抽查.csv": NOTES + "泉明商贸有限公司,2023-06-01,3\n"}), "2024-02-05")
    all_of_them = stood(home)
    files = {p: p.read_bytes() for p in home.deliveries.rglob("*") if p.is_file()}
    withdraw(home, first, "sent by mistake")
    assert stood(home) == all_of_them[2:]
    assert [d.id for d in standing(home)] == [d.id for d in deliveries(home)][1:]
    bring_back(home, first, "it was right")
    assert stood(home) == all_of_them
    assert {p: p.read_bytes() for p in home.deliveries.rglob("*") if p.is_file()} == files


def test_every_decision_is_kept_in_order(home: Home, drop: Drop, loaded: Load) -> None:
    (name,) = loaded(drop("one", {"抽查.csv": NOTES})).deliveries
    withdraw(home, name[:12], " one ", who="王")
    bring_back(home, name, "two", who="李")
    withdraw(home, name, "three", who="王")
    told = [(d.delivery, d.withdrawn, d.why, d.who) for d in decisions(home)]
    assert told == [
        (name, True, "one", "王"),
        (name, False, "two", "李"),
        (name, True, "three", "王"),
    ]
    assert (home.path / FILE).stat().st_mode & 0o777 == 0o600


def test_what_a_crash_cut_off_was_never_decided(home: Home, drop: Drop, loaded: Load) -> None:
    (name,) = loaded(drop("one", {"抽查.csv": NOTES})).deliveries
    withdraw(home, name, "one")
    with open(home.path / FILE, "ab") as file:
        file.write(b'{"delivery": "20')
    assert [d.why for d in decisions(home)] == ["one"]
    bring_back(home, name, "two")
    assert [d.why for d in decisions(home)] == ["one", "two"]


def test_a_damaged_line_is_named(home: Home) -> None:
    (home.path / FILE).write_text(json.dumps({"delivery": "x"}) + "\n", "utf-8")
    with pytest.raises(HomeError, match="line 1 cannot be read"):
        decisions(home)


def test_refusals_say_what_to_do(home: Home, drop: Drop, loaded: Load) -> None:
    (name,) = loaded(drop("one", {"抽查.csv": NOTES})).deliveries
    (other,) = loaded(drop("two", {"怪案.csv": CASES})).deliveries
    for given, said in (("2023", "there is none of that id"), ("2024-03-05", "2 deliveries begin")):
        with pytest.raises(WrongParameters, match=said):
            withdraw(home, given, "why")
    with pytest.raises(WrongParameters, match="A reason is kept"):
        withdraw(home, name, "  ")
    with pytest.raises(DataError, match="is not withdrawn"):
        bring_back(home, other, "why")
    withdraw(home, name, "why")
    with pytest.raises(DataError, match="brings it back"):
        withdraw(home, name, "why")


def test_files_of_a_withdrawn_delivery_are_loaded_with_their_right_day(
    home: Home, drop: Drop, loaded: Load
) -> None:
    folder = drop("one", {"抽查.csv": NOTES})
    (name,) = loaded(folder, "2024-03-05").deliveries
    withdraw(home, name, "it came in February")
    with pytest.raises(DataError, match=f"withdrawn as {name}; `qiji withdraw {name} --undo"):
        loaded(folder, "2024-03-05")
    assert loaded(folder, "2024-02-05").total("loaded") == 2
    assert len(stood(home)) == 2


def test_what_a_later_delivery_only_repeated_stands_without_the_first(
    home: Home, drop: Drop, loaded: Load
) -> None:
    (first,) = loaded(drop("one", {"怪案.csv": CASES}), "2024-01-05").deliveries
    again = loaded(drop("two", {"怪案.csv": CASES + "\n"}), "2024-02-05")
    assert again.total("superseded") == 2
    before = stood(home)
    withdraw(home, first, "why")
    assert [row.replace("19758", "19727") for row in stood(home)] == before
    bring_back(home, first, "why")
    assert stood(home)[:2] == before


def test_mended_rows_leave_with_the_delivery_in_which_they_stood_first(
    home: Home, drop: Drop, loaded: Load
) -> None:
    bad = CASES.replace("2023-01-06", "某日")
    (first,) = loaded(drop("one", {"怪案.csv": bad}), "2024-01-05").deliveries
    text = (home.rejects / first / "strange_cases.csv").read_text("utf-8-sig")
    (mended,) = loaded(
        drop("mend", {"strange_cases.csv": text.replace("某日", "2023-01-06", 1)}), "2024-03-05"
    ).deliveries
    assert len(stood(home)) == 2
    withdraw(home, first, "why")
    assert stood(home) == []
    bring_back(home, first, "why")
    withdraw(home, mended, "why")
    assert len(stood(home)) == 1
