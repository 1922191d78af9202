"""One company: overview, trajectory, ownership, controller, related parties, records."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for

from graph.days import day_number
from graph.errors import UnknownParty
from queries.company import former_names
from queries.control import actual_controller
from queries.owners import beneficial_owners
from queries.ownership import Direction, ownership_tree
from queries.related import BOOKS, related_parties
from webapp import beside, dossier, frame, holders, rating
from webapp.answers import page, twin
from webapp.moment import moment
from webapp.parties import called, one
from webapp.trajectory import Picture

pages = Blueprint("company", __name__)
RECENT = 12
TOP = 8
A_PAGE = 100  # source rows on a page
REASONS = 20  # events and records listed under one reason
NARROW, WIDE = 800.0, 1180.0  # of the picture, one unit to a pixel
PEOPLE = (
    "LEGAL_REPRESENTATIVE_OF",
    "SERVES_AS",
    "OWNS",
    "BRANCH_OF",
    "GUARANTEES",
    "PLEDGES",
    "SUCCEEDED_BY",
    "OPERATES",
)


@pages.url_value_preprocessor
def take_company(_: str | None, values: dict[str, Any] | None) -> None:
    """Read `company_id` once: an id of ours, or any identifier that names one company."""
    if values and "company_id" in values:
        g.asked_id = values.pop("company_id")


@pages.before_request
def find_company() -> Any:
    """Turn the id into a number; an identifier leads on to the address with the id."""
    asked = g.asked_id
    try:
        g.number = g.edition.number(asked)
    except UnknownParty:
        number = identified(asked)
        if number is None:
            raise
        kept: dict[str, Any] = {**request.args.to_dict(), "company_id": g.edition.id(number)}
        return redirect(url_for(str(request.endpoint), **kept))
    if g.edition.label_of(g.number) != "Company":
        abort(404, f"{asked} is not a company; look for it by its name.")
    return None


def identified(text: str) -> int | None:
    """Return the number of the one company that has an identifier, or None."""
    answer = g.edition.names.find(text, label="Company", known_on=moment().known_on, limit=2)
    exact = [h for h in answer.hits if h.kind.startswith("identifier") and h.text == text.upper()]
    return g.edition.number(exact[0].node_id) if len(exact) == 1 else None


def head() -> dict[str, Any]:
    """Return what every page of a company shows at its top, and tell the as-of bar its span."""
    now, number = moment(), g.number
    found = dossier.events(g.edition, number, now)
    born = dossier.established(g.edition, number, now)
    frame.about(born, [day_number(event.day) for event in found])
    name = called(g.edition, [number], now)[number]
    return {
        "id": name.id,
        "name": name.name,
        "values": dossier.values(g.edition, number, now),
        "former_names": former_names(g.edition, number, now),
        "established_on": born,
        "not_yet": born is not None and day_number(born) > now.as_of,
        "risks": dossier.risks(found),
        "events": found,
    }


def drawn(facts: dict[str, Any], width: float = NARROW) -> Picture | None:
    """Return the trajectory picture, its grades among it."""
    return dossier.picture(
        g.edition,
        g.number,
        facts["events"],
        moment(),
        grades=rating.steps(g.edition, g.number, moment(), facts["established_on"]),
        letters=rating.letters(),
        width=width,
    )


@twin(pages, "/c/<company_id>")
def show() -> Response:
    """The overview: who it is, what has happened, how far it is trusted, who stands behind."""
    facts = head()
    control = actual_controller(g.edition, g.number, moment())
    related = related_parties(g.edition, g.number, moment())
    chains = holders.controller(g.edition, control, moment())
    links = dossier.links(g.edition, g.number, moment(), PEOPLE)
    facts |= {
        "links": links,
        "made_one": beside.made_one(g.edition, facts["id"]),
        "maybe": beside.likely(g.edition, g.number, moment()),
        "controller": chains,
        "related": len(related.parties()),
        "grade": rating.card(g.edition, g.number, moment()),
    }
    happened = [event for event in facts["events"] if not event.later]
    return page(
        "company/show.html",
        facts,
        picture=drawn(facts),
        recent=happened[:RECENT],
        known=len(happened),
        top=holders.related_rows(g.edition, related, moment())[:TOP],
    )


@twin(pages, "/c/<company_id>/trajectory")
def trajectory() -> Response:
    """All events, as a wide picture and as a table."""
    facts = head()
    return page("company/trajectory.html", facts, picture=drawn(facts, WIDE))


@twin(pages, "/c/<company_id>/ownership")
def ownership() -> Response:
    """Who holds it, over any depth: a tree and a table."""
    direction: Direction = "down" if request.args.get("dir") == "down" else "up"
    depth = min(max(request.args.get("depth", 4, type=int), 1), 10)
    least = min(max(request.args.get("min", 0, type=int), 0), 100)
    found = ownership_tree(g.edition, g.number, moment(), direction, depth, least / 100)
    facts = head() | holders.told_tree(g.edition, found, moment())
    tree = holders.drawn(found, facts["rows"])
    return page("company/ownership.html", facts, tree=tree, depth=depth, least=least)


@twin(pages, "/c/<company_id>/controller")
def controller() -> Response:
    """Who controls it and who its beneficial owners are, with the calculation."""
    control = actual_controller(g.edition, g.number, moment())
    owners = beneficial_owners(g.edition, g.number, moment())
    facts = head() | {
        "controller": holders.controller(g.edition, control, moment()),
        "owners": holders.owners(g.edition, owners, moment()),
        "notes": owners.notes,
        "version": owners.version.version,
        "source": owners.version.source,
    }
    return page("company/controller.html", facts)


@twin(pages, "/c/<company_id>/related")
def related() -> Response:
    """Its related parties under a rule book, each with rule, article, facts and dates."""
    book = request.args.get("book", BOOKS[0])
    found = related_parties(g.edition, g.number, moment(), book)
    facts = head() | {
        "book": book,
        "rows": holders.related_rows(g.edition, found, moment()),
        "unanswered": found.unanswered,
        "notes": found.notes,
        "source": found.version.source,
    }
    return page("company/related.html", facts, books=BOOKS)


@twin(pages, "/c/<company_id>/records")
def records() -> Response:
    """The source rows that its facts come from."""
    found = dossier.sources(g.edition, g.number, moment())
    source = request.args.get("source")
    tables = found["table"].value_counts().sort_index().to_dict()
    rows = found[found["table"] == source] if source else found
    last = max(-(-len(rows) // A_PAGE), 1)
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    shown = rows.iloc[(number - 1) * A_PAGE : number * A_PAGE]
    facts = head() | {"records": shown, "total": len(rows), "page": number}
    drawn = {"tables": tables, "source": source, "number": number, "a_page": A_PAGE}
    return page("company/records.html", facts, **drawn)


@twin(pages, "/c/<company_id>/grade")
def grade() -> Response:
    """Its grade with every indicator, those that gave no point or are not known among them."""
    return page(
        "company/grade.html", head() | {"grade": rating.card(g.edition, g.number, moment())}
    )


@pages.get("/c/<company_id>/reason/<name>")
def reason(name: str) -> str:
    """One reason of the grade with its rule, its events and its records."""
    found = rating.reason_of(g.edition, g.number, moment(), name)
    if found is None:
        abort(404, f"The grade has no reason {name!r} on this day.")
    events = [one(g.edition, number, moment()) for number in found["events"][:REASONS]]
    return render_template("company/reason.html", reason=found, events=events, shown=REASONS)
