"""The day looked at: read from the URL, carried by every URL we make.

`as_of` is the day looked at, `known_on` the day of knowledge. Absent, they are the edition's
data day and what is known there; the machine's clock never counts.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Flask, g, has_request_context, request

from graph.days import Moment, calendar_day, parse_day

CARRIED = ("as_of", "known_on")
TIMELESS = ("static", "favicon")


def init_app(app: Flask) -> None:
    """Carry the two days in every URL that `url_for` makes."""
    app.url_defaults(carry)


def carry(endpoint: str, values: dict[str, Any]) -> None:
    """Put the days asked for into a URL; `as_of=None` leaves one out."""
    if endpoint in TIMELESS or not has_request_context():
        return
    for name in CARRIED:
        asked = request.args.get(name)
        if asked:
            values.setdefault(name, asked)


def asked_day(name: str) -> int | None:
    """Return a day named in the URL as a day number, or None.

    Raises:
        QueryError: it is not a calendar day.
    """
    text = request.args.get(name)
    return parse_day(text) if text else None


def moment() -> Moment:
    """Return what this request looks at, read once a request."""
    if "moment" not in g:
        g.moment = g.edition.moment(asked_day("as_of"), asked_day("known_on"))
    found: Moment = g.moment
    return found


def a_day(number: object) -> str:
    """Return a day number, or a date, as `2023-06-01`; an open bound as nothing."""
    if number is None or number != number:
        return ""
    if isinstance(number, date):
        return number.isoformat()[:10]
    if isinstance(number, str):
        return number[:10]
    day = calendar_day(int(number))  # type: ignore[call-overload]
    return day.isoformat() if day else ""


def months_between(first: date, last: date) -> int:
    """Return how many month steps lead from one day's month to the other's."""
    return (last.year - first.year) * 12 + last.month - first.month


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
