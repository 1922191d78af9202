"""Companies as they are before any is joined by likeness: names, codes, and what surrounds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import LATEST
from graph.naming.parts import split_names, without_notes
from loaders.resolving.enterprises.hashes import letters
from loaders.resolving.enterprises.spelling import (
    crowds,
    holding,
    letters_used,
    nearly,
    some_of,
)
from loaders.resolving.people.pairing import both_codes, numbered

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SHARED_BY = 20  # [param] an address or a contact of more companies says nothing


WORDS = (
    "whole", "core", "trade", "base", "branch_number", "numbers", "kind", "spot", "bare",
)  # fmt: skip
"""Parts of names, as `split_names` tells them, that are compared."""


def distinct_codes(*columns: Ints) -> Ints:
    """Return one number for each row of some columns, equal where all of them are."""
    key = columns[0]
    for column in columns[1:]:
        key = both_codes(numbered(key)[1], column)
    return numbered(key)[1]


def nothing(*columns: str) -> pd.DataFrame:
    """Return no rows of integer columns."""
    return pd.DataFrame({column: pd.Series(dtype="int64") for column in columns})


@dataclass(frozen=True)
class Known:
    """Companies, told apart by identifiers and exact names.

    Attributes:
        count: how many; they are numbered from 0.
        names: `entity`, `name` (as written), `end` (day on which it was given up; LATEST: not).
        loose: by entity, whether no code is known that every company has one of.
        by_hand: by entity, whether only tables typed by hand speak of it.
        keys: by entity, something that stays whatever order the rows come in.
        codes: `entity`, `level`, `value`: identifiers, as numbers.
        representatives: `entity`, `value` (number of a folded name).
        addresses, contacts: `entity`, `value`.
    """

    count: int
    names: pd.DataFrame
    loose: Bools
    by_hand: Bools
    keys: npt.NDArray[np.object_]
    codes: pd.DataFrame = field(default_factory=lambda: nothing("entity", "level", "value"))
    representatives: pd.DataFrame = field(default_factory=lambda: nothing("entity", "value"))
    addresses: pd.DataFrame = field(default_factory=lambda: nothing("entity", "value"))
    contacts: pd.DataFrame = field(default_factory=lambda: nothing("entity", "value"))

    @cached_property
    def table(self) -> Names:
        """The names that may be compared, taken apart."""
        return Names.of(self)

    @cached_property
    def beside(self) -> Bools:
        """Which companies share an address, a contact or a representative with a loose one."""
        found = np.zeros(self.count, bool)
        for told in (self.addresses, self.contacts, self.representatives):
            entity = told["entity"].to_numpy(np.int64)
            shared = np.isin(told["value"], told["value"].to_numpy()[self.loose[entity]])
            found[entity[shared]] = True
        return found


@dataclass(frozen=True)
class Names:
    """Distinct names of companies, taken apart, as arrays by row.

    Attributes:
        words: by part (of WORDS), a number for each row and the texts of the numbers; number 0 is
            the empty text.
        letters: the whole name as code points.
        used: by code point, how many of the register's names have it.
        used_cores: the same of the cores of some of them: every name of a city tells its place.
        core_from, core_to: where the core stands in the whole name.
        crowd: by row of a loose company that was typed by hand, how many names differ from it in
            nothing but a core of the same length; 0 for others.
        spelt: pairs of rows (the first is loose) that are written or sound nearly alike.
    """

    entity: Ints
    loose: Bools
    by_hand: Bools
    former: Bools
    region: Ints
    place_at: Ints
    group: Bools
    words: dict[str, tuple[Ints, npt.NDArray[np.object_]]]
    letters: npt.NDArray[np.uint32]
    used: Ints
    used_cores: Ints
    core_from: Ints
    core_to: Ints
    crowd: Ints
    spelt: tuple[Ints, Ints]

    @classmethod
    def of(cls, known: Known) -> Names:
        """Return the names that may be like a loose company's, taken apart.

        A city's other names are not taken apart at all. A name that a company bears twice is
        one row.
        """
        rows = _distinct_names(known)
        entity = rows["entity"].to_numpy(np.int64)
        texts, wholes = pd.factorize(rows["whole"])
        shown = letters(wholes)
        loose = known.loose[entity]
        one, two = nearly(shown[texts], loose, loose & known.by_hand[entity])
        kept = loose | known.beside[entity]
        kept[two] = True
        asked = split_names(rows["name"].to_numpy(object)[loose]).frame["core"]
        kept |= holding(shown, asked.drop_duplicates().to_numpy(object))[texts]
        place = np.cumsum(kept) - 1
        table = rows[kept].reset_index(drop=True)
        used = letters_used(shown[texts], loose)
        typed = known.by_hand[entity[loose]]
        some = some_of(shown, texts, loose) if typed.any() else np.empty(0, np.int64)
        cores = split_names(rows["name"].to_numpy(object)[some]).frame["core"].to_numpy(object)
        in_cores = letters_used(letters(cores), np.zeros(len(cores), bool))
        crowd = np.zeros(len(rows), np.int64)
        asked_rows = np.flatnonzero(loose)[typed]
        crowd[asked_rows] = crowds(shown, texts[asked_rows], asked.to_numpy(object)[typed])
        spelt = place[one], place[two]
        return cls._cut(known, table, shown[texts[kept]], (used, in_cores), crowd[kept], spelt)

    @classmethod
    def _cut(
        cls,
        known: Known,
        rows: pd.DataFrame,
        shown: npt.NDArray[np.uint32],
        used: tuple[Ints, Ints],
        crowd: Ints,
        spelt: tuple[Ints, Ints],
    ) -> Names:
        entity = rows["entity"].to_numpy(np.int64)
        text, values = pd.factorize(rows["name"])
        parts = split_names(values).frame
        told = zip(parts["whole"], parts["core"], strict=True)
        start = np.array([whole.find(core) for whole, core in told], np.int64)
        words = {}
        for part in WORDS:
            codes, texts = pd.factorize(np.r_[[""], parts[part].to_numpy(object)])
            words[part] = codes[1:][text].astype(np.int64), np.asarray(texts, object)
        return cls(
            entity,
            known.loose[entity],
            known.by_hand[entity],
            rows["end"].to_numpy(np.int64) < LATEST,
            parts["region"].to_numpy(np.int64)[text],
            parts["place_at"].to_numpy(np.int64)[text],
            parts["group"].to_numpy(bool)[text],
            words,
            shown,
            *used,
            start[text],
            (start + parts["core"].str.len().to_numpy(np.int64))[text],
            crowd,
            spelt,
        )

    def code(self, part: str, rows: Ints | slice = slice(None)) -> Ints:
        """Return the numbers of a part of some names."""
        return self.words[part][0][rows]

    def __len__(self) -> int:
        return len(self.entity)


def _distinct_names(known: Known) -> pd.DataFrame:
    """Return each name of each company once: `entity`, `name`, `whole` (folded), `end`."""
    whole = without_notes(known.names["name"])
    rows = known.names.assign(whole=whole)[whole.notna()]
    # Of one name written in several ways, the one that is borne longest; else the first.
    rows = rows.sort_values(["entity", "whole", "end", "name"], kind="stable")
    kept: pd.DataFrame = rows[~rows.duplicated(["entity", "whole"], keep="last")]
    return kept.reset_index(drop=True)
