"""Grades of editions: no leak, reasons with records, one company as in the city, the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from graph.days import Moment, parse_day
from graph.edition import Edition
from graph.errors import QijiError
from graph.kinds import KINDS, polarity
from queries import records
from queries.grade_command import grade as command
from queries.grade_sheet import sheet
from queries.grades import Grade, city, derive_grades, grade, grades, history
from queries.scales import scale

DAY = "2025-01-15"
USCC = "91370100MA3C0001XX"
Make = Callable[[], Any]
Do = Callable[[Any], Any]


def at(day: str = DAY) -> Moment:
    return Moment(parse_day(day), parse_day(day))


def graded(town: Any, day: str = DAY, who: str = "A") -> Grade:
    """Build a town and grade one of its companies."""
    edition = town.build()
    return grade(edition, edition.number(town.ids[who]), at(day))


def told(found: Grade) -> tuple[Any, ...]:
    """Return all that a grade says, but for numbers of rows, which any new row moves."""
    return (
        found.letter,
        found.score,
        found.state,
        found.percentile,
        [c.cap.name for c in found.caps],
        sorted((r.name, r.value, r.points, len(r.records)) for r in found.reasons),
        found.departments,
    )


def town_of(lives: Make) -> Any:
    """A sound company with a debtor it controls, and a neighbour."""
    town = lives()
    town.firm("A")
    town.firm("B", "2016-01-01")
    town.edge("LEGAL_REPRESENTATIVE_OF", "P1", "A", "2015-03-02")
    town.edge("OWNS", "A", "B", "2016-01-01", share=0.8)
    town.event("A", "EXEC", "2024-03-01", "judgment_debtor", amount=2_000_000.0, number="1")
    town.event("B", "SHIXIN_IN", "2024-06-01", "judgment_debtor")
    return town


def test_a_grade_has_score_percentile_and_reasons_that_add_up(lives: Make) -> None:
    found = graded(town_of(lives))
    assert (found.letter, found.score, found.percentile) == ("BB", 65, 0.5)
    assert sum(reason.points for reason in found.reasons) == found.score
    assert found.reasons[0].name == "base"
    assert {r.name: r.points for r in found.reasons if r.points} == {
        "base": 70,
        "tax_credit_rating": 4,
        "headcount_volatility": 4,
        "years_in_operation": 4,
        "enforcement_cases": -8,
        "enforcement_amount": -3,
        "controlled_listed": -6,
    }


def test_every_reason_that_counts_leads_to_its_records(lives: Make) -> None:
    town = town_of(lives)
    edition = town.build()
    found = grade(edition, edition.number(town.ids["A"]), at())
    for reason in found.reasons[1:]:
        if reason.points:
            rows = records.of(edition, reason.records)
            assert len(rows) == len(reason.records) > 0, reason.name
            assert set(rows["file"]) == {"f.csv"}
        for event in reason.events:
            assert edition.label_of(event) == "Event"


def test_a_cap_carries_its_rule_and_its_records(lives: Make) -> None:
    town = town_of(lives)
    event = town.event("A", "SHIXIN_IN", "2024-09-01", "judgment_debtor", until="2025-02-01")
    edition = town.build()
    number = edition.number(town.ids["A"])
    capped, free = grade(edition, number, at()), grade(edition, number, at("2025-02-01"))
    assert (capped.letter, free.letter) == ("D", "BB")
    assert capped.score == free.score
    assert [c.cap.name for c in capped.caps] == ["dishonest_debtor"]
    assert [edition.id(n) for n in capped.caps[0].events] == [event]
    assert "法释〔2017〕7号" in capped.caps[0].cap.source
    assert free.caps == ()


# --- no leak ----------------------------------------------------------------------------------

LATER = "2025-01-16"
SPRING = "2025-03-20"
LEAKS: dict[str, Do] = {
    "an event of the morrow": lambda t: t.event("A", "SHIXIN_IN", LATER, "judgment_debtor"),
    "an event known on the morrow": lambda t: t.event(
        "A", "EXEC", "2024-05-01", "judgment_debtor", known=LATER
    ),
    "a founding day corrected later": lambda t: t.event("A", "REG_EST", "2001-01-01", known=LATER),
    "a closing known later": lambda t: t.event("A", "REG_CLOSE", "2024-12-01", known=LATER),
    "months reported later": lambda t: t.months("A", "headcount", "2025-01", [1.0, 0.0]),
    "a rating of the morrow": lambda t: t.property("A", "tax_credit_rating", "D", LATER),
    "a status known later": lambda t: t.property(
        "A", "status", "revoked", "2024-01-01", known=LATER
    ),
    "a name of the morrow": lambda t: t.property("A", "name", "乙有限公司", LATER),
    "a holding of the morrow": lambda t: t.edge("OWNS", "A", "C", LATER, share=1.0),
    "a representative known later": lambda t: (
        t.event("P9", "SHIXIN_IN", "2020-01-01", "judgment_debtor"),
        t.edge("LEGAL_REPRESENTATIVE_OF", "P9", "A", "2024-01-01", known=LATER),
    ),
    "a listing of the representative of the morrow": lambda t: t.event(
        "P1", "SHIXIN_IN", LATER, "judgment_debtor"
    ),
}


def leaky_town(lives: Make) -> Any:
    """The town, and a listed company that A may come to hold."""
    town = town_of(lives)
    town.firm("C")
    town.event("C", "SER_IN", "2024-01-01")
    return town


@pytest.fixture(scope="module")
def untold(lives: Make) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What is said of A on DAY and two months later, when nothing is planted."""
    town = leaky_town(lives)
    edition = town.build()
    number = edition.number(town.ids["A"])
    return told(grade(edition, number, at())), told(grade(edition, number, at(SPRING)))


