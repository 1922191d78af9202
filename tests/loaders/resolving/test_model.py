"""Models of points: read, written, learnt, and calibrated to mean what they say."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from graph.errors import DeclarationError
from loaders.resolving.model import Calibration, Level, PointModel, feature, read_model
from loaders.resolving.training import calibrate, learn

FEATURES = (
    feature(
        "core",
        "no core",
        Level("same", "the same core", least=0),
        Level("other", "another core", most=0),
    ),
    feature("place", "no place", Level("moved", "the place stands elsewhere")),
)
MODEL = PointModel(
    "company",
    FEATURES,
    -1.0,
    {"core": (0.0, 3.0, -4.0), "place": (0.0, -0.5)},
    Calibration((-2.0, 2.0), (-3.0, 4.0)),
)


def drawn(count: int, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Return pairs drawn by known points: intercept -2, same +4, other -3, moved +0.5."""
    rng = np.random.default_rng(seed)
    found = pd.DataFrame(
        {"core": rng.integers(0, 3, count), "place": rng.integers(0, 2, count)}, dtype="int8"
    )
    odds = np.array([0.0, 4.0, -3.0])[found["core"]] + 0.5 * found["place"].to_numpy() - 2
    return found, rng.random(count) < 1 / (1 + np.exp(-odds))


def test_points_add_up_and_the_calibration_says_what_they_mean() -> None:
    found = pd.DataFrame({"core": [1, 2, 0], "place": [1, 0, 0]})
    assert MODEL.score(found).tolist() == [1.5, -5.0, -1.0]
    odds = [-3 + 7 * 3.5 / 4, -3.0, -3 + 7 / 4]  # below the lowest place the lowest holds
    assert MODEL.probability(found) == pytest.approx([1 / (1 + math.exp(-x)) for x in odds])


def test_what_says_nothing_is_no_part_of_the_explanation() -> None:
    parts = MODEL.parts({"core": 2, "place": 0})
    assert [(p.level, p.points, p.meaning) for p in parts] == [("other", -4.0, "another core")]
    found = pd.DataFrame({"core": [1, 0], "place": [1, 0]})
    assert MODEL.evidence(found).tolist() == ["core.same; place.moved", ""]


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "company.toml"
    path.write_text(MODEL.to_toml(), "utf-8")
    assert read_model(path, FEATURES) == MODEL


DAMAGED = [
    pytest.param("intercept = -1.000", "", "intercept", id="a number is missing"),
    pytest.param("moved", "gone", "'gone'", id="a level that is not there"),
    pytest.param("points.place", "points.trade", "'trade'", id="a feature that is not there"),
    pytest.param("[-3.000, 4.000]", "[4.0, -3.0]", "does not rise", id="falling"),
    pytest.param("[-3.000, 4.000]", "[4.0]", "differ in length", id="lists of two lengths"),
    pytest.param("show_at = 0.2", "show_at = 1.2", "show_at 1.2", id="no probability"),
    pytest.param('name = "company"', "name = ", "no model", id="no TOML"),
]


@pytest.mark.parametrize(("old", "new", "said"), DAMAGED)
def test_a_damaged_model_is_refused_by_name(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "company.toml"
    text = MODEL.to_toml()
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(DeclarationError, match=said):
        read_model(path, FEATURES)


def test_points_are_learnt_from_pairs() -> None:
    found, same = drawn(20_000)
    model = learn("company", FEATURES, found, same)
    assert model.intercept == pytest.approx(-2, abs=0.15)
    assert model.points["core"] == pytest.approx((0.0, 4.0, -3.0), abs=0.4)
    assert model.points["place"] == pytest.approx((0.0, 0.5), abs=0.15)


def test_evidence_is_never_turned_round_by_learning() -> None:
    found, same = drawn(2_000)
    model = learn("company", FEATURES, found, ~same)
    assert model.points["core"] == (0.0, 0.0, 0.0)


def test_a_learnt_probability_means_what_it_says() -> None:
    found, same = drawn(20_000)
    model = learn("company", FEATURES, found, same)
    new, truth = drawn(20_000, seed=1)
    stated = model.probability(new)
    for low in (0.0, 0.2, 0.5, 0.8):
        band = (stated >= low) & (stated < low + 0.2)
        if band.sum() > 100:
            assert truth[band].mean() == pytest.approx(stated[band].mean(), abs=0.04)


def test_learning_twice_gives_the_same_file() -> None:
    found, same = drawn(3_000)
    texts = {learn("company", FEATURES, found, same).to_toml() for _ in range(2)}
    assert len(texts) == 1


def test_nothing_seen_seldom_is_called_sure() -> None:
    same = np.repeat([False, True], 40)
    sure = calibrate(np.repeat([-5.0, 5.0], 40), same, np.ones(80))
    assert 1 / (1 + math.exp(-sure.log_odds[-1])) == pytest.approx(1 - 0.5 / 41, abs=0.001)
    assert calibrate(np.zeros(0), np.zeros(0, bool), np.zeros(0)) == Calibration()
