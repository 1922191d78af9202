"""A city's column of identifiers at once.

Distinct values only. Those that are well formed and give no warning are found by arithmetic on
arrays of characters; whatever is left is given to the scalar function, which alone words
warnings and refusals, so the two forms cannot say different things.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.arrow import long_texts
from graph.errors import IdentifierError
from graph.identifiers.cases import CASE_TYPES, PROVINCES
from graph.identifiers.codes import (
    DEPARTMENTS,
    ORG_ALPHABET,
    ORG_CHECKS,
    ORG_WEIGHTS,
    USCC_ALPHABET,
    USCC_WEIGHTS,
)
from graph.identifiers.form import DIGITS, normalise
from graph.identifiers.kinds import parse, require_kind
from graph.identifiers.people import RESIDENT_CHECKS, RESIDENT_WEIGHTS
from graph.identifiers.regions import region_name

Letters = NDArray[np.uint8]
"""One row a value, one column a character, as ASCII codes."""
Mask = NDArray[np.bool_]
_Rule = Callable[[Letters], Mask]

_NONE = 255
_HIDDEN = r"^[0-9A-Z]*\*[0-9A-Z*]*$"


def parse_many(kind: str, values: "pd.Series[Any]") -> pd.DataFrame:
    """Return what `parse` says of each value, with the index of `values`.

    Returns:
        `value`: canonical form, the one to join on; null where refused or masked.
        `reason`: the sentence that refuses it, else null.
        `warning`: sentences on what is odd, else null.
        `masked`: part of it is hidden behind `*`.
        `kind`: what it proved to be (of a taxpayer id: see `taxpayer_id`), else null.
        A missing value is null in every column, and is not masked.

    Raises:
        IdentifierError: there is no such kind.
    """
    require_kind(kind)
    codes, found = pd.factorize(values.astype("str"))
    columns = _parse_distinct(kind, pd.Series(found, dtype="str"))
    masked = np.append(columns.pop("masked"), False)[codes]  # the last is for a missing value
    spread = {name: column.take(codes, allow_fill=True) for name, column in columns.items()}
    kinds = spread.pop("kind")
    return pd.DataFrame({**spread, "masked": masked, "kind": kinds}, index=values.index)


def org_codes_of(codes: "pd.Series[Any]") -> "pd.Series[str]":
    """Return the organisation code within each canonical USCC or taxpayer id of 15, else null."""
    text = codes.astype("str")
    length = text.str.len()
    within = text.str.slice(8, 17).where(length == 18, text.str.slice(6, 15))
    return within.where(length.isin([15, 18]))


def _parse_distinct(kind: str, distinct: "pd.Series[str]") -> dict[str, Any]:
    """Return the columns of `parse_many`, of values of which none is missing."""
    value, hidden = _respelled(kind, distinct)
    clean, proved = _well_formed(kind, value)
    proved[hidden] = kind
    if kind in _RESPELLED:
        value = _narrowed(kind, value, clean, hidden, proved)
    rest = np.flatnonzero(~(clean | hidden))
    canonical = _without_hyphens(value, clean) if kind == "org_code" else value
    said = (canonical.mask(hidden) if hidden.any() else canonical).array
    none: Any = pd.array([None], dtype="str").take(np.zeros(len(distinct), np.intp))
    columns = {"value": said, "reason": none, "warning": none, "masked": hidden, "kind": proved}
    if len(rest):
        scalar = [_one(kind, text) for text in distinct.iloc[rest].tolist()]
        for name, cells in zip(columns, zip(*scalar, strict=True), strict=True):
            columns[name] = _with(columns[name], rest, cells)
    return columns | {"kind": pd.array(columns["kind"], dtype="str")}


def _with(column: Any, places: NDArray[np.intp], cells: tuple[Any, ...]) -> Any:
    """Return a column with other cells in some places."""
    made = column.copy()
    made[places] = pd.array(list(cells), dtype=column.dtype)
    return made


def _respelled(kind: str, distinct: "pd.Series[str]") -> tuple["pd.Series[str]", Mask]:
    """Return values with half-width brackets, and which are hidden in part but else plain."""
    text = long_texts(distinct)
    if kind == "case_number":
        narrow = pc.replace_substring(pc.replace_substring(text, "（", "("), "）", ")")
        return pd.Series(pd.array(narrow, dtype="str")), np.zeros(len(distinct), bool)
    if kind == "region":
        return distinct, np.zeros(len(distinct), bool)
    return distinct, np.asarray(pc.match_substring_regex(text, _HIDDEN), bool).copy()


def _narrowed(
    kind: str, value: "pd.Series[str]", clean: Mask, hidden: Mask, proved: NDArray[np.object_]
) -> "pd.Series[str]":
    """Return values of which those that are well formed but for width and blanks are respelled.

    Those are noted in `clean` and `proved`.
    """
    rest = np.flatnonzero(~(clean | hidden))
    spelled = pd.Series([normalise(text) for text in value.iloc[rest].tolist()], dtype="str")
    again, kinds = _well_formed(kind, spelled)
    if not again.any():
        return value
    clean[rest[again]], proved[rest[again]] = True, kinds[again]
    made: Any = value.array.copy()
    made[rest[again]] = spelled.array[again]
    return pd.Series(made, index=value.index)


def _one(kind: str, text: str) -> tuple[str | None, str | None, str | None, bool, str | None]:
    try:
        found = parse(kind, text)
    except IdentifierError as refused:
        return None, str(refused), None, False, None
    value = None if found.masked else found.value
    return value, None, " ".join(found.warnings) or None, found.masked, found.kind


def _without_hyphens(distinct: "pd.Series[str]", clean: Mask) -> "pd.Series[str]":
    return distinct.where(~clean, distinct.str.replace("-", "", regex=False))


def _well_formed(kind: str, distinct: "pd.Series[str]") -> tuple[Mask, NDArray[np.object_]]:
    """Return which values are canonical and without warning, and what each proved to be."""
    clean = np.zeros(len(distinct), dtype=bool)
    proved = np.full(len(distinct), None, dtype=object)
    array = long_texts(distinct)
    if kind == "case_number":
        clean = np.asarray(pc.match_substring_regex(array, _PLAIN_CASE))
        proved[clean] = kind
    for length, rule, proof in _RULES.get(kind, ()):
        places, letters = _of_length(array, length)
        passed = places[rule(letters)]
        passed = passed[~clean[passed]]
        clean[passed], proved[passed] = True, proof
    return clean, proved


def _of_length(array: pa.Array, length: int) -> tuple[NDArray[np.intp], Letters]:
    """Return the places of the values of so many bytes, and their bytes."""
    _, offsets, content = array.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    places = np.flatnonzero(np.diff(ends) == length)
    if not len(places):
        return places, np.empty((0, length), dtype=np.uint8)
    held = np.frombuffer(content, dtype=np.uint8)
    return places, held[ends[places][:, None] + np.arange(length)]


def _table(alphabet: str) -> NDArray[np.uint8]:
    """Return the number of each ASCII letter in an alphabet, 255 where it is not in it."""
    numbers = np.full(256, _NONE, dtype=np.uint8)
    numbers[[ord(letter) for letter in alphabet]] = np.arange(len(alphabet))
    return numbers


def _weighed(numbers: Letters, weights: tuple[int, ...], modulus: int) -> NDArray[np.int64]:
    total = np.zeros(len(numbers), dtype=np.int32)
    for column, weight in enumerate(weights):
        total += numbers[:, column].astype(np.int32) * weight
    return (total % modulus).astype(np.int64)


_DIGIT = _table(DIGITS)
_USCC = _table(USCC_ALPHABET)
_ORG = _table(ORG_ALPHABET)


def _are_digits(letters: Letters) -> Mask:
    return np.asarray((_DIGIT[letters] != _NONE).all(axis=1))


def _known_region(letters: Letters) -> Mask:
    """Return whether six letters are digits of a region that GB/T 2260 has or had."""
    digits = _DIGIT[letters].astype(np.int64)
    numeric = (digits < 10).all(axis=1)
    number = np.where(numeric, digits @ (10 ** np.arange(5, -1, -1)), 0)
    known = np.zeros(1_000_000, dtype=bool)
    for code in np.flatnonzero(np.bincount(number, minlength=1)):
        known[code] = region_name(f"{code:06d}") is not None
    return np.asarray(numeric & known[number])


def _clean_org(letters: Letters) -> Mask:
    numbers = _ORG[letters]
    checks = np.frombuffer(ORG_CHECKS.encode(), dtype=np.uint8)
    fits = checks[_weighed(numbers, ORG_WEIGHTS, 11)] == letters[:, 8]
    return np.asarray((numbers != _NONE).all(axis=1) & fits)


def _clean_hyphened_org(letters: Letters) -> Mask:
    bare = letters[:, [0, 1, 2, 3, 4, 5, 6, 7, 9]]
    return np.asarray((letters[:, 8] == ord("-")) & _clean_org(bare))


def _clean_uscc(letters: Letters) -> Mask:
    numbers = _USCC[letters]
    departments = _table(DEPARTMENTS)[letters[:, 0]] != _NONE
    fits = (-_weighed(numbers, USCC_WEIGHTS, 31)) % 31 == numbers[:, 17]
    whole = (numbers != _NONE).all(axis=1) & departments & fits
    return np.asarray(whole & _known_region(letters[:, 2:8]) & _clean_org(letters[:, 8:17]))


def _clean_registration(letters: Letters) -> Mask:
    """**Source:** ISO 7064 MOD 11,10, as `codes.registration_check`."""
    carried = np.full(len(letters), 10, dtype=np.int64)
    for column in range(14):
        total = (carried + _DIGIT[letters[:, column]]) % 10
        carried = np.where(total == 0, 10, total) * 2 % 11
    fits = (11 - carried) % 10 == _DIGIT[letters[:, 14]]
    return np.asarray(_are_digits(letters) & fits & _known_region(letters[:, :6]))


def _clean_old_taxpayer(letters: Letters) -> Mask:
    return _known_region(letters[:, :6]) & _clean_org(letters[:, 6:])


def _clean_resident(letters: Letters) -> Mask:
    numbers = _DIGIT[letters[:, :17]]
    checks = np.frombuffer(RESIDENT_CHECKS.encode(), dtype=np.uint8)
    fits = checks[_weighed(numbers, RESIDENT_WEIGHTS, 11)] == letters[:, 17]
    whole = _are_digits(letters[:, :17]) & fits & _known_region(letters[:, :6])
    return np.asarray(whole & _are_days(numbers[:, 6:14]))


def _are_days(digits: Letters) -> Mask:
    """Return whether eight digits are a day from 1800 on."""
    numbers = digits.astype(np.int64)
    year = numbers[:, :4] @ np.array([1000, 100, 10, 1])
    month, day = numbers[:, 4] * 10 + numbers[:, 5], numbers[:, 6] * 10 + numbers[:, 7]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    last = lengths[np.where(month <= 12, month, 0)] + (leap & (month == 2))
    return np.asarray((year >= 1800) & (day >= 1) & (day <= last))


_RULES: Mapping[str, tuple[tuple[int, _Rule, str], ...]] = MappingProxyType(
    {
        "uscc": ((18, _clean_uscc, "uscc"),),
        "org_code": ((9, _clean_org, "org_code"), (10, _clean_hyphened_org, "org_code")),
        "registration_number": ((15, _clean_registration, "registration_number"),),
        "taxpayer_id": (
            (18, _clean_uscc, "uscc"),
            (15, _clean_old_taxpayer, "taxpayer_id"),
        ),
        "resident_id": ((18, _clean_resident, "resident_id"),),
        "region": ((6, _known_region, "region"),),
    }
)

_RESPELLED = frozenset(_RULES) - {"region"}  # whose scalar functions begin by normalising

_PLAIN_CASE = (
    rf"^\((?:19[5-9]|20\d)\d\)(?:最高法|[{PROVINCES}]\d{{0,4}})(?:{'|'.join(CASE_TYPES)})"
    r"(?:0|[1-9]\d*)号$"
)
