"""Kinds of damage: workbooks, old and new, and web pages named as such."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from random import Random

import openpyxl
import xlsxwriter
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from tests.damage.cases import HEADER, Case, Fact, case, facts, kind, line, refused

NEW, OLD = "处罚.xlsx", "处罚.xls"


def book(
    rows: Sequence[Sequence[object]], change: Callable[[Worksheet], object] | None = None
) -> bytes:
    """Return a workbook of one sheet, changed before it is saved."""
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def old_book(rows: Sequence[Sequence[object]], *, from_1904: bool = False) -> bytes:
    """Return a workbook of Excel 97; a cell `#...!` is an error."""
    made = xlwt.Workbook()
    made.dates_1904 = from_1904
    sheet = made.add_sheet("表1")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("#"):
                sheet.row(at).set_cell_error(column, cell)
            elif cell != "":
                sheet.write(at, column, cell)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def valued(found: Sequence[Fact]) -> list[list[object]]:
    """Return rows of which amounts are numbers."""
    rows: list[list[object]] = [list(HEADER)]
    for fact in found:
        row: list[object] = list(fact.cells)
        row[3] = "" if fact.fine is None else fact.fine
        rows.append(row)
    return rows


def _without(found: list[Fact], *places: int) -> list[Fact]:
    return [f for n, f in enumerate(found) if n not in places]


@kind
def a_workbook(dice: Random) -> Case:
    found = facts(dice)
    return case(book(valued(found)), found, name=dice.choice([NEW, "处罚.csv", "处罚"]))


@kind
def an_old_workbook(dice: Random) -> Case:
    found = facts(dice)
    return case(old_book(valued(found)), found, name=dice.choice([OLD, "处罚.xlsx"]))


@kind
def days_of_a_workbook(dice: Random) -> Case:
    """Days as Excel keeps them, as numbers shown as days."""
    found = facts(dice)
    rows = valued(found)
    for row in rows[1:]:
        row[4] = datetime.date.fromisoformat(str(row[4]))
    return case(book(rows), found, name=NEW)


@kind
def days_of_a_workbook_as_serials(dice: Random) -> Case:
    found = facts(dice)
    rows = valued(found)
    for row in rows[1:]:
        row[4] = (datetime.date.fromisoformat(str(row[4])) - datetime.date(1899, 12, 30)).days
    return case(old_book(rows) if dice.random() < 0.5 else book(rows), found, name=NEW)


@kind
def a_merged_title(dice: Random) -> Case:
    found = facts(dice)
    rows: list[list[object]] = [["行政处罚汇总表", *[""] * 5], *valued(found)]
    return case(
        book(rows, lambda sheet: sheet.merge_cells("A1:F1")), found, name=NEW, skipped={"title": 1}
    )


@kind
def a_merged_header(dice: Random) -> Case:
    """Two columns under a name for both; the others' names are merged downwards."""
    found = facts(dice)
    above: list[object] = [*HEADER[:3], "处罚情况", "", HEADER[5]]
    rows: list[list[object]] = [above, ["", "", "", HEADER[3], HEADER[4], ""], *valued(found)[1:]]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("D1:E1")
        for letter in "ABCF":
            sheet.merge_cells(f"{letter}1:{letter}2")

    return case(book(rows, merge), found, name=NEW, says=("header in 2 rows",))


@kind
def several_sheets(dice: Random) -> Case:
    found = facts(dice, 8, 20)
    made = openpyxl.Workbook()
    for name, part in (("上半年", found[:4]), ("下半年", found[4:])):
        sheet = made.create_sheet(name)
        for row in valued(part):
            sheet.append(row)
    made.create_sheet("说明").append(["本表由某局填报"])
    del made["Sheet"]
    out = io.BytesIO()
    made.save(out)
    return case(out.getvalue(), found, name=NEW, states=("loaded", "loaded", "unmatched"))


