"""A model that can be read: points for what was found about two parties, and a probability.

Points are log-odds. Each feature of a pair has one level; the first says nothing and is worth
nothing. The sum, with the intercept, is turned into a probability by a calibration that was
measured on pairs the points were not learnt from. A model is a TOML file: learnt by
`loaders.resolving.training`, or kept by hand.

**Source:** points that add up are the log of the likelihood ratios of Fellegi and Sunter (1969).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import DeclarationError

Floats = npt.NDArray[np.float64]

MERGE_AT = 0.98  # [param] pairs expected to be one at least so often are merged
SHOW_AT = 0.2  # [param] pairs less likely are not written


@dataclass(frozen=True)
class Level:
    """One value of a feature.

    Args:
        name: as it stands in a model file.
        meaning: what is told to people; `{}` in it is replaced by the pair's detail.
        least, most: bounds of its points, so that learning never turns evidence round.
    """

    name: str
    meaning: str
    least: float = -math.inf
    most: float = math.inf


@dataclass(frozen=True)
class Feature:
    """One thing that is compared. Its first level says nothing: it is worth no points."""

    name: str
    levels: tuple[Level, ...]

    def code(self, level: str) -> int:
        """Return the place of a level, as a column of features holds it."""
        return self.names.index(level)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the levels, in their order."""
        return tuple(level.name for level in self.levels)


def feature(name: str, nothing: str, *levels: Level) -> Feature:
    """Return a feature whose first level, of no points, means `nothing`."""
    return Feature(name, (Level("unknown", nothing, 0.0, 0.0), *levels))


@dataclass(frozen=True)
class Calibration:
    """Which log-odds a sum of points means: straight lines between measured places, rising.

    Outside the measured places the outermost holds: nothing surer than what was seen is said.
    """

    points: tuple[float, ...] = ()
    log_odds: tuple[float, ...] = ()

    def __call__(self, points: Floats) -> Floats:
        if not self.points:
            return points
        return np.asarray(np.interp(points, self.points, self.log_odds), np.float64)


@dataclass(frozen=True)
class Part:
    """What one feature adds to a pair's sum."""

    feature: str
    level: str
    points: float
    meaning: str


@dataclass(frozen=True)
class PointModel:
    """Points by feature and level, and what their sum means.

    Args:
        name: which parties it is for (`company`, `person`).
        features: what is compared, as its module declares it.
        points: by feature, its levels' points in their order.
        merge_at, show_at: [param] probabilities from which pairs are merged, and written.
        learnt_from: one sentence on where the points come from.
    """

    name: str
    features: tuple[Feature, ...]
    intercept: float
    points: Mapping[str, tuple[float, ...]]
    calibration: Calibration = Calibration()
    merge_at: float = MERGE_AT
    show_at: float = SHOW_AT
    learnt_from: str = "kept by hand"

    def score(self, found: pd.DataFrame) -> Floats:
        """Return the sum of points of each pair.

        Args:
            found: a column a feature, of places of levels (`Feature.code`).
        """
        total = np.full(len(found), self.intercept, np.float64)
        for one in self.features:
            total += np.asarray(self.points[one.name], np.float64)[found[one.name].to_numpy()]
        return total

    def probability(self, found: pd.DataFrame) -> Floats:
        """Return how likely each pair is one, in (0, 1)."""
        log_odds = self.calibration(self.score(found))
        return np.asarray(1.0 / (1.0 + np.exp(-log_odds)), np.float64)

    def parts(self, codes: Mapping[str, int]) -> list[Part]:
        """Return what each feature that says something adds for one pair, the weightiest first."""
        told = [
            Part(f.name, level.name, self.points[f.name][codes[f.name]], level.meaning)
            for f in self.features
            if (level := f.levels[codes[f.name]]) is not f.levels[0]
        ]
        return sorted(told, key=lambda part: -abs(part.points))

    def evidence(self, found: pd.DataFrame) -> npt.NDArray[np.object_]:
        """Return each pair's levels that say something, as codes (`loaders.resolving.evidence`)."""
        text = np.full(len(found), "", object)
        for one in self.features:
            said = [f"; {one.name}.{level.name}" for level in one.levels]
            words = np.array(["", *said[1:]], object)
            text = text + words[found[one.name].to_numpy()]
        return np.array([t.removeprefix("; ") for t in text.tolist()], object)

    def to_toml(self) -> str:
        """Return the model as the text of its file."""
        lines = [
            f"# Points (log-odds) that two parties of kind {self.name} are one.",
            "# `unknown` is worth nothing. Change points here, never in code.",
            f'name = "{self.name}"',
            f'learnt_from = "{self.learnt_from}"',
            f"merge_at = {self.merge_at}  # [param] likely enough to be merged",
            f"show_at = {self.show_at}  # [param] likely enough to be shown",
            f"intercept = {self.intercept:.3f}",
        ]
        for one in self.features:
            lines += ["", f"[points.{one.name}]"]
            for level, points in zip(one.levels[1:], self.points[one.name][1:], strict=True):
                lines.append(f"{level.name} = {points + 0.0:.3f}  # {level.meaning}")
        lines += ["", "[calibration]  # what a sum of points means, in log-odds"]
        for name, numbers in (
            ("points", self.calibration.points),
            ("log_odds", self.calibration.log_odds),
        ):
            lines.append(f"{name} = [{', '.join(f'{n:.3f}' for n in numbers)}]")
        return "\n".join(lines) + "\n"


