"""The trajectory picture as geometry."""

from datetime import date
from itertools import pairwise

import pytest

from graph.days import day_number
from webapp.trajectory import LEFT, ROW_HEIGHT, Mark, Picture, draw

LANES = ("registration", "tax", "court")
FIRST, LAST = day_number(date(2014, 1, 1)), day_number(date(2023, 12, 31))
LETTERS = ("AAA", "AA", "A", "B")


def at(year: int, month: int = 1, day: int = 1) -> int:
    return day_number(date(year, month, day))


def drawn(*marks: Mark, day: int = LAST, width: float = 800.0, **more: object) -> Picture:
    return draw(marks, LANES, first=FIRST, last=LAST, day=day, width=width, **more)  # type: ignore[arg-type]


def mark(
    day: int, *, id: str = "E1", lane: str = "court", level: int = 0, until: int | None = None
) -> Mark:
    return Mark(id, lane, day, "what happened", level, until)


def test_only_lanes_that_hold_something_are_drawn_in_their_order() -> None:
    picture = drawn(mark(at(2020), lane="court"), mark(at(2015), lane="registration"))
    assert [row.lane for row in picture.rows] == ["registration", "court"]
    assert picture.rows[0].y < picture.rows[1].y


def test_time_runs_from_the_left_edge_to_the_right_one() -> None:
    early, late = drawn(mark(FIRST), mark(LAST, id="E2")).rows[0].shapes
    picture = drawn(mark(FIRST))
    assert (early.x, late.x) == (LEFT, picture.right)


@pytest.mark.parametrize(
    ("days", "shapes", "rows"),
    [
        pytest.param([0], 1, 1, id="one-alone"),
        pytest.param([0, 400], 2, 1, id="two-far-apart"),
        pytest.param([0, 10], 2, 2, id="two-near-stack"),
        pytest.param([0, 10, 20], 3, 3, id="three-near-stack"),
        pytest.param([0, 10, 20, 30], 1, 1, id="four-become-one"),
    ],
)
def test_near_events_stack_and_many_become_one(days: list[int], shapes: int, rows: int) -> None:
    marks = [mark(at(2018) + day, id=f"E{n}") for n, day in enumerate(days)]
    found = drawn(*marks).rows[0].shapes
    assert len(found) == shapes
    assert len({shape.y for shape in found}) == rows


def test_one_mark_for_many_counts_them_and_is_as_grave_as_the_gravest() -> None:
    marks = [mark(at(2018), id=f"E{n}", level=level) for n, level in enumerate((0, 1, 3, 2, 0))]
    (shape,) = drawn(*marks).rows[0].shapes
    assert (shape.count, shape.level, shape.id) == (5, 3, "")


def test_marks_in_one_row_never_cover_each_other() -> None:
    marks = [
        mark(at(2016) + 25 * n, id=f"E{n:02d}", until=at(2016) + 25 * n + 60) for n in range(3)
    ]
    shapes = drawn(*marks).rows[0].shapes
    for row in {s.y for s in shapes}:
        mine = sorted((s.x, s.x + s.length) for s in shapes if s.y == row)
        assert all(b[0] - a[1] >= 0 for a, b in pairwise(mine))


def test_a_period_is_as_long_as_it_lasted() -> None:
    picture = drawn(mark(FIRST, until=LAST))
    assert picture.rows[0].shapes[0].length == pytest.approx(picture.right - picture.left)


def test_what_lies_after_the_day_is_faded() -> None:
    shapes = drawn(mark(at(2016)), mark(at(2020), id="E2"), day=at(2018)).rows[0].shapes
    assert [shape.faded for shape in shapes] == [False, True]


def test_rows_stay_inside_their_lane() -> None:
    row = drawn(*[mark(at(2018) + n, id=f"E{n}") for n in range(3)]).rows[0]
    assert all(row.y < s.y < row.y + row.height for s in row.shapes)
    assert {b.y - a.y for a, b in pairwise(row.shapes)} == {ROW_HEIGHT}


def test_years_are_thinned_until_their_labels_have_room() -> None:
    wide, narrow = drawn(mark(FIRST)), drawn(mark(FIRST), width=300.0)
    assert [year for _, year in wide.years] == list(range(2015, 2024))
    gaps = [b[0] - a[0] for a, b in pairwise(narrow.years)]
    assert min(gaps) >= 40


def test_a_missing_month_leaves_a_gap_and_no_zero() -> None:
    months = [(at(2020, m), float(10 * m)) for m in (1, 2, 3, 7, 8)]
    area = drawn(mark(FIRST), headcount=months).area
    assert area is not None
    assert (len(area.past), len(area.future), area.top) == (2, 0, 80.0)


def test_headcount_after_the_day_is_drawn_apart_and_joined() -> None:
    months = [(at(2020, m), 10.0) for m in range(1, 13)]
    area = drawn(mark(FIRST), headcount=months, day=at(2020, 6, 15)).area
    assert area is not None
    assert area.past_lines[0].count("L") == 5
    assert area.future_lines[0].count("L") == 6
    assert area.past_lines[0].rpartition("L")[2] == area.future_lines[0][1:].partition("L")[0]


def test_grades_are_steps_that_hold_until_the_next() -> None:
    grades = [(at(2015), "A"), (at(2018), "B"), (at(2021), "AA")]
    steps = drawn(mark(FIRST), grades=grades, letters=LETTERS, day=at(2019)).steps
    assert steps is not None
    assert steps.past.count("V") == 1
    assert steps.future.count("V") == 1
    assert [faded for _, _, faded, _ in steps.dots] == [False, False, True]
    heights = dict(steps.letters)
    assert heights["AAA"] < heights["AA"] < heights["A"] < heights["B"]
