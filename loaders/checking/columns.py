"""One declared column of text into typed fields, with the reason wherever a cell breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrow import long_texts
from graph.identifiers import parse_many
from loaders import cells
from loaders.checking.doubts import unsure
from loaders.checking.guarding import HIDDEN, Guard
from loaders.reading.grid import TEXT
from loaders.table import (
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
)

REQUIRED = "is required, but empty"
LOST_LETTERS = "holds ? or � where letters were lost before it came; ask for it again"

_LOST = "\ufffd|[?？]{2}|锟斤拷|烫烫烫|[\x80-\x84\x86-\x9f]"  # the last: bytes taken for Latin-1

_CODES = Code | Uscc | OrgCode | RegistrationNumber | TaxpayerId

_NOWHERE = np.zeros(1, bool)  # as a mask of as many cells as there are

_ABSENT: dict[int, tuple[ColumnType, Read]] = {}
"""By the id of a column, which is kept here too, so that no other is given that id."""


@dataclass(frozen=True)
class Read:
    """What the distinct cells of a column became.

    Attributes:
        fields: field -> values, aligned with the cells; null where a cell says nothing.
        reason: what is wrong with a cell, else null.
        odd: cells that were read, and have something that a person should look at.
        shown: the cells as they may be shown to anyone.
        doubted: numbers are left out, since nobody says their unit.
    """

    fields: dict[str, pd.Series]
    reason: pd.Series
    odd: pd.Series
    shown: pd.Series
    doubted: bool = False


@dataclass(frozen=True)
class Typed:
    """What a column of cells became: each distinct cell once, and where it stands.

    Attributes:
        read: the distinct cells.
        places: of each cell of the column, its place among them.
    """

    read: Read
    places: npt.NDArray[np.int64]

    def spread(self, values: pd.Series) -> pd.Series:
        """Return values of the distinct cells as a column."""
        return pd.Series(values.array.take(self.places))

    @property
    def fields(self) -> dict[str, pd.Series]:
        """Field -> values of the column."""
        return {name: self.spread(values) for name, values in self.read.fields.items()}

    @property
    def reason(self) -> pd.Series:
        """What is wrong with each cell of the column, else null."""
        return self.spread(self.read.reason)

    @property
    def odd(self) -> pd.Series:
        """Which cells of the column a person should look at."""
        return self.spread(self.read.odd)

    @property
    def shown(self) -> pd.Series:
        """The column as it may be shown to anyone."""
        return self.spread(self.read.shown)

    @cached_property
    def refused(self) -> npt.NDArray[np.int64]:
        """The rows with a cell that breaks its declaration."""
        bad = self.read.reason.notna().to_numpy(bool)
        return np.flatnonzero(bad[self.places]) if bad.any() else np.empty(0, np.int64)

    def odd_at(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return which of these rows have a cell that a person should look at."""
        odd = self.read.odd.to_numpy(bool)
        return rows[odd[self.places[rows]]] if odd.any() else rows[:0]


@dataclass(frozen=True)
class Cells:
    """The distinct cells of a column as they stood, and what its table says of it."""

    text: pd.Series
    column: Any
    nulls: tuple[str, ...]
    guard: Guard

    @cached_property
    def said(self) -> pd.Series:
        """The cells, null where they say nothing."""
        return cells.blank_many(self.text, self.nulls)

    def nothing(self) -> pd.Series:
        """Return a null for each cell."""
        return pd.Series(pd.array([None], dtype=TEXT).take(np.zeros(len(self.text), np.int64)))


def typed(column: ColumnType, text: pd.Series, nulls: tuple[str, ...], guard: Guard) -> Typed:
    """Return a column's cells as the declaration reads them."""
    distinct, places = cells.each_once(text)
    words, code = isinstance(column, Text | Name), isinstance(column, _CODES | Phone | Region)
    distinct = cells.unwrapped(distinct, words=words, code=code)
    spoilt = cells.spoilt(distinct)
    if spoilt is not None:
        distinct = distinct.mask(spoilt.notna(), "")
    fillers = cells.FILLERS if isinstance(column, _CODES) else ()
    said = cells.unescaped(distinct) if words else distinct
    given = Cells(said, column, nulls + fillers, guard)
    found = _READERS[type(column)](given)
    if said is not distinct:  # what stood there is shown so, unless the guard hid some of it
        shown = guard.scrubbed(distinct).where(found.shown == said, found.shown)
        found = replace(found, shown=shown)
    reason, odd = found.reason, found.odd
    masked = (reason == HIDDEN).fillna(False).to_numpy(bool) if reason.notna().any() else _NOWHERE
    if masked.any():
        reason, odd = reason.mask(masked), odd | masked
    if column.required:
        empty = _says_nothing(given, found).to_numpy(bool)
        if empty.any():
            reason = reason.mask(empty & ~masked & reason.isna(), REQUIRED)
        reason = reason.mask(_no_end(column, found), cells.WANTED_DAY)
    if spoilt is not None:
        reason = spoilt.where(spoilt.notna(), reason)
    return Typed(replace(found, reason=reason, odd=odd), places)


