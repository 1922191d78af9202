"""`qiji table new` and `qiji table check`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loaders.declaring.declaration import read_declaration
from loaders.sketching.commands import table
from loaders.sketching.masking import masked, masked_reason
from loaders.sketching.naming import pattern, table_name, titled
from qiji import main

EXAMPLE = Path(__file__).parents[3] / "examples/night"
FILE = EXAMPLE / "夜间施工.csv"
FINISHED = EXAMPLE / "building/night_work.py"


def typed(*words: object) -> Result:
    return CliRunner().invoke(main, ["table", *map(str, words)])


def test_a_declaration_is_written_below_the_folder_and_read_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = typed("new", FILE, "--name", "night_work", "--title", "夜工", "--department", "office")
    assert (result.exit_code, result.stderr) == (0, "")
    made = read_declaration(tmp_path / "tables/office/night_work.py")
    assert (made.name, made.title, made.department) == ("night_work", "夜工", "office")
    assert len(made.columns) == 11


def test_what_is_written_stays_unless_forced(tmp_path: Path) -> None:
    place = tmp_path / "mine.py"
    place.write_text("mine", "utf-8")
    result = typed("new", FILE, "--out", place)
    assert result.exit_code == 1
    assert "is there already; --force" in result.stderr
    assert place.read_text("utf-8") == "mine"
    assert typed("new", FILE, "--out", place, "--force").exit_code == 0
    assert read_declaration(place).columns


REFUSED = {
    "a table's name that is taken": (("new", FILE, "--name", "tax_arrears"), "already"),
    "a name that is none": (("new", FILE, "--name", "Night Work"), "small letters"),
    "a department that leads elsewhere": (("new", FILE, "--department", "../up"), "small letters"),
    "a sheet that is not there": (("new", FILE, "--sheet", "表9", "--out", "-"), "no sheet"),
    "a file that is not there": (("new", "/nope/a.csv", "--out", "-"), "/nope/a.csv does not"),
    "a file to check that is not there": (("check", FINISHED, "no/a.csv"), "no/a.csv does not"),
    "a declaration that is not there": (("check", "none.py", FILE), "is no file"),
    "a file whose header is another": (("check", FINISHED, "OTHER"), "no column 许可文号"),
    "a declaration that would run": (("check", "STRANGE", FILE), "line 1"),
}


@pytest.mark.parametrize(("words", "told"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_one_sentence_and_nothing_is_written_or_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("OTHER").write_text("企业名称,备注\n测试公司,无\n", "utf-8")
    Path("STRANGE").write_text("open('ran', 'w')\n", "utf-8")
    result = typed(*words)
    assert result.exit_code == 1
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert {p.name for p in tmp_path.iterdir()} == {"OTHER", "STRANGE"}


def test_a_file_that_is_ours_already_is_loaded_without_a_declaration() -> None:
    ours = Path(__file__).parents[1] / "fixtures/people_list.csv"
    result = typed("new", ours, "--out", "-")
    assert result.exit_code == 1
    assert "is read by our table people_list already" in result.stderr
    assert typed("new", ours, "--out", "-", "--force").exit_code == 0


def test_checking_counts_every_row_and_shows_the_refused_with_line_field_and_reason() -> None:
    result = typed("check", FINISHED, FILE, "--format", "json", "--rows", "3")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["rows"], found["loaded"], found["refused"]) == (62, 58, 2)
    assert {k: n for k, n in found["skipped"].items() if n} == {"title": 1, "total": 1}
    assert [(r["_line"], r["_field"]) for r in found["refusals"]] == [
        (33, "uscc"),
        (44, "worked_on"),
    ]
    assert [row["_line"] for row in found["first"]] == [3, 4, 5]
    assert found["first"][0]["phone_masked"] == "139****0000"
    assert "phone" not in found["first"][0]


def test_a_file_that_is_whole_checks_with_exit_0(tmp_path: Path) -> None:
    mended = FILE.read_text("utf-8").replace("91370105MA9T000180", "91370105MA9T00018R")
    path = tmp_path / "夜间施工 六月.csv"
    path.write_text(mended.replace("待补", "2024-05-10"), "utf-8")
    result = typed("check", FINISHED, path, "--format", "csv")
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == 6


def test_a_file_whose_name_is_no_name_of_the_table_is_told(tmp_path: Path) -> None:
    path = tmp_path / "another.csv"
    path.write_bytes(FILE.read_bytes())
    result = typed("check", FINISHED, path)
    assert result.exit_code == 1
    assert "is no name of night_work (*夜间施工*)" in result.stderr


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("370105198203030152", "370***************"),
        ("37010519820303015", "370**************"),
        ("13900000001", "139********"),
        ("电话13900000001转", "电话139********转"),
        ("a.b@example.com", "***@example.com"),
        ("某日", "某日"),
        ("a\nb\x00c", "a b c"),
        ("0531-88880000", "053**********"),
    ],
)
def test_no_number_of_a_person_is_shown_in_full(cell: str, shown: str) -> None:
    assert masked(cell) == shown


def test_a_reason_keeps_its_example_and_loses_what_it_quotes() -> None:
    assert masked_reason("wanted a day such as 2024-03-01") == "wanted a day such as 2024-03-01"
    assert "198203030153" not in masked_reason("'370105198203030153' fails its check")


def test_names_come_from_the_file_without_its_day() -> None:
    assert titled("欠税公告_202403") == "欠税公告"
    assert pattern("欠税[1]公告2024") == "*欠税?1?公告*"
    assert table_name("Shop list") == "shop_list"
    assert table_name("夜工") == table_name("夜工") != table_name("日工")


def test_the_group_has_both_commands() -> None:
    assert set(table.commands) == {"new", "check"}
