"""Loading accounts for every row, keeps deliveries whole, and takes mended rows back."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import multiprocessing
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph.days import parse_day
from graph.errors import HomeBusy, HomeFull, MissingFile, TooManyRejects
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import deliveries
from loaders.keeping.report import Report
from loaders.table import Table
from loaders.taking.load import load, typed_rows
from loaders.taking.rows import known_tables

Drop = Callable[[str, Mapping[str, str | bytes]], Path]
Load = Callable[..., Report]

CASES = """\
    怪号,被执行人,统一社会信用代码,执行标的,立案时间,发布时间
    (2023)鲁0102执1号,泉明商贸有限公司,91370105MA3C00011T,"1,200.50",2023-01-05,2023-02-01
    (2023)鲁0102执2号,泉明商贸有限公司,,3万元,2023年1月6日,
    (2023)鲁0102执3号,石园建材有限公司,,,不详,2023-02-01
"""

DIRTY = """\
    2023年执行案件清单,,,,,
    怪号,被执行人,统一社会信用代码,执行标的,立案时间,发布时间

    (2023)鲁0102执1号,泉明商贸有限公司,91370105MA3C00011T,"1,200.50",2023-01-05,2023-02-01
    (2023)鲁0102执1号,泉明商贸有限公司,91370105MA3C00011T,"1,200.50",2023-01-05,2023-02-01
    怪号,被执行人,统一社会信用代码,执行标的,立案时间,发布时间
    (2023)鲁0102执2号,泉明商贸有限公司,,3万元,2023-01-06
    (2023)鲁0102执4号,泉明商贸有限公司,91370105MA3C00012T,5,2023-01-06,
    (2023)鲁0102执5号,,,5,2023-01-06,2023-01-07
    (2023)鲁0102执6号,石园建材有限公司,,5,2023-01-06,2023-01-07
    (2023)鲁0102执7号,石园建材有限公司,****************1X,5,2023-01-06,2023-01-07
    合计,,,"1,215",,
"""

NOTES = """\
    企业,日期,数量
    泉明商贸有限公司,2023-05-01,3
    泉明商贸有限公司,2023-05-01,3
    石园建材有限公司,不知道,4
    石园建材有限公司,2023-05-03
"""

PEOPLE = """\
    企业名称,统一社会信用代码,姓名,证件号码,电话,邮箱,任职日期,备注,内部备注
    泉明商贸有限公司,91370105MA3C00011T,王小明,11010519491231002X,13012348666,wang@example.com,2019-01-01,身份证11010519491231002X,电13012348666
    泉明商贸有限公司,,李小红,1101051949****002X,0531-88881234,,2019-01-01,,
    泉明商贸有限公司,,张小强,110105194912310029,,,2019-01-01,,
