"""A column of enterprises' names, each taken apart: place, core, trade, form, branch.

Everything is done on whole columns. What is not told apart stays in the core, which is never
empty where the name is not.

**Source:** 企业名称登记管理规定 (State Council order 734 of 2020), articles 6 to 8: a name is
region, core (字号), trade, legal form; a branch bears its enterprise's name and what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.names import fold_many
from graph.naming.columns import (
    ending,
    front,
    last_bracket,
    sizes,
    whole_place,
    without,
    without_front,
)
from graph.naming.notes import MAY_HOLD, OTHER_NAME, cut_last, cut_notes
from graph.naming.places import place_of, short_names
from graph.naming.words import BRANCHES, FORMS, GROUP, HEADS, NUMERALS, TRADES, ZONES, any_of

Strings = Any  # pyarrow has no types
Objects = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

NOWHERE, FRONT, MIDDLE, BEHIND = 0, 1, 2, 3
"""Where a name's place stands: nowhere, before the core, in brackets after it, at its end."""
_TURNS = 4  # words of a place, or of a trade, that stand behind one another


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
            stated), `group` (集团), `branch`, `numbers` (numerals that tell one of several).
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
    given = _whole(pa.array(names, pa.string(), from_pandas=True)).fill_null("")
    text, notes = _cut(given)

    def folded(column: Strings) -> Strings:
        return _whole(pa.array(fold_many(pd.Series(column.to_pandas(), dtype="str")), pa.string()))

    cut = _Cut(folded, text)
    return Parts(cut.frame(), notes.sort_values("row", kind="stable"))


def _whole(text: Strings) -> Strings:
    """Return a column in one piece: what is made of one of pandas may come in several, or none."""
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def without_notes(names: pd.Series[Any]) -> pd.Series[Any]:
    """Return the normal form of each name without its notes; None where nothing is left.

    Only what may hold a note is searched for one: nearly all names are folded as they are.
    """
    codes, values = pd.factorize(names.array)
    text = _whole(pa.array(values, pa.string(), from_pandas=True))
    may = pc.match_substring_regex(text, MAY_HOLD).to_numpy(zero_copy_only=False)
    cut, _ = _cut(text.filter(pa.array(may)))
    text = pc.replace_with_mask(text, pa.array(may), cut)
    folded: Objects = fold_many(text.to_pandas().astype("str")).to_numpy(object)
    folded[folded == ""] = None
    found = np.append(folded, np.array([None], object))[codes]
    return pd.Series(found, index=names.index, dtype="object")


def other_names(names: pd.Series[Any]) -> pd.DataFrame:
    """Return the other names that notes tell, as `（曾用名：…）`: `row` (of names), `folded`."""
    codes, values = pd.factorize(names.array)
    text = _whole(pa.array(values, pa.string(), from_pandas=True))
    may = pc.match_substring_regex(text, MAY_HOLD).to_numpy(zero_copy_only=False)
    _, notes = _cut(text.filter(pa.array(may)))
    notes = notes[notes["kind"] == OTHER_NAME]
    folded = fold_many(notes["text"].astype("str")).to_numpy(object)
    told = pd.DataFrame({"value": np.flatnonzero(may)[notes["row"]], "folded": folded})
    rows = pd.DataFrame({"row": np.arange(len(codes)), "value": codes})
    found: pd.DataFrame = rows.merge(told, on="value")[["row", "folded"]]
    return found.sort_values(["row", "folded"]).reset_index(drop=True)


def _cut(given: Strings) -> tuple[Strings, pd.DataFrame]:
    """Return names without notes, and the notes."""
    text, notes = cut_notes(given)
    text, more = cut_last(text, place_of(last_bracket(text)))
    return text, pd.concat([notes, more], ignore_index=True)


