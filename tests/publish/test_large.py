"""A brief of more incidents than a page holds tells the weightiest, and says so; every other output has all."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from dateline.derived import tables_of
from dateline.pipeline import RunResult
from dateline.publish import brief as room
from dateline.publish import publish
from dateline.publish.brief import brief_of, untold, weight
from dateline.publish.changes import Changes, Window, changes
from dateline.publish.titles import titled
from dateline.words.tables import Words

MOST = 12


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_TOLD", MOST)


def test_a_brief_tells_what_weighs_most(demo: RunResult, words: Words, small: None) -> None:
    run, tables = titled(demo.run, tables_of(words)), tables_of(words)
    told, part = brief_of(run, tables)
    assert len(told.incidents) == len(part.incidents) == MOST < len(run.incidents)
    least = min(weight(one, tables) for one in told.incidents)
    others = [one for one in run.incidents if one.incident not in told.index.incidents]
    assert all(weight(one, tables) <= least for one in others)
    assert {name for one in told.incidents for name in one.claims} == set(told.index.claims)
    assert {one.report for one in told.reports} >= {claim.report for claim in told.index.claims.values()}
    assert (told.masthead.incidents, told.masthead.told) == (len(run.incidents), MOST)
    assert told.masthead.reports == len(run.reports)
    assert f"the {MOST} incidents" in untold(told.masthead)


def test_other_outputs_have_all_and_the_page_says_what_it_leaves(
    demo: RunResult, words: Words, small: None
) -> None:
    made = publish(demo.run, tables_of(words), _changed(demo, words))
    for name in (
        "claims.jsonl",
        "incidents.jsonl",
        "control.csv",
        "events.csv",
        "events.geojson",
        "totals.csv",
    ):
        assert made[name] == demo.files[name], name
    for name in ("brief.html", "brief.md"):
        assert b"incidents that weigh most" in made[name]
        assert b"incidents that weigh most" not in demo.files[name]
        assert len(made[name]) < len(demo.files[name])
    page = made["brief.html"].decode()
    anchors = set(re.findall(r'href="#(\w+)"', page))
    assert anchors
    assert anchors <= set(re.findall(r'id="(\w+)"', page))


def _changed(demo: RunResult, words: Words) -> Changes:
    """Everything as if the last day had brought it: more than the page tells."""
    now = titled(demo.run, tables_of(words))
    was = replace(
        now,
        incidents=(),
        claims=(),
        reports=(),
        control=(),
        links=(),
        articles=(),
        superseded=(),
        revisions=(),
    )
    window = Window(
        then=0, then_at=None, now=1, times={}, reports=dict.fromkeys((one.report for one in now.reports), 1),
        decisions={}, day=dt.date(2024, 1, 20),
    )  # fmt: skip
    found = changes(was, now, window)
    assert len(found.alerts) > MOST
    assert found.control
    return found
