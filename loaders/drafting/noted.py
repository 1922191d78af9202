"""What rows note beside the names of companies, as facts: states, other names, lists, shops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.naming.noted import FORMER_NAME
from graph.naming.notes import LIST, OTHER_NAME, SHOP, STATUS
from loaders.drafting.rows import NOBODY, Codes, Said
from loaders.table import AnyParty, Company, Table

PROPERTY = {
    FORMER_NAME: "former_name",
    OTHER_NAME: "other_name",
    STATUS: "status_note",
    LIST: "name_note",
}


@dataclass(frozen=True)
class Noted:
    """What a table's rows note beside the names of one party.

    Attributes:
        rows: `row` (of the versions), `kind`, `text`, `name` (without notes), a row a note.
        shop: by note, the code of the shop that it tells; NOBODY: none.
    """

    rows: pd.DataFrame
    shop: Codes | None

    def among(self, rows: Codes) -> Noted:
        """Return the same, by the places of some rows of the table in rising order."""
        return Noted(self.rows.assign(row=np.searchsorted(rows, self.rows["row"])), self.shop)

    def properties(self, said: Said) -> Iterator[tuple[str, Said, pd.Series]]:
        """Yield a property, what the rows that note it say, and its texts."""
        for kind, name in PROPERTY.items():
            told = self.rows[self.rows["kind"] == kind]
            if len(told):
                text = told["text"].astype("str").reset_index(drop=True)
                yield name, said.only(told["row"].to_numpy(np.int64)), text

    def run(self, said: Said) -> tuple[Said, Codes]:
        """Return what the rows that note a shop say, and the shops."""
        shops = np.full(len(self.rows), NOBODY, np.int64) if self.shop is None else self.shop
        at = np.flatnonzero((self.rows["kind"] == SHOP).to_numpy())
        return said.only(self.rows["row"].to_numpy(np.int64)[at]), shops[at]


def named(
    table: Table, notes: Noted | None, label: str, field: str | None, given: pd.Series
) -> pd.Series:
    """Return names without the notes beside them, which are facts of their own.

    Args:
        label: a party; only the names of its own field are looked at.
        field: where the names stand. given: they, by row of the table.
    """
    party = table.parties[label]
    words = party.company if isinstance(party, AnyParty) else party
    if notes is None or not isinstance(words, Company) or field is None or field != words.name:
        return given
    once = notes.rows[~notes.rows["row"].duplicated()]
    text = given.array.copy()
    text[once["row"].to_numpy(np.int64)] = once["name"].astype("str").array
    return pd.Series(text, index=given.index)
