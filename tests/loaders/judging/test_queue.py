"""Which pairs are worth a person's time, and the commands that show them."""

from __future__ import annotations

import io
import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from graph.edition import Edition
from graph.home import Home
from loaders.judging.judgements import Judgement, Side, judgements
from loaders.judging.queue import GRADE, LINKS, MONEY, queue, told
from qiji import main


def qiji(home: Home, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--home", str(home.path)])


@pytest.fixture(scope="module")
def waiting(edition: Edition) -> pd.DataFrame:
    return queue(edition, [])


def test_the_worthiest_come_first_and_every_pair_once(
    edition: Edition, waiting: pd.DataFrame
) -> None:
    pairs = edition.rows("edges/POSSIBLY_SAME_AS", slice(None))
    ends = {frozenset(two) for two in pairs[["src", "dst"]].to_numpy().tolist()}
    assert len(waiting) == len(ends) > 3
    assert waiting["worth"].is_monotonic_decreasing
    assert {frozenset(two) for two in waiting[["a", "b"]].to_numpy().tolist()} == ends


def owed(edition: Edition, number: int) -> float:
    """Return the yuan of a node's events, one by one."""
    near = edition.network.neighbours(number, None, ("PARTY_TO",))
    amounts = edition.event_rows(near.other.astype(np.int64))["amount"]
    return float(amounts.fillna(0).clip(lower=0).sum())


def test_worth_is_the_formula_it_says(edition: Edition, waiting: pd.DataFrame) -> None:
    scores = dict(
        zip(
            edition.column("derived/grades", "node").tolist(),
            edition.column("derived/grades", "score").tolist(),
            strict=True,
        )
    )
    for row in waiting.iloc[:: max(len(waiting) // 25, 1)].to_dict("records"):
        a, b, p = int(row["a"]), int(row["b"]), row["probability"]
        links = min(edition.network.degree(n) for n in (a, b))
        yuan = min(owed(edition, n) for n in (a, b))
        gap = abs(scores.get(a, math.nan) - scores.get(b, math.nan))
        moved = 1 + LINKS * math.log2(1 + links) + MONEY * math.log10(1 + yuan)
        moved += GRADE * (0 if math.isnan(gap) else gap)
        assert row["worth"] == pytest.approx(4 * p * (1 - p) * moved, abs=0.001)


def test_even_odds_are_worth_more_than_near_certainty(waiting: pd.DataFrame) -> None:
    alike = waiting.assign(moved=waiting["worth"] / (4 * waiting["probability"]))
    sure = alike[alike["probability"] > 0.95]
    open_ = alike[alike["probability"].between(0.4, 0.6)]
    assert not len(sure) or not len(open_) or open_["worth"].mean() > sure["worth"].mean()


@pytest.mark.parametrize(
    ("verdict", "unsure", "waits"),
    [
        ("same", False, False),
        ("different", True, False),
        ("unsure", False, False),
        ("unsure", True, True),
    ],
)
def test_a_judged_pair_waits_no_longer(
    edition: Edition, waiting: pd.DataFrame, verdict: Any, unsure: bool, waits: bool
) -> None:
    row = told(edition, waiting.head(1)).iloc[0]
    b, a = (Side(row[side], row[f"{side}_name"], ()) for side in ("a", "b"))
    judged = [Judgement(1, verdict, "王", "2024", "x", a, b)]
    found = queue(edition, judged, unsure=unsure)
    assert len(found) == len(waiting) - (not waits)
    assert ((found["a"] == waiting["a"][0]) & (found["b"] == waiting["b"][0])).any() == waits
    taken_back = [Judgement(1, verdict, "王", "2024", "x", a, b, undone_by=2)]
    assert len(queue(edition, taken_back)) == len(waiting)


@pytest.fixture(scope="module")
def home(city_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The city's home without its deliveries: enough to look and to judge."""
    folder = tmp_path_factory.mktemp("judged") / "home"
    left = shutil.ignore_patterns("deliveries", "rejects")
    return Home.at(shutil.copytree(city_home.path, folder, ignore=left)).make()


def test_the_next_pair_is_shown_with_the_commands_to_judge_it(home: Home) -> None:
    shown = qiji(home, "judge", "next").stdout
    command = next(line.strip() for line in shown.splitlines() if "judge different" in line)
    words = command.removeprefix("qiji ").replace(' --why "…"', "").split()
    result = qiji(home, *words, "--why", "两处住所", "--by", "王登记")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "are two" in result.stdout
    assert command not in qiji(home, "judge", "next").stdout
    (one,) = judgements(home)
    assert one.a is not None
    assert one.a.keys
    assert {"edition", "probability", "evidence"} <= set(one.evidence)


@pytest.mark.parametrize("form", ["table", "csv", "json", "ndjson", "parquet", "xlsx"])
@pytest.mark.parametrize("words", [("list",), ("queue", "--limit", "3")])
def test_lists_come_in_every_form(
    home: Home, tmp_path: Path, words: tuple[str, ...], form: str
) -> None:
    if not judgements(home):
        qiji(home, "judge", "unsure", "C000000001", "C000000002", "--why", "x", "--by", "王登记")
    out = tmp_path / f"answer.{form}"
    result = qiji(home, "judge", *words, "--format", form, "--out", str(out))
    assert result.exit_code == 0
    data = out.read_bytes()
    if form == "table":
        assert b"rows)" in data or b"(1 row)" in data
        return
    readers = {
        "csv": lambda: pd.read_csv(io.BytesIO(data)),
        "json": lambda: pd.DataFrame(json.loads(data)),
        "ndjson": lambda: pd.read_json(io.BytesIO(data), lines=True),
        "parquet": lambda: pd.read_parquet(io.BytesIO(data)),
        "xlsx": lambda: pd.read_excel(io.BytesIO(data), engine="openpyxl"),
    }
    found = readers[form]()
    assert len(found) == (3 if words[0] == "queue" else 1)
    assert {"a_name", "b_name"} <= set(found.columns)


REFUSED = [
    (("same", "C000000001", "C000000001"), "given twice"),
    (("same", "C000000001", "P000000001"), "a company and a person"),
    (("same", "C000000001", "C999999999"), "C999999999"),
    (("same", "没有这样的公司", "C000000001"), "Nobody in the edition"),
    (("undo", "99"), "no judgement 99"),
]


@pytest.mark.parametrize(("words", "sentence"), REFUSED)
def test_what_cannot_be_judged_is_said_in_a_sentence(
    home: Home, words: tuple[str, ...], sentence: str
) -> None:
    before = len(judgements(home))
    result = qiji(home, "judge", *words, "--why", "x", "--by", "王登记")
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert len(judgements(home)) == before


def test_nobody_judges_without_a_reason(home: Home) -> None:
    result = qiji(home, "judge", "same", "C000000001", "C000000002")
    assert result.exit_code == 2
    assert "--why" in result.stderr


def test_judging_before_the_first_build_says_what_to_run(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home").make()
    result = qiji(home, "judge", "next")
    assert (result.exit_code, "qiji build" in result.stderr) == (1, True)
    assert "(0 rows)" in qiji(home, "judge", "list").stdout