def absent(column: ColumnType, rows: int, guard: Guard) -> Typed:
    """Return what a column is that the header does not have."""
    known = _ABSENT.get(id(column))
    if known is None:
        empty = pd.Series([""], dtype=TEXT)
        found = _READERS[type(column)](Cells(empty, column, (), guard))
        known = _ABSENT[id(column)] = (column, found)
    return Typed(known[1], np.zeros(rows, np.int64))


def _says_nothing(given: Cells, found: Read) -> pd.Series:
    """Return which cells are empty or a word for nothing; "no date" is one, "long term" not."""
    empty = given.said.isna()
    if isinstance(given.column, Date):
        empty |= found.fields["(sentinel)"].eq("none").fillna(False).astype(bool)
    return empty


def _no_end(column: ColumnType, found: Read) -> pd.Series:
    """Return which cells are an open end where a day is wanted on which something was."""
    if not isinstance(column, Date) or column.open_ended:
        return pd.Series(np.zeros(len(found.reason), bool), index=found.reason.index)
    return found.fields["(sentinel)"].eq("long_term").fillna(False).astype(bool)


def _none(given: Cells) -> pd.Series:
    return pd.Series(np.zeros(len(given.text), bool))


def _words(given: Cells) -> Read:
    shown = given.guard.scrubbed(given.text)
    words = _scrubbed_words(given, shown)
    return Read({given.column.field: words}, given.nothing(), _none(given), shown)


def _name(given: Cells) -> Read:
    """Return names as words; one of which letters were lost before it came names nobody.

    A row that can be without it is not refused for it.
    """
    read = _words(given)
    lost = given.text.str.contains(_LOST, regex=True).fillna(False).astype(bool)
    if not lost.any():
        return read
    said = {given.column.field: read.fields[given.column.field].mask(lost)}
    if not given.column.required:
        return replace(read, fields=said, odd=lost)
    return replace(read, fields=said, reason=read.reason.mask(lost, LOST_LETTERS))


def _scrubbed_words(given: Cells, shown: pd.Series) -> pd.Series:
    """Return the words said, without the numbers of people; most cells are words as they stand."""
    said = given.said.notna()
    words = shown if said.all() else shown.where(said)
    trimmed = (given.said != given.text) & said
    if not trimmed.any():
        return words
    return words.mask(trimmed, given.guard.scrubbed(given.said[trimmed]).reindex(words.index))


def _code(given: Cells) -> Read:
    kept = cells.codes(given.text, given.nulls)
    person = given.guard.persons(kept)
    shown = given.guard.scrubbed_codes(given.text)
    lost = cells.forgotten(kept)
    reason = given.nothing().mask(lost, cells.LOST_DIGITS)
    return Read({given.column.field: kept.mask(person | lost)}, reason, person, shown)


def _identifier(kind: str) -> Callable[[Cells], Read]:
    def read(given: Cells) -> Read:
        found = parse_many(kind, given.said)
        value, reason = found["value"], found["reason"]
        if isinstance(given.column, RegistrationNumber) and given.column.lenient:
            reason = reason.mask(reason.notna(), None)
        elif getattr(given.column, "lenient", False):
            value, reason = _leniently(given, value, reason)
        if reason.notna().any():
            reason = reason.mask(reason.notna() & cells.forgotten(given.said), cells.LOST_DIGITS)
        odd = (found["warning"].notna() & value.notna()) | found["masked"]
        unread = value.isna()
        shown = given.text
        if unread.any():  # masked, empty, or a person's number where a company's was wanted
            shown = shown.mask(unread, given.guard.scrubbed(shown[unread]).reindex(shown.index))
        return Read({given.column.field: value}, reason, odd, shown)

    return read


