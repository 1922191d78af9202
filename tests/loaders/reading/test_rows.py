"""No row of a text is lost, shifted or swallowed: it is data, ragged or skipped."""

import csv
import io
import random
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from graph.errors import UnreadableFile
from loaders.reading import HeadedGrid, folded_name, header, open_source


def read(tmp_path: Path, text: str, *wanted: str, key: tuple[str, ...] = ()) -> HeadedGrid:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    names = {*(wanted or ("name", "amount"))}
    found = header(open_source(path)[0], lambda said: names <= {*said}, key=key)
    assert found is not None
    return found


@pytest.mark.parametrize("between", [",", "\t", ";", "|", "，"])
def test_the_delimiter_is_recognised(tmp_path: Path, between: str) -> None:
    rows = [["name", "amount", "note"], ["a", "1", "x y"], ["b", "2", ""]]
    found = read(tmp_path, "".join(between.join(row) + "\n" for row in rows))
    assert found.grid.delimiter == between
    assert found.grid.kind == ("tsv" if between == "\t" else "csv")
    assert [found.frame.columns.tolist(), *found.frame.to_numpy().tolist()] == rows


def test_a_column_of_its_own_needs_no_delimiter(tmp_path: Path) -> None:
    found = read(tmp_path, "name\na\n\nb\n", "name")
    assert found.frame["name"].tolist() == ["a", "b"]
    assert found.skipped["blank"] == 1
    assert found.lines.tolist() == [2, 4]


def test_titles_blanks_repeated_headers_and_totals_are_skipped_and_counted(tmp_path: Path) -> None:
    text = (
        "某市行政处罚汇总表\n\n单位：万元,,\n name ,Ａmount,note\na,1,\n,,\nname,Amount,note\n"
        "小 计,1,\nb,2,合计\n合　计：,3,\n总计,3\n\n"
    )
    found = read(tmp_path, text, "Amount")
    assert found.frame["name"].tolist() == ["a", "b"]
    assert found.lines.tolist() == [5, 9]
    assert found.skipped == {"title": 2, "blank": 3, "repeated_header": 1, "total": 3, "note": 0}
    assert found.rows == 11
    assert (found.header_line, found.spelling["Amount"]) == (4, "Ａmount")


def test_a_row_that_fills_its_key_is_no_total(tmp_path: Path) -> None:
    text = "name,amount\n合计,\n合计,3\n"
    assert len(read(tmp_path, text).frame) == 0
    assert read(tmp_path, text, key=("amount",)).frame["amount"].tolist() == ["3"]


def test_a_title_row_that_looks_like_data_does_not_become_the_header(tmp_path: Path) -> None:
    found = read(tmp_path, "表一,表二\nname,amount\na,1\n")
    assert found.frame.to_numpy().tolist() == [["a", "1"]]
    assert found.skipped["title"] == 1


@pytest.mark.parametrize(
    ("text", "good", "lines"),
    [
        pytest.param("name,amount\na,1\nb\nc,3\n", ["a", "c"], [3], id="short"),
        pytest.param("name,amount\na,1\nb,2,9\nc,3\n", ["a", "c"], [3], id="long"),
        pytest.param("name,amount\na,1,\nb,2,\n", [], [2, 3], id="delimiter-trails-on-data-only"),
        pytest.param("name,amount,\na,1,\nb,2\n", ["a"], [3], id="delimiter-trails-on-header"),
        pytest.param('name,amount\na,1\n"b,2\nc,3\n', ["a", "c"], [3], id="unclosed-at-start"),
        pytest.param('name,amount\na,1\nb,"2\nc,3', ["a", "c"], [3], id="unclosed-to-the-end"),
        pytest.param(
            'name,amount\na,"1\nb,2\n"c","3"\n"d",4\n', ["b", "c", "d"], [2], id="closed-by-another"
        ),
        pytest.param('name,amount\na,"1"x\nb,2\n', ["b"], [2], id="text-after-the-quote"),
        pytest.param("name,amount\na\r,1\nb,2\n", ["b"], [2], id="stray-return"),
    ],
)
def test_ragged_rows_are_set_apart_as_they_stood(
    tmp_path: Path, text: str, good: list[str], lines: list[int]
) -> None:
    found = read(tmp_path, text)
    assert found.frame["name"].tolist() == good
    assert found.ragged["line"].tolist() == lines
    stood = text.split("\n")
    assert found.ragged["raw"].tolist() == [stood[line - 1] for line in lines]
    assert found.ragged["reason"].str.len().min() > 0


def test_two_quotes_left_open_do_not_swallow_the_rows_between(tmp_path: Path) -> None:
    rows = [f"a{n},{n},x" for n in range(30)]
    rows[4], rows[20] = 'a4,"4,x', 'a20,20,"'
    found = read(tmp_path, "name,amount,note\n" + "\n".join(rows) + "\n")
    assert found.ragged["line"].tolist() == [6, 22]
    assert len(found.frame) == 28


