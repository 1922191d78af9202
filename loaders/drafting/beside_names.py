"""What is noted beside names, told as facts of the company named."""

from __future__ import annotations

import numpy as np

from loaders.drafting.facts import Told
from loaders.drafting.rows import NOBODY, period


def tell_properties(one: Told) -> None:
    """Add what is noted beside names, as properties of the company named."""
    for label, notes in one.notes.items():
        for name, said, text in notes.properties(one.said):
            node = said.parties[label]
            days = period(said, None, None)
            one.state(name, said.frame(node != NOBODY, node=node, text=text, **days))


def tell_shops(one: Told) -> None:
    """Add the shops that are noted beside names, as run by the company named."""
    for label, notes in one.notes.items():
        said, shop = notes.run(one.said)
        src, role = said.parties[label], np.full(len(shop), "operator", object)
        keep = (src != NOBODY) & (shop != NOBODY)
        days = period(said, None, None)
        if keep.any():
            one.edge("OPERATES", said.frame(keep, src=src, dst=shop, **days, role=role))
