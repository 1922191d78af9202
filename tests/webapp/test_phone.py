"""The frame on a phone: two rows high, all of it in reach of a finger and of the keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Opener = Callable[..., Page]

PHONE = {"width": 390, "height": 844}
PAGES = {"home": "/", "company": "/c/C000000001", "quality": "/quality", "judge": "/judge"}
HIGHEST = 112  # an eighth of a phone's screen


def phone(open_page: Opener, path: str, **kwargs: str) -> Page:
    """Open a page at a phone's width."""
    page = open_page(path, **kwargs)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_is_about_begins_within_an_eighth_of_a_phones_screen(
    open_page: Opener, name: str, lang: str, theme: str
) -> None:
    page = phone(open_page, PAGES[name], lang=lang, theme=theme)
    # A home of invented data says so in the frame; the pages of this one have the room for it.
    page.evaluate(
        "text => { const p = document.createElement('p'); p.className = 'sample';"
        " p.textContent = text; document.querySelector('.top').append(p); }",
        "Sample data, all invented" if lang == "en" else "示例数据,均为虚构",
    )
    assert page.evaluate("document.querySelector('#main').offsetTop") <= HIGHEST
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", ["/", "/c/C000000001?as_of=2022-01-01"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_all_of_the_frame_is_as_large_as_a_finger(open_page: Opener, lang: str, path: str) -> None:
    page = phone(open_page, path, lang=lang)
    page.locator(".menu-button").click()
    small: list[str] = page.locator(
        ".top :is(a, button, input), .when form :is(input, button, a)"
    ).evaluate_all(
        "all => all.filter(e => e.type !== 'hidden').map(e => [e.outerHTML,"
        " e.getBoundingClientRect()]).filter(([, box]) => box.height < 44 || box.width < 44"
        " || box.left < 0 || box.right > innerWidth).map(([html]) => html)"
    )
    assert small == []


def test_the_pages_open_and_close_by_finger_and_by_key(open_page: Opener) -> None:
    page = phone(open_page, "/", lang="en")
    button, menu = page.locator(".menu-button"), page.locator(".top-menu")
    expect(menu).to_be_hidden()
    button.click()
    expect(menu.locator(".nav a")).to_have_count(6)
    expect(button).to_have_attribute("aria-expanded", "true")
    page.mouse.click(200, 700)
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(menu.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    menu.locator(".switches a").last.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_leaving_the_open_pages_by_key_closes_them(open_page: Opener) -> None:
    page = phone(open_page, "/")
    page.locator(".menu-button").click()
    page.locator(".switches a").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".top-menu")).to_be_hidden()


def test_without_scripts_the_pages_stand_open(open_page: Opener) -> None:
    page = phone(open_page, "/", java_script_enabled=False)  # type: ignore[arg-type]
    expect(page.locator(".menu-button")).to_be_hidden()
    expect(page.locator(".nav a").last).to_be_visible()
    expect(page.locator(".switches a").last).to_be_visible()


def test_a_wide_screen_shows_the_pages_at_once(open_page: Opener) -> None:
    page = open_page("/")
    expect(page.locator(".menu-button")).to_be_hidden()
    expect(page.locator(".nav a").last).to_be_visible()
