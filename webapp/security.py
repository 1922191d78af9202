"""What every answer carries, and who may ask: headers, `Host`, CSRF."""

from __future__ import annotations

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Check each request's host first, and put the headers on each answer."""
    csrf.init_app(app)
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_strange_hosts)
    app.after_request(add_headers)


def refuse_strange_hosts() -> None:
    """Refuse a request whose `Host` is not this machine's own name and our own port.

    A page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding) and then read
    our answers; its requests carry that name.
    """
    if request.headers.get("Host", "") not in own_names(request.environ["SERVER_PORT"]):
        abort(400, "This server answers to 127.0.0.1 and localhost only; open it by that name.")


def own_names(port: str) -> set[str]:
    """Return the `Host` values that mean this server."""
    bare = set(LOOPBACK) if port == "80" else set()
    return bare | {f"{name}:{port}" for name in LOOPBACK}


def add_headers(response: Response) -> Response:
    """Put the policy and its companions on an answer; pages are never kept by a cache."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
