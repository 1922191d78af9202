"""What is declared of parties: which rows mean a company, which a person, on what day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import EARLIEST, filled
from loaders.drafting.rows import meets
from loaders.meant.who import Versions
from loaders.resolving.companies import LEVELS
from loaders.table import (
    Change,
    Company,
    Event,
    Exceedance,
    Fact,
    Located,
    Party,
    Person,
    Relation,
    Table,
    Thing,
    Trade,
)

COMPANY_WORDS = (
    "公司|企业|集团|中心|厂|店|社|所|院|行|部|馆|局|委员会|学校|医院|基金|协会|合伙|工作室"
)


def is_company(party: Party, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows of a party mean a company, and which a person."""
    if isinstance(party, Company):
        return np.ones(len(frame), bool)
    if isinstance(party, Person):
        return np.zeros(len(frame), bool)
    codes = [getattr(party.company, level) for level in LEVELS if getattr(party.company, level)]
    found = np.zeros(len(frame), bool)
    for code in codes:
        found |= frame[code].notna().to_numpy()
    open_rows = ~found
    if party.person.id:
        open_rows &= frame[party.person.id].isna().to_numpy()
    if party.kind:
        stated = frame[party.kind]
        company = (stated == "company").fillna(False).to_numpy(bool)
        told = company | (stated == "person").fillna(False).to_numpy(bool)
        found, open_rows = np.where(told, company, found), open_rows & ~told
    # Only where nothing else tells does the name: a city's many names are not all looked at.
    rows = np.flatnonzero(open_rows)
    name = frame[party.company.name or party.person.name].take(rows).astype("str")
    looks = name.str.contains(COMPANY_WORDS, regex=True) & (name.str.len() > 4)
    found[rows] = looks.fillna(False).to_numpy(bool)
    return found


def day_of(table: Table, frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the day on which a row's names are to be believed: when it happened, else known."""
    happened = next((f.day for f in table.facts if isinstance(f, Event)), None)
    happened = happened or next((f.on for f in table.facts if isinstance(f, Change)), None)
    known = frame["known_from"].to_numpy(np.int64)
    if happened is None or table.kind == "full":
        return known
    day = filled(frame[happened], EARLIEST).astype(np.int64)
    return np.where(day == EARLIEST, known, day)


def each_party(tables: Mapping[str, Table], rows: Versions) -> Iterable[tuple[Table, str, Party]]:
    for name in sorted(rows):
        for label, party in tables[name].parties.items():
            if not isinstance(party, Thing):
                yield tables[name], label, party


def _names_party(fact: Fact, label: str) -> bool:
    match fact:
        case Relation():
            return label in (fact.source, fact.target)
        case Event():
            return label in fact.parties or label in fact.roles
        case Exceedance():
            return label in fact.parties
        case Trade():
            return label in (fact.seller, fact.buyer)
        case Change():
            return label == fact.party or (
                bool(fact.relation) and label in (fact.before, fact.after)
            )
        case Located():
            return label == fact.company
        case _:
            return label == fact.party


def spoken_of(table: Table, label: str, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return in which rows some fact that names a party holds: only these mean anybody."""
    found = np.zeros(len(frame), bool)
    for fact in table.facts:
        if _names_party(fact, label):
            found |= meets(frame, fact.when)
    return found
