"""The quality report: counts, fields, codes, freshness, conflicts, references, drift."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from graph.days import parse_day
from graph.errors import WrongParameters
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.quality.deadlines import last_day
from loaders.quality.report import PARTS, Quality, quality
from loaders.quality.words import cell
from loaders.table import Deadline
from loaders.taking.load import load
from qiji import build_edition, main

REGISTER = '''
    """Companies, one row each: the register."""

    from loaders.table import Choice, Company, Date, Located, Money, Name, Property, Table, Text
    from loaders.table import Uscc

    TABLE = Table(
        name="odd_register",
        title="怪登记",
        files=("*怪登记*",),
        kind="full",
        columns={
            "名称": Name("name"),
            "代码": Uscc("uscc", required=False),
            "代表人": Name("head", required=False),
            "资本": Money("capital", unit="wan", required=False),
            "住所": Text("address", required=False),
            "状态": Choice("status", words={"存续": "active", "吊销": "revoked"}, other="active"),
        },
        key=("uscc",),
        rhythm="monthly",
        parties={"company": Company(uscc="uscc", name="name", founds=True)},
        facts=(
            Property("company", "name", "name"),
            Property("company", "uscc", "uscc"),
            Property("company", "legal_representative_name", "head"),
            Property("company", "registered_capital", "capital"),
            Property("company", "status", "status"),
            Located("company", "address"),
        ),
        max_rejects=0.5,
    )
'''

TAXES = '''
    """Taxpayers, one row each, as another department writes them."""

    from loaders.table import Company, Date, Deadline, Located, Money, Name, Phone, Property, Table
    from loaders.table import Text, Uscc

    TABLE = Table(
        name="odd_taxes",
        title="怪税户",
        files=("*怪税户*",),
        kind="append",
        columns={
            "户名": Name("name"),
            "税号": Uscc("uscc", required=False),
            "法人": Name("head", required=False),
            "注册资金": Money("capital", required=False),
            "地址": Text("address", required=False),
            "电话": Phone("phone", required=False),
            "决定日": Date("decided_on", required=False),
            "公示日": Date("shown_on", required=False),
        },
        key=("name", "uscc"),
        rhythm="weekly",
        deadlines=(
            Deadline(law="怪法 第一条", after="decided_on", met="shown_on", days=7, working=True),
        ),
        parties={"company": Company(uscc="uscc", name="name")},
        facts=(
            Property("company", "name", "name"),
            Property("company", "legal_representative_name", "head"),
            Property("company", "registered_capital", "capital"),
            Located("company", "address"),
        ),
        max_rejects=0.5,
    )
'''

NOTICES = '''
    """Notices, which name a company beside its code and state nothing of it."""

    from loaders.table import Company, Date, Event, Name, Table, Uscc

    TABLE = Table(
        name="odd_notices",
        title="怪通告",
        files=("*怪通告*",),
        kind="append",
        columns={"单位": Name("name"), "统一代码": Uscc("uscc"), "通告日": Date("day")},
        key=("uscc", "day"),
        parties={"company": Company(uscc="uscc", name="name")},
        facts=(Event("QC_PASS", day="day", parties={"company": "subject"}),),
    )
'''

ONE, TWO, THREE = "91370105MA3C00011T", "91370105MA3C0002XJ", "91370105MA3C00038J"
STRANGER = "91370105MA3C00046D"

REGISTERED = f"""\
名称,代码,代表人,资本,住所,状态
泉明商贸有限公司,{ONE},赵测试,100,济南市天桥区测试路1号,存续
石园建材有限公司,{TWO},钱测试,200,济南市天桥区测试路2号,吊销
湖畔咨询有限公司,{THREE},孙测试,300,济南市天桥区测试路3号,存续
坏码商贸有限公司,91370105MA3C00011X,李测试,1,济南市天桥区测试路4号,存续
"""
TAXED = f"""\
户名,税号,法人,注册资金,地址,电话,决定日,公示日
泉明商贸有限公司,{ONE},赵测试,1000000,天桥区测试路1号,13000000001,2024-03-01,2024-03-12
石园建材（集团）有限公司,{TWO},钱测试,2000000,济南市天桥区另一路9号,,2024-03-01,2024-03-13
湖畔咨询有限公司,{THREE},周测试,3500000,济南市天桥区测试路３号,,2024-03-01,2024-06-03
无户商贸有限公司,{STRANGER},,,,,2003-03-03,2003-03-17
无码商贸有限公司,,,,,,,
藏码商贸有限公司,9137**********011T,,,,,2003-03-03,2003-06-02
"""
OLDER = f"名称,代码,代表人,资本,住所,状态\n湖边咨询有限公司,{THREE},孙测试,300,,存续\n"
NOTICED = f"""\
单位,统一代码,通告日
泉鸣商贸有限公司,{ONE},2024-02-01
石园建材有限公司（白名单）,{TWO},2024-02-01
湖边咨询有限公司,{THREE},2024-02-01
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two departments' declarations."""
    folder = tmp_path_factory.mktemp("tables")
    for department, text in (("registry", REGISTER), ("taxes", TAXES), ("watch", NOTICES)):
        (folder / department).mkdir()
        (folder / department / "odd.py").write_text(textwrap.dedent(text), "utf-8")
    return folder


