"""Which characters sound alike, or look alike: what a person who types by hand may confuse.

Two characters sound alike where they share a reading, tones aside. They look alike where they
are drawn nearly alike: near codes of their strokes are not enough (业 and 洲 have the same
four-corner code). **Source:** `characters.tsv` beside this file, which names its own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

SOUND, LOOK = 1, 2
_FILE = Path(__file__).with_name("characters.tsv")


@cache
def _known() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return of each character its readings, and the characters before it that look alike."""
    lines = _FILE.read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {row[0]: (frozenset(row[1].split()), frozenset("".join(row[2:]))) for row in rows}


def sounds() -> dict[str, str]:
    """Return one reading of each character, the same for all that share it as their first."""
    return {letter: min(known[0]) for letter, known in _known().items()}


@cache
def alike(one: str, two: str) -> int:
    """Return how two characters may be confused: SOUND, LOOK, their sum, or 0.

    >>> alike("鑫", "新") == SOUND, alike("昊", "吴") == LOOK, alike("达", "隆")
    (True, True, 0)
    """
    known = _known()
    if one not in known or two not in known:
        return 0
    (sounds, looks), (sounds_two, looks_two) = known[one], known[two]
    heard = SOUND if sounds & sounds_two else 0
    return heard + (LOOK if one in looks_two or two in looks else 0)


def alike_many(one: npt.NDArray[np.object_], two: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """Return `alike` of each pair of characters, each distinct pair asked once."""
    pairs = list(zip(one.tolist(), two.tolist(), strict=True))
    told = {pair: alike(*pair) for pair in set(pairs)}
    return np.array([told[pair] for pair in pairs], np.int64)
