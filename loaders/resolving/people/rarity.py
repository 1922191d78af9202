"""How rare a name is: its share of all people, as the data show it, in doubt as names are made.

A name that few bear is judged by its parts: how common its surname, its length and its
characters are among the people of the data, and, where these are few, in the country.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SURNAMES = Path(__file__).parent.parent / "models" / "surnames.toml"
SHAPE = 0.5  # [param] how far a name's true share may lie from that of its parts (gamma shape)
CHARACTERS = 2500  # [param] characters that given names are made of
GIVEN = 4000.0  # [param] people whose given names weigh as much as "all characters alike"
LENGTHS = (0.14, 0.84, 0.02)  # [param] given names of one, two and three characters
FOREIGN = 2e-6  # [param] least share of a name that is not made as Chinese names are
HAN = (0x3400, 0x9FFF)


@cache
def _known() -> tuple[dict[str, float], float, float]:
    told = tomllib.loads(SURNAMES.read_text("utf-8"))
    shares = {name: share / 1000 for name, share in told["per_mille"].items()}
    return shares, float(told["rest"]) / 1000, float(told["strength"])


def shares(names: npt.NDArray[np.object_], bearers: Ints) -> Floats:
    """Return what share of all people is expected to bear each name, besides any one pair.

    Args:
        names: folded, each once.
        bearers: how many people of the data bear it.
    """
    if not len(names):
        return np.empty(0, np.float64)
    people = float(bearers.sum())
    made = _by_parts(names, bearers.astype(np.float64))
    # The pair that is judged is no witness of how common its name is.
    others = np.maximum(bearers - 2, 0)
    return np.asarray((SHAPE + others) / (SHAPE / made + people), np.float64)


def _by_parts(names: npt.NDArray[np.object_], weights: Floats) -> Floats:
    """Return the share of each name as its parts alone make it."""
    letters = np.array(names.tolist(), dtype="U6").view(np.uint32).reshape(len(names), 6)
    length = (letters != 0).sum(1)
    han = ((letters >= HAN[0]) & (letters <= HAN[1])) | (letters == 0)
    double = _is_double(letters) & (length > 2)
    given = length - 1 - double
    chinese = han.all(1) & (given >= 1) & (given <= 3) & (length <= 5)
    surname = letters[:, 0].astype(np.int64) + (letters[:, 1].astype(np.int64) << 21) * double
    found = _surname_share(surname, double, letters, weights)
    lengths = np.bincount(np.clip(given, 0, 4), weights, minlength=5)[1:4] + GIVEN * np.array(
        LENGTHS
    )
    found *= (lengths / lengths.sum())[np.clip(given, 1, 3) - 1]
    first = 1 + double.astype(np.int64)
    rows = np.arange(len(names))
    for place in range(3):
        at = np.minimum(first + place, 5)
        # A single given name is drawn otherwise than the first of two.
        kind = np.where(given == 1, 3, place).astype(np.int64)
        there = place < given
        code = letters[rows, at].astype(np.int64) + (kind << 21)
        found[there] *= _character_share(code[there], kind[there], weights[there])
    return np.asarray(np.where(chinese, found, np.maximum(found, FOREIGN)), np.float64)


@cache
def _doubles() -> npt.NDArray[np.int64]:
    told = [name for name in _known()[0] if len(name) == 2]
    return np.array(sorted(ord(name[0]) + (ord(name[1]) << 21) for name in told), np.int64)


def _is_double(letters: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    first = letters[:, 0].astype(np.int64) + (letters[:, 1].astype(np.int64) << 21)
    return np.isin(first, _doubles())


def _surname_share(
    surname: Ints,
    double: npt.NDArray[np.bool_],
    letters: npt.NDArray[np.uint32],
    weights: Floats,
) -> Floats:
    told, rest, strength = _known()
    _, first, place = np.unique(surname, return_index=True, return_inverse=True)
    words = ["".join(map(chr, letters[at, : 1 + int(double[at])].tolist())) for at in first]
    expected = np.array([told.get(word, rest) for word in words])
    count = np.bincount(place, weights)
    found = (count + strength * expected) / (weights.sum() + strength)
    return np.asarray(found[place], np.float64)


def _character_share(code: Ints, kind: Ints, weights: Floats) -> Floats:
    place = np.unique(code, return_inverse=True)[1]
    count = np.bincount(place, weights)[place]
    whole = np.bincount(kind, weights, minlength=4)[kind]
    return np.asarray((count + GIVEN / CHARACTERS) / (whole + GIVEN), np.float64)
