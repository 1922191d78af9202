"""The quality page and the report that stands alone: two departments disagree on one company."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from graph.days import parse_day
from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.quality.report import PARTS
from loaders.taking.load import load
from qiji import build_edition, main
from webapp import create_app

ONE, TWO = "91370105MA3C00011T", "91370105MA3C0002XJ"
REGISTER = f"""\
主体身份代码,统一社会信用代码,名称,企业类型,法定代表人,注册资本,成立日期,住所,登记状态
3701050000000001,{ONE},济南泉北测试商贸有限公司,有限责任公司,赵测试,100,2012-03-05,济南市天桥区测试路1号,存续
3701050000000002,{TWO},济南泉南测试建材有限公司,有限责任公司,赵测试,200,2012-03-05,济南市天桥区测试路2号,存续
"""
TAXES = f"""\
纳税人识别号,统一社会信用代码,纳税人名称,法定代表人,纳税人状态,税务登记日期
{ONE},{ONE},济南泉北测试商贸有限公司,赵测试,正常,2016-03-01
{TWO},{TWO},济南泉南测试建材有限公司,钱<b>测试,正常,2016-03-01
"""
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of two departments' registers."""
    folder = tmp_path_factory.mktemp("disagreeing")
    (folder / "came").mkdir()
    (folder / "came" / "企业登记_registration_basic.csv").write_text(REGISTER, "utf-8")
    (folder / "came" / "税务登记.csv").write_text(TAXES, "utf-8")
    home = Home.at(folder / "home").make()
    load(home, folder / "came", declared(), declaration_texts(), parse_day("2024-03-05"))
    build_edition(home)
    return home


@pytest.fixture(scope="module")
def visitor(place: Home) -> FlaskClient:
    """A client of its pages."""
    return create_app(place.path).test_client()


def test_a_conflict_shows_both_values_their_sources_and_the_company(visitor: FlaskClient) -> None:
    text = visitor.get("/quality?part=conflicts").get_data(as_text=True)
    told = visitor.get("/quality.json?part=conflicts").get_json()
    [row] = told["rows"]
    assert (row["property"], row["value_a"]) == ("legal_representative_name", "赵测试")
    for words in (
        "法定代表人",
        "赵测试",
        "钱&lt;b&gt;测试",
        "税务登记.csv",
        f"/c/{row['company']}",
    ):
        assert words in text, words


def test_a_part_is_sorted_as_asked_up_and_down(visitor: FlaskClient) -> None:
    def shares(query: str) -> list[float]:
        rows = visitor.get(f"/quality.json?part=fields&sort=share{query}").get_json()["rows"]
        return [row["share"] for row in rows]

    assert shares("") == sorted(shares(""))
    assert shares("&down=1") == sorted(shares("&down=1"), reverse=True)
    assert min(shares("")) < max(shares(""))


@pytest.mark.parametrize("query", ["part=nothing", "part=fields&sort=nothing"])
def test_what_the_report_has_not_is_refused(visitor: FlaskClient, query: str) -> None:
    answer = visitor.get(f"/quality?{query}")
    assert answer.status_code == 400
    assert "nothing" in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_drawn_in_both_languages(
    visitor: FlaskClient, part: str, language: str
) -> None:
    visitor.set_cookie("lang", language)
    answer = visitor.get(f"/quality?part={part}")
    assert answer.status_code == 200
    assert ("数据质量" if language == "zh-CN" else "Data quality") in answer.get_data(as_text=True)


def test_the_page_that_stands_alone_needs_nothing_and_is_clean(
    place: Home, tmp_path: Path, browser: Browser
) -> None:
    target = tmp_path / "quality.html"
    words = ["quality", "--home", str(place.path), "--html", str(target)]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0, answer.output
    text = target.read_text("utf-8")
    assert "钱&lt;b&gt;测试" in text
    assert not re.search(r"<script|https?://|src=|url\(", text)
    page = browser.new_page()
    page.goto(target.as_uri())
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
    page.close()
    assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found] == []
