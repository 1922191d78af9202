"""One event with its parties and the row it came from; and any source row by its number."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, Response, abort, g, render_template

from graph.days import EARLIEST, LATEST, Moment
from queries import company
from webapp import sources
from webapp.answers import page, twin
from webapp.moment import moment
from webapp.parties import kind_name, one

pages = Blueprint("event", __name__)


@twin(pages, "/e/<event_id>")
def show(event_id: str) -> Response:
    """What happened, when, to whom, and where it is written."""
    number, now = g.edition.number(event_id), moment()
    if g.edition.label_of(number) != "Event":
        abort(404, f"{event_id} is not an event.")
    row = g.edition.node(number)
    if row["known_from"] > now.known_on:
        abort(404, f"{event_id} was not known on {now.known_day}.")
    far = Moment(max(g.edition.data_day, now.as_of), now.known_on)
    took_part = company.parties(g.edition, number, far).to_dict("records")
    facts: dict[str, Any] = {
        "id": event_id,
        "name": kind_name(row["kind"]),
        **{key: told(value) for key, value in row.items() if key != "id"},
        "parties": [
            {"party": one(g.edition, g.edition.number(p["id"]), now), "role": p["role"]}
            for p in took_part
        ],
        "written": sources.row(g.edition, int(row["record"])),
    }
    return page("event/show.html", facts)


@pages.get("/record/<int:record>")
def record(record: int) -> str:
    """One source row as it stood, numbers of people masked."""
    if record >= g.edition.table("records").num_rows:
        abort(404, f"This edition has no source row {record}.")
    return render_template("event/record.html", written=sources.row(g.edition, record))


def told(value: Any) -> Any:
    """Return a cell with nothing in place of a missing bound or number."""
    if isinstance(value, (int, np.integer)) and value in (EARLIEST, LATEST):
        return None
    return None if value != value else value
