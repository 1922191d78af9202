"""What a declaration says of itself: its fields and parties exist, and have the types needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from graph.schema import Disclosure
from loaders.declaring.capabilities import CAPABILITIES
from loaders.declaring.literal import Read
from loaders.fields import made
from loaders.keeping import versions
from loaders.table import (
    AnyParty,
    CaseNumber,
    Change,
    Choice,
    Code,
    ColumnType,
    Company,
    Date,
    Deadline,
    Email,
    Event,
    Exceedance,
    Hour,
    Located,
    Money,
    Month,
    Name,
    Number,
    OrgCode,
    Party,
    Person,
    Phone,
    Property,
    Reached,
    Region,
    RegistrationNumber,
    Relation,
    ResidentId,
    Series,
    Share,
    TaxpayerId,
    Text,
    Thing,
    Trade,
    Uscc,
)

CARRIED = frozenset([*versions.CARRIED, "revision", "record"])
"""What versions of rows carry beside the declared fields."""

_CODES = (CaseNumber, Uscc, OrgCode, RegistrationNumber, TaxpayerId, Region)
WORDS = (Text, Name, Code, Choice, *_CODES)
NUMBERS = (Money, Number, Share)
ANY = (ColumnType,)

_NEEDED: dict[type, dict[str, tuple[type, ...]]] = {
    Company: {
        "name": (Name, Text),
        "uscc": (Uscc,),
        "org_code": (OrgCode,),
        "registration_number": (RegistrationNumber,),
        "taxpayer_id": (TaxpayerId,),
        "registry_key": (Code, Text),
        "social_unit": (Code, Text),
        "tax_key": (Code, Text),
        "source_key": (Code, Text),
        "kind": (Choice,),
    },
    Person: {"name": (Name, Text), "id": (ResidentId,), "phone": (Phone,)},
    AnyParty: {"kind": (Choice,)},
    Thing: {"name": (Name, Text)},
    Relation: {"since": (Date,), "until": (Date,), "share_of": (Money, Number)},
    Located: {"address": (Text, Name), "region": (Region,), "since": (Date,)},
    Reached: {"contact": (Phone, Email)},
    Property: {"field": ANY, "since": (Date,), "until": (Date,)},
    Change: {"on": (Date,)},
    Event: {
        "day": (Date,),
        "until": (Date,),
        "before": (Date,),
        "published": (Date,),
        "amount": (Money, Number),
        "title": WORDS,
        "number": WORDS,
        "authority": WORDS,
        "state": (Choice,),
    },
    Series: {"month": (Month, Date), "value": NUMBERS},
    Exceedance: {
        "hour": (Hour,),
        "value": (Number,),
        "limit_field": (Number,),
        "measured_field": WORDS,
        "number": WORDS,
        "authority": WORDS,
    },
    Trade: {"day": (Date,), "amount": (Money,), "tax": (Money,), "state": (Choice,)},
    Deadline: {"after": (Date,), "met": (Date,)},
}
"""Attribute of a party or a fact -> the types of column it may name."""

LEVELS: tuple[Disclosure, ...] = ("public", "gov", "auth")
"""Who may see a field, from the widest: everyone, departments by duty, whom the subject lets."""

MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
MARKS = ("insert", "update", "delete")
_SNAKE = re.compile(r"[a-z][a-z0-9_]*")


class Check:
    """One declaration's fields and parties, and the questions asked of them."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.table = read.table
        self.fields: dict[str, ColumnType] = {c.field: c for c in read.table.columns.values()}
        self.fields |= {
            c.keeps: Text(c.keeps)
            for c in read.table.columns.values()
            if isinstance(c, Choice) and c.keeps is not None
        }

    def require(self, accepted: bool, what: str, where: object = None) -> None:
        if not accepted:
            raise self.read.refuse(f"table {self.table.name!r}: {what}", where)

    # --- the table itself ---

    def names(self) -> None:
        table = self.table
        self.require(
            _SNAKE.fullmatch(table.name) is not None,
            f"a table's name is of small letters, digits and `_`, not {table.name!r}.",
            "name",
        )
        self.require(bool(table.files), "files is empty; name the files it may come in.", "files")
        self.require(bool(table.columns), "columns is empty; declare its header.", "columns")
        self.require(
            0 <= table.max_rejects <= 1, "max_rejects is a share in [0, 1].", "max_rejects"
        )
        self.require(table.few_rejects >= 0, "few_rejects counts from 0.", "few_rejects")
        self._field_names()
        for other, header in table.aliases.items():
            self.require(
                header in table.columns and other not in table.columns,
                f"the alias {other!r} stands for {header!r}, but an alias is another spelling "
                "of a header of columns, and no header of columns itself.",
                "aliases",
            )
        for other in table.beside:
            self.require(other in table.aliases, f"{other!r} is none of the aliases.", "beside")
        for field in table.key:
            self.field(field, ANY, "key", "key")
        if table.published is not None:
            self.field(table.published, (Date,), "published", "published")
        self._reading()
        self._marks()
        self.words(set(table.feeds), CAPABILITIES, "feeds names", "feeds")
        for deadline in table.deadlines:
            self.deadline(deadline)

    def _marks(self) -> None:
        table = self.table
        if table.kind != "changes":
            self.require(table.mark is None, "only a table of `changes` has a mark.", "mark")
            self.require(table.marked_on is None, "only `changes` have marked_on.", "marked_on")
            return
        self.require(bool(table.key), "`changes` need a key: what a row changes.", "kind")
        self.require(
            table.mark is not None,
            "`changes` need a mark: the Choice that says insert, update or delete.",
            "kind",
        )
        column = self.field(str(table.mark), (Choice,), "mark", "mark")
        self.words(choices(column), MARKS, "the mark may be", "mark")
        self.require(table.mark not in table.key, "the mark is no part of the key.", "mark")
        if table.marked_on is not None:
            self.field(table.marked_on, (Date,), "marked_on", "marked_on")

    def _reading(self) -> None:
        pinned = self.table.reading
        if pinned is not None:
            for name in ("header_line", "header_rows"):
                number = getattr(pinned, name)
                self.require(
                    number is None or number >= 1,
                    f"{name} is counted from 1, not {number}.",
                    pinned,
                )
            self.require(
                pinned.header_line is None or (pinned.header_rows or 1) <= pinned.header_line,
                "its header has more rows than there are down to header_line.",
                pinned,
            )

    def _field_names(self) -> None:
        seen: set[str] = set()
        for header, column in self.table.columns.items():
            made_here = set(made(column))
            self.require(
                not made_here & set(CARRIED),
                f"the field of {header!r} is called {column.field!r}, which every row already "
                "carries; choose another name.",
                column,
            )
            self.require(
                all(_SNAKE.fullmatch(name) for name in made_here),
                f"the field of {header!r} is of small letters, digits and `_`, "
                f"not {column.field!r}.",
                column,
            )
            self.require(
                column.required or not getattr(column, "above", ()),
                f"{header!r} may be said above, which only a required day is looked for.",
                column,
            )
            self.require(
                not made_here & seen,
                f"the field {column.field!r} of {header!r} (or what is kept beside it) is there "
                "already; give it another name, or make the header an alias.",
                column,
            )
            seen |= made_here
            codes = (Code, *_CODES)
            like = codes if isinstance(column, codes) else (type(column), Text)
            for field in column.stands_in:
                self.field(field, like, f"{type(column).__name__}.instead", column)
            if column.level_by is not None:
                found = self.field(column.level_by, (Choice,), "level_by", column)
                self.words(choices(found), LEVELS, f"the level of {column.field!r} is", column)

    def deadline(self, deadline: Deadline) -> None:
        self.needed(deadline)
        self.require(
            deadline.by is None or MONTH_DAY.fullmatch(deadline.by) is not None,
            f"a Deadline's by is a month and day such as 06-30, not {deadline.by!r}.",
            deadline,
        )
        timed = deadline.days is not None and deadline.days >= 0
        self.require(
            deadline.after is not None and timed != (deadline.by is not None),
            "a Deadline has a field after which it runs, and either days or a month and day (by).",
            deadline,
        )

    def field(
        self, name: str, types: tuple[type, ...], said: str, where: object
    ) -> ColumnType | None:
        column = self.fields.get(name)
        self.require(
            column is not None,
            f"{said} names the field {name!r}, which no column makes.",
            where,
        )
        self.require(
            isinstance(column, types),
            f"{said} names the field {name!r}, a {type(column).__name__}; wanted "
            f"{either(t.__name__ for t in types)}.",
            where,
        )
        return column

    def needed(self, thing: Any) -> None:
        for attribute, types in _NEEDED[type(thing)].items():
            name = getattr(thing, attribute)
            if name is not None:
                self.field(name, types, f"{type(thing).__name__}.{attribute}", thing)

    def where(self, thing: object, when: Mapping[str, str | tuple[str, ...]]) -> None:
        for name, wanted in when.items():
            column = self.field(name, ANY, f"{type(thing).__name__}.when", thing)
            words = {wanted} if isinstance(wanted, str) else set(wanted)
            if "!0" in words:
                self.require(
                    words == {"!0"} and isinstance(column, Money | Number | Share),
                    f"when {name!r} is '!0', which asks it of a Money, Number or Share alone.",
                    thing,
                )
            if isinstance(column, Choice):
                self.words(words - {"*", ""}, choices(column), f"when {name!r} is", thing)

    def words(self, used: set[str], known: Iterable[str], said: str, where: object) -> None:
        unknown = used - set(known)
        self.require(
            not unknown,
            f"{said} {either(map(repr, sorted(unknown)))}, but there is only "
            f"{either(map(repr, sorted(known)))}.",
            where,
        )

    # --- parties ---

    def party(self, name: str, party: Party | Thing) -> None:
        self.needed(party)
        if isinstance(party, AnyParty):
            self.party(name, party.company)
            self.party(name, party.person)
            if party.kind is not None:
                kinds = choices(self.fields[party.kind])
                self.words(kinds, ("person", "company"), f"the party {name!r} may be", party)
        elif isinstance(party, Company):
            said = [getattr(party, a) for a in _NEEDED[Company] if a != "kind"]
            self.require(any(said), f"the company {name!r} is known by no field.", party)
        elif isinstance(party, Thing):
            for field in party.key:
                self.field(field, WORDS, f"the key of {name!r}", party)
        elif party.of is not None:
            self.require(
                isinstance(self.table.parties.get(party.of), Company | AnyParty),
                f"the person {name!r} is of {party.of!r}, which is no company of this table.",
                party,
            )

    def labels(self, name: str, fact: Any, said: str) -> set[str]:
        """Return what a party of a fact may be: Company, Person or both."""
        party = self.table.parties.get(name)
        self.require(
            party is not None,
            f"{type(fact).__name__}.{said} names the party {name!r}, which is not declared.",
            fact,
        )
        if isinstance(party, Thing):
            return {party.label}
        if not isinstance(party, AnyParty):
            return {type(party).__name__}
        chosen = fact.when.get(party.kind, ("company", "person")) if party.kind else None
        words = {chosen} if isinstance(chosen, str) else set(chosen or ())
        return {w.capitalize() for w in words & {"company", "person"}} or {"Company", "Person"}

    def end(self, name: str, allowed: Iterable[str], fact: Any, said: str) -> None:
        labels = self.labels(name, fact, said)
        self.require(
            labels <= set(allowed),
            f"{type(fact).__name__}.{said} is the party {name!r}, a {either(sorted(labels))}; the "
            f"schema bears only {either(allowed)} there (or say which by `when`).",
            fact,
        )


def choices(column: ColumnType | None) -> set[str]:
    """Return the words that a Choice may become."""
    if not isinstance(column, Choice):
        return set()
    return set(column.words.values()) | ({column.other} if column.other is not None else set())


def either(words: Iterable[str]) -> str:
    *first, last = list(words) or ["nothing"]
    return f"{', '.join(first)} or {last}" if first else last
