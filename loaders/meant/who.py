"""Who is who, as it is found out: the codes of nodes, and whom each row's parties mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from loaders.drafting.rows import Codes
from loaders.judging.obeying import Obeyed
from loaders.resolving.companies import Companies
from loaders.resolving.identities import Identities

Versions = Mapping[str, pd.DataFrame]


@dataclass
class Who:
    """Codes of nodes: companies, then people, addresses and contacts, each in one run.

    Attributes:
        ids: id of each code; once everybody is joined, those of a label stand in their order.
        serials: the number in each id.
        starts: first code of each label.
        parties: (table, party) -> code by version row.
        first: (table, party that is a company) -> the row that says first what it says of one.
        notes: (table, party that is a company) -> what rows note beside its name: `row` (of the
            versions), and the columns of `graph.naming.noted`.
        shops: (table, party) -> code by row of its notes; NOBODY where the note is of no shop.
        addresses, contacts: (table, field) -> code by version row.
    """

    ids: ExtensionArray = field(default_factory=lambda: pd.array([], "str"))
    serials: Codes = field(default_factory=lambda: np.empty(0, np.int64))
    starts: dict[str, int] = field(default_factory=dict)
    parties: dict[tuple[str, str], Codes] = field(default_factory=dict)
    first: dict[tuple[str, str], Codes] = field(default_factory=dict)
    notes: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)
    shops: dict[tuple[str, str], Codes] = field(default_factory=dict)
    addresses: dict[tuple[str, str], Codes] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Codes] = field(default_factory=dict)
    companies: Companies | None = None
    likely: pd.DataFrame = field(default_factory=pd.DataFrame)  # src, dst, as LIKELY
    people: pd.DataFrame = field(default_factory=pd.DataFrame)  # name, masked, identified
    places: pd.DataFrame = field(default_factory=pd.DataFrame)  # by address code: text
    reach: pd.DataFrame = field(default_factory=pd.DataFrame)  # by contact code: kind, masked
    things: dict[str, pd.DataFrame] = field(default_factory=dict)  # label -> by code: text
    registers: list[Identities] = field(default_factory=list)
    obeyed: Obeyed = field(default_factory=lambda: Obeyed([]))
    joined: dict[str, str] = field(default_factory=dict)  # ids given up in this edition alone
    several: Codes = field(default_factory=lambda: np.empty(0, np.int64))  # made of several
    apart: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))

    def add(self, label: str, register: Identities, serials: Codes) -> int:
        """Add the nodes of a label, whose ids a register gave; return their first code."""
        self.starts[label] = start = len(self.ids)
        self.ids = pd.concat([pd.Series(self.ids), pd.Series(register.names(serials))]).array
        self.serials = np.concatenate([self.serials, serials])
        self.registers.append(register)
        return start

    @cached_property
    def firms(self) -> pd.CategoricalDtype:
        """Ids of companies, by code, as they are before any are joined."""
        labels = list(self.starts)
        stop = self.starts[labels[1]] if len(labels) > 1 else len(self.ids)
        return pd.CategoricalDtype(pd.Index(self.ids[:stop], dtype="object"))

    @property
    def merged(self) -> dict[str, str]:
        """Ids given up, and what they are now."""
        gone = {old: new for register in self.registers for old, new in register.merged.items()}
        return {old: self.joined.get(new, new) for old, new in gone.items()} | self.joined
