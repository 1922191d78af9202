"""From the values of indicators to a grade: pure, on arrays, by what a scale declares.

Every enterprise begins with the scale's base; each indicator adds the points of the bin that its
value falls into; a cap lowers the letter, never the score. So the points of the reasons, the
base among them, add up to the score exactly: they are whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from queries.scales.declared import Indicator, Scale

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Points = npt.NDArray[np.int64]
BASE = "base"  # the reason that everybody begins with
UNGRADED = -1


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores of many enterprises.

    Args:
        points: of each indicator.
        score: base and points.
        level: place of the letter among the scale's grades, 0 the best; UNGRADED: none.
    """

    points: Mapping[str, Points]
    score: Points
    level: Points


@dataclass(frozen=True)
class Reason:
    """One indicator of one enterprise: its value (None: not known) and its points."""

    indicator: str
    value: float | None
    points: int


@dataclass(frozen=True)
class Outcome:
    """The grade of one enterprise's values: letter (None: not enough is known) and reasons."""

    letter: str | None
    score: int
    reasons: tuple[Reason, ...]
    caps: tuple[str, ...] = ()


def points_of(indicator: Indicator, values: Floats) -> Points:
    """Return the points of values; one not known, or below the first bin, gives none."""
    starts = np.array([b.start for b in indicator.bins])
    points = np.array([0, *(b.points for b in indicator.bins)], np.int64)
    place = np.searchsorted(starts, np.nan_to_num(values, nan=-np.inf), side="right")
    return np.where(np.isnan(values), 0, points[place])


def level_of(scale: Scale, score: Points) -> Points:
    """Return the place of the letter that scores reach, 0 the best."""
    rising = np.array(list(scale.grades.values()))[::-1]
    reached = np.searchsorted(rising, score, side="right") - 1
    return (len(rising) - 1 - reached).astype(np.int64)


def score_all(
    scale: Scale, values: Mapping[str, Floats], capped: Mapping[str, Flags], enough: Flags
) -> Scored:
    """Return the scores of many enterprises.

    Args:
        values: of every indicator of the scale, one a enterprise.
        capped: where each cap holds.
        enough: whether enough is known; where it is not, only a cap gives a letter.
    """
    points = {i.name: points_of(i, values[i.name]) for i in scale.indicators}
    score = scale.base + sum(points.values(), np.zeros(len(enough), np.int64))
    level = level_of(scale, score)
    letters = list(scale.grades)
    held = np.zeros(len(enough), bool)
    for cap in scale.caps:
        holds = capped[cap.name]
        level = np.where(holds, np.maximum(level, letters.index(cap.grade)), level)
        held |= holds
    return Scored(points, score, np.where(enough | held, level, UNGRADED))


def grade(
    scale: Scale,
    values: Mapping[str, float | None],
    caps: Sequence[str] = (),
    *,
    enough: bool = True,
) -> Outcome:
    """Return the grade of one enterprise's values; an indicator left out is not known."""
    given = {
        i.name: np.array([np.nan if (v := values.get(i.name)) is None else v], float)
        for i in scale.indicators
    }
    capped = {cap.name: np.array([cap.name in caps]) for cap in scale.caps}
    scored = score_all(scale, given, capped, np.array([enough]))
    level = int(scored.level[0])
    reasons = [Reason(BASE, None, scale.base)]
    reasons += [
        Reason(name, values.get(name), int(points[0])) for name, points in scored.points.items()
    ]
    letter = None if level == UNGRADED else list(scale.grades)[level]
    return Outcome(letter, int(scored.score[0]), tuple(reasons), tuple(caps))


def percentiles(level: Points, score: Points) -> Floats:
    """Return the share of graded enterprises that stand lower, in [0, 1]; NaN: not graded.

    One stands lower by its letter, then by its score.
    """
    found = np.full(len(level), np.nan)
    graded = np.flatnonzero(level != UNGRADED)
    if len(graded):
        order = np.lexsort([score[graded], -level[graded]])
        at, points = level[graded][order], score[graded][order]
        new = np.r_[True, (at[1:] != at[:-1]) | (points[1:] != points[:-1])]
        lower = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
        found[graded[order]] = lower / len(order)
    return found
