"""The first page: a box to search, four stories, and how fresh the data are."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g

from graph.edition import Edition
from graph.network import WALKED
from queries.control import actual_controller
from queries.ownership import ownership_tree
from webapp import dossier, holders, paths
from webapp.answers import page, twin
from webapp.moment import moment
from webapp.parties import called
from webapp.stories import Stories, stories

pages = Blueprint("home", __name__)
COUNTED = ("Company", "Person", "Event")


@twin(pages, "/")
def show() -> Response:
    """Where everyone begins."""
    rows = g.edition.manifest["rows"]
    facts = {
        "edition": g.edition.edition_id,
        "data_day": g.edition.manifest["data_day"],
        "counts": {label: rows[f"nodes/{label}"] for label in COUNTED},
        "stories": told(g.edition, begun(g.edition)),
    }
    return page("home/show.html", facts, pictures=drawn(g.edition, begun(g.edition)))


def begun(edition: Edition) -> Stories:
    """Return the edition's stories, found once an edition."""
    kept: dict[str, Stories] = current_app.extensions.setdefault("stories", {})
    if edition.edition_id not in kept:
        kept.clear()
        kept[edition.edition_id] = stories(edition)
    return kept[edition.edition_id]


def told(edition: Edition, found: Stories) -> dict[str, Any]:
    """Return what each story is about: parties and the figure that makes it one."""
    now = moment()
    numbers = [
        n for n in (found.eventful, found.held, found.busy, *(found.tied or ())) if n is not None
    ]
    names = called(edition, numbers, now)
    out: dict[str, Any] = {}
    if found.eventful is not None:
        events = dossier.events(edition, found.eventful, now)
        out["eventful"] = {
            "party": names[found.eventful],
            "n": len([e for e in events if not e.later]),
        }
    if found.held is not None:
        control = actual_controller(edition, found.held, now)
        actual = holders.controller(edition, control, now)["actual"]
        out["held"] = {"party": names[found.held], "actual": actual}
    if found.busy is not None:
        kinds = ("LEGAL_REPRESENTATIVE_OF",)
        out["busy"] = {
            "party": names[found.busy],
            "n": len(edition.network.neighbours(found.busy, now, kinds).other),
        }
    if found.tied is not None:
        tied = paths.between(*found.tied, list(WALKED), paths.MOST, 1)["paths"]
        if tied:
            ends = [names[n] for n in found.tied]
            out["tied"] = {"ends": ends, "path": tied[0], "n": len(tied[0]["hops"])}
    return out


def drawn(edition: Edition, found: Stories) -> dict[str, Any]:
    """Return the small pictures: a trajectory, and the holders above a company."""
    now = moment()
    out: dict[str, Any] = {}
    if found.eventful is not None:
        events = dossier.events(edition, found.eventful, now)
        out["eventful"] = dossier.picture(edition, found.eventful, events, now, width=420.0)
    if found.held is not None:
        tree = ownership_tree(edition, found.held, now, "up", 3, width=4)
        out["held"] = holders.drawn(tree, holders.told_tree(edition, tree, now)["rows"])
    return out
