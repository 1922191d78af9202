"""Every page in a real browser: no violation, no fault of access, and the flows people follow.

`open_page` fails a test on any policy violation, console error or request that is not ours.
"""

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

from webapp.steps import RELATIONS

Opener = Callable[..., Page]

ONE = "/c/C000000001"
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
PAGES = {
    "home": "/",
    "search": "/search?q=有限公司",
    "company": f"{ONE}?as_of=2023-06-01",
    "trajectory": f"{ONE}/trajectory",
    "ownership": f"{ONE}/ownership",
    "controller": f"{ONE}/controller",
    "related": f"{ONE}/related",
    "grade": f"{ONE}/grade",
    "records": f"{ONE}/records",
    "person": "/p/P000000001",
    "event": "/e/E000000007",
    "paths": "/paths?a=C000000001&b=C000000004",
    "judge": "/judge",
    "compare": "/judge/C000000003/C000000004",
    "compare-people": "/judge/P000000001/P000000003",
    "data": "/data",
    "quality": "/quality",
    "console": "/console?q=MATCH (c:Company {uscc: $uscc}) RETURN c.name",
    "explore": "/explore?seed=C000000001",
    "explore-empty": "/explore",
    "company-early": f"{ONE}?as_of=2010-01-01",
    "related-tax": f"{ONE}/related?book=tax-2016-42&as_of=2016-01-01",
    "beyond": "/c/C000000003?as_of=2030-01-01",
}


def faults(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page, in words."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(r => r.violations)")
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in found
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_clean_for_the_policy_and_for_axe(
    open_page: Opener, name: str, lang: str
) -> None:
    page = open_page(PAGES[name], lang=lang, reduced_motion="reduce")
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == lang
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert faults(page) == [], theme


@pytest.mark.parametrize("name", ["home", "search", "company", "ownership", "paths", "data"])
def test_a_page_at_twice_the_size_needs_no_sideways_scroll(open_page: Opener, name: str) -> None:
    page = open_page(PAGES[name])
    page.set_viewport_size({"width": 720, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_a_phone_needs_no_sideways_scroll_and_leaves_each_word_room(
    open_page: Opener, name: str
) -> None:
    page = open_page(PAGES[name], lang="en")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cells = page.locator("main dd, main td, main .reason > summary > :first-child")
    thin: list[str] = cells.evaluate_all(
        "cells => cells.filter(c => c.getClientRects().length && c.offsetWidth < 40)"
        ".map(c => c.innerText).filter(text => text.length > 9)"
    )
    assert thin == []


@pytest.mark.parametrize("name", [n for n in PAGES if n != "explore-empty"])
def test_a_page_says_the_same_without_scripts(open_page: Opener, name: str) -> None:
    page = open_page(PAGES[name], java_script_enabled=False)
    assert len(page.locator("main").inner_text()) > 60


def test_typing_a_name_offers_matches_and_enter_opens_one(open_page: Opener) -> None:
    page = open_page("/?as_of=2022-01-01")
    page.keyboard.press("/")
    page.keyboard.type("豫达")
    option = page.locator("#suggestions [role=option]").first
    expect(option).to_contain_text("豫达中商贸有限公司")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("豫达中商贸有限公司")
    assert "as_of=2022-01-01" in page.url


def test_the_slider_moves_only_the_line_until_it_is_let_go(open_page: Opener) -> None:
    page = open_page(ONE)
    line = page.locator("[data-line] line")
    before = float(line.get_attribute("x1") or 0)
    slider = page.locator("#slider")
    slider.evaluate("e => { e.value = 60; e.dispatchEvent(new Event('input')); }")
    assert float(line.get_attribute("x1") or 0) < before
    assert page.url.endswith(ONE)
    slider.evaluate("e => e.dispatchEvent(new Event('change'))")
    page.wait_for_url("**as_of=2019-03-31**")
    expect(page.locator(".banner")).to_contain_text("2019-03-31")
    page.keyboard.press(",")
    page.wait_for_url("**as_of=2019-02-28**")


def test_a_day_is_typed_and_left_again(open_page: Opener) -> None:
    page = open_page(ONE)
    page.fill("#as_of", "2015-06-01")
    page.press("#as_of", "Enter")
    expect(page.locator("h1")).to_have_text("济南瑞科电子有限公司")
    page.locator(".when a.button").click()
    expect(page.locator("h1")).to_have_text("京华瑞科技有限公司")
    assert "as_of" not in page.url


def test_language_and_theme_switch_in_place(open_page: Opener) -> None:
    page = open_page(f"{ONE}?as_of=2022-01-01")
    page.locator(".switches a").last.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".tabs")).to_contain_text("Ownership")
    page.locator(".switches a").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith(f"{ONE}?as_of=2022-01-01")


