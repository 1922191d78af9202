"""The console (查询台): Cypher typed by an analyst, read only, ended in time."""

from __future__ import annotations

import os
import secrets
import threading
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, render_template, request

from graph.errors import QijiError, ServerError
from graph.neo4j import GET_ONE, Server, account
from graph.schema import EDGE_TYPES, NODE_TYPES
from webapp.answers import page, twin

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
    """The editor, the templates of the library, and the schema."""
    facts = {
        "query": request.args.get("q", ""),
        "configured": bool(os.environ.get(ADDRESS)),
        "how": f"No Neo4j server is configured; {GET_ONE}.",
        "library": library(),
        "nodes": {t.label: [c.name for c in t.columns if c.published] for t in NODE_TYPES},
        "edges": [t.name for t in EDGE_TYPES],
    }
    return page("console/show.html", facts, token=secrets.token_hex(16), rows=ROWS, seconds=SECONDS)


@pages.post("/console")
def run() -> Response:
    """Run one statement and return its rows, or the sentence that refuses it."""
    text = request.form.get("q", "")
    facts: dict[str, Any] = {"query": text, "answer": None, "refusal": None, "rows": ROWS}
    status = 200
    try:
        facts["answer"] = (
            connection()
            .get()
            .ask(
                text, parameters(text), seconds=SECONDS, rows=ROWS, token=request.form.get("token")
            )
        )
    except QijiError as error:
        facts["refusal"], status = str(error), 503 if isinstance(error, ServerError) else 400
    current_app.logger.info("console %s %r", g.edition.edition_id, text)
    if "HX-Request" in request.headers:
        return make_response(render_template("console/answer.html", **facts), status)
    shown = {"configured": bool(os.environ.get(ADDRESS)), "how": GET_ONE, "library": library()}
    schema = {"nodes": {t.label: [] for t in NODE_TYPES}, "edges": [t.name for t in EDGE_TYPES]}
    drawn = {"token": secrets.token_hex(16), "seconds": SECONDS, "ran": True}
    return make_response(
        render_template("console/show.html", **facts, **shown, **schema, **drawn), status
    )


@pages.post("/console/cancel")
def cancel() -> Response:
    """End the statement that a page began, on the server too."""
    token = request.form.get("token", "")
    ended = connection().get().cancel(token) if token else False
    return make_response({"ended": ended})


def parameters(text: str) -> dict[str, Any]:
    """Return a value for each `$name` of a statement, from the form's fields `$name`."""
    given = {k[1:]: typed(v) for k, v in request.form.items() if k.startswith("$")}
    if "as_of" not in given and "$as_of" in text:
        from webapp.moment import moment

        given["as_of"] = moment().day
    return given


def typed(text: str) -> Any:
    """Return a typed value: whole and decimal numbers as such, all else as text."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def library() -> list[dict[str, str]]:
    """Return the analysts' library: name, meaning and text of each question."""
    root = files("queries") / "cypher"
    found = []
    for folder in sorted(root.iterdir(), key=lambda f: f.name):
        if folder.is_dir():
            for file in sorted(folder.iterdir(), key=lambda f: f.name):
                if file.name.endswith(".cypher"):
                    text = file.read_text(encoding="utf-8")
                    name = f"{folder.name}/{file.name.removesuffix('.cypher')}"
                    found.append({"name": name, "meaning": text.split("\n")[0][3:], "text": text})
    return found
