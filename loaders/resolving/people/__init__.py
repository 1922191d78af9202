"""Which person a row means: by an id, inside one company, and across companies by evidence."""

from loaders.resolving.people.inside import Inside, coded, resolve_inside
from loaders.resolving.people.masks import can_be_one
from loaders.resolving.people.resolving import Around, Compared, People, apart, compare, resolve
from loaders.resolving.people.rulings import Judged

__all__ = [
    "Around",
    "Compared",
    "Inside",
    "Judged",
    "People",
    "apart",
    "can_be_one",
    "coded",
    "compare",
    "resolve",
    "resolve_inside",
]