def read_model(path: Path, features: tuple[Feature, ...]) -> PointModel:
    """Return the model that a TOML file declares for these features.

    Raises:
        DeclarationError: it is no TOML, lacks a number, names what is no feature or level, or
            its calibration does not rise.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        calibration = told.get("calibration", {})
        model = PointModel(
            name=str(told["name"]),
            features=features,
            intercept=float(told["intercept"]),
            points={f.name: _points(path, f, told["points"].get(f.name, {})) for f in features},
            calibration=Calibration(
                tuple(float(n) for n in calibration.get("points", ())),
                tuple(float(n) for n in calibration.get("log_odds", ())),
            ),
            merge_at=float(told.get("merge_at", MERGE_AT)),
            show_at=float(told.get("show_at", SHOW_AT)),
            learnt_from=str(told.get("learnt_from", "kept by hand")),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise DeclarationError(
            f"{path} is no model of resolving: {error}; write it again with `qiji resolve train`."
        ) from error
    _require_sound(path, model, set(told["points"]))
    return model


def _points(path: Path, one: Feature, told: Mapping[str, Any]) -> tuple[float, ...]:
    if strange := sorted(set(told) - set(one.names)):
        raise DeclarationError(
            f"{path} gives points.{one.name} the level {strange[0]!r}, which it has not; "
            f"it has {', '.join(one.names[1:])}."
        )
    return (0.0, *(float(told.get(level.name, 0.0)) for level in one.levels[1:]))


def _require_sound(path: Path, model: PointModel, named: set[str]) -> None:
    if strange := sorted(named - {f.name for f in model.features}):
        raise DeclarationError(
            f"{path} gives points to {strange[0]!r}, which is not compared; "
            f"compared are {', '.join(f.name for f in model.features)}."
        )
    at, to = model.calibration.points, model.calibration.log_odds
    falls = any(np.diff(at) <= 0) or any(np.diff(to) < 0)
    if len(at) != len(to) or falls:
        raise DeclarationError(
            f"{path} has a calibration that does not rise, or whose two lists differ in length; "
            "give points and log_odds in rising order, one for one."
        )
    if not (0.0 <= model.show_at <= model.merge_at <= 1.0):
        raise DeclarationError(
            f"{path} has merge_at {model.merge_at} and show_at {model.show_at}; "
            "both are probabilities, and show_at is not above merge_at."
        )
