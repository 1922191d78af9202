"""One name of two codes: a row without a code is a question for a person, never an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from graph.days import parse_day
from graph.edition import Edition
from graph.home import Home
from graph.identifiers.codes import org_check, uscc_check
from loaders.declaring.declaration import declaration_texts, declared
from loaders.judging.queue import queue
from loaders.resolving.evidence import in_words
from loaders.taking.load import load
from qiji import build_edition, main
from webapp import create_app

NAME, ELSE = "济南鼎石建材有限公司", "济南泉辉食品有限公司"


def uscc(number: int) -> str:
    """Return an invented code that passes its checks."""
    body = f"MAT{number:05d}"
    code = f"91370105{body}{org_check(body)}"
    return code + uscc_check(code)


def firm(number: int, name: str) -> dict[str, Any]:
    return {
        "主体身份代码": f"K{number}",
        "统一社会信用代码": uscc(number),
        "名称": name,
        "成立日期": "2015-01-01",
        "登记状态": "存续",
        "注册资本": "100",
        "住所": f"济南市泉明路{number}号",
    }


def debtor(case: int, name: str, claim: int) -> dict[str, Any]:
    return {
        "案号": f"(2021)鲁0105执{case}号",
        "被执行人名称": name,
        "被执行人类别": "法人或其他组织",
        "立案时间": "2021-02-03",
        "执行标的": str(claim),
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.at(tmp_path_factory.mktemp("namesakes") / "home").make()
    folder = home.path.parent / "in"
    folder.mkdir()
    firms = [firm(1, NAME), firm(2, NAME), firm(3, ELSE)]
    debtors = [debtor(1, NAME, 90_000), debtor(2, f"{NAME}（已注销）", 5_000), debtor(3, ELSE, 1)]
    for name, rows in (("企业基本信息", firms), ("被执行人信息", debtors)):
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
    assert load(home, folder, declared(), declaration_texts(), parse_day("2021-12-31")).whole
    build_edition(home)
    return home


@pytest.fixture(scope="module")
def edition(home: Home) -> Edition:
    return Edition.current(home)


def codes(edition: Edition) -> dict[str | None, int]:
    return {code: n for n, code in enumerate(edition.table("nodes/Company")["uscc"].to_pylist())}


def test_the_row_is_nobodys_of_the_two(edition: Edition) -> None:
    found = codes(edition)
    assert set(found) == {uscc(1), uscc(2), uscc(3), None}
    rows = edition.table("edges/PARTY_TO").to_pandas()
    party = rows.loc[rows["source"] == "judgment_debtor", "src"].tolist()
    assert found[None] in party
    assert found[uscc(3)] in party
    assert found[uscc(1)] not in party
    assert found[uscc(2)] not in party


def test_it_waits_in_the_queue_with_both_and_nothing_else_does(edition: Edition) -> None:
    found = codes(edition)
    waiting = queue(edition, [])
    ends = {frozenset(two) for two in waiting[["a", "b"]].to_numpy().tolist()}
    assert ends == {frozenset((found[None], found[uscc(n)])) for n in (1, 2)}
    assert waiting["worth"].is_monotonic_decreasing
    assert (waiting["worth"] > 0).all()
    assert waiting["evidence"].map(in_words).str.contains("the very same name").all()


def test_the_pages_ask_for_it(home: Home, edition: Edition) -> None:
    client = create_app(home.path).test_client()
    ids = {code: edition.id(number) for code, number in codes(edition).items()}
    shown = client.get("/judge").text
    for n in (1, 2):
        one, two = sorted((ids[None], ids[uscc(n)]))
        assert f"/judge/{one}/{two}" in shown or f"/judge/{two}/{one}" in shown
        assert ids[uscc(n)] in client.get(f"/c/{ids[None]}").text


def test_one_judgement_answers_it(home: Home, edition: Edition, tmp_path: Path) -> None:
    ids = {code: edition.id(number) for code, number in codes(edition).items()}
    words = ["judge", "same", ids[None], ids[uscc(1)], "--why", "案卷有地址", "--by", "王登记"]
    assert CliRunner().invoke(main, [*words, "--home", str(home.path)]).exit_code == 0
    build_edition(home)
    later = Edition.current(home)
    assert set(codes(later)) == {uscc(1), uscc(2), uscc(3)}
    assert queue(later, []).empty
