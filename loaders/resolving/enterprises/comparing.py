"""Pairs of names compared: a column a feature, of places of its levels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.naming.cutting import FRONT
from graph.naming.places import NONE, SAME, WITHIN, places_agree
from graph.naming.words import WRITTEN_FREELY
from loaders.resolving.enterprises.features import FEW, SOME, chosen, level
from loaders.resolving.enterprises.known import (
    SHARED_BY,
    Bools,
    Ints,
    Known,
    Names,
    distinct_codes,
)
from loaders.resolving.enterprises.slips import SLIPS, crowded, mistyped, written

LONG = 4  # [param] characters from which a core holds what the firm deals in, if nothing else tells


def compared(known: Known, one: Ints, two: Ints) -> pd.DataFrame:
    """Return the levels of pairs of names, but for rivals, which all pairs together tell.

    Args:
        one, two: rows of `known.table`.
    """
    names = known.table
    bare = _bare(names, one, two)
    core = _core(names, one, two, bare)
    typed = np.isin(core, [level("core", w) for w in SLIPS])
    wrong = np.isin(core, [level("core", w) for w in SLIPS[:3]])
    same = np.isin(core, [level("core", "exact"), level("core", "same")])
    pair = names.entity[one], names.entity[two]
    found = {
        "core": core,
        "written": _written(names, one, two, wrong),
        "crowd": np.where(typed, crowded(names, one, two), 0),
        "rarity": np.where(same & ~bare, _rarity(names, one, two), 0),
        # What was typed wrongly may stand in any part: the parts are not compared again.
        "place": np.where(typed, 0, _place(names, one, two, bare)),
        "trade": np.where(
            typed, 0, np.where(bare, level("trade", "same"), _trade(names, one, two))
        ),
        "form": np.where(typed, 0, _form(names, one, two)),
        "borne": np.where(names.former[one] | names.former[two], level("borne", "former"), 0),
        "representative": _representative(known, *pair),
        "address": np.where(_shared(known.addresses, *pair), level("address", "shared"), 0),
        "contact": np.where(_shared(known.contacts, *pair), level("contact", "shared"), 0),
        "rivals": np.zeros(len(one), np.int64),
    }
    return pd.DataFrame({name: codes.astype(np.int8) for name, codes in found.items()})


def _written(names: Names, one: Ints, two: Ints, wrong: Bools) -> Ints:
    """Return how odd what was written is, of pairs where something was written wrongly."""
    found = np.zeros(len(one), np.int64)
    found[wrong] = written(names, one[wrong], two[wrong])
    return found


def _bare(names: Names, one: Ints, two: Ints) -> Bools:
    """Return which names are one but for the kinds of their regions and towns, and of their forms.

    嘉善 begins a core unless it is 嘉善县: what is written of it decides where the core begins.
    """
    a, b = names.code("bare", one), names.code("bare", two)
    regions = names.region[one], names.region[two]
    placed = (regions[0] > 0) | (regions[1] > 0)
    same_form = names.code("base", one) == names.code("base", two)
    near = np.isin(places_agree(*regions), (NONE, SAME))
    return np.asarray((a == b) & (a > 0) & near & (placed | same_form), bool)


def _core(names: Names, one: Ints, two: Ints, bare: Bools) -> Ints:
    whole = names.code("whole", one) == names.code("whole", two)
    codes, texts = names.words["core"]
    a, b = codes[one], codes[two]
    by_hand = names.by_hand[one] | names.by_hand[two]
    typed = np.where(by_hand & ~whole & (a > 0) & (b > 0), mistyped(names, one, two), 0)
    told = (a > 0) & (b > 0)
    letter, longer = _nearly(texts, a, b)
    return chosen(
        "core",
        (whole, "exact"),
        (told & ((a == b) | bare), "same"),
        *((typed == level("core", word), word) for word in SLIPS),
        (told & letter, "letter"),
        (told & longer, "longer"),
        (told, "other"),
    )  # fmt: skip


def _nearly(texts: npt.NDArray[np.object_], a: Ints, b: Ints) -> tuple[Bools, Bools]:
    """Return which cores differ in one character, and of which one holds the other."""
    pairs = a * len(texts) + b
    values, place = np.unique(pairs, return_inverse=True)
    one, two = texts[values // len(texts)], texts[values % len(texts)]
    letter = [
        len(x) == len(y) and sum(m != n for m, n in zip(x, y, strict=True)) == 1
        for x, y in zip(one, two, strict=True)
    ]
    longer = [x in y or y in x for x, y in zip(one, two, strict=True)]
    return np.array(letter, bool)[place], np.array(longer, bool)[place]


def _rarity(names: Names, one: Ints, two: Ints) -> Ints:
    """Return how many firms besides bear the core: of another trade, or in another region.

    What differs in nothing else may be the same firm once more, and is not counted.
    """
    core, trade = names.code("core"), names.code("trade")
    firm = distinct_codes(core, trade, names.region)
    first = np.unique(firm, return_index=True)[1]
    count = np.bincount(core[first], minlength=len(names.words["core"][1]))
    others = count[core[one]] - np.where(firm[one] == firm[two], 1, 2)
    return chosen("rarity", (others < FEW, "sole"), (others <= SOME, "few"), (others >= 0, "many"))


def _place(names: Names, one: Ints, two: Ints, bare: Bools) -> Ints:
    a, b = names.region[one], names.region[two]
    how = places_agree(a, b)
    spots = names.code("spot", one), names.code("spot", two)
    other, missing = spots[0] != spots[1], (spots[0] == 0) != (spots[1] == 0)
    # What stands in brackets stands there before the form and behind it.
    position = (names.place_at[one] == FRONT) == (names.place_at[two] == FRONT)
    return chosen(
        "place",
        (bare, "spot"),
        ((how == SAME) & (a > 0) & other & ~missing, "apart"),
        ((how == SAME) & (a > 0) & missing, "within"),
        ((how == SAME) & (a > 0) & position, "spot"),
        ((how == SAME) & (a > 0), "moved"),
        (how == WITHIN, "within"),
        ((a > 0) != (b > 0), "missing"),
        ((a > 0) & (b > 0), "apart"),
    )


def _trade(names: Names, one: Ints, two: Ints) -> Ints:
    codes, texts = names.words["trade"]
    a, b = codes[one], codes[two]
    _, nested = _nearly(texts, a, b)
    within = (a == 0) & (b == 0) & _told_elsewhere(names, one, two)
    return chosen(
        "trade",
        (((a == b) & (a > 0)) | within, "same"),
        ((a > 0) != (b > 0), "missing"),
        ((a != b) & nested, "nested"),
        (a != b, "other"),
    )


def _told_elsewhere(names: Names, one: Ints, two: Ints) -> Bools:
    """Return where the same core, if it is long, or the same form that is no company's tells it."""
    codes, texts = names.words["core"]
    long = np.array([len(text) >= LONG for text in texts.tolist()])
    kinds = names.words["kind"][1]
    shop = ~np.isin(kinds, ["", "limited", "shares", "company"])
    same_form = names.code("base", one) == names.code("base", two)
    same_core = codes[one] == codes[two]
    return np.asarray(
        same_core & (long[codes[one]] | (same_form & shop[names.code("kind", one)])), bool
    )


