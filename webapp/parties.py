"""How nodes are called on a page, on the day looked at.

A company or person by its name then, an event by its kind in the reader's language and its
day, an address by its text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import g

from graph.days import Moment
from graph.edition import Edition
from graph.kinds import KINDS
from queries import party
from webapp.language import t
from webapp.moment import a_day


@dataclass(frozen=True)
class Party:
    """A node as a page names it."""

    number: int
    id: str
    name: str
    kind: str


def called(edition: Edition, numbers: Iterable[int], moment: Moment) -> dict[int, Party]:
    """Return how each node is called, by number."""
    return {number: one(edition, number, moment) for number in dict.fromkeys(map(int, numbers))}


def one(edition: Edition, number: int, moment: Moment) -> Party:
    """Return how one node is called."""
    label, node_id = edition.label_of(number), edition.id(number)
    return Party(number, node_id, words(edition, number, label, moment), label)


def words(edition: Edition, number: int, label: str, moment: Moment) -> str:
    """Return a node's name in words."""
    if label == "Event":
        row = edition.node(number)
        return f"{kind_name(row['kind'])} {a_day(row['day'])}"
    if label == "Contact":
        return t(f"contact.{edition.node(number)['kind']}")
    return party.name(edition, number, moment)


def kind_name(kind: str) -> str:
    """Return an event kind in the reader's language."""
    if kind not in KINDS:
        return kind
    return KINDS[kind].title if g.language == "zh-CN" else KINDS[kind].english.capitalize()