def _leniently(given: Cells, value: pd.Series, reason: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return also other codes of a company, as what they are; a person's number is null."""
    at = np.flatnonzero(reason.notna().to_numpy())
    if not len(at):
        return value, reason
    value, reason = value.copy(), reason.copy()
    cell = given.said.iloc[at]
    person = parse_many("resident_id", cell)
    fine = person["value"].notna() | person["masked"]
    for kind in ("org_code", "registration_number"):
        other = parse_many(kind, cell)
        taken = other["value"].notna().to_numpy() & value.iloc[at].isna().to_numpy()
        value.iloc[at[taken]] = other["value"][taken]
        fine |= other["value"].notna()
    reason.iloc[at[fine.to_numpy(bool)]] = None
    return value, reason


def _taxpayer(given: Cells) -> Read:
    found = parse_many("taxpayer_id", given.said)
    person = found["kind"].isin(["resident_id", "resident_taxpayer_id"]).to_numpy(bool)
    value = found["value"].mask(person) if person.any() else found["value"]
    odd = found["warning"].notna() | pd.Series(person)
    shown = given.guard.scrubbed_codes(given.text)
    if person.any():
        masked = given.guard.shown("resident_id", given.text[person])
        shown = shown.mask(pd.Series(person), masked.reindex(shown.index))
    reason = found["reason"]
    reason = reason.mask(reason.notna() & cells.forgotten(given.said), cells.LOST_DIGITS)
    return Read({given.column.field: value}, reason, odd, shown)


def _private(kind: str) -> Callable[[Cells], Read]:
    def read(given: Cells) -> Read:
        field = given.column.field
        found = given.guard.numbers(kind, given.said, getattr(given.column, "lenient", False))
        fields = {field: found.digest, f"{field}_masked": found.shown}
        return Read(fields, found.reason, found.odd, found.shown)

    return read


def _date(given: Cells) -> Read:
    column: Date = given.column
    serials = True if column.serials else None
    text, up_to = cells.plain_days(given.text) if column.above else (given.text, _none(given))
    text, lasting = cells.last_days(text) if column.ends else (text, _none(given))
    text = cells.days_in_words(text) if column.within else text
    found = cells.dates(text, serials=serials, significant=column.significant, nulls=given.nulls)
    fields = {
        column.field: found.day,
        f"{column.field}_precision": found.precision.mask(up_to & found.day.notna(), "about"),
        "(sentinel)": found.sentinel,
    }
    return Read(fields, found.reason, lasting, given.guard.scrubbed_codes(given.text))


def _month(given: Cells) -> Read:
    found = cells.months(given.text, nulls=given.nulls)
    return Read({given.column.field: found.month}, found.reason, _none(given), given.text)


def _hour(given: Cells) -> Read:
    found = cells.hours(given.text, nulls=given.nulls)
    return Read({given.column.field: found.hour}, found.reason, _none(given), given.text)


def _money(given: Cells) -> Read:
    column: Money = given.column
    found = cells.money(given.text, unit=column.unit, negative=column.negative, nulls=given.nulls)
    foreign = (found.currency.notna() & (found.currency != "CNY")).fillna(False).astype(bool)
    doubted = unsure(column, given.said)
    odd = foreign | doubted
    value = found.value.mask(odd) if odd.any() else found.value
    shown = given.guard.scrubbed_codes(given.text)
    return Read({column.field: value}, found.reason, odd, shown, bool(doubted.any()))


def _number(given: Cells) -> Read:
    column: Number = given.column
    found = cells.numbers(given.text, least=column.least, most=column.most, nulls=given.nulls)
    shown = given.guard.scrubbed_codes(given.text)
    return Read({column.field: found.value}, found.reason, _none(given), shown)


def _share(given: Cells) -> Read:
    column: Share = given.column
    found = cells.shares(given.text, percent=column.percent, nulls=given.nulls)
    value = found.value.mask(found.value == 0) if column.zero_unknown else found.value
    doubted = unsure(column, given.said)
    value = value.mask(doubted) if doubted.any() else value
    return Read({column.field: value}, found.reason, doubted, given.text, bool(doubted.any()))


def _choice(given: Cells) -> Read:
    column: Choice = given.column
    chosen = _within(given) if column.within else given.text
    found = cells.choices(chosen, column.words, other=column.other, nulls=given.nulls)
    fields = {column.field: found.value.mask(found.value == "")}
    if column.keeps is not None:
        fields[column.keeps] = given.guard.scrubbed(given.said)
    return Read(fields, found.reason, _none(given), given.guard.scrubbed(given.text))


def _within(given: Cells) -> pd.Series:
    """Return the first declared word that stands anywhere in each cell, else the cell."""
    encoded = long_texts(given.text).dictionary_encode()
    texts = encoded.dictionary
    tight = pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"\s+", "")
    first = pa.nulls(len(texts), pa.large_string())
    for word in given.column.words:
        first = pc.coalesce(first, pc.if_else(pc.match_substring(tight, word), word, None))
    picked = pc.take(pc.coalesce(first, texts), encoded.indices)
    return pd.Series(picked.to_pandas(types_mapper=lambda _: TEXT))


_READERS: dict[type, Callable[[Cells], Read]] = {
    Text: _words,
    Name: _name,
    Code: _code,
    Uscc: _identifier("uscc"),
    OrgCode: _identifier("org_code"),
    RegistrationNumber: _identifier("registration_number"),
    CaseNumber: _identifier("case_number"),
    Region: _identifier("region"),
    TaxpayerId: _taxpayer,
    ResidentId: _private("resident_id"),
    Phone: _private("phone"),
    Email: _private("email"),
    Date: _date,
    Month: _month,
    Hour: _hour,
    Money: _money,
    Number: _number,
    Share: _share,
    Choice: _choice,
    Shown: _choice,
}
