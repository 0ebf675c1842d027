"""Every sentence of the brief of the examples: nothing its citations do not hold, nothing surer than its grade."""

from __future__ import annotations

import re

import pytest

from dateline.pipeline import RunResult
from dateline.publish.check import overstated_sentences, ungrounded_lines, ungrounded_sentences

SENTENCE = re.compile(r'<p class="s">.*?</p>', re.S)
HOLDING = "The Rapid Support Forces shelled people in Wad Madani on Saturday 16 December 2023"


def test_nothing_is_said_that_the_cited_claims_do_not_hold(demo: RunResult) -> None:
    assert ungrounded_sentences(demo.run, demo.files["brief.html"]) == []
    assert ungrounded_lines(demo.run, demo.files["brief.md"]) == []


def test_nothing_is_said_more_surely_than_its_grade(demo: RunResult) -> None:
    assert len(SENTENCE.findall(demo.files["brief.html"].decode())) > 40
    assert overstated_sentences(demo.files["brief.html"]) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Wad Madani on", "Port Sudan on", "name not in its claims"),
        ("16 December", "17 December", "date not in its claims"),
        ("Rapid Support Forces", "Sovereignty Council", "name not in its claims"),
        ("16 December 2023", "16 December 2022", "date not in its claims"),
    ],
)
def test_the_check_can_fail(demo: RunResult, old: str, new: str, fault: str) -> None:
    for name, check in (("brief.html", ungrounded_sentences), ("brief.md", ungrounded_lines)):
        page = demo.files[name].decode()
        assert HOLDING in page
        found = check(demo.run, page.replace(HOLDING, HOLDING.replace(old, new)).encode())
        assert any(fault in why for _, why in found), name


def test_a_figure_that_no_claim_gives_is_found_in_sentences_and_tables(demo: RunResult) -> None:
    page = demo.files["brief.html"].decode()
    sentence = next(s for s in SENTENCE.findall(page) if "17 people were killed" in s)
    wrong = page.replace(sentence, sentence.replace("17 people", "170 people"))
    assert ("number not in its claims: 170") in [
        why for _, why in ungrounded_sentences(demo.run, wrong.encode())
    ]
    cell = re.search(r'<td data-label="How many"[^>]*>[^<]*?(\d+)', page)
    assert cell is not None
    wrong = page[: cell.start(1)] + "98765" + page[cell.end(1) :]
    assert "number not in its claims: 98765" in [
        why for _, why in ungrounded_sentences(demo.run, wrong.encode())
    ]


def test_a_claim_told_as_a_fact_is_found(demo: RunResult) -> None:
    page = demo.files["brief.html"].decode()
    lone = next(s for s in SENTENCE.findall(page) if " alone says that " in s)
    bare = re.sub(r">[^>]*?(<sup class=\"cite\">.*?</sup>)? alone says? that ", r">\1", lone, count=1)
    found = overstated_sentences(page.replace(lone, bare).encode())
    assert [grade for _, grade in found] == ["claimed"]
