"""What a scale is made of, and what is wrong with one that breaks its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from graph.days import EARLIEST
from graph.kinds import KINDS
from graph.schema import MEASURES, PROPERTIES
from queries.words import Words

LETTERS = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D")  # GB/T 22116-2008
MARKS = ("law", "known", "parameter")
GROUPS = ("tax", "social", "court", "penalties", "registration", "standing", "related")
THROUGH = ("representative", "controlled", "same_representative")
OF_EVENTS = ("count", "sum", "days_since", "streak", "neighbours")
OF_SERIES = ("slope", "volatility", "largest_drop")
LONGEST = 366 * 30  # days; no window is longer


@dataclass(frozen=True)
class Bin:
    """From this value on, so many points."""

    start: float
    points: int


@dataclass(frozen=True)
class Term:
    """How many days a record counts at most, by the law in force from a day on."""

    days: int
    mark: str
    source: str
    in_force_from: int = EARLIEST


@dataclass(frozen=True)
class Excuse:
    """Days on which what happened does not count: from the first, before the second."""

    start: int
    until: int
    mark: str
    source: str


@dataclass(frozen=True)
class Happened:
    """Which events are meant: kinds, roles of the party, and for how long they count."""

    kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    window: int | None = None  # days up to the day looked at
    state: str = "any"  # in_force: only while its effect lasts
    terms: tuple[Term, ...] = ()
    excused: tuple[Excuse, ...] = ()

    def term(self, day: int) -> int | None:
        """Return how many days a record counts at most, by the law of a day."""
        begun = [t for t in self.terms if t.in_force_from <= day]
        return begun[-1].days if begun else None


@dataclass(frozen=True)
class Indicator:
    """One thing that is measured, and the points that its value gives.

    Args:
        measure: a name of `queries.measures.MEASURES`.
        happened: the events that an event measure looks at.
        property: the dated property that `latest` reads; `words` are its values, worst first.
        series: the monthly measure that a series measure looks at, over `months` months.
        through: whose events `neighbours` looks at.
        span: months within which a drop is looked for.
        floor: least value (or mean) from which a change is judged.
        least: fewest months that say something.
        equals: the word that `streak` counts.
        first: `days_since` the first event rather than the last.
        attention: shown, and never counted.
    """

    name: str
    group: str
    title: Words
    meaning: Words
    measure: str
    mark: str
    source: str
    bins: tuple[Bin, ...]
    happened: Happened = Happened()
    property: str | None = None
    series: str | None = None
    through: str | None = None
    words: tuple[str, ...] = ()
    window: int | None = None
    months: int = 0
    span: int = 0
    floor: float = 0.0
    least: int = 1
    equals: str | None = None
    first: bool = False
    unit: str = "count"
    attention: bool = False


@dataclass(frozen=True)
class Cap:
    """While a fact holds, no grade is better than `grade`."""

    name: str
    title: Words
    grade: str
    mark: str
    source: str
    happened: Happened
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Department:
    """A department that may know an enterprise: by events, properties or months of a series."""

    name: str
    title: Words
    happened: Happened = Happened()
    properties: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    months: int = 0
    least_months: int = 0


@dataclass(frozen=True)
class Evidence:
    """What has to be known before anybody is graded."""

    established: Happened
    properties: tuple[str, ...]
    least_days: int
    least_departments: int
    departments: tuple[Department, ...]
    mark: str
    source: str


@dataclass(frozen=True)
class Example:
    """Values of indicators and what a scale makes of them; `letter` None: not graded."""

    name: str
    values: Mapping[str, float]
    score: int
    letter: str | None = None
    caps: tuple[str, ...] = ()
    enough: bool = True


@dataclass(frozen=True)
class Scale:
    """A scale as read; `grades` holds each letter's lowest score, best first."""

    name: str
    version: str
    title: Words
    base: int
    none: str
    grades: Mapping[str, float]
    gone: Happened
    gone_statuses: tuple[str, ...]
    evidence: Evidence
    caps: tuple[Cap, ...]
    indicators: tuple[Indicator, ...]
    examples: tuple[Example, ...] = ()


def faults(scale: Scale) -> list[str]:
    """Return what is wrong with a scale, as clauses."""
    lowest = list(scale.grades.values())
    found = []
    if tuple(scale.grades) != LETTERS:
        found.append(f"[grades] must name {', '.join(LETTERS)}, in this order")
    if any(a <= b for a, b in pairwise(lowest)) or lowest[-1:] != [float("-inf")]:
        found.append("[grades] must fall, and the last begin at -inf")
    names = [i.name for i in scale.indicators]
    found += [f"the indicator {n!r} stands twice" for n in set(names) if names.count(n) > 1]
    found += [
        f"the cap {c.name!r} names no grade {c.grade!r}"
        for c in scale.caps
        if c.grade not in scale.grades
    ]
    for example in scale.examples:
        stray = [*set(example.values) - set(names)]
        stray += set(example.caps) - {c.name for c in scale.caps}
        found += [
            f"the example {example.name!r} names {word!r}, which is nothing" for word in stray
        ]
    for cap in scale.caps:
        found += [f"the cap {cap.name!r} {fault}" for fault in _events_faults(cap.happened)]
    for department in scale.evidence.departments:
        found += [f"{department.name!r} {fault}" for fault in _events_faults(department.happened)]
    for indicator in scale.indicators:
        found += [f"the indicator {indicator.name!r} {fault}" for fault in _wrong(indicator)]
    return found


def _events_faults(happened: Happened) -> list[str]:
    found = [f"names no event kind {k!r}" for k in happened.kinds if k not in KINDS]
    if happened.window is not None and not 0 < happened.window <= LONGEST:
        found.append(f"has a window of {happened.window} days; it ends on the day looked at")
    if happened.state not in ("any", "in_force"):
        found.append(f"has the state {happened.state!r}; wanted any or in_force")
    return found


def _wrong(indicator: Indicator) -> list[str]:
    found = _events_faults(indicator.happened)
    starts = [b.start for b in indicator.bins]
    checks = {
        "has bins that do not rise": starts != sorted(set(starts)),
        "gives points that are no whole numbers": any(
            type(b.points) is not int for b in indicator.bins
        ),
        "gives points though it asks for attention only": indicator.attention
        and any(b.points for b in indicator.bins),
        "has no bins": not indicator.bins and not indicator.attention,
        "is in no known group": indicator.group not in GROUPS,
        f"has the mark {indicator.mark!r}": indicator.mark not in MARKS,
        "says nothing of what it means": not (indicator.meaning.zh and indicator.meaning.en),
        "names no source": not indicator.source,
        "names no event kinds and roles": indicator.measure in OF_EVENTS
        and not (indicator.happened.kinds and indicator.happened.roles),
        "names no monthly measure": indicator.measure in OF_SERIES
        and (indicator.series not in {m.name for m in MEASURES} or indicator.months < 1),
        "names no dated property": indicator.measure == "latest"
        and (indicator.property not in {p.name for p in PROPERTIES} or not indicator.words),
        "does not say through whom": indicator.measure == "neighbours"
        and indicator.through not in THROUGH,
        "does not say which word": indicator.measure == "streak" and not indicator.equals,
    }
    return found + [text for text, wrong in checks.items() if wrong]