@kind
def a_hidden_sheet(dice: Random) -> Case:
    found = facts(dice, 8, 20)
    made = openpyxl.Workbook()
    for name, part in (("公开", found[:4]), ("内部", found[4:])):
        sheet = made.create_sheet(name)
        for row in valued(part):
            sheet.append(row)
    made["内部"].sheet_state = dice.choice(["hidden", "veryHidden"])
    del made["Sheet"]
    out = io.BytesIO()
    made.save(out)
    return case(
        out.getvalue(), found, name=NEW, states=("loaded", "loaded"), says=("hidden sheet",)
    )


@kind
def formulas_with_their_values(dice: Random) -> Case:
    found = facts(dice)
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("表1")
    for at, row in enumerate(valued(found)):
        for column, cell in enumerate(row):
            if column == 3 and at and cell != "":
                sheet.write_formula(at, column, f"=G{at + 1}*1", None, cell)
            elif cell != "":
                sheet.write(at, column, cell)
    made.close()
    return case(out.getvalue(), found, name=NEW)


@kind
def formulas_without_their_values(dice: Random) -> Case:
    """A program wrote the formula and nobody opened it: the amount is not known."""
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = valued(found)
    rows[place + 1][3] = "=100*3"
    rejected = {line(found, place): "formula"}
    return case(book(rows), _without(found, place), name=NEW, rejected=rejected)


