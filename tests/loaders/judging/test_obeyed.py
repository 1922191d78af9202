"""The next edition obeys what people judged, and is as before once it is taken back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from graph.days import parse_day
from graph.edition import Edition
from graph.home import Home
from graph.identifiers.codes import org_check, uscc_check
from loaders.declaring.declaration import declaration_texts, declared
from loaders.judging.judgements import judgements
from loaders.meant.judged import kept_apart
from loaders.meant.who import Who
from loaders.taking.load import load
from qiji import build_edition, main

TABLES, TEXTS = declared(), declaration_texts()
Rows = list[dict[str, Any]]


def uscc(number: int) -> str:
    """Return an invented code that passes its checks."""
    body = f"MAT{number:05d}"
    code = f"91370105{body}{org_check(body)}"
    return code + uscc_check(code)


def firm(number: int, name: str, **columns: Any) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{number}",
        "统一社会信用代码": uscc(number),
        "名称": name,
        "成立日期": "2015-01-01",
        "登记状态": "存续",
        "注册资本": "100",
        "住所": f"济南市泉明路{number}号",
    } | columns


def holder(number: int, name: str, amount: int) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{number}",
        "投资人": name,
        "投资人类型": "自然人股东",
        "认缴出资额": str(amount),
    }


def debtor(case: int, name: str, claim: int, **columns: Any) -> dict[str, Any]:
    return {
        "案号": f"(2021)鲁0105执{case}号",
        "被执行人名称": name,
        "被执行人类别": "法人或其他组织",
        "立案时间": "2021-02-03",
        "执行标的": str(claim),
    } | columns


ONE, TWO, NEAR = "济南泉明商贸有限公司", "济南泉辉商贸有限公司", "济南市泉明商贸公司"


def deliver(home: Home, day: str, **files: Rows) -> None:
    folder = home.path.parent / f"{home.path.name}-{day}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    assert load(home, folder, TABLES, TEXTS, parse_day(day)).whole


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with two deliveries, built. Only to be copied."""
    home = Home.at(tmp_path_factory.mktemp("built") / "home").make()
    deliver(
        home,
        "2020-12-31",
        企业基本信息=[firm(1, ONE), firm(2, TWO, 注册资本="300")],
        投资人及出资信息=[holder(1, "李红", 60), holder(1, "赵大", 40), holder(2, "李红", 300)],
    )
    deliver(
        home,
        "2021-12-31",
        企业基本信息=[firm(1, ONE), firm(2, TWO, 注册资本="300")],
        投资人及出资信息=[holder(1, "李红", 60), holder(1, "赵大", 40), holder(2, "李红", 300)],
        被执行人信息=[
            debtor(1, ONE, 1000, 统一社会信用代码=uscc(1)),
            debtor(2, ONE, 2000),
            debtor(3, ONE, 3000),
            debtor(4, NEAR, 4000),
        ],
    )
    build_edition(home)
    return home


@pytest.fixture
def home(built: Home, tmp_path: Path) -> Home:
    return Home.at(shutil.copytree(built.path, tmp_path / "home"))


def qiji(home: Home, *words: str) -> Result:
    """Run a command in a home."""
    return CliRunner().invoke(main, [*words, "--home", str(home.path)])


def judge(home: Home, *words: str) -> str:
    result = qiji(home, "judge", *words, "--why", "见卷宗", "--by", "王登记")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def rebuilt(home: Home) -> Edition:
    build_edition(home)
    return Edition.current(home)


def prints(home: Home) -> dict[str, bytes]:
    """Return every byte of the edition in use; of its manifest without its clock."""
    path = home.edition_path()
    found = {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}
    manifest = json.loads(found["manifest.json"])
    manifest.pop("built_at", None)
    return found | {"manifest.json": json.dumps(manifest, sort_keys=True).encode()}


def called(edition: Edition, name: str, label: str = "Company") -> list[str]:
    """Return the ids of those who bear a name."""
    names = edition.column(f"nodes/{label}", "name")
    return [edition.id(edition.span(label).start + n) for n in (names == name).nonzero()[0]]


def owing(edition: Edition) -> dict[str, list[float]]:
    """Return whose debts are whose, by name and amount."""
    parties = edition.rows("edges/PARTY_TO", slice(None))
    amounts = edition.event_rows(parties["dst"].to_numpy())["amount"].to_numpy()
    found: dict[str, list[float]] = {}
    for number, amount in zip(parties["src"].tolist(), amounts.tolist(), strict=True):
        if amount == amount:
            found.setdefault(edition.id(number), []).append(amount)
    return {node: sorted(owed) for node, owed in found.items()}


def holding(edition: Edition) -> set[tuple[str, str, float]]:
    """Return who holds what of which company."""
    rows = edition.rows("edges/OWNS", slice(None))
    ends = (edition.id_list(rows[side].to_numpy()) for side in ("src", "dst"))
    return set(zip(*ends, rows["amount"].tolist(), strict=True))


def notes(edition: Edition) -> dict[int, str]:
    return {n["number"]: n["problem"] for n in edition.manifest["notes"].get("judgements", [])}


