"""Where names of a column say that an enterprise is: regions, zones and towns at their fronts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.naming.columns import ending, front, sizes, without_front
from graph.naming.places import gazetteer, short_names
from graph.naming.words import AREAS, NAMED_ZONES, ONE_ZONE, TOWN_KINDS, TRADES, ZONES, any_of

Strings = Any  # pyarrow has no types
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

TURNS = 4  # words of a place, or of a trade, that stand behind one another
_CORE = 2  # characters that are left as a core before a short name, a zone or a town is one


@dataclass
class Sites:
    """What stands at the fronts of names.

    Attributes:
        place: the words, as they stand.
        bare: the words without the kinds of regions and towns: 紫金县瓦溪镇 -> 紫金瓦溪.
        spot: the zone or the town, by what stands for all its ways of writing; "" where none is.
        region: code of the innermost region; 0: none told.
        rest: what is behind.
    """

    place: Strings
    bare: Strings
    spot: Strings
    region: Ints
    rest: Strings

    def take(self, hit: Bools, word: Strings, bare: Strings) -> None:
        """Take a word off the fronts of some names."""
        mask = pa.array(hit)
        join = pc.binary_join_element_wise
        self.place = pc.if_else(mask, join(self.place, word, ""), self.place)
        self.bare = pc.if_else(mask, join(self.bare, bare, ""), self.bare)
        self.rest = without_front(self.rest, pc.if_else(mask, word, ""))

    def note_spot(self, hit: Bools, word: Strings) -> None:
        """Note the zones and towns that some names tell."""
        joined = pc.binary_join_element_wise(self.spot, word, "")
        self.spot = pc.if_else(pa.array(hit), joined, self.spot)


def sites(names: Strings, closed: Bools) -> Sites:
    """Return what stands at the fronts of names.

    Regions are taken each within the one before; a short one only where a core is left.

    Args:
        closed: names at whose front nothing is a place.
    """
    nothing = pa.array([""] * len(names), pa.string())
    found = Sites(nothing, nothing, nothing, np.zeros(len(names), np.int64), names)
    open_rows = ~closed
    for turn in range(TURNS):
        word, code = front(found.rest, found.region if turn else None)
        hit = open_rows & (code > 0)
        hit &= _leaves_core(found.rest, word, pc.is_in(word, short_names()))
        if not hit.any():
            break
        _take_region(found, hit, word)
        found.region = np.where(hit, code, found.region)
        open_rows = hit
    _take_zones(found)
    return found


def _take_region(found: Sites, hit: Bools, word: Strings) -> None:
    known, bare = _bare()
    short = pc.fill_null(bare.take(pc.index_in(word, known)), "")
    found.take(hit, word, pc.if_else(pc.equal(short, ""), word, short))
    area = hit & pc.is_in(word, pa.array(list(AREAS), pa.string())).to_numpy(zero_copy_only=False)
    found.note_spot(area, word)


def _take_zones(found: Sites) -> None:
    """Take development zones, and towns behind their county or city, into the place."""
    for pattern in (_ZONE, _NAMED_ZONE, _TOWN, _CITY_TOWN):
        # Nearly no name has one: the others are not searched.
        may = pc.and_(pa.array(found.region > 0), pc.match_substring_regex(found.rest, _MAY))
        told = pc.extract_regex(pc.if_else(may, found.rest, None), pattern)
        hit = pc.is_valid(told).to_numpy(zero_copy_only=False)
        if pattern == _TOWN:
            hit &= found.region % 100 > 0
        if pattern == _CITY_TOWN:
            hit &= (found.region % 100 == 0) & (found.region % 10_000 > 0)
        if not hit.any():
            continue
        zone = pc.fill_null(pc.struct_field(told, "zone"), "")
        if pattern != _ZONE:
            hit &= _leaves_core(found.rest, zone, pa.array(np.ones(len(zone), bool)))
        found.take(hit, zone, _spot(zone, bare=True))
        found.note_spot(hit, _spot(zone, bare=False))


def _spot(zone: Strings, *, bare: bool) -> Strings:
    """Return zones in the way of writing that stands for all, and towns without their kinds."""
    known, one = pa.array(list(ONE_ZONE), pa.string()), pa.array(list(ONE_ZONE.values()))
    text = pc.replace_substring_regex(zone, f"({any_of(TOWN_KINDS)})$", "")
    if bare:
        return text
    return pc.coalesce(one.take(pc.index_in(zone, known)), text)


def _leaves_core(rest: Strings, word: Strings, short: Strings) -> Bools:
    """Return where a word may be taken as a place: a short one only if a core stays."""
    left = sizes(rest) - sizes(word)
    words, longest = trades()
    ends = ending(without_front(rest, word), words, longest, least=0)
    trade = sizes(pc.fill_null(words.take(pa.array(ends, mask=ends < 0)), ""))
    whole = (left >= 2) & (left - trade >= 0)
    return np.where(short.to_numpy(zero_copy_only=False), left - trade >= _CORE, whole)


@cache
def trades() -> tuple[Strings, int]:
    """Return what enterprises deal in, and the longest word's length."""
    return pa.array(list(TRADES), pa.string()), max(map(len, TRADES))


@cache
def _bare() -> tuple[Strings, Strings]:
    told = gazetteer().bare
    return pa.array(list(told), pa.string()), pa.array(list(told.values()), pa.string())


_KINDS = any_of(TOWN_KINDS)
_MAY = any_of({word[-1] for word in (*TOWN_KINDS, *ZONES, *NAMED_ZONES)})
_ZONE = rf"^(?P<zone>{any_of(ZONES)})(?P<rest>.{{2,}})$"
_NAMED_ZONE = rf"^(?P<zone>.{{2,8}}?(?:{any_of(NAMED_ZONES)}))(?P<rest>.{{2,}})$"
_TOWN = rf"^(?P<zone>.{{1,4}}?(?:{_KINDS}))(?P<rest>.{{2,}})$"
# Behind a city without its county, what is shorter is as often no town: 小镇, 故乡.
_CITY_TOWN = rf"^(?P<zone>.{{2,3}}?(?:{_KINDS}))(?P<rest>.{{2,}})$"
