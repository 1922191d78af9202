"""What is compared of two names of companies, and what each level means.

The points are in `models/company.toml`; `qiji resolve train` writes others into a home. One
character makes another firm, so a likeness of whole names counts for nothing: only what a person
who types by hand confuses does, in tables that are declared typed by hand.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from graph.home import Home
from loaders.resolving.model import Feature, Level, PointModel, feature, read_model

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MODEL = Path(__file__).parent.parent / "models" / "company.toml"
OWN = "models/company.toml"  # of a home: learnt from a user's own pairs

FEW, SOME = 1, 5  # [param] other companies with the same core, up to which it is rare, or known

ODD, SELDOM = 20, 4  # [param] times that the likelier of two characters is commoner in names

CROWD = (0, 0, 30, 250)  # [param] names that differ in a core of 0, 1, 2, 3 characters alone, up to
CROWD_BEYOND = 1000  # which a slip is likelier than another firm; [param] the same of longer cores

# What names leave out never speaks for them, whatever a list of pairs says of its own firms: lists
# hold more pairs that are one than come up among a city's.
FEATURES: tuple[Feature, ...] = (
    feature(
        "core",
        "a name has no core",
        Level("exact", "the very same name", least=0),
        Level("same", "the same core", least=0),
        Level("heard", "a character that sounds alike, typed by hand", least=0),
        Level("drawn", "a character that looks alike, typed by hand", least=0),
        Level("confused", "several characters that sound or look alike, typed by hand"),
        Level("swapped", "two characters in the other order, typed by hand"),
        Level("dropped", "a character missing, typed by hand"),
        Level("letter", "one character makes another core", most=0),
        Level("longer", "one core holds the other", most=0),
        Level("other", "another core", most=0),
    ),
    feature(
        "written",
        "nothing was written in place of something else",
        Level("odd", "names of the register hardly know the character that was written"),
        Level("seldom", "names of the register know the character that was written", most=0),
        Level("usual", "the character that was written is as usual in names", most=0),
    ),
    feature(
        "crowd",
        "few names differ in the core alone",
        Level("crowded", "many names differ in the core alone", most=0),
    ),
    feature(
        "rarity",
        "the cores differ",
        Level("sole", "nobody else bears the core", least=0),
        Level("few", "at most 5 others bear the core"),
        Level("many", "more than 5 others bear the core", most=0),
    ),
    feature(
        "place",
        "neither name tells a place",
        Level("spot", "the same place in the same position", least=0),
        Level("moved", "the same place in another position", most=0),
        Level("within", "one place within the other", most=0),
        Level("missing", "one name tells no place", most=0),
        Level("apart", "two places", most=0),
    ),
    feature(
        "trade",
        "neither name tells a trade",
        Level("same", "the same trade", least=0),
        Level("nested", "one trade says more than the other", most=0),
        Level("missing", "one name tells no trade", most=0),
        Level("other", "two trades", most=0),
    ),
    feature(
        "form",
        "the form is not told apart",
        Level("same", "the same legal form", least=0),
        Level("synonym", "two ways to write one legal form"),
        Level("missing", "one name tells no legal form, the other is a limited company's", most=0),
        Level("unstated", "one name tells no legal form", most=0),
        Level("other", "two words for what it is", most=0),
    ),
    feature(
        "borne",
        "the name is borne now",
        Level("former", "the name was given up", most=0),
    ),
    feature(
        "representative",
        "a legal representative is not known",
        Level("same", "the same legal representative", least=0),
        Level("other", "other legal representatives", most=0),
    ),
    feature(
        "address",
        "no address is shared",
        Level("shared", "an address that few share", least=0),
    ),
    feature(
        "contact",
        "no contact is shared",
        Level("shared", "a contact that few share", least=0),
    ),
    feature(
        "rivals",
        "nobody else is as near",
        Level("several", "others are as near", most=0),
    ),
)


_BY_NAME = {one.name: one for one in FEATURES}


def level(name: str, of: str) -> int:
    """Return the place of a level of a feature."""
    return _BY_NAME[name].code(of)


def chosen(name: str, *cases: tuple[Bools, str]) -> Ints:
    """Return the level of the first case that holds; unknown where none does."""
    held = [hit for hit, _ in cases]
    return np.select(held, [level(name, word) for _, word in cases], 0).astype(np.int64)


def company_model(home: Home | None = None) -> PointModel:
    """Return the model of a home, where one was learnt there, else the one that is shipped."""
    own = home.path / OWN if home else None
    return read_model(own if own is not None and own.exists() else MODEL, FEATURES)
