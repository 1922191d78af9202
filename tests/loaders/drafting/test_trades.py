"""Invoices become trade by pair and month, as it was known on any day."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest

from graph.days import LATEST, day_number
from loaders.declaring.declaration import declared
from loaders.drafting.rows import NOBODY, Said
from loaders.drafting.trades import edges
from loaders.table import Trade

INVOICES = declared()["invoice"]
[TRADE] = [fact for fact in INVOICES.facts if isinstance(fact, Trade)]
MARCH, APRIL = 2020 * 12 + 2, 2020 * 12 + 3
SUMS = ["invoices", "voids", "reds", "amount", "tax"]


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def said(rows: list[dict[str, object]]) -> Said:
    """Return versions of invoice rows as a draft has them."""
    frame = pd.DataFrame(rows)
    plain = {"tax": 0.0, "known_to": LATEST, "replaced": LATEST, "closed": LATEST, "key": 0}
    for name, value in plain.items():
        frame[name] = frame[name].fillna(value) if name in frame else value
    frame = frame.assign(record=np.arange(len(frame)), first=0, last=0)
    parties = {name: frame[name].to_numpy(np.int64) for name in ("seller", "buyer")}
    return Said(INVOICES, frame, parties, np.array([0], np.int64))


def invoice(
    seller: int, buyer: int, on: str, amount: float, state: str = "normal", **more: object
) -> dict[str, object]:
    row = {"seller": seller, "buyer": buyer, "issued_on": day(on), "amount": amount}
    return row | {"state": state, "known_from": day("2020-05-01"), **more}


def known(frame: pd.DataFrame, on: str) -> dict[tuple[int, int, int], tuple[float, ...]]:
    """Return the trade known on a day: (seller, buyer, month) -> its sums."""
    now = frame[(frame["known_from"] <= day(on)) & (day(on) < frame["known_to"])]
    keys = zip(now["src"], now["dst"], now["month"], strict=True)
    return dict(zip(keys, now[SUMS].itertuples(index=False, name=None), strict=True))


def test_a_month_of_a_pair_is_one_edge_and_directions_and_months_stay_apart() -> None:
    frame = edges(
        said(
            [
                invoice(1, 2, "2020-03-01", 100.10, tax=13.01),
                invoice(1, 2, "2020-03-31", 200.20, tax=26.02),
                invoice(1, 2, "2020-04-01", 50),
                invoice(2, 1, "2020-03-05", 7),
            ]
        ),
        TRADE,
    )
    assert known(frame, "2020-05-01") == {
        (1, 2, MARCH): (2, 0, 0, 300.30, 39.03),
        (1, 2, APRIL): (1, 0, 0, 50.0, 0.0),
        (2, 1, MARCH): (1, 0, 0, 7.0, 0.0),
    }
    march = frame[(frame["src"] == 1) & (frame["month"] == MARCH)].iloc[0]
    assert (march["valid_from"], march["valid_to"]) == (day("2020-03-01"), day("2020-04-01"))
    assert (frame["precision"] == "month").all()


def test_a_red_letter_that_comes_late_changes_the_month_from_the_day_it_was_known() -> None:
    red = invoice(1, 2, "2020-03-20", -100, "red", tax=-13.0, known_from=day("2020-06-01"))
    frame = edges(said([invoice(1, 2, "2020-03-01", 100, tax=13.0), red]), TRADE)
    assert known(frame, "2020-05-31") == {(1, 2, MARCH): (1, 0, 0, 100.0, 13.0)}
    assert known(frame, "2020-06-01") == {(1, 2, MARCH): (1, 0, 1, 0.0, 0.0)}
    assert frame["record"].tolist() == [0, 1]


def test_an_invoice_made_void_leaves_the_sums_from_the_day_it_was_known() -> None:
    later = day("2020-06-01")
    frame = edges(
        said(
            [
                invoice(1, 2, "2020-03-01", 100, replaced=later, known_to=later),
                invoice(1, 2, "2020-03-01", 100, "void", known_from=later),
            ]
        ),
        TRADE,
    )
    assert known(frame, "2020-05-01") == {(1, 2, MARCH): (1, 0, 0, 100.0, 0.0)}
    assert known(frame, "2020-06-01") == {(1, 2, MARCH): (0, 1, 0, 0.0, 0.0)}
    assert frame["known_to"].tolist() == [later, LATEST]


def test_a_correction_that_changes_no_sum_makes_no_new_span() -> None:
    later = day("2020-06-01")
    frame = edges(
        said(
            [
                invoice(1, 2, "2020-03-01", 100, replaced=later),
                invoice(1, 2, "2020-03-02", 100, known_from=later),
            ]
        ),
        TRADE,
    )
    assert len(frame) == 1
    assert frame["known_to"].tolist() == [LATEST]


def test_an_invoice_that_moved_to_another_pair_leaves_nothing_behind() -> None:
    later = day("2020-06-01")
    frame = edges(
        said(
            [
                invoice(1, 2, "2020-03-01", 100, replaced=later),
                invoice(1, 3, "2020-03-01", 100, known_from=later),
            ]
        ),
        TRADE,
    )
    assert set(known(frame, "2020-05-01")) == {(1, 2, MARCH)}
    assert set(known(frame, "2020-06-01")) == {(1, 3, MARCH)}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(invoice(1, NOBODY, "2020-03-01", 5), id="buyer unknown"),
        pytest.param(invoice(1, 1, "2020-03-01", 5), id="to itself"),
        pytest.param(invoice(1, 2, "2020-03-01", np.nan), id="no amount"),
        pytest.param(invoice(1, 2, "2020-03-01", 5, known_to=day("2020-05-01")), id="never known"),
    ],
)
def test_what_is_no_trade_between_two_companies_is_no_edge(row: dict[str, object]) -> None:
    assert len(edges(said([row]), TRADE)) == 0


def test_without_a_tax_field_no_tax_is_said() -> None:
    frame = edges(said([invoice(1, 2, "2020-03-01", 5)]), dataclasses.replace(TRADE, tax=None))
    assert frame["tax"].isna().all()


@pytest.mark.parametrize("seed", range(4))
def test_every_day_of_knowledge_gives_the_sums_of_the_rows_believed_then(seed: int) -> None:
    random = np.random.default_rng(seed)
    size = 300
    since = random.integers(100, 130, size)
    lasts = np.where(random.random(size) < 0.4, since + random.integers(1, 20, size), LATEST)
    rows = pd.DataFrame(
        {
            "seller": random.integers(0, 3, size),
            "buyer": random.integers(0, 3, size),
            "issued_on": random.integers(18_000, 18_090, size),
            "amount": np.round(random.normal(0, 1000, size), 2),
            "tax": np.round(random.normal(0, 100, size), 2),
            "state": random.choice(["normal", "void", "red"], size),
            "known_from": since,
            "replaced": lasts,
        }
    )
    frame = edges(said(rows.to_dict("records")), TRADE)  # type: ignore[arg-type]
    rows["month"] = [d.year * 12 + d.month - 1 for d in pd.to_datetime(rows["issued_on"], unit="D")]
    for today in range(99, 155):
        believed = rows[(rows["known_from"] <= today) & (today < rows["replaced"])]
        believed = believed[believed["seller"] != believed["buyer"]]
        wanted = {
            key: (
                (part["state"] == "normal").sum(),
                (part["state"] == "void").sum(),
                (part["state"] == "red").sum(),
                pytest.approx(part.loc[part["state"] != "void", "amount"].sum()),
                pytest.approx(part.loc[part["state"] != "void", "tax"].sum()),
            )
            for key, part in believed.groupby(["seller", "buyer", "month"])
        }
        now = frame[(frame["known_from"] <= today) & (today < frame["known_to"])]
        keys = zip(now["src"], now["dst"], now["month"], strict=True)
        assert dict(zip(keys, now[SUMS].itertuples(index=False, name=None), strict=True)) == wanted
