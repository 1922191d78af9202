"""The words of facts: what a row of a table says, in the schema's terms."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

Where = Mapping[str, str | tuple[str, ...]]
"""Conditions on a row, all of which must hold: field -> value, or values, it must equal.
`"*"` asks that the field is filled, `""` that it is not (or, among values, that it may be so),
`"!0"` that its number is not nought, if one is known."""


@dataclass(frozen=True)
class Relation:
    """An edge of the schema between two parties of the row.

    Args:
        type: a name of EDGE_TYPES.
        since, until: Date fields; `until` is the last day on which it held.
        columns: edge column -> field.
        words: edge column -> constant.
        lasts: days that it is taken to hold from `since` on where no end is stated [param].
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
    lasts: int | None = None
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
        until: Date field, the last day of its effect. before: instead, the first day without it.
        published: Date field.
        amount, title, number, authority, state: fields.
        words: event column -> constant.
        compared: two fields of words (before, after), read as Money(unit="wan") would, or two
            Date fields: the event is of the kind `rise` where the second is more, `fall` where
            it is less, and `kind` where they are equal or either cannot be read. An empty kind
            is no event: a return on its last day is not told.
        due: of two days compared the first is a year, and this day (`06-30`) of the next is what
            the second is compared with.
        shared: a name for the key: tables that use one speak of the same events.
    """

    kind: str
    day: str
    parties: Mapping[str, str]
    roles: Mapping[str, str] = dataclasses.field(default_factory=dict)
    by_field: bool = False
    key: tuple[str, ...] | None = None
    until: str | None = None
    before: str | None = None
    published: str | None = None
    amount: str | None = None
    title: str | None = None
    number: str | None = None
    authority: str | None = None
    state: str | None = None
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    compared: tuple[str, ...] | None = None
    due: str | None = None
    shared: str | None = None
    rise: str | None = None
    fall: str | None = None
    when: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """A month's measure of a company.

    Args:
        month: Month field, or a Date field, whose month is meant.
        summed: rows of one company and month add up (payments tax by tax), where otherwise the
            later one corrects the earlier.
    """

    party: str
    measure: str
    month: str
    value: str
    summed: bool = False
    when: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Exceedance:
    """Readings of successive hours above a limit: one event a run; the readings stay rows.

    Args:
        kind: a code of graph.kinds.
        hour: Hour field. value: Number field, what was read.
        sensor: fields that tell a sensor from every other.
        parties: party -> role, as the first reading of a run says them.
        limit: what is above it exceeds. limit_field: a Number field with the row's own limit,
            which wins. One of them is needed.
        hours: how many hours a run has at least.
        measured, unit: what was read and in what, as titles say it: PM10, µg/m³.
        measured_field: a field that says it row by row, which wins.
        number, authority: fields.
    """

    kind: str
    hour: str
    value: str
    sensor: tuple[str, ...]
    parties: Mapping[str, str]
    measured: str
    measured_field: str | None = None
    unit: str = ""
    limit: float | None = None
    limit_field: str | None = None
    hours: int = 1
    number: str | None = None
    authority: str | None = None
    when: Where = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Trade:
    """Invoices, summed to one TRADES_WITH a seller, buyer and month; the rows stay where they are.

    Args:
        seller, buyer: companies.
        day: Date field, the day of issue; its month is the edge's.
        amount, tax: Money fields, below nought on a red-letter invoice.
        state: Choice field of normal, void, red: what is void adds to no sum, only to its count.
    """

    seller: str
    buyer: str
    day: str
    amount: str
    state: str
    tax: str | None = None
    when: Where = dataclasses.field(default_factory=dict)


Fact = Relation | Located | Reached | Property | Change | Event | Series | Trade | Exceedance