def test_a_reason_of_the_grade_opens_its_rule_and_records(open_page: Opener) -> None:
    page = open_page(ONE)
    cap = page.locator("details.reason").first
    cap.locator("summary").first.click()
    expect(cap.locator(".inside")).to_contain_text("列入失信被执行人 2023-11-02")


def test_the_evidence_of_an_event_opens_in_place(open_page: Opener) -> None:
    page = open_page(ONE)
    source = page.locator("details.source").first
    source.locator("summary").click()
    expect(source.locator(".written")).to_contain_text("企业登记.csv")


def test_an_event_of_the_picture_leads_to_its_page(open_page: Opener) -> None:
    page = open_page(ONE)
    href = page.locator("[data-trajectory] a").first.get_attribute("href")
    assert href
    assert re.fullmatch(r"/e/E\d{9}", href)
    page.locator("[data-trajectory] a").first.click()
    page.wait_for_url(lambda url: href in url)
    expect(page.locator("h1")).to_be_visible()


def test_g_then_a_letter_goes_to_a_page(open_page: Opener) -> None:
    page = open_page("/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/data")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


# --- the canvas -----------------------------------------------------------------------------

NODES = "() => document.querySelector('[data-explore]').view.cy.nodes().map(n => n.id()).sort()"


def nodes(page: Page) -> list[str]:
    """Return the ids on the canvas."""
    found: list[str] = page.evaluate(NODES)
    return found


def settled(page: Page, count: int) -> None:
    """Wait until the canvas holds so many nodes and has stopped moving."""
    page.wait_for_function(
        "n => { const v = document.querySelector('[data-explore]').view;"
        " return v && v.cy.nodes().length === n && !v.settling; }",
        arg=count,
    )


def test_the_canvas_shows_the_view_and_expands_it(open_page: Opener) -> None:
    page = open_page("/explore?seed=C000000001")
    settled(page, 5)
    page.evaluate("document.querySelector('[data-explore]').view.select('C000000002')")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("沪鼎泰投资管理有限公司")
    # The seed's panel names the firm as well, and may still be the one that is shown.
    expect(panel.locator("[data-do=sh]")).to_have_attribute("data-id", "C000000002")
    panel.locator("[data-do=sh]").click()
    settled(page, 6)
    assert "P000000002" in nodes(page)
    assert unquote(page.url).endswith(".sh(C000000002)")
    expect(page.locator("#spoken")).to_contain_text("新增 1 个节点,共 6 个")


def test_the_canvas_fills_the_window_and_no_more(open_page: Opener) -> None:
    page = open_page(PAGES["explore"])
    page.set_viewport_size({"width": 1280, "height": 600})
    expect(page.locator("#panel tr").last).to_be_attached()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_the_words_of_a_line_end_before_its_nodes(open_page: Opener) -> None:
    page = open_page(PAGES["explore"], lang="en")
    settled(page, 5)
    lines: list[tuple[float, float]] = page.evaluate(
        "() => document.querySelector('[data-explore]').view.cy.edges().map(e => {"
        " const [a, b] = [e.source().position(), e.target().position()];"
        " return [parseFloat(e.style('text-max-width')), Math.hypot(a.x - b.x, a.y - b.y)]; })"
    )
    assert all(words <= max(length - 47, 40) for words, length in lines)


def test_the_panel_shows_the_last_one_selected_whoever_is_answered_first(
    open_page: Opener,
) -> None:
    page = open_page("/explore")
    held: list[Route] = []
    page.route("**/explore/node/C000000001*", lambda route: held.append(route))
    select = "id => document.querySelector('[data-explore]').view.select(id)"
    page.goto(page.url + "?steps=seed(C000000001).sh(C000000001)")
    settled(page, 4)
    panel = page.locator("#panel")
    expect(panel).to_have_attribute("aria-busy", "true")
    page.evaluate(select, "C000000002")
    expect(panel).to_contain_text("沪鼎泰投资管理有限公司")
    [route] = held
    with page.expect_response("**/explore/node/C000000001*") as answered:
        route.continue_()
    answered.value.finished()
    page.wait_for_timeout(200)  # for what must not happen
    expect(panel.locator("[data-do=sh]")).to_have_attribute("data-id", "C000000002")


def test_the_canvas_opens_with_what_is_known_of_its_seed(open_page: Opener) -> None:
    page = open_page("/explore?seed=C000000001")
    expect(page.locator("#panel")).to_contain_text("91370105MA3C00011T")


