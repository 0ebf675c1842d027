from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from xml.etree import ElementTree

from dateline.publish.atom import ATOM, atom_feed
from dateline.publish.changes import Changes, changes
from dateline.publish.record import Run
from tests.publish import build
from tests.publish.test_changes import WINDOW, only

LATER = dt.datetime(2025, 4, 1, tzinfo=dt.UTC)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


def told(then: Run | None = None, now: Run | None = None) -> Changes:
    now = now or build.run()
    return changes(then or only(now, "post"), now, WINDOW)


def feed(found: Changes) -> ElementTree.Element:
    return ElementTree.fromstring(atom_feed(found, "1.2", LATER))


def one(node: ElementTree.Element, name: str) -> str:
    """The text of the one child of a name."""
    found = node.findall(f"{{{ATOM}}}{name}")
    assert len(found) == 1, name
    return found[0].text or ""


def entries(node: ElementTree.Element) -> list[ElementTree.Element]:
    return node.findall(f"{{{ATOM}}}entry")


def test_a_feed_has_what_the_standard_asks() -> None:
    node = feed(told())
    assert node.tag == f"{{{ATOM}}}feed"
    assert URN.match(one(node, "id"))
    assert one(node, "title")
    assert INSTANT.match(one(node, "updated"))
    (author,) = node.findall(f"{{{ATOM}}}author")
    assert one(author, "name") == "dateline"
    known = {"id", "title", "subtitle", "updated", "author", "generator", "entry"}
    assert {child.tag.removeprefix(f"{{{ATOM}}}") for child in node} <= known
    assert len(entries(node)) == 6
    for entry in entries(node):
        assert URN.match(one(entry, "id"))
        assert one(entry, "title")
        assert INSTANT.match(one(entry, "updated"))
        (content,) = entry.findall(f"{{{ATOM}}}content")
        assert content.get("type") == "text"
        assert content.text
        assert all(category.get("term") for category in entry.findall(f"{{{ATOM}}}category"))
        known = {"id", "title", "updated", "category", "content"}
        assert {child.tag.removeprefix(f"{{{ATOM}}}") for child in entry} == known


def test_ids_are_all_different_and_the_latest_entry_dates_the_feed() -> None:
    node = feed(told())
    ids = [one(entry, "id") for entry in entries(node)] + [one(node, "id")]
    assert len(set(ids)) == len(ids)
    assert one(node, "updated") == "2025-03-05T14:00:00Z"
    assert {one(entry, "updated") for entry in entries(node)} == {"2025-03-05T13:00:00Z"}


def test_the_same_state_has_the_same_entry_since_whenever_it_is_told() -> None:
    now = build.run()
    nothing = build.run(reports=(), claims=(), incidents=(), control=(), problems=())
    recent, long = feed(told(only(now, "post"), now)), feed(told(nothing, now))

    def ids(node: ElementTree.Element) -> set[tuple[str, str]]:
        return {(one(entry, "id"), one(entry, "updated")) for entry in entries(node)}

    assert ids(recent) < ids(long)
    raised = replace(
        now,
        incidents=tuple(
            replace(i, independent_origins=9) if i.incident == "flight" else i for i in now.incidents
        ),
    )
    assert len(ids(feed(told(only(now, "post"), raised))) - ids(recent)) == 1


def test_the_same_changes_give_the_same_bytes() -> None:
    assert atom_feed(told(), "1.2", LATER) == atom_feed(told(), "1.2", LATER)


def test_nothing_a_report_says_can_break_the_feed() -> None:
    now = build.run()
    hostile = "]]> <script>&\x00\x0b\ud800 “x” \U0001f600 </entry>"
    broken = replace(now, incidents=tuple(replace(i, title=hostile, why=hostile) for i in now.incidents))
    found = told(only(now, "post"), broken)
    data = atom_feed(found, "<&>", LATER)
    assert b"<script>" not in data
    titles = [one(entry, "title") for entry in entries(ElementTree.fromstring(data))]
    assert any("<script>&\ufffd\ufffd\ufffd “x” \U0001f600 </entry>" in title for title in titles)


def test_where_no_time_was_kept_the_given_one_stands() -> None:
    now = build.run()
    window = replace(WINDOW, then_at=None, times={})
    node = feed(changes(only(now, "post"), now, window))
    assert one(node, "updated") == "2025-04-01T00:00:00Z"
    assert {one(entry, "updated") for entry in entries(node)} == {"2025-04-01T00:00:00Z"}


def test_an_empty_feed_is_one_too() -> None:
    now = build.run()
    node = feed(told(now, now))
    assert entries(node) == []
    assert INSTANT.match(one(node, "updated"))


def test_what_is_gone_is_an_entry() -> None:
    now = build.run()
    then = replace(now)
    left = tuple(claim for claim in now.claims if claim.claim != "post-2")
    now = replace(now, claims=left, incidents=tuple(i for i in now.incidents if i.incident != "raid"))
    (entry,) = entries(feed(told(then, now)))
    assert one(entry, "title").startswith("Gone: [claimed]")
