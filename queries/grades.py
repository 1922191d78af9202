"""Grades of one company, with reasons and records, and of a whole city as arrays.

Both are the same measures on the same arrays; a test compares them company by company. Known is
what was known on the day looked at, unless the moment says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import Moment
from graph.edition import Edition
from graph.schema import Column, Layout
from queries import scales
from queries.cut import CutEdition
from queries.cut_rows import Floats
from queries.grading import BASE, UNGRADED, Scored, percentiles, score_all
from queries.indicators import STATES, Standing, at_rows, cap, evaluate_all, standing
from queries.measures import Measured
from queries.scales import Indicator, Scale

KEPT = 3  # [param] how many moments' city grades are kept in memory

GRADES = Layout(
    "derived/grades",
    (
        Column("node", "int", "number of the company"),
        Column("grade", "word", "letter of GB/T 22116, N/A (not enough information), null: gone"),
        Column("state", "word", "graded, insufficient, too_young, unknown or gone"),
        Column("score", "float", "base and points; null: not graded"),
        Column("percentile", "float", "share of graded companies that stand lower, in [0, 1]"),
        Column("cap", "word", "the caps that hold, in the scale's order"),
        Column("scale", "word", "name and version of the scale"),
    ),
    ("node",),
)
REASONS = Layout(
    "derived/reasons",
    (
        Column("node", "int", "number of the company"),
        Column("indicator", "word", "name of the indicator, or base"),
        Column("value", "float", "what was measured; of ratings the place of the word"),
        Column("points", "int", "what it gave; of one company they add up to the score"),
    ),
    ("node", "indicator"),
)


@dataclass(frozen=True)
class Reason:
    """One reason of a grade.

    Args:
        indicator: its declaration; None for the base that everybody begins with.
        value: what was measured; None: not known.
        shown: the value in words, or None.
        events: numbers of the events behind it.
        records: rows of `records` behind it.
    """

    indicator: Indicator | None
    value: float | None
    shown: str | None
    points: int
    events: tuple[int, ...] = ()
    records: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The indicator's name, or `base`."""
        return self.indicator.name if self.indicator else BASE


@dataclass(frozen=True)
class Capped:
    """A cap that holds, with the facts that make it hold."""

    cap: scales.Cap
    events: tuple[int, ...]
    records: tuple[int, ...]


