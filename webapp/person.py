"""One person: posts, holdings, and the companies behind them; namesakes stay apart."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g

from graph.days import day_number
from webapp import beside, dossier, frame
from webapp.answers import page, twin
from webapp.moment import moment
from webapp.parties import called

pages = Blueprint("person", __name__)
NAMESAKES = 20


@twin(pages, "/p/<person_id>")
def show(person_id: str) -> Response:
    """A person's present and former links, events, and others of the same name."""
    number, now = g.edition.number(person_id), moment()
    if g.edition.label_of(number) != "Person":
        abort(404, f"{person_id} is not a person; look for it by its name.")
    name = called(g.edition, [number], now)[number]
    events = dossier.events(g.edition, number, now)
    frame.about(None, [day_number(event.day) for event in events])
    same = g.edition.names.find(name.name, label="Person", known_on=now.known_on, limit=NAMESAKES)
    others = [h.node_id for h in same.hits if h.text == name.name and h.node_id != name.id]
    facts = {
        "id": name.id,
        "name": name.name,
        "masked_id": g.edition.node(number).get("masked_id"),
        "links": dossier.links(g.edition, number, now),
        "former": dossier.ended(g.edition, number, now),
        "events": events,
        "risks": dossier.risks(events),
        "namesakes": others,
        "made_one": beside.made_one(g.edition, name.id),
        "maybe": beside.likely(g.edition, number, now),
    }
    return page("person/show.html", facts)
