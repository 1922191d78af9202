"""The sample city's firms, with codes hidden from a share of its records. Figures are printed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from fixtures.firms import Rows, loaded_rows, resolved
from graph.home import Home
from loaders.declaring.declaration import declared

HIDDEN = 0.4


@pytest.fixture(scope="module")
def rows(city_home: Home, city: Path) -> Rows:
    """The sample city's rows, and the firm that each means."""
    return loaded_rows(city_home, declared(), city / "truth")


def pairs(frame: pd.DataFrame, *columns: str) -> int:
    """Return how many pairs of rows are equal in some columns, and bear different names."""

    def equal(*by: str) -> int:
        size = frame.groupby(list(by)).size().to_numpy()
        return int((size * (size - 1) // 2).sum())

    return equal(*columns) - equal(*columns, "name")


@pytest.mark.parametrize("seed", [1, 2])
def test_firms_are_joined_though_names_differ_and_codes_are_hidden(
    rows: Rows, tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    shown = rows.hidden(HIDDEN, seed)
    said = rows.said(shown, resolved(Home.at(tmp_path), rows, shown))
    # Pairs of two records that both show their codes are told by these: they do not count.
    coded = said[~said["hidden"]]
    so, found, right = (
        pairs(said, *by) - pairs(coded, *by) for by in (["firm"], ["node"], ["node", "firm"])
    )
    with capsys.disabled():
        print(  # noqa: T201
            f"\ntruth: firms of other names, {HIDDEN:.0%} of codes hidden: "
            f"precision {right / found:.4f}  recall {right / so:.4f}  ({found:,} found, {so:,} so)",
            end="",
        )
    assert right / found >= 0.98
    assert right / so >= 0.85
    # Whatever the names: nobody is anybody else.
    assert said.groupby("node")["firm"].nunique().max() == 1


def test_without_any_code_nobody_is_merged_with_anybody(rows: Rows, tmp_path: Path) -> None:
    shown = rows.hidden(1.0, 1)
    said = rows.said(shown, resolved(Home.at(tmp_path), rows, shown))
    firms = said.groupby("node")["firm"].nunique()
    assert (firms == 1).mean() >= 0.999
