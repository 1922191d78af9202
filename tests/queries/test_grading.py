"""From values to a grade: the scale's worked examples, and the rules that every scale keeps."""

from __future__ import annotations

import numpy as np
import pytest

from queries.grading import BASE, UNGRADED, grade, level_of, percentiles, points_of
from queries.scales import LETTERS, Indicator, scale

SCALE = scale()
EXAMPLES = pytest.mark.parametrize("example", SCALE.examples, ids=lambda e: e.name)
INDICATORS = pytest.mark.parametrize("indicator", SCALE.indicators, ids=lambda i: i.name)


@EXAMPLES
def test_worked_example_of_the_scale_comes_out(example) -> None:  # type: ignore[no-untyped-def]
    found = grade(SCALE, example.values, example.caps, enough=example.enough)
    assert (found.score, found.letter) == (example.score, example.letter)


@EXAMPLES
def test_points_of_the_reasons_add_up_to_the_score(example) -> None:  # type: ignore[no-untyped-def]
    found = grade(SCALE, example.values, example.caps)
    assert found.reasons[0].indicator == BASE
    assert sum(reason.points for reason in found.reasons) == found.score
    assert len(found.reasons) == 1 + len(SCALE.indicators)


def test_every_letter_has_a_worked_example_or_is_reached_between_two() -> None:
    letters = [grade(SCALE, e.values, e.caps).letter for e in SCALE.examples]
    assert {"AAA", "A", "BBB", "B", "C", "D"} <= set(letters)


def test_grades_fall_without_gaps() -> None:
    levels = level_of(SCALE, np.arange(200, -200, -1))
    assert set(levels.tolist()) == set(range(len(LETTERS)))
    assert (np.diff(levels) >= 0).all()
    assert (np.diff(levels) <= 1).all()


def test_lowest_score_of_a_letter_has_that_letter_and_one_less_the_next() -> None:
    for place, lowest in enumerate(list(SCALE.grades.values())[:-1]):
        found = level_of(SCALE, np.array([int(lowest), int(lowest) - 1]))
        assert found.tolist() == [place, place + 1]


@INDICATORS
def test_a_value_not_known_gives_no_point(indicator: Indicator) -> None:
    assert points_of(indicator, np.array([np.nan])).tolist() == [0]


@INDICATORS
def test_a_bin_begins_with_its_own_value(indicator: Indicator) -> None:
    for below, bin_ in zip((None, *indicator.bins), indicator.bins, strict=False):
        at = np.array([bin_.start])
        assert points_of(indicator, at).tolist() == [bin_.points]
        if np.isfinite(bin_.start):
            under = points_of(indicator, np.nextafter(at, -np.inf)).tolist()
            assert under == [below.points if below else 0]


@INDICATORS
def test_more_of_what_is_counted_never_changes_its_direction(indicator: Indicator) -> None:
    points = [b.points for b in indicator.bins]
    assert points in (sorted(points), sorted(points, reverse=True))


@pytest.mark.parametrize("cap", SCALE.caps, ids=lambda c: c.name)
@pytest.mark.parametrize("values", [{}, SCALE.examples[1].values], ids=["ordinary", "best"])
def test_a_cap_lowers_the_letter_to_its_own_and_leaves_the_score(cap, values) -> None:  # type: ignore[no-untyped-def]
    free, capped = grade(SCALE, values), grade(SCALE, values, [cap.name])
    assert capped.letter == cap.grade
    assert capped.score == free.score


def test_a_cap_is_a_grade_though_little_else_is_known() -> None:
    assert grade(SCALE, {}, ["dishonest_debtor"], enough=False).letter == "D"
    assert grade(SCALE, {}, [], enough=False).letter is None


def test_percentile_is_the_share_of_graded_that_stand_lower_by_letter_then_score() -> None:
    level = np.array([0, 1, 1, 9, UNGRADED, 1])
    score = np.array([95, 88, 90, 99, 70, 88])
    found = percentiles(level, score)
    assert np.isnan(found[4])
    assert found[[3, 1, 5, 2, 0]].tolist() == [0.0, 0.2, 0.2, 0.6, 0.8]


def test_percentiles_of_nobody_are_none() -> None:
    assert np.isnan(percentiles(np.array([UNGRADED]), np.array([70]))).all()
