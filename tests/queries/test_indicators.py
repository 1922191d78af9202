"""Measures on tiny editions, and what an indicator may not see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from graph.days import Moment, parse_day
from graph.edition import Edition
from graph.errors import LeakError
from queries import measures
from queries.cut import CutEdition
from queries.indicators import STATES, cap, evaluate, standing
from queries.measures import Facts, Measured
from queries.scales import Indicator, scale

SCALE = scale()
DECLARED = {i.name: i for i in SCALE.indicators}
DAY = "2025-01-15"
Make = Callable[[], Any]


def at(day: str, known: str = "") -> Moment:
    return Moment(parse_day(day), parse_day(known or day))


def value(edition: Edition, name: str, who: str, day: str = DAY, known: str = "") -> float:
    """Return an indicator's value for one company; the city's must be the same."""
    number = edition.number(who)
    one = evaluate(CutEdition(edition, at(day, known), [number]), DECLARED[name]).value[0]
    all_ = evaluate(CutEdition(edition, at(day, known)), DECLARED[name]).value[number]
    assert np.array_equal(one, all_, equal_nan=True)
    return float(one)


Do = Callable[[Any], Any]


@pytest.mark.parametrize(
    ("name", "told", "wanted"),
    [
        pytest.param("enforcement_cases", lambda t: None, 0.0, id="nothing on record counts 0"),
        pytest.param(
            "enforcement_cases",
            lambda t: [t.event("A", "EXEC", d, "judgment_debtor") for d in ("2023-02-01", DAY)],
            2.0,
            id="two cases, one of the day itself",
        ),
        pytest.param(
            "enforcement_cases",
            lambda t: t.event("A", "EXEC", "2022-01-14", "judgment_debtor"),
            0.0,
            id="a case before the window",
        ),
        pytest.param(
            "enforcement_cases",
            lambda t: t.event("A", "EXEC", "2023-02-01", "applicant"),
            0.0,
            id="the creditor is not blamed",
        ),
        pytest.param(
            "enforcement_amount",
            lambda t: [
                t.event("A", "EXEC", "2024-02-01", "judgment_debtor", amount=a)
                for a in (300.0, 50.0, None)
            ],
            350.0,
            id="amounts add up, one not stated",
        ),
        pytest.param(
            "new_suits",
            lambda t: [t.event("A", "LIT_FILED", d, "defendant") for d in ("2024-10-01", DAY)],
            1.0,
            id="only suits of 90 days",
        ),
        pytest.param(
            "penalties_general",
            lambda t: t.event("A", "PEN_GEN", "2024-02-01", state="repaired"),
            0.0,
            id="a repaired penalty",
        ),
        pytest.param(
            "penalties_general",
            lambda t: t.event("A", "PEN_GEN", "2024-02-01", until="2024-12-01"),
            0.0,
            id="an expired penalty",
        ),
        pytest.param(
            "penalties_general",
            lambda t: t.event("A", "PEN_GEN", "2024-02-01", state="in_force"),
            1.0,
            id="a penalty within its time",
        ),
        pytest.param(
            "penalties_serious",
            lambda t: t.event("A", "PEN_SERIOUS", "2021-12-01"),
            0.0,
            id="a serious penalty after three years",
        ),
        pytest.param(
            "abnormal_list",
            lambda t: t.event("A", "ABN_IN", "2024-02-01", until="2024-09-01"),
            0.0,
            id="taken off the list",
        ),
        pytest.param(
            "abnormal_list",
            lambda t: [
                t.event("A", "ABN_IN", "2024-02-01"),
                t.event("A", "ABN_OUT", "2024-09-01"),
                t.event("A", "ABN_IN", "2024-10-01"),
            ],
            1.0,
            id="taken off by a row of its own, then listed again",
        ),
        pytest.param(
            "capital_decreases",
            lambda t: [t.event("A", "CHG_CAP_DOWN", d) for d in ("2024-06-30", "2024-07-01")],
            1.0,
            id="decreases that adjust to the law do not count",
        ),
        pytest.param(
            "years_in_operation",
            lambda t: [t.event("A", "REG_EST", d) for d in ("2024-01-16", "2024-01-15")],
            366.0,
            id="days since the first",
        ),
        pytest.param("years_in_operation", lambda t: t.party("A"), np.nan, id="founding not known"),
        pytest.param(
            "tax_rating_streak",
            lambda t: [
                t.event("A", "TAX_GRADE", f"{year}-04-20", title=letter)
                for year, letter in zip(range(2021, 2025), "ABAA", strict=True)
            ],
            2.0,
            id="two A in a row",
        ),
        pytest.param(
            "tax_rating_streak",
            lambda t: t.event("A", "TAX_GRADE", "2024-04-20", title="C"),
            0.0,
            id="no A at the end",
        ),
        pytest.param(
            "tax_rating_streak", lambda t: t.party("A"), np.nan, id="never rated is not known"
        ),
        pytest.param(
            "tax_credit_rating",
            lambda t: [
                t.property("A", "tax_credit_rating", letter, f"{year}-04-20")
                for year, letter in ((2023, "A"), (2024, "C"))
            ],
            1.0,
            id="the latest rating",
        ),
        pytest.param(
            "tax_credit_rating",
            lambda t: t.property("A", "tax_credit_rating", "A", "2020-04-20"),
            np.nan,
            id="an old rating says nothing",
        ),
        pytest.param(
            "headcount_drop",
            lambda t: t.months("A", "headcount", "2023-09", [20.0] * 8 + [12.0] + [9.0] * 7),
            0.55,
            id="largest fall within three months",
        ),
        pytest.param(
            "headcount_drop",
            lambda t: t.months("A", "headcount", "2023-09", [4.0] * 8 + [1.0] * 8),
            np.nan,
            id="a fall from fewer than five is not judged",
        ),
        pytest.param(
            "headcount_drop",
            lambda t: t.months("A", "headcount", "2023-09", [20.0] * 9),
            0.0,
            id="months that nobody reported are no fall",
        ),
        pytest.param(
            "headcount_volatility",
            lambda t: t.months("A", "headcount", "2023-01", [8.0, 12.0] * 12),
            0.2,
            id="deviation over mean",
        ),
        pytest.param(
            "headcount_volatility",
            lambda t: t.months("A", "headcount", "2024-01", [8.0] * 12),
            np.nan,
            id="too few months",
        ),
        pytest.param(
            "turnover_trend",
            lambda t: t.months("A", "turnover", "2023-01", [100.0 + 2 * m for m in range(24)]),
            24 / 123,
            id="slope of a line, over the mean, a year",
        ),
        pytest.param(
            "turnover_trend",
            lambda t: t.months("A", "turnover", "2023-01", [0.0] * 24),
            np.nan,
            id="no turnover has no trend",
        ),
    ],
)
def test_a_measure_gives_its_value(lives: Make, name: str, told: Do, wanted: float) -> None:
    town = lives()
    who = town.party("A")
    town.party("B")
    town.event("B", "EXEC", "2024-01-01", "judgment_debtor")
    town.months("B", "headcount", "2024-01", [3.0])
    told(town)
    assert value(town.build(), name, who) == pytest.approx(wanted, nan_ok=True)


def test_a_term_is_that_of_the_law_in_force_on_the_day(lives: Make) -> None:
    town = lives()
    who = town.party("A")
    town.event("A", "PEN_GEN", "2024-06-03")
    edition = town.build("2026-12-31")
    days = {"2026-03-31": 1.0, "2026-04-01": 0.0}
    assert {d: value(edition, "penalties_general", who, d) for d in days} == days


def test_related_parties_count_on_a_legal_tie_with_the_tie_as_evidence(lives: Make) -> None:
    town = lives()
    for firm in "ABCD":
        town.firm(firm)
    town.edge("LEGAL_REPRESENTATIVE_OF", "P1", "A", "2018-01-01")
    town.edge("LEGAL_REPRESENTATIVE_OF", "P1", "D", "2018-01-01")
    town.edge("OWNS", "A", "B", "2018-01-01", share=0.6)
    town.edge("OWNS", "A", "C", "2018-01-01", share=0.3)
    town.edge("OWNS", "B", "C", "2018-01-01", share=0.3)
    town.edge("OWNS", "B", "D", "2018-01-01", share=0.4)
    town.event("P1", "SHIXIN_IN", "2023-01-01", "judgment_debtor")
    listed = town.event("C", "SHIXIN_IN", "2024-01-01", "judgment_debtor")
    for firm in "BD":
        town.event(firm, "SER_IN", "2024-01-01")
    edition = town.build()
    ids = {name: edition.number(town.party(name)) for name in "ABCD"}
    wanted = {
        "representative_dishonest": {"A": 1.0, "B": 0.0, "C": 0.0, "D": 1.0},
        "controlled_listed": {"A": 2.0, "B": 0.0, "C": 0.0, "D": 0.0},
        "shared_representative_listed": {"A": 1.0, "B": 0.0, "C": 0.0, "D": 0.0},
    }
    found = {
        name: {firm: value(edition, name, town.party(firm)) for firm in "ABCD"} for name in wanted
    }
    assert found == wanted
    used = evaluate(CutEdition(edition, at(DAY), [ids["A"]]), DECLARED["controlled_listed"]).facts
    assert edition.number(listed) in used.event
    kinds = {edition.rows("records", np.array([r]))["line"].iloc[0] for r in used.record}
    owns = {r["record"] + 2 for r in town.frames["edges/OWNS"][:3]}
    assert owns <= kinds


def test_a_tie_that_ended_or_was_not_yet_known_does_not_count(lives: Make) -> None:
    town = lives()
    for firm in "AB":
        town.firm(firm)
    town.edge("LEGAL_REPRESENTATIVE_OF", "P1", "A", "2018-01-01", until="2024-06-01")
    town.edge("LEGAL_REPRESENTATIVE_OF", "P1", "B", "2024-06-01", known="2024-09-01")
    town.event("P1", "SHIXIN_IN", "2023-01-01", "judgment_debtor")
    edition = town.build()
    days = {"2024-05-31": (1.0, 0.0), "2024-06-30": (0.0, 0.0), "2024-09-01": (0.0, 1.0)}
    found = {
        day: tuple(value(edition, "representative_dishonest", town.party(n), day) for n in "AB")
        for day in days
    }
    assert found == days


@pytest.mark.parametrize(
    ("name", "kind", "role", "day", "holds"),
    [
        ("dishonest_debtor", "SHIXIN_IN", "judgment_debtor", "2016-05-01", True),
        ("dishonest_debtor", "SHIXIN_IN", "legal_representative", "2024-05-01", False),
        ("major_tax_violation", "TAX_MAJOR", "subject", "2022-05-01", True),
        ("major_tax_violation", "TAX_MAJOR", "subject", "2022-01-01", False),
        ("serious_list", "SER_IN", "subject", "2024-05-01", True),
        ("revoked", "REG_REVOKE", "subject", "2020-05-01", True),
    ],
)
def test_a_cap_holds_while_its_fact_is_in_force(
    lives: Make, name: str, kind: str, role: str, day: str, holds: bool
) -> None:
    town = lives()
    number = town.party("A")
    event = town.event("A", kind, day, role)
    edition = town.build()
    declared = next(c for c in SCALE.caps if c.name == name)
    found = cap(CutEdition(edition, at(DAY), [edition.number(number)]), declared)
    assert bool(found.value[0]) is holds
    assert (edition.number(event) in found.facts.event) is holds


def status(word: str) -> Do:
    return lambda t: t.property("A", "status", word, "2024-01-01")


@pytest.mark.parametrize(
    ("told", "state"),
    [
        pytest.param(lambda t: t.firm("A"), "graded", id="sound"),
        pytest.param(lambda t: t.party("A"), "unknown", id="nobody knows it"),
        pytest.param(lambda t: t.firm("A", "2025-01-16"), "unknown", id="founded on the morrow"),
        pytest.param(lambda t: t.firm("A", "2024-01-17"), "too_young", id="364 days old"),
        pytest.param(lambda t: t.firm("A", "2024-01-16"), "graded", id="365 days old"),
        pytest.param(
            lambda t: t.event("A", "REG_EST", "2015-01-01"), "unknown", id="no department"
        ),
        pytest.param(
            lambda t: t.property("A", "established_on", "2015-01-01", "2015-01-01"),
            "insufficient",
            id="registered and nothing else",
        ),
        pytest.param(
            lambda t: t.event("A", "EXEC", "2024-01-01", "judgment_debtor"),
            "unknown",
            id="known to a court, not registered here",
        ),
        pytest.param(
            lambda t: (t.firm("A"), t.event("A", "REG_CLOSE", "2024-09-01")), "gone", id="closed"
        ),
        pytest.param(lambda t: (t.firm("A"), status("moved_out")(t)), "gone", id="moved away"),
        pytest.param(lambda t: (t.firm("A"), status("revoked")(t)), "graded", id="revoked"),
    ],
)
def test_who_is_graded_at_all(lives: Make, told: Do, state: str) -> None:
    town = lives()
    number = town.party("A")
    told(town)
    edition = town.build()
    found = standing(CutEdition(edition, at(DAY), [edition.number(number)]), SCALE)
    assert STATES[found.state[0]] == state


# --- no leak ----------------------------------------------------------------------------------


@pytest.fixture
def cut(lives: Make) -> CutEdition:
    """A, cut to DAY; the last row of every frame lies outside it."""
    town = lives()
    town.firm("A")
    town.firm("B")
    town.event("A", "SHIXIN_IN", "2025-02-01", "judgment_debtor")
    town.event("A", "EXEC", "2024-02-01", "judgment_debtor", known="2025-03-01")
    town.edge("OWNS", "A", "B", "2025-02-01", share=1.0)
    edition = town.build()
    return CutEdition(edition, at(DAY), [edition.number(town.party("A"))])


def later_row(cut: CutEdition, frame: str) -> int:
    """Return the row of a frame that became known last."""
    return int(np.argmax(cut._edition.column(frame, "known_from")))


@pytest.mark.parametrize("frame", ["nodes/Event", "edges/PARTY_TO", "edges/OWNS", "series"])
def test_reaching_a_row_outside_the_cut_raises(cut: CutEdition, frame: str) -> None:
    if frame == "series":
        cut.moment = at("2023-01-31")
    with pytest.raises(LeakError, match="had not begun or was not known by 202"):
        cut.rows(frame, [later_row(cut, frame)])


def test_a_row_within_the_cut_is_handed_out(cut: CutEdition) -> None:
    row = int(np.argmin(cut._edition.column("nodes/Event", "known_from")))
    assert cut.rows("nodes/Event", [row])["kind"].tolist() == ["REG_EST"]


@pytest.mark.parametrize("frame", ["nodes/Company", "records"])
def test_a_frame_without_days_is_refused(cut: CutEdition, frame: str) -> None:
    with pytest.raises(LeakError, match="data day"):
        cut.rows(frame, [0])


@pytest.mark.parametrize("name", ["table", "column", "network", "names", "node", "event_rows"])
def test_what_an_edition_offers_beyond_the_cut_is_refused(cut: CutEdition, name: str) -> None:
    with pytest.raises(LeakError, match=f"reached for `{name}`"):
        getattr(cut, name)


def test_a_measure_that_uses_the_future_raises(
    cut: CutEdition, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cut._edition
    future = later_row(cut, "nodes/Event") + whole.span("Event").start

    def cheating(cut: CutEdition, indicator: Indicator) -> Measured:
        """Counts an event that happens later, past the cut."""
        one = np.array([0], np.int64)
        return Measured(np.ones(len(cut)), Facts.of(one, one, np.array([future], np.int64)))

    monkeypatch.setitem(measures.MEASURES, "cheating", cheating)
    with pytest.raises(LeakError):
        evaluate(cut, replace(DECLARED["enforcement_cases"], measure="cheating"))


def test_the_cut_hands_out_no_event_of_the_future(cut: CutEdition) -> None:
    kinds = ["SHIXIN_IN", "EXEC", "REG_EST"]
    assert len(cut.events(kinds).at) == 1
    later = CutEdition(cut._edition, at("2025-03-01"), cut.nodes.tolist())
    assert len(later.events(kinds).at) == 3
