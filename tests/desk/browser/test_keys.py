"""The queue and every correction by keyboard alone: no mouse is moved here, and the cursor is always to be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.desk.browser.conftest import Desk
from tests.desk.browser.hands import NAME, tab_to

MISSED = "the wounded had waited more than a day for help"


def _settled(page: Any) -> int:
    return int(page.locator(".progress .num").inner_text().split()[0])


def _focus(page: Any) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.id"))


def _onward(page: Any, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_queue_is_gone_through_by_its_keys(desk_of_examples: Desk, open_page: Callable[..., Any]) -> None:
    page = open_page(desk_of_examples)
    page.goto("/queue?reason=contested")
    first = page.locator(".task h2").inner_text()
    _onward(page, "k")
    second = page.locator(".task h2").inner_text()
    assert second != first

    ticked = page.locator("[data-tick='1']")
    page.keyboard.press("1")
    assert not ticked.is_checked()
    page.keyboard.press("1")
    assert ticked.is_checked()

    # A key that wants name and reason goes there; Enter does what the key asked.
    before = _settled(page)
    page.keyboard.press("a")
    assert _focus(page) == "by"
    page.keyboard.type("R. Haddad, aide")
    page.keyboard.press("Enter")
    assert _focus(page) == "why"
    page.keyboard.type("a read word for word")
    _onward(page, "Enter")
    assert _settled(page) > before
    assert page.locator(".task h2").inner_text() != second

    # A key is no key where somebody types, and none of them acts with Control held down.
    page.keyboard.press("r")
    assert _focus(page) == "why"
    page.keyboard.type("skas")
    assert page.get_by_label("Reason", exact=True).input_value() == "skas"
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    assert _settled(page) > before
    _onward(page, "e")
    assert "/correct/" in page.url


def test_corrections_by_keyboard_alone(desk_of_examples: Desk, open_page: Callable[..., Any]) -> None:
    page = open_page(desk_of_examples)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert _focus(page) == "content"

    # From a report to a claim of it, to another place.
    page.goto("/reports/togoga-meridian")
    tab_to(page, ".correct-link")
    _onward(page, "Enter")
    tab_to(page, "#f-places")
    page.keyboard.press("Control+a")
    page.keyboard.type("Axum, ET")
    tab_to(page, "#by")
    page.keyboard.type(NAME)
    tab_to(page, "#why")
    page.keyboard.type("by hand")
    _onward(page, "Enter")
    assert "Axum" in page.locator("#f-places").input_value()

    # A claim of a town that much is told of into an incident beside its own.
    page.goto("/reports/madani-un")
    tab_to(page, ".correct-link")
    _onward(page, "Enter")
    tab_to(page, "a[href^='/regroup/']")
    _onward(page, "Enter")
    tab_to(page, "select[name=to]")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".moving button")
    _onward(page, "Enter")
    assert "/move?" in page.url
    tab_to(page, "#why")
    page.keyboard.type("one happening")
    _onward(page, "Enter")
    assert "/move" not in page.url

    # A claim that was missed: its words are typed.
    page.goto("/add/togoga-lantern")
    tab_to(page, "#quote")
    page.keyboard.type(MISSED)
    tab_to(page, "#kind")
    page.keyboard.type("besiege")
    tab_to(page, "#why")
    page.keyboard.type("nobody let help through")
    _onward(page, "Enter")
    assert "/reports/togoga-lantern" in page.url

    # And taken back.
    page.goto("/decisions")
    tab_to(page, ".log summary")
    page.keyboard.press("Enter")
    tab_to(page, ".undoing input[name=why]")
    page.keyboard.type("it was told already")
    _onward(page, "Enter")
    assert "undone" in page.locator(".log").inner_text()
