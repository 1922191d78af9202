"""Workbooks as other programs and other hands make them, and files of other programs."""

from __future__ import annotations

import datetime
import io
import os
import re
import socket
import zipfile
from collections.abc import Callable
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from tests.damage.cases import (
    DAMAGED,
    HEADER,
    Case,
    Fact,
    Maker,
    case,
    facts,
    kind,
    line,
    refused,
    rows_of,
    text_of,
)
from tests.damage.workbooks import NEW, OLD, book, old_book, valued

_WIDE = len(HEADER)


def _made(
    found: list[Fact], change: Callable[[Any, Any], object] | None = None, **options: object
) -> bytes:
    """Return a workbook of one sheet by another writer, changed before it is saved."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    sheet = made.add_worksheet("表1")
    for at, row in enumerate(valued(found)):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(at, column, cell)
    if change:
        change(made, sheet)
    made.close()
    return out.getvalue()


def _edited(raw: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return a workbook with one part (a pattern of its name) changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if re.fullmatch(part, name):
                content = change(content.decode()).encode()
            made.writestr(name, content)
    return out.getvalue()


@kind
def days_counted_from_1904(dice: Random) -> Case:
    """Excel for the Macintosh counted days from 1904; the workbook says so."""
    found = facts(dice)

    def dated(made: Any, sheet: Any) -> None:
        form = made.add_format({"num_format": dice.choice(["yyyy-mm-dd", 'yyyy"年"m"月"d"日"'])})
        for at, one in enumerate(found, 1):
            sheet.write_datetime(at, 4, datetime.datetime.fromisoformat(one.day), form)

    return case(_made(found, dated, date_1904=dice.random() < 0.7), found, name=NEW)


@kind
def bare_days_counted_from_1904(dice: Random) -> Case:
    """Nothing shows them as days: counted from 1900 they would be four years early."""
    rows = valued(facts(dice))
    for row in rows[1:]:
        row[4] = (datetime.date.fromisoformat(str(row[4])) - datetime.date(1904, 1, 1)).days
    if dice.random() < 0.5:
        raw, name = old_book(rows, from_1904=True), OLD
    else:
        said = f'<workbookPr date1904="{dice.choice(["1", "true"])}"/>'
        raw = _edited(
            book(rows), r"xl/workbook\.xml", lambda text: text.replace("<workbookPr/>", said)
        )
        name = NEW
    return refused(raw, "counts days from 1904", "stopped", name)


@kind
def words_kept_in_the_cells_themselves(dice: Random) -> Case:
    """Inline strings, as programs write that do not keep a list of words."""
    found = facts(dice)
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True})
    sheet = made.add_worksheet("表1")
    for at, row in enumerate(valued(found)):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(at, column, cell)
    made.close()
    return case(out.getvalue(), found, name=NEW)


@kind
def words_in_several_fonts(dice: Random) -> Case:
    found = facts(dice)

    def fonts(made: Any, sheet: Any) -> None:
        bold = made.add_format({"bold": True, "font_color": "red"})
        for at, one in enumerate(found, 1):
            sheet.write_rich_string(at, 1, bold, one.company[:2], one.company[2:4], bold,
                                    one.company[4:])  # fmt: skip

    return case(_made(found, fonts), found, name=NEW)


@kind
def words_with_readings_above(dice: Random) -> Case:
    """Signs that say how a word is read stand beside it in the file and are no part of it."""
    found = facts(dice)
    raw = _edited(
        _made(found), r"xl/sharedStrings\.xml",
        lambda text: text.replace("</t></si>", '</t><rPh sb="0" eb="1"><t>QUAN</t></rPh></si>'),
    )  # fmt: skip
    return case(raw, found, name=NEW)


@kind
def rows_and_columns_hidden(dice: Random) -> Case:
    """What a filter hides was sent all the same: it is loaded like the rest."""
    found = facts(dice)

    def hidden(made: Any, sheet: Any) -> None:
        sheet.autofilter(0, 0, len(found), _WIDE - 1)
        for at in range(1, len(found), 2):
            sheet.set_row(at, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})

    return case(_made(found, hidden), found, name=NEW)


@kind
def a_formula_shared_by_rows(dice: Random) -> Case:
    """The first cell has the formula for all; each has its value."""
    found = [replace(one, fine=float(dice.randint(10, 900))) for one in facts(dice)]
    raw = _edited(
        _made(found), r"xl/worksheets/sheet1\.xml",
        lambda text: re.sub(
            r'<c r="D(\d+)"><v>', r'<c r="D\1"><f t="shared" si="0"/><v>', text
        ).replace('si="0"/>', f'ref="D2:D{len(found) + 1}" si="0">1*1</f>', 1),
    )  # fmt: skip
    return case(raw, found, name=NEW)


@kind
def cells_merged_down_the_rows(dice: Random) -> Case:
    """One name for three rows: the two below have none, and whose they are is not guessed."""
    found = facts(dice, 9, 20)
    left = [one for n, one in enumerate(found) if n not in (1, 2)]
    rejected = {line(found, n): "is required, but empty" for n in (1, 2)}
    raw = book(valued(found), lambda sheet: sheet.merge_cells("B2:B4"))
    return case(raw, left, name=NEW, rejected=rejected, says=("merged over rows",))


@kind
def two_tables_one_below_the_other(dice: Random) -> Case:
    """The second has a title and the same header: it is the same table."""
    found = facts(dice, 8, 20)
    rows = valued(found)
    rows[5:5] = [[], ["下半年"], list(HEADER)]
    rejected = {7: ""}
    return case(book(rows), found, name=NEW, rejected=rejected,
                skipped={"blank": 1, "repeated_header": 1})  # fmt: skip


@kind
def two_tables_side_by_side(dice: Random) -> Case:
    """Each name stands twice: which of the two is meant, nobody said."""
    found = facts(dice, 8, 20)
    rows = [[*left, "", *right] for left, right in zip(valued(found), valued(found), strict=True)]
    return refused(book(rows), "more than once", state="stopped", name=NEW)


@kind
def a_picture_and_a_comment_over_cells(dice: Random) -> Case:
    found = facts(dice)

    def drawn(made: Any, sheet: Any) -> None:
        sheet.write_comment(1, 1, "请核实：某甲")
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": f"=表1!$D$2:$D${len(found) + 1}"})
        sheet.insert_chart("K2", chart)
        alone = made.add_chart({"type": "line"})
        alone.add_series({"values": f"=表1!$D$2:$D${len(found) + 1}"})
        made.add_chartsheet("图").set_chart(alone)

    return case(_made(found, drawn), found, name=NEW)


@kind
def formatted_cells_far_below(dice: Random) -> Case:
    """Somebody gave a thousand rows a frame: they are blank."""
    found = facts(dice)

    def framed(made: Any, sheet: Any) -> None:
        frame = made.add_format({"border": 1})
        for at in range(len(found) + 1, len(found) + 1001):
            for column in range(_WIDE):
                sheet.write_blank(at, column, None, frame)

    return case(_made(found, framed), found, name=NEW, skipped=None)


@kind
def a_workbook_with_macros(dice: Random) -> Case:
    """Its macros are nothing to us."""
    found = facts(dice)
    raw = _edited(
        _made(found), r"\[Content_Types\]\.xml",
        lambda text: text.replace("spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"),
    )  # fmt: skip
    return case(raw, found, name="处罚.xlsm")


@kind
def a_workbook_in_the_strict_form(dice: Random) -> Case:
    """ISO 29500 Strict has other names for all its parts: read rightly, or refused."""
    found = facts(dice)
    raw = _edited(
        _made(found), r".*\.(xml|rels)",
        lambda text: text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )  # fmt: skip
    return case(raw, found, name=NEW)


def _zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@kind
def a_workbook_of_another_office(dice: Random) -> Case:
    """OpenDocument is a zip of other parts."""
    raw = _zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content="<a/>")
    return refused(raw, "OpenDocument", name="处罚.ods")


@kind
def a_letter_named_as_a_workbook(dice: Random) -> Case:
    raw = _zipped(word__document="<w/>", **{"[Content_Types]": "<Types/>"})
    return refused(raw, "not a workbook", name=NEW)


@kind
def a_workbook_with_a_password(dice: Random) -> Case:
    """Excel wraps an encrypted workbook into the container of the old form."""
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + dice.randbytes(1000)
    return refused(raw + "EncryptedPackage".encode("utf-16-le") + bytes(500), "encrypted", name=NEW)


@kind
def a_workbook_of_before_1993(dice: Random) -> Case:
    """BIFF 2 to 4 stand in no container; nobody reads them any more."""
    begin = dice.choice([b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"])
    return refused(begin + b"\x02\x00\x10\x00\x00\x00" + dice.randbytes(300), "", name=OLD)


@kind
def a_table_of_dbase(dice: Random) -> Case:
    raw = b"\x03\x7c\x03\x01\x09\x00\x00\x00\x61\x00\x20\x00" + bytes(20) + b"NUMBER\x00\x00\x00"
    return refused(
        raw + b"C" + bytes(300) + b"\r" + b"7 A 20240301" * dice.randint(5, 9),
        "",
        state="unmatched",
        name="处罚.dbf",
    )


@kind
def entities_in_a_workbook_of_xml(dice: Random) -> Case:
    """The billion laughs where Excel 2003 kept its cells."""
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "处罚">' for n in range(10)
    )
    text = (
        f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><Workbook '
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell>'
        "<Data>&l9;</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    return refused(text, "", name=OLD, state=dice.choice(["refused"]))


@kind
def a_page_with_cells_over_several_rows(dice: Random) -> Case:
    """A name over three rows of a page: as in a workbook, only the first has it."""
    found = facts(dice, 9, 20)
    rows = []
    for n, one in enumerate(found):
        cells = [f"<td>{c}</td>" for c in one.cells]
        if n < 3:
            cells[1] = f'<td rowspan="3">{one.company}</td>' if n == 0 else ""
        rows.append(f"<tr>{''.join(cells)}</tr>")
    head = "".join(f"<th>{name}</th>" for name in HEADER)
    text = f"<html><body><table><tr>{head}</tr>{''.join(rows)}</table></body></html>"
    left = [one for n, one in enumerate(found) if n not in (1, 2)]
    rejected = {line(found, n): "is required, but empty" for n in (1, 2)}
    return case(text, left, name=OLD, rejected=rejected, says=("merged over rows",))


@kind
def a_page_that_says_another_encoding(dice: Random) -> Case:
    found = facts(dice)
    rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows_of(found))
    said, is_ = dice.choice([("gb2312", "utf-8"), ("utf-8", "gb18030")])
    text = f'<html><head><meta charset="{said}"></head><body><table>{rows}</table></body></html>'
    return case(text.encode(is_), found, name=OLD)


# --- places -----------------------------------------------------------------------------------


@kind
def a_folder_named_as_a_table(dice: Random) -> Case:
    found = facts(dice)

    def make(path: Path) -> None:
        path.mkdir()
        (path / DAMAGED).write_text(text_of(rows_of(found)), "utf-8")

    return Case(files={DAMAGED: make}, facts=found)


@kind
def folders_sixty_deep(dice: Random) -> Case:
    found = facts(dice)

    def make(path: Path) -> None:
        deep = path.joinpath(*["层"] * 60)
        deep.mkdir(parents=True)
        (deep / DAMAGED).write_text(text_of(rows_of(found)), "utf-8")

    return Case(files={"深": make}, facts=found)


@kind
def names_that_differ_in_case_alone(dice: Random) -> Case:
    found = facts(dice, 8, 20)
    files: dict[str | bytes, bytes | Maker] = {
        "damaged.csv": text_of(rows_of(found[:4])).encode(),
        "DAMAGED.CSV": text_of(rows_of(found[4:])).encode(),
    }
    return Case(files=files, facts=found, states=("loaded", "loaded"))


@kind
def names_that_a_shell_would_misread(dice: Random) -> Case:
    found = facts(dice)
    name = dice.choice(
        ["-rf 处罚.csv", "处罚 .csv", "处罚*?.csv", "~处罚.csv", "处罚.csv.", "处罚"]
    )
    return case(text_of(rows_of(found)), found, name=name)


@kind
def a_socket(dice: Random) -> Case:
    found = facts(dice)

    def make(path: Path) -> None:
        with chdir(path.parent), socket.socket(socket.AF_UNIX) as end:
            end.bind(os.fsdecode(path.name))

    files: dict[str | bytes, bytes | Maker] = {
        DAMAGED: text_of(rows_of(found)).encode(),
        "处罚2.csv": make,
    }
    return Case(files=files, facts=found, states=("loaded", "refused"), says=("a socket",))
