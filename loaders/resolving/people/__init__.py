"""Which person a row means: by an id, inside one company, and across companies by evidence."""

from loaders.resolving.people.inside import Inside, coded, resolve_inside
from loaders.resolving.people.masks import can_be_one
from loaders.resolving.people.resolving import Around, People, resolve, resolve_across

__all__ = [
    "Around",
    "Inside",
    "People",
    "can_be_one",
    "coded",
    "resolve",
    "resolve_across",
    "resolve_inside",
]
