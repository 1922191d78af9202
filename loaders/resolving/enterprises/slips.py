"""Slips of people who type by hand: of which kind, how odd, and if another firm is likelier."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graph.naming.characters import LOOK, SOUND, alike_many
from loaders.resolving.enterprises.features import (
    CROWD,
    CROWD_BEYOND,
    ODD,
    SELDOM,
    chosen,
    level,
)
from loaders.resolving.enterprises.known import Bools, Ints, Names

SLIPS = ("heard", "drawn", "confused", "swapped", "dropped")
"""Levels of the core that a person who types by hand may make; the first three by wrong letters."""
_MOST = 3  # [param] characters of a name that one slip of typing may confuse


def mistyped(names: Names, one: Ints, two: Ints) -> Ints:
    """Return how two whole names are one but for slips of typing; 0: they are not."""
    a, b = names.letters[one], names.letters[two]
    size = (a != 0).sum(1), (b != 0).sum(1)
    differ = a != b
    apart = differ.sum(1)
    equal = size[0] == size[1]
    found = np.zeros(len(one), np.int64)
    rows = np.flatnonzero(equal & (apart > 0) & (apart <= np.minimum(_MOST, size[0] // 3)))
    row, at = np.nonzero(differ[rows])
    how = alike_many(_texts(a[rows[row], at]), _texts(b[rows[row], at]))
    strange = np.bincount(row, how == 0, minlength=len(rows)) > 0
    heard = np.bincount(row, (how & SOUND) > 0, minlength=len(rows)) == apart[rows]
    drawn = np.bincount(row, (how & LOOK) > 0, minlength=len(rows)) == apart[rows]
    words = ("confused", "heard", "drawn")
    codes = [level("core", word) for word in words]
    single = apart[rows] == 1
    kind = np.select([single & heard, single & drawn], [codes[1], codes[2]], codes[0])
    found[rows] = np.where(strange, 0, kind)
    first = differ.argmax(1)
    nxt = np.minimum(first + 1, a.shape[1] - 1)
    each = np.arange(len(one))
    turned = (
        equal & (apart == 2) & (a[each, first] == b[each, nxt]) & (a[each, nxt] == b[each, first])
    )
    found[turned] = level("core", "swapped")
    found[_dropped(a, b, size[0] - size[1])] = level("core", "dropped")
    return found


def written(names: Names, one: Ints, two: Ints) -> Ints:
    """Return how much likelier, in names, what should stand there is than what was written.

    Who writes what is as usual may mean it: it is another firm's name. What was written is what
    the name that was typed by hand has; of two such, either. The least odd of several
    differences counts. In a core counts what is usual in cores: 天 is in every name of 天津.
    """
    a, b = names.letters[one], names.letters[two]
    differ = (a != b) & (a > 0) & (b > 0)
    times = np.zeros(len(one))
    place = np.arange(a.shape[1])
    for typed, other, wrong, right in ((one, two, a, b), (two, one, b, a)):
        inside = (place >= names.core_from[other, None]) & (place < names.core_to[other, None])
        used, mistaken = (
            np.where(inside, names.used_cores[letter], names.used[letter])
            for letter in (right, wrong)
        )
        ratio = used / (mistaken + 1)
        odd = np.where(differ, ratio, np.inf).min(1, initial=np.inf)
        times = np.maximum(times, np.where(names.by_hand[typed], odd, 0.0))
    equal = (a != 0).sum(1) == (b != 0).sum(1)
    return chosen(
        "written",
        (~equal | np.isinf(times), "unknown"),
        (times >= ODD, "odd"),
        (times >= SELDOM, "seldom"),
        (times >= 0, "usual"),
    )


def crowded(names: Names, one: Ints, two: Ints) -> Ints:
    """Return whether so many names are one but for the core that another like it is no wonder."""
    codes, texts = names.words["core"]
    most = np.array(
        [CROWD[len(t)] if len(t) < len(CROWD) else CROWD_BEYOND for t in texts.tolist()]
    )
    crowded = names.crowd > most[codes]
    return chosen("crowd", (crowded[one] | crowded[two], "crowded"))


def _texts(letters: npt.NDArray[np.uint32]) -> npt.NDArray[np.object_]:
    return np.ascontiguousarray(letters).view("U1").astype(object)


def _dropped(a: npt.NDArray[np.uint32], b: npt.NDArray[np.uint32], longer: Ints) -> Bools:
    """Return which pairs are one but for a character that one of them lacks."""
    found = np.zeros(len(a), bool)
    for rows, long, short in (
        (np.flatnonzero(longer == 1), a, b),
        (np.flatnonzero(longer == -1), b, a),
    ):
        whole, less = long[rows], short[rows]
        at = (whole != less).argmax(1)[:, None]
        place = np.arange(whole.shape[1] - 1)
        rest = np.where(place < at, whole[:, :-1], whole[:, 1:])
        found[rows] = (rest == less[:, :-1]).all(1)
    return found