def test_two_judged_the_same_are_one_and_two_again_when_it_is_taken_back(home: Home) -> None:
    before, bytes_before = Edition.current(home), prints(home)
    ((one,), (near,)) = called(before, ONE), called(before, NEAR)
    assert owing(before) == {one: [1000.0, 2000.0, 3000.0], near: [4000.0]}
    assert "The next edition obeys: run `qiji build`" in judge(home, "same", near, ONE)
    after = rebuilt(home)
    assert owing(after) == {min(one, near): [1000.0, 2000.0, 3000.0, 4000.0]}
    assert after.manifest["merged"] == {max(one, near): min(one, near)}
    assert after.number(near) == after.number(one)
    assert len(after.span("Company")) == len(before.span("Company")) - 1
    (hit,) = after.names.find(NEAR).hits
    assert (hit.node_id, hit.kind) == (min(one, near), "also_called")
    assert after.names.find(NEAR, known_on=parse_day("2021-01-01")).hits == ()
    judge(home, "undo", "1")
    rebuilt(home)
    assert prints(home) == bytes_before
    assert len(judgements(home)) == 2


def test_a_split_gives_the_facts_back_by_their_rows_and_taken_back_it_is_as_before(
    home: Home,
) -> None:
    before, bytes_before = Edition.current(home), prints(home)
    (one,) = called(before, ONE)
    parties = before.rows("edges/PARTY_TO", slice(None))
    amounts = before.event_rows(parties["dst"].to_numpy())["amount"].to_numpy()
    record = int(parties["record"].to_numpy()[amounts == 3000.0][0])
    told = judge(home, "split", one, "--record", str(record))
    assert f"of {one} {ONE}, the rows told by row judgment_debtor|" in told
    after = rebuilt(home)
    (other,) = {*called(after, ONE)} - {one}
    assert owing(after)[one] == [1000.0, 2000.0]
    assert owing(after)[other] == [3000.0]
    assert holding(after) == holding(before)
    assert {r["table"] for _, r in edition_records(after, other)} == {"judgment_debtor"}
    pairs = after.rows("edges/POSSIBLY_SAME_AS", slice(None))
    ends = {frozenset(after.id_list(two)) for two in pairs[["src", "dst"]].to_numpy()}
    assert frozenset({one, other}) not in ends
    judge(home, "undo", "1")
    rebuilt(home)
    assert prints(home) == bytes_before
    judge(home, "split", one, "--record", str(record))
    assert called(rebuilt(home), ONE) == [one, other], "the same rows have the same id again"


