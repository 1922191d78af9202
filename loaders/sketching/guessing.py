"""What type a column has: the most telling one whose own reader reads its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from loaders import cells
from loaders.checking.columns import Typed, typed
from loaders.checking.guarding import Guard
from loaders.fields import PRIVATE
from loaders.sketching import hints
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
    TaxpayerId,
    Text,
    Uscc,
)

REFUSED = 0.02  # [param] share of filled cells that a type may refuse
_READ = 0.9  # [param] share of filled cells that it must read, or know as masked
_MOST_WORDS = 12  # [param] of a Choice
_REPEATED = 5  # [param] how often a Choice's words stand on the average, at least
_LONGEST_WORD = 12  # [param] letters of a word of a Choice
_CODED = 0.9  # [param] share of cells of letters and digits only in a Code

_MOBILE = r"(?:\+?86)?1[3-9]\d{9}|0\d{2,3}-\d{7,8}"
_DAY = r"(?:18|19|20|99)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?.*|(?:19|20)\d\d[01]\d[0-3]\d(?:\d{6})?"
_MONTH = r"(?:19|20)\d\d(?:[-/.年]?)(?:0?[1-9]|1[0-2])月?"
_ON_THE_HOUR = r".*[T日 ]\s*\d{1,2}(?:[:时点](?:00)?(?:[:分]?00)?)?"
_PLAIN = r"[0-9A-Za-z][0-9A-Za-z\-_/.]*"
_DECIMAL = r"[-+¥￥]?[\d,]+(?:\.\d+)?(?:[eE][-+]?\d+)?(?:[万亿]?元)?%?"
_LONG_NUMBER = r"0\d+|\d{12,}"


@dataclass(frozen=True)
class Guess:
    """A column and what it seems to be.

    Attributes:
        header: as it is spelt in the file. name: the same, folded.
        column: its type; `field` is given later, by `named`.
        read: its cells by that type.
        filled: how many cells say something.
        missed: a type that its header promises and its cells do not keep, and what they were by it.
    """

    header: str
    name: str
    column: ColumnType
    read: Typed
    filled: int
    missed: tuple[ColumnType, Typed] | None = None

    def called(self, field: str) -> Guess:
        """Return the guess with its field's name."""
        read = self.read.read
        fields = {_renamed(name, self.column.field, field): v for name, v in read.fields.items()}
        named = Typed(replace(read, fields=fields), self.read.places)
        return replace(self, column=replace(self.column, field=field), read=named)

    def required(self) -> Guess:
        """Return the guess as a column that no row may leave empty."""
        return replace(self, column=replace(self.column, required=True))


def _renamed(name: str, before: str, field: str) -> str:
    return name if name.startswith("(") else field + name.removeprefix(before)


def guess(
    header: str,
    name: str,
    text: pd.Series,
    nulls: tuple[str, ...],
    guard: Guard,
    known: type[ColumnType] | None,
) -> Guess:
    """Return what a column seems to be.

    Args:
        known: the type that declared tables give to this header, tried first.
    """
    said = cells.blank_many(text, nulls).dropna().str.normalize("NFKC")
    seen = _Seen(name.casefold(), said)
    missed: tuple[ColumnType, Typed] | None = None
    for column, promised in _candidates(seen, known, guard):
        column = replace(column, required=False)
        read = typed(column, text, nulls, guard)
        if len(said) and _keeps(read, column, len(said)):
            return _fitted(header, name, column, read, len(said), missed)
        if promised and missed is None:
            missed = (column, read)
    column = replace(_last(seen, known), required=False)
    return Guess(header, name, column, typed(column, text, nulls, guard), len(said), missed)


@dataclass(frozen=True)
class _Seen:
    """A column's header, folded without case, and its cells that say something, folded."""

    name: str
    said: pd.Series

    def says(self, hint: re.Pattern[str]) -> bool:
        return hint.search(self.name) is not None

    def mostly(self, shape: str, least: float = _READ) -> bool:
        return len(self.said) > 0 and bool(self.said.str.fullmatch(shape).mean() >= least)

    def several(self, cut: str) -> bool:
        """Return whether cells differ in what follows a part of them."""
        return self.said.str.replace(cut, "", regex=True).nunique() > 1

    def any(self, part: str) -> bool:
        return bool(self.said.str.contains(part, regex=True).any())


_Tried = Iterator[tuple[ColumnType, bool]]


def _candidates(seen: _Seen, known: type[ColumnType] | None, guard: Guard) -> _Tried:
    """Yield types to try, the most telling first, and whether the header promises each."""
    yield from _identifiers(seen, known)
    yield from _times(seen, known)
    yield from _figures(seen, known)
    choice = _choice(seen, guard)
    if choice is not None:
        yield choice, False


def _identifiers(seen: _Seen, known: type[ColumnType] | None) -> _Tried:
    for kind, hint, shape in (
        (Uscc, hints.USCC, r"[0-9A-HJ-NPQRTUWXY]{18}"),
        (ResidentId, hints.RESIDENT, r"\d{14}[\d*]\d{2}[\dXx]|\d{3,6}\*+[\dXx]{1,4}|\d{17}[\dXx]"),
        (TaxpayerId, hints.TAXPAYER, None),
        (OrgCode, hints.ORG_CODE, r"[0-9A-Z]{8}-[0-9X]"),
        (RegistrationNumber, hints.REGISTRATION, None),
        (CaseNumber, hints.CASE, r"\(\d{4}\).*号"),
        (Email, hints.EMAIL, r"[^@\s]+@[^@\s]+"),
        (Phone, hints.PHONE, _MOBILE),
        (Region, hints.REGION, None),
    ):
        promised = seen.says(hint) or known is kind
        if promised or (shape is not None and seen.mostly(shape)):
            yield kind(""), promised
            if kind in (Uscc, ResidentId) and promised:
                yield kind("", lenient=True), False


