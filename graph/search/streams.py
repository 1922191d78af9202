"""The ways in which a text finds rows of the index, each a stream in the order of the answers.

Four ways, best first: the whole text, its beginning, its middle, each of several words
anywhere. Within one: the shorter text first, then the lower rank, then the id.
"""

import heapq
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from graph.names import fold, grams
from graph.search.writer import MARKED, START

_FEW = 2000  # so many beginnings are gathered and sorted; of more, FTS5 yields the first
_GRAMS = 12  # of a longer text only so many grams are asked for; `instr` judges in the end
_BEYOND = "\U0010ffff"


class Row(NamedTuple):
    """A row of the index; `order` is its place among the answers of one way."""

    id: int
    node_id: str
    label: str
    text: str
    kind: str
    valid_from: int
    valid_to: int
    rank: int
    length: int

    @property
    def order(self) -> tuple[int, int, str, int]:
        return self.length, self.rank, self.node_id, self.id

    def standing(self, day: int) -> str:
        """Return how the name stands on a day: `current`, `former` or `later`.

        Of a former name that only a note tells, no days are known.
        """
        if self.valid_to <= day or self.kind == "former_name":
            return "former"
        return "later" if self.valid_from > day else "current"


class Shelf(NamedTuple):
    """Where the rows of a label's names, or of its identifiers, begin and end.

    Before `known_from` none of them was known, and none need be read.
    """

    label: str
    identifiers: int
    first: int
    last: int
    known_from: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: the folded text, its folded words, and the day of knowledge."""

    text: str
    words: tuple[str, ...]
    known_on: int

    @classmethod
    def read(cls, text: str, known_on: int) -> "Asked":
        """Return a text as a person typed it, made ready to ask."""
        words = tuple(word for word in map(fold, text.split()) if word)
        return cls(fold(text), words, known_on)


_SELECT = (
    "SELECT entry.id, node_id, label, entry.text, kind, valid_from, valid_to, entry.rank,"
    " length(folded) FROM"
)
_KNOWN = "AND known_from <= :known_on AND known_to > :known_on"
_EXACT = (
    f"{_SELECT} entry WHERE folded = :text AND entry.id BETWEEN :first AND :last {_KNOWN}"
    " ORDER BY entry.id"
)
_LISTED = (
    f"{_SELECT} entry WHERE entry.id IN (SELECT value FROM json_each(:rows)) {_KNOWN}"
    " ORDER BY entry.id"
)
_BEGINNINGS = "SELECT id FROM entry WHERE folded > ? AND folded < ? LIMIT ?"
_GRAMMED = (
    f"{_SELECT} grams CROSS JOIN entry ON entry.id = grams.rowid WHERE grams MATCH :grams"
    f" AND grams.rowid BETWEEN :first AND :last {_KNOWN}"
)
_PREFIX = f"{_GRAMMED} AND folded > :text AND instr(folded, :text) = 1 ORDER BY grams.rowid"
_MIDDLE = f"{_GRAMMED} AND instr(folded, :text) > 1 ORDER BY grams.rowid"
_WORDS = (
    f"{_GRAMMED} AND instr(folded, :text) = 0"
    " AND NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(folded, value) = 0)"
    " ORDER BY grams.rowid"
)


def matches(store: sqlite3.Connection, shelves: tuple[Shelf, ...], asked: Asked) -> Iterator[Row]:
    """Yield every row that matches, in the order of the answers; read no further than asked."""
    named = tuple(shelf for shelf in shelves if not shelf.identifiers)
    yield from _merged(_ask(store, _EXACT, shelf, asked) for shelf in shelves)
    yield from _beginning(store, shelves, asked)
    middle = _match(_thinned(grams(asked.text)))
    yield from _merged(_ask(store, _MIDDLE, shelf, asked, middle) for shelf in named)
    if len(asked.words) > 1:
        every = _match(_thinned([gram for word in asked.words for gram in _apart(word)]))
        yield from _merged(_ask(store, _WORDS, shelf, asked, every) for shelf in named)


def _beginning(
    store: sqlite3.Connection, shelves: tuple[Shelf, ...], asked: Asked
) -> Iterator[Row]:
    """Yield the rows that begin with the text, and are longer.

    Few are gathered by the alphabet and sorted; of many, which would take long to sort, the
    grams that mark a beginning give the first.
    """
    bounds = (asked.text, asked.text + _BEYOND, _FEW + 1)
    found = sorted(row for (row,) in store.execute(_BEGINNINGS, bounds))
    if len(found) <= _FEW:
        streams = (_listed(store, shelf, asked, found) for shelf in shelves)
    else:
        streams = (
            _ask(store, _PREFIX, shelf, asked, _match(_beginning_grams(asked.text, shelf)))
            for shelf in shelves
        )
    yield from _merged(streams)


def _listed(
    store: sqlite3.Connection, shelf: Shelf, asked: Asked, found: list[int]
) -> Iterator[Row]:
    rows = json.dumps([row for row in found if shelf.first <= row <= shelf.last])
    answer = store.execute(_LISTED, {"rows": rows, "known_on": asked.known_on})
    return map(Row._make, answer)


def _ask(
    store: sqlite3.Connection, question: str, shelf: Shelf, asked: Asked, match: str = ""
) -> Iterator[Row]:
    values = {
        "text": asked.text,
        "words": json.dumps(asked.words),
        "known_on": asked.known_on,
        "first": shelf.first,
        "last": shelf.last,
        "grams": match,
    }
    return map(Row._make, store.execute(question, values))


def _merged(streams: Iterator[Iterator[Row]]) -> Iterator[Row]:
    """Yield the rows of several shelves in one order."""
    opened = list(streams)
    return opened[0] if len(opened) == 1 else heapq.merge(*opened, key=attrgetter("order"))


def _beginning_grams(text: str, shelf: Shelf) -> list[str]:
    """Return the grams that a name or identifier that begins so must have."""
    if shelf.identifiers:
        return [START + text[: max(length for length in MARKED if length <= len(text))]]
    return [START + text[:2], *(_thinned(grams(text[1:])) if len(text) > 2 else [])]


def _apart(word: str) -> list[str]:
    """Return the pairs that cover a word, side by side: the fewer lists, the sooner they meet."""
    return [word[place : place + 2] for place in range(0, len(word) - 1, 2)] + [word[-2:]]


def _thinned(found: list[str]) -> list[str]:
    """Return the pairs among the grams (all where there is no pair), at most `_GRAMS` of them.

    A pair says more than its two characters, and `instr` judges what the grams let through.
    """
    pairs = [gram for gram in dict.fromkeys(found) if len(gram) > 1] or found
    step = -(-len(pairs) // _GRAMS) or 1
    return pairs[::step]


def _match(found: list[str]) -> str:
    return " AND ".join(f'"{gram}"' for gram in found)
