"""What a screen reader reads: Chinese that stands in an English page is marked as Chinese."""

import re
from collections.abc import Callable

import pytest
from flask import Flask, g
from playwright.sync_api import Page

from loaders.quality.report import PARTS
from tests.webapp.test_browser import PAGES
from webapp.language import marked

Opener = Callable[..., Page]

MORE = {f"quality-{part}": f"/quality?part={part}" for part in PARTS} | {
    "search-none": "/search?q=没有这样的名字",
    "search-region": "/search?q=有限公司&region=370105",
    "search-former": "/search?q=济南瑞科",
    "person-of-two": "/p/P000000003",
    "event-titled": "/e/E000000008",
    "holdings": "/c/C000000001/ownership?dir=down",
    "grade-early": "/c/C000000001/grade?as_of=2014-06-01",
    "reason": "/c/C000000001/reason/dishonest_debtor",
    "paths-which": "/paths?a=李晓梅&b=C000000004",
    "node": "/explore/node/C000000001",
    "group": "/explore/group/ev/C000000001",
    "record": "/record/0",
    "canvas-path": "/explore?steps=seed(C000000001).path(C000000001,P000000003)",
}
# Texts of the page with the language of each; a text that is typed in cannot hold a mark.
TEXTS = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.data, around = walker.currentNode.parentElement;
    if (around.closest("script, style, noscript, textarea, code")) continue;
    found.push([around.closest("[lang]")?.getAttribute("lang") || "", text.trim()]);
  }
  return found;
}"""
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def opened(page: Page) -> None:
    """Open all that a page shows on demand, and wait for it."""
    page.evaluate("for (const one of document.querySelectorAll('main summary')) one.click()")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("path", [*PAGES.values(), *MORE.values()], ids=[*PAGES, *MORE])
def test_chinese_in_an_english_page_is_marked_and_english_is_not(
    open_page: Opener, path: str
) -> None:
    page = open_page(path, lang="en")
    opened(page)
    found: list[tuple[str, str]] = page.evaluate(TEXTS)
    assert found
    assert [t for lang, t in found if CHINESE.search(t) and not lang.startswith("zh")] == []
    words = [t for lang, t in found if lang.startswith("zh") and not CHINESE.search(t)]
    assert [t for t in words if re.search(r"[a-z]{3} [a-z]{2}", t)] == []


MARKED = [
    ("Held by 李晓梅, 56%", 'Held by <span lang="zh-CN">李晓梅</span>, 56%'),
    ("李晓梅 and 王建军", '<span lang="zh-CN">李晓梅</span> and <span lang="zh-CN">王建军</span>'),
    ("公告2025年第12号; ours", '<span lang="zh-CN">公告2025年第12号</span>; ours'),
    ("no <b>", "no &lt;b&gt;"),
    ("瑞<b>", '<span lang="zh-CN">瑞</span>&lt;b&gt;'),
    (None, "None"),
]


@pytest.mark.parametrize(("text", "html"), MARKED)
def test_a_run_of_chinese_is_marked_and_all_is_escaped(
    app: Flask, text: str | None, html: str
) -> None:
    with app.test_request_context("/"):
        g.language = "en"
        assert str(marked(text)) == html
        g.language = "zh-CN"
        assert "<" not in str(marked(text))
        assert str(marked(text, "en")) == html
