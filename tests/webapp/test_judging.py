"""Judging on the pages: two beside each other, a reason, and one line in the home."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import waitress
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from graph.home import Home
from loaders.judging.judgements import file_of, judgements
from webapp import create_app

A, B = "C000000003", "C000000004"
TWO = f"/judge/{A}/{B}"
Opener = Callable[..., Page]


@pytest.fixture
def app(home: Path, tmp_path: Path) -> Flask:
    """The pages of a copy of the town, which may be written."""
    return create_app(Home.at(shutil.copytree(home, tmp_path / "home")).path)


@pytest.fixture
def written(tmp_path: Path, app: Flask) -> Home:
    """The copy."""
    return Home.at(tmp_path / "home")


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where a real server answers for the copy."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def judged(client: FlaskClient, address: str = "/judge", **fields: str) -> tuple[int, str, str]:
    """Send the form of a page; return status, where it leads and what it says."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(TWO).text)
    assert token
    form = {"a": A, "b": B, "verdict": "same", "why": "同一印章", "by": "王登记"} | fields
    answer = client.post(address, data=form | {"csrf_token": token[1]})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_a_judgement_is_kept_with_who_and_why_and_what_was_shown(
    client: FlaskClient, written: Home, verdict: str
) -> None:
    assert judged(client, verdict=verdict)[:2] == (303, f"{TWO}?kept=1")
    (one,) = judgements(written)
    assert one.a is not None
    assert (one.verdict, one.by, one.why, one.a.id) == (verdict, "王登记", "同一印章", A)
    assert one.evidence["probability"] == pytest.approx(0.31)
    page = client.get(f"{TWO}?kept=1").text
    assert "qiji build" in page
    assert "王登记" in page
    assert TWO not in client.get("/judge").text.split("h-history")[0]


def test_a_judgement_that_contradicts_another_says_so(client: FlaskClient) -> None:
    assert "gives way" not in client.get(judged(client)[1]).text
    address = judged(client, verdict="different")[1]
    assert "Judgement 1 (same) gives way to the later judgement 2" in client.get(address).text


REFUSED = [
    ({"why": "  "}, 400, "判定须有理由"),
    ({"by": ""}, 400, "判定须有判定人"),
    ({"verdict": "maybe"}, 400, "请点击“同一”“不同”或“说不准”之一"),
    ({"why": "很" * 2001}, 400, "有 2,001 个字符"),
    ({"b": A}, 400, "两方都是"),
    ({"b": "P000000001"}, 400, "一个是企业、一个是人员"),
    ({"b": "C999999999"}, 404, "C999999999"),
]


@pytest.mark.parametrize(("fields", "status", "words"), REFUSED)
def test_what_cannot_be_kept_is_said_and_changes_nothing(
    client: FlaskClient, written: Home, fields: dict[str, str], status: int, words: str
) -> None:
    found, _, text = judged(client, **fields)
    assert (found, words in text) == (status, True)
    assert not file_of(written).exists()


def test_while_the_home_is_being_built_the_typed_reason_is_not_lost(
    client: FlaskClient, written: Home
) -> None:
    with written.lock("build"):
        status, _, text = judged(client, why="两个厂址")
    assert status == 503
    assert "请等它完成后再操作" in text
    assert "两个厂址</textarea>" in text
    assert judgements(written) == []


def test_a_judgement_is_taken_back_on_the_page(client: FlaskClient, written: Home) -> None:
    judged(client)
    assert judged(client, "/judge/undo", number="1")[:2] == (303, "/judge?kept=2")
    assert [j.stands for j in judgements(written)] == [False, False]
    page = client.get("/judge").text
    assert TWO in page.split("h-history")[0]
    assert "已由判定 2 撤回" in page
    assert "nan" not in page
    assert 'name="number"' not in page
    status, _, text = judged(client, "/judge/undo", number="1")
    assert (status, "判定 1 已由判定 2 撤回" in text) == (400, True)


def test_two_that_may_be_one_lead_to_each_other_from_their_pages(client: FlaskClient) -> None:
    for path, link in (
        (f"/c/{B}", f"/judge/{B}/{A}"),
        ("/p/P000000003", "/judge/P000000003/P000000001"),
    ):
        assert f'href="{link}"' in client.get(path).text


def test_the_twin_says_what_is_shared_and_what_differs(client: FlaskClient) -> None:
    facts = client.get(f"{TWO}.json").get_json()
    said = {(one["kind"], one["name"]): one for one in facts["facets"]}
    assert said["identifier", "uscc"]["verdict"] == "differ"
    assert said["link", "LOCATED_AT.out"]["verdict"] == "same"
    assert said["link", "SERVES_AS.in"]["verdict"] == "one"
    assert said["name", "name"]["a"][0]["since"] == "2014-03-18"
    assert facts["a"]["event_count"] == 2
    assert facts["shown"]["worth"] > 1


def test_a_damaged_file_of_judgements_is_one_sentence(client: FlaskClient, written: Home) -> None:
    written.judgements.joinpath("judgements.jsonl").write_text("nonsense\n", "utf-8")
    answer = client.get("/judge")
    assert (answer.status_code, "第 1 行已损坏" in answer.text) == (503, True)


def test_the_form_is_filled_and_sent_by_keys_alone(open_page: Opener, written: Home) -> None:
    page = open_page(TWO)
    page.focus("textarea[name=why]")
    page.keyboard.type("同一印章")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("王登记")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("button[value=different]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**kept=1")
    expect(page.locator(".note.done")).to_contain_text("qiji build")
    assert [j.verdict for j in judgements(written)] == ["different"]


def test_without_a_reason_the_browser_sends_nothing(open_page: Opener, written: Home) -> None:
    page = open_page(TWO)
    page.click("button[value=same]")
    expect(page.locator("textarea[name=why]")).to_be_focused()
    assert judgements(written) == []


def test_who_was_made_one_is_named_and_can_be_parted(client: FlaskClient, written: Home) -> None:
    path = written.edition_path() / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(manifest | {"merged": {"C000000009": A}}), "utf-8")
    page = client.get(f"/c/{A}").text
    assert f'href="/judge/{A}/C000000009"' in page
    assert "当前版本中两者已是同一" in client.get(f"/judge/{A}/C000000009").text
    assert judged(client, b="C000000009", verdict="different")[0] == 303
    (one,) = judgements(written)
    assert one.b is not None
    assert (one.verdict, one.b.id) == ("different", "C000000009")
