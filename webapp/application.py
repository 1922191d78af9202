"""One application over the edition in use; one blueprint a subject."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

from flask import Flask

from graph.edition import Edition
from webapp import answers, assets, current, errors, frame, language, moment, security, wording
from webapp.company import pages as company
from webapp.console import pages as console
from webapp.data import pages as data
from webapp.event import pages as event
from webapp.explore import pages as explore
from webapp.home import pages as first
from webapp.judging import pages as judging
from webapp.paths import pages as paths
from webapp.person import pages as person
from webapp.quality import pages as quality
from webapp.search import pages as search

SUBJECTS = (first, search, company, person, event, explore, paths, data, quality, judging, console)


def application(home: Path | None, edition: Edition | None) -> Flask:
    """Return the pages over a home, or over one edition."""
    app = Flask("webapp", static_folder=None)
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),  # a restart asks forms for a fresh token, no more
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=1 << 20,
    )
    app.logger.setLevel(logging.INFO)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    security.init_app(app)
    language.init_app(app)
    current.init_app(app, home, edition)
    for part in (moment, frame, wording, assets, errors, answers):
        part.init_app(app)
    for subject in SUBJECTS:
        app.register_blueprint(subject)
    return app
