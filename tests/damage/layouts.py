"""Kinds of damage: delimiters, line ends, and what stands above, between and below the rows."""

from __future__ import annotations

from random import Random

from tests.damage.cases import HEADER, Case, case, facts, kind, lines_of, rows_of, text_of


def _parted(dice: Random, delimiter: str) -> Case:
    found = facts(dice)
    return case(text_of(rows_of(found), delimiter), found)


@kind
def tabs(dice: Random) -> Case:
    return _parted(dice, "\t")


@kind
def semicolons(dice: Random) -> Case:
    return _parted(dice, ";")


@kind
def pipes(dice: Random) -> Case:
    return _parted(dice, "|")


@kind
def full_width_commas(dice: Random) -> Case:
    return _parted(dice, "，")


@kind
def a_text_named_as_a_workbook(dice: Random) -> Case:
    found = facts(dice)
    name = dice.choice(["处罚.xls", "处罚.xlsx", "处罚.txt", "处罚", "处罚.dat"])
    return case(text_of(rows_of(found), "\t"), found, name=name)


@kind
def windows_line_ends(dice: Random) -> Case:
    found = facts(dice)
    return case(text_of(rows_of(found), end="\r\n"), found)


@kind
def old_mac_line_ends(dice: Random) -> Case:
    found = facts(dice)
    return case(text_of(rows_of(found), end="\r"), found)


@kind
def lines_ended_twice(dice: Random) -> Case:
    """A transfer in text mode, or a program that writes one, puts a return before each line end."""
    found = facts(dice)
    return case(text_of(rows_of(found), end="\r\r\n"), found)


@kind
def mixed_line_ends(dice: Random) -> Case:
    found = facts(dice)
    rows = lines_of(found)
    return case("".join(row + dice.choice(["\n", "\r\n"]) for row in rows), found)


@kind
def no_last_line_end(dice: Random) -> Case:
    found = facts(dice)
    return case(text_of(rows_of(found)).rstrip("\n"), found)


@kind
def the_separator_said_to_excel(dice: Random) -> Case:
    found = facts(dice)
    return case("sep=;\n" + text_of(rows_of(found), ";"), found, skipped={"title": 1})


@kind
def title_rows_above(dice: Random) -> Case:
    found = facts(dice)
    titles = ["某市行政处罚汇总表", "填报单位：某局", "2023年度"][: dice.randint(1, 3)]
    text = "".join(f"{title}\n" for title in titles) + text_of(rows_of(found))
    return case(text, found, skipped={"title": len(titles)})


@kind
def a_title_as_wide_as_the_table(dice: Random) -> Case:
    found = facts(dice)
    title = ["行政处罚汇总表", "", "", "单位：元", "", ""]
    return case(text_of([title, *rows_of(found)]), found, skipped={"title": 1})


@kind
def a_title_in_the_place_of_the_header(dice: Random) -> Case:
    """As tables are often published: a first row of titles, the true names a row of data."""
    found = facts(dice)
    title = [f"字段{n}" for n in range(1, 7)]
    return case(text_of([title, *rows_of(found)]), found, skipped={"title": 1})


@kind
def a_header_in_two_rows(dice: Random) -> Case:
    """The names of two columns stand under a name for both."""
    found = facts(dice)
    above = [*HEADER[:3], "处罚情况", "", HEADER[5]]
    below = ["", "", "", HEADER[3], HEADER[4], ""]
    text = text_of([above, below, *rows_of(found)[1:]])
    return case(text, found, says=("header in 2 rows",))


@kind
def a_header_of_groups(dice: Random) -> Case:
    """Every column's name is its group's and its own together."""
    found = facts(dice)
    above = ["决定书", "企业", "统一社会", "罚款", "处罚", ""]
    below = ["文号", "名称", "信用代码", "金额", "日期", "事由"]
    text = text_of([above, below, *rows_of(found)[1:]])
    return case(text, found, says=("header in 2 rows",))


@kind
def a_header_repeated_in_the_middle(dice: Random) -> Case:
    found = facts(dice)
    rows = lines_of(found)
    places = dice.sample(range(2, len(rows) + 1), 2)
    for place in sorted(places, reverse=True):
        rows.insert(place, rows[0])
    return case("\n".join(rows) + "\n", found, skipped={"repeated_header": 2})


@kind
def files_joined_with_their_marks(dice: Random) -> Case:
    """`copy a.csv+b.csv c.csv`: the second file's mark and header stand in the middle."""
    found = facts(dice)
    half = len(found) // 2
    parts = [text_of(rows_of(part)) for part in (found[:half], found[half:])]
    joined = "".join("\ufeff" + part for part in parts)
    return case(joined, found, skipped={"repeated_header": 1})


@kind
def total_rows(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    middle = dice.randint(2, len(rows) - 1)
    rows.insert(middle, ["本页小计", "", "", "100.00", "", ""])
    rows.append(["合 计", "", "", "9,999.00", "", ""])
    return case(text_of(rows), found, skipped={"total": 2})


@kind
def totals_counted_in_words(dice: Random) -> Case:
    found = facts(dice)
    rows = rows_of(found)
    rows.append([dice.choice(["合计：", "总计(元)", "共计"]), "", "", "9999.00", "", ""])
    return case(text_of(rows), found, skipped={"total": 1})


@kind
def notes_below_the_table(dice: Random) -> Case:
    found = facts(dice)
    notes = ["注：本表数据截至2023年12月31日。", "填表人：某甲  审核人：某乙", "数据来源：某局"]
    text = text_of(rows_of(found)) + "\n" + "".join(f"{note}\n" for note in notes)
    return case(text, found, skipped={"note": 3, "blank": 1})


@kind
def notes_as_wide_as_the_table(dice: Random) -> Case:
    found = facts(dice)
    words = ["备注：以上为公开部分", "说明:金额单位为元", "制表日期：2024-01-05", "（共8条）"]
    note = [dice.choice(words)]
    return case(text_of([*rows_of(found), note + [""] * 5]), found, skipped={"note": 1})


@kind
def blank_lines(dice: Random) -> Case:
    found = facts(dice)
    rows = lines_of(found)
    for _ in range(3):
        rows.insert(dice.randint(1, len(rows)), dice.choice(["", "  ", ",,,,,", "\u3000"]))
    return case("\n".join(rows) + "\n", found, skipped={"blank": 3})


@kind
def blank_lines_above(dice: Random) -> Case:
    found = facts(dice)
    return case("\n\n" + text_of(rows_of(found)), found, skipped={"blank": 2})


@kind
def blank_columns(dice: Random) -> Case:
    found = facts(dice)
    places = sorted(dice.sample(range(7), 2), reverse=True)
    rows = rows_of(found)
    for row in rows:
        for place in places:
            row.insert(place, "")
    return case(text_of(rows), found)
