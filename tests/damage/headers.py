"""Kinds of damage: headers with names missing, doubled, blank, spelt otherwise."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.damage.cases import (
    HEADER,
    Case,
    case,
    facts,
    kind,
    refused,
    rows_of,
    text_of,
)


@kind
def no_header(dice: Random) -> Case:
    return refused(text_of(rows_of(facts(dice))[1:]), "not loaded", "unmatched")


@kind
def a_header_of_another_table(dice: Random) -> Case:
    """Names that are none of ours are never loaded as data, nor by their places."""
    rows = rows_of(facts(dice), ["序号", "单位", "代码", "数", "时间", "内容"])
    return refused(text_of(rows), "not loaded", "unmatched")


@kind
def a_required_column_missing(dice: Random) -> Case:
    rows = rows_of(facts(dice))
    for row in rows:
        del row[4]
    return refused(text_of(rows), "处罚日期", "unmatched")


@kind
def an_optional_column_missing(dice: Random) -> Case:
    found = [replace(f, uscc=None) for f in facts(dice)]
    rows = rows_of(found)
    for row in rows:
        del row[2]
    return case(text_of(rows), found)


@kind
def a_name_given_twice(dice: Random) -> Case:
    rows = rows_of(facts(dice))
    for row in rows:
        row.append(row[3])
    return refused(text_of(rows), "more than once", "stopped")


@kind
def a_name_and_its_other_spelling(dice: Random) -> Case:
    """The declared name wins over another that may stand for it, and that is said."""
    found = facts(dice)
    rows = rows_of(found)
    for n, row in enumerate(rows):
        row.append("企業名稱" if not n else f"另一家{n}")
    return case(text_of(rows), found, says=("企業名稱 is not read",))


@kind
def a_column_without_a_name(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    for n, row in enumerate(rows):
        row.insert(3, "某区" if n else "")
    return case(text_of(rows), found, says=("no name over column 4",))


@kind
def a_required_name_blank(dice: Random) -> Case:
    rows = rows_of(facts(dice))
    rows[0][1] = ""
    return refused(text_of(rows), "企业名称", "unmatched")


@kind
def names_in_another_order(dice: Random) -> Case:
    found = facts(dice)
    order = dice.sample(range(6), 6)
    return case(text_of([[row[n] for n in order] for row in rows_of(found)]), found)


@kind
def names_spelt_wide_and_spaced(dice: Random) -> Case:
    found = facts(dice)
    names = [" 决定书文号", "企业\u3000名称", "统一社会\n信用代码 ", "\ufeff罚款金额"]
    names += ["处罚日期\u200b", "处\u00a0罚事由"]
    return case(text_of(rows_of(found, names)), found)


@kind
def more_columns_than_declared(dice: Random) -> Case:
    found = facts(dice)
    rows = [[*row, f"又{n}", "某局"] for n, row in enumerate(rows_of(found))]
    rows[0][-2:] = ["数据来源单位", "上报时间"]
    return case(text_of(rows), found)


@kind
def five_thousand_columns(dice: Random) -> Case:
    found = facts(dice, 3, 6)
    rows = [[*row, *[""] * 4994] for row in rows_of(found)]
    rows[0][6:] = [f"备用{n}" for n in range(4994)]
    return case(text_of(rows), found)


@kind
def five_thousand_columns_of_nobody(dice: Random) -> Case:
    rows = [[f"列{n}" for n in range(5000)], *([str(n) for n in range(5000)] for _ in range(3))]
    return refused(text_of(rows), "not loaded", "unmatched")


@kind
def a_header_far_below(dice: Random) -> Case:
    """Twelve lines of a letter stand above the table."""
    found = facts(dice)
    letter = "".join(f"第{n}条 请查收。\n" for n in range(12))
    return case(letter + text_of(rows_of(found)), found, skipped={"title": 12})


@kind
def the_header_below_the_data(dice: Random) -> Case:
    """Sorted by mistake: rows that stand above their header are not titles to be passed over."""
    rows = rows_of(facts(dice, 8, 15))
    rows = [*rows[1:5], rows[0], *rows[5:]]
    return refused(text_of(rows), "above", "stopped")


@kind
def two_tables_in_one_file(dice: Random) -> Case:
    """Below the first table stands another, with a header of its own and as many columns."""
    found = facts(dice, 12, 20)
    other = [
        ["姓名", "职务", "电话", "部门", "日期", "备注"],
        *[["某甲", "科员", "", "办", "", ""]] * 2,
    ]
    rejected = {len(found) + 3 + n: "" for n in range(3)}
    text = text_of(rows_of(found)) + "\n" + text_of(other)
    return case(text, found, rejected=rejected, skipped={"blank": 1})


@kind
def header_only_words_of_ours_in_a_title(dice: Random) -> Case:
    """A title that holds a declared name is no header."""
    found = facts(dice)
    text = "决定书文号及企业名称一览表\n" + text_of(rows_of(found, HEADER))
    return case(text, found, skipped={"title": 1})


@kind
def a_name_with_a_byte_lost(dice: Random) -> Case:
    """It may be that of a column that a row need not have: its cells would be gone unseen."""
    lines = [text.encode() for text in text_of(rows_of(facts(dice))).splitlines()]
    lines[0] = lines[0].replace("罚款金额".encode(), "罚款金额".encode()[:-1])
    return refused(b"\n".join(lines), "the name of column 4 holds", "stopped")


@kind
def nuls_before_the_first_name(dice: Random) -> Case:
    """The first block was written twice: a column that a row need not have has no name."""
    rows = [[row[2], *row[:2], *row[3:]] for row in rows_of(facts(dice))]
    return refused(bytes(16) + text_of(rows).encode(), "the name of column 1 holds", "stopped")
