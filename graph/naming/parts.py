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
from graph.naming.notes import cut_last, cut_notes
from graph.naming.places import lookup, place_of, short_names
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
    given = pa.array(names, pa.string(), from_pandas=True).fill_null("")
    text, notes = cut_notes(given)
    text, more = cut_last(text, place_of(_last_bracket(text)))
    notes = pd.concat([notes, more], ignore_index=True)

    def folded(column: Strings) -> Strings:
        return pa.array(fold_many(pd.Series(column.to_pandas(), dtype="str")), pa.string())

    cut = _Cut(folded, text)
    frame = cut.frame()
    told = notes["text"].to_numpy(object)
    return Parts(frame, notes.assign(text=told).sort_values("row", kind="stable"))


def without_notes(names: pd.Series[Any]) -> pd.Series[Any]:
    """Return the normal form of each name without its notes; None where nothing is left.

    Only what may hold a note is searched for one: nearly all names are folded as they are.
    """
    codes, values = pd.factorize(names.to_numpy(object))
    text = pa.array(values, pa.string(), from_pandas=True)
    may = pc.match_substring_regex(text, _MAY_HOLD_NOTES).to_numpy(zero_copy_only=False)
    folded: Objects = fold_many(pd.Series(values, dtype="str")).to_numpy(object)
    rows = np.flatnonzero(may)
    if len(rows):
        folded[rows] = split_names(values[rows]).frame["whole"].to_numpy(object)
    folded[folded == ""] = None
    found = np.append(folded, np.array([None], object))[codes]
    return pd.Series(found, index=names.index, dtype="object")


class _Cut:
    """The steps by which a column of names is cut, each leaving less in `rest`."""

    def __init__(self, folded: Callable[[Strings], Strings], text: Strings) -> None:
        self.fold = folded
        self.count = len(text)
        self.whole: Strings
        self.bracket: Strings = pa.array([""] * self.count, pa.string())
        self.at = np.zeros(self.count, np.int64)
        self.second = np.zeros(self.count, np.int64)
        self.rest = self._take_bracket(text)
        self.branch = self._take_branch()
        self.form, self.kind, self.group = self._take_form()
        self.place, self.region = self._take_place()
        self.trade = self._take_trade()

    # --- brackets ---------------------------------------------------------------------------

    def _take_bracket(self, text: Strings) -> Strings:
        """Take a place out of the first brackets; what else is bracketed is read as it stands."""
        # 立信会计师事务所(特殊普通合伙)山东分所: the kind of partnership tells no branch.
        text = pc.replace_substring_regex(text, r"\((?:特殊的?)?普通合伙\)(.)", r"\1")
        self.whole = self.fold(text)
        found = pc.extract_regex(text, r"^(?P<head>[^()]*)\((?P<inner>[^()]+)\)(?P<tail>.*)$")
        inner = self.fold(pc.fill_null(pc.struct_field(found, "inner"), ""))
        self.inner_region = _whole_place(inner)
        has = self.inner_region > 0
        head, tail = (pc.fill_null(pc.struct_field(found, f), "") for f in ("head", "tail"))
        self.bracket = pc.if_else(pa.array(has), inner, "")
        empty_head = _sizes(head) == 0
        empty_tail = _sizes(tail) == 0
        self.at = np.where(
            has, np.where(empty_head, FRONT, np.where(empty_tail, BEHIND, MIDDLE)), 0
        )
        cut = self.fold(pc.binary_join_element_wise(head, tail, ""))
        return pc.if_else(pa.array(has), cut, self.whole)

    # --- branch -----------------------------------------------------------------------------

    def _take_branch(self) -> Strings:
        branch = pa.array([""] * self.count, pa.string())
        for pattern in _BRANCHES:
            open_rows = _sizes(branch) == 0
            found = pc.extract_regex(self.rest, pattern)
            hit = pc.is_valid(found).to_numpy(zero_copy_only=False) & open_rows
            branch = pc.if_else(pa.array(hit), pc.struct_field(found, "branch"), branch)
            self.rest = pc.if_else(pa.array(hit), pc.struct_field(found, "head"), self.rest)
        return branch

    # --- form -------------------------------------------------------------------------------

    def _take_form(self) -> tuple[Strings, npt.NDArray[np.object_], Bools]:
        words, kinds, longest = _forms()
        at = _ending(self.rest, words, longest, least=1)
        form = pc.fill_null(words.take(pa.array(at, mask=at < 0)), "")
        self.rest = _without(self.rest, form)
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
            word, code = _front(self.rest, region if turn else None)
            hit = open_rows & (code > 0) & self._leaves_core(word)
            if not hit.any():
                break
            mask = pa.array(hit)
            place = pc.if_else(mask, pc.binary_join_element_wise(place, word, ""), place)
            self.rest = _without_front(self.rest, pc.if_else(mask, word, ""))
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
        left = _sizes(self.rest) - _sizes(word)
        short = pc.is_in(word, short_names()).to_numpy(zero_copy_only=False)
        after = _without_front(self.rest, word)
        words, longest = _trades()
        ends = _ending(after, words, longest, least=0)
        trade = _sizes(pc.fill_null(words.take(pa.array(ends, mask=ends < 0)), ""))
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
            at = _ending(self.rest, words, longest, least=2)
            if not (at >= 0).any():
                break
            word = pc.fill_null(words.take(pa.array(at, mask=at < 0)), "")
            trade = pc.binary_join_element_wise(word, trade, "")
            self.rest = _without(self.rest, word)
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