def test_an_empty_canvas_offers_two_ways_to_begin(open_page: Opener) -> None:
    page = open_page("/explore")
    expect(page.locator("#empty input[name=q]")).to_be_visible()
    box = page.locator("#empty input[name=q]").bounding_box()
    tools = page.locator(".tools").bounding_box()
    assert box
    assert tools
    assert box["y"] > tools["y"] + tools["height"]
    page.locator("#empty a.button").click()
    # The page puts its steps for the seed into the address, often before one can look.
    page.wait_for_url(lambda url: "/explore?steps=seed(C" in unquote(url))
    settled(page, page.locator("#list [data-node]").count())
    assert nodes(page)


def test_nodes_that_stay_keep_their_place(open_page: Opener) -> None:
    page = open_page("/explore?steps=seed(C000000001).sh(C000000001)")
    settled(page, 4)
    where = (
        "document.querySelector('[data-explore]').view.cy.getElementById('P000000001').position()"
    )
    before = page.evaluate(where)
    page.locator(".graph").focus()
    page.evaluate("document.querySelector('[data-explore]').view.select('C000000001')")
    page.keyboard.press("o")
    settled(page, 5)
    assert page.evaluate(where) == before


def test_steps_that_are_taken_at_once_are_all_taken(open_page: Opener) -> None:
    page = open_page("/explore?seed=C000000001")
    settled(page, 5)
    page.evaluate("document.querySelector('[data-explore]').view.select('C000000002')")
    expect(page.locator("#panel [data-do=sh]")).to_have_attribute("data-id", "C000000002")
    page.evaluate(
        "for (const what of ['sh', 'in'])"
        " document.querySelector(`#panel [data-do=${what}]`).click()"
    )
    page.wait_for_url(lambda url: "in(C000000002)" in unquote(url))
    assert unquote(page.url).endswith(".sh(C000000002).in(C000000002)")


def test_steps_are_undone_and_done_again(open_page: Opener) -> None:
    page = open_page("/explore?steps=seed(C000000001).sh(C000000001)")
    settled(page, 4)
    page.locator("[data-do=undo]").click()
    settled(page, 1)
    page.locator("[data-do=redo]").click()
    settled(page, 4)
    page.locator("#left .steps a").first.click()
    settled(page, 1)
    assert unquote(page.url).endswith("steps=seed(C000000001)")


def test_the_address_of_a_view_gives_the_same_view_again(open_page: Opener) -> None:
    page = open_page("/explore?steps=seed(C000000001).in(C000000001).path(C000000001,C000000004)")
    settled(page, 3)
    place = (
        "document.querySelector('[data-explore]').view.cy.nodes().map(n => [n.id(), n.position()])"
    )
    first = page.evaluate(place)
    page.reload()
    settled(page, 3)
    assert page.evaluate(place) == first


def test_l_swaps_the_canvas_for_tables(open_page: Opener) -> None:
    page = open_page("/explore?seed=C000000001")
    settled(page, 5)
    page.locator(".graph").focus()
    page.keyboard.press("l")
    expect(page.locator("#list")).to_be_visible()
    expect(page.locator("#list tbody tr[data-node]")).to_have_count(5)


def test_filters_hide_what_they_name(open_page: Opener) -> None:
    page = open_page("/explore?seed=C000000001")
    settled(page, 5)
    visible = "n => document.querySelector('[data-explore]').view.cy.nodes(':visible').length === n"
    page.locator("#left input[value=Person]").uncheck()
    page.wait_for_function(visible, arg=4)
    page.locator("#left input[value=Person]").check()
    page.wait_for_function(visible, arg=5)


def test_the_menu_opens_by_key_and_closes_by_escape(open_page: Opener) -> None:
    page = open_page("/explore?seed=C000000001")
    settled(page, 5)
    page.locator(".graph").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+F10")
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()


def test_the_picture_is_exported_as_svg_from_positions(open_page: Opener) -> None:
    page = open_page("/explore?seed=C000000001")
    settled(page, 5)
    with page.expect_download() as waiting:
        page.locator("[data-do=svg]").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "豫达中商贸有限公司" in text


# --- the console ----------------------------------------------------------------------------


def test_the_console_asks_a_value_for_each_name_and_refuses_in_place(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QIJI_NEO4J_URI", raising=False)
    page = open_page("/console")
    page.locator(".cm-content").click()
    page.keyboard.type("MATCH (c {uscc: $uscc}) RETURN c")
    expect(page.locator("#parameters label")).to_have_text("$uscc")
    assert page.evaluate("new URL(location.href).searchParams.get('q')").startswith("MATCH (c")


def test_no_relation_has_the_name_of_an_action() -> None:
    script = (files("webapp") / "static" / "js" / "explore.js").read_text(encoding="utf-8")
    actions = script[script.index("const actions = {") : script.index("function act(")]
    names = set(re.findall(r"^  (\w+)[:,]|(?<=, )(\w+),$", actions, re.MULTILINE))
    assert {"closer", "path"} <= {a or b for a, b in names}
    assert not {a or b for a, b in names} & set(RELATIONS)
