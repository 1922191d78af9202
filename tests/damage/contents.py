"""Kinds of damage: what stands in the cells."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.damage.cases import Case, case, facts, kind, line, refused, rows_of, text_of


def one_cell(dice: Random, column: int, words: list[str], why: str) -> Case:
    """Return a case in which one cell cannot be read, and its row is refused."""
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = rows_of(found)
    rows[place + 1][column] = dice.choice(words)
    kept = [f for n, f in enumerate(found) if n != place]
    return case(text_of(rows), kept, rejected={line(found, place): why})


@kind
def a_day_of_no_calendar(dice: Random) -> Case:
    return one_cell(dice, 4, ["2023-02-30", "2023年13月1日", "昨天", "2023-00-10"], "wanted a day")


@kind
def a_required_cell_empty(dice: Random) -> Case:
    return one_cell(dice, dice.choice([0, 1, 4]), ["", "  ", "--", "\\N", "null"], "required")


@kind
def an_amount_that_is_none(dice: Random) -> Case:
    return one_cell(dice, 3, ["若干", "12..5", "1 2 3 4", "五四三", "12元5角6"], "")


@kind
def a_code_with_a_wrong_check(dice: Random) -> Case:
    return one_cell(dice, 2, ["91370105MAT000010A", "9137", "91370105MAT00001"], "")


@kind
def a_code_that_lost_its_digits(dice: Random) -> Case:
    """A spreadsheet made a number of a code, and forgot its end."""
    return one_cell(dice, 0, ["2.02302E+15", "1.23457E+11", "9.1370105E17"], "digits")


@kind
def error_cells_in_a_text(dice: Random) -> Case:
    words = ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
    return one_cell(dice, dice.choice([0, 1, 3, 4, 5]), words, "error")


@kind
def a_cell_of_megabytes(dice: Random) -> Case:
    return one_cell(dice, 5, ["长" * 1_200_000, "x" * 3_000_000], "characters")


@kind
def a_formula_is_text(dice: Random) -> Case:
    words = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", '=HYPERLINK("http://example.com")']
    found = [replace(f, cause=dice.choice(words)) for f in facts(dice)]
    return case(text_of(rows_of(found)), found)


@kind
def markup_is_text(dice: Random) -> Case:
    words = ["<script>alert(1)</script>", "<b>重</b>", "&lt", "{{ 7*7 }}", "${x}", "%s%n"]
    found = [replace(f, cause=dice.choice(words)) for f in facts(dice)]
    return case(text_of(rows_of(found)), found)


@kind
def characters_as_html_writes_them(dice: Random) -> Case:
    """A page's source was exported: names stand as HTML writes them."""
    found = facts(dice)
    put = {"&": "&amp;", "(": "&#40;", ")": "&#x29;", "·": "&middot;"}
    whole = [replace(f, company=f"{f.company}(R&D·北)") for f in found]
    rows = rows_of(whole)
    for row in rows[1:]:
        if dice.random() < 0.7:
            row[1] = "".join(put.get(letter, letter) for letter in row[1])
    return case(text_of(rows), whole)


