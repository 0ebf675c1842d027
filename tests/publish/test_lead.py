"""Two states of a record in, the lead of the brief out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from dateline.publish import publish
from dateline.publish.brief import assemble
from dateline.publish.changes import Changes
from dateline.publish.check import ungrounded_sentences
from dateline.publish.lead import MAX_CHANGES, lead
from dateline.publish.record import Run
from tests.publish import build
from tests.publish.test_changes import WINDOW, only
from tests.publish.test_changes import after as at_run


def after(was: Run, now: Run) -> Changes:
    return at_run(was, now, replace(WINDOW, day=dt.date(2025, 3, 6)))


def test_the_page_leads_with_what_changed_each_at_the_strength_of_its_grade() -> None:
    whole = build.run()
    changed = after(only(whole, "post"), whole)
    files = publish(whole, build.tables(), changed)
    page = files["brief.html"].decode()
    assert page.index('id="changed"') < page.index('id="situation"')
    assert "Newly admitted" in page and "was claimed" in page
    assert "Published on 6 March 2025: 1 new report." in page
    assert "whose side loses by it" in page.split('id="situation"')[0]
    assert ungrounded_sentences(whole, files["brief.html"]) == []
    assert "## What changed" in files["brief.md"].decode()


def test_where_all_is_of_one_day_there_is_no_lead() -> None:
    files = publish(build.run(), build.tables())
    assert b'id="changed"' not in files["brief.html"]
    assert b"What changed" not in files["brief.md"]


def test_nothing_changed_is_said() -> None:
    whole = build.run()
    page = publish(whole, build.tables(), after(whole, whole))["brief.html"].decode()
    assert "Nothing that is told here changed" in page


def test_a_place_that_is_not_held_as_it_was_cites_who_says_so() -> None:
    whole = build.run()
    index = assemble(whole, build.tables()).index
    (told,) = lead(after(only(whole, "post"), whole), index.claims, build.tables()).control
    assert told.pieces[0].text == (
        "Almar: held by the Northern Army, according to the Ministry of Defence and the Northern Army"
    )
    assert told.pieces[0].cites == ("post-1", "wire-1")


def test_the_lead_is_short() -> None:
    whole = build.run()
    made = lead(
        after(only(whole, "post"), whole), assemble(whole, build.tables()).index.claims, build.tables()
    )
    assert 0 < len(made.items) <= MAX_CHANGES
    assert made.left_out == 0
