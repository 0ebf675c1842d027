"""Every sentence of the brief of the examples: nothing its citations do not hold, nothing surer than its grade."""

from __future__ import annotations

import re

import pytest

from dateline.pipeline import RunResult
from dateline.publish.check import overstated_sentences, ungrounded_lines, ungrounded_sentences

SENTENCE = re.compile(r'<p class="s">.*?</p>', re.S)
DATED = re.compile(
    r" in (?P<place>[A-Z][A-Za-z ]+) on (?P<week>[A-Z][a-z]+day) (?P<day>\d{1,2}) [A-Z][a-z]+ (?P<year>\d{4})"
)
KILLED = re.compile(r"(?P<figure>\d+) people were killed")


def _mutant(page: str, pattern: re.Pattern[str], group: str, new: str) -> bytes:
    """The page with one part of the first match in a sentence put otherwise."""
    found = pattern.search(page)
    assert found is not None
    return (page[: found.start(group)] + new + page[found.end(group) :]).encode()


def test_nothing_is_said_that_the_cited_claims_do_not_hold(demo: RunResult) -> None:
    assert ungrounded_sentences(demo.run, demo.files["brief.html"]) == []
    assert ungrounded_lines(demo.run, demo.files["brief.md"]) == []


def test_nothing_is_said_more_surely_than_its_grade(demo: RunResult) -> None:
    assert len(SENTENCE.findall(demo.files["brief.html"].decode())) > 40
    assert overstated_sentences(demo.files["brief.html"]) == []


@pytest.mark.parametrize(
    ("group", "new", "fault"),
    [
        ("place", "Port Nowhere", "name not in its claims"),
        ("week", "Someday", "name not in its claims"),
        ("day", "31", "date not in its claims"),
        ("year", "1999", "date not in its claims"),
    ],
)
def test_the_check_can_fail(demo: RunResult, group: str, new: str, fault: str) -> None:
    for name, check in (("brief.html", ungrounded_sentences), ("brief.md", ungrounded_lines)):
        found = check(demo.run, _mutant(demo.files[name].decode(), DATED, group, new))
        assert any(fault in why for _, why in found), name


def test_a_figure_that_no_claim_gives_is_found_in_sentences_and_tables(demo: RunResult) -> None:
    page = demo.files["brief.html"].decode()
    cell = re.compile(r'<td data-label="How many"[^>]*>[^<]*?(?P<figure>\d+)')
    for pattern in (KILLED, cell):
        found = ungrounded_sentences(demo.run, _mutant(page, pattern, "figure", "98765"))
        assert "number not in its claims: 98765" in [why for _, why in found]


def test_a_claim_told_as_a_fact_is_found(demo: RunResult) -> None:
    page = demo.files["brief.html"].decode()
    lone = next(s for s in SENTENCE.findall(page) if " alone says that " in s)
    bare = re.sub(r">[^>]*?(<sup class=\"cite\">.*?</sup>)? alone says? that ", r">\1", lone, count=1)
    found = overstated_sentences(page.replace(lone, bare, 1).encode())
    assert [grade for _, grade in found] == ["claimed"]


def test_a_sentence_ends_with_one_full_stop(demo: RunResult) -> None:
    sentences = SENTENCE.findall(demo.files["brief.html"].decode())
    plain = [re.sub(r"<(?:sup|small).*?</(?:sup|small)>|<[^>]+>", "", sentence) for sentence in sentences]
    assert any("”" in sentence for sentence in plain)
    assert [sentence for sentence in plain if re.search(r"\.”[\s\d,]*\.", sentence)] == []
