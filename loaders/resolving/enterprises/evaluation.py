"""How right the matching of companies is, by what is known to be so; and a model learnt from it.

Only pairs whose names differ count, and of which one has no code to go by: all others are told
by codes, or by the very same name.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.days import LATEST
from graph.errors import BadValue
from graph.names import fold_many
from graph.naming.parts import split_names, without_notes
from loaders.resolving import companies
from loaders.resolving.companies import LEVELS
from loaders.resolving.enterprises.comparing import compared
from loaders.resolving.enterprises.features import FEATURES, level
from loaders.resolving.enterprises.known import Ints, Known, nothing
from loaders.resolving.enterprises.matching import Matched, match
from loaders.resolving.enterprises.rules import NONE, forbidden_names
from loaders.resolving.enterprises.slips import SLIPS
from loaders.resolving.enterprises.truth import Truth
from loaders.resolving.model import PointModel
from loaders.resolving.people.across import measured
from loaders.resolving.people.pairing import pairs_within
from loaders.resolving.training import learn

Z = 1.96  # of a normal distribution: 95 of 100
MOST = 2_000  # [param] sayings of one company beyond which its pairs are not counted
LEAST = 10  # [param] pairs that are one, and that are not, of which points are learnt
KINDS = ("writing", "note", "branch", "typing", "form", "place", "trade", "core")
"""Kinds of difference: only width, blanks and brackets; a note; … ; core: another one, a rename."""


@dataclass(frozen=True)
class Evaluation:
    """What was measured.

    Attributes:
        kinds: by kind of difference, and `all`: pairs that are so, found, right; precision,
            recall with the bounds of 95 of 100; f1.
        calibration: by band of probability: pairs, what was stated, and what is so.
        seconds: processor time.
        sayings: how many.
    """

    kinds: pd.DataFrame
    calibration: pd.DataFrame
    seconds: float
    sayings: int


def wilson(right: int, of: int) -> tuple[float, float]:
    """Return the bounds of a share, 95 of 100.

    **Source:** Wilson (1927), the score interval.

    >>> [round(bound, 3) for bound in wilson(98, 100)]
    [0.93, 0.994]
    """
    if not of:
        return 0.0, 1.0
    share, square = right / of, Z * Z / of
    middle = (share + square / 2) / (1 + square)
    reach = Z * np.sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return float(middle - reach), float(middle + reach)


def evaluate(
    truth: Truth, model: PointModel, *, hide: float, seed: int, by_hand: bool
) -> Evaluation:
    """Return how right the resolution of a list is, with codes hidden from a share of it.

    Args:
        hide: share in [0, 1]; pairs that were given as such have no codes at all.
        by_hand: whether people typed the names whose codes are hidden.
    """
    began = time.process_time()
    hidden = np.random.default_rng(seed).random(len(truth.said)) < hide
    hidden |= truth.said["code"].isna().to_numpy()
    entity, known = resolved(truth, hidden, by_hand)
    matched = match(known, model)
    spent = time.process_time() - began
    one, two, so = _pairs(truth, entity, matched, hidden)
    found = matched.group[entity[one]] == matched.group[entity[two]]
    names = truth.said["name"]
    kind = kinds_of(names.iloc[one], names.iloc[two])
    pairs = _known_pairs(truth, entity, matched)
    return Evaluation(by_kind(kind, so, found), measured(*pairs), spent, len(truth.said))


def resolved(truth: Truth, hidden: npt.NDArray[np.bool_], by_hand: bool) -> tuple[Ints, Known]:
    """Return the entity of each saying, by codes and exact names; and what they are matched by."""
    said = truth.said
    mentions = pd.DataFrame(dict.fromkeys(LEVELS), index=said.index, dtype="object")
    code = said["code"].mask(hidden, None)
    mentions = mentions.assign(registry_key=code, name=without_notes(said["name"]), day=0)
    mentions["registry_key"] = mentions["registry_key"].astype("object").where(code.notna(), None)
    spans = pd.DataFrame({c: [] for c in ("mention", "folded", "start", "end")})
    found = companies.resolve(mentions, spans)
    typed = np.ones(found.count, bool)
    typed[found.entity[~hidden & (found.entity >= 0)]] = False
    keys = found.keys[~found.keys["entity"].duplicated()].set_index("entity")["key"]
    told = said["representative"].notna().to_numpy()
    bosses = nothing("entity", "value")
    if told.any():
        folded = fold_many(said["representative"][told])
        bosses = pd.DataFrame({"entity": found.entity[told], "value": pd.factorize(folded)[0]})
    known = Known(
        found.count,
        pd.DataFrame({"entity": found.entity, "name": said["name"], "end": LATEST}),
        found.named_only,
        typed & by_hand,
        keys.reindex(np.arange(found.count)).to_numpy(object),
        representatives=bosses,
    )
    return found.entity, known


def _pairs(
    truth: Truth, entity: Ints, matched: Matched, hidden: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Return the pairs that are one, or were found to be: rows, and whether they are."""
    if truth.one is not None and truth.two is not None and truth.same is not None:
        return truth.one, truth.two, truth.same
    codes = truth.said["code"]
    firm = pd.factorize(codes)[0].astype(np.int64)
    # Who has no code in truth is known to be nobody else: no pair is so or not so.
    rows = np.flatnonzero(firm >= 0)
    group = matched.group[entity[rows]]
    parts = [pairs_within(firm[rows], MOST), pairs_within(group.astype(np.int64), MOST)]
    one = rows[np.concatenate([a for a, _ in parts])]
    two = rows[np.concatenate([b for _, b in parts])]
    low, high = np.minimum(one, two), np.maximum(one, two)
    key = np.unique(low * len(firm) + high)
    one, two = key // max(len(firm), 1), key % max(len(firm), 1)
    names = truth.said["name"].to_numpy(object)
    kept = (names[one] != names[two]) & (hidden[one] | hidden[two])
    return one[kept], two[kept], (firm[one] == firm[two])[kept]


