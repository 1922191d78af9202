"""The trajectory picture as geometry: lanes of marks, a headcount area, grade steps.

Pure: days and words in, positions out (SVG user units, one to a CSS pixel at full size).
`templates/macros/trajectory.html` draws it. Circle = neutral, triangle = adverse (outline,
half, filled by level), bar = a period, hollow = later corrected. Marks within `NEAR` of each
other stand in rows; four or more become one mark with a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph.days import EPOCH

NEAR = 9.0  # two marks closer than this would cover each other
ROWS = 3
ROW_HEIGHT = 8.0
LANE_HEIGHT = 30.0
LEFT, RIGHT, TOP = 84.0, 14.0, 26.0
AREA_HEIGHT, STEP_HEIGHT = 72.0, 12.0
GAP = 14.0
A_YEAR = 365.25


@dataclass(frozen=True)
class Mark:
    """One event to be placed. Days are day numbers; `level` 0 is neutral, 1 to 3 adverse."""

    id: str
    lane: str
    day: int
    title: str
    level: int = 0
    until: int | None = None
    corrected: bool = False


@dataclass(frozen=True)
class Shape:
    """One placed mark: a symbol at (x, y), and a bar of `length` behind it for a period."""

    x: float
    y: float
    level: int
    faded: bool
    title: str
    id: str = ""
    length: float = 0.0
    hollow: bool = False
    count: int = 1


@dataclass(frozen=True)
class Row:
    """One lane."""

    lane: str
    y: float
    height: float
    shapes: tuple[Shape, ...]
    last: int


@dataclass(frozen=True)
class Area:
    """A monthly measure as filled shapes, those after the day looked at apart."""

    y: float
    height: float
    top: float
    past: tuple[str, ...] = ()
    past_lines: tuple[str, ...] = ()
    future: tuple[str, ...] = ()
    future_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Steps:
    """Grades as steps: a line before and after the day, and the letters beside it."""

    y: float
    height: float
    letters: tuple[tuple[str, float], ...]
    past: str
    future: str
    dots: tuple[tuple[float, float, bool, str], ...]


@dataclass(frozen=True)
class Picture:
    """Everything the macro draws."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    first: int
    last: int
    day: int
    line: float
    years: tuple[tuple[float, int], ...]
    rows: tuple[Row, ...]
    area: Area | None = None
    steps: Steps | None = None
    events: int = 0
    lanes: int = field(default=0)


@dataclass(frozen=True)
class Scale:
    """Days to x."""

    first: int
    last: int
    width: float

    def x(self, day: float) -> float:
        """Return the x of a day, kept inside the picture."""
        share = (day - self.first) / max(self.last - self.first, 1)
        inner = self.width - LEFT - RIGHT
        return round(LEFT + inner * min(max(share, 0.0), 1.0), 1)


def draw(
    marks: Sequence[Mark],
    lanes: Iterable[str],
    *,
    first: int,
    last: int,
    day: int,
    headcount: Sequence[tuple[int, float]] = (),
    grades: Sequence[tuple[int, str]] = (),
    letters: Sequence[str] = (),
    width: float = 800.0,
) -> Picture:
    """Return the picture of one company.

    Args:
        marks: its events.
        lanes: every lane in the order shown; one without a mark is left out.
        first: first day of the picture.
        last: last day of the picture.
        day: the day looked at; what lies after it is faded.
        headcount: (day of the month's start, persons), ascending.
        grades: (day, letter) where the grade changed, ascending.
        letters: all letters, best first.
        width: of the whole picture.
    """
    scale = Scale(first, last, width)
    y, rows = TOP, []
    for lane in lanes:
        mine = [mark for mark in marks if mark.lane == lane]
        if mine:
            rows.append(row(lane, mine, y, scale, day))
            y += LANE_HEIGHT
    area = steps = None
    if headcount:
        area = measured(headcount, y + GAP, scale, day)
        y += GAP + AREA_HEIGHT
    if grades:
        steps = stepped(grades, letters, y + GAP, scale, day)
        y += GAP + steps.height
    return Picture(
        width=width,
        height=y + 24,
        left=LEFT,
        right=width - RIGHT,
        bottom=y + 4,
        first=first,
        last=last,
        day=day,
        line=scale.x(day),
        years=years(scale),
        rows=tuple(rows),
        area=area,
        steps=steps,
        events=len(marks),
        lanes=len(rows),
    )


def years(scale: Scale) -> tuple[tuple[float, int], ...]:
    """Return (x, year) of each new year, thinned so that labels keep 40 units apart."""
    span = scale.last - scale.first
    begins = EPOCH.toordinal()
    found = [
        (date(year, 1, 1).toordinal() - begins, year)
        for year in range(
            date.fromordinal(begins + scale.first).year + 1,
            date.fromordinal(begins + scale.last).year + 1,
        )
    ]
    room = (scale.width - LEFT - RIGHT) * A_YEAR / max(span, 1)
    step = next((n for n in (1, 2, 5, 10, 20) if room * n >= 40), 50)
    return tuple((scale.x(day), year) for day, year in found if year % step == 0)


