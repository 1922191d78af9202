"""What an edition holds and a server is never given: what is for the subject's authority alone.

Level `auth` (domain notes 4.5, 山东省社会信用条例 art. 20 and 21) is for the subject and those it
authorises in writing. A server knows departments' analysts and their tools, not who authorised
whom, so nothing of that level goes there (`docs/decisions/0020`): properties and columns by their
declaration, events by their kind, and a person of whom an edition knows nothing else.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.edition import Edition
from graph.kinds import EVENT_KINDS
from graph.properties import PROPERTIES, Property

Flags = npt.NDArray[np.bool_]

LEVEL = "auth"
KINDS = tuple(kind.code for kind in EVENT_KINDS if kind.disclosure == LEVEL)
# Links that make nobody known: two may be one, a number is answered. They come with what does.
ASIDE = ("POSSIBLY_SAME_AS", "REACHED_BY")


def shown(label: str) -> list[str]:
    """Return the properties that stand on a node of a label, as published."""
    return [p.name for p in PROPERTIES if p.label == label and p.single and may_be_shown(p)]


def may_be_shown(one: Property) -> bool:
    """Return whether a property may be published at all."""
    return one.published and one.disclosure != LEVEL


@lru_cache(maxsize=4)
def nodes(edition: Edition) -> Flags | None:
    """Return which nodes of an edition are withheld, by number; None where none is.

    Events of a withheld kind, and each person whom only such events make known. No edge of a
    withheld node is published, and no value of it.
    """
    codes = edition.table("nodes/Event").column("kind").cast(pa.string())
    events = pc.is_in(codes, value_set=pa.array(KINDS, pa.string())).to_numpy()
    if not events.any():
        return None
    found = np.zeros(edition.size, bool)
    span, people = edition.span("Event"), edition.span("Person")
    found[span.start : span.stop] = events
    src, dst = (edition.column("edges/PARTY_TO", end) for end in ("src", "dst"))
    named = np.bincount(src[found[dst]], minlength=edition.size)
    aside = [edition.column(f"edges/{kind}", end) for kind in ASIDE for end in ("src", "dst")]
    beside = np.bincount(np.concatenate(aside), minlength=edition.size)
    only = (named > 0) & (np.diff(edition.network.offsets) == named + beside)
    found[people.start : people.stop] = only[people.start : people.stop]
    return found