def kinds_of(one: pd.Series, two: pd.Series) -> npt.NDArray[np.object_]:
    """Return what is different in pairs of names, one of KINDS each."""
    count = len(one)
    both = pd.concat([one, two], ignore_index=True)
    folded = fold_many(both).to_numpy(object)
    parts = split_names(both.to_numpy(object)).frame
    a, b = parts.iloc[:count].reset_index(drop=True), parts.iloc[count:].reset_index(drop=True)
    differ = {part: (a[part] != b[part]).to_numpy() for part in a}
    known = Known(
        2 * count,
        pd.DataFrame({"entity": np.arange(2 * count), "name": both, "end": LATEST}),
        np.ones(2 * count, bool),
        np.ones(2 * count, bool),
        np.arange(2 * count).astype(str).astype(object),
    )
    typed = _typed(known, count)
    cases = [
        folded[:count] == folded[count:],
        ~differ["whole"],
        differ["branch"],
        typed,
        differ["core"],
        differ["trade"],
        differ["place"] | differ["place_at"],
    ]
    words = [KINDS[n] for n in (0, 1, 2, 3, 7, 6, 5)]
    return np.asarray(np.select(cases, words, KINDS[4]), object)


def _typed(known: Known, count: int) -> npt.NDArray[np.bool_]:
    names = known.table
    row = np.full(known.count, -1, np.int64)
    row[names.entity] = np.arange(len(names))
    one, two = row[:count], row[count:]
    found = np.zeros(count, bool)
    both = np.flatnonzero((one >= 0) & (two >= 0))
    core = compared(known, one[both], two[both])["core"].to_numpy()
    found[both] = np.isin(core, [level("core", w) for w in SLIPS])
    return found


