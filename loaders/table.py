"""The words of a declared table: what a department's file holds, and what a row of it says.

A declaration is one file with one `TABLE = Table(...)`, made of these words and of constants;
`loaders.declaration` reads it without running it. Fields are named in English; the left side of
`columns` is the source's own header, and `aliases` gives its other spellings.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Where = Mapping[str, str | tuple[str, ...]]
"""Conditions on a row, all of which must hold: field -> value, or values, it must equal.
`"*"` asks that the field is filled, `""` that it is not."""


# --- columns: how a cell is read -----------------------------------------------------------


@dataclass(frozen=True)
class ColumnType:
    """A typed field. A cell that it cannot read makes its row a reject."""

    field: str
    required: bool = dataclasses.field(default=True, kw_only=True)


@dataclass(frozen=True)
class Text(ColumnType):
    """Words, trimmed; any resident id or phone found inside is masked."""


@dataclass(frozen=True)
class Name(ColumnType):
    """A company's or a person's name; width and spaces are folded when compared, not when kept."""


@dataclass(frozen=True)
class Code(ColumnType):
    """A source's own key, kept as text after width and spaces are folded."""


@dataclass(frozen=True)
class Uscc(ColumnType):
    """Unified social credit code (统一社会信用代码), GB 32100-2015. A masked one identifies nobody.

    `lenient`: another kind of code found here (organisation code, 15-digit number) is accepted
    as what it is, instead of making the row a reject.
    """

    lenient: bool = dataclasses.field(default=False, kw_only=True)


@dataclass(frozen=True)
class OrgCode(ColumnType):
    """Organisation code (组织机构代码), GB 11714."""


@dataclass(frozen=True)
class RegistrationNumber(ColumnType):
    """Registration number (注册号), 15 digits; 13 and 14 digits are old and unchecked."""


@dataclass(frozen=True)
class TaxpayerId(ColumnType):
    """Taxpayer id (纳税人识别号): a USCC, or region and organisation code before 2015-10."""


@dataclass(frozen=True)
class ResidentId(ColumnType):
    """Resident id (公民身份号码). Typed rows hold `<field>` (keyed hash; null when masked) and
    `<field>_masked` (to show); the clear number stays in the raw file.

    `lenient`: a number that has not the shape of a resident id (a passport's) is kept masked
    only and identifies nobody, instead of making the row a reject.
    """

    lenient: bool = dataclasses.field(default=False, kw_only=True)


@dataclass(frozen=True)
class Phone(ColumnType):
    """A phone number; kept as `<field>` (keyed hash) and `<field>_masked`."""


@dataclass(frozen=True)
class Email(ColumnType):
    """An e-mail address; kept as `<field>` (keyed hash) and `<field>_masked`."""


@dataclass(frozen=True)
class CaseNumber(ColumnType):
    """Court case number (案号), new and old style."""


@dataclass(frozen=True)
class Region(ColumnType):
    """Region (行政区划), GB/T 2260; longer codes down to the street are cut to six digits."""


@dataclass(frozen=True)
class Date(ColumnType):
    """A day: kept as `<field>` (day number) and `<field>_precision`.

    "Long term" words are an open end (null) and "no date" words null; neither is a day.

    Args:
        serials: plain numbers are Excel's day serials.
        significant: of epoch milliseconds, how many digits the source keeps (3 means that the
            day is "about"); None: all of them.
    """

    serials: bool = dataclasses.field(default=False, kw_only=True)
    significant: int | None = dataclasses.field(default=None, kw_only=True)


@dataclass(frozen=True)
class Month(ColumnType):
    """A month, `201612` or a day in it; kept as year * 12 + month - 1."""


@dataclass(frozen=True)
class Money(ColumnType):
    """An amount, kept in yuan.

    Args:
        unit: of a bare number; a unit in the cell wins.
        negative: whether a negative amount is bearable.
    """

    unit: Literal["yuan", "wan"] = dataclasses.field(default="yuan", kw_only=True)
    negative: bool = dataclasses.field(default=False, kw_only=True)


@dataclass(frozen=True)
class Number(ColumnType):
    """A number, within `least` and `most` where they are given."""

    least: float | None = dataclasses.field(default=None, kw_only=True)
    most: float | None = dataclasses.field(default=None, kw_only=True)


@dataclass(frozen=True)
class Share(ColumnType):
    """A share, kept in [0, 1]; `percent` says whether a bare 25 means 25 %."""

    percent: bool = dataclasses.field(default=True, kw_only=True)
    zero_unknown: bool = dataclasses.field(default=False, kw_only=True)


