"""Whom the rows of all tables mean: mentions gathered, resolved, and given their ids."""

from loaders.meant.resolving import resolve
from loaders.meant.who import Who

__all__ = ["Who", "resolve"]
