"""Kinds of damage: rows too short, too long, run together or torn apart."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.damage.cases import (
    HEADER,
    Case,
    Fact,
    case,
    fact,
    facts,
    kind,
    line,
    lines_of,
    refused,
    rows_of,
    text_of,
)


def _without(found: list[Fact], *places: int) -> list[Fact]:
    return [f for n, f in enumerate(found) if n not in places]


def _one_row(dice: Random, why: str, damage: str) -> Case:
    """Return a case in which one row is damaged: `before` in it becomes `after`."""
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = lines_of(found)
    row = rows[place + 1]
    rows[place + 1] = {
        "short": row.rpartition(",")[0],
        "long": row + ",又一",
        "empty_tail": row + ",",
        "after_quote": row.replace(found[place].company, f'"{found[place].company}"了'),
    }[damage]
    kept = _without(found, place)
    return case("\n".join(rows) + "\n", kept, rejected={line(found, place): why})


@kind
def a_short_row(dice: Random) -> Case:
    return _one_row(dice, "5 cells", "short")


@kind
def a_long_row(dice: Random) -> Case:
    return _one_row(dice, "7 cells", "long")


@kind
def a_delimiter_trailing_on_one_row(dice: Random) -> Case:
    return _one_row(dice, "7 cells", "empty_tail")


@kind
def text_after_a_closing_quote(dice: Random) -> Case:
    return _one_row(dice, "after a closing quote", "after_quote")


@kind
def a_delimiter_trailing_on_data_alone(dice: Random) -> Case:
    """Plain pandas takes the first column for an index here, and shifts all the others."""
    rows = lines_of(facts(dice))
    text = rows[0] + "\n" + "".join(f"{row},\n" for row in rows[1:])
    return refused(text, "7 cells", "stopped")


@kind
def a_delimiter_trailing_everywhere(dice: Random) -> Case:
    found = facts(dice)
    return case("".join(f"{row},\n" for row in lines_of(found)), found)


@kind
def a_delimiter_leading_everywhere(dice: Random) -> Case:
    found = facts(dice)
    return case("".join(f",{row}\n" for row in lines_of(found)), found)


@kind
def a_delimiter_trailing_on_the_header_alone(dice: Random) -> Case:
    rows = lines_of(facts(dice))
    return refused("\n".join([rows[0] + ",", *rows[1:]]) + "\n", "6 cells", "stopped")


@kind
def a_column_added_on_the_way(dice: Random) -> Case:
    """From some row on the program wrote one column more."""
    found = facts(dice, 12, 30)
    rows = rows_of(found)
    first = dice.randint(len(found) - 5, len(found) - 1)
    for row in rows[first + 1 :]:
        row.insert(2, "某区")
    rejected = {line(found, n): "7 cells" for n in range(first, len(found))}
    return case(text_of(rows), found[:first], rejected=rejected)


@kind
def a_column_lost_from_the_middle_on(dice: Random) -> Case:
    found = facts(dice, 12, 30)
    rows = rows_of(found)
    for row in rows[3:]:
        del row[2]
    return refused(text_of(rows), "5 cells", "stopped")


@kind
def a_quote_never_closed(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = lines_of(found)
    cell = dice.choice([found[place].number, found[place].company])
    rows[place + 1] = rows[place + 1].replace(cell, f'"{cell}')
    rejected = {line(found, place): "never closed"}
    return case("\n".join(rows) + "\n", _without(found, place), rejected=rejected)


@kind
def two_quotes_never_closed(dice: Random) -> Case:
    """The two pair up over the rows between them, which a plain reader swallows."""
    found = facts(dice, 14, 40)
    first, second = 2, dice.randint(7, len(found) - 1)
    rows = lines_of(found)
    for place in (first, second):
        rows[place + 1] = rows[place + 1].replace(found[place].company, f'"{found[place].company}')
    rejected = {line(found, first): "", line(found, second): ""}
    return case("\n".join(rows) + "\n", _without(found, first, second), rejected=rejected)


@kind
def a_quote_within_a_word(dice: Random) -> Case:
    """A quote that opens no cell is a letter."""
    found = facts(dice)
    place = dice.randrange(len(found))
    inch = replace(found[place], company=f'{found[place].company}5"管')
    rows = lines_of(found)
    rows[place + 1] = rows[place + 1].replace(found[place].company, inch.company)
    return case("\n".join(rows) + "\n", [*_without(found, place), inch])


@kind
def a_line_end_in_a_cell_without_quotes(dice: Random) -> Case:
    """One row is torn into two: neither may be loaded."""
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = lines_of(found)
    rows[place + 1] = rows[place + 1].replace("有限公司", "有限\n公司")
    rejected = {line(found, place): "cells", line(found, place) + 1: "cells"}
    return case("\n".join(rows) + "\n", _without(found, place), rejected=rejected)


@kind
def a_carriage_return_in_a_cell(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = lines_of(found)
    rows[place + 1] = rows[place + 1].replace("有限公司", "有限\r公司")
    rejected = {line(found, place): "carriage return"}
    return case("\n".join(rows) + "\n", _without(found, place), rejected=rejected)


@kind
def everything_quoted(dice: Random) -> Case:
    found = facts(dice)
    rows = ['"' + '","'.join(row) + '"' for row in rows_of(found)]
    return case("\r\n".join(rows) + "\r\n", found)


@kind
def delimiters_and_line_ends_in_quotes(dice: Random) -> Case:
    found = [replace(f, cause=f'未按期，公示"年报",\n第{n}条') for n, f in enumerate(facts(dice))]
    return case(text_of(rows_of(found)), found)


@kind
def quotes_of_a_book(dice: Random) -> Case:
    """Chinese quotation marks are letters, in pairs or not."""
    found = [replace(f, cause="违反“公示条例") for f in facts(dice)]
    return case(text_of(rows_of(found)), found)


@kind
def two_rows_run_together(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found) - 1)
    rows = lines_of(found)
    rows[place + 1 : place + 3] = [rows[place + 1] + rows[place + 2]]
    rejected = {line(found, place): "11 cells"}
    return case("\n".join(rows) + "\n", _without(found, place, place + 1), rejected=rejected)


@kind
def rows_said_twice(dice: Random) -> Case:
    found = facts(dice)
    twice = dice.sample(found, 3)
    return case(text_of(rows_of([*found, *twice])), found, superseded=3)


@kind
def a_key_with_other_content(dice: Random) -> Case:
    """The same number with another fine is a correction: both are kept."""
    found = facts(dice)
    old = found[0]
    new = replace(old, fine=77.0)
    return case(text_of(rows_of([*found, new])), [*found, new])


@kind
def junk_anywhere(dice: Random) -> Case:
    """Junk put into some rows: all the others are read as they are."""
    found = facts(dice, 20, 40)
    hurt = dice.sample(range(len(found)), 3)
    rows = lines_of(found)
    for place in hurt:
        row, at = rows[place + 1], dice.randrange(len(rows[place + 1]))
        junk = dice.choice(['"', ",", "\0", '","', '""', "\r", "\n", "\ufffd", "\x0b", "=", ",,"])
        rows[place + 1] = row[:at] + junk + row[at:]
    return case("\n".join(rows) + "\n", _without(found, *hurt), free=6, skipped=None)


@kind
def no_row_below_the_header(dice: Random) -> Case:
    return case(text_of([HEADER]), [])


@kind
def one_row_alone(dice: Random) -> Case:
    found = [fact(dice, 7)]
    return case(text_of(rows_of(found)), found)
