"""Which person a row means: by an id, inside one company, and across companies by evidence."""

from loaders.resolving.people.masks import can_be_one
from loaders.resolving.people.resolving import Around, People, resolve

__all__ = ["Around", "People", "can_be_one", "resolve"]