@pytest.mark.parametrize("plant", LEAKS.values(), ids=list(LEAKS))
def test_a_fact_of_the_future_changes_no_grade(
    lives: Make, untold: tuple[tuple[Any, ...], tuple[Any, ...]], plant: Do
) -> None:
    town = leaky_town(lives)
    plant(town)
    edition = town.build()
    number = edition.number(town.ids["A"])
    assert told(grade(edition, number, at())) == untold[0]
    # Once its day has come the same fact does speak; but a name gives no points.
    speaks = plant is not LEAKS["a name of the morrow"]
    assert (told(grade(edition, number, at(SPRING))) != untold[1]) is speaks


def test_a_later_version_does_not_reach_back(lives: Make) -> None:
    town = town_of(lives)
    town.event("A", "PEN_SERIOUS", "2024-04-01", known_to=LATER, state="in_force")
    town.event("A", "PEN_SERIOUS", "2024-04-01", known=LATER, state="withdrawn")
    edition = town.build()
    number = edition.number(town.ids["A"])
    points = {
        day: next(r.points for r in grade(edition, number, at(day)).reasons
                  if r.name == "penalties_serious")
        for day in (DAY, LATER)
    }  # fmt: skip
    assert points == {DAY: -9, LATER: 0}


def test_what_was_known_can_be_asked_apart_from_the_day(lives: Make) -> None:
    town = town_of(lives)
    town.event("A", "EXEC", "2024-05-01", "judgment_debtor", known=LATER)
    edition = town.build()
    number = edition.number(town.ids["A"])
    then = grade(edition, number, at())
    since = grade(edition, number, Moment(parse_day(DAY), parse_day(LATER)))
    assert then.score is not None
    assert since.score == then.score - 6


# --- who is not graded --------------------------------------------------------------------------


