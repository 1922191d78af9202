"""One set of facts, two forms: the page, and the same address with `.json`."""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from flask import Blueprint, Flask, Response, jsonify, make_response, render_template, request

Handler = TypeVar("Handler", bound=Callable[..., Any])
WORTH_PACKING = 1024
PACKED = ("text/", "application/json", "image/svg+xml")


def init_app(app: Flask) -> None:
    """Pack what is worth packing on its way out."""
    app.after_request(pack)


def twin(pages: Blueprint, path: str) -> Callable[[Handler], Handler]:
    """Route a handler at a path and at the same path with `.json`."""

    def register(handler: Handler) -> Handler:
        pages.get(path)(handler)
        json_path = "/index.json" if path == "/" else f"{path}.json"
        pages.get(json_path, endpoint=f"{handler.__name__}_json")(handler)
        return handler

    return register


def page(template: str, facts: dict[str, Any], **drawn: Any) -> Response:
    """Return facts as JSON where the address ends in `.json`, else drawn by a template.

    Args:
        template: the page's template.
        facts: what both forms hold.
        **drawn: what only the page needs (geometry, choices of a form).
    """
    if request.path.endswith(".json"):
        return jsonify(plain(facts))
    return make_response(render_template(template, **facts, **drawn))


def plain(value: Any) -> Any:
    """Return a value as what JSON can say: frames as lists of rows, days as ISO text."""
    if isinstance(value, pd.DataFrame):
        return [plain(row) for row in value.to_dict("records")]
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.repr}
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, pd.Series, np.ndarray)):
        return [plain(entry) for entry in value]
    return scalar(value)


def scalar(value: Any) -> Any:
    """Return one value as JSON's null, text, number or truth."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value


def pack(response: Response) -> Response:
    """Compress a text answer for a browser that can unpack it."""
    if (
        response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or not (response.content_type or "").startswith(PACKED)
    ):
        return response
    response.headers.add("Vary", "Accept-Encoding")
    body = response.get_data()
    if request.accept_encodings.quality("gzip") and len(body) >= WORTH_PACKING:
        response.set_data(gzip.compress(body, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
