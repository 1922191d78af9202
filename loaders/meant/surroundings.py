"""What surrounds people in the rows, by which those of several companies are told to be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.drafting.rows import NOBODY, Codes, meets
from loaders.meant.who import Who
from loaders.resolving.model import PointModel
from loaders.resolving.people import Around, Compared, People, compare
from loaders.table import CaseNumber, Located, Reached, Relation, Table

TIES = ("OWNS", "BRANCH_OF")  # [param] links of companies that a person of both may explain
CASE_FIRMS = 10  # [param] a case of more companies ties none of them to a person

Values = tuple[Codes, npt.NDArray[Any]]
Fact = TypeVar("Fact")
Tables = Mapping[str, Table]
Rows = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Meant:
    """Where people are meant: the rows of a party, and the first of their mentions."""

    table: str
    label: str
    rows: Codes
    begin: int


def compared(
    who: Who,
    tables: Tables,
    rows: Rows,
    meant: list[Meant],
    found: People,
    model: PointModel | None = None,
) -> Compared:
    """Return people compared by what surrounds them, before any are joined.

    Args:
        who: with companies, addresses and contacts.
        found: people as an id or one company tells them, and as people moved their rows.
        model: ours, if none is given.
    """
    told = found.told
    if found.entity is not told.entity:
        told = told.moved(found.entity, found.count, found.keys)
    known = [rows[m.table]["known_from"].to_numpy(np.int64)[m.rows] for m in meant]
    days = np.concatenate(known) if known else np.empty(0, np.int64)
    return compare(told, Surroundings(who, tables, rows, meant).gathered(), days, model)


def likely(who: Who, meant: list[Meant], found: People) -> pd.DataFrame:
    """Return those who may be one: src, dst (codes), probability, evidence.

    Call it once everybody has the code that stays: people may be one by now.
    """
    code = np.full(found.count, NOBODY, np.int64)
    for place in meant:
        said = found.entity[place.begin : place.begin + len(place.rows)]
        code[said] = who.parties[(place.table, place.label)][place.rows]
    ends = {name: code[found.likely[name].to_numpy(np.int64)] for name in ("src", "dst")}
    told = found.likely.assign(**ends)
    return told[told["src"] != told["dst"]].drop_duplicates(["src", "dst"])


class Surroundings:
    """Gathers what surrounds people.

    Args:
        who: with companies, addresses and contacts.
        meant: where people are meant.
    """

    def __init__(self, who: Who, tables: Tables, rows: Rows, meant: list[Meant]) -> None:
        self.tables, self.rows, self.meant, self.ids = tables, rows, meant, who.ids
        self.places, self.reach = who.addresses, who.contacts
        people = who.starts["Person"]
        self.firms = {
            place: np.where(code < people, code, NOBODY) for place, code in who.parties.items()
        }

    def gathered(self) -> Around:
        """Return what surrounds people, by kind."""
        cases = [*self._cases()]
        companies = {
            "address": self._having(self._located("address")),
            "contact": self._having(self._reached()),
            "region": self._having(self._located("region")),
            "company": self._tied(),
        }
        said = {
            "contact": _mentioned(self._own()),
            "case": _mentioned(cases),
            "company": self._beside(_mentioned(cases)),
        }
        return Around(*({k: f for k, f in part.items() if len(f)} for part in (companies, said)))

    def _having(self, parts: Iterable[Values]) -> pd.DataFrame:
        frames = [pd.DataFrame({"company": c, "value": v}).drop_duplicates() for c, v in parts]
        if not frames:
            return pd.DataFrame({"company": [], "value": []})
        found = pd.concat(frames, ignore_index=True).drop_duplicates()
        return found.assign(company=self.ids[found["company"].to_numpy(np.int64)])

    def _located(self, what: str) -> Iterator[Values]:
        for name, fact in self._facts(Located):
            frame = self.rows[name]
            code = self.firms[(name, fact.company)]
            if what == "address":
                value = self.places[(name, fact.address)]
                told = value >= 0
            elif fact.region:
                value = frame[fact.region].to_numpy(object)
                told = frame[fact.region].notna().to_numpy()
            else:
                continue
            keep = (code != NOBODY) & told & meets(frame, fact.when)
            yield code[keep], value[keep]

    def _reached(self) -> Iterator[Values]:
        for name, fact in self._facts(Reached):
            code = self.firms.get((name, fact.party))
            if code is None:
                continue
            value = self.reach[(name, fact.contact)]
            keep = (code != NOBODY) & (value >= 0) & meets(self.rows[name], fact.when)
            yield code[keep], value[keep]

    def _own(self) -> Iterator[Values]:
        """Yield mentions of people with a contact of their own."""
        for name, fact in self._facts(Reached):
            for place in self.meant:
                if (place.table, place.label) == (name, fact.party):
                    value = self.reach[(name, fact.contact)][place.rows]
                    keep = (value >= 0) & meets(self.rows[name], fact.when)[place.rows]
                    yield place.begin + np.flatnonzero(keep), value[keep]

    def _tied(self) -> pd.DataFrame:
        """Return companies with those that hold them, or whose branch they are."""
        parts: list[Values] = []
        for name, fact in self._facts(Relation):
            codes = [self.firms.get((name, end)) for end in (fact.source, fact.target)]
            if fact.type in TIES and codes[0] is not None and codes[1] is not None:
                both = (codes[0] != NOBODY) & (codes[1] != NOBODY)
                parts.append((codes[1][both], self.ids[codes[0][both]]))
        return self._having(parts)

    def _cases(self) -> Iterator[Values]:
        """Yield mentions of people with the court case that their row is of."""
        for place in self.meant:
            for field in self._case_fields(place.table):
                number = self.rows[place.table][field].to_numpy(object)[place.rows]
                told = pd.notna(number)
                yield place.begin + np.flatnonzero(told), number[told]

    def _case_fields(self, name: str) -> list[str]:
        declared = self.tables[name].columns.values()
        fields = [column.field for column in declared if isinstance(column, CaseNumber)]
        return [field for field in fields if field in self.rows[name]]

    def _beside(self, cases: pd.DataFrame) -> pd.DataFrame:
        """Return mentions of people with the companies of their case."""
        if not len(cases):
            return cases
        parts = [pd.DataFrame({"value": [], "company": []}, dtype="object")]
        for (name, _), code in self.firms.items():
            for field in self._case_fields(name) if name in self.rows else ():
                number = self.rows[name][field].to_numpy(object)
                keep = (code != NOBODY) & pd.notna(number)
                firms = pd.DataFrame({"value": number[keep], "company": self.ids[code[keep]]})
                parts.append(firms.drop_duplicates())
        firms = pd.concat(parts, ignore_index=True).drop_duplicates()
        many = firms.groupby("value")["company"].transform("size") > CASE_FIRMS
        found = cases.merge(firms[~many.to_numpy(bool)], on="value")
        found = found[["mention", "company"]].drop_duplicates()
        return found.rename(columns={"company": "value"})

    def _facts(self, kind: type[Fact]) -> Iterator[tuple[str, Fact]]:
        for name in sorted(self.rows):
            for fact in self.tables[name].facts:
                if isinstance(fact, kind):
                    yield name, fact


def _mentioned(parts: Iterable[Values]) -> pd.DataFrame:
    frames = [pd.DataFrame({"mention": m, "value": v}) for m, v in parts]
    if not frames:
        return pd.DataFrame({"mention": [], "value": []})
    return pd.concat(frames, ignore_index=True).drop_duplicates()
