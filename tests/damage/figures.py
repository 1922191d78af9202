"""Cells in shapes that a reader may take for something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.damage.cases import Case, Fact, case, fact, facts, kind, line, rows_of, text_of
from tests.damage.contents import one_cell

WANTED_DAY = "wanted a day"


def _each(dice: Random, column: int, written: Callable[[Fact], str], found: list[Fact]) -> Case:
    """Return a case in which one column is written in another way, which says the same."""
    rows = rows_of(found)
    for row, said in zip(rows[1:], found, strict=True):
        row[column] = written(said) if row[column] else ""
    return case(text_of(rows), found)


@kind
def days_in_the_order_of_nobody_knows_where(dice: Random) -> Case:
    """`03/04/2024` is a day of March or of April: it is neither."""
    words = ["03/04/2024", "3/4/2024", "04-03-2024", "13/04/2024", "1/2/24"]
    return one_cell(dice, 4, words, WANTED_DAY)


@kind
def days_of_the_republic(dice: Random) -> Case:
    """A year of three digits counts from 1912: it is not the year 113."""
    return one_cell(dice, 4, ["113年3月1日", "民國113年3月1日", "113/03/01", "1130301"], WANTED_DAY)


@kind
def months_in_wide_digits(dice: Random) -> Case:
    found = [replace(one, day=one.day[:8] + "01") for one in facts(dice)]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return _each(
        dice, 4, lambda one: f"{one.day[:4]}年{int(one.day[5:7])}月".translate(wide), found
    )


@kind
def days_with_their_weekday(dice: Random) -> Case:
    return one_cell(dice, 4, ["2024-03-01 星期五", "2024年3月1日(星期五)", "约2024-03"], WANTED_DAY)


@kind
def two_days_in_one_cell(dice: Random) -> Case:
    return one_cell(dice, 4, ["2024-03-01至2024-03-08", "2024-03-01,2024-03-02"], WANTED_DAY)


@kind
def thousands_parted_by_spaces(dice: Random) -> Case:
    """`9 999.00` may be one sum or two numbers run together: it is not guessed."""
    words = ["9 999.00", "1 234 567", "12\u00a0345.00", "12\u2009345.00"]
    return one_cell(dice, 3, words, "wanted a sum")


@kind
def sums_in_brackets(dice: Random) -> Case:
    """Accountants write what is below zero in brackets; a fine is not."""
    return one_cell(dice, 3, ["(500.00)", "（500）", "-500", "−500"], "")


@kind
def two_sums_in_one_cell(dice: Random) -> Case:
    return one_cell(
        dice, 3, ["500/1000", "500;300", "500-1000", "500+300", "约500"], "wanted a sum"
    )


@kind
def a_decimal_comma(dice: Random) -> Case:
    """`1.234,50` is no sum of ours; `1,5` is neither 15 nor one and a half."""
    return one_cell(dice, 3, ["1.234,50", "12,5", "1,23,456"], "wanted a sum")


@kind
def sums_with_wide_commas(dice: Random) -> Case:
    found = [replace(one, fine=float(dice.randint(1_000, 9_000_000))) for one in facts(dice)]
    return _each(dice, 3, lambda one: f"{one.fine:,.0f}".replace(",", "，"), found)


@kind
def codes_in_small_letters(dice: Random) -> Case:
    return _each(dice, 2, lambda one: (one.uscc or "").lower(), facts(dice))


@kind
def codes_with_letters_for_digits(dice: Random) -> Case:
    """O for 0, I for 1: letters that no code has, for they are so easily mistaken."""
    return one_cell(dice, 2, ["9137O105MAT00001X7", "9I370105MAT000019X"], "")


@kind
def codes_that_became_numbers(dice: Random) -> Case:
    return one_cell(dice, 2, ["9.13701E+17", "9.1370105E+17", "9.13701e17"], "lost its digits")


@kind
def codes_written_in_groups(dice: Random) -> Case:
    def grouped(one: Fact) -> str:
        code = one.uscc or ""
        return dice.choice([" ", "\u3000", "\u00a0"]).join((code[:8], code[8:]))

    return _each(dice, 2, grouped, facts(dice))


@kind
def unseen_marks_within_codes(dice: Random) -> Case:
    """Marks that a page has for its own ends come along when a cell is copied."""
    marks = ["\u200b", "\u200e", "\u200f", "\u202a", "\u2060", "\ufeff", "\u00ad"]

    def marked(one: Fact) -> str:
        code = one.uscc or ""
        return code[:5] + dice.choice(marks) + code[5:]

    return _each(dice, 2, marked, facts(dice))


@kind
def unseen_marks_within_numbers_and_days(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    for row in rows[1:]:
        for column in (0, 3, 4):
            cut, mark = dice.randint(1, 3), dice.choice(["\u200b", "\u200e", "\u2060", "\u202c"])
            row[column] = row[column] and row[column][:cut] + mark + row[column][cut:]
    return case(text_of(rows), found)


@kind
def unseen_marks_within_names(dice: Random) -> Case:
    marks = ["\u200b", "\u200f", "\u202b", "\u2060", "\ufeff"]

    def marked(one: Fact) -> str:
        return one.company[:3] + dice.choice(marks) + one.company[3:]

    return _each(dice, 1, marked, facts(dice))


@kind
def characters_of_private_use(dice: Random) -> Case:
    """A name with a character that only one office's font has: it stays what it is."""
    found = [
        replace(one, company=f"泉城\ue863\ue010{n}有限公司") for n, one in enumerate(facts(dice))
    ]
    return case(text_of(rows_of(found)), found)


