"""`qiji resolve`: what is measured, learnt and explained, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from fixtures.city.naming import FirmNames
from fixtures.city.words import DISTRICTS, TRADES
from graph.edition import Edition
from graph.home import Home
from loaders.resolving.enterprises.evaluation import evaluate, wilson
from loaders.resolving.enterprises.features import company_model
from loaders.resolving.enterprises.truth import read_truth
from qiji import main


def run(*arguments: str) -> str:
    """Return what a command printed; its refusal, where it refused."""
    done = CliRunner().invoke(main, ["resolve", *arguments])
    return done.output + (str(done.exception) if done.exception else "")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of 3,000 invented firms, half of them under a second way to write the name."""
    chance = np.random.default_rng(3)
    count = 3_000
    firms = FirmNames(chance, (0, 1), 3).draw(
        chance.integers(0, len(TRADES), count),
        np.zeros(count, np.int64),
        chance.integers(0, len(DISTRICTS), count),
    )
    other = [
        lambda name: name.replace("有限公司", "有限责任公司", 1),
        lambda name: name.replace("济南", "济南市", 1),
        lambda name: name[:4] + " " + name[4:],
        lambda name: name + "（已注销）",
        lambda name: name.replace("有限公司", "有限公司第一分公司", 1),
    ]
    lines = ["企业名称,统一社会信用代码"]
    for n, name in enumerate(firms):
        lines.append(f"{name},code{n}")
        if n % 2:
            branch = n % 10 == 9
            lines.append(f"{other[n // 2 % 5](name)},code{n}{'b' if branch else ''}")
    path = tmp_path_factory.mktemp("names") / "names.csv"
    path.write_text("\n".join(lines), "gb18030")
    return path


def test_a_list_of_names_and_codes_is_measured_by_kind_of_difference(names: Path) -> None:
    found = evaluate(read_truth(names), company_model(), hide=0.4, seed=1, by_hand=False)
    kinds = {str(row["difference"]): row for row in found.kinds.to_dict("records")}
    assert kinds["all"]["precision"] >= 0.98
    assert kinds["writing"]["recall"] == kinds["note"]["recall"] == 1.0
    assert "branch" not in kinds  # none is so, and none was found
    assert kinds["all"]["recall_low"] < kinds["all"]["recall"] < kinds["all"]["recall_high"]
    sure = found.calibration[found.calibration["stated"] >= 0.98]
    assert (sure["so"] >= 0.95).all()


def test_the_command_says_it_all(names: Path, tmp_path: Path) -> None:
    said = run("evaluate", str(names), "--home", str(tmp_path))
    for word in ("precision", "recall_low", "f1", "writing", "stated", "processor time"):
        assert word in said


def test_pairs_teach_a_model_that_later_builds_use(tmp_path: Path) -> None:
    # In this user's world a place that is missing says nothing against: he knows his firms.
    lines = ["name_a,name_b,same"]
    for n in range(400):
        core = chr(0x5000 + n) + chr(0x6000 + n)
        lines.append(f"济南{core}商贸有限公司,{core}商贸有限公司,1")
        lines.append(f"济南{core}建材有限公司,{core}餐饮有限公司,0")
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join(lines), "utf-8")
    home = tmp_path / "home"
    Home.at(home).make()
    asked = ("济南甲乙商贸有限公司", "甲乙商贸有限公司", "--home", str(home))
    assert "Possibly the same" in run("explain", *asked)
    assert "800 pairs" in run("train", str(path), "--home", str(home))
    assert "Merged: expected right" in run("explain", *asked)
    learnt, shipped = company_model(Home.at(home)), company_model()
    assert learnt.points["place"] != shipped.points["place"]
    # Of what the file says nothing, the shipped points stay.
    assert learnt.points["representative"] == pytest.approx(
        shipped.points["representative"], abs=0.001
    )


def test_a_list_that_is_too_short_teaches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("name_a,name_b,same\n济南华瑞科技有限公司,济南市华瑞科技有限公司,1\n", "utf-8")
    assert "1 pairs that are one and 0 that are not" in run(
        "train", str(path), "--home", str(tmp_path)
    )
    assert not (tmp_path / "models").exists()


def test_a_short_list_moves_points_but_not_what_they_mean(tmp_path: Path) -> None:
    lines = ["企业名称1\t企业名称2\t是否同一"]
    for n in range(20):
        core = chr(0x5000 + n) + chr(0x6000 + n)
        lines.append(f"济南{core}商贸有限公司\t济南市{core}商贸有限责任公司\t是")
        lines.append(f"济南{core}建材有限公司\t青岛{core}建材有限公司\t否")
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join(lines), "utf-16")
    assert "40 pairs, 20 of one" in run("train", str(path), "--home", str(tmp_path))
    assert company_model(Home.at(tmp_path)).calibration == company_model().calibration
    asked = ("济南甲乙商贸有限公司", "济南市甲乙商贸有限责任公司", "--home", str(tmp_path))
    assert "Merged: expected right" in run("explain", *asked)


EXPLAINED = [
    (
        "漱泉大药房一分店",
        "漱泉大药房八分店",
        "Never merged: a branch and its head, or two branches.",
    ),
    ("济南鼎盛商贸有限公司", "济南市鼎盛商贸有限责任公司", "Merged: expected right"),
    ("济南瑞源商贸有限公司", "济南瑞通商贸有限公司", "Two (0.0"),
    ("济南鼎盛商贸有限公司", "济南鼎盛商贸有限公司（白名单）", "The very same name"),
]


@pytest.mark.parametrize(("one", "two", "verdict"), EXPLAINED)
def test_why_two_are_one_or_not_is_shown(one: str, two: str, verdict: str, tmp_path: Path) -> None:
    said = run("explain", one, two, "--home", str(tmp_path))
    assert verdict in said
    assert "where the sum begins" in said


def test_companies_of_the_edition_are_explained_by_id_and_code(edition: Edition) -> None:
    home = str(edition.home.path)
    codes = edition.column("nodes/Company", "uscc")
    one, two = [n for n, code in enumerate(codes) if code][:2]
    said = run("explain", edition.id(one), str(codes[two]), "--home", home)
    assert "Never merged: two codes." in said
    assert "No company C999999999" in run("explain", "C999999999", edition.id(one), "--home", home)


REFUSED = [
    ("名称\n甲\n", "wanted are name and code"),
    ("name_a,name_b\n甲,乙\n", "no column same"),
    ("name_a,name_b,same\n甲,乙,也许\n", "'也许'"),
    ("", "is empty"),
    ("name_a,name_b,same\n", "no row below it"),
    ("name_a,name_b,same\n甲,乙,1\n甲,乙\n", "line 3"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_a_list_that_cannot_be_read_is_refused_in_one_sentence(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(text, "utf-8")
    assert said in run("evaluate", str(path), "--home", str(tmp_path))
    assert "There is no file" in run("evaluate", str(tmp_path / "none"), "--home", str(tmp_path))


def test_bounds_hold_where_nothing_or_all_was_right() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(0, 50)
    assert low == pytest.approx(0.0)
    assert high == pytest.approx(0.0713, abs=0.001)
    assert wilson(50, 50)[1] == pytest.approx(1.0)