def put(home: Home, tables: Path, day: str, files: dict[str, str]) -> None:
    """Load files as what came on a day."""
    folder = home.path.parent / f"came-{day}"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    known, texts = declared(extra=tables), declaration_texts(extra=tables)
    load(home, folder, known, texts, parse_day(day))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, tables: Path) -> Home:
    """A home in which two departments disagree."""
    home = Home.at(tmp_path_factory.mktemp("quality") / "home").make()
    put(home, tables, "2024-02-05", {"怪登记.csv": OLDER})
    put(home, tables, "2024-03-05", {"怪税户.csv": TAXED, "怪通告.csv": NOTICED})
    put(home, tables, "2024-06-05", {"怪登记.csv": REGISTERED})
    build_edition(home)
    return home


@pytest.fixture(scope="module")
def found(home: Home) -> Quality:
    """The report on it."""
    return quality(home)


def row(frame: pd.DataFrame, **wanted: str) -> pd.Series:
    """Return the one row of a frame that has some values."""
    keep = np.logical_and.reduce([frame[k] == v for k, v in wanted.items()])
    assert keep.sum() == 1, frame.to_string()
    return frame[keep].iloc[0]


def test_rows_in_are_those_loaded_rejected_superseded_and_skipped(found: Quality) -> None:
    frame = found.parts["tables"]
    assert list(frame["table"]) == ["odd_register", "odd_taxes", "odd_notices"]
    told = frame[["loaded", "rejected", "superseded", "skipped"]].sum(axis=1)
    assert list(told) == list(frame["rows"]) == [5, 6, 3]
    assert list(frame["rejected"]) == [1, 0, 0]


def test_a_table_is_late_once_its_rhythm_and_grace_are_over(found: Quality) -> None:
    register, taxes, notices = found.parts["tables"].to_dict("records")
    assert (register["age"], register["late_days"]) == (0, 0)
    assert (taxes["age"], taxes["late_days"], str(taxes["due"])) == (92, 85, "2024-03-12")
    assert pd.isna(notices["rhythm"])
    assert pd.isna(notices["late_days"])


def test_rejects_are_counted_by_reason_without_what_stood_in_the_cell(found: Quality) -> None:
    told = row(found.parts["rejects"], table="odd_register", field="uscc")
    assert told["rows"] == 1
    assert "91370105" not in told["reason"]
    assert cell("reason", told["reason"], "zh-CN") == "统一社会信用代码 … 的校验位不符"
    assert cell("reason", told["reason"], "en") == told["reason"]


@pytest.mark.parametrize(
    ("table", "field", "rows", "filled", "distinct"),
    [
        ("odd_register", "status", 3, 3, 2),
        ("odd_taxes", "head", 6, 3, 3),
        ("odd_taxes", "phone", 6, 1, 1),
        ("odd_taxes", "shown_on", 6, 5, 5),
    ],
)
def test_a_field_says_how_many_rows_fill_it(
    found: Quality, table: str, field: str, rows: int, filled: int, distinct: int
) -> None:
    told = row(found.parts["fields"], table=table, field=field)
    assert (told["rows"], told["filled"], told["distinct"]) == (rows, filled, distinct)
    assert told["share"] == pytest.approx(filled / rows)


@pytest.mark.parametrize(
    ("table", "said", "valid", "masked", "refused"),
    [("odd_register", 5, 4, 0, 1), ("odd_taxes", 5, 4, 1, 0)],
)
def test_codes_are_valid_masked_or_refused(
    found: Quality, table: str, said: int, valid: int, masked: int, refused: int
) -> None:
    told = row(found.parts["codes"], table=table, field="uscc")
    assert told[["said", "valid", "odd", "masked", "refused"]].tolist() == [
        said, valid, 0, masked, refused,
    ]  # fmt: skip
    assert told["valid_share"] == pytest.approx(valid / said)


def test_what_departments_say_differently_stands_with_both_sources(found: Quality) -> None:
    frame = found.parts["conflicts"]
    told = {(c.property, c.name): (c.value_a, c.value_b) for c in frame.itertuples()}
    assert told == {
        ("name", "石园建材有限公司"): ("石园建材有限公司", "石园建材（集团）有限公司"),
        ("name", "泉明商贸有限公司"): ("泉明商贸有限公司", "泉鸣商贸有限公司"),
        ("legal_representative_name", "湖畔咨询有限公司"): ("孙测试", "周测试"),
        ("registered_capital", "湖畔咨询有限公司"): ("3000000", "3500000"),
        ("address", "石园建材有限公司"): ("济南市天桥区测试路2号", "济南市天桥区另一路9号"),
    }
    name = row(frame, property="name", name="石园建材有限公司")
    assert (name["table_a"], name["file_a"], name["line_a"]) == ("odd_register", "怪登记.csv", 3)
    assert (name["table_b"], name["file_b"], name["line_b"]) == ("odd_taxes", "怪税户.csv", 3)
    assert name["delivery_b"].startswith("2024-03-05")
    told_of = row(frame, property="name", name="泉明商贸有限公司")
    assert (told_of["file_b"], told_of["line_b"]) == ("怪通告.csv", 2)
    assert set(frame["within"]) == {"departments"}


