"""Which edition answers: the one in use, taken up anew when a build has swapped `CURRENT`.

A request keeps the edition it began with (`g.edition`); the old one stays open until the last
request that holds it is done.
"""

from __future__ import annotations

import threading
from pathlib import Path

from flask import Flask, g, request

from graph.edition import Edition
from graph.errors import EditionError
from graph.home import Home

WITHOUT_EDITION = ("static", "favicon")


class Current:
    """The edition in use of one home, or one edition given for good."""

    def __init__(self, home: Path | None, edition: Edition | None) -> None:
        self.home = None if home is None else Home.at(home)
        self.held = edition
        self.fixed = edition is not None
        self.lock = threading.Lock()

    def edition(self) -> Edition:
        """Return the edition in use; reading `CURRENT` costs some 20 microseconds.

        Raises:
            EditionError: there is none yet, or it cannot be read.
        """
        if self.fixed and self.held is not None:
            return self.held
        if self.home is None:
            raise EditionError("No home was named; say where the data live with `--home DIR`.")
        with self.lock:
            if self.held is None or self.held.path.name != self.home.current_id():
                self.held = Edition.current(self.home)
            return self.held


def init_app(app: Flask, home: Path | None, edition: Edition | None) -> None:
    """Give each request its edition."""
    current = Current(home, edition)

    @app.before_request
    def take() -> None:
        if request.endpoint not in WITHOUT_EDITION:
            g.edition = current.edition()