@kind
def error_cells(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = valued(found)
    word = dice.choice(["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
    column = dice.choice([0, 2, 3, 4, 5])
    rows[place + 1][column] = word
    rejected = {line(found, place): "error"}
    return case(book(rows), _without(found, place), name=NEW, rejected=rejected)


@kind
def error_cells_of_an_old_workbook(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = valued(found)
    rows[place + 1][dice.choice([2, 3, 5])] = dice.choice(["#REF!", "#DIV/0!", "#VALUE!"])
    rejected = {line(found, place): "error"}
    return case(old_book(rows), _without(found, place), name=OLD, rejected=rejected)


@kind
def a_formula_that_gave_an_error(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found))
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("表1")
    for at, row in enumerate(valued(found)):
        for column, cell in enumerate(row):
            if (at, column) == (place + 1, 3):
                sheet.write_formula(at, column, "=1/0", None, "#DIV/0!")
            elif cell != "":
                sheet.write(at, column, cell)
    made.close()
    rejected = {line(found, place): "error"}
    return case(out.getvalue(), _without(found, place), name=NEW, rejected=rejected)


@kind
def cells_beyond_the_header(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = valued(found)
    rows[place + 1].append("批注")
    rejected = {line(found, place): "right of the header"}
    return case(book(rows), _without(found, place), name=NEW, rejected=rejected)


@kind
def a_workbook_that_begins_elsewhere(dice: Random) -> Case:
    """Two rows and a column are left free above and beside the table."""
    found = facts(dice)
    rows: list[list[object]] = [["", *row] for row in valued(found)]
    return case(book([[], [], *rows]), found, name=NEW, skipped={"blank": 2})


@kind
def notes_and_totals_of_a_workbook(dice: Random) -> Case:
    found = facts(dice)
    rows: list[list[object]] = [
        *valued(found),
        ["合计", "", "", 999.0],
        ["注：金额单位为元。"],
        ["填表人：某甲"],
    ]
    return case(book(rows), found, name=NEW, skipped={"total": 1, "note": 2})


@kind
def a_workbook_cut_off(dice: Random) -> Case:
    raw = book(valued(facts(dice))) if dice.random() < 0.5 else old_book(valued(facts(dice)))
    return refused(raw[: int(len(raw) * dice.uniform(0.2, 0.9))], "", name=NEW)


@kind
def an_old_workbook_short_of_its_end(dice: Random) -> Case:
    """The last of its blocks are lost, to which its directory still points."""
    raw = old_book(valued(facts(dice)))
    return refused(raw[: -dice.randint(600, 2000)], "cut off or damaged", name=OLD)


@kind
def an_old_workbook_with_bytes_lost_within(dice: Random) -> Case:
    """All that stands behind them is not where it is looked for."""
    raw = bytearray(old_book(valued(facts(dice))))
    at = dice.randint(600, len(raw) // 2)
    del raw[at : at + dice.randint(1, 700)]
    return refused(bytes(raw), "cut off or damaged", name=OLD)


@kind
def an_old_workbook_with_a_block_never_written(dice: Random) -> Case:
    """A program would look for its cells in NULs, and ask for all the memory there is."""
    raw = bytearray(old_book(valued(facts(dice))))
    raw[1024:1536] = bytes(512)
    return refused(bytes(raw), "cut off or damaged", name=OLD)


@kind
def a_name_of_nuls_in_an_old_workbook(dice: Random) -> Case:
    """A block of the words was never written: where they stood are NULs, and no name."""
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = valued(found)
    rows[place + 1][1] = "\0" * 12
    rejected = {line(found, place): "holds a NUL character"}
    return case(old_book(rows), _without(found, place), name=OLD, rejected=rejected)


@kind
def a_workbook_with_a_flipped_byte(dice: Random) -> Case:
    """The check sum of a part is wrong: nothing of it is to be believed."""
    raw = bytearray(book(valued(facts(dice))))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        about = archive.getinfo("xl/worksheets/sheet1.xml")
    raw[about.header_offset + 30 + len(about.filename) + about.compress_size // 2] ^= 0x55
    return refused(bytes(raw), "damaged", name=NEW)


@kind
def a_number_too_long_for_a_workbook(dice: Random) -> Case:
    """Eighteen digits as a number: Excel has forgotten the last three."""
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = valued(found)
    rows[place + 1][0] = 370105202301010012.0
    rejected = {line(found, place): "digits"}
    return case(book(rows), _without(found, place), name=NEW, rejected=rejected)


@kind
def a_workbook_of_blank_sheets(dice: Random) -> Case:
    return refused(book([]), "empty", name=NEW)


def page(rows: Sequence[Sequence[object]], encoding: str, dice: Random) -> bytes:
    """Return a web page with one table, its cells closed or not."""
    close = dice.random() < 0.7
    body = "".join(
        "<tr>" + "".join(f"<td>{c}{'</td>' if close else ''}" for c in row) + "</tr>\n"
        for row in rows
    )
    head = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    return f"{head}</head><body><table border=1>\n{body}</table></body></html>".encode(encoding)


@kind
def a_web_page_named_as_a_workbook(dice: Random) -> Case:
    found = facts(dice)
    return case(page(valued(found), dice.choice(["utf-8", "gb2312"]), dice), found, name=OLD)


@kind
def a_web_page_with_merged_cells(dice: Random) -> Case:
    found = facts(dice)
    text = page(valued(found), "utf-8", dice).decode()
    title = '<tr><th colspan="6">行政处罚汇总表</th></tr>\n<tr>'
    return case(text.replace("<tr>", title, 1), found, name=OLD, skipped={"title": 1})


@kind
def a_web_page_of_no_table(dice: Random) -> Case:
    return refused("<html><body><p>404 Not Found</p></body></html>", "table", name=OLD)


@kind
def a_web_page_that_would_run(dice: Random) -> Case:
    """Scripts and frames are nothing; markup within cells is dropped, their words stay."""
    found = facts(dice)
    text = page(valued(found), "utf-8", dice).decode()
    text = text.replace("<table", "<script>document.write('<table><tr><td>1')</script><table", 1)
    text = text.replace(found[0].company, f"<b>{found[0].company}</b><script>x()</script>")
    return case(text, found, name=OLD)


@kind
def a_workbook_in_xml(dice: Random) -> Case:
    """Excel 2003 could save a workbook as one XML; some programs still write it as `.xls`."""
    found = facts(dice)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    body = "".join(
        "<Row>"
        + "".join(
            f'<Cell ss:Index="{n}"><Data ss:Type="String">{cell}</Data></Cell>'
            for n, cell in enumerate(row, 1)
            if cell != ""
        )
        + "</Row>"
        for row in valued(found)
    )
    text = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="表1"><Table>{body}</Table></Worksheet></Workbook>'
    )
    return case(text, found, name=OLD)