@dataclass(frozen=True)
class Grade:
    """The grade of a company at a moment.

    Args:
        letter: of GB/T 22116; None: not graded, and `state` says why (indicators.STATES).
        score: what the points of the reasons add up to; None: not graded.
        percentile: share of graded companies that stand lower, in [0, 1]; None: not asked for.
        reasons: the base, then the indicators, heaviest first; none where nobody is graded.
        departments: the names of those that know the company.
    """

    company: int
    moment: Moment
    scale: Scale
    state: str
    letter: str | None
    score: int | None
    percentile: float | None
    caps: tuple[Capped, ...]
    reasons: tuple[Reason, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Graded:
    """Everything a scale says of the companies of a cut edition."""

    values: Mapping[str, Measured]
    caps: Mapping[str, Measured]
    standing: Standing
    scored: Scored


def graded(cut: CutEdition, scale: Scale) -> Graded:
    """Return values, caps, standing and scores of every company of a cut edition."""
    found = standing(cut, scale)
    here = found.state != STATES.index("gone")
    values = evaluate_all(cut, scale)
    caps = {c.name: cap(cut, c) for c in scale.caps}
    scored = score_all(
        scale,
        {name: m.value for name, m in values.items()},
        {name: (m.value > 0) & here for name, m in caps.items()},
        found.state == STATES.index("graded"),
    )
    return Graded(values, caps, found, scored)


def grade(
    edition: Edition,
    company: int,
    moment: Moment,
    scale: Scale | None = None,
    *,
    ranked: bool = True,
) -> Grade:
    """Return the grade of a company, with every reason and the records behind it.

    Args:
        ranked: also say where it stands among all; on another day than the data day the whole
            city is graded for that, and kept.
    """
    used = scale or scales.scale()
    found = graded(CutEdition(edition, moment, [company]), used)
    level = int(found.scored.level[0])
    done = level != UNGRADED
    state = STATES[int(found.standing.state[0])]
    return Grade(
        company,
        moment,
        used,
        "graded" if done else state,
        list(used.grades)[level] if done else None,
        int(found.scored.score[0]) if done else None,
        _rank(edition, company, moment, used) if done and ranked else None,
        _caps(found, used) if done else (),
        _reasons(found, used) if done else (),
        tuple(name for name, knows in found.standing.departments.items() if knows[0]),
    )


def _caps(found: Graded, scale: Scale) -> tuple[Capped, ...]:
    """Return the caps that hold, lowest grade first."""
    holding = [c for c in scale.caps if found.caps[c.name].value[0]]
    holding.sort(key=lambda c: -list(scale.grades).index(c.grade))
    return tuple(Capped(c, *_facts(found.caps[c.name])) for c in holding)


def _reasons(found: Graded, scale: Scale) -> tuple[Reason, ...]:
    """Return the base, then what counts, heaviest first, then the rest as declared."""
    made = [
        Reason(
            i,
            None if np.isnan(value := float(found.values[i.name].value[0])) else value,
            shown(i, value),
            int(found.scored.points[i.name][0]),
            *_facts(found.values[i.name]),
        )
        for i in scale.indicators
    ]
    made.sort(key=lambda reason: -abs(reason.points))
    return (Reason(None, None, None, scale.base), *made)


def _facts(measured: Measured) -> tuple[tuple[int, ...], tuple[int, ...]]:
    events, records = at_rows(measured.facts, 0)
    return tuple(events.tolist()), tuple(records.tolist())


def shown(indicator: Indicator, value: float) -> str | None:
    """Return a value as people write it, with its unit; None: not known."""
    if np.isnan(value):
        return None
    if indicator.words:
        return indicator.words[int(value)]
    forms = {
        "count": lambda v: f"{v:.0f}",
        "share": lambda v: f"{v:.0%}",
        "yuan": lambda v: f"{v:,.0f} 元",
        "days": lambda v: f"{v:,.0f} 天",
    }
    return forms[indicator.unit](value)


# --- a city -----------------------------------------------------------------------------------


def grades(edition: Edition, moment: Moment, scale: Scale | None = None) -> pd.DataFrame:
    """Return the grades of all companies at a moment, in the columns of `derived/grades`."""
    return city(edition, moment, scale)[0]


Frames = tuple[pd.DataFrame, pd.DataFrame]
_kept: WeakKeyDictionary[Edition, list[tuple[Moment, Scale, Frames]]] = WeakKeyDictionary()


def city(edition: Edition, moment: Moment, scale: Scale | None = None) -> Frames:
    """Return all grades and all reasons at a moment; the last few moments are kept.

    Reasons that gave no point are left out, but for those that ask for attention.
    """
    used = scale or scales.scale()
    kept = _kept.setdefault(edition, [])
    for day, other, frames in list(kept):
        if day == moment and other is used:
            return frames
    cut = CutEdition(edition, moment)
    found = graded(cut, used)
    frames = (_grade_frame(cut, found, used), _reason_frame(cut, found, used))
    kept.append((moment, used, frames))
    del kept[:-KEPT]
    return frames


def _grade_frame(cut: CutEdition, found: Graded, scale: Scale) -> pd.DataFrame:
    level = found.scored.level
    done = level != UNGRADED
    state = np.array(STATES, object)[found.standing.state]
    letters = np.array([*scale.grades, scale.none], object)[level]
    score = np.where(done, found.scored.score, np.nan).astype(np.float64)
    return pd.DataFrame(
        {
            "node": cut.nodes.astype(np.int32),
            "grade": pd.Series(letters, dtype="object").mask(state == "gone", None),
            "state": np.where(done, "graded", state),
            "score": score,
            "percentile": percentiles(level, found.scored.score),
            "cap": _cap_words(found, scale),
            "scale": f"{scale.name} {scale.version}",
        }
    )


def _cap_words(found: Graded, scale: Scale) -> npt.NDArray[np.object_]:
    """Return the names of the caps that hold, or None."""
    flags = np.array([found.caps[c.name].value > 0 for c in scale.caps])
    flags &= found.standing.state != STATES.index("gone")
    code = (flags * (1 << np.arange(len(scale.caps)))[:, None]).sum(axis=0)
    words = [
        ", ".join(c.name for place, c in enumerate(scale.caps) if number >> place & 1) or None
        for number in range(1 << len(scale.caps))
    ]
    named: npt.NDArray[np.object_] = np.array(words, object)[code]
    return named


def _reason_frame(cut: CutEdition, found: Graded, scale: Scale) -> pd.DataFrame:
    rows = np.flatnonzero(found.scored.level != UNGRADED)
    parts = [_part(cut, rows, BASE, np.full(len(rows), np.nan), np.full(len(rows), scale.base))]
    for indicator in scale.indicators:
        value = found.values[indicator.name].value[rows]
        points = found.scored.points[indicator.name][rows]
        told = (points != 0) | ((value > 0) & indicator.attention)
        parts.append(_part(cut, rows[told], indicator.name, value[told], points[told]))
    return pd.concat(parts, ignore_index=True)


def _part(
    cut: CutEdition,
    rows: npt.NDArray[np.int64],
    name: str,
    value: Floats,
    points: npt.NDArray[np.int64],
) -> pd.DataFrame:
    columns = {"node": cut.nodes[rows].astype(np.int32), "indicator": name}
    return pd.DataFrame(columns | {"value": value, "points": points.astype(np.int32)})


def _rank(edition: Edition, company: int, moment: Moment, scale: Scale) -> float | None:
    if moment == edition.moment() and edition.has(GRADES.name):
        row = edition.rows(GRADES.name, np.array([company - edition.span("Company").start]))
        if row["scale"].iloc[0] == f"{scale.name} {scale.version}":
            return float(row["percentile"].iloc[0])
    frame = grades(edition, moment, scale)
    return float(frame["percentile"].iloc[company - edition.span("Company").start])


def derive_grades(edition: Edition, moment: Moment) -> dict[str, tuple[pd.DataFrame, Layout]]:
    """Return what an edition stores of its grades: `derived/grades` and `derived/reasons`."""
    found, reasons = city(edition, moment)
    return {GRADES.name: (found, GRADES), REASONS.name: (reasons, REASONS)}


def history(
    edition: Edition, company: int, days: Sequence[int], scale: Scale | None = None
) -> list[tuple[int, str | None]]:
    """Return (day, letter) for each day, as graded then by what was known then; None: ungraded."""
    moments = [Moment(day, day) for day in days]
    found = [grade(edition, company, m, scale, ranked=False) for m in moments]
    return [(g.moment.as_of, g.letter) for g in found]