"""


def rows_of(home: Home, table: str) -> pd.DataFrame:
    found = {t.name: delivered for t, delivered in typed_rows(home, known_tables(home))}
    parts = [rows.to_pandas().assign(delivery=d.id) for d, rows in found.get(table, [])]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"_row": []})
    return rows[rows["_row"] >= 0].reset_index(drop=True)  # without keys of refused rows


def prints(home: Home) -> dict[str, str]:
    """Return the hash of every file of a home, but for its lock."""
    return {
        str(p.relative_to(home.path)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(home.path.rglob("*"))
        if p.is_file() and p.name != "lock"
    }


def states(report: Report) -> dict[str, str]:
    return {f.file: f.state for f in report.figures}


def reject_file(home: Home, report: Report, table: str) -> Path:
    return home.rejects / report.deliveries[0] / f"{table}.csv"


def mended(path: Path, change: Callable[[dict[str, str]], dict[str, str]]) -> bytes:
    """Return a file of refused rows as a person would have mended it."""
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(change(row) for row in rows)
    return text.getvalue().encode()


def test_every_row_is_accounted_for(home: Home, drop: Drop, loaded: Load) -> None:
    report = loaded(drop("in", {"怪案.csv": DIRTY}))
    (figure,) = report.figures
    assert report.whole
    assert figure.state == "loaded"
    assert (figure.rows, figure.loaded, figure.rejected, figure.superseded) == (11, 3, 3, 1)
    assert figure.skipped == {"title": 1, "blank": 1, "repeated_header": 1, "total": 1, "note": 0}
    assert figure.odd == {"uscc": 1}


def test_refused_rows_are_kept_whole_with_line_field_and_reason(
    home: Home, drop: Drop, loaded: Load
) -> None:
    report = loaded(drop("in", {"怪案.csv": DIRTY}))
    text = reject_file(home, report, "strange_cases").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    own = ["怪号", "被执行人", "统一社会信用代码", "执行标的", "立案时间", "发布时间"]
    added = ["_raw", "_delivery", "_file", "_line", "_field", "_value", "_reason"]
    assert list(rows[0]) == own + added
    by_line = {row["_line"]: row for row in rows}
    assert set(by_line) == {"7", "8", "9"}
    assert by_line["7"]["_raw"] == "(2023)鲁0102执2号,泉明商贸有限公司,,3万元,2023-01-06"
    assert by_line["7"]["_reason"] == "has 5 cells where the header has 6"
    assert (by_line["8"]["_field"], by_line["8"]["_value"]) == ("uscc", "91370105MA3C00012T")
    assert "its check wants" in by_line["8"]["_reason"]
    assert (by_line["9"]["_field"], by_line["9"]["_reason"]) == ("debtor", "is required, but empty")
    assert by_line["9"]["怪号"] == "(2023)鲁0102执5号"
    assert {row["_delivery"] for row in rows} == set(report.deliveries)
    assert {row["_file"] for row in rows} == {"怪案.csv"}


def test_typed_rows_hold_values_days_and_where_they_stood(
    home: Home, drop: Drop, loaded: Load
) -> None:
    loaded(drop("in", {"2023/怪案.csv": CASES}), "2023-01-20")
    rows = rows_of(home, "strange_cases")
    assert rows["number"].tolist() == ["(2023)鲁0102执1号", "(2023)鲁0102执2号"]
    assert rows["claim"].tolist() == [1200.5, 30000.0]
    assert rows["filed_on"].tolist() == [parse_day("2023-01-05"), parse_day("2023-01-06")]
    assert rows["filed_on_precision"].tolist() == ["day", "day"]
    assert rows["uscc"].isna().tolist() == [False, True]
    assert rows["_file"].tolist() == ["2023/怪案.csv"] * 2
    assert rows["_line"].tolist() == [2, 3]
    assert rows["src:执行标的"].tolist() == ["1,200.50", "3万元"]
    # Published after it was received: a slip of the source, so it was known when it came.
    assert rows["_known"].tolist() == [parse_day("2023-01-20")] * 2


def test_a_row_is_known_from_its_publication(home: Home, drop: Drop, loaded: Load) -> None:
    loaded(drop("in", {"怪案.csv": CASES}), "2023-06-01")
    known = rows_of(home, "strange_cases")["_known"].tolist()
    assert known == [parse_day("2023-02-01"), parse_day("2023-06-01")]


def test_loading_the_same_again_changes_nothing(home: Home, drop: Drop, loaded: Load) -> None:
    folder = drop("in", {"怪案.csv": CASES, "抽查.csv": NOTES})
    first = loaded(folder)
    before = prints(home)
    again = loaded(folder, "2024-09-09")
    copied = loaded(drop("other", {"怪案(1).csv": CASES}))
    assert first.whole
    assert again.deliveries == copied.deliveries == ()
    assert set(states(again).values()) == set(states(copied).values()) == {"known"}
    assert again.whole
    assert prints(home) == before


def test_the_same_bytes_twice_in_one_folder_count_once(
    home: Home, drop: Drop, loaded: Load
) -> None:
    report = loaded(drop("in", {"抽查.csv": NOTES, "抽查 副本.csv": NOTES}))
    assert sorted(states(report).values()) == ["known", "loaded"]
    assert len(rows_of(home, "strange_notes")) == 2


def test_a_delivery_is_called_by_its_day_and_its_contents(
    home: Home, drop: Drop, loaded: Load, tmp_path: Path
) -> None:
    folder = drop("in", {"怪案.csv": CASES})
    first = loaded(folder).deliveries
    assert first[0].startswith("2024-03-05-")
    shutil.rmtree(home.path)
    assert loaded(folder).deliveries == first
    shutil.rmtree(home.path)
    assert loaded(folder, "2024-03-06").deliveries != first


def test_a_file_of_no_table_or_unreadable_is_listed_and_the_rest_is_loaded(
    home: Home, drop: Drop, loaded: Load, strange: Path
) -> None:
    twin = (strange / "bureau" / "notes.py").read_text("utf-8").replace("strange_notes", "twin")
    (strange / "bureau" / "twin.py").write_text(twin, "utf-8")
    folder = drop(
        "in",
        {
            "怪案.csv": CASES,
            "抽查.csv": NOTES,
            "读我.txt": "这里没有表\n",
            "怪案旧.csv": "怪号,被执行人\n1,2\n",
            "怪案空.csv": b"",
            "怪案坏.xlsx": b"PK\x03\x04broken",
            "清单.csv": CASES,
            ".DS_Store": b"\0",
        },
    )
    os.mkfifo(folder / "怪案管.csv")
    report = loaded(folder)
    assert states(report) == {
        "怪案.csv": "loaded",
        "抽查.csv": "unmatched",
        "读我.txt": "unmatched",
        "怪案旧.csv": "unmatched",
        "怪案空.csv": "refused",
        "怪案坏.xlsx": "refused",
        "怪案管.csv": "refused",
        "清单.csv": "unmatched",
    }
    why = {f.file: " ".join(f.notes) for f in report.figures}
    assert "several tables: strange_notes, twin" in why["抽查.csv"]
    assert "header (line 1) lacks 立案时间" in why["怪案旧.csv"]
    assert "that of strange_cases" in why["清单.csv"]
    assert "is empty" in why["怪案空.csv"]
    assert not report.whole
    assert len(rows_of(home, "strange_cases")) == 2


@pytest.mark.parametrize(
    ("refused", "rows", "borne"),
    [
        pytest.param(0, 0, True, id="none"),
        pytest.param(1, 10, True, id="a slip in a short list"),
        pytest.param(1, 2, True, id="half"),
        pytest.param(2, 3, False, id="more than half"),
        pytest.param(1, 1, False, id="all"),
        pytest.param(20, 100, True, id="the most that are few"),
        pytest.param(21, 100, False, id="more than a few"),
        pytest.param(50, 1000, True, id="a twentieth"),
        pytest.param(51, 1000, False, id="more than a twentieth"),
    ],
)
def test_a_table_bears_a_few_refused_rows_or_a_share(refused: int, rows: int, borne: bool) -> None:
    default = Table(name="t", title="t", files=("*",), kind="append", columns={})
    assert default.bears(refused, rows) is borne


def test_too_many_refused_rows_stop_that_table_alone(home: Home, drop: Drop, loaded: Load) -> None:
    bad = CASES.replace("2023年1月6日", "某日").replace("2023-01-05", "某日")
    report = loaded(drop("in", {"怪案.csv": bad, "抽查.csv": NOTES}))
    stopped = next(f for f in report.figures if f.state == "stopped")
    assert stopped.table == "strange_cases"
    assert (
        "3 of 3 rows are refused, and it bears 50%, or 20 if they are no more than half"
        in stopped.notes[0]
    )
    assert "filed_on wanted a day such as 2024-03-01" in stopped.notes[0]
    assert not report.whole
    assert not any("strange_cases" in name for name in prints(home))
    assert len(rows_of(home, "strange_notes")) == 2
    assert loaded(drop("in", {"怪案.csv": CASES})).deliveries != ()


@pytest.mark.parametrize(
    ("second", "superseded"),
    [
        pytest.param("1,200.50", 2, id="exact repeats"),
        pytest.param("1200.5", 2, id="written otherwise"),
        pytest.param("1,300", 1, id="a correction"),
    ],
)
def test_what_a_later_delivery_repeats_is_superseded_and_what_it_corrects_stays(
    home: Home, drop: Drop, loaded: Load, second: str, superseded: int
) -> None:
    loaded(drop("one", {"怪案.csv": CASES}))
    later = CASES.replace("1,200.50", second) + "\n"
    report = loaded(drop("two", {"怪案.csv": later}), "2024-04-05")
    assert report.figures[0].superseded == superseded
    assert report.figures[0].loaded == 2 - superseded


def test_a_return_to_what_was_corrected_is_no_repeat(home: Home, drop: Drop, loaded: Load) -> None:
    loaded(drop("one", {"怪案.csv": CASES}), "2024-01-05")
    changed = CASES.replace("1,200.50", "9")
    assert loaded(drop("two", {"怪案.csv": changed}), "2024-02-05").total("loaded") == 1
    back = loaded(drop("three", {"怪案.csv": CASES + "\n"}), "2024-03-05")
    assert back.total("loaded") == 1
    assert back.total("superseded") == 1


def test_rows_without_a_declared_key_are_never_thought_repeats(
    home: Home, drop: Drop, loaded: Load
) -> None:
    loaded(drop("one", {"抽查.csv": NOTES}))
    loaded(drop("two", {"抽查.csv": NOTES + "\n"}), "2024-04-05")
    assert len(rows_of(home, "strange_notes")) == 4


def test_a_register_that_is_whole_each_time_keeps_what_it_says_again(
    home: Home, drop: Drop, loaded: Load
) -> None:
    loaded(drop("one", {"任职.csv": PEOPLE}))
    report = loaded(drop("two", {"任职.csv": PEOPLE + "\n"}), "2024-04-05")
    assert (report.total("loaded"), report.total("superseded")) == (2, 0)


def test_parts_of_a_register_that_come_on_one_day_are_one_whole(
    home: Home, drop: Drop, loaded: Load
) -> None:
    east, west = PEOPLE, PEOPLE.replace("泉明", "石园")
    first = loaded(drop("one", {"任职东.csv": east})).deliveries[0]
    second = loaded(drop("two", {"任职西.csv": west})).deliveries[0]
    third = loaded(drop("three", {"任职西.csv": west.replace("李小红", "李小兰")})).deliveries[0]
    loaded(drop("four", {"任职西.csv": west + "\n"}), "2024-04-05")
    rows = rows_of(home, "strange_people")
    told = rows[["delivery", "_origin", "company", "name"]].fillna("").values.tolist()
    assert told[:4] == [
        [first, "", "泉明商贸有限公司", "王小明"],
        [first, "", "泉明商贸有限公司", "李小红"],
        [third, first, "石园商贸有限公司", "王小明"],
        [third, first, "石园商贸有限公司", "李小兰"],
    ]
    assert second not in rows["delivery"].tolist()
    assert (rows["_origin"].isna() | (rows["_origin"] == first)).all()
    assert len(rows) == 6


def test_mended_rows_are_taken_back_in_the_place_where_they_stood(
    home: Home, drop: Drop, loaded: Load
) -> None:
    first = loaded(drop("in", {"抽查.csv": NOTES}))
    path = reject_file(home, first, "strange_notes")
    before = prints(home)
    assert states(loaded(path.parent)) == {"strange_notes.csv": "unmended"}
    assert prints(home) == before

    def mend(row: dict[str, str]) -> dict[str, str]:
        if row["_raw"]:
            return row | {"_raw": row["_raw"] + ",7"}
        return row | {"日期": "2023-05-02"}

    path.write_bytes(mended(path, mend))
    report = loaded(path, "2024-06-01")
    assert (report.total("rows"), report.total("loaded"), report.total("rejected")) == (2, 2, 0)
    rows = rows_of(home, "strange_notes").sort_values(["_line", "_row"])
    assert rows["_line"].tolist() == [2, 3, 4, 5]
    assert rows["count"].tolist() == [3, 3, 4, 7]
    assert rows["_file"].unique().tolist() == ["抽查.csv"]
    assert rows["_origin"].dropna().unique().tolist() == list(first.deliveries)
    assert rows["_known"].tolist()[2:] == [parse_day("2024-06-01")] * 2
    before = prints(home)
    assert states(loaded(path)) == {"strange_notes.csv": "known"}
    assert prints(home) == before


def test_mended_rows_of_a_stranger_need_no_declaration_but_the_one_that_refused_them(
    home: Home, drop: Drop, loaded: Load
) -> None:
    first = loaded(drop("in", {"抽查.csv": NOTES}))
    path = reject_file(home, first, "strange_notes")
    path.write_bytes(mended(path, lambda row: row | {"日期": "2023-05-02"}))
    ours = declared(), declaration_texts()
    assert "strange_notes" not in ours[0]
    report = load(home, path.parent, *ours, parse_day("2024-06-01"))
    assert (report.total("loaded"), report.total("rejected")) == (1, 1)
    assert rows_of(home, "strange_notes")["day"].tolist()[2] == parse_day("2023-05-02")
    again = load(home, drop("new", {"抽查.csv": NOTES + "\n"}), *ours, parse_day("2024-06-02"))
    assert states(again) == {"抽查.csv": "unmatched"}
    assert "--tables" in again.figures[0].notes[0]


def test_a_row_mended_twice_counts_once_and_the_later_wins(
    home: Home, drop: Drop, loaded: Load
) -> None:
    first = loaded(drop("in", {"抽查.csv": NOTES}))
    path = reject_file(home, first, "strange_notes")
    original = path.read_bytes()

    def mend(day: str) -> Callable[[dict[str, str]], dict[str, str]]:
        return lambda row: row if row["_raw"] else row | {"日期": day}

    path.write_bytes(mended(path, mend("2023-05-02")))
    partly = loaded(path, "2024-06-01")
    assert (partly.total("loaded"), partly.total("rejected")) == (1, 1)
    path.write_bytes(original)
    path.write_bytes(mended(path, mend("2023-05-02")) + b"\n")
    assert loaded(path, "2024-06-02").figures[0].superseded == 1
    path.write_bytes(original)
    path.write_bytes(mended(path, mend("2023-05-09")))
    assert loaded(path, "2024-06-03").total("loaded") == 1
    rows = rows_of(home, "strange_notes")
    assert rows.loc[rows["_line"] == 4, "day"].tolist() == [parse_day("2023-05-09")]


def test_mended_rows_of_another_home_are_refused(home: Home, drop: Drop, loaded: Load) -> None:
    first = loaded(drop("in", {"抽查.csv": NOTES}))
    path = reject_file(home, first, "strange_notes")

    def change(row: dict[str, str]) -> dict[str, str]:
        return row | {"日期": "2023-05-02", "_delivery": "2001-01-01-000000000000"}

    elsewhere = drop("mended", {"strange_notes.csv": mended(path, change)})
    report = loaded(elsewhere)
    assert report.deliveries == ()
    assert (report.figures[0].state, report.figures[0].rejected) == ("unmended", 2)


def test_rows_are_read_again_when_their_declaration_changed(
    home: Home, drop: Drop, loaded: Load, strange: Path
) -> None:
    report = loaded(drop("in", {"怪案.csv": CASES}))
    declaration = strange / "bureau" / "cases.py"
    text = declaration.read_text("utf-8")
    declaration.write_text(
        text.replace('Date("filed_on")', 'Date("filed_on", required=False)').replace(
            'key=("number", "debtor"),', 'key=("number", "debtor"),\n    nulls=("不详",),'
        ),
        "utf-8",
    )
    assert reject_file(home, report, "strange_cases").exists()
    (table, delivered), *_ = typed_rows(
        home, {"strange_cases": declared(extra=strange)["strange_cases"]}
    )
    ((delivery, rows),) = delivered
    assert len(rows) == 3
    assert delivery.digest("strange_cases") == table.digest
    assert not reject_file(home, report, "strange_cases").exists()
    (figure,) = deliveries(home)[0].figures
    assert (figure["loaded"], figure["rejected"]) == (3, 0)


def test_a_changed_declaration_that_refuses_too_much_stops(
    home: Home, drop: Drop, loaded: Load, strange: Path
) -> None:
    loaded(drop("in", {"怪案.csv": CASES}))
    before = prints(home)
    declaration = strange / "bureau" / "cases.py"
    text = declaration.read_text("utf-8")
    text = text.replace("max_rejects=0.5", "max_rejects=0.1, few_rejects=0")
    declaration.write_text(text, "utf-8")
    with pytest.raises(TooManyRejects, match=r"strange_cases: 1 of 3 rows are refused"):
        typed_rows(home, declared(extra=strange))
    assert prints(home) == before


def test_a_strangers_declaration_is_kept_with_the_rows_it_made(
    home: Home, drop: Drop, loaded: Load, strange: Path
) -> None:
    loaded(drop("in", {"怪案.csv": CASES}))
    theirs = declared(extra=strange)["strange_cases"]
    shutil.rmtree(strange)
    assert known_tables(home)["strange_cases"] == theirs
    assert "strange_cases" not in declared()


def test_no_number_of_a_person_stands_in_clear_outside_raw_and_rejects(
    home: Home, drop: Drop, loaded: Load
) -> None:
    report = loaded(drop("in", {"任职.csv": PEOPLE}))
    assert (report.total("loaded"), report.total("rejected")) == (2, 1)
    planted = [b"11010519491231002X", b"110105194912310029", b"13012348666", b"88881234", b"wang@"]
    clear = {
        path.relative_to(home.path).parts[0] + "/" + ("raw" if "raw" in path.parts else path.suffix)
        for path in home.path.rglob("*")
        if path.is_file() and any(number in path.read_bytes() for number in planted)
    }
    assert clear == {"deliveries/raw", "rejects/.csv"}
    rows = rows_of(home, "strange_people")
    assert rows["id"].str.len().tolist()[0] == 32
    assert rows["id"].isna().tolist() == [False, True]
    assert rows["id_masked"].tolist() == ["1101051949****002X"] * 2
    assert rows["phone_masked"].tolist() == ["130****8666", "0531-****1234"]
    assert rows["phone"].str.len().tolist() == [32, 32]
    assert rows["mail_masked"].tolist()[0] == "w***@example.com"
    assert rows["remark"].tolist()[0] == "身份证1101051949****002X"
    assert rows["src:证件号码"].tolist() == ["1101051949****002X"] * 2
    assert rows["src:内部备注"].tolist()[0] == "电130****8666"


def _die_at(call: int, home: Path, folder: Path, strange: Path) -> None:
    calls = 0

    def progress(share: float, doing: str) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            os._exit(9)

    tables = declared(extra=strange)
    texts = declaration_texts(extra=strange)
    load(Home.at(home), folder, tables, texts, parse_day("2024-03-05"), progress)


@pytest.mark.parametrize("call", [1, 3, 4])
def test_a_killed_load_leaves_everything_whole(
    home: Home, drop: Drop, loaded: Load, strange: Path, call: int
) -> None:
    loaded(drop("one", {"任职.csv": PEOPLE}))
    before = prints(home)
    folder = drop("two", {"怪案.csv": CASES, "抽查.csv": NOTES})
    child = multiprocessing.get_context("spawn").Process(
        target=_die_at, args=(call, home.path, folder, strange)
    )
    child.start()
    child.join()
    assert child.exitcode == 9
    assert len(deliveries(home)) == 1
    assert {k: v for k, v in prints(home).items() if ".incoming" not in k} == before
    assert len(loaded(folder).deliveries) == 1
    assert not any(".incoming" in name for name in prints(home))
    assert len(rows_of(home, "strange_notes")) == 2


@pytest.mark.parametrize("call", [1, 3, 4])
def test_a_load_that_a_person_stops_keeps_nothing(
    home: Home, drop: Drop, strange: Path, call: int
) -> None:
    folder = drop("two", {"怪案.csv": CASES, "抽查.csv": NOTES})
    calls: list[str] = []

    def progress(share: float, doing: str) -> None:
        calls.append(doing)
        if len(calls) == call:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(
            home, folder, declared(extra=strange), declaration_texts(extra=strange), 19000, progress
        )
    assert set(prints(home)) == {"key", "key.fingerprint"}


def test_refused_rows_of_a_delivery_that_never_came_are_swept(
    home: Home, drop: Drop, loaded: Load
) -> None:
    (home.rejects / "2020-01-01-000000000000").mkdir()
    loaded(drop("in", {"抽查.csv": NOTES}))
    assert [p.name for p in home.rejects.iterdir()] == [d.id for d in deliveries(home)]


def test_a_full_disk_is_one_sentence_and_loses_nothing(
    home: Home, drop: Drop, loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(drop("one", {"任职.csv": PEOPLE}))
    before = prints(home)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full)
        with pytest.raises(HomeFull, match="is full; nothing that was there is lost"):
            loaded(drop("two", {"抽查.csv": NOTES}))
    assert prints(home) == before


def test_a_home_that_is_written_by_another_is_left_alone(
    home: Home, drop: Drop, loaded: Load
) -> None:
    with home.lock("build"), pytest.raises(HomeBusy, match="qiji build"):
        loaded(drop("in", {"抽查.csv": NOTES}))


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_nothing_to_load_is_said(drop: Drop, loaded: Load, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(MissingFile, match=name):
        loaded(tmp_path / name)