def test_cells_may_hold_delimiters_line_ends_and_quotes(tmp_path: Path) -> None:
    text = 'name,amount\r\n"a, ""the"" first",1\r\n"b\r\nline two",2\r\n5" pipe,3\r\n,""\r\nc,4\r\n'
    found = read(tmp_path, text)
    names = ['a, "the" first', "b\r\nline two", '5" pipe', "c"]
    assert found.frame["name"].tolist() == names
    assert found.lines.tolist() == [2, 3, 5, 7]
    assert found.skipped["blank"] == 1
    assert len(found.ragged) == 0


def test_a_name_given_to_two_columns_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"'amount' more than once \(columns 2 and 3\)"):
        read(tmp_path, "name,amount,ａmount \na,1,2\n")


def test_nameless_columns_go_only_if_they_are_empty(tmp_path: Path) -> None:
    found = read(tmp_path, "name,,amount,\na,,1,x\nb, ,2,\n")
    assert found.frame.columns.tolist() == ["name", "amount", "(column 4)"]
    assert "no name over column 4" in found.notes


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        (" 企业名称（全称） ", "企业名称(全称)"),
        ("统一社会 信用代码", "统一社会信用代码"),
        ("企业\n名称", "企业名称"),
        ("\ufeff案号\u200b", "案号"),
        ("ＵＳＣＣ", "USCC"),
        ("company  name ", "company name"),
    ],
)
def test_header_names_are_folded(said: str, folded: str) -> None:
    assert folded_name(said) == folded


def test_a_grid_shows_every_row_with_what_is_missing_as_null(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes('标题\nname,amount\na,\n"b,2\n\nc,3,4\n'.encode())
    [grid] = open_source(path)
    cells = grid.cells
    assert cells.dtypes.map(str).unique().tolist() == ["str"]
    assert cells.shape == (6, 3)
    assert cells.iloc[2].fillna("?").tolist() == ["a", "", "?"]
    assert cells.iloc[5].tolist() == ["c", "3", "4"]
    assert cells.iloc[0].fillna("?").tolist() == ["标题", "?", "?"]
    assert grid.lines.tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("seed", range(30))
def test_well_formed_files_are_read_as_the_csv_module_reads_them(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    alphabet = ['"', ",", "a", "，", "\n", "\r\n", "济", " ", "\t", ";", "'", "\\", "0"]
    rows = [["name", "amount", "note", "mark", "day", "place"]]
    for _ in range(dice.randint(1, 40)):
        rows.append(["".join(dice.choices(alphabet, k=dice.randint(0, 6))) for _ in range(6)])
    text = io.StringIO(newline="")
    style: Literal[0, 1] = dice.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    csv.writer(text, quoting=style, lineterminator=dice.choice(["\n", "\r\n"])).writerows(rows)
    found = read(tmp_path, text.getvalue())
    data = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    assert found.frame.to_numpy().tolist() == data
    assert len(found.ragged) == 0


@pytest.mark.parametrize("seed", range(60))
def test_no_damage_loses_or_invents_a_row(tmp_path: Path, seed: int) -> None:
    """Rows that damage did not touch are read as they are; every row is accounted for."""
    dice = random.Random(seed)
    rows = [[f"n{n}", f'"{n},{n}"' if n % 3 else str(n), f"备注{n}", "x"] for n in range(60)]
    lines = [",".join(row) for row in rows]
    hurt = {*dice.sample(range(60), 4)}
    for place in hurt:
        at = dice.randrange(len(lines[place]))
        junk = dice.choice(['"', ",", "\x00", ',"', '""', '"""'])
        lines[place] = lines[place][:at] + junk + lines[place][at:]
    found = read(tmp_path, "name,amount,note,mark\n" + "\n".join(lines) + "\n")
    assert len(found.frame) + len(found.ragged) + sum(found.skipped.values()) == found.rows
    by_name = {row[0]: row[1:] for row in found.frame.to_numpy().tolist()}
    for n in {*range(60)} - hurt:
        row = [f"{n},{n}" if n % 3 else str(n), f"备注{n}", "x"]
        assert by_name.get(f"n{n}") == row, lines[n]


def test_a_large_table_is_read_in_place(tmp_path: Path) -> None:
    size = 200_000
    frame = pd.DataFrame({"name": np.arange(size), "amount": np.arange(size) * 2})
    text = frame.to_csv(index=False).replace("\n150000,300000\n", "\n150000\n")
    found = read(tmp_path, text)
    assert len(found.frame) == size - 1
    assert found.ragged["line"].tolist() == [150_002]
    assert (found.frame["name"].astype(int) * 2 == found.frame["amount"].astype(int)).all()
    assert (found.lines == found.frame["name"].astype(int) + 2).all()
