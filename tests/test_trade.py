"""The invoices of an invented city as trade: what was planted is found, in the sums it was sent in.

The city is small and of its own, for the sample has no invoices; it is delivered in two parts, so
that invoices made void, and red letters, come after what they take back.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fixtures.city import delivering
from graph.days import parse_day
from graph.edition import Edition
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.taking.load import load
from qiji import build_edition

KEYS = ["seller", "buyer", "month"]
SUMS = ["invoices", "amount", "tax"]


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of 400 firms with the wider tables."""
    folder = tmp_path_factory.mktemp("trade") / "city"
    delivering.make(delivering.Order(400, 11, 10, 2, 12, 2025, folder, False, True), 0)
    return folder


@pytest.fixture(scope="module")
def edition(wide: Path, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Its edition."""
    home = Home.at(tmp_path_factory.mktemp("trade") / "home")
    for delivery in sorted(path for path in wide.iterdir() if path.name != "truth"):
        load(home, delivery, declared(), declaration_texts(), parse_day(delivery.name))
    build_edition(home)
    return Edition.current(home)


def traded(edition: Edition) -> pd.DataFrame:
    """Return the trade that is known today, by USCC."""
    rows = edition.table("edges/TRADES_WITH").to_pandas()
    rows = rows[rows["known_to"].isna()]
    uscc = np.asarray(edition.column("nodes/Company", "uscc"))
    first = edition.span("Company").start
    ends = {"seller": uscc[rows["src"] - first], "buyer": uscc[rows["dst"] - first]}
    found: pd.DataFrame = rows.assign(**ends)
    return found


def test_planted_rings_are_found_in_every_month_with_their_sums(
    edition: Edition, wide: Path
) -> None:
    planted = pd.read_csv(wide / "truth/trades.csv")
    codes = pd.read_csv(wide / "truth/companies.csv", dtype=str).set_index("company")["uscc"]
    planted["month"] = planted["month"] // 100 * 12 + planted["month"] % 100 - 1
    for end in ("seller", "buyer"):
        planted[end] = planted[end].map(codes)
    both = planted.merge(traded(edition), on=KEYS, how="left", suffixes=("", "_found"))
    assert len(both) == len(planted) > 0
    for name in SUMS:
        assert both[f"{name}_found"].to_numpy() == pytest.approx(both[name].to_numpy()), name
    assert (both[["voids", "reds"]] == 0).all(axis=None)


def test_a_ring_is_a_circle_of_its_eight_shells_in_a_month(wide: Path, edition: Edition) -> None:
    planted = pd.read_csv(wide / "truth/trades.csv", dtype=str)
    members = pd.read_csv(wide / "truth/planted.csv", dtype=str)
    shells = members[(members["case"] == "P4-1") & (members["role"] == "shell")]["member"]
    inside = planted[planted["seller"].isin(shells) & planted["buyer"].isin(shells)]
    month = inside[inside["month"] == inside["month"].min()]
    follows = dict(zip(month["seller"], month["buyer"], strict=True))
    at, seen = shells.iloc[0], set[str]()
    while at not in seen:
        seen.add(at)
        at = follows[at]
    assert seen == set(shells)


def test_what_is_taken_back_is_known_only_from_its_own_delivery(
    edition: Edition, wide: Path
) -> None:
    rows = edition.table("edges/TRADES_WITH").to_pandas()
    days = sorted({str(day) for day in rows["known_from"]})
    assert days == sorted(path.name for path in wide.iterdir() if path.name != "truth")
    assert rows["reds"].sum() > 0
    assert rows["voids"].sum() > 0
    assert (rows["invoices"] + rows["voids"] + rows["reds"] > 0).all()
    spans = rows.sort_values(["src", "dst", "month", "known_from"])
    again = spans.duplicated(["src", "dst", "month"])
    ends = spans["known_to"].shift()[again].to_numpy()
    assert (spans["known_from"][again].to_numpy() == ends).all()


def test_payments_add_up_to_their_month(edition: Edition, wide: Path) -> None:
    series = edition.table("series").to_pandas()
    received = series[series["measure"] == "tax_received"]
    assert len(received) > 0
    assert not received[received["known_to"].isna()].duplicated(["node", "month"]).any()
