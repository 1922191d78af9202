"""Companies as they are before any is joined by likeness: names, codes, and what surrounds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import LATEST
from graph.naming.parts import split_names
from loaders.resolving.enterprises.hashes import letters
from loaders.resolving.people.pairing import both_codes

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SHARED_BY = 20  # [param] an address or a contact of more companies says nothing


def distinct_codes(*columns: Ints) -> Ints:
    """Return one number for each row of some columns, equal where all of them are."""
    key = columns[0]
    for column in columns[1:]:
        key = both_codes(np.unique(key, return_inverse=True)[1].astype(np.int64), column)
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


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
        """The names taken apart."""
        return Names.of(self.names, self.loose, self.by_hand)


@dataclass(frozen=True)
class Names:
    """Distinct names of companies, taken apart, as arrays by row.

    Attributes:
        words: by part (`whole`, `core`, `trade`, `form`, `branch`, `numbers`, `kind`), a number
            for each row and the texts of the numbers; number 0 is the empty text.
        letters: the whole name as code points.
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

    @classmethod
    def of(cls, names: pd.DataFrame, loose: Bools, by_hand: Bools) -> Names:
        """Return names taken apart; a name that a company bears twice is one row."""
        texts, shown = pd.factorize(names["name"])
        parts = split_names(shown).frame
        whole = pd.factorize(parts["whole"])[0][texts]
        end = names["end"].to_numpy(np.int64)
        rows = pd.DataFrame({"entity": names["entity"].to_numpy(np.int64), "whole": whole})
        rows = rows.assign(text=texts, end=end)[(parts["whole"].to_numpy() != "")[texts]]
        # Of one name written in several ways, the one that is still borne.
        rows = rows.sort_values(["entity", "whole", "end", "text"], kind="stable")
        rows = rows[~rows.duplicated(["entity", "whole"], keep="last")]
        entity, text = rows["entity"].to_numpy(np.int64), rows["text"].to_numpy(np.int64)
        words = {}
        for part in ("whole", "core", "trade", "form", "branch_number", "numbers", "kind"):
            codes, values = pd.factorize(np.r_[[""], parts[part].to_numpy(object)])
            words[part] = codes[1:][text].astype(np.int64), np.asarray(values, object)
        return cls(
            entity,
            loose[entity],
            by_hand[entity],
            rows["end"].to_numpy(np.int64) < LATEST,
            parts["region"].to_numpy(np.int64)[text],
            parts["place_at"].to_numpy(np.int64)[text],
            parts["group"].to_numpy(bool)[text],
            words,
            letters(parts["whole"].to_numpy(object))[text],
        )

    def code(self, part: str, rows: Ints | slice = slice(None)) -> Ints:
        """Return the numbers of a part of some names."""
        return self.words[part][0][rows]

    def __len__(self) -> int:
        return len(self.entity)
