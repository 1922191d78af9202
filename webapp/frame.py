"""What every page shows around its subject, and the words templates write facts with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, g, request, url_for

from graph.days import EARLIEST, EPOCH, LATEST, calendar_day
from graph.errors import QueryError
from graph.identifiers import region_name
from graph.industries import section
from graph.schema import PROPERTIES
from webapp.language import has_text, t, with_query
from webapp.moment import a_day, moment, months_between

DEFAULT_YEARS = 12
AMOUNTS = frozenset(p.name for p in PROPERTIES if p.meaning.endswith("CNY, yuan"))
SAMPLE = "SAMPLE"  # a file of this name marks a home whose data are invented


@dataclass(frozen=True)
class When:
    """The as-of bar: its ends, where it stands, and whether a day was asked for."""

    first: date
    last: date
    day: date
    known_day: date
    asked: bool
    known_asked: bool

    @property
    def last_day(self) -> date:
        """The edition's data day."""
        return self.last

    @property
    def beyond(self) -> bool:
        """Whether the day lies after all that the data can tell."""
        return self.day > self.last

    @property
    def months(self) -> int:
        """How many month steps the slider has."""
        return months_between(self.first, self.last)

    @property
    def month(self) -> int:
        """The step that stands for the day looked at."""
        return min(max(months_between(self.first, self.day), 0), self.months)


def init_app(app: Flask) -> None:
    """Give templates the as-of bar and the words of facts."""
    app.context_processor(context)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        here=here,
        party_url=party_url,
        day_text=a_day,
        percent=percent,
        money=money,
        amount=amount,
        status_text=lambda status: in_words("status", status),
        role_text=lambda role: in_words("role", role),
        property_text=lambda name: in_words("property", name),
        value_text=value_text,
        region_text=region_text,
    )


def context() -> dict[str, Any]:
    """Return what the frame draws: nothing of time while there is no edition."""
    if "edition" not in g:
        return {"when": None, "ticks": (), "sample": False}
    sample = (g.edition.home.path / SAMPLE).exists()
    try:
        looked_at = moment()
    except QueryError:  # the day asked for was not a day: the error page needs no as-of bar
        return {"when": None, "ticks": (), "sample": sample}
    last = calendar_day(g.edition.data_day) or EPOCH
    first, days = g.get("subject", (None, ()))
    begin = first or last.replace(year=last.year - DEFAULT_YEARS, month=1, day=1)
    when = When(
        first=min(begin, last).replace(day=1),
        last=last,
        day=looked_at.day,
        known_day=looked_at.known_day,
        asked=bool(request.args.get("as_of") or request.args.get("known_on")),
        known_asked=bool(request.args.get("known_on")),
    )
    return {"when": when, "ticks": ticks(when.first, days), "sample": sample}


def about(first: date | None, days: Sequence[int]) -> None:
    """Tell the as-of bar which span and which event days belong to this page's subject."""
    g.subject = (first, days)


def ticks(first: date, days: Sequence[int]) -> list[int]:
    """Return the months, counted from the first, that hold an event."""
    found = {months_between(first, EPOCH.fromordinal(EPOCH.toordinal() + int(d))) for d in days}
    return sorted(month for month in found if month >= 0)


def here(**changes: Any) -> str:
    """Return this page's address with some arguments changed; None takes one away."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in changes]
    new = [(k, str(v)) for k, v in changes.items() if v is not None]
    return with_query(request.path, kept + new)


def party_url(node_id: str) -> str | None:
    """Return the page of a company, person or event; None for what has no page."""
    if node_id.startswith("C"):
        return url_for("company.show", company_id=node_id)
    if node_id.startswith("P"):
        return url_for("person.show", person_id=node_id)
    return url_for("event.show", event_id=node_id) if node_id.startswith("E") else None


def percent(share: float | None) -> str:
    """Return a share in [0, 1] as a percentage with at most two decimals."""
    if share is None or share != share:
        return "?"
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def money(yuan: Any) -> str:
    """Return an amount in the language's usual unit; nothing for none."""
    try:
        number = float(yuan)
    except (TypeError, ValueError):
        return "" if yuan is None else str(yuan)
    return "" if number != number else t("money", yuan=number, wan=plain(number / 10_000))


def in_words(family: str, code: str) -> str:
    """Return a code of ours in the reader's language; a source's own words as they are."""
    key = f"{family}.{code}"
    return t(key) if has_text(key) else code


def value_text(name: str, value: str) -> str:
    """Return a dated property's value as people write it."""
    if name in AMOUNTS:
        return money(value)
    if name == "status":
        return in_words("status", value)
    if name == "industry" and (found := section(value)):
        return f"{value} · {found[g.language == 'en']}"
    if has_text(f"value.{name}.{value}"):
        return t(f"value.{name}.{value}")
    return region_text(value) if name == "region" else value


def region_text(code: str) -> str:
    """Return a region's name, or its code where it has none here."""
    return region_name(code) or code


def plain(number: float) -> str:
    """Return a number with thousands separators and at most four decimals."""
    return f"{number:,.4f}".rstrip("0").rstrip(".")


def amount(number: Any) -> str:
    """Return a measured number with thousands separators; nothing for none."""
    missing = number is None or number != number or number in (EARLIEST, LATEST)
    return "" if missing else plain(float(number))
