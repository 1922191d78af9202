"""Tables that stand otherwise than one header over its rows, and texts of other programs."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from tests.damage.cases import (
    DAMAGED,
    HEADER,
    OLD_HEADER,
    Case,
    Fact,
    case,
    facts,
    kind,
    line,
    lines_of,
    refused,
    rows_of,
    text_of,
)


def _two_exports(
    found: Sequence[Fact], names: Sequence[str], places: Sequence[int]
) -> tuple[list[list[str]], int]:
    """Return the rows of two exports, and where the second, of other names and places, begins."""
    rows = rows_of(found)
    second = 1 + max(len(found) // 2, len(found) - 3)
    rows[second:] = [[row[at] for at in places] for row in [names, *rows[second:]]]
    return rows, second


@kind
def a_header_repeated_in_another_order(dice: Random) -> Case:
    """Two exports joined, the second with other places: its rows are not read by the first's."""
    rows, _ = _two_exports(facts(dice), HEADER, (1, 0, 2, 3, 4, 5))
    return refused(text_of(rows), "another order", state="stopped")


@kind
def a_header_repeated_in_another_order_and_other_words(dice: Random) -> Case:
    """As before, but the second export calls its columns otherwise, or writes them wider."""
    found = facts(dice)
    words = dice.choice([OLD_HEADER, [" ".join(name) for name in HEADER]])
    rows, _ = _two_exports(found, words, (0, 1, 2, 4, 3, 5))
    return refused(text_of(rows), "another order", state="stopped")


@kind
def a_header_repeated_in_another_order_and_width(dice: Random) -> Case:
    """The second header has a delimiter more than its rows."""
    rows, second = _two_exports(facts(dice), HEADER, (1, 0, 2, 3, 4, 5))
    rows[second].append("")
    return refused(text_of(rows), "another order", state="stopped")


@kind
def a_header_of_two_names_exchanged(dice: Random) -> Case:
    """From one delivery to the next two columns changed places: names say which is which."""
    found = facts(dice)
    rows = [[*row[:3], row[4], row[3], row[5]] for row in rows_of(found)]
    return case(text_of(rows), found)


