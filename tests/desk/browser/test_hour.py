"""An analyst's hour at the desk, in a real browser over a real server; and two analysts at once."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import EXAMPLES, ROOT
from tests.desk.browser.conftest import Desk
from tests.desk.browser.hands import NAME, drag_over, press, sign

MISSED = "the wounded had waited more than a day for help"


def _contested(page: Any) -> str:
    """Finds the contested incident at Togoga from the first page; its address, which its next account changes."""
    page.goto("/")
    with page.expect_response(lambda one: "situation.json?grade=contested" in one.url):
        page.locator("input[name=grade][value=contested]").check()
    page.wait_for_url("**/?grade=contested")
    page.locator("#list a.inc-title", has_text="Togoga").first.click()
    page.wait_for_url("**/incidents/*")
    assert "contested" in page.locator(".factline").inner_text()
    return str(page.url)


def _read_to_the_sentence(page: Any) -> None:
    """Opens the first value of each of the first two accounts; each must stand in its report, lit, word for word."""
    address = page.url
    assert page.locator("table.accounts thead th").count() >= 2
    for column in (1, 2):
        value = page.locator(f"table.accounts tbody tr td:nth-of-type({column}) .item > a").first
        words = value.get_attribute("title").partition("“")[2].partition("”")[0]
        value.click()
        page.wait_for_url("**/reports/**")
        lit = page.locator("article.text mark.hit")
        assert lit.first.is_visible()
        assert " ".join(lit.all_inner_texts()).split()[:3] == words.split()[:3]
        name = page.url.partition("/reports/")[2].partition("?")[0]
        assert words in (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")
        page.goto(address)


def _fix_a_place(page: Any) -> str:
    """Puts the last claim of a report that has a place somewhere else; the claim's address."""
    page.goto("/reports/togoga-meridian")
    page.locator(".card", has=page.locator("dt", has_text="where")).last.get_by_text("Correct").click()
    page.wait_for_url("**/correct/*")
    address = str(page.url)
    page.get_by_label("Where", exact=True).fill("Axum, ET")
    sign(page, "the text speaks of Axum")
    assert press(page, "Save what changed").status == 303
    return address


def _merge_two(page: Any, incident: str) -> tuple[str, str]:
    """Moves the claim of the incident beside it into it; the names of that claim and of one that was in it."""
    page.goto(incident)
    page.get_by_role("link", name="Move claims in or out").click()
    page.wait_for_url("**/regroup/*")
    home = page.locator("section.column").first.get_attribute("data-to")
    card = page.locator("section.column").nth(1).locator("article").first
    moved = card.get_attribute("data-claim")
    card.locator("select").select_option(home)
    card.get_by_role("button", name="Move").click()
    page.wait_for_url("**/move?*")
    sign(page, "the same strike on the same market")
    assert press(page, "Move it").status == 303
    return moved, home


def _add_missed(page: Any) -> None:
    page.goto("/reports/togoga-lantern")
    page.get_by_role("link", name="Add one that was missed").click()
    page.wait_for_url("**/add/*")
    drag_over(page, MISSED)
    assert page.get_by_label("The words", exact=True).input_value() == MISSED
    page.get_by_label("What happened").select_option("besiege")
    page.get_by_label("Where", exact=True).fill("Togoga, ET")
    sign(page, "nobody let help through")
    assert press(page, "Add the claim").status == 303


def _same_incident(page: Any, first: str, second: str) -> bool:
    homes = []
    for name in (first, second):
        page.goto(f"/claims/{name}")
        homes.append(page.url)
    return homes[0] == homes[1] and "/incidents/" in homes[0]


def _all_there(page: Any, corrected: str, merged: tuple[str, str]) -> None:
    page.goto(corrected)
    assert "Axum" in page.get_by_label("Where", exact=True).input_value()
    assert _same_incident(page, *merged)
    page.goto("/reports/togoga-lantern")
    assert page.locator(".card", has_text="besiege").count() >= 1
    assert "".join(MISSED.split()) in "".join(
        "".join(page.locator("article.text mark").all_inner_texts()).split()
    )
    page.goto("/decisions")
    log = page.locator(".log").inner_text()
    for why in ("Axum", "same market", "let help through"):
        assert why in log
    assert NAME in log


def test_an_hour_of_an_analyst(desk_of_examples: Desk, open_page: Callable[..., Any], tmp_path: Path) -> None:
    desk = desk_of_examples
    page = open_page(desk, accept_downloads=True, viewport={"width": 1440, "height": 900})
    incident = _contested(page)
    _read_to_the_sentence(page)
    corrected = _fix_a_place(page)
    merged = _merge_two(page, incident)
    _add_missed(page)
    _all_there(page, corrected, merged)

    # Made anew out of reports, codings and decisions, by another process; the desk goes on.
    out = tmp_path / "out"
    command = ["rebuild", "--store", str(desk.store), "--out", str(out)]
    subprocess.run(
        [sys.executable, "-m", "dateline.cli", *command],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=600,
    )
    _all_there(page, corrected, merged)
    assert "Axum" in (out / "claims.jsonl").read_text(encoding="utf-8")

    page.goto("/?place=Axum")
    assert page.locator("#list a.inc-title").count() == 1
    page.locator("summary", has_text="Take these incidents away").click()
    with page.expect_download() as taken:
        page.locator("#results a[download]", has_text="csv").first.click()
    taken.value.save_as(tmp_path / "axum.csv")
    with (tmp_path / "axum.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1
    assert "Axum" in str(rows[0])


def test_the_second_of_two_is_told_and_loses_nothing(
    desk_of_examples: Desk, open_page: Callable[..., Any]
) -> None:
    first, second = open_page(desk_of_examples), open_page(desk_of_examples)
    first.goto("/reports/togoga-meridian")
    links = first.locator(".card .correct-link")
    one, other = (links.nth(n).get_attribute("href") for n in (0, 1))
    for page in (first, second):
        page.goto(one)
    for page, place, why in ((first, "Axum, ET", "so says the desk"), (second, "Adwa, ET", "so say I")):
        page.get_by_label("Where", exact=True).fill(place)
        sign(page, why)
    second.get_by_label("Your name").fill("L. Tesfay")

    assert press(first, "Save what changed").status == 303
    answer = press(second, "Save what changed")

    # The update that would have been lost is shown, with whose it is; what was typed is still there.
    assert answer.status == 409
    told = second.get_by_role("alert").inner_text()
    assert "Axum" in told
    assert NAME in told
    assert second.get_by_label("Where", exact=True).input_value() == "Adwa, ET"
    first.goto("/decisions")
    assert "Adwa" not in first.locator(".log").inner_text()

    # Having seen it, the second may decide otherwise; and two claims at once are no matter.
    for page in (first, second):
        page.bring_to_front()
        if page is first:
            page.goto(other)
            page.get_by_label("Whether it happened").select_option("possible")
            sign(page, "only feared")
    assert press(second, "Save what changed").status == 303
    assert press(first, "Save what changed").status == 303
    first.goto("/decisions")
    log = first.locator(".log").inner_text()
    assert "L. Tesfay" in log
    assert "Adwa" in log
    assert "only feared" in log
