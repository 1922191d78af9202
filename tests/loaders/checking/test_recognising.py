"""What is recognised of a file is told, kept, and can be pinned by its declaration."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from graph.days import parse_day
from graph.errors import DeclarationError
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import deliveries
from loaders.keeping.report import Report
from loaders.keeping.stock import as_table
from loaders.taking.load import load

NAMES = "企业,日期,数量"
ROWS = "泉明商贸有限公司,2023-05-01,3\n石园建材有限公司,2023-05-02,4\n"


def table(pinned: str) -> str:
    """Return the declaration of inspections, with a reading pinned or not."""
    return textwrap.dedent(f"""
        from loaders.table import Company, Date, Event, Name, Number, Reading, Table

        TABLE = Table(
            name="pinned",
            title="抽查",
            files=("*抽查*",),
            kind="append",
            columns={{"企业": Name("company"), "日期": Date("day"), "数量": Number("count")}},
            parties={{"company": Company(name="company")}},
            facts=(Event("QC_PASS", day="day", parties={{"company": "subject"}}),),
            reading={pinned},
        )
    """)


def run(tmp_path: Path, pinned: str, files: Mapping[str, bytes]) -> tuple[Home, Report]:
    """Load files by the declaration."""
    folder = tmp_path / "tables" / "bureau"
    folder.mkdir(parents=True)
    (folder / "pinned.py").write_text(table(pinned), "utf-8")
    (tmp_path / "in").mkdir()
    for name, content in files.items():
        (tmp_path / "in" / name).write_bytes(content)
    tables = {"pinned": declared(extra=folder.parent)["pinned"]}
    texts = {"pinned": declaration_texts(extra=folder.parent)["pinned"]}
    home = Home.at(tmp_path / "home").make()
    return home, load(home, tmp_path / "in", tables, texts, parse_day("2024-03-05"))


def test_what_was_recognised_is_told_and_kept(tmp_path: Path) -> None:
    text = f"某市抽查表\n{NAMES}\n{ROWS}".replace(",", ";").encode("gb18030")
    home, report = run(tmp_path, "None", {"抽查.csv": text})
    words = ["gb18030", "cells parted by ';'", "header in line 2"]
    assert f"抽查.csv: read as {', '.join(words)}." in as_table(report, home).splitlines()
    [delivery] = deliveries(home)
    assert delivery.figures[0]["notes"] == words


def test_files_read_alike_are_told_in_one_line(tmp_path: Path) -> None:
    text = f"{NAMES}\n{ROWS}"
    files = {f"抽查{n}.csv": f"{text}某{n}厂,2023-05-03,1\n".encode("gb18030") for n in range(3)}
    home, report = run(tmp_path, "None", files)
    assert "抽查0.csv and 2 more: read as gb18030." in as_table(report, home).splitlines()


@pytest.mark.parametrize(
    ("pinned", "text", "loaded"),
    [
        pytest.param("Reading(delimiter=';')", NAMES + "\n" + ROWS, 0, id="another-delimiter"),
        pytest.param("Reading(delimiter=',')", NAMES + "\n" + ROWS, 2, id="its-delimiter"),
        pytest.param("Reading(encoding='big5')", NAMES + "\n" + ROWS, 0, id="another-encoding"),
        pytest.param("Reading(encoding='utf-8')", NAMES + "\n" + ROWS, 2, id="its-encoding"),
        pytest.param("Reading(header_line=2)", f"{NAMES}\n{NAMES}\n{ROWS}", 2, id="second-line"),
        pytest.param("Reading(header_line=2)", f"{NAMES}\n{ROWS}", 0, id="none-there"),
        pytest.param("Reading(header_rows=2)", f"企业,抽查,\n,日期,数量\n{ROWS}", 2, id="two-rows"),
        pytest.param("Reading(header_rows=2)", f"{NAMES}\n{ROWS}", 0, id="one-row-only"),
        pytest.param(
            "Reading(header_line=40)", "说明\n" * 39 + f"{NAMES}\n{ROWS}", 2, id="far-below"
        ),
    ],
)
def test_a_declaration_pins_how_its_files_are_read(
    tmp_path: Path, pinned: str, text: str, loaded: int
) -> None:
    _, report = run(tmp_path, pinned, {"抽查.csv": text.encode()})
    assert report.total("loaded") == loaded
    assert report.figures[0].state == ("loaded" if loaded else "unmatched")


def test_a_declaration_pins_the_sheets_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    rows = [row.split(",") for row in ROWS.splitlines()]
    frame = pd.DataFrame(rows, columns=NAMES.split(","))
    with pd.ExcelWriter(path) as book:
        for name in ("2023年", "草稿"):
            frame.to_excel(book, sheet_name=name, index=False)
    _home, report = run(tmp_path, "Reading(sheets=('20*',))", {"抽查.xlsx": path.read_bytes()})
    assert {f.file: f.state for f in report.figures} == {
        "抽查.xlsx#2023年": "loaded",
        "抽查.xlsx#草稿": "unmatched",
    }


@pytest.mark.parametrize(
    ("pinned", "why"),
    [
        ("Reading(header_line=0)", "counted from 1"),
        ("Reading(header_rows=0)", "counted from 1"),
        ("Reading(header_line=1, header_rows=2)", "more rows than there are"),
        ("Reading(encoding='latin-1')", "encoding"),
        ("Reading(delimiter='#')", "delimiter"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(tmp_path: Path, pinned: str, why: str) -> None:
    folder = tmp_path / "bureau"
    folder.mkdir()
    (folder / "pinned.py").write_text(table(pinned), "utf-8")
    with pytest.raises(DeclarationError, match=why):
        declared(extra=tmp_path)


def test_refused_rows_do_not_run_in_a_spreadsheet_and_come_back_as_they_stood(
    tmp_path: Path,
) -> None:
    many = "".join(f"泉{n}厂,2023-05-01,{n}\n" for n in range(60))
    text = f"{NAMES},备注\n{many}=泉甲厂,某日,3,=1+1\n'-乙厂,某日,4,无\n"
    lines = [line if line.count(",") == 3 else line + "," for line in text.splitlines()]
    home, report = run(tmp_path, "None", {"抽查.csv": ("\n".join(lines) + "\n").encode()})
    assert report.total("rejected") == 2
    [path] = home.rejects.rglob("*.csv")
    stood = path.read_text("utf-8-sig")
    assert "\n'=泉甲厂,某日,3,'=1+1," in stood
    path.write_text(stood.replace("某日", "2023-06-01"), "utf-8")
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "pinned.csv").write_bytes(path.read_bytes())
    folder = tmp_path / "tables"
    tables = {"pinned": declared(extra=folder)["pinned"]}
    texts = {"pinned": declaration_texts(extra=folder)["pinned"]}
    again = load(home, tmp_path / "back", tables, texts, parse_day("2024-03-06"))
    assert again.total("loaded") == 2
    mended = deliveries(home)[-1].rows("pinned")
    assert mended["company"].to_pylist() == ["=泉甲厂", "'-乙厂"]
    assert mended["src:备注"].to_pylist() == ["=1+1", "无"]
