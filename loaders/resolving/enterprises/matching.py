"""Which companies without a code are which others: weighed, merged if sure, else told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.resolving.enterprises.candidates import candidates
from loaders.resolving.enterprises.comparing import compared
from loaders.resolving.enterprises.features import FEATURES, company_model, level
from loaders.resolving.enterprises.known import Ints, Known, Names
from loaders.resolving.enterprises.rules import (
    NONE,
    OF_FORM,
    REASONS,
    forbidden_codes,
    forbidden_names,
)
from loaders.resolving.evidence import APART, joined
from loaders.resolving.model import PointModel
from loaders.resolving.people import masks
from loaders.resolving.people.clusters import LIKELY, Limits, likeliest, merged
from loaders.resolving.people.rulings import Judged, nothing_judged

NEAR = 2.0  # [param] points by which another must be behind to be no rival
LEAST = -1.4  # [param] points below which another is too unlikely to be one
LEVELS = [one.name for one in FEATURES]


@dataclass(frozen=True)
class Matched:
    """Who is one, and who may be.

    Attributes:
        group: by company; companies of one group are one.
        likely: LIKELY, of companies that are not merged.
        pairs: every pair compared: `one`, `two` (companies), levels, `reason` (what forbids, a
            place in REASONS; NONE: nothing), `probability`.
    """

    group: Ints
    likely: pd.DataFrame
    pairs: pd.DataFrame


def match(known: Known, model: PointModel | None = None, judged: Judged | None = None) -> Matched:
    """Return which companies are one, and which may be.

    Args:
        model: ours, if none is given.
        judged: what people judged; it holds whatever the model says, and whatever a rule forbids.
    """
    model = model or company_model()
    judged = judged or nothing_judged(known.count)
    pairs = weighed(known, model)
    allowed = pairs[pairs["reason"] == NONE]
    limits = _limits(known, pairs[pairs["reason"] != NONE], judged)
    # The very same name of several is a question for a person, whatever the model thinks.
    proven = (allowed["core"] != level("core", "exact")).to_numpy()
    weighty = allowed.assign(proven=proven)
    group = merged(weighty, limits, model.merge_at, known.keys, judged.group)
    near = likeliest(allowed, group, limits, model.show_at)
    likely = near.assign(evidence=evidence(known, near, model))[list(LIKELY)]
    return Matched(group, likely, pairs)


def weighed(known: Known, model: PointModel) -> pd.DataFrame:
    """Return the pairs of companies that were compared, each by its likeliest names."""
    names = known.table
    rows = candidates(known)
    levels = compared(known, *rows)
    one, two = names.entity[rows[0]], names.entity[rows[1]]
    reason = forbidden_names(names, *rows)
    reason = np.where((reason == NONE) & forbidden_codes(known, one, two), 0, reason)
    reason = np.where(reason == NONE, _of_another_form(names, rows, reason, levels), reason)
    pairs = levels.assign(one=one, two=two, name=rows[0], other=rows[1], reason=reason)
    pairs = pairs.assign(score=model.score(pairs))
    allowed = (pairs["reason"] != NONE).to_numpy()
    order = np.lexsort((pairs["other"], pairs["name"], -pairs["score"], allowed, two, one))
    pairs = pairs.iloc[order]
    pairs = pairs[~pairs.duplicated(["one", "two"])].reset_index(drop=True)
    pairs["rivals"] = _rivals(pairs, known)
    return pairs.assign(probability=model.probability(pairs)).drop(columns="score")


def _of_another_form(
    names: Names, rows: tuple[Ints, Ints], reason: Ints, levels: pd.DataFrame
) -> Ints:
    """Return what forbids pairs of which one name tells no form, by the company's other names.

    A company that is 有限公司 in the register stays one where a table leaves that out.
    """
    one, two = names.entity[rows[0]], names.entity[rows[1]]
    now = ~(names.former[rows[0]] | names.former[rows[1]])
    apart = np.isin(reason, OF_FORM) & now
    company = np.unique(np.minimum(one, two)[apart] * len(names) + np.maximum(one, two)[apart])
    asked = np.isin(levels["form"], [level("form", "missing"), level("form", "unstated")])
    hit = asked & np.isin(np.minimum(one, two) * len(names) + np.maximum(one, two), company)
    return np.where(hit, OF_FORM[0], NONE)


def _rivals(pairs: pd.DataFrame, known: Known) -> npt.NDArray[np.int8]:
    """Return for which pairs of a loose and a coded company another coded one is as near."""
    held = pairs[pairs["reason"] == NONE]
    found = np.zeros(len(pairs), bool)
    coded = ~known.loose
    ends = ((held["one"], held["two"]), (held["two"], held["one"]))
    hub = np.concatenate([end.to_numpy() for end, _ in ends])
    other = np.concatenate([end.to_numpy() for _, end in ends])
    score = np.tile(held["score"].to_numpy(), 2)
    rival = coded[other]
    best = np.full((known.count, 2), -np.inf)
    np.maximum.at(best[:, 0], hub[rival], score[rival])
    second = rival & (score < best[hub, 0])
    np.maximum.at(best[:, 1], hub[second], score[second])
    ties = np.bincount(hub[rival & (score == best[hub, 0])], minlength=known.count)
    best[ties > 1, 1] = best[ties > 1, 0]
    for mine, theirs in (("one", "two"), ("two", "one")):
        end, against = pairs[mine].to_numpy(), pairs[theirs].to_numpy()
        own = pairs["score"].to_numpy()
        first = np.where(own == best[end, 0], best[end, 1], best[end, 0])
        found |= known.loose[end] & coded[against] & (first >= np.maximum(own - NEAR, LEAST))
    return np.where(found, level("rivals", "several"), 0).astype(np.int8)


def _limits(known: Known, forbidden: pd.DataFrame, judged: Judged) -> Limits:
    identity = np.where(known.loose, -1, np.arange(known.count))
    nothing = np.zeros((known.count, masks.WIDTH + 1), np.uint8)
    nowhere = (np.empty(0, np.int64), np.empty(0, np.int64))
    apart = forbidden["one"].to_numpy(np.int64), forbidden["two"].to_numpy(np.int64)
    return Limits(identity, nothing, nowhere, apart, judged.apart)


def evidence(known: Known, pairs: pd.DataFrame, model: PointModel) -> npt.NDArray[np.object_]:
    """Return what speaks for each pair, and against: both names, then the levels."""
    codes, texts = known.table.words["whole"]
    one, two = (texts[codes[pairs[c].to_numpy(np.int64)]] for c in ("name", "other"))
    return joined("names=" + one + APART + two, model.evidence(pairs[LEVELS]))


def reason(code: int) -> str:
    """Return what forbids, in words; "" where nothing does."""
    return REASONS[code] if code != NONE else ""
