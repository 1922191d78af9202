"""The steps by which a column of names is taken apart, each leaving less of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.naming.columns import ending, front, sizes, whole_place, without
from graph.naming.numbers import normal_numbers, numerals
from graph.naming.places import APART, NATION_WORDS, gazetteer, places_agree, short_names
from graph.naming.siting import TURNS, sites, trades
from graph.naming.words import (
    BANK,
    BRANCHES,
    FORMS,
    GROUP,
    HEADS,
    NUMERALS,
    PARTNERS,
    WRITTEN_FREELY,
    any_of,
)

Strings = Any  # pyarrow has no types
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

NOWHERE, FRONT, MIDDLE, BEHIND = 0, 1, 2, 3
"""Where a name's place stands: nowhere, before the core, in brackets after it, at its end."""


class Cut:
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
        self.base: Strings
        self.form, self.kind, self.group = self._take_form()
        self.bare: Strings
        self.last: Strings
        self.spot: Strings
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

    def _take_form(self) -> tuple[Strings, Objects, Bools]:
        """Take the form, and what says more of it behind it: 厂(普通合伙), 银行股份有限公司."""
        form, kind = self._ending_form(np.ones(self.count, bool))
        self.base = form
        partners = pc.is_in(form, pa.array(PARTNERS, pa.string()))
        banks = pc.and_(pc.ends_with(self.rest, BANK), pc.ends_with(form, "公司"))
        behind = pc.or_(partners, banks).to_numpy(zero_copy_only=False)
        if behind.any():
            base, of = self._ending_form(behind)
            both = pa.array(of != "")
            self.base = pc.if_else(both, base, form)
            kind = np.where(of != "", of + "+" + kind, kind)
            form = pc.if_else(both, pc.binary_join_element_wise(base, form, ""), form)
        told = pc.extract_regex(self.rest, f"^(?P<head>.+?)(?P<group>{GROUP}(?:控股|总)?)$")
        group = pc.is_valid(told).to_numpy(zero_copy_only=False)
        mask = pa.array(group)
        join = pc.binary_join_element_wise
        form = pc.if_else(mask, join(pc.struct_field(told, "group"), form, ""), form)
        self.base = pc.if_else(mask, join(pc.struct_field(told, "group"), self.base, ""), self.base)
        self.rest = pc.if_else(mask, pc.struct_field(told, "head"), self.rest)
        return form, kind, group

    def _ending_form(self, asked: Bools) -> tuple[Strings, Objects]:
        words, kinds, longest = _forms()
        at = np.where(asked, ending(self.rest, words, longest, least=1), -1)
        form = pc.fill_null(words.take(pa.array(at, mask=at < 0)), "")
        self.rest = without(self.rest, form)
        return form, np.where(at >= 0, kinds[at], "").astype(object)

    # --- place ------------------------------------------------------------------------------

    def _take_place(self) -> tuple[Strings, Ints]:
        """Take what says where the firm is: at its front, in brackets, or before its form."""
        found = sites(self.rest, self._no_place())
        self.rest, self.bare, self.spot = found.rest, found.bare, found.spot
        region, place = found.region, found.place
        bracketed, at = self.inner_region > 0, self.at
        both = bracketed & (region > 0)
        self.second = np.where(both, self.inner_region, 0)
        # 杭州鼎盛(上海) is another firm than 杭州鼎盛(北京), and than 杭州鼎盛.
        elsewhere = pa.array(both & ((self.second != region) | (at == MIDDLE)))
        joined = pc.binary_join_element_wise(self.spot, self.bracket, "")
        self.spot = pc.if_else(elsewhere, joined, self.spot)
        self.at = np.where(
            both, FRONT, np.where(bracketed, self.at, np.where(region > 0, FRONT, 0))
        )
        place = pc.if_else(pa.array(bracketed & ~both), self.bracket, place)
        region = np.where(bracketed & ~both, self.inner_region, region)
        return self._take_last_place(place, region)

    def _no_place(self) -> Bools:
        """Return where a short county at the front is none, for brackets tell another region."""
        rows = np.flatnonzero(self.inner_region > 0)
        word, code = front(self.rest.take(pa.array(rows)), None)
        short = pc.is_in(word, short_names()).to_numpy(zero_copy_only=False)
        apart = places_agree(code, self.inner_region[rows]) == APART
        closed = np.zeros(self.count, bool)
        closed[rows] = short & (code % 100 > 0) & apart
        return closed

    def _take_last_place(self, place: Strings, region: Ints) -> tuple[Strings, Ints]:
        """Take a city right before the form of a company that tells no other place."""
        words, codes, longest = _cities()
        of_company = np.isin(self.kind, ("limited", "shares", "company"))
        at = ending(self.rest, words, longest, least=_LAST)
        hit = (at >= 0) & (region == 0) & of_company
        word = pc.fill_null(words.take(pa.array(at, mask=~hit)), "")
        self.last = word
        self.rest = without(self.rest, word)
        self.at = np.where(hit, MIDDLE, self.at)
        return pc.if_else(pa.array(hit), word, place), np.where(hit, codes[at], region)

    # --- trade ------------------------------------------------------------------------------

    def _take_trade(self) -> Strings:
        words, longest = trades()
        trade = pa.array([""] * self.count, pa.string())
        for _ in range(TURNS):
            at = ending(self.rest, words, longest, least=2)
            if not (at >= 0).any():
                break
            word = pc.fill_null(words.take(pa.array(at, mask=at < 0)), "")
            trade = pc.binary_join_element_wise(word, trade, "")
            self.rest = without(self.rest, word)
        # A region by itself tells no firm from others: 中国石油天然气, 内蒙古建设.
        lone = pc.is_in(self.rest, _lone())
        self.rest = pc.if_else(lone, pc.binary_join_element_wise(self.rest, trade, ""), self.rest)
        return pc.if_else(lone, "", trade)

    def _plain_form(self) -> Strings:
        """Return forms by their classes, where a class is written in several ways."""
        freely = np.isin(self.kind, WRITTEN_FREELY)
        kind = np.where(self.group, GROUP, "").astype(object) + self.kind
        return pc.if_else(pa.array(freely), pa.array(kind, pa.string()), self.base)

    def _aside(self) -> Strings:
        """Return the places in brackets, and before forms."""
        aside = pc.if_else(pa.array(self.inner_region > 0), self.bracket, self.last)
        return pc.binary_join_element_wise("(", aside, "")

    def frame(self) -> pd.DataFrame:
        """Return the parts; a placed office of a firm of partners is one of its branches."""
        branch = self.branch
        placed = (self.second > 0) & pd.Series(self.kind).str.startswith("office").to_numpy(bool)
        branch = pc.if_else(
            pa.array(placed), pc.binary_join_element_wise(self.bracket, branch, ""), branch
        )
        core, join = self.rest, pc.binary_join_element_wise
        columns = {
            "whole": self.whole,
            "place": self.place,
            "core": core,
            "trade": self.trade,
            "form": self.form,
            "branch": branch,
            "numbers": numerals(pc.binary_join_element_wise(core, self.trade, "")),
            "branch_number": normal_numbers(branch),
            "base": self.base,
            "spot": self.spot,
            "bare": join(
                self.bare, core, self.trade, self._plain_form(), branch, self._aside(), ""
            ),
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
def _cities() -> tuple[Strings, Ints, int]:
    """Return the names of cities and provinces that may stand right before a form."""
    told = {word: code for word, code in gazetteer().first.items() if code % 100 == 0}
    return pa.array(list(told), pa.string()), np.array(list(told.values())), max(map(len, told))


@cache
def _lone() -> Strings:
    return pa.array([*gazetteer().first, *NATION_WORDS], pa.string())


_LAST = 4  # characters that stand before a place right before the form
_NUMBER = f"第?[{NUMERALS}]+"
_PART = any_of(BRANCHES)
_BRANCHES = (
    # Whatever follows a company's form is a part of it: a branch, its union, its canteen.
    r"^(?P<head>.+?[^分支]公司)(?P<branch>.+)$",
    rf"^(?P<head>.+(?:{any_of(HEADS)}))(?P<branch>.{{0,14}}?(?:{_NUMBER}号?)?(?:{_PART}))$",
    rf"^(?P<head>.{{2,}}?)(?P<branch>{_NUMBER}号?(?:{_PART}|店|厂|部|院|校|馆|校区|院区))$",
    r"^(?P<head>.{2,}?)(?P<branch>[分支]公司.+)$",
    rf"^(?P<head>.{{2,}}?)(?P<branch>(?:{_NUMBER}号?)?(?:分公司|支公司|分店|分厂|支行|分行|分院|分校|分园|分社|分所))$",
)
