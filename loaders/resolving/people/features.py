"""What is compared of two people of one name, and how much of it each level means.

How rare the name is counts once; what the two share besides (a contact, an address, a
co-officer ...) counts by how few share it. The points are in `models/person.toml`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from graph.home import Home
from loaders.resolving.model import Feature, Level, PointModel, feature, read_model

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MODEL = Path(__file__).parent.parent / "models" / "person.toml"
OWN = "models/person.toml"  # of a home: learnt from a user's own pairs

PER_MILLION = (100.0, 10.0, 1.0, 0.1)  # [param] bearers of a million at which a name is rarer
SHARED_BY = (2, 5, 20)  # [param] people who share a context: few, some, many
SURPRISE = (3.0, 4.5, 6.0)  # [param] zeros of the chance that namesakes have these co-officers
KNOWN_OFFICER = 7.0  # [param] what a co-officer known by id in both companies is worth there
YEARS_APART = 3653  # [param] days between the last of one and the first of the other
PROOF = ("contact", "address", "officers", "company", "case")
"""What two people must share, one at least, to be merged: a name and a masked id prove nothing.

**Source:** domain notes 4.5 (require co-occurrence, or keep as possibly the same)."""


def _shared(name: str, title: str) -> Feature:
    return feature(
        name,
        f"no {title} is shared",
        Level("two", f"{title} that only these two have", 2.5),
        Level("few", f"{title} that at most 5 people have", 1.5),
        Level("some", f"{title} that at most 20 people have", 0.0),
        Level("many", f"{title} that more people have", 0.0, 0.5),
    )


FEATURES: tuple[Feature, ...] = (
    feature(
        "name",
        "nothing is known of the name",
        # Bounds [param]: rarity counts, whatever the cities that were learnt from were like.
        Level("common", "name of more than 100 in a million", most=-2.0),
        Level("usual", "name of 10 to 100 in a million", -3.0, -1.0),
        Level("seldom", "name of 1 to 10 in a million", -0.5, 0.5),
        Level("rare", "name of fewer than 1 in a million", 0.7),
        Level("singular", "name of fewer than 1 in ten million", 1.2),
    ),
    feature("length", "three characters or more", Level("short", "two characters", most=-0.7)),
    feature(
        "mask",
        "nothing that both ids show",
        Level("region", "ids agree as far as region, or less", 0.0, 1.0),
        Level("year", "ids agree in region and year of birth", 1.0),
        Level("nearly", "ids agree in 14 places or more", 4.0),
    ),
    _shared("contact", "contact"),
    _shared("address", "address"),
    feature(
        "officers",
        "no co-officer's name is shared",
        Level("weak", "co-officer of a common name", 0.0),
        Level("some", "co-officer of a usual name", 0.0),
        Level("strong", "co-officer of a rare name, or several", 0.0),
        Level("known", "co-officer known by id, or a whole crew", 0.0),
    ),
    feature(
        "company", "the companies are strangers", Level("tied", "companies that are tied", 0.0)
    ),
    feature("case", "no case is shared", Level("one", "one court case", 0.0)),
    feature(
        "region",
        "a region is not known",
        Level("same", "one district", 0.0),
        Level("other", "other districts", most=0.0),
    ),
    feature(
        "time",
        "days are not known",
        Level("together", "the same years", 0.0),
        Level("apart", "more than ten years between", most=0.0),
    ),
)
PLACE = {one.name: place for place, one in enumerate(FEATURES)}


def person_model(home: Home | None = None) -> PointModel:
    """Return the model of a home, where one was learnt there, else the one that is shipped."""
    own = home.path / OWN if home else None
    return read_model(own, FEATURES) if own is not None and own.exists() else _shipped()


@cache
def _shipped() -> PointModel:
    return read_model(MODEL, FEATURES)


def name_levels(shares: Floats) -> Ints:
    """Return the level of each name by its share of all people."""
    bounds = np.array(PER_MILLION[::-1]) / 1e6
    return np.asarray(len(PER_MILLION) + 1 - np.searchsorted(bounds, shares, "left"), np.int64)


def shared_levels(size: Floats) -> Ints:
    """Return the level of a context by how many people have it; infinite: it is not shared."""
    found = 1 + np.searchsorted(np.array(SHARED_BY, float), size, "left")
    return np.where(np.isinf(size), 0, found).astype(np.int64)


def officer_levels(surprise: Floats) -> Ints:
    """Return the level of co-officers by the zeros of their chance; nought: none is shared."""
    found = 1 + np.searchsorted(np.array(SURPRISE), surprise, "left")
    return np.where(surprise <= 0, 0, found).astype(np.int64)


def mask_levels(agreeing: Ints) -> Ints:
    """Return the level of masked ids by the places in which both show the same."""
    return np.asarray(np.searchsorted([1, 10, 14], agreeing, "right"), np.int64)