@kind
def unseen_characters_around(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    for row in rows[1:]:
        around = dice.choice(["\u200b", " ", "\u3000", "\u00a0", "\ufeff"])
        row[:5] = [f"{around}{cell}{around}" if cell else cell for cell in row[:5]]
    return case(text_of(rows), found)


@kind
def tabs_against_excel(dice: Random) -> Case:
    """A tab before each code keeps Excel from making a number of it."""
    found = facts(dice)
    rows = rows_of(found)
    for row in rows[1:]:
        row[0], row[2] = f"\t{row[0]}", f"\t{row[2]}" if row[2] else ""
    return case(text_of(rows), found)


@kind
def apostrophes_against_excel(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    for row in rows[1:]:
        row[0], row[2] = f"'{row[0]}", f"'{row[2]}" if row[2] else ""
    return case(text_of(rows), found)


@kind
def words_wrapped_against_excel(dice: Random) -> Case:
    """`="001"` is how some programs have Excel keep a text as it is."""
    found = facts(dice)
    rows = rows_of(found)
    for row in rows[1:]:
        row[0], row[2] = f'="{row[0]}"', f'="{row[2]}"' if row[2] else ""
    return case("\n".join(",".join(row) for row in rows) + "\n", found)


@kind
def full_width_letters_and_digits(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    wide = {n: n + 0xFEE0 for n in range(0x21, 0x7F)}
    for row in rows[1:]:
        for column in (0, 2, 3, 4):
            row[column] = row[column].translate(wide)
    return case(text_of(rows), found)


@kind
def days_in_every_shape(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    for row in rows[1:]:
        year, month, day = map(int, row[4].split("-"))
        row[4] = dice.choice(
            [f"{year}/{month}/{day}", f"{year}年{month}月{day}日", f"{year}{month:02}{day:02}",
             f"{year}.{month:02}.{day:02}", f"{year}-{month:02}-{day:02} 00:00:00",
             f"{year}-{month:02}-{day:02}T00:00;00"]
        )  # fmt: skip
    return case(text_of(rows), found)


@kind
def days_as_serials(dice: Random) -> Case:
    from graph.days import parse_day

    found = facts(dice)
    rows = rows_of(found)
    for row in rows[1:]:
        row[4] = str(parse_day(row[4]) + 25569) + dice.choice(["", ".0"])
    return case(text_of(rows), found)


@kind
def amounts_in_every_shape(dice: Random) -> Case:
    found = [replace(f, fine=float(dice.randint(1, 90) * 10_000)) for f in facts(dice)]
    rows = rows_of(found)
    for row in rows[1:]:
        yuan = round(float(row[3]))
        row[3] = dice.choice(
            [f"{yuan:,}", f"¥{yuan}", f"{yuan}元", f"{yuan // 10_000}万元", f"{yuan}.00"]
        )
    return case(text_of(rows), found)


@kind
def thousands_parted_without_quotes(dice: Random) -> Case:
    """`9,999.00` without quotes is two cells: every row that has one is too long."""
    found = [replace(f, fine=None) for f in facts(dice, 8, 12)]
    rows = [",".join(row) for row in rows_of(found)]
    rows[3] = rows[3].replace(",,", ",9,999.00,", 1) if ",," in rows[3] else rows[3] + ",9"
    kept = [f for n, f in enumerate(found) if n != 2]
    return case("\n".join(rows) + "\n", kept, rejected={4: "cells"})


@kind
def words_for_nothing(dice: Random) -> Case:
    found = [replace(f, uscc=None, fine=None, cause=None) for f in facts(dice)]
    rows = rows_of(found)
    for row in rows[1:]:
        for column in (2, 3, 5):
            row[column] = dice.choice(["\\N", "NULL", "暂无", "无", "--", "", "/", "None", "nan"])
    return case(text_of(rows), found)


@kind
def most_rows_beyond_reading(dice: Random) -> Case:
    rows = rows_of(facts(dice))
    for row in rows[2:]:
        row[4] = "某日"
    return refused(text_of(rows), "wanted a day", "stopped")


@kind
def line_separators_of_unicode(dice: Random) -> Case:
    """They end no line: U+2028, NEL, form feed, vertical tab."""
    marks = ["\u2028", "\u2029", "\u0085", "\x0c", "\x0b"]
    found = [replace(f, cause=f"一{dice.choice(marks)}二") for f in facts(dice)]
    return case(text_of(rows_of(found)), found)


@kind
def characters_beyond_the_first_plane(dice: Random) -> Case:
    found = [replace(f, company=f"泉城𬭎{f.number}公司", cause="🙂𠮷") for f in facts(dice)]
    encoding = dice.choice(["utf-8", "utf-16-le", "utf-32-be", "gb18030"])
    return case(text_of(rows_of(found)).encode(encoding), found)
