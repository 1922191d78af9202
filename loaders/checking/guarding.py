"""People's numbers in cells: hashed to join on, masked to show, refused where they are none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.identifiers import parse_many
from graph.identifiers.form import looks_personal, normalise
from graph.protection import Key, digest_many, mask_many, mask_phone, scrub_many
from loaders.reading.grid import TEXT

HIDDEN = "masked"
WANTED_PHONE = "wanted a phone number such as 13900000000 or 0531-88880000"
WANTED_EMAIL = "wanted an e-mail address such as office@example.com"

_PHONE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)"
    r"|(?<!\d)(\(?0\d{2,3}\)?[- ]{0,3}\d{7,8})(?!\d)"
    r"|(?<!\d)([48]00[- ]?\d{3}[- ]?\d{4})(?!\d)"
    r"|(?<!\d)(\d{3,4}[- ]?\d{4})(?!\d)"
)
_RUN = re.compile(r"\d[\d -]{5,}\d")
_MOBILE = r"^1[3-9]\d{9}$"
_EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,.]+")
_SHAPE = r"^(?:\d{6}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]|\d{15})$"
_SPACED_OUT = r"^(?:[^\p{Nd}]*\p{Nd}){15}"
_PLAIN = r"^[0-9A-Za-z]*$"
_FEWEST = 15  # digits of the shortest resident id
_BORN_BEFORE = 2010  # a document's number may begin with a region and a recent day


@dataclass(frozen=True)
class Guarded:
    """Numbers of people: the hash to join on, what may be shown, what is wrong or odd."""

    digest: pd.Series
    shown: pd.Series
    reason: pd.Series
    odd: pd.Series


@dataclass(frozen=True)
class Guard:
    """What stands between a home's raw files and everything else that is kept of them."""

    key: Key

    def numbers(self, kind: str, said: pd.Series, lenient: bool) -> Guarded:
        """Return a column of resident ids, phones or e-mail addresses, protected.

        Args:
            said: cells, null where they say nothing.
            lenient: a number that has not the shape of a resident id is no ground to refuse.
        """
        if kind == "resident_id":
            return self._residents(said, lenient)
        codes, distinct = pd.factorize(said)
        read = _phones if kind == "phone" else _emails
        value, shown, reason = read(pd.Series(distinct, dtype=TEXT))
        digests = digest_many(self.key, value)

        def back(values: pd.Series) -> pd.Series:
            array: Any = values.astype(TEXT).array
            return pd.Series(array.take(codes, allow_fill=True), index=said.index)

        return Guarded(
            back(digests), back(shown), back(reason), pd.Series(np.zeros(len(said), bool))
        )

    def _residents(self, said: pd.Series, lenient: bool) -> Guarded:
        found = parse_many("resident_id", said)
        reason = found["reason"]
        if lenient:
            reason = reason.mask(reason.notna() & ~_personal(said, reason.notna()))
        return Guarded(
            digest_many(self.key, found["value"]),
            mask_many("resident_id", said),
            reason,
            found["warning"].notna(),
        )

    def shown(self, kind: str, cells: pd.Series) -> pd.Series:
        """Return numbers of people as they may be shown."""
        return mask_many(kind, cells)

    def scrubbed(self, cells: pd.Series) -> pd.Series:
        """Return words without the numbers of people in them."""
        return scrub_many(cells).astype(TEXT)

    def scrubbed_codes(self, cells: pd.Series) -> pd.Series:
        """Return codes, of which those that are a person's number, check and all, are masked.

        A code is not free text: masking whatever looks like a phone would make two keys one.
        """
        person = self.persons(cells)
        if not person.any():
            return cells
        return cells.mask(person, mask_many("resident_id", cells[person]).reindex(cells.index))

    def persons(self, cells: pd.Series) -> pd.Series:
        """Return which codes are a person's number, check and all."""
        person = np.zeros(len(cells), bool)
        text = pa.array(cells, pa.large_string(), from_pandas=True)
        at = np.flatnonzero(np.asarray(pc.fill_null(pc.utf8_length(text), 0)) >= _FEWEST)
        if not len(at):
            return pd.Series(person, index=cells.index)
        text = text.take(pa.array(at))
        suspect = np.asarray(pc.match_substring_regex(text, _SHAPE), bool).copy()
        spaced = np.flatnonzero(~np.asarray(pc.match_substring_regex(text, _PLAIN), bool))
        if len(spaced):  # the pattern alone takes longer than a small column
            digits = pc.match_substring_regex(text.take(pa.array(spaced)), _SPACED_OUT)
            suspect[spaced] |= np.asarray(digits, bool)
        at = at[suspect]
        if len(at):
            value = parse_many("resident_id", cells.iloc[at])["value"]
            year = pd.to_numeric(value.str.slice(6, 10), errors="coerce")
            person[at] = (year < _BORN_BEFORE).to_numpy(bool)
        return pd.Series(person, index=cells.index)


def _personal(said: pd.Series, among: pd.Series) -> pd.Series:
    """Return which refused cells have the shape of a resident id all the same."""
    shape = np.zeros(len(said), bool)
    at = np.flatnonzero(among.to_numpy(bool))
    shape[at] = [looks_personal(normalise(str(cell))) for cell in said.iloc[at]]
    return pd.Series(shape, index=said.index)


_Read = tuple[pd.Series, pd.Series, pd.Series]


def _phones(distinct: pd.Series) -> _Read:
    """Return the first number of each cell in digits alone, the cell masked, what is wrong."""
    array = pa.array(distinct, pa.large_string())
    plain = np.asarray(pc.match_substring_regex(array, _MOBILE), bool)
    shown = distinct.str.slice(0, 3) + "****" + distinct.str.slice(7)
    value, reason = distinct.copy(), pd.Series(pd.array([None] * len(distinct), dtype=TEXT))
    at = np.flatnonzero(~plain)
    if len(at):
        rows = [_phone(unicodedata.normalize("NFKC", cell)) for cell in distinct.iloc[at]]
        for column, words in zip((value, shown, reason), zip(*rows, strict=True), strict=True):
            column.iloc[at] = pd.array([*words], dtype=TEXT)  # one by one, each copies the column
    return value, shown, reason


def _phone(text: str) -> tuple[str | None, str, str | None]:
    """Return the first number of a cell in digits alone, the cell masked, what is wrong."""
    found = _PHONE.search(text)
    shown = _RUN.sub(_masked_run, _PHONE.sub(_masked_run, text))
    if found:
        return re.sub(r"\D", "", next(filter(None, found.groups()))), shown, None
    return None, shown, HIDDEN if "*" in text else WANTED_PHONE


def _masked_run(found: re.Match[str]) -> str:
    return mask_phone(found[0])


def _emails(distinct: pd.Series) -> _Read:
    rows: list[tuple[Any, Any, Any]] = []
    for cell in distinct:
        text = unicodedata.normalize("NFKC", cell).strip().lower()
        found = _EMAIL.search(text)
        shown = _EMAIL.sub(lambda one: f"{one[0][:1]}***@{one[0].rpartition('@')[2]}", text)
        if found and "*" not in found[0]:
            rows.append((found[0], shown, None))
        else:
            rows.append((None, shown, HIDDEN if "*" in text else WANTED_EMAIL))
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    value, masked, reason = (pd.Series(pd.array(list(c), dtype=TEXT)) for c in columns)
    return value, masked, reason
