"""Free text without the numbers of people: resident ids and mobile phones are masked in place.

Any width of digit counts, and so do digits set apart by blanks, hyphens or points. What could
be a person's number is masked even if its check is wrong: a mistyped one still says who is
meant. A USCC is left alone; so is what has no day of birth where a resident id has it. A
registration number of 15 digits whose sequence reads as a day is masked all the same: it
cannot be told from an old resident id.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.arrow import long_texts
from graph.errors import IdentifierError
from graph.identifiers.codes import uscc
from graph.identifiers.people import resident_check

_LISTED = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
    "50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
_PROVINCES = frozenset(_LISTED.split())
_YEARS = range(1850, 2100)

# In the plain form of a text: digits, capital letters, "-" for a blank, hyphen or accent, "."
# for any other sign, "*" as it is, and "=" for what keeps numbers apart (other letters).
_FEWEST = 11  # digits of the shortest number that is looked for
_WIDE = r"\p{No}|[^\P{Nd}0-9]"  # digits that are not ASCII
_APART = r"[^\p{L}0-9]+"  # what may stand between the digits of a number, and more
_TOGETHER = r"1[3-9][0-9]{9}|[0-9]{15}"  # what any number that is hidden has in it, at least
_RUN = re.compile(r"\d(?:[-.]{0,6}[\dX])*")
_NEAR = re.compile(r"\d(?:[-.]{0,6}\d){10}")
_LONG = re.compile(r"(?=[1-8]\d{5}(?:18|19|20)\d\d[01]\d[0-3]\d{4}[\dX])")
_SHORT = re.compile(r"(?=[1-8]\d{7}[01]\d[0-3]\d{4})")
_ELEVEN = re.compile(r"1[3-9]\d{9}")
_CHUNK = re.compile(r"\d+")
_CODE = re.compile(r"[0-9A-Z]+")
_MOBILE = re.compile(r"(?:(?:00|0)?86|0)?(?=1[3-9]\d{9}$)")


def scrub_many(values: "pd.Series[Any]") -> "pd.Series[str]":
    """Return each text with the numbers of people in it masked; a missing one stays missing."""
    given = values.astype("str")
    text = long_texts(given)
    suspect = _suspects(text)
    if not suspect.any():
        return given
    codes, found = pd.factorize(text.filter(pa.array(suspect)).to_numpy(zero_copy_only=False))
    scrubbed = np.array([scrub(one) for one in found], object)[codes]
    cells = pc.replace_with_mask(text, suspect, pa.array(scrubbed, pa.large_string()))
    return pd.Series(pd.array(cells, dtype="str"), index=values.index, name=values.name)


def _suspects(texts: pa.Array) -> NDArray[np.bool_]:
    """Return which texts could hold a number: digits enough, one by one or together, or wide."""
    _, offsets, content = texts.buffers()
    if not len(texts) or content is None:
        return np.zeros(len(texts), dtype=bool)
    ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    letters = np.frombuffer(content, dtype=np.uint8)[: ends[-1]]
    counted = np.concatenate([[0], np.cumsum(letters - np.uint8(ord("0")) < 10, dtype=np.int64)])
    found = np.asarray(np.diff(counted[ends]) >= _FEWEST)
    at = np.flatnonzero(found)
    if len(at):  # the pattern alone takes longer than a small column
        near = pc.replace_substring_regex(texts.take(pa.array(at)), _APART, "")
        found[at] = np.asarray(pc.fill_null(pc.match_substring_regex(near, _TOGETHER), False))
    if (letters > 127).any():
        found |= np.asarray(pc.fill_null(pc.match_substring_regex(texts, _WIDE), False))
    return found


def scrub(text: str) -> str:
    """Return a text with each resident id and mobile phone number in it masked.

    >>> scrub("王某（11010519491231002X），电话 130-1234-8666，企业 91370105MA3C00011T")
    '王某（1101051949****002X），电话 130-****-8666，企业 91370105MA3C00011T'
    """
    plain = text.translate(_PLAIN)
    if not _NEAR.search(plain):
        return text
    letters = list(text)
    spared = _usccs(plain)
    for run in _RUN.finditer(plain):
        if run.end() - run.start() < _FEWEST:
            continue
        for place in _hidden(_Run.read(plain, run.start(), run.end())):
            if place not in spared:
                letters[place] = "*"
    return "".join(letters)


class _Plain(dict[int, str]):
    """What each character is worth here; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = worth = _worth(chr(code))
        return worth


_PLAIN = _Plain()


def _worth(letter: str) -> str:
    simple = unicodedata.normalize("NFKC", letter)
    if simple.isascii() and simple.isalnum() and len(simple) == 1:
        return simple.upper()
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if simple == "*":
        return "*"
    kind = unicodedata.category(letter)
    if kind[0] in "ZCM" or kind == "Pd" or letter == "−":
        return "-"
    return "=" if kind[0] == "L" else "."


