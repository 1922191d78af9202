"""Rule books: who is tied to whom by which law, as data, versioned by the day in force.

A book is one TOML file of this folder, found by being there. Its thresholds say whether the
number itself is in (以上) or out (超过), and how sure we are of it: `law` (the text was read),
`known` (from knowledge of the named text), `parameter` (ours, not law) or `unsure`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.days import calendar_day, day_number
from graph.errors import WrongParameters
from queries.words import Said, Words

MARKS = ("law", "known", "parameter", "unsure")
TOLERANCE = 1e-9  # [param] float noise: a share within it of a threshold is at the threshold


@dataclass(frozen=True)
class Threshold:
    """A number of a rule; `included` where reaching it is enough (以上)."""

    value: float
    included: bool
    mark: str
    source: str

    def met(self, value: float) -> bool:
        """Return whether a value meets it, float noise aside."""
        return bool(self.met_by(np.array(value)))

    def met_by(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Return which values meet it, float noise aside."""
        if self.included:
            return values >= self.value - TOLERANCE
        return values > self.value + TOLERANCE


@dataclass(frozen=True)
class Test:
    """One test of a book; where it is not computed, `needs` names the source it would take."""

    __test__ = False  # not a test of pytest

    key: str
    title: Words
    article: str
    meaning: Words
    mark: str
    source: str
    computed: bool
    needs: Words | None = None


@dataclass(frozen=True)
class Choice:
    """A way to count where the text leaves several open."""

    value: str
    mark: str


@dataclass(frozen=True)
class Version:
    """A book as it stood from a day on."""

    book: str
    title: str
    version: str
    source: str
    in_force_from: int
    in_force_until: int | None
    thresholds: Mapping[str, Threshold]
    tests: Mapping[str, Test]
    choices: Mapping[str, Choice]

    def threshold(self, name: str) -> float:
        """Return the number of a threshold."""
        return self.thresholds[name].value

    def met(self, name: str, value: float) -> bool:
        """Return whether a value meets a threshold."""
        return self.thresholds[name].met(value)

    def in_force(self, day: int) -> bool:
        """Return whether it was the law on a day."""
        until = self.in_force_until
        return self.in_force_from <= day and (until is None or day < until)

    def notes(self, day: int) -> list[Said]:
        """Return what has to be said where the book was not in force on the day asked."""
        if self.in_force(day):
            return []
        early = day < self.in_force_from
        other = self.in_force_from if early else (self.in_force_until or 0) - 1
        code = "not_yet_in_force" if early else "no_longer_in_force"
        days = {"day": str(calendar_day(day)), "other": str(calendar_day(other))}
        return [Said(code, {"book": self.title, **days})]


@dataclass(frozen=True)
class RuleBook:
    """A named book and its versions, oldest first."""

    name: str
    title: str
    versions: tuple[Version, ...]

    def on(self, day: int) -> Version:
        """Return the version in force on a day; else the nearest one, whose `notes` say so."""
        begun = [v for v in self.versions if v.in_force_from <= day]
        return begun[-1] if begun else self.versions[0]


@cache
def rule_books() -> Mapping[str, RuleBook]:
    """Return every rule book by its name."""
    found = (p for p in files(__package__).iterdir() if p.name.endswith(".toml"))
    books = [read_book(tomllib.loads(p.read_text("utf-8"))) for p in found]
    return {book.name: book for book in sorted(books, key=lambda b: b.name)}


def rule_book(name: str) -> RuleBook:
    """Return a rule book by its name.

    Raises:
        WrongParameters: there is no such book.
    """
    books = rule_books()
    if name not in books:
        raise WrongParameters(
            f"There is no rule book {name!r}; choose one of {', '.join(books)}.", book=name
        )
    return books[name]


def read_book(text: Mapping[str, Any]) -> RuleBook:
    """Return a book from its parsed TOML."""
    versions = sorted(text["versions"], key=lambda v: str(v["in_force_from"]))
    return RuleBook(
        text["name"], text["title"], tuple(_version(text, version) for version in versions)
    )


def _version(book: Mapping[str, Any], text: Mapping[str, Any]) -> Version:
    until = text.get("in_force_until")
    return Version(
        book["name"],
        book["title"],
        text["version"],
        text["source"],
        _day(text["in_force_from"]),
        None if until is None else _day(until),
        {name: Threshold(**given) for name, given in text.get("thresholds", {}).items()},
        {given["key"]: _test(given) for given in text["tests"]},
        {name: Choice(**given) for name, given in text.get("choices", {}).items()},
    )


def _test(given: Mapping[str, Any]) -> Test:
    worded = ("title", "meaning", "needs")
    told = {name: Words(**given[name]) for name in worded if name in given}
    return Test(**{**given, **told})


def _day(value: date) -> int:
    return day_number(value)