def _whole_place(text: Strings) -> Ints:
    """Return the code of a text that is nothing but a place, as `济南` or `山东济南`."""
    region = np.zeros(len(text), np.int64)
    rest = text
    for turn in range(3):
        word, code = _front(rest, region if turn else None)
        hit = code > 0
        rest = _without_front(rest, pc.if_else(pa.array(hit), word, ""))
        region = np.where(hit, code, region)
    zone = pc.match_substring_regex(rest, f"^(?:{'|'.join(ZONES)})?$").to_numpy(
        zero_copy_only=False
    )
    return np.where(zone, region, 0)


def _last_bracket(text: Strings) -> Strings:
    found = pc.extract_regex(text, r"\((?P<inner>[^()]+)\)$")
    return pc.fill_null(pc.struct_field(found, "inner"), "")


def _front(text: Strings, within: Ints | None) -> tuple[Strings, Ints]:
    """Return the longest region that each text begins with, and its code.

    Args:
        within: by text, the region taken before: only what lies in it counts.
    """
    code = np.zeros(len(text), np.int64)
    word = pa.array([""] * len(text), pa.string())
    prefixes = _prefixes(within) if within is not None else [None]
    known, codes, longest = lookup("first" if within is None else "inner")
    longest = min(longest, 15)
    for prefix in prefixes:
        for size in range(longest, 1, -1):
            head = pc.utf8_slice_codeunits(text, 0, size)
            asked = head if prefix is None else pc.binary_join_element_wise(prefix, head, "|")
            at = pc.index_in(asked, known).fill_null(-1).to_numpy(zero_copy_only=False)
            hit = (at >= 0) & (code == 0) & (_sizes(head) == size)
            if hit.any():
                code = np.where(hit, codes[at], code)
                word = pc.if_else(pa.array(hit), head, word)
    return word, code


def _prefixes(within: Ints) -> list[Strings]:
    """Return the digits under which regions within a region are known: its city, its province."""
    city = np.where((within % 10_000 == 0) | (within % 100 != 0), 0, within // 100)
    made = [city, np.where(within % 10_000 == 0, within // 10_000, 0)]
    return [pc.cast(pa.array(numbers), pa.string()) for numbers in made]


def _ending(text: Strings, words: Strings, longest: int, least: int) -> Ints:
    """Return the place in `words` of the longest that each text ends with; -1: none.

    Args:
        least: so many characters are left before it.
    """
    found = np.full(len(text), -1, np.int64)
    sizes = _sizes(text)
    for size in range(longest, 0, -1):
        tail = pc.utf8_slice_codeunits(text, -size)
        at = pc.index_in(tail, words).fill_null(-1).to_numpy(zero_copy_only=False)
        hit = (at >= 0) & (found < 0) & (sizes - size >= least) & (sizes >= size)
        found = np.where(hit, at, found)
    return found


def _without(text: Strings, ending: Strings) -> Strings:
    return _sliced(text, np.zeros(len(text), np.int64), _sizes(text) - _sizes(ending))


def _without_front(text: Strings, front: Strings) -> Strings:
    return _sliced(text, _sizes(front), _sizes(text))


def _sliced(text: Strings, start: Ints, stop: Ints) -> Strings:
    """Return each text from its start to its stop; one slice for each distinct pair."""
    out = text
    whole = (start == 0) & (stop == _sizes(text))
    pairs = start * 10_000 + stop
    for pair in np.unique(pairs[~whole]).tolist():
        mask = pa.array((pairs == pair) & ~whole)
        part = pc.utf8_slice_codeunits(text.filter(mask), pair // 10_000, pair % 10_000)
        out = pc.replace_with_mask(out, mask, part)
    return out


def _sizes(text: Strings) -> Ints:
    return np.asarray(pc.utf8_length(text).to_numpy(zero_copy_only=False), np.int64)


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
_MAY_HOLD_NOTES = "[^\\p{Han}\\s]|(?:销|店|籍|户|业|止|出|营|中|闭|续|常|产|建|效|废|册|更)\\s*$"
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
