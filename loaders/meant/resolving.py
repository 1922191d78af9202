"""Who every party of every row is: by codes and names, by what surrounds them, as people judged."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pandas as pd

from graph.errors import HandLost
from graph.hand import Hand, cores, hand
from graph.home import Home
from graph.memory import give_back_memory, keep_freed_memory
from loaders.judging.constraints import Ruling
from loaders.judging.obeying import Obeyed
from loaders.meant import judged, surroundings
from loaders.meant.firms import find_companies
from loaders.meant.matching import likely_companies
from loaders.meant.people import find_people
from loaders.meant.places import find_places
from loaders.meant.who import Versions, Who
from loaders.resolving.enterprises.features import company_model
from loaders.resolving.enterprises.matching import Matched, match
from loaders.resolving.people import Compared, People
from loaders.resolving.people.features import person_model
from loaders.table import Table

CITY = 200_000  # [param] companies that pay for the start of another process


@dataclass(frozen=True)
class Told:
    """Who is who, before anybody is joined.

    Attributes:
        who: with companies and people as identifiers and exact names tell them apart.
        matched: which companies are one.
        compared: people as they were compared across companies.
        people: which of them are one.
        meant: where people are meant.
        firms, persons: what people judged of either.
    """

    who: Who
    matched: Matched
    compared: Compared
    people: People
    meant: list[surroundings.Meant]
    firms: Ruling
    persons: Ruling


def told_apart(
    home: Home, tables: Mapping[str, Table], rows: Versions, obeyed: Obeyed | None = None
) -> Told:
    """Return who every party of every row is, and which of them are one, with nobody joined yet."""
    who = Who(obeyed=obeyed or Obeyed([]))
    gather = [find_companies(home, who, tables, rows)]
    give_back_memory()
    assert who.companies is not None
    firms = judged.ruling(who, "Company", who.companies.keys)
    # Names are taken apart and compared on another core than the one that finds people; of a
    # city in a process of its own, for much of either holds the interpreter.
    several = who.companies.count >= CITY and cores() > 1
    with (
        ThreadPoolExecutor(1) as beside,
        hand() if several else contextlib.nullcontext() as other,
    ):
        matching = beside.submit(
            lambda: matched_by(other, gather.pop()(), company_model(home), judged.held(firms))
        )
        found, meant = find_people(home, who, tables, rows)
        give_back_memory()
        find_places(home, who, tables, rows)
        compared = surroundings.compared(who, tables, rows, meant, found, person_model(home))
        give_back_memory()  # companies may still be matched, which takes as much again
        matched = matching.result()
    follows = judged.same_in_joined(who, found.keys, matched.group)
    persons = judged.ruling(who, "Person", found.keys, follows)
    people = compared.joined(judged.held(persons))
    return Told(who, matched, compared, people, meant, firms, persons)


def matched_by(other: Hand | None, *given: Any) -> Matched:
    """Return what `match` returns, which is called in another process if there is one.

    Raises:
        HandLost: that process was ended from outside.
    """
    if other is None:
        return match(*given)
    try:
        found: Matched = other.do(_matched, *given)
    except HandLost as error:
        raise HandLost(
            "The process that compared names was ended from outside, often for want of memory; "
            "what was there before is as it was. Run the same command again."
        ) from error
    return found


def _matched(*given: Any) -> Matched:
    keep_freed_memory()
    return match(*given)


def resolve(
    home: Home, tables: Mapping[str, Table], rows: Versions, obeyed: Obeyed | None = None
) -> Who:
    """Return who every party of every row is; where people judged, as they did."""
    told = told_apart(home, tables, rows, obeyed)
    who, before = told.who, told.who.companies
    assert before is not None
    groups = {
        "Company": (told.firms, told.matched.group),
        "Person": (told.persons, told.people.group),
    }
    judged.join(who, groups)
    near = surroundings.likely(who, told.meant, told.people)
    assert who.companies is not None
    who.likely = pd.concat([near, likely_companies(told.matched, before, who.companies)])
    who.companies = who.companies.without_names()
    return who
