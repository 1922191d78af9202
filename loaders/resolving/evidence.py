"""What speaks for and against two being one, as an edition keeps it: codes, never sentences.

    bearers=2; name.seldom; contact.some; region.other
    names=华瑞科技公司|华瑞济南科技公司; core.same; place.moved

A code is `feature.level` of a declared feature, or `bearers` (how many bear the name) or `names`
(the two names compared) with a value. The command line has their English words here, from the
features themselves; the pages have both languages in their catalogues (`evidence.…`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Texts = npt.NDArray[np.object_]

BETWEEN, APART = "; ", "|"
VALUED: Mapping[str, str] = {"bearers": "same name ({0} bear it)", "names": "{0} / {1}"}


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for or against: its code, and the values of those that have any."""

    code: str
    values: tuple[str, ...] = ()


def signs(text: str) -> list[Sign]:
    """Return what a text of evidence says.

    What is no code (an edition or judgement of before codes were kept) is one sign of the code
    "" that holds the text as it stands.

    >>> signs("bearers=2; name.seldom")
    [Sign(code='bearers', values=('2',)), Sign(code='name.seldom', values=())]
    """
    found = []
    for part in text.split(BETWEEN) if text else ():
        code, equals, values = part.partition("=")
        found.append(Sign(code, tuple(values.split(APART)) if equals else ()))
    if all(_known(sign) for sign in found):
        return found
    return [Sign("", (text,))]


def in_words(text: str) -> str:
    """Return a text of evidence in English."""
    return BETWEEN.join(_english(sign) for sign in signs(text))


def joined(first: Texts, rest: Texts) -> Texts:
    """Return texts of evidence that say `first`, and then what the levels say."""
    between = np.where(rest == "", "", BETWEEN).astype(object)
    return np.asarray(first + between + rest, object)


def _known(sign: Sign) -> bool:
    wanted = VALUED.get(sign.code)
    if wanted is None:
        return sign.code in meanings() and not sign.values
    return len(sign.values) == wanted.count("{")


def _english(sign: Sign) -> str:
    if not sign.code:
        return sign.values[0]
    if sign.code in VALUED:
        return VALUED[sign.code].format(*sign.values)
    return meanings()[sign.code]


@cache
def meanings() -> Mapping[str, str]:
    """Return what each level that says something means, by its code, of companies and people."""
    from loaders.resolving.enterprises.features import FEATURES as COMPANY
    from loaders.resolving.people.features import FEATURES as PERSON

    return {
        f"{one.name}.{level.name}": level.meaning
        for one in (*COMPANY, *PERSON)
        for level in one.levels[1:]
    }