@dataclass(frozen=True)
class Choice(ColumnType):
    """One of a source's words or codes, kept as ours; a word not declared makes a reject
    unless `other` names what it becomes.

    `within`: a cell holds several words (罚款;没收违法所得): the first of `words` that stands
    anywhere in it decides, so the gravest is declared first.
    `keeps`: a further field, of Text, that holds the source's own words beside ours.
    """

    keeps: str | None = dataclasses.field(default=None, kw_only=True)
    within: bool = dataclasses.field(default=False, kw_only=True)
    words: Mapping[str, str] = dataclasses.field(default_factory=dict, kw_only=True)
    other: str | None = dataclasses.field(default=None, kw_only=True)


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


Party = Company | Person | AnyParty


# --- facts: what a row says ----------------------------------------------------------------


@dataclass(frozen=True)
class Relation:
    """An edge of the schema between two parties of the row.

    Args:
        type: a name of EDGE_TYPES.
        since, until: Date fields; `until` is the last day on which it held.
        columns: edge column -> field.
        words: edge column -> constant.
        share_of: field of a subscribed amount; the share is that amount over the company's
            registered capital, or over the sum of what its holders subscribed where that is
            more (or where the capital is not known).
    """

    type: str
    source: str
    target: str
    since: str | None = None
    until: str | None = None
    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    share_of: str | None = None
    when: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Located:
    """A company stands at an address (LOCATED_AT), and its `address` property says so."""

    company: str
    address: str
    region: str | None = None
    since: str | None = None
    when: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Reached:
    """A party is reached by a phone or an e-mail (REACHED_BY)."""

    party: str
    contact: str  # a Phone or Email field
    when: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Property:
    """A dated property of a party: `field`'s value, or the constant `word`."""

    party: str
    name: str
    field: str | None = None
    word: str | None = None
    since: str | None = None
    until: str | None = None
    when: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A change record: on a day, a property or a relation went from one value to another.

    Args:
        party: the company changed.
        property: a name of PROPERTIES, for the fields `before` and `after`; or None. An amount
            of registered capital is read as Money(unit="wan") would, one that cannot be is not
            said.
        relation: a type of edge from the person parties `before` and `after`; or None.
        on: Date field.
    """

    party: str
    before: str
    after: str
    on: str
    property: str | None = None
    relation: str | None = None
    when: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Args:
        kind: a code of graph.kinds; or the name of a field (a Choice of codes) with `by_field`.
        day: Date field, the day that counts.
        parties: party -> role.
        roles: party -> field (a Choice) that holds its role; wins over `parties`.
        key: fields that tell this event from others of its kind: rows that agree on them speak
            of one event (a judgment with a row a party). None: each row is an event.
        until: Date field, the last day of its effect. published: Date field.
        amount, title, number, authority, state: fields.
        words: event column -> constant.
        compared: two fields of words (before, after), read as Money(unit="wan") would: the
            event is of the kind `rise` where the second is more, `fall` where it is less, and
            `kind` where they are equal or either cannot be read.
    """

    kind: str
    day: str
    parties: Mapping[str, str]
    roles: Mapping[str, str] = dataclasses.field(default_factory=dict)
    by_field: bool = False
    key: tuple[str, ...] | None = None
    until: str | None = None
    published: str | None = None
    amount: str | None = None
    title: str | None = None
    number: str | None = None
    authority: str | None = None
    state: str | None = None
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    compared: tuple[str, ...] | None = None
    rise: str | None = None
    fall: str | None = None
    when: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """A month's measure of a company."""

    party: str
    measure: str
    month: str
    value: str
    when: Where = dataclasses.field(default_factory=dict)


Fact = Relation | Located | Reached | Property | Change | Event | Series


# --- the table -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """One table of one department.

    Args:
        name: snake_case, unique; the `source` of every fact it gives.
        title: the department's own name for it, shown to users.
        files: shell patterns of file names (any suffix), compared without case.
        kind: `full`: each delivery holds all, so what a newer one no longer says is closed on
            that day; `append`: each delivery adds, and corrects by `key`.
        columns: header -> typed field.
        aliases: other header -> header of `columns`.
        key: fields that tell rows apart; an exact repeat is superseded, a later different row
            corrects the earlier. Empty: rows are never thought repeats.
        parties, facts: as above.
        published: Date field: the day on which the row was made public; else the delivery's day.
        max_rejects: share of rows in [0, 1] that may be refused before the table stops.
        nulls: words that mean nothing here, besides those known everywhere.
    """

    name: str
    title: str
    files: tuple[str, ...]
    kind: Literal["full", "append"]
    columns: Mapping[str, ColumnType]
    parties: Mapping[str, Party] = dataclasses.field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    key: tuple[str, ...] = ()
    aliases: Mapping[str, str] = dataclasses.field(default_factory=dict)
    published: str | None = None
    max_rejects: float = 0.05
    nulls: tuple[str, ...] = ()
    department: str = ""  # filled by the reader: the folder it stands in
    digest: str = ""  # filled by the reader: hash of the declaration's text