def _usccs(plain: str) -> set[int]:
    """Return the places of codes that are a right USCC and not as rightly a person's number."""
    places: set[int] = set()
    for code in _CODE.finditer(plain):
        if code.end() - code.start() == 18 and _is_uscc(code[0]):
            places.update(range(code.start(), code.end()))
    return places


def _is_uscc(code: str) -> bool:
    if _is_resident(code) and resident_check(code[:17]) == code[17]:
        return False
    try:
        uscc(code)
    except IdentifierError:
        return False
    return True


@dataclass(frozen=True)
class _Run:
    """Digits (and X) that stand near each other.

    Args:
        letters: them alone.
        places: where each stands in the text.
        starts: which begin a group of neighbours; `ends`: before which one ends.
        gaps: before each letter, how many signs other than blank and hyphen there were so far.
    """

    letters: str
    places: list[int]
    starts: frozenset[int]
    ends: frozenset[int]
    gaps: list[int]

    @classmethod
    def read(cls, plain: str, first: int, last: int) -> "_Run":
        places = [place for place in range(first, last) if plain[place] not in "-."]
        letters = "".join(plain[place] for place in places)
        index = {place: number for number, place in enumerate(places)}
        chunks = [
            (index[c.start()], index[c.end() - 1] + 1) for c in _CHUNK.finditer(plain, first, last)
        ]
        signs = list(accumulate(plain[place] == "." for place in range(first, last)))
        return cls(
            letters,
            places,
            frozenset(start for start, _ in chunks),
            frozenset(end for _, end in chunks),
            [signs[place - first] for place in places],
        )

    def together(self, first: int, last: int) -> bool:
        """Return whether nothing stands between the letters from `first` to before `last`."""
        return self.places[last - 1] - self.places[first] == last - 1 - first

    def spaced(self, first: int, last: int) -> bool:
        """Return whether only blanks and hyphens stand between them."""
        return self.gaps[first] == self.gaps[last - 1]


_Edges = tuple[set[int], set[int]]


def _hidden(run: _Run) -> Iterator[int]:
    """Yield the places of the text to hide in one run."""
    taken: set[int] = set()
    edges = (set(run.starts), set(run.ends))
    for shape, accepts, length, first in ((_LONG, _is_long, 18, 10), (_SHORT, _is_short, 15, 8)):
        for start in [found.start() for found in shape.finditer(run.letters)]:
            inside = range(start, start + length)
            if taken.isdisjoint(inside) and accepts(run, start, edges):
                taken.update(inside)
                edges[0].add(start + length)
                edges[1].add(start)
                yield from run.places[start + first : start + first + 4]
    if _ELEVEN.search(run.letters):
        for start in _phones(run, taken, edges):
            yield from run.places[start + 3 : start + 7]


def _is_long(run: _Run, start: int, edges: _Edges) -> bool:
    """Return whether a resident id of 18 stands there."""
    end = start + 18
    code = run.letters[start:end]
    if not _is_resident(code):
        return False
    whole = start in edges[0] and (end in edges[1] or code[17] == "X")
    if run.together(start, end) or (whole and run.spaced(start, end)):
        return True
    return resident_check(code[:17]) == code[17]


def _is_short(run: _Run, start: int, edges: _Edges) -> bool:
    """Return whether a resident id of 15 stands there, by itself."""
    end = start + 15
    code = run.letters[start:end]
    if start not in edges[0] or end not in edges[1] or not run.spaced(start, end):
        return False
    return code.isdecimal() and code[:2] in _PROVINCES and _is_birth("19" + code[6:12])


def _is_resident(code: str) -> bool:
    return code[:17].isdecimal() and code[:2] in _PROVINCES and _is_birth(code[6:14])


def _is_birth(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year in _YEARS
    except ValueError:
        return False


def _phones(run: _Run, taken: set[int], edges: _Edges) -> Iterator[int]:
    """Yield where the eleven digits of a mobile phone begin, after any code of the country."""
    for start in sorted(edges[0]):
        for end in sorted(edges[1]):
            number = run.letters[start:end]
            if not 11 <= end - start <= 15 or not taken.isdisjoint(range(start, end)):
                continue
            prefix = _MOBILE.match(number)
            if prefix and number.isdecimal() and _is_dialled(run, start + prefix.end(), end, edges):
                taken.update(range(start, end))
                yield start + prefix.end()
                break


def _is_dialled(run: _Run, start: int, end: int, edges: _Edges) -> bool:
    """Return whether eleven digits are grouped as a phone number is, not as numbers and days."""
    bounds = [start, *sorted(edge for edge in edges[0] if start < edge < end), end]
    groups = [last - first for first, last in pairwise(bounds)]
    if len(groups) == 1 or groups == [3, 4, 4]:
        return True
    if not run.spaced(start, end) or _is_day_at(run.letters[start + groups[0] : end], groups[1:]):
        return False
    return groups[0] >= 3 or set(groups) == {1}


def _is_day_at(digits: str, groups: list[int]) -> bool:
    return groups == [4, 2, 2] and _is_birth(digits)
