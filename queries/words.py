"""What answers say to people: codes with their values; a face puts them in the reader's words.

An answer never holds a sentence: it holds `Said("not_in_force", {...})`, stable for machines. The
pages have the words of each code in both languages (`webapp/static/languages`), the command line
has the English ones here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Said:
    """One thing said: its code, and the values that its words are filled with.

    >>> str(Said("holds", {"share": "41.2 %"}))
    'holds 41.2 % of the company'
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return ENGLISH[self.code].format(**self.values)


ENGLISH: Mapping[str, str] = {
    # What makes a link to a related party (`queries.ties.Link.basis`).
    "holds": "holds {share} of the company",
    "votes": "casts {share} of the votes, with what it controls",
    "controlled_by_tied": "controlled, with {share} of the votes, by a party tied to both",
    "controls": "the company casts {share} of its votes",
    "is_director": "is director of the company",
    "is_supervisor": "is supervisor of the company",
    "is_executive": "is executive of the company",
    "is_legal_representative": "is legal representative of the company",
    "holds_with_relatives": "holds {share} of the company, together with relatives",
    "held": "the company holds {share} of it",
    "held_by_same": "the same third party holds {share} of it and enough of the company",
    "shared_directors": "{share} of the directors of one are directors or executives of both",
    "shared_executives": "{share} of the executives of one are directors or executives of both",
    # What a reader of an answer has to know.
    "not_yet_in_force": "{book} was not in force on {day} (it is in force from {other}); what "
    "stands here is what it would say of that day, not the law of that day.",
    "no_longer_in_force": "{book} was not in force on {day} (it was in force until {other}); what "
    "stands here is what it would say of that day, not the law of that day.",
    "manager_stands_in": "No natural person reaches the threshold or controls the company; the "
    "person in charge of daily management stands in.",
    "nobody_stands_in": "No natural person reaches the threshold or controls the company, and no "
    "legal representative is known.",
}