def row(lane: str, marks: list[Mark], y: float, scale: Scale, day: int) -> Row:
    """Return one lane with its marks placed."""
    periods = [mark for mark in marks if mark.until is not None]
    points = [mark for mark in marks if mark.until is None]
    ends = [float("-inf")] * ROWS
    shapes = []
    placed = [*[[p] for p in periods], *clusters(points, scale)]
    for group in sorted(placed, key=lambda group: scale.x(group[0].day)):
        shapes += place(group, ends, y, scale, day)
    return Row(lane, y, LANE_HEIGHT, tuple(shapes), max(mark.day for mark in marks))


def clusters(points: list[Mark], scale: Scale) -> list[list[Mark]]:
    """Return points gathered into runs that begin within `NEAR` of the run's first."""
    found: list[list[Mark]] = []
    for mark in sorted(points, key=lambda mark: (mark.day, mark.id)):
        if found and scale.x(mark.day) - scale.x(found[-1][0].day) < NEAR:
            found[-1].append(mark)
        else:
            found.append([mark])
    return found


def place(group: list[Mark], ends: list[float], y: float, scale: Scale, day: int) -> list[Shape]:
    """Return a group's shapes, each in the first row that is free there."""
    if len(group) > ROWS:
        return [place_one(gathered(group), ends, y, scale, day, len(group))]
    return [place_one(mark, ends, y, scale, day) for mark in group]


def gathered(group: list[Mark]) -> Mark:
    """Return the mark that stands for four or more: at the first, as grave as the gravest."""
    gravest = max(group, key=lambda mark: mark.level)
    return Mark("", gravest.lane, group[0].day, gravest.title, gravest.level)


def place_one(
    mark: Mark, ends: list[float], y: float, scale: Scale, day: int, count: int = 1
) -> Shape:
    """Return one shape and take its room in its row."""
    x = scale.x(mark.day)
    length = 0.0 if mark.until is None else max(scale.x(mark.until) - x, 4.0)
    reach = x + max(length, 14.0 if count > 1 else 0.0)
    free = next((n for n in range(ROWS) if x - ends[n] >= NEAR), None)
    number = min(range(ROWS), key=lambda n: ends[n]) if free is None else free
    ends[number] = reach
    return Shape(
        x=x,
        y=round(y + (LANE_HEIGHT - (ROWS - 1) * ROW_HEIGHT) / 2 + number * ROW_HEIGHT, 1),
        level=mark.level,
        faded=mark.day > day,
        title=mark.title,
        id=mark.id,
        length=round(length, 1),
        hollow=mark.corrected,
        count=count,
    )


def measured(values: Sequence[tuple[int, float]], y: float, scale: Scale, day: int) -> Area:
    """Return a monthly measure as shapes; a missing month leaves a gap, never a zero."""
    top = max(value for _, value in values) or 1.0
    points = [(d, scale.x(d), round(y + AREA_HEIGHT * (1 - v / top), 1)) for d, v in values]
    past = runs([p for p in points if p[0] <= day])
    after = [p for p in points if p[0] > day]
    bridge = [p for p in points if p[0] <= day][-1:] if after else []
    future = runs([*bridge, *after])
    base = y + AREA_HEIGHT
    return Area(
        y=y,
        height=AREA_HEIGHT,
        top=top,
        past=tuple(closed(part, base) for part in past),
        past_lines=tuple(open_line(part) for part in past),
        future=tuple(closed(part, base) for part in future),
        future_lines=tuple(open_line(part) for part in future),
    )


Point = tuple[int, float, float]


def runs(points: list[Point]) -> list[list[Point]]:
    """Return points split where more than a month and a half is missing."""
    found: list[list[Point]] = []
    for point in points:
        if found and point[0] - found[-1][-1][0] <= 46:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def open_line(points: list[Point]) -> str:
    """Return a path through the points."""
    return "M" + "L".join(f"{x} {y}" for _, x, y in points)


def closed(points: list[Point], base: float) -> str:
    """Return the path between the points and the base line."""
    return f"{open_line(points)}L{points[-1][1]} {base}L{points[0][1]} {base}Z"


def stepped(
    grades: Sequence[tuple[int, str]],
    letters: Sequence[str],
    y: float,
    scale: Scale,
    day: int,
) -> Steps:
    """Return the grades as a step line; a grade outside the letters interrupts nothing."""
    level = {letter: round(y + 6 + STEP_HEIGHT * n, 1) for n, letter in enumerate(letters)}
    known = [(d, letter) for d, letter in grades if letter in level]
    past = [g for g in known if g[0] <= day]
    after = [g for g in known if g[0] > day]
    line = scale.x(day)
    return Steps(
        y=y,
        height=STEP_HEIGHT * len(letters),
        letters=tuple(level.items()),
        past=step_path(past, level, scale, line if after or day < scale.last else None),
        future=step_path([(day, past[-1][1]), *after] if past else after, level, scale, None)
        if after or day < scale.last
        else "",
        dots=tuple((scale.x(d), level[letter], d > day, letter) for d, letter in known),
    )


def step_path(
    grades: Sequence[tuple[int, str]], level: dict[str, float], scale: Scale, end: float | None
) -> str:
    """Return a path that keeps each grade until the next, then on to `end`."""
    if not grades:
        return ""
    path = f"M{scale.x(grades[0][0])} {level[grades[0][1]]}"
    for changed, letter in grades[1:]:
        path += f"H{scale.x(changed)}V{level[letter]}"
    return f"{path}H{end if end is not None else scale.width - RIGHT}"