def test_a_company_founded_later_or_gone_has_no_grade(lives: Make) -> None:
    town = town_of(lives)
    town.firm("C", "2024-12-01")
    town.firm("D")
    town.event("D", "REG_CLOSE", "2024-12-31")
    town.event("D", "SHIXIN_IN", "2024-06-01", "judgment_debtor")
    edition = town.build()
    found = {
        (who, day): grade(edition, edition.number(town.ids[who]), at(day))
        for who, day in (("C", "2024-11-30"), ("C", DAY), ("D", "2024-12-30"), ("D", DAY))
    }
    states = {key: (g.state, g.letter) for key, g in found.items()}
    assert states == {
        ("C", "2024-11-30"): ("unknown", None),
        ("C", DAY): ("too_young", None),
        ("D", "2024-12-30"): ("graded", "D"),
        ("D", DAY): ("gone", None),
    }
    gone = found["D", DAY]
    assert (gone.score, gone.reasons, gone.caps, gone.percentile) == (None, (), (), None)
    frame = grades(edition, at()).set_index("node")
    assert frame.loc[edition.number(town.ids["C"]), "grade"] == "N/A"
    assert frame.loc[edition.number(town.ids["D"]), "grade"] is None


def test_silence_gives_no_bad_grade(lives: Make) -> None:
    town = lives()
    town.event("A", "REG_EST", "2015-01-01")
    town.property("A", "status", "active", "2015-01-01")
    assert (graded(town).letter, graded(town).state) == (None, "insufficient")


# --- adverse events never help --------------------------------------------------------------------

ADVERSE = sorted(
    {
        (kind, role)
        for which in [d.happened for d in scale().indicators] + [c.happened for c in scale().caps]
        for kind in which.kinds
        for role in which.roles
        if polarity(kind, role) < 0
    }
)


@pytest.mark.parametrize(("kind", "role"), ADVERSE)
def test_an_adverse_event_never_raises_score_or_letter(lives: Make, kind: str, role: str) -> None:
    town = town_of(lives)
    known = [f"2025-01-{day}" for day in range(16, 20)]
    for month, day in zip((10, 11, 12, 12), known, strict=True):
        town.event("A", kind, f"2024-{month}-01", role, amount=9_000_000.0, known=day)
    edition = town.build()
    moments = [Moment(parse_day(DAY), parse_day(day)) for day in (DAY, *known)]
    found = [grade(edition, edition.number(town.ids["A"]), moment) for moment in moments]
    letters = list(scale().grades)
    scores = [g.score or 0 for g in found]
    levels = [letters.index(g.letter or "") for g in found]
    assert scores == sorted(scores, reverse=True)
    assert levels == sorted(levels)


def test_adverse_kinds_are_really_tried() -> None:
    assert len(ADVERSE) >= 12
    assert {kind for kind, _ in ADVERSE} <= set(KINDS)


# --- a city -----------------------------------------------------------------------------------


