"""Whom the rows of all tables mean: mentions gathered, resolved, and given their ids."""

from loaders.meant.resolving import Told, resolve, told_apart
from loaders.meant.who import Who

__all__ = ["Told", "Who", "resolve", "told_apart"]
