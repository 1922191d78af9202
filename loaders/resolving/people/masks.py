"""What masked ids show: whether two can be of one number, and how many digits agree.

Masks are kept as rows of bytes, one a character, nought where nothing is shown, so that a
city's are compared at once. A number of 15 (before 1999) is written as the 18 it became.

**Source:** GB 11643-1999, from 15 to 18: 19 before the year of birth, a check character behind.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

WIDTH = 18
OTHER = WIDTH  # place that says how long a number is that is no resident's
WHOLE = WIDTH
TELLING = 10  # [param] region and year of birth: what shows less brings no two together
NEARLY = 14  # [param] what court lists show; with the name it is nearly the number itself

Shown = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


def shown(masks: npt.NDArray[np.object_]) -> Shown:
    """Return what masks show, a row each of WIDTH + 1; a null, or one of no digit, shows nothing.

    The last place is 1 for a resident's number, else how long the other number is.
    """
    found = np.zeros((len(masks), WIDTH + 1), np.uint8)
    text = np.array([m if isinstance(m, str) else "" for m in masks.tolist()], dtype="U20")
    letters = text.view(np.uint32).reshape(len(text), 20)
    size = (letters != 0).sum(1)
    for length in (15, WIDTH, 20):
        rows = np.flatnonzero(size == length)
        found[rows, OTHER] = 1
        if length == 15:
            found[rows, :6] = letters[rows, :6]
            found[rows, 6], found[rows, 7] = ord("1"), ord("9")
            found[rows, 8:17] = letters[rows, 6:15]
        else:
            found[rows, :WIDTH] = letters[rows, :WIDTH]
    rows = np.flatnonzero(found[:, OTHER] == 0)
    found[rows, :WIDTH] = letters[rows, :WIDTH]
    found[rows, OTHER] = size[rows]
    found[found == ord("*")] = 0
    silent = ~((letters >= ord("0")) & (letters <= ord("9"))).any(1)
    found[silent] = 0
    return found


def contradict(one: Shown, two: Shown) -> npt.NDArray[np.bool_]:
    """Return which rows cannot be of one number: a place in which both show, and differ."""
    return np.asarray(((one != two) & (one != 0) & (two != 0)).any(1))


def agreeing(one: Shown, two: Shown) -> Ints:
    """Return in how many places both rows show the same."""
    same = (one == two) & (one != 0)
    return np.asarray(same[:, :WIDTH].sum(1), np.int64)


def combined(parts: Shown, owner: Ints, count: int) -> Shown:
    """Return what the masks of each owner show together; -1 owns nothing."""
    found = np.zeros((count, parts.shape[1]), np.uint8)
    order = np.argsort(owner, kind="stable")
    order = order[owner[order] >= 0]
    if len(order):
        begin = np.flatnonzero(np.r_[True, np.diff(owner[order]) != 0])
        found[owner[order[begin]]] = np.maximum.reduceat(parts[order], begin, axis=0)
    return found


def torn(parts: Shown, owner: Ints, count: int) -> npt.NDArray[np.bool_]:
    """Return which owners have masks that contradict one another."""
    most = combined(parts, owner, count)
    # Shown the other way round, the greatest is the least of what is shown at all.
    turned = np.where(parts > 0, 255 - parts, 0).astype(np.uint8)
    least = 255 - combined(turned, owner, count)
    return np.asarray(((most > 0) & (most != least)).any(1))


def can_be_one(one: str, two: str) -> bool:
    """Return whether two masked ids can be of one number.

    >>> can_be_one("3701051949****002X", "370105************")
    True
    >>> can_be_one("3701051949****002X", "3701051950****002X")
    False
    """
    both = shown(np.array([one, two], object))
    return not bool(contradict(both[:1], both[1:])[0])
