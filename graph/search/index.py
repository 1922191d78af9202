"""Find nodes by name or identifier."""

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.days import LATEST
from graph.errors import EditionError, WrongParameters
from graph.names import fold
from graph.search.streams import Asked, Row, Shelf, matches
from graph.search.writer import FORMAT

COUNTED = 1000  # nodes are counted to here, or to the end of the page that is asked for

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One node that answers.

    Args:
        text: the name or identifier that matched, as shown; it may be a former name.
        kind: `name`, `former_name` (on the day asked), `also_called` or `identifier:<which>`.
        spans: what of `text` matched, as half-open places.
        standing: `current`, `former` or `later`, on the day asked.
        valid_from: first day of the name, days since 1970-01-01, or `EARLIEST`.
        valid_to: first day on which it no longer held, or `LATEST`.
    """

    node_id: str
    label: str
    text: str
    kind: str
    spans: tuple[Span, ...]
    standing: str
    valid_from: int
    valid_to: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of hits, each node once, by the best of its texts.

    Args:
        total: nodes found; all that there are only if `complete`, else at least so many.
    """

    hits: tuple[Hit, ...]
    total: int
    complete: bool


class NameIndex:
    """The name index of an edition, open to read; threads may share it."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            EditionError: it is not there, damaged, or of another format.
        """
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            found = self._store.execute("PRAGMA user_version").fetchone()[0]
            shelves = self._store.execute("SELECT * FROM shelf ORDER BY first").fetchall()
        except sqlite3.Error as error:
            self.close()
            sentence = f"The name index {path} cannot be read ({error}); run `qiji build`."
            raise EditionError(sentence, path=str(path)) from error
        if found != FORMAT:
            self.close()
            sentence = (
                f"The name index {path} is of format {found}, not {FORMAT}; run `qiji build`."
            )
            raise EditionError(sentence, path=str(path))
        self._shelves = tuple(Shelf(*shelf) for shelf in shelves)

    @property
    def _store(self) -> sqlite3.Connection:
        """This thread's own connection."""
        store: sqlite3.Connection | None = getattr(self._local, "store", None)
        if store is None:
            uri = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            store = sqlite3.connect(uri, uri=True, check_same_thread=False)
            store.execute(f"PRAGMA mmap_size = {self._path.stat().st_size}")
            self._local.store = store
            with self._lock:
                self._opened.append(store)
        return store

    def close(self) -> None:
        """Close the file in every thread; what is asked later opens it again."""
        with self._lock:
            for store in self._opened:
                store.close()
            self._opened.clear()
            self._local = threading.local()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def find(
        self,
        text: str,
        *,
        label: str | None = None,
        as_of: int | None = None,
        known_on: int | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> Answer:
        """Return the nodes whose name or identifier is, begins with or holds the text.

        An identifier is found by the whole of it or its beginning; a name also by its middle,
        and by several words, each somewhere in it. Of those that have the very text, who bears
        it on the day comes first. Nothing but what was known on `known_on` decides the order.

        Args:
            label: `Company` or `Person`; None for all.
            as_of: the day that tells current names from former and later ones; it leaves
                none out. None: a name without an end is current.
            known_on: only what was known on that day is found. None: what is known now.
            limit: nodes on a page.
            offset: nodes before the page.

        Raises:
            WrongParameters: `limit` is below one, or `offset` below zero.
        """
        if limit < 1 or offset < 0:
            raise WrongParameters(
                f"A page of names has 1 or more from 0 on; {limit} from {offset} were asked for."
            )
        asked = Asked.read(text, LATEST - 1 if known_on is None else known_on)
        counted = max(COUNTED, offset + limit)
        day = LATEST - 1 if as_of is None else as_of
        found = self._nodes(asked, label, counted + 1, day)
        hits = tuple(_hit(row, asked, day) for row in found[offset : offset + limit])
        return Answer(hits, min(len(found), counted), len(found) <= counted)

    def _nodes(self, asked: Asked, label: str | None, most: int, day: int) -> list[Row]:
        """Return the best row of each node that matches, no more than `most`."""
        shelves = tuple(
            shelf
            for shelf in self._shelves
            if label in (None, shelf.label) and shelf.known_from <= asked.known_on
        )
        if not asked.text or not shelves:
            return []
        best: dict[str, Row] = {}
        for row in matches(self._store, shelves, asked):
            held = best.get(row.node_id)
            if held is None and len(best) == most:
                break
            if held is None or (held.text == row.text and _nearer(row, held, day)):
                best[row.node_id] = row
        return sorted(best.values(), key=lambda row: _place(row, asked, day))


STANDINGS = ("later", "former", "current")


def _place(row: Row, asked: Asked, day: int) -> int:
    """Return 0 for one who bears the very text on the day, 1 for others who do, 2 for the rest."""
    exact = row.length == len(asked.text) and fold(row.text) == asked.text
    return (0 if row.standing(day) == "current" else 1) if exact else 2


def _nearer(one: Row, other: Row, day: int) -> bool:
    """Return whether a period of a name says more of a day than another of the same name."""
    return STANDINGS.index(one.standing(day)) > STANDINGS.index(other.standing(day))


def _hit(row: Row, asked: Asked, day: int) -> Hit:
    standing = row.standing(day)
    return Hit(
        node_id=row.node_id,
        label=row.label,
        text=row.text,
        kind="former_name" if (row.kind, standing) == ("name", "former") else row.kind,
        spans=_spans(row.text, asked),
        standing=standing,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _spans(text: str, asked: Asked) -> tuple[Span, ...]:
    """Return which places of a shown text matched; punctuation between them did not.

    Folding goes character by character, so each folded one knows where it came from.
    """
    pieces = [fold(letter) for letter in text]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    folded = "".join(pieces)
    parts = (asked.text,) if asked.text in folded else asked.words
    places: set[int] = set()
    for part in parts:
        start = folded.find(part)
        places.update(origin[start : start + len(part)])
    return _joined(sorted(places))


def _joined(places: list[int]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)