def test_rows_of_companies_that_no_register_holds_are_told_apart(found: Quality) -> None:
    told = row(found.parts["references"], table="odd_taxes")
    assert told[["rows", "companies", "coded", "named"]].tolist() == [6, 3, 1, 2]
    assert told[["coded_rows", "named_rows"]].tolist() == [1, 2]


def test_a_deadline_in_working_days_is_exact_where_holidays_are_known(found: Quality) -> None:
    """It ends on 2024-03-12; in 2003, whose holidays are not known, a few days late are unsure."""
    told = row(found.parts["deadlines"], table="odd_taxes")
    assert told[["rows", "met", "unsure", "late"]].tolist() == [5, 1, 1, 3]


DEADLINES = [
    (Deadline(law="-", after="d", days=20), "2024-03-01", "2024-03-21"),
    (Deadline(law="-", after="d", days=7, working=True), "2024-03-01", "2024-03-12"),
    (Deadline(law="-", after="d", days=7, working=True), "2024-09-27", "2024-10-12"),
    (Deadline(law="-", after="d", days=20, working=True), "2020-11-09", "2020-12-07"),
    (Deadline(law="-", after="d", days=15, next_month=True), "2024-01-31", "2024-02-15"),
    (Deadline(law="-", after="d", days=15, next_month=True), "2024-02-01", "2024-03-15"),
    (Deadline(law="-", after="d", by="06-30"), "2023-01-01", "2024-06-30"),
]


@pytest.mark.parametrize(("deadline", "begun", "last"), DEADLINES)
def test_the_last_day_allowed_is_counted_from_the_day_after(
    deadline: Deadline, begun: str, last: str
) -> None:
    assert last_day(deadline, np.array([parse_day(begun)])).tolist() == [parse_day(last)]


def registered(rows: int, filled: int, status: str) -> str:
    """Return a register of so many rows, of which some state their capital."""
    lines = [
        f"泉{n}商贸有限公司,,,{n if n <= filled else ''},,{status}" for n in range(1, rows + 1)
    ]
    return "\n".join(["名称,代码,代表人,资本,住所,状态", *lines]) + "\n"


@pytest.mark.parametrize(
    ("second", "moved"),
    [
        (registered(40, 40, "存续"), []),
        (registered(50, 49, "存续"), []),
        (registered(60, 60, "存续"), [("rows", "")]),
        (registered(20, 20, "存续"), [("rows", "")]),
        (registered(40, 30, "存续"), [("filled", "capital")]),
        (registered(40, 40, "歇业"), [("words", "status")]),
    ],
)
def test_drift_is_what_moved_beyond_its_threshold(
    tmp_path: Path, tables: Path, second: str, moved: list[tuple[str, str]]
) -> None:
    home = Home.at(tmp_path / "home").make()
    put(home, tables, "2024-01-05", {"怪登记.csv": registered(40, 40, "存续")})
    put(home, tables, "2024-02-05", {"怪登记.csv": second + "\n"})
    told = quality(home).parts["drift"]
    assert list(zip(told["what"], told["field"], strict=True)) == moved
    if ("words", "status") in moved:
        assert told["words"].iloc[0] == "歇业"


def test_a_home_without_an_edition_still_tells_what_came(tmp_path: Path, tables: Path) -> None:
    home = Home.at(tmp_path / "home").make()
    assert all(frame.empty for frame in quality(home).parts.values())
    put(home, tables, "2024-01-05", {"怪登记.csv": REGISTERED})
    told = quality(home)
    assert told.edition is None
    assert len(told.parts["tables"]) == 1
    assert told.parts["conflicts"].empty


def test_one_table_alone_is_told_of(home: Home, found: Quality) -> None:
    told = quality(home, table="odd_taxes").parts
    assert set(told["fields"]["table"]) == {"odd_taxes"}
    every = found.parts["conflicts"]
    mine = every[(every["table_a"] == "odd_taxes") | (every["table_b"] == "odd_taxes")]
    assert len(mine) > 0
    assert list(told["conflicts"]["record_b"]) == list(mine["record_b"])
    with pytest.raises(WrongParameters, match="odd_register, odd_taxes, odd_notices"):
        quality(home, table="nothing")


@pytest.mark.parametrize("part", PARTS)
def test_the_command_writes_every_part(home: Home, tmp_path: Path, part: str) -> None:
    out = tmp_path / "part.csv"
    words = ["quality", "--home", str(home.path), "--part", part, "--format", "csv"]
    answer = CliRunner().invoke(main, [*words, "--out", str(out)])
    assert answer.exit_code == 0, answer.output
    told = pd.read_csv(out, encoding="utf-8-sig")
    assert len(told) == len(quality(home).parts[part])
    assert "13000000001" not in out.read_text("utf-8-sig")
