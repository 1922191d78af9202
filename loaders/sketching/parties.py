"""Who a row is about, as far as its codes and names make it sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from loaders.sketching import hints
from loaders.sketching.guessing import Guess
from loaders.table import (
    Choice,
    Code,
    Company,
    Fact,
    Name,
    OrgCode,
    Party,
    Person,
    Property,
    RegistrationNumber,
    ResidentId,
    TaxpayerId,
    Text,
    Uscc,
)

_FORM = (
    r"(?:公司|厂|店|中心|合作社|企业|事务所|医院|学校|商行|经营部|集团|院|社|部)(?:[(（].*[)）])?$"
)
_COMPANY = re.compile(r"^(企业|单位|公司)(名称|全称)?$|^(ent|company|corp|com)_?(name|id|key)$")
_COMPANIES = 0.5  # [param] share of names with a legal form from which a column names companies


def parties(guesses: Sequence[Guess]) -> dict[str, Party]:
    """Return the parties of a row: companies with a code or by name, people with a resident id."""
    names = [one for one in guesses if isinstance(one.column, Name)]
    firms = [one for one in names if _names_companies(one)]
    found: dict[str, Party] = {}
    codes = [one for one in guesses if isinstance(one.column, Uscc)]
    for number, code in enumerate(codes, 1):
        name = _beside(code, firms, guesses)
        firms = [one for one in firms if one is not name]
        others = _others(guesses) if number == 1 else {}
        found["company" if number == 1 else f"company_{number}"] = Company(
            uscc=code.column.field, name=name.column.field if name else None, **others
        )
    if not codes:
        meant = [one for one in firms if not hints.AUTHORITY.search(one.name.casefold())]
        others = _others(guesses)
        if meant or others:
            name_of = meant[0].column.field if meant else None
            found["company"] = Company(name=name_of, **others)
    if "company" not in found:
        keys = [one for one in guesses if _keys_companies(one)]
        if keys:
            found["company"] = Company(source_key=keys[0].column.field)
    people = [one for one in names if not _names_companies(one)]
    for code in [one for one in guesses if isinstance(one.column, ResidentId)][:1]:
        person = _beside(code, people, guesses)
        if person is not None:
            of = "company" if "company" in found else None
            found["person"] = Person(name=person.column.field, id=code.column.field, of=of)
    return found


def facts(found: dict[str, Party], guesses: Sequence[Guess], title: str) -> tuple[Fact, ...]:
    """Return the least that a row surely says: that its source states something of its party."""
    made: list[Fact] = []
    for name, party in found.items():
        if isinstance(party, Company):
            stated = _stated(party, guesses)
            if stated is not None:
                made.append(Property(name, "fact", field=stated))
            else:
                made.append(Property(name, "fact", word=title))
        elif isinstance(party, Person):
            made.append(Property(name, "name", field=party.name))
    return tuple(made)


def _stated(party: Company, guesses: Sequence[Guess]) -> str | None:
    """Return a field of words that is no name or code of the company."""
    own = {value for value in vars(party).values() if isinstance(value, str)}
    for kind in (Choice, Text):
        for one in guesses:
            if type(one.column) is kind and one.column.field not in own and one.filled:
                return one.column.field
    return None


def _others(guesses: Sequence[Guess]) -> dict[str, Any]:
    """Return further codes of the row's company, where a row has one of a kind."""
    kinds = {
        "org_code": OrgCode,
        "registration_number": RegistrationNumber,
        "taxpayer_id": TaxpayerId,
    }
    found: dict[str, Any] = {}
    for attribute, kind in kinds.items():
        ones = [one.column.field for one in guesses if isinstance(one.column, kind)]
        if len(ones) == 1:
            found[attribute] = ones[0]
    return found


def _beside(code: Guess, names: Sequence[Guess], guesses: Sequence[Guess]) -> Guess | None:
    """Return the name nearest to a code, of two as near the one before it."""
    place = {id(one): n for n, one in enumerate(guesses)}
    at = place[id(code)]
    return min(
        names,
        key=lambda one: (abs(place[id(one)] - at), place[id(one)] > at),
        default=None,
    )


def _keys_companies(one: Guess) -> bool:
    """Return whether a source gives a code of its own where a company's name should be."""
    return isinstance(one.column, Code) and _COMPANY.search(one.name.casefold()) is not None


def _names_companies(one: Guess) -> bool:
    said = one.read.read.fields[one.column.field].dropna()
    if not len(said):
        return not hints.PERSON.search(one.name.casefold())
    return bool(pd.Series(said).str.contains(_FORM).mean() >= _COMPANIES)
