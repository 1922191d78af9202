"""Kin: names that stand beside one another because their bearers are of one family or village.

Where a village of one surname, and of one generation's names, shares a number or an address, two of
one name are as likely two; and to meet a cousin's name in both of two firms is no wonder.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loaders.resolving.people.pairing import both_codes, distinct, numbered

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]

CLAN = (3, 2)
"""[param] Other names that begin with one's own surname (or with that and its generation's
character) from which on an address or a number is a clan's."""


def _heads(names: Words, length: int) -> Ints:
    """Return a number for how each name begins; and -1 behind them, for who has none."""
    heads = np.array([name[:length] for name in names.tolist()], dtype="U2")
    return np.append(np.unique(heads, return_inverse=True)[1].astype(np.int64), -1)


def of_clan(names: Words, name: Ints, value: Ints) -> npt.NDArray[np.bool_]:
    """Return by row whether a value is a clan's, of which the row's name is.

    Args:
        name: place in `names` by row; -1: none.
        value: an address or a number by row.
    """
    found = np.zeros(len(name), bool)
    for length, most in enumerate(CLAN, 1):
        head = _heads(names, length)[name]
        place = numbered(both_codes(value, head + 1))[1]
        named = distinct(place[name >= 0], name[name >= 0])
        others = np.bincount(named[0], minlength=int(place.max(initial=-1)) + 1) - 1
        found |= (others[place] >= most) & (name >= 0)
    return found


def surprise(names: Words, bearers: Ints, shares: Floats, own: Ints, other: Ints) -> Floats:
    """Return the zeros of the chance to meet a name beside one's own.

    Of a name that begins as one's own does, only what comes behind is a surprise.

    Args:
        bearers, shares: by name, how many people of the data bear it, and what share of all is
            expected to.
        own, other: places in `names` by row.
    """
    expected = shares[other]
    found = -np.log10(expected)
    for length in range(1, len(CLAN) + 1):
        heads = _heads(names, length)[:-1]
        among = np.bincount(heads, bearers, minlength=1) / max(float(bearers.sum()), 1.0)
        within = np.minimum(expected / np.maximum(among[heads[other]], expected), 1.0)
        found = np.where(heads[own] == heads[other], -np.log10(within), found)
    return np.asarray(found, np.float64)
