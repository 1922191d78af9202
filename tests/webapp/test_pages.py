"""What each address answers: status, words, headers, its JSON twin."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.edition import Edition
from graph.errors import QijiError
from queries.words import ENGLISH
from webapp import assets, create_app
from webapp.errors import STATUS, status_of
from webapp.security import HEADERS

ONE = "/c/C000000001"

PAGES = [
    ("/", "从一个名字开始"),
    ("/search", "检索"),
    ("/search?q=瑞", "京华"),
    ("/search?q=没有这样的名字", "没有"),
    ("/search?q=济南瑞科", "曾用名"),
    ("/search?q=李&type=person", "湘云瑞信息技术有限公司"),
    ("/search?q=有限公司&region=370105", "天桥区"),
    (ONE, "京华瑞科技有限公司"),
    (f"{ONE}?as_of=2015-06-01", "济南瑞科电子有限公司"),
    (f"{ONE}?as_of=2010-01-01", "尚未成立"),
    (f"{ONE}?as_of=2020-01-01&known_on=2020-01-01", "之前已知的信息"),
    (f"{ONE}/trajectory", "有履行能力而拒不履行"),
    (f"{ONE}/ownership", "36.72%"),
    (f"{ONE}/ownership?dir=down", "豫达中商贸有限公司"),
    (f"{ONE}/ownership?min=45&depth=1", "46.8%"),
    ("/c/C000000005/ownership", "没有已知的股东"),
    ("/c/C000000003/ownership?as_of=2020-01-01", "湘云瑞信息技术有限公司"),
    ("/c/C000000004/ownership?as_of=2020-01-01", "循环持股"),
    (f"{ONE}/controller", "53.2%"),
    (f"{ONE}/related", "265"),
    (f"{ONE}/grade", "基础分"),
    (f"{ONE}/grade?as_of=2014-06-01", "成立未满一年"),
    (f"{ONE}/reason/dishonest_debtor", "列入失信被执行人 2023-11-02"),
    (f"{ONE}/reason/penalties_general?as_of=2021-06-01", "处罚"),
    (f"{ONE}/related?book=tax-2016-42", "42"),
    (f"{ONE}/records", "企业登记.csv"),
    ("/p/P000000001", "同名"),
    ("/p/P000000002?as_of=2023-01-01", "已结束"),
    ("/e/E000000007", "1,284 万元"),
    ("/record/0", "企业登记.csv"),
    ("/paths", "关联路径"),
    ("/paths?a=C000000001&b=C000000004", "豫达中商贸有限公司"),
    ("/paths?a=李晓梅&b=C000000004", "指哪一个"),
    ("/paths?a=C000000001&b=P000000003&max=1", "1 跳以内没有路径"),
    ("/judge", "湘云瑞信息技术有限公司"),
    ("/judge/P000000001/P000000003", "3701**********001X"),
    ("/data", "2024-12-31"),
    ("/quality", "数据质量"),
    ("/quality?part=conflicts", "没有"),
    ("/console", "未连接 Neo4j"),
    ("/explore", "画布是空的"),
    ("/explore?seed=C000000001", "沪鼎泰投资管理有限公司"),
    ("/explore?steps=path(C000000001,C000000004)", "湘云瑞"),
    ("/explore/node/C000000001", "股东 3"),
    ("/explore/group/ev/C000000001", "事件 ×"),
]
IDS = [re.sub(r"[^\x21-\x7e]+", "_", path) for path, _ in PAGES]


@pytest.mark.parametrize(("path", "words"), PAGES, ids=IDS)
def test_an_address_answers_with_its_words(client: FlaskClient, path: str, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", [path for path, _ in PAGES], ids=IDS)
def test_a_chinese_page_says_nothing_in_english(client: FlaskClient, path: str) -> None:
    text = client.get(path).get_data(as_text=True)
    assert 'lang="en"' not in text.partition("<main")[2]


def test_facts_of_related_parties_are_codes_to_machines_and_words_to_people(
    client: FlaskClient,
) -> None:
    facts = client.get(f"{ONE}/related.json").get_json()
    ties = [tie for row in facts["rows"] for tie in row["ties"]]
    assert {tie["basis"] for tie in ties} <= set(ENGLISH)
    assert {"zh", "en"} == set(ties[0]["title"])
    page = client.get(f"{ONE}/related").text
    assert "任本企业法定代表人" in page
    assert "第265条第(一)、(四)项" in page
    client.set_cookie("lang", "en")
    page = client.get(f"{ONE}/related").text
    assert "is legal representative of the company" in page
    assert "art. 265(1), (4)" in page


def test_a_note_on_a_rule_book_is_a_code_with_its_values(client: FlaskClient) -> None:
    (note,) = client.get(f"{ONE}/related.json?as_of=2022-01-01").get_json()["notes"]
    assert note["code"] == "not_yet_in_force"
    assert note["values"]["other"] == "2024-07-01"
    assert "尚未施行(自 2024-07-01 起施行)" in client.get(f"{ONE}/related?as_of=2022-01-01").text


def test_evidence_is_read_in_words(client: FlaskClient) -> None:
    assert "同名(2 人用此名);每百万人中不到 1 人用此名" in client.get("/p/P000000001").text
    assert "name of fewer than 1 in a million" not in client.get("/judge").text


def test_source_rows_come_a_page_at_a_time_and_are_counted(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.company.A_PAGE", 2)
    whole = client.get(f"{ONE}/records.json").get_json()
    assert len(whole["records"]) == 2 < whole["total"]
    last = -(-whole["total"] // 2)
    assert f"共 {whole['total']} 行" in client.get(f"{ONE}/records").text
    beyond = client.get(f"{ONE}/records.json?page=99").get_json()
    assert beyond["page"] == last
    assert beyond["records"]


def test_a_day_beyond_the_data_says_so(client: FlaskClient) -> None:
    assert "数据只到 2024-12-31" in client.get(f"{ONE}?as_of=2030-01-01").text
    assert "数据只到" not in client.get(f"{ONE}?as_of=2020-01-01").text


def test_a_path_is_asked_by_names_where_they_mean_one(client: FlaskClient) -> None:
    page = client.get("/paths?a=C000000001&b=P000000001").text
    assert 'name="a" required value="京华瑞科技有限公司"' in page
    assert 'name="b" required value="P000000001"' in page  # two bear the name


REFUSED = [
    ("/nothing", 404, "没有找到"),
    ("/c/C999999999", 404, "C999999999"),
    ("/c/P000000001", 404, "不是企业的编号"),
    ("/p/C000000001", 404, "不是人员的编号"),
    ("/e/C000000001", 404, "不是事件的编号"),
    ("/e/E000000007?known_on=2020-01-01", 404, "尚不为人知"),
    ("/record/999", 404, "没有来源行 999"),
    (f"{ONE}?as_of=2024-13-01", 400, "不是日期"),
    ("/search?q=a&known_on=soon", 400, "不是日期"),
    (f"{ONE}/related?book=no", 400, "没有名为 &#39;no&#39; 的规则"),
    ("/paths?a=没有的人&b=C000000001", 404, "没有的人"),
    ("/explore?steps=boom(C000000001)", 400, "不是有效的步骤"),
    ("/explore?steps=sh(C999999999)", 404, "C999999999"),
    ("/explore?steps=path(C000000001)", 400, "需要两个编号"),
    ("/explore/group/zz/C000000001", 400, "zz"),
    ("/static/x/none.js", 404, "none.js"),
    (f"{ONE}?as_of=2999-01-01", 400, "不在 1900 至 2200 年之内"),
    ("/quality?part=no", 400, "没有 &#39;no&#39; 这一部分"),
    (f"/search?q={'瑞' * 201}", 400, "检索内容有 201 个字符,最多 200 个"),
]


@pytest.mark.parametrize(
    ("path", "status", "words"), REFUSED, ids=[str(n) for n in range(len(REFUSED))]
)
def test_what_cannot_be_answered_is_said_in_a_sentence(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    answer = client.get(path)
    text = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert words in text
    assert "Traceback" not in text
    assert 'lang="en"' not in text.partition("<main")[2]  # all of it is said in Chinese


@pytest.mark.parametrize(
    ("path", "status", "words"), REFUSED, ids=[str(n) for n in range(len(REFUSED))]
)
def test_an_error_is_said_in_english_and_as_data(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    client.set_cookie("lang", "en")
    page = client.get(path).get_data(as_text=True).partition("<main")[2]
    assert re.search(r'<p class="note">\s*<span>[^<\u4e00]{9}', page)
    bare, _, query = path.partition("?")
    twin = client.get(f"{bare}.json?{query}").get_json()
    assert twin["status"] in (status, 404)  # what has no twin is not found
    assert twin["error"]


TWINS = [
    "/index", "/search", ONE, f"{ONE}/trajectory", f"{ONE}/ownership", f"{ONE}/controller",
    f"{ONE}/related", f"{ONE}/records", f"{ONE}/grade", "/p/P000000001", "/e/E000000007", "/paths",
    "/data", "/console", "/explore", "/judge", "/judge/C000000003/C000000004", "/quality",
]  # fmt: skip


@pytest.mark.parametrize("path", TWINS)
def test_every_page_has_a_json_twin_that_is_strict_json(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}.json?a=C000000001&b=C000000004&q=瑞&seed=C000000001")
    assert answer.status_code == 200

    def never(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    assert json.loads(answer.data, parse_constant=never)


def test_every_page_is_listed_among_the_twins(app: Flask) -> None:
    pages = {
        r.rule.removesuffix(".json") for r in app.url_map.iter_rules() if r.rule.endswith(".json")
    }
    wanted = {re.sub(r"[CPE]\d{9}", "x", p) for p in TWINS}
    assert {re.sub(r"<\w+>", "x", p) for p in pages} == wanted


def test_the_twin_says_what_the_page_says(client: FlaskClient) -> None:
    facts = client.get(f"{ONE}/controller.json").get_json()
    assert facts["controller"]["actual"]["party"]["name"] == "李晓梅"
    assert facts["controller"]["actual"]["votes"] == pytest.approx(0.532)
    assert facts["owners"][0]["share_min"] == pytest.approx(0.12 + 0.6 * 0.412)


def test_an_identifier_leads_to_its_company_and_keeps_the_day(client: FlaskClient) -> None:
    answer = client.get("/c/91370105MA3C00011T/related?as_of=2020-01-01")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{ONE}/related?as_of=2020-01-01"
    assert client.get("/search?q=91370105MA3C00011T").headers["Location"] == ONE


@pytest.mark.parametrize("path", ["/", "/nothing", "/data.json", "/favicon.ico", "/console"])
def test_every_answer_carries_the_policy(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


HOSTS = [
    ("localhost", 200), ("127.0.0.1", 200), ("[::1]", 200), ("localhost:80", 200),
    ("localhost:81", 400), ("evil.example", 400), ("127.0.0.1.evil.example", 400),
    ("localhost.evil.example:80", 400), ("0.0.0.0", 400),
]  # fmt: skip


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_only_the_machines_own_names_are_answered(
    client: FlaskClient, host: str, status: int
) -> None:
    answer = client.get("/data", headers={"Host": host})
    assert answer.status_code == status
    assert ("Edition" in answer.text or "版本" in answer.text) == (status == 200)


@pytest.mark.parametrize("path", ["/console", "/console/cancel", "/judge", "/judge/undo"])
def test_a_post_without_its_token_changes_nothing(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={"q": "MATCH (c) RETURN c"})
    assert answer.status_code == 400
    assert "刷新页面" in answer.text


def test_every_rule_that_takes_a_post_asks_for_the_token(app: Flask, client: FlaskClient) -> None:
    posts = [r.rule for r in app.url_map.iter_rules() if r.methods and "POST" in r.methods]
    assert posts
    assert {client.post(path).status_code for path in posts} == {400}


def test_without_a_server_the_console_says_how_to_get_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QIJI_NEO4J_URI", raising=False)
    page = client.get("/console").text
    assert "scripts/neo4j start" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    answer = client.post("/console", data={"q": "RETURN 1", "csrf_token": token[1]})
    assert answer.status_code == 503
    assert "scripts/neo4j start" in answer.text


def test_the_day_is_carried_by_every_link_of_a_page(client: FlaskClient) -> None:
    page = client.get(f"{ONE}?as_of=2020-01-01&known_on=2021-01-01").text
    links = [a.replace("&amp;", "&") for a in re.findall(r'href="(/[^"]*)"', page)]
    bare = [
        a
        for a in links
        if not a.startswith(("/static", "/c/C000000001?lang", "/c/C000000001?theme"))
    ]
    without = [a for a in bare if "as_of=2020-01-01" not in a]
    assert without == [ONE]  # back to today
    assert all(
        "known_on=2021-01-01" in a for a in bare if a not in (ONE, f"{ONE}?as_of=2020-01-01")
    )


def test_language_and_theme_are_kept_and_leave_the_address(client: FlaskClient) -> None:
    answer = client.get(f"{ONE}?lang=en&as_of=2020-01-01")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ONE}?as_of=2020-01-01")
    assert client.get(f"{ONE}?theme=dark").headers["Location"] == ONE
    page = client.get(ONE).text
    assert '<html lang="en" data-theme="dark">' in page
    assert client.get("/?lang=xx").headers["Location"] == "/"
    assert '<html lang="zh-CN"' in client.get("/").text


def test_a_redirect_never_leaves_this_server(client: FlaskClient) -> None:
    for path in ("//evil.example/?lang=en", "/\\evil.example?lang=en"):
        found = client.get(path).headers.get("Location", "/")
        assert re.match(r"/($|[^/\\])", found)


def test_our_files_never_change_under_one_address(client: FlaskClient) -> None:
    found = re.search(r'href="(/static/[^"]+qiji\.css)"', client.get("/").text)
    assert found
    answer = client.get(found[1], headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == client.get(found[1]).data
    assert found[1].split("/")[2] == assets.build()
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_pages_are_packed_for_browsers_that_can_unpack(client: FlaskClient) -> None:
    packed = client.get(ONE, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).startswith(b"<!doctype html>")
    assert "Content-Encoding" not in client.get(ONE).headers


def test_pages_stay_within_their_budgets(client: FlaskClient) -> None:
    assert len(client.get(ONE).data) < 150_000
    sizes = {name: len(found.plain) for name, found in assets.packed().items()}
    every_page = ("js/frame.js", "js/line.js", "vendor/htmx.js")
    explore = (*every_page, "js/explore.js", "js/graph-view.js", "js/layout-worker.js",
               "vendor/cytoscape.js", "vendor/d3-force.js")  # fmt: skip
    assert sum(sizes[name] for name in every_page) < 60_000
    assert sum(sizes[name] for name in explore) < 700_000


def test_no_answer_shows_more_than_a_masked_number(client: FlaskClient) -> None:
    page = client.get("/p/P000000001").text
    assert "3701**********001X" in page


def every_error(kind: type[QijiError]) -> list[type[QijiError]]:
    """Return a class of error and all below it."""
    return [kind, *(below for child in kind.__subclasses__() for below in every_error(child))]


@pytest.mark.parametrize("kind", every_error(QijiError), ids=lambda kind: kind.__name__)
def test_every_error_has_a_status(kind: type[QijiError]) -> None:
    assert status_of(kind("A sentence.")) in {400, 404, 500, 503}
    assert STATUS[-1][0] is QijiError


def test_what_nobody_foresaw_is_logged_and_not_shown(
    edition: Edition, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(None, edition=edition)
    monkeypatch.setattr("webapp.data.freshness", lambda edition: 1 / 0)
    answer = app.test_client().get("/data")
    assert answer.status_code == 500
    assert "division" not in answer.text
    number = re.search(r"编号 ([0-9a-f]{8})", answer.text)
    assert number
    assert number[1] in caplog.text


def test_an_empty_home_says_what_to_do(tmp_path: Path) -> None:
    answer = create_app(tmp_path).test_client().get("/")
    assert answer.status_code == 503
    assert "qiji load DIR" in answer.text


def test_a_fragment_fails_in_its_own_place(client: FlaskClient) -> None:
    answer = client.get("/record/999", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "<html" not in answer.text