def edition_records(edition: Edition, node: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the source rows of a node's properties and events."""
    number = edition.number(node)
    parties = edition.rows("edges/PARTY_TO", slice(None))
    mine = {*parties["record"][parties["src"] == number], *edition.properties(number)["record"]}
    rows = edition.rows("records", pd.Series(sorted(mine)).to_numpy("int64"))
    return list(zip(sorted(mine), [{"table": table} for table in rows["table"]], strict=True))


def test_a_split_by_table_takes_what_comes_later_too(home: Home) -> None:
    (one,) = called(Edition.current(home), ONE)
    judge(home, "split", one, "--table", "judgment_debtor")
    deliver(home, "2022-06-30", 被执行人信息=[debtor(9, ONE, 9000)])
    after = rebuilt(home)
    (other,) = {*called(after, ONE)} - {one}
    assert one not in owing(after)
    assert owing(after)[other] == [1000.0, 2000.0, 3000.0, 9000.0]
    assert notes(after) == {1: f"Judgement 1 (split) is obeyed, though both show uscc {uscc(1)}."}
    assert "is obeyed, though" in qiji(home, "judge", "list").stdout


def test_a_part_is_given_to_whom_it_belongs(home: Home) -> None:
    ((one,), (two,)) = (called(Edition.current(home), name) for name in (ONE, TWO))
    record = edition_records(Edition.current(home), one)
    debts = [n for n, row in record if row["table"] == "judgment_debtor"]
    judge(home, "split", one, "--record", str(debts[-1]))
    (part,) = {*called(rebuilt(home), ONE)} - {one}
    judge(home, "same", part, two)
    after = rebuilt(home)
    assert owing(after)[two] == [3000.0]
    assert notes(after) == {}
    judge(home, "same", part, one)
    after = rebuilt(home)
    assert owing(after)[one] == [1000.0, 2000.0, 3000.0]
    assert "gives way" in notes(after)[1] or "not obeyed" in notes(after)[2]


def test_a_split_reaches_the_rows_of_those_who_were_joined(home: Home) -> None:
    before = Edition.current(home)
    ((one,), (near,)) = called(before, ONE), called(before, NEAR)
    judge(home, "same", one, near)
    joined = rebuilt(home)
    parties = joined.rows("edges/PARTY_TO", slice(None))
    amounts = joined.event_rows(parties["dst"].to_numpy())["amount"].to_numpy()
    records = parties["record"].to_numpy()[amounts >= 3000.0]
    words = [word for record in records for word in ("--record", str(record))]
    judge(home, "split", one, *words)
    after = rebuilt(home)
    assert owing(after) == {one: [1000.0, 2000.0], near: [3000.0, 4000.0]}
    assert "gives way to the later judgement 2" in notes(after)[1]
    judge(home, "undo", "2")
    rebuilt(home)
    judge(home, "split", one, "--name", NEAR)
    assert owing(rebuilt(home)) == owing(before)


def test_one_name_in_two_companies_is_one_person_once_these_are_one(home: Home) -> None:
    before, bytes_before = Edition.current(home), prints(home)
    assert len(called(before, "李红", "Person")) == 2
    judge(home, "same", ONE, TWO)
    after = rebuilt(home)
    (red,) = called(after, "李红", "Person")
    (one,) = called(after, ONE) or called(after, TWO)
    assert {(who, amount) for who, _, amount in holding(after) if who == red} == {
        (red, 600000.0),
        (red, 3000000.0),
    }
    assert {what for _, what, _ in holding(after)} == {one}
    assert notes(after) == {
        1: "Judgement 1 (same) is obeyed, though the two have different credit codes."
    }
    judge(home, "undo", "1")
    rebuilt(home)
    assert prints(home) == bytes_before


def test_people_are_judged_as_companies_are(home: Home) -> None:
    first, second = called(Edition.current(home), "李红", "Person")
    judge(home, "same", second, first)
    after = rebuilt(home)
    assert called(after, "李红", "Person") == [first]
    assert {what for who, what, _ in holding(after) if who == first} == {
        *called(after, ONE),
        *called(after, TWO),
    }
    judge(home, "different", first, second)
    after = rebuilt(home)
    assert called(after, "李红", "Person") == [first, second]
    assert "gives way to the later judgement 2" in notes(after)[1]


def test_judgements_that_contradict_each_other_are_told_and_ruled(home: Home) -> None:
    (one,), (two,), (near,) = (called(Edition.current(home), n) for n in (ONE, TWO, NEAR))
    judge(home, "same", one, near)
    judge(home, "same", near, two)
    judge(home, "different", one, two)
    after = rebuilt(home)
    assert after.number(near) == after.number(two) != after.number(one)
    assert "judgement 3 keeps apart" in notes(after)[1]
    status = json.loads(qiji(home, "judge", "list", "--format", "json").stdout)
    assert "judgement 3 keeps apart" in status[2]["state"]
    assert [row["state"] for row in status[:2]] == ["stands", "stands"]


def test_two_who_are_kept_apart_may_not_be_one_either() -> None:
    who = Who(ids=pd.array([""] * 9, "str"), apart=np.array([[2, 5], [1, 4]]))
    pairs = pd.DataFrame({"src": [5, 2, 4, 1], "dst": [2, 4, 5, 4]})
    assert kept_apart(who, pairs).to_numpy().tolist() == [[2, 4], [4, 5]]
    assert len(kept_apart(Who(), pairs)) == 4


SPLITS = [
    (("--record", "0", "--record", "99999"), "says nothing of"),
    (("--table", "tax_arrears"), "these do: judgment_debtor, registration_basic"),
    (("--name", NEAR), f"it is called {ONE}"),
    (("--code", "91370105"), "No row shows '91370105'"),
    ((), "--name, --code, --table or --record"),
]


@pytest.mark.parametrize(("words", "sentence"), SPLITS)
def test_a_split_that_tells_no_row_of_it_is_refused(
    home: Home, words: tuple[str, ...], sentence: str
) -> None:
    why = ("--why", "x", "--by", "y")
    result = qiji(home, "judge", "split", ONE, *words, *why)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert judgements(home) == []


def test_a_split_of_everything_changes_nothing_and_says_so(home: Home) -> None:
    before = owing(Edition.current(home))
    judge(home, "split", NEAR, "--table", "judgment_debtor")
    after = rebuilt(home)
    assert owing(after) == before
    assert "it tells all of the rows" in notes(after)[1]


BUILT = """
import sys
from graph.home import Home
from qiji import build_edition

print(build_edition(Home.at(sys.argv[1])))
"""


def test_equal_judgements_make_equal_bytes_whatever_the_order_of_hashes(
    home: Home, tmp_path: Path
) -> None:
    (one,) = called(Edition.current(home), ONE)
    judge(home, "same", NEAR, TWO)
    judge(home, "split", one, "--table", "judgment_debtor")
    made = []
    for seed in ("1", "2"):
        copy = Home.at(shutil.copytree(home.path, tmp_path / seed))
        subprocess.run(
            [sys.executable, "-c", BUILT, copy.path],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        made.append((prints(copy), (copy.identities / "Company.csv").read_bytes()))
        build_edition(copy)
        assert prints(copy) == made[-1][0]
    assert made[0] == made[1]


def test_a_home_whose_ids_were_given_anew_still_obeys(home: Home) -> None:
    judge(home, "same", NEAR, ONE)
    shutil.rmtree(home.identities)
    home.identities.mkdir()
    deliver(home, "2019-12-31", 企业基本信息=[firm(7, "济南泉早商贸有限公司")])
    after = rebuilt(home)
    (owed,) = owing(after).values()
    assert owed == [1000.0, 2000.0, 3000.0, 4000.0]
    assert notes(after) == {}
