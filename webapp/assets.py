"""Our own files, served under `/static/<build>/` and never changed under one address.

Relative imports between modules inherit the prefix, so a new build is fetched whole. Each
file is packed once and kept packed.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Flask, Response, abort, request, url_for

KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    plain: bytes
    packed: bytes
    kind: str


def init_app(app: Flask) -> None:
    """Serve every file of `static/`; `static(path)` is its address in templates."""
    app.add_url_rule("/static/<build>/<path:path>", "static", lambda build, path: send(path))
    app.add_url_rule("/favicon.ico", "favicon", lambda: send("favicon.svg"))
    app.jinja_env.globals["static"] = lambda path: url_for("static", build=build(), path=path)


@cache
def packed() -> dict[str, Asset]:
    """Return every file by its path below `static/`."""
    return {name: asset(name, content) for name, content in walk(files("webapp") / "static", "")}


@cache
def build() -> str:
    """Return the name of this build: a hash of all files."""
    digest = hashlib.sha256()
    for name, found in packed().items():
        digest.update(name.encode() + b"\0" + found.plain + b"\0")
    return digest.hexdigest()[:12]


def walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    """Return every file below a folder as (relative path, bytes), in order of names."""
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{prefix}{entry.name}"
        found += walk(entry, f"{name}/") if entry.is_dir() else [(name, entry.read_bytes())]
    return found


def asset(name: str, content: bytes) -> Asset:
    """Return a file with its packed form and its media type, told by its ending."""
    kind = KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    return Asset(content, gzip.compress(content, 6, mtime=0), kind)


def send(path: str) -> Response:
    """Return one file, packed where the browser can unpack it."""
    found = packed().get(path)
    if found is None:
        abort(404, f"There is no file {path!r} in this build of the pages.")
    smaller = request.accept_encodings.quality("gzip") and len(found.packed) < len(found.plain)
    response = Response(found.packed if smaller else found.plain, content_type=found.kind)
    if smaller:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER
    return response