def test_one_company_is_graded_as_in_the_city(edition: Edition) -> None:
    day = parse_day("2022-06-30")
    moment = Moment(day, day)
    frame, reasons = city(edition, moment)
    spread = frame.groupby("state")["node"].apply(lambda n: n.iloc[:: max(len(n) // 12, 1)])
    capped = frame.loc[frame["cap"].notna(), "node"]
    heavy = reasons.sort_values("points")["node"].iloc[:15]
    for node in sorted({*spread, *capped, *heavy}):
        one, row = grade(edition, node, moment), frame.loc[node]
        assert one.letter == (None if one.state != "graded" else row["grade"])
        assert one.state == row["state"]
        mine = reasons[(reasons["node"] == node) & (reasons["points"] != 0)]
        points = {r.name: r.points for r in one.reasons if r.points}
        assert points == dict(zip(mine["indicator"], mine["points"], strict=True))
        if one.score is not None:
            assert (one.score, one.percentile) == (row["score"], row["percentile"])


def test_points_of_a_city_add_up_to_its_scores(edition: Edition) -> None:
    frame, reasons = city(edition, edition.moment())
    sums = reasons.groupby("node")["points"].sum()
    scores = frame.set_index("node")["score"].dropna()
    assert len(scores) > 1000
    pd.testing.assert_series_equal(
        sums.astype(float), scores, check_names=False, check_index_type=False
    )


def test_what_the_edition_stores_is_what_is_computed(edition: Edition) -> None:
    for name, (frame, layout) in derive_grades(edition, edition.moment()).items():
        stored = edition.rows(name, slice(None))
        wanted = frame.sort_values(list(layout.order), ignore_index=True)[[*stored]]
        wanted, stored = (f.astype("object").where(f.notna(), None) for f in (wanted, stored))
        pd.testing.assert_frame_equal(stored, wanted)


def test_a_history_is_the_grades_of_its_days(lives: Make) -> None:
    town = town_of(lives)
    edition = town.build()
    number = edition.number(town.ids["A"])
    days = [parse_day(d) for d in ("2014-01-01", "2024-02-01", DAY)]
    found = history(edition, number, days)
    assert [day for day, _ in found] == days
    assert [letter for _, letter in found] == [None, "BBB", "BB"]


# --- the command --------------------------------------------------------------------------------


def run(*words: str) -> str:
    result = CliRunner().invoke(command, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def home(lives: Make) -> Path:
    town = town_of(lives)
    town.property("A", "uscc", USCC, "2015-03-02")
    town.property("A", "name", "=1+1有限公司", "2025-02-01")
    town.build()
    path: Path = town.home.path
    return path


def test_grades_are_exported_with_names_as_known_on_the_day(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "grades.xlsx"
    run("--home", str(home), "--as-of", DAY, "--out", str(out))
    found = pd.read_excel(out, engine="calamine").set_index("name")
    row = found.loc["A有限公司"]
    assert row["uscc"] == USCC
    assert (row["grade"], row["score"]) == ("BB", 65)
    assert row["scale"] == f"credit {scale().version}"
    assert str(row["as_of"])[:10] == str(row["known_on"])[:10] == DAY
    assert row["reasons"].startswith("基础分 70；被执行案件 -8；")
    assert found.loc["B有限公司", "caps"] == "失信被执行人"


def test_reasons_of_the_export_add_up_to_its_score(home: Path) -> None:
    found = sheet(Edition.current(home), at())
    points = found["reasons"].str.findall(r" ([+-]?\d+)(?:；|$)")
    sums = points.map(lambda texts: sum(int(t) for t in texts))
    assert sums.tolist() == found["score"].tolist()


@pytest.mark.parametrize(("day", "name"), [(DAY, "A有限公司"), ("2025-02-01", "=1+1有限公司")])
def test_one_company_is_shown_with_reasons_and_records(home: Path, day: str, name: str) -> None:
    shown = run("C000000001", "--home", str(home), "--as-of", day)
    assert shown.startswith(f"C000000001 {name}: BB, score 65")
    assert "被执行案件" in shown
    assert "f.csv:" in shown
    assert "(record " in shown


def test_a_company_that_is_not_graded_says_why(home: Path) -> None:
    shown = run("C000000001", "--home", str(home), "--as-of", "2015-06-30")
    assert "N/A, not enough information: it is younger than a year" in shown


def test_a_day_before_anything_was_known_grades_nobody(home: Path) -> None:
    shown = run("--home", str(home), "--as-of", "2001-01-01")
    assert "(0 rows)" in shown
    assert "2 more companies are in the edition" in shown


def test_a_company_that_nobody_knows_is_refused(home: Path) -> None:
    with pytest.raises(QijiError, match="Nobody"):
        CliRunner().invoke(command, ["没有", "--home", str(home)], catch_exceptions=False)


def test_an_empty_edition_has_no_grades(lives: Make) -> None:
    edition = lives().build()
    frame, reasons = city(edition, at())
    assert len(frame) == len(reasons) == 0
    for found, layout in derive_grades(edition, at()).values():
        assert found.columns.tolist() == [c.name for c in layout.columns]