def by_kind(
    kind: npt.NDArray[np.object_],
    so: npt.NDArray[np.bool_],
    found: npt.NDArray[np.bool_],
    kinds: tuple[str, ...] = KINDS,
) -> pd.DataFrame:
    """Return how right pairs are that were found, and how many are, by kind of difference."""
    rows = []
    for name in ("all", *kinds):
        these = np.ones(len(kind), bool) if name == "all" else kind == name
        is_so, was = int(so[these].sum()), int(found[these].sum())
        right = int((so & found)[these].sum())
        if not these.any():
            continue
        precision, recall = right / was if was else np.nan, right / is_so if is_so else np.nan
        bounds = [*wilson(right, was), *wilson(right, is_so)]
        rows.append((name, is_so, was, right, precision, *bounds[:2], recall, *bounds[2:]))
    columns = ["difference", "so", "found", "right", "precision", "precision_low"]
    columns += ["precision_high", "recall", "recall_low", "recall_high"]
    frame = pd.DataFrame(rows, columns=columns)
    both = frame["so"] + frame["found"]
    return frame.assign(f1=2 * frame["right"] / both.where(both > 0)).round(4)


def _known_pairs(
    truth: Truth, entity: Ints, matched: Matched
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Return the compared pairs of which truth says whether they are one."""
    pairs = matched.pairs[matched.pairs["reason"] == NONE]
    one, two = pairs["one"].to_numpy(np.int64), pairs["two"].to_numpy(np.int64)
    if truth.one is not None and truth.two is not None and truth.same is not None:
        low, high = np.sort(np.column_stack([entity[truth.one], entity[truth.two]]), axis=1).T
        told = (
            pd.DataFrame({"low": low, "high": high, "same": truth.same})
            .groupby(["low", "high"])["same"]
            .all()
        )
        ends = pd.MultiIndex.from_arrays([np.minimum(one, two), np.maximum(one, two)])
        found = told.reindex(ends)
        kept = found.notna().to_numpy()
        return pairs[kept], found[kept].to_numpy(bool)
    firm = pd.factorize(truth.said["code"])[0].astype(np.int64)
    # An entity of several firms of one name is no one's in particular.
    firms = pd.DataFrame({"entity": entity, "firm": firm})[entity >= 0].groupby("entity")["firm"]
    least, most = firms.min(), firms.max()
    of = least.where((least == most) & (least >= 0), -1).reindex(range(int(entity.max()) + 1))
    whose = of.fillna(-1).to_numpy(np.int64)
    kept = (whose[one] >= 0) & (whose[two] >= 0)
    return pairs[kept], (whose[one] == whose[two])[kept]


def train(
    truth: Truth, shipped: PointModel, *, hide: float, seed: int, by_hand: bool
) -> PointModel:
    """Return a model learnt from what is so; where that says little, the points stay as they are.

    Pairs that a rule forbids teach nothing, and of pairs of the very same name none is merged.

    Raises:
        BadValue: there are too few pairs that are one, or that are not.
    """
    hidden = np.random.default_rng(seed).random(len(truth.said)) < hide
    hidden |= truth.said["code"].isna().to_numpy()
    entity, known = resolved(truth, hidden, by_hand)
    if truth.one is not None and truth.two is not None and truth.same is not None:
        levels, same = _given(known, entity, truth)
    else:
        pairs, same = _known_pairs(truth, entity, match(known, shipped))
        levels = pairs
    kept = (levels["core"] != level("core", "exact")).to_numpy()
    one = int(same[kept].sum())
    other = int(kept.sum()) - one
    if min(one, other) < LEAST:
        raise BadValue(
            f"The list teaches by {one:,} pairs that are one and {other:,} that are not (without "
            f"those told by a rule, or by the very same name); give {LEAST} of each at least, "
            "strangers as they come, not only those that are one."
        )
    return learn("company", FEATURES, levels[kept], same[kept], prior=shipped)


def _given(known: Known, entity: Ints, truth: Truth) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Return the levels of given pairs, whether or not they would have been compared."""
    assert truth.one is not None
    assert truth.two is not None
    assert truth.same is not None
    names = known.table
    row = np.full(known.count, -1, np.int64)
    row[names.entity] = np.arange(len(names))
    one, two = row[entity[truth.one]], row[entity[truth.two]]
    kept = np.flatnonzero((one >= 0) & (two >= 0) & (entity[truth.one] != entity[truth.two]))
    allowed = forbidden_names(names, one[kept], two[kept]) == NONE
    kept = kept[allowed]
    return compared(known, one[kept], two[kept]), truth.same[kept]
