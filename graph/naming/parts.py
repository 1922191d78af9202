"""A column of enterprises' names, each taken apart: place, core, trade, form, branch.

Everything is done on whole columns. What is not told apart stays in the core, which is never
empty where the name is not.

**Source:** 企业名称登记管理规定 (State Council order 734 of 2020), articles 6 to 8: a name is
region, core (字号), trade, legal form; a branch bears its enterprise's name and what it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrow import whole
from graph.names import fold_many
from graph.naming.columns import last_bracket
from graph.naming.cutting import BEHIND, FRONT, MIDDLE, NOWHERE, Cut
from graph.naming.notes import MAY_HOLD, cut_last, cut_notes
from graph.naming.places import place_of

__all__ = ["BEHIND", "FRONT", "MIDDLE", "NOWHERE", "split_name", "split_names"]

Strings = Any  # pyarrow has no types


@dataclass(frozen=True, slots=True)
class NameParts:
    """A company's name by its parts, folded.

    Args:
        place: region the name begins with, or holds in brackets.
        core: the word that tells the firm from others (字号).
        trade: what it deals in (行业).
        form: legal form (组织形式), with 集团 where it is one.
        branch: what follows the legal form (`天桥分公司`).
    """

    place: str
    core: str
    trade: str
    form: str
    branch: str


@dataclass(frozen=True)
class Parts:
    """Names taken apart.

    Attributes:
        frame: a row a name: `whole` (folded, without notes), `place`, `region` (code of the
            place; 0: none told), `place_at` (NOWHERE, FRONT …), `second` (code of a second place,
            in brackets), `core`, `trade`, `form`, `kind` (class of the form, "" where none is
            stated; `works+partnership_general` for 厂(普通合伙)), `group` (集团), `branch`,
            `numbers` (numerals that tell one of several), `base` (the form without a kind of
            partners), `spot` (zone or town of the place), `bare` (the name without the kinds of
            its regions and towns: 紫金瓦溪… for 紫金县瓦溪镇…).
        notes: a row a note: `row`, `kind`, `text`.
    """

    frame: pd.DataFrame
    notes: pd.DataFrame


def split_name(text: str) -> NameParts:
    """Return a company's name by its parts, from declared lists of words.

    >>> split_name("华瑞（济南）科技有限公司天桥分公司")
    NameParts(place='济南', core='华瑞', trade='科技', form='有限公司', branch='天桥分公司')
    """
    row = split_names([text]).frame.iloc[0]
    return NameParts(*(str(row[name]) for name in ("place", "core", "trade", "form", "branch")))


def split_names(names: Iterable[str | None]) -> Parts:
    """Return each name taken apart; a missing name is empty."""
    given = whole(pa.array(names, pa.string(), from_pandas=True)).fill_null("")
    text, notes = _cut(given)

    def folded(column: Strings) -> Strings:
        return whole(pa.array(fold_many(pd.Series(column.to_pandas(), dtype="str")), pa.string()))

    cut = Cut(folded, text)
    return Parts(cut.frame(), notes.sort_values("row", kind="stable"))


def without_notes(names: pd.Series[Any]) -> pd.Series[str]:
    """Return the normal form of each name without its notes; missing where nothing is left.

    Only what may hold a note is searched for one: nearly all names are folded as they are.
    """
    codes, values = pd.factorize(names.array)
    text = whole(pa.array(values, pa.string(), from_pandas=True))
    may = pc.match_substring_regex(text, MAY_HOLD).to_numpy(zero_copy_only=False)
    cut, _ = _cut(text.filter(pa.array(may)))
    text = pc.replace_with_mask(text, pa.array(may), cut)
    folded = fold_many(text.to_pandas().astype("str"))
    found = folded.where(folded != "").array.take(codes, allow_fill=True)
    return pd.Series(found, index=names.index, dtype="str")


def _cut(given: Strings) -> tuple[Strings, pd.DataFrame]:
    """Return names without notes, and the notes."""
    text, notes = cut_notes(given)
    text, more = cut_last(text, place_of(last_bracket(text)))
    return text, pd.concat([notes, more], ignore_index=True)
