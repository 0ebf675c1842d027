"""Every page as a person sees it: wide and narrow, light and dark; no serious fault of access, nothing cut off.

``SHOTS=folder make browser`` keeps a picture of each.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.desk.users import User, hashed, user_line
from tests.desk.browser.conftest import Desk, running

WIDTHS = {1440: 900, 390: 844}
SCHEMES = ("light", "dark")
SERIOUS = ("serious", "critical")
FOLDS = "document.querySelectorAll('details')"

PAGES = {
    "situation": "/",
    "situation-filtered": "/?grade=contested&on=2023-12-19",
    "incident": "",
    "history": "",
    "report": "/reports/togoga-meridian?claim=c2",
    "reports": "/reports",
    "place": "/places/SD/Wad%20Madani",
    "places": "/places",
    "actor": "/actors/rapid-support-forces",
    "actors": "/actors",
    "source": "/sources/Sudanese%20army",
    "sources": "/sources",
    "search": "/search?q=market",
    "search-help": "/search",
    "queue": "/queue",
    "queue-place": "/queue?reason=place",
    "queue-actor": "/queue?reason=actor",
    "correct": "",
    "regroup": "",
    "move": "",
    "add": "/add/togoga-lantern",
    "decisions": "/decisions",
    "not-there": "/incidents/none",
    "sign-in": "/sign-in?next=%2Fqueue",
}
"""Every kind of page; those that go by an id are looked up."""


@pytest.fixture(scope="module")
def desk(serve: Callable[..., Any], demo_store: Path) -> Iterator[Desk]:
    """A desk over the examples, only to be read."""
    with running(demo_store) as started:
        yield started


@pytest.fixture(scope="module")
def guarded(serve: Callable[..., Any], demo_store: Path, tmp_path_factory: Any) -> Iterator[Desk]:
    """The same desk where people have to sign in."""
    users = tmp_path_factory.mktemp("users") / "users.tsv"
    line = user_line(User(name="Ana", role="editor", hashed=hashed("a password that is long", bytes(16))))
    users.write_text(line, encoding="utf-8")
    users.chmod(0o600)
    with running(demo_store, "--users", str(users)) as started:
        yield started


@pytest.fixture(scope="module")
def pages(chromium: Any, desk: Desk) -> dict[str, str]:
    """The address of each page."""
    context = chromium.new_context(base_url=desk.home)
    page = context.new_page()

    def found(address: str, pattern: str) -> str:
        page.goto(address)
        got = re.search(pattern, page.content())
        assert got is not None, (address, pattern)
        return got[0].replace("&amp;", "&")

    incident = found("/?text=togoga&grade=contested", r"/incidents/\w+")
    regroup = found(incident, r"/regroup/\w+")
    page.goto(regroup)
    card = page.locator("section.column article").first
    move = f"/move?claim={card.get_attribute('data-claim')}&to={card.locator('option').first.get_attribute('value')}"
    looked_up = {
        "incident": incident,
        "history": f"{incident}/history",
        "regroup": regroup,
        "move": move,
        "correct": found("/reports/togoga-meridian", r"/correct/\w+"),
    }
    context.close()
    return {**PAGES, **looked_up}


def _settle(page: Any) -> None:
    """Waits until the page has come to rest, its map drawn."""
    page.wait_for_load_state("networkidle")
    if page.locator("#map canvas").count():
        page.wait_for_function("document.getElementById('map').dataset.shown !== undefined")


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(
    name: str,
    width: int,
    desk: Desk,
    guarded: Desk,
    pages: dict[str, str],
    open_page: Callable[..., Any],
    axe: str,
) -> None:
    shown = guarded if name == "sign-in" else desk
    page = open_page(shown, viewport={"width": width, "height": WIDTHS[width]})
    page.goto(pages[name])
    page.evaluate(f"{FOLDS}.forEach((one) => {{ one.dataset.asFound = one.open; }})")
    faults = []
    for scheme in SCHEMES:
        page.evaluate(f"{FOLDS}.forEach((one) => {{ one.open = one.dataset.asFound === 'true'; }})")
        page.emulate_media(color_scheme=scheme)
        _settle(page)
        if (folder := os.environ.get("SHOTS")) is not None:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.wait_for_timeout(700)
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
        # What is folded up is looked at too, after the picture.
        page.evaluate(f"{FOLDS}.forEach((one) => {{ one.open = true; }})")
        page.evaluate(axe)
        told = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        faults += [
            f"{scheme}: {one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
            for one in told["violations"]
            if one["impact"] in SERIOUS
            for node in one["nodes"]
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width}"
    assert faults == []


def test_the_map_is_seen_before_scripts_draw_it_and_without_them(
    desk: Desk, open_page: Callable[..., Any]
) -> None:
    still = open_page(desk, java_script_enabled=False)
    still.goto("/")
    assert still.locator("#picture svg").is_visible()
    assert still.locator("noscript .note").is_visible()
    moving = open_page(desk)
    moving.goto("/")
    moving.wait_for_selector("#map[data-painted]", state="attached")
    assert moving.locator("#picture").count() == 0
    assert moving.locator("#map canvas").is_visible()
    assert not moving.locator("#no-map").is_visible()