class _Cut:
    """The steps by which a column of names is cut, each leaving less in `rest`."""

    def __init__(self, folded: Callable[[Strings], Strings], text: Strings) -> None:
        self.fold = folded
        self.count = len(text)
        self.whole: Strings
        self.bracket: Strings = pa.array([""] * self.count, pa.string())
        self.at = np.zeros(self.count, np.int64)
        self.second = np.zeros(self.count, np.int64)
        self.inner_region = np.zeros(self.count, np.int64)
        self.rest = self._take_bracket(text)
        self.branch = self._take_branch()
        self.form, self.kind, self.group = self._take_form()
        self.place, self.region = self._take_place()
        self.trade = self._take_trade()

    # --- brackets ---------------------------------------------------------------------------

    def _take_bracket(self, text: Strings) -> Strings:
        """Take a place out of the first brackets; what else is bracketed is read as it stands."""
        mask = pc.match_substring(text, "(")
        # 立信会计师事务所(特殊普通合伙)山东分所: the kind of partnership tells no branch.
        told = pc.replace_substring_regex(text.filter(mask), r"\((?:特殊的?)?普通合伙\)(.)", r"\1")
        self.whole = self.fold(pc.replace_with_mask(text, mask, told))
        found = pc.extract_regex(told, r"^(?P<head>[^()]*)\((?P<inner>[^()]+)\)(?P<tail>.*)$")
        head, inner, tail = (
            pc.fill_null(pc.struct_field(found, f), "") for f in ("head", "inner", "tail")
        )
        inner = self.fold(inner)
        region = whole_place(inner)
        at = np.where(sizes(head) == 0, FRONT, np.where(sizes(tail) == 0, BEHIND, MIDDLE))
        rows = np.flatnonzero(mask.to_numpy(zero_copy_only=False))[region > 0]
        placed = np.zeros(self.count, bool)
        placed[rows] = True
        kept = pa.array(region > 0)
        self.inner_region[rows] = region[region > 0]
        self.at[rows] = at[region > 0]
        self.bracket = pc.replace_with_mask(self.bracket, pa.array(placed), inner.filter(kept))
        rest = self.fold(pc.binary_join_element_wise(head, tail, "").filter(kept))
        return pc.replace_with_mask(self.whole, pa.array(placed), rest)

    # --- branch -----------------------------------------------------------------------------

    def _take_branch(self) -> Strings:
        """Take what follows the form; a name that ends with its only 公司 has no branch."""
        whole = pc.and_(
            pc.ends_with(self.rest, "公司"), pc.equal(pc.count_substring(self.rest, "公司"), 1)
        )
        open_rows = ~whole.to_numpy(zero_copy_only=False)
        branch = pa.array([""] * self.count, pa.string())
        for pattern in _BRANCHES:
            rows = np.flatnonzero(open_rows)
            found = pc.extract_regex(self.rest.take(pa.array(rows)), pattern)
            hit = pc.is_valid(found)
            mask = np.zeros(self.count, bool)
            mask[rows[hit.to_numpy(zero_copy_only=False)]] = True
            held = found.filter(hit)
            branch = pc.replace_with_mask(branch, pa.array(mask), pc.struct_field(held, "branch"))
            head = pc.struct_field(held, "head")
            self.rest = pc.replace_with_mask(self.rest, pa.array(mask), head)
            open_rows &= ~mask
        return branch

    # --- form -------------------------------------------------------------------------------

    def _take_form(self) -> tuple[Strings, npt.NDArray[np.object_], Bools]:
        words, kinds, longest = _forms()
        at = ending(self.rest, words, longest, least=1)
        form = pc.fill_null(words.take(pa.array(at, mask=at < 0)), "")
        self.rest = without(self.rest, form)
        kind = np.where(at >= 0, kinds[at], "")
        told = pc.extract_regex(self.rest, f"^(?P<head>.+?)(?P<group>{GROUP}(?:控股|总)?)$")
        group = pc.is_valid(told).to_numpy(zero_copy_only=False)
        mask = pa.array(group)
        form = pc.if_else(
            mask, pc.binary_join_element_wise(pc.struct_field(told, "group"), form, ""), form
        )
        self.rest = pc.if_else(mask, pc.struct_field(told, "head"), self.rest)
        return form, kind, group

    # --- place ------------------------------------------------------------------------------

    def _take_place(self) -> tuple[Strings, Ints]:
        """Take regions off the front, each within the one before; a short one leaves a core."""
        place = pa.array([""] * self.count, pa.string())
        region = np.zeros(self.count, np.int64)
        open_rows = np.ones(self.count, bool)
        for turn in range(_TURNS):
            word, code = front(self.rest, region if turn else None)
            hit = open_rows & (code > 0) & self._leaves_core(word)
            if not hit.any():
                break
            mask = pa.array(hit)
            place = pc.if_else(mask, pc.binary_join_element_wise(place, word, ""), place)
            self.rest = without_front(self.rest, pc.if_else(mask, word, ""))
            region = np.where(hit, code, region)
            open_rows = hit
        place = self._take_zone(place, region)
        bracketed = self.inner_region > 0
        both = bracketed & (region > 0)
        self.second = np.where(both, self.inner_region, 0)
        self.at = np.where(
            both, FRONT, np.where(bracketed, self.at, np.where(region > 0, FRONT, 0))
        )
        place = pc.if_else(pa.array(bracketed & ~both), self.bracket, place)
        return place, np.where(bracketed & ~both, self.inner_region, region)

    def _leaves_core(self, word: Strings) -> Bools:
        """Return where a word may be taken as a place: a short one only if a core stays."""
        left = sizes(self.rest) - sizes(word)
        short = pc.is_in(word, short_names()).to_numpy(zero_copy_only=False)
        after = without_front(self.rest, word)
        words, longest = _trades()
        ends = ending(after, words, longest, least=0)
        trade = sizes(pc.fill_null(words.take(pa.array(ends, mask=ends < 0)), ""))
        return np.where(short, left - trade >= 2, (left >= 2) & (left - trade >= 0))

    def _take_zone(self, place: Strings, region: Ints) -> Strings:
        """Take development zones, and towns behind their county, into the place."""
        for pattern in (_ZONE, _TOWN):
            found = pc.extract_regex(self.rest, pattern)
            hit = pc.is_valid(found).to_numpy(zero_copy_only=False) & (region > 0)
            if pattern == _TOWN:
                hit &= region % 100 > 0
            mask = pa.array(hit)
            joined = pc.binary_join_element_wise(place, pc.struct_field(found, "zone"), "")
            place = pc.if_else(mask, joined, place)
            self.rest = pc.if_else(mask, pc.struct_field(found, "rest"), self.rest)
        return place

    # --- trade ------------------------------------------------------------------------------

    def _take_trade(self) -> Strings:
        words, longest = _trades()
        trade = pa.array([""] * self.count, pa.string())
        for _ in range(_TURNS):
            at = ending(self.rest, words, longest, least=2)
            if not (at >= 0).any():
                break
            word = pc.fill_null(words.take(pa.array(at, mask=at < 0)), "")
            trade = pc.binary_join_element_wise(word, trade, "")
            self.rest = without(self.rest, word)
        return trade

    def frame(self) -> pd.DataFrame:
        """Return the parts; a placed office of a firm of partners is one of its branches."""
        branch = self.branch
        placed = (self.second > 0) & (self.kind == "office")
        branch = pc.if_else(
            pa.array(placed), pc.binary_join_element_wise(self.bracket, branch, ""), branch
        )
        core = self.rest
        columns = {
            "whole": self.whole,
            "place": self.place,
            "core": core,
            "trade": self.trade,
            "form": self.form,
            "branch": branch,
            "numbers": numerals(pc.binary_join_element_wise(core, self.trade, "")),
            "branch_number": normal_numbers(branch),
        }
        frame = pd.DataFrame({name: column.to_pandas() for name, column in columns.items()})
        return frame.assign(
            region=self.region,
            place_at=self.at,
            second=self.second,
            kind=self.kind,
            group=self.group,
        )