def _times(seen: _Seen, known: type[ColumnType] | None) -> _Tried:
    dated = seen.says(hints.DATE) or known is Date
    monthly = seen.says(hints.MONTH) or known is Month
    timed = seen.says(hints.HOUR) or known is Hour
    if timed and seen.mostly(_ON_THE_HOUR) and seen.several(r"^.*[T日 ]"):
        yield Hour(""), True
    if seen.mostly(_MONTH) and (monthly or (not dated and seen.any(r"[-/.年]"))):
        yield Month(""), True
    if dated or seen.mostly(_DAY):
        yield Date(""), dated
        yield Date("", serials=True), False
    elif seen.says(hints.YEAR) and seen.mostly(r"(?:19|20)\d\d年?(?:度)?"):
        yield Date(""), False


def _figures(seen: _Seen, known: type[ColumnType] | None) -> _Tried:
    if known is Share or seen.says(hints.SHARE) or seen.mostly(r".*[%％]"):
        bare = pd.to_numeric(seen.said.str.rstrip("%"), errors="coerce")
        percent = seen.any("[%％]") or bool((bare > 1).any())
        yield Share("", percent=percent), False
    money = known is Money or seen.says(hints.MONEY) or seen.any(r"^[¥￥]|[\d.][万亿]?元$")
    if money and not seen.says(hints.YI):
        unit = "wan" if seen.says(hints.WAN) else "yuan"
        yield Money("", unit=unit), seen.says(hints.MONEY)  # type: ignore[arg-type]
        yield Money("", unit=unit, negative=True), False  # type: ignore[arg-type]
    coded = seen.says(hints.NUMBERED) and not seen.says(hints.SERIAL)
    # A word among figures makes a column of remarks of it, unless its header counts something.
    figures = seen.mostly(_DECIMAL, _READ if seen.says(hints.COUNTED) else 1)
    if figures and not coded and not seen.mostly(_LONG_NUMBER, 0.02):
        yield Number(""), False


def _choice(seen: _Seen, guard: Guard) -> Choice | None:
    """Return a Choice of the words seen, where they are few, short and nobody's name."""
    words = seen.said.value_counts()
    few = 1 < len(words) <= min(_MOST_WORDS, len(seen.said) / _REPEATED)
    if not few or seen.says(hints.NAMED) or seen.says(hints.NUMBERED):
        return None
    listed = pd.Series(words.index, dtype=seen.said.dtype)
    numbers = listed.str.contains(r"\d{5}", regex=True).any()
    if (
        numbers
        or (listed.str.len() > _LONGEST_WORD).any()
        or (guard.scrubbed(listed) != listed).any()
    ):
        return None
    return Choice("", words={word: word for word in listed}, other="other")


def _last(seen: _Seen, known: type[ColumnType] | None) -> ColumnType:
    """Return Name, Code or Text, which read whatever stands there."""
    if seen.says(hints.RESIDENT) or seen.says(hints.PHONE):
        return Text("")  # which masks every number of a person found inside
    coded = seen.mostly(_PLAIN, _CODED) and seen.mostly(r".*\d.*", _CODED)
    if known is Code or coded:
        return Code("")  # a hashed name as well, which names nobody
    if known in (Name, Text):
        return known("")
    if seen.says(hints.NAMED) and not (seen.says(hints.NUMBERED) or seen.says(hints.TITLED)):
        return Name("")
    return Code("") if seen.says(hints.NUMBERED) and seen.mostly(r"\S{1,60}") else Text("")


def _keeps(read: Typed, column: ColumnType, filled: int) -> bool:
    """Return whether a type refuses few of the filled cells, and says something of most."""
    if len(read.refused) > REFUSED * filled:
        return False
    values = read.read.fields[column.field]
    says = values.notna() | read.read.odd
    if isinstance(column, PRIVATE):
        says |= read.read.fields[f"{column.field}_masked"].notna()
    if isinstance(column, Date):
        says |= read.read.fields["(sentinel)"].notna()
    return int(says.to_numpy(bool)[read.places].sum()) >= _READ * filled


def _fitted(
    header: str,
    name: str,
    column: ColumnType,
    read: Typed,
    filled: int,
    missed: tuple[ColumnType, Typed] | None,
) -> Guess:
    """Return a guess by a type that keeps; another kind's miss is told only where it was near."""
    if missed is not None and len(missed[1].refused) > filled / 2:
        missed = None
    return Guess(header, name, column, read, filled, missed)


def always_filled(one: Guess) -> bool:
    """Return whether every row says something in a column that its type can read."""
    values = one.read.read.fields[one.column.field]
    says = (values.notna() | one.read.read.reason.notna()).to_numpy(bool)
    return bool(np.all(says[one.read.places])) and len(one.read.places) > 0