@kind
def a_header_with_line_breaks_in_its_names(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    rows[0] = [f"{name[:2]}\n{name[2:]}" for name in rows[0]]
    return case(text_of(rows), found)


@kind
def a_header_with_notes_in_its_names(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    rows[0] = [f"*{n}" if k % 2 else f"{n}（必填）" for k, n in enumerate(rows[0])]
    rows[0][3] = "罚款金额（元）"
    return case(text_of(rows), found)


@kind
def a_header_that_names_another_unit(dice: Random) -> Case:
    """The declaration has yuan, this file says ten thousands: the file knows its own cells."""
    found = [replace(one, fine=float(dice.randint(1, 99) * 10_000)) for one in facts(dice)]
    rows = rows_of(found)
    rows[0][3] = dice.choice(["罚款金额（万元）", "罚款金额(单位：万元)", "罚款金额(人民币万元)"])
    for row, one in zip(rows[1:], found, strict=True):
        row[3] = str(round((one.fine or 0) / 10_000))
    return case(text_of(rows), found)


@kind
def a_header_that_names_a_foreign_unit(dice: Random) -> Case:
    """A sum in another currency is not the declared one: the column is left out, not misread."""
    found = [replace(one, fine=None) for one in facts(dice)]
    rows = rows_of(found)
    rows[0][3] = "罚款金额(万美元)"
    for row in rows[1:]:
        row[3] = "12"
    return case(text_of(rows), found)


@kind
def a_header_in_synonyms(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    rows[0] = [
        "行政处罚决定书文号",
        "单位名称",
        "社会信用代码",
        "处罚金额",
        "作出处罚决定日期",
        "处罚事由",
    ]
    return case(text_of(rows), found)


@kind
def a_number_of_the_row_in_front(dice: Random) -> Case:
    """Nearly every published list counts its rows; nobody declares that."""
    found = facts(dice)
    rows = [["序号" if not n else str(n), *row] for n, row in enumerate(rows_of(found))]
    return case(text_of(rows), found)


@kind
def numbers_of_the_columns_below_the_header(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    rows.insert(1, [str(n) for n in range(1, 7)])
    return case(text_of(rows), found, rejected={2: "wanted a day"})


@kind
def two_delimiters_between_cells(dice: Random) -> Case:
    """`a||b`: between all columns stands one without a name and without a cell."""
    found = facts(dice)
    return case("\n".join("||".join(row) for row in rows_of(found)) + "\n", found)


@kind
def every_row_in_one_quoted_cell(dice: Random) -> Case:
    """A whole line was taken for one text: there is one column, and it is none of ours."""
    lines = ['"' + text.replace('"', '""') + '"' for text in lines_of(facts(dice))]
    return refused("\n".join(lines) + "\n", "no row of it has two cells", state="unmatched")


@kind
def single_quotes_around_every_cell(dice: Random) -> Case:
    rows = [[f"'{cell}'" for cell in row] for row in rows_of(facts(dice))]
    return refused("\n".join(",".join(row) for row in rows) + "\n", "", state="unmatched")


@kind
def a_mark_before_a_quoted_header(dice: Random) -> Case:
    found = facts(dice)
    text = "\n".join(",".join(f'"{c}"' for c in row) for row in rows_of(found))
    return case(codecs.BOM_UTF8 + text.encode() + b"\n", found)


@kind
def two_marks_at_the_begin(dice: Random) -> Case:
    """A file with a mark was read as one without, and saved with a mark again."""
    found = facts(dice)
    return case(codecs.BOM_UTF8 * 2 + text_of(rows_of(found)).encode(), found)


@kind
def a_mark_below_the_separator_said_to_excel(dice: Random) -> Case:
    found = facts(dice)
    text = "sep=;\r\n" + text_of(rows_of(found), ";", "\r\n")
    return case(codecs.BOM_UTF8 + text.encode(), found, skipped={"title": 1})


@kind
def a_euro_sign_of_windows(dice: Random) -> Case:
    """0x80 is a euro sign in Windows' GBK and nothing in GB18030: one row, and no other."""
    found = facts(dice)
    place = dice.randrange(len(found))
    lines = [text.encode("gb18030") for text in lines_of(found)]
    lines[place + 1] = lines[place + 1].replace("泉城".encode("gb18030"), b"\x80", 1)
    left = [one for n, one in enumerate(found) if n != place]
    return case(b"\n".join(lines) + b"\n", left, rejected={line(found, place): ""})


@kind
def half_a_code_unit_at_the_end(dice: Random) -> Case:
    """UTF-16 of which the last byte is lost: its last row is cut, whatever it said."""
    found = facts(dice)
    raw = text_of(rows_of(found)).rstrip("\n").encode("utf-16")
    rejected = {line(found, len(found) - 1): ""}
    return case(raw[:-1], found[:-1], rejected=rejected)


@kind
def utf7(dice: Random) -> Case:
    return refused(text_of(rows_of(facts(dice))).encode("utf-7"), "", state="unmatched")


@kind
def text_of_a_mainframe(dice: Random) -> Case:
    """EBCDIC: no letter of it is where ours is."""
    rows = [["NUMBER", "NAME", "DAY"], *([f"JN{n}", "FIRM", "20240301"] for n in range(9))]
    return refused(text_of(rows).encode("cp037"), "", state="unmatched")


@kind
def lines_ended_as_a_mainframe_does(dice: Random) -> Case:
    """NEL ends no line of ours: all is one row, a header with far too many names."""
    text = text_of(rows_of(facts(dice)), end=dice.choice("\u0085\u2028\x1e"))
    return refused(text, "plain line ends", state="stopped")


@kind
def a_table_that_stands_on_its_side(dice: Random) -> Case:
    """Names down the first column, a fact a column."""
    rows = list(map(list, zip(*rows_of(facts(dice, 6, 9)), strict=True)))
    return refused(text_of(rows), "", state="unmatched")


@kind
def a_web_archive_named_as_a_workbook(dice: Random) -> Case:
    """Excel saves a page with all its parts as one mail: it is text, and no table."""
    text = (
        "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
        'Content-Type: multipart/related; boundary="----=_Part_1"\r\n\r\n------=_Part_1\r\n'
        "Content-Type: text/html\r\n\r\n"
        "<html><body><table><tr><td>1</td></tr></table></body></html>"
    )
    return refused(text, "", state="unmatched", name="处罚.xls")


@kind
def a_symbolic_link_file(dice: Random) -> Case:
    """SYLK, which Excel opens whatever its suffix says."""
    cells = "".join(
        f'C;Y{y};X{x};K"{cell}"\r\n'
        for y, row in enumerate(rows_of(facts(dice)), 1)
        for x, cell in enumerate(row, 1)
    )
    return refused(f"ID;PWXL;N;E\r\n{cells}E\r\n", "", state="unmatched", name="处罚.slk")


@kind
def objects_instead_of_a_table(dice: Random) -> Case:
    text = '[{"决定书文号": "JN2023-0001", "企业名称": "泉城金石有限公司"}]'
    return refused(text, "(JSON)", state="unmatched", name=dice.choice(["处罚.json", DAMAGED]))


@kind
def statements_of_a_database(dice: Random) -> Case:
    rows = rows_of(facts(dice))
    text = "".join(
        f"INSERT INTO 处罚 VALUES ({', '.join(repr(cell) for cell in row)});\n" for row in rows
    )
    return refused(text, "", state="unmatched", name="处罚.sql")


@kind
def a_table_drawn_in_signs(dice: Random) -> Case:
    """What a database shows on a screen: lines of signs between rows, bars between cells."""
    found = facts(dice)
    rule = "+" + "+".join(["-----"] * 6) + "+"
    rows = [f"| {' | '.join(row)} |" for row in rows_of(found)]
    return case(
        "\n".join([rule, rows[0], rule, *rows[1:], rule]) + "\n", found, skipped=None, free=3
    )