@cache
def _forms() -> tuple[Strings, npt.NDArray[np.object_], int]:
    return (
        pa.array(list(FORMS), pa.string()),
        np.array(list(FORMS.values()), object),
        max(map(len, FORMS)),
    )


@cache
def _trades() -> tuple[Strings, int]:
    return pa.array(list(TRADES), pa.string()), max(map(len, TRADES))


_NUMBER = f"第?[{NUMERALS}]+"
_PART = any_of(BRANCHES)
_BRANCHES = (
    # Whatever follows a company's form is a part of it: a branch, its union, its canteen.
    r"^(?P<head>.+?公司)(?P<branch>.+)$",
    rf"^(?P<head>.+(?:{any_of(HEADS)}))(?P<branch>.{{0,14}}?(?:{_NUMBER}号?)?(?:{_PART}))$",
    rf"^(?P<head>.{{2,}}?)(?P<branch>{_NUMBER}号?(?:{_PART}|店|厂|部|院|校|馆|校区|院区))$",
    rf"^(?P<head>.{{2,}}?)(?P<branch>(?:{_NUMBER}号?)?(?:分公司|分店|分厂|支行|分行|分院|分校|分园|分社|分所))$",
)
_ZONE = rf"^(?P<zone>{any_of(ZONES)})(?P<rest>.{{2,}})$"
_TOWN = r"^(?P<zone>.{1,4}?(?:街道办事处|街道|镇|乡|苏木))(?P<rest>.{2,})$"
_COUNTED = (
    rf"(第[{NUMERALS}]+|[0-9]+|"
    "[一二三四五六七八九十]+(?:局|工程|建|冶|化|院|中|小|队|厂|店|分|处|航|所))"
)
_FIGURES = dict(zip("一二两三四五六七八九〇零", "122345678900", strict=True))


def normal_numbers(text: Strings) -> Strings:
    """Return texts with their numerals as figures, and without 第 and 号: 第十二分店 -> 12分店."""
    for letter, figure in _FIGURES.items():
        text = pc.replace_substring(text, letter, figure)
    text = pc.replace_substring_regex(text, "([1-9])十([1-9])", r"\1\2")
    text = pc.replace_substring_regex(text, "([1-9])十", r"\10")
    text = pc.replace_substring_regex(text, "十([1-9])", r"1\1")
    text = pc.replace_substring(text, "十", "10")
    return pc.replace_substring_regex(text, "第|号", "")


def numerals(text: Strings) -> Strings:
    """Return the numerals that tell one of several, each with a comma: 第八 -> 8,; "" for none."""
    told = pc.replace_substring_regex(text, _COUNTED, r"<\1>")
    told = pc.replace_substring_regex(told, "^[^<]*$", "")
    told = pc.replace_substring_regex(told, "[^<>]*<([^>]*)>[^<>]*", r"\1,")
    return pc.replace_substring_regex(normal_numbers(told), "[^0-9,]", "")
