"""The words of a declared table: what a department's file holds, and what a row of it says.

A declaration is one file with one `TABLE = Table(...)`, made of these words and of constants;
`loaders.declaring.declaration` reads it without running it. Fields are named in English; the left
side of `columns` is the source's own header, and `aliases` gives its other spellings.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graph.schema import Disclosure
from loaders.facts import (
    Change,
    Event,
    Exceedance,
    Fact,
    Located,
    Property,
    Reached,
    Relation,
    Series,
    Trade,
    Where,
)
from loaders.fields import (
    PRIVATE,
    CaseNumber,
    Choice,
    Code,
    ColumnType,
    Date,
    Email,
    Hour,
    Money,
    Month,
    Name,
    Number,
    OrgCode,
    Phone,
    Region,
    RegistrationNumber,
    ResidentId,
    Share,
    Shown,
    TaxpayerId,
    Text,
    Uscc,
    made,
)

__all__ = [
    "AnyParty",
    "CaseNumber",
    "Change",
    "Choice",
    "Code",
    "ColumnType",
    "Company",
    "Date",
    "Deadline",
    "Email",
    "Event",
    "Exceedance",
    "Fact",
    "Hour",
    "Located",
    "Money",
    "Month",
    "Name",
    "Number",
    "OrgCode",
    "Party",
    "Person",
    "Phone",
    "Property",
    "Reached",
    "Reading",
    "Region",
    "RegistrationNumber",
    "Relation",
    "ResidentId",
    "Rhythm",
    "Series",
    "Share",
    "Shown",
    "Table",
    "TaxpayerId",
    "Text",
    "Thing",
    "Trade",
    "Uscc",
    "Where",
]

Rhythm = Literal["daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly"]
"""How often a department is to hand a table over."""


# --- parties: who is meant -----------------------------------------------------------------


@dataclass(frozen=True)
class Company:
    """A company meant by a row, by what the row says of it (names of fields).

    A company that no `Property` names has the name by which it was first mentioned.
    """

    name: str | None = None
    uscc: str | None = None
    org_code: str | None = None
    registration_number: str | None = None
    taxpayer_id: str | None = None
    registry_key: str | None = None
    social_unit: str | None = None
    tax_key: str | None = None
    source_key: str | None = None
    founds: bool = False  # the registry's own row: it makes the company if nobody has
    kind: str | None = None  # a field that holds a word of Company.kind


@dataclass(frozen=True)
class Person:
    """A person meant by a row: only by rows in which a fact that names this party holds (`when`),
    so that the address in the `before` of an address change is nobody's name.

    Args:
        name, id, phone: fields that say who; `id` is a ResidentId.
        of: the party (a company of the same row) within which an equal name is one person.
    """

    name: str
    id: str | None = None
    phone: str | None = None
    of: str | None = None


@dataclass(frozen=True)
class AnyParty:
    """A person or a company, as the field `kind` (a Choice of person, company) says.

    Where `kind` is None or empty: a code makes it a company, a resident id a person, else
    words of a legal form (公司, 企业, 中心, 厂, 店, 社 ...) make it a company.
    """

    company: Company
    person: Person
    kind: str | None = None


@dataclass(frozen=True)
class Thing:
    """A shop or a building site meant by a row, as the target of a Relation.

    Args:
        label: Shop or Site.
        name: field of its name, which is shown.
        key: fields that tell it from all others of its label, the best first: a row's first that
            is filled counts. The name does where none is.
    """

    label: Literal["Shop", "Site"]
    name: str
    key: tuple[str, ...] = ()


Party = Company | Person | AnyParty


# --- the table -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Deadline:
    """The time that law gives for making a row public, or for the act that a row reports.

    Args:
        law: where it stands: the act, its number, its article.
        after: Date field, the day on which the time begins to run; the next is the first counted.
        days: how many. working: whether only working days count.
        next_month: the time begins to run at the end of the month of `after`.
        by: instead of `days`, a month and day (`06-30`) of the year after that of `after`.
        met: Date field, the day on which it was done; None: the day of publication or delivery.
    """

    law: str
    after: str | None = None
    days: int | None = None
    working: bool = False
    next_month: bool = False
    by: str | None = None
    met: str | None = None


@dataclass(frozen=True)
class Reading:
    """How a table's files are read, as far as that is not left to be recognised.

    Args:
        encoding, delimiter: of text.
        header_line: the line (of a workbook, the row) on which its header ends.
        header_rows: how many rows make the header.
        sheets: shell patterns of the names of sheets that are read, compared without case.
    """

    encoding: Literal["utf-8", "utf-16", "utf-32", "gb18030", "big5"] | None = None
    delimiter: Literal[",", "\t", ";", "|", "，"] | None = None
    header_line: int | None = None
    header_rows: int | None = None
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of one department.

    Args:
        name: snake_case, unique; the `source` of every fact it gives.
        title: the department's own name for it, shown to users.
        files: shell patterns of file names (any suffix), compared without case.
        kind: `full`: each delivery holds all, so what a newer one no longer says is closed on
            that day; `append`: each delivery adds, and corrects by `key`; `changes`: each row
            inserts, updates or deletes what stands under its `key`, as its `mark` says.
        columns: header -> typed field.
        aliases: other header -> header of `columns`.
        beside: alias -> another name, of a file beside which alone it is one: elsewhere the same
            word means something else.
        key: fields that tell rows apart; an exact repeat is superseded, a later different row
            corrects the earlier. Empty: rows are never thought repeats.
        parties, facts: as above.
        published: Date field: the day on which the row was made public; else the delivery's day.
        max_rejects: share of rows in [0, 1] that may be refused before the table stops.
        few_rejects: how many rows may be refused whatever their share, if that is no more than
            half: in a list of ten, one slip is no sign of a wrong declaration [param].
        nulls: words that mean nothing here, besides those known everywhere.
        unit: what one row is of: a decision, a company and month.
        level: who may see a field that has no `level` of its own.
        natural: the same for rows of which an AnyParty is a natural person: never wider than
            this. `public` only where the state provides so (山东省社会信用条例 art. 20).
        deadlines: the times that law sets.
        rhythm: how often it is to come.
        mark: of `changes`: a Choice of `insert`, `update` and `delete`.
        marked_on: of `changes`: Date field, the day from which the change holds (what is deleted
            ended before it); else the delivery's day.
        feeds: capabilities that it serves, codes of `loaders.declaring.capabilities`.
        reading: how its files are read, where recognising that is not enough.
        by_hand: whether people typed the names that stand in it, so that one may be written
            with a character that sounds or looks alike.
    """

    name: str
    title: str
    files: tuple[str, ...]
    kind: Literal["full", "append", "changes"]
    columns: Mapping[str, ColumnType]
    parties: Mapping[str, Party | Thing] = dataclasses.field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    key: tuple[str, ...] = ()
    aliases: Mapping[str, str] = dataclasses.field(default_factory=dict)
    beside: Mapping[str, str] = dataclasses.field(default_factory=dict)
    published: str | None = None
    max_rejects: float = 0.05
    few_rejects: int = 20
    nulls: tuple[str, ...] = ()
    unit: str = ""
    level: Disclosure = "gov"
    natural: Disclosure = "gov"
    deadlines: tuple[Deadline, ...] = ()
    rhythm: Rhythm | None = None
    feeds: tuple[str, ...] = ()
    mark: str | None = None
    marked_on: str | None = None
    reading: Reading | None = None
    by_hand: bool = False
    department: str = ""  # filled by the reader: the folder it stands in
    digest: str = ""  # filled by the reader: hash of the declaration's text

    @property
    def closes(self) -> bool:
        """Whether what a row says holds until it is no longer said (not so of notices)."""
        return self.kind != "append"

    def bears(self, refused: int, rows: int) -> bool:
        """Return whether so many of so many rows may be refused, and the others be loaded."""
        few = refused <= self.few_rejects and 2 * refused <= rows
        return few or refused <= self.max_rejects * rows

    def disclosure(self, field: str) -> Disclosure:
        """Return who may see a field, where its row says nothing narrower (`declaring.levels`).

        Raises:
            KeyError: no column makes it.
        """
        column = next((c for c in self.columns.values() if field in made(c)), None)
        if column is None:
            raise KeyError(field)
        return column.level or ("auth" if isinstance(column, PRIVATE) else self.level)
