"""`qiji resolve` of people: what is measured, learnt and explained, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from graph.days import parse_day
from graph.edition import Edition
from graph.home import Home
from graph.identifiers.codes import org_check, uscc_check
from loaders.declaring.declaration import declaration_texts, declared
from loaders.resolving.people.evaluation import evaluate
from loaders.resolving.people.features import person_model
from loaders.resolving.people.lists import read_people
from loaders.taking.load import load
from qiji import build_edition, main

PEOPLE = 600
NAMES = [
    f"{a}{b}{c}" for a in "綦昝亓逄" for b in "鹿牟山岳衡岱" for c in "晟曦旻昶晔暄昕昊晗旸晞昀"
]


def run(*arguments: str) -> str:
    """Return what a command printed; its refusal, where it refused."""
    done = CliRunner().invoke(main, ["resolve", *arguments])
    return done.output + (str(done.exception) if done.exception else "")


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of 600 invented people, each of two firms with one number; of a name there are two."""
    chance = np.random.default_rng(3)
    made = []
    for n in range(PEOPLE):
        for which in "甲乙":
            phone = f"1380000{n:04d}" if chance.random() < 0.9 else f"1390000{n:04d}"
            made.append((f"p{n}", NAMES[n % len(NAMES)], f"济南{n}{which}有限公司", phone))
    path = tmp_path_factory.mktemp("people") / "people.csv"
    frame = pd.DataFrame(made, columns=["人员", "姓名", "企业名称", "电话"])
    frame.to_csv(path, index=False, encoding="gb18030")
    return path


def test_a_list_of_people_is_measured_by_what_tells_them(rows: Path) -> None:
    found = evaluate(read_people(rows), person_model(), hide=0.6, seed=1)
    kinds = {str(row["difference"]): row for row in found.kinds.to_dict("records")}
    assert kinds["shared"]["precision"] == 1.0
    assert kinds["shared"]["recall"] == 1.0
    assert kinds["all"]["recall"] < 1.0  # another number tells nobody
    assert kinds["all"]["precision"] == 1.0
    assert kinds["all"]["recall_low"] < kinds["all"]["recall"] < kinds["all"]["recall_high"]
    assert found.sayings == 2 * PEOPLE


def test_the_command_says_it_all_and_reads_ids_of_rows(rows: Path, tmp_path: Path) -> None:
    said = run("evaluate", str(rows), "--home", str(tmp_path))
    for word in ("precision", "recall_low", "f1", "shared", "stated", "1,200 rows"):
        assert word in said
    frame = pd.read_csv(rows, encoding="gb18030").rename(columns={"人员": "证件号码"})
    other = tmp_path / "by_id.csv"
    frame.to_csv(other, index=False)
    assert read_people(other).rows["id"].notna().all()
    assert "1,200 rows" in run("evaluate", str(other), "--home", str(tmp_path))


def test_rows_teach_a_model_that_later_builds_use(rows: Path, tmp_path: Path) -> None:
    # In this user's world an address tells nothing: namesakes stand side by side.
    frame = pd.read_csv(rows, encoding="gb18030")
    frame["地址"] = "济南市" + frame["姓名"] + "路" + frame["企业名称"].str[-5]
    path, home = tmp_path / "rows.csv", Home.at(tmp_path / "home").make()
    frame.to_csv(path, index=False)
    said = run("train", str(path), "--hide", "1", "--home", str(home.path))
    assert "The next edition uses it" in said
    learnt, shipped = person_model(home), person_model()
    assert learnt.points["address"][1] < shipped.points["address"][1] - 0.5
    # Of what the list says nothing, the shipped points stay; and nothing is called surer than sure.
    assert learnt.points["case"] == pytest.approx(shipped.points["case"], abs=0.001)
    assert max(learnt.calibration.log_odds) < 5.3


def uscc(number: int) -> str:
    """Return an invented code that passes its checks."""
    body = f"MAT{number:05d}"
    code = f"91370105{body}{org_check(body)}"
    return code + uscc_check(code)


def firm(number: int, address: int) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{number}",
        "统一社会信用代码": uscc(number),
        "名称": f"济南泉{'明辉石园'[number % 4]}{number}商贸有限公司",
        "成立日期": "2015-01-01",
        "登记状态": "存续",
        "注册资本": "100",
        "住所": f"济南市泉明路{address}号",
    }


def holder(number: int, name: str, *, masked: str = "") -> dict[str, Any]:
    told = {"主体身份代码": f"K{number}", "投资人": name, "投资人类型": "自然人股东"}
    return told | {"认缴出资额": "60", "证件号码": masked}


