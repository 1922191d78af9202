"""The grade as pages show it: the card's bars, every reason in words, the steps of the past.

A grade is made of what was known on the day looked at, unless the address names another day of
knowledge; so the card of a past day never knows more than its reader could have.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Any

import numpy as np
from flask import current_app, request

from graph.days import Moment, calendar_day, day_number
from graph.edition import Edition
from queries.grades import Grade, Reason, grade, history
from queries.scales import Scale, scale
from queries.scales.declared import Bin
from webapp.frame import money, percent, plain
from webapp.language import t
from webapp.wording import words

HALF = 58.0  # half the width of a bar's picture, and a little room
CENTRE = 60.0
REMEMBERED = 500  # companies whose past grades are kept
A_YEAR = 365
STORED = "derived/grades"


def clock(moment: Moment) -> Moment:
    """Return the moment of a grade: known on the day itself, where no other day was asked for."""
    return moment if request.args.get("known_on") else Moment(moment.as_of, moment.as_of)


def card(edition: Edition, company: int, moment: Moment) -> dict[str, Any]:
    """Return the grade of a company with its bars, and its letter a year before."""
    now = clock(moment)
    found = grade(edition, company, now)
    ago = Moment(now.as_of - A_YEAR, min(now.known_on, now.as_of - A_YEAR))
    before = grade(edition, company, ago, ranked=False).letter if found.letter else None
    return {
        "letter": found.letter,
        "state": found.state,
        "score": found.score,
        "percentile": found.percentile,
        "before": before,
        "version": f"{found.scale.name} {found.scale.version}",
        "departments": [words(d.title) for d in known_to(found)],
        "silent": [words(d.title) for d in silent(found)],
        "caps": [
            {"title": words(c.cap.title), "grade": c.cap.grade, "name": c.cap.name}
            for c in found.caps
        ],
        "reasons": [told(reason, found.scale) for reason in found.reasons],
    }


def stored(edition: Edition, company: int, moment: Moment) -> str | None:
    """Return the letter that the edition stores for its data day; None on any other day."""
    if moment != edition.moment() or not edition.has(STORED):
        return None
    place = np.array([company - edition.span("Company").start])
    letter = edition.rows(STORED, place)["grade"].iloc[0]
    return letter if letter in letters() else None


def known_to(found: Grade) -> list[Any]:
    """Return the departments that know the company."""
    return [d for d in found.scale.evidence.departments if d.name in found.departments]


def silent(found: Grade) -> list[Any]:
    """Return the departments that know nothing of the company."""
    return [d for d in found.scale.evidence.departments if d.name not in found.departments]


def told(reason: Reason, used: Scale) -> dict[str, Any]:
    """Return a reason in words, with the geometry of its bar."""
    most = max((abs(b.points) for i in used.indicators for b in i.bins), default=1)
    length = round(HALF * min(abs(reason.points) / max(most, 1), 1.0), 1)
    declared = reason.indicator
    return {
        "name": reason.name,
        "title": words(declared.title) if declared else t("grade.base"),
        "value": value_words(reason),
        "points": reason.points,
        "attention": bool(declared and declared.attention and reason.value),
        "known": reason.value is not None or declared is None,
        "side": "down" if reason.points < 0 else "up",
        "x": CENTRE - length if reason.points < 0 else CENTRE,
        "width": length,
    }


def value_words(reason: Reason) -> str:
    """Return what was measured in the reader's words; what is not known says so."""
    declared, value = reason.indicator, reason.value
    if declared is None:
        return ""
    if value is None:
        return t("grade.no_data")
    if declared.words:
        return declared.words[int(value)]
    forms = {
        "share": lambda: percent(value),
        "yuan": lambda: money(value),
        "days": lambda: t("grade.days", n=int(value)),
    }
    return forms[declared.unit]() if declared.unit in forms else plain(value)


def reason_of(edition: Edition, company: int, moment: Moment, name: str) -> dict[str, Any] | None:
    """Return one reason or cap with its rule, its events and its records; None for no such."""
    found = grade(edition, company, clock(moment), ranked=False)
    for capped in found.caps:
        if capped.cap.name == name:
            return {
                "title": words(capped.cap.title),
                "meaning": t("grade.cap_rule", grade=capped.cap.grade),
                "source": capped.cap.source,
                "mark": capped.cap.mark,
                "bins": [],
                "events": capped.events,
                "records": capped.records,
            }
    for reason in found.reasons:
        declared = reason.indicator
        if reason.name == name and declared is not None:
            return told(reason, found.scale) | {
                "meaning": words(declared.meaning),
                "source": declared.source,
                "mark": declared.mark,
                "bins": [bin_words(b, declared.words, declared.unit) for b in declared.bins],
                "events": reason.events,
                "records": reason.records,
            }
    return None


def bin_words(found: Bin, ratings: tuple[str, ...], unit: str) -> tuple[str, int]:
    """Return from which value on a bin gives how many points."""
    if found.start == float("-inf"):
        return t("grade.below"), found.points
    if ratings:
        return ratings[int(found.start)], found.points
    shown = percent(found.start) if unit == "share" else plain(found.start)
    return t("grade.from", value=shown), found.points


def steps(
    edition: Edition, company: int, moment: Moment, born: date | None
) -> list[tuple[int, str]]:
    """Return where the grade changed, as (day, letter), graded at each year's end.

    Each day is graded by what was known on it. With a day of knowledge asked for, nothing
    after that day is shown.
    """
    kept: OrderedDict[tuple[str, int, date | None], list[tuple[int, str | None]]]
    kept = current_app.extensions.setdefault("grade steps", OrderedDict())
    key = (edition.edition_id, company, born)
    if key not in kept:
        kept[key] = history(edition, company, year_ends(edition, born))
        while len(kept) > REMEMBERED:
            kept.popitem(last=False)
    last = moment.known_on if request.args.get("known_on") else edition.data_day
    changes: list[tuple[int, str]] = []
    for day, letter in kept[key]:
        if letter and day <= last and (not changes or changes[-1][1] != letter):
            changes.append((day, letter))
    return changes


def year_ends(edition: Edition, born: date | None) -> list[int]:
    """Return the last days of the years since a company was founded, and the data day."""
    last = calendar_day(edition.data_day) or date.max
    first = max(born.year if born else last.year - 10, last.year - 30)
    days = [day_number(date(year, 12, 31)) for year in range(first, last.year)]
    return [*(day for day in days if day < edition.data_day), edition.data_day]


def letters() -> list[str]:
    """Return the letters of the scale in use, best first."""
    return list(scale().grades)
