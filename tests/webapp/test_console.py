"""The console page on a real Neo4j: rows, refusals at their token, and a true cancel."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from graph.edition import Edition
from graph.neo4j import Server, publish
from queries.cypher import library

PROJECT = Path(__file__).parents[2]
Opener = Callable[..., Page]
SLOW = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS s"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, edition: Edition) -> Iterator[Server]:
    """A server of this module's own that holds the town; without one the tests fail."""
    home = tmp_path_factory.mktemp("neo4j")
    command = ["sh", str(PROJECT / "scripts/neo4j")]
    began = subprocess.run([*command, "start", "--home", home], capture_output=True, text=True)
    assert began.returncode == 0, f"no Neo4j could be started: {began.stderr}"
    os.environ["QIJI_NEO4J_URI"] = (home / "address").read_text().strip()
    os.environ["QIJI_NEO4J_PASSWORD_FILE"] = str(home / "password")
    password = (home / "password").read_text().strip()
    with Server.connect(os.environ["QIJI_NEO4J_URI"], "neo4j", password) as found:
        publish(found, edition)
        yield found
    for name in ("QIJI_NEO4J_URI", "QIJI_NEO4J_PASSWORD_FILE"):
        os.environ.pop(name, None)
    subprocess.run([*command, "stop", "--home", home], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def fresh(app: Flask, server: Server) -> Iterator[None]:
    """Let the pages connect anew, and give their connection back."""
    app.extensions.pop("neo4j", None)
    yield
    held = app.extensions.pop("neo4j", None)
    if held is not None and held.server is not None:
        held.server.close()


def ask(client: FlaskClient, text: str, **values: str) -> tuple[int, str]:
    """Send a statement as the form does; return status and page."""
    page = client.get("/console?as_of=2020-01-01").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"q": text, "csrf_token": token[1], "token": "a" * 32}
    form |= {f"${name}": value for name, value in values.items()}
    answer = client.post("/console?as_of=2020-01-01", data=form)
    return answer.status_code, answer.text


ASKED = [
    ("MATCH (c:Company) RETURN c.name AS name ORDER BY name", {}, 200, "京华瑞科技有限公司"),
    (
        "MATCH (c:Company {uscc: $code}) RETURN c.id",
        {"code": "91370105MA3C00011T"},
        200,
        "C000000001",
    ),
    ("RETURN $as_of AS day", {}, 200, "2020-01-01"),
    ("UNWIND range(1, 1500) AS n RETURN n", {}, 200, "共 1,500 行,显示前 1,000 行"),
    ("MATCH (n) DETACH DELETE n", {}, 400, "这会写入数据,查询台只读"),
    (
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        {},
        400,
        "查询台只读取本图谱,不读取文件和网络",
    ),
    ("MATCH (c:Company RETURN c", {}, 400, "第 1 行第 "),
    ("RETURN $missing", {}, 400, "语句需要参数(missing)"),
    ("", {}, 400, "没有语句"),
]


@pytest.mark.parametrize(("text", "values", "status", "words"), ASKED, ids=range(len(ASKED)))
def test_a_statement_is_answered_or_refused_in_a_sentence(
    client: FlaskClient, text: str, values: dict[str, str], status: int, words: str
) -> None:
    found, page = ask(client, text, **values)
    assert (found, words in page) == (status, True)
    assert 'lang="en"' not in page.partition('id="answer"')[2]


def test_the_rows_stand_in_the_page_and_the_address_keeps_the_text(open_page: Opener) -> None:
    page = open_page("/console?q=MATCH (c:Company) RETURN c.name AS name ORDER BY name")
    page.locator("#run").click()
    expect(page.locator("#answer td").first).to_be_visible()
    expect(page.locator("#answer tbody tr")).to_have_count(5)
    expect(page.locator("#answer")).to_contain_text("只读")


def test_a_question_of_the_library_is_chosen_and_run(open_page: Opener) -> None:
    page = open_page("/console?as_of=2020-01-01")
    name = page.locator("#library option").nth(1).inner_text()
    page.select_option("#library", index=1)
    expect(page.locator(".cm-content")).to_contain_text("MATCH")
    written = page.evaluate("document.querySelector('#q').value")
    assert written == library()[name.partition(" — ")[0]].text
    days = page.locator("#parameters input[name='$as_of']")
    if days.count():
        expect(days).to_have_value("2020-01-01")


def test_cancel_ends_the_statement_on_the_server(open_page: Opener, server: Server) -> None:
    page = open_page(f"/console?q={SLOW}")
    began = time.monotonic()
    page.locator("#run").click()
    page.locator("#cancel").click(timeout=10_000)
    expect(page.locator("#answer")).to_contain_text("已取消", timeout=15_000)
    assert time.monotonic() - began < 25
    running = server.read(
        "SHOW TRANSACTIONS YIELD metaData WHERE metaData.qiji IS NOT NULL RETURN *"
    )
    assert running == []
