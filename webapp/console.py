"""The console (查询台): Cypher typed by an analyst, read only, ended in time."""

from __future__ import annotations

import os
import secrets
import threading
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, render_template, request

from graph.errors import QijiError, ServerError
from graph.neo4j import GET_ONE, Server, account, typed
from graph.schema import EDGE_TYPES, NODE_TYPES
from queries.cypher import library
from webapp.answers import page, twin
from webapp.moment import moment

pages = Blueprint("console", __name__)
SECONDS, ROWS = 30.0, 1000
ADDRESS = "QIJI_NEO4J_URI"


class Connection:
    """The one server of this application, connected to when first asked for."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.server: Server | None = None

    def get(self) -> Server:
        """Return the server.

        Raises:
            ServerError: none is configured, or it does not answer.
        """
        address = os.environ.get(ADDRESS)
        if not address:
            raise ServerError(f"No Neo4j server is configured; {GET_ONE}.")
        with self.lock:
            if self.server is None:
                user, password = account()
                self.server = Server.connect(address, user, password or "")
            return self.server


def connection() -> Connection:
    """Return this application's connection."""
    found: Connection = current_app.extensions.setdefault("neo4j", Connection())
    return found


@twin(pages, "/console")
def show() -> Response:
    """The editor, the library's questions, and the schema."""
    return page("console/show.html", desk(request.args.get("q", "")), **drawn())


@pages.post("/console")
def run() -> Response:
    """Run one statement and return its rows, or the sentence that refuses it."""
    text = request.form.get("q", "")
    facts: dict[str, Any] = {"answer": None, "refusal": None}
    status = 200
    try:
        server = connection().get()
        token = request.form.get("token") or secrets.token_hex(16)
        facts["answer"] = server.ask(text, parameters(text), SECONDS, ROWS, token)
    except QijiError as error:
        facts["refusal"], status = str(error), 503 if isinstance(error, ServerError) else 400
    current_app.logger.info("console %s %r", g.edition.edition_id, text)
    if "HX-Request" in request.headers:
        # A refusal is an answer here; an error status would be a fault in the browser's console.
        return make_response(render_template("console/answer.html", **facts, rows=ROWS))
    whole = render_template("console/show.html", **desk(text), **facts, **drawn(), ran=True)
    return make_response(whole, status)


def desk(query: str) -> dict[str, Any]:
    """Return what the page says: the statement, the library, the schema, the server."""
    return {
        "query": query,
        "configured": bool(os.environ.get(ADDRESS)),
        "how": f"No Neo4j server is configured; {GET_ONE}.",
        "library": questions(),
        "nodes": {t.label: [c.name for c in t.columns if c.published] for t in NODE_TYPES},
        "edges": {t.name: [c.name for c in t.columns if c.published] for t in EDGE_TYPES},
    }


def drawn() -> dict[str, Any]:
    """Return what only the page needs: a token to end the statement by, and the limits."""
    return {"token": secrets.token_hex(16), "rows": ROWS, "seconds": SECONDS}


@pages.post("/console/cancel")
def cancel() -> Response:
    """End the statement that a page began, on the server too."""
    token = request.form.get("token", "")
    ended = connection().get().cancel(token) if token else False
    return make_response({"ended": ended})


def parameters(text: str) -> dict[str, Any]:
    """Return a value for each `$name` of a statement, from the form's fields `$name`.

    `$as_of` and `$known_on` are the page's two days unless the form says otherwise.
    """
    given = {k[1:]: typed(v) for k, v in request.form.items() if k.startswith("$") and v}
    days = {"as_of": moment().day, "known_on": moment().known_day}
    return {name: day for name, day in days.items() if f"${name}" in text} | given


def questions() -> list[dict[str, Any]]:
    """Return the analysts' library: name, meaning and text of each question."""
    return [{"name": q.name, "meaning": q.meaning, "text": q.text} for q in library().values()]