CREW = ("綦鹿晟", "昝牟曦")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two firms with one crew and one address, and strangers who bear the same names."""
    home = Home.at(tmp_path_factory.mktemp("explained") / "home").make()
    folder = home.path.parent / "in"
    folder.mkdir()
    firms = [firm(n, 1 if n < 2 else n) for n in range(40)]
    crowd = [holder(n, NAMES[n]) for n in range(4, 40)]
    crew = [holder(n, name) for n in (0, 1) for name in CREW]
    strangers = [holder(2, CREW[0], masked="37010119800101****"), holder(3, "王伟")]
    other = [holder(1, "王伟"), holder(4, CREW[0], masked="37010119810101****")]
    for name, table in (
        ("企业基本信息", firms),
        ("投资人及出资信息", crowd + crew + strangers + other),
    ):
        pd.DataFrame(table).to_csv(folder / f"{name}.csv", index=False)
    assert load(home, folder, declared(), declaration_texts(), parse_day("2020-12-31")).whole
    build_edition(home)
    return home


def keys(home: Home) -> dict[tuple[str, int], str]:
    """Return ids by name and place of the company, whether or not they were joined."""
    lines = pd.read_csv(home.identities / "Person.csv")
    told = lines["key"].str.extract(r"^in:(C\d+):([^|]+)\|")
    edition = Edition.current(home)
    places = {edition.id(n): n for n in range(len(edition.span("Company")))}
    names = edition.table("nodes/Company").to_pandas()["name"]
    number = {c: int(names[places[c]].strip("济南泉明辉石园商贸有限公司")) for c in places}
    return {
        (name, number[company]): node
        for company, name, node in zip(told[0], told[1], lines["id"], strict=True)
        if isinstance(company, str)
    }


def test_why_two_people_are_joined_or_not_is_shown(home: Home) -> None:
    ids = keys(home)
    where = ("--home", str(home.path))
    joined = run("explain", ids[CREW[0], 0], ids[CREW[0], 1], *where)
    assert "Joined: a probability of 0.9" in joined
    for word in ("officers", "address", "where the sum begins", "by_id", CREW[0]):
        assert word in joined
    masked = run("explain", ids[CREW[0], 2], ids[CREW[0], 4], *where)
    assert "Never joined: masked ids that differ in a place." in masked
    assert "37010119800101****" in masked
    assert "two names" in run("explain", ids[CREW[0], 0], ids[CREW[1], 0], *where)
    common = run("explain", ids["王伟", 1], ids["王伟", 3], *where)
    assert "no address" not in common
    assert "Two (0." in common or "Possibly the same (0." in common


def test_pairs_of_a_home_are_measured(home: Home, tmp_path: Path) -> None:
    ids = keys(home)
    pairs = [
        (ids[CREW[0], 0], ids[CREW[0], 1], "是"),
        (ids[CREW[1], 0], ids[CREW[1], 1], "是"),
        (ids[CREW[0], 0], ids[CREW[0], 2], "否"),
    ]
    path = tmp_path / "pairs.csv"
    pd.DataFrame(pairs, columns=["人员1", "人员2", "相同"]).to_csv(path, index=False)
    said = run("evaluate", str(path), "--home", str(home.path))
    assert "5 people" in said
    assert "shared" in said
    refused = run("train", str(path), "--home", str(home.path))
    assert "are one and" in refused
    assert "a model needs 50 of either" in refused
    assert not (home.path / "models/person.toml").exists()


REFUSED = [
    (("explain", "P000000001", "C000000001"), "are not two people"),
    (("explain", "P000000001", "P999999999"), "means a person P999999999"),
    (("explain", "P000000001", "P000000001"), "are one person by an id"),
    (("explain", "P000000001", "P000000002", "--by-hand"), "leave it out for people"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_who_cannot_be_explained_is_said_in_a_sentence(
    home: Home, words: tuple[str, ...], said: str
) -> None:
    assert said in run(*words, "--home", str(home.path))


LISTS = [
    ("人员,姓名\np1,王伟\n", "wanted of people are person, name and company"),
    ("人员1,人员2\nP000000001,P000000002\n", "no column same"),
    ("人员1,人员2,相同\nP000000001,P000000002,也许\n", "'也许'"),
    ("人员1,人员2,相同\n", "has a header and no row below it"),
    ("人员1,人员2,相同\nP000000001,,1\n", "has no pair of people"),
    ("人员,姓名,企业名称\np1,,甲\n", "names nobody"),
]


@pytest.mark.parametrize(("text", "said"), LISTS)
def test_a_list_that_cannot_be_read_is_refused_in_one_sentence(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "truth.csv"
    path.write_text(text, "utf-8")
    assert said in run("evaluate", str(path), "--home", str(tmp_path))


def test_a_home_without_deliveries_says_what_to_do(tmp_path: Path) -> None:
    said = run("explain", "P000000001", "P000000002", "--home", str(Home.at(tmp_path).make().path))
    assert "qiji load" in said


def test_people_are_not_read_while_another_command_writes_the_home(tmp_path: Path) -> None:
    home = Home.at(tmp_path).make()
    with home.lock("load"):
        said = run("explain", "P000000001", "P000000002", "--home", str(home.path))
    assert "is being written by `qiji load`" in said
