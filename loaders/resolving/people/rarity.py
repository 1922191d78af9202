"""How rare a name is: its share of all people, as the data show it, in doubt as names are made.

A name that few bear is judged by its parts: how common its surname, its length and its
characters are among the people of the data, and, where these are few, in the country.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NAMES = Path(__file__).parent.parent / "models" / "names.toml"
SHAPE = 0.5  # [param] how far a name's true share may lie from that of its parts (gamma shape)
FOREIGN = 2e-6  # [param] least share of a name that is not made as Chinese names are
HAN = (0x3400, 0x9FFF)


@dataclass(frozen=True)
class Expected:
    """What names are made of, before the data say otherwise: shares, and their weight in people."""

    surnames: dict[str, float]
    rest: float
    surname_weight: float
    letters: Ints  # rising
    letter_shares: Floats
    other_letter: float
    lengths: Floats
    given_weight: float


@cache
def expected() -> Expected:
    """Return what `models/names.toml` says."""
    told = tomllib.loads(NAMES.read_text("utf-8"))
    family, given = told["surnames"], told["given"]
    ranked = list(dict.fromkeys("".join(given["ranked"].split())))
    weights = 1.0 / (np.arange(len(ranked)) + 15)
    order = np.argsort([ord(letter) for letter in ranked])
    return Expected(
        {name: share / 1000 for name, share in family["per_mille"].items()},
        float(family["rest"]) / 1000,
        float(family["strength"]),
        np.array(sorted(map(ord, ranked)), np.int64),
        (given["listed"] * weights / weights.sum())[order],
        (1 - given["listed"]) / given["others"],
        np.array(given["lengths"], np.float64),
        float(given["strength"]),
    )


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
    known = expected()
    counted: Floats = np.bincount(np.clip(given, 0, 4), weights, minlength=5)[1:4].astype(float)
    lengths = counted + known.given_weight * known.lengths
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
    told = [name for name in expected().surnames if len(name) == 2]
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
    known = expected()
    _, first, place = np.unique(surname, return_index=True, return_inverse=True)
    words = ["".join(map(chr, letters[at, : 1 + int(double[at])].tolist())) for at in first]
    thought = np.array([known.surnames.get(word, known.rest) for word in words])
    count = np.bincount(place, weights)
    found = (count + known.surname_weight * thought) / (weights.sum() + known.surname_weight)
    return np.asarray(found[place], np.float64)


def _character_share(code: Ints, kind: Ints, weights: Floats) -> Floats:
    known = expected()
    place = np.unique(code, return_inverse=True)[1]
    count = np.bincount(place, weights)[place]
    whole = np.bincount(kind, weights, minlength=4)[kind]
    letter = code & ((1 << 21) - 1)
    at = np.minimum(np.searchsorted(known.letters, letter), len(known.letters) - 1)
    listed = known.letters[at] == letter
    thought = np.where(listed, known.letter_shares[at], known.other_letter)
    return np.asarray(
        (count + known.given_weight * thought) / (whole + known.given_weight), np.float64
    )
