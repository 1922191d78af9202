"""Points learnt from pairs of which it is known whether they are one.

Logistic regression with a ridge, within the bounds that the features declare; then a
calibration, rising, measured on pairs left out of the learning (cross-fitted), and drawn in
towards doubt where few pairs were seen.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import isotonic_regression, minimize

from loaders.resolving.model import Calibration, Feature, Floats, PointModel

RIDGE = 1.0  # [param] pull of each level's points towards nothing, in pairs
FOLDS = 5  # [param] parts of which each is judged by a model of the others
PLACES = 24  # [param] most places at which a calibration is measured
FEWEST = 30  # [param] fewest pairs at such a place
MEASURED = 50  # [param] fewer pairs that are one, or that are not, measure no calibration


def learn(
    name: str,
    features: tuple[Feature, ...],
    found: pd.DataFrame,
    same: npt.NDArray[np.bool_],
    *,
    weights: Floats | None = None,
    groups: npt.NDArray[np.int64] | None = None,
    prior: PointModel | None = None,
    learnt_from: str = "",
) -> PointModel:
    """Return a model learnt from pairs.

    Args:
        found: a column a feature, of places of levels, a row a pair.
        same: whether the pair is one.
        weights: for how many pairs each stands (1 where not given).
        groups: pairs of one number are never on both sides of the calibration's measurement.
        prior: points towards which the ridge pulls, instead of towards nothing; and whose
            thresholds stay; its calibration as well, where there are too few pairs to measure one.
    """
    weights = np.ones(len(found)) if weights is None else weights
    groups = np.arange(len(found)) if groups is None else groups
    fold = _folds(groups)
    left_out = np.zeros(len(found))
    for part in range(FOLDS):
        out = fold == part
        if out.any() and not out.all():
            model = _fit(name, features, found[~out], same[~out], weights[~out], prior)
            left_out[out] = model.score(found[out])
    model = _fit(name, features, found, same, weights, prior)
    few = min(int(same.sum()), int((~same).sum())) < MEASURED
    kept = prior.calibration if prior and few else calibrate(left_out, same, weights)
    return PointModel(
        name,
        features,
        model.intercept,
        model.points,
        kept,
        **({"merge_at": prior.merge_at, "show_at": prior.show_at} if prior else {}),
        learnt_from=learnt_from or f"learnt from {len(found):,} pairs, {int(same.sum()):,} of one",
    )


def _folds(groups: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    codes = pd.factorize(groups, sort=True)[0]
    order = np.random.default_rng(0).permutation(int(codes.max(initial=-1)) + 1)
    return np.asarray(order[codes] % FOLDS, np.int64)


def _fit(
    name: str,
    features: tuple[Feature, ...],
    found: pd.DataFrame,
    same: npt.NDArray[np.bool_],
    weights: Floats,
    prior: PointModel | None,
) -> PointModel:
    """Return the points that make what is known most likely, within their bounds."""
    levels = [(f, level) for f in features for level in f.levels[1:]]
    rows = _alike(features, found, same, weights)
    columns = [(rows[f.name] == f.code(level.name)).to_numpy(float) for f, level in levels]
    design: Floats = np.column_stack([np.ones(len(rows)), *columns]).astype(np.float64)
    yes, no = rows["yes"].to_numpy(float), rows["no"].to_numpy(float)
    pull: Floats = np.full(len(levels) + 1, RIDGE, np.float64)
    pull[0] = 0.0 if prior is None else 1.0
    start: Floats = np.zeros(len(levels) + 1)
    if prior is not None:
        told = [prior.points[f.name][f.code(level.name)] for f, level in levels]
        start = np.array([prior.intercept, *told])

    def cost(points: Floats) -> tuple[float, Floats]:
        score = design @ points
        chance = np.asarray(1.0 / (1.0 + np.exp(-score)), np.float64)
        loss = yes @ np.logaddexp(0, -score) + no @ np.logaddexp(0, score)
        missing: Floats = chance * (yes + no) - yes
        slope = design.T @ missing + pull * (points - start)
        return float(loss + 0.5 * np.sum(pull * (points - start) ** 2)), np.asarray(
            slope, np.float64
        )

    bounds = [(None, None), *((level.least, level.most) for _, level in levels)]
    fitted = minimize(cost, start, jac=True, bounds=bounds, method="L-BFGS-B")
    learnt = dict(zip(((f.name, lv.name) for f, lv in levels), fitted.x[1:].tolist(), strict=True))
    points = {
        f.name: (0.0, *(learnt[(f.name, level.name)] for level in f.levels[1:])) for f in features
    }
    return PointModel(name, features, float(fitted.x[0]), points)


def _alike(
    features: tuple[Feature, ...],
    found: pd.DataFrame,
    same: npt.NDArray[np.bool_],
    weights: Floats,
) -> pd.DataFrame:
    """Return distinct pairs with how often they are one (`yes`) and not (`no`)."""
    names = [f.name for f in features]
    counted = found[names].assign(yes=np.where(same, weights, 0.0), no=np.where(same, 0.0, weights))
    return counted.groupby(names, as_index=False, observed=True).sum()


def calibrate(points: Floats, same: npt.NDArray[np.bool_], weights: Floats) -> Calibration:
    """Return which log-odds a sum of points means, as pairs of known truth show it.

    Pairs are cut by their points into places of equal weight; the share that is one rises by
    isotonic regression. Half a pair of either kind is added to each place, so that what was
    seen seldom is never called sure.
    """
    order = np.argsort(points, kind="stable")
    points, same, weights = points[order], same[order], weights[order]
    total = float(weights.sum())
    if not total:
        return Calibration()
    count = int(np.clip(total // FEWEST, 1, PLACES))
    place = _places(points, same, weights, count)
    at = np.bincount(place, points * weights) / np.bincount(place, weights)
    yes = np.bincount(place, weights * same) + 0.5
    no = np.bincount(place, weights * ~same) + 0.5
    share = isotonic_regression(yes / (yes + no), weights=yes + no).x
    rising = np.r_[True, np.diff(at) > 1e-9]
    log_odds = np.log(share / (1 - share))
    return Calibration(
        tuple(np.round(at[rising], 3).tolist()), tuple(np.round(log_odds[rising], 3).tolist())
    )


def _places(
    points: Floats, same: npt.NDArray[np.bool_], weights: Floats, count: int
) -> npt.NDArray[np.int64]:
    """Return the place of each pair: pairs of equal points share one, rarer truths lie finer."""
    parts = []
    for kind in (same, ~same):
        heavy = np.where(kind, weights, 0.0)
        parts.append(np.cumsum(heavy) / max(float(heavy.sum()), 1.0))
    rank = np.floor((parts[0] + parts[1]) / 2 * count * (1 - 1e-12))
    # Pairs of one sum belong together: the first of them says where.
    first = np.r_[True, np.diff(points) > 1e-9]
    rank = rank[np.maximum.accumulate(np.where(first, np.arange(len(points)), 0))]
    return np.asarray(pd.factorize(rank)[0], np.int64)
