"""The declared indicators of a scale, evaluated on an edition cut to a moment.

One company or a whole city: the same measures on the same arrays. What they used is handed back
with their values, and a fact outside the moment is refused whoever measured it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from queries.cut import CutEdition
from queries.cut_rows import Flags, Floats, Ints
from queries.measures import MEASURES, Facts, Measured, happened
from queries.scales.declared import Cap, Department, Happened, Indicator, Scale

STATES = ("graded", "insufficient", "too_young", "gone", "unknown")


@dataclass(frozen=True, eq=False)
class Standing:
    """What is known of companies before any point is counted.

    Args:
        state: code of STATES.
        departments: which departments know each company.
    """

    state: npt.NDArray[np.int8]
    departments: Mapping[str, Flags]


def evaluate(cut: CutEdition, indicator: Indicator) -> Measured:
    """Return the value of an indicator for every company of a cut edition, and its facts.

    Raises:
        LeakError: it used what had not begun or was not known at the moment.
    """
    found = MEASURES[indicator.measure](cut, indicator)
    cut.require(found.facts.event[found.facts.event >= 0])
    return found


def evaluate_all(cut: CutEdition, scale: Scale) -> dict[str, Measured]:
    """Return every indicator of a scale, by name."""
    return {i.name: evaluate(cut, i) for i in scale.indicators}


def cap(cut: CutEdition, declared: Cap) -> Measured:
    """Return where a cap holds (1 or 0), and the facts that make it hold."""
    events = happened(cut, declared.happened)
    statuses = cut.values("status")
    keep = np.isin(statuses.value, declared.statuses)
    at = np.concatenate([events.at, statuses.at[keep]])
    record = np.concatenate([events.record, statuses.record[keep]])
    event = np.concatenate([events.event, np.full(int(keep.sum()), -1)])
    value = np.zeros(len(cut))
    value[at] = 1.0
    return Measured(value, Facts.of(at, record, event.astype(np.int64)))


def standing(cut: CutEdition, scale: Scale) -> Standing:
    """Return who can be graded at all, and by which departments each company is known."""
    evidence = scale.evidence
    known = {d.name: _knows(cut, d) for d in evidence.departments}
    age = cut.moment.as_of - _established(cut, evidence.established, evidence.properties)
    status = cut.values("status")
    gone = np.zeros(len(cut), bool)
    gone[status.at[np.isin(status.value, scale.gone_statuses)]] = True
    gone[happened(cut, scale.gone).at] = True
    count = np.sum(list(known.values()), axis=0)
    state = np.select(
        [
            gone,
            (count == 0) | np.isnan(age) | (age < 0),
            age < evidence.least_days,
            count < evidence.least_departments,
        ],
        [STATES.index(s) for s in ("gone", "unknown", "too_young", "insufficient")],
        STATES.index("graded"),
    )
    return Standing(state.astype(np.int8), known)


def _knows(cut: CutEdition, department: Department) -> Flags:
    found = np.zeros(len(cut), bool)
    found[happened(cut, department.happened).at] = True
    for name in department.properties:
        found[cut.values(name).at] = True
    for name in department.series:
        at = cut.months(name, department.months).at
        found |= np.bincount(at, minlength=len(cut)) >= department.least_months
    return found


def _established(cut: CutEdition, which: Happened, properties: tuple[str, ...]) -> Floats:
    """Return the day each company was founded, by its first event or a property; NaN: unknown."""
    day = np.full(len(cut), np.inf)
    events = happened(cut, which)
    np.minimum.at(day, events.at, events.day)
    for name in properties:
        found = cut.values(name)
        stated = _days(found.value)
        np.minimum.at(day, found.at, stated)
    return np.where(np.isfinite(day), day, np.nan)


def _days(texts: npt.NDArray[np.object_]) -> Floats:
    """Return ISO days as day numbers; what is none is never."""
    found = pd.to_datetime(pd.Series(texts, dtype="object"), format="%Y-%m-%d", errors="coerce")
    numbers = found.to_numpy("datetime64[D]").astype(np.int64).astype(np.float64)
    return np.where(found.isna(), np.inf, numbers)


def at_rows(facts: Facts, place: int) -> tuple[Ints, Ints]:
    """Return the events and records behind one company's value."""
    mine = facts.at == place
    events, records = facts.event[mine], facts.record[mine]
    return np.unique(events[events >= 0]), np.unique(records[records >= 0])
