"""Paths between two parties: every hop with its relation, share, days and source."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from graph.errors import AmbiguousParty, UnknownParty
from graph.network import WALKED
from graph.schema import EDGES
from queries import links, party
from webapp.answers import page, twin
from webapp.moment import moment
from webapp.parties import Party, called

pages = Blueprint("paths", __name__)
KINDS = (*WALKED, "LOCATED_AT", "REACHED_BY")
MOST, COUNT = 6, 5
LONGEST, MANY = 8, 20


@twin(pages, "/paths")
def show() -> Response:
    """The form, and the shortest paths where two parties are named."""
    asked = {name: request.args.get(name, "").strip() for name in ("a", "b")}
    kinds = [k for k in request.args.getlist("rel") if k in EDGES] or list(WALKED)
    most = min(max(request.args.get("max", MOST, type=int), 1), LONGEST)
    count = min(max(request.args.get("k", COUNT, type=int), 1), MANY)
    ends, candidates = {}, {}
    for name, text in asked.items():
        try:
            ends[name] = party.find(g.edition, text, moment()) if text else None
        except AmbiguousParty as error:
            candidates[name] = [
                {"id": node_id, "name": shown}
                for node_id, shown, _ in error.facts["candidates"]  # type: ignore[attr-defined]
            ]
    facts: dict[str, Any] = {"paths": None, "hubs": [], "cut": False, "gave_up": False}
    both = [ends.get("a"), ends.get("b")]
    if both[0] is not None and both[1] is not None:
        facts |= between(both[0], both[1], kinds, most, count)
    names = called(g.edition, [n for n in both if n is not None], moment())
    chosen = {k: names[n] for k, n in ends.items() if n is not None}
    return page(
        "paths/show.html",
        facts
        | {"ends": chosen, "candidates": candidates, "kinds": kinds, "most": most, "count": count},
        asked=asked | {name: written(one) for name, one in chosen.items()},
        choices=KINDS,
    )


def written(one: Party) -> str:
    """Return what names a party in the form: its name where that means nobody else, else its id."""
    try:
        alone = party.find(g.edition, one.name, moment()) == one.number
    except (AmbiguousParty, UnknownParty):
        alone = False
    return one.name if alone else one.id


def between(one: int, two: int, kinds: list[str], most: int, count: int) -> dict[str, Any]:
    """Return the paths between two parties and what was not walked."""
    now = moment()
    found = links.paths(g.edition, one, two, now, kinds=kinds, most=most, count=count)
    numbers = {n for route in found.routes for n in route.nodes} | set(found.hubs)
    names = called(g.edition, numbers, now)
    return {
        "paths": [
            {"nodes": [names[n] for n in r.nodes], "hops": r.hops, "strength": r.strength}
            for r in found.routes
        ],
        "hubs": [names[n] for n in found.hubs],
        "cut": found.cut,
        "gave_up": found.gave_up,
    }