@kind
def names_with_rare_characters(dice: Random) -> Case:
    """Characters of four bytes in GB18030, and one in two code points."""
    found = [
        replace(one, company=f"泉城𠮷㐂䶮{n}有限公司", cause=None)
        for n, one in enumerate(facts(dice))
    ]
    raw = text_of(rows_of(found)).encode(dice.choice(["gb18030", "utf-8", "utf-16", "utf-8-sig"]))
    return case(raw, found)


@kind
def quotes_escaped_as_a_database_does(dice: Random) -> Case:
    r"""`"a \"b\" c"` is no CSV: the row is refused, and no other."""
    found = facts(dice)
    place = dice.randrange(len(found))
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows_of(found)]
    lines[place + 1] = lines[place + 1].replace("泉城", r"泉城\"老\"", 1)
    left = [one for n, one in enumerate(found) if n != place]
    return case("\n".join(lines) + "\n", left, rejected={line(found, place): ""})


@kind
def mixed_line_ends_within_cells(dice: Random) -> Case:
    ends = ["\r\n", "\n", "\r"]
    found = [replace(one, cause=f"第一行{dice.choice(ends)}第二行") for one in facts(dice)]
    return case(text_of(rows_of(found), end="\r\n"), found)


@kind
def a_row_of_field_codes_below_the_header(dice: Random) -> Case:
    """As exchange platforms write: names, then codes of fields, then data."""
    found = facts(dice)
    rows = rows_of(found)
    rows.insert(1, ["CF_WSH", "CF_XDR_MC", "CF_XDR_SHXYM", "CF_NR_FK", "CF_JDRQ", "CF_SY"])
    return case(text_of(rows), found, rejected={2: ""})


@kind
def columns_shifted_in_half_of_the_rows(dice: Random) -> Case:
    """One cell too many to the left, and the last one lost: the width is right, no cell is."""
    found = facts(dice)
    half = len(found) // 2
    rows = rows_of(found)
    for row in rows[1 + half :]:
        row[:] = ["", *row[:-1]]
    rejected = {line(found, n): "" for n in range(half, len(found))}
    return (
        case(text_of(rows), found[:half], rejected=rejected, states=("loaded",))
        if (len(rejected) <= len(found) / 2)
        else _too_many(dice)
    )


def _too_many(dice: Random) -> Case:
    found = facts(dice, 6, 6)
    rows = rows_of(found)
    rows[1] = ["", *rows[1][:-1]]
    return case(text_of(rows), found[1:], rejected={2: ""})


@kind
def a_word_for_nothing_in_a_required_cell(dice: Random) -> Case:
    return one_cell(
        dice, 1, ["无", "暂无", "--", r"\N", "null", "N/A", "/"], "is required, but empty"
    )


@kind
def one_fact_with_the_longest_cells(dice: Random) -> Case:
    """Reasons of a page's length, with every sign there is."""
    found = [replace(fact(dice, 7), cause="违法；" * 9_000 + "\"'|\t,")]
    return case(text_of(rows_of(found)), found)