def _form(names: Names, one: Ints, two: Ints) -> Ints:
    form, kind = names.code("base"), names.code("kind")
    told, either = (form[one] > 0) & (form[two] > 0), (form[one] > 0) | (form[two] > 0)
    usual = np.isin(names.words["kind"][1], ("limited", "company"))
    of = np.where(form[one] > 0, kind[one], kind[two])
    return chosen(
        "form",
        (told & (form[one] == form[two]), "same"),
        (told & (kind[one] == kind[two]) & _written_freely(names, one), "synonym"),
        (~told & usual[of] & either, "missing"),
        (~told & either, "unstated"),
        (told, "other"),
    )


def _written_freely(names: Names, rows: Ints) -> Bools:
    """Return where two forms of one class are two ways to write it, as 有限公司, 有限责任公司."""
    kinds = np.isin(names.words["kind"][1], WRITTEN_FREELY)
    return np.asarray(kinds[names.code("kind", rows)], bool)


def _representative(known: Known, one: Ints, two: Ints) -> Ints:
    told = known.representatives.drop_duplicates()
    has = np.zeros(known.count, bool)
    has[told["entity"].to_numpy(np.int64)] = True
    both = has[one] & has[two]
    same = np.zeros(len(one), bool)
    rows = np.flatnonzero(both)
    same[rows] = _meets(told, one[rows], two[rows])
    return chosen("representative", (same, "same"), (both, "other"))


def _shared(held: pd.DataFrame, one: Ints, two: Ints) -> Bools:
    """Return which pairs share a value that is no hub."""
    told = held.drop_duplicates()
    size = told["value"].map(told["value"].value_counts())
    return _meets(told[(size > 1) & (size <= SHARED_BY)], one, two)


def _meets(told: pd.DataFrame, one: Ints, two: Ints) -> Bools:
    found = np.zeros(len(one), bool)
    if told.empty:
        return found
    asked = np.isin(one, told["entity"]) & np.isin(two, told["entity"])
    rows = np.flatnonzero(asked)
    left = pd.DataFrame({"pair": rows, "entity": one[rows]}).merge(told, on="entity")
    right = pd.DataFrame({"pair": rows, "entity": two[rows]}).merge(told, on="entity")
    found[left.merge(right, on=["pair", "value"])["pair"].to_numpy(np.int64)] = True
    return found
