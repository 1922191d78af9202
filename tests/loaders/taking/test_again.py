"""Bytes that came before: known, loaded for another day, or asked for their day."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.days import calendar_day, parse_day
from graph.home import Home
from loaders.commands import load as load_command
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import deliveries
from loaders.keeping.report import Report
from loaders.keeping.withdrawing import withdraw
from loaders.taking.load import load
from loaders.taking.rows import known_tables, typed_rows

Drop = Callable[[str, Mapping[str, str | bytes]], Path]
Step = tuple[str, str, dict[str, str]]  # day (`*`: not stated), states, file -> text

HEAD = "企业名称,统一社会信用代码,姓名,证件号码,电话,邮箱,任职日期,备注\n"
TODAY = "2024-12-31"


def people(*names: str, of: str = "泉明商贸有限公司") -> str:
    return HEAD + "".join(f"{of},,{name},,,,2020-01-01,\n" for name in names)


A, B, C = people("王小明", "李红"), people("王小明"), people("赵大")
EAST, WEST = A, people("钱二", of="石园建材有限公司")
WEST_2 = people("孙三", of="石园建材有限公司")

STEPS = [
    pytest.param(
        [("2024-01-01", "loaded", {"任职.csv": A}), ("2024-01-01", "known", {"任职.csv": A})],
        {"2024-01-01": "2"},
        id="the very same",
    ),
    pytest.param(
        [("2024-01-01", "loaded", {"任职.csv": A}), ("*", "known", {"任职 副本.csv": A})],
        {"2024-01-01": "2"},
        id="the latest without a day",
    ),
    pytest.param(
        [("2024-01-01", "loaded", {"任职.csv": A}), ("2024-02-01", "loaded", {"任职.csv": A})],
        {"2024-01-01": "2", "2024-02-01": "2"},
        id="said to be so on another day",
    ),
    pytest.param(
        [
            ("2024-01-01", "loaded", {"任职.csv": A}),
            ("2024-02-01", "loaded", {"任职.csv": B}),
            ("*", "stopped", {"任职.csv": A}),
            ("2024-03-01", "loaded", {"任职.csv": A}),
            ("2024-03-01", "known", {"任职.csv": A}),
        ],
        {"2024-01-01": "2", "2024-02-01": "1", "2024-03-01": "2"},
        id="gone back",
    ),
    pytest.param(
        [("2024-02-01", "loaded", {"任职.csv": A}), ("2024-01-01", "loaded", {"任职.csv": A})],
        {"2024-01-01": "2", "2024-02-01": "2"},
        id="an earlier day that is loaded late",
    ),
    pytest.param(
        [
            ("2024-01-01", "loaded", {"任职1.csv": A}),
            ("2024-02-01", "known loaded", {"任职1.csv": A, "任职2.csv": B}),
            ("2024-03-01", "known known loaded", {"任职1.csv": A, "任职2.csv": B, "任职3.csv": C}),
            ("2024-04-01", "known known", {"任职1.csv": A, "任职3.csv": C}),
        ],
        {"2024-01-01": "2", "2024-02-01": "1", "2024-03-01": "1"},
        id="a folder in which files gather",
    ),
    pytest.param(
        [
            ("2024-01-01", "loaded loaded", {"任职东.csv": EAST, "任职西.csv": WEST}),
            ("2024-02-01", "loaded loaded", {"任职东.csv": EAST, "任职西.csv": WEST_2}),
            ("2024-02-01", "known known", {"任职东.csv": EAST, "任职西.csv": WEST_2}),
            ("*", "known", {"任职东.csv": EAST}),
            ("*", "stopped stopped", {"任职东.csv": EAST, "任职西.csv": WEST}),
            ("2024-03-01", "loaded loaded", {"任职东.csv": EAST, "任职西.csv": WEST}),
        ],
        {"2024-01-01": "3", "2024-02-01": "3", "2024-03-01": "3"},
        id="parts of which one stays as it was",
    ),
    pytest.param(
        [
            ("2024-01-01", "loaded", {"任职.csv": A}),
            ("2024-02-01", "loaded", {"任职.csv": B}),
            ("2024-03-01", "loaded", {"任职.csv": C}),
            ("2024-04-01", "stopped stopped", {"任职.csv": A, "任职旧.csv": B}),
        ],
        {"2024-01-01": "2", "2024-02-01": "1", "2024-03-01": "1"},
        id="several days at once",
    ),
    pytest.param(
        [
            ("2024-01-01", "loaded", {"任职.csv": A}),
            ("2024-01-01", "loaded", {"任职.csv": B}),
            ("2024-01-01", "stopped", {"任职.csv": A}),
        ],
        {"2024-01-01": "1"},
        id="replaced on the same day",
    ),
    pytest.param(
        [
            ("2024-01-01", "known loaded", {"任职.csv": A, "任职(1).csv": A}),
        ],
        {"2024-01-01": "2"},
        id="twice in one folder",
    ),
]


@pytest.mark.parametrize(("steps", "held"), STEPS)
def test_what_becomes_of_bytes_that_came_before(
    home: Home, drop: Drop, strange: Path, steps: list[Step], held: dict[str, str]
) -> None:
    tables, texts = declared(extra=strange), declaration_texts(extra=strange)
    for place, (day, states, files) in enumerate(steps):
        folder = drop(f"in{place}", files)
        stated = day != "*"
        received = parse_day(day if stated else TODAY)
        before = [d.id for d in deliveries(home)]
        report = load(home, folder, tables, texts, received, stated=stated)
        assert " ".join(sorted(f.state for f in report.figures)) == " ".join(sorted(states.split()))
        assert ([d.id for d in deliveries(home)] != before) is ("loaded" in states)
        for figure in report.figures:
            assert figure.state == "loaded" or figure.notes[0].endswith(".")
    rows: dict[str, int] = {}
    for _, delivered in typed_rows(home, known_tables(home)):
        for delivery, found in delivered:
            day = str(calendar_day(delivery.received))
            rows[day] = rows.get(day, 0) + len(found)
    assert {day: str(count) for day, count in rows.items()} == held


def test_a_register_that_went_back_is_refused_until_its_day_is_said(
    home: Home, drop: Drop, strange: Path
) -> None:
    def run(folder: Path, *words: str) -> tuple[int, str]:
        place = ["--home", str(home.path), "--tables", str(strange)]
        result = CliRunner().invoke(load_command, [str(folder), *place, *words])
        return result.exit_code, result.stdout

    first, second = drop("a", {"任职.csv": A}), drop("b", {"任职.csv": B})
    assert run(first, "--received", "2024-01-01")[0] == 0
    assert run(second, "--received", "2024-02-01")[0] == 0
    old, new = (d.id for d in deliveries(home))
    code, said = run(first)
    assert code == 1
    assert f"the same bytes are in {old}, and {new} has said otherwise since" in said
    assert "say on which day with --received DAY." in said
    code, said = run(first, "--received", "2024-03-01")
    assert (code, len(deliveries(home))) == (0, 3)


def test_a_register_of_which_a_part_cannot_be_read_closes_nothing(
    home: Home, drop: Drop, loaded: Callable[..., Report]
) -> None:
    loaded(drop("one", {"任职东.csv": EAST, "任职西.csv": WEST}), "2024-01-01")
    report = loaded(drop("two", {"任职东.csv": b"", "任职西.csv": WEST_2}), "2024-02-01")
    states = {f.file: f.state for f in report.figures}
    assert states == {"任职东.csv": "refused", "任职西.csv": "stopped"}
    assert "may be a part of this register" in report.figures[1].notes[0]
    assert len(deliveries(home)) == 1


def test_a_withdrawn_delivery_is_no_reason_to_pass_over_its_bytes(
    home: Home, drop: Drop, loaded: Callable[..., Report]
) -> None:
    folder = drop("one", {"任职.csv": A})
    (name,) = loaded(folder, "2024-01-01").deliveries
    withdraw(home, name, "why")
    shutil.copytree(folder, folder.parent / "two")
    assert loaded(folder.parent / "two", "2024-01-02").total("loaded") == 2


CASES = """\
怪号,被执行人,统一社会信用代码,执行标的,立案时间,发布时间
(2023)鲁0102执1号,泉明商贸有限公司,,100,2023-01-05,
"""


def test_a_late_delivery_between_makes_a_return_of_what_was_a_repeat(
    home: Home, drop: Drop, loaded: Callable[..., Report]
) -> None:
    loaded(drop("one", {"怪案.csv": CASES}), "2024-01-01")
    third = loaded(drop("three", {"怪案.csv": CASES + "\n"}), "2024-03-01")
    assert third.total("superseded") == 1
    loaded(drop("two", {"怪案.csv": CASES.replace("100", "500")}), "2024-02-01")
    ((_, delivered),) = typed_rows(home, known_tables(home))
    claims = {str(calendar_day(d.received)): rows["claim"].to_pylist() for d, rows in delivered}
    assert claims == {"2024-01-01": [100.0], "2024-02-01": [500.0], "2024-03-01": [100.0]}


def test_notices_without_a_key_count_once_from_the_first_day_they_came(
    home: Home, drop: Drop, loaded: Callable[..., Report]
) -> None:
    notes = "企业,日期,数量\n泉明商贸有限公司,2023-05-01,3\n"
    folder = drop("one", {"抽查.csv": notes})
    for day in ("2024-03-01", "2024-01-01"):
        assert loaded(folder, day).total("loaded") == 1
    ((_, delivered),) = typed_rows(home, known_tables(home))
    assert [(str(calendar_day(d.received)), len(rows)) for d, rows in delivered] == [
        ("2024-01-01", 1),
        ("2024-03-01", 0),
    ]
