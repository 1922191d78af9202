"""The web face: `create_app`. Flask is imported when pages are asked for, not by each command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from graph.edition import Edition


def create_app(home: Path | None, *, edition: Edition | None = None) -> Flask:
    """Return the pages of a home's edition in use, or of one edition given.

    Args:
        home: the home folder; a new edition in it is taken up by itself.
        edition: answer from this edition, whatever the home says.
    """
    from webapp.application import application

    return application(home, edition)
