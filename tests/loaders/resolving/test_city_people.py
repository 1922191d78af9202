"""The sample city's people, told apart and joined, with ids shown and with ids hidden.

Figures are printed. The model was learnt from other, invented cities.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from fixtures.people import Mentioned, mentioned
from graph.home import Home
from loaders.resolving.people import coded, resolve, resolve_inside
from loaders.resolving.people.across import measured, weighed
from loaders.resolving.people.features import person_model
from loaders.resolving.people.resolving import gathered

HIDDEN = 0.4
Codes = npt.NDArray[np.int64]


@pytest.fixture(scope="module")
def said(city_home: Home, city: Path) -> Mentioned:
    """Whom the sample city's rows mention."""
    return mentioned(city_home, city / "truth")


def pairs_in(*columns: Codes) -> int:
    """Return how many pairs of rows are equal in all columns."""
    size = np.unique(np.column_stack(columns), axis=0, return_counts=True)[1]
    return int((size * (size - 1) // 2).sum())


CASES = [
    pytest.param(0.0, False, 0.85, id="as it is"),
    pytest.param(HIDDEN, False, 0.75, id="ids hidden"),
    pytest.param(HIDDEN, True, 0.48, id="ids and masked ids hidden"),
]


@pytest.mark.parametrize(("share", "masks", "recall"), CASES)
def test_whom_no_id_tells_is_joined_rightly(
    said: Mentioned, share: float, masks: bool, recall: float, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = said.hidden(share, 1, masks=masks)
    found = resolve(hidden.mentions, hidden.around)
    true = pd.factorize(hidden.meant)[0].astype(np.int64)
    persons = np.unique(np.column_stack([found.entity, true]), axis=0)
    assert len(persons) == found.count  # inside a company nobody is anybody else
    group, meant = found.group[persons[:, 0]], persons[:, 1]
    merged, right, so = pairs_in(group), pairs_in(group, meant), pairs_in(meant)
    likely = found.likely[["src", "dst"]].to_numpy(np.int64)
    either = right + int((meant[likely[:, 0]] == meant[likely[:, 1]]).sum())
    with capsys.disabled():
        print(  # noqa: T201
            f"\ntruth: people across companies, {share:.0%} of ids hidden"
            f"{', masked ids too' if masks else ''}: precision {right / merged:.4f}  "
            f"recall {right / so:.4f}  with those possibly the same {either / so:.4f}  "
            f"({merged:,} pairs joined, {so:,} so)",
            end="",
        )
    assert right / merged >= 0.98
    assert right / so >= recall


def test_namesakes_are_never_joined(said: Mentioned, city: Path) -> None:
    table = pd.read_csv(city / "truth/namesakes.csv", dtype=str)
    for share in (0.0, HIDDEN, 0.7, 1.0):
        hidden = said.hidden(share, 2, masks=True)
        found = resolve(hidden.mentions, hidden.around)
        meant = pd.DataFrame({"entity": found.entity, "meant": hidden.meant}).drop_duplicates()
        meant = meant[meant["meant"].isin(table["person"])]
        assert not meant["entity"].duplicated().any()
        assert (meant.groupby(found.group[meant["entity"]])["meant"].nunique() == 1).all()


def test_a_probability_is_how_often_it_is_so_or_less(
    said: Mentioned, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = []
    for seed in range(4):
        hidden = said.hidden(HIDDEN, seed, masks=bool(seed % 2))
        told = resolve_inside(coded(hidden.mentions), hidden.mentions["row"])
        days = hidden.mentions["day"].to_numpy(np.int64)
        people, limits = gathered(told, hidden.around, days)
        pairs = weighed(people, person_model())
        ends = pairs["one"].to_numpy(np.int64), pairs["two"].to_numpy(np.int64)
        meant = np.empty(told.count, object)
        meant[told.entity] = hidden.meant
        pairs = pairs.assign(same=meant[ends[0]] == meant[ends[1]])
        parts.append(pairs[~limits.forbid(*ends)])
    pairs = pd.concat(parts)
    bands = measured(pairs, pairs["same"].to_numpy(bool))
    with capsys.disabled():
        print("\n" + bands.round(3).to_string(index=False), end="")  # noqa: T201
    sure = pairs["probability"] >= person_model().merge_at
    assert pairs.loc[sure, "same"].mean() >= person_model().merge_at
    assert pairs["same"].mean() >= pairs["probability"].mean() - 0.02
