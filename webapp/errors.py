"""What each error becomes in a browser: one table, one page, never a traceback."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from graph.errors import (
    AmbiguousParty,
    DataError,
    EditionError,
    HomeError,
    IdentifierError,
    LeakError,
    QijiError,
    QueryError,
    ServerError,
    UnknownParty,
    UnknownQuery,
)

# The first class that fits decides, so the narrower stand first.
STATUS: tuple[tuple[type[QijiError], int], ...] = (
    (UnknownParty, 404),
    (UnknownQuery, 404),
    (AmbiguousParty, 400),
    (QueryError, 400),
    (IdentifierError, 400),
    (DataError, 400),
    (EditionError, 503),
    (HomeError, 503),
    (ServerError, 503),
    (LeakError, 500),
    (QijiError, 500),
)


def init_app(app: Flask) -> None:
    """Answer every error with a page, a fragment or JSON of one sentence."""
    app.register_error_handler(QijiError, ours)
    app.register_error_handler(CSRFError, lambda error: answer(400, expired()))
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unforeseen)


def ours(error: QijiError) -> Response:
    """Answer one of our errors; its class is its code, for machines."""
    return answer(status_of(error), str(error), type(error).__name__)


def status_of(error: QijiError) -> int:
    """Return the HTTP status of one of our errors."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def expired() -> str:
    """Return what to do when a form's token no longer counts."""
    return "This form's token is missing or has expired; reload the page and send it again."


def http(error: HTTPException) -> Response:
    """Answer what Flask itself refuses (404, 405, 413 ...), or pass a redirect on."""
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    return answer(error.code, error.description or error.name)


def unforeseen(error: Exception) -> Response:
    """Log what nobody foresaw under a request number, and say only the number."""
    number = secrets.token_hex(4)
    current_app.logger.error("request %s", number, exc_info=error)
    return answer(500, f"Something went wrong here; it is in the server's log as {number}.")


def answer(status: int, sentence: str, code: str = "") -> Response:
    """Return an error as JSON, as a fragment, or as a page, as was asked.

    Args:
        status: of HTTP.
        sentence: what, where and what to do, in English; a page says it in the reader's language.
        code: the class of the error, where it is one of ours.
    """
    if request.path.endswith(".json"):
        return make_response(jsonify(error=sentence, code=code or None, status=status), status)
    fragment = "HX-Request" in request.headers
    template = "errors/fragment.html" if fragment else "errors/page.html"
    if "language" not in g:
        g.language, g.theme = "zh-CN", "system"
    page = render_template(template, status=status, sentence=sentence, query=last_part())
    return make_response(page, status)


def last_part() -> str:
    """Return what stood last in the path, to search for it instead."""
    return request.path.rstrip("/").rpartition("/")[2]
